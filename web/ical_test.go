package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// address makes the calendar address of somebody, as the button of the page does.
func (h *testHouse) address(sign func(*http.Request)) string {
	h.Helper()
	done := h.did(sign, "calendar-address-make", `{}`)
	at, err := url.Parse(done.Token)
	h.ok(err)
	if !strings.HasSuffix(at.Path, ".ics") {
		h.Fatalf("%q is no address", done.Token)
	}
	return at.Path
}

// calendarAt reads a calendar by a parser that is not ours, nor the emitter's: its events by summary.
func (h *testHouse) calendarAt(path string) map[string][]*ics.VEvent {
	h.Helper()
	w := h.do(get(path))
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
		h.Fatalf("%s: %d %s", path, w.Code, clipBody(w.Body.String()))
	}
	for line := range strings.SplitSeq(w.Body.String(), "\r\n") {
		if len(line) > 75 {
			h.Errorf("a line of %d octets", len(line))
		}
	}
	cal, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
	h.ok(err)
	all := map[string][]*ics.VEvent{}
	for _, e := range cal.Events() {
		all[e.GetProperty(ics.ComponentPropertySummary).Value] = append(all[e.GetProperty(ics.ComponentPropertySummary).Value], e)
	}
	return all
}

func propOf(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

// A calendar program reads what its user may see, without a session: rules, times that were moved or
// called off, the firm's zone, tasks and important dates.
func TestCalendarOfAPhone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		zone, err := time.LoadLocation("Europe/Berlin")
		h.ok(err)
		h.crm.Clock.SetZone(zone)
		owner := h.session(h.owner)
		path := h.address(owner)
		h.did(owner, "calendar-move", fmt.Sprintf(`{"id": %d, "at": "2026-04-06T10:00", "to": "2026-04-08", "time": "15:30"}`, h.event))
		h.did(owner, "event-call-off", fmt.Sprintf(`{"id": %d, "at": "2026-04-13T10:00"}`, h.event))
		h.record("event", map[string]any{"title": `Plan; "two", three\` + "and a long name that must be folded, as it does not go into one line: äöü", "begins": "2026-04-01", "ends": "2026-04-03", "kind": "date", "owner": h.owner})
		h.record("event", map[string]any{"title": "Till May", "begins": "2026-04-02T09:00", "recurrence": "FREQ=DAILY;UNTIL=20260501T235959Z", "owner": h.owner})
		h.record("task", map[string]any{"title": "Answer", "due": "2026-04-02T16:00", "owner": h.owner})
		h.record("person", map[string]any{"name": "Flo Bell", "dates": []map[string]string{{"label": "birthday", "day": "1980-04-03"}}})
		all := h.calendarAt(path)
		weekly := all["Weekly call"]
		if len(weekly) != 2 {
			t.Fatalf("%d of the series: %v", len(weekly), all)
		}
		rule, moved := weekly[0], weekly[1]
		if propOf(rule, ics.ComponentPropertyRrule) == "" {
			rule, moved = moved, rule
		}
		if propOf(rule, ics.ComponentPropertyRrule) != "FREQ=WEEKLY" || propOf(rule, ics.ComponentPropertyExdate) != "20260413T100000" {
			t.Errorf("the series: %s", rule.Serialize(&ics.SerializationConfiguration{MaxLength: 75, NewLine: "\n"}))
		}
		if propOf(moved, ics.ComponentPropertyRecurrenceId) != "20260406T100000" || moved.Id() != rule.Id() {
			t.Errorf("what was moved: %s", moved.Serialize(&ics.SerializationConfiguration{MaxLength: 75, NewLine: "\n"}))
		}
		if at, err := moved.GetStartAt(); err != nil || !at.Equal(time.Date(2026, 4, 8, 13, 30, 0, 0, time.UTC)) {
			t.Errorf("it begins at %v, %v", at, err)
		}
		if at, err := rule.GetStartAt(); err != nil || !at.Equal(time.Date(2026, 3, 30, 8, 0, 0, 0, time.UTC)) {
			t.Errorf("the series begins at %v, %v", at, err)
		}
		plan := all[`Plan; "two", three\`+"and a long name that must be folded, as it does not go into one line: äöü"]
		if len(plan) != 1 || propOf(plan[0], ics.ComponentPropertyDtStart) != "20260401" || propOf(plan[0], ics.ComponentPropertyDtEnd) != "20260404" {
			t.Errorf("days alone: %v", plan)
		}
		if till := all["Till May"]; len(till) != 1 || propOf(till[0], ics.ComponentPropertyRrule) != "FREQ=DAILY;UNTIL=20260501T215959Z" {
			t.Errorf("a rule that ends: %v", till)
		}
		if len(all["Task: Answer"]) != 1 || len(all["Flo Bell: birthday, 46"]) != 1 {
			t.Errorf("a task and a birthday: %v", all)
		}
		body := h.do(get(path)).Body.String()
		for _, want := range []string{"BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "TZOFFSETTO:+0200", "TZOFFSETTO:+0100"} {
			if !strings.Contains(body, want) {
				t.Errorf("no %s", want)
			}
		}
	})
}

// The address gives nothing to who should have nothing: it obeys the walls of now, ends with its user,
// with a newer one and when it is withdrawn; guesses are bounded, and the log does not know it.
func TestCalendarAddressIsPrivate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		h.record("event", map[string]any{"title": "Of the account", "begins": "2026-04-02T09:00", "account": h.account, "owner": h.member})
		path := h.address(member)
		if len(h.calendarAt(path)["Of the account"]) != 1 {
			t.Error("it is not there")
		}
		if w := h.do(postJSON("/api/v1/put-wall", fmt.Sprintf(`{"account": %d, "users": [%d]}`, h.account, h.owner)), owner); w.Code != 200 {
			t.Fatalf("a wall: %d", w.Code)
		}
		if len(h.calendarAt(path)["Of the account"]) != 0 {
			t.Error("it tells what is behind a wall")
		}
		first := h.do(get(path))
		tag, since := first.Header().Get("ETag"), first.Header().Get("Last-Modified")
		h.clock.add(3 * time.Hour)
		for name, value := range map[string]string{"If-None-Match": tag, "If-Modified-Since": since} {
			r := get(path)
			r.Header.Set(name, value)
			if w := h.do(r); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
				t.Errorf("%s: %s: %d, %d bytes", name, value, w.Code, w.Body.Len())
			}
		}
		h.record("event", map[string]any{"title": "New", "begins": "2026-04-02T09:00", "owner": h.member})
		r := get(path)
		r.Header.Set("If-Modified-Since", since)
		if w := h.do(r); w.Code != 200 || w.Header().Get("ETag") == tag || w.Header().Get("Last-Modified") == since {
			t.Errorf("after a change: %d, %s %s", w.Code, w.Header().Get("ETag"), w.Header().Get("Last-Modified"))
		}
		if w := h.do(postJSON("/ical/"+strings.TrimPrefix(path, "/ical/"), "{}")); w.Code < 400 {
			t.Errorf("it takes something: %d", w.Code)
		}
		newer := h.address(member)
		for what, dead := range map[string]string{"an older one": path, "none": "/ical/NONSENSE.ics", "no file": strings.TrimSuffix(newer, ".ics")} {
			if w := h.do(get(dead)); w.Code != 404 || strings.Contains(w.Body.String(), "BEGIN") {
				t.Errorf("%s: %d", what, w.Code)
			}
		}
		h.did(member, "calendar-address-drop", `{}`)
		if w := h.do(get(newer)); w.Code != 404 {
			t.Errorf("withdrawn: %d", w.Code)
		}
		last := h.address(member)
		h.ok(h.crm.Access.Disable(t.Context(), access.System("a test"), h.member))
		if w := h.do(get(last)); w.Code != 404 {
			t.Errorf("of who left: %d", w.Code)
		}
		codes := map[int]int{}
		for i := range 80 {
			codes[h.do(get(fmt.Sprintf("/ical/GUESS%d.ics", i))).Code]++
		}
		if codes[404] > 40 || codes[429] < 40 {
			t.Errorf("eighty guesses: %v", codes)
		}
		for _, secret := range []string{path, newer, last} {
			if strings.Contains(h.logged.String(), strings.TrimSuffix(strings.TrimPrefix(secret, "/ical/"), ".ics")) {
				t.Error("the log has a secret")
			}
		}
		if secrets := regexp.MustCompile(`/ical/[A-Z0-9]{8}`).FindString(h.logged.String()); secrets != "" {
			t.Errorf("the log has %s", secrets)
		}
	})
}

// A reminder of an event rings for each who takes part, from its moment until the event is over or it was read.
func TestRemindersOfEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		id := h.record("event", map[string]any{"title": "Board", "begins": "2026-03-31T10:00", "recurrence": "FREQ=DAILY", "reminder": "30m", "owner": h.owner, "attendees": []clientele.ID{h.member}})
		rings := func(what string, users ...clientele.ID) {
			t.Helper()
			for _, user := range []clientele.ID{h.owner, h.member} {
				scope, err := h.crm.Access.ScopeOf(t.Context(), user)
				h.ok(err)
				shell, err := h.crm.Shell(t.Context(), scope)
				h.ok(err)
				want := 0
				for _, u := range users {
					if u == user {
						want = 1
					}
				}
				if shell.Reminders != want {
					t.Errorf("%s: %d reminders of %d, want %d", what, shell.Reminders, user, want)
				}
			}
		}
		rings("an hour before")
		h.clock.add(30 * time.Minute)
		rings("half an hour before", h.owner, h.member)
		if !strings.Contains(h.do(get("/reminders"), owner).Body.String(), "Board") {
			t.Error("it is not among the reminders")
		}
		heard := h.did(owner, "event-heard", fmt.Sprintf(`{"id": %d, "at": "2026-03-31T10:00"}`, id))
		rings("the owner has read it", h.member)
		h.undone(owner, heard)
		rings("and not, after all", h.owner, h.member)
		h.clock.add(2 * time.Hour)
		rings("it is over")
		h.clock.add(22 * time.Hour)
		rings("the next day", h.owner, h.member)
		h.did(owner, "event-call-off", fmt.Sprintf(`{"id": %d, "at": "2026-04-01T10:00"}`, id))
		rings("called off")
	})
}
