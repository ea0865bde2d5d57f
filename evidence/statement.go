package evidence

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// statement is how a list of movements of money is read, a bank's or a payment
// service's: who pays in is a client, and the payment a purchase. Money that goes out is
// none of that, but where it goes back: to somebody who paid before, or as the movement
// itself says.
type statement struct {
	amount string // the column of the amount, with its sign
	plus   string // or that of what came in,
	minus  string // and that of what went out
	side   string // the column that says which way it went, where the amount has no sign
	out    string // what stands there where it went out
	who    string // who paid, where money came in
	text   string // the text in which the payer's name stands, where no column holds it
	paid   string // who was paid, where money went out; empty where it is the same column
	name   string // how who is called, where who is an address
	id     string // the movement's own number
	about  string // the number of the movement that it gives back
	sort   string // the column of the sort of movement
	back   string // what stands there of one that gives back

	ends *regexp.Regexp // where the text begins with the name: what ends it
}

// maxPayers bounds how many payers are remembered.
const maxPayers = 100_000

// payments reads the rows of a statement.
type payments struct {
	statement
	amountAt, plusAt, minusAt, sideAt, whoAt, textAt, paidAt, nameAt, idAt, aboutAt, sortAt int
	outs, backs                                                                             []string

	payers        map[string]string // by number, name or address: who paid
	came, unnamed int               // payments that came in within the sample, and those of nobody
	asIs          bool              // the text is who paid, as the person said
}

// open begins to read a file's rows; what the sample shows of who paid helps the rows before them.
func (s *statement) open(head places, sample [][]string, asIs bool) *payments {
	p := &payments{statement: *s, asIs: asIs, payers: map[string]string{}, outs: strings.Split(s.out, "|"), backs: strings.Split(s.back, "|")}
	p.amountAt, p.sideAt, p.whoAt, p.textAt, p.paidAt = head.of(s.amount), head.of(s.side), head.of(s.who), head.of(s.text), head.of(s.paid)
	p.nameAt, p.idAt, p.aboutAt, p.sortAt = head.of(s.name), head.of(s.id), head.of(s.about), head.of(s.sort)
	p.plusAt, p.minusAt = head.of(s.plus), head.of(s.minus)
	for _, row := range sample {
		cells := make([][]byte, max(len(row), len(head)))
		for i, c := range row {
			cells[i] = []byte(c)
		}
		if way, ok := p.moved(cells); ok && way > 0 && !p.givesBack(cells) {
			p.came++
			if p.payer(cells) == "" {
				p.unnamed++
			}
		}
	}
	return p
}

func textAt(cells [][]byte, at int) string {
	if at < 0 || at >= len(cells) {
		return ""
	}
	return string(tidied(cleanText(cells[at])))
}

// moved says which way the money went: below zero it went out.
func (p *payments) moved(cells [][]byte) (way int, ok bool) {
	if p.minusAt >= 0 && p.plusAt >= 0 && max(p.minusAt, p.plusAt) < len(cells) {
		switch {
		case holdsNumber(cells[p.plusAt]):
			return 1, true
		case holdsNumber(cells[p.minusAt]):
			return -1, true
		}
		return 0, false
	}
	if p.amountAt < 0 || p.amountAt >= len(cells) {
		return 0, false
	}
	n, ok := parseNumber(cleanText(cells[p.amountAt]), eitherDecimal)
	switch {
	case !ok || n.empty || n.units == 0:
		return 0, false
	case n.units < 0, p.sideAt >= 0 && slices.Contains(p.outs, folded(textAt(cells, p.sideAt))):
		return -1, true
	}
	return 1, true
}

func (p *payments) givesBack(cells [][]byte) bool {
	word := folded(textAt(cells, p.sortAt))
	return word != "" && slices.ContainsFunc(p.backs, func(b string) bool { return b != "" && saysWord(word, b) })
}

// payer is who paid, "" where nobody is named; it is remembered.
func (p *payments) payer(cells [][]byte) string {
	who := textAt(cells, p.whoAt)
	if who == "" || isNull([]byte(who)) {
		if who = textAt(cells, p.nameAt); who == "" {
			who = p.inText(cells, payerWays)
		}
	}
	if who == "" || len(p.payers) > maxPayers {
		return who
	}
	for _, known := range []string{who, textAt(cells, p.nameAt), textAt(cells, p.idAt)} {
		if known = folded(known); known != "" && p.payers[known] == "" {
			p.payers[known] = who
		}
	}
	return who
}

// given is to whom money went, and whether that is one who paid before.
func (p *payments) given(cells [][]byte) (who string, paid bool) {
	to := textAt(cells, p.paidAt)
	if p.paidAt < 0 {
		to = textAt(cells, p.whoAt)
	}
	if to == "" {
		to = p.inText(cells, payeeWays)
	}
	for _, by := range []string{textAt(cells, p.aboutAt), to, textAt(cells, p.nameAt)} {
		if known := p.payers[folded(by)]; by != "" && known != "" {
			return known, true
		}
	}
	if to == "" || to == textAt(cells, p.whoAt) && p.paid != "" {
		to = textAt(cells, p.nameAt)
	}
	return to, false
}

func (p *payments) row(cells [][]byte) (bool, *Reject) {
	sign, ok := p.moved(cells)
	if !ok {
		return true, nil // the amount says itself what is wrong
	}
	back := p.givesBack(cells)
	if sign > 0 {
		if back {
			return true, &Reject{What: clientele.Tell("evidence.given-to-you"), Remedy: NothingToDo}
		}
		return true, p.put(cells, p.payer(cells), namesNobody)
	}
	who, paid := p.given(cells)
	if !back && !paid {
		return true, &Reject{What: clientele.Tell("evidence.money-went-out"), Remedy: NothingToDo}
	}
	p.sign(cells)
	return true, p.put(cells, who, paidBackNobody)
}

func holdsNumber(cell []byte) bool {
	n, ok := parseNumber(cleanText(cell), eitherDecimal)
	return ok && !n.empty && n.units != 0
}

// sign writes a minus before what went out, where only another column says so; in a
// column of its own it has none.
func (p *payments) sign(cells [][]byte) {
	switch {
	case p.minusAt >= 0 && p.plusAt >= 0:
		cells[p.minusAt] = bytes.TrimLeft(cleanText(cells[p.minusAt]), "-−")
	case p.sideAt >= 0:
		if amount := cleanText(cells[p.amountAt]); len(amount) > 0 && amount[0] != '-' {
			cells[p.amountAt] = append([]byte{'-'}, amount...)
		}
	}
}

// What is said of a row that does not name who it is of.
var (
	namesNobody    = clientele.Tell("evidence.names-nobody")
	paidBackNobody = clientele.Tell("evidence.paid-back-nobody")
)

// put writes whose a row is where the account is read from.
func (p *payments) put(cells [][]byte, who, nobody string) *Reject {
	at := p.whoAt
	if at < 0 {
		at = p.textAt
	}
	switch {
	case at < 0 || at >= len(cells):
		return nil
	case who == "":
		return &Reject{What: nobody, Remedy: NothingToDo + "; " + clientele.Tell("evidence.write-name")}
	}
	cells[at] = []byte(who)
	return nil
}

// The ways in which banks write a payer into the text of a payment.
var payerWays = []*regexp.Regexp{
	regexp.MustCompile(`(?i)ORIG CO NAME:\s*(.+?)\s*(?:ORIG ID:|CO ENTRY|DESC DATE:|SEC:|\s{2,}|$)`),
	regexp.MustCompile(`(?i)^(.+?)\s+DES:`),
	regexp.MustCompile(`(?i)\bORIG:\s*(?:\d/)?(.+?)\s*(?:\bID:|\bORG\b|\bREF\b|$)`),
	regexp.MustCompile(`(?i)\bB/O:\s*(.+?)\s*(?:\bREF\b|\bORG\b|/|$)`),
	regexp.MustCompile(`(?i)\bRE[CÇ]U(?:E|S)?\b[^/:]*?(?:/DE\s+|\bDE\s*:\s*|\bDE\s+)(.+?)\s*(?:/MOTIF|/REF|\bMOTIF\b|\bREF\b|\bID\s*:|\bPROVENANCE\b|$)`),
	regexp.MustCompile(`(?i)\bEN VOTRE FAVEUR\s+(?:DE\s*:?\s+)?(.+?)\s*(?:/MOTIF|/REF|\bMOTIF\b|\bREF\b|$)`),
	regexp.MustCompile(`(?i)^VIR(?:EMENT)?\s+(?:SEPA\s+|INST(?:ANTANE)?\s+)*DE\s*:?\s+(.+?)\s*(?:/MOTIF|/REF|\bMOTIF\b|\bREF\b|$)`),
	regexp.MustCompile(`(?i)\b(?:payments?|money added|transfer|top-?up|credit|recd|received|funds|deposit)\s+from:?\s+(.+?)(?:\s+(?:for|ref|reference|conf#?|memo|info)\b.*|\s*[;,].*|\s+\S*\d{6,}.*)?$`),
	regexp.MustCompile(`(?i)^from:?\s+(.+?)(?:\s*[;,].*)?$`),
	regexp.MustCompile(`(?i)^(?:transf\S*|bizum)\s+(?:(?:inmediata|instant\S*|sepa|recibida|recibido|a su favor)\s+)*(?:de\s*:?\s+)?(.+?)(?:[,.;]?\s*\bconcepto\b.*|[,;].*)?$`),
}

// And whom was paid.
var payeeWays = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:payment|transfer|refund|sent|money sent)\s+to:?\s+(.+?)(?:\s+(?:for|ref|reference|conf#?|memo|info)\b.*|\s*[;,].*|\s+\S*\d{6,}.*)?$`),
	regexp.MustCompile(`(?i)^to:?\s+(.+?)(?:\s*[;,].*)?$`),
	regexp.MustCompile(`(?i)\b(?:POUR|VERS|A)\s*:\s*(.+?)\s*(?:/MOTIF|/REF|\bMOTIF\b|\bREF\b|\bDATE\b|$)`),
	regexp.MustCompile(`(?i)^(?:transf\S*|bizum)\s+(?:(?:inmediata|instant\S*|sepa|emitida|realizada)\s+)*(?:a(?:\s+favor\s+de)?)\s*:?\s+(.+?)(?:[,.;]?\s*\bconcepto\b.*|[,;].*)?$`),
}

// inText is the name that stands in the text of a movement.
func (p *payments) inText(cells [][]byte, ways []*regexp.Regexp) string {
	if p.textAt < 0 || p.textAt >= len(cells) {
		return ""
	}
	text := cleanText(cells[p.textAt])
	if p.asIs {
		return string(tidied(text))
	}
	if p.ends == nil {
		return nameIn(ways, string(text))
	}
	if end := p.ends.FindIndex(text); end != nil {
		text = text[:end[0]]
	}
	return string(tidied(bytes.TrimSpace(text)))
}

func nameIn(ways []*regexp.Regexp, text string) string {
	for _, way := range ways {
		if m := way.FindStringSubmatch(text); m != nil {
			if name := tidied(bytes.Trim([]byte(m[1]), " ,;:./-*")); hasLetter(name) {
				return string(name)
			}
		}
	}
	return ""
}
