package web

import (
	"net/http"
	"slices"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/web/records"
)

// recorded mounts the records below /api/v1.
func (s *Server) recorded(mux *http.ServeMux) {
	handler := records.New(s.crm.Records, "/api/v1", scopeOf, s.log, records.Limits{BodyMost: formMost})
	handler.Later, handler.UndoLater = s.crm.Batches.Later, s.crm.Batches.UndoLater
	handler.Ref = func(r *http.Request) string { return visitOf(r).ref }
	s.records = handler
	known := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if handler.Answers(r) {
			handler.ServeHTTP(w, r)
			return
		}
		s.unknown(w, r)
	})
	for _, path := range records.Paths(s.crm.Records, "/api/v1") {
		mux.Handle(path, s.named(recordsName, known))
	}
}

// recordsName is what the addresses of records are called in the log.
const recordsName = "records"

// methods are those by which an address may be asked for; none where there is nothing.
func (s *Server) methods(r *http.Request) (some []string) {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		switch _, pattern := s.pages.Handler(other); {
		case pattern == "/" || pattern == "":
			continue
		case slices.Contains(records.Paths(s.crm.Records, "/api/v1"), pattern) && !s.records.Answers(other):
			continue
		}
		some = append(some, method)
	}
	return some
}

// scopeOf is who asks.
func scopeOf(r *http.Request) (access.Scope, error) { return visitOf(r).scope, nil }
