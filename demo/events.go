package demo

import (
	"fmt"

	"github.com/clientele-crm/clientele"
)

// Event is a meeting, a call or a visit that somebody keeps.
type Event struct {
	Title        string
	Kind         string
	Begins, Ends string // 2026-03-31T09:30
	Place        string
	Owner        string
}

// meets are what people meet about, by kind.
var meets = []struct{ kind, title, place string }{
	{"meeting", "First talk", "Our office"}, {"call", "Call about the offer", ""}, {"visit", "Visit", "At theirs"}, {"meeting", "Review", "Our office"}, {"call", "How did it go?", ""},
}

// events are what is planned with an account that lives, and what was lately: of some of them, by their
// number, so that what is drawn by chance stays as it was.
func (f *Firm) events(n int, a Account) []Event {
	if n%9 != 4 || !a.Truths[0].AliveOn(f.AsOf) {
		return nil
	}
	m, i := meets[n/9%len(meets)], n/9
	day := f.AsOf - 4 + clientele.Day(i*7%32)
	for w := day.Time().Weekday(); w == 0 || w == 6; w = day.Time().Weekday() {
		day++
	}
	hour, long := 9+i%8, 30+i%3*30
	return []Event{{Title: m.title, Kind: m.kind, Place: m.place, Owner: a.Owner,
		Begins: fmt.Sprintf("%sT%02d:00", day, hour), Ends: fmt.Sprintf("%sT%02d:%02d", day, hour+long/60, long%60)}}
}
