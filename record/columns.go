package record

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// standing are the columns that every record has, in the order of scan and args.
var standing = []string{"id", "revision", "archived", "wall", "merged", "account", "import", "custom", "made", "made_by", "changed",
	"changed_by"}

// columnsOf are the columns of a built-in field: one, or two of an amount.
func columnsOf(f Field) []string {
	if f.Kind == KindMoney {
		return []string{f.Name + "_minor", f.Name + "_currency"}
	}
	return []string{f.Name}
}

// derived says that a link field stands in the column account that every record has.
func (t *Type) derived(f Field) bool { return f.Kind == KindLink && f.Name == "account" }

// selected are the columns that are read, in the order of scan.
func (t *Type) selected(alias string) string {
	var b strings.Builder
	for i, c := range standing {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(alias + "." + c)
	}
	for _, f := range t.Fields {
		if t.derived(f) {
			continue
		}
		for _, c := range columnsOf(f) {
			b.WriteString(", " + alias + "." + c)
		}
	}
	return b.String()
}

// scan makes a record of a row. What follows its columns is given back.
func (t *Type) scan(row []any, custom []Field) (*Record, []any, error) {
	r := &Record{Ref: clientele.Ref{Type: t.Name}, Values: map[string]any{}, Custom: map[string]any{}}
	n := func(i int) int64 { return whole(row[i]) }
	r.ID, r.Rev, r.Archived, r.Wall = clientele.ID(n(0)), n(1), clientele.Instant(n(2)), clientele.ID(n(3))
	r.Merged, r.Account, r.Import = clientele.ID(n(4)), clientele.ID(n(5)), clientele.ID(n(6))
	r.Made, r.MadeBy, r.Changed, r.ChangedBy = clientele.Instant(n(8)), words(row[9]), clientele.Instant(n(10)), words(row[11])
	if err := json.Unmarshal([]byte(words(row[7])), &r.kept); err != nil {
		return nil, nil, fmt.Errorf("custom fields of %s %d: %w", t.Name, r.ID, err)
	}
	for _, f := range custom {
		r.set(f, decode(f, r.kept[f.key()]))
	}
	row = row[len(standing):]
	for _, f := range t.Fields {
		if t.derived(f) {
			if r.Account != 0 {
				r.Values[f.Name] = r.Account
			}
			continue
		}
		width := len(columnsOf(f))
		r.set(f, fromColumns(f, row[:width]))
		row = row[width:]
	}
	return r, row, nil
}

// key is under what a custom field stands in the JSON of a row.
func (f Field) key() string { return "f" + strconv.FormatInt(int64(f.Custom), 10) }

// whole is an integer as a driver gives it.
func whole(v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case int32:
		return int64(v)
	case float64:
		return int64(v)
	case bool:
		if v {
			return 1
		}
	case []byte:
		n, _ := strconv.ParseInt(string(v), 10, 64) // what is no number counts as none
		return n
	case string:
		n, _ := strconv.ParseInt(v, 10, 64)
		return n
	}
	return 0
}

// words is text as a driver gives it.
func words(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

func fromColumns(f Field, row []any) any {
	switch f.Kind {
	case KindMoney:
		if c := words(row[1]); c != "" {
			return clientele.Money{Minor: whole(row[0]), Currency: c}
		}
		return nil
	case KindNumber, KindPercentage:
		if n, ok := row[0].(float64); ok {
			return n
		}
		return nil
	case KindDuration, KindRating, KindYesNo, KindLink, KindUser, KindMoment:
		return fromWhole(f, whole(row[0]))
	case KindDay:
		return decode(f, marshal(words(row[0])))
	}
	s := words(row[0])
	switch {
	case s == "":
		return nil
	case f.Many():
		return decode(f, json.RawMessage(s))
	}
	return s
}

func fromWhole(f Field, n int64) any {
	if n == 0 {
		return nil
	}
	switch f.Kind {
	case KindYesNo:
		return true
	case KindLink, KindUser:
		return clientele.ID(n)
	case KindMoment:
		return clientele.Instant(n)
	}
	return n
}

// toColumns are the arguments of a built-in field.
func toColumns(f Field, v any) []any {
	switch f.Kind {
	case KindMoney:
		m, _ := v.(clientele.Money)
		return []any{m.Minor, m.Currency}
	case KindNumber, KindPercentage:
		return []any{v}
	case KindDuration, KindRating, KindYesNo, KindLink, KindUser, KindMoment:
		return []any{toWhole(v)}
	case KindDay:
		d, _ := v.(clientele.Day)
		return []any{d.String()}
	}
	if f.Many() {
		return []any{string(encode(f, v))}
	}
	s, _ := v.(string)
	return []any{s}
}

func toWhole(v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case bool:
		if v {
			return 1
		}
	case clientele.ID:
		return int64(v)
	case clientele.Instant:
		return int64(v)
	}
	return 0
}

// store is a value of a custom field as its row keeps it: what is compared as a whole
// number is one, on both engines.
func store(f Field, v any) json.RawMessage {
	switch f.Kind {
	case KindYesNo, KindMoment, KindUser, KindLink:
		return marshal(toWhole(v))
	}
	return encode(f, v)
}

// decode reads what encode or store wrote. What does not fit the kind any more is empty.
func decode(f Field, raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" || string(raw) == `""` {
		return nil
	}
	switch f.Kind {
	case KindNumber, KindPercentage:
		return as[float64](raw)
	case KindDuration, KindRating:
		return as[int64](raw)
	case KindYesNo:
		if string(raw) == "1" || string(raw) == "true" {
			return true
		}
		return nil
	case KindLink, KindUser:
		return as[clientele.ID](raw)
	case KindMoment:
		if raw[0] != '"' {
			n, _ := as[int64](raw).(int64)
			return fromWhole(f, n)
		}
		var at clientele.Instant
		if at.UnmarshalText([]byte(strings.Trim(string(raw), `"`))) != nil {
			return nil
		}
		return at
	case KindDay:
		return as[clientele.Day](raw)
	case KindMoney:
		return as[clientele.Money](raw)
	case KindTags, KindChoices:
		return as[[]string](raw)
	case KindUsers:
		return as[[]clientele.ID](raw)
	case KindEmails, KindPhones:
		return decodeContacts(f, raw)
	case KindLinks:
		return decodeTies(f, raw)
	case KindAddresses:
		return as[[]Place](raw)
	case KindDates:
		return as[[]Occasion](raw)
	case KindItems:
		return as[[]Item](raw)
	}
	return as[string](raw)
}

func as[T any](raw json.RawMessage) any {
	var v T
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	return v
}

func decodeContacts(f Field, raw json.RawMessage) any {
	var list []keptContact
	if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
		return nil
	}
	all := make([]Contact, len(list))
	for i, c := range list {
		all[i] = Contact{Value: c.Email, E164: c.E164, Label: c.Label}
		if f.Kind == KindPhones {
			all[i].Value = c.Phone
		}
	}
	return all
}

func decodeTies(f Field, raw json.RawMessage) any {
	var list []map[string]json.RawMessage
	if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
		return nil
	}
	all := make([]Tie, len(list))
	for i, t := range list {
		if id, ok := as[clientele.ID](t[f.To]).(clientele.ID); ok {
			all[i].To = id
		}
		if role, ok := as[string](t["role"]).(string); ok && len(t["role"]) > 0 {
			all[i].Role = role
		}
	}
	return all
}

// args are a record's row, in the order of written.
func (t *Type) args(ws clientele.ID, r *Record) []any {
	custom := []byte("{}")
	if len(r.kept) > 0 {
		custom = marshal(r.kept)
	}
	a := []any{ws, r.ID, r.Rev, r.Archived, r.Wall, r.Merged, r.Account, r.Import, string(custom), r.Made, r.MadeBy, r.Changed, r.ChangedBy}
	for _, f := range t.Fields {
		if !t.derived(f) {
			a = append(a, toColumns(f, r.Values[f.Name])...)
		}
	}
	if t.Folded {
		a = append(a, db.Fold(r.Text(t.Title)))
	}
	if t.Keyed {
		a = append(a, "by hand/"+strconv.FormatInt(int64(r.ID), 10))
	}
	return a
}

// written is the INSERT of rows, with what renews those that are there: the columns that
// some of the drafts change, so that the indexes of the others are left alone.
func (t *Type) written(drafts []*draft) (head string, width int, tail string) {
	moved := t.moved(drafts)
	columns := append([]string{"workspace"}, standing...)
	for _, f := range t.Fields {
		if !t.derived(f) {
			columns = append(columns, columnsOf(f)...)
		}
	}
	if t.Folded {
		columns = append(columns, "name_sort")
	}
	var set []string
	for _, c := range columns[2:] {
		if moved[c] {
			set = append(set, c+" = excluded."+c)
		}
	}
	if t.Keyed {
		columns = append(columns, "key")
	}
	table := t.table()
	head = "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ")"
	if !slices.ContainsFunc(drafts, func(d *draft) bool { return d.was != nil }) {
		return head, len(columns), ""
	}
	return head, len(columns), "ON CONFLICT (workspace, id) DO UPDATE SET " + strings.Join(set, ", ") +
		" WHERE " + table + ".revision = excluded.revision - 1"
}

// moved are the columns that drafts of records that are there change.
func (t *Type) moved(drafts []*draft) map[string]bool {
	columns := map[string]bool{"revision": true, "changed": true, "changed_by": true}
	for _, d := range drafts {
		if d.was == nil || d.err != nil {
			continue
		}
		was, is := d.was, d.is
		for column, moved := range map[string]bool{"archived": was.Archived != is.Archived, "wall": was.Wall != is.Wall, "merged": was.Merged != is.Merged,
			"account": was.Account != is.Account, "import": was.Import != is.Import} {
			columns[column] = columns[column] || moved
		}
		for name := range d.changes {
			f, fixed := t.Field(name)
			switch {
			case isKey(name):
				columns["custom"] = true
			case fixed && !t.derived(f):
				for _, c := range columnsOf(f) {
					columns[c] = true
				}
				columns["name_sort"] = columns["name_sort"] || t.Folded && name == t.Title
			}
		}
	}
	return columns
}
