package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

const (
	memberEmail    = "mo@example.org"
	memberPassword = password + " more"
)

// writes is a page of the member with a form into which they write, and whose session then ends.
func (h *testHouse) writes(path, act, field, text string) url.Values {
	h.Helper()
	sign := h.session(h.member)
	w := h.do(get(path), sign)
	form := formOf(h.T, w.Body, act)
	form.Set(field, text)
	h.ok(h.crm.DB.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), "DELETE FROM sessions WHERE user_id = ?", h.member)
		return err
	}))
	return form
}

// waits sends a form whose session has ended, and gives the browser that was led to sign in.
func (h *testHouse) waits(r *http.Request) (browser func(*http.Request), next string) {
	h.Helper()
	entries := func() []int64 {
		n, err := db.All[int64](h.Context(), h.crm.DB, "SELECT count(*) FROM entries")
		h.ok(err)
		return n
	}
	before := entries()
	w := h.do(r)
	to, err := url.Parse(w.Header().Get("Location"))
	h.ok(err)
	c := cookies(w)["clientele"]
	if w.Code != 303 || to.Path != "/sign-in" || c == nil || entries()[0] != before[0] {
		h.Fatalf("%d to %s, a cookie: %v, %v entries, then %v", w.Code, to, c != nil, before, entries())
	}
	told := cookies(w)["clientele-flash"]
	if body := h.do(get(to.String()), with(c), with(told)).Body.String(); !strings.Contains(body, "nothing was sent") {
		h.Errorf("the way in does not say what became of it: %s", clipBody(body))
	}
	return with(c), to.Query().Get("next")
}

// entered signs somebody in by a browser, and gives that browser.
func (h *testHouse) entered(browser func(*http.Request), email, pass string) func(*http.Request) {
	h.Helper()
	w := h.do(post("/do/sign-in", url.Values{"email": {email}, "password": {pass}}), browser)
	if w.Code != 303 || cookies(w)["clientele"] == nil {
		h.Fatalf("sign in: %d %s", w.Code, clipBody(w.Body.String()))
	}
	return with(cookies(w)["clientele"])
}

// What is written while a session ends is found again in its form, once, by who wrote it, and
// by nobody else.
func TestWhatIsWrittenOutlivesASession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		account := "/accounts/" + h.account.String()
		const text = "They want the Ferry Lane flat,\nbut not before Michaelmas"
		shows := func(path string, browser func(*http.Request)) bool {
			t.Helper()
			w := h.do(get(path), browser)
			return w.Code == 200 && strings.Contains(w.Body.String(), "Michaelmas")
		}

		form := h.writes(account, "add-interaction", "text", text)
		browser, next := h.waits(post("/do/add-interaction", form))
		if next != account {
			t.Errorf("it leads to %s", next)
		}
		other := h.entered(browser, ownerEmail, password)
		if shows(account, other) || shows("/", other) {
			t.Error("somebody else sees it")
		}
		if mine := h.entered(other, memberEmail, memberPassword); shows(account, mine) {
			t.Error("it waited on where somebody else had come in")
		}

		form = h.writes(account, "add-interaction", "text", text)
		browser, _ = h.waits(post("/do/add-interaction", form))
		mine := h.entered(browser, memberEmail, memberPassword)
		if shows("/relationships", mine) {
			t.Error("it stands on a page that has not its form")
		}
		w := h.do(get(account), mine)
		body := w.Body.String()
		if again := formOf(t, strings.NewReader(body), "add-interaction"); strings.ReplaceAll(again.Get("text"), "\r", "") != text || !strings.Contains(body, "It has not been sent") {
			t.Errorf("the form has %q: %s", again.Get("text"), clipBody(body))
		}
		if shows(account, mine) {
			t.Error("it is shown again and again")
		}
	})
}

func TestWhatIsWrittenWaitsOnlySoLongAndSoMuch(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	account := "/accounts/" + h.account.String()
	form := h.writes(account, "add-interaction", "text", "A long walk with Michaelmas")
	browser, _ := h.waits(post("/do/add-interaction", form))
	h.clock.add(unsentLives + time.Minute)
	if body := h.do(get(account), h.entered(browser, memberEmail, memberPassword)).Body.String(); strings.Contains(body, "Michaelmas") {
		t.Error("it waits on and on")
	}
	form = h.writes(account, "add-interaction", "text", strings.Repeat("Michaelmas ", unsentBytes/10))
	if w := h.do(post("/do/add-interaction", form)); w.Code != 303 || cookies(w)["clientele"] != nil {
		t.Errorf("what is too long: %d, kept: %v", w.Code, cookies(w)["clientele"] != nil)
	}

	form = h.writes(account, "add-interaction", "text", "Michaelmas")
	for _, whose := range []string{"", "1", h.server.whose(0), form.Get(page.WhoseField) + "x"} {
		form.Set(page.WhoseField, whose)
		if w := h.do(post("/do/add-interaction", form)); w.Code != 401 || cookies(w)["clientele"] != nil {
			t.Errorf("a form made for nobody (%q): %d", whose, w.Code)
		}
	}
}

// A part of a page is led to sign in as a whole; a page without the form shows what was written
// all the same.
func TestWhatIsWrittenIntoAPartOfAPage(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	note := "/today/note?account=" + h.account.String()
	form := h.writes(note, "add-interaction", "text", "Michaelmas is too late for them")
	r := post("/do/add-interaction", form)
	r.Header.Set("HX-Request", "true")
	w := h.do(r)
	if w.Code != 401 || w.Header().Get("HX-Redirect") != "/sign-in?next=%2F" {
		t.Fatalf("%d, %q", w.Code, w.Header().Get("HX-Redirect"))
	}
	mine := h.entered(with(cookies(w)["clientele"]), memberEmail, memberPassword)
	if body := h.do(get("/"), mine).Body.String(); !strings.Contains(body, "Michaelmas is too late for them") {
		t.Errorf("it is lost: %s", clipBody(body))
	}
}

// A page that was drawn for one who was signed in before does nothing for the next.
func TestAFormOfAnotherIsNotSentAsMine(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	account := "/accounts/" + h.account.String()
	form := h.writes(account, "add-interaction", "text", "They want it before Michaelmas")
	form.Set("channel", "note")
	owner := h.session(h.owner)
	if w := h.do(post("/do/add-interaction", form), owner); w.Code != http.StatusConflict || strings.Contains(w.Body.String(), "Michaelmas") {
		t.Errorf("%d: %s", w.Code, clipBody(w.Body.String()))
	}
	if strings.Contains(h.do(get(account), owner).Body.String(), "Michaelmas") {
		t.Error("it stands there as written by another")
	}
	if w := h.do(post("/do/add-interaction", form), h.session(h.member)); w.Code != http.StatusSeeOther {
		t.Errorf("from who wrote it: %d %s", w.Code, clipBody(w.Body.String()))
	}
}

func TestPasswordsAndFilesDoNotWait(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	form := h.writes("/settings", "change-password", "old", memberPassword)
	form.Set("new", "nine yellow saucers")
	h.waits(post("/do/change-password", form))
	kept, err := db.All[string](t.Context(), h.crm.DB, "SELECT data FROM sessions WHERE user_id = 0")
	h.ok(err)
	if len(kept) != 1 || strings.Contains(kept[0], "saucers") || strings.Contains(kept[0], memberPassword) {
		t.Errorf("a password waits: %v", kept)
	}

	form = h.writes("/people/"+h.person.String(), "file-add", "file", "")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name := range form {
		h.ok(m.WriteField(name, form.Get(name)))
	}
	part, err := m.CreateFormFile("file", "plan.txt")
	h.ok(err)
	_, err = part.Write([]byte("a plan"))
	h.ok(err)
	h.ok(m.Close())
	r := httptest.NewRequest("POST", "/do/file-add", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	browser, next := h.waits(r)
	if text := h.do(get(next), h.entered(browser, memberEmail, memberPassword)).Body.String(); !strings.Contains(text, "choose the file again") {
		t.Errorf("nobody says that the file is to be chosen again: %s", clipBody(text))
	}
	if left, err := os.ReadDir(filepath.Join(h.crm.Data, "uploads")); err != nil || len(left) != 4 { // what furnish handed in
		t.Errorf("the file of nobody is kept: %v %v", left, err)
	}
}

// To leave a session that has ended already is no form that waits.
func TestWhoIsOutIsOut(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	form := h.writes("/accounts/"+h.account.String(), "add-interaction", "text", "Michaelmas")
	w := h.do(post("/do/sign-out", url.Values{page.WhoseField: form[page.WhoseField], "back": {"/relationships"}}))
	if w.Code != 303 || w.Header().Get("Location") != "/sign-in" || cookies(w)["clientele"] != nil {
		t.Errorf("%d to %s, a cookie: %v", w.Code, w.Header().Get("Location"), cookies(w)["clientele"] != nil)
	}
}
