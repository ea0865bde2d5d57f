package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/web"
)

// shell runs commands on one data folder.
type shell struct {
	*testing.T
	place []string
}

func (sh *shell) run(in string, args ...string) (status int, out, errs string) {
	sh.Helper()
	var o, e bytes.Buffer
	status = run(sh.Context(), append(args, sh.place...), stdio{in: strings.NewReader(in), out: &o, err: &e})
	if all := o.String() + e.String(); strings.Contains(all, "\x02") || strings.Contains(all, `\u0002`) {
		sh.Errorf("%v answers with a message that nobody said: %q", args, all)
	}
	return status, o.String(), e.String()
}

func (sh *shell) must(args ...string) string {
	sh.Helper()
	status, out, errs := sh.run("", args...)
	if status != exitDone {
		sh.Fatalf("%v: status %d, %s%s", args, status, out, errs)
	}
	return out
}

// open opens the house, as a running server has it.
func (sh *shell) open() *program {
	sh.Helper()
	set := &Settings{Data: sh.place[1], LogLevel: "error", Addr: "127.0.0.1:8080"}
	if len(sh.place) > 2 {
		set.Database = sh.place[3]
	}
	h, err := openHouse(sh.Context(), set, stdio{out: io.Discard, err: io.Discard})
	if err != nil {
		sh.Fatal(err)
	}
	sh.Cleanup(h.close)
	return h
}

// eachShell is a new data folder, and a new database of PostgreSQL where there is one.
func eachShell(t *testing.T, do func(t *testing.T, sh *shell)) {
	t.Run("sqlite", func(t *testing.T) { do(t, &shell{t, []string{"--data", t.TempDir() + "/new/house"}}) })
	t.Run("postgres", func(t *testing.T) {
		do(t, &shell{t, []string{"--data", t.TempDir(), "--database", dbtest.PostgresPlace(t)}})
	})
}

var (
	oneLink = regexp.MustCompile(`^http://127\.0\.0\.1:8080/invite\?token=[A-Z2-7]{26}\n$`)
	oneKey  = regexp.MustCompile(`^clientele_[A-Z2-7]{26}\n$`)
)

// TestPeopleFromTheShell: a fresh folder gets its first owner, who lets others in.
func TestPeopleFromTheShell(t *testing.T) {
	eachShell(t, func(t *testing.T, sh *shell) {
		if link := sh.must("user", "add", "--email", "olga@kettle.example", "--role", "owner", "--name", "Olga"); !oneLink.MatchString(link) {
			t.Errorf("a link: %q", link)
		}
		if status, out, errs := sh.run("seven green kettles\n", "user", "add", "--email", "mo@kettle.example", "--role", "member", "--password-stdin"); status != exitDone || strings.Contains(out, "invite") {
			t.Errorf("with a password: %d %s%s", status, out, errs)
		}
		for _, wrong := range []struct {
			in   string
			args []string
			want int
			says string
		}{
			{"", []string{"user", "add", "--email", "mo@kettle.example", "--role", "member"}, exitFault, "there is a user"},
			{"", []string{"user", "add", "--email", "nowhere", "--role", "member"}, exitUsage, "--email"},
			{"", []string{"user", "add", "--email", "x@y.example", "--role", "king"}, exitUsage, "--role"},
			{"short\n", []string{"user", "add", "--email", "x@y.example", "--role", "reader", "--password-stdin"}, exitUsage, "--password-stdin"},
			{"", []string{"user", "add", "--email", "x@y.example", "--role", "reader", "--password-stdin"}, exitUsage, "standard input"},
			{"", []string{"key", "make", "--user", "x@y.example"}, exitFault, "x@y.example"},
			{"", []string{"key", "drop", "999"}, exitFault, "no key 999"},
			{"", []string{"user", "remove", "x@y.example"}, exitFault, "x@y.example"},
		} {
			if status, out, errs := sh.run(wrong.in, wrong.args...); status != wrong.want || !strings.Contains(errs, wrong.says) || out != "" {
				t.Errorf("%v: status %d, %q, %q", wrong.args, status, out, errs)
			}
		}
		if status, out, errs := sh.run("", "key", "make", "--user", "Mo@Kettle.Example", "--name", "till"); status != exitDone || !oneKey.MatchString(out) || errs != "" {
			t.Errorf("a key: %d %q %q", status, out, errs)
		}
		if link := sh.must("user", "reset", "mo@kettle.example"); !oneLink.MatchString(link) {
			t.Errorf("a link to a new password: %q", link)
		}
		if list := sh.must("user", "list"); !strings.Contains(list, "olga@kettle.example") || !strings.Contains(list, "invited") {
			t.Errorf("%s", list)
		}
		var keys []keyLine
		if err := json.Unmarshal([]byte(sh.must("key", "list", "--format", "json")), &keys); err != nil || len(keys) != 1 || keys[0].User != "mo@kettle.example" || keys[0].Name != "till" {
			t.Fatalf("%+v %v", keys, err)
		}
		sh.must("key", "drop", fmt.Sprint(int64(keys[0].ID)))
		if list := sh.must("key", "list", "--format", "json"); strings.TrimSpace(list) != "[]" {
			t.Errorf("%s", list)
		}
		sh.must("user", "remove", "mo@kettle.example")
		var users []userLine
		if err := json.Unmarshal([]byte(sh.must("user", "list", "--format", "json")), &users); err != nil || len(users) != 2 || users[0].Role != "owner" || users[1].State != "removed" {
			t.Errorf("%+v %v", users, err)
		}
	})
}

// TestKeyWhileServing: a key made beside a running server acts at once with the
// role of its user, and who was removed is out at once; the trail has it all, and no secret.
func TestKeyWhileServing(t *testing.T) {
	eachShell(t, func(t *testing.T, sh *shell) {
		sh.must("user", "add", "--email", "olga@kettle.example", "--role", "owner")
		h := sh.open()
		server, err := web.New(h.crm, slog.New(slog.DiscardHandler), web.Config{})
		if err != nil {
			t.Fatal(err)
		}
		house := httptest.NewServer(server.Handler())
		t.Cleanup(house.Close)
		sh.must("user", "add", "--email", "rita@kettle.example", "--role", "reader")
		reader := strings.TrimSpace(sh.must("key", "make", "--user", "rita@kettle.example"))
		owner := strings.TrimSpace(sh.must("key", "make", "--user", "olga@kettle.example"))
		looks := strings.TrimSpace(sh.must("key", "make", "--user", "olga@kettle.example", "--read-only", "--expires", "2999-12-31"))
		if status, _, errs := sh.run("", "key", "make", "--user", "olga@kettle.example", "--expires", "2001-01-31"); status == exitDone || !strings.Contains(errs, "--expires") {
			t.Errorf("a key that ended long ago: %d %s", status, errs)
		}
		if list := sh.must("key", "list"); !strings.Contains(list, "2999-12-31") || !strings.Contains(list, "never") {
			t.Errorf("the list: %s", list)
		}
		account := `{"name": "Acme"}`
		for _, try := range []struct {
			key, method, path, body string
			want                    int
		}{
			{reader, "GET", "/api/v1/accounts", "", 200},
			{reader, "POST", "/api/v1/accounts", account, 403},
			{looks, "POST", "/api/v1/accounts", account, 403},
			{looks, "GET", "/api/v1/accounts", "", 200},
			{owner, "POST", "/api/v1/accounts", account, 201},
			{owner, "POST", "/api/v1/create-token", `{"name": "another"}`, 403},
			{owner, "POST", "/api/v1/add-user", `{"email": "eve@kettle.example"}`, 403},
		} {
			if got := ask(t.Context(), t, house.URL, try.key, [3]string{try.method, try.path, try.body}); got != try.want {
				t.Errorf("%s %s: %d, want %d", try.method, try.path, got, try.want)
			}
		}
		sh.must("user", "role", "rita@kettle.example", "member")
		if got := ask(t.Context(), t, house.URL, reader, [3]string{"GET", "/api/v1/accounts", ""}); got != 401 {
			t.Errorf("a key of a reader who is a member now: %d", got)
		}
		reader = strings.TrimSpace(sh.must("key", "make", "--user", "rita@kettle.example"))
		sh.must("user", "remove", "rita@kettle.example")
		if got := ask(t.Context(), t, house.URL, reader, [3]string{"GET", "/api/v1/accounts", ""}); got != 401 {
			t.Errorf("the key of who was removed: %d", got)
		}
		if got := ask(t.Context(), t, house.URL, owner, [3]string{"PUT", "/api/v1/accounts/" + firstAccount(t, h) + "/wall", `{"users": ["olga@kettle.example"]}`}); got != 200 {
			t.Errorf("a wall: %d", got)
		}
		type row struct {
			Of     string `db:"ref_type"`
			Body   string `db:"body"`
			Sealed []byte `db:"sealed"`
		}
		written, err := db.All[row](t.Context(), h.db, "SELECT ref_type, body, sealed FROM entries WHERE workspace = ? AND account = 0 AND kind = 'changed' AND ref_type IN ('user', 'key', 'wall') ORDER BY id", workspace)
		var of []string
		for _, w := range written {
			of = append(of, w.Of)
			if all := w.Body + string(w.Sealed); strings.Contains(all, reader) || strings.Contains(all, owner) {
				t.Error("the trail holds a key")
			}
		}
		if got := strings.Join(of, " "); err != nil || got != "user user key key key user key user wall" {
			t.Errorf("the trail: %s %v", got, err)
		}
	})
}

func firstAccount(t *testing.T, h *program) string {
	t.Helper()
	id, err := db.One[int64](t.Context(), h.db, "SELECT id FROM accounts WHERE workspace = ? LIMIT 1", workspace)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(id)
}

func ask(ctx context.Context, t *testing.T, at, key string, what [3]string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, what[0], at+what[1], strings.NewReader(what[2]))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	w.Body.Close()
	return w.StatusCode
}

func TestAddress(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":80": "http://localhost:80", "0.0.0.0:8080": "http://localhost:8080", "[::]:8080": "http://localhost:8080",
		"crm.kettle.example:443": "http://crm.kettle.example:443",
	} {
		if got := (&Settings{Addr: addr}).address(); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
	if got := (&Settings{Addr: "crm.kettle.example:443", TLSCert: "c"}).address(); got != "https://crm.kettle.example:443" {
		t.Error(got)
	}
	served := &Settings{Addr: usualAddr, Data: t.TempDir()}
	if err := os.WriteFile(served.openAt(), []byte(served.addressOf("[::]:9000")), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := served.address(); got != "http://localhost:9000" {
		t.Errorf("beside a server: %s", got)
	}
	if served.Addr = ":81"; served.address() != "http://localhost:81" {
		t.Errorf("what is said is not heard: %s", served.address())
	}
	if served.URL = "https://crm.kettle.example/"; served.address() != "https://crm.kettle.example" {
		t.Errorf("set is one address, and given another: %s", served.address())
	}
}

// TestWhoIsRemovedHandsOn: the shell says what somebody looks after, hands it on without a
// server, and says how it is taken back.
func TestWhoIsRemovedHandsOn(t *testing.T) {
	eachShell(t, func(t *testing.T, sh *shell) {
		sh.must("user", "add", "--email", "olga@kettle.example", "--role", "owner")
		for _, email := range []string{"mo@kettle.example", "ann@kettle.example"} {
			sh.must("user", "add", "--email", email, "--role", "member")
		}
		h := sh.open()
		err := h.crm.Records.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := h.crm.Records.Create(t.Context(), tx, commandLine(), "account", map[string]json.RawMessage{
				"name": json.RawMessage(`"Acme"`), "owner": json.RawMessage(`"mo@kettle.example"`)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		owned := func(by string) bool {
			u, err := h.crm.Access.UserBy(t.Context(), by)
			if err != nil {
				t.Fatal(err)
			}
			n, err := db.One[int](t.Context(), h.db, "SELECT count(*) FROM accounts WHERE workspace = ? AND owner = ?", workspace, u.ID)
			return err == nil && n == 1
		}
		if status, _, errs := sh.run("", "user", "remove", "mo@kettle.example"); status == exitDone || !strings.Contains(errs, "1 relationship") || !owned("mo@kettle.example") {
			t.Errorf("to nobody: %d %s", status, errs)
		}
		out := sh.must("user", "remove", "mo@kettle.example", "--to", "ann@kettle.example")
		if !strings.Contains(out, "1 record changed") || !owned("ann@kettle.example") {
			t.Errorf("to Ann: %s", out)
		}
		_, undo, _ := strings.Cut(strings.TrimSpace(out), "clientele ")
		sh.must(strings.Fields(undo)...)
		if err := h.jobs.Queue.Drain(t.Context(), nil); err != nil || !owned("mo@kettle.example") {
			t.Errorf("taken back: %v", err)
		}
	})
}
