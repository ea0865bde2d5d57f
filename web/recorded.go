package web

import (
	"context"
	"net/http"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/people"
	"github.com/clientele-crm/clientele/crm/tasks"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/view"
	"github.com/clientele-crm/clientele/web/records"
)

// recorded mounts the records below /api/v1.
func (s *Server) recorded(mux *http.ServeMux) {
	store := record.New(s.house.DB, 1, s.house.Book, s.house.Book.Clock, account.Type, people.Type, tasks.Type)
	store.Users = s.house.Access.Users
	store.Firm = func(ctx context.Context) (region, currency string, err error) {
		set, err := s.house.Access.Settings(ctx)
		return set["country"], set["currency"], err
	}
	store.After = append(store.After, func(ctx context.Context, tx *db.Tx, list []*record.Record) error {
		var ids []clientele.ID
		for _, r := range list {
			if r.Type == record.Account {
				ids = append(ids, r.ID)
			}
		}
		return s.house.Directory.Reword(ctx, tx, ids)
	})
	handler := records.New(store, "/api/v1", scopeOf, s.log, records.Limits{BodyMost: formMost})
	for _, path := range records.Paths(store, "/api/v1") {
		mux.Handle(path, s.named("records", handler))
	}
}

// scopeOf is who asks.
func scopeOf(r *http.Request) (access.Scope, error) {
	v := visitOf(r).viewer
	if v.Role == view.Nobody {
		return access.Scope{}, nil
	}
	return access.Of(access.User{ID: v.User, Name: v.Name, Email: v.Email, Role: access.Role(v.Role)}, nil, nil), nil
}
