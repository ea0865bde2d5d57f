package ui

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/shape"
)

// The words of a range are its two ends; none where no range is known, or where
// both ends read alike.

func OrdersRange(r clientele.Range) string {
	return ends(Decimal(r.Low, 0), Decimal(r.High, 0), r.High > r.Low)
}

func MoneyRange(r shape.MoneyRange) string {
	return ends(RoundMoney(r.Low), RoundMoney(r.High), r.High.Minor > r.Low.Minor)
}

func ends(low, high string, known bool) string {
	if !known || low == high {
		return ""
	}
	return clientele.Tell("chart.range", "low", low, "high", high)
}
