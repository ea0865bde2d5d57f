package evidence

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// firstNames and lastNames are the headers of a person's name in two columns, squeezed.
var (
	firstNames = strings.Fields("firstname givenname forename fname first vorname prenom nombre nome voornaam imie fornamn fornavn primeironome")
	lastNames  = strings.Fields("lastname surname familyname lname last name nachname nom nomdefamille apellido apellidos cognome achternaam nazwisko efternamn etternavn sobrenome")
)

// namePart says that a header, whosever name it is, is one of those.
func namePart(header string, known []string) bool {
	words, whose := tokens(header), []string{"customer", "client", "billing", "buyer", "contact", "donor", "member", "kunde", "patient", "guest", "shipping"}
	if len(words) > 1 && slices.Contains(whose, words[0]) {
		words = words[1:]
	}
	if n := len(words); n > 1 && slices.Contains(whose, words[n-1]) { // First Name (Billing)
		words = words[:n-1]
	}
	return slices.Contains(known, strings.Join(words, ""))
}

// joinNames makes one name of a first and a last one. A family is not a person:
// the last name alone would make one account of all who share it.
func (r *recognition) joinNames() {
	if !r.named {
		return
	}
	first := slices.IndexFunc(r.header, func(h string) bool { return namePart(h, firstNames) })
	last := slices.IndexFunc(r.header, func(h string) bool { return namePart(h, lastNames) && !namePart(h, firstNames) })
	if first < 0 || last < 0 || r.profiles[first].filled == 0 || r.profiles[last].filled == 0 {
		return
	}
	for _, field := range []string{"account", "name"} {
		m := r.fields[field]
		if m != nil && !r.given[field] && m.expr.op == 'c' && (m.expr.col == first || m.expr.col == last) {
			r.drop(field)
		}
	}
	if r.fields["name"] != nil || r.removed["name"] || r.used[first] || r.used[last] {
		return
	}
	r.joined = &expr{op: '+', a: &expr{op: 'c', col: first}, b: &expr{op: 'c', col: last}}
	r.fields["name"] = &Mapped{Field: "name", From: r.joined.write(r.header), Sure: 0.8, Why: clientele.Tell("evidence.why-whole-name"), expr: r.joined}
	r.used[first], r.used[last] = true, true
}

// buyerBeforeVendor takes the buyer's name for the account where the column that was taken
// names whose goods they were.
func (r *recognition) buyerBeforeVendor() {
	account, name := r.fields["account"], r.fields["name"]
	if account == nil || name == nil || r.given["account"] || account.expr.op != 'c' || name.expr.op != 'c' || account.expr.col == name.expr.col {
		return
	}
	if !anyToken(account.From, wordSet("vendor supplier seller lieferant fournisseur proveedor fornitore leverancier merchant consignor")) ||
		!anyToken(name.From, wordSet("buyer customer client kunde kaufer acheteur cliente comprador klant koper purchaser bidder")) {
		return
	}
	r.drop("account")
	r.fields["account"] = &Mapped{Field: "account", From: name.From, Sure: name.Sure, Why: clientele.Tell("evidence.why-buyer"), expr: name.expr}
}

// accountThatReturns serves exports in which the "customer" is new on each order
// and another column says who it truly is: ids that come back go before ids that never do.
func (r *recognition) accountThatReturns(all []candidate) {
	m := r.fields["account"]
	if m == nil || r.given["account"] || m.expr.op != 'c' {
		return
	}
	if p := r.profiles[m.expr.col]; p.filled < 20 || p.repeats() > 0.02 {
		return
	}
	for _, c := range all {
		p := r.profiles[c.col]
		many := float64(len(p.values)) >= 0.3*float64(p.filled) // cashiers and shops are few
		if c.field.Name != "account" || c.col == m.expr.col || c.sure < enough || !many || p.repeats() < 0.02 || p.share(p.filled) < 0.5 {
			continue
		}
		if words := tokens(r.header[c.col]); !endsInID(words) && p.share(p.emails) < 0.5 {
			continue
		}
		r.notes = append(r.notes, clientele.Tell("evidence.account-returns", "from", m.From, "column", r.header[c.col])+" "+clientele.Tell("evidence.flag-wrong-map", "map", "account="+m.From))
		r.drop("account")
		r.set(c)
		return
	}
}

// mixesFloats says that ids stand in the file both as 17850 and as 17850.0: a
// program read them as numbers in one part and not in the other.
func mixesFloats(p *profile) bool {
	whole, point := 0, 0
	for v := range p.values {
		digits, isPoint := strings.CutSuffix(v, ".0")
		if n, ok := plainNumber([]byte(digits)); !ok || n.digits > 0 {
			return false
		}
		if isPoint {
			point++
		} else {
			whole++
		}
	}
	return whole > 0 && point > 0
}

// alwaysOne says that a field is the same on each of several rows: the shop's own address.
func (r *recognition) alwaysOne(m *Mapped) bool {
	if m.expr.op != 'c' || r.given[m.Field] {
		return false
	}
	p := r.profiles[m.expr.col]
	return len(p.values) == 1 && p.filled > 2 && p.rows > 2
}
