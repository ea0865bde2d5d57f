package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

func writeJSON(w io.Writer, v any) error {
	var answer bytes.Buffer
	enc := json.NewEncoder(&answer)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(say.English.JSON(answer.Bytes()))
	return err
}

// writeText writes any answer for a terminal: its sentence, then what it says,
// then each of its lists as a table.
func writeText(w io.Writer, out any) error {
	v := reflect.ValueOf(out)
	if s := v.FieldByName("Sentence"); s.IsValid() {
		fmt.Fprintln(w, say.English.Fill(s.String()))
	}
	if t, ok := out.(page.Tabular); ok {
		_, rows := t.CSV()
		for _, row := range rows {
			for i := range row {
				row[i] = say.English.Fill(row[i])
			}
		}
		if len(rows) < 2 {
			return nil
		}
		fmt.Fprintln(w)
		return writeTable(w, rows)
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Name == "Sentence" || f.Tag.Get("json") == "-" || v.Field(i).IsZero() {
			continue
		}
		if err := writeField(w, f.Name, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func writeField(w io.Writer, name string, v reflect.Value) error {
	isList := v.Kind() == reflect.Slice
	switch {
	case isList && v.Len() == 0:
		return nil
	case isList && v.Type().Elem().Kind() == reflect.Struct && nests(v.Type().Elem()):
		for i := range v.Len() {
			if err := writeNested(w, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	case isList && v.Type().Elem().Kind() == reflect.Struct:
		fmt.Fprintf(w, "\n%s\n", words(name))
		return writeTable(w, tableOf(v))
	case isList && v.Type().Elem().Kind() == reflect.String:
		fmt.Fprintf(w, "\n%s\n", words(name))
		for i := range v.Len() {
			fmt.Fprintf(w, "  %s\n", say.English.Fill(v.Index(i).String()))
		}
		return nil
	}
	if text, ok := cell(v); ok && text != "" {
		fmt.Fprintf(w, "%s: %s\n", words(name), text)
	}
	return nil
}

// nests says that a struct holds lists of structs of its own.
func nests(t reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i).Type; f.Kind() == reflect.Slice && f.Elem().Kind() == reflect.Struct {
			return true
		}
	}
	return false
}

// writeNested writes a struct in a list, with its own lists below; nothing of
// one whose lists are all empty.
func writeNested(w io.Writer, v reflect.Value) error {
	var head []string
	full := false
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct {
			full = full || f.Len() > 0
		} else if text, ok := cell(f); ok && text != "" && v.Type().Field(i).Name != "Empty" {
			head = append(head, text)
		}
	}
	if !full {
		return nil
	}
	fmt.Fprintf(w, "\n%s\n", strings.Join(head, " · "))
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct && f.Len() > 0 {
			if err := writeTable(w, tableOf(f)); err != nil {
				return err
			}
		}
	}
	return nil
}

// tableOf makes rows of a list of structs, with a column for each field that
// fits into a cell and is not empty throughout.
func tableOf(list reflect.Value) [][]string {
	t := list.Type().Elem()
	rows := make([][]string, list.Len()+1)
	for c := range t.NumField() {
		if t.Field(c).Tag.Get("json") == "-" || t.Field(c).Name == "Href" {
			continue
		}
		column := make([]string, list.Len())
		used := false
		for r := range list.Len() {
			text, _ := cell(list.Index(r).Field(c))
			column[r], used = text, used || text != ""
		}
		if !used {
			continue
		}
		rows[0] = append(rows[0], words(t.Field(c).Name))
		for r, text := range column {
			rows[r+1] = append(rows[r+1], text)
		}
	}
	return rows
}

// cell is a value in few words; false where it does not fit into a cell.
func cell(v reflect.Value) (string, bool) {
	if v.Kind() == reflect.Pointer && !v.IsNil() && v.Type().Elem().Kind() != reflect.Struct {
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case clientele.Money:
		return strings.TrimSpace(x.Plain() + " " + strings.TrimPrefix(x.Currency, clientele.UnknownCurrency)), true
	case page.Count:
		if x.Capped {
			return strconv.Itoa(x.N) + " or more", true
		}
		return strconv.Itoa(x.N), true
	case clientele.Instant:
		if x == 0 {
			return "", true
		}
		return x.Time().Local().Format("2006-01-02 15:04"), true
	case encoding.TextMarshaler:
		b, err := x.MarshalText()
		return string(b), err == nil
	case []string:
		return say.English.Fill(strings.Join(x, "; ")), true
	}
	switch v.Kind() {
	case reflect.String:
		return strings.Join(strings.Fields(say.English.Fill(v.String())), " "), true
	case reflect.Int, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), true
	case reflect.Float64:
		return number(v.Float()), true
	case reflect.Bool:
		if v.Bool() {
			return "yes", true
		}
		return "", true
	}
	return "", false
}

// number has up to four decimals.
func number(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(math.Round(x*1e4)/1e4, 'f', -1, 64)
}

// words is a field's name as words: "LastContactIn" becomes "Last contact in".
func words(name string) string {
	if name == "ID" {
		return "Number"
	}
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

const widestCell = 60

func writeTable(w io.Writer, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		for i, c := range row {
			if i > 0 {
				fmt.Fprint(t, "\t")
			}
			fmt.Fprint(t, clip(c, widestCell))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

func clip(s string, width int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > width {
		return string(r[:width-1]) + "…"
	}
	return s
}
