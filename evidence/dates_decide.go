package evidence

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// maxDateBytes is more than any date takes, with its weekday, clock and zone in words.
const maxDateBytes = 120

func (p *profile) addDate(b []byte) {
	if !hasDigit(b) || len(b) > maxDateBytes {
		return
	}
	if clock, _, ok := parseClock(b); ok && clock >= 0 && bytes.IndexByte(b, ':') > 0 {
		p.clocks++
	}
	p.see(b)
	if _, _, ok := namedDate(b); ok {
		p.dates[datesNamed]++
	}
	if _, _, ok := compactDate(b); ok {
		p.dates[datesCompact]++
	}
	if _, ok := unixDate(b, datesUnix); ok {
		p.dates[datesUnix]++
	}
	if _, ok := unixDate(b, datesMilli); ok {
		p.dates[datesMilli]++
	}
	if _, ok := excelDate(b); ok {
		p.dates[datesExcel]++
	}
	if _, ok := monthDate(b); ok {
		p.dates[datesMonth]++
	}
	if _, ok := weekDate(b); ok {
		p.dates[datesWeek]++
	}
	if _, ok := quarterDate(b); ok {
		p.dates[datesQuarter]++
	}
}

// see takes from a date in numbers what it says of the order.
func (p *profile) see(b []byte) {
	t, ok := threeNumbers(plainSigns(b))
	if !ok {
		return
	}
	if _, _, ok := parseClock(t.rest); !ok {
		return
	}
	set, alike := t.orders()
	if set == 0 {
		return
	}
	p.dates[datesParts]++
	p.short = p.short || t.width[0] != 4
	p.halves = p.halves || endsInHalf(t.rest)
	p.seeSorts(b, t)
	if t.width[0] == 4 || alike {
		return
	}
	p.ordered, p.dotted = true, t.dots
	p.orders &= set
	if p.openSeen == "" && set&(set-1) != 0 {
		p.openSeen = string(b)
	}
	if set == dayFirst && p.dayFirstSeen == "" {
		p.dayFirstSeen = string(b)
	}
	if set == monthFirst && p.monthFirstSeen == "" {
		p.monthFirstSeen = string(b)
	}
}

// seeSorts counts the dates that begin with a year of four digits, and those of two digits throughout.
func (p *profile) seeSorts(b []byte, t triple) {
	if t.width[0] == 4 {
		if p.isoDates++; p.isoSeen == "" {
			p.isoSeen = string(b)
		}
		return
	}
	if p.textDates++; p.textSeen == "" {
		p.textSeen = string(b)
	}
	if t.width[0] != 2 || t.width[2] != 2 || p.allShort < 0 {
		p.allShort = -1
		return
	}
	if _, ok := daysOf(fullYear(t.n[0], 2), t.n[1], t.n[2]); !ok {
		p.allShort = -1
		return
	}
	if p.allShort++; p.firsts == nil {
		p.firsts, p.lasts = map[int]bool{}, map[int]bool{}
	}
	p.firsts[t.n[0]], p.lasts[t.n[2]] = true, true
}

// yearInFront says that dates of two digits throughout look as though their year stood in
// front: what stands there changes less than what stands behind.
func (p *profile) yearInFront() bool {
	return p.allShort >= 3 && len(p.lasts) > len(p.firsts) && len(p.lasts) >= 3
}

// endsInHalf says that a time of day says which half of the day it is in.
func endsInHalf(clock []byte) bool {
	n := len(clock)
	return n > 2 && clock[n-1]|0x20 == 'm' && (clock[n-2]|0x20 == 'a' || clock[n-2]|0x20 == 'p')
}

// decideDates settles a date field's layout and order, or asks.
func (p *Plan) decideDates(field string, col int) {
	q := p.profiles[col]
	c := calendar{layout: q.layout(true)}
	ask := func(what string) { p.Questions = append(p.Questions, askOrder(what, q)) }
	switch {
	case c.layout == notDates && q.filled == 0:
		c.layout, c.order = datesParts, orderNames[p.Options.DateOrder] // e.g. the end of agreements that are all open
	case c.layout == notDates:
		p.Questions = append(p.Questions, Question{About: field, Ask: noDates(p.header[col], q) + " " + clientele.Tell("evidence.ask-at-else"),
			Choices: p.header, Remedy: mapOneOf(field, p.header)})
	case c.layout == datesMonth || c.layout == datesQuarter || c.layout == datesWeek && !weekWithDay(anyValue(q)):
		what := map[layout]string{datesMonth: "month", datesWeek: "week", datesQuarter: "quarter"}[c.layout]
		p.Notes = append(p.Notes, clientele.Tell("evidence.coarse-"+what, "column", p.header[col], "sample", anyValue(q)))
	case c.layout != datesParts:
	case p.Options.DateOrder != "":
		c.order = orderNames[p.Options.DateOrder]
	case !q.ordered && q.short:
		c.order = dayFirst // day and month are the same number throughout
	case !q.ordered:
		c.order = yearFirst
	case q.orders == 0:
		ask(clientele.Tell("evidence.ask-both-orders", "column", p.header[col], "day", q.dayFirstSeen, "month", q.monthFirstSeen))
	case q.yearInFront():
		q.orders |= yearFirst
		ask(clientele.Tell("evidence.ask-year-where", "column", p.header[col], "sample", cmp.Or(q.openSeen, q.textSeen)))
	case q.orders&(q.orders-1) == 0:
		c.order = q.orders
	case q.dotted && q.orders&dayFirst != 0 && q.orders&yearFirst == 0:
		c.order = dayFirst
	default:
		var why string
		if c.order, why = p.orderBeside(col); c.order == 0 {
			ask(clientele.Tell("evidence.ask-date-order", "column", p.header[col], "sample", cmp.Or(q.openSeen, anyValue(q)), "orders", firsts(q.orders)))
			break
		}
		p.Notes = append(p.Notes, clientele.Tell("evidence.dates-read", "column", p.header[col], "sample", cmp.Or(q.openSeen, anyValue(q)),
			"order", c.order.told(), "why", why)+" "+clientele.Tell("evidence.flag-date-order"))
	}
	p.calendars[field] = c
	if c.layout == datesParts {
		p.sayMixedDates(col)
	}
}

// askOrder asks which of day, month and year comes first, with what each makes of a cell.
func askOrder(what string, q *profile) Question {
	out := Question{About: "date_order", Ask: what}
	var flags []string
	for _, name := range []string{"dmy", "mdy", "ymd"} {
		o := orderNames[name]
		if q.orders != 0 && q.orders&o == 0 {
			continue // no cell can be read so
		}
		out.Choices, out.Readings = append(out.Choices, name), append(out.Readings, readAs(q, o))
		flags = append(flags, fmt.Sprintf("--date-order %s (%s)", name, readAs(q, o)))
	}
	out.Remedy = clientele.Tell("evidence.say-one", "flags", orList(flags))
	return out
}

// readAs says what an order makes of the cells that tell it from another: of one that
// both can read, or of those that only one can.
func readAs(q *profile, o order) string {
	c := calendar{datesParts, o}
	var parts []string
	for _, cell := range []string{q.openSeen, q.dayFirstSeen, q.monthFirstSeen} {
		if cell == "" || len(parts) == 2 {
			continue
		}
		if said, _, ok := c.milli([]byte(cell)); ok {
			parts = append(parts, clientele.Tell("evidence.cell-is-day", "cell", cell, "day", clientele.DayOf(time.UnixMilli(said).UTC())))
		} else {
			parts = append(parts, clientele.Tell("evidence.cell-is-none", "cell", cell))
		}
	}
	return strings.Join(parts, ", ")
}

// firsts are the orders that are possible, in words.
func firsts(o order) string {
	var names []string
	for _, one := range []order{dayFirst, monthFirst, yearFirst} {
		if o&one != 0 {
			names = append(names, one.told())
		}
	}
	return orList(names)
}

// orderBeside decides the order of a column that leaves it open by the other columns of
// dates, which the same program wrote, and by the language of the headers: of those known
// here only English is also written where the month comes first.
func (p *Plan) orderBeside(col int) (order, string) {
	if always := p.settled.dates; always != 0 && p.profiles[col].orders&always != 0 {
		return always, clientele.Tell("evidence.why-always")
	}
	if p.profiles[col].orders&yearFirst != 0 {
		return 0, ""
	}
	both := dayFirst | monthFirst
	found := order(0)
	beside := ""
	for i, q := range p.profiles {
		if i == col || !q.ordered || q.layout(false) != datesParts || q.orders != dayFirst && q.orders != monthFirst {
			continue
		}
		found |= q.orders
		beside = p.header[i]
	}
	switch {
	case found == both:
		return 0, ""
	case found != 0:
		return found, clientele.Tell("evidence.why-beside", "column", beside)
	case speechOf(p.header) > 0 && !p.profiles[col].halves: // whose language is not that of its clock
		return dayFirst, clientele.Tell("evidence.why-language")
	}
	return 0, ""
}

// noDates says that a column called a date holds what cannot be read as one, and shows it.
func noDates(header string, q *profile) string {
	n, cell := 0, ""
	for v, count := range q.values {
		if isDate([]byte(v)) {
			continue
		}
		n += count
		if cell == "" || v < cell {
			cell = v
		}
	}
	if n == 0 {
		return clientele.Tell("evidence.mixed-dates", "column", header, "sample", anyValue(q))
	}
	return clientele.Tell("evidence.no-dates", "column", header, "n", n, "of", q.filled, "sample", cell)
}

// isDate says that a cell could be a date written in one of the ways that are told without their column's name.
func isDate(b []byte) bool {
	for _, c := range []calendar{{datesParts, dayFirst}, {datesParts, monthFirst}, {datesNamed, 0}, {datesCompact, 0}} {
		if _, _, ok := c.milli(b); ok {
			return true
		}
	}
	return false
}

// askUnread asks about a column that by its name holds the dates or the amounts, and
// whose cells cannot be read: it is never left out in silence.
func (p *Plan) askUnread() {
	for i := range p.Questions {
		q := &p.Questions[i]
		f := p.door.field(q.About)
		if f == nil || f.want != wantDate || p.has(f.Name) {
			continue
		}
		if col := p.namedFor(f, func(q *profile) bool { return q.layout(true) == notDates }); col >= 0 {
			q.Ask = noDates(p.header[col], p.profiles[col]) + " " + clientele.Tell("evidence.ask-at-else")
			q.Remedy = clientele.Tell("evidence.write-dates-or", "remedy", q.Remedy)
		}
	}
	f := p.door.field("amount")
	if f == nil || p.has("amount") || p.removed["amount"] || !p.Dialect.Header {
		return
	}
	unread := func(q *profile) bool {
		few := q.numbers > 0 && q.share(q.numbers+q.num.odd) < 0.6
		return (few || q.share(q.num.digits) >= 0.3) && q.layout(false) == notDates && q.emails == 0
	}
	if col := p.namedFor(f, unread); col >= 0 {
		q := p.profiles[col]
		p.Questions = append(p.Questions, Question{About: "amount", Choices: p.header,
			Ask:    clientele.Tell("evidence.ask-amount-else", "column", p.header[col], "sample", noNumber(q), "n", q.filled-q.numbers, "of", q.filled),
			Remedy: clientele.Tell("evidence.ask-amount-remedy")})
	}
}

// namedFor is the column that is surest by its name to be a field, among those that nothing
// is read from and that are so; -1 where there is none.
func (p *Plan) namedFor(f *Field, is func(*profile) bool) int {
	best, sure := -1, 0.7
	for col, h := range p.header {
		if p.Columns[col].Field != "" || p.profiles[col].filled == 0 || !is(p.profiles[col]) {
			continue
		}
		if s := f.sureOfName(h); s > sure {
			best, sure = col, s
		}
	}
	return best
}

// weekWithDay says that a week names its day: 2010-W48-3.
func weekWithDay(cell string) bool {
	digits := slices.DeleteFunc([]byte(cell), func(c byte) bool { return !isDigit(c) })
	return len(digits) == 7
}

// noNumber is a cell that is no number, one with digits where there is one.
func noNumber(q *profile) string {
	if q.num.unread != "" {
		return q.num.unread
	}
	for _, v := range sortedKeys(q.values) {
		if n, ok := parseNumber([]byte(v), eitherDecimal); !ok || n.empty {
			return v
		}
	}
	return ""
}
