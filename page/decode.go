package page

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// Input is what came in, whatever the door: a query string, a form, a JSON body
// (FromJSON), flags of the command line.
type Input struct {
	Values url.Values
	Files  map[string]Upload
	Strict bool          // refuse names that the In does not have
	Today  clientele.Day // a day in words is read from there; NoDay: it is written with its year
	By     *say.Speaker  // in whose language days are read; nil: English
}

func (from Input) by() *say.Speaker { return cmp.Or(from.By, say.Of(context.Background())) }

// InputFault says, field by field, what is wrong with what was given.
type InputFault struct {
	Fault  *clientele.Fault
	Fields []FieldFault

	// Instead is what the form shows in place of what was sent; of no values: what there is now.
	Instead map[string][]string
}

// Error is all of it in one line.
func (f *InputFault) Error() string { return f.Fault.Error() }

// Unwrap gives the fault.
func (f *InputFault) Unwrap() error { return f.Fault }

// Refuse makes the fault of some fields.
func Refuse(fields ...FieldFault) error {
	first := fields[0]
	return &InputFault{
		Fault:  &clientele.Fault{Kind: clientele.Invalid, What: first.What, Where: first.Field, Remedy: first.Remedy},
		Fields: fields,
	}
}

// Wrong is the fault of one field.
func Wrong(field, what, remedy string) error {
	return Refuse(FieldFault{Field: field, What: what, Remedy: remedy})
}

// Rest, in an In, takes whatever came that no other of its fields names: the fields of
// a record, which its type knows. It is a field without a name of its own.
type Rest url.Values

// Field describes one field of an In: a flag, a column of a form, a parameter.
type Field struct {
	Name     string
	Doc      string
	Enum     []string
	Default  string
	Required bool
	Secret   bool // never shown, never trimmed
	Many     bool // may be given several times
	File     bool // an Upload
	Type     string
	index    int
	tag      reflect.StructTag
}

var described sync.Map // reflect.Type -> []Field: every link of a page wants them

// Fields describes the fields of an In. They are shared: nobody changes them.
func Fields(in reflect.Type) []Field {
	if fields, ok := described.Load(in); ok {
		return fields.([]Field)
	}
	fields := describe(in)
	described.Store(in, fields)
	return fields
}

func describe(in reflect.Type) []Field {
	var fields []Field
	for i := range in.NumField() {
		f := in.Field(i)
		name := f.Tag.Get("name")
		if name == "" {
			continue
		}
		t := f.Type
		many := t.Kind() == reflect.Slice
		if many || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		d := Field{
			Name: name, Doc: f.Tag.Get("doc"), Default: f.Tag.Get("default"), Many: many, index: i, tag: f.Tag,
			Required: f.Tag.Get("required") == "true", Secret: f.Tag.Get("secret") == "true",
			File: t == reflect.TypeFor[Upload](), Type: typeName(t),
		}
		if enum := f.Tag.Get("enum"); enum != "" {
			d.Enum = strings.Split(enum, ",")
		}
		fields = append(fields, d)
	}
	return fields
}

// restOf is the field of an In that takes what no other names.
func restOf(v reflect.Value) (reflect.Value, bool) {
	for i := range v.NumField() {
		if v.Type().Field(i).Type == reflect.TypeFor[Rest]() {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[clientele.Day]():
		return "day"
	case t == reflect.TypeFor[Upload]():
		return "file"
	case t.Kind() == reflect.Bool:
		return "yes or no"
	case t.Kind() == reflect.String:
		return "text"
	}
	return "number"
}

// Remembered are the names of what is shown again in a form that was refused: never a
// secret, nor a file.
func Remembered(in reflect.Type, from Input) (names []string) {
	known := map[string]bool{}
	for _, f := range Fields(in) {
		known[f.Name] = true
		if !f.Secret && !f.File {
			names = append(names, f.Name)
		}
	}
	if _, open := restOf(reflect.New(in).Elem()); open {
		for name := range from.Values {
			if !known[name] && !OfHouse(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Decode reads an In. Where anything is wrong it gives an *InputFault with all of it.
func Decode[I any](from Input) (in I, err error) {
	return in, decode(reflect.ValueOf(&in).Elem(), from)
}

func decode(v reflect.Value, from Input) error {
	var faults []FieldFault
	known := map[string]bool{}
	for _, f := range Fields(v.Type()) {
		known[f.Name] = true
		if fault := f.read(v.Field(f.index), from); fault.What != "" {
			fault.Field = f.Name
			faults = append(faults, fault)
		}
	}
	if rest, ok := restOf(v); ok {
		given := Rest{}
		for name, values := range from.Values {
			if !known[name] && !OfHouse(name) {
				given[name] = values
			}
		}
		rest.Set(reflect.ValueOf(given))
	} else if from.Strict {
		for _, name := range slices.Sorted(maps.Keys(from.Values)) {
			if !known[name] {
				faults = append(faults, FieldFault{Field: Clip(name, 60), What: clientele.Tell("page.said.there-is-no-such-field"), Remedy: clientele.Tell("page.said.leave-it-out-or-correct")})
			}
		}
	}
	if len(faults) > 0 {
		return Refuse(faults...)
	}
	return nil
}

// Clip cuts a text that came in, for a sentence about it.
func Clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return strings.ToValidUTF8(s, "?")
	}
	return string([]rune(s)[:n]) + "…"
}

func (f Field) read(v reflect.Value, from Input) FieldFault {
	if f.File {
		return f.readFile(v, from.Files)
	}
	given := from.Values[f.Name]
	if f.Many {
		return f.readMany(v, given, from)
	}
	if len(given) > 1 {
		return FieldFault{What: clientele.Tell("page.said.it-is-given-more-than"), Remedy: clientele.Tell("page.said.give-it-once")}
	}
	text := ""
	if len(given) == 1 {
		text = given[0]
	}
	if !f.Secret {
		text = strings.TrimSpace(text)
	}
	if text == "" {
		text = f.Default
	}
	if text == "" {
		if f.Required {
			return FieldFault{What: clientele.Tell("page.said.it-is-missing"), Remedy: clientele.Tell("page.fill-in", "what", f.Doc)}
		}
		return FieldFault{}
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	return f.set(v, text, from)
}

func (f Field) readFile(v reflect.Value, files map[string]Upload) FieldFault {
	up, ok := files[f.Name]
	if !ok && f.Required {
		return FieldFault{What: clientele.Tell("page.said.no-file-came"), Remedy: clientele.Tell("page.choose-file")}
	}
	v.Set(reflect.ValueOf(up))
	return FieldFault{}
}

// manyMost bounds how often a field may be given; a file has fewer columns.
const manyMost = 500

func (f Field) readMany(v reflect.Value, given []string, from Input) FieldFault {
	var parts []string
	for _, g := range given {
		if f.Enum == nil {
			parts = append(parts, strings.TrimSpace(g)) // in order, empty ones too: each stands for a place
			continue
		}
		for p := range strings.SplitSeq(g, ",") {
			if p = strings.TrimSpace(p); p != "" {
				parts = append(parts, p)
			}
		}
	}
	if len(parts) > manyMost {
		return FieldFault{What: clientele.Tell("page.said.it-is-given-too-often"), Remedy: clientele.Tell("page.most-times", "n", manyMost)}
	}
	list := reflect.MakeSlice(v.Type(), len(parts), len(parts))
	for i, p := range parts {
		if fault := f.set(list.Index(i), p, from); fault.What != "" {
			return fault
		}
	}
	if len(parts) > 0 {
		v.Set(list)
	}
	return FieldFault{}
}

func (f Field) set(v reflect.Value, text string, from Input) FieldFault {
	if f.Enum != nil && !slices.Contains(f.Enum, text) {
		return FieldFault{What: clientele.Tell("page.no-choice", "text", Clip(text, 40)), Remedy: clientele.Tell("page.choose", "these", orList(f.Enum))}
	}
	if v.Type() == reflect.TypeFor[clientele.Day]() {
		day, ok := f.readDay(text, from)
		if !ok {
			return NoDay("", text)
		}
		v.SetInt(int64(day))
		return FieldFault{}
	}
	switch v.Kind() {
	case reflect.String:
		return f.setText(v, text)
	case reflect.Bool:
		return setBool(v, text)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return FieldFault{What: clientele.Tell("page.no-whole-number", "text", Clip(text, 40)), Remedy: clientele.Tell("page.said.write-it-in-digits")}
		}
		v.SetInt(n)
		return f.inRange(float64(n))
	case reflect.Float64:
		x, err := strconv.ParseFloat(text, 64) // as programs and our own addresses write it
		ok := err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
		if !ok {
			x, ok = from.by().ReadNumber(text)
		}
		if !ok {
			return FieldFault{What: clientele.Tell("page.no-number", "text", Clip(text, 40)), Remedy: clientele.Tell("page.said.write-it-as-1234-50")}
		}
		v.SetFloat(x)
		return f.inRange(x)
	}
	panic("page: a field of an In of the kind " + v.Kind().String())
}

func orList(choices []string) string {
	said := slices.DeleteFunc(slices.Clone(choices), func(c string) bool { return c == "" })
	if len(said) < 2 {
		return strings.Join(said, "")
	}
	return clientele.Tell("list-of.or", "first", strings.Join(said[:len(said)-1], ", "), "last", said[len(said)-1])
}

func (f Field) setText(v reflect.Value, text string) FieldFault {
	if !utf8.ValidString(text) {
		return FieldFault{What: clientele.Tell("page.said.it-is-not-text-in"), Remedy: clientele.Tell("page.said.write-it-again")}
	}
	odd := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	if strings.ContainsFunc(text, odd) {
		return FieldFault{What: clientele.Tell("page.said.it-has-characters-that-cannot"), Remedy: clientele.Tell("page.said.take-them-out")}
	}
	if least, _ := strconv.Atoi(f.tag.Get("minLength")); utf8.RuneCountInString(text) < least {
		n := utf8.RuneCountInString(text)
		return FieldFault{What: clientele.Tell("house.letters", "n", n), Remedy: clientele.Tell("house.least-letters", "n", least)}
	}
	most := 1000
	if tag := f.tag.Get("maxLength"); tag != "" {
		most, _ = strconv.Atoi(tag) // written by us; a test reads them all
	}
	if n := utf8.RuneCountInString(text); n > most {
		return FieldFault{What: clientele.Tell("page.said.it-is-too-long"), Remedy: clientele.Tell("page.most-letters", "most", most, "these", n)}
	}
	v.SetString(text)
	return FieldFault{}
}

func setBool(v reflect.Value, text string) FieldFault {
	switch strings.ToLower(text) {
	case "1", "true", "on", "yes":
		v.SetBool(true)
	case "0", "false", "off", "no":
		v.SetBool(false)
	default:
		return FieldFault{What: clientele.Tell("page.neither", "text", Clip(text, 40)), Remedy: clientele.Tell("page.said.write-yes-or-no")}
	}
	return FieldFault{}
}

func (f Field) inRange(x float64) FieldFault {
	if tag := f.tag.Get("minimum"); tag != "" {
		if least, _ := strconv.ParseFloat(tag, 64); x < least {
			return FieldFault{What: clientele.Tell("page.said.it-is-too-small"), Remedy: clientele.Tell("page.at-least", "n", tag)}
		}
	}
	if tag := f.tag.Get("maximum"); tag != "" {
		if most, _ := strconv.ParseFloat(tag, 64); x > most {
			return FieldFault{What: clientele.Tell("page.said.it-is-too-large"), Remedy: clientele.Tell("page.at-most", "n", tag)}
		}
	}
	return FieldFault{}
}

// readDay reads a day as people write it: one to come, or, where the tag day of a field says
// "was", one that was.
func (f Field) readDay(text string, from Input) (clientele.Day, bool) {
	by := from.by()
	if f.tag.Get("day") == "was" {
		return by.ReadDay(text, from.Today)
	}
	return by.ReadWhen(text, from.Today)
}

// NoDay is what is wrong with a field whose text is no day.
func NoDay(field, text string) FieldFault {
	return FieldFault{Field: field, What: clientele.Tell("house.no-day", "text", Clip(text, 40)), Remedy: clientele.Tell("house.no-day-remedy")}
}

// FromJSON reads a JSON object into values: what is a number, a yes or no, or a
// text becomes its text; a list becomes several values; null is absent.
func FromJSON(body []byte) (url.Values, error) {
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.UseNumber()
	var object map[string]any
	if err := dec.Decode(&object); err != nil || dec.More() {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("page.said.the-body-is-not-one"), Remedy: `send {"name": value, …}`, Err: err}
	}
	if name := Twice(body); name != "" {
		return nil, Refuse(FieldFault{Field: Clip(name, 60), What: clientele.Tell("page.said.it-stands-there-twice"), Remedy: clientele.Tell("page.said.give-it-once")})
	}
	values := url.Values{}
	for name, v := range object {
		list, isList := v.([]any)
		if !isList {
			list = []any{v}
		}
		for _, one := range list {
			text, ok := plainText(one)
			if !ok {
				return nil, Refuse(FieldFault{Field: Clip(name, 60), What: clientele.Tell("page.said.it-is-an-object-or"), Remedy: clientele.Tell("page.said.give-a-text-a-number")})
			}
			if one != nil {
				values.Add(name, text)
			}
		}
	}
	return values, nil
}

func plainText(v any) (string, bool) {
	switch x := v.(type) {
	case nil:
		return "", true
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	case bool:
		return strconv.FormatBool(x), true
	}
	return "", false
}
