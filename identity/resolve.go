package identity

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Origin says where evidence comes from: which source, whose ids are its own, and
// which import brings it.
type Origin struct {
	Source string // "" is the firm's only one
	Import clientele.ID
}

// Parties is who stands behind the names in evidence, in one workspace.
type Parties struct {
	ws clientele.ID
}

// NewParties gives the parties of a workspace.
func NewParties(ws clientele.ID) *Parties { return &Parties{ws} }

type identifier struct {
	Kind  string       `db:"kind"`
	Value string       `db:"value"`
	Party clientele.ID `db:"party"`
}

// named is the identifier that a piece of evidence gives: an e-mail address, which is the
// same in every source; a name, within its source; else the source's own id.
func (o Origin) named(w clientele.Who) identifier {
	key := db.Clean(w.Key)
	switch {
	case strings.Contains(key, "@"):
		return identifier{Kind: "email", Value: db.Fold(key)}
	case key == db.Clean(w.Name):
		return identifier{Kind: "name:" + db.Clean(o.Source), Value: db.Fold(key)}
	case o.Source == "":
		return identifier{Kind: "key", Value: key}
	}
	return identifier{Kind: "source:" + db.Clean(o.Source), Value: key}
}

// Resolve turns what evidence says into parties, in the order given, and says which of
// them are new: these have no account yet, and whoever asks makes it in the same
// transaction. Nothing that was known is changed.
func (x *Parties) Resolve(ctx context.Context, tx *db.Tx, from Origin, whos []clientele.Who) (ids, fresh []clientele.ID, err error) {
	names := make([]identifier, len(whos))
	known := map[identifier]clientele.ID{}
	var distinct []identifier
	for i, w := range whos {
		names[i] = from.named(w)
		if names[i].Value == "" {
			return nil, nil, &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("piece of evidence %d does not say whose it is", i+1),
				Remedy: "give an account id, a name or an e-mail address"}
		}
		if _, twice := known[names[i]]; !twice {
			known[names[i]] = 0
			distinct = append(distinct, names[i])
		}
	}
	if err := x.look(ctx, tx, distinct, known); err != nil {
		return nil, nil, err
	}
	if fresh, err = x.add(ctx, tx, from, distinct, known); err != nil {
		return nil, nil, err
	}
	ids = make([]clientele.ID, len(whos))
	for i, n := range names {
		ids[i] = known[n]
	}
	return ids, fresh, nil
}

// look fills in who is known.
func (x *Parties) look(ctx context.Context, tx *db.Tx, names []identifier, known map[identifier]clientele.ID) error {
	byKind := map[string][]string{}
	for _, n := range names {
		byKind[n.Kind] = append(byKind[n.Kind], n.Value)
	}
	for kind, values := range byKind {
		for _, list := range db.Lists(values) {
			text := "SELECT kind, value, party FROM identifiers WHERE workspace = ? AND kind = ? AND value IN (" + db.Marks(len(list)) + ")"
			for r, err := range db.Each[identifier](ctx, tx, text, append([]any{x.ws, kind}, list...)...) {
				if err != nil {
					return fmt.Errorf("resolve: %w", err)
				}
				known[identifier{Kind: r.Kind, Value: r.Value}] = r.Party
			}
		}
	}
	return nil
}

// add numbers those who are not known. Taking the ids holds the workspace, so that nobody
// else adds the same meanwhile; who did so just before is found by a second look.
func (x *Parties) add(ctx context.Context, tx *db.Tx, from Origin, names []identifier, known map[identifier]clientele.ID) (fresh []clientele.ID, err error) {
	missing := unknown(names, known)
	if len(missing) == 0 {
		return nil, nil
	}
	next, err := tx.Take(ctx, x.ws, len(missing))
	if err != nil {
		return nil, err
	}
	if tx.Engine == db.Postgres { // SQLite has one writer, who has looked already
		if err := x.look(ctx, tx, missing, known); err != nil {
			return nil, err
		}
		missing = unknown(missing, known)
	}
	var rows []any
	for _, n := range missing {
		known[n] = next
		fresh = append(fresh, next)
		rows = append(rows, x.ws, n.Kind, n.Value, next, from.Import)
		next++
	}
	return fresh, tx.InsertRows(ctx, "INSERT INTO identifiers (workspace, kind, value, party, import)", 5, rows, "")
}

func unknown(names []identifier, known map[identifier]clientele.ID) (missing []identifier) {
	for _, n := range names {
		if known[n] == 0 {
			missing = append(missing, n)
		}
	}
	return missing
}
