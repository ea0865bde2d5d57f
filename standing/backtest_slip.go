package standing

import "math"

// SlippingReport is how the alarm did on gaps of relationships that it was not
// learnt from (standing.md §2): the share of those who came back that it rang
// for in vain, and how long it let those who were lost be silent.
type SlippingReport struct {
	FollowDays int             `json:"follow_days"` // who has not bought again within these is lost
	Gaps       int             `json:"gaps"`
	Lost       int             `json:"lost"`
	Scores     []SlippingScore `json:"scores"` // by target; empty where there are too few gaps
}

// SlippingScore is how the alarm did at one share of false alarms, beside the
// rule "so many times the own mean gap", its factor tuned to the same share.
type SlippingScore struct {
	Target          float64 `json:"target"`
	Used            bool    `json:"used"` // the share at which standings are told to slip
	FalseAlarms     Figure  `json:"false_alarms"`
	DelayDays       Figure  `json:"delay_days"`
	RuleFalseAlarms Figure  `json:"rule_false_alarms"`
	RuleDelayDays   Figure  `json:"rule_delay_days"`
	WithRhythm      Figure  `json:"with_rhythm"` // false alarms if a client's broken rhythm rings as well
}

// slippingTargets are the shares of standing.md §2, and the one in use.
var slippingTargets = [...]float64{0.05, falseAlarms, 0.10}

// trySlipping splits the relationships in halves, so many times: on one half
// it learns, on the other it scores, and the other way round.
func trySlipping(s *sample, l *lineMeasure, splits int) SlippingReport {
	follow := l.Slip.Follow
	out := SlippingReport{FollowDays: follow, Scores: []SlippingScore{}}
	if follow < leastSpan/2 {
		return out
	}
	gaps := s.gaps(follow)
	out.Gaps = len(gaps)
	for i := range gaps {
		out.Lost += int(outcome(gaps[i].length > float64(follow)))
	}
	var scores [len(slippingTargets)]SlippingScore
	trials := 0.0
	for split := range uint64(splits) {
		for side := range uint64(2) {
			inside := func(account int) bool { return mix(s.hashes[account]+split)&1 == side }
			h := s.half(gaps, l, inside)
			if h == nil {
				continue
			}
			trials++
			for k, target := range slippingTargets {
				h.score(&scores[k], target)
			}
		}
	}
	if trials == 0 {
		return out
	}
	for k, target := range slippingTargets {
		c := &scores[k]
		c.Target, c.Used = target, target == falseAlarms
		for _, f := range []*Figure{&c.FalseAlarms, &c.DelayDays, &c.RuleFalseAlarms, &c.RuleDelayDays, &c.WithRhythm} {
			*f /= Figure(trials)
		}
		out.Scores = append(out.Scores, *c)
	}
	return out
}

// halved gaps: what was learnt on one half, and the gaps of either.
type halvedGaps struct {
	line         lineMeasure // with the rhythm and the alarm of the half learnt from
	held         heldOut
	learnt, test []gap
}

// half learns the alarm on the relationships inside; nil where they are too few.
func (s *sample) half(gaps []gap, l *lineMeasure, inside func(account int) bool) *halvedGaps {
	h := &halvedGaps{line: lineMeasure{Plain: l.Plain, Card: l.Card, Slip: slip{Follow: l.Slip.Follow}}}
	for _, g := range gaps {
		if inside(g.account) {
			h.learnt = append(h.learnt, g)
		} else {
			h.test = append(h.test, g)
		}
	}
	var seen []features
	for i, days := range s.days {
		if inside(i) && len(days) > 0 {
			seen = append(seen, read(days, s.end))
		}
	}
	h.line.Rhythm = learnRhythm(seen)
	held, learnt := h.line.Slip.learn(h.learnt, &h.line.Rhythm)
	if !learnt {
		return nil
	}
	h.held = held
	h.line.Slip.Late = learnLate(h.learnt, &h.line)
	return h
}

// score adds what came of the other half to the score.
func (h *halvedGaps) score(to *SlippingScore, target float64) {
	l, slip := &h.line, &h.line.Slip
	follow := float64(slip.Follow)
	threshold, factor := h.held.level(target), h.factor(target)
	var back, lost, rang, ruled, rhythm, delay, ruleDelay float64
	for i := range h.test {
		g := &h.test[i]
		ours, rule := slip.alarm(&l.Rhythm, &g.features, threshold), math.Ceil(factor*g.features.mean)
		if g.length > follow {
			lost += g.weight
			delay += g.weight * ours
			ruleDelay += g.weight * min(rule, follow)
			continue
		}
		back += g.weight
		rang += g.weight * outcome(ours < g.length)
		ruled += g.weight * outcome(rule < g.length)
		rhythm += g.weight * outcome(min(ours, l.breaks(&g.features)) < g.length)
	}
	to.FalseAlarms += Figure(rang / back)
	to.RuleFalseAlarms += Figure(ruled / back)
	to.WithRhythm += Figure(rhythm / back)
	to.DelayDays += Figure(delay / lost)
	to.RuleDelayDays += Figure(ruleDelay / lost)
}

// factor is how many times the own mean gap rings in vain for the share.
func (h *halvedGaps) factor(share float64) float64 {
	var times, weight []float64
	for i := range h.learnt {
		if g := &h.learnt[i]; g.length <= float64(h.line.Slip.Follow) {
			times, weight = append(times, g.length/g.features.mean), append(weight, g.weight)
		}
	}
	return weightedQuantile(times, weight, 1-share)
}

// breaks is the day of silence that breaks a client's rhythm; never for others.
func (l *lineMeasure) breaks(f *features) float64 {
	if l.clientAt(f) < 0.5 {
		return math.Inf(1)
	}
	b := l.Rhythm.beat(f)
	return math.Ceil(max(math.Exp(b.mean+l.Slip.Late*b.sd), f.median, leastSpan/4))
}
