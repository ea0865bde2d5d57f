package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// wallBody names who may pass a wall, by their e-mail addresses.
type wallBody struct {
	Users []string `json:"users"`
}

// walls mounts the wall of an account: who alone may see it and what belongs to it.
func (s *Server) walls(mux *http.ServeMux) {
	for method, do := range map[string]func(http.ResponseWriter, *http.Request, clientele.Ref) (wallBody, error){
		"GET": s.showWall, "PUT": s.putWall, "DELETE": s.dropWall,
	} {
		mux.Handle(method+" /api/v1/accounts/{id}/wall", s.named("wall", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ref, err := s.seen(r)
			var out wallBody
			if err == nil {
				out, err = do(w, r, ref)
			}
			if err != nil {
				s.fail(w, r, err)
				return
			}
			s.giveJSON(w, r, out)
		})))
	}
}

// seen is the account of the address, which who asks may see.
func (s *Server) seen(r *http.Request) (clientele.Ref, error) {
	scope := visitOf(r).scope
	if scope.Nobody() {
		return clientele.Ref{}, access.SignedIn.Refuse(scope)
	}
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return clientele.Ref{}, &clientele.Fault{Kind: clientele.NotFound, What: "that is no number of an account", Where: r.PathValue("id"), Remedy: "look at the list of accounts"}
	}
	ref := clientele.Ref{Type: record.Account, ID: clientele.ID(n)}
	_, err = s.crm.Records.Get(r.Context(), scope, ref)
	return ref, err
}

func (s *Server) showWall(_ http.ResponseWriter, r *http.Request, ref clientele.Ref) (wallBody, error) {
	return s.wall(r, s.crm.DB, ref)
}

// wall are those who may pass, as they stand.
func (s *Server) wall(r *http.Request, q db.Querier, ref clientele.Ref) (wallBody, error) {
	out := wallBody{Users: []string{}}
	wall, err := s.crm.Access.WallOf(r.Context(), q, ref)
	if err != nil || wall == 0 {
		return out, err
	}
	users, err := s.crm.Access.WallUsers(r.Context(), q, wall)
	for _, u := range users {
		out.Users = append(out.Users, u.Email)
	}
	return out, err
}

func (s *Server) putWall(w http.ResponseWriter, r *http.Request, ref clientele.Ref) (out wallBody, err error) {
	ctx, scope := r.Context(), visitOf(r).scope
	users, err := s.wallUsers(w, r)
	if err != nil {
		return out, err
	}
	err = s.crm.Records.InTx(ctx, func(tx *db.Tx) error {
		wall, err := s.crm.Access.PutWall(ctx, tx, scope, ref, users)
		if err != nil {
			return err
		}
		if err := s.crm.Records.SetWall(ctx, tx, scope, ref.ID, wall); err != nil {
			return err
		}
		out, err = s.wall(r, tx, ref)
		return err
	})
	return out, shape.OfField(err)
}

func (s *Server) dropWall(_ http.ResponseWriter, r *http.Request, ref clientele.Ref) (wallBody, error) {
	ctx, scope := r.Context(), visitOf(r).scope
	return wallBody{Users: []string{}}, s.crm.Records.InTx(ctx, func(tx *db.Tx) error {
		if err := s.crm.Access.DropWall(ctx, tx, scope, ref); err != nil {
			return err
		}
		return s.crm.Records.SetWall(ctx, tx, scope, ref.ID, 0)
	})
}

// wallUsers reads whom the body names.
func (s *Server) wallUsers(w http.ResponseWriter, r *http.Request) ([]clientele.ID, error) {
	var body wallBody
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, formMost))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil && !errors.Is(err, io.EOF) {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: "the body is not read", Where: "users", Remedy: `send {"users": ["somebody@example.org"]}`, Err: err}
	}
	all, err := s.crm.Access.Users(r.Context())
	if err != nil {
		return nil, err
	}
	byEmail := make(map[string]clientele.ID, len(all))
	for _, u := range all {
		byEmail[db.Fold(u.Email)] = u.ID
	}
	ids := make([]clientele.ID, len(body.Users))
	for i, email := range body.Users {
		id, ok := byEmail[db.Fold(email)]
		if !ok {
			return nil, &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("nobody with the address %q may come in", email), Where: "users", Remedy: "name users of this Clientele by their e-mail addresses"}
		}
		ids[i] = id
	}
	return ids, nil
}
