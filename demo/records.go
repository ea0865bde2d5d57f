package demo

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/clientele-crm/clientele"
)

// recordStream keeps what people keep apart from what happens.
const recordStream = 0xda3e39cb94b95bdb

// Kept is what the people of a firm keep about an account, beside its evidence.
type Kept struct {
	Who    clientele.Who
	Kind   string // organisation or person
	Owner  string // one of Staff, by name
	Tier   string // a custom field of accounts: A, B, C, or "" where nobody chose
	Tags   []string
	People []Person
	Tasks  []Task
	Events []Event
	Walled bool // only its owner and the first of Staff may see it
}

// Person is somebody whom the firm knows at an account.
type Person struct {
	Given, Family, Email, Phone string
	Role                        string // at the account
	Also, AlsoAs                string // key of another account, and what they are there; "" for none
	Birthday                    clientele.Day
	Prefers                     string // how they like to be reached
	Twice                       bool   // it is the one before it, entered once more by somebody in a hurry
}

// Task is something that somebody of the firm has to do.
type Task struct {
	Title   string
	Due     clientele.Day
	Owner   string
	Promise bool // the other side knows of it
	Done    bool
	Every   string // of one that comes again, by RFC 5545
}

// Colleague is one of the firm's own people.
type Colleague struct{ Name, Email string }

// Staff are the firm's own people.
func (f *Firm) Staff() (staff []Colleague) {
	for _, name := range f.preset.staff {
		staff = append(staff, Colleague{name, slug(name) + "@" + f.Preset + ".example"})
	}
	return staff
}

// What people are at a firm, what there is to do, and how they like to be reached.
var (
	roles   = []string{"Managing director", "Office manager", "Accounts", "Operations", "Partner", "Personal assistant"}
	parts   = []string{"Trustee", "Accountant", "Board member"}
	pledges = []string{"Send the revised agreement", "Call about the renewal", "Quote for the new project", "Send the figures of the last quarter",
		"Find a date for the yearly review", "Answer the question about the deposit"}
	chores  = []string{"Check the address on file", "Ask for the new telephone number", "Send the brochure", "Book a visit", "Ask how the last order went"}
	prefers = []string{"Prefers the telephone, before ten", "Answers e-mail the same day", "Never call on Fridays", "Likes it short, in writing"}
	tiers   = []string{"A", "B", "B", "C", "C", "C"}
)

// Kept yields what is kept about the first accounts, in the order of their number.
func (f *Firm) Kept() iter.Seq[Kept] {
	return func(yield func(Kept) bool) {
		walled := f.walled()
		for n := range min(f.Accounts, handAccounts) {
			k := f.kept(n)
			k.Walled = n == walled
			if !yield(k) {
				return
			}
		}
	}
}

// walled is the account behind a wall: the first client of several years who still comes.
func (f *Firm) walled() int {
	for n := range min(f.Accounts, handAccounts) {
		for _, t := range f.Account(n).Truths {
			if t.AliveOn(f.AsOf) && t.KindOn(f.AsOf) == clientele.Client && t.KindOn(f.AsOf-2*365) == clientele.Client {
				return n
			}
		}
	}
	return 0
}

func (f *Firm) kept(n int) Kept {
	src := rand.NewPCG(f.Seed^recordStream, uint64(n)+1)
	rng, fake := rand.New(src), gofakeit.NewFaker(src, false)
	a := f.Account(n)
	k := Kept{Who: a.Who, Kind: "person", Owner: a.Owner}
	if rng.Float64() < .8 {
		k.Tier = tiers[rng.IntN(len(tiers))]
	}
	if rng.Float64() < .1 {
		k.Tags = []string{[...]string{"newsletter", "christmas card", "press"}[rng.IntN(3)]}
	}
	given, family, ok := strings.Cut(a.Who.Name, " ")
	if _, firm := f.named(n); ok && !firm {
		k.People = []Person{{Given: given, Family: family, Email: a.Who.Email, Phone: a.Who.Phone}}
	} else {
		k.Kind = "organisation"
		for i := range 1 + rng.IntN(3) {
			k.People = append(k.People, f.contact(rng, fake, n, i))
		}
	}
	first := &k.People[0]
	if rng.Float64() < .3 {
		first.Birthday = f.AsOf - clientele.Day(365*(25+rng.IntN(45))+rng.IntN(365))
	}
	if rng.Float64() < .25 {
		first.Prefers = prefers[rng.IntN(len(prefers))]
	}
	if n > 0 && rng.Float64() < .05 {
		first.Also, first.AlsoAs = f.who(rng.IntN(n)).Key, parts[rng.IntN(len(parts))]
	}
	if rng.Float64() < .06 {
		k.People = append(k.People, again(rng, *first))
	}
	k.Tasks = f.tasks(rng, a)
	k.Events = f.events(n, a)
	return k
}

// contact is somebody at a firm.
func (f *Firm) contact(rng *rand.Rand, fake *gofakeit.Faker, account, i int) Person {
	p := Person{Given: fake.FirstName(), Family: fake.LastName(), Role: roles[rng.IntN(len(roles))]}
	p.Email = fmt.Sprintf("%s.%d.%d@example.org", slug(p.Given+" "+p.Family), account+1, i+1)
	if rng.Float64() < .7 {
		c := f.preset.home()
		p.Phone = fmt.Sprintf("%s%0*d", c.phone, c.digits, rng.IntN(pow10(c.digits)))
	}
	return p
}

// again is a person as somebody enters them a second time: a letter less, no address.
func again(rng *rand.Rand, p Person) Person {
	twice := Person{Given: p.Given, Family: p.Family, Phone: p.Phone, Role: p.Role, Twice: true}
	if letters := []rune(p.Family); len(letters) > 4 {
		cut := 1 + rng.IntN(len(letters)-2)
		twice.Family = string(letters[:cut]) + string(letters[cut+1:])
	}
	if p.Phone == "" {
		twice.Email = p.Email
	}
	return twice
}

// tasks are what there is to do for an account that lives; mostly nothing.
func (f *Firm) tasks(rng *rand.Rand, a Account) (list []Task) {
	u, v, w := rng.Float64(), rng.IntN(30), rng.Float64()
	if !a.Truths[0].AliveOn(f.AsOf) {
		return nil
	}
	switch {
	case u < .06:
		list = append(list, Task{Title: chores[v%len(chores)], Due: f.AsOf - 3 + clientele.Day(v%14), Owner: a.Owner})
	case u < .09:
		list = append(list, Task{Title: chores[v%len(chores)], Due: f.AsOf - 10 - clientele.Day(v), Owner: a.Owner, Done: true})
	case u < .11:
		list = append(list, Task{Title: "Yearly review", Due: f.AsOf + 5 + clientele.Day(v), Owner: a.Owner, Every: "FREQ=YEARLY"})
	}
	if w < .08 && a.Truths[0].KindOn(f.AsOf) == clientele.Client {
		list = append(list, Task{Title: pledges[v%len(pledges)], Due: f.AsOf - 4 + clientele.Day(v%12), Owner: a.Owner, Promise: true})
	}
	return list
}
