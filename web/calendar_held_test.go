package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

func dayIn(month time.Month, day int) clientele.Day {
	return clientele.DayOf(time.Date(2026, month, day, 0, 0, 0, 0, time.UTC))
}

// A contact hangs on the event that was held, not on its series: whatever becomes of the series,
// and of its link to it, the contact is there once.
func TestHeldStaysOnceWhateverBecomesOfItsSeries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		api := callerOf(h)
		sign := h.session(h.owner)
		h.event = h.record("event", map[string]any{"title": "Weekly call", "kind": "call", "begins": "2026-03-30T10:00", "recurrence": "FREQ=WEEKLY", "account": h.account, "owner": h.owner})
		check := func(what string, want int) {
			t.Helper()
			if n := h.contacts(dayIn(3, 30)); n != want {
				t.Errorf("%s: %d contacts, want %d", what, n, want)
			}
		}
		held := h.did(sign, "event-held", fmt.Sprintf(`{"id": %d, "at": "2026-03-30T10:00"}`, h.event))
		check("held", 1)
		series, one := fmt.Sprintf("/events/%d", h.event), fmt.Sprintf("/events/%d", held.ID)
		api.must(200, "PATCH", series, `{"recurrence": "FREQ=WEEKLY;UNTIL=20260405T000000Z"}`)
		check("the series ends sooner", 1)
		api.must(200, "PATCH", series, `{"begins": "2026-03-30T11:00"}`)
		check("the series is at another hour", 1)
		api.must(200, "PATCH", one, `{"series": null, "occurrence": null}`)
		check("it is no part of the series any more", 1)
		api.must(200, "DELETE", series, "")
		check("the series is in the archive", 1)
		h.wrongly(sign, "PATCH", one, `{"recurrence": "FREQ=DAILY"}`, "state")
		h.wrongly(sign, "PATCH", one, `{"begins": "2026-05-01T10:00"}`, "state")
		api.must(200, "DELETE", one, "")
		check("it is in the archive itself", 0)
		api.must(200, "POST", one+"/restore", "")
		check("and back", 1)
	})
}

// Two events do not stand for one time of a series, whoever comes second.
func TestOneEventForOneTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		api := callerOf(h)
		sign := h.session(h.owner)
		h.event = h.record("event", map[string]any{"title": "Weekly call", "kind": "call", "begins": "2026-03-30T10:00", "recurrence": "FREQ=WEEKLY", "account": h.account, "owner": h.owner})
		body := fmt.Sprintf(`{"title": "Instead", "begins": "2026-04-07T10:00", "series": %d, "occurrence": "2026-04-06T10:00"}`, h.event)
		first := api.must(201, "POST", "/events", body)
		if got := fmt.Sprint(api.must(409, "POST", "/events", body)); !strings.Contains(got, "stands in the place") {
			t.Errorf("the second: %s", got)
		}
		off := h.did(sign, "event-call-off", fmt.Sprintf(`{"id": %d, "at": "2026-04-06T10:00"}`, h.event))
		if fmt.Sprint(int64(off.ID)) != fmt.Sprint(first["id"]) {
			t.Errorf("called off is %d, not %v", off.ID, first["id"])
		}
	})
}

// Contact by hand that is corrected to another day is that of the event of its new day, and no more
// that of the event of its old one; it is the other way round again when it is brought back.
func TestContactCorrectedBesideAHeldEvent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		for _, day := range []string{"2026-03-26", "2026-03-27"} {
			id := h.record("event", map[string]any{"title": "Lunch", "begins": day + "T12:00", "account": h.account})
			h.did(sign, "event-held", fmt.Sprintf(`{"id": %d}`, id))
		}
		check := func(what string, first, second int) {
			t.Helper()
			if a, b := h.contacts(dayIn(3, 26)), h.contacts(dayIn(3, 27)); a != first || b != second {
				t.Errorf("%s: %d and %d contacts, want %d and %d", what, a, b, first, second)
			}
		}
		check("both held", 1, 1)
		note := h.did(sign, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "meeting", "direction": "out", "day": "2026-03-26", "text": "spoke of tea"}`, h.account))
		check("one of them by hand too", 1, 1)
		var id clientele.ID
		h.ok(json.Unmarshal([]byte(note.Undo.With["id"]), &id))
		h.did(sign, "correct-entry", fmt.Sprintf(`{"id": %d, "day": "2026-03-27"}`, id))
		check("corrected to the other day", 1, 1)
		h.did(sign, "bring-back-entry", fmt.Sprintf(`{"id": %d}`, id))
		check("and back", 1, 1)
		h.did(sign, "correct-entry", fmt.Sprintf(`{"id": %d, "day": "2026-03-25"}`, id))
		check("corrected to a third day", 1, 1)
		if n := h.contacts(dayIn(3, 25)); n != 1 {
			t.Errorf("%d on the third", n)
		}
	})
}

// What an event was about is read by nobody before whom a wall was put up later: not by the account
// with which it was held either, where it stands behind the wall of another.
func TestAnEventsTitleBehindALaterWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		secret := h.record("account", map[string]any{"name": "Secret Ltd"})
		person := h.record("person", map[string]any{"name": "Quince Xenia", "account": secret})
		fields := map[string]any{"title": "Zanzibar", "begins": "2026-03-30T09:00", "account": h.account, "people": []clientele.ID{person}, "owner": h.member, "reminder": "1w", "attendees": []clientele.ID{h.owner}}
		id := h.record("event", fields)
		h.did(owner, "event-held", fmt.Sprintf(`{"id": %d}`, id))
		fields["begins"], fields["title"] = "2026-04-01T09:00", "Zanzibar again"
		h.record("event", fields)
		phone := h.address(member)
		places := []string{"/calendar?view=week", "/calendar?view=agenda&on=2026-03-30&of=everyone", fmt.Sprintf("/calendar?view=week&of=%d", h.owner), "/api/v1/calendar?view=week&of=everyone", "/events", "/events?format=csv",
			"/api/v1/events", "/reminders", "/", phone, fmt.Sprintf("/accounts/%d", h.account), fmt.Sprintf("/api/v1/accounts/%d/page", h.account), fmt.Sprintf("/accounts/%d/timeline", h.account), "/find?q=zanzibar", "/trail", "/api/v1/trail"}
		before := 0
		for _, path := range places {
			if strings.Contains(h.do(get(path), member).Body.String(), "Zanzibar") {
				before++
			}
		}
		if before < 8 {
			t.Errorf("only %d places told of it before", before)
		}
		if w := h.do(postJSON("/api/v1/put-wall", fmt.Sprintf(`{"account": %d, "users": [%d]}`, secret, h.owner)), owner); w.Code != 200 {
			t.Fatalf("a wall: %d %s", w.Code, clipBody(w.Body.String()))
		}
		for _, path := range places {
			w := h.do(get(path), member)
			if w.Code >= 500 || strings.Contains(w.Body.String(), "Zanzibar") || strings.Contains(w.Body.String(), "Quince") {
				t.Errorf("%s: %d, it is still told", path, w.Code)
			}
		}
		if n := h.contacts(dayIn(3, 30)); n != 1 {
			t.Errorf("%d contacts", n)
		}
		if w := h.do(postJSON("/api/v1/drop-wall", fmt.Sprintf(`{"account": %d}`, secret)), owner); w.Code != 200 {
			t.Fatalf("the wall taken down: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get(fmt.Sprintf("/api/v1/accounts/%d/page", h.account)), member); !strings.Contains(w.Body.String(), "Zanzibar") {
			t.Error("without the wall it is told no more")
		}
	})
}

// Of many events that are held at once each is contact, but for those that are written down already.
func TestManyHeldAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.did(h.session(h.owner), "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "visit", "direction": "out", "day": "2026-03-03"}`, h.account))
		var edits []record.Edit
		for i := range 30 {
			id := h.record("event", map[string]any{"title": "Visit", "kind": "visit", "begins": fmt.Sprintf("2026-03-%02dT09:00", 1+i), "account": h.account, "people": []clientele.ID{h.person}})
			edits = append(edits, record.Edit{Ref: clientele.Ref{Type: "event", ID: id}, Fields: map[string]json.RawMessage{"state": json.RawMessage(`"held"`)}})
		}
		h.ok(h.crm.Records.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := h.crm.Records.Write(t.Context(), tx, access.System("a test"), "event", edits)
			return err
		}))
		n := 0
		for i := range 30 {
			n += h.contacts(dayIn(3, 1+i))
		}
		if n != 30 {
			t.Errorf("%d contacts", n)
		}
	})
}

// The dates of a calendar's owner are there, however many those of others fall on the day.
func TestDatesOfOnesOwnPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		for i := range 45 {
			owner := h.owner
			if i == 44 {
				owner = h.member
			}
			h.record("person", map[string]any{"name": fmt.Sprintf("Pat %02d", i), "owner": owner, "dates": []map[string]string{{"label": "birthday", "day": "1980-04-03"}}})
		}
		sign := h.session(h.member)
		h.same("the member's", h.shows(sign, "view=day&on=2026-04-03"), "2026-04-03 Pat 44: birthday, 46")
		if all := h.shows(sign, "view=day&on=2026-04-03&of=everyone"); len(all) != 20 {
			t.Errorf("%d of everybody's", len(all))
		}
	})
}
