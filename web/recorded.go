package web

import (
	"net/http"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/web/records"
)

// recorded mounts the records below /api/v1.
func (s *Server) recorded(mux *http.ServeMux) {
	handler := records.New(s.crm.Records, "/api/v1", scopeOf, s.log, records.Limits{BodyMost: formMost})
	handler.Later, handler.UndoLater = s.crm.Batches.Later, s.crm.Batches.UndoLater
	handler.Ref = func(r *http.Request) string { return visitOf(r).ref }
	for _, path := range records.Paths(s.crm.Records, "/api/v1") {
		mux.Handle(path, s.named("records", handler))
	}
}

// scopeOf is who asks.
func scopeOf(r *http.Request) (access.Scope, error) { return visitOf(r).scope, nil }
