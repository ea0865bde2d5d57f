package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// What behaviour adds where a contract runs: then "client" means that it is
// renewed (standing.md §1), which behaviour tells less surely than the windows it
// was weighed for. Half of its weight, at most so many nats; a convention until
// a log with contracts has been measured.
const (
	besideContract = 0.5
	mostBeside     = 1.5
)

const (
	contactNats = 0.4 // most that two-way contact weighs: an expert's guess, not measured
	fullContact = 6   // two-way contacts a year from which it weighs that
	guessFades  = 3   // gaps after which such a guess weighs half
)

// mostEarly caps what a relationship can reach before its gaps are known, if no
// contract speaks for it: too early to say is not "client".
const mostEarly = 0.45

// chanceCap is the log-odds (p = .49) that behaviour can reach where the whole
// line buys as chance would: "client" asserts a regularity that is not there.
const chanceCap = -0.04

// judge fills in the kind with its probability, its range, and the reasons that sum to its log-odds.
func (c *subject) judge() {
	s := &c.standing
	s.Enough = c.features.x >= c.line.leastGaps()
	var o odds
	switch {
	case c.attention.running > 0:
		o = c.readContract()
		s.Enough = true // the contract says enough
	case s.Enough:
		o = c.readCard()
	case c.features.events > 0:
		o = c.early("too-early")
	default:
		o = c.early("no-purchase")
	}
	o.sum += c.readContact(o.sum)
	s.ClientProb = logistic(o.sum)
	s.ClientRange = o.within(s.ClientProb)
	switch {
	case s.ClientProb >= 0.5:
		s.Kind = clientele.Client
	case c.features.events > 0:
		s.Kind = clientele.Customer
	default:
		s.Kind = clientele.Prospect
	}
	s.MeasuredKind = s.Kind
	c.sortReasons()
}

func (c *subject) say(code string, weight float64) {
	r := clientele.Reason{Code: code, Weight: weight}
	r.Text, r.Day = c.words(code, weight)
	c.standing.Reasons = append(c.standing.Reasons, r)
}

// early is what can be said before there is enough evidence: who buys at all
// becomes a client as often as those did of whom enough is known. That guess is
// as unsure as one firm is of another.
func (c *subject) early(code string) odds {
	sum := logit(min(c.line.Card.Base*c.standing.ActiveProb, mostEarly))
	c.say(code, sum)
	return odds{sum: sum, variance: firmsApart * firmsApart}
}

// cardReasons groups the card's terms into the reasons that people read.
var cardReasons = [...]struct {
	code  string
	terms []int
}{
	{"orders", []int{onCount, onModel}},
	{"elapsed", []int{onElapsed, onOverdue, onLongest, onWindow, onSilence}},
	{"regularity", []int{onRegularity, onWorst, onRhythm}},
	{"spans", []int{onSpans, onLately}},
	{"trend", []int{onTrend, onHalf}},
	{"months", []int{onMonths}},
	{"amounts", []int{onAmounts}},
	{"pace", []int{onPace, onBand, onBand + 1, onBand + 2, onBand + 3, onBand + 4, onBand + 5, onBand + 6}},
	{"worth", []int{onWorth}},
	{"tenure", []int{onTenure}},
	{"two-way", []int{onContact}},
}

// leastNats is the weight below which a term is not worth a sentence: it is
// added to what is usual, so that the sum stays the sum.
const leastNats = 0.05

// terms are the card's terms, grouped as they are said, and its odds.
func (c *subject) terms() (weights [len(cardReasons)]float64, o odds) {
	card := &c.line.Card
	c.weighed = c.line.lens().weigh(&c.features)
	v := &c.weighed
	for i, r := range cardReasons {
		for _, j := range r.terms {
			weights[i] += card.Weight.term(j, v[j])
		}
	}
	return weights, card.Weight.odds(v[:], card.Level, card.Doubt)
}

// readCard says the card's terms and gives their odds.
func (c *subject) readCard() odds {
	weights, o := c.terms()
	usual := o.sum
	for i, r := range cardReasons {
		if w := weights[i]; math.Abs(w) >= leastNats {
			c.say(r.code, w)
			usual -= w
		}
	}
	c.say("usual", usual)
	if o.sum > chanceCap && c.line.Rhythm.couldBeChance(&c.features) {
		c.say("chance", chanceCap-o.sum)
		o.sum = chanceCap
	}
	return o
}

// readContract says the contract, and beside it what behaviour is known.
func (c *subject) readContract() odds {
	o := odds{sum: logit(c.renewal()), variance: c.renewalDoubt()}
	c.say("contract", o.sum)
	if c.features.x < c.line.leastGaps() {
		return o
	}
	weights, all := c.terms()
	total := all.sum - c.line.Card.Weight.Intercept
	share := besideContract * (1 - c.fade())
	if beside := math.Abs(share * total); beside > mostBeside {
		share *= mostBeside / beside
	}
	for i, r := range cardReasons {
		if w := share * weights[i]; math.Abs(w) >= leastNats {
			c.say(r.code, w)
			o.sum += w
		}
	}
	o.variance += share * share * all.variance
	return o
}

// fade is how much a guess still weighs beside the behaviour that is known.
func (c *subject) fade() float64 { return guessFades / (guessFades + float64(c.features.x)) }

// readContact weighs two-way contact by rule of thumb, until the line's own card
// does. Before there is enough evidence, it does
// not carry a relationship over the line by itself.
func (c *subject) readContact(sum float64) float64 {
	two := c.attention.twoWay()
	if two == 0 || c.line.Card.Heard && c.standing.Enough {
		return 0
	}
	w := contactNats * c.fade() * min(1, float64(two)/fullContact)
	if !c.standing.Enough {
		w = max(0, min(w, logit(mostEarly)-sum))
	}
	if w == 0 {
		return 0
	}
	c.say("contact", w)
	return w
}

// sortReasons puts the strongest first, and what is usual, which is not about this one, last.
func (c *subject) sortReasons() {
	slices.SortStableFunc(c.standing.Reasons, func(a, b clientele.Reason) int {
		if (a.Code == "usual") != (b.Code == "usual") {
			return int(2*outcome(a.Code == "usual") - 1)
		}
		switch wa, wb := math.Abs(a.Weight), math.Abs(b.Weight); {
		case wa > wb:
			return -1
		case wa < wb:
			return 1
		}
		return 0
	})
}
