package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/calendar"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// shows are the items of a calendar, as "2026-03-31T09:30 Title".
func (h *testHouse) shows(sign func(*http.Request), query string) (list []string) {
	h.Helper()
	var out calendar.CalendarOut
	w := h.do(get("/api/v1/calendar?"+query), sign)
	if w.Code != 200 {
		h.Fatalf("calendar?%s: %d %s", query, w.Code, clipBody(w.Body.String()))
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), &out))
	for _, i := range out.Items {
		list = append(list, i.Begins+" "+i.Title)
	}
	return list
}

// wrongly sends something to an endpoint that must be refused at a field, and changes nothing.
func (h *testHouse) wrongly(sign func(*http.Request), method, path, body, field string) {
	h.Helper()
	var problem struct {
		Errors []struct{ Field, What, Remedy string }
	}
	was := h.hash()
	r := postJSON("/api/v1"+path, body)
	r.Method = method
	w := h.do(r, sign)
	_ = json.Unmarshal(w.Body.Bytes(), &problem) // what is no problem has no fields
	at := slices.IndexFunc(problem.Errors, func(e struct{ Field, What, Remedy string }) bool { return e.Field == field })
	if w.Code != 422 || at < 0 || problem.Errors[at].What == "" || problem.Errors[at].Remedy == "" {
		h.Errorf("%s %s: %d %s; want a fault of %s", path, body, w.Code, clipBody(w.Body.String()), field)
	}
	if is := h.hash(); is != was {
		h.Errorf("%s %s was refused, and something changed", path, body)
	}
}

// What cannot be is refused, with the field and what to do.
func TestBadEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		gone := h.record("account", map[string]any{"name": "Gone Ltd"})
		h.did(sign, "account-archive", fmt.Sprintf(`{"id": %d}`, gone))
		for body, field := range map[string]string{
			`{"title": "A", "begins": "2026-04-02T10:00", "ends": "2026-04-02T09:00"}`: "ends",
			`{"title": "A", "begins": "2026-04-02", "ends": "2026-04-01"}`:             "ends",
			`{"title": "A", "begins": "2026-04-02T10:00", "ends": "2026-04-02"}`:       "ends",
			`{"title": "A", "begins": "2026-04-02", "ends": "2026-04-02T10:00"}`:       "begins",
			`{"title": "A"}`:                     "begins",
			`{"title": "A", "begins": "no day"}`: "begins",
			`{"title": "A", "begins": "2026-04-02", "recurrence": "FREQ=MINUTELY"}`:                                              "recurrence",
			`{"title": "A", "begins": "2026-04-02", "recurrence": "FREQ=DAILY;BYHOUR=9,10"}`:                                     "recurrence",
			`{"title": "A", "begins": "2026-04-02", "recurrence": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}`:                        "recurrence",
			`{"title": "A", "begins": "2026-04-02", "recurrence": "FREQ=DAILY;UNTIL=20260301T000000Z"}`:                          "recurrence",
			`{"title": "A", "begins": "2026-04-02", "recurrence": "FREQ=DAILY;COUNT=100000"}`:                                    "recurrence",
			`{"title": "A", "begins": "2026-04-02", "recurrence": "FREQ=WEEKLY;BYDAY=MO"}`:                                       "begins",
			`{"title": "A", "begins": "2026-04-02", "state": "held"}`:                                                            "state",
			fmt.Sprintf(`{"title": "A", "begins": "2026-04-02", "account": %d}`, gone):                                           "account",
			fmt.Sprintf(`{"title": "A", "begins": "2026-04-02T10:00", "series": %d, "occurrence": "2026-04-02T10:00"}`, h.event): "occurrence",
			`{"title": "A", "begins": "2026-04-02", "occurrence": "2026-04-02"}`:                                                 "series",
		} {
			h.wrongly(sign, "POST", "/events", body, field)
		}
		for body, field := range map[string]string{
			fmt.Sprintf(`{"id": %d, "at": "2026-04-07T10:00", "to": "2026-04-08"}`, h.event):                 "at",
			fmt.Sprintf(`{"id": %d, "to": "2026-04-08"}`, h.event):                                           "at",
			fmt.Sprintf(`{"id": %d, "at": "2026-04-06T10:00", "to": "2026-04-08", "time": "late"}`, h.event): "time",
		} {
			h.wrongly(sign, "POST", "/calendar-move", body, field)
		}
		h.wrongly(sign, "POST", "/event-held", fmt.Sprintf(`{"id": %d, "at": "2026-04-06T10:00"}`, h.event), "state")
		h.wrongly(sign, "POST", "/event-quick", `{"text": "lunch with nobody"}`, "text")
		h.wrongly(sign, "POST", "/event-quick", `{"text": "tomorrow 15:00"}`, "text")
	})
}

// A series is shown as often as it comes within the days that are asked for; one time of it is moved,
// called off and held by itself, and taken back.
func TestTimesOfASeries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		week := func(on string) []string { return h.shows(sign, "view=week&on="+on) }
		h.same("far ahead", week("2031-03-31"), "2031-03-31T10:00 Weekly call")
		h.same("before it began", week("2026-03-23"))
		h.same("its first week", week("2026-03-31"), "2026-03-30T10:00 Weekly call")
		moved := h.did(sign, "calendar-move", fmt.Sprintf(`{"id": %d, "at": "2026-04-06T10:00", "to": "2026-04-08", "time": "15:30"}`, h.event))
		h.same("moved", week("2026-04-06"), "2026-04-08T15:30 Weekly call")
		again := h.did(sign, "calendar-move", fmt.Sprintf(`{"id": %d, "at": "2026-04-06T10:00", "to": "2026-04-09"}`, h.event))
		if again.ID != moved.ID {
			t.Errorf("moved twice, there are two: %d and %d", moved.ID, again.ID)
		}
		h.undone(sign, again)
		h.undone(sign, moved)
		h.same("taken back", week("2026-04-06"), "2026-04-06T10:00 Weekly call")
		off := h.did(sign, "event-call-off", fmt.Sprintf(`{"id": %d, "at": "2026-04-13T10:00"}`, h.event))
		var out calendar.CalendarOut
		h.ok(json.Unmarshal(h.do(get("/api/v1/calendar?view=week&on=2026-04-13"), sign).Body.Bytes(), &out))
		if len(out.Items) != 1 || out.Items[0].State != "cancelled" || out.Items[0].ID != off.ID {
			t.Errorf("called off: %+v", out.Items)
		}
		h.did(sign, "event-archive", fmt.Sprintf(`{"id": %d}`, h.event))
		h.same("the series in the archive", week("2026-04-20"))
	})
}

// contacts are the contacts of the account that the book counts, on a day.
func (h *testHouse) contacts(on clientele.Day) (n int) {
	h.Helper()
	history, err := h.crm.Book.History(h.Context(), clientele.Relationship{Account: h.account})
	h.ok(err)
	for _, c := range history.Contacts {
		if c.Day == on {
			n += c.In + c.Out + c.Mutual
		}
	}
	return n
}

// What was held is contact, once: not beside a note of the same by hand, whichever came first.
func TestHeldIsContactOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		day := clientele.DayOf(time.Date(2026, 3, 30, 0, 0, 0, 0, time.UTC))
		check := func(what string, want int) {
			t.Helper()
			if n := h.contacts(day); n != want {
				t.Errorf("%s: %d contacts, want %d", what, n, want)
			}
		}
		held := h.did(sign, "event-held", fmt.Sprintf(`{"id": %d, "at": "2026-03-30T10:00"}`, h.event))
		check("held", 1)
		note := h.did(sign, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "day": "2026-03-30"}`, h.account))
		check("written by hand too", 1)
		h.undone(sign, note)
		check("the note taken back", 1)
		h.undone(sign, held)
		check("it was not held", 0)
		h.did(sign, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "day": "2026-03-30"}`, h.account))
		h.did(sign, "event-held", fmt.Sprintf(`{"id": %d, "at": "2026-03-30T10:00"}`, h.event))
		check("the note came first", 1)
		meeting := h.record("event", map[string]any{"title": "Lunch", "begins": "2026-03-30T12:00", "ends": "2026-03-30T13:30", "account": h.account})
		h.did(sign, "event-held", fmt.Sprintf(`{"id": %d}`, meeting))
		check("another meeting of the day", 2)
		h.did(sign, "event-archive", fmt.Sprintf(`{"id": %d}`, meeting))
		check("in the archive", 1)
	})
}

// The calendar shows tasks and important dates too; whose it is decides, and walls do.
func TestCalendarOfWhom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		h.record("task", map[string]any{"title": "Answer", "due": "2026-04-02", "owner": h.member})
		h.record("person", map[string]any{"name": "Flo Bell", "dates": []map[string]string{{"label": "birthday", "day": "1980-04-03"}}})
		shared := h.record("event", map[string]any{"title": "Plan", "begins": "2026-04-01T09:00", "owner": h.owner, "attendees": []clientele.ID{h.member}})
		h.record("event", map[string]any{"title": "Fair", "kind": "date", "begins": "2026-04-01", "ends": "2026-04-03", "owner": h.owner})
		h.same("the member's", h.shows(member, "view=week&on=2026-04-01"), "2026-04-01T09:00 Plan", "2026-04-02 Answer", "2026-04-03 Flo Bell: birthday, 46")
		h.same("of the member", h.shows(owner, fmt.Sprintf("view=week&on=2026-04-01&of=%d", h.member)), "2026-04-01T09:00 Plan", "2026-04-02 Answer", "2026-04-03 Flo Bell: birthday, 46")
		h.same("everyone's", h.shows(owner, "view=week&on=2026-04-01&of=everyone"), "2026-03-30T10:00 Weekly call", "2026-04-01 Fair", "2026-04-01T09:00 Plan", "2026-04-02 Answer", "2026-04-03 Flo Bell: birthday, 46")
		h.same("a day in the midst of it", h.shows(owner, "view=day&on=2026-04-02"), "2026-04-01 Fair")
		moved := h.did(member, "calendar-move", fmt.Sprintf(`{"type": "task", "id": %d, "to": "2026-04-03"}`, h.open1("Answer")))
		h.same("a task moved", h.shows(member, "view=day&on=2026-04-03"), "2026-04-03 Answer", "2026-04-03 Flo Bell: birthday, 46")
		h.undone(member, moved)
		if w := h.do(postJSON("/api/v1/put-wall", fmt.Sprintf(`{"account": %d, "users": [%d]}`, h.account, h.owner)), owner); w.Code != 200 {
			t.Fatalf("a wall: %d %s", w.Code, clipBody(w.Body.String()))
		}
		h.same("behind a wall", h.shows(member, "view=day&on=2026-03-30&of=everyone"))
		if w := h.do(get(fmt.Sprintf("/events/%d/occurrence?at=2026-04-06T10:00", h.event)), member); w.Code != 404 {
			t.Errorf("one time behind a wall: %d", w.Code)
		}
		_ = shared
	})
}

// open1 is the number of the one task of a title.
func (h *testHouse) open1(title string) clientele.ID {
	h.Helper()
	id, err := db.One[clientele.ID](h.Context(), h.crm.DB, "SELECT id FROM tasks WHERE workspace = 1 AND title = ?", title)
	h.ok(err)
	return id
}

// Every view is drawn, in both places of the script.
func TestCalendarIsDrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		for i := range 16 {
			h.record("event", map[string]any{"title": fmt.Sprintf("Visit %d", i), "kind": "visit", "begins": fmt.Sprintf("2026-03-31T%02d:%02d", 9+i/8, i%4*15), "owner": h.owner})
		}
		for query, want := range map[string]string{"view=month": "12 more", "view=week": "Visit 0", "view=day&on=2026-03-31": "more", "view=agenda&on=2026-03-31": "Visit 15", "": "Weekly call"} {
			w := h.do(get("/calendar?"+query), sign)
			if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, %q is not there", query, w.Code, want)
			}
		}
		for _, query := range []string{"view=year", "on=soon-ish", "of=nobody", "on=3000-01-01"} {
			if w := h.do(get("/calendar?"+query), sign); w.Code != 422 {
				t.Errorf("%s: %d", query, w.Code)
			}
		}
		quick := post("/do/event-quick", url.Values{"text": {"fri 3pm call with C01"}, "back": {"/calendar"}})
		if w := h.do(quick, sign); w.Code != 303 {
			t.Fatalf("in words: %d %s", w.Code, clipBody(w.Body.String()))
		}
		h.same("in words", h.shows(sign, "view=day&on=2026-04-03"), "2026-04-03T15:00 Call with C01")
		form := h.do(get("/events/new?on=2026-04-07T09:30"), sign).Body.String()
		if !strings.Contains(form, `value="7 April 2026, 09:30"`) {
			t.Error("the form of a new event does not know when")
		}
		made := h.do(post("/do/event-create", url.Values{"title": {"Two hours"}, "kind": {"meeting"}, "state": {"planned"}, "begins": {"9 April 2026, 14:00"}, "ends": {"16:00"}, "back": {"/events/new"}}), sign)
		if made.Code != 303 {
			t.Fatalf("an hour alone: %d %s", made.Code, clipBody(made.Body.String()))
		}
		h.same("an hour alone is of the day before it", h.shows(sign, "view=day&on=2026-04-09&of=everyone"), "2026-04-09T14:00 Two hours")
	})
}
