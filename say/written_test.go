package say_test

import (
	"encoding/json"
	"html"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// What is left told in a page, or in an answer for programs, is said in its place, and is escaped
// as everything there is.
func TestWhatIsWrittenIsSaid(t *testing.T) {
	told := `<b> & "` + clientele.Tell("list-of.last", "first", `<i>"&`, "last", clientele.Tell("noun.day", "n", 2)) + "\x02x"
	want := `<b> & "` + "<i>\"& and 2\u00a0days\x02x"
	if got := html.UnescapeString(string(say.English.HTML([]byte("<p>" + html.EscapeString(told) + "</p>")))); got != "<p>"+want+"</p>" {
		t.Errorf("a page says %q", got)
	}
	if page := string(say.English.HTML([]byte(html.EscapeString(told)))); page != "&lt;b&gt; &amp; &#34;&lt;i&gt;&#34;&amp; and 2\u00a0days\x02x" {
		t.Errorf("a page has %q", page)
	}
	for _, cut := range []string{"<a title=\"\x02\">x\x03</a> " + "\x02noun.day\x1en\x1fn1\x03", "<b>\x02</b><i>\x03</i>\x02noun.day\x1en\x1fn1\x03"} {
		want := strings.Replace(cut, "\x02noun.day\x1en\x1fn1\x03", "1\u00a0day", 1)
		if got := string(say.English.HTML([]byte(cut))); got != want {
			t.Errorf("marks of others: %q, want %q", got, want)
		}
	}
	for _, escaped := range []any{told, map[string]any{"a": []string{told, "plain"}}} {
		raw, err := json.Marshal(escaped)
		if err != nil {
			t.Fatal(err)
		}
		said := say.English.JSON(raw)
		var got any
		if err := json.Unmarshal(said, &got); err != nil {
			t.Fatalf("%s: %v", said, err)
		}
		if m, ok := got.(map[string]any); ok {
			got = m["a"].([]any)[0]
		}
		if got != want {
			t.Errorf("an answer says %q, want %q", got, want)
		}
	}
}

func FuzzWritten(f *testing.F) {
	for _, text := range []string{"", "\x02a\x03", `\u0002a\u0003`, "\x02\x02\x03", "&#34;\x02noun.day\x1en\x1fn1\x03"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		say.English.HTML([]byte(text))
		raw, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if said := say.English.JSON(raw); !json.Valid(said) {
			t.Errorf("%q becomes %q", raw, said)
		}
	})
}
