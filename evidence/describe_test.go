package evidence

import (
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele/say"
)

// Describe says how the file will be read, for whoever reads why a test failed.
func (p *Plan) Describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, read as %s.\n", p.File, p.Dialect, p.Door)
	for _, f := range p.Fields {
		fmt.Fprintf(&b, "  %-10s = %s (%s)\n", f.Field, f.From, f.Why)
	}
	var left []string
	for _, c := range p.Columns {
		if c.Field == "" {
			left = append(left, c.Header)
		}
	}
	if len(left) > 0 {
		fmt.Fprintf(&b, "  not read: %s\n", strings.Join(firstOf(left, 12), ", "))
	}
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "  %s\n", n)
	}
	for _, q := range p.Questions {
		fmt.Fprintf(&b, "  ? %s\n    %s\n", q.Ask, q.Remedy)
	}
	return say.English.Fill(b.String())
}

// String is the dialect in words: "comma separated, UTF-8".
func (d Dialect) String() string {
	name := map[string]string{",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}[d.Separator]
	s := name + " separated, " + d.Encoding
	switch {
	case d.Book:
		s = fmt.Sprintf("a workbook, sheet %q", d.Sheet)
	case d.Sheet != "":
		s += fmt.Sprintf(", %q of an archive", d.Sheet)
	}
	if d.Quoting != quotedPlain {
		s += ", " + map[quoting]string{quotedBackslash: "marks behind backslashes", quotedSpaced: "blanks before quotation marks", quotedLines: "whole lines in quotation marks",
			quotedLone: "lines of a single quotation mark", quotedSingle: "single quotation marks"}[d.Quoting]
	}
	if d.Gzip {
		s += ", gzip"
	}
	if !d.Header {
		s += ", without a header"
	}
	if d.Preamble > 0 {
		s += fmt.Sprintf(", after lines of notes: %d", d.Preamble)
	}
	return s
}

// saidNotes are a plan's notes in words, a line each.
func saidNotes(p *Plan) string { return say.English.Fill(strings.Join(p.Notes, "\n")) }
