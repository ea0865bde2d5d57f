//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ops"
	"github.com/clientele-crm/clientele/queue"
)

// killing is a house in which three write at once by its REST interface while files are
// brought in beside it, and whose programs are killed again and again.
type killing struct {
	*shell
	key, at string // who asks, and where

	mu      sync.Mutex
	rng     *rand.Rand
	asked   []*asking
	people  []int64 // all that were ever made
	firms   []int64
	merges  [][2]any // path of the record that stayed, number of the merge
	batches []int64
	files   []string
	imports []int64
}

// asking is one request under its own key.
type asking struct {
	method, path, body string
	key                string
	status             int // 0 while no answer came
	answer             string
	plain              bool // an act of a page, which does not answer twice alike
}

// TestNothingIsLostWhenTheProgramIsKilled: kill -9 of the server and of an import beside it,
// wherever they are. What was answered is done, and done once; what was not is done when it is
// asked for again; the doctor finds nothing; what is derived is, folded again, what stood there.
func TestNothingIsLostWhenTheProgramIsKilled(t *testing.T) {
	eachShell(t, func(t *testing.T, sh *shell) {
		sh.must("user", "add", "--email", "olga@kettle.example", "--role", "owner")
		k := &killing{shell: sh, key: strings.TrimSpace(sh.must("key", "make", "--user", "olga@kettle.example"))}
		kills, seed := 2, uint64(7)
		if n, err := strconv.Atoi(os.Getenv("CLIENTELE_KILLS")); err == nil {
			kills, seed = n, uint64(n)
		}
		k.rng = rand.New(rand.NewPCG(seed, 17))
		for n := range kills {
			k.live(n, 20+k.rng.IntN(50))
			k.whole("killed")
		}
		k.again()
		k.end()
	})
}

// live lets the house work until it gave so many answers, and kills it.
func (k *killing) live(n, answers int) {
	k.Helper()
	server := k.start("serve", "--addr", "127.0.0.1:0")
	k.repeat()
	file := k.write(n)
	bringing := k.start(file...)
	told, done := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for k.step() {
				select {
				case told <- true:
				case <-done:
				}
			}
		})
	}
	for range answers {
		<-told
	}
	for _, p := range []*exec.Cmd{server, bringing} {
		if err := p.Process.Kill(); err != nil && err != os.ErrProcessDone {
			k.Fatal(err)
		}
	}
	close(done)
	all.Wait()
	server.Wait()   //nolint:errcheck // it was killed
	bringing.Wait() //nolint:errcheck // it was killed, or was quick
}

// start runs the program. A server is waited for until it says where it is open.
func (k *killing) start(args ...string) *exec.Cmd {
	k.Helper()
	cmd := exec.Command("clientele", append(args, k.place...)...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		k.Fatal(err)
	}
	k.Cleanup(func() { cmd.Process.Kill() }) //nolint:errcheck // it ended long before, as it should
	if args[0] != "serve" {
		go io.Copy(io.Discard, out) //nolint:errcheck // it is killed
		return cmd
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at, open := strings.CutPrefix(lines.Text(), "Clientele is open at "); open {
			k.at = at
			go io.Copy(io.Discard, out) //nolint:errcheck // it is killed
			return cmd
		}
	}
	k.Fatalf("the server does not open: %s", complaint.String())
	return nil
}

// rowsBrought is how many rows a file has that is brought in beside the server.
const rowsBrought = 1_000

// write makes a file of orders, or of people, and gives the command that brings it in.
func (k *killing) write(n int) []string {
	k.Helper()
	var b strings.Builder
	as := []string{"import"}
	if n%2 == 0 {
		b.WriteString("customer,date,amount\n")
		for i := range rowsBrought {
			bought := time.Now().AddDate(0, 0, -20*(i/(rowsBrought/5))-i%(rowsBrought/5)) // every twenty days, and some for long no more
			fmt.Fprintf(&b, "shop %d-%d,%s,%d\n", n, i%(rowsBrought/5), bought.Format(time.DateOnly), 10+i%90)
		}
	} else {
		as = append(as, "--as", "people")
		b.WriteString("name,email,tags\n")
		for i := range rowsBrought {
			fmt.Fprintf(&b, "Person %d-%d,p%d.%d@file.example,brought\n", n, i, n, i)
		}
	}
	file := filepath.Join(k.TempDir(), fmt.Sprintf("file%d.csv", n))
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		k.Fatal(err)
	}
	command := append(as, file)
	k.files = append(k.files, strings.Join(command, " "))
	return command
}

// step asks for one thing; false where no answer came.
func (k *killing) step() bool {
	a := k.next()
	k.mu.Lock()
	k.asked = append(k.asked, a)
	k.mu.Unlock()
	return k.ask(a)
}

// next chooses what is done next.
func (k *killing) next() *asking {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := len(k.asked)
	a := &asking{method: "POST", key: fmt.Sprintf("step %d of %d", n, k.rng.Int64())}
	kind, list := "people", k.people
	if k.rng.IntN(3) == 0 {
		kind, list = "accounts", k.firms
	}
	if len(list) < 4 {
		a.path, a.body = "/"+kind, fmt.Sprintf(`{"name": "Begin %d"}`, n)
		return a
	}
	one := func() int64 { return list[k.rng.IntN(len(list))] }
	at := fmt.Sprintf("/%s/%d", kind, one())
	switch k.rng.IntN(14) {
	case 0, 1:
		a.path, a.body = "/"+kind, fmt.Sprintf(`{"name": "Made %d", "tags": ["t%d"]}`, n, k.rng.IntN(5))
		if kind == "people" && len(k.firms) > 0 {
			a.body = fmt.Sprintf(`{"name": "Made %d", "email": "made%d@kettle.example", "account": %d, "dates": [{"label": "birthday", "day": "1980-04-02"}]}`, n, n, k.firms[k.rng.IntN(len(k.firms))])
		}
	case 2:
		a.path, a.body = "/tasks", fmt.Sprintf(`{"title": "Task %d", "due": "2026-05-01"}`, n)
		if n%2 == 0 {
			a.path, a.body = "/events", fmt.Sprintf(`{"title": "Meeting %d", "begins": "2026-05-01T10:00", "attendees": ["olga@kettle.example"]}`, n)
		}
	case 3:
		a.method, a.path = "DELETE", at
	case 4:
		a.path = at + "/restore"
	case 5, 6:
		a.path, a.body = at+"/merge", fmt.Sprintf(`{"other": %d}`, one())
	case 7:
		if len(k.merges) > 0 {
			m := k.merges[k.rng.IntN(len(k.merges))]
			a.path, a.body = m[0].(string)+"/unmerge", fmt.Sprintf(`{"merge": %v}`, m[1])
		}
	case 8:
		a.path = at + "/changes" // and the latest of them is undone: see ask
	case 9:
		a.path, a.body = "/"+kind+"/bulk", fmt.Sprintf(`{"ids": [%d, %d, %d], "set": {"industry": "i%d"}}`, one(), one(), one(), k.rng.IntN(4))
	case 10:
		if len(k.batches) > 0 {
			a.path = fmt.Sprintf("/people/bulk/%d/undo", k.batches[k.rng.IntN(len(k.batches))])
		}
	case 11:
		if a.plain = len(k.imports) > 0; a.plain {
			a.path = []string{"/import-undo", "/import-redo"}[k.rng.IntN(2)]
			a.body = fmt.Sprintf(`{"id": %d}`, k.imports[k.rng.IntN(len(k.imports))])
		}
	}
	if a.path == "" {
		a.method, a.path, a.body = "PATCH", at, fmt.Sprintf(`{"name": "Now %d", "tags": ["t%d", "x"]}`, n, k.rng.IntN(5))
	}
	return a
}

// ask sends a request and notes what it made; false where no answer came.
func (k *killing) ask(a *asking) bool {
	if strings.HasSuffix(a.path, "/changes") {
		if _, text, ok := k.send("GET", a.path, "", ""); ok {
			var past struct {
				Rows []struct{ ID int64 }
			}
			if json.Unmarshal([]byte(text), &past) == nil && len(past.Rows) > 1 {
				a.path = fmt.Sprintf("%s/%d/undo", a.path, past.Rows[0].ID)
			}
		}
		if strings.HasSuffix(a.path, "/changes") { // nothing to undo
			a.method = "GET"
		}
	}
	status, text, ok := k.send(a.method, a.path, a.body, a.key)
	if !ok {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if a.status = status; status >= 500 {
		k.Errorf("%s %s %s: %d %s", a.method, a.path, a.body, status, text)
	}
	if a.answer = text; status < 300 {
		k.note(a)
	}
	return true
}

// note keeps what is needed to go on.
func (k *killing) note(a *asking) {
	var said struct{ ID, Merge, Batch int64 }
	_ = json.Unmarshal([]byte(a.answer), &said) // of what says none of these, nothing is kept
	at, _, merged := strings.Cut(a.path, "/merge")
	switch {
	case a.path == "/people":
		k.people = append(k.people, said.ID)
	case a.path == "/accounts":
		k.firms = append(k.firms, said.ID)
	case merged:
		k.merges = append(k.merges, [2]any{at, said.Merge})
	case a.path == "/people/bulk" && said.Batch != 0:
		k.batches = append(k.batches, said.Batch)
	}
}

func (k *killing) send(method, path, body, key string) (status int, text string, ok bool) {
	r, err := http.NewRequestWithContext(context.Background(), method, k.at+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return 0, err.Error(), false
	}
	r.Header.Set("Authorization", "Bearer "+k.key)
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error(), false
	}
	defer w.Body.Close()
	whole, err := io.ReadAll(w.Body)
	return w.StatusCode, string(whole), err == nil
}

// repeat asks for everything again: what was answered is answered alike and does nothing,
// what was not is answered now.
func (k *killing) repeat() {
	k.Helper()
	before := k.written()
	for _, a := range k.asked {
		if a.status == 0 || a.status >= 300 || a.method == "GET" || a.plain {
			continue
		}
		status, text, ok := k.send(a.method, a.path, a.body, a.key)
		merged := status == http.StatusNotFound && strings.Contains(text, "was merged into") // since
		if !ok || !merged && (status != a.status || numberOf(text) != numberOf(a.answer)) {  // it may say more of what is there now
			k.Errorf("%s %s %s: answered %d %s, and then %d %s", a.method, a.path, a.body, a.status, a.answer, status, text)
		}
	}
	if after := k.written(); after != before {
		k.Errorf("what was done before wrote %d entries when it was asked for again", after-before)
	}
	for _, a := range k.asked {
		if a.status == 0 && !k.ask(a) {
			k.Fatalf("no answer to %s %s", a.method, a.path)
		}
	}
}

// numberOf is of what an answer speaks: a record, or a batch.
func numberOf(answer string) [2]int64 {
	var said struct{ ID, Batch int64 }
	_ = json.Unmarshal([]byte(answer), &said) // what is no object has no number
	return [2]int64{said.ID, said.Batch}
}

// written is how much stands in the book by the one who asks.
func (k *killing) written() int {
	k.Helper()
	h := k.open()
	defer h.close()
	n, err := db.One[int](k.Context(), h.db, "SELECT count(*) FROM entries WHERE workspace = ? AND by_user <> 0 AND kind IN ('changed', 'same', 'parted')", workspace)
	if err != nil {
		k.Fatal(err)
	}
	return n
}

// whole looks, right after a kill, whether all that was written down is of one piece.
func (k *killing) whole(when string) {
	k.Helper()
	h := k.open()
	defer h.close()
	broken, err := h.jobs.Book.VerifyChain(k.Context(), nil)
	problems, wrong := h.crm.Check(k.Context())
	if err != nil || wrong != nil || broken != nil || len(problems) > 0 {
		k.Errorf("%s: the chain %+v %v, the records %+v %v", when, broken, err, problems, wrong)
	}
	if k.imports, err = db.All[int64](k.Context(), h.db, "SELECT id FROM imports WHERE workspace = ? ORDER BY id", workspace); err != nil {
		k.Fatal(err)
	}
}

// again asks for everything once more, and brings the files in again whose import was killed.
func (k *killing) again() {
	k.Helper()
	server := k.start("serve", "--addr", "127.0.0.1:0")
	k.repeat()
	if err := server.Process.Kill(); err != nil {
		k.Fatal(err)
	}
	server.Wait() //nolint:errcheck // it was killed
	for _, file := range k.files {
		k.must(strings.Fields(file)...)
	}
}

// end lets the work that is left be done, and looks at everything.
func (k *killing) end() {
	k.Helper()
	h := k.open()
	if err := h.jobs.Ask(k.Context(), queue.Ask{Kind: "duplicates", Key: "duplicates"}); err != nil { // else it waits until an import is over
		k.Fatal(err)
	}
	if err := h.jobs.Queue.Drain(k.Context(), nil); err != nil {
		k.Fatal(err)
	}
	for _, f := range ops.Doctor(k.Context(), h.patient(&Settings{Data: k.place[1]})) {
		if f.Level == ops.Bad {
			k.Errorf("the doctor: %+v", f)
		}
	}
	for table, made := range map[string][]int64{"people": k.people, "accounts": k.firms} {
		slices.Sort(made)
		there, err := db.All[int64](k.Context(), h.db, "SELECT id FROM "+table+" WHERE workspace = ? AND made_by = 'olga@kettle.example' ORDER BY id", workspace)
		if err != nil || !slices.Equal(there, slices.Compact(made)) {
			k.Errorf("%s: there are %v, made were %v, %v", table, there, made, err)
		}
	}
	brought, err := db.One[int](k.Context(), h.db, "SELECT count(*) FROM people WHERE workspace = ? AND made_by <> 'olga@kettle.example'", workspace)
	if want := rowsBrought * (len(k.files) / 2); err != nil || brought != want {
		k.Errorf("%d people were brought, %d are in the files; %v", brought, want, err)
	}
	k.must("measure")
	before := dbtest.Told(k, h.db)
	k.must("rebuild")
	if lines := dbtest.Differ(before, dbtest.Told(k, h.db)); len(lines) > 0 {
		differ := map[string]int{}
		for _, line := range lines {
			table, _, _ := strings.Cut(line, " ")
			differ[table]++
		}
		states, err := db.All[string](k.Context(), h.db, "SELECT file || ': ' || state FROM imports WHERE workspace = ? ORDER BY id", workspace)
		k.Errorf("made anew it is another in so many lines of each table: %v, as %s; the imports are %q %v", differ, lines[0], states, err)
	}
	for table, lines := range before {
		if lines == "" && table != "overrules" && table != "same" && table != "event_users" {
			k.Errorf("%s: there is nothing to compare", table)
		}
	}
}

// TestKilledRestore: kill -9 in the middle of a restore; nothing of it is taken for a house,
// and it can be done again.
func TestKilledRestore(t *testing.T) {
	eachShell(t, func(t *testing.T, sh *shell) {
		var b strings.Builder
		b.WriteString("customer,date,amount\n")
		for i := range 20_000 {
			fmt.Fprintf(&b, "shop %d,2025-%02d-%02d,%d\n", i%5_000, 1+i%12, 1+i%28, i)
		}
		file, copied := filepath.Join(t.TempDir(), "orders.csv"), filepath.Join(t.TempDir(), "copy.tar.gz")
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		sh.must("import", file, "--no-measure")
		sh.must("backup", copied)
		to := &shell{t, []string{"--data", t.TempDir()}}
		if len(sh.place) > 2 {
			to.place = append(to.place, "--database", dbtest.PostgresPlace(t))
		}
		k := &killing{shell: to}
		cmd := k.start("restore", copied)
		k.underWay()
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait() //nolint:errcheck // it was killed
		if status, out, errs := to.run("", "doctor"); status == exitDone && len(to.place) == 2 {
			t.Errorf("half a house: %d %s%s", status, out, errs)
		}
		to.must("restore", copied)
		before, after := dbtest.Told(t, sh.open().db), dbtest.Told(t, to.open().db)
		delete(before, "search_docs") // made at the next start
		delete(after, "search_docs")
		if lines := dbtest.Differ(before, after); len(lines) > 0 || before["histories"] == "" {
			t.Errorf("what was brought back is another: %s", lines[:min(len(lines), 20)])
		}
		to.must("doctor")
	})
}

// underWay waits until a restore has begun to write.
func (k *killing) underWay() {
	k.Helper()
	begun := func() bool {
		if len(k.place) == 2 {
			some, err := filepath.Glob(filepath.Join(k.place[1], "*.restoring-wal"))
			if err != nil || len(some) == 0 {
				return false
			}
			info, err := os.Stat(some[0])
			return err == nil && info.Size() > 0
		}
		d, err := db.Open(k.Context(), k.place[3])
		if err != nil {
			return false
		}
		defer d.Close()
		n, err := db.One[int](k.Context(), d, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state IN ('active', 'idle in transaction') AND query LIKE '%INTO \"entries\"%'")
		return err == nil && n > 0
	}
	for !begun() {
		if err := k.Context().Err(); err != nil {
			k.Fatal(err)
		}
	}
}
