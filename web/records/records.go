// Package records is the REST skin of every type of record: one handler, made of a
// record.Store, in which each type has the same addresses and the same answers.
//
// It decides nothing; the Store does. Who asks it is told. Start at New.
package records

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Limits are how much one request may ask for.
type Limits struct {
	BodyMost int64 // bytes; 0: a megabyte
	PageMost int   // rows of a page; 0: 200
	BulkMost int   // records of one bulk edit that is done at once; 0: 2,000
}

// Handler answers for the records of a workspace.
type Handler struct {
	// Later hands a bulk edit of many records to the queue, in the transaction of the
	// request; UndoLater the undo of one. Where they are nil, many are refused.
	Later, UndoLater func(ctx context.Context, tx *db.Tx, scope access.Scope, b *record.Bulk) (job clientele.ID, err error)
	// Ref is by what a request is found in the log; nil: by nothing.
	Ref func(*http.Request) string

	store *record.Store
	who   func(*http.Request) (access.Scope, error)
	log   *slog.Logger
	limit Limits
	mux   *http.ServeMux

	prefix string
}

// New makes the handler, whose addresses begin with prefix: "/api/v1".
func New(store *record.Store, prefix string, who func(*http.Request) (access.Scope, error), log *slog.Logger, limit Limits) *Handler {
	if limit.BodyMost == 0 {
		limit.BodyMost = 1 << 20
	}
	if limit.PageMost == 0 {
		limit.PageMost = 200
	}
	if limit.BulkMost == 0 {
		limit.BulkMost = 2_000
	}
	h := &Handler{store: store, who: who, log: log, limit: limit, mux: http.NewServeMux(), prefix: prefix}
	for _, t := range store.Types() {
		at := prefix + "/" + t.Plural
		h.on("GET "+at, t, h.list)
		h.on("POST "+at, t, h.create)
		h.on("POST "+at+"/bulk", t, h.bulk)
		h.on("POST "+at+"/bulk/{batch}/undo", t, h.undoBulk)
		h.on("GET "+at+"/export", t, h.export)
		h.on("GET "+at+"/groups", t, h.groups)
		h.on("GET "+at+"/{id}", t, h.get)
		h.on("PATCH "+at+"/{id}", t, h.change)
		h.on("DELETE "+at+"/{id}", t, h.archive)
		h.on("POST "+at+"/{id}/restore", t, h.restore)
		if !t.Managed {
			h.on("POST "+at+"/{id}/merge", t, h.merge)
			h.on("POST "+at+"/{id}/unmerge", t, h.unmerge)
		}
		h.on("GET "+at+"/{id}/changes", t, h.changes)
		h.on("POST "+at+"/{id}/changes/{change}/undo", t, h.undo)
	}
	return h
}

// ServeHTTP answers a request that it answers.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Answers says whether a request is for one of the addresses, by a method that it takes. What
// is not is refused by who mounts them, who knows what else is there.
func (h *Handler) Answers(r *http.Request) bool {
	_, pattern := h.mux.Handler(r)
	return pattern != ""
}

// Paths are the addresses that are answered, as patterns: for who mounts them.
func Paths(store *record.Store, prefix string) (paths []string) {
	for _, t := range store.Types() {
		paths = append(paths, prefix+"/"+t.Plural, prefix+"/"+t.Plural+"/")
	}
	return paths
}

// asked is one request: who asks, of which type, how it is answered.
type asked struct {
	*http.Request
	w     http.ResponseWriter
	scope access.Scope
	t     *record.Type
}

func (h *Handler) on(pattern string, t *record.Type, do func(*asked) error) {
	h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		scope, err := h.who(r)
		if err == nil && scope.Nobody() {
			err = &clientele.Fault{Kind: clientele.Denied, What: said("nobody"), Remedy: said("nobody-remedy")}
		}
		if err == nil {
			err = wellAsked(r.URL.RawQuery)
		}
		if err == nil {
			err = do(&asked{Request: r, w: w, scope: scope, t: t})
		}
		if err != nil {
			h.fail(w, r, scope, err)
		}
	})
}

// wellAsked refuses an address of which a part would be passed over: a filter that cannot
// be read would be no filter, and answer everything.
func wellAsked(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return invalid("bad-address", said("bad-address-where"), nil)
	}
	for name, given := range values {
		if len(given) > 1 {
			return invalid("often", "address", say.Args{"name": name, "times": strconv.Itoa(len(given))})
		}
	}
	return nil
}
