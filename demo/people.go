package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/clientele-crm/clientele"
)

// nameStream keeps the stream of names apart from the stream of events.
const nameStream = 0x9e3779b97f4a7c15

// Sorts of firm, as their names end.
var firmEnds = []string{
	"Joinery", "Dental Care", "Logistics", "Architects", "Foods", "Print Works", "Garden Centre", "Engineering", "Consulting",
	"Brewing Company", "Physiotherapy", "Nurseries", "Electrical", "Textiles", "Hotels", "Care Homes", "Software", "Vineyards",
	"Books", "Motors", "Bakery", "Catering", "Roofing", "Interiors", "Marine", "Surveyors",
}

// country is one with the range of phone numbers that its regulator keeps for fiction.
type country struct {
	name, phone string
	digits      int
}

// countries are where accounts abroad are, the first of them where most are unless a firm says
// otherwise; the ranges are of Ofcom, ComReg, Bundesnetzagentur, ARCEP, NANPA (555-01XX). Which one
// is drawn follows from how many there are: one more stands beside them.
var countries = []country{
	{"United Kingdom", "+44 1632 960", 3},
	{"Ireland", "+353 20 91", 5},
	{"Germany", "+49 30 23125", 3},
	{"France", "+33 1 99 00", 4},
	{"United States", "+1 212 555 01", 2},
}

// Homes of firms.
var (
	ireland      = countries[1]
	germany      = countries[2]
	france       = countries[3]
	unitedStates = countries[4]
	canada       = country{"Canada", "+1 613 555 01", 2} // of the same range
)

// home is where most accounts of the firm are.
func (p *preset) home() country {
	if p.most.name == "" {
		return countries[0]
	}
	return p.most
}

var legalForms = map[string]string{"United Kingdom": "Ltd", "Ireland": "Ltd", "Germany": "GmbH", "France": "SARL", "United States": "LLC", "Canada": "Ltd"}

// who names the account of a number.
func (f *Firm) who(n int) clientele.Who {
	who, _ := f.named(n)
	return who
}

// named names the account of a number, and says whether it is a firm. Names are drawn from
// their own stream, so that a change in how names are made leaves what happens alone.
func (f *Firm) named(n int) (who clientele.Who, firm bool) {
	src := rand.NewPCG(f.Seed^nameStream, uint64(n)+1)
	rng, fake := rand.New(src), gofakeit.NewFaker(src, false)
	country := f.preset.home()
	if rng.Float64() < f.preset.abroad {
		country = countries[1+rng.IntN(len(countries)-1)]
	}
	first, last := fake.FirstName(), fake.LastName()
	name, mailbox := first+" "+last, first+"."+last
	if firm = rng.Float64() < f.preset.firms; firm {
		name = firmName(rng, fake, last)
		mailbox = name
		if rng.Float64() < .5 {
			name += " " + legalForms[country.name]
		}
	}
	domain := [...]string{"example.com", "example.org", "example.net"}[rng.IntN(3)]
	who = clientele.Who{
		Key:     fmt.Sprintf("%s%05d", f.preset.letter, n+1),
		Name:    name,
		Email:   fmt.Sprintf("%s%d@%s", slug(mailbox), n+1, domain),
		Phone:   fmt.Sprintf("%s%0*d", country.phone, country.digits, rng.IntN(pow10(country.digits))),
		Country: country.name,
	}
	return who, firm
}

func firmName(rng *rand.Rand, fake *gofakeit.Faker, last string) string {
	end := firmEnds[rng.IntN(len(firmEnds))]
	switch rng.IntN(4) {
	case 0:
		return last + " & " + fake.LastName()
	case 1:
		return last + " & Daughters " + end
	}
	return last + " " + end
}

// slug is a mailbox of a name: ASCII letters with dots between the words.
func slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r < 'a' || r > 'z' })
	return strings.Join(words, ".")
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}
