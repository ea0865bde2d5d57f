package record

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
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
	Fields []string // none are all
	To     io.Writer
}

// Export writes the records of a query as a table, as a stream.
func (s *Store) Export(ctx context.Context, scope access.Scope, q Query, t Table) error {
	chosen := t.Fields
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
		return &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("there is no export as %q", clip(t.Format)),
			Where: "format", Remedy: "ask for csv or xlsx"}
	}
	first := true
	err := s.Each(ctx, scope, q, func(p Page) error {
		if first {
			first = false
			if err := out.row(head(p.Fields, chosen)); err != nil {
				return err
			}
		}
		for _, r := range p.Rows {
			if err := out.row(r.cells(p.Fields, chosen)); err != nil {
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

func wanted(f Field, chosen []string) bool {
	for _, name := range chosen {
		if name == f.said() || name == f.Short && name != "" || name == "custom" && f.Custom != 0 {
			return true
		}
	}
	return len(chosen) == 0
}

func head(fields []Field, chosen []string) []any {
	cells := []any{"id"}
	for _, f := range fields {
		if wanted(f, chosen) {
			cells = append(cells, f.said())
			if f.Kind == KindMoney {
				cells = append(cells, f.said()+" currency")
			}
		}
	}
	return append(cells, "made", "changed")
}

// cells are a record as a table shows it: numbers as numbers, the rest as texts.
func (r *Record) cells(fields []Field, chosen []string) []any {
	cells := []any{int64(r.ID)}
	for _, f := range fields {
		if !wanted(f, chosen) {
			continue
		}
		switch v := r.Get(f).(type) {
		case clientele.Money:
			cells = append(cells, number(v.Plain()), v.Currency)
		case nil:
			if cells = append(cells, ""); f.Kind == KindMoney {
				cells = append(cells, "")
			}
		default:
			cells = append(cells, cell(v))
		}
	}
	return append(cells, cell(r.Made), cell(r.Changed))
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
		return &clientele.Fault{Kind: clientele.Invalid, What: "a table of XLSX holds no more than 1,048,576 rows", Where: "format",
			Remedy: "narrow the list, or ask for csv"}
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
