package calendar

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/say"
)

// Which days a calendar program gets: what comes again it follows by itself.
const (
	feedBefore = 92
	feedAfter  = 400
)

// Feed is a user's calendar for their phone, as RFC 5545 writes it.
type Feed struct {
	Body  []byte
	Tag   string            // of its content
	Since clientele.Instant // since when it says what it says
}

// Feed writes the calendar of who asks: their events with the rules of what comes again, their tasks as
// days or moments, important dates, and whatever else stands on a day. Phones show no to-dos of a
// calendar that they subscribe to, so tasks are events that take no time.
func (c *Calendar) Feed(ctx context.Context, s access.Scope, firm string) (Feed, error) {
	w := window{s.User(), c.Clock.Today() - feedBefore, c.Clock.Today() + feedAfter}
	f := feed{c: c, zone: c.Clock.Zone(), cal: ical.NewCalendar()}
	f.cal.Props.SetText(ical.PropVersion, "2.0")
	f.cal.Props.SetText(ical.PropProductID, "-//Clientele//Calendar//EN")
	f.cal.Props.SetText("X-WR-CALNAME", firm)
	f.cal.Props.SetText("X-WR-TIMEZONE", f.zone.String())
	err := c.DB.Snapshot(ctx, func(ctx context.Context) error {
		if err := f.events(ctx, s, w); err != nil {
			return err
		}
		return f.others(ctx, s, w)
	})
	if err != nil {
		return Feed{}, err
	}
	if f.timed {
		f.cal.Children = append([]*ical.Component{f.timezone()}, f.cal.Children...)
	}
	if len(f.cal.Children) == 0 { // the encoder writes no empty calendar
		f.cal.Children = append(f.cal.Children, f.utc())
	}
	var b bytes.Buffer
	if err := ical.NewEncoder(&b).Encode(f.cal); err != nil {
		return Feed{}, fmt.Errorf("write a calendar: %w", err)
	}
	body := folded(b.Bytes())
	sum := sha256.Sum256(body)
	out := Feed{Body: body, Tag: hex.EncodeToString(sum[:12])}
	out.Since, err = c.Access.CalendarGiven(ctx, s, out.Tag)
	return out, err
}

// mostOctets is how long a line may be, without its end.
const mostOctets = 75

// folded cuts lines that are too long, as RFC 5545, 3.1 wants it: the encoder leaves them whole.
// No letter is cut apart.
func folded(text []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.SplitSeq(bytes.TrimSuffix(text, []byte("\r\n")), []byte("\r\n")) {
		for room := mostOctets; len(line) > room; room = mostOctets - 1 { // the blank before the rest counts
			cut := room
			for cut > 0 && !utf8.RuneStart(line[cut]) {
				cut--
			}
			b.Write(line[:cut])
			b.WriteString("\r\n ")
			line = line[cut:]
		}
		b.Write(line)
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// feed is a calendar that is being written.
type feed struct {
	c     *Calendar
	zone  *time.Location
	cal   *ical.Calendar
	first time.Time // of what has hours
	timed bool
}

// events writes the events of a window. A time of a series for which another event stands is that one,
// or, where it was called off or may not be seen, none.
func (f *feed) events(ctx context.Context, s access.Scope, w window) error {
	rows, err := f.c.between(ctx, s, w)
	if err != nil {
		return err
	}
	rules := map[clientele.ID]eventRow{}
	var series []clientele.ID
	for _, r := range rows {
		if r.Recurrence != "" {
			rules[r.ID] = r
			series = append(series, r.ID)
		}
	}
	instead, err := f.c.instead(ctx, f.c.DB, series, clientele.NoDay)
	if err != nil {
		return err
	}
	shown := map[insteadRow]bool{} // times that an event of its own tells
	for _, r := range rows {
		if rule, known := rules[r.Series]; known && r.State != cancelled && (timeOf(rule.Begins) != "") == (timeOf(r.Occurrence) != "") {
			shown[insteadRow{r.Series, r.Occurrence}] = true
		}
	}
	for _, r := range rows {
		if r.State == cancelled {
			continue
		}
		e := f.event(r)
		if shown[insteadRow{r.Series, r.Occurrence}] {
			e.Props.SetText(ical.PropUID, uid(Type.Name, r.Series))
			f.put(e, ical.PropRecurrenceID, wall(r.Occurrence), timeOf(r.Occurrence) != "")
		}
		if r.Recurrence != "" {
			f.again(e, r, instead, shown)
		}
		f.cal.Children = append(f.cal.Children, e)
	}
	return nil
}

// event is one event, but for how it comes again.
func (f *feed) event(r eventRow) *ical.Component {
	one := spanFrom(r.Begins, r.Ends)
	e := f.entry(uid(Type.Name, r.ID), r.Title, clientele.Instant(r.Changed))
	f.put(e, ical.PropDateTimeStart, one.begins, one.timed)
	end := one.ends()
	if !one.timed { // it ends on the day after the last
		end = end.AddDate(0, 0, 1)
	}
	f.put(e, ical.PropDateTimeEnd, end, one.timed)
	if r.Place != "" {
		e.Props.SetText(ical.PropLocation, r.Place)
	}
	e.Props.SetText(ical.PropStatus, "CONFIRMED")
	return e
}

// again writes how an event comes again, and which of its times do not.
func (f *feed) again(e *ical.Component, r eventRow, instead, shown map[insteadRow]bool) {
	rule := ical.NewProp(ical.PropRecurrenceRule)
	rule.Value = f.untilUTC(r)
	e.Props.Set(rule)
	var out []string
	for i := range instead {
		if i.Series == r.ID && !shown[i] {
			out = append(out, i.Occurrence)
		}
	}
	slices.Sort(out)
	for _, at := range out {
		f.add(e, ical.PropExceptionDates, wall(at), timeOf(at) != "")
	}
}

// untilUTC is a rule whose end is a moment, as RFC 5545 has it where the beginning has a zone.
func (f *feed) untilUTC(r eventRow) string {
	parts := strings.Split(r.Recurrence, ";")
	for i, part := range parts {
		text, ends := strings.CutPrefix(part, "UNTIL=")
		if !ends {
			continue
		}
		t, err := time.Parse("20060102T150405", strings.TrimSuffix(text, "Z"))
		if err != nil {
			t, err = time.Parse("20060102", text)
		}
		switch {
		case err != nil:
		case timeOf(r.Begins) == "":
			parts[i] = "UNTIL=" + t.Format("20060102")
		default:
			parts[i] = "UNTIL=" + time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, f.zone).UTC().Format("20060102T150405Z")
		}
	}
	return strings.Join(parts, ";")
}

// others writes what else stands in the days of a window.
func (f *feed) others(ctx context.Context, s access.Scope, w window) error {
	all, err := f.c.otherItems(ctx, s, w)
	if err != nil {
		return err
	}
	for _, i := range all {
		id := uid(i.Type, i.ID)
		if i.Kind == anniversary {
			id = uid(anniversary+"-"+i.Day.String()+"-"+short(i.Title), i.ID)
		}
		title := i.Title
		if i.Type != clientele.PersonType {
			title = say.Of(ctx).Say("calendar.of-kind", say.Args{"kind": kindWord(say.Of(ctx), i), "title": i.Title})
		}
		e := f.entry(id, title, 0)
		f.put(e, ical.PropDateTimeStart, i.span.begins, i.Timed())
		if !i.Timed() {
			f.put(e, ical.PropDateTimeEnd, i.span.begins.AddDate(0, 0, 1), false)
		}
		e.Props.SetText(ical.PropTransparency, "TRANSPARENT")
		f.cal.Children = append(f.cal.Children, e)
	}
	return nil
}

// entry is a component with what each must have. What it says decides its stamp, so that the same
// calendar is written as the same text.
func (f *feed) entry(id, title string, changed clientele.Instant) *ical.Component {
	e := ical.NewComponent(ical.CompEvent)
	e.Props.SetText(ical.PropUID, id)
	e.Props.SetText(ical.PropSummary, title)
	e.Props.SetDateTime(ical.PropDateTimeStamp, changed.Time().Truncate(time.Second))
	if changed != 0 {
		e.Props.SetDateTime(ical.PropLastModified, changed.Time().Truncate(time.Second))
	}
	return e
}

func uid(kind string, id clientele.ID) string { return fmt.Sprintf("%s-%d@clientele", kind, id) }

func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// put writes a time of the firm's clock: with its zone, or as a day alone.
func (f *feed) put(e *ical.Component, name string, at time.Time, timed bool) {
	e.Props.Del(name)
	f.add(e, name, at, timed)
}

func (f *feed) add(e *ical.Component, name string, at time.Time, timed bool) {
	p := ical.NewProp(name)
	switch {
	case !timed:
		p.SetValueType(ical.ValueDate)
		p.Value = at.Format("20060102")
	case f.isUTC():
		p.Value = at.Format("20060102T150405Z")
	default:
		if f.timed = true; f.first.IsZero() || at.Before(f.first) {
			f.first = at
		}
		p.Params.Set(ical.ParamTimezoneID, f.zone.String())
		p.Value = at.Format("20060102T150405")
	}
	e.Props.Add(p)
}

func (f *feed) isUTC() bool { return f.zone == time.UTC || f.zone.String() == "UTC" }
