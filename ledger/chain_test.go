package ledger_test

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Whoever changes the book behind its back, past its triggers, is found.
func TestTheChainFindsWhatWasChanged(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":  "",
		"changed":  "UPDATE entries SET body = '{}' WHERE workspace = 1 AND key = '2'",
		"re-dated": "UPDATE entries SET day = day + 1 WHERE workspace = 1 AND key = '2'",
		"deleted":  "DELETE FROM entries WHERE workspace = 1 AND key = '2'",
		"last":     "DELETE FROM entries WHERE workspace = 1 AND key = '3'",
		"put in":   "INSERT INTO entries SELECT workspace, id + 1000, account, ref_type, ref_id, line, kind, import, 'x', revision, content_hash, day, at, learnt, by_user, body, sealed FROM entries WHERE key = '2'",
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := open(t, d, 1)
				a := h.account("A")
				for _, key := range []string{"1", "2", "3"} {
					h.append(order(a, key, "2026-01-01", 100), clientele.Entry{Account: a, Key: "call" + key, At: at("2026-01-02"), Body: clientele.Interaction{Channel: clientele.Call, Text: "a word"}})
				}
				if text != "" {
					h.inTx(h.unguarded(text))
				}
				p, err := h.book.VerifyChain(t.Context(), nil)
				h.must(err)
				if (p != nil) != (text != "") {
					t.Errorf("found %+v", p)
				}
			})
		})
	}
}
