package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
	"github.com/clientele-crm/clientele/web/records"
)

// trouble says an error in words for the visitor. What is no fault is a defect of
// ours: the log has it, the visitor has its number.
func (s *Server) trouble(r *http.Request, err error) ui.ErrorOut {
	v := visitOf(r)
	out := ui.ErrorOut{Status: http.StatusInternalServerError, Sentence: say.Of(r.Context()).Say("web.said.something-went-wrong-on-our"),
		Remedy: say.Of(r.Context()).Say("web.said.try-again-if-it-stays"), Ref: v.ref}
	var fault *clientele.Fault
	switch {
	case errors.As(err, &fault):
		out = ui.ErrorOut{Status: records.StatusOf[fault.Kind], Sentence: say.Of(r.Context()).Fill(fault.What), Where: say.Of(r.Context()).Told(fault.Where),
			Remedy: say.Of(r.Context()).Fill(fault.Remedy), Ref: v.ref}
		if fault.Kind == clientele.Denied && v.scope.Nobody() && !errors.Is(err, errForeign) {
			out.Status, out.SignIn = http.StatusUnauthorized, true
		}
		if errors.Is(err, access.ErrTooOften) {
			out.Status = http.StatusTooManyRequests
		}
		if errors.Is(err, errTooLarge) {
			out.Status = http.StatusRequestEntityTooLarge
		}
		if errors.Is(err, errMethod) {
			out.Status = http.StatusMethodNotAllowed
		}
		out.Faults = fieldFaults(say.Of(r.Context()), err)
	case errors.Is(err, context.DeadlineExceeded):
		out.Status, out.Sentence, out.Remedy = http.StatusServiceUnavailable, say.Of(r.Context()).Say("web.said.that-took-too-long-and"), say.Of(r.Context()).Say("web.said.ask-for-less-or-try")
	}
	if out.Status >= 500 && !errors.Is(err, context.Canceled) {
		s.log.Error("request failed", "ref", v.ref, "for", v.name, "err", err)
	}
	return out
}

func fieldFaults(s *say.Speaker, err error) []page.FieldFault {
	var in *page.InputFault
	if !errors.As(err, &in) {
		return nil
	}
	fields := slices.Clone(in.Fields)
	for i, f := range fields {
		fields[i].What, fields[i].Remedy = s.Fill(f.What), s.Fill(f.Remedy)
	}
	return fields
}

// problem is RFC 9457.
type problem struct {
	Type   string            `json:"type"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Detail string            `json:"detail,omitempty"`
	Where  string            `json:"where,omitempty"`
	Remedy string            `json:"remedy,omitempty"`
	Ref    string            `json:"ref,omitempty"`
	Errors []page.FieldFault `json:"errors,omitempty"`
}

// fail answers with what went wrong, as the visitor reads: a page or a problem.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var moved *record.Moved
	if errors.As(err, &moved) && r.Method == http.MethodGet && !wantsJSON(r) && visitOf(r).form == nil && s.leadOn(w, r, moved) {
		return
	}
	out := s.trouble(r, err)
	if out.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "30")
	}
	if !wantsJSON(r) {
		s.failHTML(w, r, out)
		return
	}
	if out.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Clientele"`)
	}
	body, jsonErr := json.Marshal(problem{"about:blank", http.StatusText(out.Status), out.Status, out.Sentence, out.Where, out.Remedy, out.Ref, out.Faults})
	if jsonErr != nil {
		s.log.Error("a problem that cannot be written", "ref", out.Ref, "err", jsonErr)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(out.Status)
	w.Write(body) //nolint:errcheck // the visitor is gone
}

// leadOn leads from the page of a record that was merged to that of the one that stays, as
// an old link may go there. It is no lasting move: they may be parted again.
func (s *Server) leadOn(w http.ResponseWriter, r *http.Request, moved *record.Moved) bool {
	parts := strings.Split(r.URL.Path, "/")
	at := slices.Index(parts, moved.ID.String())
	if at < 0 {
		return false
	}
	parts[at] = moved.To.String()
	http.Redirect(w, r, strings.Join(parts, "/"), http.StatusSeeOther)
	return true
}

// wantsJSON says that a program asks.
func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/metrics"
}

// failHTML shows what went wrong; who only has to sign in is led there.
func (s *Server) failHTML(w http.ResponseWriter, r *http.Request, out ui.ErrorOut) {
	if out.SignIn && r.Method == http.MethodGet && r.URL.Path != "/setup" && r.URL.Path != "/invite" && r.URL.Path != "/second-step" && visitOf(r).form == nil {
		to := "/sign-in"
		if r.URL.Path != "/" {
			to += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	pv := s.pageView(w, r, page.Page{Row: page.Row{Title: say.Of(r.Context()).Label(fmt.Sprint("error.", out.Status), http.StatusText(out.Status))}})
	pv.Fault, pv.Faults = "", nil
	if r.Method == http.MethodGet && (out.Status >= 500 || out.Status == http.StatusTooManyRequests) {
		out.Again = pv.Path
	}
	s.write(w, r, out.Status, ui.ErrorPage(pv, out))
}

// broken is what scs calls when the sessions cannot be read.
func (s *Server) broken(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, err) }

// unknown answers for every address that is not in the tables.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request) {
	if scope := visitOf(r).scope; scope.Nobody() {
		s.fail(w, r, access.SignedIn.Refuse(scope))
		return
	}
	allowed := s.methods(r)
	switch {
	case len(allowed) > 0:
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.fail(w, r, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(r.Context()).Say("web.no-method", say.Args{"method": page.Clip(r.Method, 20)}), Where: r.URL.Path,
			Remedy: say.Of(r.Context()).Say("web.no-method-remedy", say.Args{"methods": strings.Join(allowed, ", ")}), Err: errMethod})
	case wantsJSON(r):
		s.fail(w, r, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(r.Context()).Say("web.no-address"), Where: page.Clip(r.URL.Path, 200), Remedy: say.Of(r.Context()).Say("web.no-address-remedy")})
	default:
		s.fail(w, r, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(r.Context()).Say("web.said.there-is-no-such-page"), Remedy: say.Of(r.Context()).Say("web.said.go-on-from-today-or")})
	}
}

// errMethod marks an address that is not asked for so.
var errMethod = errors.New("method not allowed")

// foreign answers a form that another site sent.
func (s *Server) foreign(w http.ResponseWriter, r *http.Request) {
	what := say.Of(r.Context()).Say("web.said.this-form-was-sent-from")
	if wantsJSON(r) {
		s.fail(w, r, forbidden(what))
		return
	}
	s.failHTML(w, r, ui.ErrorOut{Status: http.StatusForbidden, Sentence: what, Remedy: say.Of(r.Context()).Say("web.said.open-the-page-here-and"), Ref: visitOf(r).ref})
}

func forbidden(what string) error {
	return &clientele.Fault{Kind: clientele.Denied, What: what, Remedy: clientele.Tell("web.said.send-it-from-here"), Err: errForeign}
}

var errForeign = errors.New("foreign origin")
