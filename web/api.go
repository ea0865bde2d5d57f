package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
)

// pageJSON answers a page of the table as JSON.
func (s *Server) pageJSON(p page.Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		values, err := s.query(r, p)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		answer, err := s.read(r, p, page.Input{Values: values, Strict: true})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.giveJSON(w, r, answer.Out)
	})
}

// actJSON does an act of the table.
func (s *Server) actJSON(a page.Act) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope := visitOf(r).scope
		if !a.Who.Allows(scope) {
			s.fail(w, r, a.Who.Refuse(scope))
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
	w.Write(append(speaks(r).JSON(body), '\n')) //nolint:errcheck // the visitor is gone
}

// describe gives the description of the JSON endpoints.
func (s *Server) describe(w http.ResponseWriter, r *http.Request) {
	if scope := visitOf(r).scope; scope.Nobody() {
		s.fail(w, r, access.SignedIn.Refuse(scope))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(s.api) //nolint:errcheck // the visitor is gone
}
