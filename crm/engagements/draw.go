package engagements

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

// monies are amounts, each of its own currency, as one says them after each other.
func monies(s *say.Speaker, all []clientele.Money) string {
	var said []string
	for _, m := range all {
		said = append(said, s.RoundMoney(m))
	}
	return s.List(said)
}

// runsSentence says what runs and what it is worth, and what of it runs out soon.
func runsSentence(s *say.Speaker, out EngagementsOut) string {
	args := say.Args{"n": out.Runs, "worth": monies(s, out.Worth)}
	key := "engagements.runs"
	switch {
	case out.Runs == 0:
		return s.Say("engagements.runs-none")
	case len(out.Worth) == 0:
		key = "engagements.runs-unpriced"
	}
	return s.Say(key, args)
}

// outSentence says what of it runs out within three months, as the text of a link.
func outSentence(s *say.Speaker, out EngagementsOut) string {
	args := say.Args{"n": out.OutN, "worth": monies(s, out.OutWorth)}
	switch {
	case out.OutN == 0:
		return s.Say("engagements.out-none")
	case len(out.OutWorth) == 0:
		return s.Say("engagements.out-unpriced", args)
	}
	return s.Say("engagements.out", args)
}

// feeText is a fee with how often it falls due: "£1,200 a month".
func feeText(s *say.Speaker, fee clientele.Money, p clientele.Period) string {
	if fee.IsNone() {
		return ""
	}
	if p == "" {
		return s.RoundMoney(fee)
	}
	return s.RoundMoney(fee) + " " + s.Say("account.period."+string(p))
}

// when says the next day that matters of an engagement, and what is to be decided by then.
func when(v page.Frame, r EngagementRow) string {
	s := v.Speaker
	day := func(d clientele.Day) say.Args { return say.Args{"day": s.Day(d, v.Today)} }
	switch {
	case r.Stage == offered:
		return s.Say("engagements.when-offered", day(r.Begins))
	case r.Stage == ended && r.Ends != clientele.NoDay:
		return s.Say("engagements.when-ended", day(r.Ends))
	case r.RunsOut != clientele.NoDay && r.RunsOut < v.Today:
		return s.Say("engagements.when-over", day(r.RunsOut))
	case r.GoesOn && r.NoticeBy >= v.Today:
		return s.Say("engagements.when-notice", day(r.NoticeBy))
	case r.GoesOn:
		return s.Say("engagements.when-renews", day(r.Ends+1))
	case r.RunsOut != clientele.NoDay:
		return s.Say("engagements.when-ends", day(r.RunsOut))
	}
	return s.Say("engagements.when-open", day(r.Begins))
}

// budgetText says what was used of what was agreed: "12 of 40 hours".
func budgetText(s *say.Speaker, b *budget) string {
	if b == nil {
		return ""
	}
	if b.Agreed <= 0 {
		return s.Say("engagements.used-only", say.Args{"used": number(b.InAll), "unit": b.unit()})
	}
	return s.Say("engagements.used", say.Args{"used": number(b.Used), "agreed": number(b.Agreed), "unit": b.unit()})
}

// budgetSentence says more of it: what is left, for which days, and when it is used up at this pace.
func budgetSentence(s *say.Speaker, b *budget) string {
	left := b.Agreed - b.Used
	args := say.Args{"left": number(max(left, -left)), "unit": b.unit(), "from": s.LongDay(b.From)}
	if b.Until == clientele.NoDay {
		if left < 0 {
			return s.Say("engagements.over-open", args)
		}
		return s.Say("engagements.left-open", args)
	}
	args["until"] = s.LongDay(b.Until)
	key := "engagements.left"
	if left < 0 {
		key = "engagements.over"
	}
	text := s.Say(key, args)
	if b.Out != clientele.NoDay {
		text += " " + s.Say("engagements.pace", say.Args{"day": s.LongDay(b.Out)})
	}
	return text
}

// healthSentence opens the page of how an engagement goes.
func healthSentence(s *say.Speaker, out HealthOut) string {
	args := say.Args{"name": out.Row.Name}
	if out.Row.Stage == offered || out.Row.Stage == ended {
		return s.Say("engagements.health-"+out.Row.Stage, args)
	}
	return s.Say("engagements.health-"+string(out.Row.Health.Level), args)
}

func levelText(s *say.Speaker, r EngagementRow) string {
	if r.Stage == offered || r.Stage == ended {
		return s.Say("choice.stage." + r.Stage)
	}
	return s.Say("engagements.level-" + string(r.Health.Level))
}

// levelTag is the class of a level's word; the word says it, too.
func levelTag(r EngagementRow) string {
	if r.Stage == offered || r.Stage == ended {
		return ""
	}
	return levelSign(r.Health.Level)
}

func levelSign(l Level) string { return "level-" + string(l) }

// filled is how much of a bar is full, in per cent of its width.
func filled(b *budget) float64 {
	if b == nil || b.Agreed <= 0 {
		return 0
	}
	return min(1, b.Used/b.Agreed)
}

// rowTable is the list of engagements.
func rowTable(v page.Frame, out EngagementsOut) ui.TableData {
	s := v.Speaker
	t := ui.TableData{ID: "engagements", Label: s.Say("engagements.title"), More: out.Next, Peek: true, Cols: []ui.Col{
		{Title: s.Say("field.name"), Place: "p1"}, {Title: s.Say("engagements.how-it-goes"), Place: "p2"}, {Title: s.Say("field.fee"), Num: true, Place: "p4"},
		{Title: s.Say("engagements.next"), Place: "p3"}, {Title: s.Say("engagements.used-title")}, {Title: s.Say("field.owner")},
	}}
	if out.Lined {
		t.Cols = append(t.Cols, ui.Col{Title: s.Say("field.line")})
	}
	for _, r := range out.Rows {
		row := ui.Row{ID: "engagement-" + r.ID.String(), Href: r.Href, Cells: []templ.Component{nameCell(v, r), levelCell(v, r), ui.Text(feeText(s, r.Fee, r.Period)), ui.Text(when(v, r)),
			budgetCell(v, r), ui.Text(r.Owner)}}
		if out.Lined {
			row.Cells = append(row.Cells, ui.Text(v.LineName(r.Line)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func kindName(s *say.Speaker, k clientele.EngagementKind) string { return s.Capital(k.Name()) }

// termText says from when until when something was agreed.
func termText(s *say.Speaker, t TermRow) string {
	if t.To == clientele.NoDay {
		return s.Say("engagements.term-open", say.Args{"from": s.LongDay(t.From)})
	}
	return s.Say("engagements.term", say.Args{"from": s.LongDay(t.From), "to": s.LongDay(t.To)})
}

// renewing is what the form of the next term begins with.
func renewing(out HealthOut) (since, ends clientele.Day) {
	return nextTerm(out.Row.agreed, out.Today)
}

// amending is from when a change would hold, and at what fee: that of the rise where one is near, or due.
func amending(s *say.Speaker, out HealthOut) (since clientele.Day, fee string, rises bool) {
	r := out.Row
	if r.NextRise != clientele.NoDay && r.NextRise-out.Today <= usualLead && !r.Fee.IsNone() {
		return r.NextRise, feePlain(s, risen(r.Fee, r.Rise)), true
	}
	return max(out.Today, r.agreed.Since+1), feePlain(s, r.Fee), false
}

func feePlain(s *say.Speaker, fee clientele.Money) string {
	if fee.IsNone() {
		return ""
	}
	return strings.TrimSpace(s.Plain(fee.Plain()) + " " + fee.Currency)
}

// acted says that a form was refused, and stays open.
func acted(v page.Frame, act string) bool { return v.FaultAct == act }

func amendTitle(s *say.Speaker, rises bool) string {
	if rises {
		return s.Say("engagements.raise")
	}
	return s.Say("engagements.amend")
}

func stageText(s *say.Speaker, r EngagementRow) string {
	return s.Label("choice.stage."+r.Stage, r.Stage)
}

// whose says what sort of agreement it is, and with whom.
func whose(s *say.Speaker, r EngagementRow) string {
	if r.For == "" {
		return kindName(s, r.Kind)
	}
	return kindName(s, r.Kind) + ", " + r.For
}
