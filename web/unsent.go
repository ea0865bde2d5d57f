package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// What somebody writes while their session ends is not lost: it waits in the session that
// nobody has signed in to yet, and is found in its form by the one for whom that form was
// made, once they are in again. It is not sent by itself, and nobody else sees it.

const (
	unsentKey   = "unsent"
	unsentMost  = 5         // forms that wait in one browser
	unsentBytes = 256 << 10 // that they come to
	unsentLives = 24 * time.Hour
)

// unsent is a form that came when its session had ended.
type unsent struct {
	Whose  clientele.ID        `json:"whose"`
	At     clientele.Instant   `json:"at"`
	Act    string              `json:"act"`
	Back   string              `json:"back"`
	Inputs map[string][]string `json:"inputs"`
	File   bool                `json:"file,omitempty"` // there was a file, which is not kept
}

// whose seals for whom a page is made: it comes back with each form of it.
func (s *Server) whose(user clientele.ID) string {
	return base64.RawURLEncoding.EncodeToString(s.flashes.Seal(nil, nil, []byte(user.String()), []byte(page.WhoseField)))
}

// writer is for whom the page of a form was made; 0 where that cannot be told.
func (s *Server) writer(from page.Input) clientele.ID {
	sealed, err := base64.RawURLEncoding.DecodeString(from.Values.Get(page.WhoseField))
	if err != nil {
		return 0
	}
	text, err := s.flashes.Open(nil, nil, sealed, []byte(page.WhoseField))
	if err != nil {
		return 0 // of another process, or of nobody
	}
	id, _ := strconv.ParseInt(string(text), 10, 64) // we wrote it
	return clientele.ID(id)
}

// ofAnother refuses a form that was made for somebody else, who was signed in to this browser
// before: what they wrote is not done under another's name, nor shown to them.
func ofAnother() error {
	return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("web.of-another"), Remedy: clientele.Tell("web.of-another-remedy")}
}

// ended answers a form whose session has ended: it is kept, and who wrote it is led to sign
// in and back to it. False where it is not known whose it was.
func (s *Server) ended(w http.ResponseWriter, r *http.Request, a page.Act) bool {
	if !visitOf(r).scope.Nobody() || r.Header.Get("Authorization") != "" {
		return false
	}
	if a.Name == "sign-out" { // who is out is out
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return true
	}
	from, file := s.texts(w, r, a)
	one := unsent{Whose: s.writer(from), At: s.crm.Clock.Now(), Act: a.Name, Back: page.Local(from.Values.Get("back")), Inputs: map[string][]string{}, File: file}
	if one.Back == "" {
		one.Back = a.Form(from)
	}
	if one.Whose == 0 || one.Back == "" {
		return false
	}
	for _, name := range page.Remembered(a.In, from) {
		one.Inputs[name] = from.Values[name]
	}
	sentence := "web.unsent-waits"
	if !s.keepUnsent(r.Context(), one) {
		sentence = "web.unsent-too-long"
	}
	s.leaveFlash(w, "/sign-in", page.Flash{Text: say.Of(r.Context()).Say(sentence)})
	to := "/sign-in?" + url.Values{"next": {one.Back}}.Encode()
	if r.Header.Get("HX-Request") != "" { // a part of a page cannot sign in
		w.Header().Set("HX-Redirect", to)
		s.fail(w, r, a.Who.Refuse(visitOf(r).scope))
		return true
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return true
}

// texts are the fields of a form but for its files, of which nobody knows who sent them. What
// does not come whole is kept as far as it came.
func (s *Server) texts(w http.ResponseWriter, r *http.Request, a page.Act) (from page.Input, file bool) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" { // not one: is no form
		from, err := s.form(w, r, a)
		if err != nil {
			return page.Input{Values: url.Values{}}, false
		}
		return from, false
	}
	from.Values = url.Values{}
	r.Body = http.MaxBytesReader(w, r.Body, heardMost)
	reader, err := r.MultipartReader()
	if err != nil {
		return from, false
	}
	for range partsMost {
		part, err := reader.NextPart()
		if err != nil {
			return from, file
		}
		if part.FileName() != "" {
			file = true
			continue
		}
		from.Values.Add(part.FormName(), partText(part))
	}
	return from, file
}

func partText(part *multipart.Part) string {
	text, err := io.ReadAll(io.LimitReader(part, unsentBytes))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return ""
	}
	return string(text)
}

// waiting are the forms that wait in a session, the latest last.
func (s *Server) waiting(ctx context.Context) (all []unsent) {
	text := s.sessions.GetString(ctx, unsentKey)
	if text == "" || json.Unmarshal([]byte(text), &all) != nil {
		return nil
	}
	since := clientele.InstantOf(s.crm.Clock.Now().Time().Add(-unsentLives))
	return slices.DeleteFunc(all, func(u unsent) bool { return u.At < since })
}

// keepUnsent puts a form beside those that wait; false where it is too long.
func (s *Server) keepUnsent(ctx context.Context, one unsent) bool {
	all := append(s.waiting(ctx), one)
	all = all[max(0, len(all)-unsentMost):]
	for ; len(all) > 0; all = all[1:] {
		if text, err := json.Marshal(all); err == nil && len(text) <= unsentBytes {
			s.sessions.Put(ctx, unsentKey, string(text))
			return true
		}
	}
	return false
}

// leaveTo leaves in a session what its user wrote, and nothing that another did.
func (s *Server) leaveTo(ctx context.Context, user clientele.ID) {
	s.keepWaiting(ctx, slices.DeleteFunc(s.waiting(ctx), func(u unsent) bool { return u.Whose != user }))
}

func (s *Server) keepWaiting(ctx context.Context, all []unsent) {
	if len(all) == 0 {
		s.sessions.Remove(ctx, unsentKey)
		return
	}
	if text, err := json.Marshal(all); err == nil {
		s.sessions.Put(ctx, unsentKey, string(text))
	}
}

// foundAgain is what was written into a form of this page when its session had ended: the
// page shows it as a form that was not taken. It is shown once.
func (s *Server) foundAgain(r *http.Request) *refused {
	scope := visitOf(r).scope
	if scope.Nobody() || r.Header.Get("Authorization") != "" || r.Header.Get("HX-Request") != "" {
		return nil
	}
	all := s.waiting(r.Context())
	at := slices.IndexFunc(all, func(u unsent) bool {
		back, err := url.Parse(u.Back)
		return u.Whose == scope.User() && err == nil && back.Path == r.URL.Path
	})
	if at < 0 {
		return nil
	}
	one := all[at]
	s.keepWaiting(r.Context(), slices.Delete(all, at, at+1))
	form := &refused{act: one.Act, status: http.StatusOK, fault: say.Of(r.Context()).Say("web.unsent"), input: map[string]string{}, inputs: one.Inputs}
	if one.File {
		form.fault = say.Of(r.Context()).Say("web.unsent-file")
	}
	for name, values := range one.Inputs {
		form.input[name] = strings.Join(values, ",")
	}
	return form
}
