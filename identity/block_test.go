package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// By which keys one is found, and by which not: what many have by their trade, what is too short
// to tell people apart, what is not said.
func TestKeys(t *testing.T) {
	for name, c := range map[string]struct {
		of   Candidate
		has  string
		none string // no key begins so
	}{
		"an address":             {Candidate{Emails: []string{"robert@x.example"}}, "pe|robert@x.example", "pn"},
		"at another house":       {Candidate{Emails: []string{"robert@x.example"}}, "pl|robert", "pp"},
		"short at another house": {Candidate{Emails: []string{"bobby@x.example"}}, "pe|bobby@x.example", "pl"},
		"a trade's address":      {Candidate{Emails: []string{"support@x.example"}}, "pe|support@x.example", "pl"},
		"no address":             {Candidate{Full: "Robert Smith", Emails: []string{"robert.x.example"}}, "pg|rob|smith", "pe"},
		"no birthday":            {Candidate{Full: "Robert Smith"}, "pg|rob|smith", "pb"},
		"a firm":                 {Candidate{Kind: Organisation, Full: "Acme Kettles", Emails: []string{"info@acme.example"}}, "oe|info@acme.example", "p"},
		"a home":                 {Candidate{Full: "Robert Smith", Postcode: "10115"}, "pz|10115|s53|r", "ps"},
		"digits":                 {Candidate{Phones: []string{"123456"}}, "pp|123456", "pe"},
		"too few digits":         {Candidate{Full: "Robert Smith", Phones: []string{"12345"}}, "pg|rob|smith", "pp"},
	} {
		keys := Keys(c.of)
		if !slices.Contains(keys, c.has) || slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, c.none) }) {
			t.Errorf("%s: %q, want %s and none of %s", name, keys, c.has, c.none)
		}
	}
	straight, swapped := Keys(Candidate{Given: "Robert", Family: "Smith"}), Keys(Candidate{Given: "Smith", Family: "Robert"})
	if !slices.ContainsFunc(straight, func(k string) bool { return slices.Contains(swapped, k) }) {
		t.Errorf("in the other order nothing is shared: %q, %q", straight, swapped)
	}
}

// Sixty of one key are all compared. More are parted by birthday, then by postcode, then by name;
// who says none of these is compared by that key with nobody.
func TestLargeBlocks(t *testing.T) {
	crowd := func(n int, change func(i int, c *Candidate)) *Set {
		s := &Set{}
		for i := range n {
			c := Candidate{ID: clientele.ID(i + 1), Emails: []string{"a@x.example"}}
			change(i, &c)
			s.Add(c)
		}
		return s
	}
	postcode := func(i int, c *Candidate) {
		c.Postcode = fmt.Sprintf("%05d", min(i, 59)) // the last ones share theirs
	}
	for name, c := range map[string]struct {
		s    *Set
		want int
	}{
		"sixty":    {crowd(60, func(int, *Candidate) {}), 60 * 59 / 2},
		"one more": {crowd(61, func(int, *Candidate) {}), 0},
		"two of one birthday": {crowd(61, func(i int, c *Candidate) {
			c.Birthday = map[int]string{3: "1970-02-03", 50: "1970-02-03", 51: "1971-02-03"}[i]
		}), 1},
		"two of one postcode":     {crowd(61, postcode), 1},
		"three of one postcode":   {crowd(62, postcode), 3},
		"two of one name":         {crowd(61, func(i int, c *Candidate) { c.Full = fmt.Sprintf("F%02d", min(i, 59)) }), 1},
		"and all of one birthday": {crowd(61, func(i int, c *Candidate) { postcode(i, c); c.Birthday = "1970-02-03" }), 1},
	} {
		pairs := map[[2]uint32]bool{}
		for a, b := range c.s.pairs() {
			pairs[[2]uint32{min(a, b), max(a, b)}] = true
		}
		if len(pairs) != c.want {
			t.Errorf("%s: %d pairs are compared, not %d", name, len(pairs), c.want)
		}
	}
}

// What is found rarely is not counted as what is found often, though both share a place in the sketch.
func TestCountsAreNear(t *testing.T) {
	s := &Set{}
	name := func(i int) string { return fmt.Sprintf("rare%04d@x.example", i) }
	for i := range 1_000 {
		s.Add(Candidate{ID: clientele.ID(i + 1), Emails: []string{name(i), fmt.Sprintf("often%02d@x.example", i%50)}})
	}
	s.count()
	over := 0
	for i := range 1_000 {
		n := s.counted(email, name(i))
		if n < 1 {
			t.Fatalf("%s is counted %d times", name(i), n)
		}
		if n > 2 {
			over++
		}
	}
	if n := s.counted(email, "often07@x.example"); n < 20 || n > 22 {
		t.Errorf("what twenty have is counted %d times", n)
	}
	if over > 0 {
		t.Errorf("%d of 1,000 that one has are counted thrice and more", over)
	}
}

// Nobody of ten who share nothing is taken for a stranger to themselves.
func TestStrangersAreOthers(t *testing.T) {
	s := &Set{}
	for i := range 10 {
		s.Add(Candidate{ID: clientele.ID(i + 1), Full: fmt.Sprintf("G%c F%c", 'a'+i, 'k'+i), Emails: []string{fmt.Sprintf("p%d@x%d.example", i, i)}})
	}
	if p := s.Learn().Levels[strange][email][exact]; p > 1e-5 {
		t.Errorf("of strangers %v have one address", p)
	}
}

// A pair as likely as was asked for is found.
func TestFindReaches(t *testing.T) {
	s := &Set{}
	for i := range 3 {
		s.Add(Candidate{ID: clientele.ID(i + 1), Full: "Robert Smith", Emails: []string{"smith@example.org"}})
	}
	m := s.Learn()
	for x := range s.Reasoned(m, s.Find(m, 0)) {
		if n := len(s.Find(m, x.Probability)); n != 3 {
			t.Errorf("of three pairs of %v %d reach it", x.Probability, n)
		}
		if n := len(s.Find(m, x.Probability+1e-9)); n != 0 && x.Probability < 1-1e-9 {
			t.Errorf("%d reach more", n)
		}
	}
}
