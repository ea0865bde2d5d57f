package web

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestWhatIsAskedOddly: each is refused with what, where and the remedy, or taken as the
// standards say.
func TestWhatIsAskedOddly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCaller(t, d)
		c.must(201, "POST", "/fields", `{"type": "people", "name": "fee", "kind": "money"}`)
		c.must(201, "POST", "/fields", `{"type": "people", "name": "seen", "kind": "moment"}`)
		for body, field := range map[string]string{
			`{"name": "A", "note": "x", "name": "B"}`:                                     "",
			`{"name": "A", "emails": [{"email": "a@b.example", "email": "c@d.example"}]}`: "",
			`{"name": "A", "custom": {"fee": {"minor": 1, "currency": "XXZ"}}}`:           "custom.fee",
			`{"name": "A", "custom": {"fee": {"minor": 1, "currency": "BTC"}}}`:           "custom.fee",
			`{"name": "A", "custom": {"seen": "0000-01-01T00:00:00Z"}}`:                   "custom.seen",
		} {
			out := c.must(422, "POST", "/people", body)
			if out["ref"] == nil || out["remedy"] == "" || field != "" && out["errors"].([]any)[0].(map[string]any)["field"] != field {
				t.Errorf("%s: %v", body, out)
			}
		}
		for _, name := range []string{"wall", "team", "standing", "count", "people", "task", "me"} {
			if out := c.must(422, "POST", "/fields", fmt.Sprintf(`{"type": "people", "name": %q, "kind": "text"}`, name)); out["errors"].([]any)[0].(map[string]any)["field"] != "name" {
				t.Errorf("a field called %s: %v", name, out)
			}
		}
		c.must(201, "POST", "/people", `{"name": "A", "custom": {"fee": {"minor": 1, "currency": "XXX"}, "seen": "0001-01-01T00:00:00Z"}}`)
		c.must(422, "POST", "/rename-firm", `{"firm": "A", "firm": "B"}`)
		c.must(422, "POST", "/set-place", `{"zone": "UTC", "currency": "XXZ"}`)
		c.must(200, "GET", "/people", "", "Authorization", "bearer "+c.key)
		c.must(200, "GET", "/people", "", "Authorization", "BEARER  "+c.key)
		c.must(401, "GET", "/people", "", "Authorization", "Basic "+c.key)
		c.must(401, "GET", "/people", "", "Authorization", "bearer")
	})
}

// TestAMergedNumberSaysWhereItWent: by every request, to who may see the one that stays.
func TestAMergedNumberSaysWhereItWent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		acme := c.must(201, "POST", "/accounts", `{"name": "Acme"}`)["id"]
		var ids []any
		for _, name := range []string{"Jo", "Joe", "Joanna"} {
			ids = append(ids, c.must(201, "POST", "/people", fmt.Sprintf(`{"name": %q, "account": %v}`, name, acme))["id"])
		}
		c.must(200, "POST", fmt.Sprintf("/people/%v/merge", ids[1]), fmt.Sprintf(`{"other": %v}`, ids[0]))
		c.must(200, "POST", fmt.Sprintf("/people/%v/merge", ids[2]), fmt.Sprintf(`{"other": %v}`, ids[1]))
		for _, gone := range ids[:2] {
			for _, r := range [][3]string{{"GET", "", ""}, {"PATCH", "", `{"note": "x"}`}, {"DELETE", "", ""}, {"POST", "/restore", ""}, {"GET", "/changes", ""}} {
				w, out := c.do(r[0], fmt.Sprintf("/people/%v%s", gone, r[1]), r[2])
				if w.StatusCode != 404 || !strings.Contains(fmt.Sprint(out["detail"]), fmt.Sprintf("merged into person %v", ids[2])) || w.Header.Get("Location") != fmt.Sprintf("/api/v1/people/%v", ids[2]) {
					t.Errorf("%s of %v: %d %v %s", r[0], gone, w.StatusCode, out, w.Header.Get("Location"))
				}
			}
		}
		if w := h.do(get(fmt.Sprintf("/people/%v", ids[0])), h.session(h.owner)); w.Code != 303 || w.Header().Get("Location") != fmt.Sprintf("/people/%v", ids[2]) {
			t.Errorf("its page leads to %q: %d", w.Header().Get("Location"), w.Code)
		}
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", acme), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if w := h.do(get(fmt.Sprintf("/people/%v", ids[0])), h.session(h.member)); w.Code != 404 {
			t.Errorf("its page before a wall: %d", w.Code)
		}
		w, out := h.as(c, h.member).do("GET", fmt.Sprintf("/people/%v", ids[0]), "")
		if w.StatusCode != 404 || w.Header.Get("Location") != "" || strings.Contains(fmt.Sprint(out), "merged") {
			t.Errorf("before a wall: %v", out)
		}
	})
}

// TestWhatIsHiddenIsAnsweredAsWhatIsNotThere: by every request in the same words, with as
// many statements; whoever may not change anything is told so of both alike.
func TestWhatIsHiddenIsAnsweredAsWhatIsNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		hidden := c.must(201, "POST", "/accounts", `{"name": "Hush"}`)["id"]
		jo := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo", "account": %v}`, hidden))["id"]
		open := c.must(201, "POST", "/people", `{"name": "Open"}`)["id"]
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", hidden), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		var statements atomic.Int64
		d.Watch(func(string, []any) { statements.Add(1) })
		numbers := regexp.MustCompile(`\b\d{2,}\b|"ref":"[^"]*"`)
		ask := func(c *caller, r [3]string, account, person any) string {
			fill := strings.NewReplacer("{a}", fmt.Sprint(account), "{p}", fmt.Sprint(person), "{o}", fmt.Sprint(open))
			before := statements.Load()
			w, out := c.do(r[0], fill.Replace(r[1]), fill.Replace(r[2]))
			delete(out, "ref")
			return numbers.ReplaceAllString(fmt.Sprint(w.StatusCode, " ", statements.Load()-before, " ", out), "#")
		}
		for who, asks := range map[string]*caller{"member": h.as(c, h.member), "manager": h.as(c, h.newUser("Max", access.Manager)), "reader": h.as(c, h.newUser("Rea", access.Reader))} {
			for _, r := range [][3]string{
				{"GET", "/people/{p}", ""}, {"PATCH", "/people/{p}", `{"note": "x"}`}, {"DELETE", "/people/{p}", ""}, {"POST", "/people/{p}/restore", ""},
				{"GET", "/people/{p}/changes", ""}, {"POST", "/people/{p}/changes/5/undo", ""}, {"POST", "/people/{p}/merge", `{"other": {o}}`},
				{"POST", "/people/{o}/merge", `{"other": {p}}`}, {"POST", "/people/{p}/unmerge", `{"merge": 7}`}, {"POST", "/people", `{"name": "X", "account": {a}}`},
				{"POST", "/tasks", `{"title": "X", "person": {p}}`}, {"POST", "/people/bulk", `{"ids": [{p}], "set": {"note": "x"}}`},
				{"GET", "/accounts/{a}", ""}, {"GET", "/accounts/{a}/wall", ""}, {"PUT", "/accounts/{a}/wall", `{"users": ["olga@example.org"]}`},
				{"DELETE", "/accounts/{a}/wall", ""}, {"DELETE", "/accounts/{a}/share", ""}, {"GET", "/accounts/{a}/page", ""},
				{"POST", "/add-note", `{"account": {a}, "text": "x"}`}, {"POST", "/put-wall", `{"account": {a}, "users": [1]}`},
			} {
				ask(asks, r, 888888, 999999) // what is learnt once, is learnt
				if got, want := ask(asks, r, hidden, jo), ask(asks, r, 888888, 999999); got != want {
					t.Errorf("%s of %s: hidden %s, not there %s", r, who, got, want)
				}
			}
		}
	})
}

// TestNothingIsWrittenAboutWhatIsInTheArchive: a note, a call, a word against the measure
// are refused with the remedy; what was written before can be taken back; a task for it is refused.
func TestNothingIsWrittenAboutWhatIsInTheArchive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		acme := c.must(201, "POST", "/accounts", `{"name": "Acme"}`)["id"]
		jo := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo", "account": %v}`, acme))["id"]
		task := c.must(201, "POST", "/tasks", fmt.Sprintf(`{"title": "Call", "account": %v, "due": "2026-03-31", "owner": "me"}`, acme))["id"]
		note := c.must(200, "POST", "/add-note", fmt.Sprintf(`{"account": %v, "text": "before"}`, acme))["undo"].(map[string]any)["with"].(map[string]any)["id"]
		if done := c.must(200, "POST", "/account-archive", fmt.Sprintf(`{"id": %v}`, acme)); done["sentence"] != "Acme is in the archive. One open task of it stays to be done." {
			t.Errorf("%v", done)
		}
		for act, body := range map[string]string{
			"add-note": `{"account": %v, "text": "x"}`, "add-interaction": `{"account": %v, "channel": "call"}`,
			"overrule": `{"account": %v, "kind": "client", "reason": "x", "until": "2026-12-31"}`,
		} {
			if out := c.must(409, "POST", "/"+act, fmt.Sprintf(body, acme)); out["detail"] != "Acme is in the archive" || out["remedy"] == nil {
				t.Errorf("%s: %v", act, out)
			}
		}
		if out := c.must(422, "POST", "/tasks", fmt.Sprintf(`{"title": "X", "account": %v}`, acme)); !strings.Contains(fmt.Sprint(out), "is in the archive") {
			t.Errorf("a task: %v", out)
		}
		page := h.do(get(fmt.Sprintf("/accounts/%v", acme)), h.session(h.owner)).Body.String()
		if !strings.Contains(page, "This is in the archive.") || !strings.Contains(page, "/do/account-restore") || strings.Contains(page, "/do/add-interaction") {
			t.Errorf("its page: %s", clipBody(page))
		}
		c.must(200, "POST", "/take-back-contact", fmt.Sprintf(`{"id": %v}`, note))
		// Its people and tasks stay what they are: they may be another's too, and promises do not end by themselves.
		for _, path := range []string{fmt.Sprintf("/people/%v", jo), fmt.Sprintf("/tasks/%v", task)} {
			if out := c.must(200, "GET", path, ""); out["archived"] != nil {
				t.Errorf("%s went with it: %v", path, out)
			}
		}
		c.must(200, "PATCH", fmt.Sprintf("/tasks/%v", task), `{"state": "done"}`)
		c.must(200, "POST", fmt.Sprintf("/accounts/%v/restore", acme), "")
		c.must(200, "POST", "/add-note", fmt.Sprintf(`{"account": %v, "text": "after"}`, acme))
	})
}

// TestWhoStillSendsIsAnswered: where a file cannot be kept, the answer is read by who sends
// all of it first, as a browser does, and the connection does not break.
func TestWhoStillSendsIsAnswered(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	c := callerOf(h)
	h.ok(os.RemoveAll(filepath.Join(h.crm.Data, "uploads")))
	h.ok(os.WriteFile(filepath.Join(h.crm.Data, "uploads"), nil, 0o600)) // no folder can be made there
	at, err := url.Parse(c.at)
	h.ok(err)
	conn, err := net.Dial("tcp", at.Host)
	h.ok(err)
	defer conn.Close()
	const size = 24 << 20
	head := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
	tail := "\r\n--b--\r\n"
	_, err = fmt.Fprintf(conn, "POST /api/v1/batch-upload HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n%s",
		at.Host, c.key, len(head)+size+len(tail), head)
	h.ok(err)
	if n, err := io.Copy(conn, io.LimitReader(zeros{}, size)); err != nil {
		t.Fatalf("after %d bytes: %v", n, err)
	}
	_, err = io.WriteString(conn, tail)
	h.ok(err)
	w, err := http.ReadResponse(bufio.NewReader(conn), nil)
	h.ok(err)
	body, err := io.ReadAll(w.Body)
	if h.ok(err); w.StatusCode != 503 || !bytes.Contains(body, []byte("could not be kept")) || !bytes.Contains(body, []byte(`"remedy"`)) {
		t.Errorf("%d %s", w.StatusCode, body)
	}
}

// TestABodyThatIsTooLarge: ten megabytes where one is the most are answered with what is wrong,
// also to who sends all of it first: by a record, by an act, by a form, and by who may not ask.
func TestABodyThatIsTooLarge(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	c := callerOf(h)
	at, err := url.Parse(c.at)
	h.ok(err)
	const size = 10 << 20
	for _, tt := range []struct {
		head, kind string
		want       int
	}{
		{"POST /api/v1/people", "application/json", 413},
		{"PATCH /api/v1/people/1", "application/json", 413},
		{"POST /api/v1/people/bulk", "application/json", 413},
		{"POST /api/v1/add-note", "application/json", 413},
		{"POST /do/add-note", "application/x-www-form-urlencoded", 413},
		{"POST /api/v1/nothing", "application/json", 404},
		{"DELETE /api/v1/people/4711", "application/json", 413},
	} {
		conn, err := net.Dial("tcp", at.Host)
		h.ok(err)
		_, err = fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", tt.head, at.Host, c.key, tt.kind, size)
		h.ok(err)
		if n, err := io.Copy(conn, io.LimitReader(zeros{}, size)); err != nil {
			t.Errorf("%s: after %d bytes: %v", tt.head, n, err)
			continue
		}
		w, err := http.ReadResponse(bufio.NewReader(conn), nil)
		h.ok(err)
		body, err := io.ReadAll(w.Body)
		if h.ok(err); w.StatusCode != tt.want || strings.Contains(tt.head, "/api/") && !bytes.Contains(body, []byte(`"remedy"`)) {
			t.Errorf("%s: %d %s", tt.head, w.StatusCode, clipBody(string(body)))
		}
		h.ok(conn.Close())
	}
}

// zeros are as many as anybody reads.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// TestAClockThatIsSetBack: what is changed after it is the latest change all the same, is
// taken back as such, and keys still answer as the first time.
func TestAClockThatIsSetBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		jo := c.must(201, "POST", "/people", `{"name": "Jo"}`, "Idempotency-Key", "jo")
		at := fmt.Sprintf("/people/%v", jo["id"])
		c.must(200, "PATCH", at, `{"note": "one"}`)
		h.clock.add(-30 * time.Hour)
		c.must(200, "PATCH", at, `{"note": "two"}`)
		bulk := c.must(200, "POST", "/people/bulk", `{"filter": "name = Jo", "set": {"note": "three"}}`)
		if again := c.must(201, "POST", "/people", `{"name": "Jo"}`, "Idempotency-Key", "jo"); again["id"] != jo["id"] {
			t.Errorf("made again: %v", again)
		}
		c.must(200, "POST", fmt.Sprintf("/people/bulk/%v/undo", bulk["batch"]), "")
		if got := c.must(200, "GET", at, "")["note"]; got != "two" {
			t.Errorf("the bulk edit is taken back, and it says %v", got)
		}
		past := c.must(200, "GET", at+"/changes", "")["rows"].([]any)
		var revisions []any
		for _, p := range past {
			revisions = append(revisions, p.(map[string]any)["revision"])
		}
		if fmt.Sprint(revisions) != "[5 4 3 2 1]" {
			t.Errorf("the changes are in the order %v", revisions)
		}
		c.must(200, "POST", fmt.Sprintf("%s/changes/%v/undo", at, past[2].(map[string]any)["id"]), "")
		if got := c.must(200, "GET", at, "")["note"]; got != "one" {
			t.Errorf("and the change before, and it says %v", got)
		}
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if problem, err := h.crm.Book.VerifyChain(t.Context(), nil); problem != nil || err != nil {
			t.Errorf("the chain: %v %v", problem, err)
		}
		if strings.Contains(h.logged.String(), slog.LevelError.String()) {
			t.Error("the log has an error")
		}
	})
}
