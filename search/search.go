// Package search is the one index over everything that people look for by its words.
//
// It does not know what it indexes; whoever writes a record or an entry gives it as a
// Doc. Words are told apart and folded here, so that both engines answer the same.
// Start at Index and Search.
package search

import (
	"context"
	"fmt"
	"slices"
	"strconv"
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
		named := db.Split(title)
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

type hitRow struct {
	Type    string            `db:"type"`
	ID      clientele.ID      `db:"id"`
	Account clientele.ID      `db:"account"`
	Title   string            `db:"title"`
	Body    string            `db:"body"`
	At      clientele.Instant `db:"at"`
}

// Search finds as one types: every word of the text begins a word of what is found, or
// the text is its telephone number or e-mail address, or ends the one or is the domain of
// the other. Numbers and addresses come first, then those whose title begins with the text,
// then those whose title has all its words, then the rest; among these, those that have the
// words whole, then the latest. Each of these kinds is looked for by itself, so that none
// crowds out one before it; of very many of a kind, those indexed last are ranked. With
// types, only of these. One statement.
func (x *Finder) Search(ctx context.Context, scope access.Scope, text string, types []string, limit int) ([]Hit, error) {
	arms, typed := x.arms(scope, db.Clean(cut(text, mostTyped)), types)
	if len(arms) == 0 {
		return nil, nil
	}
	query, args := x.ranked(arms)
	query = "SELECT " + hitColumns + " FROM (SELECT no AS found, MAX(arm) AS arm FROM (" + query + ") a GROUP BY no) f" +
		" JOIN search_docs ON workspace = ? AND no = found"
	args = append(args, x.ws)
	rank := "0"
	for _, w := range typed {
		rank += " + CASE WHEN title_words LIKE ? THEN 1 ELSE 0 END" // words are letters and digits: nothing to escape
		args = append(args, "% "+w+" %")
	}
	args = append(args, max(1, min(limit, mostHits)))
	rows, err := db.All[hitRow](ctx, x.d, query+" ORDER BY arm DESC, "+rank+" DESC, at DESC, no DESC LIMIT ?", args...)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	hits := make([]Hit, len(rows))
	for i, r := range rows {
		hits[i] = Hit{Ref: clientele.Ref{Type: r.Type, ID: r.ID}, Account: r.Account, Title: r.Title, Snippet: snippet(r.Body, typed), When: r.At}
	}
	return hits, nil
}

const hitColumns = "type, id, account, title, body, at"

// arms are the expressions of the index that are looked for, the least sure first. The
// walls and the types are part of each, so that what may not be seen takes nobody's place.
func (x *Finder) arms(scope access.Scope, text string, types []string) (arms, typed []string) {
	typed = db.Split(text)
	begins := beginWord(typed)
	slices.Sort(typed)
	typed = slices.Compact(typed)
	typed = typed[:min(len(typed), mostWords)]
	walls := scope.Walls()
	if len(typed) == 0 || scope.Nobody() || len(walls) == 0 && !scope.EveryWall() {
		return nil, nil
	}
	g := grammar{x.d.Engine == db.Postgres}
	within := []string{g.word(x.own())}
	if !scope.EveryWall() {
		within = []string{g.any(each(walls, x.behind, g.word))}
	}
	if len(types) > 0 {
		within = append(within, g.any(each(types, typeWord, g.word)))
	}
	var said, named []string
	for _, w := range typed {
		said, named = append(said, g.begun(w)), append(named, g.begun(titleMark+w))
	}
	for _, what := range [][]string{said, named, {g.begun(begins)}, g.reach(text)} {
		if len(what) > 0 {
			arms = append(arms, g.all(append(what, within...)))
		}
	}
	return arms, typed
}

// ranked are the documents of each arm, with the place of the arm.
func (x *Finder) ranked(arms []string) (string, []any) {
	var parts []string
	var args []any
	for i, match := range arms {
		arm := strconv.Itoa(i)
		if x.d.Engine == db.Postgres {
			args = append(args, x.ws, match, x.ws, x.ws, match, mostRanked)
			parts = append(parts, "SELECT no, "+arm+" AS arm FROM ("+latestFirst+") a"+arm)
			continue
		}
		args = append(args, match, mostRanked)
		parts = append(parts, "SELECT no, "+arm+" AS arm FROM (SELECT rowid AS no FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT ?) a"+arm)
	}
	return strings.Join(parts, " UNION ALL "), args
}

// PostgreSQL's index of words gives all that fit, in no order, and its planner cannot tell
// how many a beginning fits. So the latest documents are walked first, which is enough for
// what very many fit; only where they do not fill the page are the others looked up by
// their words (the "+ 0" keeps the planner from walking those too).
const (
	latest      = "10000"
	fitting     = " words @@ CAST(CAST(? AS TEXT) AS TSQUERY) ORDER BY no"
	latestFirst = "(SELECT no FROM (SELECT no, words FROM search_docs WHERE workspace = ? ORDER BY no DESC LIMIT " + latest + ") l WHERE" + fitting + " DESC)" +
		" UNION ALL (SELECT no FROM search_docs WHERE workspace = ? AND" +
		" no <= (SELECT COALESCE(MAX(no), 0) - " + latest + " FROM search_docs WHERE workspace = ?) AND" + fitting + " + 0 DESC) LIMIT ?"
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
