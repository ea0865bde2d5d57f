package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Who reads what lies behind a wall stands in the trail, once a day for each user and
// record, whichever way they read it; who may not pass the wall sees no word of it.
func TestReadsBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		manager, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Max", Email: "max@example.org", Password: password + " max"}, access.Manager)
		h.ok(err)
		_, key, err := h.crm.Access.CreateToken(t.Context(), access.System("test"), h.owner, access.NewKey{Name: "script"})
		h.ok(err)
		byKey := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+key) }
		reads := func(sign func(*http.Request)) []string { return said(h.trailOf("?about=reads", sign).Rows) }
		account, person := fmt.Sprintf("/accounts/%d", h.account), fmt.Sprintf("/people/%d", h.person)
		read := func(path string, sign func(*http.Request)) {
			t.Helper()
			if w := h.do(get(path), sign); w.Code != 200 {
				t.Fatalf("%s: %d", path, w.Code)
			}
		}
		read(account, owner)
		if open := reads(owner); len(open) != 0 {
			t.Errorf("what is open to all is noted: %q", open)
		}
		put := postJSON("/api/v1"+account+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		put.Method = "PUT"
		if w := h.do(put, owner); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		before := len(reads(owner))
		for range 2 {
			read(account, owner)
			read("/api/v1"+account, owner)
			read(person, owner)
		}
		now := reads(owner)
		if text := strings.Join(now, "\n"); len(now) > before+4 || strings.Count(text, "the relationship C01") != 1 || strings.Count(text, "the person Jo Bell") != 1 || !strings.Contains(text, "Olga, in the browser: Read, behind a wall") {
			t.Errorf("read twice by page and REST:\n%s", text)
		}
		h.clock.add(24 * time.Hour)
		read("/api/v1/accounts/export?format=csv", byKey)
		if text := strings.Join(reads(owner), "\n"); strings.Count(text, "the relationship C01") != 2 || !strings.Contains(text, "Olga, by a key: Read, behind a wall, the relationship C01") {
			t.Errorf("exported on another day:\n%s", text)
		}
		if other := reads(h.session(manager)); len(other) != 0 {
			t.Errorf("who may not pass sees: %q", other)
		}
		if past, err := h.crm.Records.Changes(t.Context(), access.System("a test"), h.ref("account", h.account), 0, 50); err != nil || len(past) != 0 {
			t.Errorf("reads stand among the changes: %+v %v", past, err)
		}
		if broken, err := h.crm.Book.VerifyChain(t.Context(), nil); broken != nil || err != nil {
			t.Errorf("the chain: %+v %v", broken, err)
		}
	})
}

// Where nothing can be written, reading goes on, and who read is written down later.
func TestReadingDoesNotWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.wallOff()
		owner := h.session(h.owner)
		path := fmt.Sprintf("/api/v1/accounts/%d", h.account)
		err := d.InTx(t.Context(), func(tx *db.Tx) error { // something long is being written
			if _, err := tx.Take(context.Background(), 1, 0); err != nil {
				return err
			}
			if w := h.do(get(path), owner); w.Code != 200 {
				t.Errorf("reading while something is being written: %d", w.Code)
			}
			return nil
		})
		h.ok(err)
		if !strings.Contains(h.logged.String(), "cannot be written just now") {
			t.Error("the log does not say that reads wait")
		}
		text := strings.Join(said(h.trailOf("?about=reads", owner).Rows), "\n")
		if !strings.Contains(text, "the relationship "+rare) {
			t.Errorf("afterwards:\n%s", text)
		}
	})
}
