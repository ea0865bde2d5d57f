package record

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

// TestNoTwoHaveTheSame: a field of one's own of which no two records have the same value:
// at once, one after another, from the archive, and through a merge; who had it before that
// was asked keeps it.
func TestNoTwoHaveTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		field := x.made("fields", `{"type": "people", "name": "number", "kind": "text"}`)
		person := func(number string) Edit {
			return Edit{Ref: clientele.Ref{Type: "person"}, Fields: raw(fmt.Sprintf(`{"name": "p", "custom": {"number": %q}}`, number))}
		}
		a, err := x.try(x.boss, person("A"))
		x.ok(err)
		twin, err := x.try(x.boss, person("A"))
		x.ok(err)
		_, err = x.try(x.boss, Edit{Ref: field.Ref, Fields: raw(`{"single": true}`)})
		x.ok(err)
		taken := func(what string, err error, says string) {
			t.Helper()
			var refused *Refused
			if !errors.As(err, &refused) || refused.Fields[0].Field != "custom.number" || !strings.Contains(say.English.Fill(refused.Fields[0].What), says) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = x.try(x.boss, person("A"))
		taken("a third", err, "has this")
		_, err = x.try(x.boss, Edit{Ref: twin.Ref, Fields: raw(`{"name": "q"}`)})
		x.ok(err)
		b, err := x.try(x.boss, person("B"))
		x.ok(err)
		_, err = x.try(x.boss, Edit{Ref: b.Ref, Fields: raw(`{"custom": {"number": "A"}}`)})
		taken("a change", err, fmt.Sprintf("person %d has this", a.ID))
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			out, err := x.Write(t.Context(), tx, x.boss, "people", []Edit{person("C"), person("C")})
			x.ok(err)
			x.ok(out[0].Err)
			taken("two at once", out[1].Err, "another has this")
			return nil
		}))
		_, err = x.try(x.boss, Edit{Ref: b.Ref, Archive: new(true)})
		x.ok(err)
		other, err := x.try(x.boss, person("B"))
		x.ok(err)
		_, err = x.try(x.boss, Edit{Ref: b.Ref, Archive: new(false)})
		taken("out of the archive", err, fmt.Sprintf("person %d has this", other.ID))
		without := x.made("people", `{"name": "r"}`)
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			is, _, err := x.Merge(t.Context(), tx, x.boss, Merging{Stays: without.Ref, Goes: other.Ref})
			x.ok(err)
			if is.Custom["number"] != "B" {
				t.Errorf("the one that stays has %v", is.Custom)
			}
			return nil
		}))
	})
}

// TestValuesOfAnArchivedFieldAreKept: what a field in the archive holds is found again
// when it comes back, also of records that were changed meanwhile.
func TestValuesOfAnArchivedFieldAreKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		field := x.made("fields", `{"type": "people", "name": "likes", "kind": "tags"}`)
		p := x.made("people", `{"name": "p", "tags": ["a"], "custom": {"likes": ["tea"]}}`)
		for _, e := range []Edit{{Ref: field.Ref, Archive: new(true)}, {Ref: p.Ref, Fields: raw(`{"tags": ["b"]}`)}, {Ref: field.Ref, Archive: new(false)}} {
			_, err := x.try(x.boss, e)
			x.ok(err)
		}
		for _, tt := range []struct{ filter, want string }{{`custom.likes has tea`, "p"}, {`tags has b`, "p"}, {`tags has a`, ""}} {
			n, err := ParseFilter(tt.filter)
			x.ok(err)
			if got := x.names(x.boss, Query{Type: "people", Filter: n}); got != tt.want {
				t.Errorf("%s finds %q, want %q", tt.filter, got, tt.want)
			}
		}
	})
}
