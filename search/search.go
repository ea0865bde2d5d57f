// Package search is the one index over everything that people look for by its words.
//
// It does not know what it indexes; whoever writes a record or an entry gives it as a
// Doc. Words are told apart and folded here, so that both engines answer the same.
// Start at Index and Search.
package search

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Doc is what can be found.
type Doc struct {
	Ref     clientele.Ref
	Account clientele.ID // whose it is; 0 for nobody's
	Wall    clientele.ID
	Title   string
	Text    string
	Phones  []string
	Emails  []string
	When    clientele.Instant
}

// Hit is what was found. Snippet is the part of the text where it was.
type Hit struct {
	Ref     clientele.Ref
	Account clientele.ID
	Title   string
	Snippet string
	When    clientele.Instant
}

// Finder is the index of one workspace. It is safe for concurrent use.
type Finder struct {
	d  *db.DB
	ws clientele.ID
}

// New gives the index of a workspace.
func New(d *db.DB, ws clientele.ID) *Finder { return &Finder{d, ws} }

const (
	mostText   = 20_000 // bytes of a text that are indexed
	mostKept   = 2_000  // bytes of it that are kept for snippets
	mostTitle  = 400
	mostTyped  = 400 // bytes of what somebody types that are looked at
	mostWords  = 8
	mostRanked = 500
	mostHits   = 100
)

// Index adds documents, or puts them in the place of what they were.
func (x *Finder) Index(ctx context.Context, tx *db.Tx, docs []Doc) error {
	last := map[clientele.Ref]Doc{}
	var refs []clientele.Ref
	for _, d := range docs {
		if _, twice := last[d.Ref]; !twice {
			refs = append(refs, d.Ref)
		}
		last[d.Ref] = d
	}
	refs, err := x.changed(ctx, tx, refs, last)
	if err != nil {
		return err
	}
	if err := x.Remove(ctx, tx, refs); err != nil {
		return err
	}
	for some := range slices.Chunk(refs, atOnce) {
		if err := x.add(ctx, tx, some, last); err != nil {
			return fmt.Errorf("index %d documents: %w", len(some), err)
		}
	}
	return nil
}

// Replace puts documents in the place of all that some accounts have of a type.
func (x *Finder) Replace(ctx context.Context, tx *db.Tx, name string, accounts []clientele.ID, docs []Doc) error {
	stay := make(map[clientele.Ref]bool, len(docs))
	for _, d := range docs {
		stay[d.Ref] = true
	}
	var gone []clientele.Ref
	for _, list := range db.Lists(accounts) {
		text := "SELECT id FROM search_docs WHERE workspace = ? AND type = ? AND account IN (" + db.Marks(len(list)) + ")"
		for id, err := range db.Each[clientele.ID](ctx, tx, text, append([]any{x.ws, name}, list...)...) {
			if err != nil {
				return fmt.Errorf("look into the index: %w", err)
			}
			if ref := (clientele.Ref{Type: name, ID: id}); !stay[ref] {
				gone = append(gone, ref)
			}
		}
	}
	if err := x.Remove(ctx, tx, gone); err != nil {
		return err
	}
	return x.Index(ctx, tx, docs)
}

// keptRow is a document as it is kept.
type keptRow struct {
	ID      clientele.ID `db:"id"`
	Account clientele.ID `db:"account"`
	Wall    clientele.ID `db:"wall"`
	Title   string       `db:"title"`
	Body    string       `db:"body"`
}

// changed are the documents that say something else than they did; of the others only
// the moment is renewed: an edit of a thousand records mostly changes no word of them.
func (x *Finder) changed(ctx context.Context, tx *db.Tx, refs []clientele.Ref, docs map[clientele.Ref]Doc) ([]clientele.Ref, error) {
	same := map[clientele.Ref]bool{}
	byType := map[string][]clientele.ID{}
	for _, ref := range refs {
		byType[ref.Type] = append(byType[ref.Type], ref.ID)
	}
	for name, ids := range byType {
		byMoment := map[clientele.Instant][]clientele.ID{}
		for _, list := range db.Lists(ids) {
			text := "SELECT id, account, wall, title, body FROM search_docs WHERE workspace = ? AND type = ? AND id IN (" + db.Marks(len(list)) + ")"
			for was, err := range db.Each[keptRow](ctx, tx, text, append([]any{x.ws, name}, list...)...) {
				if err != nil {
					return nil, fmt.Errorf("look into the index: %w", err)
				}
				ref := clientele.Ref{Type: name, ID: was.ID}
				d := docs[ref]
				body := d.body()
				if len(body) <= mostKept && body == was.Body && db.Clean(cut(d.Title, mostTitle)) == was.Title && d.Account == was.Account && d.Wall == was.Wall {
					same[ref] = true
					byMoment[d.When] = append(byMoment[d.When], was.ID)
				}
			}
		}
		for when, ids := range byMoment {
			for _, list := range db.Lists(ids) {
				text := "UPDATE search_docs SET at = ? WHERE workspace = ? AND type = ? AND id IN (" + db.Marks(len(list)) + ")"
				if _, err := tx.Exec(ctx, text, append([]any{when, x.ws, name}, list...)...); err != nil {
					return nil, fmt.Errorf("renew the index: %w", err)
				}
			}
		}
	}
	return slices.DeleteFunc(refs, func(ref clientele.Ref) bool { return same[ref] }), nil
}

// atOnce are the documents that few statements write.
const atOnce = 512

// add writes documents in their order, which is that of their numbers.
func (x *Finder) add(ctx context.Context, tx *db.Tx, refs []clientele.Ref, docs map[clientele.Ref]Doc) error {
	columns, width := "workspace, type, id, account, wall, at, title, body, title_words", 9
	if tx.Engine == db.Postgres {
		columns, width = columns+", words", 10
	}
	var args []any
	joined := map[clientele.Ref]string{}
	byType := map[string][]clientele.ID{}
	for _, ref := range refs {
		d := docs[ref]
		title, text := db.Clean(cut(d.Title, mostTitle)), cut(d.body(), mostText)
		named := db.Split(typed(title))
		all := append(db.Split(text), named...)
		all = append(all, reachWords(d)...)
		all = append(all, x.own(), x.behind(d.Wall), typeWord(d.Ref.Type), beginWord(named))
		for _, w := range named {
			all = append(all, titleMark+w)
		}
		slices.Sort(all)
		joined[ref] = strings.Join(slices.Compact(all), " ")
		args = append(args, x.ws, ref.Type, ref.ID, d.Account, d.Wall, d.When, title, cut(text, mostKept), " "+strings.Join(named, " ")+" ")
		if tx.Engine == db.Postgres {
			args = append(args, joined[ref]) // letters and digits: as a tsvector is written
		}
		byType[ref.Type] = append(byType[ref.Type], ref.ID)
	}
	if err := tx.InsertRows(ctx, "INSERT INTO search_docs ("+columns+")", width, args, ""); err != nil || tx.Engine == db.Postgres {
		return err
	}
	var rows []any
	for name, ids := range byType {
		for _, list := range db.Lists(ids) {
			text := "SELECT no, id FROM search_docs WHERE workspace = ? AND type = ? AND id IN (" + db.Marks(len(list)) + ")"
			for r, err := range db.Each[numbered](ctx, tx, text, append([]any{x.ws, name}, list...)...) {
				if err != nil {
					return err
				}
				rows = append(rows, r.No, joined[clientele.Ref{Type: name, ID: r.ID}])
			}
		}
	}
	return tx.InsertRows(ctx, "INSERT INTO search_words (rowid, words)", 2, rows, "")
}

type numbered struct {
	No int64        `db:"no"`
	ID clientele.ID `db:"id"`
}

// Some says whether there is anything in the index.
func (x *Finder) Some(ctx context.Context) (bool, error) {
	some, err := db.All[clientele.ID](ctx, x.d, "SELECT id FROM search_docs WHERE workspace = ? LIMIT 1", x.ws)
	return len(some) > 0, err
}

// Stale are, of a type and of numbers after one and up to another, those of which the index
// does not say what their documents do: it lacks them, or has what is no document.
func (x *Finder) Stale(ctx context.Context, name string, after, last clientele.ID, docs []Doc) (stale []clientele.ID, err error) {
	should := map[clientele.ID]Doc{}
	for _, d := range docs {
		should[d.Ref.ID] = d
	}
	text := "SELECT id, account, wall, title, body FROM search_docs WHERE workspace = ? AND type = ? AND id > ? AND id <= ?"
	for row, err := range db.Each[keptRow](ctx, x.d, text, x.ws, name, after, last) {
		if err != nil {
			return nil, fmt.Errorf("look through the index: %w", err)
		}
		d, known := should[row.ID]
		is := keptRow{d.Ref.ID, d.Account, d.Wall, db.Clean(cut(d.Title, mostTitle)), cut(d.body(), mostKept)}
		if delete(should, row.ID); !known || is != row {
			stale = append(stale, row.ID)
		}
	}
	stale = append(stale, slices.Collect(maps.Keys(should))...)
	slices.Sort(stale)
	return stale, nil
}

// Remove takes documents out; one that is not there is no fault.
func (x *Finder) Remove(ctx context.Context, tx *db.Tx, refs []clientele.Ref) error {
	byType := map[string][]clientele.ID{}
	for _, r := range refs {
		byType[r.Type] = append(byType[r.Type], r.ID)
	}
	for name, ids := range byType {
		for _, list := range db.Lists(ids) {
			numbers, err := db.All[int64](ctx, tx, "DELETE FROM search_docs WHERE workspace = ? AND type = ? AND id IN ("+db.Marks(len(list))+") RETURNING no",
				append([]any{x.ws, name}, list...)...)
			if err != nil {
				return fmt.Errorf("remove from the index: %w", err)
			}
			if err := forget(ctx, tx, numbers); err != nil {
				return err
			}
		}
	}
	return nil
}

func forget(ctx context.Context, tx *db.Tx, numbers []int64) error {
	if tx.Engine == db.Postgres {
		return nil
	}
	for _, list := range db.Lists(numbers) {
		if _, err := tx.Exec(ctx, "DELETE FROM search_words WHERE rowid IN ("+db.Marks(len(list))+")", list...); err != nil {
			return fmt.Errorf("remove from the index: %w", err)
		}
	}
	return nil
}

// Clear takes everything out, so that it can be built again, oldest first.
func (x *Finder) Clear(ctx context.Context, tx *db.Tx) error {
	if tx.Engine == db.SQLite {
		if _, err := tx.Exec(ctx, "DELETE FROM search_words WHERE rowid IN (SELECT no FROM search_docs WHERE workspace = ?)", x.ws); err != nil {
			return fmt.Errorf("clear the index: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, "DELETE FROM search_docs WHERE workspace = ?", x.ws); err != nil {
		return fmt.Errorf("clear the index: %w", err)
	}
	return nil
}

// found is a document that fits, and how well.
type found struct {
	No      int64             `db:"no"`
	Type    string            `db:"type"`
	ID      clientele.ID      `db:"id"`
	Account clientele.ID      `db:"account"`
	Title   string            `db:"title"`
	Body    string            `db:"body"`
	At      clientele.Instant `db:"at"`
	Place   int               `db:"place"`  // reached by its number, its title begins so, its title has all words, or not
	Whole   int               `db:"whole"`  // of the words typed, how many its title has whole
	Ranked  int               `db:"ranked"` // of how many it was chosen
}

// Search finds as one types: every word of the text begins a word of what is found, or
// the text is its telephone number or e-mail address, or ends the one or is the domain of
// the other. Numbers and addresses come first, then those whose title begins with the text,
// then those whose title has all its words, then the rest; among these, those that have the
// words whole, then the latest. What fits is ranked if it is few; of very many, those indexed
// last are, and the better ones are then looked for by themselves, so that none crowds them
// out. With types, only of these. One statement, and two or three where very many fit.
func (x *Finder) Search(ctx context.Context, scope access.Scope, text string, types []string, limit int) ([]Hit, error) {
	q := x.query(scope, db.Clean(cut(text, mostTyped)), types)
	if q.none() {
		return nil, nil
	}
	limit = max(1, min(limit, mostHits))
	var all []found
	for _, match := range q.matches() {
		some, err := x.ask(ctx, q, match, limit)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		all = append(all, some...)
		if match.last(some, limit) {
			break
		}
	}
	return q.hits(all, limit), nil
}

// hits are the best of what was found, each once.
func (q query) hits(all []found, limit int) []Hit {
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.Place, a.Place), cmp.Compare(b.Whole, a.Whole), cmp.Compare(b.At, a.At), cmp.Compare(b.No, a.No))
	})
	var hits []Hit
	seen := map[int64]bool{}
	for _, f := range all {
		if len(hits) < limit && !seen[f.No] {
			seen[f.No] = true
			hits = append(hits, Hit{Ref: clientele.Ref{Type: f.Type, ID: f.ID}, Account: f.Account, Title: f.Title, Snippet: snippet(f.Body, q.typed), When: f.At})
		}
	}
	return hits
}

// query is what somebody looks for.
type query struct {
	typed  []string // the words, each once
	begins string   // the words as a title would begin with them
	within []string // words of the house that all have that may be seen
	reach  []string // the number or address that it may be
	types  []string // only these; none for all
	g      grammar
}

func (q query) none() bool { return len(q.typed) == 0 || len(q.within) == 0 }

// query reads a text. The walls and the types are part of it, so that what may not be seen
// takes nobody's place.
func (x *Finder) query(scope access.Scope, text string, types []string) query {
	q := query{g: grammar{x.d.Engine == db.Postgres}, types: types}
	q.typed = db.Split(text)
	q.begins = strings.Join(q.typed, " ")
	slices.Sort(q.typed)
	q.typed = slices.Compact(q.typed)
	q.typed = q.typed[:min(len(q.typed), mostWords)]
	walls := scope.Walls()
	if scope.Nobody() || len(walls) == 0 && !scope.EveryWall() {
		return q
	}
	q.within = []string{q.g.word(x.own())}
	if !scope.EveryWall() {
		q.within = []string{q.g.any(each(walls, x.behind, q.g.word))}
	}
	if len(types) > 0 {
		q.within = append(q.within, q.g.any(each(types, typeWord, q.g.word)))
	}
	q.reach = q.g.reach(text)
	return q
}

// match is one expression of the index.
type match struct {
	expression string
	reached    bool // by its number or address
	last       func(some []found, limit int) bool
}

// matches are what is asked of the index, one after the other, until it is enough.
func (q query) matches() (all []match) {
	var said, named []string
	for _, w := range q.typed {
		said, named = append(said, q.g.begun(w)), append(named, q.g.begun(titleMark+w))
	}
	if len(q.reach) > 0 {
		all = append(all, match{q.both(q.reach), true, never})
	}
	return append(all,
		match{q.both(said), false, func(some []found, _ int) bool { return len(some) == 0 || some[0].Ranked < mostRanked }},
		match{q.both([]string{q.g.begun(beginWord(db.Split(q.begins)))}), false, func(some []found, limit int) bool { return len(some) >= limit }},
		match{q.both(named), false, never})
}

func never([]found, int) bool { return false }

func (q query) both(what []string) string { return q.g.all(append(what, q.within...)) }

// ask gives the best of what fits an expression.
func (x *Finder) ask(ctx context.Context, q query, m match, limit int) ([]found, error) {
	text, args := x.best(q, m)
	return db.All[found](ctx, x.d, text+" ORDER BY place DESC, whole DESC, at DESC, d.no DESC LIMIT ?", append(args, limit)...)
}

// best ranks what fits. Words are letters and digits: nothing in them is to be escaped.
func (x *Finder) best(q query, m match) (text string, args []any) {
	fitting, args := x.fitting(q, m.expression)
	place, whole := "3", "0"
	if !m.reached {
		place = "CASE WHEN title_words LIKE ? THEN 2 WHEN title_words LIKE ?" + strings.Repeat(" AND title_words LIKE ?", len(q.typed)-1) + " THEN 1 ELSE 0 END"
		args = append(args, " "+q.begins+"%")
		for _, w := range q.typed {
			args = append(args, "% "+w+"%")
		}
	}
	for _, w := range q.typed {
		whole += " + CASE WHEN title_words LIKE ? THEN 1 ELSE 0 END"
		args = append(args, "% "+w+" %")
	}
	return "WITH f AS (" + fitting + ") SELECT d.no, type, id, account, title, body, at, (SELECT COUNT(*) FROM f) AS ranked, " +
		place + " AS place, " + whole + " AS whole FROM f JOIN search_docs d ON d.workspace = ? AND d.no = f.no", append(args, x.ws)
}

// fitting are the documents that fit an expression, those indexed last first.
func (x *Finder) fitting(q query, expression string) (string, []any) {
	if x.d.Engine == db.SQLite {
		return "SELECT rowid AS no FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT ?", []any{expression, mostRanked}
	}
	of, args := "workspace = ?", []any{x.ws}
	if len(q.types) == 1 {
		of, args = of+" AND type = ?", append(args, q.types[0])
	}
	text := fmt.Sprintf(latestFirst, of)
	return text, slices.Concat(args, []any{expression}, args, args, []any{expression, mostRanked})
}

// PostgreSQL's index of words gives all that fit, in no order, and its planner cannot tell
// how many a beginning fits. So the latest documents are walked first, which is enough for
// what very many fit; only where they do not fill the page are the others looked up by
// their words (the "+ 0" keeps the planner from walking those too).
const (
	latest      = "10000"
	having      = " words @@ CAST(CAST(? AS TEXT) AS TSQUERY) ORDER BY no"
	latestFirst = "(SELECT no FROM (SELECT no, words FROM search_docs WHERE %[1]s ORDER BY no DESC LIMIT " + latest + ") l WHERE" + having + " DESC)" +
		" UNION ALL (SELECT no FROM search_docs WHERE %[1]s AND" +
		" no < (SELECT no FROM search_docs WHERE %[1]s ORDER BY no DESC LIMIT 1 OFFSET " + latest + " - 1) AND" + having + " + 0 DESC) LIMIT ?"
)

// cut is the beginning of a text, not longer than n bytes, of whole letters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

const around = 8 // words of a snippet before the one that was found

// snippet is the part of a text around the first word that one of those typed begins.
func snippet(text string, typed []string) string {
	all := strings.Fields(text)
	for i, w := range all {
		for _, f := range db.Split(w) {
			if slices.ContainsFunc(typed, func(t string) bool { return strings.HasPrefix(f, t) }) {
				return cut(strings.Join(all[max(0, i-around):min(len(all), i+2*around)], " "), mostTitle)
			}
		}
	}
	return cut(strings.Join(all[:min(len(all), 2*around)], " "), mostTitle)
}
