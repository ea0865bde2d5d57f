package standing

import (
	"testing"

	"github.com/clientele-crm/clientele"
)

// What came back of purchases that nobody knows of makes nobody a prospect with money.
func TestReturnsAloneAreNoMoney(t *testing.T) {
	m, _, _ := learnFirm(t, smallFirm, 16)
	h := &clientele.History{Currency: "GBP", Returns: []clientele.ReturnDay{{Day: m.AsOf - 9, Returns: 1, Minor: 5_00}}}
	s := m.Of(Relation{clientele.Relationship{Account: 1}, h})
	if s.Kind != clientele.Prospect || !s.Revenue.IsNone() || len(s.Others) > 0 {
		t.Errorf("%s, %v and %v", s.Kind, s.Revenue, s.Others)
	}
	h.Days = []clientele.OrderDay{{Day: m.AsOf - 20, Orders: 1, Minor: 20_00, Priced: true}}
	if s = m.Of(Relation{clientele.Relationship{Account: 1}, h}); s.Kind == clientele.Prospect || s.Revenue.Minor != 15_00 {
		t.Errorf("with a purchase: %s, %v", s.Kind, s.Revenue)
	}
}
