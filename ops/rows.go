package ops

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A row is a JSON array. Whole numbers are written without a point and floats
// with one; what JSON has no word for is an object of one key: bytes {"b"},
// text that is no UTF-8 {"x"}, both base64, and floats that are no number {"f"}.

// appendRow writes one row.
func appendRow(b []byte, values []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(b, v); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return appendFloat(b, v), nil
	case []byte:
		return appendTagged(b, "b", base64.StdEncoding.EncodeToString(v)), nil
	case string:
		if !utf8.ValidString(v) {
			return appendTagged(b, "x", base64.StdEncoding.EncodeToString([]byte(v))), nil
		}
		text, err := json.Marshal(v)
		return append(b, text...), err
	}
	return nil, fmt.Errorf("a column of the type %T cannot be kept", v)
}

func appendFloat(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return appendTagged(b, "f", strconv.FormatFloat(v, 'g', -1, 64))
	}
	text := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return append(b, text...)
}

func appendTagged(b []byte, tag, text string) []byte {
	return append(b, `{"`+tag+`":"`+text+`"}`...)
}

// parseRow reads what appendRow wrote.
func parseRow(line []byte) ([]any, error) {
	var values []any
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&values); err != nil {
		return nil, err
	}
	for i, v := range values {
		var err error
		switch v := v.(type) {
		case json.Number:
			values[i], err = parseNumber(v.String())
		case map[string]any:
			values[i], err = parseTagged(v)
		}
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

func parseNumber(s string) (any, error) {
	if strings.ContainsAny(s, ".e") {
		return strconv.ParseFloat(s, 64)
	}
	return strconv.ParseInt(s, 10, 64)
}

func parseTagged(m map[string]any) (any, error) {
	for tag, v := range m {
		text, _ := v.(string)
		switch tag {
		case "b":
			return base64.StdEncoding.DecodeString(text)
		case "x":
			b, err := base64.StdEncoding.DecodeString(text)
			return string(b), err
		case "f":
			return strconv.ParseFloat(text, 64)
		}
	}
	return nil, fmt.Errorf("no value: %v", m)
}

// sum adds up the hashes of rows, so that their order does not matter: engines
// sort text differently, and a table has no order.
type sum struct {
	rows   int64
	lo, hi uint64
}

func (s *sum) add(line []byte) {
	h := sha256.Sum256(line)
	s.rows++
	s.lo += binary.BigEndian.Uint64(h[:8])
	s.hi += binary.BigEndian.Uint64(h[8:16])
}

func (s *sum) table(name string) Table {
	return Table{name, s.rows, fmt.Sprintf("%016x%016x", s.lo, s.hi)}
}

// eachLine gives every row of a query as its line; the line is good until the next.
func eachLine(rows *sql.Rows, do func(line []byte) error) error {
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	var line []byte
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		for i, t := range types {
			if strings.HasPrefix(t.DatabaseTypeName(), "JSON") {
				if values[i], err = oneForm(values[i]); err != nil {
					return fmt.Errorf("the column %s: %w", columns[i], err)
				}
			}
		}
		if line, err = appendRow(line[:0], values); err != nil {
			return err
		}
		if err := do(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

// oneForm is JSON as text, written alike whichever engine it comes from: PostgreSQL keeps
// it taken apart, and its driver gives it as bytes.
func oneForm(v any) (any, error) {
	text, ok := v.([]byte)
	if s, is := v.(string); is {
		text, ok = []byte(s), true
	}
	if !ok {
		return v, nil
	}
	var parsed any
	if err := json.Unmarshal(text, &parsed); err != nil {
		return nil, err
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(parsed)
	return strings.TrimSuffix(b.String(), "\n"), err
}

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

func wrapf(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
