package start

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

const (
	workspace clientele.ID = 1 // the only one of this version

	typeLine     = "line"
	typeTask     = "task"
	typePipeline = "pipeline"
	typeStage    = "stage"
	typeOffering = "offering"

	// firstDays is by when the first task is due, and how many days lie between it and the next.
	firstDays = 2
)

// done is how much was set up.
type done struct{ lines, fields, stages, offerings, tasks int }

// said is what was set up, after another sentence; "" where all of it was there.
func (d done) said(s *say.Speaker) string {
	var what []string
	for _, one := range []struct {
		key string
		n   int
	}{{"preset.did-lines", d.lines}, {"preset.did-fields", d.fields}, {"preset.did-stages", d.stages}, {"preset.did-offerings", d.offerings}, {"preset.did-tasks", d.tasks}} {
		if one.n > 0 {
			what = append(what, s.Say(one.key, say.Args{"n": one.n}))
		}
	}
	if len(what) == 0 {
		return ""
	}
	return " " + s.Say("preset.did", say.Args{"what": what})
}

// setter sets up a kind of business in one transaction, as somebody.
type setter struct {
	*Start
	tx    *db.Tx
	scope access.Scope
	speak *say.Speaker
	did   done
}

// setUp sets up what a kind of business usually has, all of it or nothing. What is there already,
// in use or in the archive, is left alone. It is decided while nobody else writes: of two who
// answer at once the second finds what the first made.
func (c *Start) setUp(ctx context.Context, s access.Scope, p preset) (done, error) {
	w := setter{Start: c, scope: s, speak: say.Of(ctx)}
	err := c.Records.InTx(ctx, func(tx *db.Tx) error {
		w.tx, w.did = tx, done{}
		if _, err := tx.Take(ctx, workspace, 0); err != nil {
			return err
		}
		if err := w.lines(ctx, p.items(w.speak, "lines")); err != nil {
			return err
		}
		for _, f := range p.fields {
			if err := w.field(ctx, p, f); err != nil {
				return err
			}
		}
		if err := w.pipeline(ctx, p); err != nil {
			return err
		}
		if err := w.offerings(ctx, p); err != nil {
			return err
		}
		return w.tasks(ctx, p.items(w.speak, "tasks"))
	})
	return w.did, err
}

// lines makes lines of business. One is there if it is called so, or was when it was first heard of.
func (w *setter) lines(ctx context.Context, all []item) error {
	if len(all) == 0 {
		return nil
	}
	firm, err := shape.FirmOf(ctx, w.Access)
	if err != nil {
		return err
	}
	known, err := w.Jobs.Book.Lines(ctx)
	if err != nil {
		return err
	}
	known = slices.Concat(known, firm.Lines.Made, firm.Lines.Away, slices.Collect(maps.Keys(firm.Lines.Under))) // the last went into others
	there := map[string]bool{}
	for _, l := range known {
		there[db.Fold(string(l))], there[db.Fold(firm.LineName(l))] = true, true
	}
	for _, one := range all {
		if slices.ContainsFunc(one.any, func(name string) bool { return there[db.Fold(name)] }) {
			continue
		}
		if err := w.create(ctx, typeLine, map[string]any{"name": one.says}); err != nil {
			return err
		}
		w.did.lines++
	}
	return nil
}

// field makes a field. One is there if programs or people call it so.
func (w *setter) field(ctx context.Context, p preset, f field) error {
	label := p.text(w.speak, "field."+f.name)
	of := record.Cond{Field: "type", Op: record.Is, Values: []string{f.of}}
	there, err := w.there(ctx, record.Custom, of, func(r *record.Record) bool {
		return r.Text("name") == f.name || db.Fold(r.Text("label")) == db.Fold(label)
	})
	if err != nil || there {
		return err
	}
	values := map[string]any{"type": f.of, "name": f.name, "label": label, "kind": f.kind, "listed": f.listed, "sensitive": f.sensitive}
	if choices := p.list(w.speak, "choices."+f.name); len(choices) > 0 {
		values["choices"] = choices
	}
	w.did.fields++
	return w.create(ctx, record.Custom, values)
}

// pipeline makes a first pipeline with its stages, where there is none: those of the trade, else
// the plain ones. The last of them are those of deals that are won, and lost.
func (w *setter) pipeline(ctx context.Context, p preset) error {
	there, err := w.there(ctx, typePipeline, nil, func(*record.Record) bool { return true })
	if err != nil || there {
		return err
	}
	name, stages := p.text(w.speak, "pipeline"), p.list(w.speak, "stages")
	if name == "" {
		name, stages = w.speak.Say("preset.general.pipeline"), preset{name: "general"}.list(w.speak, "stages")
	}
	of, err := w.Records.Create(ctx, w.tx, w.scope, typePipeline, encoded(map[string]any{"name": name}))
	if err != nil {
		return err
	}
	for i, one := range stages {
		state := "open"
		switch len(stages) - i {
		case 2:
			state = "won"
		case 1:
			state = "lost"
		}
		if err := w.create(ctx, typeStage, map[string]any{"name": one, "pipeline": of.ID, "place": i + 1, "state": state}); err != nil {
			return err
		}
		w.did.stages++
	}
	return nil
}

// offerings makes what the trade agrees with people for longer. What it costs the firm knows.
func (w *setter) offerings(ctx context.Context, p preset) error {
	for i, one := range p.items(w.speak, "offerings") {
		called := record.Cond{Field: "name", Op: record.In, Values: one.any}
		there, err := w.there(ctx, typeOffering, called, func(*record.Record) bool { return true })
		if err != nil {
			return err
		}
		if there {
			continue
		}
		as := p.agreed[i]
		values := map[string]any{"name": one.says, "kind": as.kind, "period": as.period}
		if as.renewed > 0 {
			values["renews"], values["renews_for"] = true, as.renewed
		}
		if as.notice > 0 {
			values["notice"], values["notice_unit"] = as.notice, "month"
		}
		if err := w.create(ctx, typeOffering, values); err != nil {
			return err
		}
		w.did.offerings++
	}
	return nil
}

// tasks makes the first tasks of who answers the questions, due one after the other.
func (w *setter) tasks(ctx context.Context, all []item) error {
	for i, one := range all {
		called := record.Cond{Field: "title", Op: record.In, Values: one.any}
		there, err := w.there(ctx, typeTask, called, func(*record.Record) bool { return true })
		if err != nil {
			return err
		}
		if there {
			continue
		}
		values := map[string]any{"title": one.says, "due": (w.Clock.Today() + clientele.Day(firstDays*(i+1))).String()}
		if user := w.scope.User(); user != 0 { // the house itself, as a program in a test, has no tasks
			values["owner"] = user
		}
		if err := w.create(ctx, typeTask, values); err != nil {
			return err
		}
		w.did.tasks++
	}
	return nil
}

// there says whether there is such a record among those of a filter, in use or in the archive.
func (w *setter) there(ctx context.Context, typeName string, filter record.Node, such func(*record.Record) bool) (found bool, err error) {
	for _, away := range []bool{false, true} {
		err = w.Records.Each(ctx, w.scope, record.Query{Type: typeName, Filter: filter, Archived: away}, func(p record.Page) error {
			for _, r := range p.Rows {
				found = found || such(r)
			}
			return nil
		})
		if err != nil || found {
			break
		}
	}
	return found, err
}

func (w *setter) create(ctx context.Context, typeName string, values map[string]any) error {
	_, err := w.Records.Create(ctx, w.tx, w.scope, typeName, encoded(values))
	return err
}

func encoded(values map[string]any) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	for name, v := range values {
		if raw, err := json.Marshal(v); err == nil { // of texts and numbers alone: it is
			fields[name] = raw
		}
	}
	return fields
}
