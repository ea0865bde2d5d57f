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

// model is the simplest book: a list of entries and a set of undone imports.
type model struct {
	entries []clientele.Entry
	undone  map[clientele.ID]bool
	imports []clientele.ID
}

func (m *model) counting() (live []clientele.Entry) {
	for _, e := range m.entries {
		if !m.undone[e.Import] {
			live = append(live, e)
		}
	}
	return live
}

// holding are the facts that count: of each key the last word, in the place of the first.
func (m *model) holding() (held []clientele.Entry) {
	for _, e := range m.counting() {
		i := slices.IndexFunc(held, func(h clientele.Entry) bool { return h.Key == e.Key })
		switch {
		case i < 0:
			held = append(held, e)
		case e.Rev > held[i].Rev:
			e.ID = held[i].ID
			held[i] = e
		}
	}
	return held
}

// hear takes one entry in, as a fact, as a later word on one, or not at all.
func (m *model) hear(e clientele.Entry) (added, amended bool) {
	var last *clientele.Entry
	for _, was := range m.counting() {
		if was.Key != e.Key {
			continue
		}
		a, err := was.ContentHash()
		b, err2 := e.ContentHash()
		if err != nil || err2 != nil || a == b {
			return false, false
		}
		if last == nil || was.Rev > last.Rev {
			last = &was
		}
	}
	e.Rev = 1
	if last != nil {
		if last.Import == e.Import {
			return false, false
		}
		e.Rev, e.Account = last.Rev+1, last.Account
	}
	m.entries = append(m.entries, e)
	return last == nil, last != nil
}

// doubles says whether an entry of an undone import is counted by another one.
func (m *model) doubles(e clientele.Entry) bool {
	return slices.ContainsFunc(m.counting(), func(o clientele.Entry) bool {
		return o.Key == e.Key && o.Import != e.Import && (o.Rev == e.Rev || o.Account != e.Account)
	})
}

func (m *model) history(rel clientele.Relationship) (h clientele.History, any bool) {
	for _, e := range m.holding() {
		if e.Account == rel.Account && e.Line == rel.Line {
			h.Apply(e)
			any = true
		}
	}
	return h, any
}

// words are the last words on facts, where they were written.
func (m *model) words() (last []clientele.Entry) {
	for _, e := range m.counting() {
		last = slices.DeleteFunc(last, func(o clientele.Entry) bool { return o.Key == e.Key && o.Rev < e.Rev })
		if !slices.ContainsFunc(last, func(o clientele.Entry) bool { return o.Key == e.Key }) {
			last = append(last, e)
		}
	}
	return last
}

func (m *model) timeline(account clientele.ID) (keys []string) {
	live := m.words()
	slices.Reverse(live)
	slices.SortStableFunc(live, func(a, b clientele.Entry) int { return -cmp.Compare(a.At, b.At) })
	for _, e := range live {
		if e.Account == account {
			keys = append(keys, e.Key)
		}
	}
	return keys
}

// followUps are the promises of an account that nothing closed, by the entry's key.
func (m *model) followUps(account clientele.ID) map[string]clientele.Day {
	open, key := map[string]clientele.Day{}, map[clientele.ID]string{}
	for _, e := range m.holding() {
		if e.Account != account {
			continue
		}
		switch b := e.Body.(type) {
		case clientele.FollowUp:
			open[e.Key], key[e.ID] = b.Due, e.Key
		case clientele.Settled:
			if _, ok := open[key[b.Of]]; !ok {
			} else if b.Until == clientele.NoDay {
				delete(open, key[b.Of])
			} else {
				open[key[b.Of]] = b.Until
			}
		}
	}
	return open
}

func bodies(t *rapid.T, m *model) clientele.Body {
	day := rapid.Custom(func(t *rapid.T) clientele.Day {
		return dayOf("2026-01-01") + clientele.Day(rapid.IntRange(0, 9).Draw(t, "day"))
	})
	money := clientele.Money{Minor: int64(rapid.IntRange(-1, 900).Draw(t, "minor")), Currency: rapid.SampledFrom([]string{"EUR", "EUR", "USD"}).Draw(t, "currency")}
	switch rapid.IntRange(0, 7).Draw(t, "body") {
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
		return clientele.FollowUp{Text: "call", Due: day.Draw(t, "due")}
	case 5:
		of := clientele.ID(0)
		for _, e := range m.entries {
			if e.Body.EntryKind() == clientele.KindFollowUp && rapid.Bool().Draw(t, "of") {
				of = e.ID
			}
		}
		return clientele.Settled{Of: of, Play: rapid.SampledFrom([]string{"", "call", "visit"}).Draw(t, "play"), Until: rapid.SampledFrom([]clientele.Day{0, dayOf("2026-02-02")}).Draw(t, "until")}
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
	added, amended := 0, 0
	for _, e := range batch {
		fresh, again := x.model.hear(e)
		if fresh {
			added++
		}
		if again {
			amended++
		}
	}
	for _, h := range x.books {
		if r := h.append(slices.Clone(batch)...); r.Added != added || r.Amended != amended || r.Known != len(batch)-added-amended {
			t.Fatalf("%s: %+v, want %d added, %d amended", h.d.Engine, r, added, amended)
		}
	}
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
	refused := !undo && slices.ContainsFunc(x.model.entries, func(e clientele.Entry) bool { return e.Import == id && x.model.doubles(e) })
	for _, h := range x.books {
		var err error
		if undo {
			_, err = h.book.UndoImport(h.Context(), id, "Ada")
		} else {
			_, err = h.book.RedoImport(h.Context(), id, "Ada")
		}
		if refused != (clientele.KindOf(err) == clientele.Conflict) || !refused && err != nil {
			t.Fatalf("%s: undo %v of import %d: %v, want refused %v", h.d.Engine, undo, id, err, refused)
		}
	}
	if !refused {
		x.model.undone[id] = undo
	}
}

func (x *both) agree(t *rapid.T) {
	tables := append(slices.Clone(derived), "entries")
	var dumps []string
	for _, h := range x.books {
		before := h.dump(x.ws, tables...)
		h.must(h.book.Rebuild(h.Context(), nil))
		if diff := gocmp.Diff(before, h.dump(x.ws, tables...)); diff != "" {
			t.Fatalf("%s: a rebuild changes:\n%s", h.d.Engine, diff)
		}
		dumps = append(dumps, before)
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
			want, any := x.model.history(rel)
			got, err := h.book.History(h.Context(), rel)
			if any != (err == nil) || !bytes.Equal(got.Pack(), want.Pack()) {
				t.Fatalf("%s: history of %v: %+v, %v, want %+v", h.d.Engine, rel, got, err, want)
			}
		}
		var keys []string
		for _, e := range h.timeline(a) {
			keys = append(keys, e.Key)
		}
		if diff := gocmp.Diff(x.model.timeline(a), keys); diff != "" {
			t.Fatalf("%s: timeline:\n%s", h.d.Engine, diff)
		}
		open := map[string]clientele.Day{}
		promises, err := h.book.FollowUps(h.Context(), a)
		h.must(err)
		for _, f := range promises {
			e, err := h.book.Entry(h.Context(), f.Entry)
			h.must(err)
			open[e.Key] = f.Due
		}
		if diff := gocmp.Diff(x.model.followUps(a), open); diff != "" {
			t.Fatalf("%s: follow-ups:\n%s", h.d.Engine, diff)
		}
	}
}

// Whatever is appended, undone and redone, in whatever order: both engines keep
// what the simplest book would, and folding again changes nothing.
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
		})
		x.agree(rt)
	})
}

var _ = ledger.Done
