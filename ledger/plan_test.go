package ledger_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// large are the tables that grow with the number of accounts or of entries. Their
// every search must be narrowed by more than the workspace.
var large = regexp.MustCompile(`\b(standings|measured|phrases|entries|accounts|account_words|histories|standing_changes|import_rejects|s|m|a|h)\b`)

type step struct {
	ID     int    `db:"id"`
	Parent int    `db:"parent"`
	Unused int    `db:"notused"`
	Detail string `db:"detail"`
}

// plans runs reads and checks the plan of each statement once.
func (h house) plans(read func(context.Context)) {
	h.Helper()
	seen := map[string][]any{}
	h.d.Watch(func(text string, args []any) { seen[text] = append([]any(nil), args...) })
	read(h.Context())
	h.d.Watch(nil)
	if len(seen) == 0 {
		h.Error("nothing was read")
	}
	for text, args := range seen {
		steps, err := db.All[step](h.Context(), h.d, "EXPLAIN QUERY PLAN "+text, args...)
		h.must(err)
		for _, s := range steps {
			if fault := faultOf(text, s.Detail); fault != "" {
				h.Errorf("%s: %s\n%s\n%v", fault, s.Detail, text, args)
			}
		}
	}
}

func faultOf(text, detail string) string {
	subject, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(detail, "SCAN "), "SEARCH "), " ")
	switch {
	case strings.HasPrefix(detail, "SCAN ") && large.MatchString(subject):
		return "a whole table is read"
	case strings.Contains(detail, "INDEX standing_changes_latest ") && strings.Contains(text, "ORDER BY id DESC LIMIT ?"):
		return "" // the index gives them in order, and the walk ends at the limit
	case strings.HasPrefix(detail, "SEARCH ") && large.MatchString(subject) && strings.HasSuffix(detail, "(workspace=?)"):
		return "a whole workspace is read"
	case strings.HasSuffix(detail, "FOR ORDER BY") && strings.Contains(text, "facet = ?"):
		return "a list is sorted that an index should give in order"
	case strings.HasPrefix(detail, "SEARCH standings ") && strings.Contains(text, "facet = ?") && !strings.Contains(detail, "COVERING INDEX") && strings.Contains(text, "arm") && !narrowed.MatchString(text):
		return "a walk along an index reads rows"
	}
	return ""
}

// narrowed is a walk that looks at the other column of each row; how many it looks at is bounded.
var narrowed = regexp.MustCompile(` w\b.* AND w\.(expected_value|last_contact) `)

// Every read that a page makes is a search by an index, in SQLite; whatever the
// number of accounts and entries.
func TestQueryPlans(t *testing.T) {
	h := open(t, dbtest.SQLite(t), 1)
	h.someStandings(400)
	a := h.account("A")
	i := h.begin("f")
	h.append(imported(i, order(a, "x", "2026-01-01", 1))...)
	_, err := h.book.UndoImport(t.Context(), i, "Ada")
	h.must(err)
	for name, f := range filters() {
		for _, f.Sort = range standings.Sorts {
			for _, f.Desc = range []bool{false, true} {
				f.Limit, f.After = 5, ""
				t.Run(fmt.Sprint(name, "/", f.Sort, f.Desc), func(t *testing.T) {
					h := house{t, h.d, h.book, h.dir}
					read := func(ctx context.Context) {
						f.After = ""
						_, next, err := h.book.Relationships(ctx, f)
						h.must(err)
						_, _, err = h.book.Count(ctx, f)
						h.must(err)
						f.After = next
						_, _, err = h.book.Relationships(ctx, f)
						h.must(err)
					}
					h.plans(read)
					h.book.Patience = standings.Patience{Few: 2, Look: 30} // and by the other way
					h.plans(read)
					h.book.Patience = standings.Patience{Few: 3_000, Look: 10_000}
				})
			}
		}
	}
	for name, read := range reads(h, a) {
		t.Run(name, func(t *testing.T) { house{t, h.d, h.book, h.dir}.plans(read) })
	}
}

// An undo reads what its import brought, not what came after it.
func TestUndoReadsItsOwn(t *testing.T) {
	h := open(t, dbtest.SQLite(t), 1)
	i := h.begin("f")
	h.append(imported(i, order(h.account("A"), "x", "2026-01-01", 1))...)
	found := 0
	h.d.Watch(func(text string, args []any) {
		if !strings.Contains(text, "FROM entries") || strings.Contains(text, "account IN") || strings.HasPrefix(text, "EXPLAIN") {
			return
		}
		found++
		steps, err := db.All[step](t.Context(), h.d, "EXPLAIN QUERY PLAN "+text, args...)
		h.must(err)
		for i, s := range steps { // its own, and other words on the same facts
			if i == 0 && !strings.Contains(s.Detail, "INDEX entries_import ") || i > 0 && !strings.Contains(s.Detail, "key=?") && !strings.Contains(s.Detail, "TEMP B-TREE") {
				t.Errorf("%+v: %s", steps, text)
			}
		}
	})
	_, err := h.book.UndoImport(t.Context(), i, "Ada")
	h.must(err)
	if found == 0 {
		t.Error("nothing was read")
	}
}

func reads(h house, a clientele.ID) map[string]func(context.Context) {
	rel, line := clientele.Relationship{Account: a}, clientele.Line("")
	return map[string]func(context.Context){
		"timeline": func(ctx context.Context) {
			_, _, err := h.book.Timeline(ctx, ledger.TimelineQuery{Account: a})
			h.must(err)
			_, next, err := h.book.Timeline(ctx, ledger.TimelineQuery{Account: a, Line: &line, Kinds: []clientele.EntryKind{clientele.KindOrder}, Limit: 1})
			h.must(err)
			_, _, err = h.book.Timeline(ctx, ledger.TimelineQuery{Account: a, Before: next})
			h.must(err)
		},
		"person": func(ctx context.Context) {
			member := access.Of(access.User{ID: 3, Role: access.Member}, nil, []clientele.ID{7})
			q := ledger.StreamQuery{Of: clientele.Ref{Type: "person", ID: 9}, Name: "Jo", Accounts: []clientele.ID{a, a + 1}, Before: ledger.Place{At: 1 << 40, ID: 5},
				Beside: []clientele.Ref{{Type: "task", ID: 3}, {Type: "task", ID: 4}, {Type: "file", ID: 5}}}
			for _, s := range []access.Scope{member, access.System("a test")} {
				_, _, err := h.book.For(s).Stream(ctx, q)
				h.must(err)
			}
		},
		"account": func(ctx context.Context) {
			for _, q := range []ledger.StreamQuery{{}, {Facts: []clientele.EntryKind{clientele.KindInteraction}}, {Changes: []string{"task"}, Facts: []clientele.EntryKind{clientele.KindOrder}},
				{Other: []string{"task"}, Line: &line}, {With: "Jo"}} {
				q.Of, q.Before = clientele.Ref{Type: "account", ID: a}, ledger.Place{At: 1 << 40, ID: 5}
				_, _, err := h.book.For(access.System("a test")).Stream(ctx, q)
				h.must(err)
			}
		},
		"entry":     func(ctx context.Context) { _, _ = h.book.Entry(ctx, 1) },
		"history":   func(ctx context.Context) { _, _ = h.book.History(ctx, rel) },
		"standing":  func(ctx context.Context) { _, _ = h.book.Standing(ctx, rel) },
		"standings": func(ctx context.Context) { _, _ = h.book.Standings(ctx, a) },
		"course":    func(ctx context.Context) { _, _ = h.book.Course(ctx, rel, 10) },
		"latest":    func(ctx context.Context) { _, _ = h.book.LatestChanges(ctx, 10) },
		"rows":      func(ctx context.Context) { _, _ = h.book.Rows(ctx, []clientele.Relationship{rel}) },
		"overrules": func(ctx context.Context) { _, _ = h.book.Overrules(ctx, a) },
		"balance":   func(ctx context.Context) { _, _ = h.book.Balance(ctx) },
		"last day":  func(ctx context.Context) { _, _ = h.book.LastDay(ctx, 1<<20) },
		"undo and redo": func(ctx context.Context) {
			i := h.begin("g")
			h.append(imported(i, order(a, "y", "2026-01-02", 1))...)
			_, err := h.book.UndoImport(ctx, i, "Ada")
			h.must(err)
			_, err = h.book.RedoImport(ctx, i, "Ada")
			h.must(err)
		},
		"imports": func(ctx context.Context) { _, _ = h.book.Imports(ctx, 0, 10) },
		"rejects": func(ctx context.Context) { _, _ = h.book.Rejects(ctx, 1, 0, 10) },
		"histories": func(ctx context.Context) {
			for range h.book.Histories(ctx, rel) {
				break
			}
		},
	}
}
