package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestWhoWasNotLetIn: wrong passwords, codes and keys stand in the trail, with whom they
// tried and from where, for owners alone; an hour of guessing makes few entries, and is
// counted whole.
func TestWhoWasNotLetIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		manager, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Max", Email: "max@example.org", Password: password + " max"}, access.Manager)
		h.ok(err)
		_, old, err := h.crm.Access.CreateToken(t.Context(), access.System("test"), h.member, access.NewKey{Name: "till", Until: h.crm.Clock.Today()})
		h.ok(err)
		_, _, owner := h.twoSteps(h.session(h.owner))
		h.clock.add(24 * time.Hour)
		for range 3 {
			h.signIn(ownerEmail, "wrong wrong wrong")
		}
		h.signIn("Eve's own password", "wrong wrong wrong")
		h.step(h.ticketOf(h.signIn(ownerEmail, password)), "000000x")
		for _, key := range []string{old, "clientele_NOTONE", "nothing"} {
			h.do(get("/api/v1/today"), func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+key) })
		}
		rows := h.trailOf("?about=refused", owner).Rows
		for _, want := range []string{
			"Somebody, at the door: Was not let in, by a wrong password, as Olga from 192.0.2.1",
			"by a wrong password, as Olga from 192.0.2.1; 2 times more in the hour from",
			"with an e-mail address that nobody here has  from 192.0.2.1",
			"by a wrong code after the right password, as Olga from 192.0.2.1",
			"by a key that has ended, of Mo from 192.0.2.1", "by a key that is none  from 192.0.2.1",
		} {
			h.says(rows, want)
		}
		if text := strings.Join(said(rows), "\n"); strings.Contains(text, "Eve") {
			t.Errorf("what a stranger typed is written down:\n%s", text)
		}
		if seen := h.trailOf("?about=refused", h.session(manager)).Rows; len(seen) != 0 {
			t.Errorf("a manager sees %q", said(seen))
		}
		h.guessAllHour(owner)
		if broken, err := h.crm.Book.VerifyChain(t.Context(), nil); broken != nil || err != nil {
			t.Errorf("the chain: %+v %v", broken, err)
		}
	})
}

// guessAllHour guesses from many networks.
func (h *testHouse) guessAllHour(owner func(*http.Request)) {
	h.Helper()
	before := len(h.trailOf("?about=refused", owner).Rows)
	h.clock.add(time.Hour)
	const tries, most = 400, 51
	for i := range tries {
		h.do(get("/api/v1/today"), func(r *http.Request) {
			r.Header.Set("Authorization", "Bearer guessed")
			r.RemoteAddr = fmt.Sprintf("198.51.%d.%d:4711", i/256, i%256)
		})
	}
	h.clock.add(time.Hour) // and the next one writes the rest of that hour down
	h.do(get("/api/v1/today"), func(r *http.Request) { r.Header.Set("Authorization", "Bearer guessed") })
	n, err := db.One[int](h.Context(), h.crm.DB, "SELECT count(*) FROM entries WHERE workspace = ? AND kind = 'refused'", 1)
	h.ok(err)
	if n > before+most+1 {
		h.Errorf("an hour of %d tries made %d entries", tries, n-before)
	}
	h.says(h.trailOf("?about=refused", owner).Rows, fmt.Sprintf("Others were not let in, from many networks or as many users  %d times more", tries-most+1))
}

// TestTooOftenStandsInTheTrail: so does a limit that struck.
func TestTooOftenStandsInTheTrail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		for range 12 {
			h.signIn(ownerEmail, "wrong wrong wrong")
		}
		rows := h.trailOf("?about=refused", h.session(h.owner)).Rows
		h.says(rows, "having tried too often, as Olga from 192.0.2.1")
		h.says(rows, "9 times more in the hour from")
		h.says(rows, "1 time more in the hour from")
	})
}
