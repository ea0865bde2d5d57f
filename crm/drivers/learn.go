package drivers

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// First is the first purchase of a relationship, and what came of it.
type First struct {
	Day      clientele.Day
	Line     clientele.Line
	Currency string
	Minor    int64 // what it came to; 0: nobody said
	Channel  string
	Items    []Bought
	Next     clientele.Day // the next day of purchase; NoDay without one
	Client   bool          // they count as a client today
}

// Bought is a product of it and its price a unit; 0 where nobody said.
type Bought struct {
	Product string
	Price   float64
}

// Driver is what was looked at: a channel, a season, a product, the price, the first purchase.
type Driver struct {
	About string `json:"about"`           // channel, season, day, price, size, breadth, product
	Value string `json:"value,omitempty"` // which channel, quarter, product; large or small
}

// DriverFor is what it was looked at for.
type DriverFor struct {
	Days   int  `json:"days,omitempty"`   // again within so many days
	Own    bool `json:"own,omitempty"`    // which is the firm's own median
	Client bool `json:"client,omitempty"` // a client today
}

// Compared sets those with something beside those without.
type Compared struct {
	Driver    `json:"driver"`
	DriverFor `json:"outcome"`
	With      int        `json:"with"`
	Without   int        `json:"without"`
	DidWith   float64    `json:"did_with"` // the share of each of whom it came about
	DidNot    float64    `json:"did_without"`
	Differs   float64    `json:"difference"` // among those who are alike otherwise
	Low       float64    `json:"low"`        // in 19 of 20 cases
	High      float64    `json:"high"`
	Chance    float64    `json:"chance"` // that as much comes about by chance alone
	Holds     bool       `json:"holds"`  // also beside how many were looked at
	Trial     *TrialSize `json:"trial,omitempty"`
}

// TrialSize is what would tell whether one brings the other about.
type TrialSize struct {
	Each   int     `json:"each"`   // how many each way, for a chance of 80 % to see the difference
	Months float64 `json:"months"` // at the pace at which new ones come
}

// Learnt is all that was looked at.
type Learnt struct {
	AsOf    clientele.Day `json:"as_of"`
	Firsts  int           `json:"firsts"`  // first purchases looked at
	Pace    float64       `json:"pace"`    // new ones a month, in the last twelve
	Own     int           `json:"own"`     // the firm's median of days until the next purchase
	Looked  int           `json:"looked"`  // comparisons made
	Thin    int           `json:"thin"`    // that too few stood behind
	Again   float64       `json:"again"`   // the share who bought again within the firm's own median
	All     []Compared    `json:"all"`     // those that hold first, the surest first
	Unknown []string      `json:"unknown"` // what no order says: channel, product, price
	General *TrialSize    `json:"general,omitempty"`
}

const (
	leastSide    = 20   // with, and without
	falseShare   = 0.05 // of what is said to hold, this much may be chance (Benjamini & Hochberg 1995)
	reduced      = 0.90 // of the usual price: below it something was bought at a reduced one
	mostChannels = 8
	mostProducts = 20
	clientDays   = 180 // somebody has to have had so long to become a client
	pointsSought = 0.05
)

var windows = []int{30, 60, 90}

// Learn compares.
func Learn(firsts []First, asOf clientele.Day) Learnt {
	l := learner{firsts: firsts, asOf: asOf}
	l.size()
	out := Learnt{AsOf: asOf, Firsts: len(firsts), All: []Compared{}, Unknown: []string{}}
	out.Own = l.median()
	for _, f := range firsts {
		if f.Day > asOf-365 {
			out.Pace += 1.0 / 12
		}
	}
	outcomes := []DriverFor{{Client: true}}
	for _, days := range windows {
		outcomes = append(outcomes, DriverFor{Days: days, Own: days == out.Own})
	}
	if out.Own > 0 && !slices.Contains(windows, out.Own) {
		outcomes = append(outcomes, DriverFor{Days: out.Own, Own: true})
	}
	questions := l.questions(&out)
	for _, o := range outcomes {
		for _, q := range questions {
			if c, enough := l.compare(q, o); enough {
				out.All = append(out.All, c)
			} else {
				out.Thin++
			}
		}
	}
	out.Looked = len(out.All)
	sift(out.All)
	out.Again = l.rate(DriverFor{Days: out.Own})
	for i := range out.All {
		if c := &out.All[i]; c.Holds && c.About != "season" && c.About != "day" {
			c.Trial = trialFor(c.DidNot, c.Differs, out.Pace)
		}
	}
	out.General = trialFor(out.Again, pointsSought, out.Pace)
	return out
}

type learner struct {
	firsts []First
	asOf   clientele.Day
	third  []int // of each by size, among those of its currency; 0: unknown
	fifth  []int // the same
	broad  []int // of each by how many products
	usual  map[string]float64
}

// question is a driver: who has it, who has not (neither: it is not known), and who are alike otherwise.
type question struct {
	Driver
	has   func(i int) (has, known bool)
	alike func(i int) stratum
}

type stratum struct {
	line         clientele.Line
	month        int
	fifth, broad int
}

func monthOf(d clientele.Day) int {
	y, m, _ := d.Time().Date()
	return 12*y + int(m) - 1
}

// size tells thirds by size and by how many products.
func (l *learner) size() {
	n := len(l.firsts)
	l.third, l.fifth, l.broad = make([]int, n), make([]int, n), make([]int, n)
	by := map[string][]int64{}
	for i := range l.firsts {
		f := &l.firsts[i]
		if f.Minor > 0 {
			by[f.Currency] = append(by[f.Currency], f.Minor)
		}
		l.broad[i] = min(len(f.Items), 3)
		if len(f.Items) > 3 {
			l.broad[i] = 3 + int(math.Log2(float64(len(f.Items))))
		}
	}
	for _, all := range by {
		slices.Sort(all)
	}
	for i, f := range l.firsts {
		if f.Minor > 0 {
			l.third[i], l.fifth[i] = partOf(by[f.Currency], f.Minor, 3), partOf(by[f.Currency], f.Minor, 5)
		}
	}
}

// partOf is in which of so many equal parts of all a size lies, counted from 1.
func partOf(all []int64, minor int64, parts int) int {
	part := 1
	for part < parts && minor >= all[part*len(all)/parts] {
		part++
	}
	return part
}

// median of the days until the next purchase, of those who came again; 0 where too few did.
func (l *learner) median() int {
	var days []int
	for _, f := range l.firsts {
		if f.Next != clientele.NoDay {
			days = append(days, int(f.Next-f.Day))
		}
	}
	if len(days) < leastSide {
		return 0
	}
	slices.Sort(days)
	return days[len(days)/2]
}

// questions are what is looked at, of what orders tell.
func (l *learner) questions(out *Learnt) (all []question) {
	plain := func(i int) stratum { return stratum{l.firsts[i].Line, monthOf(l.firsts[i].Day), l.fifth[i], 0} }
	ofMonth := func(i int) stratum { return stratum{l.firsts[i].Line, monthOf(l.firsts[i].Day), 0, 0} }
	ofYear := func(i int) stratum { return stratum{l.firsts[i].Line, monthOf(l.firsts[i].Day) / 12, l.fifth[i], 0} }
	alikeBaskets := func(i int) stratum {
		return stratum{l.firsts[i].Line, monthOf(l.firsts[i].Day), l.fifth[i], l.broad[i]}
	}
	channels, products, prices := l.counted()
	for _, name := range top(channels, mostChannels, 2) {
		all = append(all, question{Driver{"channel", name}, func(i int) (bool, bool) { return l.firsts[i].Channel == name, l.firsts[i].Channel != "" }, plain})
	}
	for quarter, name := range []string{"1", "2", "3", "4"} {
		all = append(all, question{Driver{"season", name}, func(i int) (bool, bool) { return monthOf(l.firsts[i].Day)%12/3 == quarter, true }, ofYear})
	}
	all = append(all, question{Driver{"day", ""}, func(i int) (bool, bool) { return l.firsts[i].Day%7 == 6 || l.firsts[i].Day%7 == 0, true }, plain})
	for third, name := range map[int]string{1: "small", 3: "large"} {
		all = append(all, question{Driver{"size", name}, func(i int) (bool, bool) { return l.third[i] == third, l.third[i] != 0 }, ofMonth})
	}
	all = append(all, question{Driver{"breadth", ""}, func(i int) (bool, bool) { return len(l.firsts[i].Items) > 1, len(l.firsts[i].Items) > 0 }, plain})
	if prices {
		all = append(all, question{Driver{"price", ""}, l.cheaper, alikeBaskets})
	}
	for _, name := range top(products, mostProducts, leastSide) {
		all = append(all, question{Driver{"product", name}, func(i int) (bool, bool) {
			return slices.ContainsFunc(l.firsts[i].Items, func(b Bought) bool { return b.Product == name }), len(l.firsts[i].Items) > 0
		}, alikeBaskets})
	}
	for what, known := range map[string]bool{"channel": len(channels) > 1, "product": len(products) > 0, "price": prices} {
		if !known {
			out.Unknown = append(out.Unknown, what)
		}
	}
	slices.Sort(out.Unknown)
	slices.SortFunc(all, func(a, b question) int { return cmp.Or(cmp.Compare(a.About, b.About), cmp.Compare(a.Value, b.Value)) })
	return all
}

// counted are how often each channel and product stands in first purchases, and what is usual to pay.
func (l *learner) counted() (channels, products map[string]int, prices bool) {
	channels, products = map[string]int{}, map[string]int{}
	paid := map[string][]float64{}
	for i := range l.firsts {
		f := &l.firsts[i]
		if f.Channel != "" {
			channels[f.Channel]++
		}
		seen := map[string]bool{}
		for _, b := range f.Items {
			if b.Product == "" || seen[b.Product] {
				continue
			}
			seen[b.Product] = true
			products[b.Product]++
			if b.Price > 0 {
				paid[f.Currency+" "+b.Product] = append(paid[f.Currency+" "+b.Product], b.Price)
			}
		}
	}
	l.usual = map[string]float64{}
	for name, all := range paid {
		if len(all) >= 5 {
			slices.Sort(all)
			l.usual[name] = all[len(all)/2]
		}
	}
	return channels, products, len(l.usual) > 0
}

// cheaper says whether most of the first purchase was below what is usual for its products.
func (l *learner) cheaper(i int) (has, known bool) {
	below, of := 0, 0
	f := &l.firsts[i]
	for _, b := range f.Items {
		if usual := l.usual[f.Currency+" "+b.Product]; usual > 0 && b.Price > 0 {
			of++
			if b.Price < reduced*usual {
				below++
			}
		}
	}
	return 2*below > of, of > 0
}

// top are the names that come up most, not fewer times than so many.
func top(counts map[string]int, most, least int) []string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	names = slices.DeleteFunc(names, func(n string) bool { return counts[n] < least })
	return names[:min(len(names), most)]
}

// came says whether an outcome came about, and whether that can be known.
func (l *learner) came(i int, o DriverFor) (came, known bool) {
	f := &l.firsts[i]
	if o.Client {
		return f.Client, f.Day <= l.asOf-clientDays
	}
	within := clientele.Day(o.Days)
	return f.Next != clientele.NoDay && f.Next-f.Day <= within, f.Day <= l.asOf-within
}

func (l *learner) rate(o DriverFor) float64 {
	n, did := 0.0, 0.0
	for i := range l.firsts {
		if came, known := l.came(i, o); known {
			n++
			if came {
				did++
			}
		}
	}
	return did / max(n, 1)
}

// cell counts one stratum: without and with.
type cell struct{ n, did [2]float64 }

// compare takes the difference within each stratum, weighed as Mantel and Haenszel do, so that who
// came in good months, or bought much, does not stand for what is looked at.
func (l *learner) compare(q question, o DriverFor) (Compared, bool) {
	cells := map[stratum]*cell{}
	all := cell{}
	for i := range l.firsts {
		has, known := q.has(i)
		came, told := l.came(i, o)
		if !known || !told {
			continue
		}
		at := q.alike(i)
		if cells[at] == nil {
			cells[at] = &cell{}
		}
		side := 0
		if has {
			side = 1
		}
		cells[at].n[side]++
		all.n[side]++
		if came {
			cells[at].did[side]++
			all.did[side]++
		}
	}
	weight, sum, spread, with, without := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, c := range cells {
		if c.n[0] == 0 || c.n[1] == 0 {
			continue
		}
		w := c.n[0] * c.n[1] / (c.n[0] + c.n[1])
		weight += w
		sum += w * (c.did[1]/c.n[1] - c.did[0]/c.n[0])
		pooled := (c.did[0] + c.did[1] + .5) / (c.n[0] + c.n[1] + 1)
		spread += w * w * pooled * (1 - pooled) * (1/c.n[0] + 1/c.n[1])
		with, without = with+c.n[1], without+c.n[0]
	}
	if with < leastSide || without < leastSide || weight == 0 {
		return Compared{}, false
	}
	c := Compared{Driver: q.Driver, DriverFor: o, With: int(all.n[1]), Without: int(all.n[0]), DidWith: all.did[1] / all.n[1], DidNot: all.did[0] / all.n[0]}
	c.Differs = sum / weight
	sd := math.Sqrt(spread) / weight
	c.Low, c.High = max(c.Differs-1.96*sd, -1), min(c.Differs+1.96*sd, 1)
	c.Chance = 1
	if sd > 0 {
		c.Chance = math.Erfc(math.Abs(c.Differs) / sd / math.Sqrt2)
	}
	return c, true
}

// sift says which hold beside how many were looked at, and puts them first.
func sift(all []Compared) {
	slices.SortFunc(all, func(a, b Compared) int {
		return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(a.About, b.About), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Days, b.Days))
	})
	last := -1
	for i := range all {
		if all[i].Chance <= falseShare*float64(i+1)/float64(len(all)) {
			last = i
		}
	}
	for i := range all {
		all[i].Holds = i <= last
	}
}

// trialFor is how many it takes each way to see a difference with a chance of 80 %, were it as
// large, at a level of 5 % (Fleiss 1981, ch. 3), and for how long.
func trialFor(base, differs, pace float64) *TrialSize {
	other := min(max(base+differs, .001), .999)
	base = min(max(base, .001), .999)
	d := other - base
	if math.Abs(d) < .001 || pace <= 0 {
		return nil
	}
	mid := (base + other) / 2
	n := math.Pow(1.96*math.Sqrt(2*mid*(1-mid))+.8416*math.Sqrt(base*(1-base)+other*(1-other)), 2) / (d * d)
	each := int(math.Ceil(n))
	return &TrialSize{each, 2 * float64(each) / pace}
}
