package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// TestActs does the acts on an account, as a form and as JSON.
func TestActs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		account := fmt.Sprint(int64(h.account))
		page := "/accounts/" + account
		shown := func(want string) {
			t.Helper()
			w := h.do(get(page), sign)
			if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("the account does not show %q: %d", want, w.Code)
			}
		}
		form := func(act string, more url.Values) {
			t.Helper()
			more.Set("account", account)
			more.Set("back", page)
			if w := h.do(post("/do/"+act, more), sign); w.Code != 303 {
				t.Errorf("%s: %d %s", act, w.Code, clipBody(w.Body.String()))
			}
		}
		form("add-note", url.Values{"text": {"likes <b>red</b> kettles"}})
		shown("likes &lt;b&gt;red&lt;/b&gt; kettles")
		form("add-interaction", url.Values{"channel": {"call"}, "direction": {"in"}, "text": {"asked for saucers"}})
		shown("asked for saucers")
		called := h.standing(sign)
		if called.LastContactIn.String() != "2026-03-31" || called.Next == "" {
			t.Errorf("the call is not in the standing: %+v", called)
		}
		shown("no answer yet")
		shown(`value="answer-owed"`)
		form("settle", url.Values{"play": {"answer-owed"}})
		if w := h.do(get(page), sign); strings.Contains(w.Body.String(), `value="answer-owed"`) {
			t.Error("the advice is settled, and still given")
		}
		other := map[clientele.Kind]clientele.Kind{clientele.Client: clientele.Customer}[called.Kind]
		if other == "" {
			other = clientele.Client
		}
		form("overrule", url.Values{"kind": {string(other)}, "reason": {"signed a paper"}, "until": {"2026-12-31"}})
		shown("signed a paper")
		if s := h.standing(sign); s.Kind != other || s.MeasuredKind != called.Kind || s.Sure != "by your word" {
			t.Errorf("the overrule is not in the standing: %+v", s)
		}
		form("take-back-overrule", url.Values{})
		if s := h.standing(sign); s.Kind != called.Kind || s.MeasuredKind != called.Kind {
			t.Errorf("the measure does not speak again: %+v", s)
		}
		if w := h.do(post("/do/take-back-overrule", url.Values{"account": {account}}), sign); w.Code != 409 {
			t.Errorf("taken back twice: %d", w.Code)
		}
		form("promise", url.Values{"title": {"send the offer"}, "due": {"2026-03-31"}})
		shown("send the offer")
		form("set-owner", url.Values{"owner": {ownerEmail}})
		h.keepPromise(sign)
		w := h.do(post("/do/add-note", url.Values{"account": {account}, "text": {""}, "back": {page}}), sign)
		if w.Code != 422 || !strings.Contains(w.Body.String(), "<html") {
			t.Errorf("an empty note: %d %s", w.Code, clipBody(w.Body.String()))
		}
	})
}

// standing is that of the account, as its page and the list have it.
func (h *testHouse) standing(sign func(*http.Request)) shape.StandingRow {
	h.Helper()
	var shown account.AccountOut
	h.ok(json.Unmarshal(h.do(get(fmt.Sprintf("/api/v1/accounts/%d/page", h.account)), sign).Body.Bytes(), &shown))
	if len(shown.Lines) != 1 {
		h.Fatalf("%d lines", len(shown.Lines))
	}
	s := shown.Lines[0].Standing
	var list relationships.RelationshipsOut
	h.ok(json.Unmarshal(h.do(get("/api/v1/relationships"), sign).Body.Bytes(), &list))
	for _, r := range list.Rows {
		if r.Account == h.account && (r.Kind != s.Kind || r.Sure != s.Sure || r.LastContactIn != s.LastContactIn || r.Next != s.Next) {
			h.Errorf("the list has %+v\nthe account %+v", r, s)
		}
	}
	return s
}

func (h *testHouse) keepPromise(sign func(*http.Request)) {
	h.Helper()
	var out today.TodayOut
	h.ok(json.Unmarshal(h.do(get("/api/v1/today"), sign).Body.Bytes(), &out))
	var promise shape.Step
	for _, s := range out.Lists[1].Steps {
		if s.Task != 0 {
			promise = s
		}
	}
	if promise.Do != "send the offer" || promise.Name == "" {
		h.Fatalf("today does not show the promise: %+v", out.Lists[1])
	}
	body := fmt.Sprintf(`{"id": %d}`, promise.Task)
	if w := h.do(postJSON("/api/v1/task-done", body), sign); w.Code != 200 {
		h.Errorf("task-done: %d %s", w.Code, w.Body)
	}
	var later today.TodayOut
	h.ok(json.Unmarshal(h.do(get("/api/v1/today"), sign).Body.Bytes(), &later))
	for _, s := range later.Lists[1].Steps {
		if s.Task == promise.Task {
			h.Error("the promise is still open")
		}
	}
}

// TestFlash: what was done is said once.
func TestFlash(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	sign := h.session(h.owner)
	w := h.do(post("/do/create-token", url.Values{"name": {"till"}, "back": {"/settings"}}), sign)
	flash := cookies(w)["clientele-flash"]
	if flash == nil || w.Header().Get("Location") != "/settings" {
		t.Fatalf("no flash: %d %v", w.Code, w.Header())
	}
	if strings.Contains(flash.Value, "clientele_") {
		t.Error("the key stands open in the cookie")
	}
	w = h.do(get("/trust"), sign, with(flash)) // a page that just looks again by itself
	if strings.Contains(w.Body.String(), "clientele_") || cookies(w)["clientele-flash"] != nil {
		t.Error("another page takes what was said for this one")
	}
	w = h.do(get("/settings"), sign, with(flash))
	if !strings.Contains(w.Body.String(), "clientele_") {
		t.Error("the key is not shown")
	}
	if gone := cookies(w)["clientele-flash"]; gone == nil || gone.MaxAge >= 0 {
		t.Error("the flash stays")
	}
	forged := *flash
	forged.Value = "e30"
	if w := h.do(get("/settings"), sign, with(&forged)); w.Code != 200 {
		t.Errorf("a forged flash: %d", w.Code)
	}
}

// Where nothing was done, nothing is offered to be undone: least of all what somebody else did.
func TestNothingDoneIsNotUndone(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	id := h.newRecord(owner, "people", `{"name": "Pat"}`)
	h.send(h.session(h.member), "PATCH", fmt.Sprintf("/people/%d", id), `{"note": "likes tea"}`)
	for act, body := range map[string]string{"person-restore": `{"id": %d}`, "person-change": `{"id": %d, "name": "Pat"}`} {
		w := h.do(postJSON("/api/v1/"+act, fmt.Sprintf(body, id)), owner)
		if w.Code != 200 || strings.Contains(w.Body.String(), "undo") {
			t.Errorf("%s: %d %s", act, w.Code, clipBody(w.Body.String()))
		}
	}
}

func (h *testHouse) handIn(name string, content []byte, sign func(*http.Request)) *httptest.ResponseRecorder {
	h.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	h.ok(m.WriteField("back", "/imports"))
	part, err := m.CreateFormFile("file", name)
	h.ok(err)
	_, err = part.Write(content)
	h.ok(err)
	h.ok(m.Close())
	r := httptest.NewRequest("POST", "/do/import-upload", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return h.do(r, sign)
}

// TestImport: hand in, look, correct, confirm.
func TestImport(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{UploadMost: 1 << 20})
	h.furnish()
	sign := h.session(h.owner)
	file := "who,when,what,much\nAnna,2025-01-03,tea,12.50\nAnna,2025-02-03,tea,11.50\nBert,2025-02-05,pot,99.00\n"
	w := h.handIn(`..\..\teas.csv`, []byte(file), sign)
	preview := w.Header().Get("Location")
	if w.Code != 303 || !strings.HasPrefix(preview, "/imports/preview?upload=") {
		t.Fatalf("hand in: %d %s", w.Code, clipBody(w.Body.String()))
	}
	w = h.do(get(preview), sign)
	if w.Code != 200 || !strings.Contains(w.Body.String(), "teas.csv") || !strings.Contains(w.Body.String(), "Bert") {
		t.Fatalf("preview: %d %s", w.Code, clipBody(w.Body.String()))
	}
	_, ticket, _ := strings.Cut(preview, "upload=")
	w = h.do(post("/do/import-confirm", url.Values{"upload": {ticket}, "door": {"orders"}, "columns": {"account", "at", "product", "amount"}, "back": {preview}}), sign)
	if w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/jobs/") {
		t.Fatalf("confirm: %d %s", w.Code, w.Body.String())
	}
	if w := h.do(get(w.Header().Get("Location")), sign); w.Code != 200 || !strings.Contains(w.Body.String(), "teas.csv") {
		t.Errorf("the job: %d", w.Code)
	}
	before := h.hash()
	for name, content := range map[string][]byte{"empty.csv": nil, "noise.bin": bytes.Repeat([]byte{0, 1, 2, 255}, 3000), "big.csv": bytes.Repeat([]byte("a,b\n"), 1<<19)} {
		if w := h.handIn(name, content, sign); w.Code < 400 || w.Code >= 500 || !strings.Contains(w.Body.String(), "<html") {
			t.Errorf("%s: %d %s", name, w.Code, clipBody(w.Body.String()))
		}
	}
	if h.hash() != before {
		t.Error("the database changed")
	}
}

// Six files of 50,000 columns at once are refused with what to do, and the pages answer meanwhile.
func TestFilesTooWide(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	sign := h.session(h.owner)
	row := strings.Repeat("c,", 49_999)
	wide := []byte(row + "c\n" + strings.ReplaceAll(row, "c", "1") + "1\n")
	answers := make(chan *httptest.ResponseRecorder)
	for range 6 {
		go func() { answers <- h.handIn("wide.csv", wide, sign) }()
	}
	for range 6 {
		if w := h.do(get("/relationships"), sign); w.Code != 200 {
			t.Errorf("relationships meanwhile: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := <-answers; w.Code != 422 && w.Code != 429 || !strings.Contains(w.Body.String(), "50,000 columns") && !strings.Contains(w.Body.String(), "50000 columns") {
			t.Errorf("a wide file: %d %s", w.Code, clipBody(w.Body.String()))
		}
	}
}

// TestFragment: script gets the page without the house around it.
func TestFragment(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	sign := h.session(h.owner)
	for _, p := range page.Pages(h.server.crm.All) {
		if p.Who.Open() {
			continue // shown outside the house
		}
		if p.Name == "file-content" || p.Name == "order-print" {
			continue // a file
		}
		page, _ := h.paths(p)
		part := h.do(get(page), sign, func(r *http.Request) { r.Header.Set("HX-Request", "true") })
		if part.Code != 200 || strings.Contains(part.Body.String(), "<html") || !strings.Contains(strings.Join(part.Header().Values("Vary"), " "), "HX-Request") {
			t.Errorf("%s: %d %s", page, part.Code, clipBody(part.Body.String()))
		}
	}
}

// TestErrorsFile: the rows that were not taken come as they stood.
func TestErrorsFile(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	w := h.do(get(fmt.Sprintf("/imports/%d?format=csv", h.imported)), h.session(h.owner))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "not a day") || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %s", w.Code, clipBody(w.Body.String()))
	}
}

// TestExport: no cell begins a formula.
func TestExport(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	w := h.do(get("/relationships?format=csv"), h.session(h.owner))
	if w.Code != 200 || !strings.HasPrefix(w.Body.String(), "account,name,line,kind") || !strings.Contains(w.Header().Get("Content-Disposition"), "relationships.csv") {
		t.Errorf("%d %s", w.Code, clipBody(w.Body.String()))
	}
	for cell, want := range map[string]string{"=1+1": "'=1+1", "@x": "'@x", "-12.50": "-12.50", "+49 30": "'+49 30", "-x": "'-x", "\t=1": "'\t=1", "Anna": "Anna", "": ""} {
		if got := harmless(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}

// TestGzip: large text is packed for who can unpack it.
func TestGzip(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	sign := h.session(h.owner)
	plain := h.do(get("/api/v1/relationships"), sign)
	packed := h.do(get("/api/v1/relationships"), sign, func(r *http.Request) { r.Header.Set("Accept-Encoding", "br, gzip") })
	if packed.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("not packed: %v", packed.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	h.ok(err)
	body, err := io.ReadAll(z)
	h.ok(err)
	if !bytes.Equal(body, plain.Body.Bytes()) {
		t.Error("unpacked it is another")
	}
	if takesGzip("gzip;q=0") || !takesGzip("deflate, gzip;q=0.5") {
		t.Error("Accept-Encoding is misread")
	}
}

// TestPanic: a defect is answered, told in the log, and the house lives.
func TestPanic(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	broken := func(page.Frame, struct{}) templ.Component { panic("a defect") }
	none := func(context.Context, access.Scope, struct{}) (struct{}, error) { return struct{}{}, nil }
	h.crm.All = append(h.crm.All, page.Capability{Pages: []page.Page{page.Read("broken", "/broken", access.SignedIn, none, broken)}})
	server, err := New(h.crm, h.server.log, Config{})
	h.ok(err)
	h.handler = server.Handler()
	w := h.do(get("/broken"), h.session(h.owner))
	if w.Code != 500 || strings.Contains(w.Body.String(), "a defect") || !strings.Contains(w.Body.String(), "<html") {
		t.Errorf("%d %s", w.Code, clipBody(w.Body.String()))
	}
}
