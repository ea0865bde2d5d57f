package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"
	"github.com/nyaruka/phonenumbers"
	"github.com/teambition/rrule-go"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Tie is one of several links, with its role.
type Tie struct {
	To   clientele.ID
	Role string
}

// Contact is one of several e-mail addresses or telephone numbers.
type Contact struct {
	Value string // as it was written
	E164  string // of a telephone number that is one
	Label string
}

// Place is a postal address.
type Place struct {
	Label    string `json:"label,omitempty"`
	Street   string `json:"street,omitempty"`
	City     string `json:"city,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	Region   string `json:"region,omitempty"`
	Country  string `json:"country,omitempty"`
}

// Occasion is a day that matters every year.
type Occasion struct {
	Label string        `json:"label"`
	Day   clientele.Day `json:"day"`
}

// What a value may take.
const (
	mostText   = 500
	mostLong   = 100_000
	mostValues = 200 // of one field
	mostNumber = 1e15
)

// wrong is what is wrong with a value, before it is known of which field.
type wrong struct {
	what, remedy string
	at           int    // which of several values it is, from 1
	part         string // and which part of it, of an address
}

func no(what, remedy string) *wrong { return &wrong{what: what, remedy: remedy} }

// writeAs says how something is to be written.
func writeAs(example string) string { return clientele.Tell("record.write-as", "example", example) }

// atMost says how long something may be.
func atMost(letters int) string { return clientele.Tell("record.at-most", "n", letters) }

// of says which of several values is wrong.
func (w *wrong) of(values, at int) *wrong {
	if w.at = at + 1; values > 1 {
		w.what = clientele.Tell("record.of-values", "n", w.at, "what", w.what)
	}
	return w
}

// reader turns what was given into values.
type reader struct {
	region   string // of telephone numbers without a country code: "GB"
	currency string // of amounts that do not say theirs
	user     func(given string, gone bool) (clientele.ID, bool)
	teams    []access.Team
	mine     []any // the users of the teams of who asks
	numbers  *numbers
}

// read takes JSON into the value of a field; nil is empty.
func (r *reader) read(f Field, raw json.RawMessage) (any, *wrong) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	switch f.Kind {
	case KindText, KindLong, KindChoice, KindEmail, KindPhone, KindWeb, KindRecurrence, KindDay, KindDue, KindMoment:
		s, w := readString(raw)
		if w != nil || s == "" {
			return nil, w
		}
		return r.readText(f, s)
	case KindNumber, KindPercentage, KindDuration, KindRating:
		return readNumber(f, raw)
	case KindMoney:
		return r.readMoney(raw)
	case KindYesNo:
		var b bool
		if json.Unmarshal(raw, &b) != nil {
			return nil, no(clientele.Tell("record.not-true"), clientele.Tell("record.not-true-remedy"))
		}
		if !b {
			return nil, nil
		}
		return true, nil
	case KindLink, KindUser:
		return r.readID(f, raw)
	}
	return r.readMany(f, raw)
}

func readString(raw json.RawMessage) (string, *wrong) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return "", no(clientele.Tell("record.no-text"), clientele.Tell("record.no-text-remedy"))
	}
	return strings.TrimSpace(visible(db.Clean(s))), nil
}

// visible is a text without control characters; one of which an eye sees nothing at all
// is empty, so that nobody has a name that cannot be read, or clicked.
func visible(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' {
			return -1
		}
		return c
	}, s)
	if !strings.ContainsFunc(s, func(c rune) bool { return unicode.IsGraphic(c) && !unicode.IsSpace(c) }) {
		return ""
	}
	return s
}

// readText reads the kinds that are given as text.
func (r *reader) readText(f Field, s string) (any, *wrong) {
	most := mostText
	if f.Kind == KindLong {
		most = mostLong
	}
	if n := utf8.RuneCountInString(s); n > most {
		return nil, no(clientele.Tell("record.letters", "n", n), clientele.Tell("record.letters-remedy", "n", most))
	}
	switch f.Kind {
	case KindText:
		return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\r' }), " "), nil
	case KindChoice:
		return choose(f, s)
	case KindEmail:
		return readEmail(s)
	case KindWeb:
		return readWeb(s)
	case KindDay, KindDue:
		return f.readDay(s)
	case KindMoment:
		var at clientele.Instant
		if at.UnmarshalText([]byte(s)) != nil || at.Time().Year() < 1 {
			return nil, no(clientele.Tell("record.is-no-moment", "text", clip(s)), writeAs("2026-03-31T09:30:00Z"))
		}
		return at, nil
	case KindRecurrence:
		if _, err := rrule.StrToRRule(strings.TrimPrefix(s, "RRULE:")); err != nil {
			return nil, no(clientele.Tell("record.no-rule"), clientele.Tell("record.no-rule-remedy"))
		}
		return strings.TrimPrefix(s, "RRULE:"), nil
	}
	return s, nil
}

func choose(f Field, s string) (any, *wrong) {
	for _, o := range f.Options {
		if strings.EqualFold(o, s) {
			return o, nil
		}
	}
	for kept, name := range f.Names {
		if kept == s || strings.EqualFold(name, s) {
			return kept, nil
		}
	}
	if len(f.Options) == 0 {
		return nil, no(clientele.Tell("record.no-choice", "text", clip(s)), clientele.Tell("record.no-choice-yet-remedy"))
	}
	return nil, no(clientele.Tell("record.no-choice", "text", clip(s)), clientele.Tell("record.no-choice-remedy", "choices", some(f.Options)))
}

func readEmail(s string) (any, *wrong) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return nil, no(clientele.Tell("record.no-email"), writeAs("name@example.org"))
	}
	return s, nil
}

func readWeb(s string) (any, *wrong) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Host, ".") {
		return nil, no(clientele.Tell("record.no-web"), writeAs("https://example.org"))
	}
	return s, nil
}

// readDay reads a day, or a day with a time, that is not before the field's least.
func (f Field) readDay(s string) (any, *wrong) {
	v, w := readDue(s)
	if f.Kind == KindDay {
		v, w = readDay(s)
	}
	text := s
	if w == nil && f.Least != clientele.NoDay {
		if day, _, _ := strings.Cut(strings.Replace(s, " ", "T", 1), "T"); day < f.Least.String() {
			return nil, no(clientele.Tell("record.too-early", "text", clip(text)), clientele.Tell("record.too-early-remedy", "day", f.Least))
		}
	}
	return v, w
}

func readDay(s string) (any, *wrong) {
	d, err := clientele.ParseDay(s)
	if err != nil || d < 1 {
		return nil, no(clientele.Tell("record.is-no-day", "text", clip(s)), writeAs("2026-03-31"))
	}
	return d, nil
}

// readDue reads a day, with or without a time: "2026-03-31", "2026-03-31T09:30".
func readDue(s string) (any, *wrong) {
	day, at, timed := strings.Cut(strings.Replace(s, " ", "T", 1), "T")
	d, w := readDay(day)
	if w != nil {
		return nil, w
	}
	if !timed {
		return d.(clientele.Day).String(), nil
	}
	if len(at) < 5 || !isTime(at[:5]) || len(at) > 5 && at[5:] != ":00" {
		return nil, no(clientele.Tell("record.is-no-time", "text", clip(at)), clientele.Tell("record.is-no-time-remedy"))
	}
	return d.(clientele.Day).String() + "T" + at[:5], nil
}

func isTime(s string) bool {
	var h, m int
	n, err := fmt.Sscanf(s, "%02d:%02d", &h, &m)
	return err == nil && n == 2 && s == fmt.Sprintf("%02d:%02d", h, m) && h >= 0 && h < 24 && m >= 0 && m < 60
}

func readNumber(f Field, raw json.RawMessage) (any, *wrong) {
	var n float64
	if json.Unmarshal(raw, &n) != nil || math.Abs(n) > mostNumber {
		return nil, no(clientele.Tell("record.no-number"), clientele.Tell("record.no-number-remedy"))
	}
	whole := n == math.Trunc(n)
	switch {
	case f.Kind == KindDuration && (!whole || n < 0):
		return nil, no(clientele.Tell("record.no-minutes"), clientele.Tell("record.no-minutes-remedy"))
	case f.Kind == KindRating && (!whole || n < 1 || n > 5):
		return nil, no(clientele.Tell("record.no-rating"), clientele.Tell("record.no-rating-remedy"))
	case f.Kind == KindDuration || f.Kind == KindRating:
		if n == 0 {
			return nil, nil
		}
		return int64(n), nil
	}
	return n, nil
}

func (r *reader) readMoney(raw json.RawMessage) (any, *wrong) {
	var m clientele.Money
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&m) != nil {
		return nil, no(clientele.Tell("record.no-amount"),
			clientele.Tell("record.no-amount-remedy", "example", `{"minor": 1250, "currency": "GBP"}`))
	}
	if m.Currency == "" {
		m.Currency = r.currency
	}
	if !isCurrency(m.Currency) {
		return nil, no(clientele.Tell("record.no-currency", "text", clip(m.Currency)), clientele.Tell("record.no-currency-remedy"))
	}
	if m.Minor > mostNumber || m.Minor < -mostNumber {
		return nil, no(clientele.Tell("record.large-amount"), clientele.Tell("record.large-amount-remedy"))
	}
	return m, nil
}

// isCurrency says whether ISO 4217 knows a code, or has it for what nobody told.
func isCurrency(s string) bool { return s == clientele.UnknownCurrency || currency.IsValid(s) }

func (r *reader) readID(f Field, raw json.RawMessage) (any, *wrong) {
	var id clientele.ID
	if json.Unmarshal(raw, &id) == nil {
		if id < 0 {
			return nil, no(clientele.Tell("record.no-id"), clientele.Tell("record.no-id-remedy"))
		}
		if id == 0 {
			return nil, nil
		}
		if f.Kind == KindUser {
			return r.whom(fmt.Sprint(int64(id)))
		}
		return id, nil
	}
	s, w := readString(raw)
	switch {
	case w == nil && s == "":
		return nil, nil
	case w == nil && f.Kind == KindUser:
		return r.whom(s)
	case f.Kind == KindUser:
		return nil, no(clientele.Tell("record.no-user"), clientele.Tell("record.no-user-remedy"))
	}
	return nil, no(clientele.Tell("record.no-id"), clientele.Tell("record.no-id-remedy"))
}

func (r *reader) whom(given string) (any, *wrong) {
	if id, ok := r.user(given, false); ok {
		return id, nil
	}
	return nil, no(clientele.Tell("record.unknown-user", "text", clip(given)), clientele.Tell("record.unknown-user-remedy"))
}

// phone is a number as it was written and, where it is one, in E.164.
func (r *reader) phone(s string) (raw, e164 string) {
	if e164, known := r.numbers.get(r.region + "/" + s); known {
		return s, e164
	}
	n, err := phonenumbers.Parse(s, r.region)
	if err == nil && phonenumbers.IsPossibleNumber(n) {
		e164 = phonenumbers.Format(n, phonenumbers.E164)
	}
	r.numbers.put(r.region+"/"+s, e164)
	return s, e164
}

// numbers are telephone numbers that were read a moment ago: a file is read more than
// once on its way in, and to read a number costs as much as to write a row. nil keeps none.
type numbers struct {
	mu   sync.Mutex
	e164 map[string]string
}

const mostNumbers = 10_000

func (n *numbers) get(key string) (e164 string, known bool) {
	if n == nil {
		return "", false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	e164, known = n.e164[key]
	return e164, known
}

func (n *numbers) put(key, e164 string) {
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.e164 == nil || len(n.e164) >= mostNumbers {
		n.e164 = map[string]string{}
	}
	n.e164[key] = e164
}

// clip keeps what people gave us short where it is said back to them.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// some are the first of many words that are named to people.
func some(words []string) []string {
	const most = 20
	if len(words) <= most {
		return words
	}
	return append(slices.Clone(words[:most]), "…")
}

// equal says whether two values of a field are the same.
func equal(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	switch a := a.(type) {
	case []string:
		return same(a, b)
	case []clientele.ID:
		return same(a, b)
	case []Contact:
		return same(a, b)
	case []Tie:
		return same(a, b)
	case []Place:
		return same(a, b)
	case []Occasion:
		return same(a, b)
	case []Item:
		return same(a, b)
	}
	return a == b
}

func same[T comparable](a []T, b any) bool {
	list, ok := b.([]T)
	return ok && slices.Equal(a, list)
}
