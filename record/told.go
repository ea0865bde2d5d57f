package record

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// TurnTold takes changes of accounts back that an import of evidence made, or makes them
// again: of each field that is still as they left it, or as they found it. Who is not there
// any more, as only that import knew them, is left; so it may be done twice.
func (s *Store) TurnTold(ctx context.Context, tx *db.Tx, scope access.Scope, entries []clientele.Entry, back bool) error {
	t, err := s.Type(Account)
	if err != nil {
		return err
	}
	if _, err := tx.Take(ctx, s.ws, 0); err != nil { // nobody changes what is read from here on
		return err
	}
	byRecord := map[clientele.ID][]clientele.Entry{}
	var ids []clientele.ID
	for _, e := range entries {
		if e.Ref.Type != Account {
			continue
		}
		if byRecord[e.Ref.ID] == nil {
			ids = append(ids, e.Ref.ID)
		}
		byRecord[e.Ref.ID] = append(byRecord[e.Ref.ID], e)
	}
	found, err := s.load(ctx, tx, scope, t, ids)
	if err != nil {
		return err
	}
	fields, err := s.FieldsIn(ctx, tx, t)
	if err != nil {
		return err
	}
	edits := make([]Edit, len(found))
	for i, r := range found {
		last, c := asOne(byRecord[r.ID])
		if !back {
			for name, e := range c.Fields {
				c.Fields[name] = clientele.Edit{Was: e.Is, Is: e.Was}
			}
		}
		edits[i], _ = takeBack(r, c, fields)
		if edits[i].of = r; back {
			edits[i].Undoes = last
		}
	}
	edits = slices.DeleteFunc(edits, func(e Edit) bool { return len(e.values) == 0 })
	_, err = s.Write(ctx, tx, scope, Account, edits)
	return err
}
