package identity

import (
	"cmp"
	"hash/fnv"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Set is the candidates of a book, packed: a million take less than 300 MB.
type Set struct {
	ids    []clientele.ID
	chunks []*strings.Builder
	begins []place
	seen   []uint16 // how often a value was seen, by two hashes
}

type place struct {
	chunk      uint32
	begin, end uint32
}

const chunkBytes = 1 << 20

// Add adds a candidate. All are added before the first is looked for.
func (s *Set) Add(c Candidate) {
	text := profileOf(c).packed()
	if n := len(s.chunks); n == 0 || s.chunks[n-1].Len()+len(text) > chunkBytes {
		s.chunks = append(s.chunks, new(strings.Builder))
		s.chunks[n].Grow(max(chunkBytes, len(text)))
	}
	n := len(s.chunks) - 1
	begin := s.chunks[n].Len()
	s.chunks[n].WriteString(text)
	s.ids, s.begins = append(s.ids, c.ID), append(s.begins, place{uint32(n), uint32(begin), uint32(begin + len(text))})
}

// Highest is the highest number of one of them.
func (s *Set) Highest() (id clientele.ID) {
	for _, one := range s.ids {
		id = max(id, one)
	}
	return id
}

// Len is how many there are.
func (s *Set) Len() int { return len(s.ids) }

func (s *Set) profile(i uint32) profile {
	p := s.begins[i]
	return unpacked(s.chunks[p.chunk].String()[p.begin:p.end])
}

func hash(text string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, text) //nolint:errcheck // a hash takes everything
	return h.Sum64()
}

func (s *Set) cells(field int, value string) (a, b *uint16) {
	h := hash(value) * uint64(2*field+1) // odd: a bijection for each field
	mask := uint64(len(s.seen)/2 - 1)
	return &s.seen[(h>>32)&mask], &s.seen[mask+1+(h^h>>29)&mask]
}

// count makes the frequencies: a sketch, that may say a little too much, of a fixed size.
func (s *Set) count() {
	size := 1 << 10
	for size < 8*len(s.ids) {
		size *= 2
	}
	s.seen = make([]uint16, 2*size)
	for i := range s.ids {
		p := s.profile(uint32(i))
		if p.kind == string(Organisation) {
			s.tally(firm, p.family)
		} else {
			s.tally(given, first(p.given))
			s.tally(family, p.family)
		}
		s.tally(birthday, p.birth)
		each(p.emails, func(e string) { s.tally(email, e) })
		each(p.phones, func(n string) { s.tally(telephone, n) })
	}
}

func (s *Set) tally(field int, value string) {
	if value == "" {
		return
	}
	a, b := s.cells(field, value)
	switch least := min(*a, *b); {
	case least == 1<<16-1:
	default: // only the smaller cells grow, so that little is counted too much
		*a, *b = max(*a, least+1), max(*b, least+1)
	}
}

func (s *Set) counted(field int, value string) int {
	a, b := s.cells(field, value)
	return int(min(*a, *b))
}

type keyed struct {
	key uint32
	no  uint32
}

// pairs gives the pairs that are worth comparing; one that shares two keys comes twice.
func (s *Set) pairs() iter.Seq2[uint32, uint32] {
	return func(yield func(a, b uint32) bool) {
		rows := make([]keyed, 0, len(s.ids))
		for kind := range kinds {
			rows = rows[:0]
			for i := range s.ids {
				for _, k := range keysOf(s.profile(uint32(i)), kind) {
					rows = append(rows, keyed{uint32(hash(k)), uint32(i)})
				}
			}
			if !s.blocks(rows, 0, yield) {
				return
			}
		}
	}
}

// blocks walks through the rows of a key, block by block. depth is how many cuts were made.
func (s *Set) blocks(rows []keyed, depth int, yield func(a, b uint32) bool) bool {
	slices.SortFunc(rows, func(a, b keyed) int {
		return cmp.Compare(uint64(a.key)<<32|uint64(a.no), uint64(b.key)<<32|uint64(b.no))
	})
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].key == rows[0].key {
			n++
		}
		block := rows[:n]
		rows = rows[n:]
		if n > mostInBlock {
			if depth < len(cuts) && !s.cut(block, depth, yield) {
				return false
			}
			continue
		}
		for i, a := range block {
			for _, b := range block[i+1:] {
				if a.no != b.no && !yield(a.no, b.no) {
					return false
				}
			}
		}
	}
	return true
}

// cut parts a large block by the next value that cuts; who does not say it is in none.
// A block in which too many do not say is cut by the one after as well.
func (s *Set) cut(block []keyed, depth int, yield func(a, b uint32) bool) bool {
	for d := depth; d < len(cuts); d++ {
		parts := make([]keyed, 0, len(block))
		for _, r := range block {
			if v := cuts[d](s.profile(r.no)); v != "" {
				parts = append(parts, keyed{uint32(hash(v)), r.no})
			}
		}
		if !s.blocks(parts, d+1, yield) {
			return false
		}
	}
	return true
}

// Find gives the pairs of a set that reach a probability, each once, in the order of A
// and B. Model is what Learn made of the set.
func (s *Set) Find(m *Model, least float64) []Match {
	all := once[found]{less: func(x, y found) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }}
	for a, b := range s.pairs() {
		x, shared := compare(s.profile(a), s.profile(b))
		if odds, _, _, _ := m.score(x, shared, s.counted); probability(odds) >= least {
			all.add(found{min(a, b), max(a, b), float32(odds)})
		}
	}
	return s.matches(all.list())
}

func (s *Set) matches(all []found) []Match {
	matches := make([]Match, len(all))
	for i, f := range all {
		matches[i] = Match{A: s.ids[f.a], B: s.ids[f.b], LogOdds: float64(f.odds), Probability: probability(float64(f.odds)), places: [2]uint32{f.a, f.b}}
	}
	return matches
}

// once is a list in which a value that is added again and again stands once. It is put in
// order each time that it has doubled, so that what comes again takes no room.
type once[T comparable] struct {
	less func(a, b T) int
	all  []T
	full int
}

func (o *once[T]) add(v T) {
	if len(o.all) >= max(o.full, 1<<16) {
		o.full = 2 * len(o.list())
	}
	o.all = append(o.all, v)
}

// list is each value once, in order.
func (o *once[T]) list() []T {
	slices.SortFunc(o.all, o.less)
	o.all = slices.Compact(o.all)
	return o.all
}

// found is a pair of places in a set.
type found struct {
	a, b uint32
	odds float32
}

// Reasoned gives what Find found with its reasons, one at a time: of many, all together would take much.
func (s *Set) Reasoned(m *Model, all []Match) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		for _, x := range all {
			a, b := x.places[0], x.places[1]
			if !yield(m.match(s.ids[a], s.ids[b], [2]profile{s.profile(a), s.profile(b)}, s.counted)) {
				return
			}
		}
	}
}
