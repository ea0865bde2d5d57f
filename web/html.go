package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/web/assets"
)

// pageHTML answers a page of the table.
func (s *Server) pageHTML(p page.Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		values, err := s.query(r, p)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		asFile := values.Get("format") == "csv"
		values.Del("format")
		answer, err := s.read(r, p, page.Input{Values: values})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if asFile && (s.giveFile(w, r, answer.Out) || s.giveTable(w, r, answer.Out) || s.giveCSV(w, r, answer.Out)) {
			return
		}
		if s.giveDocument(w, r, answer.Out) {
			return
		}
		if s.giveAttachment(w, r, answer.Out) {
			return
		}
		if visitOf(r).form == nil {
			visitOf(r).form = s.foundAgain(r)
		}
		pv := s.pageView(w, r, p)
		pv.Title = page.TitleOf(answer.Out, pv.Title)
		status := http.StatusOK
		if form := visitOf(r).form; form != nil {
			status = form.status
		}
		s.write(w, r, status, answer.Draw(pv))
	})
}

// read decides who may, waits for its turn, and does.
func (s *Server) read(r *http.Request, p page.Page, from page.Input) (page.Answer, error) {
	scope := visitOf(r).scope
	if !p.Who.Allows(scope) {
		return page.Answer{}, p.Who.Refuse(scope)
	}
	from.Today, from.By = s.crm.Clock.Today(), say.Of(r.Context())
	if err := p.Check(from); err != nil {
		return page.Answer{}, err // who asked wrongly waits for no turn
	}
	end, err := s.slots.take(r.Context())
	if err != nil {
		return page.Answer{}, err
	}
	defer end()
	return p.Do(r.Context(), scope, from)
}

// query is what stands in the address: after the ? and in the path.
func (s *Server) query(r *http.Request, p page.Page) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: say.Of(r.Context()).Say("web.said.the-address-is-not-well"), Where: say.Of(r.Context()).Say("web.said.after-the"), Remedy: say.Of(r.Context()).Say("web.odd-letters"), Err: err}
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
func (s *Server) pageView(w http.ResponseWriter, r *http.Request, p page.Page) page.Frame {
	v := visitOf(r)
	pv := page.Frame{
		Page: p.Name, Title: say.Of(r.Context()).Capital(say.Of(r.Context()).Fill(p.Title)), Path: r.URL.RequestURI(), Viewer: v.scope, Speaks: r.Header.Get("Accept-Language"), Asset: assets.Address,
		Fragment: r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true",
		Today:    s.crm.Clock.Today(), Zone: s.crm.Clock.Zone(), Version: s.crm.Version,
	}
	w.Header().Add("Vary", "HX-Request")
	if !v.scope.Nobody() {
		pv.Whose = s.whose(v.scope.User())
		var err error
		if pv.Shell, err = s.crm.Shell(r.Context(), v.scope); err != nil {
			s.log.Error("the house around a page", "ref", v.ref, "err", err)
		}
		for _, m := range page.Pages(s.crm.All) {
			if m.Menu != "" && m.Who.Allows(v.scope) {
				pv.Menu = append(pv.Menu, page.MenuItem{Name: m.Name, Title: say.Of(r.Context()).Capital(say.Of(r.Context()).Fill(m.Title)), Href: m.Path, Group: m.Menu, Current: m.Holds(p)})
			}
		}
	}
	pv.Speaker = say.Of(r.Context()).In(pv.Words)
	v.speaker = pv.Speaker
	pv.Flash = s.takeFlash(w, r)
	if f := v.form; f != nil {
		pv.FaultAct, pv.Faults, pv.Fault, pv.Input, pv.Inputs = f.act, f.faults, f.fault, f.input, f.inputs
	}
	return pv
}

// write renders first and answers then, so that a fault in a template is no half page.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var page bytes.Buffer
	if err := c.Render(say.With(r.Context(), speaks(r)), &page); err != nil {
		s.log.Error("a page that cannot be drawn", "ref", visitOf(r).ref, "err", err)
		http.Error(w, "this page cannot be drawn; the log says why, under "+visitOf(r).ref, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(speaks(r).HTML(page.Bytes())) //nolint:errcheck // the visitor is gone
}

// giveFile gives out a file of ours, where the page stands for one that is there.
func (s *Server) giveFile(w http.ResponseWriter, r *http.Request, out any) bool {
	kept, ok := out.(page.Kept)
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

// giveDocument gives out what was made to be printed: it is shown where a browser can.
func (s *Server) giveDocument(w http.ResponseWriter, r *http.Request, out any) bool {
	printed, ok := out.(page.Printed)
	if !ok {
		return false
	}
	name, media, content := printed.Document()
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	return true
}

// giveAttachment gives out what somebody handed in. It is to be kept, and whatever opens it
// all the same is told that it is of no known type and may run nothing.
func (s *Server) giveAttachment(w http.ResponseWriter, r *http.Request, out any) bool {
	attached, ok := out.(page.Attached)
	if !ok {
		return false
	}
	name, media, path := attached.Attachment()
	f, err := os.Open(path)
	if err != nil {
		s.fail(w, r, fmt.Errorf("give out a file: %w", err))
		return true
	}
	defer f.Close()
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, f)
	return true
}

// giveCSV gives a table out as a file, where the page is one.
func (s *Server) giveCSV(w http.ResponseWriter, r *http.Request, answer any) bool {
	t, ok := answer.(page.Tabular)
	if !ok {
		return false
	}
	file, rows := t.CSV()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", file))
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(speaks(r).Told(row[i]))
		}
		out.Write(row) //nolint:errcheck // told by Flush; the visitor is gone
	}
	out.Flush()
	return true
}

// giveTable gives a table out row by row. What fails on the way ends the file in the
// middle of a line, so that nobody takes it for whole.
func (s *Server) giveTable(w http.ResponseWriter, r *http.Request, answer any) bool {
	t, ok := answer.(page.Streamed)
	if !ok {
		return false
	}
	file, rows := t.Table()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", file))
	out := csv.NewWriter(w)
	for row, err := range rows {
		if err != nil {
			out.Flush()
			s.log.Error("a table that breaks off", "file", file, "ref", visitOf(r).ref, "err", err)
			panic(http.ErrAbortHandler)
		}
		for i := range row {
			row[i] = harmless(speaks(r).Told(row[i]))
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
	faults []page.FieldFault
	input  map[string]string
	inputs map[string][]string
}

// actHTML answers the form of an act: by going on to a page, or by the page the
// form is on, with what is wrong beside the fields.
func (s *Server) actHTML(a page.Act) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope := visitOf(r).scope
		if !a.Who.Allows(scope) {
			if !s.ended(w, r, a) {
				s.fail(w, r, a.Who.Refuse(scope))
			}
			return
		}
		from, err := s.form(w, r, a)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if whose := s.writer(from); whose != 0 && whose != scope.User() && !a.Who.Open() {
			s.crm.DropUploads(from.Files)
			s.fail(w, r, ofAnother())
			return
		}
		done, err := s.act(r, a, from)
		if err != nil {
			s.sendBack(w, r, a, from, err)
			return
		}
		next := done.Next
		if next == "" {
			next = page.Local(from.Values.Get("back"))
		}
		if next == "" {
			next = "/"
		}
		if !done.Quiet {
			s.leaveFlash(w, next, page.Flash{Text: done.Sentence, Token: done.Token, Undo: done.Undo})
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	})
}

// agentMost bounds what a browser may say of itself.
const agentMost = 300

// act does, once for a key, and keeps the session as the act says.
func (s *Server) act(r *http.Request, a page.Act, from page.Input) (page.Done, error) {
	scope := visitOf(r).scope
	from.Today, from.By = s.crm.Clock.Today(), say.Of(r.Context())
	do := func() (page.Done, error) { return a.Do(page.WithFrom(r.Context(), s.from(r)), scope, from) }
	key := cmp.Or(r.Header.Get(page.KeyField), from.Values.Get(page.KeyField))
	if s.crm.Once != nil && key != "" && !scope.Nobody() {
		one := do
		do = func() (page.Done, error) { return s.crm.Once(r.Context(), scope, key, a.Name+"?"+wordsOf(from), one) }
	}
	done, err := do()
	if err != nil {
		return page.Done{}, err
	}
	if strings.HasPrefix(done.Token, "/") { // a link for somebody else: they need the whole address
		done.Token = s.origin(r) + done.Token
	}
	ctx := context.WithoutCancel(r.Context()) // it is done: the session must follow
	switch {
	case r.Header.Get("Authorization") != "": // a program has no session
	case done.SignOut:
		err = s.sessions.Destroy(ctx)
	case done.SignIn != 0:
		s.leaveTo(ctx, done.SignIn)
		err = s.sessions.Begin(ctx, done.SignIn, access.Whence{Device: page.Clip(r.UserAgent(), agentMost), Address: s.from(r)})
	}
	return done, err
}

// wordsOf is all that a form says, but for its key and the page it came from.
func wordsOf(from page.Input) string {
	values := url.Values{}
	for name, given := range from.Values {
		if !page.OfHouse(name) {
			values[name] = given
		}
	}
	for name, file := range from.Files {
		values["file "+name] = []string{file.Name, file.Hash}
	}
	return values.Encode()
}

// origin is the address by which the visitor reaches this house.
func (s *Server) origin(r *http.Request) string {
	if s.cfg.secure() {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// sendBack shows the page again from which a form came, with its faults.
func (s *Server) sendBack(w http.ResponseWriter, r *http.Request, a page.Act, from page.Input, err error) {
	back := page.Local(from.Values.Get("back"))
	if back == "" {
		back = a.Form(from)
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
	form := &refused{act: a.Name, status: out.Status, faults: out.Faults, input: map[string]string{}, inputs: map[string][]string{}}
	if len(form.faults) == 0 {
		form.fault = strings.TrimSuffix(strings.Join(nonEmpty(out.Where, out.Sentence, out.Remedy), "; "), "; ")
	}
	var in *page.InputFault
	for _, name := range page.Remembered(a.In, from) {
		values := from.Values[name]
		if errors.As(err, &in) {
			instead, other := in.Instead[name]
			switch {
			case other && len(instead) == 0:
				continue
			case other:
				values = instead
			}
		}
		form.input[name], form.inputs[name] = strings.Join(values, ","), values
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

var errTooLarge = page.ErrTooLarge
