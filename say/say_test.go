package say_test

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

func date(y, m, d int) clientele.Day {
	return clientele.DayOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
}

func TestEnglish(t *testing.T) {
	s, today := say.English, date(2026, 3, 3)
	plain := func(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
	money := func(minor int64, currency string) clientele.Money {
		return clientele.Money{Minor: minor, Currency: currency}
	}
	for _, c := range []struct{ got, want string }{
		{s.Count(541909), "541,909"}, {s.Count(-1000), "−1,000"}, {s.Count(7), "7"}, {s.Count(math.MinInt64), "−9,223,372,036,854,775,808"},
		{s.Percent(0), "0 %"}, {s.Percent(0.001), "under 1 %"}, {s.Percent(0.824), "82 %"}, {s.Percent(0.999), "over 99 %"}, {s.Percent(1), "100 %"}, {s.Percent(math.NaN()), "–"},
		{s.Money(money(128450, "EUR")), "€1,284.50"}, {s.Money(money(-21000, "EUR")), "−€210.00"}, {s.Money(money(5000, "JPY")), "¥5,000"},
		{s.Money(money(1234567, "XXX")), "12,345.67"}, {s.Money(money(100, "ZZZ")), "1.00 ZZZ"}, {s.Money(clientele.Money{}), "–"}, {s.RoundMoney(money(1840000, "GBP")), "£18,400"},
		{s.Day(today, today), "Tue 3 Mar"}, {s.Day(date(2011, 12, 9), today), "9 Dec 2011"}, {s.Day(clientele.NoDay, today), "–"}, {s.FullDay(today), "Tuesday 3 March 2026"},
		{s.Since(today, today), "today"}, {s.Since(today-1, today), "yesterday"}, {s.Since(today-64, today), "64 days ago"}, {s.Since(today+1, today), "tomorrow"},
		{s.Since(today+9, today), "in 9 days"}, {s.Since(clientele.NoDay, today), "never"}, {s.Since(today-400, today), "13 months ago"},
		{s.Ago(today-12, today), "12 d"}, {s.Ago(today-120, today), "4 mo"}, {s.Ago(today-800, today), "2 y"},
		{s.Days(0.2), "less than a day"}, {s.Days(1), "1 day"}, {s.Days(365), "12 months"}, {s.Days(3650), "10 years"}, {s.Days(-1), "–"},
		{s.Rhythm(21), "every 3 weeks"}, {s.Rhythm(1), "every day"}, {s.Rhythm(9.6), "every 10 days"}, {s.Rhythm(365), "once a year"}, {s.Rhythm(0), "–"}, {s.Rhythm(91), "every 3 months"},
		{s.Seconds(4), "a few seconds"}, {s.Seconds(44), "about 40 seconds"}, {s.Seconds(600), "about 10 minutes"}, {s.Seconds(7200), "about 2 hours"}, {s.Seconds(-1), ""},
		{s.FileSize(45_200_000), "45.2 MB"}, {s.FileSize(12), "12 bytes"}, {s.FileSize(1), "1 byte"}, {s.FileSize(-1), ""},
		{say.Shorten("one two three four", 15), "one two three…"}, {say.Shorten("short", 15), "short"}, {say.Capital("éclair"), "Éclair"},
		{say.Sentence("it is missing"), "It is missing."}, {say.Sentence(""), ""}, {s.Decimal(-0.001, 2), "0.00"}, {s.Decimal(math.Inf(1), 2), "–"}, {s.Decimal(-1234.5, 1), "−1,234.5"},
		{s.Plural("noun.day", 1), "1 day"}, {s.Plural("noun.day", 1200), "1,200 days"}, {s.Say("no.such.message"), "no.such.message"},
	} {
		if got := plain(c.got); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestMomentsAreOnTheWallOfTheFirm(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 4, 1, 30, 0, 0, time.UTC) // 20:30 on the 3rd in New York
	clock := clientele.NewClock(func() time.Time { return at }, zone)
	if got := say.English.Moment(clientele.InstantOf(at), clock); got != "Tue 3 Mar, 20:30" {
		t.Errorf("got %q", got)
	}
	if got := say.English.Hour(clock.Begins(date(2026, 3, 3)), zone); got != "" {
		t.Errorf("the beginning of a day is said as %q", got)
	}
}

// A plural that a firm did not say is its own word's, not that of the word it does not use.
func TestThePluralOfAFirmsWord(t *testing.T) {
	for one, many := range map[string]string{"patient": "patients", "party": "parties", "boy": "boys", "Guest": "Guests", "boss": "bosses", "box": "boxes", "branch": "branches"} {
		if got := say.New("en", say.Words{Client: one}).Words().Many(clientele.Client); got != many {
			t.Errorf("several of %q are %q, want %q", one, got, many)
		}
	}
	if w := say.New("en", say.Words{Clients: "folk"}).Words(); w.Many(clientele.Client) != "folk" || w.Of(clientele.Client) != "client" {
		t.Errorf("%+v", w)
	}
}

func TestTheFirmsOwnWords(t *testing.T) {
	s := say.New("en", say.Words{Client: "patient", Clients: "patients"})
	if w := s.Words(); w.Many(clientele.Client) != "patients" || w.Of(clientele.Customer) != "customer" {
		t.Errorf("%+v", w)
	}
}

// Every language has every message, and none has an argument that English lacks.
func TestEveryLanguageIsWhole(t *testing.T) {
	if !slices.Contains(say.Languages(), "en") {
		t.Fatal("no English")
	}
	english := say.Keys("en")
	for _, lang := range say.Languages() {
		messages := say.Keys(lang)
		for key, text := range english {
			other, ok := messages[key]
			if !ok {
				t.Errorf("%s lacks %q", lang, key)
			}
			is, want := namedIn(other), namedIn(text)
			if !slices.Equal(is, want) {
				t.Errorf("%s, %q names %q; English %q", lang, key, is, want)
			}
		}
		for key := range messages {
			of, _, _ := strings.Cut(key, ":") // a form of it
			if _, ok := english[of]; !ok {
				t.Errorf("%s has %q, which English lacks", lang, key)
			}
		}
	}
}

var said = regexp.MustCompile(`\.(?:Say|Plural)\("([^"]+)"`)

// What the code says is in the catalogue.
func TestEveryKeyIsThere(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			found++
			if strings.HasSuffix(m[1], ".") || strings.HasSuffix(m[1], "-") {
				continue // the beginning of several keys
			}
			if !say.English.Knows(m[1]) {
				t.Errorf("%s says %q, which nobody wrote", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 10 {
		t.Errorf("only %d messages are said anywhere: the search is broken", found)
	}
}
