package say

import (
	"bytes"
	"encoding/json"
	"html"
	"strings"
)

// HTML says the messages that are left in a page. Whoever wrote the page escaped them as the texts
// that they are; so is what they say.
func (s *Speaker) HTML(page []byte) []byte {
	return written(page, `<>"`, func(told string) string { return html.EscapeString(s.Fill(html.UnescapeString(told))) })
}

// JSON says the messages that are left in an answer for programs.
func (s *Speaker) JSON(answer []byte) []byte {
	if !bytes.Contains(answer, []byte(`\u0002`)) {
		return answer
	}
	said := written(marks.bare(answer), "", func(told string) string {
		var text string
		if json.Unmarshal([]byte(`"`+marks.escape.Replace(told)+`"`), &text) != nil {
			return told // no message of ours
		}
		quoted, err := json.Marshal(s.Fill(text))
		if err != nil {
			return told
		}
		return string(quoted[1 : len(quoted)-1])
	})
	return []byte(marks.escape.Replace(string(said)))
}

// escapes are the marks of a message as JSON writes them.
type escapes struct{ escape *strings.Replacer }

var marks = escapes{strings.NewReplacer("\x02", `\u0002`, "\x03", `\u0003`)}

// bare puts the marks themselves where JSON has them escaped; a backslash that is escaped itself
// begins none.
func (escapes) bare(answer []byte) []byte {
	out := make([]byte, 0, len(answer))
	for i := 0; i < len(answer); i++ {
		switch rest := answer[i:]; {
		case bytes.HasPrefix(rest, []byte(`\u0002`)), bytes.HasPrefix(rest, []byte(`\u0003`)):
			out = append(out, rest[5]-'0')
			i += 5
		case rest[0] == '\\' && len(rest) > 1:
			out = append(out, rest[:2]...)
			i++
		default:
			out = append(out, rest[0])
		}
	}
	return out
}

// written puts what say makes of each message in its place. Of one that was cut in two nothing is
// said, nor of what goes over a letter that a page has only between its texts: no message of ours does.
func written(text []byte, between string, say func(told string) string) []byte {
	if bytes.IndexByte(text, 2) < 0 {
		return text
	}
	var out bytes.Buffer
	for rest := string(text); ; {
		begin := strings.IndexByte(rest, 2)
		if begin < 0 {
			out.WriteString(rest)
			return out.Bytes()
		}
		depth, end := 0, begin
		for ; end < len(rest) && strings.IndexByte(between, rest[end]) < 0; end++ {
			if rest[end] == 2 {
				depth++
			}
			if rest[end] == 3 {
				if depth--; depth == 0 {
					break
				}
			}
		}
		if depth > 0 {
			out.WriteString(rest[:end])
			if rest = rest[end:]; rest == "" {
				return out.Bytes()
			}
			continue
		}
		out.WriteString(rest[:begin])
		out.WriteString(say(rest[begin : end+1]))
		rest = rest[end+1:]
	}
}
