package record

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// Besides its fields an account may be asked for what the book knows of it: how often and
// for how much in which time, when last, and where it stands. Such a term has the place
// of a field in a condition, and one way to be written:
//
//	count(order, 90 days)   sum(order, 365 days)   last contact   standing.kind   standing("Consulting").trend
const (
	kindTally    Kind = "count or sum"
	kindEvent    Kind = "day of the book"
	kindStanding Kind = "standing"
)

// tallied are what is counted, by their words in a filter.
var tallied = map[string]clientele.EntryKind{"order": clientele.KindOrder, "return": clientele.KindReturn, "contact": clientele.KindInteraction}

// talliedWords are these words in their order.
var talliedWords = []string{"order", "return", "contact"}

// spans are the units of a time that counts back from today.
var spans = map[string]string{"day": "d", "week": "w", "month": "m", "year": "y"}

const mostBack = 10_000

// events are the days that may be asked for.
var events = []string{ledger.LastContact, ledger.LastOrder, ledger.FirstOrder}

// standingWords are what a standing may be asked for.
var standingWords = []string{"kind", "stage", "trend", "client_prob", "active_prob", "expected_value", "revenue", "orders"}

// term is a field of the book, read from how it is written.
type term struct {
	kind Kind
	of   string          // order; last contact; trend
	sum  bool            // of a tally: the amounts, not how many
	back string          // of a tally: "-90d"; "" is ever
	line *clientele.Line // of a standing: of this line; nil is any
}

// String is how a term is written.
func (m term) String() string {
	switch m.kind {
	case kindTally:
		what, over := "count", ""
		if m.sum {
			what = "sum"
		}
		if m.back != "" {
			over = ", " + ago(m.back)
		}
		return what + "(" + m.of + over + ")"
	case kindStanding:
		if m.line != nil {
			return "standing(" + quoted(string(*m.line)) + ")." + m.of
		}
		return "standing." + m.of
	}
	return m.of
}

// ago writes "-90d" as "90 days".
func ago(back string) string {
	n := back[1 : len(back)-1]
	for unit, letter := range spans {
		if strings.HasSuffix(back, letter) && n == "1" {
			return n + " " + unit
		} else if strings.HasSuffix(back, letter) {
			return n + " " + unit + "s"
		}
	}
	return ""
}

// backOf reads "90" and "days" as "-90d".
func backOf(n, unit string) (string, bool) {
	letter, known := spans[strings.TrimSuffix(strings.ToLower(unit), "s")]
	count, err := strconv.Atoi(n)
	if !known || err != nil || count < 1 || count > mostBack {
		return "", false
	}
	return "-" + strconv.Itoa(count) + letter, true
}

// termOf reads the name of a condition as a term, where it is one.
func termOf(field string) (m term, ok bool) {
	switch {
	case slices.Contains(events, field):
		return term{kind: kindEvent, of: field}, true
	case strings.HasPrefix(field, "standing"), strings.HasPrefix(field, "count("), strings.HasPrefix(field, "sum("):
	default:
		return term{}, false
	}
	p := &parser{end: len(field)}
	if len(field) > mostText || p.cut(field) != nil || len(p.tokens) == 0 {
		return term{}, false
	}
	name := p.tokens[0].text
	p.tokens = p.tokens[1:]
	m, ok, err := p.term(name)
	return m, ok && err == nil && len(p.tokens) == 0 && m.String() == field
}

// term reads on after a name that may begin a term.
func (p *parser) term(name string) (m term, ok bool, err error) {
	next := p.peek()
	switch {
	case name == "count" || name == "sum":
		if next.text != "(" || !next.sign {
			return term{}, false, nil
		}
		p.tokens = p.tokens[1:]
		m, err := p.tally(name == "sum")
		return m, err == nil, err
	case name == "last" || name == "first":
		if event := name + " " + strings.ToLower(next.text); !next.sign && !next.quoted && slices.Contains(events, event) {
			p.tokens = p.tokens[1:]
			return term{kind: kindEvent, of: event}, true, nil
		}
	case name == "standing" && next.sign && next.text == "(" && len(p.tokens) > 3 && p.tokens[1].quoted:
		line := clientele.Line(p.tokens[1].text)
		p.tokens = p.tokens[2:]
		if !p.take(")") {
			return term{}, false, p.fault(clientele.Tell("record.no-close"), write(`standing("Consulting").kind = client`))
		}
		of, dotted := strings.CutPrefix(p.peek().text, ".")
		if !dotted || p.peek().quoted {
			return term{}, false, p.fault(clientele.Tell("record.no-part"), clientele.Tell("record.use-one", "words", standingWords))
		}
		p.tokens = p.tokens[1:]
		return term{kind: kindStanding, of: of, line: &line}, true, nil
	case strings.HasPrefix(name, "standing."):
		return term{kind: kindStanding, of: strings.TrimPrefix(name, "standing.")}, true, nil
	}
	return term{}, false, nil
}

func (p *parser) tally(sum bool) (term, error) {
	m := term{kind: kindTally, of: strings.ToLower(p.peek().text), sum: sum}
	_, known := tallied[m.of]
	if !known || sum && m.of == "contact" || p.peek().quoted {
		what := clientele.Tell("record.no-count")
		if meant := near(m.of, talliedWords); meant != "" {
			what = clientele.Tell("record.no-count-near", "near", meant)
		}
		return m, p.fault(what, clientele.Tell("record.no-count-remedy"))
	}
	p.tokens = p.tokens[1:]
	if p.take(",") {
		n := p.peek().text
		if len(p.tokens) > 1 {
			var ok bool
			if m.back, ok = backOf(n, p.tokens[1].text); ok && !p.tokens[0].quoted && !p.tokens[1].quoted {
				p.tokens = p.tokens[2:]
			} else {
				m.back = ""
			}
		}
		if m.back == "" {
			return m, p.fault(clientele.Tell("record.no-time"), write("count("+m.of+", 90 days)"))
		}
	}
	if !p.take(")") {
		return m, p.fault(clientele.Tell("record.no-close"), write("count("+m.of+", 90 days)"))
	}
	return m, nil
}

// spoken says that a term is of accounts, and how another type comes to them.
func (a *asking) spoken(t *Type, m term) error {
	if m.kind == kindStanding && !slices.Contains(standingWords, m.of) {
		what := clientele.Tell("record.standing-lacks", "name", clip(m.of))
		if meant := near(m.of, standingWords); meant != "" {
			what = clientele.Tell("record.standing-lacks-near", "name", clip(m.of), "near", meant)
		}
		return filterFault(what, askFor(standingWords))
	}
	if t.Name == Account {
		return nil
	}
	remedy := clientele.Tell("record.ask-accounts")
	for f := range a.s.links(t.Name) {
		if f.To == Account && f.Kind == KindLink {
			remedy = write(f.Name + "." + m.String())
		} else if f.To == Account {
			remedy = clientele.Tell("record.ask-any", "links", f.Name, "term", m.String(), "first", f.Short)
		}
	}
	return filterFault(clientele.Tell("record.of-account", "type", t.Name, "term", clip(m.String())), remedy)
}

// known makes a test of a condition on a term.
func (a *asking) known(t *Type, m term, c Cond) (test, error) {
	if err := a.spoken(t, m); err != nil {
		return test{}, err
	}
	x := test{field: Field{Name: m.String(), Kind: m.kind}, op: c.Op, term: m}
	order := []Op{Is, IsNot, Less, AtMost, More, AtLeast}
	allowed, as := order, Field{Name: c.Field, Kind: KindNumber}
	switch {
	case m.kind == kindEvent:
		allowed, as.Kind = append(order, Empty), KindDay
	case m.kind == kindStanding && standingTexts[m.of] != nil:
		allowed, as.Kind, as.Options = []Op{Is, IsNot, In, Empty}, KindChoice, standingTexts[m.of]
	case m.sum || m.of == "expected_value" || m.of == "revenue":
		as.Kind = KindMoney
	}
	if !slices.Contains(allowed, c.Op) {
		return test{}, notAsked(c, allowed)
	}
	read, err := a.operands(test{field: as, op: c.Op}, c)
	x.values, x.lo, x.hi, x.of = read.values, read.lo, read.hi, read.of
	return x, err
}

// standingTexts are the words of the three parts of a standing that are words.
var standingTexts = map[string][]string{"kind": textsOf(clientele.Kinds), "stage": textsOf(clientele.Stages), "trend": textsOf(clientele.Trends)}

func textsOf[T ~string](list []T) []string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = string(s)
	}
	return texts
}

func (x test) tally(today clientele.Day, a *asking) ledger.Tally {
	t := ledger.Tally{Kind: tallied[x.term.of], Until: today, Currency: x.of}
	if x.term.back != "" {
		t.Since, _, _ = a.days(x.term.back) // it was read when it was written
	}
	return t
}

// facet are the standings that a test on words means.
func (x test) facet() (f standings.Facet) {
	for _, v := range x.values {
		s, _ := v.(string)
		switch x.term.of {
		case "kind":
			f.Kinds = append(f.Kinds, clientele.Kind(s))
		case "stage":
			f.Stages = append(f.Stages, clientele.Stage(s))
		case "trend":
			f.Trends = append(f.Trends, clientele.Trend(s))
		}
	}
	return f
}

// whereTerm compiles a test on a term. It is true or false, and never NULL.
func (a *asking) whereTerm(e db.Engine, x test, account string) clause {
	book := a.s.book
	switch x.term.kind {
	case kindTally:
		of := book.TallySQL(e, account, x.tally(a.today, a))
		return clause{"(" + of.Text + " " + sqlOp(x.op) + " " + typed(x.values[0]) + ")", append(of.Args, x.values[0])}
	case kindEvent:
		of := book.DaySQL(account, x.term.of)
		twice := func(text string, operands ...any) clause {
			return clause{"(" + of.Text + " <> '' AND " + of.Text + text + ")", append(append(slices.Clone(of.Args), of.Args...), operands...)}
		}
		switch x.op {
		case Empty:
			return clause{"(" + of.Text + " = '')", of.Args}
		case Is, IsNot:
			c := clause{"(" + of.Text + " >= ? AND " + of.Text + " < ?)", append(append(append(slices.Clone(of.Args), x.lo), of.Args...), x.hi)}
			if x.op == IsNot {
				c.text = "(NOT " + c.text + ")"
			}
			return c
		case Less:
			return twice(" < ?", x.lo)
		case AtMost:
			return twice(" < ?", x.hi)
		case More:
			return twice(" >= ?", x.hi)
		}
		return twice(" >= ?", x.lo)
	}
	not := ""
	if x.op == IsNot || x.op == Empty {
		not = "NOT "
	}
	of := a.s.book.StandingSQL(account, x.term.line, x.ofRow())
	return clause{"(" + not + of.Text + ")", of.Args}
}

// typed is a parameter whose type an engine cannot guess: a count may be compared with 1.5.
func typed(v any) string {
	if _, whole := v.(int64); whole {
		return "CAST(? AS BIGINT)"
	}
	return "CAST(? AS DOUBLE PRECISION)"
}

// ofRow is the condition over the row of a standing; of a negative one, what must not be.
func (x test) ofRow() db.Expr {
	if x.op == Empty {
		return db.Expr{Text: "1 = 1"}
	}
	if standingTexts[x.term.of] != nil {
		return standings.FacetSQL(x.facet())
	}
	op := x.op
	if op == IsNot {
		op = Is
	}
	c := db.Expr{Text: standings.StandingColumn(x.term.of) + " " + sqlOp(op) + " " + typed(x.values[0]), Args: x.values[:1]}
	if x.of != "" {
		c.Text += " AND " + standings.StandingCurrency + " = ?"
		c.Args = append(slices.Clone(c.Args), x.of)
	}
	return c
}

// Evidence is what the book knows of an account, for a Matcher.
type Evidence struct {
	Histories []clientele.History  // of each line
	Standings []clientele.Standing // likewise
}

// holdsTerm says whether an account meets a test on a term.
func (x test) holdsTerm(a *asking, e Evidence) bool {
	switch x.term.kind {
	case kindTally:
		n := 0.0
		t := x.tally(a.today, a)
		for _, h := range e.Histories {
			n += tallyOf(h, t)
		}
		v, _ := x.values[0].(float64)
		if minor, ok := x.values[0].(int64); ok {
			v = float64(minor)
		}
		if x.op == IsNot {
			return n != v
		}
		return ordered(x.op, cmpOf(n, v))
	case kindEvent:
		day := eventOf(e.Histories, x.term.of).String()
		if x.op == Empty {
			return day == ""
		}
		return x.holdsSpan(day, day != "")
	}
	some := slices.ContainsFunc(e.Standings, x.stands)
	if x.op == IsNot || x.op == Empty {
		return !some
	}
	return some
}

// stands says whether one standing meets a test; of a negative one, what must not be.
func (x test) stands(s clientele.Standing) bool {
	if x.term.line != nil && s.Line != *x.term.line {
		return false
	}
	if x.op == Empty {
		return true
	}
	if standingTexts[x.term.of] != nil {
		f := x.facet()
		return slices.Contains(f.Kinds, s.Kind) || slices.Contains(f.Stages, s.Stage) || slices.Contains(f.Trends, s.Trend)
	}
	n := float64(standings.Figure(s, x.term.of))
	v, _ := x.values[0].(float64)
	if x.of != "" {
		minor, _ := x.values[0].(int64)
		v = float64(minor)
	}
	if x.op == IsNot {
		return n == v && (x.of == "" || s.Revenue.Currency == x.of)
	}
	return ordered(x.op, cmpOf(n, v)) && (x.of == "" || s.Revenue.Currency == x.of)
}

// eventOf is one of the days of an account, over all of its lines.
func eventOf(all []clientele.History, which string) (day clientele.Day) {
	for _, h := range all {
		d := h.Last()
		switch which {
		case ledger.FirstOrder:
			if d = h.First(); day != clientele.NoDay && (d == clientele.NoDay || d > day) {
				d = day
			}
			day = d
			continue
		case ledger.LastContact:
			for _, c := range h.Contacts {
				d = max(d, c.Day)
			}
		}
		day = max(day, d)
	}
	return day
}

// tallyOf counts, or sums, over the days of a history.
func tallyOf(h clientele.History, t ledger.Tally) float64 {
	n := int64(0)
	within := func(d clientele.Day) bool { return d > t.Since && d <= t.Until }
	amounts := func(days []clientele.DayAmount) {
		for _, d := range days {
			if within(d.Day) {
				n += d.Minor
			}
		}
	}
	for _, o := range h.Others {
		switch {
		case t.Currency == "" || o.Currency != t.Currency:
		case t.Kind == clientele.KindOrder:
			amounts(o.Bought)
		case t.Kind == clientele.KindReturn:
			amounts(o.Returned)
		}
	}
	add := func(d clientele.Day, count int, minor int64) {
		if within(d) && t.Currency == "" {
			n += int64(count)
		} else if within(d) && t.Currency == h.Currency {
			n += minor
		}
	}
	switch t.Kind {
	case clientele.KindOrder:
		for _, d := range h.Days {
			add(d.Day, d.Orders, d.Minor)
		}
	case clientele.KindReturn:
		for _, d := range h.Returns {
			add(d.Day, d.Returns, d.Minor)
		}
	case clientele.KindInteraction:
		for _, d := range h.Contacts {
			add(d.Day, d.In+d.Out+d.Mutual, 0)
		}
	}
	return float64(n)
}
