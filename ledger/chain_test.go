package ledger_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
)

// unguard takes away what keeps the book append-only, as somebody at the database could.
func (h house) unguard() {
	h.Helper()
	drops := []string{"DROP TRIGGER entries_not_updated", "DROP TRIGGER entries_not_deleted"}
	if h.d.Engine == db.Postgres {
		drops = []string{"DROP TRIGGER entries_guard ON entries"}
	}
	h.inTx(func(ctx context.Context, tx *db.Tx) error {
		for _, text := range drops {
			if _, err := tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestTheChainFindsEveryChange(t *testing.T) {
	everything := "(workspace, id, fact, revision, account, ref_type, ref_id, line, kind, import, key, content_hash, day, at, learnt, by_user, via, body, party, sealed)"
	slipIn := "INSERT INTO entries " + everything + " SELECT workspace, %s, fact, revision + 7, account, ref_type, ref_id, line, kind, import, key, content_hash," +
		" day, at, learnt, by_user, via, body, party, sealed FROM entries WHERE workspace = 1 AND id = %d"
	for name, harm := range map[string]func(ids []clientele.ID) string{
		"changed body": func(ids []clientele.ID) string {
			return fmt.Sprintf(`UPDATE entries SET body = '{}' WHERE workspace = 1 AND id = %d`, ids[1])
		},
		"changed day": func(ids []clientele.ID) string {
			return fmt.Sprintf(`UPDATE entries SET day = day + 1 WHERE workspace = 1 AND id = %d`, ids[5])
		},
		"changed text": func(ids []clientele.ID) string {
			return fmt.Sprintf(`UPDATE entries SET sealed = (SELECT sealed FROM entries WHERE workspace = 1 AND id = %d) WHERE workspace = 1 AND id = %d`, ids[4], ids[5])
		},
		"deleted first": func(ids []clientele.ID) string {
			return fmt.Sprintf(`DELETE FROM entries WHERE workspace = 1 AND id = %d`, ids[0])
		},
		"deleted last": func(ids []clientele.ID) string {
			return fmt.Sprintf(`DELETE FROM entries WHERE workspace = 1 AND id = %d`, ids[5])
		},
		"deleted all":     func([]clientele.ID) string { return `DELETE FROM entries WHERE workspace = 1` },
		"slipped between": func(ids []clientele.ID) string { return fmt.Sprintf(slipIn, fmt.Sprint(ids[3]+1), ids[2]) },
		"slipped after":   func(ids []clientele.ID) string { return fmt.Sprintf(slipIn, "1000000", ids[2]) },
		"a link removed": func(ids []clientele.ID) string {
			return fmt.Sprintf(`DELETE FROM chain WHERE workspace = 1 AND last_id = %d`, ids[3])
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h, ctx := open(t, d, 1), t.Context()
				a := h.account("A")
				h.append(order(a, "1", "2026-01-01", 100), order(a, "2", "2026-01-02", 100), order(a, "3", "2026-01-03", 100))
				h.append(order(a, "4", "2026-01-01", 100))
				h.account("B") // takes ids between
				h.append(call(a, "2026-03-01", "first"), call(a, "2026-03-02", "other"))
				ids, err := db.All[clientele.ID](ctx, d, "SELECT id FROM entries WHERE workspace = ? ORDER BY id", 1)
				h.must(err)
				if broken, err := h.book.VerifyChain(ctx, nil); broken != nil || err != nil {
					t.Fatalf("a whole chain: %v, %v", broken, err)
				}
				h.unguard()
				h.inTx(func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, harm(ids))
					return err
				})
				if broken, err := h.book.VerifyChain(ctx, nil); err != nil || broken == nil || !strings.HasPrefix(say.English.Fill(broken.Where), "entries ") {
					t.Errorf("%v, %v", broken, err)
				}
			})
		})
	}
}

// What is said of people goes, and nothing else: sums, folds and the chain hold.
func TestErase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a, b := h.account("A"), h.account("B")
		person := clientele.Entry{Account: a, Ref: clientele.Ref{Type: "person", ID: 77}, Key: "person/77/1", At: at("2026-03-01"),
			Body: clientele.Changed{Rev: 1, Fields: map[string]clientele.Edit{"name": {Is: []byte(`"Zoë"`)}}}}
		file := []clientele.Entry{{Account: a, Key: "call/1", At: at("2026-03-03"), Body: clientele.Interaction{Channel: clientele.Call, Minutes: 5, Text: "tessafinch"}}}
		h.append(order(a, "1", "2026-01-01", 100), call(a, "2026-03-01", "tessafinch"), person, call(b, "2026-03-01", "of another"))
		h.append(imported(h.begin("calls.csv"), file...)...)
		h.append(clientele.Entry{Account: a, At: at("2026-03-02"), Body: clientele.Settled{Play: "answer-owed", Note: "wrote to tessafinch"}},
			clientele.Entry{Account: a, At: at("2026-03-02"), Body: clientele.Overrule{Kind: clientele.Client, Reason: "tessafinch is a friend", Until: dayOf("2026-06-01")}})
		for _, table := range []string{"entries"} {
			if strings.Contains(h.dump(1, table), "tessafinch") || strings.Contains(h.dump(1, table), "Zoë") {
				t.Errorf("table %s has the text open", table)
			}
		}
		histories := h.dump(1, "histories")
		erase := func(party clientele.ID) {
			h.inTx(func(ctx context.Context, tx *db.Tx) error { return h.book.Erase(ctx, tx, party) })
		}
		erase(a)
		if dump := h.dump(1, append(derived, "entries")...); strings.Contains(dump, "tessafinch") {
			t.Errorf("the text is still there:\n%s", dump)
		}
		if diff := cmp.Diff(histories, h.dump(1, "histories")); diff != "" {
			t.Errorf("histories changed:\n%s", diff)
		}
		for _, e := range h.timeline(a) {
			_, changed := e.Body.(clientele.Changed)
			_, bought := e.Body.(clientele.Order)
			if e.Erased == (changed || bought) {
				t.Errorf("erased %v: %+v", e.Erased, e)
			}
			if c, ok := e.Body.(clientele.Interaction); ok && (c.Text != "" || c.Channel != clientele.Call) {
				t.Errorf("%+v", c)
			}
		}
		if c := h.timeline(b)[0].Body.(clientele.Interaction); c.Text != "of another" {
			t.Errorf("another's text: %+v", c)
		}
		erase(77)
		for _, e := range h.timeline(a) {
			if c, ok := e.Body.(clientele.Changed); ok && (!e.Erased || c.Fields != nil || c.Rev != 1) {
				t.Errorf("%+v", e)
			}
		}
		before := h.dump(1, derived...)
		h.must(h.book.Rebuild(ctx, nil))
		if diff := cmp.Diff(before, h.dump(1, derived...)); diff != "" {
			t.Errorf("a rebuild changes:\n%s", diff)
		}
		if broken, err := h.book.VerifyChain(ctx, nil); broken != nil || err != nil {
			t.Errorf("the chain: %v, %v", broken, err)
		}
		if r := h.append(imported(h.begin("again.csv"), file...)...); r.Known != 1 || r.Amended != 0 {
			t.Errorf("a file that still has the text: %+v", r)
		}
		file[0].Key = "call/2"
		if r := h.append(imported(h.begin("more.csv"), file...)...); r.Added != 1 || !h.timeline(a)[0].Erased || strings.Contains(h.dump(1, "entries"), "tessafinch") {
			t.Errorf("%+v, %+v", r, h.timeline(a)[0])
		}
		err := h.book.InTx(ctx, func(tx *db.Tx) error {
			_, err := h.book.Append(ctx, tx, []clientele.Entry{call(a, "2026-03-09", "new words")})
			return err
		})
		if clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("words about somebody who was erased: %v", err)
		}
	})
}

// pinnedSeal was sealed once, under a key of zeros, for entry 7.
const pinnedSeal = "011d78a6c0b5da34160f47fd84642c333c15de9aa2132325b0a5f705efff173af59d569bb1c13b8b92463a4c8b"

// The seal is for ever: what was sealed by this key and id opens, and nothing else does.
func TestTheSealIsPinned(t *testing.T) {
	key, private := make([]byte, 32), []byte(`{"text":"hello"}`)
	sealed, err := ledger.Seal(key, 7, private)
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := hex.DecodeString(pinnedSeal)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range [][]byte{sealed, pinned} {
		if got, err := ledger.Unseal(key, 7, s); err != nil || string(got) != string(private) {
			t.Errorf("%x: %s, %v", s, got, err)
		}
		if _, err := ledger.Unseal(key, 8, s); err == nil {
			t.Error("it opens under another entry")
		}
		s[len(s)-1]++
		if _, err := ledger.Unseal(key, 7, s); err == nil {
			t.Error("it opens though it was changed")
		}
	}
	if _, err := ledger.Unseal(key, 7, nil); err == nil {
		t.Error("nothing opens")
	}
}
