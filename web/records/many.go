package records

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// bulkNames are what a bulk edit may say.
var bulkNames = []string{"filter", "ids", "set", "archive"}

// bulkOf reads a bulk edit, with everything that is wrong with it.
func bulkOf(a *asked, fields map[string]json.RawMessage) (*record.Bulk, error) {
	b := &record.Bulk{Type: a.t.Name}
	var faults []record.FieldFault
	read := func(name, remedy string, into any) bool {
		raw, given := fields[name]
		if given && json.Unmarshal(raw, into) != nil {
			faults = append(faults, record.FieldFault{Field: name, What: said("unread"), Remedy: remedy})
		}
		return given
	}
	for name := range fields {
		if !slices.Contains(bulkNames, name) {
			faults = append(faults, record.FieldFault{Field: name, What: said("unknown-part"), Remedy: said("unknown-part-remedy")})
		}
	}
	numbers, sample, way := said("unread-ids", say.Args{"example": "[17, 18]"}), said("unread-set", say.Args{"example": `{"owner": 2}`}), said("unread-archive")
	byIDs := read("ids", numbers, &b.IDs)
	sets := read("set", sample, &b.Set)
	moves := read("archive", way, &b.Away)
	raw, filtered := fields["filter"]
	if filtered {
		text := string(raw)
		_ = json.Unmarshal(raw, &text) // the JSON form is no text: it stays as it is
		n, err := filterOf(text)
		if err != nil {
			return nil, err
		}
		b.Filter = n
		if n == nil {
			faults = append(faults, record.FieldFault{Field: "filter", What: said("every"), Remedy: said("every-remedy")})
		}
	}
	if byIDs && (len(b.IDs) == 0 || slices.Min(b.IDs) < 1) {
		faults = append(faults, record.FieldFault{Field: "ids", What: said("no-ids"), Remedy: numbers})
	}
	if sets && len(b.Set) == 0 {
		faults = append(faults, record.FieldFault{Field: "set", What: said("sets-nothing"), Remedy: sample})
	}
	if moves && b.Away == nil {
		faults = append(faults, record.FieldFault{Field: "archive", What: said("no-way"), Remedy: way})
	}
	if byIDs == filtered {
		faults = append(faults, record.FieldFault{Field: "filter", What: said("no-which"), Remedy: said("no-which-remedy")})
	}
	if sets == moves {
		faults = append(faults, record.FieldFault{Field: "set", What: said("no-what"), Remedy: said("no-what-remedy")})
	}
	if len(faults) > 0 {
		return nil, &record.Refused{Fields: faults}
	}
	return b, nil
}

// refusal is a record that a bulk edit left as it was.
type refusal struct {
	ID     clientele.ID        `json:"id"`
	What   string              `json:"what"`
	Errors []record.FieldFault `json:"errors,omitempty"`
}

type bulkAnswer struct {
	Batch   clientele.ID `json:"batch,omitzero"` // 0: there was nothing to do
	Job     clientele.ID `json:"job,omitzero"`
	Changed int          `json:"changed"`
	Same    int          `json:"same"`
	Refused []refusal    `json:"refused"`
}

// bulk does a bulk edit: at once, or by the queue where it is of many.
func (h *Handler) bulk(a *asked) error {
	raw, fields, err := h.body(a)
	if err != nil {
		return err
	}
	b, err := bulkOf(a, fields)
	if err != nil {
		return err
	}
	return h.once(a, raw, func(tx *db.Tx) (record.Answer, error) {
		if later, err := h.later(a, tx, b, h.Later); err != nil || later.Status != 0 {
			return later, err
		}
		batch, done, err := h.store.BulkNow(a.Context(), tx, a.scope, b, h.limit.BulkMost)
		return bulkDone(say.Of(a.Context()), batch.ID, done, err)
	})
}

// undoBulk takes a bulk edit back, as its batch.
func (h *Handler) undoBulk(a *asked) error {
	id, err := a.number("batch")
	if err != nil {
		return err
	}
	return h.once(a, nil, func(tx *db.Tx) (record.Answer, error) {
		b, err := h.store.BatchIn(a.Context(), tx, a.scope, id)
		if err == nil && b.Type != a.t.Name {
			err = &clientele.Fault{Kind: clientele.NotFound, What: said("no-bulk", say.Args{"id": id.String(), "plural": a.t.Plural}),
				Remedy: said("no-bulk-remedy", say.Args{"address": h.prefix + "/batches"})}
		}
		if err != nil {
			return record.Answer{}, err
		}
		undo := func(ctx context.Context, tx *db.Tx, scope access.Scope, edit *record.Bulk) (clientele.ID, error) {
			edit.Batch = id // its latest changes say how many they are
			return h.UndoLater(ctx, tx, scope, edit)
		}
		if h.UndoLater == nil {
			undo = nil
		}
		if later, err := h.later(a, tx, &record.Bulk{Type: a.t.Name, Batch: b.Turns}, undo); err != nil || later.Status != 0 {
			return later, err
		}
		if b, err = h.store.Turn(a.Context(), tx, a.scope, id, record.BatchUndoing); err != nil {
			return record.Answer{}, err
		}
		done, err := h.store.TurnNow(a.Context(), tx, a.scope, &b, h.limit.BulkMost)
		return bulkDone(say.Of(a.Context()), id, done, err)
	})
}

// later hands work to the queue that is of too many records to be done at once.
func (h *Handler) later(a *asked, tx *db.Tx, b *record.Bulk,
	do func(context.Context, *db.Tx, access.Scope, *record.Bulk) (clientele.ID, error)) (record.Answer, error) {
	large, err := h.store.Large(a.Context(), tx, a.scope, b, h.limit.BulkMost)
	switch {
	case err != nil || !large:
		return record.Answer{}, err
	case do == nil:
		return record.Answer{}, invalid("many", "filter", say.Args{"most": strconv.Itoa(h.limit.BulkMost)})
	}
	return h.queued(a, tx, b, do)
}

func bulkDone(s *say.Speaker, batch clientele.ID, done record.BulkDone, err error) (record.Answer, error) {
	if err != nil {
		return record.Answer{}, err
	}
	out := bulkAnswer{Batch: batch, Changed: done.Changed, Same: done.Same, Refused: []refusal{}}
	for _, r := range done.Refused {
		out.Refused = append(out.Refused, refusalOf(s, r))
	}
	body, err := json.Marshal(out)
	return record.Answer{Status: http.StatusOK, Body: body}, err
}

// queued hands the work on, and says where one can look how far it is.
func (h *Handler) queued(a *asked, tx *db.Tx, b *record.Bulk,
	later func(context.Context, *db.Tx, access.Scope, *record.Bulk) (clientele.ID, error)) (record.Answer, error) {
	job, err := later(a.Context(), tx, a.scope, b)
	if err != nil {
		return record.Answer{}, err
	}
	body, err := json.Marshal(bulkAnswer{Job: job, Batch: b.Batch, Refused: []refusal{}})
	return record.Answer{Status: http.StatusAccepted, Place: fmt.Sprintf("%s/jobs/%d", h.prefix, job), Body: body}, err
}

func refusalOf(s *say.Speaker, r record.Refusal) refusal {
	out := refusal{ID: r.ID, What: s.Error(r.Err)}
	if refused, ok := r.Err.(*record.Refused); ok {
		out.Errors = toldFields(s, refused)
	}
	return out
}

// export gives a list as a file, in a stream.
func (h *Handler) export(a *asked) error {
	q := a.URL.Query()
	if err := strict(q, "filter", "sort", "fields", "format", "archived", "shown"); err != nil {
		return err
	}
	filter, err := filterOf(q.Get("filter"))
	if err != nil {
		return err
	}
	fields, err := h.store.Fields(a.Context(), a.t)
	if err != nil {
		return err
	}
	chosen, err := chosenFields(a, fields)
	if err != nil {
		return err
	}
	kind := map[string]string{record.CSV: "text/csv; charset=utf-8",
		record.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[q.Get("format")]
	w := &late{w: a.w, kind: kind, file: a.t.Plural + "." + q.Get("format")}
	query := record.Query{Type: a.t.Name, Filter: filter, Sort: q.Get("sort"), Archived: yes(q.Get("archived"))}
	if err := h.store.Export(a.Context(), a.scope, query, record.Table{Format: q.Get("format"), Fields: chosen, Shown: yes(q.Get("shown")), To: w}); err != nil {
		if w.begun { // too late to say it in words: the file must not look whole
			h.log.Error("an export broke off", "path", a.URL.Path, "err", err)
			panic(http.ErrAbortHandler)
		}
		return err
	}
	return nil
}

// late says what it is when the first byte comes, so that a fault before can still be told.
type late struct {
	w          http.ResponseWriter
	kind, file string
	begun      bool
}

// Write gives bytes out.
func (l *late) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		l.w.Header().Set("Content-Type", l.kind)
		l.w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", l.file))
	}
	return l.w.Write(b)
}

// groups counts a list by the values of a field.
func (h *Handler) groups(a *asked) error {
	q := a.URL.Query()
	if err := strict(q, "filter", "by", "sum"); err != nil {
		return err
	}
	return h.groupsBy(a, q.Get("by"))
}

// grouped counts a list where one asks for it as a list: with group.
func (h *Handler) grouped(a *asked) error {
	q := a.URL.Query()
	if err := strict(q, "filter", "group", "sum"); err != nil {
		return err
	}
	return h.groupsBy(a, q.Get("group"))
}

func (h *Handler) groupsBy(a *asked, by string) error {
	q := a.URL.Query()
	filter, err := filterOf(q.Get("filter"))
	if err != nil {
		return err
	}
	groups, err := h.store.Groups(a.Context(), a.scope, record.Query{Type: a.t.Name, Filter: filter}, by, q.Get("sum"))
	if err != nil {
		return err
	}
	return a.give(map[string]any{"groups": groups})
}
