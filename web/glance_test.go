package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// A record at a glance says who it is, what is next and what happened last, in at most ten statements and one for the lines of business,
// and to nobody who may not see the record.
func TestRecordAtAGlance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.send(owner, "PATCH", fmt.Sprintf("/people/%d", h.person), `{"phone": "020 7946 0991", "industry": "law"}`)
		h.record("task", map[string]any{"title": "Ring about the lease", "person": h.person, "due": "2026-04-02"})
		h.send(owner, "POST", "/add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "person": "Jo Bell", "day": "yesterday"}`, h.account))
		h.send(owner, "POST", "/promise", fmt.Sprintf(`{"account": %d, "title": "send the plan", "due": "2026-04-01"}`, h.account))
		h.send(owner, "POST", "/fields", `{"type": "people", "name": "tier", "kind": "text"}`)
		at := map[string][]string{
			fmt.Sprintf("/people/%d/glance", h.person):    {"Jo Bell", "020 7946 0991", "Ring about the lease", "law", "We called"},
			fmt.Sprintf("/accounts/%d/glance", h.account): {"send the plan", "We called", fmt.Sprintf(`href="/accounts/%d/record"`, h.account)},
			fmt.Sprintf("/tasks/%d/glance", h.task):       {"Send the offer"},
			fmt.Sprintf("/views/%d/glance", h.view):       {"Ours"},
			fmt.Sprintf("/files/%d/glance", h.file):       {"offer.txt"},
		}
		for path, want := range at {
			w := h.do(get(path), owner)
			for _, s := range want {
				if w.Code != 200 || !strings.Contains(w.Body.String(), s) {
					t.Errorf("%s: %d, %q is not there: %s", path, w.Code, s, clipBody(w.Body.String()))
				}
			}
		}
		ids := map[string]clientele.ID{"person-glance": h.person, "account-glance": h.account, "task-glance": h.task, "view-glance": h.view, "file-glance": h.file}
		var said []string
		d.Watch(func(text string, _ []any) { said = append(said, text) })
		for _, user := range []clientele.ID{h.owner, h.member} {
			scope, err := h.crm.Access.ScopeOf(t.Context(), user)
			h.ok(err)
			for _, p := range page.Pages(h.crm.All) {
				if ids[p.Name] == 0 {
					continue
				}
				said = nil
				_, err := p.Do(t.Context(), scope, page.Input{Values: url.Values{"id": {fmt.Sprint(int64(ids[p.Name]))}}})
				h.ok(err)
				if len(said) > 11 || len(said) < 2 {
					t.Errorf("%d statements of %s for %s:\n%s", len(said), p.Name, scope.Role(), strings.Join(said, "\n"))
				}
			}
		}
		d.Watch(nil)
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		for path := range at {
			if strings.HasPrefix(path, "/views") {
				continue
			}
			if w := h.do(get(path), h.session(h.member)); w.Code != 404 {
				t.Errorf("%s through the wall: %d", path, w.Code)
			}
		}
	})
}
