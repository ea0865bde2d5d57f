package evidence

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// recognition is what was made of a file's columns for one door.
type recognition struct {
	door         *Door
	header       []string
	heads        []*heading // of them, taken apart
	export       likeness
	named        bool // the columns have names of their own
	profiles     []*profile
	rows         [][]string
	fields       map[string]*Mapped
	used         []bool
	removed      map[string]bool // fields that the person took away
	given        map[string]bool // fields that the person gave
	notes        []string
	ask          []Question
	chosen       bool         // the person chose the door
	amountNeeded bool         // a row without an amount is nothing
	timesheet    bool         // the rows are hours of colleagues
	said         []string     // what the sample's layout is
	blanks       string       // what the person said of blank accounts
	soldSaid     string       // and of which side is a sale: credit or debit
	sold         side         // which it is
	laid         bool         // the layout puts its rows right before they are read
	filled       []int        // columns whose blanks are taken from above
	above        [][]string   // the notes over the header
	names        headNames    // how many columns the header names
	flags        map[int]flag // columns of yes and no that say what became of a row
	joined       *expr        // first and last name together
	shape        *shape       // the known export that it is
	fit          float64
}

// Mapped is a field, what it is read from, how sure that is, and why.
type Mapped struct {
	Field string  `json:"field"`
	From  string  `json:"from"` // as --map takes it
	Sure  float64 `json:"sure"`
	Why   string  `json:"why"`

	expr *expr
}

// headNames is how many columns a header names; is false where there is none.
type headNames struct {
	n  int
	is bool
}

// enough is how sure one must be to read a column as something.
const enough = 0.5

// candidate is a column that could be a field.
type candidate struct {
	field *Field
	col   int
	sure  float64
	why   string
}

// recognise finds the columns of a door: first what the person said, then the
// surest pairs of field and column, each column once.
func recognise(d *Door, base recognition, given []mapped) *recognition {
	r := base
	r.door, r.fields = d, map[string]*Mapped{}
	r.used = make([]bool, len(r.header))
	r.removed, r.given = map[string]bool{}, map[string]bool{}
	r.shape = shapeFor(d, &r)
	r.notes = slices.Clone(base.notes)
	for _, m := range given {
		r.given[m.field] = true
		if m.expr == nil {
			r.removed[m.field] = true
			continue
		}
		why := asYouSaid
		if m.shape != "" {
			why = clientele.Tell("evidence.why-export", "export", m.shape)
		}
		r.fields[m.field] = &Mapped{Field: m.field, From: m.expr.write(r.header), Sure: 1, Why: why, expr: m.expr}
		for _, col := range m.expr.columns() {
			r.used[col] = true
		}
	}
	var all []candidate
	for i := range d.Fields {
		f := &d.Fields[i]
		for col := range r.header {
			if c := r.weigh(f, col); c.sure > 0 {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		switch {
		case a.sure > b.sure:
			return -1
		case a.sure < b.sure:
			return 1
		}
		return a.col - b.col
	})
	r.assign(all)
	r.joinNames()
	r.buyerBeforeVendor()
	r.accountThatReturns(all)
	if d.settle != nil {
		d.settle(&r)
	}
	r.fallBack(all)
	if r.blanks != "nobody" {
		r.filled = r.mergedCells()
	}
	if d.ask != nil {
		d.ask(&r)
	}
	r.score()
	return &r
}

// assign gives each field its surest column that is still free.
func (r *recognition) assign(all []candidate) {
	for _, c := range all {
		if c.sure < enough || r.used[c.col] || r.fields[c.field.Name] != nil || r.removed[c.field.Name] {
			continue
		}
		r.set(c)
	}
}

func (r *recognition) set(c candidate) {
	e := &expr{op: 'c', col: c.col}
	r.fields[c.field.Name] = &Mapped{Field: c.field.Name, From: e.write(r.header), Sure: c.sure, Why: c.why, expr: e}
	r.used[c.col] = true
}

// drop takes a field away again.
func (r *recognition) drop(field string) {
	if m := r.fields[field]; m != nil && !r.given[field] {
		for _, col := range m.expr.columns() {
			r.used[col] = false
		}
		delete(r.fields, field)
	}
}

// fallBack takes a less sure column for what the door cannot do without: by a
// weak name first, then by content alone.
func (r *recognition) fallBack(all []candidate) {
	for _, name := range []string{"at", "start", "account"} {
		f := r.door.field(name)
		if f == nil || !f.Required || r.fields[name] != nil || r.removed[name] {
			continue
		}
		r.shareAccount(f)
		for _, c := range all {
			if c.field == f && c.sure >= 0.3 && !r.isOwn(c) && !r.used[c.col] && r.fields[name] == nil {
				r.set(c)
			}
		}
		if r.fields[name] == nil && r.shape == nil { // what a known export does not hold is not guessed
			r.byContent(f)
		}
	}
	if r.door.guess != nil {
		r.door.guess(r)
	}
}

// isOwn says that a column holds one account throughout, and may be the seller's: its bank's.
func (r *recognition) isOwn(c candidate) bool {
	p := r.profiles[c.col]
	return c.field.want == wantAccount && len(p.values) == 1 && p.filled > 2 && anyToken(r.header[c.col], wordSet("account konto compte cuenta conto rekening merchant iban"))
}

// shareAccount lets the e-mail address or the name be the account where there is no id.
func (r *recognition) shareAccount(f *Field) {
	if f.Name != "account" {
		return
	}
	for _, other := range []string{"email", "name", "phone"} {
		if m := r.fields[other]; m != nil && r.fields["account"] == nil && !(other == "email" && r.alwaysOne(m)) {
			why := clientele.Tell("evidence.why-no-id-" + other)
			r.fields["account"] = &Mapped{Field: "account", From: m.From, Sure: m.Sure * 0.8, Why: why, expr: m.expr}
		}
	}
}

// byContent finds an account or a date in a column whose name says nothing.
func (r *recognition) byContent(f *Field) {
	best, bestScore := -1, 0.0
	for col, p := range r.profiles {
		if r.used[col] || p.filled == 0 || r.named && (spokenFor(r.header[col]) || r.figureByName(col) || f.want == wantAccount && orderNumber.sureOf(r.heads[col]) >= nameSure[1]) {
			continue
		}
		score := 0.0
		if f.want == wantAccount && !r.named && p.repeats() == 0 && p.filled > 1 && len(r.header) == 3 {
			continue // a day, a text, a sum: a bank's list, in which the text is no name
		}
		switch f.want {
		case wantDate:
			if l := p.layout(false); l != notDates {
				score = p.share(p.dates[l])
			}
		case wantAccount:
			score = idLike(p)
			if words := tokens(r.header[col]); r.named && endsInID(words) {
				score *= 1.5
			}
		}
		if score > bestScore {
			best, bestScore = col, score
		}
	}
	if best < 0 || r.named && r.others(f, best) {
		return // it is asked
	}
	if r.named {
		taken := clientele.Tell("evidence.taken-account", "column", r.header[best])
		if f.want == wantDate {
			taken = clientele.Tell("evidence.taken-date", "column", r.header[best])
		}
		r.notes = append(r.notes, taken+" "+clientele.Tell("evidence.flag-wrong-map", "map", f.Name+"=COLUMN"))
	}
	why := clientele.Tell("evidence.by-content-dates")
	if f.want == wantAccount {
		why = clientele.Tell("evidence.by-content-returns")
	}
	r.set(candidate{f, best, 0.4 * min(1, bestScore), why})
}

// others says that by content alone another column could be the field as well as the best:
// two columns of dates, two of names that come back. Then it is a person's to say.
func (r *recognition) others(f *Field, best int) bool {
	for col, p := range r.profiles {
		if col == best || r.used[col] || p.filled == 0 || spokenFor(r.header[col]) || r.figureByName(col) {
			continue
		}
		switch f.want {
		case wantDate:
			if l := p.layout(false); l != notDates && p.share(p.dates[l]) >= 0.6 && p.filled*2 >= r.profiles[best].filled {
				return true
			}
		case wantAccount:
			if p.repeats() > 0 && p.share(p.numbers) < 0.9 && (r.profiles[best].repeats() == 0 && idLike(p) > 0 || idLike(p) >= 0.9*idLike(r.profiles[best])) {
				return true
			}
		}
	}
	return false
}

// figureByName says that a column's name is that of a number: a price is nobody.
func (r *recognition) figureByName(col int) bool {
	return slices.ContainsFunc(r.door.Fields, func(f Field) bool { return f.want == wantNumber && f.sureOf(r.heads[col]) > 0 })
}

func endsInID(words []string) bool {
	return len(words) > 0 && (words[len(words)-1] == "id" || words[len(words)-1] == "no" || words[len(words)-1] == "key")
}

// spokenFor are headers whose meaning is known to be neither account nor date of a purchase.
func spokenFor(header string) bool {
	for _, t := range tokens(header) {
		switch t {
		case "expected", "erwartet", "erwarteter", "erwartetes", "erwartete", "geplant", "geplanter", "planned", "forecast", "prevu", "prevue", "previsto", "prevista", "esperado", "esperada", "verwacht", "verwachte", "fallig", "falligkeit", "echeance", "scadenza", "vencimiento", "vervaldatum", "splatnost", "datumsplatnosti", "hatarido", "scadent", "forfallsdato", "forfalder", "erapaiva", "vade", "termin", "deadline", "renewal":
			return true
		case "birth", "birthday", "dob", "born", "churn", "signup", "updated", "modified", "expiry", "expires", "due", "version", "count", "score", "flag", "price", "year", "feature", "sku", "product", "item", "stock", "warehouse", "store", "deposit", "paid", "balance", "anzahlung", "acompte", "quantity", "qty", "units", "employee", "cashier",
			"server", "waiter", "waitress", "stylist", "barber", "therapist", "staff", "seller", "rep", "kellner", "kellnerin", "bedienung", "mitarbeiter", "kassierer", "verkaufer", "serveur", "vendeur", "camarero", "vendedor",
			"table", "tisch", "covers", "guests", "party", "seat", "location", "revenue", "dining", "service", "options", "tab", "room", "shift", "till", "register", "terminal", "payment", "method",
			"event", "pet", "pupil", "course", "lesson", "payout", "card", "digits", "auth", "entry", "tender", "type", "kind", "class", "group", "status", "stage", "currency", "city", "state", "zip", "postcode", "note", "notes", "comment", "tags", "category", "kategorie", "check", "opened", "closed", "tip", "tax", "discount", "amount", "total":
			return true
		}
	}
	w := squeezed(header)
	for _, end := range []string{"gruppe", "klasse", "art", "status", "kategorie", "typ"} { // words that German writes in one
		if len(w) > len(end)+2 && strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// idLike says how much a column looks like the ids of people who come back.
func idLike(p *profile) float64 {
	switch {
	case p.layout(false) != notDates, p.fractions > 0, p.negatives > 0, len(p.values) < 2:
		return 0
	case p.rows >= 20 && p.share(p.filled) < 0.2:
		return 0
	}
	variety := min(1, float64(len(p.values))/min(20, 1+float64(p.filled)/3))
	score := 0.3 + 0.7*variety*min(1, 0.3+p.repeats())
	if p.numbers == p.filled && p.longest <= 2 {
		score /= 2 // numbers below a hundred count things more often than they name people
	}
	return score
}

// numbersByContent serves files without a header: the decimals are the amount,
// small whole numbers the quantity.
func (r *recognition) numbersByContent() {
	for col := len(r.profiles) - 1; col >= 0; col-- {
		p := r.profiles[col]
		if r.used[col] || p.share(p.numbers) < 0.9 {
			continue
		}
		switch {
		case p.fractions > 0 && r.fields["amount"] == nil && !r.removed["amount"]:
			r.set(candidate{r.door.field("amount"), col, 0.6, clientele.Tell("evidence.by-content-fractions")})
		case p.fractions == 0 && p.longest <= 4 && len(p.values) < 200 && r.fields["quantity"] == nil && !r.removed["quantity"]:
			r.set(candidate{r.door.field("quantity"), col, 0.5, clientele.Tell("evidence.by-content-small")})
		}
	}
}

// weigh says how sure it is that a column is a field, from its name and its content.
func (r *recognition) weigh(f *Field, col int) candidate {
	byName := 0.0
	if r.named {
		byName = f.sureOf(r.heads[col])
	}
	if byName <= 0 {
		return candidate{}
	}
	fit, content := fitOf(f.want, r.profiles[col])
	why := byItsName
	if content != "" {
		why = clientele.Tell("evidence.why-name-because", "because", content)
	}
	return candidate{f, col, byName * fit, why}
}

// fitOf says how well a column's content suits a field, and in words why.
func fitOf(w want, p *profile) (float64, string) {
	if p.filled == 0 {
		if w == wantText || w == wantName || w == wantFew {
			return 0.6, ""
		}
		return 0, ""
	}
	switch w {
	case wantDate:
		if l := p.layout(true); l != notDates {
			return 1, clientele.Tell("evidence.because-dates", "n", max(p.dates[l], 0), "of", p.filled)
		}
		return 0, ""
	case wantNumber:
		return numberFit(p)
	case wantEmail:
		return threshold(p.share(p.emails), 0.5), clientele.Tell("evidence.because-emails")
	case wantCurrency:
		return threshold(p.share(p.currencies), 0.8), clientele.Tell("evidence.because-currencies")
	case wantAccount:
		return accountFit(p)
	case wantRef:
		if len(p.values) < 2 && p.filled > 2 || p.layout(false) == datesParts || p.numbers == 0 && p.known(func(s string) bool { return saleStateOf(s) != stateUnknown }) > 0.6 {
			return 0, ""
		}
		return 1, ""
	case wantStatus:
		if threshold(p.known(func(s string) bool { return saleStateOf(s) != stateUnknown }), 0.3) == 0 {
			return 0, ""
		}
		if p.known(func(s string) bool { return saleStateOf(s) == stateSold }) == 0 {
			return 0.6, clientele.Tell("evidence.because-states") // a stage of which nothing was sold; the state may stand elsewhere
		}
		return 1, clientele.Tell("evidence.because-states")
	case wantKind:
		return threshold(p.known(isIn(channelWords)), 0.4), clientele.Tell("evidence.because-contacts")
	case wantDirection:
		return threshold(p.known(isIn(directionWords)), 0.6), clientele.Tell("evidence.because-began")
	case wantPeriod:
		return threshold(p.known(isIn(periodWords)), 0.6), clientele.Tell("evidence.because-periods")
	case wantAgreement:
		return threshold(p.known(isIn(agreementWords)), 0.4), clientele.Tell("evidence.because-agreements")
	case wantFew:
		return threshold(1-min(1, float64(len(p.values))/float64(max(8, p.filled/4))), 0.01), ""
	}
	return textFit(w, p)
}

func textFit(w want, p *profile) (float64, string) {
	numbers, dates := p.share(p.numbers) > 0.9, p.layout(false) == datesParts
	switch {
	case w == wantPhone:
		return 1, ""
	case dates:
		return 0, ""
	case w == wantName && numbers:
		return 0.3, ""
	}
	return 1, ""
}

func threshold(share, least float64) float64 {
	if share < least {
		return 0
	}
	return 1
}

func numberFit(p *profile) (float64, string) {
	share := p.share(p.numbers + p.num.odd)
	if p.layout(false) == datesParts || share < 0.6 {
		return 0, ""
	}
	if share < 0.9 {
		return 0.7, ""
	}
	return 1, clientele.Tell("evidence.because-numbers")
}

// accountFit: ids that come back are the best sign; a column of fractions or dates is none.
func accountFit(p *profile) (float64, string) {
	fit := 1.0
	switch {
	case p.layout(false) == datesParts || p.layout(false) == datesNamed:
		return 0, ""
	case p.fractions*2 > p.filled && p.floats == 0 && !wholeFloats(p):
		return 0.2, ""
	case len(p.values) == 1 && p.rows > 2:
		fit = 0.4 // who is in each row is the seller, or nobody
	case p.repeats() == 0 && p.filled > 20:
		fit = 0.95
	}
	if p.repeats() > 0.1 {
		return fit, clientele.Tell("evidence.because-returns")
	}
	return fit, ""
}

// wholeFloats are ids that a program wrote as 17850.0.
func wholeFloats(p *profile) bool {
	for v := range p.values {
		if !strings.HasSuffix(v, ".0") {
			return false
		}
	}
	return true
}

// score says how well the door suits the file.
func (r *recognition) score() {
	for i := range r.door.Fields {
		f := &r.door.Fields[i]
		m := r.fields[f.Name]
		if m == nil {
			if f.Required {
				r.fit -= 10
			}
			continue
		}
		if f.Name == "account" && r.named && m.Sure < enough && m.byContent() {
			r.fit -= 8 // a door does not fit because something could be guessed to be whose it is
		}
		if r.holds(f.Name) {
			r.fit += f.weight * m.Sure
		}
	}
	r.fit += r.suits()
	if r.shape != nil {
		r.fit += 100 // its headers are known
	}
}

// holds says that a field is read from a column in which something stands: an empty
// column "Notes" makes no log of contacts.
func (r *recognition) holds(field string) bool {
	m := r.fields[field]
	return m != nil && slices.ContainsFunc(m.expr.columns(), func(c int) bool { return r.profiles[c].filled > 0 })
}

// same says that two columns name the same things: each value of one goes with one of the other.
func (r *recognition) same(a, b int) bool {
	forth, back := map[string]string{}, map[string]string{}
	for _, row := range r.rows {
		if a >= len(row) || b >= len(row) {
			continue
		}
		if v, ok := forth[row[a]]; ok && v != row[b] {
			return false
		}
		if v, ok := back[row[b]]; ok && v != row[a] {
			return false
		}
		forth[row[a]], back[row[b]] = row[b], row[a]
	}
	return len(forth) > 1
}
