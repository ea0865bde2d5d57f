package standing

import (
	"github.com/clientele-crm/clientele"
)

// passes watches that every pass over a stream finds the same past: what was bought
// by a cut, as it was known then. What is written down of today changes nothing of
// it; an import that is undone or done again meanwhile does, and a test on two
// different books would mean nothing.
type passes struct {
	cut    clientele.Day
	first  imprint
	begun  bool
	differ bool
}

// imprint is alike for passes that find the same.
type imprint struct {
	bought int // relationships that had bought by the cut
	sum    uint64
}

func (i *imprint) add(r Relation, cut clientele.Day) {
	if r.History == nil {
		return
	}
	days := r.History.AsKnown(cut).Days
	if len(days) == 0 {
		return
	}
	hash := mix(uint64(r.Account))
	for _, c := range []byte(r.Line) {
		hash = mix(hash + uint64(c))
	}
	i.bought++
	i.sum += mix(hash + uint64(days[len(days)-1].Day)<<32 + uint64(len(days)))
}

// over is one pass. A pass that is broken off is not compared.
func (p *passes) over(rels Relations) Relations {
	return func(yield func(Relation) bool) {
		var found imprint
		for r := range rels {
			found.add(r, p.cut)
			if !yield(r) {
				return
			}
		}
		p.differ = p.differ || p.begun && found != p.first
		if !p.begun {
			p.first, p.begun = found, true
		}
	}
}

// alike is a fault of the kind Conflict once a pass found something else than the first.
func (p *passes) alike() error {
	if !p.differ {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("standing.moved"),
		Where: clientele.Tell("standing.moved-where", "cut", p.cut), Remedy: clientele.Tell("standing.moved-remedy")}
}
