package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// wallBody names who may pass a wall, by their e-mail addresses.
type wallBody struct {
	Users []string `json:"users"`
}

// barrier is the wall of an account, or what shares it with help from outside, as a resource.
type barrier struct {
	*Server
	open bool
	put  func(context.Context, *db.Tx, access.Scope, clientele.Ref, []clientele.ID) (clientele.ID, error)
	drop func(context.Context, *db.Tx, access.Scope, clientele.Ref) error
}

// walls mounts who alone may see an account and what belongs to it, and with whom of
// outside it is shared.
func (s *Server) walls(mux *http.ServeMux) {
	for name, b := range map[string]barrier{
		"wall":  {s, false, s.crm.Access.PutWall, s.crm.Access.DropWall},
		"share": {s, true, s.crm.Access.PutShare, s.crm.Access.DropShare},
	} {
		for method, do := range map[string]func(http.ResponseWriter, *http.Request, clientele.Ref) (wallBody, error){
			"GET": b.shown, "PUT": b.named, "DELETE": b.dropped,
		} {
			mux.Handle(method+" /api/v1/accounts/{id}/"+name, s.named(name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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
}

// seen is the account of the address, which who asks may see.
func (s *Server) seen(r *http.Request) (clientele.Ref, error) {
	scope := visitOf(r).scope
	if scope.Nobody() {
		return clientele.Ref{}, access.SignedIn.Refuse(scope)
	}
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return clientele.Ref{}, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(r.Context()).Say("web.said.that-is-no-number-of"), Where: r.PathValue("id"), Remedy: say.Of(r.Context()).Say("web.said.look-at-the-list-of")}
	}
	ref := clientele.Ref{Type: record.Account, ID: clientele.ID(n)}
	_, err = s.crm.Records.Get(r.Context(), scope, ref)
	return ref, err
}

func (b barrier) shown(_ http.ResponseWriter, r *http.Request, ref clientele.Ref) (wallBody, error) {
	return b.stands(r, b.crm.DB, ref)
}

// stands are those who are named, as they stand. Help from outside is not told who else is.
func (b barrier) stands(r *http.Request, q db.Querier, ref clientele.Ref) (wallBody, error) {
	out := wallBody{Users: []string{}}
	if scope := visitOf(r).scope; !access.Insiders.Allows(scope) {
		return out, access.Insiders.Refuse(scope)
	}
	around, err := b.crm.Access.Around(r.Context(), q, ref)
	if err != nil || around.Open != b.open {
		return out, err
	}
	for _, u := range around.Users {
		out.Users = append(out.Users, u.Email)
	}
	return out, nil
}

func (b barrier) named(w http.ResponseWriter, r *http.Request, ref clientele.Ref) (out wallBody, err error) {
	ctx, scope := r.Context(), visitOf(r).scope
	users, err := b.wallUsers(w, r)
	if err != nil {
		return out, err
	}
	err = b.crm.Records.InTx(ctx, func(tx *db.Tx) error {
		wall, err := b.put(ctx, tx, scope, ref, users)
		if err != nil {
			return err
		}
		if err := b.crm.Records.SetWall(ctx, tx, scope, ref.ID, wall); err != nil {
			return err
		}
		out, err = b.stands(r, tx, ref)
		return err
	})
	return out, shape.OfField(err)
}

func (b barrier) dropped(_ http.ResponseWriter, r *http.Request, ref clientele.Ref) (wallBody, error) {
	ctx, scope := r.Context(), visitOf(r).scope
	return wallBody{Users: []string{}}, b.crm.Records.InTx(ctx, func(tx *db.Tx) error {
		if err := b.drop(ctx, tx, scope, ref); err != nil {
			return err
		}
		return b.crm.Records.SetWall(ctx, tx, scope, ref.ID, 0)
	})
}

// wallUsers reads whom the body names.
func (s *Server) wallUsers(w http.ResponseWriter, r *http.Request) ([]clientele.ID, error) {
	var body wallBody
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, formMost))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil && !errors.Is(err, io.EOF) {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: say.Of(r.Context()).Say("web.said.the-body-is-not-read"), Where: "users", Remedy: `send {"users": ["somebody@example.org"]}`, Err: err}
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
			return nil, &clientele.Fault{Kind: clientele.Invalid, What: say.Of(r.Context()).Say("web.nobody-of", say.Args{"email": email}), Where: "users", Remedy: say.Of(r.Context()).Say("web.said.name-users-of-this-clientele")}
		}
		ids[i] = id
	}
	return ids, nil
}
