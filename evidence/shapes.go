package evidence

import (
	"bytes"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// shape is an export whose headers are known, and what its columns and rows mean.
// Columns are named by their headers in the products' own exports, squeezed: they are
// found by name, never by position. One more export is a row in one of the tables
// shapes_*.go, and a sample with its right answer in testdata/shapes.
type shape struct {
	name     string
	door     string
	has      []string             // columns that give it away: all of them; a|b is one column under two names
	lacks    []string             // columns that tell another export
	fields   map[string]string    // field: what it is read from; a|b the first that is there, a+b both, a-b, a*b, "" nothing
	once     bool                 // the amount is the whole order's, on whichever of its lines it stands
	states   map[string]saleState // words that mean another thing here than elsewhere, folded
	leave    []rule               // rows that are left out
	pays     *statement           // the rows are movements of money
	dates    order                // of day and month, where it is always the same
	wonOnly  bool                 // what is not known as won is no purchase
	invoices bool                 // its rows are agreed before they are paid
	unsure   bool                 // its headers are those of a sort of export, of nobody in particular
	rows     func(places) rowLayout
	says     string // what a person should know of how it is read

	hours     bool                     // how long it took is in hours
	channel   clientele.Channel        // what its rows are, where they are contacts
	agreement clientele.EngagementKind // and where they are agreements
}

// shapes are all tables of known exports, the more particular first.
var shapes = slices.Concat(shopShapes, payShapes, bookShapes, dealShapes, bookingShapes, hourShapes, bankShapes)

// places finds columns by their squeezed headers.
type places []string

func placesOf(header []string) places {
	p := make(places, len(header))
	for i, h := range header {
		p[i] = squeezed(h)
	}
	return p
}

// of is the first of a|b that is there; -1: none is.
func (p places) of(names string) int {
	for name := range strings.SplitSeq(names, "|") {
		if i := slices.Index(p, name); i >= 0 && name != "" {
			return i
		}
	}
	return -1
}

// likeness is the known export that a file is like, and the field that it lost with its
// column: of many columns that give an export away, one may have been taken out.
type likeness struct {
	shape *shape
	lost  string
}

// known is the export that it is; nil where a column is lost that it cannot be read without.
func (l likeness) known() *shape {
	if l.lost != "" {
		return nil
	}
	return l.shape
}

// likeness is found once for a file.
func (s *sample) likeness() likeness {
	if s.export == nil {
		shape, lost := likeShape(s.header)
		s.export = &likeness{shape, lost}
	}
	return *s.export
}

// likeShape is the known export, and the field that it lost with its column.
func likeShape(header []string) (near *shape, lost string) {
	have := placesOf(header)
	for i := range shapes {
		s := &shapes[i]
		if slices.ContainsFunc(s.lacks, func(names string) bool { return have.of(names) >= 0 }) {
			continue
		}
		missing := 0
		for _, names := range s.has {
			if have.of(names) < 0 {
				missing++
			}
		}
		switch {
		case missing == 0:
			return s, ""
		case missing == 1 && !s.unsure && (len(s.has) >= 5 || s.pays != nil && len(s.has) == 4):
			field := s.lost(have)
			if (near == nil || lost != "" && field == "") && (field != "" || len(s.has) >= 5) {
				near, lost = s, field
			}
		}
	}
	return near, lost
}

// lost is the first of what cannot be done without whose column is not there: whose,
// when, and how much.
func (s *shape) lost(have places) string {
	if p := s.pays; p != nil {
		for _, names := range []string{p.amount, p.plus, p.minus, p.side} {
			if names != "" && have.of(names) < 0 {
				return "amount"
			}
		}
		if have.of(p.who) < 0 && have.of(p.text) < 0 {
			return "account"
		}
	}
	for _, field := range []string{"account", "at", "start", "amount", "minutes"} {
		ways, named := s.fields[field]
		if !named || ways == "" {
			continue
		}
		found := false
		for way := range strings.SplitSeq(ways, "|") {
			first, _, _ := strings.Cut(strings.ReplaceAll(way, "-", "+"), "+")
			found = found || !slices.ContainsFunc(strings.Split(first, "*"), func(name string) bool { return have.of(name) < 0 })
		}
		if !found {
			return field
		}
	}
	return ""
}

// shapeFor is the known export that a file is, where it goes through this door.
func shapeFor(d *Door, r *recognition) *shape {
	if !r.named {
		return nil
	}
	if s := r.export.known(); s != nil && s.door == d.Name {
		return s
	}
	return nil
}

// decided are the fields of a door that a known export decides: what it does not name of
// them is not looked for. Who it is, it may leave to the columns' names.
var decided = map[string][]string{
	"orders":       {"at", "amount", "currency", "order", "product", "quantity", "price", "discount", "refund", "channel", "line", "status"},
	"interactions": {"at", "kind", "direction", "person", "minutes", "text", "ref", "line"},
	"engagements":  {"start", "end", "kind", "fee", "currency", "period", "ref", "line"},
}

// withShape adds what a known export's headers mean to what the person said.
func withShape(d *Door, r *recognition, given []mapped) []mapped {
	r.notes = slices.Clone(r.said)
	s := shapeFor(d, r)
	if s == nil {
		return given
	}
	note := clientele.Tell("evidence.read-as", "export", s.name)
	if s.says != "" {
		note += " " + s.says
	}
	r.notes = append(r.notes, note)
	if s.fields == nil {
		return given
	}
	if s.fields["status"] != "" && r.columnsOf(s.fields["status"]) == nil {
		r.notes = append(r.notes, clientele.Tell("evidence.lost-status"))
	}
	out := slices.Clone(given)
	for _, f := range d.Fields {
		from, named := s.fields[f.Name]
		e := r.columnsOf(from)
		if p := s.pays; p != nil && p.plus != "" && f.Name == "amount" {
			e = r.difference(p.plus, p.minus)
		}
		if e == nil && (named && from != "" || !named && !slices.Contains(decided[d.Name], f.Name)) {
			continue
		}
		at := slices.IndexFunc(given, func(m mapped) bool { return m.field == f.Name })
		switch {
		case at < 0:
			out = append(out, mapped{field: f.Name, expr: e, shape: s.name})
		case given[at].expr.write(r.header) == e.write(r.header): // who says the same means it as the export does
			out[at].shape = s.name
		}
	}
	return out
}

// columnsOf reads what a shape says of a field: the first of a|b whose columns are there
// and hold something.
func (r *recognition) columnsOf(from string) *expr {
	have := placesOf(r.header)
	for way := range strings.SplitSeq(from, "|") {
		if e := r.together(have, way); e != nil {
			return e
		}
	}
	return nil
}

// difference is one column less another, of which either may be empty throughout.
func (r *recognition) difference(plus, minus string) *expr {
	have := placesOf(r.header)
	return &expr{op: '-', a: column(have.of(plus)), b: column(have.of(minus))}
}

// together is columns added, subtracted or multiplied; those after the first may be missing.
func (r *recognition) together(have places, way string) *expr {
	var e *expr
	op := byte('+')
	for way != "" {
		end := strings.IndexAny(way, "+-*")
		if end < 0 {
			end = len(way)
		}
		col := have.of(way[:end])
		there := col >= 0 && (e != nil || r.profiles[col].filled > 0)
		switch {
		case !there && (e == nil || op == '*'):
			return nil
		case e == nil:
			e = column(col)
		case there:
			e = &expr{op: op, a: e, b: column(col)}
		}
		if end == len(way) {
			return e
		}
		op, way = way[end], way[end+1:]
	}
	return e
}

// orderTotal says that a known export writes the whole order's amount, and nobody said otherwise.
func (r *recognition) orderTotal() bool {
	m := r.fields["amount"]
	if r.shape == nil || !r.shape.once || m == nil {
		return false
	}
	own := r.columnsOf(r.shape.fields["amount"])
	return own != nil && own.write(r.header) == m.From
}

// rule leaves rows out by what stands in a column.
type rule struct {
	col   string // the column, as in has
	words string // a|b, folded; x* where the cell begins so, *x* where it holds it, "" where it is empty
	only  bool   // the other rows are left out
	why   string // "a test payment is no purchase"
}

// ruled applies the rules of a known export, and then what else it does to rows.
type ruled struct {
	rules []openRule
	then  rowLayout
	order int    // the column of the order's number, of which only the first line may hold what a rule asks for
	out   []byte // the order that was left out last
}

type openRule struct {
	rule
	at    int
	words []string
	known map[string]bool // cells that came: whether they are left out
}

// shapeRows puts the sample's rows right as the known export wants it, and remembers how.
// Whoever chose another door, or took the status away, wants them as they stand.
func (s *sample) shapeRows(o Options) {
	like := s.likeness()
	sh, lost := like.shape, like.lost
	if lost != "" {
		return // it is asked
	}
	if sh == nil || !s.dialect.Header || s.layout != nil || sh.leave == nil && sh.rows == nil && sh.pays == nil || o.Door != "" && o.Door != sh.door || s.holds(sh.fields["status"]) && mapsTo(o.Map, "status", false) {
		return
	}
	head, first := placesOf(s.header), s.rows
	asIs := sh.pays != nil && sh.pays.text != "" && s.unsureWhoPaid(sh, head)
	if asIs && !mapsTo(o.Map, "account", true) {
		s.askWhoPaid(sh, head)
		asIs = false
	}
	layout := func() rowLayout {
		l := &ruled{order: head.of(sh.fields["order"])}
		for _, r := range sh.leave {
			if at := head.of(r.col); at >= 0 {
				l.rules = append(l.rules, openRule{r, at, strings.Split(r.words, "|"), map[string]bool{}})
			}
		}
		switch {
		case sh.rows != nil:
			l.then = sh.rows(head)
		case sh.pays != nil:
			l.then = sh.pays.open(head, first, asIs)
		}
		return l
	}
	if kept, lines := s.through(layout()); len(kept) > 0 {
		s.rows, s.lines = kept, lines
	}
	s.layout = layout
}

// askLost asks what is to stand for a column that a known export always has, unless
// another one is well named: the nearest may be what the seller got, or whom he paid.
func (r *recognition) askLost(o Options) {
	sh, field := r.export.shape, r.export.lost
	if field == "" || !r.named || o.Door != "" && o.Door != sh.door || r.given[field] || sh.pays == nil && r.wellNamed(field, sh) {
		return
	}
	r.ask = append(r.ask, Question{About: field, Choices: r.header,
		Ask:    clientele.Tell("evidence.ask-lost-"+field, "export", sh.name),
		Remedy: clientele.Tell("evidence.ask-lost-remedy", "field", field)})
}

// wellNamed says that what was taken for a field bears a name that says so, or is worked
// out of what does.
func (r *recognition) wellNamed(field string, sh *shape) bool {
	m, f := r.fields[field], r.door.field(field)
	if m == nil || f == nil {
		return false
	}
	least := nameSure[1]
	if field == "account" && sh.door == "orders" {
		least = nameSure[2] // an address, a customer's name
	}
	return m.expr.op == '*' || f.sureOfName(r.header[m.expr.columns()[0]]) >= least
}

// unsureWhoPaid says that in too few payments a name stands as it is known to.
func (s *sample) unsureWhoPaid(sh *shape, head places) bool {
	p := sh.pays.open(head, s.rows, false)
	named := p.came - p.unnamed
	return p.came > 0 && (named == 0 || sh.unsure) && named*10 < p.came*8
}

// askWhoPaid asks where who paid stands within a text in words that are not known.
func (s *sample) askWhoPaid(sh *shape, head places) {
	at := head.of(sh.pays.text)
	text := s.header[at]
	s.ask = append(s.ask, Question{About: "account", Choices: s.header,
		Ask:    clientele.Tell("evidence.ask-who-paid", "column", text, "sample", clip(anyText(s.rows, at), 60)),
		Remedy: clientele.Tell("evidence.ask-who-paid-remedy", "column", quoteName(text))})
}

func anyText(rows [][]string, col int) string {
	for _, r := range rows {
		if col < len(r) && r[col] != "" {
			return r[col]
		}
	}
	return ""
}

// holds says that one of the columns a|b, or a+b, holds something.
func (s *sample) holds(ways string) bool {
	head := placesOf(s.header)
	for way := range strings.SplitSeq(ways, "|") {
		name, _, _ := strings.Cut(way, "+")
		at := head.of(name)
		if at >= 0 && slices.ContainsFunc(s.rows, func(row []string) bool { return at < len(row) && strings.TrimSpace(row[at]) != "" }) {
			return true
		}
	}
	return false
}

// mapsTo says that a map names columns for a field, "account=Description", or ends it, "status=".
func mapsTo(text, field string, columns bool) bool {
	for _, part := range splitMap(text) {
		name, value, ok := strings.Cut(part, "=")
		if ok && (strings.TrimSpace(value) != "") == columns && fieldAlias(strings.ToLower(strings.TrimSpace(name))) == field {
			return true
		}
	}
	return false
}

func (l *ruled) row(cells [][]byte) (bool, *Reject) {
	for i := range l.rules {
		r := &l.rules[i]
		if r.at >= len(cells) {
			continue
		}
		cell := cleanText(cells[r.at])
		follows := len(cell) == 0 && l.order >= 0 && l.order < len(cells) && len(l.out) > 0 && bytes.Equal(cleanText(cells[l.order]), l.out)
		if !follows && !r.leaves(cell) {
			continue
		}
		if l.order >= 0 && l.order < len(cells) {
			l.out = append(l.out[:0], cleanText(cells[l.order])...)
		}
		return true, &Reject{What: r.why, Remedy: NothingToDo}
	}
	if l.then != nil {
		return l.then.row(cells)
	}
	return true, nil
}

// leaves says that the rule leaves a cell's row out.
func (r *openRule) leaves(cell []byte) bool {
	if out, ok := r.known[string(cell)]; ok {
		return out
	}
	word := folded(string(cell))
	out := slices.ContainsFunc(r.words, func(w string) bool { return saysWord(word, w) }) != r.only
	if len(r.known) < maxStates {
		r.known[string(cell)] = out
	}
	return out
}

// saysWord matches x, x*, *x and *x*.
func saysWord(text, pattern string) bool {
	begins, open := strings.CutPrefix(pattern, "*")
	within, ends := strings.CutSuffix(begins, "*")
	switch {
	case open && ends:
		return strings.Contains(text, within)
	case ends:
		return strings.HasPrefix(text, within)
	case open:
		return strings.HasSuffix(text, within)
	}
	return text == pattern
}
