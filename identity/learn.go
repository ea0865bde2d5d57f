package identity

import "math/rand/v2"

const (
	comparedBy = 2_000_000 // pairs that are looked at to learn
	strangersN = 200_000   // pairs drawn by chance, for what strangers share
	behind     = 400       // pairs of the usual book that stand behind each class
	rounds     = 30
)

// Learn estimates a model of a set: what strangers share from pairs drawn by chance and
// from how often values are found, the rest by EM over pairs that share a key. Of a
// small book, the usual model says more than the book.
func (s *Set) Learn() *Model {
	s.count()
	m := Usual(s.Len())
	if s.Len() < 2 {
		return &m
	}
	s.learnStrangers(&m)
	every := uint32(max(1, s.Len()*12/comparedBy))
	seen := map[pattern]float64{}
	no := uint32(0)
	for a, b := range s.pairs() {
		if no++; no%every != 0 {
			continue
		}
		x, _ := compare(s.profile(a), s.profile(b))
		seen[x] += float64(every) / float64(s.times(a, b))
	}
	m.fit(seen, float64(s.Len())*float64(s.Len()-1)/2)
	return &m
}

// times is how many keys two share, so how often they come as a pair.
func (s *Set) times(a, b uint32) (n int) {
	x, y := allKeys(s.profile(a)), allKeys(s.profile(b))
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] == y[0]:
			n++
			x, y = x[1:], y[1:]
		case x[0] < y[0]:
			x = x[1:]
		default:
			y = y[1:]
		}
	}
	return max(1, n)
}

func (s *Set) learnStrangers(m *Model) {
	chance := rand.New(rand.NewPCG(1, 2)) // always the same pairs: the same book is learnt the same
	n := uint32(s.Len())
	var counts [fields][mostLevels]float64
	for range min(strangersN, s.Len()*20) {
		a, b := chance.Uint32N(n), chance.Uint32N(n)
		if a == b {
			continue
		}
		x, _ := compare(s.profile(a), s.profile(b))
		for f := range fields {
			counts[f][x[f]]++
		}
	}
	for f := range fields {
		m.Levels[strange][f] = blend(counts[f], usual[strange][f], steady)
	}
}

// blend is what was counted, with some of the usual behind it.
func blend(counts, usual [mostLevels]float64, behind float64) (p [mostLevels]float64) {
	sum := behind
	for l := 1; l < mostLevels; l++ {
		sum += counts[l]
	}
	for l := 1; l < mostLevels; l++ {
		p[l] = (counts[l] + behind*usual[l]) / sum
	}
	return p
}

// fit runs EM over how often each pattern was seen, out of all pairs that there are.
// Pairs that share no key are taken for strangers.
func (m *Model) fit(seen map[pattern]float64, all float64) {
	for range rounds {
		var counts [classes][fields][mostLevels]float64
		var total [classes]float64
		for x, n := range seen {
			var p [classes]float64
			sum := 0.0
			for c := range classes {
				p[c] = m.Share[c]
				for f := range fields {
					if x[f] != missing {
						p[c] *= m.Levels[c][f][x[f]]
					}
				}
				sum += p[c]
			}
			if sum == 0 {
				continue
			}
			for c := range strange { // strangers are known already
				r := n * p[c] / sum
				total[c] += r
				for f := range fields {
					counts[c][f][x[f]] += r
				}
			}
		}
		for c := range strange {
			for f := range fields {
				m.Levels[c][f] = blend(counts[c][f], usual[c][f], behind)
			}
			m.Share[c] = (total[c] + 1e-2) / all
		}
		m.Share[strange] = 1 - m.Share[same] - m.Share[near]
	}
}
