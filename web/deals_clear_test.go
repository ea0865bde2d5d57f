package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// All deals of a stage go to another, of another pipeline too, at once and back; then the stage may go.
func TestAStageIsCleared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		other := s.record("pipeline", map[string]any{"name": "Letting"})
		there := s.record("stage", map[string]any{"name": "Viewing", "pipeline": other})
		from := s.stages["New"]
		ids := []clientele.ID{s.deal("New", nil), s.deal("New", map[string]any{"name": "Wall"}), s.deal("New", map[string]any{"name": "Door"})}
		page := s.do(get(fmt.Sprint("/stages/", from)), s.sign).Body.String()
		if !strings.Contains(page, "stage-clear") || !strings.Contains(page, "Letting: Viewing") {
			t.Error("its page does not ask where they go")
		}
		for to, code := range map[clientele.ID]int{from: 422, 999_999: 422} {
			before := s.hash()
			if w := s.do(postJSON("/api/v1/stage-clear", fmt.Sprintf(`{"id": %d, "to": %d}`, from, to)), s.sign); w.Code != code || s.hash() != before {
				t.Errorf("to %d: %d %s", to, w.Code, clipBody(w.Body.String()))
			}
		}
		done := s.did(s.sign, "stage-clear", fmt.Sprintf(`{"id": %d, "to": %d}`, from, there))
		if done.Undo == nil || !strings.Contains(done.Sentence, "3 deals") {
			t.Fatalf("%+v", done)
		}
		for _, id := range ids {
			if r := s.get(id); r.Values["stage"] != there || r.Values["pipeline"] != other {
				t.Errorf("deal %d: %+v", id, r.Values)
			}
		}
		s.undone(s.sign, done)
		s.ok(s.crm.Jobs.Queue.Drain(t.Context(), nil))
		if r := s.get(ids[0]); r.Values["stage"] != from || r.Values["pipeline"] != s.pipe {
			t.Errorf("taken back: %+v", r.Values)
		}
		if out := fmt.Sprint(s.api.must(409, "DELETE", fmt.Sprintf("/stages/%d", from), "")); !strings.Contains(out, "page of the stage") {
			t.Errorf("with deals in it: %s", out)
		}
		s.did(s.sign, "stage-clear", fmt.Sprintf(`{"id": %d, "to": %d}`, from, s.stages["Lost"]))
		if r := s.get(ids[0]); r.Text("state") != "lost" || r.Values["closed"] == nil {
			t.Errorf("to where deals are lost: %+v", r.Values)
		}
		s.api.must(200, "DELETE", fmt.Sprintf("/stages/%d", from), "")
	})
}

// What cannot be so is refused on forms as it is by REST: a stage of another pipeline, a period that ends
// before it begins, a recurrence without an end that can be followed; each at its field, with what to do.
func TestBadInputOnForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		if w := s.do(get("/api/v1/forecast?of=999999"), s.sign); w.Code != 422 || !strings.Contains(w.Body.String(), `"of"`) {
			t.Errorf("the forecast of no pipeline: %d %s", w.Code, clipBody(w.Body.String()))
		}
		other := s.record("pipeline", map[string]any{"name": "Letting"})
		there := s.record("stage", map[string]any{"name": "Viewing", "pipeline": other})
		for _, bad := range []struct {
			path, act, field, json string
			form                   url.Values
		}{
			{"/deals", "deal-create", "stage", fmt.Sprintf(`{"name": "X", "pipeline": %d, "stage": %d}`, s.pipe, there), url.Values{"name": {"X"}, "pipeline": {s.pipe.String()}, "stage": {there.String()}}},
			{"/engagements", "engagement-create", "ends", fmt.Sprintf(`{"name": "X", "account": %d, "begins": "2026-02-01", "ends": "2026-01-01"}`, s.account),
				url.Values{"name": {"X"}, "account": {s.account.String()}, "begins": {"1 February 2026"}, "ends": {"1 January 2026"}}},
			{"/events", "event-create", "ends", `{"title": "X", "begins": "2026-04-02T10:00", "ends": "2026-04-02T09:00"}`, url.Values{"title": {"X"}, "kind": {"meeting"}, "state": {"planned"}, "begins": {"2 April 2026, 10:00"}, "ends": {"2 April 2026, 09:00"}}},
			{"/events", "event-create", "recurrence", `{"title": "X", "begins": "2026-04-02T10:00", "recurrence": "FREQ=HOURLY"}`, url.Values{"title": {"X"}, "kind": {"meeting"}, "state": {"planned"}, "begins": {"2 April 2026, 10:00"}, "recurrence": {"FREQ=HOURLY"}}},
			{"/events", "event-create", "recurrence", `{"title": "X", "begins": "2026-04-02T10:00", "recurrence": "FREQ=DAILY;INTERVAL=0"}`, url.Values{"title": {"X"}, "kind": {"meeting"}, "state": {"planned"}, "begins": {"2 April 2026, 10:00"}, "recurrence": {"FREQ=DAILY;INTERVAL=0"}}},
		} {
			s.wrongly(s.sign, "POST", bad.path, bad.json, bad.field)
			before := s.hash()
			bad.form.Set("back", bad.path+"/new")
			w := s.do(post("/do/"+bad.act, bad.form), s.sign)
			body := w.Body.String()
			if at := w.Header().Get("Location"); w.Code == http.StatusSeeOther {
				body = s.do(get(at), s.sign).Body.String()
			}
			if s.hash() != before || !strings.Contains(body, "has-wrong") {
				t.Errorf("%s of %s on a form: %d %s", bad.field, bad.path, w.Code, clipBody(body))
			}
		}
	})
}
