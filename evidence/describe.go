package evidence

import (
	"fmt"
	"strings"
)

// Describe says in plain English how the file will be read, for the terminal.
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
		fmt.Fprintf(&b, "  not read: %s\n", strings.Join(left[:min(len(left), 12)], ", ")+ellipsis(len(left) > 12))
	}
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "  %s\n", n)
	}
	for _, q := range p.Questions {
		fmt.Fprintf(&b, "  ? %s\n    %s\n", q.Ask, q.Remedy)
	}
	return b.String()
}

// Plain is a sentence for who has no command line before them. What to say on one always
// stands last, and is left out: a page has choices in its place.
func Plain(sentence string) string {
	flag := strings.Index(sentence, "--")
	if flag < 0 || flag > 0 && sentence[flag-1] == '-' {
		return sentence
	}
	before := sentence[:flag]
	if dot, semi := strings.LastIndex(before, ". "), strings.LastIndex(before, "; "); dot > semi {
		return before[:dot+1]
	} else if semi >= 0 {
		return before[:semi]
	}
	return ""
}

func ellipsis(more bool) string {
	if more {
		return ", …"
	}
	return ""
}

// explain puts to the fields and the columns why they are read so, once all is decided.
func (p *Plan) explain() {
	for i := range p.Fields {
		f := &p.Fields[i]
		f.Why = p.whyOf(*f)
		for _, c := range f.expr.columns() {
			if column := &p.Columns[c]; column.Field == f.Field {
				column.Why = f.Why
			}
		}
	}
}

// whyOf adds to a field's reason how its dates are written.
func (p *Plan) whyOf(f Mapped) string {
	why := f.Why
	if c, ok := p.calendars[f.Field]; ok && c.layout != notDates {
		how := "written as " + c.layout.String()
		if c.layout == datesParts && c.order != 0 {
			how = c.order.String()
		}
		why += ", " + how
	}
	if f.Sure < enough {
		why = "a guess, " + why
	}
	return why
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
		s += ", " + quotings[d.Quoting]
	}
	if d.Gzip {
		s += ", gzip"
	}
	if !d.Header {
		s += ", without a header"
	}
	switch {
	case d.Preamble == 1:
		s += ", after a line of notes"
	case d.Preamble > 1:
		s += fmt.Sprintf(", after %d lines of notes", d.Preamble)
	}
	return s
}
