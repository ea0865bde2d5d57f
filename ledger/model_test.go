package ledger_test

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

// model is the simplest book: a list of entries, a set of undone imports, and who went into whom.
type model struct {
	entries []clientele.Entry
	undone  map[clientele.ID]bool
	imports []clientele.ID
	merges  []merged
}

type merged struct {
	clientele.Same
	id clientele.ID
}

func (m *model) canonical(account clientele.ID) clientele.ID {
	for _, x := range m.merges {
		if x.B == account {
			return m.canonical(x.A)
		}
	}
	return account
}

// words are all entries of a key; those that count, where that is asked for.
func (m *model) words(key string, counting bool) (words []clientele.Entry) {
	for _, e := range m.entries {
		if e.Key == key && !(counting && m.undone[e.Import]) {
			words = append(words, e)
		}
	}
	return words
}

// counting are the facts that count, each by its last word, in the order in which they were first heard of.
func (m *model) counting() (live []clientele.Entry) {
	for _, first := range m.entries {
		words := m.words(first.Key, true)
		if first.Rev > 1 || len(words) == 0 || words[len(words)-1].Body.EntryKind() == clientele.KindStruck {
			continue
		}
		e := words[len(words)-1]
		e.Fact, e.Account, e.Rev = first.ID, m.canonical(e.Account), len(words) // history asks whether it was the first that we heard
		live = append(live, e)
	}
	return live
}

func says(e clientele.Entry) string { return fmt.Sprintf("%v %v %#v", e.Line, e.At, e.Body) }

// append gives how many facts were new, and of how many there was news.
func (m *model) append(batch []clientele.Entry) (added, amended int) {
	came := map[string]bool{}
	for _, e := range batch {
		words, counting := m.words(e.Key, false), m.words(e.Key, true)
		if came[e.Key] || slices.ContainsFunc(counting, func(w clientele.Entry) bool { return says(w) == says(e) }) ||
			slices.ContainsFunc(words, func(w clientele.Entry) bool { return e.Import != 0 && w.Import == e.Import }) ||
			len(counting) > 0 && counting[len(counting)-1].Body.EntryKind() == clientele.KindStruck {
			continue
		}
		if len(counting) > 0 {
			amended++
		} else {
			added++
		}
		came[e.Key] = true
		m.put(e)
	}
	return added, amended
}

func (m *model) put(e clientele.Entry) {
	e.Rev = len(m.words(e.Key, false)) + 1
	m.entries = append(m.entries, e)
}

func (m *model) history(rel clientele.Relationship) (h clientele.History, any bool) {
	for _, e := range m.counting() {
		if k := e.Body.EntryKind(); e.Account == rel.Account && e.Line == rel.Line && k != clientele.KindSame && k != clientele.KindParted {
			h.Apply(e)
			any = true
		}
	}
	return h, any
}

func (m *model) timeline(account clientele.ID) (ids []clientele.ID) {
	live := m.counting()
	slices.SortFunc(live, func(a, b clientele.Entry) int { return -cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	for _, e := range live {
		if e.Account == m.canonical(account) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

func bodies(t *rapid.T, m *model) clientele.Body {
	day := rapid.Custom(func(t *rapid.T) clientele.Day {
		return dayOf("2026-01-01") + clientele.Day(rapid.IntRange(0, 9).Draw(t, "day"))
	})
	money := clientele.Money{Minor: int64(rapid.IntRange(-1, 900).Draw(t, "minor")), Currency: rapid.SampledFrom([]string{"EUR", "EUR", "USD"}).Draw(t, "currency")}
	switch rapid.IntRange(0, 6).Draw(t, "body") {
	case 0:
		return clientele.Return{Total: money}
	case 1:
		return clientele.Interaction{Channel: rapid.SampledFrom([]clientele.Channel{clientele.Call, clientele.Meeting, clientele.Note}).Draw(t, "channel"),
			Direction: rapid.SampledFrom([]clientele.Direction{clientele.In, clientele.Out, ""}).Draw(t, "direction")}
	case 2:
		return clientele.Engagement{Kind: clientele.Retainer, Start: day.Draw(t, "start"), Fee: money, Period: clientele.Monthly}
	case 3:
		return clientele.Overrule{Kind: rapid.SampledFrom([]clientele.Kind{clientele.Client, ""}).Draw(t, "kind"), Until: day.Draw(t, "until")}
	case 4:
		return clientele.Settled{Play: rapid.SampledFrom([]string{"call", "visit"}).Draw(t, "play"), Until: rapid.SampledFrom([]clientele.Day{0, dayOf("2026-02-02")}).Draw(t, "until")}
	}
	return clientele.Order{Total: money}
}

// both is the same book on both engines, which must always answer the same.
type both struct {
	*rapid.T
	books    []house
	ws       clientele.ID
	accounts []clientele.ID
	model    model
}

func (x *both) appendSome(t *rapid.T) {
	id := rapid.SampledFrom(append([]clientele.ID{0}, x.model.imports...)).Draw(t, "import")
	if x.model.undone[id] {
		return
	}
	var batch []clientele.Entry
	for range rapid.IntRange(1, 6).Draw(t, "n") {
		batch = append(batch, clientele.Entry{
			Account: rapid.SampledFrom(x.accounts).Draw(t, "account"), Line: rapid.SampledFrom([]clientele.Line{"", "b"}).Draw(t, "line"),
			Key: fmt.Sprint("k", rapid.IntRange(0, 25).Draw(t, "key")), Import: id, Learnt: at("2026-03-31") + 12*3_600_000,
			At: at("2026-01-01") + clientele.Instant(rapid.IntRange(0, 9*24).Draw(t, "hour")*3_600_000), Body: bodies(t, &x.model),
		})
	}
	added, amended := x.model.append(batch)
	for _, h := range x.books {
		if r := h.append(slices.Clone(batch)...); r.Added != added || r.Amended != amended || r.Known != len(batch)-added-amended {
			t.Fatalf("%s: %+v, want %d added, %d amended", h.d.Engine, r, added, amended)
		}
	}
	x.number(t)
}

// amendSome corrects or removes something that was made by hand.
func (x *both) amendSome(t *rapid.T) {
	if len(x.model.entries) == 0 {
		return
	}
	e := rapid.SampledFrom(x.model.entries).Draw(t, "entry")
	words := x.model.words(e.Key, false)
	kind, last := words[0].Body.EntryKind(), words[len(words)-1]
	if counting := x.model.words(e.Key, true); len(counting) > 0 {
		last = counting[len(counting)-1]
	}
	body := bodies(t, &x.model)
	if rapid.Bool().Draw(t, "strike") {
		body = clientele.Struck{Reason: "a slip"}
	}
	struck := body.EntryKind() == clientele.KindStruck
	may := []clientele.EntryKind{clientele.KindInteraction, clientele.KindOverrule, clientele.KindSettled}
	allowed := words[0].Import == 0 && slices.Contains(may, kind) && (body.EntryKind() == kind || struck && last.Body.EntryKind() != clientele.KindStruck)
	for _, h := range x.books {
		err := h.book.InTx(h.Context(), func(tx *db.Tx) error {
			_, err := h.book.Amend(h.Context(), tx, ledger.Amendment{Entry: e.ID, Body: body, By: 3})
			return err
		})
		if allowed != (err == nil) || !allowed && clientele.KindOf(err) != clientele.Conflict {
			t.Fatalf("%s: amend %+v by %+v: %v, allowed %v", h.d.Engine, e, body, err, allowed)
		}
	}
	if allowed {
		last.Body, last.Import = body, 0
		x.model.put(last)
		x.number(t)
	}
}

func (x *both) mergeSome(t *rapid.T) {
	account := rapid.SampledFrom(x.accounts)
	m := clientele.Same{A: account.Draw(t, "stays"), B: account.Draw(t, "goes")}
	allowed := m.A != m.B && x.model.canonical(m.A) == m.A && x.model.canonical(m.B) == m.B
	var ids []clientele.ID
	for _, h := range x.books {
		err := h.book.InTx(h.Context(), func(tx *db.Tx) error {
			id, err := h.book.Merge(h.Context(), tx, m, 3, "")
			ids = append(ids, id)
			return err
		})
		if allowed != (err == nil) || !allowed && clientele.KindOf(err) != clientele.Conflict {
			t.Fatalf("%s: merge %+v: %v, allowed %v", h.d.Engine, m, err, allowed)
		}
	}
	if allowed {
		x.model.merges = append(x.model.merges, merged{m, ids[0]})
		x.model.put(clientele.Entry{Account: m.A, Key: fmt.Sprint("by hand/", ids[0]), At: x.books[0].book.Clock.Now(), Body: m})
		x.number(t)
	}
}

func (x *both) partSome(t *rapid.T) {
	if len(x.model.merges) == 0 {
		return
	}
	i := rapid.IntRange(0, len(x.model.merges)-1).Draw(t, "merge")
	m := x.model.merges[i]
	for _, h := range x.books {
		part := func() error {
			return h.book.InTx(h.Context(), func(tx *db.Tx) error {
				_, err := h.book.Part(h.Context(), tx, m.id, 3, "")
				return err
			})
		}
		h.must(part())
		if err := part(); clientele.KindOf(err) != clientele.NotFound {
			t.Fatalf("%s: parted twice: %v", h.d.Engine, err)
		}
	}
	x.model.merges = slices.Delete(x.model.merges, i, i+1)
	x.model.put(clientele.Entry{Account: m.A, Key: fmt.Sprint("parted ", m.id, len(x.model.entries)), At: x.books[0].book.Clock.Now(), Body: clientele.Parted{Merge: m.id}})
	x.number(t)
}

// number gives the model the ids that the book gave, which both engines must agree on.
func (x *both) number(t *rapid.T) {
	var ids [2][]clientele.ID
	for i, h := range x.books {
		var err error
		ids[i], err = db.All[clientele.ID](h.Context(), h.d, "SELECT id FROM entries WHERE workspace = ? ORDER BY id", x.ws)
		h.must(err)
	}
	if !slices.Equal(ids[0], ids[1]) || len(ids[0]) != len(x.model.entries) {
		t.Fatalf("ids: %v, %v, of %d entries", ids[0], ids[1], len(x.model.entries))
	}
	for i := range x.model.entries {
		x.model.entries[i].ID = ids[0][i]
	}
}

func (x *both) beginSome(t *rapid.T) {
	if len(x.model.imports) < 4 {
		ids := []clientele.ID{x.books[0].begin("f"), x.books[1].begin("f")}
		if ids[0] != ids[1] {
			t.Fatal(ids)
		}
		x.model.imports = append(x.model.imports, ids[0])
	}
}

func (x *both) turnSome(t *rapid.T) {
	if len(x.model.imports) == 0 {
		return
	}
	id := rapid.SampledFrom(x.model.imports).Draw(t, "import")
	undo := !x.model.undone[id]
	for _, h := range x.books {
		var err error
		if undo {
			_, err = h.book.UndoImport(h.Context(), id, "Ada")
		} else {
			_, err = h.book.RedoImport(h.Context(), id, "Ada")
		}
		h.must(err)
	}
	x.model.undone[id] = undo
}

func (x *both) agree(t *rapid.T) {
	tables := append(slices.Clone(derived), "same")
	var dumps []string
	for _, h := range x.books {
		before := h.dump(x.ws, tables...)
		h.must(h.book.Rebuild(h.Context(), nil))
		if diff := gocmp.Diff(before, h.dump(x.ws, tables...)); diff != "" {
			t.Fatalf("%s: a rebuild changes:\n%s", h.d.Engine, diff)
		}
		dumps = append(dumps, before)
		if broken, err := h.book.VerifyChain(h.Context(), nil); broken != nil || err != nil {
			t.Fatalf("%s: the chain: %v, %v", h.d.Engine, broken, err)
		}
		x.asTheModel(t, h)
	}
	if diff := gocmp.Diff(dumps[0], dumps[1]); diff != "" {
		t.Fatalf("the engines differ:\n%s", diff)
	}
}

func (x *both) asTheModel(t *rapid.T, h house) {
	for _, a := range x.accounts {
		for _, line := range []clientele.Line{"", "b"} {
			rel := clientele.Relationship{Account: a, Line: line}
			want, any := x.model.history(clientele.Relationship{Account: x.model.canonical(a), Line: line})
			got, err := h.book.History(h.Context(), rel)
			if any != (err == nil) || !bytes.Equal(got.Pack(), want.Pack()) {
				t.Fatalf("%s: history of %v: %+v, %v, want %+v", h.d.Engine, rel, got, err, want)
			}
		}
		var ids []clientele.ID
		for _, e := range h.timeline(a) {
			ids = append(ids, e.ID)
		}
		if diff := gocmp.Diff(x.model.timeline(a), ids); diff != "" {
			t.Fatalf("%s: timeline:\n%s", h.d.Engine, diff)
		}
	}
}

// Whatever is appended, amended, merged, parted, undone and redone, in whatever order: both
// engines keep what the simplest book would, folding again changes nothing, and the chain is whole.
func TestLikeTheModel(t *testing.T) {
	engines := []*db.DB{dbtest.SQLite(t), dbtest.Postgres(t)}
	ws := clientele.ID(1)
	rapid.Check(t, func(rt *rapid.T) {
		ws++
		x := &both{T: rt, ws: ws, model: model{undone: map[clientele.ID]bool{}}}
		for _, d := range engines {
			h := open(t, d, ws)
			h.must(d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "INSERT INTO workspaces (id, name) VALUES (?, ?)", ws, "test")
				return err
			}))
			x.books = append(x.books, h)
			x.accounts = []clientele.ID{h.account("A"), h.account("B"), h.account("C")}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"append": x.appendSome, "append more": x.appendSome, "begin": x.beginSome, "turn": x.turnSome,
			"amend": x.amendSome, "merge": x.mergeSome, "part": x.partSome,
		})
		x.agree(rt)
	})
}

var _ = ledger.Done
