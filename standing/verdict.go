package standing

import (
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Verdict says whether something simpler would do. It follows from the scores beside it, ours
// first: from the Brier scores of the rules that anyone can work out, and of the textbook
// models, and from whether the interval of what divides them from ours holds nothing.
func Verdict(measures []Score) string {
	if len(measures) < 2 {
		return ""
	}
	own := measures[0].Brier
	var rules, models rivals
	for _, m := range measures[1:] {
		if textbookOf(m.Name) {
			models.add(m)
		} else {
			rules.add(m)
		}
	}
	var said []string
	if how, best := rules.telling(); best != nil {
		said = append(said, ruleSaid(how, TitleOf(best.Name), apart(own, best.Brier)))
	}
	if how, best := models.telling(); best != nil {
		said = append(said, modelSaid(how, TitleOf(best.Name), apart(own, best.Brier)))
	}
	return strings.Join(said, " ")
}

func ruleSaid(how lead, rule string, brier [2]clientele.Decimal) string {
	switch how {
	case theyLead:
		return clientele.Tell("standing.verdict-rule", "rule", rule, "theirs", brier[1], "ours", brier[0])
	case weLead:
		return clientele.Tell("standing.verdict-ours", "rule", rule, "theirs", brier[1], "ours", brier[0])
	}
	return clientele.Tell("standing.verdict-either", "rule", rule, "theirs", brier[1], "ours", brier[0])
}

func modelSaid(how lead, model string, brier [2]clientele.Decimal) string {
	switch how {
	case theyLead:
		return clientele.Tell("standing.verdict-but", "model", model, "theirs", brier[1], "ours", brier[0])
	case weLead:
		return clientele.Tell("standing.verdict-too", "model", model, "theirs", brier[1], "ours", brier[0])
	}
	return clientele.Tell("standing.verdict-close", "model", model, "theirs", brier[1], "ours", brier[0])
}

// lead is who came closer, by more than chance.
type lead int

const (
	theyLead lead = iota
	noneLead
	weLead
)

func leadOf(m Score) lead {
	switch {
	case m.LeadRange.High < 0:
		return theyLead
	case m.LeadRange.Low > 0:
		return weLead
	}
	return noneLead // also where nobody knows
}

// rivals are measures of one sort: the best of those that lead, of those that do not differ
// from ours, and of those that ours leads.
type rivals [weLead + 1]*Score

func (r *rivals) add(m Score) {
	if best := &r[leadOf(m)]; *best == nil || m.Brier < (*best).Brier {
		*best = &m
	}
}

// telling is the one by which all of them are judged: we lead only where none of them does better or as well.
func (r *rivals) telling() (lead, *Score) {
	for how, best := range r {
		if best != nil {
			return lead(how), best
		}
	}
	return noneLead, nil
}

func textbookOf(name string) bool {
	for i := range simpleRules {
		if simpleRules[i].Name == name {
			return simpleRules[i].textbook != nil
		}
	}
	return false
}

// apart writes two figures with three digits, or with as many as tell them apart.
func apart(a, b Figure) [2]clientele.Decimal {
	for digits := 3; ; digits++ {
		x, y := strconv.FormatFloat(float64(a), 'f', digits, 64), strconv.FormatFloat(float64(b), 'f', digits, 64)
		if x != y || digits == 6 {
			return [2]clientele.Decimal{{Of: float64(a), Digits: digits}, {Of: float64(b), Digits: digits}}
		}
	}
}
