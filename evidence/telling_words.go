package evidence

import (
	"github.com/clientele-crm/clientele"
)

// kindHeads are words of headers of columns that say what sort of row it is, or which way the money went.
var kindHeads = wordSet("type typ tipo art soort kind direction richtung sens dr cr drcr debit credit soll haben sign vorzeichen flag mode class sort event action entry rodzaj druh tipas вид тип")

// sayUnknownWords names the columns that nobody reads and whose few words, or whose yes and
// no, may say that some rows are no sale: that they may is said, whatever the words are.
func (r *recognition) sayUnknownWords() {
	var list []string
	for col, h := range r.header {
		p := r.profiles[col]
		few := len(p.values) >= 2 && len(p.values) <= 8 && p.repeats() > 0 && p.longest <= 40 && p.filled*2 >= p.rows
		yes := few && p.known(isYesOrNo) == 1
		switch {
		case r.used[col] || !few || yes && anyToken(h, sayNothing):
			continue
		case !yes && (p.numbers > 0 || p.layout(true) != notDates || anyToken(h, aside) || anyToken(h, otherKinds) || !anyToken(h, kindHeads) && !ledgerHeader(h)):
			continue
		}
		words := sortedKeys(p.values)
		var shown []string
		for _, w := range words[:min(len(words), 4)] {
			shown = append(shown, clientele.Tell("evidence.word-times", "word", clip(w, 30), "n", p.values[w]))
		}
		list = append(list, clientele.Tell("evidence.column-words", "column", h, "words", shown))
	}
	if len(list) > 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.not-read", "columns", list[:min(len(list), 3)])+" "+clientele.Tell("evidence.flag-not-read"))
	}
}

// otherKinds are words of headers of kindHeads that are not the row's.
var otherKinds = wordSet("payment card product item price ticket room lead source device customer client kunde")

// sayNothing are words of headers whose yes and no says nothing against a sale.
var sayNothing = wordSet("newsletter marketing optin opt consent new first returning repeat vip member taxable tax gift wrap subscribed accepts email sms mobile app fulfilled shipped delivered insured loyalty express requires printed read seen")

// textHeads are headers of what people write beside a row.
var textHeads = wordSet("note notes comment comments remark remarks bemerkung bemerkungen notiz kommentar remarque commentaire nota notas observaciones opmerking opmerkingen tags memo info internal")

// sayTexts tells of notes beside a row that call it off, with what these rows come to.
func (r *recognition) sayTexts() {
	if !r.named || r.shape != nil {
		return
	}
	for col, h := range r.header {
		p := r.profiles[col]
		if r.used[col] && !r.isField(col, "text") || p.filled == 0 || !anyToken(h, textHeads) {
			continue
		}
		against := map[string]int{}
		for i, v := range sortedKeys(p.values) {
			if i == sampleRows/4 {
				break
			}
			if callsRowOff(v) {
				against[v] = p.values[v]
			}
		}
		if len(against) > 0 {
			r.notes = append(r.notes, r.calledOff(col, against)+" "+clientele.Tell("evidence.flag-called-off", "column", quoteName(h)))
		}
	}
}

// callsRowOff says that a note begins by giving back, or says somewhere that something was
// called off.
func callsRowOff(note string) bool {
	words := wordsOf(note)
	if len(words) == 0 || len(words) > 20 {
		return false
	}
	for i, w := range words {
		switch s := stateOfWord(w); {
		case i > 0 && (notWords[words[i-1]] || i > 1 && notWords[words[i-2]]):
		case s == stateUndone, s == stateBack && i == 0 && len(words) <= 6:
			return true
		}
	}
	return isCreditText([]byte(note))
}

// calledOff tells of rows that these notes call off, with what they come to.
func (r *recognition) calledOff(col int, notes map[string]int) string {
	m := r.fields["amount"]
	if m == nil {
		return clientele.Tell("evidence.called-off", "words", r.counted(notes), "column", r.header[col])
	}
	f, sum := r.figuresOf(m.expr), int64(0)
	for i := range r.rows {
		if notes[r.cell(i, col)] > 0 {
			sum += f.v[i]
		}
	}
	return clientele.Tell("evidence.called-off-sum", "words", r.counted(notes), "column", r.header[col], "sum", figure(sum))
}

// sayTwins tells of accounts whose names differ by capitals and accents alone.
func (r *recognition) sayTwins() {
	m := r.fields["account"]
	if m == nil || m.expr.op != 'c' || !r.named {
		return
	}
	p := r.profiles[m.expr.col]
	if p.emails > 0 || p.numbers*2 > p.filled {
		return
	}
	names, twins, one, other := map[string]string{}, 0, "", ""
	for _, v := range sortedKeys(p.values) {
		f := folded(v)
		if before, ok := names[f]; !ok {
			names[f] = v
		} else if string(tidied([]byte(v))) != string(tidied([]byte(before))) {
			if twins++; twins == 1 {
				one, other = before, v
			}
		}
	}
	if twins > 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.twins", "n", twins, "from", m.From, "first", one, "second", other))
	}
}
