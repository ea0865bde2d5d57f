package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/demo"
	"github.com/clientele-crm/clientele/record"
)

// keeper writes what the people of a simulated firm keep: a custom field, persons and
// their roles, tasks, who is entered twice, an account behind a wall.
type keeper struct {
	h        *program
	firm     *demo.Firm
	batch    clientele.ID
	scope    access.Scope
	users    map[string]clientele.ID // who is who of the staff
	accounts map[string]clientele.ID // by key
	walled   clientele.ID            // 0 where there are no walls
	wallOf   string                  // who looks after the walled account
}

// staffed keeps records for a firm of several: they may come in by a link that the
// owner makes, and until then only look after accounts.
func (w *filler) staffed(ctx context.Context) (*keeper, error) {
	k := w.keeper()
	for i, one := range w.firm.Staff() {
		role := access.Member
		if i == 0 {
			role = access.Manager
		}
		id, _, err := w.h.crm.Access.Invite(ctx, access.Newcomer{Name: one.Name, Email: one.Email, By: k.scope}, role)
		if err != nil {
			return nil, err
		}
		k.users[one.Name] = id
	}
	return k, nil
}

// alone keeps records for a firm of one user, who does all.
func (w *filler) alone(user clientele.ID) *keeper {
	k := w.keeper()
	for _, one := range w.firm.Staff() {
		k.users[one.Name] = user
	}
	return k
}

func (w *filler) keeper() *keeper {
	return &keeper{h: w.h, firm: w.firm, batch: w.imp.ID, scope: commandLine(), users: map[string]clientele.ID{}, accounts: map[string]clientele.ID{}}
}

// records writes all of it, in one transaction and once: a few hundred records.
func (k *keeper) records(ctx context.Context) error {
	once := record.Request{Key: fmt.Sprintf("records of import %d", k.batch), Says: []byte("records")}
	_, err := k.h.crm.Records.Once(ctx, k.scope, once, func(tx *db.Tx) (record.Answer, error) {
		return record.Answer{Status: http.StatusOK, Body: []byte("{}")}, k.keep(ctx, tx)
	})
	return err
}

// fields are the values of a record, as a program would send them.
type fields map[string]any

func (k *keeper) keep(ctx context.Context, tx *db.Tx) error {
	tier := fields{"type": "accounts", "name": "tier", "label": "Tier", "kind": "choice", "choices": []string{"A", "B", "C"}, "listed": true}
	if err := k.write(ctx, tx, record.Custom, record.Edit{Fields: tier.raw()}); err != nil {
		return err
	}
	whos, err := k.known(ctx, tx)
	if err != nil {
		return err
	}
	if err := k.sold(ctx, tx, whos); err != nil {
		return err
	}
	var accounts, people, tasks, events []record.Edit
	for one := range k.firm.Kept() {
		accounts = append(accounts, record.Edit{Ref: clientele.Ref{Type: record.Account, ID: k.accounts[one.Who.Key]}, Fields: k.account(one)})
		for _, p := range one.People {
			people = append(people, record.Edit{Fields: k.person(p, one)})
		}
		for _, t := range one.Tasks {
			tasks = append(tasks, record.Edit{Fields: k.task(t, one)})
		}
		for _, e := range one.Events {
			events = append(events, record.Edit{Fields: k.event(e, one)})
		}
		if one.Walled && k.several() {
			k.walled, k.wallOf = k.accounts[one.Who.Key], one.Owner
		}
	}
	if err := k.write(ctx, tx, record.Account, accounts...); err != nil {
		return err
	}
	if err := k.write(ctx, tx, "person", people...); err != nil {
		return err
	}
	if err := k.write(ctx, tx, "task", tasks...); err != nil {
		return err
	}
	if err := k.write(ctx, tx, "event", append(events, record.Edit{Fields: k.round()})...); err != nil {
		return err
	}
	return k.wall(ctx, tx)
}

// known finds the accounts about which something is kept.
func (k *keeper) known(ctx context.Context, tx *db.Tx) (whos []clientele.Who, err error) {
	for one := range k.firm.Kept() {
		whos = append(whos, one.Who)
	}
	ids, _, err := k.h.jobs.Directory.Resolve(ctx, tx, k.batch, whos)
	if err != nil {
		return nil, err
	}
	for i, who := range whos {
		k.accounts[who.Key] = ids[i]
	}
	return whos, nil
}

// business writes, in one transaction and once, what the firm works at and what it may sell: it comes after
// a measure where the firm set up no lines, as only then they are known.
func (k *keeper) business(ctx context.Context) error {
	way, err := k.way(ctx)
	if err != nil {
		return err
	}
	once := record.Request{Key: fmt.Sprintf("business of import %d", k.batch), Says: []byte("business")}
	_, err = k.h.crm.Records.Once(ctx, k.scope, once, func(tx *db.Tx) (record.Answer, error) {
		done := record.Answer{Status: http.StatusOK, Body: []byte("{}")}
		if _, err := k.known(ctx, tx); err != nil { // begun again after a kill, nobody has looked yet
			return done, err
		}
		if err := k.agreed(ctx, tx); err != nil {
			return done, err
		}
		return done, k.selling(ctx, tx, way)
	})
	return err
}

// agreed writes the engagements that are looked after, and what was worked of them: those in lines that
// the firm has set up, as others are known only once they were measured.
func (k *keeper) agreed(ctx context.Context, tx *db.Tx) error {
	offered, err := k.h.crm.Records.Lines(ctx)
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(k.firm.Agreed(), func(g demo.Agreed) bool {
		return g.Line != "" && !slices.ContainsFunc(offered, func(o record.Offered) bool { return o.Value == string(g.Line) })
	})
	edits := make([]record.Edit, len(all))
	for i, g := range all {
		f := fields{"name": g.Name, "account": k.accounts[g.Key], "kind": g.Kind, "owner": k.users[g.Owner], "begins": g.Begins, "fee": g.Fee, "period": clientele.Monthly}
		for name, v := range map[string]any{"ends": g.Ends, "agreed": g.Hours, "notice": g.Notice, "renews": g.Renews, "rise": g.Rise, "line": g.Line} {
			if !reflect.ValueOf(v).IsZero() {
				f[name] = v
			}
		}
		edits[i] = record.Edit{Fields: f.raw(), Batch: k.batch}
	}
	out, err := k.h.crm.Records.Write(ctx, tx, k.scope, "engagement", edits)
	if err != nil {
		return err
	}
	var hours []record.Edit
	for i, o := range out {
		if o.Err != nil {
			return o.Err
		}
		for _, w := range all[i].Worked {
			hours = append(hours, record.Edit{Fields: fields{"engagement": o.Record.ID, "day": w.Day, "units": float64(w.Quarter) / 4, "what": w.What, "who": k.users[all[i].Owner]}.raw()})
		}
	}
	return k.write(ctx, tx, "hour", hours...)
}

// sold keeps what the firm sells, and a quote of it that is out.
func (k *keeper) sold(ctx context.Context, tx *db.Tx, whos []clientele.Who) error {
	var products []record.Edit
	for _, g := range k.firm.Goods() {
		products = append(products, record.Edit{Fields: fields{"name": g.Name, "code": g.Code, "price": g.Price}.raw()})
	}
	if len(products) == 0 || len(whos) == 0 {
		return nil
	}
	if err := k.write(ctx, tx, "product", products...); err != nil {
		return err
	}
	goods := k.firm.Goods()
	items := []fields{{"code": goods[0].Code, "quantity": 2}, {"code": goods[len(goods)-1].Code, "quantity": 1, "discount": 10}}
	return k.write(ctx, tx, "order", record.Edit{Fields: fields{"account": k.accounts[whos[0].Key], "state": "quote", "channel": "telephone", "currency": goods[0].Price.Currency, "items": items}.raw()})
}

// write keeps records of a type; what cannot be kept is a fault of the simulation.
func (k *keeper) write(ctx context.Context, tx *db.Tx, typeName string, edits ...record.Edit) error {
	for i := range edits {
		edits[i].Batch = k.batch
	}
	out, err := k.h.crm.Records.Write(ctx, tx, k.scope, typeName, edits)
	for _, one := range out {
		if err == nil {
			err = one.Err
		}
	}
	return err
}

// several says whether there are users to keep something from.
func (k *keeper) several() bool {
	staff := k.firm.Staff()
	return k.users[staff[0].Name] != k.users[staff[1].Name]
}

// wall lets only who looks after an account, and the head of the firm, see it.
func (k *keeper) wall(ctx context.Context, tx *db.Tx) error {
	if k.walled == 0 {
		return nil
	}
	ref := clientele.Ref{Type: record.Account, ID: k.walled}
	head := k.users[k.firm.Staff()[0].Name]
	wall, err := k.h.crm.Access.PutWall(ctx, tx, k.scope, ref, []clientele.ID{head, k.users[k.wallOf]})
	if err != nil {
		return err
	}
	return k.h.crm.Records.SetWall(ctx, tx, k.scope, ref.ID, wall)
}

func (k *keeper) account(one demo.Kept) map[string]json.RawMessage {
	f := fields{"kind": one.Kind, "owner": k.users[one.Owner]}
	if one.Tier != "" {
		f["custom"] = fields{"tier": one.Tier}
	}
	if len(one.Tags) > 0 {
		f["tags"] = one.Tags
	}
	return f.raw()
}

func (k *keeper) person(p demo.Person, of demo.Kept) map[string]json.RawMessage {
	ties := []fields{{"account": k.accounts[of.Who.Key], "role": p.Role}}
	if p.Also != "" && p.Also != of.Who.Key {
		ties = append(ties, fields{"account": k.accounts[p.Also], "role": p.AlsoAs})
	}
	f := fields{"given": p.Given, "family": p.Family, "accounts": ties}
	for name, v := range map[string]string{"email": p.Email, "phone": p.Phone, "preferences": p.Prefers} {
		if v != "" {
			f[name] = v
		}
	}
	if p.Birthday != clientele.NoDay {
		f["dates"] = []fields{{"label": "birthday", "day": p.Birthday}}
	}
	return f.raw()
}

func (k *keeper) task(t demo.Task, of demo.Kept) map[string]json.RawMessage {
	f := fields{"title": t.Title, "account": k.accounts[of.Who.Key], "due": t.Due, "owner": k.users[t.Owner], "promise": t.Promise}
	if t.Done {
		f["state"] = "done"
	}
	if t.Every != "" {
		f["recurrence"] = t.Every
	}
	return f.raw()
}

func (k *keeper) event(e demo.Event, of demo.Kept) map[string]json.RawMessage {
	return fields{"title": e.Title, "kind": e.Kind, "begins": e.Begins, "ends": e.Ends, "place": e.Place, "reminder": "15m", "account": k.accounts[of.Who.Key], "owner": k.users[e.Owner]}.raw()
}

// round is the meeting of all of the firm, every week.
func (k *keeper) round() map[string]json.RawMessage {
	monday := k.firm.AsOf - clientele.Day((int(k.firm.AsOf.Time().Weekday())+6)%7)
	var all []clientele.ID
	for _, one := range k.firm.Staff() {
		all = append(all, k.users[one.Name])
	}
	day := monday.String()
	return fields{"title": "Weekly round", "begins": day + "T09:00", "ends": day + "T09:30", "recurrence": "FREQ=WEEKLY;BYDAY=MO", "owner": all[0], "attendees": all}.raw()
}

// raw is what a body holds. Values of the simulation always have a form.
func (f fields) raw() map[string]json.RawMessage {
	raw := make(map[string]json.RawMessage, len(f))
	for name, v := range f {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		raw[name] = text
	}
	return raw
}
