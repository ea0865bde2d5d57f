package start

import (
	"cmp"
	"context"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// kindRow is a kind of business as it is offered, with what it sets up.
type kindRow struct {
	name, label string
	sets        []fact
}

type fact struct {
	what string
	is   []string
}

// kinds are the kinds of business in their order.
func kinds(ctx context.Context) (all []kindRow) {
	s := say.Of(ctx)
	for _, p := range presets {
		row := kindRow{name: p.name, label: p.text(s, "label")}
		add := func(what string, is []string) {
			if len(is) > 0 {
				row.sets = append(row.sets, fact{s.Say("preset." + what), is})
			}
		}
		add("words", p.saysOfWords(s))
		add("lines", p.list(s, "lines"))
		add("fields", p.saysOfFields(s))
		add("tasks", p.list(s, "tasks"))
		all = append(all, row)
	}
	return all
}

// choices are the kinds of business to choose from, with the one that was chosen.
func choices(all []kindRow, chosen string) (list []page.Choice) {
	for _, k := range all {
		list = append(list, page.Choice{Value: k.name, Label: k.label, Selected: k.name == chosen})
	}
	return list
}

// saysOfWords says what is called otherwise in the trade.
func (p preset) saysOfWords(s *say.Speaker) (all []string) {
	ours, theirs := s.In(say.Words{}).Words(), p.called(s)
	for _, w := range [][2]string{{ours.Clients, theirs.Clients}, {ours.Customers, theirs.Customers}, {ours.Prospects, theirs.Prospects}} {
		if w[1] != "" {
			all = append(all, s.Say("preset.word", say.Args{"ours": w[0], "theirs": w[1]}))
		}
	}
	return all
}

// saysOfFields says which fields are asked for, by what they are of.
func (p preset) saysOfFields(s *say.Speaker) (all []string) {
	for _, of := range []string{accounts, people, tasks} {
		var labels []string
		for _, f := range p.fields {
			if f.of == of {
				labels = append(labels, p.text(s, "field."+f.name))
			}
		}
		if len(labels) > 0 {
			all = append(all, s.Say("preset.of."+of, say.Args{"fields": labels}))
		}
	}
	return all
}

// asked is the kind of business that the form shows: as it was sent, where it is refused.
func asked(v page.Frame, out StartOut) string {
	return cmp.Or(v.Typed("begin", "preset", out.Preset), presets[0].name)
}

// wished says whether it is to be set up: yes, unless a form that was refused said no.
func wished(v page.Frame) bool { return v.FaultAct != "begin" || v.Input["set_up"] != "" }
