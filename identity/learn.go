package identity

import (
	"cmp"
	"math/rand/v2"
)

const (
	compared   = 1_000_000 // pairs that are looked at to learn, about
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
	m.fit(s.patterns(), float64(s.Len())*float64(s.Len()-1)/2)
	return &m
}

// patterns counts how pairs that share a key agree, each pair once; in a large book, of
// a part of the pairs that chance does not choose anew.
func (s *Set) patterns() map[pattern]float64 {
	every := uint64(max(1, s.Len()*12/compared))
	drawn := once[uint64]{less: cmp.Compare[uint64]}
	for a, b := range s.pairs() {
		pair := uint64(min(a, b))<<32 | uint64(max(a, b))
		if h := pair * 0x9e3779b97f4a7c15; (h^h>>32)*0xbf58476d1ce4e5b9>>32%every == 0 {
			drawn.add(pair)
		}
	}
	seen := map[pattern]float64{}
	for _, pair := range drawn.list() {
		x, _ := compare(s.profile(uint32(pair>>32)), s.profile(uint32(pair)))
		seen[x] += float64(every)
	}
	return seen
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
		// Of three entries of one person every pair agrees, and no share would be left for
		// strangers: a pair's worth stays, as a share of nothing finds nobody.
		m.Share[strange] = max(1/all, 1-m.Share[same]-m.Share[near])
	}
}
