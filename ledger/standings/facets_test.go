package standings

import (
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// A facet is one number: no two standings that are listed apart share it, and it gives back what
// it stands for, behind a wall too.
func TestAFacetIsOneNumber(t *testing.T) {
	seen := map[int64]bool{}
	kinds, stages, trends := append(slices.Clone(clientele.Kinds), ""), append(slices.Clone(clientele.Stages), ""), append(slices.Clone(clientele.Trends), "")
	for _, k := range kinds {
		for _, s := range stages {
			for _, tr := range trends {
				for _, quiet := range []bool{false, true} {
					code := facetCode(k, s, tr) + quietCode(quiet)
					if code < 0 || code >= facetsOfLine || seen[code] {
						t.Fatalf("%q, %q, %q, %v is facet %d", k, s, tr, quiet, code)
					}
					seen[code] = true
					for _, wall := range []clientele.ID{0, 7} {
						l := listed{Wall: wall, Facet: facet(wall, 3, code)}
						gotK, gotS, gotT := l.facets()
						if g := l.group(); gotK != k || gotS != s || gotT != tr || (g.quiet == 1) != quiet {
							t.Fatalf("facet %d is %q, %q, %q, %d", l.Facet, gotK, gotS, gotT, g.quiet)
						}
					}
				}
			}
		}
	}
	if facetCode("patron", "", "") >= 0 {
		t.Error("there is no such kind")
	}
	if codes := (Facet{Trends: []clientele.Trend{clientele.Slipping}}).codes(); len(codes) != 2*len(kinds)*len(stages) {
		t.Errorf("who slips is in %d facets: those who have gone quiet are among them", len(codes))
	}
}

// Who was a client until it fell silent is still known of a standing that was kept.
func TestWhoWasAClientIsKept(t *testing.T) {
	w := wording{}
	s := clientele.Standing{Kind: clientele.Customer, MeasuredKind: clientele.Customer, Trend: clientele.Slipping, WasClient: true, AliveTold: true}
	u, err := unpack(s.Relationship, w.pack(&s))
	if err != nil || !u.WasClient || !u.Quiet() || !u.AliveTold || u.Enough {
		t.Errorf("%+v, %v", u.Standing, err)
	}
	if _, err := unpack(s.Relationship, []byte{packedVersion - 1, 0}); err == nil {
		t.Error("a standing of an earlier form is taken for one of today's")
	}
}

// Who has lapsed is of no kind in a list.
func TestWhoHasLapsedIsAPartOfItsOwn(t *testing.T) {
	f := Filter{Kinds: []clientele.Kind{clientele.Client}, Trends: StillHere}
	for _, tr := range clientele.Trends {
		if got := f.takes(KindCount{Kind: clientele.Client, Trend: tr}); got != (tr != clientele.Lapsed) {
			t.Errorf("a client who is %s is listed: %v", tr, got)
		}
	}
}
