package tasks

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func ref(id clientele.ID) clientele.Ref { return clientele.Ref{Type: Type.Name, ID: id} }

func address(id clientele.ID) string { return "/tasks/" + id.String() }

// PromiseIn promises something.
type PromiseIn struct {
	Account clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"number of the account it is promised to"`
	Person  clientele.ID `name:"person" json:"person,omitzero" minimum:"0" doc:"number of the person it is promised to"`
	Title   string       `name:"title" json:"title" required:"true" maxLength:"1000" doc:"what is promised"`
	Due     string       `name:"due" json:"due" required:"true" maxLength:"100" doc:"by when: a day, with a time of day where it matters"`
	Owner   string       `name:"owner" json:"owner,omitempty" maxLength:"200" doc:"number or e-mail address of the user who does it; you where nobody is named"`
}

// Promise writes down something promised: a task that the other side knows of.
func (t *Tasks) Promise(ctx context.Context, s access.Scope, in PromiseIn) (page.Done, error) {
	due, at, ok := say.Of(ctx).ReadDue(in.Due, t.Clock.Today())
	if !ok {
		return page.Done{}, page.Refuse(page.NoDay("due", in.Due))
	}
	if due < t.Clock.Today() {
		return page.Done{}, page.Wrong("due", say.Of(ctx).Say("tasks.that-day-is-past"), say.Of(ctx).Say("tasks.choose-today-or-a-day-to"))
	}
	if now := t.Clock.Time().Format("15:04"); due == t.Clock.Today() && at != "" && at < now {
		return page.Done{}, page.Wrong("due", say.Of(ctx).Say("tasks.that-hour-is-past", say.Args{"now": now}), say.Of(ctx).Say("tasks.choose-an-hour-to-come"))
	}
	if in.Account == 0 && in.Person == 0 {
		return page.Done{}, page.Wrong("account", say.Of(ctx).Say("tasks.it-is-not-said-to-whom"), say.Of(ctx).Say("tasks.name-an-account-or-a-person"))
	}
	fields := map[string]json.RawMessage{"title": raw(in.Title), "due": raw(strings.TrimSuffix(due.String()+"T"+at, "T")), "promise": raw(true)}
	for name, id := range map[string]clientele.ID{"account": in.Account, "person": in.Person} {
		if id != 0 {
			fields[name] = raw(id)
		}
	}
	switch {
	case in.Owner != "":
		fields["owner"] = raw(in.Owner)
	case s.User() != 0:
		fields["owner"] = raw(s.User())
	}
	r, err := t.written(ctx, s, record.Edit{Ref: ref(0), Fields: fields})
	if err != nil {
		return page.Done{}, err
	}
	text := say.Of(ctx).Say("tasks.promised", say.Args{"task": r.Text("title"), "day": strings.TrimSuffix(say.Of(ctx).Day(due, t.Clock.Today())+", "+at, ", ")})
	return page.Done{Sentence: text, ID: r.ID, Undo: &page.Undo{Act: "task-archive", With: map[string]string{"id": r.ID.String()}}}, nil
}

// written writes one edit of a task.
func (t *Tasks) written(ctx context.Context, s access.Scope, e record.Edit) (r *record.Record, err error) {
	err = t.Records.InTx(ctx, func(tx *db.Tx) error {
		r, err = t.Records.Change(ctx, tx, s, e)
		return err
	})
	return r, faces.Refusal(err)
}

// TaskIn names a task.
type TaskIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the task"`
}

// changed writes an edit of a task, says what it did, and how it is taken back. Where
// it was so already, nothing is written and nothing can be taken back.
func (t *Tasks) changed(ctx context.Context, s access.Scope, id clientele.ID, fields map[string]json.RawMessage, sentence string) (page.Done, error) {
	var out record.Outcome
	err := t.Records.InTx(ctx, func(tx *db.Tx) error {
		outcomes, err := t.Records.Write(ctx, tx, s, Type.Name, []record.Edit{{Ref: ref(id), Fields: fields}})
		if err != nil {
			return err
		}
		out = outcomes[0]
		return out.Err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	args := say.Args{"task": out.Record.Text("title")}
	if until, ok := out.Record.Values["until"].(clientele.Day); ok {
		args["day"] = say.Of(ctx).Day(until, t.Clock.Today())
	}
	args["when"] = t.dayText(say.Of(ctx), dayPart(out.Record.Text("comes")))
	if owner, ok := out.Record.Values["owner"].(clientele.ID); ok {
		names, _, err := t.users(ctx)
		if err != nil {
			return page.Done{}, err
		}
		args["who"] = names[owner]
	}
	done := page.Done{Sentence: say.Of(ctx).Say(sentence, args), ID: id}
	if !out.Done {
		done.Sentence = say.Of(ctx).Say("tasks.was-so", args)
		return done, nil
	}
	past, err := t.Records.Changes(ctx, s, ref(id), 0, 5)
	if i := slices.IndexFunc(past, func(p record.Past) bool { return p.Rev == out.Record.Rev }); i >= 0 {
		done.Undo = &page.Undo{Act: "task-undo", With: map[string]string{"id": id.String(), "change": past[i].ID.String()}}
	}
	return done, err
}

// Done ends a task.
func (t *Tasks) Done(ctx context.Context, s access.Scope, in TaskIn) (page.Done, error) {
	done, err := t.changed(ctx, s, in.ID, map[string]json.RawMessage{"state": raw("done")}, "tasks.done")
	if err != nil {
		return done, err
	}
	next, err := t.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: is("follows", in.ID.String()), Limit: 1})
	if err == nil && done.Undo != nil && len(next.Rows) > 0 {
		day := dayPart(next.Rows[0].Text("due"))
		done.Sentence += " " + say.Of(ctx).Say("tasks.next", say.Args{"day": t.dayText(say.Of(ctx), day)})
	}
	return done, err
}

// dayText says a day that this program has written.
func (t *Tasks) dayText(s *say.Speaker, day string) string {
	d, err := clientele.ParseDay(day)
	if err != nil {
		return day
	}
	return s.Day(d, t.Clock.Today())
}

// TaskLaterIn puts a task off.
type TaskLaterIn struct {
	ID    clientele.ID  `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the task"`
	Until clientele.Day `name:"until" json:"until" required:"true" doc:"until this day"`
}

// Later puts a task off until a day.
func (t *Tasks) Later(ctx context.Context, s access.Scope, in TaskLaterIn) (page.Done, error) {
	return t.changed(ctx, s, in.ID, map[string]json.RawMessage{"state": raw("snoozed"), "until": raw(in.Until)}, "tasks.later")
}

// Moved puts a task onto another day, or moment: when it is due; of one that was put off, until when.
func (t *Tasks) Moved(ctx context.Context, s access.Scope, id clientele.ID, to string) (page.Done, error) {
	r, err := t.Records.Get(ctx, s, ref(id))
	if err != nil {
		return page.Done{}, err
	}
	fields := map[string]json.RawMessage{"due": raw(to)}
	if timeOf(to) == "" && timeOf(r.Text("due")) != "" {
		fields["due"] = raw(to + "T" + timeOf(r.Text("due")))
	}
	if r.Text("state") == "snoozed" {
		fields = map[string]json.RawMessage{"until": raw(dayPart(to))}
	}
	return t.changed(ctx, s, id, fields, "tasks.moved")
}

// Reopen opens a task again that was done or put off.
func (t *Tasks) Reopen(ctx context.Context, s access.Scope, in TaskIn) (page.Done, error) {
	return t.changed(ctx, s, in.ID, map[string]json.RawMessage{"state": raw("open")}, "tasks.open-again")
}

// TaskHandOverIn gives a task to another user.
type TaskHandOverIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the task"`
	Owner string       `name:"owner" json:"owner" required:"true" maxLength:"200" doc:"number or e-mail address of the user"`
}

// HandOver gives a task to another user.
func (t *Tasks) HandOver(ctx context.Context, s access.Scope, in TaskHandOverIn) (page.Done, error) {
	return t.changed(ctx, s, in.ID, map[string]json.RawMessage{"owner": raw(in.Owner)}, "tasks.handed-over")
}

// Read takes a reminder away; only its owner has one.
func (t *Tasks) Read(ctx context.Context, s access.Scope, in TaskIn) (page.Done, error) {
	r, err := t.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	if owner, _ := r.Values["owner"].(clientele.ID); owner != s.User() || s.User() == 0 {
		return page.Done{}, &clientele.Fault{Kind: clientele.Denied, What: say.Of(ctx).Say("tasks.that-is-anothers-reminder"), Remedy: say.Of(ctx).Say("tasks.its-owner-takes-it-away")}
	}
	return t.changed(ctx, s, in.ID, map[string]json.RawMessage{"remind": raw(nil)}, "tasks.reminded")
}

// Keep ends a task in the transaction in which that was written down which kept it.
func (t *Tasks) Keep(ctx context.Context, tx *db.Tx, s access.Scope, account, id clientele.ID) error {
	outcomes, err := t.Records.Write(ctx, tx, s, Type.Name, []record.Edit{{Ref: ref(id), Fields: map[string]json.RawMessage{"state": raw("done")}}})
	switch {
	case err != nil:
		return err
	case outcomes[0].Err != nil:
		return faces.Refusal(outcomes[0].Err)
	case outcomes[0].Record.Account != account:
		return page.Wrong("keeps", say.Of(ctx).Say("tasks.that-is-no-promise-to-this"), say.Of(ctx).Say("tasks.choose-one-of-its-promises"))
	case !outcomes[0].Done:
		return page.Wrong("keeps", say.Of(ctx).Say("tasks.that-promise-was-kept-already"), say.Of(ctx).Say("tasks.leave-it-out"))
	}
	return nil
}

// Promises are the open promises to an account, the next one first, as steps.
func (t *Tasks) Promises(ctx context.Context, s access.Scope, account clientele.ID) ([]shape.Step, error) {
	return t.open(ctx, s, account, func(r *record.Record) bool { return r.Values["promise"] == true })
}

// Next are the promises to some accounts that come up first, one to each.
func (t *Tasks) Next(ctx context.Context, s access.Scope, accounts []clientele.ID) (map[clientele.ID]shape.Promised, error) {
	ids, err := t.firstPromises(ctx, s, accounts)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	found, err := t.Records.Some(ctx, s, Type.Name, ids)
	next := make(map[clientele.ID]shape.Promised, len(found))
	for _, r := range found {
		var row TaskRow
		t.dated(say.Of(ctx), &row, r)
		next[r.Account] = shape.Promised{Task: r.ID, Title: r.Text("title"), Href: address(r.ID), Due: row.Due, Late: row.LateDays > 0}
	}
	return next, err
}

// Open are the open tasks of an account, promises among them, the next one first, as steps.
func (t *Tasks) Open(ctx context.Context, s access.Scope, account clientele.ID) ([]shape.Step, error) {
	return t.open(ctx, s, account, func(*record.Record) bool { return true })
}

func (t *Tasks) open(ctx context.Context, s access.Scope, account clientele.ID, which func(*record.Record) bool) ([]shape.Step, error) {
	open, _, err := t.leading(ctx, s, account)
	if err != nil {
		return nil, err
	}
	some := slices.DeleteFunc(open, func(r *record.Record) bool { return !which(r) })
	some = some[:min(len(some), promisesShown)]
	rows, _, err := t.nameless(ctx, some)
	return t.stepsOf(some, rows), err
}
