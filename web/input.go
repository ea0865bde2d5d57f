package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// form reads the form of an act: in memory up to a megabyte, a file straight
// into the data folder.
func (s *Server) form(w http.ResponseWriter, r *http.Request, a page.Act) (page.Input, error) {
	if hasFile(a) {
		return s.multipart(w, r, a)
	}
	r.Body = http.MaxBytesReader(w, r.Body, formMost)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // not one: is refused below
	switch kind {
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return page.Input{}, badBody(say.Of(r.Context()).Say("web.said.the-form-is-not-well"), err)
		}
		return page.Input{Values: r.PostForm}, nil
	case "multipart/form-data":
		if err := r.ParseMultipartForm(formMost); err != nil {
			return page.Input{}, badBody(say.Of(r.Context()).Say("web.said.the-form-is-not-well"), err)
		}
		return page.Input{Values: r.MultipartForm.Value}, nil
	}
	if r.ContentLength == 0 {
		return page.Input{Values: url.Values{}}, nil
	}
	return page.Input{}, badBody(say.Of(r.Context()).Say("web.said.that-is-no-form"), nil)
}

// body reads the JSON body of an act.
func (s *Server) body(w http.ResponseWriter, r *http.Request, a page.Act) (page.Input, error) {
	if hasFile(a) {
		return s.multipart(w, r, a)
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // not one: is refused below
	all, err := io.ReadAll(http.MaxBytesReader(w, r.Body, formMost))
	if err != nil {
		return page.Input{}, badBody(say.Of(r.Context()).Say("web.said.the-body-cannot-be-read"), err)
	}
	if len(all) == 0 {
		return page.Input{Values: url.Values{}, Strict: true}, nil
	}
	if kind != "application/json" {
		return page.Input{}, &clientele.Fault{Kind: clientele.Invalid, What: say.Of(r.Context()).Say("web.said.the-body-is-not-json"), Where: "Content-Type", Remedy: say.Of(r.Context()).Say("web.said.send-application-json")}
	}
	values, err := page.FromJSON(all)
	return page.Input{Values: values, Strict: true}, err
}

const heardMost = 32 << 20 // bytes

// heardOut reads what is left of a body once it was answered: who is still sending reads no
// answer, and would be told that the connection broke. Whoever asked before they send (Expect)
// reads it first.
func heardOut(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := r.Body
		next.ServeHTTP(w, r)
		if r.ContentLength != 0 && r.Header.Get("expect") == "" {
			io.CopyN(io.Discard, body, heardMost) //nolint:errcheck // what breaks off here broke off anyway
		}
	})
}

func badBody(what string, err error) error {
	f := &clientele.Fault{Kind: clientele.Invalid, What: what, Remedy: clientele.Tell("web.said.open-the-page-again-and"), Err: err}
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) || errors.Is(err, multipart.ErrMessageTooLarge) {
		f.What, f.Remedy, f.Err = clientele.Tell("web.said.what-was-sent-is-too"), clientele.Tell("web.said.send-less"), errTooLarge
	}
	return f
}

func hasFile(a page.Act) bool {
	for _, f := range page.Fields(a.In) {
		if f.File {
			return true
		}
	}
	return false
}

const partsMost = 50

// multipart streams a form with a file.
func (s *Server) multipart(w http.ResponseWriter, r *http.Request, a page.Act) (in page.Input, err error) {
	in = page.Input{Values: url.Values{}, Files: map[string]page.Upload{}}
	deadline := http.NewResponseController(w)
	r.Body = &patient{http.MaxBytesReader(w, r.Body, s.cfg.UploadMost), deadline}
	defer func() {
		if err != nil {
			s.crm.DropUploads(in.Files)
			// Who is still sending reads no answer: a browser would say that the connection broke.
			io.Copy(io.Discard, r.Body) //nolint:errcheck // what breaks off here broke off anyway
		}
	}()
	reader, err := r.MultipartReader()
	if err != nil {
		return in, &clientele.Fault{Kind: clientele.Invalid, What: say.Of(r.Context()).Say("web.said.no-file-came"), Where: "Content-Type", Remedy: say.Of(r.Context()).Say("web.said.send-it-as-multipart-form"), Err: err}
	}
	for range partsMost {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return in, nil
		}
		if err != nil {
			return in, badBody(say.Of(r.Context()).Say("web.said.the-form-broke-off"), err)
		}
		if err := s.part(r, part, in); err != nil {
			return in, err
		}
	}
	return in, badBody(say.Of(r.Context()).Say("web.said.the-form-has-too-many"), nil)
}

func (s *Server) part(r *http.Request, part *multipart.Part, in page.Input) error {
	name := part.FormName()
	if part.FileName() == "" {
		value, err := io.ReadAll(io.LimitReader(part, 64<<10))
		if err != nil {
			return badBody(say.Of(r.Context()).Say("web.said.the-form-broke-off"), err)
		}
		in.Values.Add(name, string(value))
		return nil
	}
	if _, twice := in.Files[name]; twice {
		return badBody(say.Of(r.Context()).Say("web.said.there-are-two-files"), nil)
	}
	up, err := s.crm.Receive(r.Context(), part.FileName(), part)
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) {
		return badBody("", tooMuch)
	}
	if err != nil {
		return err
	}
	in.Files[name] = up
	return nil
}

// patient gives a large body more time as long as it keeps coming.
type patient struct {
	io.ReadCloser
	deadline *http.ResponseController
}

// Read reads, and moves the deadlines on.
func (p *patient) Read(b []byte) (int, error) {
	// A writer without deadlines, as in tests, has nothing to move.
	p.deadline.SetReadDeadline(clientele.Deadline(bodyTime))               //nolint:errcheck
	p.deadline.SetWriteDeadline(clientele.Deadline(bodyTime + answerTime)) //nolint:errcheck
	return p.ReadCloser.Read(b)
}
