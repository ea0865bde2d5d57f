package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// The heading of tasks says whose they are, and leads to those of the others; a new task is of
// who adds it, unless they say.
func TestTasksSayWhoseTheyAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnishBook()
		owner, member := h.session(h.owner), h.session(h.member)
		for range 2 {
			h.record("task", map[string]any{"title": "Ring", "due": "2026-03-30", "owner": h.owner})
		}
		page := h.do(get("/tasks"), member).Body.String()
		if !strings.Contains(page, "Nothing of yours is due.") || !strings.Contains(page, `<a href="/tasks?tab=now&amp;whose=all">2 of the whole firm</a>`) {
			t.Errorf("of who has none: %s", page[strings.Index(page, "<h1"):][:600])
		}
		page = h.do(get("/tasks"), owner).Body.String()
		if !strings.Contains(page, "2 tasks of yours are due.") || strings.Contains(page, "of the whole firm") {
			t.Errorf("of who has them all: %s", clipBody(page))
		}
		if page = h.do(get("/tasks?whose=all&tab=late"), member).Body.String(); !strings.Contains(page, "2 tasks of the whole firm are late.") {
			t.Errorf("of all: %s", clipBody(page))
		}
		form := formOf(t, h.do(get("/tasks/new"), member).Body, "task-create")
		if form.Get("owner") != h.member.String() {
			t.Errorf("a new task is of %q", form.Get("owner"))
		}
		form.Set("title", "Write")
		form.Set("due", "end of March")
		if w := h.do(post("/do/task-create", form), member); w.Code != 303 {
			t.Fatal(w.Code, clipBody(w.Body.String()))
		}
		if page = h.do(get("/tasks"), member).Body.String(); !strings.Contains(page, "One task of yours is due.") {
			t.Errorf("one's own, for the end of March: %s", clipBody(page))
		}
	})
}

// Whatever act wants a day takes it in words, and refuses what is none beside its field.
func TestEveryDayIsTakenInWords(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	for act, form := range map[string]url.Values{
		"overrule":     {"account": {h.account.String()}, "kind": {"client"}, "reason": {"they said so"}, "until": {"in 3 months"}},
		"promise":      {"account": {h.account.String()}, "title": {"Call"}, "due": {"end of April"}},
		"task-later":   {"id": {h.task.String()}, "until": {"next fri"}},
		"create-token": {"name": {"till"}, "until": {"end of the year"}},
	} {
		day := "until"
		if act == "promise" {
			day = "due"
		}
		written := form.Get(day)
		form.Set("back", "/accounts/"+h.account.String())
		form.Set(day, "31/02/2026")
		if w := h.do(post("/do/"+act, form), owner); w.Code != 422 || !strings.Contains(w.Body.String(), "“31/02/2026” is not a day") {
			t.Errorf("%s takes a day that is none: %d %s", act, w.Code, clipBody(w.Body.String()))
		}
		form.Set(day, written)
		if w := h.do(post("/do/"+act, form), owner); w.Code != 303 {
			t.Errorf("%s does not take %q: %d %s", act, written, w.Code, clipBody(w.Body.String()))
		}
	}
	if page := h.do(get("/trail?from=3+weeks+ago&to=today"), owner).Body.String(); !strings.Contains(page, `value="10 March 2026"`) {
		t.Errorf("the trail from 3 weeks ago: %s", clipBody(page))
	}
}
