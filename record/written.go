package record

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// filterWords are words of the written form: where one is meant as a value, it stands in quotes.
var filterWords = []string{"and", "or", "not", "any", "none", "in", "has", "contains", "starts", "is", "empty", "custom"}

func isWordOfFilters(s string) bool { return slices.Contains(filterWords, strings.ToLower(s)) }

// periods are values of two words.
var (
	whichPeriod = []string{"this", "last", "next"}
	periodUnits = []string{"week", "month", "quarter", "year"}
)

func isPeriod(s string) bool {
	which, unit, _ := strings.Cut(s, " ")
	return slices.Contains(whichPeriod, which) && slices.Contains(periodUnits, unit)
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-+.:@/%", r)
}

// PrintFilter writes a tree as people write it; ParseFilter reads the same from it.
func PrintFilter(n Node) string {
	if n == nil {
		return ""
	}
	return printed(n, false)
}

func printed(n Node, inside bool) string {
	switch n := n.(type) {
	case All:
		return joined(n, " and ", inside)
	case Any:
		return joined(n, " or ", inside)
	case Not:
		return "not " + printed(n.Of, true)
	case Via:
		return strings.TrimLeft(n.Quant+" ", " ") + n.Link + printedVia(n.Of)
	case Cond:
		return printedCond(n)
	}
	return ""
}

func printedVia(of Node) string {
	switch of := of.(type) {
	case Cond:
		return "." + printedCond(of)
	case Via:
		if of.Quant == "" {
			return "." + printed(of, true)
		}
	}
	return " (" + printed(of, false) + ")"
}

func joined(list []Node, word string, inside bool) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = printed(n, true)
	}
	text := strings.Join(parts, word)
	if inside {
		return "(" + text + ")"
	}
	return text
}

func printedCond(c Cond) string {
	switch c.Op {
	case Empty:
		return c.Field + " is empty"
	case In:
		if len(c.Values) == 1 && c.Values[0] == myTeam {
			return c.Field + " in " + myTeam
		}
		parts := make([]string, len(c.Values))
		for i, v := range c.Values {
			parts[i] = printedValue(v)
		}
		return c.Field + " in (" + strings.Join(parts, ", ") + ")"
	}
	if when := map[Op]string{Less: " before ", More: " after "}[c.Op]; when != "" && slices.Contains(events, c.Field) {
		return c.Field + when + printedValue(c.Values[0])
	}
	return c.Field + " " + string(c.Op) + " " + printedValue(c.Values[0])
}

// myTeam is everybody of the teams of who asks, as owners of something.
const myTeam = "my team"

func printedValue(s string) string {
	bare := s != "" && !isWordOfFilters(s) && strings.IndexFunc(s, func(r rune) bool { return !isWordRune(r) }) < 0
	if bare || isPeriod(s) {
		return s
	}
	return quoted(s)
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// token is a word, a text in quotes, or a sign of the written form.
type token struct {
	text   string
	sign   bool
	quoted bool
	at     int // the column, from 1
}

func (t token) is(word string) bool { return !t.quoted && !t.sign && strings.EqualFold(t.text, word) }

// parser reads the written form.
type parser struct {
	tokens []token
	end    int
	depth  int
}

// ParseFilter reads the written form; empty text is every record.
func ParseFilter(text string) (Node, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if len(text) > mostFilter {
		return nil, filterFault(clientele.Tell("record.filter-long"), atMost(mostFilter))
	}
	p := &parser{end: utf8.RuneCountInString(text) + 1}
	if err := p.cut(text); err != nil {
		return nil, err
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if len(p.tokens) > 0 {
		return nil, p.fault(clientele.Tell("record.no-end"), clientele.Tell("record.no-end-remedy"))
	}
	return n, bounded(n)
}

// write says how a condition is to be written.
func write(example string) string { return clientele.Tell("record.write", "example", example) }

// askFor says what may be asked for.
func askFor(words []string) string { return clientele.Tell("record.ask-for", "words", words) }

func atColumn(at int, what, remedy string) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: what, Where: clientele.Tell("record.at-column", "n", at), Remedy: remedy}
}

func (p *parser) fault(what, remedy string) error {
	at := p.end
	if len(p.tokens) > 0 {
		at = p.tokens[0].at
		what = clientele.Tell("record.at-word", "word", clip(p.tokens[0].text), "what", what)
	}
	return atColumn(at, what, remedy)
}

// cut makes tokens of the text.
func (p *parser) cut(text string) error {
	if db.Clean(text) != text {
		return filterFault(clientele.Tell("record.no-letters"), clientele.Tell("record.no-letters-remedy"))
	}
	runes := []rune(text)
	for i := 0; i < len(runes); {
		r, at := runes[i], i+1
		switch {
		case unicode.IsSpace(r):
			i++
		case r == '"':
			var b strings.Builder
			for i++; ; i++ {
				if i >= len(runes) {
					return atColumn(at, clientele.Tell("record.no-quote"), clientele.Tell("record.no-quote-remedy"))
				}
				if runes[i] == '"' {
					break
				}
				if runes[i] == '\\' && i+1 < len(runes) {
					i++
				}
				b.WriteRune(runes[i])
			}
			i++
			p.tokens = append(p.tokens, token{text: b.String(), quoted: true, at: at})
		case isWordRune(r):
			j := i
			for j < len(runes) && isWordRune(runes[j]) {
				j++
			}
			p.tokens = append(p.tokens, token{text: string(runes[i:j]), at: at})
			i = j
		default:
			sign := string(r)
			if i+1 < len(runes) && runes[i+1] == '=' && strings.ContainsRune("!<>", r) {
				sign += "="
			}
			if !slices.Contains([]string{"(", ")", ",", "=", "!=", "<", "<=", ">", ">="}, sign) {
				return atColumn(at, clientele.Tell("record.no-sign", "sign", sign), clientele.Tell("record.no-sign-remedy"))
			}
			p.tokens = append(p.tokens, token{text: sign, sign: true, at: at})
			i += len(sign)
		}
	}
	return nil
}

func (p *parser) peek() token {
	if len(p.tokens) == 0 {
		return token{sign: true, at: p.end}
	}
	return p.tokens[0]
}

func (p *parser) take(word string) bool {
	t := p.peek()
	if !t.is(word) && (!t.sign || t.text != word || len(p.tokens) == 0) {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

func (p *parser) or() (Node, error) {
	list, err := p.list("or", p.and)
	if err != nil || len(list) == 1 {
		return one(list), err
	}
	return Any(list), nil
}

func (p *parser) and() (Node, error) {
	list, err := p.list("and", p.unary)
	if err != nil || len(list) == 1 {
		return one(list), err
	}
	return All(list), nil
}

func one(list []Node) Node {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func (p *parser) list(word string, read func() (Node, error)) (list []Node, err error) {
	for {
		n, err := read()
		if err != nil {
			return nil, err
		}
		list = append(list, n)
		if !p.take(word) {
			return list, nil
		}
	}
}

func (p *parser) unary() (Node, error) {
	if p.depth++; p.depth > 4*mostDepth {
		return nil, p.fault(clientele.Tell("record.too-deep"), clientele.Tell("record.deep-remedy"))
	}
	defer func() { p.depth-- }()
	switch {
	case p.take("not"):
		n, err := p.unary()
		return Not{n}, err
	case p.take("("):
		return p.closed()
	case p.take("any"):
		return p.path("any")
	case p.take("none"):
		return p.path("none")
	}
	return p.path("")
}

// closed reads on to the bracket that closes.
func (p *parser) closed() (Node, error) {
	n, err := p.or()
	if err == nil && !p.take(")") {
		err = p.fault(clientele.Tell("record.no-close"), clientele.Tell("record.no-close-remedy"))
	}
	return n, err
}

// path reads "owner = me", "account.industry = law" and "person (…)".
func (p *parser) path(quant string) (Node, error) {
	t := p.peek()
	if t.sign || t.quoted || isWordOfFilters(t.text) {
		return nil, p.fault(clientele.Tell("record.no-name"), clientele.Tell("record.condition-remedy"))
	}
	names := strings.Split(t.text, ".")
	for _, name := range names {
		if name == "" || !isPlain(name) {
			return nil, p.fault(clientele.Tell("record.bad-name"), clientele.Tell("record.condition-remedy"))
		}
	}
	p.tokens = p.tokens[1:]
	if n, links, err := p.asTerm(quant, names); n != nil || err != nil {
		return through(quant, links, n), err
	}
	if p.peek().text == "(" && p.take("(") {
		n, err := p.closed()
		return through(quant, names, n), err
	}
	field := names[len(names)-1]
	links := names[:len(names)-1]
	if n := len(links); n > 0 && links[n-1] == "custom" {
		field, links = "custom."+field, links[:n-1]
	}
	if quant != "" && len(links) == 0 {
		return nil, atColumn(t.at, clientele.Tell("record.needs-link", "quant", quant),
			clientele.Tell("record.needs-link-remedy", "quant", quant))
	}
	c, err := p.cond(field)
	return through(quant, links, c), err
}

// asTerm reads a condition on what the book knows, where the names end with one.
func (p *parser) asTerm(quant string, names []string) (n Node, links []string, err error) {
	at, last := p.peek().at, len(names)-1
	name, links := names[last], names[:last]
	if last > 0 && names[last-1] == "standing" {
		name, links = "standing."+name, names[:last-1]
	}
	m, is, err := p.term(name)
	if !is || err != nil {
		return nil, nil, err
	}
	if quant != "" && len(links) == 0 {
		return nil, nil, atColumn(at, clientele.Tell("record.needs-link", "quant", quant),
			clientele.Tell("record.needs-account-remedy", "quant", quant, "term", m.String()))
	}
	n, err = p.cond(m.String())
	return n, links, err
}

func isPlain(s string) bool { return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" }

func through(quant string, links []string, of Node) Node {
	for i := len(links) - 1; i > 0; i-- {
		of = Via{"", links[i], of}
	}
	if len(links) > 0 {
		of = Via{quant, links[0], of}
	}
	return of
}

func (p *parser) cond(field string) (Node, error) {
	if p.take("is") {
		if !p.take("empty") {
			return nil, p.fault(clientele.Tell("record.no-empty"), clientele.Tell("record.no-empty-remedy", "field", field))
		}
		return Cond{Field: field, Op: Empty}, nil
	}
	for word, op := range whens {
		if p.take(word) {
			v, err := p.value()
			return Cond{field, op, []string{v}}, err
		}
	}
	for _, op := range ops {
		if op == Empty || !p.take(string(op)) {
			continue
		}
		if op == In {
			if len(p.tokens) > 1 && p.tokens[0].is("my") && p.tokens[1].is("team") {
				p.tokens = p.tokens[2:]
				return Cond{field, op, []string{myTeam}}, nil
			}
			values, err := p.values()
			return Cond{field, op, values}, err
		}
		v, err := p.value()
		return Cond{field, op, []string{v}}, err
	}
	return nil, p.fault(clientele.Tell("record.no-comparison"), clientele.Tell("record.use-one", "words", textsOf(ops)))
}

// whens are comparisons in the words of days.
var whens = map[string]Op{"before": Less, "after": More}

func (p *parser) values() (values []string, err error) {
	if !p.take("(") {
		return nil, p.fault(clientele.Tell("record.no-open"), clientele.Tell("record.in-remedy"))
	}
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		if values = append(values, v); len(values) > mostIn {
			return nil, p.fault(clientele.Tell("record.many-in", "n", mostIn), clientele.Tell("record.many-in-remedy"))
		}
		if p.take(")") {
			return values, nil
		}
		if !p.take(",") {
			return nil, p.fault(clientele.Tell("record.no-comma"), clientele.Tell("record.in-remedy"))
		}
	}
}

func (p *parser) value() (string, error) {
	t := p.peek()
	if t.sign || !t.quoted && isWordOfFilters(t.text) {
		return "", p.fault(clientele.Tell("record.no-value"), clientele.Tell("record.no-value-remedy"))
	}
	p.tokens = p.tokens[1:]
	if next := p.peek(); !t.quoted && !next.quoted && !next.sign && isPeriod(t.text+" "+next.text) {
		p.tokens = p.tokens[1:]
		return t.text + " " + next.text, nil
	}
	if !t.quoted && len(p.tokens) > 1 && p.tokens[1].is("ago") && !p.tokens[0].quoted {
		if back, ok := backOf(t.text, p.tokens[0].text); ok {
			p.tokens = p.tokens[2:]
			return back, nil
		}
	}
	return t.text, nil
}
