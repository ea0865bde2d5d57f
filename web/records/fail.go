package records

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// problem is RFC 9457.
type problem struct {
	Type    string                        `json:"type"`
	Title   string                        `json:"title"`
	Status  int                           `json:"status"`
	Detail  string                        `json:"detail,omitempty"`
	Where   string                        `json:"where,omitempty"`
	Remedy  string                        `json:"remedy,omitempty"`
	Ref     string                        `json:"ref,omitempty"` // finds the request in the log
	Errors  []record.FieldFault           `json:"errors,omitempty"`
	Changed map[string][2]json.RawMessage `json:"changed,omitempty"`
	Rev     int64                         `json:"revision,omitempty"`
}

// StatusOf is the one map from kinds of fault to answers of HTTP, for the pages too.
var StatusOf = map[clientele.FaultKind]int{
	clientele.Invalid:     http.StatusUnprocessableEntity,
	clientele.NotFound:    http.StatusNotFound,
	clientele.Denied:      http.StatusForbidden,
	clientele.Conflict:    http.StatusConflict,
	clientele.Unavailable: http.StatusServiceUnavailable,
	clientele.Full:        http.StatusInsufficientStorage,
}

// errTooLarge marks a body that is larger than may be sent.
var errTooLarge = errors.New("too large")

// fail says what went wrong, as a problem. What is no fault is a defect of ours: it is logged.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, scope access.Scope, err error) {
	p := problem{Type: "about:blank", Status: http.StatusInternalServerError,
		Detail: said("defect"), Remedy: said("defect-remedy")}
	if h.Ref != nil {
		p.Ref = h.Ref(r)
	}
	var fault *clientele.Fault
	var refused *record.Refused
	var outrun *record.Outrun
	switch {
	case errors.As(err, &fault):
		p.Status, p.Detail, p.Where, p.Remedy = StatusOf[fault.Kind], fault.What, fault.Where, fault.Remedy
	case errors.Is(err, context.DeadlineExceeded):
		p.Status, p.Detail, p.Remedy = http.StatusServiceUnavailable, said("slow"), said("slow-remedy")
	}
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		h.log.Error("request failed", "ref", p.Ref, "path", r.URL.Path, "err", err)
	}
	if errors.As(err, &refused) {
		p.Errors = toldFields(say.Of(r.Context()), refused)
	}
	var moved *record.Moved
	if errors.As(err, &moved) {
		w.Header().Set("Location", fmt.Sprintf("%s/%s/%d", h.prefix, moved.Plural, moved.To))
	}
	if errors.As(err, &outrun) {
		p.Status, p.Changed, p.Rev = http.StatusPreconditionFailed, outrun.Changed, outrun.Rev
	}
	switch {
	case errors.Is(err, errTooLarge):
		p.Status = http.StatusRequestEntityTooLarge
	case p.Status == http.StatusForbidden && scope.Nobody():
		p.Status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Bearer realm="Clientele"`)
	}
	s := say.Of(r.Context())
	p.Title, p.Detail, p.Where, p.Remedy = http.StatusText(p.Status), s.Fill(p.Detail), s.Told(p.Where), s.Fill(p.Remedy)
	body, err := json.Marshal(p)
	if err != nil {
		h.log.Error("a problem that cannot be written", "err", err)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	w.Write(body) //nolint:errcheck // who asked is gone
}

// toldFields is what is wrong with each field, in words.
func toldFields(s *say.Speaker, r *record.Refused) []record.FieldFault {
	fields := slices.Clone(r.Fields)
	for i, f := range fields {
		fields[i].What, fields[i].Remedy = s.Fill(f.What), s.Fill(f.Remedy)
	}
	return fields
}
