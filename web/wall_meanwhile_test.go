package web

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A wall that goes up while a correction is being read keeps it out: nothing is written by who
// may not pass it, and nobody behind it is told.
func TestAWallGoesUpBeforeACorrectionIsWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign, owner := h.session(h.member), h.session(h.owner)
		h.did(sign, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "text": "spoke of paint"}`, h.account))
		id, err := db.One[clientele.ID](t.Context(), d, "SELECT MAX(id) FROM entries WHERE kind = ?", clientele.KindInteraction)
		h.ok(err)
		member, err := h.crm.Access.ScopeOf(t.Context(), h.member)
		h.ok(err)
		told := 0
		c := &account.Accounts{Book: h.crm.Book, Jobs: h.crm.Jobs, Records: h.crm.Records, Access: h.crm.Access, Clock: h.crm.Clock,
			Mentioned: func(_ context.Context, text string, _ clientele.ID) (string, error) {
				r := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", h.account), `{"users": ["`+ownerEmail+`"]}`)
				r.Method = http.MethodPut
				if w := h.do(r, owner); w.Code >= 300 {
					t.Fatalf("a wall: %d %s", w.Code, w.Body)
				}
				return text, nil
			},
			Told: func(context.Context, *db.Tx, access.Scope, clientele.Entry, clientele.ID) error { told++; return nil },
		}
		_, err = c.CorrectEntry(t.Context(), member, account.CorrectIn{ID: id, Text: "spoke of glue, @olga"})
		if clientele.KindOf(err) != clientele.NotFound || told != 0 {
			t.Errorf("behind the wall by now: %v, %d told", err, told)
		}
		e, err := h.crm.Book.Entry(t.Context(), id)
		h.ok(err)
		if said := e.Body.(clientele.Interaction).Text; said != "spoke of paint" {
			t.Errorf("it says %q", said)
		}
	})
}
