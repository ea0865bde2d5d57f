package evidence

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// expr is what a field is read from: a column, several joined, or a sum that is
// worked out on each row.
type expr struct {
	op   byte // 'c' a column, 'n' a number, or + - *
	col  int
	lit  number
	a, b *expr
}

// columns are those that an expression reads, in the order in which they stand in it.
func (e *expr) columns() []int {
	switch {
	case e == nil || e.op == 'n':
		return nil
	case e.op == 'c':
		return []int{e.col}
	}
	return append(e.a.columns(), e.b.columns()...)
}

// joins says that an expression is a column or several joined by +.
func (e *expr) joins() bool {
	return e.op == 'c' || e.op == '+' && e.a.joins() && e.b.joins()
}

// write gives the expression as --map takes it; "" for none.
func (e *expr) write(header []string) string {
	switch {
	case e == nil:
		return ""
	case e.op == 'c':
		return quoteName(header[e.col])
	case e.op == 'n':
		return e.lit.String()
	}
	a, b := e.a.write(header), e.b.write(header)
	if e.op == '*' {
		a, b = bracket(e.a, a), bracket(e.b, b)
	}
	if e.op == '-' && (e.b.op == '+' || e.b.op == '-') {
		b = "(" + b + ")"
	}
	return a + string(e.op) + b
}

func bracket(e *expr, s string) string {
	if e.op == '+' || e.op == '-' {
		return "(" + s + ")"
	}
	return s
}

func quoteName(name string) string {
	if strings.ContainsAny(name, ",+-*()=\"'") {
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return name
}

// mapped is one part of --map.
type mapped struct {
	field string
	text  string // the expression as it was given; "" takes the field away
	expr  *expr
	shape string // the known export that says so, where no person did
}

// parseMap reads "account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice"
// against the columns that there are.
func parseMap(text string, header []string) ([]mapped, error) {
	var out []mapped
	for _, part := range splitMap(text) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		name = fieldAlias(strings.ToLower(strings.TrimSpace(name)))
		if !ok || name == "" {
			return nil, mapFault(clientele.Tell("evidence.map-odd", "part", strings.TrimSpace(part)),
				clientele.Tell("evidence.map-odd-remedy"))
		}
		if slices.ContainsFunc(out, func(m mapped) bool { return m.field == name }) {
			return nil, mapFault(clientele.Tell("evidence.map-twice", "field", name), clientele.Tell("evidence.map-join"))
		}
		m := mapped{field: name, text: strings.TrimSpace(value)}
		if m.text != "" {
			e, err := parseExpr(m.text, header)
			if err != nil {
				return nil, err
			}
			m.expr = e
		}
		out = append(out, m)
	}
	return out, nil
}

// AmendMap is a map as --map takes it, with some of its fields read otherwise.
func AmendMap(text, change string) string {
	var parts []string
	anew := splitMap(change)
	field := func(part string) string {
		name, _, _ := strings.Cut(part, "=")
		return fieldAlias(strings.ToLower(strings.TrimSpace(name)))
	}
	for _, part := range splitMap(text) {
		again := slices.ContainsFunc(anew, func(c string) bool { return field(c) == field(part) })
		if strings.TrimSpace(part) != "" && !again {
			parts = append(parts, part)
		}
	}
	for _, part := range anew {
		if strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ",")
}

// QuoteName is a column's name as --map takes it.
func QuoteName(name string) string { return quoteName(name) }

func mapFault(what, remedy string) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: what, Where: "--map", Remedy: remedy}
}

// fieldAlias lets people use the word they think of.
func fieldAlias(name string) string {
	switch name {
	case "date", "time", "when":
		return "at"
	case "customer", "client", "customer_id":
		return "account"
	case "order_id", "invoice", "orderid":
		return "order"
	case "total", "value":
		return "amount"
	case "qty":
		return "quantity"
	case "unit_price", "unitprice":
		return "price"
	case "e-mail", "mail":
		return "email"
	}
	return name
}

// PartsOfMap takes a map apart: each field, and what it is read from without the quotation
// marks that only an expression needs.
func PartsOfMap(text string) (parts [][2]string) {
	for _, part := range splitMap(text) {
		field, from, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		from = strings.TrimSpace(from)
		if n := len(from); n > 1 && from[0] == '"' && from[n-1] == '"' && !strings.Contains(strings.ReplaceAll(from[1:n-1], `""`, ""), `"`) {
			from = strings.ReplaceAll(from[1:n-1], `""`, `"`)
		}
		parts = append(parts, [2]string{strings.TrimSpace(field), from})
	}
	return parts
}

// splitMap cuts at commas that stand outside quotation marks.
func splitMap(text string) []string {
	var parts []string
	start := 0
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '`':
			quote = c
		case c == ',':
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// parser reads one expression by recursive descent.
type parser struct {
	text   string
	at     int
	header []string
	depth  int
}

// maxDepth keeps a hostile expression from exhausting the stack.
const maxDepth = 50

func parseExpr(text string, header []string) (*expr, error) {
	if col := findColumn(text, header); col >= 0 {
		return &expr{op: 'c', col: col}, nil
	}
	p := &parser{text: text, header: header}
	e, err := p.sum()
	if err != nil {
		return nil, err
	}
	p.space()
	if p.at < len(p.text) {
		return nil, mapFault(clientele.Tell("evidence.map-unread", "text", text, "rest", text[p.at:]), clientele.Tell("evidence.map-unread-remedy"))
	}
	if len(e.columns()) == 0 {
		return nil, mapFault(clientele.Tell("evidence.map-no-column", "text", text), columnsThereAre(header))
	}
	return e, nil
}

func (p *parser) space() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t') {
		p.at++
	}
}

func (p *parser) sum() (*expr, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, mapFault(clientele.Tell("evidence.map-deep"), clientele.Tell("evidence.map-deep-remedy"))
	}
	defer func() { p.depth-- }()
	e, err := p.product()
	for err == nil {
		p.space()
		if p.at == len(p.text) || (p.text[p.at] != '+' && p.text[p.at] != '-') {
			return e, nil
		}
		op := p.text[p.at]
		p.at++
		var b *expr
		b, err = p.product()
		e = &expr{op: op, a: e, b: b}
	}
	return nil, err
}

func (p *parser) product() (*expr, error) {
	e, err := p.factor()
	for err == nil {
		p.space()
		if p.at == len(p.text) || p.text[p.at] != '*' {
			return e, nil
		}
		p.at++
		var b *expr
		b, err = p.factor()
		e = &expr{op: '*', a: e, b: b}
	}
	return nil, err
}

func (p *parser) factor() (*expr, error) {
	p.space()
	if p.at == len(p.text) {
		return nil, mapFault(clientele.Tell("evidence.map-ends", "text", p.text), columnsThereAre(p.header))
	}
	switch c := p.text[p.at]; c {
	case '(':
		p.at++
		e, err := p.sum()
		if err != nil {
			return nil, err
		}
		p.space()
		if p.at == len(p.text) || p.text[p.at] != ')' {
			return nil, mapFault(clientele.Tell("evidence.map-bracket", "text", p.text), clientele.Tell("evidence.map-bracket-remedy"))
		}
		p.at++
		return e, nil
	case '"', '\'', '`':
		return p.quotedName(c)
	}
	if col, size := p.longestName(); size > 0 {
		p.at += size
		return &expr{op: 'c', col: col}, nil
	}
	word := p.text[p.at:]
	if i := strings.IndexAny(word, "+-*()"); i > 0 {
		word = word[:i]
	}
	if n, ok := plainNumber([]byte(strings.TrimSpace(word))); ok {
		p.at += len(word)
		return &expr{op: 'n', lit: n}, nil
	}
	if col := findColumn(word, p.header); col >= 0 {
		p.at += len(word)
		return &expr{op: 'c', col: col}, nil
	}
	return nil, unknownColumn(strings.TrimSpace(word), p.header)
}

func (p *parser) quotedName(quote byte) (*expr, error) {
	rest := p.text[p.at+1:]
	var name strings.Builder
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] != quote:
			name.WriteByte(rest[i])
		case i+1 < len(rest) && rest[i+1] == quote:
			name.WriteByte(quote)
			i++
		default:
			col := findColumn(name.String(), p.header)
			if col < 0 {
				return nil, unknownColumn(name.String(), p.header)
			}
			p.at += i + 2
			return &expr{op: 'c', col: col}, nil
		}
	}
	return nil, mapFault(clientele.Tell("evidence.map-mark", "text", p.text), clientele.Tell("evidence.map-mark-remedy"))
}

// longestName finds the longest column name that stands here, so that names
// with spaces and dashes need no quotation marks.
func (p *parser) longestName() (col, size int) {
	rest := p.text[p.at:]
	for i, name := range p.header {
		if len(name) <= size || len(name) > len(rest) || !strings.EqualFold(rest[:len(name)], name) {
			continue
		}
		after := strings.TrimLeft(rest[len(name):], " \t")
		if after == "" || strings.IndexByte("+-*)", after[0]) >= 0 {
			col, size = i, len(name)
		}
	}
	return col, size
}

// findColumn finds a column by its name: as it stands, then without regard to
// case, then without regard to spaces and marks.
func findColumn(name string, header []string) int {
	name = strings.TrimSpace(name)
	loose := squeezed(name)
	if strings.ContainsAny(name, "+-*()\"'`") {
		loose = "" // an expression, not a name
	}
	for _, same := range []func(string) bool{
		func(h string) bool { return h == name },
		func(h string) bool { return strings.EqualFold(h, name) },
		func(h string) bool { return loose != "" && squeezed(h) == loose },
	} {
		if i := slices.IndexFunc(header, same); i >= 0 {
			return i
		}
	}
	return -1
}

func unknownColumn(name string, header []string) error {
	remedy := columnsThereAre(header)
	if near := nearest(name, header); near != "" {
		remedy = clientele.Tell("evidence.map-near", "column", near) + "; " + remedy
	}
	return mapFault(clientele.Tell("evidence.map-unknown", "column", name), remedy)
}

func columnsThereAre(header []string) string {
	return clientele.Tell("evidence.columns-are", "columns", firstOf(header, 40))
}

// mapOneOf says how to name a field's column, and which there are.
func mapOneOf(field string, header []string) string {
	return clientele.Tell("evidence.map-one", "field", field) + "; " + columnsThereAre(header)
}

// nearest is the name with the fewest letters to change, if they are few.
func nearest(name string, names []string) string {
	best, fewest := "", len(squeezed(name))/2+1
	for _, n := range names {
		if d := changes(squeezed(name), squeezed(n)); d < fewest {
			best, fewest = n, d
		}
	}
	return best
}

// changes is the Levenshtein distance, cut off for long texts.
func changes(a, b string) int {
	a, b = a[:min(len(a), 60)], b[:min(len(b), 60)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}
