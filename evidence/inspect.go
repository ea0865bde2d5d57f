package evidence

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// Inspect looks at a file and says how it will be read. Where a person must
// decide, the plan holds questions; where the file cannot be read at all, the
// error is a *clientele.Fault.
func Inspect(ctx context.Context, src Source, o Options) (*Plan, error) {
	if err := checkOptions(&o); err != nil {
		return nil, err
	}
	s, err := takeSample(src, o)
	if err != nil {
		return nil, err
	}
	if len(s.rows) == 0 && s.whole {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-rows"), Where: src.Name(), Remedy: clientele.Tell("evidence.no-rows-remedy")}
	}
	laid := s.layout != nil
	s.shapeRows(o)
	given, err := parseMap(o.Map, s.header)
	if err != nil {
		return nil, err
	}
	base := recognition{header: s.header, named: s.dialect.Header, rows: s.rows, chosen: o.Door != "", said: s.notes, ask: s.ask, blanks: o.Blanks, soldSaid: o.Sold, laid: laid, above: s.above, names: headNames{s.cells, s.dialect.Header}}
	base.export = s.likeness()
	for col := range s.header {
		base.heads = append(base.heads, headingOf(s.header[col]))
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		base.profiles = append(base.profiles, profileOf(s.rows, col))
	}
	zone, err := time.LoadLocation(o.Zone)
	if err != nil {
		return nil, err // checkOptions has loaded it before
	}
	r, err := chooseDoor(o.Door, base, given)
	if err != nil {
		return nil, err
	}
	if s.layout == nil {
		r.askLost(o)
	}
	p := &Plan{Source: src, File: src.Name(), Options: o, Door: r.door.Name, Dialect: s.dialect, Currency: o.Currency,
		door: r.door, source: sourceOf(o, r.door, s), header: s.header, fields: r.fields, removed: r.removed, profiles: r.profiles, calendars: map[string]calendar{}}
	p.Sample, p.layout, p.above = preview(s.rows), s.layout, s.above
	p.width = len(s.header)
	if s.dialect.Header && s.layout == nil {
		p.width = s.width(s.named, r.profiles)
	}
	if cols := r.filled; cols != nil {
		p.layout = func() rowLayout { return &fillDown{cols: cols} }
	}
	p.zone, p.settled = zone, r.settle()
	p.fill(r)
	p.Questions = r.ask
	for _, f := range r.door.Fields {
		if f.Required && !p.has(f.Name) && !slices.ContainsFunc(p.Questions, func(q Question) bool { return q.About == f.Name }) {
			p.askFor(f)
		}
	}
	if err := p.checkShapes(); err != nil {
		return nil, err
	}
	if err := p.decide(ctx, s.whole); err != nil {
		return nil, err
	}
	p.decideCurrency()
	p.decideDecimals(s.rows)
	p.askUnread()
	p.decideNumbers(s.rows)
	p.askLater(s.rows)
	p.explain()
	return p, nil
}

// What bounds the rows that a plan shows.
const (
	previewRows  = 20
	previewBytes = 64 << 10
	previewCell  = 200
)

// preview is the first rows as they stand, so much of them as can be shown.
func preview(rows [][]string) [][]string {
	var shown [][]string
	size := 0
	for _, row := range rows[:min(len(rows), previewRows)] {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = clip(c, previewCell)
			size += len(cells[i]) + 1
		}
		if size > previewBytes && len(shown) > 0 {
			break
		}
		shown = append(shown, cells)
	}
	return shown
}

func checkOptions(o *Options) error {
	if _, err := time.LoadLocation(o.Zone); err != nil {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-zone", "name", o.Zone), Where: "--zone", Remedy: clientele.Tell("evidence.no-zone-remedy"), Err: err}
	}
	o.DateOrder = strings.ToLower(o.DateOrder)
	if o.DateOrder != "" && orderNames[o.DateOrder] == 0 {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-date-order", "name", o.DateOrder), Where: "--date-order", Remedy: clientele.Tell("evidence.no-date-order-remedy")}
	}
	if o.Decimal != "" && decimals[o.Decimal] == 0 {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-decimal", "name", o.Decimal), Where: "--decimal", Remedy: clientele.Tell("evidence.no-decimal-remedy")}
	}
	if o.Door != "" && doorNamed(o.Door) == nil {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-door", "name", o.Door), Where: "--door", Remedy: clientele.Tell("evidence.no-door-remedy", "doors", doorNames())}
	}
	if o.Blanks != "" && o.Blanks != "above" && o.Blanks != "nobody" {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-blanks", "name", o.Blanks), Where: "--blanks", Remedy: clientele.Tell("evidence.no-blanks-remedy")}
	}
	if o.Later != "" && o.Later != "keep" && o.Later != "leave" {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-later", "name", o.Later), Where: "--later", Remedy: clientele.Tell("evidence.no-later-remedy")}
	}
	if o.Sold != "" && o.Sold != "credit" && o.Sold != "debit" {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-side", "name", o.Sold), Where: "--sold", Remedy: clientele.Tell("evidence.no-side-remedy")}
	}
	if o.Encoding != "" {
		name, _, err := encodingNamed(o.Encoding)
		if err != nil {
			return err
		}
		o.Encoding = name
	}
	if code, ok := isoCurrency(o.House); ok {
		o.House = code
	} else {
		o.House = ""
	}
	if o.Currency != "" {
		code, ok := isoCurrency(o.Currency)
		if !ok && !strings.EqualFold(o.Currency, clientele.UnknownCurrency) {
			return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-currency", "word", o.Currency), Where: "--currency", Remedy: clientele.Tell("evidence.no-currency-remedy")}
		}
		if o.Currency = code; !ok {
			o.Currency = clientele.UnknownCurrency
		}
	}
	return nil
}

// chooseDoor takes the door whose fields find the most in the file: one rule for
// all doors, each judged by its required and its typical columns.
func chooseDoor(name string, base recognition, given []mapped) (*recognition, error) {
	doors := Doors
	if name != "" {
		doors = []*Door{doorNamed(name)}
	}
	var best *recognition
	for _, d := range doors {
		if unknownField(d, given) != "" {
			continue
		}
		r := recognise(d, base, withShape(d, &base, given))
		if best == nil || r.fit > best.fit {
			best = r
		}
	}
	if best != nil {
		return best, nil
	}
	d := doors[0]
	field := unknownField(d, given)
	for _, other := range doors[1:] {
		if f := unknownField(other, given); other.field(field) != nil {
			d, field = other, f
		}
	}
	return nil, mapFault(clientele.Tell("evidence.no-field", "field", field, "door", d.Name), clientele.Tell("evidence.no-field-remedy", "fields", d.fieldNames()))
}

func unknownField(d *Door, given []mapped) string {
	for _, m := range given {
		if d.field(m.field) == nil {
			return m.field
		}
	}
	return ""
}

// checkShapes refuses expressions that make no sense for their field.
func (p *Plan) checkShapes() error {
	for _, f := range p.door.Fields {
		m := p.fields[f.Name]
		if m == nil || f.want == wantNumber || m.expr.joins() {
			continue
		}
		return mapFault(clientele.Tell("evidence.no-figures", "field", f.Name, "from", m.From), clientele.Tell("evidence.map-join"))
	}
	return nil
}

// decide settles, from the whole column, how dates and numbers are written. The
// file is read through only where its beginning leaves something open.
func (p *Plan) decide(ctx context.Context, whole bool) error {
	p.marks = make([]marks, len(p.header))
	looks := map[int]*profile{}
	for _, f := range p.door.Fields {
		m := p.fields[f.Name]
		if m == nil {
			continue
		}
		cols := m.expr.columns()
		if f.want == wantDate {
			cols = cols[:1]
		} else if f.want != wantNumber {
			continue
		}
		for _, c := range cols {
			if c < len(p.profiles) && !whole && p.open(f.want, p.profiles[c]) {
				looks[c] = p.profiles[c]
			}
		}
	}
	if len(looks) > 0 {
		if err := p.lookThrough(ctx, looks); err != nil {
			return err
		}
	}
	for _, f := range p.door.Fields {
		if m := p.fields[f.Name]; m != nil && f.want == wantDate {
			p.decideDates(f.Name, m.expr.columns()[0])
		}
	}
	return nil
}

// open says that a column's sample has not decided how it is written.
func (p *Plan) open(w want, q *profile) bool {
	if w == wantDate {
		return p.Options.DateOrder == "" && q.layout(true) == datesParts && q.ordered && !q.dotted && q.orders&(q.orders-1) != 0
	}
	return q.marked && q.marks == eitherDecimal
}

// lookThrough reads the whole file for the columns that are open, and stops as
// soon as none is.
func (p *Plan) lookThrough(ctx context.Context, looks map[int]*profile) error {
	rd, closer, err := p.openRows()
	if err != nil {
		return err
	}
	defer closer.Close()
	for n := 0; len(looks) > 0; n++ {
		if err := rd.read(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return p.fatal(err, rd.next)
		}
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for col, q := range looks {
			if col >= len(rd.cells) {
				continue
			}
			cell := cleanText(rd.cells[col])
			if q.layout(true) == datesParts {
				if q.see(cell); q.orders&(q.orders-1) == 0 {
					delete(looks, col)
				}
			} else if q.addNumber(cell); q.marks != eitherDecimal {
				delete(looks, col)
			}
		}
	}
	return nil
}

func anyValue(q *profile) string {
	best := ""
	for v := range q.values {
		if best == "" || v < best {
			best = v
		}
	}
	return best
}
