package evidence

import (
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// Messages whose key is put together of two stand in the catalogue: say's test sees those that are written out.
func TestWhatIsToldOfEachKindIsSaid(t *testing.T) {
	var keys []string
	add := func(begins string, of ...string) {
		for _, one := range of {
			keys = append(keys, begins+one)
		}
	}
	for _, d := range Doors {
		for _, f := range d.Fields {
			if f.Required {
				add("ask-", f.Name)
				add("ask-lost-", f.Name)
			}
		}
	}
	add("ask-lost-", "amount", "minutes")
	add("the-", "email", "name", "phone")
	add("why-no-id-", "email", "name", "phone")
	add("noun-", "account", "id", "order")
	add("coarse-", "month", "week", "quarter")
	for _, words := range scaleWords {
		add("", "ask-"+words, "read-"+words, "reading-"+words)
	}
	for _, key := range keys {
		if !say.English.Knows("evidence." + key) {
			t.Errorf("nothing says %q", key)
		}
	}
	for l := notDates; l <= datesQuarter; l++ {
		if said := say.English.Fill(l.told()); strings.Contains(said, "evidence.") {
			t.Errorf("a layout is said %q", said)
		}
	}
}

// Who has no command line before them is not told what to say there, and a guess is what was done.
func TestPlain(t *testing.T) {
	tell := clientele.Tell
	for _, c := range []struct{ text, plain, guess string }{
		{tell("evidence.hours", "column", "Time"), "“Time” is read as hours: its numbers have fractions, and none is above 24.", ""},
		{tell("evidence.taken-amount", "column", "Sum") + " " + tell("evidence.flag-wrong-map", "map", "amount="), "“Sum” is taken for the amount.", "“Sum” is taken for the amount."},
		{tell("evidence.read-thousands", "column", "Sum") + " " + tell("evidence.else-scale"),
			"The numbers in “Sum” are read as thousands. If they are not, give the column another name.", "The numbers in “Sum” are read as thousands."},
		{NothingToDo + "; " + tell("evidence.flag-no-status"), "nothing to do", "nothing to do"},
		{tell("evidence.flag-map"), "", ""},
		{"as it was kept before, by --map", "as it was kept before, by --map", ""},
	} {
		if said := say.English.Fill(Plain(c.text)); said != c.plain {
			t.Errorf("%q for %q", said, c.plain)
		}
		if done, open := Guess(c.text); open != (c.guess != "" || Plain(c.text) == "") || open && say.English.Fill(done) != c.guess {
			t.Errorf("%q is a guess: %v, %q", c.plain, open, done)
		}
	}
}

// A reject is of one sort whatever values it names.
func TestKindsOfRejects(t *testing.T) {
	kinds := []string{}
	for _, r := range []Reject{
		{What: clientele.Tell("evidence.not-a-number", "cell", "x"), Column: "Amount"}, {What: clientele.Tell("evidence.not-a-number", "cell", "y"), Column: "Amount"},
		{What: clientele.Tell("evidence.not-a-number", "cell", "y"), Column: "Price"}, {What: clientele.Tell("evidence.no-date"), Column: "Amount"},
	} {
		if !slices.Contains(kinds, r.Kind()) {
			kinds = append(kinds, r.Kind())
		}
	}
	if len(kinds) != 3 {
		t.Errorf("%q", kinds)
	}
}
