package record

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// sheet is a file that takes an export row by row.
type sheet interface {
	row(cells []any) error
	end() error
}

// The kinds of file of an export.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// Table is the file of an export.
type Table struct {
	Format string   // CSV or XLSX
	Fields []string // in this order; none are all
	Shown  bool     // as a list shows it: those fields alone, and what they lead to by name
	To     io.Writer
}

// Export writes the records of a query as a table, as a stream.
func (s *Store) Export(ctx context.Context, scope access.Scope, q Query, t Table) error {
	var out sheet
	switch t.Format {
	case CSV:
		out = &csvSheet{csv.NewWriter(t.To)}
	case XLSX:
		var err error
		if out, err = newXLSX(t.To); err != nil {
			return err
		}
	default:
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.no-export", "format", clip(t.Format)),
			Where: "format", Remedy: clientele.Tell("record.no-export-remedy")}
	}
	first := true
	err := s.Each(ctx, scope, q, func(p Page) error {
		fields := picked(p.Fields, t.Fields)
		if first {
			first = false
			if err := out.row(t.head(fields)); err != nil {
				return err
			}
		}
		names, err := s.namesFor(ctx, scope, t, fields, p.Rows)
		if err != nil {
			return err
		}
		for _, r := range p.Rows {
			if err := out.row(t.cells(r, fields, names)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.end()
}

// picked are the fields of a table: those chosen, in their order, or all where none is.
func picked(fields []Field, chosen []string) (some []Field) {
	for _, name := range chosen {
		for _, f := range fields {
			meant := name == f.said() || name == f.Short && name != "" || name == "custom" && f.Custom != 0
			if meant && !slices.ContainsFunc(some, func(o Field) bool { return o.said() == f.said() }) {
				some = append(some, f)
			}
		}
	}
	if len(chosen) == 0 {
		return fields
	}
	return some
}

func (t Table) head(fields []Field) []any {
	var cells []any
	for _, f := range fields {
		cells = append(cells, f.said())
		if f.Kind == KindMoney {
			cells = append(cells, f.said()+" currency")
		}
	}
	if t.Shown {
		return cells
	}
	return append(append([]any{"id"}, cells...), "made", "changed")
}

// called are what users and records are called to which some rows lead.
type called struct {
	users  map[clientele.ID]string
	titles map[clientele.Ref]string
}

// namesFor reads what the rows of a page lead to, where the table says it by name: a statement a type.
func (s *Store) namesFor(ctx context.Context, scope access.Scope, t Table, fields []Field, rows []*Record) (names called, err error) {
	if !t.Shown {
		return names, nil
	}
	var refs []clientele.Ref
	for _, r := range rows {
		for _, f := range fields {
			switch v := r.Get(f).(type) {
			case clientele.ID:
				if f.Kind == KindLink {
					refs = append(refs, clientele.Ref{Type: f.To, ID: v})
				}
			case []Tie:
				for _, to := range v {
					refs = append(refs, clientele.Ref{Type: f.To, ID: to.To})
				}
			}
		}
	}
	if names.titles, err = s.Titles(ctx, scope, refs); err != nil || s.Users == nil {
		return names, err
	}
	users, err := s.Users(ctx)
	names.users = make(map[clientele.ID]string, len(users))
	for _, u := range users {
		names.users[u.ID] = cmp.Or(u.Name, u.Email)
	}
	return names, err
}

// cells are a record as a table shows it: numbers as numbers, the rest as texts.
func (t Table) cells(r *Record, fields []Field, names called) []any {
	var cells []any
	for _, f := range fields {
		switch v := r.Get(f).(type) {
		case clientele.Money:
			cells = append(cells, number(v.Plain()), v.Currency)
		case nil:
			if cells = append(cells, ""); f.Kind == KindMoney {
				cells = append(cells, "")
			}
		default:
			if name, by := names.of(f, v); t.Shown && by {
				v = name
			}
			cells = append(cells, cell(v))
		}
	}
	if t.Shown {
		return cells
	}
	return append(append([]any{int64(r.ID)}, cells...), cell(r.Made), cell(r.Changed))
}

// of is what a value leads to by name; false where it leads nowhere.
func (c called) of(f Field, v any) (name any, by bool) {
	switch v := v.(type) {
	case clientele.ID:
		if f.Kind == KindUser {
			return c.users[v], true
		}
		return c.titles[clientele.Ref{Type: f.To, ID: v}], f.Kind == KindLink
	case []clientele.ID:
		var all []string
		for _, id := range v {
			all = append(all, c.users[id])
		}
		return all, true
	case []Tie:
		var all []string
		for _, to := range v {
			text := c.titles[clientele.Ref{Type: f.To, ID: to.To}]
			if to.Role != "" {
				text += " (" + to.Role + ")"
			}
			all = append(all, text)
		}
		return all, true
	}
	return nil, false
}

// number is an amount in plain digits; it comes from us, and needs no guard.
type number string

func cell(v any) any {
	switch v := v.(type) {
	case float64, int64:
		return v
	case clientele.ID:
		return int64(v)
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case clientele.Day:
		return v.String()
	case clientele.Instant:
		if v == 0 {
			return ""
		}
		return v.Time().Format("2006-01-02T15:04:05Z")
	case []string:
		return guarded(strings.Join(v, "; "))
	case []Contact:
		return each(v, func(c Contact) string { return c.Value })
	case []Tie:
		return each(v, func(t Tie) string {
			if t.Role == "" {
				return strconv.FormatInt(int64(t.To), 10)
			}
			return fmt.Sprintf("%d (%s)", t.To, t.Role)
		})
	case []Place:
		return each(v, func(p Place) string {
			parts := []string{p.Street, p.Postcode, p.City, p.Region, p.Country}
			return strings.Join(strings.FieldsFunc(strings.Join(parts, "\x00"), func(r rune) bool { return r == 0 }), ", ")
		})
	case []Item:
		return each(v, wordsOfItem)
	case []Occasion:
		return each(v, func(o Occasion) string { return o.Day.String() + " " + o.Label })
	}
	return guarded(fmt.Sprint(v))
}

func each[T any](list []T, say func(T) string) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = say(v)
	}
	return guarded(strings.Join(parts, "; "))
}

// guarded is text that no table program takes for a formula. A telephone number that
// begins with + is none.
func guarded(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return s
	}
	if s[0] == '+' && strings.Trim(s[1:], "0123456789 ()/.") == "" && len(s) > 1 {
		return s
	}
	return "'" + s
}

type csvSheet struct{ w *csv.Writer }

func (c *csvSheet) row(cells []any) error {
	texts := make([]string, len(cells))
	for i, v := range cells {
		texts[i] = fmt.Sprint(v)
		if n, ok := v.(float64); ok {
			texts[i] = strconv.FormatFloat(n, 'f', -1, 64)
		}
	}
	return c.w.Write(texts)
}

func (c *csvSheet) end() error {
	c.w.Flush()
	return c.w.Error()
}

// mostSheet is how many rows a sheet of XLSX holds.
const mostSheet = 1_048_576

type xlsxSheet struct {
	f    *excelize.File
	s    *excelize.StreamWriter
	w    io.Writer
	rows int
}

func newXLSX(w io.Writer) (*xlsxSheet, error) {
	f := excelize.NewFile()
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, fmt.Errorf("begin a table: %w", err)
	}
	return &xlsxSheet{f: f, s: s, w: w}, nil
}

func (x *xlsxSheet) row(cells []any) error {
	if x.rows++; x.rows > mostSheet {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.sheet-full", "n", mostSheet), Where: "format",
			Remedy: clientele.Tell("record.sheet-full-remedy")}
	}
	for i, v := range cells {
		if n, ok := v.(number); ok {
			f, err := strconv.ParseFloat(string(n), 64)
			if err != nil {
				return fmt.Errorf("amount %s: %w", n, err)
			}
			cells[i] = f
		}
	}
	return x.s.SetRow(fmt.Sprintf("A%d", x.rows), cells)
}

func (x *xlsxSheet) end() error {
	if err := x.s.Flush(); err != nil {
		return fmt.Errorf("end a table: %w", err)
	}
	if _, err := x.f.WriteTo(x.w); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	return x.f.Close()
}
