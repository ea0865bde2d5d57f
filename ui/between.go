package ui

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// The words of a range are its two ends; none where no range is known, or where
// both ends read alike.

func OrdersRange(s *say.Speaker, r clientele.Range) string {
	return ends(s.Decimal(r.Low, 0), s.Decimal(r.High, 0), r.High > r.Low)
}

func MoneyRange(s *say.Speaker, r shape.MoneyRange) string {
	return ends(s.RoundMoney(r.Low), s.RoundMoney(r.High), r.High.Minor > r.Low.Minor)
}

func ends(low, high string, known bool) string {
	if !known || low == high {
		return ""
	}
	return clientele.Tell("chart.range", "low", low, "high", high)
}
