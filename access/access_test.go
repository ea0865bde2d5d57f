package access

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

func TestCheckPassword(t *testing.T) {
	known := []string{"olga@kettle.example", "Olga Petrova", "Kettle & Sons"}
	for password, good := range map[string]bool{
		"seven green kettles": true, "Wr7#kkq0!zPm": true, "ein langer satz": true, "пароль из слов": true,
		"short": false, "123456789": false, "1234567890": false, "Password123!": false, "passwort2024": false, "aaaaaaaaaaaa": false, "abababababab": false,
		"qwertyuiop": false, "olga@kettle.example": false, "OlgaPetrova1": false, "Kettle&Sons99": false, "kettleexample": false,
	} {
		err := CheckPassword(password, known...)
		if (err == nil) != good {
			t.Errorf("%q: %v", password, err)
		}
		if err != nil && clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("%q: %v is no fault for people", password, err)
		}
	}
}

func TestHash(t *testing.T) {
	hash, err := hashPassword(t.Context(), "seven green kettles")
	if err != nil {
		t.Fatal(err)
	}
	again, err := hashPassword(t.Context(), "seven green kettles")
	if err != nil || hash == again || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%s, %s, %v", hash, again, err)
	}
	for password, want := range map[string]bool{"seven green kettles": true, "seven green kettle": false, "": false} {
		if ok, err := matches(t.Context(), password, hash); err != nil || ok != want {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	if _, err := matches(t.Context(), "x", "plain"); err == nil {
		t.Error("a hash of no known form is taken")
	}
}

func TestNetwork(t *testing.T) {
	for from, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "192.0.2.7:443": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::1]:443": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "pipe": "pipe",
	} {
		if got := Network(from); got != want {
			t.Errorf("%s is %s, want %s", from, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	l := newLimits()
	tries := func(account, from string) (n int) {
		for l.allow(account, from, now) {
			n++
		}
		return n
	}
	if n := tries("olga", ""); n != accountBurst {
		t.Errorf("%d tries of one account", n)
	}
	now = now.Add(accountEvery)
	if n := tries("olga", ""); n != 1 {
		t.Errorf("%d tries after a while", n)
	}
	l.forget("olga")
	if n := tries("olga", ""); n != accountBurst {
		t.Errorf("%d tries after the right password", n)
	}
	n := 0
	for i := range 100 { // one network, many accounts and addresses
		if l.allow(fmt.Sprint("a", i), fmt.Sprintf("2001:db8::%x", i), now) {
			n++
		}
	}
	if n != networkBurst {
		t.Errorf("%d tries of one network", n)
	}
	for i := range 2 * limitsMost {
		l.allow(fmt.Sprint("b", i), "", now)
	}
	if len(l.byKey) > limitsMost || l.recent.Len() != len(l.byKey) {
		t.Errorf("%d keys are remembered", len(l.byKey))
	}
}

// TestOneOwner: of two visitors with the link, one becomes owner.
func TestOneOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := New(d, 1, nil)
		secret, err := a.FirstLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		results := make(chan error, 2)
		for i := range 2 {
			go func() {
				_, err := a.MakeOwner(t.Context(), secret, "Kettle", Newcomer{Name: "Olga", Email: fmt.Sprintf("olga%d@example.org", i), Password: "seven green kettles"})
				results <- err
			}()
		}
		first, second := <-results, <-results
		if (first == nil) == (second == nil) {
			t.Errorf("%v, %v", first, second)
		}
		users, err := db.All[clientele.ID](t.Context(), d, "SELECT id FROM users WHERE workspace = ?", 1)
		if err != nil || len(users) != 1 {
			t.Errorf("%d users, %v", len(users), err)
		}
		firm, err := a.Firm(t.Context())
		if err != nil || firm != "Kettle" {
			t.Errorf("the firm is %q, %v", firm, err)
		}
		kept, err := db.All[string](t.Context(), d, "SELECT value FROM settings WHERE workspace = ?", 1)
		if err != nil || len(kept) != 0 {
			t.Errorf("the link is kept: %v, %v", kept, err)
		}
	})
}

// TestDisabled: who is disabled is out at once, by password, session and key.
func TestDisabled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := New(d, 1, nil)
		id, err := a.AddUser(t.Context(), Newcomer{Name: "Mo", Email: "Mo@Example.org", Password: "seven green kettles"}, Member)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.AddUser(t.Context(), Newcomer{Name: "Mo", Email: "mo@example.ORG", Password: "seven green kettles"}, Member); clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("the same address again: %v", err)
		}
		_, key, err := a.CreateToken(t.Context(), System("test"), id, "till")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.SignIn(t.Context(), "mo@example.org", "seven green kettles", "192.0.2.1"); err != nil {
			t.Errorf("sign in: %v", err)
		}
		if _, err := a.ScopeOfKey(t.Context(), key); err != nil {
			t.Errorf("by key: %v", err)
		}
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE users SET disabled = 1 WHERE workspace = 1 AND id = ?", id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.SignIn(t.Context(), "mo@example.org", "seven green kettles", "192.0.2.1"); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("sign in when disabled: %v", err)
		}
		if _, err := a.ScopeOfKey(t.Context(), key); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("by key when disabled: %v", err)
		}
		if _, err := a.ScopeOf(t.Context(), id); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("by session when disabled: %v", err)
		}
	})
}
