package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/clientele-crm/clientele/view"
)

// pageJSON answers a page of the table as JSON.
func (s *Server) pageJSON(p view.Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		values, err := s.query(r, p)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		out, err := s.read(r, p, view.Input{Values: values, Strict: true})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.giveJSON(w, r, out)
	})
}

// actJSON does an act of the table.
func (s *Server) actJSON(a view.Act) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r).viewer
		if !a.Who.Allows(v) {
			s.fail(w, r, view.Refuse(v))
			return
		}
		from, err := s.body(w, r, a)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		done, err := s.act(r, a, from)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.giveJSON(w, r, done)
	})
}

func (s *Server) giveJSON(w http.ResponseWriter, r *http.Request, out any) {
	body, err := json.Marshal(out)
	if err != nil {
		s.fail(w, r, fmt.Errorf("write %T: %w", out, err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(append(body, '\n')) //nolint:errcheck // the visitor is gone
}

// describe gives the description of the JSON endpoints.
func (s *Server) describe(w http.ResponseWriter, r *http.Request) {
	if v := visitOf(r).viewer; !view.SignedIn.Allows(v) {
		s.fail(w, r, view.Refuse(v))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(s.api) //nolint:errcheck // the visitor is gone
}
