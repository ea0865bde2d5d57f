package clientele

import (
	"fmt"
	"strconv"
	"strings"
)

// The marks of a message within a text: characters that nobody types, and every store takes.
const (
	tellBegins = '\x02' // then the key
	tellEnds   = '\x03'
	argBegins  = '\x1e' // then the name
	argKind    = '\x1f' // then one letter for what it is, and the value
)

// Share is a share of one, said as a percentage.
type Share float64

// Decimal is a number said with so many digits after its point.
type Decimal struct {
	Of     float64
	Digits int
}

// Tell is a message for people that is said later, in the language of who reads it: a key of the
// catalogue, and its arguments, name and value by turns. It is a text like any other: an error
// bears it, the book keeps it, another message takes it as an argument; say.Speaker.Fill says it.
// A value is a text, a whole number, a Day, Money, a Share, a Decimal, or texts to be listed;
// whatever else is written as fmt does.
func Tell(key string, args ...any) string {
	b := make([]byte, 0, 256)
	b = append(append(b, tellBegins), key...)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string) // a test holds that each is one
		b = append(append(append(b, argBegins), name...), argKind)
		b = appendArg(b, args[i+1])
	}
	return string(append(b, tellEnds))
}

func appendArg(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return append(append(b, 's'), wholeTells(v)...)
	case int:
		return strconv.AppendInt(append(b, 'n'), int64(v), 10)
	case int64:
		return strconv.AppendInt(append(b, 'n'), v, 10)
	case Day:
		return strconv.AppendInt(append(b, 'd'), int64(v), 10)
	case Money:
		return append(append(strconv.AppendInt(append(b, 'm'), v.Minor, 10), ' '), v.Currency...)
	case Share:
		return strconv.AppendFloat(append(b, 'p'), float64(v), 'g', -1, 64)
	case Decimal:
		b = append(strconv.AppendInt(append(b, 'f'), int64(v.Digits), 10), ' ')
		return strconv.AppendFloat(b, v.Of, 'g', -1, 64)
	case []string:
		b = append(b, 'l')
		for _, item := range v {
			b = append(append(append(b, tellBegins), wholeTells(item)...), tellEnds)
		}
		return b
	}
	return append(append(b, 's'), wholeTells(fmt.Sprint(v))...)
}

// wholeTells is a text without marks that belong to no message in it.
func wholeTells(text string) string {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case tellBegins:
			depth++
		case tellEnds:
			depth--
		case argBegins, argKind:
			if depth == 0 {
				depth = -1
			}
		}
		if depth < 0 || depth >= deepest {
			break
		}
	}
	if depth == 0 {
		return text
	}
	return strings.NewReplacer("\x02", "", "\x03", "", "\x1e", "", "\x1f", "").Replace(text)
}

// Told is a message within a text: its key, and its arguments by name.
type Told struct {
	Key  string
	Args ToldArgs
}

// ToldArgs are the arguments of a message: few, so that they are looked for one by one.
type ToldArgs []ToldArg

// ToldArg is an argument with its name.
type ToldArg struct {
	Name  string
	Value any
}

// Of is the argument of a name.
func (a ToldArgs) Of(name string) (any, bool) {
	for i := range a {
		if a[i].Name == name {
			return a[i].Value, true
		}
	}
	return nil, false
}

// CutTold parts a text at the first message in it; found is false where it has none.
func CutTold(text string) (before string, told Told, after string, found bool) {
	begin := strings.IndexByte(text, tellBegins)
	if begin < 0 {
		return text, Told{}, "", false
	}
	end := endOfTold(text[begin:])
	if end < 0 {
		return text, Told{}, "", false
	}
	key, args, more := cutFlat(text[begin+1:begin+end], argBegins)
	told.Key = key
	for arg := ""; more; {
		arg, args, more = cutFlat(args, argBegins)
		if name, value, ok := strings.Cut(arg, string(argKind)); ok && value != "" {
			told.Args = append(told.Args, ToldArg{name, toldValue(value[0], value[1:])})
		}
	}
	return text[:begin], told, text[begin+end+1:], true
}

// deepest is how far messages lie within each other: what is deeper, we did not write.
const deepest = 8

// endOfTold is where the message that a text begins with ends; -1 where it does not.
func endOfTold(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case tellBegins:
			if depth++; depth > deepest {
				return -1
			}
		case tellEnds:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// cutFlat parts a text at the first mark that lies within no message in it.
func cutFlat(text string, mark byte) (before, after string, found bool) {
	depth := 0
	for i := range len(text) {
		switch {
		case text[i] == tellBegins:
			depth++
		case text[i] == tellEnds:
			depth--
		case text[i] == mark && depth == 0:
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

func toldValue(kind byte, text string) any {
	if kind == 's' {
		return text
	}
	head, tail, _ := strings.Cut(text, " ")
	n, _ := strconv.ParseInt(head, 10, 64) // what Tell wrote; of anything else 0
	switch kind {
	case 'n':
		return n
	case 'd':
		return Day(n)
	case 'm':
		return Money{Minor: n, Currency: tail}
	case 'p':
		f, _ := strconv.ParseFloat(text, 64)
		return Share(f)
	case 'f':
		f, _ := strconv.ParseFloat(tail, 64)
		return Decimal{f, int(n)}
	case 'l':
		items := []string{}
		for before, item, rest, ok := CutTold(text); ok; before, item, rest, ok = CutTold(rest) {
			items = append(items, before+item.Key)
		}
		return items
	}
	return text
}
