package evidence

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
)

// sourceOf names the system that a file comes from, as keys name it: the export
// that its headers give away, or the door. It is never the file's name, so that two
// exports of one shop agree. Two systems of one kind are told apart by Options.Source.
func sourceOf(o Options, d *Door, s *sample) string {
	name := o.Source
	if shape := s.likeness().known(); name == "" && shape != nil && shape.door == d.Name && s.dialect.Header {
		name = shape.name
	}
	slug := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }), "-")
	if slug != "" {
		return slug
	}
	return d.Name
}

// idOf is what a reference is within its source.
func (p *Plan) idOf(account string, day clientele.Day, ref string) []string {
	var id []string
	if p.settled.byAccount {
		id = append(id, account)
	}
	if p.settled.byYear {
		id = append(id, strconv.Itoa(day.Time().Year()))
	}
	return append(id, ref)
}

// factKey is the key of a row with an id; its number follows where the id comes again.
func (p *Plan) factKey(kind string, e clientele.Entry, ref string, seen *seen) string {
	key := keyOf(kind, p.source, p.idOf(e.Who.Key, e.Day, ref)...)
	return partKey(key, seen.add(hashOf(key)))
}

// Numbers count as used again where this share of those that come more than once
// does so; a few are slips of the pen.
const reusedShare = 0.1

// lastsFor is how long the lines of one order may lie apart, in days.
const lastsFor = 180

// decideNumbers looks in the sample whether the ids are the source's, or whether
// each account or each year counts from one: then that is a part of the id.
func (p *Plan) decideNumbers(rows [][]string) {
	ref, at := p.reading("order"), p.reading("at")
	if ref == nil {
		ref = p.reading("ref")
	}
	if at == nil {
		at = p.reading("start")
	}
	if ref == nil || !p.has("account") || len(p.Questions) > 0 {
		return
	}
	people := newPeople(p)
	type use struct {
		account     string
		first, last clientele.Day
		shared      bool
	}
	uses := map[string]*use{}
	for _, cells := range rows {
		r := &row{}
		for _, c := range cells {
			r.cells = append(r.cells, []byte(c))
		}
		id, reject := ref.key(r, "id")
		account, reject2 := people.key(r)
		when, dated, reject3 := at.moment(r)
		if reject != nil || reject2 != nil || reject3 != nil || len(id) == 0 || len(account) == 0 || !dated {
			continue
		}
		u := uses[string(id)]
		if u == nil {
			uses[string(id)] = &use{string(account), when.day, when.day, false}
			continue
		}
		u.shared = u.shared || u.account != string(account)
		u.first, u.last = min(u.first, when.day), max(u.last, when.day)
	}
	shared, apart := 0, 0
	for _, u := range uses {
		switch {
		case u.shared:
			shared++
		case u.last-u.first > lastsFor:
			apart++
		}
	}
	p.settled.byAccount = float64(shared) > reusedShare*float64(len(uses))
	p.settled.byYear = !p.settled.byAccount && float64(apart) > reusedShare*float64(len(uses))
	if p.settled.byAccount {
		p.Notes = append(p.Notes, clientele.Tell("evidence.numbers-by-account"))
	}
	if p.settled.byYear {
		p.Notes = append(p.Notes, clientele.Tell("evidence.numbers-by-year"))
	}
}
