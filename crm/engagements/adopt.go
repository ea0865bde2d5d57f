package engagements

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// AdoptIn names an agreement that evidence tells of.
type AdoptIn struct {
	Account clientele.ID             `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Kind    clientele.EngagementKind `name:"kind" json:"kind" required:"true" enum:"retainer,matter,project,subscription,mandate" doc:"its kind"`
	Start   clientele.Day            `name:"start" json:"start" required:"true" doc:"its first day"`
	Ref     string                   `name:"ref" json:"ref,omitempty" maxLength:"200" doc:"its number, where it has one"`
}

// AdoptOut is an agreement that evidence tells of, as it could be looked after.
type AdoptOut struct {
	Sentence string        `json:"sentence"`
	Entry    clientele.ID  `json:"entry"`
	Name     string        `json:"name"` // what the record would be called
	Others   []page.Choice `json:"others"`
}

// agreementsMost bounds the agreements of one account that are looked through.
const agreementsMost = 500

// told are the agreements of an account that evidence tells of, and no record states.
func (c *Engagements) told(ctx context.Context, s access.Scope, account clientele.ID) (*record.Record, []clientele.Entry, error) {
	r, err := c.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: account})
	if err != nil {
		return nil, nil, err
	}
	d, err := c.Book.Dossier(ctx, r.ID, [2]string{})
	if err != nil {
		return nil, nil, err
	}
	all, _, err := c.Book.TimelineIn(ctx, d, ledger.TimelineQuery{Account: r.ID, Kinds: []clientele.EntryKind{clientele.KindEngagement}, Limit: agreementsMost})
	return r, slices.DeleteFunc(all, func(e clientele.Entry) bool {
		b, ok := e.Body.(clientele.Engagement)
		return !ok || b.Kept() != 0
	}), err
}

// Adopt asks how an agreement that evidence tells of is to be looked after.
func (c *Engagements) Adopt(ctx context.Context, s access.Scope, in AdoptIn) (out AdoptOut, err error) {
	r, all, err := c.told(ctx, s, in.Account)
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(all, func(e clientele.Entry) bool {
		b := e.Body.(clientele.Engagement)
		return b.Kind == in.Kind && b.Start == in.Start && b.Ref == in.Ref
	})
	if i < 0 {
		return out, noAgreement()
	}
	speak, b := say.Of(ctx), all[i].Body.(clientele.Engagement)
	out.Entry = all[i].ID
	out.Name = cmp.Or(b.Ref, kindName(speak, b.Kind)) + ", " + r.Text("name")
	out.Sentence = speak.Say("engagements.adopt-sentence", say.Args{"kind": kindName(speak, b.Kind), "name": r.Text("name"), "start": speak.LongDay(b.Start)})
	out.Others = []page.Choice{{Value: "0", Label: speak.Say("engagements.adopt-new")}}
	own, err := c.Records.Leading(ctx, s, Type.Name, r.ID, panelMost)
	for _, o := range own {
		same := o.Text("kind") == string(b.Kind) && dayOf(o, "begins") == b.Start
		out.Others = append(out.Others, page.Choice{Value: o.ID.String(), Label: o.Text("name"), Selected: same})
	}
	return out, err
}

func noAgreement() error {
	return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("engagements.no-agreement"), Remedy: clientele.Tell("engagements.no-agreement-remedy")}
}

// AdoptEngagementIn has an agreement that evidence tells of looked after here.
type AdoptEngagementIn struct {
	Entry      clientele.ID `name:"entry" json:"entry" required:"true" minimum:"1" doc:"number of the entry that tells of it"`
	Engagement clientele.ID `name:"engagement" json:"engagement,omitzero" minimum:"0" doc:"number of the engagement that it is; a new one where none is given"`
	Name       string       `name:"name" json:"name,omitempty" maxLength:"500" doc:"what the new one is called"`
}

// AdoptEngagement makes a record of an agreement that evidence tells of, or says which record it
// is. From then on the record states it, and it is not counted twice.
func (c *Engagements) AdoptEngagement(ctx context.Context, s access.Scope, in AdoptEngagementIn) (page.Done, error) {
	e, err := c.Book.Entry(ctx, in.Entry)
	if err != nil {
		return page.Done{}, noAgreement()
	}
	same, err := c.Book.Canonical(ctx, e.Account)
	if err != nil {
		return page.Done{}, err
	}
	r, all, err := c.told(ctx, s, same)
	if err != nil {
		return page.Done{}, noAgreement()
	}
	i := slices.IndexFunc(all, func(other clientele.Entry) bool { return other.Key == e.Key })
	if i < 0 {
		return page.Done{}, noAgreement()
	}
	var made *record.Record
	err = c.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		if r, err = c.Records.Held(ctx, tx, s, r.Ref); err != nil {
			return err
		}
		fact, err := c.still(ctx, tx, e.Key)
		if err != nil {
			return err
		}
		if in.Engagement != 0 {
			if made, err = c.Records.Held(ctx, tx, s, ref(in.Engagement)); err == nil && made.Account != r.ID {
				err = page.Wrong("engagement", say.Of(ctx).Say("engagements.adopt-other"), say.Of(ctx).Say("engagements.adopt-other-remedy"))
			}
		} else {
			made, err = c.Records.Create(ctx, tx, s, Type.Name, c.fromFact(r, fact, in.Name))
		}
		if err != nil {
			return err
		}
		return c.originate(ctx, tx, made, fact)
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("engagements.adopted", say.Args{"name": made.Text("name")}), ID: made.ID, Next: address(made.ID),
		Undo: &page.Undo{Act: "release-engagement", With: map[string]string{"id": made.ID.String(), "away": fmt.Sprint(in.Engagement == 0)}}}, nil
}

// still is a fact as the book has it now that nobody else writes: since it was looked for, a file may
// have been taken back, or a colleague have been quicker.
func (c *Engagements) still(ctx context.Context, tx *db.Tx, key string) (clientele.Entry, error) {
	held, err := c.Book.HoldingIn(ctx, tx, []string{key})
	if err != nil {
		return clientele.Entry{}, err
	}
	for _, e := range held {
		if b, ok := e.Body.(clientele.Engagement); ok && b.Kept() == 0 {
			return e, nil
		}
	}
	return clientele.Entry{}, noAgreement()
}

// fromFact are the fields of a record that says what a fact says.
func (c *Engagements) fromFact(of *record.Record, e clientele.Entry, name string) map[string]json.RawMessage {
	b := e.Body.(clientele.Engagement)
	fields := map[string]json.RawMessage{"name": raw(cmp.Or(name, b.Ref, string(b.Kind))), "account": raw(of.ID), "kind": raw(b.Kind), "begins": raw(b.Start), "stage": raw(running)}
	if b.End != clientele.NoDay {
		fields["ends"] = raw(b.End)
		if b.End < c.Clock.Today() {
			fields["stage"] = raw(ended)
		}
	}
	if !b.Fee.IsNone() {
		fields["fee"], fields["period"] = raw(b.Fee), raw(cmp.Or(b.Period, clientele.Once))
	}
	if b.Ref != "" {
		fields["number"] = raw(b.Ref)
	}
	if e.Line != "" {
		fields["line"] = raw(e.Line)
	}
	if owner, ok := of.Values["owner"].(clientele.ID); ok {
		fields["owner"] = raw(owner)
	}
	return fields
}

// origin is what evidence told of an agreement that a record looks after.
type origin struct {
	Engagement clientele.ID   `db:"engagement"`
	Key        string         `db:"key"`
	Account    clientele.ID   `db:"account"`
	Line       clientele.Line `db:"line"`
	Body       string         `db:"body"`
	Import     clientele.ID   `db:"import"`
}

// originate keeps what evidence told, and lets the record speak instead.
func (c *Engagements) originate(ctx context.Context, tx *db.Tx, r *record.Record, e clientele.Entry) error {
	o := origin{r.ID, e.Key, e.Account, e.Line, string(raw(e.Body)), e.Import}
	err := tx.InsertRows(ctx, "INSERT INTO engagement_origins (workspace, engagement, key, account, line, body, import)", 7, []any{c.Workspace, o.Engagement, o.Key, o.Account, o.Line, o.Body, o.Import},
		"ON CONFLICT (workspace, engagement, key) DO UPDATE SET body = excluded.body, import = excluded.import")
	if err != nil {
		return fmt.Errorf("what evidence told of engagement %d: %w", r.ID, err)
	}
	fact, err := c.instead(o, r.Archived == 0)
	if err != nil {
		return err
	}
	return c.Jobs.State(ctx, tx, []clientele.Entry{fact}, clientele.Tell("engagements.cause"))
}

// instead is what the book is told of the fact of an origin: it is struck as long as its record
// states it, and stands again where that is away. It does so by the word of its import, so that it goes with it.
func (c *Engagements) instead(o origin, struck bool) (clientele.Entry, error) {
	var b clientele.Engagement
	if err := json.Unmarshal([]byte(o.Body), &b); err != nil {
		return clientele.Entry{}, fmt.Errorf("what evidence told of engagement %d: %w", o.Engagement, err)
	}
	e := clientele.Entry{Account: o.Account, Line: o.Line, Key: o.Key, Day: b.Start, At: c.Clock.Begins(b.Start), Import: o.Import, Body: b}
	if struck {
		e.Import, e.Body = 0, clientele.Struck{Reason: clientele.Tell("engagements.struck-origin")}
	}
	return e, nil
}

// origins are what the book is told of the facts that some records speak for.
func (c *Engagements) origins(ctx context.Context, tx *db.Tx, some []*record.Record) (facts []clientele.Entry, err error) {
	byID := map[clientele.ID]*record.Record{}
	ids := make([]clientele.ID, len(some))
	for i, r := range some {
		ids[i], byID[r.ID] = r.ID, r
	}
	away, err := c.Book.Undone(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, list := range db.Lists(ids) {
		text := "SELECT engagement, key, account, line, body, import FROM engagement_origins WHERE workspace = ? AND engagement IN " + db.In(list)
		for row, err := range db.Each[origin](ctx, tx, text, db.With(c.Workspace, list)...) {
			if err != nil {
				return nil, fmt.Errorf("what evidence told of engagements: %w", err)
			}
			gone := away[row.Import] // what the file told was taken back meanwhile
			fact, err := c.instead(row, gone || byID[row.Engagement].Archived == 0)
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
	}
	return facts, nil
}

// ReleaseIn names an engagement that evidence told of.
type ReleaseIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the engagement"`
	Away bool         `name:"away" json:"away,omitempty" doc:"put the engagement into the archive, too"`
}

// Release lets evidence speak again for what it told of an engagement.
func (c *Engagements) Release(ctx context.Context, s access.Scope, in ReleaseIn) (page.Done, error) {
	var r *record.Record
	err := c.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		if r, err = c.Records.Held(ctx, tx, s, ref(in.ID)); err != nil {
			return err
		}
		told, err := db.One[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM engagement_origins WHERE workspace = ? AND engagement = ?)", c.Workspace, in.ID)
		if err == nil && !told {
			err = &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("engagements.not-told"), Where: "id", Remedy: clientele.Tell("engagements.not-told-remedy")}
		}
		if err != nil {
			return err
		}
		if in.Away && r.Archived == 0 {
			if r, err = c.Records.Archive(ctx, tx, s, record.Edit{Ref: r.Ref}); err != nil {
				return err
			}
		}
		var facts []clientele.Entry
		gone := *r
		gone.Archived = 1
		if facts, err = c.origins(ctx, tx, []*record.Record{&gone}); err != nil {
			return err
		}
		if err = c.Jobs.State(ctx, tx, facts, clientele.Tell("engagements.cause")); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "DELETE FROM engagement_origins WHERE workspace = ? AND engagement = ?", c.Workspace, in.ID)
		return err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("engagements.released", say.Args{"name": r.Text("name")}), ID: in.ID, Next: "/accounts/" + r.Account.String()}, nil
}
