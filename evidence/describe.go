package evidence

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// Why a column was taken for a field, where a person said it and where its name did.
var (
	asYouSaid = clientele.Tell("evidence.why-said")
	byItsName = clientele.Tell("evidence.why-name")
)

// byContent says that a field was found by what its cells hold, as no name told it.
func (m *Mapped) byContent() bool { return strings.Contains(m.Why, "evidence.by-content-") }

// What a note says besides what was done: what would be otherwise, and what to say then on a
// command line. Each is a message of its own, behind what was done.
const (
	otherwise = "evidence.else-"
	byFlag    = "evidence.flag-"
)

// Plain is a text for who has no command line before them: a page has choices in its place.
func Plain(text string) string { return untold(text, byFlag) }

// Guess is what was done where a note tells of something that the file leaves open; open is
// false where it tells of nothing such.
func Guess(note string) (done string, open bool) {
	done = untold(note, byFlag, otherwise)
	return done, done != note
}

// untold leaves the messages out of a text whose keys begin so.
func untold(text string, keys ...string) string {
	var b strings.Builder
	for {
		before, told, after, found := clientele.CutTold(text)
		b.WriteString(before)
		if !found {
			return strings.TrimRight(b.String(), "; ")
		}
		left := false
		for _, key := range keys {
			left = left || strings.HasPrefix(told.Key, key)
		}
		if !left {
			b.WriteString(text[len(before) : len(text)-len(after)])
		}
		text = after
	}
}

// withCount is a word and how often it stands there.
func withCount(word string, n int) string {
	return clientele.Tell("evidence.with-count", "what", word, "n", n)
}

// explain puts to the fields and the columns why they are read so, once all is decided.
func (p *Plan) explain() {
	for i := range p.Fields {
		f := &p.Fields[i]
		f.Why = p.whyOf(*f)
		for _, c := range f.expr.columns() {
			if column := &p.Columns[c]; column.Field == f.Field {
				column.Why = f.Why
			}
		}
	}
}

// whyOf adds to a field's reason how its dates are written.
func (p *Plan) whyOf(f Mapped) string {
	why := f.Why
	if c, ok := p.calendars[f.Field]; ok && c.layout != notDates {
		how := c.layout.told()
		if c.layout == datesParts && c.order != 0 {
			how = c.order.told()
		}
		why = clientele.Tell("evidence.why-written", "why", why, "how", how)
	}
	if f.Sure < enough {
		why = clientele.Tell("evidence.why-guess", "why", why)
	}
	return why
}
