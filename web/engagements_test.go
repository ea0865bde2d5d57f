package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/engagements"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// agreeing is somebody who looks after engagements.
type agreeing struct {
	*testHouse
	c    *caller
	sign func(*http.Request)
}

func newAgreeing(t *testing.T, d *db.DB) *agreeing {
	h := newHouse(t, d, Config{})
	c := callerOf(h)
	h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
	return &agreeing{h, c, h.session(h.owner)}
}

// agree writes an engagement down by REST, and gives its number.
func (a *agreeing) agree(more string) clientele.ID {
	a.Helper()
	return made(a.c.must(201, "POST", "/engagements", fmt.Sprintf(`{"account": %d, %s}`, a.account, more)))
}

func made(answer map[string]any) clientele.ID {
	n, _ := answer["id"].(float64)
	return clientele.ID(n)
}

// engaged is what the history of the account says of agreements, a line each.
func (a *agreeing) engaged(line clientele.Line) (all []string) {
	a.Helper()
	h, err := a.crm.Book.History(a.Context(), clientele.Relationship{Account: a.account, Line: line})
	if clientele.KindOf(err) == clientele.NotFound {
		return nil
	}
	a.ok(err)
	for _, e := range h.Engaged {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s–%s %s %s", e.Kind, e.Start, e.End, e.Fee.Plain(), e.Period)))
	}
	return all
}

func (a *agreeing) kind(line clientele.Line) clientele.Kind {
	a.Helper()
	s, err := a.crm.Book.Standing(a.Context(), clientele.Relationship{Account: a.account, Line: line})
	a.ok(err)
	return s.Kind
}

func (a *agreeing) health(id clientele.ID) (out engagements.HealthOut) {
	a.Helper()
	a.ok(json.Unmarshal(a.do(get(fmt.Sprintf("/api/v1/engagements/%d/health", id)), a.sign).Body.Bytes(), &out))
	return out
}

// An engagement is stated in the book as it is written, and the standing of its line knows it at
// once; what was agreed before stays as it was, whatever is agreed next; and all of it can be taken back.
func TestAnEngagementIsAFactOfItsLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		a.did(a.sign, "add-line", `{"name": "Law"}`)
		a.did(a.sign, "add-interaction", fmt.Sprintf(`{"account": %d, "line": "Law", "channel": "call", "direction": "in"}`, a.account))
		if k := a.kind("Law"); k != clientele.Prospect {
			t.Fatalf("they count as %s before", k)
		}
		id := a.agree(`"name": "House counsel", "line": "Law", "stage": "offered", "begins": "2026-01-01", "ends": "2026-12-31", "fee": {"minor": 120000, "currency": "EUR"}, "period": "month"`)
		a.same("offered", a.engaged("Law"))
		a.did(a.sign, "accept-engagement", fmt.Sprintf(`{"id": %d}`, id))
		a.same("agreed", a.engaged("Law"), "retainer 2026-01-01–2026-12-31 1200.00 month")
		if k := a.kind("Law"); k != clientele.Client {
			t.Errorf("with a retainer they count as %s", k)
		}
		amended := a.did(a.sign, "amend-engagement", fmt.Sprintf(`{"id": %d, "since": "2026-07-01", "fee": "1,400 EUR"}`, id))
		two := []string{"retainer 2026-01-01–2026-06-30 1200.00 month", "retainer 2026-07-01–2026-12-31 1400.00 month"}
		a.same("amended", a.engaged("Law"), two...)
		renewed := a.did(a.sign, "renew-engagement", fmt.Sprintf(`{"id": %d}`, id))
		a.same("renewed", a.engaged("Law"), append(two, "retainer 2027-01-01–2027-06-30 1400.00 month")...)
		if got := a.health(id).Terms; len(got) != 3 || !got[0].Holds || got[1].Holds {
			t.Errorf("its terms: %+v", got)
		}
		a.undone(a.sign, renewed)
		a.same("the renewal taken back", a.engaged("Law"), two...)
		a.undone(a.sign, amended)
		a.same("all taken back", a.engaged("Law"), "retainer 2026-01-01–2026-12-31 1200.00 month")
		end := a.did(a.sign, "end-engagement", fmt.Sprintf(`{"id": %d, "ends": "2026-03-15", "ended_because": "they moved"}`, id))
		a.same("ended", a.engaged("Law"), "retainer 2026-01-01–2026-03-15 1200.00 month")
		if k := a.kind("Law"); k == clientele.Client {
			t.Error("it has ended, and they are a client for it")
		}
		a.undone(a.sign, end)
		if k := a.kind("Law"); k != clientele.Client {
			t.Errorf("the end taken back, they count as %s", k)
		}
		a.c.must(200, "DELETE", fmt.Sprintf("/engagements/%d", id), "")
		a.same("in the archive", a.engaged("Law"))
		a.c.must(200, "POST", fmt.Sprintf("/engagements/%d/restore", id), "")
		a.same("out of the archive", a.engaged("Law"), "retainer 2026-01-01–2026-12-31 1200.00 month")
		before := dbtest.Told(t, d)
		a.ok(a.crm.Book.Rebuild(t.Context(), nil))
		for table, was := range before {
			if is := dbtest.Told(t, d)[table]; is != was && strings.Contains("histories spans lines", table) {
				t.Errorf("made anew, %s is other", table)
			}
		}
	})
}

// What does not go together is refused with its field and its remedy, and changes nothing.
// An engagement of an offering begins with what is usual of it, but for what was said; what becomes usual
// later leaves it as it was agreed. An offering that could not be agreed is refused.
func TestAnEngagementBeginsAsOffered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		if w := a.do(postJSON("/api/v1/offerings", `{"name": "X", "line": "Books"}`), a.sign); w.Code != 422 || !strings.Contains(w.Body.String(), "make a line of business") {
			t.Errorf("a line where there is none: %d %s", w.Code, clipBody(w.Body.String()))
		}
		a.record("line", map[string]any{"name": "Books"})
		offered := made(a.c.must(201, "POST", "/offerings", `{"name": "Bookkeeping", "kind": "subscription", "fee": {"minor": 20000, "currency": "EUR"}, "period": "month", "line": "Books",
			"agreed": 5, "renews": true, "renews_for": 12, "notice": 3, "notice_unit": "month", "scope": "Receipts, each month"}`))
		id := a.agree(fmt.Sprintf(`"offering": %d, "begins": "2026-01-01", "fee": {"minor": 18000, "currency": "EUR"}`, offered))
		is := a.c.must(200, "GET", fmt.Sprintf("/engagements/%d", id), "")
		for field, want := range map[string]any{"name": "Bookkeeping", "kind": "subscription", "period": "month", "line": "Books", "agreed": 5.0, "unit": "hours", "per": "period",
			"renews": true, "ends": "2026-12-31", "notice": 3.0, "scope": "Receipts, each month"} {
			if is[field] != want {
				t.Errorf("%s: %v, want %v", field, is[field], want)
			}
		}
		if fee, _ := is["fee"].(map[string]any); fee["minor"] != 18000.0 {
			t.Errorf("the fee: %v", is["fee"])
		}
		a.c.must(200, "PATCH", fmt.Sprintf("/offerings/%d", offered), `{"fee": {"minor": 25000, "currency": "EUR"}, "scope": "Receipts, each week"}`)
		a.c.must(200, "PATCH", fmt.Sprintf("/engagements/%d", id), `{"scope": null}`)
		if is := a.c.must(200, "GET", fmt.Sprintf("/engagements/%d", id), ""); is["scope"] != nil {
			t.Errorf("what was taken out came back: %v", is["scope"])
		}
		a.c.must(422, "POST", "/offerings", `{"name": "For nothing", "fee": {"minor": 20000, "currency": "EUR"}}`)
		a.c.must(422, "POST", "/offerings", `{"name": "At once", "renews": true, "renews_for": 1, "notice": 2}`)
		a.c.must(404, "GET", "/offerings/999999", "")
		if w := a.do(get("/engagements"), a.sign); !strings.Contains(w.Body.String(), `href="/offerings"`) {
			t.Error("no way leads from engagements to offerings")
		}
		for _, from := range []string{"/offerings", "/hours"} {
			if w := a.do(get(from), a.sign); !strings.Contains(w.Body.String(), `href="/engagements?tab=running"`) {
				t.Error("no way leads back to engagements from", from)
			}
		}
	})
}

func TestEngagementsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		id := a.agree(`"name": "Care", "begins": "2026-01-01", "ends": "2026-12-31", "fee": {"minor": 50000, "currency": "EUR"}, "period": "month"`)
		before := a.hash()
		for body, field := range map[string]string{
			`"begins": "2026-05-01", "ends": "2026-04-01"`:                                               "ends",
			`"begins": "2026-05-01", "ends": "2026-06-30", "notice": 3, "notice_unit": "month"`:          "notice",
			`"begins": "2026-05-01", "ends": "2026-12-31", "renews": true, "renews_for": 1, "notice": 3`: "notice",
			`"begins": "2026-05-01", "fee": {"minor": 100, "currency": "EUR"}`:                           "period",
			`"begins": "2026-05-01", "renews": true`:                                                     "ends",
			`"begins": "2026-05-01", "stage": "notice"`:                                                  "ends",
			`"begins": "2026-03-01", "stage": "ended", "ends": "2026-12-31"`:                             "stage",
			`"begins": "2026-05-01", "agreed": -3`:                                                       "agreed",
			`"begins": "2026-05-01", "agreed": 3, "per": "period"`:                                       "per",
			`"begins": "2026-05-01", "line": "Nobody's"`:                                                 "line",
			`"begins": "2026-05-01", "worth": {"minor": 1, "currency": "EUR"}`:                           "worth",
			`"ends": "2026-12-31"`: "begins",
		} {
			w := a.do(postJSON("/api/v1/engagements", fmt.Sprintf(`{"account": %d, "name": "x", %s}`, a.account, body)), a.sign)
			if w.Code != 422 || !strings.Contains(w.Body.String(), `"`+field+`"`) {
				t.Errorf("%s: %d %s; want a fault of %s", body, w.Code, clipBody(w.Body.String()), field)
			}
		}
		for _, act := range []string{`log-hours {"engagement": %d, "units": "0"}`, `log-hours {"engagement": %d, "units": "-2"}`, `log-hours {"engagement": %d, "units": "2", "day": "2026-04-20"}`,
			`log-hours {"engagement": %d, "units": "2", "day": "2025-12-20"}`, `renew-engagement {"id": %d, "since": "2025-01-01"}`, `amend-engagement {"id": %d, "since": "2026-04-01"}`,
			`accept-engagement {"id": %d}`} {
			name, body, _ := strings.Cut(act, " ")
			if w := a.do(postJSON("/api/v1/"+name, fmt.Sprintf(body, id)), a.sign); w.Code != 422 {
				t.Errorf("%s: %d %s", act, w.Code, clipBody(w.Body.String()))
			}
		}
		if after := a.hash(); after != before {
			t.Error("something was changed")
		}
	})
}

// What was worked is added up within the days for which it was agreed, and taken back as it came.
func TestTimeIsWrittenDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		id := a.agree(`"name": "Care", "begins": "2026-01-15", "fee": {"minor": 50000, "currency": "EUR"}, "period": "month", "agreed": 10`)
		a.did(a.sign, "log-hours", fmt.Sprintf(`{"engagement": %d, "units": "4", "day": "2026-03-14"}`, id))
		done := a.did(a.sign, "log-hours", fmt.Sprintf(`{"engagement": %d, "units": "2.5", "day": "2026-03-20", "what": "Letter"}`, id))
		if !strings.Contains(done.Sentence, "2.5 hours") {
			t.Errorf("it says %q", done.Sentence)
		}
		b := a.health(id).Row.Budget
		if b == nil || b.Used != 2.5 || b.InAll != 6.5 || b.From.String() != "2026-03-15" || b.Until.String() != "2026-04-14" {
			t.Fatalf("the budget: %+v", b)
		}
		a.undone(a.sign, done)
		if b := a.health(id).Row.Budget; b.Used != 0 || b.InAll != 4 {
			t.Errorf("taken back: %+v", b)
		}
		if out := a.health(id); len(out.Hours) != 1 || out.Hours[0].What != "Care" {
			t.Errorf("what was worked: %+v", out.Hours)
		}
	})
}

// Somebody is reminded once, long before the last day on which notice may be given, and again for the
// next; one that renews itself goes on at night, and nothing else advises of it.
func TestNoticeIsRemindedOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		id := a.agree(fmt.Sprintf(`"name": "Care", "owner": %d, "begins": "2025-08-01", "ends": "2026-07-31", "fee": {"minor": 50000, "currency": "EUR"}, "period": "month", "notice": 3, "renews": true`, a.owner))
		care := "Care goes on by itself unless notice is given by 30 April 2026: decide"
		a.same("a task", a.open("title contains Care and state = open"), care+" 2026-03-31")
		a.same("open-ended until somebody gives notice", a.engaged(""), "retainer 2025-08-01– 500.00 month")
		if bell := a.do(get("/reminders"), a.sign).Body.String(); !strings.Contains(bell, "Care goes on") {
			t.Error("the bell does not ring")
		}
		path := fmt.Sprintf("/engagements/%d", id)
		a.c.must(200, "PATCH", path, `{"notice": 2}`)
		a.same("another notice", a.open("title contains Care and state = open"), strings.Replace(care, "30 April", "31 May", 1)+" 2026-05-01")
		given := a.did(a.sign, "give-notice", fmt.Sprintf(`{"id": %d}`, id))
		a.same("notice given", a.open("title contains Care and state = open"))
		a.same("it ends", a.engaged(""), "retainer 2025-08-01–2026-07-31 500.00 month")
		a.undone(a.sign, given)
		a.clock.add(130 * 24 * time.Hour)
		a.ok(a.crm.Jobs.Queue.Drain(t.Context(), nil))
		a.turn()
		r := a.c.must(200, "GET", path, "")
		if r["ends"] != "2027-07-31" || r["notice_by"] != "2027-05-31" {
			t.Errorf("it went on until %v, notice by %v", r["ends"], r["notice_by"])
		}
		a.same("the next", a.open("title contains Care and state = open"), strings.Replace(care, "30 April 2026", "31 May 2027", 1)+" 2027-05-01")
		a.same("one agreement", a.engaged(""), "retainer 2025-08-01– 500.00 month")
	})
}

// turn does what is done at night with engagements.
func (a *agreeing) turn() {
	a.Helper()
	for _, c := range a.crm.All {
		if c.Name == "engagements" {
			_, err := a.crm.Jobs.Queue.DoNow(a.Context(), c.Schedules[0].Ask, nil)
			a.ok(err)
		}
	}
}

// An agreement that a file told of becomes a record, and is counted once: before, while it is looked
// after here, and after that was taken back.
func TestAnAgreementIsLookedAfterOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		begun, err := clientele.ParseDay("2025-02-01")
		a.ok(err)
		told := clientele.Engagement{Kind: clientele.Mandate, Ref: "M-7", Start: begun, Fee: clientele.Money{Minor: 30_000, Currency: "EUR"}, Period: clientele.Monthly}
		a.ok(a.crm.Book.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := a.crm.Book.Append(t.Context(), tx, []clientele.Entry{{Account: a.account, Key: "engagement/file/M-7", At: begun.Instant(), Body: told}})
			return err
		}))
		once := "mandate 2025-02-01– 300.00 month"
		a.same("told by a file", a.engaged(""), once)
		at := fmt.Sprintf("/engagements/adopt?account=%d&kind=mandate&start=2025-02-01&ref=M-7", a.account)
		if body := a.do(get(fmt.Sprintf("/accounts/%d", a.account)), a.sign).Body.String(); !strings.Contains(body, strings.ReplaceAll(at[:40], "&", "&amp;")) {
			t.Error("the account does not offer to look after it")
		}
		var out engagements.AdoptOut
		a.ok(json.Unmarshal(a.do(get("/api/v1/engagements/adopt/page"+at[len("/engagements/adopt"):]), a.sign).Body.Bytes(), &out))
		done := a.did(a.sign, "adopt-engagement", fmt.Sprintf(`{"entry": %d, "name": "Lettings"}`, out.Entry))
		a.same("looked after", a.engaged(""), once)
		r := a.c.must(200, "GET", fmt.Sprintf("/engagements/%d", done.ID), "")
		if r["name"] != "Lettings" || r["number"] != "M-7" || r["begins"] != "2025-02-01" || r["stage"] != "running" {
			t.Errorf("the record: %v", r)
		}
		if w := a.do(postJSON("/api/v1/adopt-engagement", fmt.Sprintf(`{"entry": %d}`, out.Entry)), a.sign); w.Code != 404 {
			t.Errorf("looked after twice: %d", w.Code)
		}
		a.did(a.sign, "end-engagement", fmt.Sprintf(`{"id": %d, "ends": "2026-03-01"}`, done.ID))
		a.same("ended", a.engaged(""), "mandate 2025-02-01–2026-03-01 300.00 month")
		a.c.must(200, "DELETE", fmt.Sprintf("/engagements/%d", done.ID), "")
		a.same("the record is away, the file speaks", a.engaged(""), once)
		a.c.must(200, "POST", fmt.Sprintf("/engagements/%d/restore", done.ID), "")
		a.same("the record is back", a.engaged(""), "mandate 2025-02-01–2026-03-01 300.00 month")
		a.undone(a.sign, done)
		a.same("taken back", a.engaged(""), once)
		own := a.agree(`"name": "By hand", "kind": "mandate", "begins": "2025-02-01", "fee": {"minor": 30000, "currency": "EUR"}, "period": "month"`)
		if h := a.health(own).Row.Health; !slices.ContainsFunc(h.Reasons, func(r engagements.HealthReason) bool { return r.Code == "twice" && strings.Contains(r.Href, "ref=M-7") }) {
			t.Errorf("that a file tells of it too is not said: %+v", h)
		}
		a.did(a.sign, "adopt-engagement", fmt.Sprintf(`{"entry": %d, "engagement": %d}`, out.Entry, own))
		a.same("it is the one written down by hand", a.engaged(""), once)
	})
}

// What stands behind the wall of its account is in no list, sum, count or history of who may not pass.
func TestEngagementsBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		id := a.agree(`"name": "Quillwort", "begins": "2026-01-01", "ends": "2026-05-31", "fee": {"minor": 98700, "currency": "EUR"}, "period": "month", "agreed": 7`)
		a.did(a.sign, "log-hours", fmt.Sprintf(`{"engagement": %d, "units": "3", "what": "Quillwort letter"}`, id))
		open := made(a.c.must(201, "POST", "/accounts", `{"name": "Open Ltd"}`))
		a.c.must(201, "POST", "/engagements", fmt.Sprintf(`{"account": %d, "name": "Open", "begins": "2026-01-01", "fee": {"minor": 10000, "currency": "EUR"}, "period": "month"}`, open))
		member := a.session(a.member)
		list := func(sign func(*http.Request)) (out engagements.EngagementsOut) {
			a.ok(json.Unmarshal(a.do(get("/api/v1/engagements/page"), sign).Body.Bytes(), &out))
			return out
		}
		if out := list(member); out.Runs != 2 || out.OutN != 1 || fmt.Sprint(out.Worth) != "[{1304400 EUR}]" {
			t.Fatalf("before: %+v", out)
		}
		a.did(a.sign, "put-wall", fmt.Sprintf(`{"account": %d, "users": [%d]}`, a.account, a.owner))
		if out := list(member); out.Runs != 1 || out.OutN != 0 || fmt.Sprint(out.Worth) != "[{120000 EUR}]" || len(out.Rows) != 1 {
			t.Errorf("behind the wall: %+v", out)
		}
		if out := list(a.sign); out.Runs != 2 || len(out.Rows) != 2 {
			t.Errorf("who passes: %+v", out)
		}
		for _, at := range []string{"/engagements", "/hours", "/search?q=quillw", "/api/v1/engagements/export?format=csv", "/api/v1/hours/export?format=csv", fmt.Sprintf("/engagements/%d", id), "/tasks?whose=all&tab=week",
			fmt.Sprintf("/engagements/%d/health", id), "/reminders", "/"} {
			if w := a.do(get(at), member); strings.Contains(w.Body.String(), "Quillwort") {
				t.Errorf("%s says its name", at)
			}
		}
		for _, act := range []string{`log-hours {"engagement": %d, "units": "2"}`, `renew-engagement {"id": %d}`, `end-engagement {"id": %d}`, `release-engagement {"id": %d}`} {
			name, body, _ := strings.Cut(act, " ")
			if w := a.do(postJSON("/api/v1/"+name, fmt.Sprintf(body, id)), member); w.Code != 404 {
				t.Errorf("%s by who may not pass: %d %s", name, w.Code, clipBody(w.Body.String()))
			}
		}
	})
}

// A list of engagements reads as much for many as for one.
func TestEngagementsReadNoStatementARow(t *testing.T) {
	d := dbtest.SQLite(t)
	a := newAgreeing(t, d)
	count := 0
	d.Watch(func(string, []any) { count++ })
	defer d.Watch(nil)
	read := func() int {
		count = 0
		if w := a.do(get("/engagements"), a.sign); w.Code != 200 {
			t.Fatal(w.Code)
		}
		return count
	}
	more := func(n int) {
		for i := range n {
			a.agree(fmt.Sprintf(`"name": "E %d", "begins": "2026-01-01", "fee": {"minor": 10000, "currency": "EUR"}, "period": "month", "agreed": 5`, i))
		}
	}
	more(1)
	read()
	one := read()
	more(30)
	if many := read(); many > one {
		t.Errorf("%d statements for one row, and %d for many", one, many)
	}
}

// toldOf is an agreement of the house's account of which evidence tells, and no record.
func (h *testHouse) toldOf() {
	h.Helper()
	n, err := db.One[int](h.Context(), h.crm.DB, "SELECT count(*) FROM entries WHERE workspace = 1 AND key = ?", "engagement/crm/R-1")
	if h.ok(err); n > 0 {
		return
	}
	day, err := clientele.ParseDay("2026-01-01")
	h.ok(err)
	e := clientele.Entry{Account: h.account, Key: "engagement/crm/R-1", At: day.Instant(), Body: clientele.Engagement{Kind: clientele.Retainer, Start: day}}
	h.ok(h.crm.Book.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := h.crm.Book.Append(h.Context(), tx, []clientele.Entry{e})
		return err
	}))
}
