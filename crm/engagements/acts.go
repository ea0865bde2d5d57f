package engagements

import (
	"context"
	"math"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// LogHoursIn writes down what was worked of an engagement.
type LogHoursIn struct {
	Engagement clientele.ID `name:"engagement" json:"engagement" required:"true" minimum:"1" doc:"number of the engagement"`
	Units      string       `name:"units" json:"units" required:"true" maxLength:"40" doc:"how many hours or units, as people write numbers"`
	Day        string       `name:"day" json:"day,omitempty" maxLength:"40" doc:"when it was; today where nothing is given"`
	What       string       `name:"what" json:"what,omitempty" maxLength:"500" doc:"what was done"`
	Who        string       `name:"who" json:"who,omitempty" maxLength:"200" doc:"number or e-mail address of the user who did it; you where nobody is named"`
}

// LogHours writes down what was worked.
func (c *Engagements) LogHours(ctx context.Context, s access.Scope, in LogHoursIn) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, ref(in.Engagement))
	if err != nil {
		return page.Done{}, err
	}
	day, who := c.Clock.Today(), in.Who
	if in.Day != "" {
		var ok bool
		if day, ok = say.Of(ctx).ReadDay(in.Day, c.Clock.Today()); !ok {
			return page.Done{}, page.Refuse(page.NoDay("day", in.Day))
		}
	}
	if who == "" && s.User() != 0 {
		who = s.User().String()
	}
	fields := page.Rest{"engagement": {"#" + in.Engagement.String()}, "units": {in.Units}, "day": {day.String()}, "what": {in.What}, "who": {who}}
	done, err := c.Hours.Create(ctx, s, faces.CreateIn{Fields: fields})
	if err != nil {
		return done, err
	}
	units, _ := say.Of(ctx).ReadNumber(in.Units)
	done.Sentence = say.Of(ctx).Say("engagements.logged", say.Args{"n": number(units), "unit": budget{Unit: r.Text("unit")}.unit(), "name": r.Text("name")})
	done.Next = ""
	return done, nil
}

// number is a number of hours or units as people say it.
func number(f float64) clientele.Decimal {
	digits := 0
	for digits < 2 && math.Abs(f*math.Pow10(digits)-math.Round(f*math.Pow10(digits))) > 1e-9 {
		digits++
	}
	return clientele.Decimal{Of: f, Digits: digits}
}

// changing changes an engagement by the fields of its form, and says what was done.
func (c *Engagements) changing(ctx context.Context, s access.Scope, id clientele.ID, fields page.Rest, said string) (page.Done, error) {
	done, err := c.Face.Change(ctx, s, faces.ChangeIn{ID: id, Fields: fields})
	if err != nil || done.Undo == nil {
		return done, err
	}
	r, err := c.Records.Get(ctx, s, ref(id))
	if err != nil {
		return done, err
	}
	speak, a := say.Of(ctx), read(r)
	args := say.Args{"name": r.Text("name"), "since": speak.LongDay(a.Since), "fee": feeText(speak, a.Fee, a.Period)}
	if a.Ends != clientele.NoDay {
		args["ends"] = speak.LongDay(a.Ends)
	} else if said == "engagements.renewed" {
		said = "engagements.renewed-open"
	}
	done.Sentence = speak.Say(said, args)
	return done, nil
}

// asks are fields of a form that were filled in.
func asks(pairs ...string) page.Rest {
	fields := page.Rest{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			fields[pairs[i]] = []string{pairs[i+1]}
		}
	}
	return fields
}

// RenewIn goes on with an engagement for another term.
type RenewIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the engagement"`
	Since string       `name:"since" json:"since,omitempty" maxLength:"40" doc:"the first day of the next term; that after the last where nothing is given"`
	Ends  string       `name:"ends" json:"ends,omitempty" maxLength:"40" doc:"the last day of the next term; as long as the one before where nothing is given"`
	Fee   string       `name:"fee" json:"fee,omitempty" maxLength:"60" doc:"the fee of the next term; as before where nothing is given"`
}

// Renew goes on with an engagement: what was agreed until now stays as it was.
func (c *Engagements) Renew(ctx context.Context, s access.Scope, in RenewIn) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	a := read(r)
	since, ends := nextTerm(a, c.Clock.Today())
	if in.Since != "" {
		var ok bool
		if since, ok = say.Of(ctx).ReadWhen(in.Since, c.Clock.Today()); !ok {
			return page.Done{}, page.Refuse(page.NoDay("since", in.Since))
		}
		ends = termEnd(since, termMonths(a))
	}
	switch {
	case a.Stage == offered:
		return page.Done{}, page.Wrong("since", say.Of(ctx).Say("engagements.renew-offer"), say.Of(ctx).Say("engagements.renew-offer-remedy"))
	case since <= a.Since:
		return page.Done{}, page.Wrong("since", say.Of(ctx).Say("engagements.not-later", say.Args{"day": say.Of(ctx).LongDay(a.Since)}), say.Of(ctx).Say("engagements.not-later-remedy"))
	}
	fields := asks("since", since.String(), "ends", ends.String(), "fee", in.Fee, "stage", running)
	if in.Ends != "" {
		fields["ends"] = []string{in.Ends}
	}
	fields["ended_because"] = []string{""}
	return c.changing(ctx, s, in.ID, fields, "engagements.renewed")
}

// termMonths is how long the term lasts that holds now, in months.
func termMonths(a agreed) int {
	switch {
	case a.Renews && a.RenewsFor > 0:
		return int(a.RenewsFor)
	case a.Ends == clientele.NoDay:
		return 12
	}
	return max(1, int(math.Round(float64(a.Ends-a.Since+1)/30.44)))
}

// nextTerm is the term that would follow: from the day after the last, or from today where none was agreed.
func nextTerm(a agreed, today clientele.Day) (since, ends clientele.Day) {
	if since = a.Ends + 1; a.Ends == clientele.NoDay {
		since = max(today, a.Since+1)
	}
	return since, termEnd(since, termMonths(a))
}

// AmendIn changes what an engagement costs from a day on.
type AmendIn struct {
	ID     clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the engagement"`
	Since  string       `name:"since" json:"since" required:"true" maxLength:"40" doc:"the day from which on it holds"`
	Fee    string       `name:"fee" json:"fee,omitempty" maxLength:"60" doc:"the fee from then on"`
	Period string       `name:"period" json:"period,omitempty" enum:",once,week,month,quarter,year" doc:"how often it falls due"`
	Agreed string       `name:"agreed" json:"agreed,omitempty" maxLength:"40" doc:"how many hours or units are agreed from then on"`
}

// Amend changes fee or volume from a day on: what was agreed until then stays as it was.
func (c *Engagements) Amend(ctx context.Context, s access.Scope, in AmendIn) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	a := read(r)
	since, ok := say.Of(ctx).ReadWhen(in.Since, c.Clock.Today())
	switch {
	case !ok:
		return page.Done{}, page.Refuse(page.NoDay("since", in.Since))
	case in.Fee == "" && in.Agreed == "":
		return page.Done{}, page.Wrong("fee", say.Of(ctx).Say("engagements.amend-nothing"), say.Of(ctx).Say("engagements.amend-nothing-remedy"))
	case since <= a.Since:
		return page.Done{}, page.Wrong("since", say.Of(ctx).Say("engagements.not-later", say.Args{"day": say.Of(ctx).LongDay(a.Since)}), say.Of(ctx).Say("engagements.not-later-remedy"))
	}
	return c.changing(ctx, s, in.ID, asks("since", since.String(), "fee", in.Fee, "period", in.Period, "agreed", in.Agreed), "engagements.amended")
}

// NoticeIn says that notice was given.
type NoticeIn struct {
	ID      clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the engagement"`
	Ends    string       `name:"ends" json:"ends,omitempty" maxLength:"40" doc:"the last day; the earliest that the notice allows where nothing is given"`
	Because string       `name:"ended_because" json:"ended_because,omitempty" maxLength:"500" doc:"who gave it, and why"`
}

// Notice says that notice was given: it ends on a day.
func (c *Engagements) Notice(ctx context.Context, s access.Scope, in NoticeIn) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	a := read(r)
	if !a.live() {
		return page.Done{}, page.Wrong("ends", say.Of(ctx).Say("engagements.runs-not"), say.Of(ctx).Say("engagements.runs-not-remedy"))
	}
	ends := in.Ends
	if ends == "" {
		ends = earliestEnd(a, c.Clock.Today()).String()
	}
	return c.changing(ctx, s, in.ID, asks("stage", notice, "ends", ends, "ended_because", in.Because), "engagements.noticed")
}

// earliestEnd is the last day of an engagement if notice is given today.
func earliestEnd(a agreed, today clientele.Day) clientele.Day {
	ends := a.Ends
	if ends == clientele.NoDay { // open-ended: the notice alone counts, to the end of a month where it counts by months
		switch a.NoticeUnit {
		case "day":
			return today + clientele.Day(a.Notice)
		case "week":
			return today + clientele.Day(7*a.Notice)
		}
		return termEnd(today+1, int(a.Notice))
	}
	for a.Renews && a.RenewsFor >= 1 && before(ends, a.Notice, a.NoticeUnit) < today {
		ends = termEnd(ends+1, int(a.RenewsFor))
	}
	return ends
}

// EndIn ends an engagement.
type EndIn struct {
	ID      clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the engagement"`
	Ends    string       `name:"ends" json:"ends,omitempty" maxLength:"40" doc:"the last day; today where nothing is given"`
	Because string       `name:"ended_because" json:"ended_because,omitempty" maxLength:"500" doc:"why"`
}

// End ends an engagement.
func (c *Engagements) End(ctx context.Context, s access.Scope, in EndIn) (page.Done, error) {
	ends := in.Ends
	if ends == "" {
		ends = c.Clock.Today().String()
	}
	return c.changing(ctx, s, in.ID, asks("stage", ended, "ends", ends, "ended_because", in.Because), "engagements.ended")
}

// AcceptIn says that what was offered was agreed.
type AcceptIn struct {
	ID     clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the engagement"`
	Begins string       `name:"begins" json:"begins,omitempty" maxLength:"40" doc:"the first day; as it was offered where nothing is given"`
}

// Accept says that what was offered was agreed: it runs.
func (c *Engagements) Accept(ctx context.Context, s access.Scope, in AcceptIn) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	if r.Text("stage") != offered {
		return page.Done{}, page.Wrong("begins", say.Of(ctx).Say("engagements.no-offer"), say.Of(ctx).Say("engagements.no-offer-remedy"))
	}
	return c.changing(ctx, s, in.ID, asks("stage", running, "begins", in.Begins), "engagements.accepted")
}

// risen is a fee after its rise, in whole units of its currency where it was in whole ones.
func risen(fee clientele.Money, percent float64) clientele.Money {
	per := clientele.MinorPerMajor(fee.Currency)
	minor := int64(math.Round(float64(fee.Minor) * (1 + percent/100)))
	if per > 1 && fee.Minor%per == 0 && fee.Minor >= 100*per {
		minor = int64(math.Round(float64(minor)/float64(per))) * per
	}
	return clientele.Money{Minor: minor, Currency: fee.Currency}
}
