package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/timeline"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// streamer reads what happened as JSON has it.
type streamer struct {
	*testHouse
	sign func(*http.Request)
}

// told are the titles of a stream, with what each is about and says, page by page to its end.
func (h streamer) told(path string) (all []string, pages int) {
	h.Helper()
	for next := path; next != ""; pages++ {
		var out timeline.TimelineOut
		w := h.do(get("/api/v1"+next), h.sign)
		if w.Code != 200 {
			h.Fatalf("%s: %d %s", next, w.Code, clipBody(w.Body.String()))
		}
		h.ok(json.Unmarshal(w.Body.Bytes(), &out))
		for _, d := range out.Days {
			for _, e := range d.Entries {
				all = append(all, strings.TrimSpace(e.Title+" "+e.Of+" "+e.Text))
			}
		}
		next = out.Older
		if pages > 20 {
			h.Fatal("it does not end")
		}
	}
	return all, pages
}

func (h streamer) act(name string, want int, form url.Values) string {
	h.Helper()
	w := h.do(post("/do/"+name, form), h.sign)
	if w.Code != want {
		h.Fatalf("%s %v: %d %s", name, form, w.Code, clipBody(w.Body.String()))
	}
	return w.Body.String()
}

func tells(all []string, text string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, text) })
}

// Everything of an account is one stream: contact, what was bought, tasks done, files, changes of what
// belongs to it; narrowed by kind, person and line, page by page, without what may not be seen.
func TestOneStreamOfAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		x, mo := streamer{h, h.session(h.owner)}, streamer{h, h.session(h.member)}
		account, at := h.account.String(), fmt.Sprintf("/accounts/%d/timeline", h.account)
		h.fileOf("account", h.account, "contract.pdf", "what was agreed")
		x.act("add-interaction", 303, url.Values{"account": {account}, "channel": {"call"}, "direction": {"in"}, "person": {"Jo Bell"}, "text": {"asked about the lease"}})
		x.act("add-interaction", 303, url.Values{"account": {account}, "channel": {"note"}, "about": {"task/" + h.task.String()}, "text": {"the offer wants a date"}})
		x.act("promise", 303, url.Values{"account": {account}, "title": {"send the plan"}, "due": {"2026-04-02"}})
		x.act("task-done", 303, url.Values{"id": {h.task.String()}})
		all, _ := x.told(at)
		for _, want := range []string{"Order", "They called  asked about the lease", "the offer wants a date", "Promised send the plan", "Task done Send the offer", "File added contract.pdf", "Person added Jo Bell"} {
			if !tells(all, want) {
				t.Errorf("%q is not there: %q", want, all)
			}
		}
		for kind, want := range map[string]string{"interaction": "asked about the lease", "task": "Task done", "file": "File added", "changed": "Person added", "order": "Order"} {
			some, _ := x.told(at + "?kind=" + kind)
			if !tells(some, want) || kind != "interaction" && tells(some, "asked about") || kind != "changed" && tells(some, "Person added") {
				t.Errorf("kind %s: %q", kind, some)
			}
		}
		if some, _ := x.told(at + "?with=jo+bell"); !tells(some, "asked about the lease") || tells(some, "Order") {
			t.Errorf("with one person: %q", some)
		}
		if some, _ := x.told(at + "?line=-"); !tells(some, "Order") {
			t.Errorf("in the line without a name: %q", some)
		}
		for _, wrong := range []string{"?line=Nothing", "?kind=weather", "?before=x"} {
			if w := h.do(get("/api/v1"+at+wrong), x.sign); w.Code != 422 {
				t.Errorf("%s: %d", wrong, w.Code)
			}
		}
		if task, _ := x.told(fmt.Sprintf("/tasks/%d/timeline", h.task)); !tells(task, "the offer wants a date") {
			t.Errorf("contact about a task does not stand with it: %q", task)
		}
		x.act("add-interaction", 422, url.Values{"account": {account}, "channel": {"note"}, "about": {"weather/1"}, "text": {"x"}})
		other := h.record("account", map[string]any{"name": "Kappa"})
		x.act("add-interaction", 422, url.Values{"account": {other.String()}, "channel": {"note"}, "about": {"task/" + h.task.String()}, "text": {"x"}})
		for i := range 120 {
			x.act("add-note", 303, url.Values{"account": {account}, "text": {fmt.Sprint("note number ", i, ".")}})
		}
		all, pages := x.told(at)
		n := 0
		for i := range 120 {
			if tells(all, fmt.Sprint("note number ", i, ".")) {
				n++
			}
		}
		if n != 120 || pages < 3 || !tells(all, "asked about the lease") {
			t.Errorf("%d of 120 notes on %d pages", n, pages)
		}
		hidden := h.record("task", map[string]any{"title": "Zanzibar", "account": other})
		h.send(x.sign, "PATCH", "/tasks/"+hidden.String(), fmt.Sprintf(`{"account": %d}`, h.account))
		h.send(x.sign, "PATCH", "/tasks/"+hidden.String(), fmt.Sprintf(`{"account": %d}`, other))
		h.send(x.sign, "PUT", "/accounts/"+other.String()+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if all, _ := mo.told(at); tells(all, "Zanzibar") {
			t.Error("what stands behind a wall is told of")
		}
		if all, _ := x.told(at); !tells(all, "Zanzibar") {
			t.Error("a change of what belonged to it is gone")
		}
		h.send(x.sign, "PUT", "/accounts/"+account+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if w := h.do(get("/api/v1"+at), mo.sign); w.Code != 404 {
			t.Errorf("behind a wall: %d", w.Code)
		}
	})
}

// A colleague who is named in what is written about a task is told of it, as anywhere.
func TestNamedInWhatIsAboutATask(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		x := streamer{h, h.session(h.owner)}
		x.act("add-interaction", 303, url.Values{"account": {h.account.String()}, "channel": {"note"}, "about": {"task/" + h.task.String()}, "text": {"@mo, when?"}})
		if body := h.do(get("/mentions"), h.session(h.member)).Body.String(); !strings.Contains(body, "Olga mentioned you") || !strings.Contains(body, "@Mo, when?") {
			t.Errorf("they are not told: %s", clipBody(body))
		}
		if body := h.do(get(fmt.Sprintf("/tasks/%d", h.task)), x.sign).Body.String(); !strings.Contains(body, "@Mo, when?") || !strings.Contains(body, `name="about" value="task/`) {
			t.Error("it does not stand on the page of the task, or nothing can be written there")
		}
	})
}
