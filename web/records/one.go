package records

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// said tells a message of this package: who asked hears it in their language.
func said(key string, args ...say.Args) string {
	var told []any
	for _, some := range args {
		for _, name := range slices.Sorted(maps.Keys(some)) {
			told = append(told, name, some[name])
		}
	}
	return clientele.Tell("records."+key, told...)
}

// invalid is a fault whose remedy stands beside it in the catalogue.
func invalid(key, where string, args say.Args) *clientele.Fault {
	return &clientele.Fault{Kind: clientele.Invalid, What: said(key, args), Where: where, Remedy: said(key+"-remedy", args)}
}

// ref is the record that the address names.
func (a *asked) ref() (clientele.Ref, error) {
	id, err := a.number("id")
	return clientele.Ref{Type: a.t.Name, ID: id}, err
}

func (a *asked) number(name string) (clientele.ID, error) {
	n, err := strconv.ParseInt(a.PathValue(name), 10, 64)
	if err != nil || n < 1 {
		return 0, &clientele.Fault{Kind: clientele.NotFound, What: said("no-such"), Where: a.URL.Path, Remedy: said("no-such-remedy")}
	}
	return clientele.ID(n), nil
}

// revision is what If-Match says; 0 where it says nothing.
func (a *asked) revision() (int64, error) {
	given := strings.TrimSpace(a.Header.Get("If-Match"))
	if given == "" || given == "*" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(given, "W/"), `"`), 10, 64)
	if err != nil || n < 1 {
		return 0, invalid("no-revision", "If-Match", say.Args{"example": `"3"`})
	}
	return n, nil
}

// body reads a JSON object; an empty body is an empty one.
func (h *Handler) body(a *asked) (raw []byte, fields map[string]json.RawMessage, err error) {
	raw, err = io.ReadAll(http.MaxBytesReader(a.w, a.Body, h.limit.BodyMost))
	var tooMuch *http.MaxBytesError
	switch {
	case errors.As(err, &tooMuch):
		return nil, nil, because(invalid("too-large", "", say.Args{"most": strconv.FormatInt(h.limit.BodyMost, 10)}), errTooLarge)
	case err != nil:
		return nil, nil, because(invalid("broke-off", "", nil), err)
	case len(bytes.TrimSpace(raw)) == 0:
		return raw, map[string]json.RawMessage{}, nil
	}
	if kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type")); err != nil || kind != "application/json" && kind != "application/merge-patch+json" {
		return nil, nil, invalid("no-json", "Content-Type", nil)
	}
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return nil, nil, because(invalid("no-object", whereIn(err), say.Args{"example": `{"name": "…"}`}), err)
	}
	if name := page.Twice(raw); name != "" {
		return nil, nil, invalid("twice", name, say.Args{"name": name})
	}
	return raw, fields, nil
}

// because notes the cause of a fault, for the log.
func because(f *clientele.Fault, err error) error {
	f.Err = err
	return f
}

func whereIn(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("byte %d", syntax.Offset)
	}
	return ""
}

// once does the work of a request under its key and answers.
func (h *Handler) once(a *asked, raw []byte, do func(tx *db.Tx) (record.Answer, error)) error {
	says := append([]byte(a.Method+" "+a.URL.RequestURI()+" "+a.Header.Get("If-Match")+"\n"), raw...)
	answer, err := h.store.Once(a.Context(), a.scope, record.Request{Key: a.Header.Get("Idempotency-Key"), Says: says, Again: h.again(a)}, do)
	if err != nil {
		return err
	}
	a.answer(answer)
	return nil
}

func (a *asked) answer(x record.Answer) {
	header := a.w.Header()
	header.Set("Content-Type", "application/json")
	if x.Place != "" {
		header.Set("Location", x.Place)
	}
	if x.Rev != 0 {
		header.Set("ETag", fmt.Sprintf("%q", strconv.FormatInt(x.Rev, 10)))
	}
	a.w.WriteHeader(x.Status)
	a.w.Write(append(x.Body, '\n')) //nolint:errcheck // who asked is gone
}

// strict refuses parameters that are not known: a slip of the pen would answer everything.
func strict(q url.Values, known ...string) error {
	for name := range q {
		found := false
		for _, k := range known {
			found = found || k == name
		}
		if !found {
			return invalid("unknown", "address", say.Args{"name": name, "known": strings.Join(known, ", ")})
		}
	}
	return nil
}

// answerOf is the answer that shows a record.
func (h *Handler) answerOf(a *asked, tx db.Querier, status int, r *record.Record) (record.Answer, error) {
	fields, err := h.store.FieldsIn(a.Context(), tx, a.t)
	if err != nil {
		return record.Answer{}, err
	}
	return record.Answer{Status: status, Rev: r.Rev, Body: r.Encode(fields, nil)}, nil
}

func (h *Handler) create(a *asked) error {
	raw, fields, err := h.body(a)
	if err != nil {
		return err
	}
	return h.once(a, raw, func(tx *db.Tx) (record.Answer, error) {
		r, err := h.store.Create(a.Context(), tx, a.scope, a.t.Name, fields)
		if err != nil {
			return record.Answer{}, err
		}
		x, err := h.answerOf(a, tx, http.StatusCreated, r)
		x.Place = fmt.Sprintf("%s/%d", strings.TrimSuffix(a.URL.Path, "/"), r.ID)
		return x, err
	})
}

func (h *Handler) get(a *asked) error {
	if err := strict(a.URL.Query(), "fields"); err != nil {
		return err
	}
	ref, err := a.ref()
	if err != nil {
		return err
	}
	r, err := h.store.Get(a.Context(), a.scope, ref)
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
	a.answer(record.Answer{Status: http.StatusOK, Rev: r.Rev, Body: r.Encode(fields, chosen)})
	return nil
}

// edit does one change of the record that the address names.
func (h *Handler) edit(a *asked, away *bool) error {
	ref, err := a.ref()
	if err != nil {
		return err
	}
	rev, err := a.revision()
	if err != nil {
		return err
	}
	raw, fields, err := h.body(a)
	if err != nil {
		return err
	}
	if away != nil && len(fields) > 0 {
		return invalid("no-change", "body", nil)
	}
	return h.once(a, raw, func(tx *db.Tx) (record.Answer, error) {
		r, err := h.store.Change(a.Context(), tx, a.scope, record.Edit{Ref: ref, Rev: rev, Fields: fields, Archive: away})
		if err != nil {
			return record.Answer{}, err
		}
		return h.answerOf(a, tx, http.StatusOK, r)
	})
}

func (h *Handler) change(a *asked) error { return h.edit(a, nil) }

func (h *Handler) archive(a *asked) error {
	away := true
	return h.edit(a, &away)
}

func (h *Handler) restore(a *asked) error {
	away := false
	return h.edit(a, &away)
}

func (h *Handler) changes(a *asked) error {
	q := a.URL.Query()
	if err := strict(q, "limit", "before"); err != nil {
		return err
	}
	ref, err := a.ref()
	if err != nil {
		return err
	}
	limit, err := whole(q, "limit", 50, h.limit.PageMost)
	if err != nil {
		return err
	}
	before, err := whole(q, "before", 0, 1<<53)
	if err != nil {
		return err
	}
	past, err := h.store.Changes(a.Context(), a.scope, ref, clientele.ID(before), limit)
	if err != nil {
		return err
	}
	var next any
	if len(past) == limit {
		next = past[len(past)-1].ID
	}
	return a.give(map[string]any{"rows": past, "next": next})
}

func (a *asked) give(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	a.answer(record.Answer{Status: http.StatusOK, Body: body})
	return nil
}

// whole is a whole number in the address; so many where none is given.
func whole(q url.Values, name string, none, most int) (int, error) {
	given := q.Get(name)
	if given == "" {
		return none, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 || n > most {
		return 0, invalid("no-number", name, say.Args{"most": strconv.Itoa(most)})
	}
	return n, nil
}

type undoBody struct {
	Rest bool `json:"rest"`
}

func (h *Handler) undo(a *asked) error {
	ref, err := a.ref()
	if err != nil {
		return err
	}
	entry, err := a.number("change")
	if err != nil {
		return err
	}
	raw, _, err := h.body(a)
	if err != nil {
		return err
	}
	var u undoBody
	if len(bytes.TrimSpace(raw)) > 0 {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if d.Decode(&u) != nil {
			return &clientele.Fault{Kind: clientele.Invalid, What: said("unread"), Where: "body", Remedy: said("unread-undo", say.Args{"example": `{"rest": true}`})}
		}
	}
	return h.once(a, raw, func(tx *db.Tx) (record.Answer, error) {
		r, err := h.store.Undo(a.Context(), tx, a.scope, record.Undoing{Ref: ref, Entry: entry, Rest: u.Rest})
		if err != nil {
			return record.Answer{}, err
		}
		return h.answerOf(a, tx, http.StatusOK, r)
	})
}
