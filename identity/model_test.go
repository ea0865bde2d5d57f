package identity

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

func TestNames(t *testing.T) {
	for c, want := range map[string]string{
		"Dr. Łukasz Müller": "lukasz|muller", "Müller, Łukasz": "lukasz|muller", "Ludwig van Beethoven": "ludwig|van beethoven", "Cher": "|cher", "Dr.": "|dr",
		"Seán O'Brien jr.": "sean|obrien",
	} {
		given, family := personName(Candidate{Full: c})
		if got := given + "|" + family; got != want {
			t.Errorf("%q: %q, want %q", c, got, want)
		}
	}
	for _, same := range [][2]string{{"Müller GmbH & Co. KG", "MULLER G.m.b.H."}, {"Acme Ltd", "The ACME Limited"}, {"Smith and Jones", "Jones & Smith"}} {
		if a, b := firmName(same[0]), firmName(same[1]); a != b {
			t.Errorf("%q and %q: %q, %q", same[0], same[1], a, b)
		}
	}
	for _, n := range []string{"030 12345678", "+49 (30) 1234-5678", "0049 30 12345678"} {
		if got := phone(n, "DE"); got != "+493012345678" {
			t.Errorf("%q: %q", n, got)
		}
	}
}

func TestLevels(t *testing.T) {
	a := Candidate{Given: "Robert", Family: "Smith", Emails: []string{"bob.smith@example.org"}, Phones: []string{"+493012345678"}, Birthday: "1970-02-03", Postcode: "10115", City: "Berlin", Street: "Lange Straße 5"}
	for name, c := range map[string]struct {
		change func(*Candidate)
		field  int
		want   uint8
	}{
		"same":          {func(*Candidate) {}, given, exact},
		"familiar":      {func(c *Candidate) { c.Given = "Bob" }, given, givenFamiliar},
		"slip":          {func(c *Candidate) { c.Given = "Rboert" }, given, givenNear},
		"initial":       {func(c *Candidate) { c.Given = "R." }, given, givenInitial},
		"another":       {func(c *Candidate) { c.Given = "Anna" }, given, givenDiffers},
		"not said":      {func(c *Candidate) { c.Given = "" }, given, missing},
		"double":        {func(c *Candidate) { c.Family = "Jones-Smith" }, family, familyPart},
		"swapped":       {func(c *Candidate) { c.Given, c.Family = "Smith", "Robert" }, family, familySwapped},
		"married":       {func(c *Candidate) { c.Family = "Young" }, family, familyDiffers},
		"e-mail slip":   {func(c *Candidate) { c.Emails[0] = "bob.smiht@example.org" }, email, emailNear},
		"another house": {func(c *Candidate) { c.Emails[0] = "bob.smith@firm.test" }, email, emailLocal},
		"one of two":    {func(c *Candidate) { c.Emails = []string{"x@y.test", "BOB.Smith@example.org"} }, email, exact},
		"digit":         {func(c *Candidate) { c.Phones[0] = "+493012345578" }, telephone, nearly},
		"day and month": {func(c *Candidate) { c.Birthday = "1970-03-02" }, birthday, nearly},
		"street":        {func(c *Candidate) { c.Street = "Lange Str. 5" }, address, exact},
		"next street":   {func(c *Candidate) { c.Street = "Am Ufer 77" }, address, addressPostcode},
	} {
		b := a
		b.Emails, b.Phones = []string{a.Emails[0]}, []string{a.Phones[0]}
		c.change(&b)
		x, _ := compare(profileOf(a), profileOf(b))
		y, _ := compare(profileOf(b), profileOf(a))
		if x[c.field] != c.want || y[c.field] != c.want {
			t.Errorf("%s: level %d and %d, want %d", name, x[c.field], y[c.field], c.want)
		}
	}
}

// What a word, or some letters, say too little of: the address of a trade, the end of a number, a street
// without a town, a short word of a firm.
func TestTooLittleIsNoLevel(t *testing.T) {
	firmOf := func(name string) Candidate { return Candidate{Kind: Organisation, Full: name} }
	for name, c := range map[string]struct {
		a, b  Candidate
		field int
		want  uint8
	}{
		"a trade at two houses": {Candidate{Emails: []string{"support@kettle.example"}}, Candidate{Emails: []string{"support@pots.test"}}, email, emailDiffers},
		"eight digits":          {Candidate{Phones: []string{"+493012345678"}}, Candidate{Phones: []string{"+441712345678"}}, telephone, nearly},
		"seven digits":          {Candidate{Phones: []string{"+493012345678"}}, Candidate{Phones: []string{"+441792345678"}}, telephone, differs},
		"another year":          {Candidate{Birthday: "1970-02-03"}, Candidate{Birthday: "1971-03-02"}, birthday, differs},
		"no town":               {Candidate{Street: "Lange Str. 5"}, Candidate{Street: "Lange Str. 5"}, address, addressDiffers},
		"a town":                {Candidate{Street: "Lange Str. 5", City: "Bonn"}, Candidate{Street: "Lange Str. 5", City: "Bonn"}, address, exact},
		"a short word":          {firmOf("Abc Pots"), firmOf("Abd Pots"), firm, firmDiffers},
		"a longer word":         {firmOf("Abcd Pots"), firmOf("Abce Pots"), firm, firmNear},
	} {
		x, _ := compare(profileOf(c.a), profileOf(c.b))
		if x[c.field] != c.want {
			t.Errorf("%s: level %d, want %d", name, x[c.field], c.want)
		}
	}
}

// By hand, of 1,000: how often strangers agree on what is counted. Two firms of a name are those two;
// of five, three are others. Who bears a given name that stands as a family name fifty times may be one of those,
// written in the other order. An address made of the name says no more than that namesakes have such.
func TestStrangersByHand(t *testing.T) {
	m := Usual(1_000)
	count := func(n ...int) counter { return func(field int, _ string) int { return n[field] } }
	of := func(field int, value string) (shared [fields]string) {
		shared[field] = value
		return shared
	}
	named := pattern{given: exact, family: exact, email: emailLocal}
	for name, c := range map[string]struct{ got, want float64 }{
		"two firms":      {m.strangers(pattern{firm: exact}, of(firm, "acme"), firm, func(int, string) int { return 2 }), (.05 + 2e-5*2000) / 3000},
		"five firms":     {m.strangers(pattern{firm: exact}, of(firm, "acme"), firm, func(int, string) int { return 5 }), (3 + 2e-5*2000) / 3000},
		"swapped":        {m.strangers(pattern{given: exact, family: familySwapped}, of(given, "robert"), given, count(1, 50)), (49 + .008*2000) / 3000},
		"its family":     {m.strangers(pattern{given: exact, family: familySwapped}, of(family, "smith"), family, count(30, 3)), .04 * (29 + .002*2000) / 3000},
		"straight":       {m.strangers(pattern{given: exact, family: exact}, of(given, "robert"), given, count(1, 50)), (1 + .008*2000) / 3000},
		"of the name":    {m.strangers(named, [fields]string{}, email, nil), .02},
		"of another":     {m.strangers(pattern{given: givenDiffers, family: exact, email: emailLocal}, [fields]string{}, email, nil), 1e-4},
		"never counted":  {m.strangers(pattern{given: exact}, of(given, "robert"), given, count(0)), .008},
		"one's own mail": {m.strangers(pattern{email: exact}, of(email, "a@b"), email, func(int, string) int { return 4 }), (3 + 2e-6*2000) / 3000},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

// By hand: of 1,000, one pair in 10,000 is one person and one in 1,000 of one home; only
// the given name is known, and it is the same: .8, .02, and 1/250 of strangers.
func TestScoreByHand(t *testing.T) {
	m := Model{Share: [classes]float64{1e-4, 1e-3, 1 - 1.1e-3}, Size: 1000}
	m.Levels[same][given][exact], m.Levels[near][given][exact], m.Levels[strange][given][exact] = .8, .02, .004
	x := pattern{given: exact}
	odds, before, weights, _ := m.score(x, [fields]string{}, nil)
	want := math.Log2(.8e-4 / (.02e-3 + .004*(1-1.1e-3)))
	if math.Abs(odds-want) > 1e-9 || math.Abs(before+weights[given]-odds) > 1e-9 {
		t.Errorf("log odds %v, want %v; parts %v + %v", odds, want, before, weights[given])
	}
	// a name that 100 of the 1,000 bear: (99 + 2000 * .004) / 3000 of strangers
	odds, _, _, _ = m.score(x, [fields]string{given: "anna"}, func(int, string) int { return 100 })
	want = math.Log2(.8e-4 / (.02e-3 + 107./3000*(1-1.1e-3)))
	if math.Abs(odds-want) > 1e-9 {
		t.Errorf("common name: %v, want %v", odds, want)
	}
}

// Two firms of one name are one more likely than not; a number in it tells two apart, and
// what a group shares does not make its firms one.
func TestFirms(t *testing.T) {
	m := Usual(1000)
	acme := Candidate{ID: 1, Kind: Organisation, Full: "Acme Kettles Ltd", Emails: []string{"info@acme.example"}, Phones: []string{"+442079460991"}}
	for name, c := range map[string]struct {
		full, mail, phone string
		least, most       float64
	}{
		"name alone":         {"ACME Kettles Limited", "", "", .5, .8},
		"name and mail":      {"ACME Kettles Limited", "info@acme.example", "", .9, 1},
		"a letter, all else": {"Acme Ketles", "info@acme.example", "+442079460991", .1, .8},
		"of one group":       {"Beacon Pots Ltd", "info@acme.example", "+442079460991", 0, .1},
		"branches":           {"Acme Kettles 12", "info@acme.example", "", 0, .1},
	} {
		b := Candidate{ID: 2, Kind: Organisation, Full: c.full}
		if c.mail != "" {
			b.Emails = []string{c.mail}
		}
		if c.phone != "" {
			b.Phones = []string{c.phone}
		}
		if p := m.Compare(acme, b).Probability; p < c.least || p > c.most {
			t.Errorf("%s: %.3f, want %v to %v", name, p, c.least, c.most)
		}
	}
}

func TestReasonsAddUp(t *testing.T) {
	m := Usual(10_000)
	a := Candidate{ID: 1, Given: "Robert", Family: "Smith", Emails: []string{"bob.smith@example.org"}, Birthday: "1970-02-03"}
	b := a
	b.ID, b.Given, b.Family = 2, "Bob", "Smyth"
	match := m.Compare(a, b)
	sum := 0.0
	for _, r := range match.Reasons {
		sum += r.Weight
		if r.Key != before && !slices.Contains(ReasonKeys(), r.Key) {
			t.Error("a reason that nobody knows", r)
		}
	}
	if math.Abs(sum-match.LogOdds) > 1e-9 || match.Probability < Merge {
		t.Errorf("%v add up to %v; %+v", match.LogOdds, sum, match)
	}
	spouse := a
	spouse.Given, spouse.Birthday = "Anna", "1972-05-06"
	if p := m.Compare(a, spouse).Probability; p > .01 {
		t.Errorf("who shares an e-mail and a name is one with %v", p)
	}
	father := a
	father.Birthday = "1940-01-02"
	if p := m.Compare(a, father).Probability; p > Look {
		t.Errorf("father and son are one with %v", p)
	}
}

func TestFitRecovers(t *testing.T) {
	truth := Usual(3000)
	truth.Share = [classes]float64{.1, .2, .7}
	truth.Levels[same][birthday] = [mostLevels]float64{exact: .8, nearly: .15, differs: .05}
	truth.Levels[same][email] = [mostLevels]float64{exact: .4, emailNear: .1, emailLocal: .2, emailDiffers: .3}
	truth.Levels[near][telephone] = [mostLevels]float64{exact: .7, nearly: .05, differs: .25}
	chance, seen := rand.New(rand.NewPCG(1, 1)), map[pattern]float64{}
	const n = 200_000
	draw := func(p []float64) int {
		u := chance.Float64()
		for i, q := range p {
			if u -= q; u < 0 {
				return i
			}
		}
		return len(p) - 1
	}
	for range n {
		c, x := draw(truth.Share[:]), pattern{}
		for f := range fields {
			x[f] = uint8(draw(truth.Levels[c][f][:]))
		}
		seen[x]++
	}
	m := Usual(3000)
	m.fit(seen, n)
	for c := range strange {
		if math.Abs(m.Share[c]-truth.Share[c]) > .01 {
			t.Errorf("class %d: share %v, want %v", c, m.Share[c], truth.Share[c])
		}
		for f := range fields {
			for l := range mostLevels {
				if got, want := m.Levels[c][f][l], truth.Levels[c][f][l]; math.Abs(got-want) > .03 {
					t.Errorf("class %d, %s, level %d: %v, want %v", c, fieldNames[f], l, got, want)
				}
			}
		}
	}
}

func TestFind(t *testing.T) {
	s := &Set{}
	for i, full := range []string{"Robert Smith", "Smith, Bob", "Anna Smith", "Carla Gomez"} {
		c := Candidate{ID: clientele.ID(10 + i), Full: full, Emails: []string{"smith@example.org"}, Birthday: "1970-02-03"}
		if i > 1 {
			c.Birthday, c.Emails = "1982-11-30", nil
		}
		s.Add(c)
	}
	matches := s.Find(s.Learn(), Look)
	if len(matches) != 1 || matches[0].A != 10 || matches[0].B != 11 {
		t.Fatal(matches)
	}
	var again Match
	for again = range s.Reasoned(s.Learn(), matches) {
	}
	if math.Abs(matches[0].LogOdds-again.LogOdds) > 1e-4 {
		t.Error(matches, again)
	}
	if again.Reasons[1].Key != "given.familiar" {
		t.Error(again.Reasons)
	}
}

// A first book holds three entries, all of one person: nobody in it is a stranger to anybody.
func TestFindAmongTheFirstThree(t *testing.T) {
	s := &Set{}
	s.Add(Candidate{ID: 5, Full: "Rosalind Ainsworth", Emails: []string{"ros@hawthorn.example"}, Phones: []string{"+447700900123"}, Accounts: []clientele.ID{3}})
	s.Add(Candidate{ID: 28, Full: "Ros Ainsworth", Emails: []string{"ros.a@home.example"}, Phones: []string{"+447700900123"}})
	s.Add(Candidate{ID: 31, Full: "Rosalind Ainsworth", Emails: []string{"ros.a@home.example"}, Phones: []string{"+447700900123"}})
	found := map[[2]clientele.ID]bool{}
	for _, x := range s.Find(s.Learn(), Look) {
		found[[2]clientele.ID{min(x.A, x.B), max(x.A, x.B)}] = true
	}
	if !found[[2]clientele.ID{5, 31}] {
		t.Error(found)
	}
}

func FuzzProfile(f *testing.F) {
	f.Add("Dr. Łukasz Müller", "a@b", "030 123", "1970-01-02")
	f.Add("\x1f,\x00", "@@", "+", "\xff")
	f.Fuzz(func(t *testing.T, name, mail, number, day string) {
		a := Candidate{Full: name, Emails: []string{mail}, Phones: []string{number}, Birthday: day, Street: name, City: mail, Postcode: number}
		p := profileOf(a)
		q := unpacked(p.packed())
		if q.packed() != p.packed() {
			t.Errorf("%q comes back as %q", p.packed(), q.packed())
		}
		m := Usual(1000)
		if match := m.Compare(a, a); math.IsNaN(match.LogOdds) {
			t.Error(match)
		}
	})
}
