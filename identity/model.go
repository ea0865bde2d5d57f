package identity

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// Two that are compared are one person, of one household (or firm), or strangers. A
// household shares e-mail, telephone, address and family name, so that all of these
// together say little more than one of them: what tells its people apart is the rest.
const (
	same = iota
	near
	strange
	classes
)

const mostLevels = 7

// Model says how often each level is seen among pairs of each class. It is plain
// numbers, so that it can be kept as JSON.
type Model struct {
	Share  [classes]float64                     `json:"share"` // of all pairs
	Levels [classes][fields][mostLevels]float64 `json:"levels"`
	Size   int                                  `json:"size"` // of the book that it was learnt from
}

// usual is what is seen in books that people keep: the ground on which a small book
// stands, and from which a large one learns.
var usual = [classes][fields][mostLevels]float64{
	same: {
		given:  {exact: .80, givenFamiliar: .06, givenNear: .08, givenInitial: .03, givenDiffers: .02, givenBegins: .01},
		family: {exact: .85, familyNear: .07, familyPart: .01, familySwapped: .01, familyDiffers: .06},
		email:  {exact: .65, emailNear: .08, emailLocal: .07, emailDiffers: .20}, telephone: {exact: .65, nearly: .08, differs: .27},
		birthday: {exact: .91, nearly: .06, differs: .03}, address: {exact: .70, addressPostcode: .08, addressCity: .05, addressDiffers: .17},
		account: {exact: .8, accountDiffers: .2}, firm: {exact: .80, firmNear: .08, firmPart: .07, firmDiffers: .05},
	},
	near: {
		given:  {exact: .02, givenFamiliar: .002, givenNear: .009, givenInitial: .01, givenDiffers: .957, givenBegins: .002},
		family: {exact: .78, familyNear: .03, familyPart: .01, familySwapped: .0005, familyDiffers: .1795},
		email:  {exact: .25, emailNear: .02, emailLocal: .005, emailDiffers: .725}, telephone: {exact: .40, nearly: .02, differs: .58},
		birthday: {exact: .02, nearly: .01, differs: .97}, address: {exact: .85, addressPostcode: .05, addressCity: .03, addressDiffers: .07},
		account: {exact: .6, accountDiffers: .4}, firm: {exact: .01, firmNear: .03, firmPart: .08, firmDiffers: .88},
	},
	strange: {
		given:  {exact: .008, givenFamiliar: .003, givenNear: .008, givenInitial: .02, givenDiffers: .959, givenBegins: .002},
		family: {exact: .002, familyNear: .004, familyPart: .0002, familySwapped: .00002, familyDiffers: .99378},
		email:  {exact: 2e-6, emailNear: 5e-6, emailLocal: 1e-4, emailDiffers: .999893}, telephone: {exact: 2e-6, nearly: 1e-5, differs: .999988},
		birthday: {exact: 4e-5, nearly: .0015, differs: .99846}, address: {exact: 2e-6, addressPostcode: 3e-4, addressCity: .01, addressDiffers: .989698},
		account: {exact: 1e-4, accountDiffers: .9999}, firm: {exact: 2e-5, firmNear: .001, firmPart: .002, firmDiffers: .99698},
	},
}

// Usual is the model of a book of a size of which nothing was learnt.
func Usual(size int) Model {
	size = max(size, 100)
	return Model{Share: [classes]float64{same: .06 / float64(size), near: 1 / float64(size), strange: 1 - 1.06/float64(size)}, Levels: usual, Size: size}
}

// Thresholds on the probability.
const (
	Merge = .92 // one who says no is rare: suggested. Chosen on the seeds 41, 42 and 44 of the bench
	Look  = .50 // worth a person's look
)

// Reason is one ground of a score. Weight is its part of the log odds, in bits; the
// weights of all reasons of a match add up to the log odds.
type Reason struct {
	Key    string // "given.same": the field and how alike; "before": how rarely two are one
	Weight float64
}

// Match is two that may be one.
type Match struct {
	A, B        clientele.ID
	Probability float64
	LogOdds     float64 // in bits
	Evidence    float64 // how much more often one who is one agrees so than strangers do, in bits, whatever was known before
	Reasons     []Reason

	places [2]uint32 // in the set in which they were found
}

// OfOdds is the probability of odds in bits.
func OfOdds(bits float64) float64 { return probability(bits) }

// counter says in how many of a book's candidates a value of a field stands; of one
// that is not counted, 0.
type counter func(field int, value string) int

// steady is how many candidates of the usual book stand behind each frequency.
const steady = 2_000

// namesakes is how often the e-mail addresses of two strangers of one name are alike.
const namesakes = .02

// oftenSwapped is the part of pairs in which one was written down in the other order.
const oftenSwapped = .04

// foundTwice is how many other firms bear a name that is found twice: it is more likely
// one firm that was entered twice, as firms are named to be told apart.
const foundTwice = .05

// strangers is how often strangers agree so: of an exact value, as often as it is found.
func (m *Model) strangers(x pattern, shared [fields]string, field int, count counter) float64 {
	u := m.Levels[strange][field][x[field]]
	if field == email && x[email] != exact && x[email] != emailDiffers && x[given] <= givenFamiliar && x[family] == exact {
		return max(u, namesakes) // an address that is made of the name says little beside the name
	}
	if shared[field] == "" || count == nil {
		return u
	}
	n := count(field, shared[field])
	if field == firm {
		return (max(float64(n-2), foundTwice) + u*steady) / float64(m.Size+steady)
	}
	if swapped := x[family] == familySwapped; swapped && field <= family {
		// strangers of the same names, of whom one was written down in the other order;
		// which of the two words is the family name is not known
		n = max(n, count(given+family-field, shared[field]))
		if field == family {
			u = usual[strange][family][exact]
			return oftenSwapped * (float64(max(n-1, 1)) + u*steady) / float64(m.Size+steady)
		}
	}
	if n == 0 {
		return u
	}
	return (float64(max(n-1, 1)) + u*steady) / float64(m.Size+steady)
}

// score gives the log odds that a pair is one, and the weight of each field and of
// what is known of pairs before one looks, which add up to it.
func (m *Model) score(x pattern, shared [fields]string, count counter) (odds, prior float64, weights [fields]float64, evidence float64) {
	logs := [classes]float64{}
	var by [classes][fields]float64
	for c := range classes {
		logs[c] = math.Log2(m.Share[c])
		for f := range fields {
			if x[f] == missing {
				continue
			}
			p := m.Levels[c][f][x[f]]
			if c == strange {
				p = m.strangers(x, shared, f, count)
			}
			by[c][f] = math.Log2(max(p, 1e-9))
			logs[c] += by[c][f]
		}
	}
	top := max(logs[near], logs[strange])
	other := top + math.Log2(math.Exp2(logs[near]-top)+math.Exp2(logs[strange]-top))
	odds = logs[same] - other
	home := math.Exp2(logs[near] - other) // how much of the alternative is the household
	prior = odds
	for f := range fields {
		weights[f] = by[same][f] - home*by[near][f] - (1-home)*by[strange][f]
		prior -= weights[f]
	}
	return odds, prior, weights, logs[same] - logs[strange] - math.Log2(m.Share[same]/m.Share[strange])
}

func probability(odds float64) float64 { return 1 / (1 + math.Exp2(-odds)) }

// Compare says how likely two candidates are one, and why.
func (m *Model) Compare(a, b Candidate) Match {
	return m.match(a.ID, b.ID, [2]profile{profileOf(a), profileOf(b)}, nil)
}

func (m *Model) match(a, b clientele.ID, p [2]profile, count counter) Match {
	x, shared := compare(p[0], p[1])
	odds, prior, weights, evidence := m.score(x, shared, count)
	return Match{A: a, B: b, LogOdds: odds, Probability: probability(odds), Evidence: evidence, Reasons: reasonsOf(x, prior, weights)}
}

const before = "before"

// levels name how alike two are, field by field.
var levels = [fields][]string{
	given:     {"", "same", "familiar", "near", "initial", "other", "begins"},
	family:    {"", "same", "near", "part", "swapped", "other"},
	email:     {"", "same", "near", "local", "other"},
	telephone: {"", "same", "near", "other"},
	birthday:  {"", "same", "near", "other"},
	address:   {"", "same", "postcode", "town", "other"},
	account:   {"", "same", "other"},
	firm:      {"", "same", "near", "part", "other"},
}

var fieldNames = [fields]string{"given", "family", "email", "telephone", "birthday", "address", "account", "firm"}

// ReasonKeys are the keys of all reasons that a match may have.
func ReasonKeys() (all []string) {
	for f := range fields {
		for _, l := range levels[f][1:] {
			all = append(all, fieldNames[f]+"."+l)
		}
	}
	return all
}

func reasonsOf(x pattern, prior float64, weights [fields]float64) []Reason {
	reasons := []Reason{{before, prior}}
	for f := range fields {
		if x[f] != missing {
			reasons = append(reasons, Reason{fieldNames[f] + "." + levels[f][x[f]], weights[f]})
		}
	}
	return reasons
}
