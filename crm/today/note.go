package today

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// NoteIn asks how somebody is reached, and for the form that writes down that they were.
type NoteIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Play    string         `name:"play" json:"play,omitempty" maxLength:"60" doc:"whose advice it is"`
	Task    clientele.ID   `name:"task" json:"task,omitzero" minimum:"0" doc:"the task that it is about"`
	Advice  clientele.ID   `name:"advice" json:"advice,omitzero" minimum:"0" doc:"the number of the advice"`
}

// Reach is one way to reach somebody.
type Reach struct {
	Who  string `json:"who"`
	Text string `json:"text"`
	Href string `json:"href"` // to call, to write
}

// NoteOut is how to reach them, and what the form begins with.
type NoteOut struct {
	Sentence string        `json:"sentence"`
	In       NoteIn        `json:"in"`
	Name     string        `json:"name"`
	Reach    []Reach       `json:"reach"`
	Channel  string        `json:"channel"`
	Promises []shape.Step  `json:"promises"`
	Channels []page.Choice `json:"-"`
	Users    []page.Choice `json:"-"`
	MayWrite bool          `json:"-"`
}

// reachedMost bounds how many people of an account are named.
const reachedMost = 6

// Note says how an account is reached, and asks what was said.
func (c *Today) Note(ctx context.Context, s access.Scope, in NoteIn) (NoteOut, error) {
	out := NoteOut{In: in, MayWrite: s.MayWrite(), Reach: []Reach{}, Channels: channels(say.Of(ctx))}
	a, err := c.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: in.Account})
	if err != nil {
		return out, err
	}
	out.Name = a.Text("name")
	people, err := c.Records.Query(ctx, s, record.Query{Type: "person", Limit: reachedMost,
		Filter: record.Cond{Field: "accounts", Op: record.Has, Values: []string{in.Account.String()}}})
	if err != nil {
		return out, err
	}
	out.Reach = reaches(a, people.Rows)
	if out.Promises, err = c.Promises(ctx, s, in.Account); err != nil {
		return out, err
	}
	if out.Channel = "call"; in.Play == "win-back-customer" || in.Play == "answer-owed" {
		out.Channel = "email"
	}
	users, err := c.Access.Users(ctx)
	for _, u := range users {
		if u.ID != s.User() {
			out.Users = append(out.Users, page.Choice{Value: u.ID.String(), Label: nameOr(u.Name, u.Email)})
		}
	}
	out.Sentence = say.Of(ctx).Say("today.reach-none", say.Args{"name": out.Name})
	if len(out.Reach) > 0 {
		out.Sentence = say.Of(ctx).Say("today.reach", say.Args{"name": out.Name})
	}
	return out, err
}

func nameOr(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

func channels(s *say.Speaker) []page.Choice {
	var all []page.Choice
	for _, c := range []string{"call", "email", "meeting", "visit", "message"} {
		all = append(all, page.Choice{Value: c, Label: s.Label("today.channel."+c, c)})
	}
	return all
}

// reaches are the numbers and addresses of an account and its people, numbers first.
func reaches(a *record.Record, people []*record.Record) []Reach {
	var numbers, addresses []Reach
	add := func(who, phone, email string) {
		if phone != "" {
			numbers = append(numbers, Reach{who, phone, tel(phone)})
		}
		if email != "" {
			addresses = append(addresses, Reach{who, email, "mailto:" + email})
		}
	}
	add(a.Text("name"), a.Text("phone"), a.Text("email"))
	for _, p := range people {
		phones, _ := p.Values["phones"].([]record.Contact)
		emails, _ := p.Values["emails"].([]record.Contact)
		for _, one := range phones {
			add(p.Text("name"), one.Value, "")
		}
		for _, one := range emails {
			add(p.Text("name"), "", one.Value)
		}
	}
	all := append(numbers, addresses...)
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(r Reach) bool {
		again := seen[r.Href]
		seen[r.Href] = true
		return again
	})
}

func tel(phone string) string {
	return "tel:" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

// noteHref is where the note about a step is written; a task without an account has its own page.
func noteHref(s shape.Step) string {
	if s.Account == 0 {
		return s.Href
	}
	values := url.Values{"account": {s.Account.String()}}
	for name, v := range map[string]string{"line": string(s.Line), "play": s.Play} {
		if v != "" {
			values.Set(name, v)
		}
	}
	for name, n := range map[string]clientele.ID{"task": s.Task, "advice": s.Advice} {
		if n != 0 {
			values.Set(name, n.String())
		}
	}
	return "/today/note?" + values.Encode()
}

// GiveIn hands advice over to another user.
type GiveIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the advice"`
	Owner string       `name:"owner" json:"owner" required:"true" maxLength:"200" doc:"number or e-mail address of the user"`
}

// Give hands advice over: it is that user's, whoever looks after the account.
func (c *Today) Give(ctx context.Context, s access.Scope, in GiveIn) (page.Done, error) {
	users, err := c.Access.Users(ctx)
	if err != nil {
		return page.Done{}, err
	}
	i := slices.IndexFunc(users, func(u access.User) bool { return strings.EqualFold(u.Email, in.Owner) || u.ID.String() == in.Owner })
	if i < 0 {
		return page.Done{}, page.Wrong("owner", say.Of(ctx).Say("today.no-user"), say.Of(ctx).Say("today.no-user-remedy"))
	}
	if err := c.Jobs.HandOver(ctx, s, in.ID, users[i].ID); err != nil {
		return page.Done{}, err
	}
	text := say.Of(ctx).Say("today.handed-over", say.Args{"who": nameOr(users[i].Name, users[i].Email)})
	return page.Done{Sentence: text, Undo: &page.Undo{Act: "take-back-settle", With: map[string]string{"id": in.ID.String()}}}, nil
}
