package record

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// asking is a filter, sort or export of one scope on one day: what gives a tree its meaning.
type asking struct {
	s      *Store
	scope  access.Scope
	read   *reader
	today  clientele.Day
	fields map[string][]Field // by type, with the custom ones

	unindexed string // where not empty, SQLite uses no index but for this field
}

func (s *Store) asking(ctx context.Context, scope access.Scope, n Node) (*asking, error) {
	r := &reader{}
	if n != nil { // who only looks at a list asks nothing of the firm
		var err error
		if r, err = s.reader(ctx, scope); err != nil {
			return nil, err
		}
	}
	a := &asking{s: s, scope: scope, read: r, today: s.clock.Today(), fields: map[string][]Field{}}
	return a, nil
}

// know reads the custom fields of the types that a tree speaks of.
func (a *asking) know(ctx context.Context, q db.Querier, t *Type, n Node) error {
	if _, known := a.fields[t.Name]; !known {
		fields, err := a.s.FieldsIn(ctx, q, t)
		if err != nil {
			return err
		}
		a.fields[t.Name] = append(fields, commonFields...)
	}
	switch n := n.(type) {
	case All:
		return a.knowEach(ctx, q, t, n)
	case Any:
		return a.knowEach(ctx, q, t, n)
	case Not:
		return a.know(ctx, q, t, n.Of)
	case Via:
		if to, _, err := a.led(t, n); err == nil { // else it is refused when it is resolved
			return a.know(ctx, q, to, n.Of)
		}
	}
	return nil
}

func (a *asking) knowEach(ctx context.Context, q db.Querier, t *Type, list []Node) error {
	for _, n := range list {
		if err := a.know(ctx, q, t, n); err != nil {
			return err
		}
	}
	return nil
}

// Kinds of the fields that every record has.
const (
	kindID   Kind = "number of a record"
	kindRole Kind = "role"
)

// commonFields are asked for like the declared ones.
var commonFields = []Field{
	{Name: "id", Kind: kindID, Fixed: true}, {Name: "made", Kind: KindMoment, Fixed: true}, {Name: "changed", Kind: KindMoment, Fixed: true},
	{Name: "made_by", Kind: KindText, Fixed: true}, {Name: "changed_by", Kind: KindText, Fixed: true},
}

// field finds what a condition is about: by its name, a short name, or a custom one with or without its prefix.
func (a *asking) field(t *Type, name string) (Field, error) {
	var known, short []string // short: of one's own field, what is probably meant without its prefix
	for _, f := range a.fields[t.Name] {
		if f.said() == name || f.Name == name || f.Short == name && name != "" {
			return f, nil
		}
		known = append(known, f.said())
		if f.Custom != 0 {
			short = append(short, strings.TrimPrefix(f.said(), "custom."))
		}
	}
	known = append(known, "team", "standing.kind", ledger.LastContact)
	what := clientele.Tell("record.no-field", "name", clip(name))
	if meant := near(strings.TrimPrefix(name, "custom."), append(known, short...)); meant != "" {
		what = clientele.Tell("record.no-field-near", "name", clip(name), "near", meant)
	}
	return Field{}, filterFault(what, askFor(known))
}

func (a *asking) hasField(t *Type, name string) bool {
	return slices.ContainsFunc(a.fields[t.Name], func(f Field) bool { return f.Custom == 0 && f.Name == name })
}

// team makes a test of who owns a record of a team: "team = sales".
func (a *asking) team(t *Type, c Cond) (test, error) {
	if c.Op != Is && c.Op != IsNot && c.Op != In {
		return test{}, filterFault(clientele.Tell("record.team-not-asked", "op", c.Op), clientele.Tell("record.team-not-asked-remedy"))
	}
	x := test{op: In}
	x.field, _ = t.Field("owner")
	if c.Op == IsNot {
		x.op = notIn
	}
	for _, written := range c.Values {
		users, err := a.read.team(written)
		if err != nil {
			return test{}, err
		}
		x.values = append(x.values, users...)
	}
	return x, nil
}

// led is where a link leads from a type: forth by one of its fields, or back from a type that links here.
type led struct {
	field Field
	back  bool
}

func (a *asking) led(t *Type, v Via) (*Type, led, error) {
	for f := range a.s.links(t.Name) {
		if f.Name == v.Link || f.Short == v.Link && v.Link != "" {
			if many := f.Kind == KindLinks; v.Quant == "" && many && f.Name == v.Link {
				return nil, led{}, filterFault(clientele.Tell("record.has-several", "type", t.Name, "links", v.Link),
					clientele.Tell("record.any-or-none", "link", v.Link))
			}
			to, err := a.s.Type(f.To)
			return to, led{field: f}, err
		}
	}
	if from, err := a.s.Type(v.Link); err == nil {
		for f := range a.s.links(from.Name) {
			if f.To != t.Name {
				continue
			}
			if v.Quant == "" {
				return nil, led{}, filterFault(clientele.Tell("record.may-have-several", "type", t.Name, "links", from.Plural),
					clientele.Tell("record.any-or-none", "link", from.Name))
			}
			return from, led{field: f, back: true}, nil
		}
	}
	return nil, led{}, filterFault(clientele.Tell("record.no-lead", "type", t.Name, "to", clip(v.Link)),
		clientele.Tell("record.no-lead-remedy"))
}

// test is a condition with its meaning: a value between lo and hi (hi left out), or one
// of some values, or a text with letters in it.
type test struct {
	field  Field
	op     Op
	values []any  // string, int64 or float64, as the column has them
	lo, hi any    // of a day or a moment
	of     string // the currency of an amount
	term   term   // what of the book it is about; its kind is "" for a field
}

// meant is what a relationship's condition is about where it leaves out "standing.": what
// is no field of it, and a kind that is no kind of party: kind = client.
func (a *asking) meant(t *Type, c Cond) string {
	if t.Name != Account || !slices.Contains(standingWords, c.Field) {
		return c.Field
	}
	f, err := a.field(t, c.Field)
	ofStanding := func(v string) bool {
		return slices.Contains(standingTexts[c.Field], v) && !slices.Contains(f.Options, v)
	}
	if err != nil || f.Name == "kind" && len(c.Values) > 0 && !slices.ContainsFunc(c.Values, func(v string) bool { return !ofStanding(v) }) {
		return term{kind: kindStanding, of: c.Field}.String()
	}
	return c.Field
}

// resolve gives a condition its meaning.
func (a *asking) resolve(t *Type, c Cond, role bool) (test, error) {
	c.Field = a.meant(t, c)
	if f, err := a.field(t, c.Field); err == nil && c.Op == Is && f.Kind == KindLinks && c.Field == f.Short {
		c.Op = Has // "account = 17" of somebody who may belong to several
	}
	if role && c.Field == "role" {
		f := Field{Name: "role", Kind: kindRole}
		return a.operands(test{field: f, op: c.Op}, c)
	}
	if m, is := termOf(c.Field); is {
		return a.known(t, m, c)
	}
	if c.Field == "team" && !a.hasField(t, "team") && a.hasField(t, "owner") {
		return a.team(t, c)
	}
	f, err := a.field(t, c.Field)
	if err != nil {
		return test{}, err
	}
	allowed := allowedOps(t, f)
	if !slices.Contains(allowed, c.Op) {
		return test{}, notAsked(c, allowed)
	}
	return a.operands(test{field: f, op: c.Op}, c)
}

// notAsked is told where a condition compares a field as it cannot be compared.
func notAsked(c Cond, allowed []Op) error {
	return filterFault(clientele.Tell("record.not-asked", "field", c.Field, "op", c.Op),
		clientele.Tell("record.use-one", "words", textsOf(allowed)))
}

func allowedOps(t *Type, f Field) []Op {
	order := []Op{Is, IsNot, Less, AtMost, More, AtLeast, Empty}
	switch f.Kind {
	case KindTags, KindChoices, KindUsers, KindEmails, KindPhones, KindLinks, KindDates, KindItems:
		return []Op{Has, Empty}
	case KindAddresses, KindLong, KindRecurrence:
		return []Op{Contains, Empty}
	case KindChoice, KindUser, KindLink:
		return []Op{Is, IsNot, In, Empty}
	case KindYesNo:
		return []Op{Is, IsNot}
	case KindDay, KindDue, KindMoment, KindMoney:
		return order
	case KindNumber, KindPercentage, KindDuration, KindRating, kindID:
		return append(order, In)
	}
	return append(order, In, Contains, Starts)
}

func (a *asking) operands(x test, c Cond) (test, error) {
	for _, written := range c.Values {
		var err error
		if x.field.Kind == KindUser && c.Op == In && written == myTeam {
			x.values = append(x.values, a.read.mine...)
			continue
		}
		if slices.Contains([]Kind{KindDay, KindDue, KindMoment}, x.field.Kind) {
			x.lo, x.hi, err = a.span(x.field, written)
		} else if x.field.Kind == KindMoney {
			err = a.amount(&x, written)
		} else {
			var v any
			v, err = a.operand(x, written)
			x.values = append(x.values, v)
		}
		if err != nil {
			return test{}, err
		}
	}
	return x, nil
}

func badOperand(f Field, what, remedy string) error {
	return filterFault(clientele.Tell("record.of-field", "field", f.said(), "what", what), remedy)
}

// operand is a value as the column, or the side table, has it.
func (a *asking) operand(x test, written string) (any, error) {
	f := x.field
	switch f.Kind {
	case KindNumber, KindPercentage:
		n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(written, "%")), 64)
		if err != nil || math.IsNaN(n) || math.Abs(n) > mostNumber {
			return nil, badOperand(f, clientele.Tell("record.is-no-number", "text", clip(written)), writeAs("12.5"))
		}
		return n, nil
	case KindDuration, KindRating, KindLink, KindLinks, KindItems, kindID:
		n, err := strconv.ParseInt(written, 10, 64)
		if err != nil || n < 0 {
			return nil, badOperand(f, clientele.Tell("record.is-not-whole", "text", clip(written)), writeAs("17"))
		}
		return n, nil
	case KindYesNo:
		switch strings.ToLower(written) {
		case "yes", "true", "1":
			return int64(1), nil
		case "no", "false", "0":
			return int64(0), nil
		}
		return nil, badOperand(f, clientele.Tell("record.is-no-yes", "text", clip(written)), clientele.Tell("record.is-no-yes-remedy"))
	case KindUser:
		id, ok := a.read.user(written, true)
		if !ok {
			return nil, badOperand(f, clientele.Tell("record.is-no-user", "text", clip(written)), clientele.Tell("record.is-no-user-remedy"))
		}
		return int64(id), nil
	case KindUsers:
		id, ok := a.read.user(written, true)
		if !ok {
			return nil, badOperand(f, clientele.Tell("record.is-no-user", "text", clip(written)), clientele.Tell("record.is-no-user-remedy"))
		}
		return id.String(), nil
	case KindChoice, KindChoices:
		v, w := choose(f, written)
		if w != nil {
			return nil, badOperand(f, w.what, w.remedy)
		}
		if f.Kind == KindChoices {
			return db.Fold(v.(string)), nil
		}
		return v, nil
	case KindTags, KindEmails, kindRole:
		return db.Fold(written), nil
	case KindPhones:
		raw, e164 := a.read.phone(written)
		return contactKey(f.Kind, Contact{Value: raw, E164: e164}), nil
	case KindDates:
		return written, nil
	}
	return written, nil
}

// amount reads "1000" (of the firm's currency), "1000.50 USD", in major units.
func (a *asking) amount(x *test, written string) error {
	number, currency, _ := strings.Cut(written, " ")
	if x.of = currency; currency == "" {
		x.of = a.read.currency
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !isCurrency(x.of) || math.IsNaN(n) || math.Abs(n) > mostNumber/1000 {
		return badOperand(x.field, clientele.Tell("record.is-no-amount", "text", clip(written)), clientele.Tell("record.is-no-amount-remedy"))
	}
	x.values = append(x.values, int64(math.Round(n*float64(clientele.MinorPerMajor(x.of)))))
	return nil
}

// span is what a day, a moment or a period covers, as the column of the field has it:
// from lo, up to hi, which is no longer in it.
func (a *asking) span(f Field, written string) (lo, hi any, err error) {
	from, to, ok := a.days(written)
	if !ok {
		return a.exactly(f, written)
	}
	if f.Kind == KindMoment {
		return int64(a.s.clock.Begins(from)), int64(a.s.clock.Begins(to + 1)), nil
	}
	return from.String(), (to + 1).String(), nil
}

func (a *asking) exactly(f Field, written string) (lo, hi any, err error) {
	bad := badOperand(f, clientele.Tell("record.is-no-day", "text", clip(written)), clientele.Tell("record.some-day-remedy"))
	switch f.Kind {
	case KindMoment:
		at, err := time.Parse(time.RFC3339Nano, written)
		if err != nil {
			return nil, nil, bad
		}
		return at.UnixMilli(), at.UnixMilli() + 1, nil
	case KindDue:
		v, w := readDue(written)
		if w != nil {
			return nil, nil, bad
		}
		return v, v.(string) + "~", nil
	}
	return nil, nil, bad
}

// days are the first and the last day of what is written: 2026-03-31, today, -30d, this quarter.
func (a *asking) days(written string) (from, to clientele.Day, ok bool) {
	written = strings.ToLower(written)
	switch written {
	case "today":
		return a.today, a.today, true
	case "yesterday":
		return a.today - 1, a.today - 1, true
	case "tomorrow":
		return a.today + 1, a.today + 1, true
	}
	if isPeriod(written) {
		from, to = period(a.today, written)
		return from, to, true
	}
	if n := len(written); n > 2 && (written[0] == '-' || written[0] == '+') {
		count, err := strconv.Atoi(written[1 : n-1])
		if err != nil || count > 10_000 || count < 0 {
			return 0, 0, false
		}
		if written[0] == '-' {
			count = -count
		}
		day := a.today.Time()
		switch written[n-1] {
		case 'd':
			day = day.AddDate(0, 0, count)
		case 'w':
			day = day.AddDate(0, 0, 7*count)
		case 'm':
			day = day.AddDate(0, count, 0)
		case 'y':
			day = day.AddDate(count, 0, 0)
		default:
			return 0, 0, false
		}
		d := max(1, clientele.DayOf(day))
		return d, d, true
	}
	d, err := clientele.ParseDay(written)
	return d, d, err == nil && d > 0
}

// period is the first and the last day of "this quarter", "last week" …; weeks begin on Monday.
func period(today clientele.Day, written string) (from, to clientele.Day) {
	which, unit, _ := strings.Cut(written, " ")
	step := map[string]int{"last": -1, "this": 0, "next": 1}[which]
	t := today.Time()
	date := func(y int, m time.Month, d int) clientele.Day {
		return clientele.DayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
	}
	switch unit {
	case "week":
		monday := today - clientele.Day((int(t.Weekday())+6)%7) + clientele.Day(7*step)
		return monday, monday + 6
	case "month":
		return date(t.Year(), t.Month()+time.Month(step), 1), date(t.Year(), t.Month()+time.Month(step+1), 1) - 1
	case "quarter":
		first := (t.Month()-1)/3*3 + 1
		return date(t.Year(), first+time.Month(3*step), 1), date(t.Year(), first+time.Month(3*step+3), 1) - 1
	}
	return date(t.Year()+step, 1, 1), date(t.Year()+step+1, 1, 1) - 1
}
