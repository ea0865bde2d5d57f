package engagements

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// agreed is an engagement as its record says it.
type agreed struct {
	Kind                        clientele.EngagementKind
	Stage                       string
	Begins, Ends, Since         clientele.Day
	Fee                         clientele.Money
	Period                      clientele.Period
	Units                       float64
	Unit, Per                   string
	Notice, RenewsFor, Rise     float64
	NoticeUnit                  string
	Renews                      bool
	RisesOn                     clientele.Day
	NoticeBy, RunsOut, NextRise clientele.Day
	Terms                       []term
}

func read(r *record.Record) agreed {
	a := agreed{Kind: clientele.EngagementKind(r.Text("kind")), Stage: r.Text("stage"), Begins: dayOf(r, "begins"), Ends: dayOf(r, "ends"), Since: dayOf(r, "since"),
		Period: clientele.Period(r.Text("period")), Units: numberOf(r, "agreed"), Unit: r.Text("unit"), Per: r.Text("per"), Notice: numberOf(r, "notice"),
		RenewsFor: numberOf(r, "renews_for"), Rise: numberOf(r, "rise"), NoticeUnit: r.Text("notice_unit"), Renews: r.Values["renews"] == true, RisesOn: dayOf(r, "rises_on"),
		NoticeBy: dayOf(r, "notice_by"), RunsOut: dayOf(r, "runs_out"), NextRise: dayOf(r, "next_rise"), Terms: termsIn(r.Text("terms"))}
	a.Fee, _ = r.Values["fee"].(clientele.Money)
	return a
}

// live says that it runs, perhaps not for long.
func (a agreed) live() bool { return a.Stage == running || a.Stage == paused || a.Stage == notice }

// goesOn says that it renews itself unless somebody gives notice.
func (a agreed) goesOn() bool { return a.Renews && (a.Stage == running || a.Stage == paused) }

// all are the terms in which it ran, runs and will run, the first one first.
func (a agreed) all() []term {
	now := term{From: a.Since, To: a.Ends, Fee: a.Fee, Period: a.Period}
	if a.goesOn() {
		now.To = clientele.NoDay
	}
	return append(slices.Clone(a.Terms), now)
}

// on is the term that holds on a day: the first where that lies before all, else the latest begun.
func (a agreed) on(day clientele.Day) term {
	all := a.all()
	held := all[0]
	for _, t := range all {
		if t.From <= day {
			held = t
		}
	}
	return held
}

// worth is what a fee comes to in a year; none for a single one.
func worth(fee clientele.Money, p clientele.Period) clientele.Money {
	if fee.IsNone() || p.PerYear() == 0 {
		return clientele.Money{}
	}
	return clientele.Money{Minor: int64(math.Round(float64(fee.Minor) * p.PerYear())), Currency: fee.Currency}
}

// rule fills in what follows from what was agreed, and says what does not go together.
func rule(d record.Draft) []record.FieldFault {
	if dayOf(d.Is, "begins") == clientele.NoDay {
		return nil // that it lacks it is said by the kernel
	}
	asOffered(d)
	usual(d)
	faults := stretches(d)
	a := read(d.Is)
	faults = append(faults, a.times(d.Today)...)
	faults = append(faults, a.amounts()...)
	if len(faults) == 0 {
		follows(d.Is, a, d.Today)
	}
	return faults
}

// asOffered begins a new engagement with what is usual of its offering, where nobody said otherwise.
func asOffered(d record.Draft) {
	of := d.Led("offering")
	if of == nil || d.Was != nil {
		return
	}
	if d.Is.Text("kind") == kinds[0] { // which is there where nobody said
		d.Is.Set("kind", of.Text("kind"))
	}
	for _, f := range Offering.Fields {
		if _, said := d.Is.Values[f.Name]; !said {
			d.Is.Set(f.Name, of.Values[f.Name])
		}
	}
	if months := int(numberOf(d.Is, "renews_for")); d.Is.Values["renews"] == true && d.Is.Values["ends"] == nil {
		d.Is.Set("ends", termEnd(dayOf(d.Is, "begins"), max(months, 1)))
	}
}

// offeringRule says what cannot be usual: what an engagement of it would be refused for.
func offeringRule(d record.Draft) []record.FieldFault {
	usual(d)
	a := read(d.Is)
	a.Begins, a.Since = clientele.EarliestByHand, clientele.EarliestByHand // whichever day: the months of some are shorter
	if a.Renews && a.RenewsFor >= 1 {
		a.Ends = termEnd(a.Begins, int(min(a.RenewsFor, mostMonths)))
	}
	return append(a.times(d.Today), a.amounts()...)
}

// usual fills in what is meant where nobody said.
func usual(d record.Draft) {
	first := func(field string, v any, when bool) {
		if _, said := d.Is.Values[field]; !said && when {
			d.Is.Set(field, v)
		}
	}
	agreed, renews, rise := d.Is.Values["agreed"] != nil, d.Is.Values["renews"] == true, d.Is.Values["rise"] != nil
	first("unit", "hours", agreed)
	per := "whole"
	if clientele.Period(d.Is.Text("period")).PerYear() > 0 {
		per = "period"
	}
	first("per", per, agreed)
	first("notice_unit", "month", d.Is.Values["notice"] != nil)
	first("renews_for", 12.0, renews)
	first("rises_on", later(dayOf(d.Is, "begins"), 12), rise)
	first("ends", d.Today, d.Is.Text("stage") == ended)
}

// stretches keeps what was agreed before among the terms where something else holds from a day on.
func stretches(d record.Draft) []record.FieldFault {
	is, begins := d.Is, dayOf(d.Is, "begins")
	if is.Values["since"] == nil {
		is.Set("since", begins)
	}
	if d.Was == nil || d.Was.Text("stage") == offered {
		is.Set("since", begins) // nothing ran before it
		return nil
	}
	was, terms := read(d.Was), termsIn(is.Text("terms"))
	if is.Text("terms") != d.Was.Text("terms") {
		return nil // an undo brings them
	}
	since := dayOf(is, "since")
	switch {
	case len(terms) == 0 && begins != was.Begins && since == was.Since:
		is.Set("since", begins)
	case since > was.Since:
		to := since - 1
		if was.Ends != clientele.NoDay && !was.goesOn() {
			to = min(to, was.Ends)
		}
		terms = append(terms, term{From: was.Since, To: to, Fee: was.Fee, Period: was.Period})
	case since < was.Since && len(terms) == 0:
		is.Set("begins", since)
	case since < was.Since:
		last := &terms[len(terms)-1]
		if since <= last.From {
			return []record.FieldFault{fault("since", "engagements.since-early", "engagements.since-early-remedy", "day", last.From)}
		}
		last.To = min(last.To, since-1)
	}
	if len(terms) > 0 {
		if begins > terms[0].To {
			return []record.FieldFault{fault("begins", "engagements.begins-late", "engagements.begins-late-remedy", "day", terms[0].To)}
		}
		terms[0].From = begins
		is.Set("terms", termsText(terms))
	}
	return nil
}

// times says which days do not go together.
func (a agreed) times(today clientele.Day) (faults []record.FieldFault) {
	switch {
	case a.Ends != clientele.NoDay && a.Ends < a.Begins:
		faults = append(faults, fault("ends", "engagements.ends-before", "engagements.ends-before-remedy", "day", a.Begins))
	case a.Ends != clientele.NoDay && a.Ends < a.Since:
		faults = append(faults, fault("ends", "engagements.ends-since", "engagements.ends-since-remedy", "day", a.Since))
	case a.Ends == clientele.NoDay && a.Renews:
		faults = append(faults, fault("ends", "engagements.renews-never", "engagements.renews-never-remedy"))
	case a.Ends == clientele.NoDay && a.Stage == notice:
		faults = append(faults, fault("ends", "engagements.notice-until", "engagements.notice-until-remedy"))
	case a.Stage == ended && a.Ends > today:
		faults = append(faults, fault("stage", "engagements.ended-later", "engagements.ended-later-remedy", "day", a.Ends))
	}
	if len(faults) > 0 {
		return faults
	}
	switch {
	case a.Notice < 0 || a.Notice != math.Trunc(a.Notice) || a.Notice > mostNotice:
		faults = append(faults, fault("notice", "engagements.notice-odd", "engagements.notice-odd-remedy"))
	case a.Notice > 0 && a.Ends != clientele.NoDay && before(a.Ends, a.Notice, a.NoticeUnit) < a.Begins-1,
		a.Notice > 0 && a.Renews && before(termEnd(a.Begins, int(a.RenewsFor)), a.Notice, a.NoticeUnit) < a.Begins-1:
		faults = append(faults, fault("notice", "engagements.notice-long", "engagements.notice-long-remedy"))
	}
	if a.Renews && (a.RenewsFor < 1 || a.RenewsFor > mostMonths || a.RenewsFor != math.Trunc(a.RenewsFor)) {
		faults = append(faults, fault("renews_for", "engagements.renews-odd", "engagements.renews-odd-remedy"))
	}
	return faults
}

const (
	mostNotice = 3_650
	mostMonths = 1_200
	mostRise   = 100
)

// amounts says what cannot be of fee and volume.
func (a agreed) amounts() (faults []record.FieldFault) {
	if !a.Fee.IsNone() && a.Period == "" {
		faults = append(faults, fault("period", "engagements.fee-period", "engagements.fee-period-remedy"))
	}
	if a.Fee.Minor < 0 {
		faults = append(faults, fault("fee", "engagements.fee-below", "engagements.fee-below-remedy"))
	}
	if a.Units < 0 {
		faults = append(faults, fault("agreed", "engagements.agreed-below", "engagements.agreed-below-remedy"))
	}
	if a.Per == "period" && a.Units > 0 && a.Period.PerYear() == 0 {
		faults = append(faults, fault("per", "engagements.per-period", "engagements.per-period-remedy"))
	}
	if math.Abs(a.Rise) > mostRise {
		faults = append(faults, fault("rise", "engagements.rise-odd", "engagements.rise-odd-remedy"))
	}
	return faults
}

// follows sets what is computed of what was agreed.
func follows(r *record.Record, a agreed, today clientele.Day) {
	var days struct{ noticeBy, runsOut, rise clientele.Day }
	if (a.Stage == running || a.Stage == paused) && a.Ends != clientele.NoDay && (a.Notice > 0 || a.Renews) {
		days.noticeBy = before(a.Ends, a.Notice, a.NoticeUnit)
	}
	if a.live() && a.Ends != clientele.NoDay && !a.goesOn() {
		days.runsOut = a.Ends
	}
	if a.live() && a.Rise != 0 && a.RisesOn != clientele.NoDay {
		days.rise = yearly(a.RisesOn, a.Since+1)
		if days.runsOut != clientele.NoDay && days.rise > days.runsOut {
			days.rise = clientele.NoDay
		}
	}
	next := clientele.NoDay
	for _, day := range []clientele.Day{days.noticeBy, days.runsOut, days.rise} {
		switch {
		case day == clientele.NoDay:
		case next == clientele.NoDay, next < today && day > next, day >= today && day < next:
			next = day
		}
	}
	set := func(field string, day clientele.Day) {
		if r.Set(field, nil); day != clientele.NoDay {
			r.Set(field, day)
		}
	}
	set("notice_by", days.noticeBy)
	set("runs_out", days.runsOut)
	set("next_rise", days.rise)
	set("next_day", next)
	if r.Set("worth", nil); !worth(a.Fee, a.Period).IsNone() {
		r.Set("worth", worth(a.Fee, a.Period))
	}
}
