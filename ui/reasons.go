package ui

import (
	"math"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func shareOf(r shape.ReasonRow, most float64) float64 {
	if most > 0 {
		return min(math.Abs(r.Weight)/most, 1)
	}
	return min(math.Abs(r.Share), 1)
}

// signed writes a weight with its sign.
func signed(s *say.Speaker, f float64) string {
	if f > 0 {
		return "+" + s.Decimal(f, 2)
	}
	return s.Decimal(f, 2)
}

// reasonsSum makes of the weights the percentage that stands in the head: of what they
// were measured to be, not of its opposite.
func reasonsSum(v page.Frame, l shape.LineStanding) string {
	s := l.Standing
	args := say.Args{"sum": signed(v.Speaker, l.Sum), "percent": v.Speaker.Percent(s.ClientProb), "is": v.Words.One(clientele.Client)}
	switch {
	case !s.Enough:
		return v.Say("account.together-early", args)
	case s.MeasuredKind != clientele.Client:
		args["percent"] = v.Speaker.Percent(1 - s.ClientProb)
		return v.Say("account.together-not", args)
	}
	return v.Say("account.together", args)
}

// MeasuredBy says in words what taught the measure; the models' names stand in its title.
func MeasuredBy(l shape.LineStanding) string {
	if strings.HasSuffix(l.Model, "universal") {
		return clientele.Tell("ui.said.weighed-by-what-other-businesses")
	}
	return clientele.Tell("ui.said.weighed-by-what-your-own")
}
