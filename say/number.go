package say

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"

	"github.com/clientele-crm/clientele"
)

const (
	nbsp  = "\u00a0"
	minus = "\u2212"
)

// mark is a mark of numbers in the speaker's language: "thousand" or "point".
func (s *Speaker) mark(name string) string { return s.messages["number."+name].other }

// Count writes a whole number, with a mark at every thousand.
func (s *Speaker) Count(n int64) string {
	digits := strconv.FormatUint(uint64(max(n, -n)), 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + s.mark("thousand") + digits[i:]
	}
	if n < 0 {
		return minus + digits
	}
	return digits
}

// Decimal writes a number with so many digits after the point.
func (s *Speaker) Decimal(f float64, digits int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	plain := strconv.FormatFloat(math.Abs(f), 'f', digits, 64)
	whole, frac, _ := strings.Cut(plain, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		whole = s.Count(n)
	}
	if frac != "" {
		whole += s.mark("point") + frac
	}
	if f < 0 && strings.Trim(plain, "0.") != "" {
		return minus + whole
	}
	return whole
}

// Plain is a number as programs write it with the mark of the language before its fraction: as a
// form shows it, to be changed.
func (s *Speaker) Plain(number string) string {
	return strings.Replace(number, ".", s.mark("point"), 1)
}

// Percent writes a share of one; never 0 or 100 where it is not quite that.
func (s *Speaker) Percent(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p > 0 && p < 0.005:
		return s.Say("number.under-one-percent")
	case p < 1 && p >= 0.995:
		return s.Say("number.over-99-percent")
	}
	return strconv.Itoa(int(math.Round(100*p))) + nbsp + "%"
}

// Plural writes a count with its noun, of a message such as "noun.order".
func (s *Speaker) Plural(noun string, n int) string { return s.Say(noun, Args{"n": n}) }

// Money writes an amount to the cent. An amount whose currency nobody told us is a
// number and nothing else.
func (s *Speaker) Money(m clientele.Money) string { return s.money(m, 3) }

// RoundMoney writes an amount to the whole unit.
func (s *Speaker) RoundMoney(m clientele.Money) string { return s.money(m, 0) }

func (s *Speaker) money(m clientele.Money, maxDigits int) string {
	if m.IsNone() {
		return "–"
	}
	digits := min(clientele.Digits(m.Currency), maxDigits)
	plain := s.Decimal(float64(m.Minor)/float64(clientele.MinorPerMajor(m.Currency)), digits)
	return s.amount(plain, clientele.PlainAmount(m.Minor, m.Currency), m.Currency, digits)
}

// amount writes an exact number as one of a currency; plain is how it reads without.
func (s *Speaker) amount(plain, exact, code string, digits int) string {
	if code == clientele.UnknownCurrency {
		return plain
	}
	amount, err := currency.NewAmount(exact, code)
	if err != nil {
		return plain + nbsp + code
	}
	f := currency.NewFormatter(currency.NewLocale(s.tag.String()))
	f.MinDigits, f.MaxDigits = uint8(digits), uint8(digits)
	return strings.Replace(f.Format(amount), "-", minus, 1)
}

// FileSize writes bytes as people do.
func (s *Speaker) FileSize(n int64) string {
	switch {
	case n < 0:
		return ""
	case n < 1000:
		return s.Plural("noun.byte", int(n))
	case n < 1_000_000:
		return s.Decimal(float64(n)/1e3, 0) + nbsp + "kB"
	case n < 1_000_000_000:
		return s.Decimal(float64(n)/1e6, 1) + nbsp + "MB"
	}
	return s.Decimal(float64(n)/1e9, 1) + nbsp + "GB"
}

// Capital makes the first letter large.
func Capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 || r == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(r)) + text[size:]
}

// Sentence begins with a capital letter and ends with a stop.
func Sentence(text string) string {
	text = Capital(strings.TrimSpace(text))
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// Shorten cuts a text to so many letters, at a word if one ends nearby.
func Shorten(text string, letters int) string {
	r := []rune(text)
	if len(r) <= letters {
		return text
	}
	cut := string(r[:letters-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*3/4 {
		cut = cut[:i]
	}
	return cut + "…"
}

// ReadNumber reads a number as people write one: 1250.5, 1,250.50, 1.250,50, 1 250,5. Of two marks
// the last begins the fraction, as a mark does behind which are not three digits; one alone before
// three digits is what it is in the speaker's language.
func (s *Speaker) ReadNumber(text string) (float64, bool) {
	text = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f', '\'', '’':
			return -1
		case '−':
			return '-'
		}
		return r
	}, strings.TrimSpace(text))
	points, commas := strings.Count(text, "."), strings.Count(text, ",")
	last := strings.LastIndexAny(text, ".,")
	fraction := last >= 0 // whether the last mark begins one
	switch {
	case points > 0 && commas > 0:
		fraction = points == 1 && text[last] == '.' || commas == 1 && text[last] == ','
	case points+commas > 1:
		fraction = false
	case last > 0 && len(text)-last == 4 && strings.Trim(text[:last], "-") != "0" && len(strings.Trim(text[:last], "-")) <= 3:
		fraction = text[last:last+1] == s.mark("point")
	}
	digits := strings.NewReplacer(".", "", ",", "")
	whole, rest := text, ""
	if fraction {
		whole, rest = text[:last], "."+text[last+1:]
	}
	if !inThrees(whole) {
		return 0, false
	}
	text = digits.Replace(whole) + rest
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) && !strings.ContainsAny(text, "eExXpPnN_")
}

// inThrees says that the marks of a whole number are of one kind, with three digits behind each
// and one to three before the first; one without marks has any number of digits.
func inThrees(text string) bool {
	points, commas := strings.Count(text, "."), strings.Count(text, ",")
	if points+commas == 0 {
		return true
	}
	parts := strings.FieldsFunc(strings.TrimLeft(text, "+-"), func(r rune) bool { return r == '.' || r == ',' })
	if points > 0 && commas > 0 || len(parts) != points+commas+1 || len(parts[0]) > 3 {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return true
}

// Capital is Capital for a text that may bear messages.
func (s *Speaker) Capital(text string) string { return Capital(s.told(text)) }

// Sentence is Sentence for a text that may bear messages.
func (s *Speaker) Sentence(text string) string { return Sentence(s.told(text)) }

// Shorten is Shorten for a text that may bear messages.
func (s *Speaker) Shorten(text string, letters int) string { return Shorten(s.told(text), letters) }
