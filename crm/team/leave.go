package team

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// Leaver hands to the queue what somebody leaves, as one batch: what goes to whom, and what
// is kept beside it for taking it back.
type Leaver func(ctx context.Context, tx *db.Tx, s access.Scope, left Left) (batch, job clientele.ID, err error)

// Left is what somebody leaves to others.
type Left struct {
	Who   string
	Parts []LeftPart
	Kept  json.RawMessage
}

// LeftPart are records of one type that go to one colleague.
type LeftPart struct {
	Type   string
	Filter record.Node
	Set    map[string]json.RawMessage
}

// kind is a sort of thing that people look after.
type kind struct {
	name string // of the field that says who takes it over
	of   string // its type of record; "" of walls
	also []record.Node
	set  map[string]json.RawMessage
	to   func(ShutOutIn) clientele.ID
}

var isOpen = record.Cond{Field: "state", Op: record.IsNot, Values: []string{"done"}}

func promised(yes string) record.Node {
	return record.Cond{Field: "promise", Op: record.Is, Values: []string{yes}}
}

// kinds are what people look after, in meant order. Who takes relationships over takes the
// walls too, unless somebody else is named: they could not see what they look after.
var kinds = []kind{
	{name: "accounts", of: record.Account, to: func(in ShutOutIn) clientele.ID { return in.Accounts }},
	{name: "people", of: clientele.PersonType, to: func(in ShutOutIn) clientele.ID { return in.People }},
	{name: "tasks", of: "task", also: []record.Node{isOpen, promised("no")}, to: func(in ShutOutIn) clientele.ID { return in.Tasks }},
	{name: "promises", of: "task", also: []record.Node{isOpen, promised("yes")}, to: func(in ShutOutIn) clientele.ID { return in.Promises }},
	{name: "views", of: "view", set: map[string]json.RawMessage{"usual": json.RawMessage("false")}, to: func(in ShutOutIn) clientele.ID { return in.Views }},
	{name: walls, to: func(in ShutOutIn) clientele.ID { return cmp.Or(in.Walls, in.Accounts) }},
}

const walls = "walls"

// kinds are those, and every other type whose records have an owner.
func (c *Team) kinds() []kind {
	all := slices.Clone(kinds)
	for _, t := range c.Records.Types() {
		f, owned := t.Field("owner")
		if owned && f.Kind == record.KindUser && !slices.ContainsFunc(kinds, func(k kind) bool { return k.of == t.Name }) {
			all = append(all, kind{name: t.Plural, of: t.Name, to: func(in ShutOutIn) clientele.ID { return in.To }})
		}
	}
	return all
}

// which are the records of this kind that somebody looks after.
func (k kind) which(user clientele.ID) record.Node {
	return append(record.All{record.Cond{Field: "owner", Op: record.Is, Values: []string{user.String()}}}, k.also...)
}

// LeavingIn names a colleague who leaves.
type LeavingIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague"`
}

// LeavingOut is what a colleague looks after, and who may take it over.
type LeavingOut struct {
	Sentence string    `json:"sentence"`
	Person   Person    `json:"person"`
	Rows     []KindRow `json:"rows"`   // what there is
	People   []Person  `json:"people"` // who may take it over
}

// KindRow is how much of a kind a colleague looks after.
type KindRow struct {
	Kind string `json:"kind"` // accounts, people, tasks, promises, views, walls
	N    int    `json:"n"`
	More bool   `json:"more,omitempty"` // than that
}

// said says it in words: "12 relationships".
func (r KindRow) said(s *say.Speaker) string {
	key := "team.leave.n-" + r.Kind
	if r.More {
		key = "team.leave.more-" + r.Kind
	}
	if !s.Knows(key) {
		return s.Count(int64(r.N)) + " " + r.Kind
	}
	return clientele.Tell(key, "n", r.N)
}

// Leaving is the page on which it is said who takes over.
func (c *Team) Leaving(ctx context.Context, _ access.Scope, in LeavingIn) (LeavingOut, error) {
	users, err := c.Access.Users(ctx)
	if err != nil {
		return LeavingOut{}, err
	}
	at := slices.IndexFunc(users, func(u access.User) bool { return u.ID == in.ID })
	if at < 0 {
		return LeavingOut{}, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(ctx).Say("team.leave.nobody"), Remedy: say.Of(ctx).Say("team.leave.look")}
	}
	out := LeavingOut{Person: personOf(users[at]), People: []Person{}}
	if out.Rows, err = c.looksAfter(ctx, in.ID); err != nil {
		return LeavingOut{}, err
	}
	for _, u := range users {
		if u.ID != in.ID && mayTake(u) {
			out.People = append(out.People, personOf(u))
		}
	}
	out.Sentence = say.Of(ctx).Say("team.leave.nothing", say.Args{"who": out.Person.called()})
	if len(out.Rows) > 0 {
		out.Sentence = say.Of(ctx).Say("team.leave.sentence", say.Args{"who": out.Person.called(), "what": saidAll(say.Of(ctx), out.Rows)})
	}
	return out, nil
}

// mayTake says whether a user may look after anything: who changes nothing does not.
func mayTake(u access.User) bool { return access.Of(u, nil, nil).MayWrite() }

func personOf(u access.User) Person { return Person{u.ID, u.Name, u.Email} }

func (p Person) called() string { return cmp.Or(p.Name, p.Email) }

func saidAll(s *say.Speaker, rows []KindRow) string {
	parts := make([]string, len(rows))
	for i, r := range rows {
		parts[i] = r.said(s)
	}
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return clientele.Tell("team.leave.and", "these", strings.Join(parts[:last], ", "), "last", parts[last])
}

// looksAfter counts what somebody looks after, also behind walls: how much it is, and no
// word of what.
func (c *Team) looksAfter(ctx context.Context, user clientele.ID) (rows []KindRow, err error) {
	house := access.System("what a colleague leaves")
	for _, k := range c.kinds() {
		row := KindRow{Kind: k.name}
		if k.of == "" {
			row.N, err = c.Access.Passes(ctx, user)
		} else {
			var found record.Page
			if found, err = c.Records.Query(ctx, house, record.Query{Type: k.of, Filter: k.which(user), Limit: 1, Count: true}); err == nil {
				row.N, row.More = found.Count.N, !found.Count.Exact
			}
		}
		if err != nil {
			return nil, err
		}
		if row.N > 0 {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// ShutOutIn names a colleague who leaves, and who takes over.
type ShutOutIn struct {
	ID       clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague"`
	To       clientele.ID `name:"to" json:"to,omitzero" minimum:"0" doc:"number of the colleague who takes over what they look after"`
	Accounts clientele.ID `name:"accounts" json:"accounts,omitzero" minimum:"0" doc:"who takes the relationships over, where it is another than to"`
	People   clientele.ID `name:"people" json:"people,omitzero" minimum:"0" doc:"the same of people"`
	Tasks    clientele.ID `name:"tasks" json:"tasks,omitzero" minimum:"0" doc:"the same of open tasks that are no promises"`
	Promises clientele.ID `name:"promises" json:"promises,omitzero" minimum:"0" doc:"the same of promises"`
	Views    clientele.ID `name:"views" json:"views,omitzero" minimum:"0" doc:"the same of saved views"`
	Walls    clientele.ID `name:"walls" json:"walls,omitzero" minimum:"0" doc:"the same of their place behind walls; without it, who takes the relationships over"`
	Keep     bool         `name:"keep" json:"keep,omitempty" doc:"leave what they look after with them: nobody takes it over"`
}

// ShutOut ends a colleague's way in, and hands on what they looked after. It is one batch,
// which is taken back as a whole.
func (c *Team) ShutOut(ctx context.Context, s access.Scope, in ShutOutIn) (page.Done, error) {
	left, kept, err := c.handed(ctx, in)
	if err != nil {
		return page.Done{}, err
	}
	var done page.Done
	err = c.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		if kept.Places, err = c.Access.Leave(ctx, tx, s, in.ID, kept.Walls); err != nil {
			return err
		}
		if left.Kept, err = json.Marshal(kept); err != nil {
			return err
		}
		done.ID, done.Job, err = c.Leave(ctx, tx, s, left)
		return err
	})
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	done.Sentence, done.Next = say.Of(ctx).Say("team.leave.done", say.Args{"who": left.Who}), "/settings"
	if done.Job != 0 {
		done.Sentence, done.Next = say.Of(ctx).Say("team.leave.done-handed", say.Args{"who": left.Who}), shape.Href("/batches/%d", done.ID)
	}
	done.Undo = &page.Undo{Act: "batch-undo", With: map[string]string{"id": done.ID.String()}}
	return done, nil
}

// handed is what goes to whom.
func (c *Team) handed(ctx context.Context, in ShutOutIn) (left Left, kept access.Left, err error) {
	kept.User = in.ID
	users, err := c.Access.Users(ctx)
	if err != nil {
		return left, kept, err
	}
	at := slices.IndexFunc(users, func(u access.User) bool { return u.ID == in.ID })
	if at < 0 {
		return left, kept, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(ctx).Say("team.leave.nobody"), Remedy: say.Of(ctx).Say("team.leave.look")}
	}
	left.Who = personOf(users[at]).called()
	if in.Keep {
		return left, kept, nil
	}
	rows, err := c.looksAfter(ctx, in.ID)
	if err != nil {
		return left, kept, err
	}
	for _, k := range c.kinds() {
		if !slices.ContainsFunc(rows, func(r KindRow) bool { return r.Kind == k.name }) {
			continue
		}
		to := cmp.Or(k.to(in), in.To)
		if err := takes(users, in, k.name, to); err != nil {
			if to == 0 {
				err = page.Wrong("to", say.Of(ctx).Say("team.leave.whom", say.Args{"what": saidAll(say.Of(ctx), rows)}), say.Of(ctx).Say("team.leave.say-whom"))
			}
			return left, kept, err
		}
		if k.of == "" {
			kept.Walls = to
			continue
		}
		left.Parts = append(left.Parts, k.part(in.ID, to))
	}
	return left, kept, nil
}

// part is what of this kind goes from one to another.
func (k kind) part(from, to clientele.ID) LeftPart {
	p := LeftPart{Type: k.of, Filter: k.which(from), Set: map[string]json.RawMessage{"owner": json.RawMessage(to.String())}}
	for name, v := range k.set {
		p.Set[name] = v
	}
	return p
}

// takes holds where somebody may take over what another looked after.
func takes(users []access.User, in ShutOutIn, field string, to clientele.ID) error {
	if to == in.To {
		field = "to"
	}
	for _, u := range users {
		if u.ID == to && to != in.ID && mayTake(u) {
			return nil
		}
	}
	return page.Wrong(field, clientele.Tell("team.leave.not-them", "number", to.String()), clientele.Tell("team.leave.name-another"))
}

// Turned does what is no record when somebody's leaving is taken back, or brought back: they
// may come in again, and have their place behind walls, or not.
func (c *Team) Turned(ctx context.Context, tx *db.Tx, s access.Scope, raw json.RawMessage, back bool) error {
	var kept access.Left
	if err := json.Unmarshal(raw, &kept); err != nil {
		return fmt.Errorf("what was kept of a leaving: %w", err)
	}
	if back {
		return c.Access.Return(ctx, tx, s, kept)
	}
	_, err := c.Access.Leave(ctx, tx, s, kept.User, kept.Walls)
	return err
}
