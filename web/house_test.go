package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// testHouse is a whole house, with a server, an owner and a member.
type testHouse struct {
	*testing.T
	crm           *crm.CRM
	server        *Server
	handler       http.Handler
	clock         *clock
	logged        *writings
	owner, member clientele.ID
	key           string       // of the member
	account       clientele.ID // one that has a standing
	person, task  clientele.ID
	event         clientele.ID // that comes again
	pipeline      clientele.ID
	stage, deal   clientele.ID
	engagement    clientele.ID
	offering      clientele.ID
	hour          clientele.ID
	view, file    clientele.ID
	merge         clientele.ID // by which another went into the task
	batch         clientele.ID // an edit of a list
	imported      clientele.ID
	ticket        string // of a file handed in
	people        string // the ticket of a file of people
}

// writings are what was written to a log, by whichever goroutine.
type writings struct {
	mu   sync.Mutex
	text strings.Builder
}

func (w *writings) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *writings) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

const (
	ownerEmail = "olga@example.org"
	password   = "seven green kettles"
)

func newHouse(t *testing.T, d *db.DB, cfg Config, types ...record.Type) *testHouse {
	t.Helper()
	c := &clock{t: time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)}
	logged := &writings{}
	log := slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	data := t.TempDir()
	j := jobs.New(d, 1, data, log)
	clock := clientele.NewClock(c.now, time.UTC)
	j.Now, j.Book.Clock = c.now, clock
	a := access.New(d, 1, c.now)
	a.Key = func(bool) ([]byte, error) { return []byte("thirty-two bytes of a test, all."), nil }
	h := crm.New(crm.Ports{DB: d, Book: j.Book, Directory: j.Directory, Access: a, Jobs: j, Data: data, Log: log, Clock: clock, Version: "test", Types: types})
	s, err := New(h, log, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &testHouse{T: t, crm: h, server: s, handler: allSaid(t, s.Handler()), clock: c, logged: logged}
}

// furnish makes people, entries, standings and a file handed in.
func (h *testHouse) furnish() {
	h.Helper()
	h.furnishBook()
	h.person = h.record("person", map[string]any{"name": "Jo Bell", "account": h.account})
	h.view = h.record("view", map[string]any{"name": "Ours", "list": "people", "owner": h.owner, "audience": "everyone"})
	h.file = h.fileOf("person", h.person, "offer.txt", "what it costs")
	h.task = h.record("task", map[string]any{"title": "Send the offer", "account": h.account})
	h.event = h.record("event", map[string]any{"title": "Weekly call", "kind": "call", "begins": "2026-03-30T10:00", "recurrence": "FREQ=WEEKLY", "account": h.account, "owner": h.owner})
	h.pipeline = h.record("pipeline", map[string]any{"name": "Our sales"})
	h.stage = h.record("stage", map[string]any{"name": "Asked", "pipeline": h.pipeline, "place": 1})
	h.deal = h.record("deal", map[string]any{"name": "A new roof", "account": h.account, "stage": h.stage, "value": map[string]any{"minor": 120_000, "currency": "EUR"}})
	h.offering = h.record("offering", map[string]any{"name": "House counsel", "kind": "retainer", "period": "month"})
	h.engagement = h.record("engagement", map[string]any{"name": "House counsel", "account": h.account, "stage": "offered", "begins": "2026-03-01", "agreed": 10})
	h.hour = h.record("hour", map[string]any{"what": "Letter", "engagement": h.engagement, "day": "2026-03-30", "units": 2})
	goes := h.record("task", map[string]any{"title": "Send the offer", "account": h.account})
	h.ok(h.crm.Records.InTx(context.Background(), func(tx *db.Tx) (err error) {
		ref := func(id clientele.ID) clientele.Ref { return clientele.Ref{Type: "task", ID: id} }
		_, h.merge, err = h.crm.Records.Merge(context.Background(), tx, access.System("a test"), record.Merging{Stays: ref(h.task), Goes: ref(goes)})
		return err
	}))
	h.ok(h.crm.Records.InTx(context.Background(), func(tx *db.Tx) error {
		edit := &record.Bulk{Type: "task", IDs: []clientele.ID{h.task}, Set: map[string]json.RawMessage{"note": json.RawMessage(`"soon"`)}}
		member, err := h.crm.Access.ScopeOf(context.Background(), h.member)
		if err == nil {
			_, err = h.crm.Batches.Later(context.Background(), tx, member, edit)
		}
		h.batch = edit.Batch
		return err
	}))
}

// fileOf puts a file to a record, as the owner.
func (h *testHouse) fileOf(kind string, id clientele.ID, name, content string) clientele.ID {
	h.Helper()
	w := h.do(upload(kind, id, name, content), h.session(h.owner))
	found, err := h.crm.Records.Query(context.Background(), access.System("a test"), record.Query{Type: "file", Sort: "-id", Limit: 1})
	h.ok(err)
	if w.Code != 303 || len(found.Rows) == 0 {
		h.Fatalf("a file: %d %s", w.Code, clipBody(w.Body.String()))
	}
	return found.Rows[0].ID
}

// furnishBook lets people in and brings a log in, without a record by hand.
func (h *testHouse) furnishBook() {
	h.Helper()
	ctx := context.Background()
	secret, err := h.crm.Access.FirstLink(ctx)
	h.ok(err)
	h.owner, err = h.crm.Access.MakeOwner(ctx, secret, "Kettle & Sons", access.Newcomer{Name: "Olga", Email: ownerEmail, Password: password})
	h.ok(err)
	h.member, err = h.crm.Access.AddUser(ctx, access.Newcomer{Name: "Mo", Email: "mo@example.org", Password: password + " more"}, access.Member)
	h.ok(err)
	_, h.key, err = h.crm.Access.CreateToken(ctx, access.System("test"), h.member, access.NewKey{Name: "tests"})
	h.ok(err)
	up, err := h.crm.Receive(ctx, "orders.csv", strings.NewReader(orders))
	h.ok(err)
	h.ticket = up.Path[strings.LastIndexByte(up.Path, '/')+1:]
	listed, err := h.crm.Receive(ctx, "people.csv", strings.NewReader("Name,E-mail\nAda Byron,ada@kettle.example\n"))
	h.ok(err)
	h.people = listed.Path[strings.LastIndexByte(listed.Path, '/')+1:]
	_, err = h.crm.Jobs.ImportNow(ctx, jobs.ImportArgs{Path: up.Path, Name: "orders.csv"}, ownerEmail, nil)
	h.ok(err)
	h.ok(h.crm.Jobs.Measure(ctx, "test", nil))
	imports, err := h.crm.Book.Imports(ctx, 0, 1)
	h.ok(err)
	h.imported = imports[0].ID
	found, err := h.crm.Directory.SearchWithin(ctx, "c01", 1, directory.Within{Every: true})
	h.ok(err)
	h.account = found[0].ID
}

// record makes one.
func (h *testHouse) record(kind string, fields map[string]any) (id clientele.ID) {
	h.Helper()
	raw := map[string]json.RawMessage{}
	for name, v := range fields {
		value, err := json.Marshal(v)
		h.ok(err)
		raw[name] = value
	}
	h.ok(h.crm.Records.InTx(context.Background(), func(tx *db.Tx) error {
		r, err := h.crm.Records.Create(context.Background(), tx, access.System("a test"), kind, raw)
		if err == nil {
			id = r.ID
		}
		return err
	}))
	return id
}

// orders is a log of forty accounts over two years.
var orders = func() string {
	var b strings.Builder
	b.WriteString("CustomerID,InvoiceDate,Amount\n")
	start := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	for c := range 40 {
		for day := 3 * c; day < 750-11*c; day += 14 + 3*c {
			fmt.Fprintf(&b, "C%02d,%s,%d.50\n", c, start.AddDate(0, 0, day).Format("2006-01-02"), 10+c)
		}
	}
	b.WriteString("C99,not a day,12.00\n")
	return b.String()
}()

func (h *testHouse) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// actor is who asks: by cookie, by key, or not at all.
type actor struct {
	name  string
	scope access.Scope
	sign  func(*http.Request)
}

func (h *testHouse) session(id clientele.ID) func(*http.Request) {
	h.Helper()
	ctx, err := h.server.sessions.Load(context.Background(), "")
	h.ok(err)
	h.ok(h.server.sessions.Begin(ctx, id, access.Whence{}))
	token, _, err := h.server.sessions.Commit(ctx)
	h.ok(err)
	return func(r *http.Request) {
		r.AddCookie(&http.Cookie{Name: access.CookieName(h.server.cfg.secure()), Value: token})
	}
}

func (h *testHouse) actors() []actor {
	return []actor{
		{"nobody", access.Scope{}, func(*http.Request) {}},
		{"wrong session", access.Scope{}, func(r *http.Request) {
			r.AddCookie(&http.Cookie{Name: "clientele", Value: "not-a-session-of-anybody"})
		}},
		{"wrong key", access.Scope{}, func(r *http.Request) { r.Header.Set("Authorization", "Bearer clientele_WRONG") }},
		{"member", access.Of(access.User{Role: access.Member}, nil, nil), h.session(h.member)},
		{"member's key", access.Of(access.User{Role: access.Member}, nil, nil), func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+h.key) }},
		{"owner", access.Of(access.User{Role: access.Owner}, nil, nil), h.session(h.owner)},
	}
}

func (h *testHouse) do(r *http.Request, sign ...func(*http.Request)) *httptest.ResponseRecorder {
	for _, s := range sign {
		s(r)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

func get(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

func post(path string, form url.Values) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func postJSON(path, body string) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// paths of a page as web page and as endpoint, filled in.
func (h *testHouse) paths(p page.Page) (page, api string) {
	id := map[string]clientele.ID{
		"account": h.account, "who-sees": h.account, "account-record": h.account, "person-record": h.person, "task-record": h.task, "task-more": h.task, "view-record": h.view, "file-record": h.file, "file-content": h.file,
		"event-record": h.event, "event-glance": h.event, "event-field": h.event, "event-occurrence": h.event,
		"deal-record": h.deal, "deal-glance": h.deal, "deal-field": h.deal, "pipeline-record": h.pipeline, "pipeline-glance": h.pipeline, "pipeline-field": h.pipeline, "stage-record": h.stage, "stage-glance": h.stage, "stage-field": h.stage,
		"engagement-record": h.engagement, "engagement-glance": h.engagement, "engagement-field": h.engagement, "engagement-health": h.engagement, "offering-record": h.offering, "offering-glance": h.offering, "offering-field": h.offering, "hour-record": h.hour, "hour-glance": h.hour, "hour-field": h.hour,
		"account-glance": h.account, "person-glance": h.person, "task-glance": h.task, "view-glance": h.view, "file-glance": h.file, "account-field": h.account, "person-field": h.person, "task-field": h.task, "view-field": h.view, "file-field": h.file, "import": h.imported, "batch": h.batch, "job": h.lastJob(),
	}[strings.Replace(p.Name, "-timeline", "-record", 1)] // that of each type is of the same record
	switch p.Name {
	case "entry":
		id = h.note()
	case "engagement-adopt":
		h.toldOf()
	}
	if of, sold := strings.CutSuffix(p.Name, "-"+p.Name[strings.LastIndexByte(p.Name, '-')+1:]); sold && strings.Contains(p.Path, "{id}") && slices.Contains([]string{"product", "price", "order"}, of) {
		id = h.sold(of)
	}
	fill := func(s string) string { return strings.ReplaceAll(s, "{id}", fmt.Sprint(int64(id))) }
	more := map[string]string{"import-preview": "?upload=" + h.ticket, "batch-preview": "?upload=" + h.people, "search": "?q=c0", "today-note": fmt.Sprint("?account=", h.account), "setup": "?token=nothing", "invite": "?token=nothing", "second-step": "?ticket=nothing",
		"leaving": fmt.Sprintf("?id=%d", h.member), "merge-two": fmt.Sprintf("?type=person&one=%d", h.person), "alike": "?type=person&name=Jo+Bell",
		"event-field":   "?name=title",
		"account-field": "?name=name", "person-field": "?name=name", "task-field": "?name=title", "view-field": "?name=name", "file-field": "?name=name", "deal-field": "?name=name", "pipeline-field": "?name=name", "stage-field": "?name=name", "engagement-field": "?name=name", "offering-field": "?name=name", "hour-field": "?name=what",
		"engagement-adopt": fmt.Sprintf("?account=%d&kind=retainer&start=2026-01-01", h.account),
		"merged":           fmt.Sprintf("?type=task&id=%d&merge=%d", h.task, h.merge)}[p.Name]
	more = cmp.Or(more, map[string]string{"product-field": "?name=name", "price-field": "?name=price_list", "order-field": "?name=note", "order-customers": "?q=c"}[p.Name])
	return fill(p.Path) + more, fill(p.APIPath()) + more
}

// note is what was written down of the account last; where nothing was, it is written first.
func (h *testHouse) note() clientele.ID {
	h.Helper()
	id, err := db.One[clientele.ID](context.Background(), h.crm.DB, "SELECT COALESCE(MAX(id), 0) FROM entries WHERE workspace = 1 AND kind = ? AND import = 0 AND account = ?", clientele.KindInteraction, h.account)
	h.ok(err)
	if id == 0 {
		h.did(h.session(h.owner), "add-note", fmt.Sprintf(`{"account": %d, "text": "they said so"}`, h.account))
		return h.note()
	}
	return id
}

func (h *testHouse) lastJob() clientele.ID {
	list, err := h.crm.Jobs.Queue.List(context.Background(), 0, 1)
	h.ok(err)
	if len(list) == 0 {
		return 0
	}
	return list[0].ID
}

// hash is a hash of the whole database.
func (h *testHouse) hash() string {
	h.Helper()
	read, _ := h.crm.DB.SQL()
	names := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if h.crm.DB.Engine == db.Postgres {
		names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
	}
	sum := sha256.New()
	for _, table := range h.texts(read, names) {
		rows, err := read.Query("SELECT * FROM " + table)
		h.ok(err)
		h.ok(hashRows(rows, sum, table))
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
}

func (h *testHouse) texts(d *sql.DB, query string) (list []string) {
	h.Helper()
	rows, err := d.Query(query)
	h.ok(err)
	defer rows.Close()
	for rows.Next() {
		var s string
		h.ok(rows.Scan(&s))
		list = append(list, s)
	}
	return list
}

// hashRows adds the rows up, so that their order does not matter.
func hashRows(rows *sql.Rows, into io.Writer, table string) error {
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var total [32]byte
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return err
		}
		var b strings.Builder
		for _, v := range values {
			fmt.Fprintf(&b, "%v|", *v.(*any))
		}
		one := sha256.Sum256([]byte(b.String()))
		carry := 0
		for i := range total {
			carry += int(total[i]) + int(one[i])
			total[i], carry = byte(carry), carry>>8
		}
	}
	fmt.Fprintf(into, "%s %x\n", table, total)
	return rows.Err()
}

func denied(w *httptest.ResponseRecorder) bool {
	return w.Code == 401 || w.Code == 403 || w.Code == 303 && strings.HasPrefix(w.Header().Get("Location"), "/sign-in")
}
