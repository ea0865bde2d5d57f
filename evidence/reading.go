package evidence

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clientele-crm/clientele"
)

// maxKeyBytes and maxTextBytes bound what is kept of one cell.
const (
	maxKeyBytes  = 400
	maxTextBytes = 4000
)

// reading reads one field from rows.
type reading struct {
	plan    *Plan
	field   string
	expr    *expr
	cols    []int
	glue    string
	scratch []byte
	email   bool // an address is taken out of it

	// Rows that follow each other often have the same moment.
	lastCell []byte
	last     moment
	calendar calendar
}

// reading prepares a field; nil where the file does not have it.
func (p *Plan) reading(field string) *reading {
	m := p.fields[field]
	if m == nil {
		return nil
	}
	rd := &reading{plan: p, field: field, expr: m.expr, cols: m.expr.columns(), glue: " "}
	if field == "account" && !p.settled.named || field == "order" || field == "ref" {
		rd.glue = "+"
	}
	rd.calendar = p.calendars[field]
	return rd
}

func cellAt(r *row, col int) []byte {
	if col < len(r.cells) {
		return r.cells[col]
	}
	return nil
}

// bytes is the field's text; valid until the next call on this reading.
func (f *reading) bytes(r *row) []byte {
	if f == nil {
		return nil
	}
	if len(f.cols) == 1 {
		return cleanText(cellAt(r, f.cols[0]))
	}
	f.scratch = f.scratch[:0]
	any := false
	for i, col := range f.cols {
		if i > 0 {
			f.scratch = append(f.scratch, f.glue...)
		}
		part := cleanText(cellAt(r, col))
		any = any || len(part) > 0
		f.scratch = append(f.scratch, part...)
	}
	if !any {
		return nil
	}
	return bytes.TrimSpace(f.scratch)
}

// key is the text of a field that names a thing. An id in several parts needs all of them.
func (f *reading) key(r *row, what string) ([]byte, *Reject) {
	b := f.bytes(r)
	if f == nil || len(b) == 0 || isNull(b) {
		return nil, nil
	}
	b = tidied(b)
	if len(f.cols) > 1 && f.glue == "+" {
		for _, col := range f.cols {
			if len(cleanText(cellAt(r, col))) == 0 {
				return nil, f.reject(clientele.Tell("evidence.part-missing", "what", clientele.Tell("evidence.noun-"+what)), clientele.Tell("evidence.fill-in", "column", f.plan.header[col]))
			}
		}
	}
	if len(b) > maxKeyBytes {
		return nil, f.reject(clientele.Tell("evidence.too-long", "what", clientele.Tell("evidence.noun-"+what), "most", maxKeyBytes), clientele.Tell("evidence.too-long-remedy")+" "+clientele.Tell("evidence.flag-map"))
	}
	if roundedByExcel(b) {
		return nil, f.reject(clientele.Tell("evidence.rounded", "number", string(b), "what", clientele.Tell("evidence.noun-"+what)), clientele.Tell("evidence.rounded-remedy"))
	}
	return b, nil
}

// isNull knows what programs write where there is nothing.
func isNull(b []byte) bool {
	if len(b) > 6 {
		return false
	}
	switch string(b) {
	case "-", "–", "—", "n/a", "N/A", "#N/A", "<NA>", "NULL", "null", "(null)", "NaN", "nan", "NaT", "None", `\N`:
		return true
	}
	return false
}

// roundedByExcel knows ids such as 1.23457E+11. They are told from codes that
// happen to hold an E by the point after the first digit.
func roundedByExcel(b []byte) bool {
	if len(b) < 6 || b[0] < '0' || b[0] > '9' || (b[1] != '.' && b[1] != ',') {
		return false
	}
	e := bytes.IndexByte(b, 'E')
	if e < 0 || e+2 >= len(b) || b[e+1] != '+' || !isExponent(b[e+1:]) {
		return false
	}
	for _, c := range b[2:e] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func (f *reading) reject(what, remedy string) *Reject {
	return &Reject{What: what, Column: f.plan.column(f.field), Remedy: remedy}
}

// moment is when something was: the day as the file's wall clock says it, the
// instant, and the milliseconds as they stand there, of which keys are made, so
// that the zone in which a file is read does not make other facts of it.
type moment struct {
	day  clientele.Day
	at   clientele.Instant
	said int64
}

// momentOf places what a cell says. The day that it shows is the day, in whatever zone;
// only an instant that shows none (Unix seconds) has the day that it was in the plan's zone.
func (p *Plan) momentOf(said int64, z zone) moment {
	wall := time.UnixMilli(said).UTC()
	switch {
	case z.instant:
		return moment{clientele.DayOf(wall.In(p.zone)), clientele.Instant(said), said}
	case z.known:
		return moment{clientele.DayOf(wall), clientele.Instant(said - int64(z.east)*60_000), said}
	}
	at := clientele.Instant(said)
	if p.zone != time.UTC {
		y, m, d := wall.Date()
		at = clientele.InstantOf(time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), p.zone))
	}
	return moment{clientele.DayOf(wall), at, said}
}

// moment reads the field as a moment; ok is false where the cell is empty.
func (f *reading) moment(r *row) (when moment, ok bool, reject *Reject) {
	if f == nil {
		return moment{}, false, nil
	}
	b := f.bytes(r)
	if len(b) == 0 || isNull(b) {
		return moment{}, false, nil
	}
	if bytes.Equal(b, f.lastCell) {
		return f.last, true, nil
	}
	ms, z, ok := f.calendar.milli(b)
	if !ok && f.calendar.layout == datesParts {
		ms, z, ok = calendar{layout: datesNamed, order: f.calendar.order}.milli(b) // 14 Feb 2025 among 03/28/2025
	}
	if !ok {
		how := f.calendar.layout.told()
		if f.calendar.layout == datesParts {
			how = f.calendar.order.told()
		}
		return moment{}, false, f.reject(clientele.Tell("evidence.not-a-date", "cell", clip(string(b), 40), "how", how), clientele.Tell("evidence.not-a-date-remedy"))
	}
	f.lastCell, f.last = append(f.lastCell[:0], b...), f.plan.momentOf(ms, z)
	return f.last, true, nil
}

// amount reads the field as a number. Where its columns are all empty there is none.
func (f *reading) amount(r *row) (parsed, *Reject) {
	if f == nil {
		return parsed{empty: true}, nil
	}
	if f.expr.op == 'c' {
		return f.cell(r, f.expr.col)
	}
	return f.eval(r, f.expr)
}

func (f *reading) cell(r *row, col int) (parsed, *Reject) {
	b := cellAt(r, col)
	n, ok := parseNumber(b, f.plan.marks[col])
	if !ok {
		return parsed{}, &Reject{What: clientele.Tell("evidence.not-a-number", "cell", clip(string(cleanText(b)), 40)), Column: f.plan.header[col], Remedy: clientele.Tell("evidence.not-a-number-remedy")}
	}
	return n, nil
}

// eval works an expression out. A factor that is missing leaves nothing; a
// summand that is missing counts as zero.
func (f *reading) eval(r *row, e *expr) (parsed, *Reject) {
	switch e.op {
	case 'n':
		return parsed{number: e.lit}, nil
	case 'c':
		return f.cell(r, e.col)
	}
	a, reject := f.eval(r, e.a)
	if reject != nil {
		return a, reject
	}
	b, reject := f.eval(r, e.b)
	if reject != nil {
		return b, reject
	}
	out := parsed{currency: a.currency}
	if out.currency == "" || out.currency == clientele.UnknownCurrency && b.currency != "" {
		out.currency = b.currency
	}
	ok := true
	switch {
	case a.empty && b.empty, e.op == '*' && (a.empty || b.empty):
		out.empty = true
	case e.op == '*':
		if out.number, ok = a.times(b.number); a.units < 0 && b.units < 0 {
			out.number = out.negate() // minus one at minus 2.50 went back
		}
	case e.op == '-':
		out.number, ok = a.plus(b.negate())
	default:
		out.number, ok = a.plus(b.number)
	}
	if !ok {
		return out, f.tooLarge()
	}
	return out, nil
}

func (f *reading) tooLarge() *Reject {
	return f.reject(clientele.Tell("evidence.too-large"), clientele.Tell("evidence.too-large-remedy"))
}

// maxTenThousandths is a billion in units of 1/10000: what one row may be worth.
const maxTenThousandths = 1_000_000_000_000 * 10_000

// money reads the field in ten-thousandths of the currency's unit.
func (f *reading) money(r *row) (v int64, currency string, has bool, reject *Reject) {
	n, reject := f.amount(r)
	if reject != nil || n.empty {
		return 0, "", false, reject
	}
	v, ok := n.tenThousandths()
	if !ok || v > maxTenThousandths || v < -maxTenThousandths {
		return 0, "", false, f.tooLarge()
	}
	return v, n.currency, true, nil
}

// minor rounds ten-thousandths to a currency's minor units, half away from zero.
func minor(tenThousandths int64, currency string) int64 {
	return roundDiv(tenThousandths, 10_000/clientele.MinorPerMajor(currency))
}

// clip keeps the beginning of a text, at a letter's edge.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// words keeps one copy of texts that come again and again. It forgets all when
// it has grown large, so that it never holds more than some megabytes.
type words struct {
	kept  map[string]string
	bytes int
}

const maxWordsBytes = 4 << 20

func (w *words) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := w.kept[string(b)]; ok {
		return s
	}
	if w.kept == nil || w.bytes > maxWordsBytes {
		w.kept, w.bytes = map[string]string{}, 0
	}
	s := clip(string(b), maxTextBytes)
	if len(s) < len(b) {
		return s
	}
	w.kept[s] = s
	w.bytes += len(s) + 48
	return s
}

// people reads whose a row is.
type people struct {
	plan                                 *Plan
	account, name, email, phone, country *reading
	second                               []*reading // who it is where the account is empty or a guest's
	words                                words
	nobody                               Reject
	byOther                              bool // who the last row is of was read from there
}

func newPeople(p *Plan) *people {
	w := &people{plan: p, account: p.reading("account"), name: p.reading("name"), email: p.reading("email"),
		phone: p.reading("phone"), country: p.reading("country")}
	for _, name := range p.settled.second {
		second := p.reading(name)
		second.email = name == "email"
		w.second = append(w.second, second)
	}
	w.nobody = *w.account.reject(clientele.Tell("evidence.nobody"), clientele.Tell("evidence.nobody-remedy", "column", p.column("account")))
	return w
}

// key is how the row names its account; empty where it does not.
func (w *people) key(r *row) ([]byte, *Reject) {
	b, reject := w.account.key(r, "account")
	w.byOther = reject == nil && len(w.second) > 0 && w.plan.settled.isNobody(b)
	if w.byOther {
		return w.other(r)
	}
	if len(w.second) == 0 && len(b) > 0 && w.plan.settled.isNobody(b) {
		return nil, reject
	}
	if w.plan.settled.wholeIDs {
		b = bytes.TrimSuffix(b, []byte(".0"))
	}
	if reject != nil || !w.plan.settled.emails || len(b) == 0 {
		return b, reject
	}
	_, address := splitEmail(string(b))
	return []byte(address), nil
}

// other is who a row is of that has no account.
func (w *people) other(r *row) ([]byte, *Reject) {
	for _, second := range w.second {
		b, reject := second.key(r, "account")
		if reject != nil || w.plan.settled.isNobody(b) {
			continue
		}
		if second.email {
			_, address := splitEmail(string(b))
			return []byte(address), nil
		}
		return b, nil
	}
	return nil, nil
}

func (w *people) missing() *Reject {
	r := w.nobody
	return &r
}

// who reads the rest of what the row says about the account.
func (w *people) who(r *row, key string) clientele.Who {
	who := clientele.Who{Key: key, Name: w.words.keep(tidied(w.name.bytes(r))), Phone: w.words.keep(w.phone.bytes(r)), Country: w.words.keep(w.country.bytes(r))}
	if w.email != nil {
		name, address := splitEmail(string(w.email.bytes(r)))
		who.Email = address
		if who.Name == "" {
			who.Name = name
		}
	}
	if w.plan.settled.emails {
		name, address := splitEmail(string(w.account.bytes(r)))
		if who.Email == "" {
			who.Email = address
		}
		if who.Name == "" || who.Name == address {
			who.Name = name
		}
	}
	return who
}

// splitEmail takes "Ann Lee <Ann@Example.org>; second@…" apart: the name, and
// the first address in lower case.
func splitEmail(s string) (name, address string) {
	if open := strings.IndexByte(s, '<'); open >= 0 {
		if shut := strings.IndexByte(s[open:], '>'); shut > 0 {
			name = strings.Trim(strings.TrimSpace(s[:open]), `"'`)
			s = s[open+1 : open+shut]
		}
	}
	if open := strings.IndexByte(s, '('); open > 0 && name == "" && strings.IndexByte(s[open:], '@') > 0 {
		name = strings.TrimSpace(s[:open]) // "Ann Lee (ann@example.org)"
	}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(";, |()[]", r) }) {
		if strings.IndexByte(part, '@') > 0 {
			s = part
			break
		}
	}
	s = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(s, "mailto:")))
	return name, s
}
