package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/identity"
)

// What goes wrong with the records of a person, in parts of one. The rules were tuned on
// other seeds and on twoClerks; what is promised is measured on one seed of manyClerks.
type clerks struct {
	again, slip, familiar, moved, married, swapped float64
	noEmail, noPhone, noBirthday, noAddress        float64
	sharedEmail, sharedPhone, twins, junior        float64
	families                                       uint64 // that names are drawn from: few make many namesakes
}

var (
	manyClerks = clerks{again: .18, slip: .10, familiar: .15, moved: .15, married: .05, swapped: .02, noEmail: .15, noPhone: .20, noBirthday: .25,
		noAddress: .15, sharedEmail: .25, sharedPhone: .40, twins: .01, junior: .02, families: 40_000}
	twoClerks = clerks{again: .08, slip: .16, familiar: .08, moved: .25, married: .03, swapped: .04, noEmail: .25, noPhone: .10, noBirthday: .20,
		noAddress: .25, sharedEmail: .15, sharedPhone: .55, twins: .02, junior: .03, families: 40_000}
)

// evaluationSeed is looked at to report, not to tune. Those before it are spent: 20261126
// showed that namesakes with like e-mail addresses were taken for one, 20261127 that a
// threshold of .90 is a little low among a million (precision .978), 20261128 that .93 is a
// little high among 100,000 (recall .880).
const evaluationSeed = 20_261_129

type crowd struct {
	clerks
	rng    *rand.Rand
	fake   *gofakeit.Faker
	family *rand.Zipf
	given  *rand.Zipf
	names  []string // given names, the common ones first
	set    *identity.Set
	each   func(identity.Candidate) // sees each record; nil: nobody
	whose  []uint32                 // person of each record
	people uint32
	most   int
}

func newCrowd(seed uint64, how clerks, most int, each func(identity.Candidate)) *crowd {
	src := rand.NewPCG(seed, 7)
	c := &crowd{clerks: how, rng: rand.New(src), fake: gofakeit.NewFaker(src, false), set: &identity.Set{}, most: most, each: each}
	c.family, c.given = rand.NewZipf(c.rng, 1.1, 20, how.families), rand.NewZipf(c.rng, 1.2, 30, 1_500)
	known := map[string]bool{}
	for range 20_000 {
		if n := c.fake.FirstName(); !known[n] {
			known[n] = true
			c.names = append(c.names, n)
		}
	}
	for c.set.Len() < most {
		c.home()
	}
	return c
}

var beginnings = strings.Fields("Ber Schmi Mül Wag Hoff Kra Leh Wein Ros Gold Stein Har Mar Tho Wil John And Ben Car Dav Pet Rob Hen Mor Gar Fer Lo Sanch Ram Du Le Mo Bou Gi Ric Con")
var middles = strings.Fields("en er an in el ar on ie ou a o u ber gen man ten ti ra")
var ends = strings.Fields("son mann er ner berg stein feld ez ard et eau in ini ski man ton ley ford wood s bach hof low wick dal gren")

// familyName is the nth most common.
func familyName(n uint64) string {
	b, m, e := uint64(len(beginnings)), uint64(len(middles)), uint64(len(ends))
	n = n * 7919 % (b * m * e) // so that neighbours do not sound alike
	name := beginnings[n%b]
	if k := n / b % m; k > 3 {
		name += middles[k]
	}
	return name + ends[n/b/m%e]
}

func (c *crowd) chance(p float64) bool { return c.rng.Float64() < p }

func (c *crowd) firstName() string { return c.names[int(c.given.Uint64())%len(c.names)] }

func (c *crowd) phone() string { return fmt.Sprintf("+4930%08d", c.rng.IntN(100_000_000)) }

func (c *crowd) birthday() string {
	return clientele.DayOf(time.Date(1935+c.rng.IntN(72), 1, 1+c.rng.IntN(365), 0, 0, 0, 0, time.UTC)).String()
}

func (c *crowd) address(p *identity.Candidate) {
	post := c.rng.IntN(8_000)
	p.Street = fmt.Sprintf("%s Street %d", familyName(c.rng.Uint64N(3_000)), 1+c.rng.IntN(120))
	p.Postcode, p.City = fmt.Sprintf("%05d", 10_000+post*11), familyName(uint64(post/8))+"burg"
}

func (c *crowd) email(p identity.Candidate) string {
	return fmt.Sprintf("%s.%s%d@%s", strings.ToLower(p.Given), strings.ToLower(p.Family), c.rng.IntN(1000), c.fake.RandomString([]string{"example.com", "example.org", "example.net"}))
}

// home makes the people of one home, and their records.
func (c *crowd) home() {
	head := identity.Candidate{Given: c.firstName(), Family: familyName(c.family.Uint64()), Birthday: c.birthday(), Country: "DE"}
	c.address(&head)
	mail, phone := c.email(head), c.phone()
	for i := range 1 + c.rng.IntN(4) {
		p := head
		if i > 0 && !c.chance(c.junior) {
			p.Given = c.firstName()
		}
		if i > 0 && !c.chance(c.twins) {
			p.Birthday = c.birthday()
		}
		p.Emails, p.Phones = []string{mail}, []string{phone}
		if !c.chance(c.sharedEmail) {
			p.Emails[0] = c.email(p)
		}
		if !c.chance(c.sharedPhone) {
			p.Phones[0] = c.phone()
		}
		c.people++
		c.record(p)
		for range 2 {
			if c.chance(c.again) {
				c.record(c.later(p))
			}
		}
	}
}

// record keeps what somebody wrote down of a person.
func (c *crowd) record(p identity.Candidate) {
	if c.set.Len() == c.most {
		return
	}
	for _, f := range []*string{&p.Given, &p.Family, &p.Street, &p.Birthday} {
		if c.chance(c.slip / 2) {
			*f = c.slipIn(*f)
		}
	}
	p.Emails, p.Phones = []string{p.Emails[0]}, []string{p.Phones[0]}
	if c.chance(c.slip / 2) {
		p.Emails[0] = c.slipIn(p.Emails[0])
	}
	if c.chance(c.slip / 2) {
		p.Phones[0] = c.slipIn(p.Phones[0])
	}
	if c.chance(.3) {
		p.Phones[0] = strings.Replace(p.Phones[0], "+49", "0", 1)
	}
	if c.chance(c.swapped) {
		p.Given, p.Family = p.Family, p.Given
	}
	if c.chance(c.noEmail) {
		p.Emails = nil
	}
	if c.chance(c.noPhone) {
		p.Phones = nil
	}
	if c.chance(c.noBirthday) {
		p.Birthday = ""
	}
	if c.chance(c.noAddress) {
		p.Street, p.Postcode, p.City = "", "", ""
	}
	p.ID = clientele.ID(c.set.Len() + 1)
	c.set.Add(p)
	if c.each != nil {
		c.each(p)
	}
	c.whose = append(c.whose, c.people)
}

// later is a person as life went on.
func (c *crowd) later(p identity.Candidate) identity.Candidate {
	if c.chance(c.familiar) {
		p.Given = identity.Familiar(p.Given, c.rng.Uint64())
	}
	if c.chance(c.moved) {
		c.address(&p)
		if c.chance(.3) {
			p.Phones = []string{c.phone()}
		}
	}
	if c.chance(c.married) {
		p.Family = familyName(c.family.Uint64())
	}
	if c.chance(.15) {
		p.Emails = []string{c.email(p)}
	}
	return p
}

// slipIn types a text wrong in one place.
func (c *crowd) slipIn(s string) string {
	r := []rune(s)
	if len(r) < 3 {
		return s
	}
	i := 1 + c.rng.IntN(len(r)-2)
	other := rune('a' + c.rng.IntN(26))
	if r[i] >= '0' && r[i] <= '9' {
		other = rune('0' + c.rng.IntN(10))
	}
	switch c.rng.IntN(4) {
	case 0:
		r[i] = other
	case 1:
		r = append(r[:i], r[i+1:]...)
	case 2:
		r[i], r[i+1] = r[i+1], r[i]
	default:
		r = append(r[:i], append([]rune{other}, r[i:]...)...)
	}
	return string(r)
}

// truePairs is how many pairs of records are of one person. They stand together.
func (c *crowd) truePairs() (n int) {
	run := 0
	for i, w := range c.whose {
		if i > 0 && w == c.whose[i-1] {
			run++
		} else {
			run = 0
		}
		n += run
	}
	return n
}

// duplicates measures how well and how fast duplicates are found among people of whom
// the truth is known. CLIENTELE_BENCH_SEED and CLIENTELE_BENCH_CLERKS=two choose others.
func (b *bench) duplicates(ctx context.Context) error {
	seed, err := strconv.ParseUint(env("CLIENTELE_BENCH_SEED", strconv.Itoa(evaluationSeed)), 10, 64)
	if err != nil {
		return fmt.Errorf("CLIENTELE_BENCH_SEED: %w", err)
	}
	how := manyClerks
	if os.Getenv("CLIENTELE_BENCH_CLERKS") == "two" {
		how = twoClerks
	}
	if n, err := strconv.ParseUint(env("CLIENTELE_BENCH_FAMILIES", "0"), 10, 64); err == nil && n > 0 {
		how.families = n
	}
	debug.SetMemoryLimit(256 << 20) // a soft limit, as a server sets for a job; what is live is less
	c := newCrowd(seed, how, b.accounts, nil)
	c.names = nil
	debug.FreeOSMemory()
	watch := clientele.Stopwatch()
	model := c.set.Learn()
	matches := c.set.Find(model, identity.Look)
	took := watch()
	truth, right, merged, looked := c.truePairs(), 0, 0, 0
	for _, m := range matches {
		is := c.whose[m.A-1] == c.whose[m.B-1]
		if is {
			looked++
		}
		if m.Probability < identity.Merge {
			continue
		}
		merged++
		if is {
			right++
		}
	}
	precision, recall := float64(right)/float64(max(1, merged)), float64(right)/float64(max(1, truth))
	remark := fmt.Sprintf("%d people, %d true pairs, seed %d", c.set.Len(), truth, seed)
	b.note(figure{what: "duplicates: precision above the merge threshold", reach: "≥ 0.98", reached: fmt.Sprintf("%.4f", precision), remark: remark, met: precision >= .98})
	b.note(figure{what: "duplicates: recall above the merge threshold", reach: "≥ 0.90", reached: fmt.Sprintf("%.4f", recall),
		remark: fmt.Sprintf("%.4f where a person looks", float64(looked)/float64(max(1, truth))), met: recall >= .9})
	b.note(figure{what: "duplicates: time", reach: "< 10 min", reached: took.Round(time.Second / 10).String(), remark: "learning and finding", met: took < 10*time.Minute})
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return err
	}
	rss := use.Maxrss << 10 // Linux counts kB
	b.note(figure{what: "duplicates: memory", reach: "≤ 300 MB", reached: fmt.Sprintf("%d MB", rss>>20), remark: "most of the process", met: rss <= 300<<20})
	return b.typing(ctx, seed, how)
}

// mostTyped is the size of the book that is searched while one types: larger ones take
// longer to make, and the search reads no more.
const mostTyped = 100_000

// typing measures how long it takes to find who is being entered, half typed, among those
// who are kept.
func (b *bench) typing(ctx context.Context, seed uint64, how clerks) error {
	dir, err := os.MkdirTemp("", "clientele-typing-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	d, err := db.Open(ctx, filepath.Join(dir, "clientele.db"))
	if err != nil {
		return err
	}
	defer d.Close()
	store, all := identity.NewStore(1, "person"), []identity.Candidate{}
	c := newCrowd(seed, how, min(b.accounts, mostTyped), func(p identity.Candidate) { all = append(all, p) })
	model := c.set.Learn()
	kept := clientele.Stopwatch()
	for some := range slices.Chunk(all, 1_000) {
		if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := store.Keep(ctx, tx, some); return err }); err != nil {
			return err
		}
	}
	rate := float64(len(all)) / kept().Seconds()
	var took []time.Duration
	found := 0
	for i := 0; i < len(all); i += max(1, len(all)/2_000) {
		typed := all[i]
		typed.ID, typed.Street, typed.Postcode, typed.City, typed.Birthday = 0, "", "", "", ""
		looked := clientele.Stopwatch()
		near, err := store.Near(ctx, d, access.System("a bench"), model, typed)
		if err != nil {
			return err
		}
		took = append(took, looked())
		if slices.ContainsFunc(near[:min(len(near), 3)], func(m identity.Match) bool { return m.B == all[i].ID }) {
			found++
		}
	}
	slices.Sort(took)
	p99 := took[len(took)*99/100]
	b.note(figure{what: fmt.Sprintf("duplicates: found while one types, among %d, p99", len(all)), reach: "≤ 60 ms", reached: ms(p99),
		remark: fmt.Sprintf("half of them under %s; %.1f %% are among the three shown; kept at %.0f a second", ms(took[len(took)/2]), 100*float64(found)/float64(len(took)), rate), met: p99 <= 60*time.Millisecond})
	return nil
}
