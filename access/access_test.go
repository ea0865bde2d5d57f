package access

import (
	"errors"
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
		for {
			if _, ok := l.allow(account, from, now); !ok {
				return n
			}
			n++
		}
	}
	if n := tries("olga", "192.0.2.1"); n != accountBurst {
		t.Errorf("%d tries of one account", n)
	}
	if n := tries("olga", "192.0.2.2"); n != accountBurst {
		t.Errorf("%d tries of the same account from elsewhere", n)
	}
	now = now.Add(accountEvery)
	if n := tries("olga", "192.0.2.1"); n != 1 {
		t.Errorf("%d tries after a while", n)
	}
	l.forgive(try{account: keyOf("olga", "192.0.2.1")})
	if n := tries("olga", "192.0.2.1"); n != accountBurst {
		t.Errorf("%d tries after the right password", n)
	}
	n := 0
	for i := range 100 { // one network, a hundred accounts and addresses, guessed at
		n += tries(fmt.Sprint("a", i), fmt.Sprintf("2001:db8::%x", i))
	}
	if n >= 100*accountBurst || n < networkBurst {
		t.Errorf("%d tries of one network", n)
	}
	if _, ok := l.allow("mo", "2001:db8::ffff", now); !ok {
		t.Error("who mistyped nothing is locked out with the network")
	}
	if _, ok := l.allow("mo", "2001:db8::ffff", now); ok {
		t.Error("after a wrong try the network counts")
	}
	n = 0
	for i := range 30 { // one account, guessed at from thirty networks
		n += tries("zoe", fmt.Sprintf("198.51.%d.1", i))
	}
	if want := allBurst + 30 - allBurst/accountBurst; n != want { // from each of the others the one that is never refused
		t.Errorf("%d tries of one account from everywhere, not %d", n, want)
	}
	for i := range 2 * limitsMost {
		l.allow(fmt.Sprint("b", i), "", now)
	}
	if len(l.byKey) > limitsMost || l.recent.Len() != len(l.byKey) {
		t.Errorf("%d keys are remembered", len(l.byKey))
	}
}

// TestSharedOffice: thirty wrong tries of colleagues lock nobody out who knows the password.
func TestSharedOffice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		f := newFirm(t, d)
		f.now = func() time.Time { return now }
		for i := range 30 {
			if _, err := f.SignIn(t.Context(), fmt.Sprintf("x%d@kettle.example", i%3), "not at all this", "192.0.2.7"); err == nil {
				t.Fatal("a wrong password is taken")
			}
		}
		if _, err := f.SignIn(t.Context(), "member@kettle.example", "seven green kettles", "192.0.2.7"); err != nil {
			t.Errorf("the right password: %v", err)
		}
		for range 12 {
			f.SignIn(t.Context(), "reader@kettle.example", "not at all this", "192.0.2.8") //nolint:errcheck // wrong on purpose
		}
		if _, err := f.SignIn(t.Context(), "reader@kettle.example", "seven green kettles", "192.0.2.8"); !errors.Is(err, ErrTooOften) {
			t.Errorf("after twelve wrong tries: %v", err)
		}
		if _, err := f.SignIn(t.Context(), "reader@kettle.example", "seven green kettles", "192.0.2.9"); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
	})
}

// TestLinks: they hold for a week or a day, once, the last one only; a new password ends sessions and keys.
func TestLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		f := newFirm(t, d)
		f.now = func() time.Time { return now }
		id, first, err := f.Invite(t.Context(), Newcomer{Email: "nora@kettle.example", By: f.scope(Owner)}, Reader)
		if err != nil {
			t.Fatal(err)
		}
		second, err := f.Reset(t.Context(), f.scope(Owner), id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Guest(t.Context(), first); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("the link before: %v", err)
		}
		if _, err := f.SignIn(t.Context(), "nora@kettle.example", "", ""); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("without a password: %v", err)
		}
		now = now.Add(invitationLives)
		if _, err := f.Accept(t.Context(), second, "Nora", "nine yellow saucers"); err != nil {
			t.Errorf("on the seventh day: %v", err)
		}
		if _, err := f.Accept(t.Context(), second, "Nora", "nine yellow saucers"); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("twice: %v", err)
		}
		if _, _, err := f.CreateToken(t.Context(), f.scope(Owner), id, NewKey{Name: "not theirs"}); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("an owner made a key that passes another's walls: %v", err)
		}
		_, key, err := f.CreateToken(t.Context(), System("test"), id, NewKey{Name: "till"})
		if err != nil {
			t.Fatal(err)
		}
		third, err := f.Reset(t.Context(), f.scope(Owner), id)
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(resetLives + time.Second)
		if _, err := f.Accept(t.Context(), third, "Nora", "eleven red spoons"); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("too late: %v", err)
		}
		if _, err := f.ScopeOfKey(t.Context(), key); err != nil {
			t.Errorf("a link that was not used ended the key: %v", err)
		}
		nora, err := f.ScopeOf(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.ChangePassword(t.Context(), nora, Password{Old: "nine yellow saucers", New: "eleven red spoons", KeepKeys: true}); err != nil {
			t.Error(err)
		}
		scope, err := f.ScopeOfKey(t.Context(), key)
		if err != nil || !scope.Key() || scope.Role() != Reader {
			t.Errorf("the keys were to stay: %+v %v", scope, err)
		}
		if err := f.ChangePassword(t.Context(), scope, Password{Old: "eleven red spoons", New: "nine yellow saucers"}); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("a key changes the password: %v", err)
		}
		if _, _, err := f.CreateToken(t.Context(), scope, id, NewKey{Name: "another"}); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("a key makes a key: %v", err)
		}
		if err := f.ChangePassword(t.Context(), nora, Password{Old: "eleven red spoons", New: "nine yellow saucers"}); err != nil {
			t.Error(err)
		}
		if _, err := f.ScopeOfKey(t.Context(), key); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("the key outlives the password: %v", err)
		}
	})
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
		kept, err := db.All[string](t.Context(), d, "SELECT value FROM settings WHERE workspace = ? AND name = ?", 1, setupName)
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
		_, key, err := a.CreateToken(t.Context(), System("test"), id, NewKey{Name: "till"})
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
