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

// judge fills in the kind with its probability and the reasons that sum to its log-odds.
func (c *subject) judge() {
	s := &c.standing
	s.Enough = c.facts.x >= c.line.leastGaps()
	sum := 0.0
	switch {
	case c.attention.running > 0:
		sum = c.readContract()
		s.Enough = true // the contract says enough
	case s.Enough:
		sum = c.readCard()
	case c.facts.events > 0:
		sum = c.early("too-early", logit(min(c.line.Card.Base*s.ActiveProb, mostEarly)))
	default:
		sum = c.early("no-purchase", logit(min(c.line.Card.Base*s.ActiveProb, mostEarly)))
	}
	sum += c.readContact(sum)
	s.ClientProb = logistic(sum)
	switch {
	case s.ClientProb >= 0.5:
		s.Kind = clientele.Client
	case c.facts.events > 0:
		s.Kind = clientele.Customer
	default:
		s.Kind = clientele.Prospect
	}
	s.MeasuredKind = s.Kind
	c.sortReasons()
}

func (c *subject) say(code string, weight float64) {
	r := clientele.Reason{Code: code, Weight: weight}
	r.Text, r.Day = c.words(code)
	c.standing.Reasons = append(c.standing.Reasons, r)
}

func (c *subject) early(code string, weight float64) float64 {
	c.say(code, weight)
	return weight
}

// cardReasons groups the card's terms into the reasons that people read.
var cardReasons = [...]struct {
	code  string
	terms []int
}{
	{"orders", []int{onCount, onModel}},
	{"elapsed", []int{onElapsed, onOverdue, onLongest, onWindow, onSilence}},
	{"regularity", []int{onRegularity, onWorst}},
	{"spans", []int{onSpans, onLately}},
	{"trend", []int{onTrend}},
	{"halves", []int{onHalf}},
	{"months", []int{onMonths}},
	{"amounts", []int{onAmounts}},
	{"pace", []int{onPace}},
	{"worth", []int{onWorth}},
	{"tenure", []int{onTenure}},
	{"two-way", []int{onContact}},
}

// leastNats is the weight below which a term is not worth a sentence: it is
// added to what is usual, so that the sum stays the sum.
const leastNats = 0.02

// terms are the card's terms, grouped as they are said, and their sum.
func (c *subject) terms() (weights [len(cardReasons)]float64, sum float64) {
	card := &c.line.Card
	v := c.line.lens().weigh(&c.facts)
	for i, r := range cardReasons {
		for _, j := range r.terms {
			weights[i] += card.Weight.term(j, v[j])
		}
		sum += weights[i]
	}
	return weights, sum
}

// readCard says the card's terms and gives their sum.
func (c *subject) readCard() float64 {
	usual := c.line.Card.Weight.Intercept
	weights, sum := c.terms()
	sum += usual
	for i, r := range cardReasons {
		if w := weights[i]; math.Abs(w) >= leastNats {
			c.say(r.code, w)
		} else {
			usual += w
		}
	}
	c.say("usual", usual)
	if sum > chanceCap && c.line.Rhythm.couldBeChance(&c.facts) {
		c.say("chance", chanceCap-sum)
		sum = chanceCap
	}
	return sum
}

// readContract says the contract, and beside it what behaviour is known.
func (c *subject) readContract() float64 {
	sum := logit(c.line.renewal())
	c.say("contract", sum)
	if c.facts.x < c.line.leastGaps() {
		return sum
	}
	weights, total := c.terms()
	share := besideContract * (1 - c.fade())
	if beside := math.Abs(share * total); beside > mostBeside {
		share *= mostBeside / beside
	}
	for i, r := range cardReasons {
		if w := share * weights[i]; math.Abs(w) >= leastNats {
			c.say(r.code, w)
			sum += w
		}
	}
	return sum
}

// fade is how much a guess still weighs beside the behaviour that is known.
func (c *subject) fade() float64 { return guessFades / (guessFades + float64(c.facts.x)) }

// readContact weighs two-way contact. Before there is enough evidence, it does
// not carry a relationship over the line by itself.
func (c *subject) readContact(sum float64) float64 {
	two := c.attention.twoWay()
	if two == 0 {
		return 0
	}
	w := contactNats * c.fade() * min(1, float64(two)/fullContact)
	if !c.standing.Enough {
		w = max(0, min(w, logit(mostEarly)-sum))
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
