package clientele

import (
	"reflect"
	"testing"
)

// What is told is read again as it was given, also within another message and in the middle of a text.
func TestWhatIsToldIsReadAgain(t *testing.T) {
	inner := Tell("noun.day", "n", 3)
	args := map[string]any{
		"text": "plain", "message": "after " + inner, "n": int64(1200), "day": Day(20000), "money": Money{Minor: -250, Currency: "EUR"},
		"share": Share(0.25), "factor": Decimal{1.5, 1}, "list": []string{"a", inner, ""}, "empty": "",
	}
	var given []any
	for name, v := range args {
		given = append(given, name, v)
	}
	before, told, after, found := CutTold("before " + Tell("some.key", given...) + " after")
	if !found || before != "before " || after != " after" || told.Key != "some.key" {
		t.Fatalf("%q %v %q %v", before, told, after, found)
	}
	got := map[string]any{}
	for _, a := range told.Args {
		got[a.Name] = a.Value
	}
	if !reflect.DeepEqual(got, args) {
		t.Errorf("read %v\nwant %v", got, args)
	}
}

// Marks in what people wrote make no message, and end none.
func TestMarksOfOthersMakeNoMessage(t *testing.T) {
	for _, typed := range []string{"\x03", "\x02", "a\x1eb\x1fc", "\x03\x02", "\x02key", "x\x03\x1ename\x1fsvalue"} {
		_, told, after, found := CutTold(Tell("key", "typed", typed, "n", 1))
		if !found || after != "" || told.Key != "key" || len(told.Args) != 2 || told.Args[1] != (ToldArg{"n", int64(1)}) {
			t.Errorf("%q: %v, %q after", typed, told, after)
		}
	}
}

func FuzzCutTold(f *testing.F) {
	for _, text := range []string{"", "plain", Tell("a", "b", "c"), "\x02\x02\x03", "\x02a\x1eb\x1f", "\x02a\x1eb\x1fl\x02\x03\x03", "\x03\x02"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		before, told, after, found := CutTold(text)
		if found && len(before)+len(told.Key)+len(after)+2 > len(text) || !found && before != text {
			t.Errorf("%q: %q, %v, %q", text, before, told, after)
		}
		if _, again, rest, ok := CutTold(Tell("key", "arg", text)); !ok || rest != "" || again.Key != "key" {
			t.Errorf("%q within a message: %v, %q", text, again, rest)
		}
	})
}
