package evidence

// seen counts how often a hash has come, in bounded memory, and always in the
// same way for the same sequence.
//
// A first coming leaves a fingerprint of 32 bits in a table; only hashes that
// come again are counted. Tables are added as the file goes on, up to 64 MB (14
// million different rows); what comes after that goes to a Bloom filter of 16
// MB. A false "seen before" (below one in 30 million while the tables last)
// makes a row's number one higher: its key is then another, but stays the same
// for the same file and stays unique, which is what keys must be.
type seen struct {
	tables []*prints
	total  int // bytes of all tables
	bloom  []uint64
	counts map[uint64]uint32
	sketch *sketch
}

const (
	firstTableBytes = 8 << 10
	maxTableBytes   = 64 << 20
	bloomWords      = 2 << 20
	maxCounts       = 1 << 20
)

// newSeen begins with a table that fits a file of that many rows (0: unknown).
func newSeen(rows int64) *seen {
	bytes := firstTableBytes
	if rows == 0 {
		bytes = 256 << 10
	}
	for int64(bytes) < rows*6 && bytes < maxTableBytes/2 {
		bytes *= 2
	}
	return &seen{tables: []*prints{newPrints(bytes)}, total: bytes, counts: map[uint64]uint32{}}
}

// add says how often the hash has now come: 1 for the first time.
func (s *seen) add(hash uint64) int {
	if n, ok := s.counts[hash]; ok {
		s.counts[hash] = n + 1
		return int(n) + 1
	}
	if !s.before(hash) {
		return 1
	}
	if len(s.counts) < maxCounts {
		s.counts[hash] = 2
		return 2
	}
	if s.sketch == nil {
		s.sketch = &sketch{}
	}
	return int(s.sketch.add(hash)) + 1
}

// before says whether the hash came before, and remembers it.
func (s *seen) before(hash uint64) bool {
	for _, t := range s.tables {
		if t.has(hash) {
			return true
		}
	}
	last := s.tables[len(s.tables)-1]
	if last.put(hash) {
		return s.bloom != nil && s.inBloom(hash, false)
	}
	if next := 2 * len(last.slots) * 4; s.bloom == nil && s.total+next <= maxTableBytes {
		t := newPrints(next)
		t.put(hash)
		s.tables, s.total = append(s.tables, t), s.total+next
		return false
	}
	if s.bloom == nil {
		s.bloom = make([]uint64, bloomWords)
	}
	return s.inBloom(hash, true)
}

func (s *seen) inBloom(hash uint64, set bool) bool {
	all := true
	step := hash>>17 | 1
	for i := range uint64(4) {
		bit := mix(hash+i*step) % (bloomWords * 64)
		word, mask := &s.bloom[bit/64], uint64(1)<<(bit%64)
		if *word&mask == 0 {
			all = false
			if set {
				*word |= mask
			}
		}
	}
	return all
}

// mix spreads a hash (the finaliser of SplitMix64, Steele, Lea & Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// prints is a table of fingerprints, in groups of eight.
type prints struct{ slots []uint32 }

const group = 8

func newPrints(bytes int) *prints { return &prints{slots: make([]uint32, bytes/4)} }

// place gives the hash's two groups and its fingerprint, which is never 0.
func (t *prints) place(hash uint64) (a, b int, print uint32) {
	groups := uint64(len(t.slots) / group)
	print = max(1, uint32(hash>>32))
	return int(hash%groups) * group, int(mix(hash)%groups) * group, print
}

func (t *prints) has(hash uint64) bool {
	a, b, print := t.place(hash)
	for _, at := range [2]int{a, b} {
		for _, s := range t.slots[at : at+group] {
			if s == print {
				return true
			}
		}
	}
	return false
}

// put stores the fingerprint in the emptier group; false where both are full.
func (t *prints) put(hash uint64) bool {
	a, b, print := t.place(hash)
	freeA, freeB := t.free(a), t.free(b)
	switch {
	case freeA == 0 && freeB == 0:
		return false
	case freeB > freeA:
		t.slots[b+group-freeB] = print
	default:
		t.slots[a+group-freeA] = print
	}
	return true
}

func (t *prints) free(at int) int {
	for i, s := range t.slots[at : at+group] {
		if s == 0 {
			return group - i
		}
	}
	return 0
}

// sketch counts without end in 8 MB (count-min with conservative update, Estan &
// Varghese 2002): a count may be too high, and never comes twice for one hash.
type sketch struct{ rows [2][1 << 20]uint32 }

func (k *sketch) add(hash uint64) uint32 {
	i, j := hash%(1<<20), mix(hash)%(1<<20)
	n := min(k.rows[0][i], k.rows[1][j]) + 1
	k.rows[0][i], k.rows[1][j] = max(k.rows[0][i], n), max(k.rows[1][j], n)
	return n
}
