package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/batches"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// ofOutlook is a calendar as Outlook and others write them: with a zone of its own name, folded lines, a time
// that was moved before its series, one that was called off, and things that are no events.
var ofOutlook = strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Calendar//EN
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:Our office
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:series@somebody.example
RECURRENCE-ID;TZID=Our office:20260415T100000
SUMMARY:Weekly\, later
DTSTART;TZID=Our office:20260415T150000
DTEND;TZID=Our office:20260415T160000
END:VEVENT
BEGIN:VEVENT
UID:series@somebody.example
SUMMARY:Weekly\, with a name so long that the line on which it stands is fol
 ded
LOCATION:Room 7
DESCRIPTION:First line\nsecond line
DTSTART;TZID=Our office:20260401T100000
DTEND;TZID=Our office:20260401T110000
RRULE:FREQ=WEEKLY;UNTIL=20260506T080000Z
EXDATE;TZID=Our office:20260408T100000
RDATE;TZID=Our office:20260410T100000
ORGANIZER;CN=Mo:mailto:mo@example.org
ATTENDEE;CN=Olga:MAILTO:`+ownerEmail+`
ATTENDEE:mailto:jo@bell.example
ATTENDEE:mailto:nobody@else.example
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
DESCRIPTION:x
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT17M
DESCRIPTION:x
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:fair@somebody.example
SUMMARY:Fair
DTSTART;VALUE=DATE:20260402
DTEND;VALUE=DATE:20260405
END:VEVENT
BEGIN:VEVENT
UID:off@somebody.example
SUMMARY:Called off
STATUS:CANCELLED
DTSTART:20260402T080000Z
DURATION:PT30M
END:VEVENT
BEGIN:VTODO
UID:todo@somebody.example
SUMMARY:Do it
END:VTODO
BEGIN:VEVENT
UID:bad@somebody.example
SUMMARY:Bad
DTSTART;X=1
END:VEVENT
BEGIN:VEVENT
UID:hourly@somebody.example
SUMMARY:Hourly
DTSTART:20260402T080000Z
RRULE:FREQ=HOURLY
END:VEVENT
BEGIN:VEVENT
SUMMARY:Nameless
DTSTART:20260402T080000Z
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")

// bringIcs hands a calendar in on the page of imports, looks at it, brings it in, and gives its receipt.
func (h *testHouse) bringIcs(content string) (preview batches.BatchPreviewOut, receipt batches.BatchOut) {
	h.Helper()
	sign := h.session(h.owner)
	w := h.handIn("calendar.ics", []byte(content), sign)
	at := w.Header().Get("Location")
	if w.Code != 303 || !strings.HasPrefix(at, "/batches/preview?") {
		h.Fatalf("handed in: %d %s %s", w.Code, at, clipBody(w.Body.String()))
	}
	if w := h.do(get(at), sign); w.Code != 200 {
		h.Fatalf("%s: %d %s", at, w.Code, clipBody(w.Body.String()))
	}
	to, err := url.Parse(at)
	h.ok(err)
	q := to.Query()
	h.ok(json.Unmarshal(h.do(get("/api/v1"+at), sign).Body.Bytes(), &preview))
	body, err := json.Marshal(map[string]string{"upload": q.Get("upload"), "type": q.Get("type"), "known": q.Get("known")})
	h.ok(err)
	done := h.did(sign, "batch-confirm", string(body))
	h.ok(h.crm.Jobs.Queue.Drain(h.Context(), nil))
	h.ok(json.Unmarshal(h.do(get(fmt.Sprintf("/api/v1/batches/%d", done.ID)), sign).Body.Bytes(), &receipt))
	return preview, receipt
}

// events are those that a calendar brought, in words.
func (h *testHouse) events() (list []string) {
	h.Helper()
	h.ok(h.crm.Records.Each(h.Context(), access.System("a test"), record.Query{Type: "event", Sort: "begins"}, func(p record.Page) error {
		for _, r := range p.Rows {
			if r.Text("uid") != "" {
				list = append(list, strings.TrimSpace(fmt.Sprintf("%s–%s %s (%s, %s) %s %s", r.Text("begins"), r.Text("ends"), r.Text("title"), r.Text("kind"), r.Text("state"), r.Text("recurrence"), r.Text("occurrence"))))
			}
		}
		return nil
	}))
	return list
}

// A calendar of another program comes in with its rules, its moved times and what was called off, once
// however often it is brought in, and goes again; what cannot be kept is said, with its line.
func TestACalendarComesIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		zone, err := time.LoadLocation("Europe/Berlin")
		h.ok(err)
		h.crm.Clock.SetZone(zone)
		h.record("person", map[string]any{"name": "Jo Ring", "email": "jo@bell.example"})
		preview, receipt := h.bringIcs(ofOutlook)
		want := map[string]int{"new": 5, "refused": 4}
		got := map[string]int{}
		for _, row := range preview.Rows {
			got[row.What]++
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || receipt.Row.Made != 5 || receipt.Row.Refused != 4 {
			t.Errorf("looked at %v, made %d and refused %d: %+v", got, receipt.Row.Made, receipt.Row.Refused, receipt.Refusals)
		}
		all := []string{
			"2026-04-01T10:00–2026-04-01T11:00 Weekly, with a name so long that the line on which it stands is folded (meeting, planned) FREQ=WEEKLY;UNTIL=20260506T100000Z",
			"2026-04-02–2026-04-04 Fair (date, planned)",
			"2026-04-02T10:00–2026-04-02T10:30 Called off (meeting, cancelled)",
			"2026-04-08T10:00–2026-04-08T11:00 Weekly, with a name so long that the line on which it stands is folded (meeting, cancelled)  2026-04-08T10:00",
			"2026-04-15T15:00–2026-04-15T16:00 Weekly, later (meeting, planned)  2026-04-15T10:00",
		}
		h.same("brought in", h.events(), all...)
		lines := map[int64]string{}
		for _, r := range receipt.Refusals {
			lines[r.Line] = r.What
			if r.Remedy == "" {
				t.Errorf("line %d has no remedy", r.Line)
			}
		}
		for at, word := range map[string]string{"BEGIN:VTODO": "VTODO", "DTSTART;X=1": "DTSTART;X=1", "BEGIN:VEVENT\r\nUID:hourly": "by hours", "BEGIN:VEVENT\r\nSUMMARY:Nameless": "UID"} {
			line := int64(1 + strings.Count(ofOutlook[:strings.Index(ofOutlook, at)], "\n"))
			if !strings.Contains(lines[line], word) {
				t.Errorf("line %d is not said to be about %q: %v", line, word, lines)
			}
		}
		found, err := h.crm.Records.Query(t.Context(), access.System("a test"), record.Query{Type: "event", Filter: record.Cond{Field: "uid", Op: record.Is, Values: []string{"series@somebody.example"}}, Limit: 1})
		h.ok(err)
		series := found.Rows[0]
		note := series.Text("note")
		for _, part := range []string{"First line\nsecond line", "nobody@else.example", "RDATE", "one more reminder"} {
			if !strings.Contains(note, part) {
				t.Errorf("%q is not in the note: %q", part, note)
			}
		}
		if series.Values["owner"] != h.member || fmt.Sprint(series.Values["attendees"]) != fmt.Sprint([]clientele.ID{h.owner}) || series.Text("reminder") != "15m" || series.Text("place") != "Room 7" || len(series.Values["people"].([]record.Tie)) != 1 {
			t.Errorf("the series: %+v", series.Values)
		}
		h.same("its week", h.shows(h.session(h.member), "view=week&on=2026-04-15"), "2026-04-15T15:00 Weekly, later")
	})
}

// The same calendar a second time changes nothing; a newer one what it says anew; both are taken back.
func TestACalendarComesInOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		_, receipt := h.bringIcs(ofOutlook)
		all, first := h.events(), receipt.Row.ID
		preview, receipt := h.bringIcs(ofOutlook)
		for _, row := range preview.Rows {
			if row.What != "same" && row.What != "refused" {
				t.Errorf("a second time it would be %s: %v", row.What, row.Cells)
			}
		}
		if receipt.Row.Made != 0 || receipt.Row.Changed != 0 || receipt.Row.Same != 5 {
			t.Errorf("a second time: %+v", receipt.Row)
		}
		_, receipt = h.bringIcs(strings.ReplaceAll(ofOutlook, "SUMMARY:Fair", "SUMMARY:The fair"))
		if receipt.Row.Changed != 1 || receipt.Row.Same != 4 {
			t.Errorf("with one change: %+v", receipt.Row)
		}
		sign := h.session(h.owner)
		h.did(sign, "batch-undo", fmt.Sprintf(`{"id": %d}`, receipt.Row.ID))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		h.same("the change taken back", h.events(), all...)
		h.did(sign, "batch-undo", fmt.Sprintf(`{"id": %d}`, first))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		h.same("all of it taken back", h.events())
	})
}

// What is known only here of an event that another program sent stays, when it sends it again; a file
// that holds nothing, or is cut off, says so.
func TestACalendarComesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		invite := func(status, at string) string {
			return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:one@there.example\nSUMMARY:Lunch\nSTATUS:" + status + "\nDTSTART:" + at + "\nEND:VEVENT\nEND:VCALENDAR\n"
		}
		_, first := h.bringIcs(invite("CONFIRMED", "20260330T120000Z"))
		if first.Row.Made != 1 {
			t.Fatalf("one event: %+v", first)
		}
		id, err := db.One[clientele.ID](t.Context(), d, "SELECT id FROM events WHERE workspace = 1 AND uid = 'one@there.example'")
		h.ok(err)
		api := postJSON(fmt.Sprintf("/api/v1/events/%d", id), fmt.Sprintf(`{"account": %d, "kind": "visit"}`, h.account))
		api.Method = "PATCH"
		if w := h.do(api, sign); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, clipBody(w.Body.String()))
		}
		h.did(sign, "event-held", fmt.Sprintf(`{"id": %d}`, id))
		_, again := h.bringIcs(invite("CONFIRMED", "20260330T120000Z"))
		if again.Row.Same != 1 || h.contacts(dayIn(3, 30)) != 1 {
			t.Errorf("again: %+v, %d contacts", again.Row, h.contacts(dayIn(3, 30)))
		}
		h.bringIcs(invite("CANCELLED", "20260330T120000Z"))
		h.same("what was held is not called off", h.events(), "2026-03-30T12:00–2026-03-30T12:00 Lunch (visit, held)")
		for _, file := range []string{"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"} {
			if w := h.handIn("calendar.ics", []byte(file), sign); !strings.Contains(h.do(get("/imports"), sign).Body.String()+w.Body.String(), "no event") {
				t.Errorf("%q: %d", file, w.Code)
			}
		}
		_, cut := h.bringIcs(strings.TrimSuffix(invite("CONFIRMED", "20260401T120000Z"), "END:VEVENT\nEND:VCALENDAR\n"))
		if cut.Row.Refused != 1 || len(cut.Refusals) != 1 || cut.Refusals[0].Line != 5 {
			t.Errorf("cut off: %+v", cut)
		}
	})
}
