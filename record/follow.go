package record

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Follower keeps up with records, in the transaction that writes them: the index of words,
// advice, what is found twice. What it has no use for is nil.
type Follower struct {
	Name string
	// Written sees every record that was written.
	Written func(context.Context, *db.Tx, []*Record) error
	// Walled sees records that stand behind another wall now (0: none), though nobody wrote them.
	Walled func(context.Context, *db.Tx, Walled) error
	// Regrouped is told which two records were merged, or parted again.
	Regrouped func(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error
}

// Walled are records of a type that stand behind a wall now.
type Walled struct {
	Type string
	Wall clientele.ID
	IDs  []clientele.ID
}

// tell lets those who follow know of records that were written, by the writer or beside it.
func (s *Store) tell(ctx context.Context, tx *db.Tx, written ...*Record) error {
	return s.ask(func(f Follower) error {
		if f.Written == nil {
			return nil
		}
		return f.Written(ctx, tx, written)
	})
}

// tellWalled lets those who keep something of records beside them know that a wall moved.
func (s *Store) tellWalled(ctx context.Context, tx *db.Tx, wall clientele.ID, typeName string, ids []clientele.ID) error {
	return s.ask(func(f Follower) error {
		if f.Walled == nil {
			return nil
		}
		return f.Walled(ctx, tx, Walled{typeName, wall, ids})
	})
}

func (s *Store) regrouped(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	return s.ask(func(f Follower) error {
		if f.Regrouped == nil {
			return nil
		}
		return f.Regrouped(ctx, tx, stays, other)
	})
}

// ask asks the followers in their order, and ends at the first who cannot.
func (s *Store) ask(do func(Follower) error) error {
	for _, f := range s.Followers {
		if err := do(f); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}
