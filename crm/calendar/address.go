package calendar

import (
	"context"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// CalendarAddressIn asks for one's calendar address.
type CalendarAddressIn struct{}

// CalendarAddressOut is the private address of one's calendar, without its secret.
type CalendarAddressOut struct {
	Sentence string `json:"sentence"`
	Made     string `json:"made,omitempty"` // the day
	Used     string `json:"used,omitempty"`
	There    bool   `json:"there"`
	MayHave  bool   `json:"-"`
}

// Address is about the private address of one's calendar.
func (c *Calendar) Address(ctx context.Context, s access.Scope, _ CalendarAddressIn) (CalendarAddressOut, error) {
	out := CalendarAddressOut{Sentence: say.Of(ctx).Say("calendar.address-none"), MayHave: s.User() != 0}
	one, there, err := c.Access.CalendarAddressOf(ctx, s)
	if err != nil || !there {
		return out, err
	}
	speak, today := say.Of(ctx), c.Clock.Today()
	out.There, out.Made = true, speak.Day(c.Clock.Day(one.Made), today)
	if out.Sentence = speak.Say("calendar.address-unused", say.Args{"day": out.Made}); one.Used != 0 {
		out.Used = speak.Moment(one.Used, c.Clock)
		out.Sentence = speak.Say("calendar.address-used", say.Args{"day": out.Made, "when": out.Used})
	}
	return out, nil
}

// MakeAddress makes the address anew. It is shown this once.
func (c *Calendar) MakeAddress(ctx context.Context, s access.Scope, _ CalendarAddressIn) (page.Done, error) {
	secret, err := c.Access.MakeCalendarAddress(ctx, s)
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("calendar.address-made"), Token: "/ical/" + secret + ".ics", Next: "/calendar/address"}, nil
}

// DropAddress ends the address at once.
func (c *Calendar) DropAddress(ctx context.Context, s access.Scope, _ CalendarAddressIn) (page.Done, error) {
	if err := c.Access.DropCalendarAddress(ctx, s); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("calendar.address-dropped"), Next: "/calendar/address"}, nil
}
