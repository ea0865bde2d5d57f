package evidence

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// dresses are what tools and people do to a file between the shop and us, none of which
// changes what it says.
func dresses() []dress {
	all := append(asBytes(), asColumns()...)
	all = append(all, asNumbers()...)
	return append(append(all, asDays()...), asRows()...)
}

func replaced(old, now string) func(tabled) ([]byte, bool) {
	return func(t tabled) ([]byte, bool) { return bytes.ReplaceAll(t.plain(), []byte(old), []byte(now)), true }
}

func asBytes() []dress {
	sep := func(s string, all bool) func(tabled) ([]byte, bool) {
		return func(t tabled) ([]byte, bool) { return rewritten(t.header, t.rows, s, all), true }
	}
	return []dress{
		{"commas", sep(",", false)}, {"semicolons", sep(";", false)}, {"tabs", sep("\t", false)}, {"bars", sep("|", false)},
		{"quoted", sep(",", true)}, {"quoted, semicolons", sep(";", true)},
		{"sep=", func(t tabled) ([]byte, bool) {
			return append([]byte("sep=;\n"), rewritten(t.header, t.rows, ";", false)...), true
		}},
		{"CRLF", replaced("\n", "\r\n")}, {"CR", replaced("\n", "\r")},
		{"no last end of line", func(t tabled) ([]byte, bool) { return bytes.TrimRight(t.plain(), "\n"), true }},
		{"blank lines", replaced("\n", "\n\n")},
		{"UTF-8 with a mark", func(t tabled) ([]byte, bool) { return append([]byte("\uFEFF"), t.plain()...), true }},
		{"UTF-16 LE", func(t tabled) ([]byte, bool) { return utf16Of(t.plain(), binary.LittleEndian, true), true }},
		{"UTF-16 BE, tabs", func(t tabled) ([]byte, bool) {
			return utf16Of(rewritten(t.header, t.rows, "\t", false), binary.BigEndian, true), true
		}},
		{"Windows-1252", func(t tabled) ([]byte, bool) {
			text, err := charmap.Windows1252.NewEncoder().Bytes(t.plain())
			return text, err == nil
		}},
	}
}

func asColumns() []dress {
	reverse := func(t tabled) (tabled, bool) { return permuted(t, func(i, n int) int { return n - 1 - i }), true }
	turn := func(by int) func(tabled) (tabled, bool) {
		return func(t tabled) (tabled, bool) {
			return permuted(t, func(i, n int) int { return (i + by) % n }), len(t.header) > by
		}
	}
	added := func(name string, first bool, cell func(i int) string) func(tabled) (tabled, bool) {
		return func(t tabled) (tabled, bool) {
			put := func(row []string, c string) []string {
				if first {
					return append([]string{c}, row...)
				}
				return append(append([]string{}, row...), c)
			}
			out := tabled{header: put(t.header, name), plan: t.plan}
			for i, row := range t.rows {
				for len(row) < len(t.header) {
					row = append(row, "")
				}
				out.rows = append(out.rows, put(row, cell(i)))
			}
			return out, true
		}
	}
	headed := func(how func(string) string) func(tabled) (tabled, bool) {
		return func(t tabled) (tabled, bool) {
			out := tabled{rows: t.rows, plan: t.plan}
			for _, h := range t.header {
				out.header = append(out.header, how(h))
			}
			return out, t.plan.Dialect.Header
		}
	}
	number := func(i int) string { return strconv.Itoa(i) }
	blank := func(int) string { return "" }
	return []dress{
		{"columns backwards", asTable(",", reverse)}, {"columns turned by one", asTable(",", turn(1))}, {"columns turned by two", asTable(",", turn(2))},
		{"a column of row numbers", asTable(",", added("", true, number))}, {"a column Unnamed: 0", asTable(",", added("Unnamed: 0", true, number))},
		{"a blank column at the end", asTable(",", added("", false, blank))}, {"a column of notes", asTable(",", added("Notes", false, blank))},
		{"a column of a date that is not it", asTable(",", added("Exported at", false, func(int) string { return "2026-01-31" }))},
		{"headers in capitals", asTable(",", headed(strings.ToUpper))}, {"headers in small letters", asTable(",", headed(strings.ToLower))},
		{"headers with _", asTable(",", headed(func(h string) string { return strings.ToLower(strings.ReplaceAll(h, " ", "_")) }))},
	}
}

func asNumbers() []dress {
	write := func(sep string, f func(minus, whole, fraction string) string) func(tabled) ([]byte, bool) {
		return asTable(sep, func(t tabled) (tabled, bool) { return t.numbers(f) })
	}
	marks := func(thousand, mark string) func(string, string, string) string {
		return func(minus, whole, fraction string) string {
			return minus + inThrees(whole, thousand) + withMark(mark, fraction)
		}
	}
	cents := func(mark string) func(string, string, string) string {
		return func(minus, whole, fraction string) string { return minus + whole + mark + (fraction + "00")[:2] }
	}
	all := []dress{
		{"decimal commas, semicolons", write(";", marks("", ","))}, {"decimal commas, commas", write(",", marks("", ","))},
		{"1,234.50", write(",", marks(",", "."))}, {"1,234.50, semicolons", write(";", marks(",", "."))}, {"1.234,50", write(";", marks(".", ","))}, {"1.234,50, commas", write(",", marks(".", ","))},
		{"1 234,50", write(";", marks("\u00a0", ","))}, {"1'234.50", write(";", marks("'", "."))},
		{"cents with a point", write(",", cents("."))}, {"cents with a comma", write(";", cents(","))}, {"cents with a comma, tabs", write("\t", cents(","))},
		{"brackets below zero", write(",", func(minus, whole, fraction string) string {
			if minus != "" {
				return "(" + whole + withMark(".", fraction) + ")"
			}
			return whole + withMark(".", fraction)
		})},
		{"minus behind", write(",", func(minus, whole, fraction string) string { return whole + withMark(".", fraction) + minus })},
		{"four digits", write(",", func(minus, whole, fraction string) string { return minus + whole + "." + (fraction + "0000")[:4] })},
	}
	for _, text := range signedAs {
		before, after, _ := strings.Cut(text, "12.50")
		all = append(all, dress{"as " + text, func(t tabled) ([]byte, bool) {
			if !t.unsigned() {
				return nil, false
			}
			return write(",", func(minus, whole, fraction string) string {
				return minus + before + whole + "." + (fraction + "00")[:2] + after
			})(t)
		}})
	}
	return all
}

func asDays() []dress {
	var all []dress
	for _, l := range [][2]string{{"02/01/2006", "02/01/2006 15:04:05"}, {"1/2/2006", "1/2/2006 3:04:05 PM"}, {"02.01.2006", "02.01.2006 15:04:05"}, {"2.1.06", "2.1.06 15:04:05"},
		{"02-01-2006", "02-01-2006 15:04:05"}, {"01/02/06", "01/02/06 15:04:05"}, {"2006-01-02T00:00:00Z", "2006-01-02T15:04:05Z"}, {"2006/01/02", "2006/01/02 15:04:05"},
		{"Jan 2, 2006", "Jan 2, 2006 3:04:05 PM"}, {"2 January 2006", "2 January 2006 15:04:05"}, {"20060102", "20060102150405"}, {"2006-01-02 00:00:00", "2006-01-02 15:04:05"},
		{"Monday, January 2, 2006", ""}, {"02-Jan-06", "02-Jan-06 15:04:05"}} {
		all = append(all, dress{"days as " + l[0], asTable(",", func(t tabled) (tabled, bool) { return t.days(l[0], l[1]) })})
	}
	return all
}

func asRows() []dress {
	total := func(label string, named bool) func(tabled) (tabled, bool) {
		return func(t tabled) (tabled, bool) {
			at := 0
			if account, ok := t.accountColumn(); named && ok {
				at = account
			}
			row, ok := t.totals(label, at)
			return t.insertedRow(len(t.rows), row), ok
		}
	}
	before := func(notes string) func(tabled) ([]byte, bool) {
		return func(t tabled) ([]byte, bool) { return append([]byte(notes), t.plain()...), len(t.rows) > 1 }
	}
	return []dress{
		{"the header again", asTable(",", func(t tabled) (tabled, bool) { return t.insertedRow((len(t.rows)+1)/2, t.header), len(t.rows) > 1 })},
		{"a total row", asTable(",", total("Total", false))}, {"a grand total", asTable(",", total("Grand Total:", false))}, {"a total where names stand", asTable(",", total("TOTAL", true))},
		{"Summe where names stand", asTable(",", total("Summe", true))}, {"a sum without a word", asTable(",", total("", false))},
		{"a title above", before("Sales report\n\n")}, {"a head above", before("Sales report,\nPrinted,2024-04-01\n\n")},
		{"a note below", func(t tabled) ([]byte, bool) {
			return append(t.plain(), "\nGenerated by Shop 2.0 on 2024-04-01\n"...), true
		}},
		{"rows of separators below", func(t tabled) ([]byte, bool) {
			return append(t.plain(), strings.Repeat(strings.Repeat(",", max(0, len(t.header)-1))+"\n", 3)...), true
		}},
		{"separators behind", func(t tabled) ([]byte, bool) { return bytes.ReplaceAll(t.plain(), []byte("\n"), []byte(",,,\n")), true }},
		{"spaces around cells", asTable(",", func(t tabled) (tabled, bool) { return t.each(func(_ int, c string) string { return " " + c + " " }) })},
	}
}
