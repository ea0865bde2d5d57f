package page

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// Slot is a place on a page of one capability into which others put a panel.
type Slot string

// The slots.
const (
	AccountSide Slot = "account-side"
	AccountMain Slot = "account-main"
	TodayDue    Slot = "today-due"
	TodaySide   Slot = "today-side"
	Reminders   Slot = "reminders"
)

// About is what a panel is asked about: the account of its page, if it has one, with the
// wall around it, and the day.
type About struct {
	Account clientele.ID
	Wall    clientele.ID
	Today   clientele.Day
	Read    any // what the page has read of the account already, as who shows it knows: a *ledger.Dossier
}

// Panel is a part of a page that another capability draws.
type Panel struct {
	Slot Slot
	do   func(context.Context, access.Scope, About) (Answer, error)
}

// On makes a panel of a method and a template.
func On[O any](slot Slot, do func(context.Context, access.Scope, About) (O, error), draw func(Frame, O) templ.Component) Panel {
	return Panel{slot, func(ctx context.Context, s access.Scope, about About) (Answer, error) {
		out, err := do(ctx, s, about)
		if err != nil {
			return Answer{}, err
		}
		return Answer{Out: out, Draw: func(f Frame) templ.Component { return draw(f, out) }}, nil
	}}
}

// Shown is what others put into the slots of a page.
type Shown map[Slot][]Answer

// Panels asks the capabilities for what they put into some slots. It is a port of a
// page that has slots.
type Panels func(ctx context.Context, s access.Scope, about About, slots ...Slot) (Shown, error)

// PanelsOf gathers the panels of all. The list may still grow while it is made: it
// is read when a page is asked for.
func PanelsOf(all *[]Capability) Panels {
	return func(ctx context.Context, s access.Scope, about About, slots ...Slot) (Shown, error) {
		shown := Shown{}
		for _, c := range *all {
			for _, p := range c.Panels {
				if !slices.Contains(slots, p.Slot) {
					continue
				}
				answer, err := p.do(ctx, s, about)
				if err != nil {
					return nil, err
				}
				shown[p.Slot] = append(shown[p.Slot], answer)
			}
		}
		return shown, nil
	}
}
