package journey

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

func number[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// parts are those who entered, by what became of them.
func parts(on, still, back, lapsed page.Count) []ui.ColumnPart {
	return []ui.ColumnPart{{Fill: "main", Value: float64(on.N)}, {Fill: "second", Value: float64(still.N)}, {Fill: "other", Value: float64(back.N)}, {Fill: "lapsed", Value: float64(lapsed.N)}}
}

// slabs are the parts of a stage's bar from left to right, to the scale of the largest stage.
func (out FunnelOut) slabs(r StageRow) (all []ui.Slab) {
	at := 0.0
	for _, p := range parts(r.On, r.Still, r.Back, r.Lapsed) {
		if w := p.Value / float64(max(out.most, 1)); w > 0 {
			all = append(all, ui.Slab{Fill: p.Fill, From: at, To: at + w})
			at += w
		}
	}
	return all
}

// finding says where most of those who entered went on.
func (out FunnelOut) finding(v page.Frame) string {
	best := -1
	for i, r := range out.Stages {
		if r.Enough && r.On.N > 0 && (best < 0 || r.On.N*out.Stages[best].Entered.N > out.Stages[best].On.N*r.Entered.N) {
			best = i
		}
	}
	if best < 0 {
		return v.Say("journey.finding-early")
	}
	r := out.Stages[best]
	return v.Say("journey.finding", say.Args{"stage": v.Speaker.Fill(r.Title), "share": v.Speaker.Percent(float64(r.On.N) / float64(r.Entered.N))})
}

// says is a stage's bar in words.
func (r StageRow) says(s *say.Speaker) string {
	return s.Say("journey.bar", say.Args{"stage": s.Capital(s.Fill(r.Title)), "n": r.Entered.N, "on": r.On.N, "back": r.Back.N, "lapsed": r.Lapsed.N, "still": r.Still.N})
}

// then says which part of those who entered went on, and which lapsed.
func (r StageRow) then(s *say.Speaker) string {
	if !r.Enough {
		return ""
	}
	return s.Say("journey.then", say.Args{"on": s.Percent(float64(r.On.N) / float64(r.Entered.N)), "lapsed": s.Percent(float64(r.Lapsed.N) / float64(r.Entered.N))})
}

// share is which part of those who entered some are, where it can be told.
func (r StageRow) share(s *say.Speaker, c page.Count) string {
	if !r.Enough || c.N == 0 {
		return ""
	}
	return "\u00a0(" + s.Percent(float64(c.N)/float64(r.Entered.N)) + ")"
}

// columns are the months of entering, by what became of those who did.
func (r StageRow) columns(v page.Frame) (all []ui.Column, months []clientele.Day) {
	for _, m := range r.Months {
		title := v.Say("journey.bar-month", say.Args{"month": v.Speaker.LongMonth(m.Month), "n": m.Entered.N, "on": m.On.N, "lapsed": m.Lapsed.N})
		all, months = append(all, ui.Column{Title: title, Parts: parts(m.On, m.Still, m.Back, m.Lapsed)}), append(months, m.Month)
	}
	return all, months
}

// time says how long half stay, and between what that may lie.
func (r StageRow) time(s *say.Speaker) string {
	m := r.Median
	switch {
	case !r.Enough:
		return s.Say("journey.too-few", say.Args{"n": r.Entered.N})
	case m.Days == 0:
		return s.Say("journey.not-half")
	case m.High == 0:
		return s.Say("journey.median-open", say.Args{"days": s.Plural("noun.day", m.Days), "low": s.Plural("noun.day", m.Low)})
	}
	return s.Say("journey.median", say.Args{"days": s.Plural("noun.day", m.Days), "low": clientele.Tell("noun.day", "n", m.Low), "high": clientele.Tell("noun.day", "n", m.High)})
}

// table lists who was in a stage.
func (out InStageOut) table(v page.Frame) ui.TableData {
	t := ui.TableData{ID: "journey-who", Label: out.Sentence, More: out.Next, Cols: []ui.Col{{Title: v.Say("field.name"), Place: "p1"}, {Title: v.Say("journey.line"), Place: "p4"}, {Title: v.Say("journey.when"), Place: "p3"},
		{Title: v.Say("journey.why")}, {Title: v.Say("journey.after"), Place: "p2"}, {Title: v.Say("journey.next")}}}
	for _, r := range out.Rows {
		line := v.LineName(r.Line)
		after := v.Say("journey.still")
		switch {
		case r.Went == "lapsed":
			after = v.Say("journey.lapsed")
		case r.Went != "":
			after = v.Speaker.Capital(v.Speaker.Fill(shape.StageWord(clientele.Stage(r.Went))))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{whoName(r), ui.Text(line), ui.Text(r.since(v.Speaker, v.Today)), ui.Text(r.Cause), ui.Text(after), nextStep(r)}})
	}
	return t
}
