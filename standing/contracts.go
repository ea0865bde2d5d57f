package standing

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// agreement is a contract as it stands on a day: one that promises to go on.
type agreement struct {
	clientele.Engagement
	cohort   cohort
	term     float64 // days from one renewal to the next
	rest     float64 // days until the next renewal is decided
	renewals int     // so far, those of the contracts it followed too
	billed   bool    // its fee is seen among the purchases
}

// cohort is who is taken to renew alike. Its fields go from the coarse to the fine.
type cohort struct {
	term string // "month", "year": how long a term is
	kind clientele.EngagementKind
	year int // in which it began; 0: any
}

func (c cohort) key() string {
	if c.year == 0 {
		return c.term + " " + string(c.kind)
	}
	return fmt.Sprintf("%s %s %d", c.term, c.kind, c.year)
}

// terms name how long a term is, each up to so many days.
var terms = []struct {
	name string
	most float64
}{{"week", 14}, {"month", 60}, {"quarter", 135}, {"half-year", 270}, {"year", 550}, {"years", math.Inf(1)}}

func termOf(days float64) string {
	i := 0
	for days > terms[i].most {
		i++
	}
	return terms[i].name
}

// promises says that a contract is meant to go on: one of a kind that is renewed,
// or whose fee comes round. A matter or a project for a single fee is no such.
func promises(e clientele.Engagement) bool {
	single := e.Kind == clientele.Matter || e.Kind == clientele.Project
	return !single || e.Period.PerYear() > 0
}

// renewalDays is how long after its end, or half that before, another contract
// still counts as the renewal of one.
const renewalDays = 60

// stillDays is for how long an open-ended contract is taken to run after the
// last that was heard of it, unless its fee comes round.
const stillDays = 365

// chain is one contract and those that followed it.
type chain struct {
	agreement
	ended bool // and nothing followed in time
}

// follow reads the contracts of a relationship, each with those that followed
// it, as of a day. An end that lies ahead ends a term; where a kind is rolling,
// its contracts run from fee to fee, and an end is where it was given up.
func follow(engaged []clientele.Engagement, asOf clientele.Day, rolling func(clientele.EngagementKind) bool) []chain {
	var all, past []chain
	for _, e := range engaged {
		if e.Start > asOf || !promises(e) {
			continue
		}
		all = slices.DeleteFunc(all, func(c chain) bool {
			over := c.End != clientele.NoDay && e.Start > c.End+renewalDays
			if over {
				past = append(past, c)
			}
			return over
		})
		next := chain{agreement: agreement{Engagement: e}}
		i := slices.IndexFunc(all, func(c chain) bool {
			return c.End != clientele.NoDay && e.Start >= c.End-renewalDays/2 && e.Start <= c.End+renewalDays
		})
		if i >= 0 {
			next.renewals, next.cohort = all[i].renewals+1, all[i].cohort
			all = slices.Delete(all, i, i+1)
		} else {
			next.cohort.year = e.Start.Time().Year()
		}
		next.read(asOf, rolling(e.Kind))
		all = append(all, next)
	}
	return append(past, all...)
}

// read finds the term, what is left of it, and the renewals.
func (c *chain) read(asOf clientele.Day, rolling bool) {
	period := yearDays
	if n := c.Period.PerYear(); n > 0 {
		period = yearDays / n
	}
	until := asOf
	if c.End != clientele.NoDay {
		until = min(asOf, c.End)
	}
	c.ended = c.End != clientele.NoDay && c.End+renewalDays <= asOf
	c.term, c.rest = float64(c.End-c.Start+1), float64(c.End-asOf)
	if rolling || c.End == clientele.NoDay {
		periods := math.Floor(float64(until-c.Start) / period)
		c.renewals += int(periods)
		c.term, c.rest = period, (periods+1)*period-float64(until-c.Start)
	}
	c.term = max(c.term, 1)
	if c.cohort.term == "" {
		c.cohort.term, c.cohort.kind = termOf(c.term), c.Kind
	}
}

// engage takes in the contracts that run as of a day. One that is open-ended and
// whose fee does not come round, or has been seen to come as orders that stopped,
// speaks only while something happens.
func (a *attention) engage(h *clientele.History, asOf clientele.Day, rolling func(clientele.EngagementKind) bool) {
	for _, e := range h.Engaged {
		a.begun = max(a.begun, e.Start)
	}
	heard := max(h.Last(), a.contact)
	for _, c := range follow(h.Engaged, asOf, rolling) {
		silent := c.Period.PerYear() == 0 || h.Last() > c.Start
		switch {
		case c.End != clientele.NoDay && c.End < asOf:
			a.ended = max(a.ended, c.End)
			continue
		case c.End == clientele.NoDay && silent && asOf-max(heard, c.Start) > stillDays:
			continue
		}
		c.billed = h.Billed(c.Engagement, asOf)
		if a.running == 0 || later(c.End, a.contract.End) {
			a.contract = c.agreement
		}
		a.running++
		a.agreements = append(a.agreements, c.agreement)
	}
	if a.running > 0 {
		a.ended = clientele.NoDay
	}
}

// later orders ends of contracts; one without an end is the latest.
func later(end, than clientele.Day) bool {
	return than != clientele.NoDay && (end == clientele.NoDay || end > than)
}

// contractCounts counts the contracts of a line, by cohort and tenure.
type contractCounts struct {
	tenures     [2]map[cohort]map[btyd.Tenure]float64 // as they say, and as if all were rolling
	open, dated map[clientele.EngagementKind]int      // of those that run: without an end, and with one
}

func (t *contractCounts) add(engaged []clientele.Engagement, asOf clientele.Day) {
	if len(engaged) == 0 {
		return
	}
	for i, rolling := range []bool{false, true} {
		for _, c := range follow(engaged, asOf, func(clientele.EngagementKind) bool { return rolling }) {
			t.count(i, c.cohort, btyd.Tenure{Renewals: c.renewals, Churned: c.ended}, 1)
			if i == 0 && !c.ended {
				t.runs(c.Kind, c.End == clientele.NoDay && c.Period.PerYear() > 0)
			}
		}
	}
}

func (t *contractCounts) runs(k clientele.EngagementKind, open bool) {
	if t.open == nil {
		t.open, t.dated = map[clientele.EngagementKind]int{}, map[clientele.EngagementKind]int{}
	}
	if open {
		t.open[k]++
	} else {
		t.dated[k]++
	}
}

func (t *contractCounts) count(i int, c cohort, n btyd.Tenure, weight float64) {
	if t.tenures[i] == nil {
		t.tenures[i] = map[cohort]map[btyd.Tenure]float64{}
	}
	if t.tenures[i][c] == nil {
		t.tenures[i][c] = map[btyd.Tenure]float64{}
	}
	t.tenures[i][c][n] += weight
}

func (t *contractCounts) merge(o *contractCounts) {
	for i := range o.tenures {
		for c, tenures := range o.tenures[i] {
			for n, w := range tenures {
				t.count(i, c, n, w)
			}
		}
	}
	for k, n := range o.open {
		t.runs(k, true)
		t.open[k] += n - 1
	}
	for k, n := range o.dated {
		t.runs(k, false)
		t.dated[k] += n - 1
	}
}

// contracts is how a line's contracts go on: by the length of a term, by kind,
// and by the year in which they began, as far as there are enough.
type contracts struct {
	Rolling []clientele.EngagementKind `json:"rolling,omitempty"` // run from fee to fee
	Fits    map[string]retention       `json:"fits,omitempty"`
}

// retention is the survival of a cohort's contracts, and what it was learnt from.
type retention struct {
	Law   btyd.BdW `json:"law"`
	Cases float64  `json:"cases"` // renewals that were decided
}

func (c *contracts) rolling(k clientele.EngagementKind) bool { return slices.Contains(c.Rolling, k) }

// Before anything is known, four of five yearly contracts go on, and more of
// shorter ones; that counts as five cases. A cohort counts ten contracts of the
// one above it, and stands on its own from thirty.
const (
	usualRenewal = 0.8
	usualCases   = 5
	parentCases  = 10
	leastCohort  = 30
)

// before is what is held of a term before a contract was seen.
func before(term string) retention {
	years := map[string]float64{"week": 7 / yearDays, "month": 1. / 12, "quarter": .25, "half-year": .5, "year": 1, "years": 2}[term]
	rate := math.Pow(usualRenewal, years)
	// With β = 4α, nine in ten of those who renewed once would do so again (α = .5).
	alpha := 0.5
	return retention{Law: btyd.BdW{Alpha: alpha, Beta: alpha * rate / (1 - rate), C: 1}}
}

// learnContracts fits the cohorts from the coarse to the fine, each beside some
// contracts that go as those above it.
func learnContracts(t *contractCounts) contracts {
	c := contracts{}
	for k, n := range t.open {
		if n >= t.dated[k] {
			c.Rolling = append(c.Rolling, k)
		}
	}
	slices.Sort(c.Rolling)
	rows := map[cohort][]btyd.Tenure{}
	for i, fixed := range []bool{true, false} {
		for of, tenures := range t.tenures[i] {
			if c.rolling(of.kind) == fixed {
				continue
			}
			for n, w := range tenures {
				n.Weight = w
				for _, up := range []cohort{{of.term, "", 0}, {of.term, of.kind, 0}, of} {
					rows[up] = append(rows[up], n)
				}
			}
		}
	}
	cohorts := make([]cohort, 0, len(rows))
	for of := range rows {
		cohorts = append(cohorts, of)
	}
	slices.SortFunc(cohorts, func(a, b cohort) int {
		return cmp.Or(cmp.Compare(a.term, b.term), cmp.Compare(a.kind, b.kind), cmp.Compare(a.year, b.year))
	})
	c.Fits = map[string]retention{}
	for _, of := range cohorts {
		parent, weight := c.of(of), float64(parentCases)
		if of.kind == "" {
			weight = usualCases
		} else if contractsIn(rows[of]) < leastCohort {
			continue
		}
		c.Fits[of.key()] = fitRetention(rows[of], parent, weight)
	}
	return c
}

func contractsIn(rows []btyd.Tenure) (n float64) {
	for _, r := range rows {
		n += r.Weight
	}
	return n
}

// of is the finest fit that there is for a cohort.
func (c *contracts) of(of cohort) retention {
	for _, up := range []cohort{of, {of.term, of.kind, 0}, {of.term, "", 0}} {
		if r, ok := c.Fits[up.key()]; ok {
			return r
		}
	}
	return before(of.term)
}

// fitRetention fits a cohort beside so many contracts that go as the parent's.
// The risk may change with tenure (BdW) where that tells more by a unit of
// log-likelihood than the sBG (Akaike); the parent speaks where neither fits.
func fitRetention(rows []btyd.Tenure, parent retention, weight float64) retention {
	const seen = 3 // renewals of the parent's contracts
	r := retention{}
	for _, row := range rows {
		r.Cases += row.Weight * (float64(row.Renewals) + outcome(row.Churned))
	}
	left := 1.0
	for n := range seen {
		s := parent.Law.Survival(n + 1)
		rows = append(rows, btyd.Tenure{Renewals: n, Churned: true, Weight: weight * max(left-s, 1e-6)})
		left = s
	}
	rows = append(rows, btyd.Tenure{Renewals: seen, Weight: weight * max(left, 1e-6)})
	slices.SortFunc(rows, func(a, b btyd.Tenure) int {
		return cmp.Or(cmp.Compare(a.Renewals, b.Renewals), cmp.Compare(outcome(a.Churned), outcome(b.Churned)), cmp.Compare(a.Weight, b.Weight))
	})
	plain, rep, err := btyd.FitSBG(rows, weakPrior)
	if err != nil {
		return retention{parent.Law, r.Cases}
	}
	r.Law = btyd.BdW{Alpha: plain.Alpha, Beta: plain.Beta, C: 1}
	if law, with, err := btyd.FitBdW(rows, weakPrior); err == nil && with.LogLikelihood > rep.LogLikelihood+1 {
		r.Law = law
	}
	return r
}

// renews is the chance that a contract renewed n times is renewed once more.
func (r *retention) renews(n int) float64 {
	if p := r.Law.RetentionRate(n + 1); p > 0 && p < 1 {
		return p
	}
	return usualRenewal
}

// doubt is the variance of the log-odds of that chance, a beta's.
func (r *retention) doubt(n int) float64 {
	p := r.renews(n)
	cases := r.Cases + usualCases
	return 1/(cases*p) + 1/(cases*(1-p))
}
