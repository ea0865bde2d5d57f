package calendar

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// A calendar of another program (.ics, RFC 5545) becomes a table of events, a row each, which is
// brought in as any table is: looked at, receipted, taken back. What makes records of its rows is Bring.

// The columns of that table; those that are called as fields of an event are these.
var icsColumns = []string{"uid", "title", "kind", "begins", "ends", "place", "state", "recurrence", "reminder", "note", "owner", "attendees", "series", "occurrence", icsLost, icsWrong, icsLine}

const (
	icsLost  = "lost"     // what of it has no place here: "alarms 2|dates 1"
	icsWrong = "wrong"    // why it is no event: a word, and what it is about
	icsLine  = "ics-line" // where it begins in the file

	mostIcs     = 200_000  // events of a file
	mostIcsLine = 200_000  // octets of one line: more than any text that is kept
	breakInCell = "\u2028" // a line break within a cell, so that a row is a line
)

// IsCalendar says whether a file begins as a calendar does.
func IsCalendar(head []byte) bool {
	text := strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n")
	return len(text) >= 15 && strings.EqualFold(text[:15], "BEGIN:VCALENDAR")
}

// Table writes a calendar out as a table of events. name is what people call the file.
func (c *Calendar) Table(from, to, name string) (err error) {
	parts, zones, err := readIcs(from)
	if err != nil {
		return err
	}
	rows := icsRows(parts, icsZones{zones, c.Clock.Zone()})
	if len(rows) == 0 {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("calendar.ics-empty"), Where: name, Remedy: clientele.Tell("calendar.ics-empty-remedy")}
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("keep a calendar: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	w := csv.NewWriter(out)
	_ = w.Write(icsColumns) // Error says it
	for _, row := range rows {
		cells := make([]string, len(icsColumns))
		for i, column := range icsColumns {
			cells[i] = strings.NewReplacer("\r\n", breakInCell, "\n", breakInCell, "\r", breakInCell).Replace(row[column])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return w.Error()
}

// icsPart is one component of a calendar, or why it is none.
type icsPart struct {
	line  int
	what  string // VEVENT and others
	comp  *ical.Component
	wrong string // a word of what is wrong, and what it is about
}

// icsText is a line of a calendar as it is meant: folded ones put together.
type icsText struct {
	text string
	line int
}

// icsTexts reads the lines of a calendar.
func icsTexts(r io.Reader, each func(icsText)) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var now icsText
	for line := 1; ; line++ {
		text, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read a calendar: %w", err)
		}
		plain := strings.TrimRight(text, "\r\n")
		if line == 1 {
			plain = strings.TrimPrefix(plain, "\ufeff")
		}
		switch {
		case plain != "" && (plain[0] == ' ' || plain[0] == '\t') && now.line > 0:
			if len(now.text) < mostIcsLine {
				now.text += plain[1:]
			}
		case plain != "":
			if now.line > 0 {
				each(now)
			}
			now = icsText{plain, line}
		}
		if err != nil {
			break
		}
	}
	if now.line > 0 {
		each(now)
	}
	return nil
}

// readIcs takes a calendar apart: its events and what else is in it, and its time zones by name.
func readIcs(path string) (parts []icsPart, zones map[string]*ical.Component, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open a calendar: %w", err)
	}
	defer f.Close()
	zones = map[string]*ical.Component{}
	var of []icsText // of the component at hand
	name := ""
	put := func(wrong string) {
		if name == "" {
			return
		}
		p := icsPart{line: of[0].line, what: name, wrong: wrong}
		if wrong == "" {
			p.comp, p.line, p.wrong = icsComponent(of)
		}
		if name == ical.CompTimezone && p.comp != nil {
			zones[textOf(p.comp, ical.PropTimezoneID)] = p.comp
		} else if name != ical.CompTimezone && len(parts) < mostIcs {
			parts = append(parts, p)
		}
		of, name = nil, ""
	}
	err = icsTexts(f, func(t icsText) {
		word, value, _ := strings.Cut(db.Clean(t.text), ":")
		value = strings.ToUpper(strings.TrimSpace(value))
		begins := strings.EqualFold(word, "BEGIN")
		switch {
		case begins && value == ical.CompCalendar, strings.EqualFold(word, "END") && value == ical.CompCalendar:
			put("open " + name)
		case begins && (name == "" || value == ical.CompEvent): // an event is in no other
			put("open " + name)
			name, of = value, []icsText{t}
		case name != "":
			if of = append(of, t); strings.EqualFold(word, "END") && value == name {
				put("")
			}
		}
	})
	put("open " + name)
	return parts, zones, err
}

// icsComponent reads one component by the library, and says on which line it cannot be read.
func icsComponent(of []icsText) (comp *ical.Component, line int, wrong string) {
	lines := make([]string, len(of))
	for i, t := range of {
		lines[i] = t.text
	}
	if comp = decodeIcs(lines); comp != nil {
		return comp, of[0].line, ""
	}
	for _, t := range of[1 : len(of)-1] {
		word, _, _ := strings.Cut(t.text, ":")
		if !strings.EqualFold(word, "BEGIN") && !strings.EqualFold(word, "END") && decodeIcs([]string{"BEGIN:VEVENT", t.text, "END:VEVENT"}) == nil {
			return nil, t.line, "line " + clip(t.text)
		}
	}
	return nil, of[0].line, "open " + of[0].text
}

func clip(text string) string {
	if letters := []rune(text); len(letters) > 60 {
		return string(letters[:60]) + "…"
	}
	return text
}

// decodeIcs reads a component; nil where it cannot be read. The library gives up on some lines by a panic.
func decodeIcs(lines []string) (comp *ical.Component) {
	defer func() {
		if recover() != nil {
			comp = nil
		}
	}()
	cal, err := ical.NewDecoder(strings.NewReader("BEGIN:VCALENDAR\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n")).Decode()
	if err != nil || len(cal.Children) != 1 {
		return nil
	}
	return cal.Children[0]
}

// textOf is a text of a component; "" where it has none, or one that cannot be read.
func textOf(comp *ical.Component, name string) string {
	p := comp.Props.Get(name)
	if p == nil {
		return ""
	}
	text, err := p.Text()
	if err != nil {
		return p.Value
	}
	if whole := p.Value; strings.Contains(whole, ",") { // commas that programs forget to guard do not part a text
		guarded := *p
		guarded.Value = strings.ReplaceAll(strings.ReplaceAll(whole, `\,`, ","), ",", `\,`)
		if all, err := guarded.Text(); err == nil {
			text = all
		}
	}
	return strings.TrimSpace(text)
}

// icsRow is a row of the table, by its columns.
type icsRow map[string]string

// icsRows are the rows of the events of a calendar: first those that stand for themselves, then, as they
// lead there, times of series that were moved or called off.
func icsRows(parts []icsPart, zones icsZones) (rows []icsRow) {
	var ofSeries, off []icsRow
	for _, p := range parts {
		row := icsRow{icsLine: strconv.Itoa(p.line)}
		switch {
		case p.wrong != "":
			row[icsWrong] = p.wrong
		case p.what != ical.CompEvent:
			row[icsWrong] = "what " + p.what
		default:
			var some []icsRow
			row, some = zones.row(p)
			off = append(off, some...)
		}
		if row["occurrence"] != "" {
			ofSeries = append(ofSeries, row)
		} else {
			rows = append(rows, row)
		}
	}
	for _, one := range off { // what was moved is not called off
		if !slices.ContainsFunc(ofSeries, func(other icsRow) bool { return other["uid"] == one["uid"] }) {
			ofSeries = append(ofSeries, one)
		}
	}
	return append(rows, ofSeries...)
}

// row is an event as a row, and its times that are called off.
func (z icsZones) row(p icsPart) (row icsRow, off []icsRow) {
	e := p.comp
	row = icsRow{icsLine: strconv.Itoa(p.line), "uid": textOf(e, ical.PropUID), "title": textOf(e, ical.PropSummary), "place": textOf(e, ical.PropLocation), "note": textOf(e, ical.PropDescription)}
	wrong := func(word, about string) (icsRow, []icsRow) {
		return icsRow{icsLine: row[icsLine], icsWrong: word + " " + about}, nil
	}
	start := e.Props.Get(ical.PropDateTimeStart)
	if row["uid"] == "" {
		return wrong("uid", clip(row["title"]))
	}
	if start == nil {
		return wrong("start", clip(row["title"]))
	}
	s, known, ok := z.span(e, start)
	if !ok {
		return wrong("time", start.Value)
	}
	row["begins"], row["ends"] = written(s.begins, s.timed), written(s.ends(), s.timed)
	if row["kind"] = ""; !s.timed {
		row["kind"] = date
	}
	if strings.EqualFold(textOf(e, ical.PropStatus), "CANCELLED") {
		row["state"] = cancelled
	}
	lost := z.besides(e, row)
	if !known {
		lost = append(lost, "zone "+start.Params.Get(ical.PropTimezoneID))
	}
	if rule := e.Props.Get(ical.PropRecurrenceRule); rule != nil {
		row["recurrence"] = z.rule(rule.Value, s)
		off = z.off(e, row, s)
	}
	if at := e.Props.Get(ical.PropRecurrenceID); at != nil {
		t, timed, _, err := z.at(at)
		if err != nil {
			return wrong("time", at.Value)
		}
		row["series"], row["occurrence"] = row["uid"], written(t, timed)
		row["uid"] = uidOfTime(row["uid"], row["occurrence"])
		if at.Params.Get("RANGE") != "" {
			lost = append(lost, "range")
		}
	}
	row[icsLost] = strings.Join(lost, "|")
	return row, off
}

// uidOfTime is by what other programs know one time of an event that comes again.
func uidOfTime(uid, occurrence string) string { return uid + "/" + occurrence }

// off are the times of an event that do not take place.
func (z icsZones) off(e *ical.Component, row icsRow, s span) (all []icsRow) {
	for _, p := range e.Props.Values(ical.PropExceptionDates) {
		for value := range strings.SplitSeq(p.Value, ",") {
			one := p
			one.Value = value
			t, timed, _, err := z.at(&one)
			if err != nil || timed != s.timed {
				continue
			}
			at := written(t, timed)
			all = append(all, icsRow{icsLine: row[icsLine], "uid": uidOfTime(row["uid"], at), "title": row["title"], "kind": row["kind"], "begins": at, "ends": written(t.Add(s.lasts), timed),
				"place": row["place"], "state": cancelled, "series": row["uid"], "occurrence": at})
		}
	}
	return all
}

// besides puts into a row who is invited and how one is reminded, and says what has no place here.
func (z icsZones) besides(e *ical.Component, row icsRow) (lost []string) {
	mail := func(p *ical.Prop) string {
		if p == nil || len(p.Value) < 7 || !strings.EqualFold(p.Value[:7], "mailto:") {
			return ""
		}
		return strings.ToLower(strings.TrimSpace(p.Value[7:]))
	}
	row["owner"] = mail(e.Props.Get(ical.PropOrganizer))
	var invited []string
	for _, p := range e.Props.Values(ical.PropAttendee) {
		if who := mail(&p); who != "" && who != row["owner"] && !slices.Contains(invited, who) {
			invited = append(invited, who)
		}
	}
	row["attendees"] = strings.Join(invited[:min(len(invited), 100)], ";")
	alarms := 0
	for _, child := range e.Children {
		if child.Name != ical.CompAlarm {
			continue
		}
		if r := reminderOf(child); r != "" && row["reminder"] == "" {
			row["reminder"] = r
		} else {
			alarms++
		}
	}
	for name, n := range map[string]int{"alarms": alarms, "dates": len(e.Props.Values(ical.PropRecurrenceDates)), "rules": len(e.Props.Values(ical.PropRecurrenceRule)) - 1, "files": len(e.Props.Values(ical.PropAttach))} {
		if n > 0 {
			lost = append(lost, fmt.Sprintf("%s %d", name, n))
		}
	}
	slices.Sort(lost)
	return lost
}

// reminderOf is an alarm as it is chosen here; "" where it rings at another time.
func reminderOf(alarm *ical.Component) string {
	p := alarm.Props.Get(ical.PropTrigger)
	if p == nil || p.ValueType() == ical.ValueDateTime || strings.EqualFold(p.Params.Get(ical.ParamRelated), "END") {
		return ""
	}
	d, err := p.Duration()
	if err != nil {
		return ""
	}
	for _, one := range reminders {
		if before(one) == -d {
			return one
		}
	}
	return ""
}

// rule is how an event comes again, its end on the clock of the firm.
func (z icsZones) rule(text string, s span) string {
	parts := strings.Split(strings.ToUpper(text), ";")
	for i, part := range parts {
		value, ends := strings.CutPrefix(part, "UNTIL=")
		switch {
		case !ends:
		case !s.timed:
			parts[i] = "UNTIL=" + value[:min(8, len(value))] + "T000000Z"
		case len(value) == 8:
			parts[i] = "UNTIL=" + value + "T235959Z"
		default:
			if t, _, _, err := z.at(&ical.Prop{Name: ical.PropDateTimeEnd, Value: value, Params: ical.Params{}}); err == nil {
				parts[i] = "UNTIL=" + t.Format("20060102T150405") + "Z"
			}
		}
	}
	return strings.Join(parts, ";")
}

// span is when an event is, on the firm's clock, and whether its zone is known.
func (z icsZones) span(e *ical.Component, start *ical.Prop) (s span, known, ok bool) {
	begins, timed, known, err := z.at(start)
	if err != nil {
		return s, known, false
	}
	s = span{begins: begins, timed: timed}
	switch end, lasts := e.Props.Get(ical.PropDateTimeEnd), e.Props.Get(ical.PropDuration); {
	case end != nil:
		until, untilTimed, _, err := z.at(end)
		if err != nil || untilTimed != timed {
			return s, known, false
		}
		s.lasts = until.Sub(begins)
	case lasts != nil:
		d, err := lasts.Duration()
		if err != nil {
			return s, known, false
		}
		s.lasts = d
	}
	if !timed { // it ends on the day after the last
		s.lasts = max(0, s.lasts.Truncate(24*time.Hour)-24*time.Hour)
	}
	return s, known, true
}
