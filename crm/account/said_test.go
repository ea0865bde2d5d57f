package account

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
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

// A note that says what it would be otherwise is of a guess; the others say what was done.
func TestWhatAReadingGuessed(t *testing.T) {
	for note, want := range map[string]string{
		`The dates in "day", such as 03/04/2024, are read day first, as the others. If that is wrong, say --date-order.`:  `The dates in "day", such as 03/04/2024, are read day first, as the others.`,
		"5 of 9 rows are exact repeats of another: they count as orders of their own. If they are copies, take them out.": "5 of 9 rows are exact repeats of another: they count as orders of their own.",
		`"total" is taken for the amount; if it is not, say --map amount=`:                                                `"total" is taken for the amount.`,
		"Of the amounts 3 name no currency: which they are in is left open. Say it with --currency.":                      "Of the amounts 3 name no currency: which they are in is left open.",
		`Amounts are taken as GBP, by the name of "amount_gbp".`:                                                          "",
		"This is a DATEV booking batch: its days have the year of its head line, and other bookings are left out.":        "",
	} {
		text, open := weak(note)
		if open != (want != "") || open && text != want {
			t.Errorf("%q is said as %q, %v; want %q", note, text, open, want)
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
		"called in the other":  {[]shape.LineStanding{line("a", 0, day-30, day-3), line("b", 0, day-2, 0)}, "b", "2 days ago", "you went to them"},
		"they came, and after": {[]shape.LineStanding{line("a", day-5, day-9, day-3), line("b", 0, 0, day-1)}, "a", "5 days ago", "they came to you"},
		"both on a day":        {[]shape.LineStanding{line("a", day-5, day-5, day-3)}, "a", "5 days ago", "you and they"},
	} {
		s := touched(c.lines)
		value, note := lastContact(page.Frame{Today: day}, s)
		if s.Line != c.line || strings.ReplaceAll(value, "\u00a0", " ") != c.value || len(note) < len(c.note) || note[:len(c.note)] != c.note {
			t.Errorf("%s: %q, %q in line %q", name, value, note, s.Line)
		}
	}
}
