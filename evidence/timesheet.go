package evidence

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// A report of hours names the colleague, the client, and how long it took. It is no
// list of agreements, though it has a start and an end, and no list of purchases,
// though it may have an amount: each row is time given to a client.

var (
	hourWords   = wordSet("hours hour duration dauer stunden duree heures horas duracion ore durata uren duur tid timer timmar timespent minutes minuten hrs")
	workWords   = wordSet("project projekt projet proyecto progetto task aufgabe tache tarea taak billable abrechenbar activity timesheet matter aktivitat")
	billedWords = wordSet("billable abrechenbar facturable fatturabile factureerbaar debiterbar fakturierbar")
	staffOnly   = wordSet("user employee mitarbeiter mitarbeiterin collaborateur empleado dipendente medewerker staff consultant timekeeper person resource anstalld ansatt bearbeiter teammember agent")
)

func anyToken(header string, of map[string]bool) bool {
	return slices.ContainsFunc(tokens(header), func(t string) bool { return of[t] })
}

// isTimesheet says that the rows are hours of colleagues.
func (r *recognition) isTimesheet() bool {
	hours, work, staff, billed, named := false, false, false, false, false
	for col, h := range r.header {
		p := r.profiles[col]
		if anyToken(h, hourWords) && p.filled > 0 && !anyToken(h, wordSet("start end begin rate price amount")) {
			hours = hours || p.share(p.clocks) > 0.8 || p.share(p.numbers) > 0.8
		}
		work = work || anyToken(h, workWords)
		staff = staff || anyToken(h, staffOnly)
		billed = billed || anyToken(h, billedWords)
		named = named || slices.Contains(lastNames, squeezed(h))
	}
	staff = staff || billed && named // who worked has a name and no word for what he is
	return r.named && hours && work && staff
}

// settleContacts puts a report of hours right: whose names and addresses they are, and
// that a row is time together.
func settleContacts(r *recognition) {
	if !r.isTimesheet() {
		r.askWhichSide()
		return
	}
	r.timesheet = true
	r.drop("kind")
	r.drop("direction")
	for _, field := range []string{"account", "name"} {
		if m := r.fields[field]; m != nil && !r.given[field] && r.isStaffs(m) {
			r.drop(field)
		}
	}
	for _, field := range []string{"email", "phone"} {
		if m := r.fields[field]; m != nil && !r.given[field] && r.ofColleague(m) {
			r.drop(field) // a colleague's, not the client's
		}
	}
	if m := r.fields["person"]; m != nil && !r.given["person"] && len(r.profiles[m.expr.columns()[0]].values) < 3 && r.profiles[m.expr.columns()[0]].known(isYesOrNo) == 1 {
		r.drop("person") // "Employee?" yes
	}
	if r.fields["person"] == nil && !r.removed["person"] {
		r.personOfColleague()
	}
	if r.fields["minutes"] == nil && !r.removed["minutes"] {
		for col, h := range r.header {
			if p := r.profiles[col]; !r.used[col] && anyToken(h, hourWords) && !anyToken(h, wordSet("start end begin rate price amount")) && (p.share(p.numbers) > 0.8 || p.share(p.clocks) > 0.8) {
				r.set(candidate{r.door.field("minutes"), col, 0.8, clientele.Tell("evidence.why-minutes")})
				break
			}
		}
	}
	if r.fields["name"] != nil && r.fields["name"].expr == r.joined {
		delete(r.fields, "name")
	}
	if r.fields["account"] == nil && !r.removed["account"] {
		for _, col := range r.clientColumns() {
			r.set(candidate{r.door.field("account"), col, 0.8, clientele.Tell("evidence.why-for-whom")})
			break
		}
	}
	r.notes = append(r.notes, clientele.Tell("evidence.timesheet")+" "+clientele.Tell("evidence.flag-door"))
}

// isStaffs says that a field is read from a colleague's column.
func (r *recognition) isStaffs(m *Mapped) bool {
	if slices.ContainsFunc(r.header, func(h string) bool { return anyToken(h, staffOnly) }) {
		return slices.ContainsFunc(m.expr.columns(), func(col int) bool { return anyToken(r.header[col], staffOnly) })
	}
	return slices.ContainsFunc(m.expr.columns(), func(col int) bool { return slices.Contains(lastNames, squeezed(r.header[col])) })
}

// ofColleague says that an address or number goes with a colleague and not with a client.
func (r *recognition) ofColleague(m *Mapped) bool {
	account := r.fields["account"]
	if account == nil {
		return true
	}
	clients := map[string]map[string]bool{}
	for _, row := range r.rows {
		who, of := r.cellsOf(row, m), r.cellsOf(row, account)
		if clients[who] == nil {
			clients[who] = map[string]bool{}
		}
		clients[who][of] = true
	}
	for _, of := range clients {
		if len(of) > 1 {
			return true
		}
	}
	return false
}

// personOfColleague takes a colleague's column, or first and last name, for who of ours it was.
func (r *recognition) personOfColleague() {
	first := slices.IndexFunc(r.header, func(h string) bool { return slices.Contains(firstNames, squeezed(h)) })
	last := slices.IndexFunc(r.header, func(h string) bool { return slices.Contains(lastNames, squeezed(h)) })
	if first >= 0 && last >= 0 && first != last {
		e := &expr{op: '+', a: column(first), b: column(last)}
		r.fields["person"] = &Mapped{Field: "person", From: e.write(r.header), Sure: 0.8, Why: clientele.Tell("evidence.why-colleague-name"), expr: e}
		r.used[first], r.used[last] = true, true
		return
	}
	for col, h := range r.header {
		if anyToken(h, staffOnly) && !r.used[col] && r.profiles[col].known(isYesOrNo) < 1 && r.profiles[col].share(r.profiles[col].numbers) < 0.5 && !strings.HasSuffix(squeezed(h), "id") {
			r.set(candidate{r.door.field("person"), col, 0.8, clientele.Tell("evidence.why-colleague")})
			return
		}
	}
}

// clientColumns are those of clients by their names.
func (r *recognition) clientColumns() []int {
	var out []int
	for col, h := range r.header {
		if anyToken(h, wordSet("client customer kunde cliente klant account company firma societe")) && !r.used[col] && r.profiles[col].filled > 0 {
			out = append(out, col)
		}
	}
	return out
}

// suits weighs what a door's fields do not show: a file of nothing but whose and when is
// a list of purchases, and time given to clients is no agreement.
func (r *recognition) suits() float64 {
	fit := 0.0
	if names := r.door.typical; names != nil && !slices.ContainsFunc(names, r.holds) {
		fit -= 2
	}
	if r.timesheet {
		fit += 8
	}
	if r.door.lasts && r.endsTheSameDay() {
		fit -= 6
	}
	return fit
}

// endsTheSameDay says that what a file calls start and end is of one day: that is an hour, no agreement.
func (r *recognition) endsTheSameDay() bool {
	start, end := r.fields["start"], r.fields["end"]
	if start == nil || end == nil {
		return false
	}
	same, n := 0, 0
	for _, row := range r.rows {
		a, b := r.cellsOf(row, start), r.cellsOf(row, end)
		if a == "" || b == "" {
			continue
		}
		n++
		if day(a) == day(b) {
			same++
		}
	}
	return n > 1 && same*10 >= n*8
}
