// Package say is every sentence that a person reads: messages by key from one
// catalogue a language, plurals by that language's rules, the firm's own words,
// and numbers, days, money and lengths of time as people write them.
//
// It decides nothing about what is said. A language is one file beside en.json;
// a test holds that every file has every key, with the same arguments.
//
// Start at Speaker.
package say

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/clientele-crm/clientele"
)

// Speaker says things in one language and in the words of one firm. It does not
// change once it is made, and is safe for concurrent use.
type Speaker struct {
	tag      language.Tag
	messages map[string]message
	nths     map[string][]string // days of the week and months by their numbers, as weekday and mon name them
	words    Words
}

// Args are what a message names in braces. "n" chooses the plural.
type Args map[string]any

// Of is the argument of a name.
func (a Args) Of(name string) (any, bool) { v, ok := a[name]; return v, ok }

// given are the arguments of a message, however they are kept.
type given interface{ Of(name string) (any, bool) }

// message is a text, or the text for each plural that the language knows.
type message struct {
	other string
	forms map[string]string // "one", "few", … where they differ from other
}

// UnmarshalJSON reads "text" or {"one": "text", "other": "text"}.
func (m *message) UnmarshalJSON(b []byte) error {
	if err := json.Unmarshal(b, &m.other); err == nil {
		return nil
	}
	if err := json.Unmarshal(b, &m.forms); err != nil {
		return err
	}
	m.other = m.forms["other"]
	if m.other == "" {
		return fmt.Errorf("a message with plurals needs one for %q", "other")
	}
	return nil
}

//go:embed *.json
var files embed.FS

// catalogues are the messages of every language, by its tag.
var catalogues = readCatalogues()

// readCatalogues panics where a file of ours is not what it must be: a test reads them all.
func readCatalogues() map[string]map[string]message {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	all := map[string]map[string]message{}
	for _, e := range entries {
		raw, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		messages := map[string]message{}
		if err := json.Unmarshal(raw, &messages); err != nil {
			panic(fmt.Errorf("catalogue %s: %w", e.Name(), err))
		}
		all[strings.TrimSuffix(e.Name(), ".json")] = messages
	}
	return all
}

// Languages are the tags of the languages that there are.
func Languages() []string { return slices.Sorted(maps.Keys(catalogues)) }

// English is whom the program lets speak, in our own words: English, where Speak chose no other.
var English = New("en", Words{})

// Learn adds a language by a catalogue that is not among ours, under a tag as "fr": whoever reads
// it is spoken to in it. It is for the start of a program.
func Learn(lang string, catalogue []byte) error {
	messages := map[string]message{}
	if err := json.Unmarshal(catalogue, &messages); err != nil {
		return &clientele.Fault{Kind: clientele.Invalid, What: "the catalogue cannot be read", Where: lang, Remedy: "write it as en.json is written", Err: err}
	}
	for _, key := range slices.Sorted(maps.Keys(catalogues["en"])) {
		if _, ok := messages[key]; !ok {
			return &clientele.Fault{Kind: clientele.Invalid, What: "the catalogue lacks " + key, Where: lang, Remedy: "write every message that en.json has"}
		}
	}
	catalogues[lang] = messages
	speakers[lang] = New(lang, Words{})
	return nil
}

// Speak learns a language and lets the program speak it to whoever chose none, and on the command
// line. What was said before stays as it was.
func Speak(lang string, catalogue []byte) error {
	if err := Learn(lang, catalogue); err != nil {
		return err
	}
	*English = *speakers[lang]
	return nil
}

// Tag is the tag of the language, as pages give it: "en".
func (s *Speaker) Tag() string { return s.tag.String() }

// In is the same language in the words of a firm.
func (s *Speaker) In(w Words) *Speaker {
	plural := itself
	if base, _ := s.tag.Base(); base.String() == "en" {
		plural = several
	}
	return &Speaker{tag: s.tag, messages: s.messages, nths: s.nths, words: w.or(ownWords(s.messages), plural)}
}

// New is a speaker of a language, English where there is none such, in the words of
// a firm; those that it did not choose are ours.
func New(lang string, w Words) *Speaker {
	messages, ok := catalogues[lang]
	if !ok {
		lang, messages = "en", catalogues["en"]
	}
	return (&Speaker{tag: language.Make(lang), messages: messages, nths: nthsOf(messages)}).In(w)
}

// Words are the firm's own words.
func (s *Speaker) Words() Words { return s.words }

// Knows says whether there is such a message.
func (s *Speaker) Knows(key string) bool { _, ok := s.messages[key]; return ok }

// Say is a message with its arguments. Whole numbers are written as people write
// them; {client}, {clients} and the other words of the firm need no argument. A key
// that nobody wrote is said as it is: it looks wrong, but breaks nothing.
func (s *Speaker) Say(key string, args ...Args) string {
	if len(args) > 0 {
		return s.say(key, args[0])
	}
	return s.say(key, Args(nil))
}

func (s *Speaker) say(key string, args given) string {
	m, ok := s.messages[key]
	if !ok {
		return key
	}
	return s.fill(s.form(m, args), args)
}

// Fill says the messages within a text (clientele.Tell), and puts the firm's words where a
// sentence was kept with their names in braces: it follows when the firm chooses another word.
func (s *Speaker) Fill(text string) string {
	var b strings.Builder
	for {
		before, told, after, found := clientele.CutTold(text)
		if found && before == "" && after == "" && b.Len() == 0 { // most are one message
			return s.say(told.Key, told.Args)
		}
		b.WriteString(s.fill(before, Args(nil)))
		if !found {
			return b.String()
		}
		b.WriteString(s.say(told.Key, told.Args))
		text = after
	}
}

// Error says an error in one line: the messages within it, with one mark between two parts.
func (s *Speaker) Error(err error) string {
	return betweenParts.Replace(s.Fill(err.Error()))
}

// betweenParts mends what a sentence's own end and the mark behind it come to.
var betweenParts = strings.NewReplacer("?; ", "? ", ".; ", "; ")

// Label is a message, or a text of one's own where there is none.
func (s *Speaker) Label(key, otherwise string) string {
	if m, ok := s.messages[key]; ok {
		return s.fill(m.other, Args(nil))
	}
	return otherwise
}

// Label is a message that is said later, by a key that may be none: then it is a text of one's own.
func Label(key, otherwise string) string {
	if English.Knows(key) {
		return clientele.Tell(key)
	}
	return otherwise
}

// form chooses the plural.
func (s *Speaker) form(m message, args given) string {
	if len(m.forms) == 0 {
		return m.other
	}
	chooses, _ := args.Of("n")
	n, ok := whole(chooses)
	if !ok {
		return m.other
	}
	digits := max(n, -n)
	form := plural.Cardinal.MatchPlural(s.tag, int(digits), 0, 0, 0, 0)
	return cmp.Or(m.forms[formNames[form]], m.other)
}

var formNames = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	}
	return 0, false
}

// fill puts the arguments into their braces. {Name} is {name} with a capital letter.
func (s *Speaker) fill(text string, args given) string {
	if !strings.ContainsRune(text, '{') {
		return text
	}
	var b strings.Builder
	b.Grow(2 * len(text))
	for {
		before, rest, open := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !open {
			return b.String()
		}
		if !closed { // what people wrote
			b.WriteString("{" + rest)
			return b.String()
		}
		b.WriteString(s.argument(name, args))
		text = after
	}
}

// argument is what stands for a name. Behind a colon stands the form in which a message that is
// the argument is said, where the language has it in that form: {span:dat} says noun.day:dat.
func (s *Speaker) argument(name string, args given) string {
	if v, ok := args.Of(name); ok {
		return s.value(v)
	}
	name, form, _ := strings.Cut(name, ":")
	lower := strings.ToLower(name[:min(1, len(name))]) + name[min(1, len(name)):]
	said, ok := s.words.named(lower)
	if v, given := args.Of(lower); given {
		said, ok = s.value(s.inForm(v, form)), true
	}
	if !ok {
		return "{" + name + "}"
	}
	if lower != name {
		return Capital(said)
	}
	return said
}

// inForm is an argument that is a message, as the message that says it in a form.
func (s *Speaker) inForm(v any, form string) any {
	text, _ := v.(string)
	before, told, after, found := clientele.CutTold(text)
	if key := told.Key + ":" + form; found && before+after == "" && s.Knows(key) {
		return s.say(key, told.Args)
	}
	return v
}

func (s *Speaker) value(v any) string {
	switch v := v.(type) {
	case int:
		return s.Count(int64(v))
	case int64:
		return s.Count(v)
	case string:
		return s.told(v)
	case clientele.Day:
		return s.dated("day.with-year", v)
	case clientele.Money:
		return s.Money(v)
	case clientele.Share:
		return s.Percent(float64(v))
	case clientele.Decimal:
		return s.Decimal(v.Of, v.Digits)
	case []string:
		return s.List(v)
	}
	return fmt.Sprint(v)
}

// Told says the messages within a text, and leaves its braces alone: what people wrote may have some.
func (s *Speaker) Told(text string) string { return s.told(text) }

// told says the messages within an argument. Its braces are left alone: they are its writer's.
func (s *Speaker) told(text string) string {
	before, told, after, found := clientele.CutTold(text)
	if !found {
		return text
	}
	return before + s.say(told.Key, told.Args) + s.told(after)
}

// List writes one after the other: "a", "a and b", "a, b and c".
func (s *Speaker) List(items []string) string {
	if len(items) == 0 {
		return ""
	}
	said := make([]string, len(items))
	for i, item := range items {
		said[i] = s.told(item)
	}
	last := len(said) - 1
	if last == 0 {
		return said[0]
	}
	return s.Say("list-of.last", Args{"first": strings.Join(said[:last], ", "), "last": said[last]})
}
