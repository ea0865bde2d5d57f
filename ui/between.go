package ui

import (
	"math"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/view"
)

// The words of a range are its two ends; none where no range is known, or where
// both ends read alike.

func percentRange(r clientele.Range) string {
	return ends(strconv.Itoa(int(math.Round(100*r.Low))), percent(r.High), r.High > r.Low)
}

func ordersRange(r clientele.Range) string {
	return ends(decimal(r.Low, 0), decimal(r.High, 0), r.High > r.Low)
}

func moneyRange(r view.MoneyRange) string {
	return ends(roundMoney(r.Low), roundMoney(r.High), r.High.Minor > r.Low.Minor)
}

func ends(low, high string, known bool) string {
	if !known || low == high {
		return ""
	}
	return low + " to " + high
}
