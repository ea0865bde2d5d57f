package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Place is where a page of a timeline ends: what comes after it is earlier.
type Place struct {
	At clientele.Instant
	ID clientele.ID
}

// After says whether a place is later than another.
func (p Place) After(other Place) bool {
	return cmp.Or(cmp.Compare(p.At, other.At), cmp.Compare(p.ID, other.ID)) > 0
}

// PersonQuery chooses what the book holds of one person.
type PersonQuery struct {
	Person   clientele.ID   // one that was not merged into another
	Name     string         // as contact with them was written down
	Accounts []clientele.ID // theirs, as far as they may be seen: contact with these that names them is theirs too
	Before   Place          // where the page before ended; the zero one begins at the newest
	Limit    int
}

// mostAccounts bounds in how many accounts one person is looked for.
const mostAccounts = 50

// OfPerson gives contact with a person and the changes of their record, the latest first,
// and down to where it is complete: the zero Place where nothing is earlier. Contact with
// an account that may not be seen is not there. One statement.
//
// Contact that a file brought names people in its sealed part, where no index can choose:
// it is looked through for the name, a bounded number of entries a page.
func (s *Seen) OfPerson(ctx context.Context, q PersonQuery) ([]clientele.Entry, Place, error) {
	limit := db.Bounded(q.Limit)
	arms := []arm{s.contact(q, limit+1), s.changes(q, limit+1)}
	if len(q.Accounts) > 0 && q.Name != "" {
		arms = append(arms, s.naming(q, mostPassed))
	}
	var texts []string
	var args []any
	for i, a := range arms {
		texts = append(texts, fmt.Sprintf("SELECT * FROM (%s ORDER BY at DESC, id DESC LIMIT ?) arm%d", a.text, i))
		args = append(append(args, a.args...), a.most)
	}
	var found []clientele.Entry
	var floor Place
	for row, err := range db.Each[entryRow](ctx, s.Book.d, strings.Join(texts, " UNION ALL "), args...) {
		if err != nil {
			return nil, floor, fmt.Errorf("timeline of person %d: %w", q.Person, err)
		}
		e, err := row.word()
		if err != nil {
			return nil, floor, err
		}
		a := slices.IndexFunc(arms, func(a arm) bool { return a.gives(e) })
		arms[a].count++
		if here := (Place{e.At, e.ID}); arms[a].count == arms[a].most && here.After(floor) {
			floor = here // below it this arm may hold more
		}
		if e.Ref.IsZero() && !strings.EqualFold(withWhom(e), q.Name) {
			continue
		}
		found = append(found, e)
	}
	found = slices.DeleteFunc(found, func(e clientele.Entry) bool { return floor.After(Place{e.At, e.ID}) })
	slices.SortFunc(found, func(a, b clientele.Entry) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.ID, a.ID)) })
	if len(found) > limit {
		found = found[:limit]
		floor = Place{found[limit-1].At, found[limit-1].ID}
	}
	return found, floor, nil
}

// arm is a walk of the book along one index, with how many it gave.
type arm struct {
	clauseOf
	gives func(clientele.Entry) bool
	most  int
	count int
}

func (c clauseOf) and(more clauseOf) clauseOf {
	return clauseOf{c.text + more.text, append(c.args, more.args...)}
}

// counted begins a walk of the words that hold and count, below a place.
func (s *Seen) counted(where string, before Place) clauseOf {
	c := clauseOf{"SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND " + where, []any{s.Book.ws}}
	if before != (Place{}) {
		c.text, c.args = c.text+" AND (at, id) < (?, ?)", append(c.args, before.At, before.ID)
	}
	return c
}

// holding leaves out what was said anew, and what an import brought that does not count.
func (s *Seen) holding(c clauseOf) clauseOf {
	c.text += " AND NOT EXISTS (" + holdsInstead + ") AND import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN " + uncounted + ")"
	c.args = append(c.args, s.Book.ws, s.Book.ws)
	return c
}

// alsoMerged are some parties with those that were merged into them.
func (s *Seen) alsoMerged(column string, parties []clientele.ID) clauseOf {
	list := anys(parties)
	text := " AND " + column + " IN (SELECT party FROM same WHERE workspace = ? AND canonical IN " + db.In(list) + strings.Repeat(" UNION ALL SELECT CAST(? AS BIGINT)", len(list)) + ")"
	return clauseOf{text, append(db.With(s.Book.ws, list), list...)}
}

// contact is contact with the person that says whose record it was with.
func (s *Seen) contact(q PersonQuery, most int) arm {
	c := s.counted("ref_type = 'person' AND kind = 'interaction'", q.Before)
	c = s.holding(c.and(s.alsoMerged("ref_id", []clientele.ID{q.Person})))
	if !s.scope.EveryWall() {
		seen := s.Book.d.Engine.Among("a.wall", s.scope.Walls())
		c.text += " AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.workspace = entries.workspace AND a.id = COALESCE((SELECT m.canonical FROM same m" +
			" WHERE m.workspace = entries.workspace AND m.party = entries.account), entries.account) AND NOT (" + seen.Text + "))"
		c.args = append(c.args, seen.Args...)
	}
	return arm{clauseOf: c, most: most, gives: func(e clientele.Entry) bool {
		return !e.Ref.IsZero() && e.Body.EntryKind() == clientele.KindInteraction
	}}
}

// changes are what was changed of the person's record.
func (s *Seen) changes(q PersonQuery, most int) arm {
	c := s.counted("ref_type = 'person' AND ref_type <> '' AND kind = 'changed'", q.Before)
	c.text, c.args = c.text+" AND ref_id = ?", append(c.args, q.Person)
	return arm{clauseOf: c, most: most, gives: func(e clientele.Entry) bool { return e.Body.EntryKind() == clientele.KindChanged }}
}

// naming is contact with the accounts, of which some names the person.
func (s *Seen) naming(q PersonQuery, most int) arm {
	c := s.counted("kind = 'interaction' AND ref_type = ''", q.Before)
	c = c.and(s.alsoMerged("account", q.Accounts[:min(len(q.Accounts), mostAccounts)]))
	return arm{clauseOf: s.holding(c), most: most, gives: func(e clientele.Entry) bool { return e.Ref.IsZero() }}
}
