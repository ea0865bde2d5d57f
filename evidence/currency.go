package evidence

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
)

// wordsLikeCodes are words of headers that happen to be a currency's code.
var wordsLikeCodes = strings.Fields("all top cup pen mop try mad gel bob cop sos lak bam ang den din real won lek lei real net rand lira crown mn nt br da dt mt rs re q l k r ft rm km sr ro bd kd jd qr le ll dh la m.n.")

// currencyOfHeader reads "amount_usd", "Total (EUR)", "Betrag (€)", "Swedish Krona - SEK", "dollars".
func currencyOfHeader(header string) string {
	plain := string(plainSigns([]byte(header)))
	lower := strings.ContainsFunc(plain, unicode.IsLower)
	for _, w := range strings.FieldsFunc(plain, func(r rune) bool { return strings.ContainsRune(" ()[]_/:;,|-{}\"'", r) || isDigit(byte(min(r, 0x7f))) }) {
		shouts := lower && len(w) == 3 && strings.ToUpper(w) == w // Amount TRY
		bracketed := strings.Contains(plain, "("+w+")") || strings.Contains(plain, "["+w+"]")
		if !shouts && !bracketed && slices.Contains(wordsLikeCodes, strings.ToLower(strings.TrimRight(w, "."))) {
			continue
		}
		if code, ok := currencyOfWord(w); ok && code != "" {
			return code
		}
	}
	for _, t := range tokens(header) { // AmountUSD
		if code, ok := isoCurrency(t); ok && !slices.Contains(wordsLikeCodes, t) {
			return code
		}
	}
	return ""
}

// currencyOfCell reads a cell that names a currency and nothing else: "EUR", "€",
// "Swedish Krona - SEK", "USD ($)", "US Dollar".
func currencyOfCell(b []byte) (code string, ok bool) {
	if code, ok = isoCurrency(string(b)); ok {
		return code, true
	}
	if len(b) == 0 || len(b) > 60 || bytes.ContainsAny(b, "0123456789") {
		return "", false
	}
	text := string(plainSigns(cleanText(b)))
	if code, ok = currencyOf(text); ok {
		return code, true
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ()[]/:;,-", r) })
	if len(words) > 6 {
		return "", false
	}
	for _, w := range words {
		if c, iso := isoCurrency(w); iso && strings.ToUpper(w) == w && (code == "" || c == code) {
			code = c
		} else if iso && strings.ToUpper(w) == w {
			return "", false
		}
	}
	if code != "" {
		return code, true
	}
	return currencyOf(strings.ToLower(strings.Join(words, "")))
}

// currencyIn is the currency of a row: what its column says, then the sign beside the
// number, then what the person said, then what the whole column showed. Where several
// currencies share the sign, what the person said goes before it.
func currencyIn(f *reading, r *row, sign string, p *Plan) (string, *Reject) {
	if b := f.bytes(r); len(b) > 0 {
		code, ok := currencyOfCell(b)
		if !ok {
			return "", f.reject(clientele.Tell("evidence.no-currency", "word", clip(string(b), 20)), clientele.Tell("evidence.no-currency-remedy"))
		}
		if code != "" {
			return code, nil
		}
	}
	if other, ok := p.signMeans[sign]; ok {
		sign = other
	}
	said := p.Options.Currency
	switch {
	case sign != "" && sign != clientele.UnknownCurrency && !shareSign(sign, said):
		return sign, nil
	case said != "":
		return said, nil
	case sign != "":
		return sign, nil
	case p.Currency != "":
		return p.Currency, nil
	}
	return clientele.UnknownCurrency, nil
}

// sharedSigns are currencies that people write with the same sign: a person or a firm says which is meant.
var sharedSigns = []string{
	" USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP BSD BBD BMD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD BND NIO ", " JPY CNY ", " GBP EGP LBP GIP FKP SHP SYP SDG SSP ",
	" INR PKR LKR NPR MUR SCR ", " CHF XAF XOF XPF ", " SEK NOK DKK ISK CZK ", " RUB BYN ", " KES UGX TZS SOS ",
}

// shareSign says that a currency that a sign was taken for could be another that was said.
func shareSign(code, said string) bool {
	return said != "" && slices.ContainsFunc(sharedSigns, func(s string) bool {
		return strings.Contains(s, " "+code+" ") && strings.Contains(s, " "+said+" ")
	})
}

// decideCurrency takes the currency of rows that do not say it from the option, the
// header ("amount_usd"), the sign in the cells or that in the columns beside them.
func (p *Plan) decideCurrency() {
	if m := p.fields["currency"]; m != nil && m.expr.op == 'c' && p.Options.Currency == "" {
		if q := p.profiles[m.expr.col]; len(q.values) > 1 {
			p.Notes = append(p.Notes, clientele.Tell("evidence.currencies-by", "from", m.From))
		}
	}
	var money []int
	for _, field := range []string{"amount", "fee", "price"} {
		if m := p.fields[field]; m != nil {
			money = append(money, m.expr.columns()...)
		}
	}
	for _, c := range money {
		if s := &p.profiles[c].num; s.folds > 0 {
			p.Notes = append(p.Notes, clientele.Tell("evidence.in-thousands", "column", p.header[c], "sample", s.fold))
		}
	}
	if len(money) == 0 || p.Currency != "" {
		return
	}
	for _, c := range money {
		if code := currencyOfHeader(p.header[c]); code != "" && p.Dialect.Header && p.Currency == "" {
			p.Currency = code
			p.Notes = append(p.Notes, clientele.Tell("evidence.currency-name", "currency", code, "column", p.header[c]))
		}
	}
	for _, c := range money {
		p.signInThisFile(p.profiles[c], p.header[c])
		p.currencyOfSigns(c, 0)
	}
	for c := range p.profiles {
		if p.fields["currency"] == nil && !slices.Contains(money, c) {
			p.currencyOfSigns(c, 0.5)
		}
	}
	p.currencyAbove()
	p.houseCurrency(money)
}

// houseCurrency takes the firm's own currency where nothing in the file says one.
func (p *Plan) houseCurrency(money []int) {
	several := slices.ContainsFunc(money, func(c int) bool { return p.profiles[c].signs > 0 })
	if p.Currency != "" || p.fields["currency"] != nil || several || p.door.decide == nil {
		return
	}
	if p.Options.House == "" {
		p.askCurrency()
		return
	}
	p.Currency = p.Options.House
	p.Notes = append(p.Notes, clientele.Tell("evidence.currency-house", "currency", p.Currency)+" "+clientele.Tell("evidence.flag-other-currency"))
}

// usualCurrencies are offered where a currency is asked for; any other can be written in.
var usualCurrencies = []string{"EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "INR", clientele.UnknownCurrency}

// askCurrency asks for the currency that neither the file nor the firm names, where somebody can answer.
func (p *Plan) askCurrency() {
	if !p.Options.AskMoney {
		return
	}
	p.Questions = append(p.Questions, Question{About: "currency", Ask: clientele.Tell("evidence.ask-currency"), Choices: usualCurrencies,
		Remedy: clientele.Tell("evidence.ask-currency-remedy")})
}

// currencyOfSigns takes the one currency that a column's signs say, where at least that share has one.
func (p *Plan) currencyOfSigns(col int, least float64) {
	q := p.profiles[col]
	if least == 0 && q.currency == clientele.UnknownCurrency && q.signs < q.numbers {
		p.Notes = append(p.Notes, clientele.Tell("evidence.bare-amounts", "n", q.numbers-q.signs, "column", p.header[col])+" "+clientele.Tell("evidence.flag-currency"))
	}
	if p.Currency != "" || q.currency == "" || q.currency == clientele.UnknownCurrency || q.share(q.signs) <= least || q.share(q.numbers) < 0.6 {
		return
	}
	p.Currency = q.currency
	if other, ok := p.signMeans[q.currency]; ok {
		p.Currency = other
	}
	switch {
	case least > 0:
		p.Notes = append(p.Notes, clientele.Tell("evidence.currency-signs", "currency", p.Currency, "column", p.header[col]))
	case q.signs < q.numbers:
		p.Notes = append(p.Notes, clientele.Tell("evidence.no-sign", "n", q.numbers-q.signs, "column", p.header[col], "currency", p.Currency))
	}
}

// signInThisFile says what a sign that several currencies share means here: ¥ beside
// fractions is no yen, and $ under Spanish or French headers may be a peso or a dollar of
// another country.
func (p *Plan) signInThisFile(q *profile, header string) {
	means := func(sign, code, note string) {
		if p.signMeans == nil {
			p.signMeans = map[string]string{}
		}
		p.signMeans[sign] = code
		p.Notes = append(p.Notes, note)
	}
	switch own := p.Options.House; {
	case q.signs > 0 && p.Options.Currency == "" && q.num.bare == q.signs && q.currency != own && shareSign(q.currency, own):
		means(q.currency, own, clientele.Tell("evidence.sign-house", "column", header, "currency", own)+" "+clientele.Tell("evidence.flag-other-currency"))
	case q.currency == "JPY" && q.num.bare == q.signs && q.num.points > 0:
		means("JPY", "CNY", clientele.Tell("evidence.sign-yuan", "column", header)+" "+clientele.Tell("evidence.flag-other-currency"))
	case q.currency == "USD" && q.num.bare == q.signs && p.Options.Currency == "" && sharesDollar(p.header):
		means("USD", clientele.UnknownCurrency, clientele.Tell("evidence.sign-dollar", "column", header)+" "+clientele.Tell("evidence.flag-currency"))
	}
}

// sharesDollar says that the headers are in a language of countries whose own money has the sign $.
func sharesDollar(headers []string) bool {
	for _, h := range headers {
		for _, t := range tokens(h) {
			if strings.Contains(" importe precio cantidad fecha cliente pedido venta moneda monto producto montant prix quantite commande facture devise ", " "+plainWord(t)+" ") {
				return true
			}
		}
	}
	return false
}
