package journey

import (
	"strconv"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func number[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// width is how broad the bar of a stage is, in per cent of the broadest.
func (out FunnelOut) width(r StageRow) float64 {
	if out.most == 0 {
		return 0
	}
	return float64(r.Now.N) / float64(out.most)
}

// lineHref keeps to one line, or to all again.
func (out FunnelOut) lineHref(l page.Choice) string {
	in := out.in
	if in.Line = l.Value; l.Selected {
		in.Line = ""
	}
	return shape.Query("/journey", page.Encode(in))
}

// part is so many of those who entered, with the share where it can be told.
func (r StageRow) part(s *say.Speaker, n int64) string {
	if !r.Enough {
		return s.Count(n)
	}
	return s.Count(n) + " (" + s.Percent(float64(n)/float64(r.Entered)) + ")"
}

// time says how long half stay, and between what that may lie.
func (r StageRow) time(s *say.Speaker) string {
	m := r.Median
	switch {
	case !r.Enough:
		return s.Say("journey.too-few", say.Args{"n": r.Entered})
	case m.Days == 0:
		return s.Say("journey.not-half")
	case m.High == 0:
		return s.Say("journey.median-open", say.Args{"days": s.Plural("noun.day", m.Days), "low": s.Plural("noun.day", m.Low)})
	}
	return s.Say("journey.median", say.Args{"days": s.Plural("noun.day", m.Days), "low": s.Plural("noun.day", m.Low), "high": s.Plural("noun.day", m.High)})
}
