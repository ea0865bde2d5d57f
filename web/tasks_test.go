package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/tasks"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// did sends an act that must be done, and gives its answer.
func (h *testHouse) did(sign func(*http.Request), act, body string) (done page.Done) {
	h.Helper()
	w := h.do(postJSON("/api/v1/"+act, body), sign)
	if w.Code != 200 {
		h.Fatalf("%s %s: %d %s", act, body, w.Code, clipBody(w.Body.String()))
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), &done))
	return done
}

// undone takes an act back as the button of its sentence does.
func (h *testHouse) undone(sign func(*http.Request), done page.Done) {
	h.Helper()
	if done.Undo == nil {
		h.Fatalf("%q cannot be taken back", done.Sentence)
	}
	form := url.Values{"back": {"/tasks"}}
	for name, v := range done.Undo.With {
		form.Set(name, v)
	}
	if w := h.do(post("/do/"+done.Undo.Act, form), sign); w.Code != 303 {
		h.Fatalf("undo by %s: %d %s", done.Undo.Act, w.Code, clipBody(w.Body.String()))
	}
}

// open are the tasks that a filter finds, by title and day.
func (h *testHouse) open(filter string) (list []string) {
	h.Helper()
	f, err := record.ParseFilter(filter)
	h.ok(err)
	found, err := h.crm.Records.Query(h.Context(), access.System("a test"), record.Query{Type: "task", Filter: f, Sort: "due"})
	h.ok(err)
	for _, r := range found.Rows {
		list = append(list, r.Text("title")+" "+r.Text("due"))
	}
	return list
}

func (h *testHouse) same(what string, got []string, want ...string) {
	h.Helper()
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		h.Errorf("%s: %q, want %q", what, got, want)
	}
}

// What comes again is made anew with what is done, after today and not for each time
// that was missed, and goes with the undo, unless somebody has touched it.
func TestATaskComesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		id := h.record("task", map[string]any{"title": "Water", "due": "2026-03-02T09:30", "recurrence": "FREQ=WEEKLY;BYDAY=MO;COUNT=9", "owner": h.owner, "account": h.account})
		body := fmt.Sprintf(`{"id": %d}`, id)
		done := h.did(sign, "task-done", body)
		h.same("after it was done", h.open(`title = Water and state = open`), "Water 2026-04-06T09:30")
		if !strings.Contains(done.Sentence, "comes again") {
			t.Errorf("it says %q", done.Sentence)
		}
		if again := h.did(sign, "task-done", body); again.Undo != nil {
			t.Errorf("done twice: %+v", again)
		}
		h.same("done twice", h.open(`title = Water and state = open`), "Water 2026-04-06T09:30")
		h.undone(sign, done)
		h.same("taken back", h.open(`title = Water and state = open`), "Water 2026-03-02T09:30")
		h.clock.add(time.Minute)
		done = h.did(sign, "task-done", body)
		rest := h.open(`title = Water and recurrence contains "COUNT=4"`)
		h.same("the rule counts on", rest, "Water 2026-04-06T09:30")
		f, err := record.ParseFilter(fmt.Sprintf("follows = %d", id))
		h.ok(err)
		next, err := h.crm.Records.Query(t.Context(), access.System("a test"), record.Query{Type: "task", Filter: f})
		h.ok(err)
		h.did(sign, "task-later", fmt.Sprintf(`{"id": %d, "until": "2026-04-07"}`, next.Rows[0].ID))
		h.undone(sign, done)
		h.same("somebody touched the next", h.open(`title = Water and not state = done`), "Water 2026-03-02T09:30", "Water 2026-04-06T09:30")
	})
}

// A reminder is its owner's, when its moment has come, until it was read.
func TestReminders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		id := h.record("task", map[string]any{"title": "Ring the bank", "due": "2026-03-31T10:00", "owner": h.owner})
		waits := func(sign func(*http.Request)) int {
			t.Helper()
			var out tasks.RemindersOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/reminders"), sign).Body.Bytes(), &out))
			shell := h.do(get("/tasks"), sign).Body.String()
			if bell := strings.Contains(shell, `<b id="bell">1</b>`); bell != (len(out.Rows) == 1) {
				t.Errorf("%d reminders, and the bell rings: %v", len(out.Rows), bell)
			}
			return len(out.Rows)
		}
		if n := waits(owner); n != 0 {
			t.Errorf("%d reminders an hour early", n)
		}
		h.clock.add(time.Hour)
		if n, others := waits(owner), waits(member); n != 1 || others != 0 {
			t.Errorf("%d reminders of the owner, %d of another", n, others)
		}
		body := fmt.Sprintf(`{"id": %d}`, id)
		if w := h.do(postJSON("/api/v1/reminder-read", body), member); w.Code != http.StatusForbidden {
			t.Errorf("another's reminder is read: %d", w.Code)
		}
		read := h.did(owner, "reminder-read", body)
		if n := waits(owner); n != 0 {
			t.Errorf("%d reminders after it was read", n)
		}
		h.undone(owner, read)
		if n := waits(owner); n != 1 {
			t.Errorf("%d reminders after the undo", n)
		}
		h.did(owner, "task-later", fmt.Sprintf(`{"id": %d, "until": "2026-04-02"}`, id))
		if n := waits(owner); n != 0 {
			t.Errorf("%d reminders of what was put off", n)
		}
		h.clock.add(48 * time.Hour)
		if n := waits(owner); n != 1 {
			t.Errorf("%d reminders when it is back", n)
		}
	})
}

// The contact that keeps a promise ends it in one step, and takes it back in one.
func TestContactKeepsAPromise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		promise := h.did(sign, "promise", fmt.Sprintf(`{"account": %d, "title": "the plan", "due": "2026-04-02"}`, h.account))
		if w := h.do(postJSON("/api/v1/promise", fmt.Sprintf(`{"account": %d, "title": "late", "due": "2026-03-30"}`, h.account)), sign); w.Code != 422 {
			t.Errorf("a promise for yesterday: %d", w.Code)
		}
		note := h.do(get(fmt.Sprintf("/today/note?account=%d&task=%d", h.account, promise.ID)), sign)
		if note.Code != 200 || !strings.Contains(note.Body.String(), "the plan") {
			t.Errorf("the note: %d %s", note.Code, clipBody(note.Body.String()))
		}
		contact := fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "keeps": %d}`, h.account, promise.ID)
		kept := h.did(sign, "add-interaction", contact)
		h.same("kept", h.open(`promise = yes and state = done`), "the plan 2026-04-02")
		if w := h.do(postJSON("/api/v1/add-interaction", contact), sign); w.Code != 422 {
			t.Errorf("kept twice: %d", w.Code)
		}
		h.undone(sign, kept)
		h.same("taken back", h.open(`promise = yes and state = open`), "the plan 2026-04-02")
		h.undone(sign, promise)
		h.same("the promise taken back", h.open(`promise = yes`))
	})
}

// Sixteen posts of one form make one task done and one that follows.
func TestSixteenTicks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		id := h.record("task", map[string]any{"title": "Feed", "due": "2026-03-31", "recurrence": "FREQ=DAILY", "owner": h.owner})
		var all sync.WaitGroup
		for i := range 16 { // a tick of a list carries no key, another form may
			all.Go(func() {
				form := url.Values{"id": {fmt.Sprint(id)}, "back": {"/tasks"}}
				if i%2 == 0 {
					form.Set(page.KeyField, "one-tick")
				}
				if w := h.do(post("/do/task-done", form), sign); w.Code != 303 && w.Code != 409 {
					t.Errorf("%d %s", w.Code, clipBody(w.Body.String()))
				}
			})
		}
		all.Wait()
		h.same("after sixteen", h.open(`title = Feed`), "Feed 2026-03-31", "Feed 2026-04-01")
	})
}

// Tasks stand under the tab of their day, mine apart from everybody's; advice and tasks
// are handed over, and come back.
func TestTabsAndHandOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnishBook()
		sign := h.session(h.owner)
		ids := map[string]clientele.ID{}
		for title, due := range map[string]string{"late": "2026-03-30", "today": "2026-03-31T17:00", "week": "2026-04-07", "later": "2026-04-08", "undated": ""} {
			fields := map[string]any{"title": title, "owner": h.owner}
			if due != "" {
				fields["due"] = due
			}
			ids[title] = h.record("task", fields)
		}
		h.record("task", map[string]any{"title": "theirs", "due": "2026-03-30", "owner": h.member})
		listed := func(query string) (titles []string) {
			t.Helper()
			var out tasks.TasksOut
			w := h.do(get("/api/v1/tasks/page?"+query), sign)
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			for _, r := range out.Rows {
				titles = append(titles, r.Title)
			}
			return titles
		}
		for _, tab := range []string{"late", "today", "week", "later", "undated"} {
			h.same(tab, listed("tab="+tab), tab)
		}
		h.same("now, everybody's", listed("tab=now&whose=all"), "late", "theirs", "today")
		h.did(sign, "task-later", fmt.Sprintf(`{"id": %d, "until": "2026-04-20"}`, ids["late"]))
		h.same("put off", listed("tab=later"), "later", "late")
		given := h.did(sign, "task-hand-over", fmt.Sprintf(`{"id": %d, "owner": "mo@example.org"}`, ids["today"]))
		h.same("handed over", listed("tab=today"))
		h.undone(sign, given)
		h.same("and back", listed("tab=today"), "today")
		var out today.TodayOut
		h.ok(json.Unmarshal(h.do(get("/api/v1/today"), sign).Body.Bytes(), &out))
		for _, l := range out.Lists {
			for _, s := range l.Steps {
				if s.Advice != 0 {
					h.undone(sign, h.did(sign, "hand-over", fmt.Sprintf(`{"id": %d, "owner": "mo@example.org"}`, s.Advice)))
					return
				}
			}
		}
		t.Error("nothing is advised, so nothing was handed over")
	})
}

// A task is ticked off, put off and handed over from its own page and from the page of the
// person it is for; who only reads is offered none of it.
func TestWhereATaskIsDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		id := h.record("task", map[string]any{"title": "Send the plan", "due": "2026-03-31", "person": h.person, "owner": h.owner})
		h.record("task", map[string]any{"title": "Long done", "person": h.person, "state": "done"})
		shows := func(path string, who func(*http.Request), some ...string) {
			t.Helper()
			w := h.do(get(path), who)
			for _, want := range some {
				not := strings.TrimPrefix(want, "not ")
				if w.Code != 200 || strings.Contains(w.Body.String(), not) == (not != want) {
					t.Errorf("%s: %d, %s", path, w.Code, want)
				}
			}
		}
		tick, more := fmt.Sprintf(`id="tick-%d"`, id), fmt.Sprintf(`/tasks/%d/more`, id)
		shows(fmt.Sprintf("/people/%d", h.person), sign, "Send the plan", tick, more, `id="ticks"`, "not is-done")
		shows(fmt.Sprintf("/tasks/%d", id), sign, `form="ticks"`, more)
		shows(more+"?back=%2Fpeople%2F7", sign, `name="until"`, `name="back" value="/people/7"`, fmt.Sprintf(`<option value="%d"`, h.member))
		shows(more+"?back=%2F%2Fevil.example", sign, `name="back" value="/tasks"`, "not evil")
		shows(fmt.Sprintf("/accounts/%d", h.account), sign, fmt.Sprintf(`<option value="%d">Jo Bell</option>`, h.person))
		h.did(sign, "promise", fmt.Sprintf(`{"account": %d, "person": %d, "title": "A word with Jo", "due": "2026-04-01"}`, h.account, h.person))
		shows(fmt.Sprintf("/people/%d", h.person), sign, "A word with Jo")
		form := url.Values{"id": {fmt.Sprint(id)}, "owner": {h.member.String()}, "back": {"/tasks"}}
		if w := h.do(post("/do/task-hand-over", form), sign); w.Code != 303 {
			t.Errorf("handed over by number: %d %s", w.Code, clipBody(w.Body.String()))
		}
		h.same("is another's", h.open(fmt.Sprintf("owner = %d", h.member)), "Send the plan 2026-03-31")
		h.ok(h.crm.Access.SetRole(t.Context(), access.System("a test"), h.member, access.Reader))
		reader := h.session(h.member)
		shows(fmt.Sprintf("/people/%d", h.person), reader, "Send the plan", "not "+tick, "not "+more)
		shows(fmt.Sprintf("/tasks/%d", id), reader, `not form="ticks"`, "not "+more)
		shows(more, reader, "Send the plan", `not name="until"`)
	})
}

// How a task comes again is chosen in words, kept as a rule, and read back as a sentence;
// what cannot be is said beside its part and changes nothing.
func TestComesAgainInWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		id := h.record("task", map[string]any{"title": "Water", "due": "2026-03-31", "owner": h.owner})
		change := func(parts string) int {
			t.Helper()
			form, err := url.ParseQuery(parts)
			h.ok(err)
			form.Set("id", fmt.Sprint(id))
			return h.do(post("/do/task-change", form), sign).Code
		}
		if code := change("recurrence=week&recurrence.n=2&recurrence.TU=yes&recurrence.ends=on&recurrence.until=2027-03-03"); code != 303 {
			t.Fatalf("the choices: %d", code)
		}
		h.same("the rule", h.open(`recurrence contains "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270303T235959Z;BYDAY=TU"`), "Water 2026-03-31")
		if body := h.do(get(fmt.Sprintf("/tasks/%d", id)), sign).Body.String(); !strings.Contains(body, "every second Tuesday until 3 Mar 2027") {
			t.Error("the page of the task does not say how it comes again")
		}
		for _, wrong := range []string{"recurrence=week&recurrence.n=none", "recurrence=day&recurrence.n=1&recurrence.ends=on&recurrence.until=soon", "recurrence=whenever"} {
			if code := change(wrong); code != 422 {
				t.Errorf("%s: %d", wrong, code)
			}
		}
		h.same("nothing changed", h.open(`recurrence contains "BYDAY=TU"`), "Water 2026-03-31")
		if code := change("recurrence="); code != 303 {
			t.Errorf("not any more: %d", code)
		}
		h.same("it does not repeat", h.open("title = Water and recurrence is empty"), "Water 2026-03-31")
	})
}

// The hour of a promise is read where it is made, and said wherever it is shown; where none was
// given there is none.
func TestAPromisesHourIsShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		account, person := h.account.String(), h.person.String()
		promise := func(due string) clientele.ID {
			t.Helper()
			form := url.Values{"account": {account}, "person": {person}, "title": {"Ring about the lease"}, "due": {due}}
			if w := h.do(post("/do/promise", form), sign); w.Code != 303 {
				t.Fatalf("%s: %d %s", due, w.Code, clipBody(w.Body.String()))
			}
			var out struct{ Rows []struct{ ID clientele.ID } }
			h.ok(json.Unmarshal(h.do(get("/api/v1/tasks?sort=-id&limit=1"), sign).Body.Bytes(), &out))
			return out.Rows[0].ID
		}
		pages := func(id clientele.ID) []string {
			return []string{"/", "/accounts/" + account, "/accounts/" + account + "/glance", "/people/" + person, "/people/" + person + "/glance", "/tasks?tab=week",
				"/tasks/" + id.String(), "/relationships?limit=1000", "/today/note?account=" + account}
		}
		id := promise("thursday 3:15 pm") // the 2nd of April
		for _, path := range pages(id) {
			if body := h.do(get(path), sign).Body.String(); !strings.Contains(body, "Ring about the lease") || !strings.Contains(body, "15:15") {
				t.Errorf("%s does not say when: %s", path, clipBody(body))
			}
		}
		h.did(sign, "task-archive", fmt.Sprintf(`{"id": %d}`, id))
		id = promise("thursday")
		for _, path := range pages(id) {
			if body := h.do(get(path), sign).Body.String(); !strings.Contains(body, "Ring about the lease") || strings.Contains(body, "00:00") {
				t.Errorf("%s says an hour that nobody gave: %s", path, clipBody(body))
			}
		}
		if w := h.do(post("/do/promise", url.Values{"account": {account}, "title": {"Ring"}, "due": {"25 o'clock"}}), sign); w.Code != 422 {
			t.Errorf("an hour that is none: %d", w.Code)
		}
	})
}
