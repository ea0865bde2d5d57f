package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestSecretOfTheAppIsSealed: the database does not hold it; what was sealed for one user
// opens for no other; without the key a recovery code still lets in, and the doctor knows.
func TestSecretOfTheAppIsSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		secret, codes, _ := h.twoSteps(h.session(h.owner))
		h.beginSecond(h.session(h.member), password+" more")
		for _, row := range h.texts(first(d.SQL()), "SELECT secret FROM second_steps") {
			if strings.Contains(row, secret) || !strings.HasPrefix(row, "gcm1:") {
				t.Errorf("kept as %q", row)
			}
		}
		right := func(all, shut int) {
			t.Helper()
			if a, s, err := h.crm.Access.SealedRight(t.Context()); a != all || s != shut || err != nil {
				t.Errorf("%d sealed and %d shut, not %d and %d: %v", a, s, all, shut, err)
			}
		}
		right(2, 0)
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE second_steps SET secret = (SELECT s.secret FROM second_steps s WHERE s.workspace = ? AND s.user_id = ?) WHERE workspace = ? AND user_id = ?",
				1, h.member, 1, h.owner)
			return err
		}))
		right(2, 1)
		h.crm.Access.Key = func(bool) ([]byte, error) { return []byte("another key, of thirty-two bytes"), nil }
		right(2, 2)
		h.clock.add(time.Minute)
		ticket := h.ticketOf(h.signIn(ownerEmail, password))
		w := h.step(ticket, h.code(secret))
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "recovery code") {
			t.Errorf("with another key: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.step(ticket, codes[0]); w.Code != 303 || cookies(w)["clientele"] == nil {
			t.Errorf("a recovery code: %d %s", w.Code, clipBody(w.Body.String()))
		}
	})
}
