package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/view"
	"github.com/clientele-crm/clientele/web/assets"
)

// pageHTML answers a page of the table.
func (s *Server) pageHTML(p view.Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		values, err := s.query(r, p)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		asFile := values.Get("format") == "csv"
		values.Del("format")
		out, err := s.read(r, p, view.Input{Values: values})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if asFile && (s.giveFile(w, r, out) || s.giveCSV(w, out)) {
			return
		}
		pv := s.pageView(w, r, p)
		status := http.StatusOK
		if form := visitOf(r).form; form != nil {
			status = form.status
		}
		s.write(w, r, status, s.skin[p.Name](pv, out))
	})
}

// read decides who may, decodes, waits for its turn, and does.
func (s *Server) read(r *http.Request, p view.Page, from view.Input) (any, error) {
	v := visitOf(r).viewer
	if !p.Who.Allows(v) {
		return nil, view.Refuse(v)
	}
	in, err := view.Decode(p.In, from)
	if err != nil {
		return nil, err
	}
	end, err := s.turns.take(r.Context())
	if err != nil {
		return nil, err
	}
	defer end()
	return p.Do(r.Context(), s.house, v, in)
}

// query is what stands in the address: after the ? and in the path.
func (s *Server) query(r *http.Request, p view.Page) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: "the address is not well written", Where: "after the ?", Remedy: "write odd letters as %20", Err: err}
	}
	for part := range strings.SplitSeq(p.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			values[name] = []string{r.PathValue(name)}
		}
	}
	return values, nil
}

// pageView is what every template gets.
func (s *Server) pageView(w http.ResponseWriter, r *http.Request, p view.Page) view.PageView {
	v := visitOf(r)
	pv := view.PageView{
		Page: p.Name, Title: p.Title, Path: r.URL.RequestURI(), Viewer: v.viewer, Asset: assets.Address,
		Fragment: r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true",
		Today:    s.house.Day(), Version: s.house.Version,
	}
	w.Header().Add("Vary", "HX-Request")
	if v.viewer.Role != view.Nobody {
		firm, words, err := s.house.Firm(r.Context())
		if err != nil {
			s.log.Error("the firm's words", "ref", v.ref, "err", err)
		}
		pv.Firm, pv.Words = firm, words
		if pv.FirstKey, err = s.house.HasFirstPassword(r.Context(), v.viewer); err != nil {
			s.log.Error("whether a password is the first", "ref", v.ref, "err", err)
		}
		for _, m := range view.Pages {
			if m.Menu && m.Who.Allows(v.viewer) {
				pv.Menu = append(pv.Menu, view.MenuItem{Name: m.Name, Title: m.Title, Href: m.Path, Current: m.Path == p.Path || m.Path != "/" && strings.HasPrefix(p.Path, m.Path+"/")})
			}
		}
	}
	pv.Flash = s.takeFlash(w, r)
	if f := v.form; f != nil {
		pv.FaultAct, pv.Faults, pv.Fault, pv.Input = f.act, f.faults, f.fault, f.input
	}
	return pv
}

// write renders first and answers then, so that a fault in a template is no half page.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var page bytes.Buffer
	if err := c.Render(r.Context(), &page); err != nil {
		s.log.Error("a page that cannot be drawn", "ref", visitOf(r).ref, "err", err)
		http.Error(w, "this page cannot be drawn; the log says why, under "+visitOf(r).ref, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(page.Bytes()) //nolint:errcheck // the visitor is gone
}

// giveFile gives out a file of ours, where the page stands for one that is there.
func (s *Server) giveFile(w http.ResponseWriter, r *http.Request, out any) bool {
	kept, ok := out.(view.Kept)
	if !ok {
		return false
	}
	name, path := kept.File()
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	http.ServeContent(w, r, "", time.Time{}, f)
	return true
}

// giveCSV gives a table out as a file, where the page is one.
func (s *Server) giveCSV(w http.ResponseWriter, answer any) bool {
	t, ok := answer.(view.Tabular)
	if !ok {
		return false
	}
	file, rows := t.CSV()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", file))
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(row[i])
		}
		out.Write(row) //nolint:errcheck // told by Flush; the visitor is gone
	}
	out.Flush()
	return true
}

// harmless keeps spreadsheets from taking a cell for a formula (OWASP, CSV Injection).
func harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(cell)[0]) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}

// refused is a form that was sent and not taken.
type refused struct {
	act    string
	status int
	fault  string
	faults []view.FieldFault
	input  map[string]string
}

// actHTML answers the form of an act: by going on to a page, or by the page the
// form is on, with what is wrong beside the fields.
func (s *Server) actHTML(a view.Act) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r).viewer
		if !a.Who.Allows(v) {
			s.fail(w, r, view.Refuse(v))
			return
		}
		from, err := s.form(w, r, a)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		done, err := s.act(r, a, from)
		if err != nil {
			s.sendBack(w, r, a, from, err)
			return
		}
		next := done.Next
		if next == "" {
			next = localPath(from.Values.Get("back"))
		}
		if next == "" {
			next = "/"
		}
		if a.Name != "sign-in" {
			s.leaveFlash(w, view.Flash{Text: done.Sentence, Token: done.Token, Undo: done.Undo})
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	})
}

// act decodes, does, and keeps the session as the act says.
func (s *Server) act(r *http.Request, a view.Act, from view.Input) (view.Done, error) {
	v := visitOf(r).viewer
	in, err := view.Decode(a.In, from)
	if err != nil {
		return view.Done{}, err
	}
	out, err := a.Do(r.Context(), s.house, v, in)
	if err != nil {
		return view.Done{}, err
	}
	done, ok := out.(view.Done)
	if !ok {
		return view.Done{}, fmt.Errorf("act %s answers with a %T", a.Name, out)
	}
	ctx := context.WithoutCancel(r.Context()) // it is done: the session must follow
	switch {
	case r.Header.Get("Authorization") != "": // a program has no session
	case done.SignOut:
		err = s.sessions.Destroy(ctx)
	case done.SignIn != 0:
		err = s.sessions.Begin(ctx, done.SignIn)
	}
	return done, err
}

// sendBack shows the page again from which a form came, with its faults.
func (s *Server) sendBack(w http.ResponseWriter, r *http.Request, a view.Act, from view.Input, err error) {
	back := localPath(from.Values.Get("back"))
	if back == "" {
		back = map[string]string{"sign-in": "/sign-in", "setup-owner": "/setup?" + url.Values{"token": from.Values["token"]}.Encode()}[a.Name]
	}
	to, parseErr := url.Parse(back)
	if back == "" || parseErr != nil {
		s.fail(w, r, err)
		return
	}
	out := s.trouble(r, err)
	if out.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "30")
	}
	form := &refused{act: a.Name, status: out.Status, faults: out.Faults, input: map[string]string{}}
	if len(form.faults) == 0 {
		form.fault = strings.TrimSuffix(strings.Join(nonEmpty(out.Where, out.Sentence, out.Remedy), "; "), "; ")
	}
	for _, f := range view.Fields(a.In) {
		if !f.Secret && !f.File {
			form.input[f.Name] = strings.Join(from.Values[f.Name], ",")
		}
	}
	visitOf(r).form = form
	again := r.Clone(r.Context())
	again.Method, again.URL, again.Body, again.Form, again.MultipartForm = http.MethodGet, to, http.NoBody, nil, nil
	again.RequestURI = to.RequestURI()
	s.pages.ServeHTTP(w, again)
}

func nonEmpty(all ...string) (some []string) {
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}

// localPath lets through only addresses of this house.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(to, "/") ||
		strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return ""
	}
	return to
}

var errTooLarge = errors.New("body too large")
