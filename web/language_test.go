package web

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// marked is a catalogue in a language of its own: every message of English between two marks.
func marked(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile("../say/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for key, message := range all {
		switch m := message.(type) {
		case string:
			if letters.MatchString(m) && !read.MatchString(key) {
				all[key] = "⟦" + strings.ReplaceAll(m, "\n", "⟧\n⟦") + "⟧" // a list is of several messages
			}
		case map[string]any:
			for form, text := range m {
				m[form] = "⟦" + text.(string) + "⟧"
			}
		}
	}
	raw, err = json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// read are words that people write too: a day is read by them.
var read = regexp.MustCompile(`^((month|mon|weekday|wd)\.|time\.(today|tomorrow|yesterday)$)`)

var letters = regexp.MustCompile(`\p{L}{2,}`)

// unmarked is what of a text no message said.
func unmarked(text string) string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '⟦':
			depth++
		case r == '⟧':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// A second language is one file more: whoever chose it reads nothing that is said by anything else,
// but what people wrote themselves. What a program learnt it keeps, so that the house of this test
// is in one of its own.
func TestASecondLanguageIsOneFileMore(t *testing.T) {
	const alone = "CLIENTELE_TEST_LANGUAGE"
	if os.Getenv(alone) == "" {
		child := exec.Command(os.Args[0], "-test.run=^TestASecondLanguageIsOneFileMore$") //nolint:gosec // this test itself
		child.Env = append(os.Environ(), alone+"=1")
		if told, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, told)
		}
		return
	}
	if err := say.Learn("de", marked(t)); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	h.lived(owner)
	h.did(owner, "set-language", `{"language": "de"}`)
	looked := 0
	for _, p := range page.Pages(h.crm.All) {
		if p.Name == "api" { // which is of programs
			continue
		}
		at, _ := h.paths(p)
		w := h.do(get(at), owner)
		if !strings.Contains(w.Header().Get("Content-Type"), "html") {
			continue
		}
		looked++
		if strings.Contains(w.Body.String(), "<html") && !strings.Contains(w.Body.String(), `<html lang="de">`) {
			t.Errorf("%s is not said to be in the language that it is in", at)
		}
		root, err := html.Parse(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range readable(t, root) {
			if left := unmarked(text); letters.MatchString(left) && !theirs(left) {
				t.Errorf("%s: %q", at, left)
			}
		}
	}
	if looked < 50 {
		t.Errorf("only %d pages", looked)
	}
}

// theirs says that a text is what people wrote or files brought, or a name of ours.
func theirs(text string) bool {
	for _, name := range written {
		text = strings.ReplaceAll(text, name, "")
	}
	return !letters.MatchString(names.ReplaceAllString(text, ""))
}

// written is what people wrote in the house of this test, longer names first, and the words by which they write a day.
var written = []string{
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
	"Weekly call", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Today",
	"English", "Clientele", "Kettle & Sons", "Olga", ownerEmail, "mo@example.org", "Mo", "Jo Bell", "Our sales", "Asked", "A new roof", "House counsel", "Letter", "1200.00 EUR", "orders.csv", "people.csv", "offer.txt", "Send the offer", "what it costs",
	"Last visit", "How long", "High Street 1", "London", "they said so", "My firm", "birthday", "Birthday", "Ours", "ada@kettle.example", "Ada Byron", "CustomerID", "InvoiceDate", "Amount", "E-mail", "Name",
	"tests", "a test", "test", "till", "work", "not a day", "Call", "people",
	"Trade", "Tea", "T1", "EUR", // of what is sold
	"today", "tomorrow", "yesterday", "English", // which is called so by itself
}

// names are the same in every language: of languages, zones, encodings, currencies, engines, months in short, folders, and filters as they are written.
var names = regexp.MustCompile(`\b(UTC|GB|kB|sqlite|(Windows|ISO|KOI8|EUC|UTF|GB|Shift_|Big5)[-\w]*|English|Deutsch|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))\b|/tmp/\S+|/var/\S+|^\w+ = "?[…\w]+"?$|\b\w+\+\w+\+\w+\b`)
