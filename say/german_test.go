package say_test

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// In German a number has its comma, a noun its case, a word of the firm no English article.
func TestGermanIsSaid(t *testing.T) {
	s := say.New("de", say.Words{})
	day := date(2026, 3, 3)
	for got, want := range map[string]string{
		s.Decimal(1250.5, 2): "1.250,50", s.Money(clientele.Money{Minor: 125050, Currency: "EUR"}): "1.250,50\u00a0€", s.LongDay(day): "3. März 2026", s.Percent(.25): "25\u00a0%",
		s.Since(day, day+3): "vor 3\u00a0Tagen", s.Since(day+1, day): "morgen", s.Since(day, day+400): "vor 13\u00a0Monaten", s.Days(1): "1\u00a0Tag", s.List([]string{"a", "b", "c"}): "a, b und c",
		s.ShortMoneys(clientele.Money{Minor: 114_000_000, Currency: "EUR"}, clientele.Money{Minor: 375_000_000, Currency: "EUR"})[0]: "1,14\u00a0Mio.\u00a0€",
		s.Fill("{a-client}, {clients}"): "Klient, Klienten", s.In(say.Words{Client: "Patientin"}).Words().Clients: "Patientin",
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}

// Days are read as people write them in German, in English too where it means nothing else.
func TestGermanDaysAreRead(t *testing.T) {
	s, today := say.New("de", say.Words{}), date(2026, 11, 27) // a Friday
	for text, want := range map[string]string{
		"heute": "2026-11-27", "3. Jänner 2027": "2027-01-03", "morgen": "2026-11-28", "übermorgen": "2026-11-29", "nächsten Freitag": "2026-12-04", "Montag": "2026-11-30", "Mo": "2026-11-30", "am Montag": "2026-11-30",
		"in 3 Wochen": "2026-12-18", "in einer Woche": "2026-12-04", "in zwei Monaten": "2027-01-27", "Ende März": "2027-03-31", "Ende des Monats": "2026-11-30", "Mitte Januar": "2027-01-16",
		"nächste Woche": "2026-12-04", "31.3.2027": "2027-03-31", "4. Dezember": "2026-12-04", "vor 3 Tagen": "2026-11-24", "+5": "2026-12-02", "bis zum 4. Dezember": "2026-12-04", "today": "",
	} {
		day, ok := s.ReadWhen(text, today)
		if ok != (want != "") || ok && day.String() != want {
			t.Errorf("%q is %s (%v), want %s", text, day, ok, want)
		}
	}
	if n, ok := s.ReadNumber("1.250"); !ok || n != 1250 {
		t.Errorf("1.250 is %v", n)
	}
}

// Who chose a language is spoken to in it, else as their browser asks, else in English.
func TestTo(t *testing.T) {
	for _, tt := range []struct{ chosen, browser, want string }{
		{"de", "en", "de"}, {"", "de-AT, en;q=0.8", "de"}, {"", "fr, de;q=0.5", "de"}, {"", "fr", "en"}, {"", "", "en"}, {"en", "de", "en"}, {"xx", "de", "de"}, {"", "…;;", "en"},
	} {
		if got := say.To(tt.chosen, tt.browser).Tag(); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}
