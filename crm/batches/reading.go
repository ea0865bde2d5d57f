package batches

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/record"
)

// reading makes of the rows of a table what may be written.
type reading struct {
	t        *record.Type
	columns  []string
	header   []string
	fields   map[string]record.Field // by nameOf
	days     []func(string) (clientele.Day, bool)
	numbers  []func(string) (float64, string, bool)
	currency string // of amounts that do not say theirs
	asks     []int  // columns of days that could be either way round
	fitted   bool   // links are fitted afterwards, and users
}

func newReading(t *record.Type, fields []record.Field, table *evidence.Table, columns []string, dateOrder string) *reading {
	r := &reading{t: t, columns: columns, header: table.Header, fields: map[string]record.Field{}}
	for _, f := range fields {
		r.fields[nameOf(f)] = f
	}
	r.days, r.numbers = make([]func(string) (clientele.Day, bool), len(columns)), make([]func(string) (float64, string, bool), len(columns))
	for i, target := range columns {
		switch f := r.fields[strings.TrimSuffix(target, currency)]; f.Kind {
		case record.KindDay, record.KindDue, record.KindMoment, record.KindDates:
			var asks bool
			if r.days[i], asks = table.Days(i, dateOrder); asks {
				r.asks = append(r.asks, i)
			}
		case record.KindNumber, record.KindPercentage, record.KindMoney, record.KindDuration, record.KindRating:
			r.numbers[i] = table.Numbers(i)
		}
	}
	return r
}

// drafted is one row on its way to a record.
type drafted struct {
	line    int64
	cells   []string
	own     clientele.ID // the number by which we know it, where the file says it
	fields  map[string]json.RawMessage
	emails  []string
	phones  []string
	account string // what the file says of whose it is
	role    string
	country string
	refused *record.BatchRefusal
	known   []identifier // nil until somebody asks
	at      int64        // where it stands in the file of which its table was made; 0: where it stands in the table
	waits   bool         // for other rows
	waited  bool
}

// place is the line of a row in the file that people know.
func (d *drafted) place() int64 { return cmp.Or(d.at, d.line) }

func (d *drafted) refuse(field, what, remedy string) {
	if d.refused == nil {
		d.refused = &record.BatchRefusal{Line: d.place(), Row: lineOf(d.cells), Field: field, What: what, Remedy: remedy}
	}
}

// cellOf reads what stands in the columns of a row by their names, used or not.
func (r *reading) cellOf(d *drafted) func(header string) string {
	return func(header string) string {
		if i := slices.Index(r.header, header); i >= 0 && i < len(d.cells) {
			return d.cells[i]
		}
		return ""
	}
}

func js(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("a cell that cannot be JSON: " + err.Error()) // cells are texts and numbers
	}
	return raw
}

// lists are the values of a row that come from several columns.
type lists struct {
	place          map[string]string
	emails, phones []map[string]string
	tags           map[string][]string
	dates          []map[string]string
	notes          []string
	custom         map[string]json.RawMessage
	currencies     map[string]string
}

// row reads one row.
func (r *reading) row(row evidence.TableRow) *drafted {
	d := &drafted{line: int64(row.Line), cells: row.Cells, fields: map[string]json.RawMessage{}}
	all := lists{place: map[string]string{}, tags: map[string][]string{}, custom: map[string]json.RawMessage{}, currencies: map[string]string{}}
	for i, target := range r.columns {
		cell := strings.TrimPrefix(row.Cell(i), "'") // with which our own tables guard a text that begins as a formula does
		if target != unused && cell != "" && !evidence.SaysNothing(cell) {
			r.cell(d, &all, i, cell)
		}
	}
	r.gather(d, &all)
	return d
}

func (r *reading) cell(d *drafted, all *lists, i int, cell string) {
	target := r.columns[i]
	name, part, _ := strings.Cut(target, ".")
	f := r.fields[target]
	switch {
	case target == number:
		n, err := strconv.ParseInt(cell, 10, 64)
		if err != nil || n < 1 {
			d.refuse(number, clientele.Tell("batches.no-number"), clientele.Tell("batches.no-number-remedy"))
		}
		d.own = clientele.ID(n)
	case part == strings.TrimPrefix(role, "."):
		d.role = cell
	case strings.HasSuffix(target, currency):
		all.currencies[strings.TrimSuffix(target, currency)] = strings.ToUpper(cell)
	case name == "addresses":
		all.place[part] = cell
	case f.Kind == record.KindLink && f.To == record.Account, f.Kind == record.KindLinks:
		d.account = cell
	case f.Kind == record.KindEmails:
		for _, one := range strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(";, \n", c) }) {
			all.emails = append(all.emails, labelled("email", one, r.header[i]))
		}
	case f.Kind == record.KindPhones:
		for _, one := range strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(";,\n", c) }) {
			all.phones = append(all.phones, labelled("phone", strings.TrimSpace(one), r.header[i]))
		}
	case f.Kind == record.KindTags, f.Kind == record.KindChoices, f.Kind == record.KindUsers:
		for _, one := range strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(";,|", c) }) {
			all.tags[target] = append(all.tags[target], strings.TrimSpace(one))
		}
	case f.Kind == record.KindDates:
		if day, ok := r.days[i](cell); ok {
			all.dates = append(all.dates, map[string]string{"label": strings.ToLower(r.header[i]), "day": day.String()})
		} else {
			d.refuse(target, clientele.Tell("batches.no-day", "cell", cell), clientele.Tell("batches.no-day-remedy"))
		}
	case f.Kind == record.KindLong && f.Custom == 0:
		all.notes = append(all.notes, cell)
		d.fields[target] = js(strings.Join(all.notes, "\n"))
	default:
		r.put(d, all, f, r.value(d, f, i, cell))
	}
}

func (r *reading) put(d *drafted, all *lists, f record.Field, v json.RawMessage) {
	switch {
	case v == nil:
	case f.Custom != 0:
		all.custom[f.Name] = v
	default:
		d.fields[f.Name] = v
	}
}

// labelled is an address or a number, with what the name of its column says of it.
func labelled(key, value, header string) map[string]string {
	one := map[string]string{key: value}
	words := evidence.WordsOf(header)
	for _, l := range [][2]string{{"work", "work"}, {"office", "work"}, {"arbeit", "work"}, {"buro", "work"}, {"home", "home"}, {"privat", "home"},
		{"mobil", "mobile"}, {"handy", "mobile"}, {"cell", "mobile"}} {
		if strings.Contains(words, l[0]) {
			one["label"] = l[1]
			break
		}
	}
	return one
}

// value reads a cell as a field of one value has it; what cannot be read is left to the
// field to refuse, in its own words.
func (r *reading) value(d *drafted, f record.Field, i int, cell string) json.RawMessage {
	switch f.Kind {
	case record.KindNumber, record.KindPercentage, record.KindDuration, record.KindRating:
		if n, _, ok := r.numbers[i](strings.TrimSuffix(cell, "%")); ok {
			return js(n)
		}
	case record.KindMoney:
		if n, of, ok := r.numbers[i](cell); ok {
			if of == "" {
				of = r.currency
			}
			return js(clientele.Money{Minor: int64(math.Round(n * float64(clientele.MinorPerMajor(of)))), Currency: of})
		}
	case record.KindDay, record.KindDue:
		if day, ok := r.days[i](cell); ok {
			if len(cell) > 10 && cell[4] == '-' && f.Kind == record.KindDue {
				return js(cell[:min(len(cell), 16)])
			}
			return js(day.String())
		}
	case record.KindMoment:
		if _, err := time.Parse(time.RFC3339, cell); err != nil {
			if day, ok := r.days[i](cell); ok {
				return js(day.String() + "T00:00:00Z")
			}
		}
	case record.KindYesNo:
		if yes, known := evidence.YesOrNo(cell); known {
			return js(yes)
		}
	case record.KindLink:
		if n, err := strconv.ParseInt(cell, 10, 64); err == nil {
			return js(n)
		}
		if r.fitted {
			return js(cell)
		}
		d.refuse(nameOf(f), clientele.Tell("batches.no-link", "cell", cell), clientele.Tell("batches.no-link-remedy"))
		return nil
	}
	return js(cell)
}

// gather puts what came from several columns into fields of several values.
func (r *reading) gather(d *drafted, all *lists) {
	if len(all.place) > 0 {
		d.fields["addresses"], d.country = js([]map[string]string{all.place}), all.place["country"]
	}
	if len(all.emails) > 0 {
		d.fields["emails"] = js(all.emails)
	}
	if len(all.phones) > 0 {
		d.fields["phones"] = js(all.phones)
	}
	if len(all.dates) > 0 {
		d.fields["dates"] = js(all.dates)
	}
	for _, e := range all.emails {
		d.emails = append(d.emails, e["email"])
	}
	for _, p := range all.phones {
		d.phones = append(d.phones, p["phone"])
	}
	for target, words := range all.tags {
		r.put(d, all, r.fields[target], js(words))
	}
	for target, of := range all.currencies {
		f := r.fields[target]
		var m clientele.Money
		raw := d.fields[f.Name]
		if f.Custom != 0 {
			raw = all.custom[f.Name]
		}
		if json.Unmarshal(raw, &m) == nil && m.Currency == r.currency {
			m.Minor = int64(math.Round(float64(m.Minor) / float64(clientele.MinorPerMajor(m.Currency)) * float64(clientele.MinorPerMajor(of))))
			m.Currency = of
			r.put(d, all, f, js(m))
		}
	}
	if len(all.custom) > 0 {
		d.fields["custom"] = js(all.custom)
	}
}

// title is how the row's record is called, as far as the file says it.
func (d *drafted) title(t *record.Type) string {
	text := func(name string) (s string) {
		_ = json.Unmarshal(d.fields[name], &s) // "" where it is not given
		return s
	}
	if s := text(t.Title); s != "" {
		return s
	}
	return strings.TrimSpace(text("given") + " " + text("family"))
}
