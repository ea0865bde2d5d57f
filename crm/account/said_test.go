package account

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// Who is told what somebody counts as is told why: one of the two reasons shown speaks for it.
func TestOneReasonSpeaksForWhatIsSaid(t *testing.T) {
	reason := func(code string, weight, share float64) shape.ReasonRow {
		return shape.ReasonRow{Code: code, Text: code, Weight: weight, Share: share}
	}
	usual, orders, spans, away := reason("usual", -1, 1), reason("orders", 0.5, 0.5), reason("spans", 0.4, 0.4), reason("elapsed", -0.3, 0.3)
	for name, c := range map[string]struct {
		prob         float64
		pro, against []shape.ReasonRow
		want         []string
	}{
		"the strongest agree":                      {0.9, []shape.ReasonRow{orders, spans}, []shape.ReasonRow{usual, away}, []string{"orders", "spans"}},
		"both speak for a client, and it is none":  {0.1, []shape.ReasonRow{orders, spans}, []shape.ReasonRow{usual, away}, []string{"elapsed", "orders"}},
		"only what is common to all speaks for it": {0.1, []shape.ReasonRow{orders, spans}, []shape.ReasonRow{usual}, []string{"usual", "orders"}},
		"nothing does":                             {0.1, []shape.ReasonRow{orders, spans}, nil, []string{"orders", "spans"}},
	} {
		var got []string
		for _, r := range weighty(shape.LineStanding{Standing: shape.StandingRow{ClientProb: c.prob}, For: c.pro, Against: c.against}) {
			got = append(got, r.Code)
		}
		if len(got) != 2 || got[0] != c.want[0] || got[1] != c.want[1] {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A purchase is no contact, and what was said in another line was said to the same people.
func TestTheLastContact(t *testing.T) {
	const day = clientele.Day(739_000)
	line := func(name clientele.Line, in, out, bought clientele.Day) shape.LineStanding {
		return shape.LineStanding{Standing: shape.StandingRow{Line: name, LastContactIn: in, LastContactOut: out, LastContact: max(in, out, bought), Last: bought}}
	}
	for name, c := range map[string]struct {
		lines       []shape.LineStanding
		line        clientele.Line
		value, note string
	}{
		"bought only":          {[]shape.LineStanding{line("a", 0, 0, day-3)}, "a", "None noted", "last bought "},
		"called in the other":  {[]shape.LineStanding{line("a", 0, day-30, day-3), line("b", 0, day-2, 0)}, "b", "2 days ago", "you got in touch"},
		"they came, and after": {[]shape.LineStanding{line("a", day-5, day-9, day-3), line("b", 0, 0, day-1)}, "a", "5 days ago", "they got in touch"},
		"both on a day":        {[]shape.LineStanding{line("a", day-5, day-5, day-3)}, "a", "5 days ago", "you and they"},
	} {
		s := touched(c.lines)
		value, note := lastContact(page.Frame{Speaker: say.English, Today: day}, s)
		if s.Line != c.line || strings.ReplaceAll(value, "\u00a0", " ") != c.value || len(note) < len(c.note) || note[:len(c.note)] != c.note {
			t.Errorf("%s: %q, %q in line %q", name, value, note, s.Line)
		}
	}
}
