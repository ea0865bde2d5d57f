package evidence

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// engagementsDoor reads agreements that last: retainers, matters, subscriptions.
var engagementsDoor = &Door{
	Name: "engagements",
	Doc:  clientele.Tell("evidence.door-engagements"),
	Fields: []Field{
		accountField,
		{Name: "start", Doc: clientele.Tell("evidence.field-start"), Required: true, want: wantDate, weight: 1, names: names4{
			"start startdate started startedat startson begin begindate beginn von vertragsbeginn debut datedebut inicio fechainicio inizio datainizio startdatum begindatum aanvang contractstart effectivedate validfrom opened opendate dateopened engagementstart from openedon",
			"activated activationdate signed signeddate subscribedat since", "date datum", "created createdat"},
			not: "birth period signup churn"},
		{Name: "end", Doc: clientele.Tell("evidence.field-end"), want: wantDate, weight: 2, names: names4{
			"end enddate ended endedat endson ende bis vertragsende fin datefin fechafin fine datafine einddatum contractend expirydate expirationdate expires validto validuntil closed dateclosed closedate engagementend to until cancelledat canceledat terminationdate termination closedon",
			"expiry cancelled canceled renewaldate", "", ""},
			not: "period churn"},
		{Name: "kind", Doc: clientele.Tell("evidence.field-agreement"), want: wantAgreement, weight: 2, names: names4{
			"kind type engagementtype contracttype mattertype art typ tipo soort vertragsart typecontrat tipocontrato tipocontratto engagement agreementtype", "category service product", "", ""}},
		{Name: "fee", Doc: clientele.Tell("evidence.field-fee"), want: wantNumber, weight: 1.5, names: names4{
			"honorairesannuels honorairesmensuels montantannuel montantmensuel redevanceannuelle redevancemensuelle importeanual importemensual importoannuo importomensile jahresgebuhr monatsgebuhr jahresbeitrag monatsbeitrag mitgliedsbeitrag monatspauschale jahrespauschale monatshonorar jahreshonorar monatsbetrag jahresbetrag monatspreis jahrespreis monatsrate quartalsgebuhr quartalsbetrag cotisation cuotamensual cuotaanual canonemensile canoneannuo maandbedrag jaarbedrag fee retainerfee monthlyfee annualfee contractvalue amount mrr mrramount monthlyamount honorar gebuhr honoraire honoraires honorarios cuota onorario canone tarief price rate value betrag montant importe importo bedrag pauschale fixedfee budget arr",
			"arramount recurringrevenue monthlyrecurringrevenue planamount monthlyprice annualvalue acv", "total revenue", ""},
			not: "paid discount hours outstanding tax setup"},
		{Name: "currency", Doc: clientele.Tell("evidence.field-fee-currency"), want: wantCurrency, weight: 0.3, names: names4{"currency currencycode wahrung devise moneda divisa valuta", "", "", ""}},
		{Name: "period", Doc: clientele.Tell("evidence.field-period"), want: wantPeriod, weight: 2, names: names4{
			"period billingperiod billingfrequency billingcycle billinginterval frequency interval cycle turnus zahlweise abrechnung periode periodicite periodicidad periodicita frequentie feeperiod per recurrence term", "plan billing", "", ""}},
		{Name: "ref", Doc: clientele.Tell("evidence.field-ref"), want: wantRef, weight: 1.5, names: names4{
			"subscriptionid contractid contractno contractnumber matterid matterno matternumber engagementid projectid mandateid retainerid agreementid vertragsnummer vertragsnr aktenzeichen aktennummer projektnummer caseid casenumber dossiernummer policynumber",
			"matter subscription contract project reference ref fileno filenumber", "id", ""},
			not: "customer client account user type start end name date"},
		lineField, nameField, emailField, phoneField, countryField,
	},
	decide:  (*recognition).settleScale,
	open:    func(p *Plan, out *outlet) worker { return newEngagementWorker(p, out) },
	typical: []string{"end", "period", "kind", "fee"}, lasts: true,
}

// periodStems begin words that are written together with what they are of: "Jahresgebühr".
var periodStems = map[string]clientele.Period{"jahres": clientele.Yearly, "monats": clientele.Monthly, "quartals": clientele.Quarter, "vierteljahres": clientele.Quarter, "wochen": clientele.Weekly,
	"maand": clientele.Monthly, "jaar": clientele.Yearly, "annuel": clientele.Yearly, "mensuel": clientele.Monthly, "trimestriel": clientele.Quarter, "anual": clientele.Yearly, "annuo": clientele.Yearly, "trimestral": clientele.Quarter}

// periodSaid is the period that the fee's header gives: "mrr", "monthly fee".
func (r *recognition) periodSaid() clientele.Period {
	m := r.fields["fee"]
	if m == nil {
		return ""
	}
	for _, t := range tokens(m.From) {
		for stem, period := range periodStems {
			if strings.HasPrefix(t, stem) {
				return period
			}
		}
		switch t {
		case "mrr", "monthly", "month", "monatlich", "mensuel", "mensile", "mensual":
			return clientele.Monthly
		case "arr", "annual", "yearly", "acv", "year", "jahrlich":
			return clientele.Yearly
		case "quarterly", "quarter":
			return clientele.Quarter
		case "weekly":
			return clientele.Weekly
		}
	}
	return ""
}

// agreementSaid is the sort of agreement that a file without such a column is
// about: "matter_id" speaks of matters.
func (r *recognition) agreementSaid() clientele.EngagementKind {
	for _, h := range r.header {
		for _, t := range tokens(h) {
			switch kind := clientele.EngagementKind(t); kind {
			case clientele.Subscription, clientele.Matter, clientele.Retainer, clientele.Project, clientele.Mandate:
				return kind
			}
		}
	}
	if r.fields["period"] != nil || r.periodSaid() != "" {
		return clientele.Retainer
	}
	return clientele.Project
}

type engagementWorker struct {
	plan   *Plan
	out    *outlet
	people *people
	seen   *seen
	hash   hasher

	start, end, kind, fee, currency, period, ref, line *reading
}

func newEngagementWorker(p *Plan, out *outlet) *engagementWorker {
	return &engagementWorker{plan: p, out: out, people: newPeople(p), seen: newSeen(p.rowsGuess()),
		start: p.reading("start"), end: p.reading("end"), kind: p.reading("kind"), fee: p.reading("fee"),
		currency: p.reading("currency"), period: p.reading("period"), ref: p.reading("ref"), line: p.reading("line")}
}

func (w *engagementWorker) finish() {}

func (w *engagementWorker) row(r *row) *Reject {
	key, reject := w.people.key(r)
	if reject != nil {
		return reject
	}
	if len(key) == 0 {
		return w.people.missing()
	}
	b, when, reject := w.engagement(r)
	if reject != nil {
		return reject
	}
	ref, reject := w.ref.key(r, "id")
	if reject != nil {
		return reject
	}
	b.Ref = string(ref)
	e := clientele.Entry{Who: w.people.who(r, string(key)), Line: lineIn(w.line, r, w.plan), Day: when.day, At: when.at}
	if len(ref) > 0 {
		e.Key = w.plan.factKey("engagement", e, b.Ref, w.seen)
	} else {
		// End, fee and period are what an agreement says, not which one it is: they may change.
		w.hash.reset().text(e.Who.Key).text(string(e.Line)).text(string(b.Kind)).int(int64(b.Start))
		e.Key, _ = w.hash.numbered("engagement", w.seen)
	}
	e.Body = b
	w.out.entry(e, 1)
	return nil
}

func (w *engagementWorker) engagement(r *row) (b clientele.Engagement, when moment, reject *Reject) {
	when, dated, reject := w.start.moment(r)
	if reject != nil {
		return b, when, reject
	}
	if !dated {
		return b, when, w.start.reject(clientele.Tell("evidence.no-start"), clientele.Tell("evidence.fill-in", "column", w.plan.column("start")))
	}
	b.Start = when.day
	var end moment
	ended := false
	if w.end != nil && !endless(string(w.end.bytes(r))) {
		if end, ended, reject = w.end.moment(r); reject != nil {
			return b, when, reject
		}
	}
	if ended {
		if b.End = end.day; b.End < b.Start {
			return b, when, w.end.reject(clientele.Tell("evidence.ends-before", "end", b.End, "start", b.Start), clientele.Tell("evidence.ends-before-remedy"))
		}
	}
	if b.Kind, b.Period, reject = w.sort(r); reject != nil {
		return b, when, reject
	}
	b.Fee, reject = w.feeOf(r)
	return b, when, reject
}

// sort reads which sort of agreement it is and how often its fee falls due.
func (w *engagementWorker) sort(r *row) (clientele.EngagementKind, clientele.Period, *Reject) {
	kind, period := w.plan.settled.agreement, w.plan.settled.period
	if word := folded(string(w.kind.bytes(r))); word != "" {
		if k, ok := wordOf(agreementWords, word); ok {
			kind = clientele.EngagementKind(k)
		} else if w.plan.settled.agreement == "" {
			return "", "", w.kind.reject(clientele.Tell("evidence.no-agreement", "word", clip(word, 40)), clientele.Tell("evidence.no-agreement-remedy"))
		}
	}
	if word := folded(string(w.period.bytes(r))); word != "" && period == "" {
		p, ok := wordOf(periodWords, strings.ReplaceAll(word, "_", " "))
		if !ok {
			return "", "", w.period.reject(clientele.Tell("evidence.no-period", "word", clip(word, 40)), clientele.Tell("evidence.no-period-remedy"))
		}
		period = clientele.Period(p)
	}
	return kind, period, nil
}

func (w *engagementWorker) feeOf(r *row) (clientele.Money, *Reject) {
	v, sign, has, reject := w.fee.money(r)
	if reject != nil || !has {
		return clientele.Money{}, reject
	}
	if v < 0 {
		return clientele.Money{}, w.fee.reject(clientele.Tell("evidence.minus-fee"), clientele.Tell("evidence.correct-it"))
	}
	if scale := w.plan.settled.scale; scale > 1 {
		if v > maxTenThousandths/scale {
			return clientele.Money{}, w.fee.tooLarge()
		}
		v *= scale
	}
	currency, reject := currencyIn(w.currency, r, sign, w.plan)
	if reject != nil {
		return clientele.Money{}, reject
	}
	return clientele.Money{Minor: minor(v, currency), Currency: currency}, nil
}
