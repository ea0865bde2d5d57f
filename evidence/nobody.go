package evidence

import (
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
)

// nobodyWords are what shops write where a buyer has no account, in each case of letters.
var nobodyWords = eachCase("cash|cash customer|counter sale|over the counter|misc|misc customer|miscellaneous|anonymous customer|no name|contado|cliente contado|venta mostrador|publico general|público general|público en general|consumidor final|cliente final|cliente generico|clienti vari|cliente vario|cliente occasionale|" +
	"comptoir|client comptoir|client divers|clients divers|client passage|client de passage|passant|particulier|barkunde|barverkäufe|kassenkunde|laufkunde|diverse|diverse kunden|toonbank|balie|contante verkoop|passant|kontantkund|kontantkunde|käteisasiakas|klient detaliczny|detal|walk-in guest|walkin customer|" +
	"guest|guest checkout|guest customer|guest user|gast|gastbestellung|invité|invitado|ospite|anonymous|anonym|anonyme|unknown|unbekannt|walk-in|walk in|walkin|walk-in customer|" +
	"cash customer|cash sale|barverkauf|laufkundschaft|not logged in|no customer|none|n.a.|--|---|-1|undefined")

// nobodyBegins are the first bytes of those words: most accounts begin with none of them.
var nobodyBegins = func() (begins [256]bool) {
	for w := range nobodyWords {
		begins[w[0]] = true
	}
	return begins
}()

func eachCase(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.SplitSeq(list, "|") {
		r := []rune(w)
		title := string(unicode.ToUpper(r[0])) + string(r[1:])
		for i := range r {
			if i == 0 || r[i-1] == ' ' {
				r[i] = unicode.ToUpper(r[i])
			}
		}
		set[w], set[title], set[strings.ToUpper(w)], set[string(r)] = true, true, true, true
	}
	return set
}

// isNobody says that a cell of the account names no one.
func (s *settled) isNobody(b []byte) bool {
	switch {
	case len(b) == 0:
		return true
	case len(b) == 1:
		return s.zeroIsNobody && b[0] == '0'
	case len(b) > 24 || !nobodyBegins[b[0]]:
		return false
	}
	return nobodyWords[string(b)]
}

// settleNobody decides who it is where the account is empty, or a guest's.
func (r *recognition) settleNobody(s *settled) {
	m := r.fields["account"]
	if m == nil || m.expr.op != 'c' {
		return
	}
	for _, name := range []string{"email", "name", "phone"} {
		other := r.fields[name]
		if other == nil || slices.Equal(other.expr.columns(), m.expr.columns()) || name == "phone" && len(s.second) > 0 {
			continue
		}
		s.second = append(s.second, name)
	}
	p := r.profiles[m.expr.col]
	if n := p.values["0"]; n > 0 {
		s.zeroIsNobody = n > 1 && r.differAmong(m.expr.col, "0", s.second) || n*10 > p.filled && n*max(1, len(p.values)-1) > 5*(p.filled-n) && p.filled >= 20
	}
	blank := 0
	for i, row := range r.rows {
		if s.isNobody([]byte(r.cell(i, m.expr.col))) && slices.ContainsFunc(s.second, func(f string) bool { return strings.Trim(r.cellsOf(row, r.fields[f]), "\x00") != "" }) {
			blank++
		}
	}
	if blank > 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.guests", "n", blank, "from", m.From, "fields", toldFields(s.second)))
	}
}

// differAmong says that rows of one account have several e-mail addresses or names: it is nobody's.
func (r *recognition) differAmong(col int, value string, fields []string) bool {
	for _, f := range fields {
		seen := map[string]bool{}
		for i, row := range r.rows {
			if v := r.cellsOf(row, r.fields[f]); r.cell(i, col) == value && v != "" {
				seen[v] = true
			}
		}
		if len(seen) > 1 {
			return true
		}
	}
	return false
}

// toldFields are fields of which the next is looked at where the one before is empty.
func toldFields(names []string) string {
	told := make([]string, len(names))
	for i, name := range names {
		told[i] = clientele.Tell("evidence.the-" + name)
	}
	if len(told) == 1 {
		return told[0]
	}
	return clientele.Tell("evidence.then", "first", told[0], "then", told[1])
}

// senderIsUs serves lists of payments in which the account is who sent the money: where
// it goes back, that is the shop itself, and the name beside it says to whom.
func (r *recognition) senderIsUs() {
	account, name, amount := r.fields["account"], r.fields["name"], r.fields["amount"]
	if r.shape != nil && r.shape.pays != nil {
		return // it knows which way the money went
	}
	if account == nil || name == nil || amount == nil || r.given["account"] && r.fields["account"].Why == asYouSaid || account.expr.op != 'c' || name.expr.op != 'c' || account.expr.col == name.expr.col {
		return
	}
	f := r.figuresOf(amount.expr)
	out, in := map[string]bool{}, map[string]bool{}
	names := map[string]string{}
	for i := range r.rows {
		who := r.cell(i, account.expr.col)
		switch {
		case !f.has[i] || who == "":
		case f.v[i] < 0:
			out[who] = true
		default:
			in[who], names[r.cell(i, name.expr.col)] = true, who
		}
	}
	for i := range r.rows {
		who, called := r.cell(i, account.expr.col), r.cell(i, name.expr.col)
		if out[who] && !in[who] && called != "" && names[called] != "" && names[called] != who {
			r.notes = append(r.notes, clientele.Tell("evidence.sender-is-us", "from", account.From, "who", clip(who, 60), "name", name.From))
			r.drop("account")
			delete(r.given, "account")
			r.fields["account"] = &Mapped{Field: "account", From: name.From, Sure: 0.7, Why: clientele.Tell("evidence.why-receiver"), expr: name.expr}
			return
		}
	}
}
