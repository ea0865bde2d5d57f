package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Place is where a page of a stream ends: what comes after it is earlier.
type Place struct {
	At clientele.Instant
	ID clientele.ID
}

// After says whether a place is later than another.
func (p Place) After(other Place) bool {
	return cmp.Or(cmp.Compare(p.At, other.At), cmp.Compare(p.ID, other.ID)) > 0
}

// String is the place as addresses have it; "" is the newest.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return strconv.FormatInt(int64(p.At), 10) + "." + p.ID.String()
}

// ReadPlace reads what String wrote.
func ReadPlace(text string) (p Place, err error) {
	if text == "" {
		return p, nil
	}
	at, id, _ := strings.Cut(text, ".")
	a, errAt := strconv.ParseInt(at, 10, 64)
	i, errID := strconv.ParseInt(id, 10, 64)
	if err := errors.Join(errAt, errID); err != nil {
		return p, &clientele.Fault{Kind: clientele.Invalid, Where: "before", What: clientele.Tell("ledger.no-place"), Remedy: clientele.Tell("ledger.no-place-remedy"), Err: err}
	}
	return Place{At: clientele.Instant(a), ID: clientele.ID(i)}, nil
}

// Above is where a page of a stream begins whose first entry is the one given.
func Above(e clientele.Entry) Place { return Place{e.At, e.ID + 1} }

// StreamQuery chooses what happened with a record: an account, a person, whatever has a page.
// Who asks may see the record.
type StreamQuery struct {
	Of       clientele.Ref   // one that was not merged into another
	Dossier  *Dossier        // of the account, where it was read
	Name     string          // of a person, as contact with them was written down
	Accounts []clientele.ID  // of a person, as far as they may be seen: contact with these that names them is theirs too
	Beside   []clientele.Ref // records that lead to it: what was changed of them is of it

	Facts   []clientele.EntryKind // only these kinds, and the changes below; none of the three: everything
	Changes []string              // what was changed of records of these types
	Other   []string              // and of all records but those of these types
	Line    *clientele.Line       // nil for every line; what was changed of records is of none
	With    string                // only contact with this person, as it was written down
	Before  Place                 // where the page before ended; the zero one begins at the newest
	Limit   int
}

const (
	// mostAccounts bounds in how many accounts one person is looked for.
	mostAccounts = 50
	// mostLooked bounds how many entries of an account are looked through for a page of some of them.
	mostLooked = 2_000
)

// Stream gives what happened with a record, the latest first, each fact by the word that holds, and
// down to where it is complete: the zero Place where nothing is earlier. Contact with an account that may
// not be seen is not there. One statement, and one more where only some of an account are asked for.
//
// Of a person, contact that a file brought names them in its sealed part, where no index can choose:
// it is looked through for the name, a bounded number of entries a page. So is contact with one person alone.
func (s *Seen) Stream(ctx context.Context, q StreamQuery) ([]clientele.Entry, Place, error) {
	limit := db.Bounded(q.Limit)
	r := reading{StreamQuery: q, limit: limit}
	if err := s.arms(ctx, &r); err != nil {
		return nil, Place{}, err
	}
	var texts []string
	var args []any
	for i, a := range r.arms {
		texts = append(texts, fmt.Sprintf("SELECT * FROM (%s ORDER BY at DESC, id DESC LIMIT ?) arm%d", a.text, i))
		args = append(append(args, a.args...), a.most)
	}
	var found []clientele.Entry
	for row, err := range db.Each[entryRow](ctx, s.Book.d, strings.Join(texts, " UNION ALL "), args...) {
		if err != nil {
			return nil, r.floor, fmt.Errorf("what happened with %s %d: %w", q.Of.Type, q.Of.ID, err)
		}
		e, err := row.word()
		if err != nil {
			return nil, r.floor, err
		}
		if r.takes(e) {
			e.Line = r.same.line(e.Line)
			found = append(found, e)
		}
	}
	found = slices.DeleteFunc(found, func(e clientele.Entry) bool { return r.floor.After(Place{e.At, e.ID}) })
	slices.SortFunc(found, func(a, b clientele.Entry) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.ID, a.ID)) })
	if len(found) > limit {
		found = found[:limit]
		r.floor = Place{found[limit-1].At, found[limit-1].ID}
	}
	return found, r.floor, nil
}

// reading is a stream while it is read.
type reading struct {
	StreamQuery
	limit int
	arms  []arm
	same  sameness
	floor Place // below it some arm may hold more
}

// arm is a walk of the book along one index, with how many it gave.
type arm struct {
	clauseOf
	gives func(clientele.Entry) bool
	most  int
	count int
}

// takes says whether an entry is of the stream, and notes down to where its arm was read.
func (r *reading) takes(e clientele.Entry) bool {
	a := slices.IndexFunc(r.arms, func(a arm) bool { return a.gives(e) })
	r.arms[a].count++
	if here := (Place{e.At, e.ID}); r.arms[a].count == r.arms[a].most && here.After(r.floor) {
		r.floor = here
	}
	switch {
	case r.Of.Type == clientele.PersonType && e.Ref.IsZero():
		return strings.EqualFold(withWhom(e), r.Name)
	case r.With != "":
		return strings.EqualFold(withWhom(e), r.With)
	}
	return true
}

func (s *Seen) arms(ctx context.Context, r *reading) (err error) {
	if r.Of.Type == accountType {
		err = s.ofAccount(ctx, r)
	} else {
		if r.Line != nil {
			r.same.lines, err = s.Book.LinesUnder(ctx, s.Book.d)
		}
		r.arms = append(r.arms, s.about(r))
	}
	if err != nil {
		return err
	}
	if len(r.Accounts) > 0 && r.Name != "" && r.wants(clientele.KindInteraction) {
		r.arms = append(r.arms, s.naming(r))
	}
	byType := map[string][]clientele.ID{}
	for _, b := range r.Beside {
		byType[b.Type] = append(byType[b.Type], b.ID)
	}
	for _, name := range slices.Sorted(maps.Keys(byType)) {
		if name != r.Of.Type && r.wantsChanges(name) {
			r.arms = append(r.arms, s.beside(r, name, byType[name]))
		}
	}
	return nil
}

// all says that everything is asked for.
func (r *reading) all() bool { return len(r.Facts)+len(r.Changes)+len(r.Other) == 0 && r.With == "" }

func (r *reading) wants(k clientele.EntryKind) bool {
	return r.all() || r.With != "" || slices.Contains(r.Facts, k)
}

func (r *reading) wantsChanges(name string) bool {
	return r.all() || slices.Contains(r.Changes, name) || len(r.Other) > 0 && !slices.Contains(r.Other, name)
}

// chosen narrows a walk to what is asked for. Contact alone has an index of its own.
func (r *reading) chosen() clauseOf {
	var c clauseOf
	var parts []string
	if r.With != "" || len(r.Changes)+len(r.Other) == 0 && slices.Equal(r.Facts, []clientele.EntryKind{clientele.KindInteraction}) {
		parts = append(parts, "kind = 'interaction'")
	} else {
		if len(r.Facts) > 0 {
			list := anys(r.Facts)
			parts, c.args = append(parts, "kind IN "+db.In(list)), append(c.args, list...)
		}
		if len(r.Changes) > 0 {
			list := anys(r.Changes)
			parts, c.args = append(parts, "kind = 'changed' AND ref_type IN "+db.In(list)), append(c.args, list...)
		}
		if len(r.Other) > 0 {
			list := anys(r.Other)
			parts, c.args = append(parts, "kind = 'changed' AND ref_type NOT IN "+db.In(list)), append(c.args, list...)
		}
	}
	if len(parts) == 0 {
		parts = []string{"kind NOT IN " + untold}
	}
	c.text = " AND (" + strings.Join(parts, " OR ") + ")"
	if r.Line != nil {
		called := anys(r.same.called(*r.Line))
		c.text, c.args = c.text+" AND line IN "+db.In(called), append(c.args, called...)
	}
	return c
}

// untold are the kinds that are no event with anybody.
const untold = "('struck', 'read', 'refused', 'distinct')"

// accountType is the type of record of which most of the book is.
const accountType = "account"

func (c clauseOf) and(more clauseOf) clauseOf {
	return clauseOf{c.text + more.text, append(slices.Clip(c.args), more.args...)}
}

// counted begins a walk of the words that hold and count, below a place.
func (s *Seen) counted(where string, args []any, before Place) clauseOf {
	c := clauseOf{"SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND " + where, db.With(s.Book.ws, args)}
	if before != (Place{}) {
		c.text, c.args = c.text+" AND (at, id) < (?, ?)", append(c.args, before.At, before.ID)
	}
	return c
}

// holding leaves out what was said anew, and what an import brought that does not count.
func (s *Seen) holding(c clauseOf) clauseOf {
	return c.and(clauseOf{" AND NOT EXISTS (" + holdsInstead + ") AND import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN " + uncounted + ")",
		[]any{s.Book.ws, s.Book.ws}})
}

// ofAccount is all of an account and of those that were merged into it: its facts, and what was
// changed of it and of the records that belong to it. Who asks for some of it is given that of the
// latest few thousand, and where to go on.
func (s *Seen) ofAccount(ctx context.Context, r *reading) error {
	whose := clauseOf{"account = ?", []any{r.Of.ID}}
	var err error
	if d := r.Dossier; d == nil {
		whose, r.same, err = s.Book.whose(ctx, r.Of.ID)
	} else if r.same = d.same; len(d.group) > 1 {
		list := db.Lists(d.group[:min(len(d.group), mostSame)])[0]
		whose = clauseOf{"account IN " + db.In(list), list}
	}
	if err != nil {
		return err
	}
	chosen, most := r.chosen(), r.limit+1
	if r.With != "" {
		most += mostPassed
	}
	c := s.counted(whose.text, whose.args, r.Before)
	if onlyContact := strings.HasPrefix(chosen.text, " AND (kind = 'interaction')"); !r.all() && !onlyContact || r.Line != nil {
		if err := s.edge(ctx, r, whose); err != nil {
			return err
		}
		if r.floor != (Place{}) {
			c = c.and(clauseOf{" AND (at, id) >= (?, ?)", []any{r.floor.At, r.floor.ID}})
		}
	}
	r.arms = append(r.arms, arm{clauseOf: s.holding(c.and(chosen)), most: most, gives: func(e clientele.Entry) bool {
		return e.Account != 0
	}})
	return nil
}

type placeRow struct {
	At clientele.Instant `db:"at"`
	ID clientele.ID      `db:"id"`
}

// edge is how far down an account is looked through at once.
func (s *Seen) edge(ctx context.Context, r *reading, whose clauseOf) error {
	text, args := "SELECT at, id FROM entries WHERE workspace = ? AND "+whose.text, db.With(s.Book.ws, whose.args)
	if r.Before != (Place{}) {
		text, args = text+" AND (at, id) < (?, ?)", append(args, r.Before.At, r.Before.ID)
	}
	rows, err := db.All[placeRow](ctx, s.Book.d, text+" ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?", append(args, mostLooked)...)
	if err != nil {
		return fmt.Errorf("how far to look: %w", err)
	}
	if len(rows) > 0 {
		r.floor = Place{rows[0].At, rows[0].ID}
	}
	return nil
}

// alsoMerged are some parties with those that were merged into them.
func (s *Seen) alsoMerged(column string, parties []clientele.ID) clauseOf {
	list := anys(parties)
	text := column + " IN (SELECT party FROM same WHERE workspace = ? AND canonical IN " + db.In(list) + strings.Repeat(" UNION ALL SELECT CAST(? AS BIGINT)", len(list)) + ")"
	return clauseOf{text, append(db.With(s.Book.ws, list), list...)}
}

// about is what the book says of the record itself: what was changed of it, and contact that says that it
// was about it, also about one that was merged into it.
func (s *Seen) about(r *reading) arm {
	of := s.alsoMerged("ref_id", []clientele.ID{r.Of.ID})
	c := s.counted("ref_type = ? AND ref_type <> '' AND kind <> 'read' AND "+of.text, append([]any{r.Of.Type}, of.args...), r.Before)
	c = s.holding(c.and(r.chosen()))
	return arm{clauseOf: s.unwalled(c.and(clauseOf{" AND (kind <> 'changed' OR ref_id = ?)", []any{r.Of.ID}})), most: r.limit + 1, gives: func(e clientele.Entry) bool {
		return e.Ref.Type == r.Of.Type
	}}
}

// unwalled leaves out contact with accounts that may not be seen.
func (s *Seen) unwalled(c clauseOf) clauseOf {
	if s.scope.EveryWall() {
		return c
	}
	seen := s.Book.d.Engine.Among("a.wall", s.scope.Walls())
	return c.and(clauseOf{" AND (kind = 'changed' OR NOT EXISTS (SELECT 1 FROM accounts a WHERE a.workspace = entries.workspace AND a.id = COALESCE((SELECT m.canonical FROM same m" +
		" WHERE m.workspace = entries.workspace AND m.party = entries.account), entries.account) AND NOT (" + seen.Text + ")))", seen.Args})
}

// naming is contact with the accounts, of which some names the person.
func (s *Seen) naming(r *reading) arm {
	of := s.alsoMerged("account", r.Accounts[:min(len(r.Accounts), mostAccounts)])
	c := s.counted("kind = 'interaction' AND ref_type = '' AND "+of.text, of.args, r.Before)
	if r.Line != nil {
		called := anys(r.same.called(*r.Line))
		c = c.and(clauseOf{" AND line IN " + db.In(called), called})
	}
	return arm{clauseOf: s.holding(c), most: mostPassed, gives: func(e clientele.Entry) bool { return e.Ref.IsZero() }}
}

// beside is what was changed of the records of a type that lead to this one.
func (s *Seen) beside(r *reading, name string, ids []clientele.ID) arm {
	list := db.Lists(ids[:min(len(ids), mostSame)])[0]
	c := s.counted("ref_type = ? AND ref_type <> '' AND kind <> 'read' AND kind = 'changed' AND ref_id IN "+db.In(list), append([]any{name}, list...), r.Before)
	return arm{clauseOf: c, most: r.limit + 1, gives: func(e clientele.Entry) bool { return e.Ref.Type == name }}
}
