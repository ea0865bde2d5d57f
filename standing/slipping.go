package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// slip watches an open gap: from what the line's relationships did before, it
// gives P(the next purchase comes within Follow days of the last), and raises
// the alarm when that falls below Threshold: a landmark regression (van
// Houwelingen 2007, Scand. J. Statist. 34:70). The threshold is chosen on
// relationships that the weights were not learnt from, so that of the gaps that
// did end in time about falseAlarms were alarmed before.
type slip struct {
	Follow    int     `json:"follow"`
	Soon      int     `json:"soon"` // days within which Again says that it comes back
	Threshold float64 `json:"threshold"`
	Gaps      int     `json:"gaps"` // gaps it was learnt from; 0: the rule of thumb
	Late      float64 `json:"late"` // a client later than this breaks its rhythm: standard deviations of its log gaps
	Weight    *linear `json:"weight,omitempty"`
	Again     *again  `json:"again,omitempty"`
}

// soonDays is how far ahead the alarm's sentence looks.
const soonDays = 90

// falseAlarms is the share of returned gaps that may be alarmed before their
// return. Between the 5 and 10 % at which standing.md §2 measures rules.
const falseAlarms = 0.08

// fallbackThreshold is the alarm of a line without a past: late beyond 95 in 100 of the own log-normal gaps.
const fallbackThreshold = 0.05

// brokenRhythm is the share of clients' returned gaps that may pass for a broken
// rhythm. leastLate is the floor: the one-sided 5 % point of a normal deviate;
// lateUnlearnt, its 1 % point, stands where too few such gaps ended.
const (
	brokenRhythm = 0.05
	leastLate    = 1.645
	lateUnlearnt = 2.326
)

// gapFeatures is the number of features of an open gap: those of standing.md §2.
const gapFeatures = 10

// gap is an open or a past gap: what was known at its start, and how it ended.
type gap struct {
	features features
	length   float64 // days to the next purchase; +Inf where none came
	weight   float64
	account  int
}

// leastTail bounds the log of a chance: beyond, a silence says no more.
const leastTail = -20

// watched is an open gap as it is looked at, time after time: what of it does not
// change with the time elapsed.
type watched struct {
	beat                            beat
	longest, mean, count, sd, turns float64 // logs
}

func (r *rhythm) watched(f *features) watched {
	b := r.beat(f)
	return watched{b, math.Log(f.longest + leastDay), math.Log(f.mean + leastDay), math.Log(float64(f.x)), math.Log(b.sd), turn(f)}
}

func (w *watched) look(elapsed float64) [gapFeatures]float64 {
	z := max(w.beat.lateness(elapsed), -4)
	e := math.Log(max(elapsed, leastDay))
	return [gapFeatures]float64{max(tail(z), leastTail), max(tail(-z), leastTail), z, e, e - w.longest, e - w.mean, w.count, w.mean, w.sd, w.turns}
}

// The elapsed times from which is learnt (standing.md §2), those at which the
// threshold is set, the folds in which it is, and the most gaps learnt from.
const (
	looks    = 36
	listens  = 90
	folds    = 8
	mostGaps = 6_000
)

// look times are spaced evenly in the square root: dense early, when most come back.
func lookAt(k, follow int) float64 {
	u := float64(k) / looks
	return math.Floor(u * u * float64(follow))
}

// learnSlip learns from every gap of the line's past that had its full follow-up.
func learnSlip(s *sample, r *rhythm) slip {
	// A third of the log is followed up, at most a year: standing.md's own choices
	// (180 of 545 days, 120 of 374, 365 of 2,700). Who buys by the year is not lost
	// after one: half as long again as nine in ten gaps is waited.
	out := slip{Follow: min(max(365, int(1.5*r.longGap())), int(s.end-s.start)/3), Threshold: fallbackThreshold}
	out.Soon = min(max(soonDays, int(math.Ceil(float64(s.calendar)))), out.Follow)
	if out.Follow < leastSpan/2 {
		return out
	}
	if held, learnt := out.learn(s.gaps(out.Follow), r); learnt {
		out.Threshold = held.level(falseAlarms)
	}
	return out
}

// learn takes the weights from the gaps, where they are enough, and gives what
// weights learnt without each relationship say of it.
func (s *slip) learn(gaps []gap, r *rhythm) (heldOut, bool) {
	lost := 0
	for i := range gaps {
		lost += int(outcome(gaps[i].length > float64(s.Follow)))
	}
	if len(gaps) < leastSnapshots || lost < leastEither || len(gaps)-lost < leastEither {
		return heldOut{}, false
	}
	back := s.sighted(gaps, r)
	weight := fitted(&back.design)
	var held heldOut
	for fold, less := range back.leftOut(&weight) {
		s.Weight = less
		for i := range gaps {
			if g := &gaps[i]; g.account%folds == fold && g.length <= float64(s.Follow) {
				held.lowest, held.weight = append(held.lowest, s.lowest(r, g)), append(held.weight, g.weight)
			}
		}
	}
	s.Weight, s.Gaps = &weight, len(gaps)
	return held, true
}

// gaps lists the followed-up gaps that begin with at least three completed ones.
// Each relationship weighs one; above the limit, those with many keep every n-th.
func (s *sample) gaps(follow int) []gap {
	most := s.mostOfEach(follow)
	var out []gap
	for i, days := range s.days {
		n := s.followed(days, follow)
		if n <= leastGaps {
			continue
		}
		stride := (n - leastGaps + most - 1) / most
		for j := leastGaps + int(mix(uint64(days[0].Day))>>32)%stride; j < n; j += stride {
			g := gap{length: math.Inf(1), weight: float64(stride) / float64(n-leastGaps), account: i}
			if j+1 < len(days) {
				g.length = float64(days[j+1].Day - days[j].Day)
			}
			if s.dark(days[j].Day, min(g.length, float64(follow)), holeDays) {
				continue
			}
			g.features = read(days[:j+1], days[j].Day)
			out = append(out, g)
		}
	}
	return out
}

// mostOfEach is how many gaps of one relationship are kept, so that together
// they are within the limit: at least one of each.
func (s *sample) mostOfEach(follow int) int {
	of := make([]int, len(s.days))
	for i, days := range s.days {
		of[i] = max(0, s.followed(days, follow)-leastGaps)
	}
	slices.Sort(of)
	total := 0
	for i, n := range of { // fewer than the rest: all of its gaps are kept
		if rest := len(of) - i; total+n*rest > mostGaps {
			return max(1, (mostGaps-total)/rest)
		}
		total += n
	}
	return mostGaps
}

// followed counts the days of purchase that lie at least follow days back.
func (s *sample) followed(days []clientele.OrderDay, follow int) int {
	return countUpTo(days, s.end-clientele.Day(follow))
}

// gapDesign are what was seen of gaps, at each time looked at, beside an outcome.
type gapDesign struct {
	design
	account []int
}

func (s *slip) sighted(gaps []gap, r *rhythm) *gapDesign {
	d := &gapDesign{design: design{width: gapFeatures}}
	d.room(len(gaps) * looks)
	for i := range gaps {
		g := &gaps[i]
		came := outcome(g.length <= float64(s.Follow))
		w := r.watched(&g.features)
		for k := range looks {
			e := lookAt(k, s.Follow)
			if e >= g.length {
				break
			}
			v := w.look(e)
			d.add(v[:], came, g.weight/looks)
			d.account = append(d.account, g.account)
		}
	}
	return d
}

// only are those of the relationships of a fold.
func (d *gapDesign) only(fold int) *design {
	out := &design{width: gapFeatures}
	for i, a := range d.account {
		if a%folds == fold {
			out.add(d.row(i), d.y[i], d.w[i])
		}
	}
	return out
}

// leftOut is the regression learnt without each fold of relationships: one step
// of Newton's method from the one learnt with all, which is where it ends but for
// what is far below the error of either (Cook & Weisberg 1982, §5.2).
func (d *gapDesign) leftOut(l *linear) [folds]*linear {
	theta := append(slices.Clone(l.Coef), l.Intercept)
	_, all := d.curve(d.scaled(l), theta, belief{make([]float64, gapFeatures), slices.Repeat([]float64{gapSD}, gapFeatures)})
	nothing := belief{make([]float64, gapFeatures), slices.Repeat([]float64{math.Inf(1)}, gapFeatures)}
	var out [folds]*linear
	for fold := range folds {
		part := d.only(fold)
		slope, curve := part.curve(part.scaled(l), theta, nothing)
		for j := range curve {
			slope[j] = -slope[j]
			for k := range curve[j] {
				curve[j][k] = all[j][k] - curve[j][k]
			}
		}
		less := *l
		less.Coef = slices.Clone(l.Coef)
		step := solve(curve, slope)
		for j := range less.Coef {
			less.Coef[j] += step[j]
		}
		less.Intercept += step[gapFeatures]
		out[fold] = &less
	}
	return out
}

// gapSD is the belief that each piece of evidence of a gap tells about nothing.
const gapSD = 0.5

// fitted is the regression on what was seen.
func fitted(d *design) linear {
	var l linear
	l.Center, l.Scale = d.scales()
	return d.fit(l, belief{make([]float64, d.width), slices.Repeat([]float64{gapSD}, d.width)})
}

// comesBack is P(the next purchase comes within Follow days of the last), so long after it.
func (s *slip) comesBack(w *watched, elapsed float64) float64 {
	if s.Weight == nil {
		return math.Exp(tail(w.beat.lateness(elapsed)))
	}
	v := w.look(elapsed)
	return logistic(s.Weight.sum(v[:]))
}

// soon is P(the next purchase comes within the Soon days that follow), as far
// as the past tells of such silences.
func (s *slip) soon(r *rhythm, f *features) (p float64, learnt bool) {
	if s.Again == nil || f.elapsed > s.Again.Longest {
		return 0, false
	}
	v := s.againOf(r, f, s.Again.Season)
	return logistic(s.Again.Weight.sum(v[:])), true
}

// step is the distance of the days on which the threshold is listened for.
func (s *slip) step() float64 { return math.Ceil(float64(s.Follow) / listens) }

// lowest is the lowest chance that a gap which did end went through before.
// Within the usual gap nobody listens.
func (s *slip) lowest(r *rhythm, g *gap) float64 {
	least := 1.0
	w := r.watched(&g.features)
	for e := s.step(); e < g.length; e += s.step() {
		if e > g.features.median {
			least = min(least, s.comesBack(&w, e))
		}
	}
	return least
}

// alarm is the day of a gap's silence on which the alarm first rings; Follow where it does not.
func (s *slip) alarm(r *rhythm, f *features, threshold float64) float64 {
	w := r.watched(f)
	for e := s.step(); e < float64(s.Follow); e += s.step() {
		if e > f.median && s.comesBack(&w, e) < threshold {
			return e
		}
	}
	return float64(s.Follow)
}

// heldOut is what was said of the gaps that did end, by weights learnt without them.
type heldOut struct{ lowest, weight []float64 }

// level is the threshold below which the chance of a share of them ever fell.
func (h *heldOut) level(share float64) float64 { return weightedQuantile(h.lowest, h.weight, share) }

// learnLate finds how late, for its own rhythm, a client is that still comes
// back. A client may turn into a customer long before it is lost: it then buys
// again, some day, but is looked after no more, and that is worth a call.
func learnLate(gaps []gap, l *lineMeasure) float64 {
	var late, weight []float64
	for i := range gaps {
		g := &gaps[i]
		if g.length <= float64(l.Slip.Follow) && l.clientAt(&g.features) >= 0.5 {
			late = append(late, l.Rhythm.beat(&g.features).lateness(g.length))
			weight = append(weight, g.weight)
		}
	}
	if len(late) < leastSnapshots {
		return lateUnlearnt
	}
	return max(leastLate, weightedQuantile(late, weight, 1-brokenRhythm))
}

// broken says that the silence is longer than a client's rhythm allows.
func (s *slip) broken(r *rhythm, f *features) bool {
	return f.x >= leastGaps && f.elapsed > max(f.median, leastSpan/4) && r.beat(f).lateness(f.elapsed) > s.Late
}

// watch says whether the chance that it comes back is low enough for the alarm.
// Within the usual gap there is none.
func (s *slip) watch(r *rhythm, f *features) bool {
	if f.x < leastGaps || f.elapsed <= f.median {
		return false
	}
	w := r.watched(f)
	return s.comesBack(&w, f.elapsed) < s.Threshold
}

// slippingWords says what the alarm means: how many come back after such a
// silence and, for a client out of its rhythm, how seldom it is so late.
func (c *subject) slippingWords() string {
	f, r, slip := &c.features, &c.line.Rhythm, &c.line.Slip
	back, within, learnt := c.soon()
	alarm := slip.watch(r, f)
	usual, away := days(f.median), days(f.elapsed)
	if a := slip.Again; a != nil && f.elapsed > a.Longest {
		return clientele.Tell("standing.slips-beyond", "usual", usual, "away", away, "longest", days(a.Longest))
	}
	if !learnt {
		late := percent(math.Exp(tail(r.beat(f).lateness(f.elapsed))))
		return clientele.Tell("standing.slips-late", "usual", usual, "away", away, "share", late)
	}
	ahead := days(float64(within))
	if !alarm {
		return clientele.Tell("standing.slips-rhythm", "usual", usual, "away", away, "few", percent(brokenRhythm), "share", percent(back), "within", ahead)
	}
	return clientele.Tell("standing.slips", "usual", usual, "away", away, "share", percent(back), "within", ahead)
}
