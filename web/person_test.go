package web

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// pageNamed is a page of the house.
func (h *testHouse) pageNamed(name string) page.Page {
	h.Helper()
	for _, p := range page.Pages(h.crm.All) {
		if p.Name == name {
			return p
		}
	}
	h.Fatalf("no page %s", name)
	return page.Page{}
}

// A person's page reads one state of the book, in at most thirteen statements, with files,
// tasks, notes, what is planned, the way through the stages and everything.
func TestAPersonsPageIsFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		person := h.pageNamed("person-record")
		var said []string
		d.Watch(func(text string, _ []any) { said = append(said, text) })
		defer d.Watch(nil)
		for _, user := range []clientele.ID{h.owner, h.member} {
			scope, err := h.crm.Access.ScopeOf(t.Context(), user)
			h.ok(err)
			said = nil
			_, err = person.Do(t.Context(), scope, page.Input{Values: url.Values{"id": {fmt.Sprint(int64(h.person))}}})
			h.ok(err)
			if len(said) > 13 || len(said) < 5 {
				t.Errorf("%d statements of %s:\n%s", len(said), scope.Role(), strings.Join(said, "\n"))
			}
		}
	})
}

// happened are the texts of a person's timeline, page by page to the end, as somebody sees it.
func (h *testHouse) happened(person clientele.ID, sign func(*http.Request)) (texts []string, pages int) {
	h.Helper()
	seen := map[string]bool{}
	for next := "/people/" + person.String(); next != ""; pages++ {
		body := h.do(get(next), sign).Body.String()
		for _, m := range entryOnPage.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				h.Errorf("%s stands twice", m[1])
			}
			seen[m[1]] = true
		}
		for _, m := range textOnPage.FindAllStringSubmatch(body, -1) {
			texts = append(texts, m[1])
		}
		next = ""
		if m := olderOnPage.FindStringSubmatch(body); m != nil {
			next = html.UnescapeString(m[1])
		}
		if pages > 20 {
			h.Fatal("it does not end")
		}
	}
	return texts, pages
}

var (
	entryOnPage = regexp.MustCompile(`<li id="(e\d+)">`)
	textOnPage  = regexp.MustCompile(`<p class="text">([^<]*)</p>`)
	olderOnPage = regexp.MustCompile(`id="older">\s*<a class="button" href="([^"]*)"`)
)

// What happened with a person stands on their page: their own notes and calls, those of
// accounts that name them, what was changed, tasks done; page by page, and never what lies
// behind a wall.
func TestWhatHappenedWithAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, mo := h.session(h.owner), h.session(h.member)
		person, account := h.person.String(), h.account.String()
		other := h.record("account", map[string]any{"name": "Kappa"})
		send := func(act string, fields map[string]string) {
			t.Helper()
			form := url.Values{}
			for name, value := range fields {
				form.Set(name, value)
			}
			if w := h.do(post("/do/"+act, form), owner); w.Code != 303 {
				t.Fatalf("%s: %d %s", act, w.Code, clipBody(w.Body.String()))
			}
		}
		send("add-interaction", map[string]string{"channel": "note", "contact": person, "text": "likes tea", "account": "0"})
		send("add-interaction", map[string]string{"channel": "call", "contact": person, "account": account, "text": "called about the offer", "day": "yesterday"})
		send("add-interaction", map[string]string{"channel": "call", "account": account, "person": "jo bell", "text": "named at the account"})
		send("add-interaction", map[string]string{"channel": "visit", "contact": person, "account": other.String(), "text": "zanzibar"})
		send("person-change", map[string]string{"id": person, "given": "Josephine"})
		send("promise", map[string]string{"person": person, "account": account, "title": "send the plan", "due": "2026-04-02"})
		h.send(owner, "PUT", "/accounts/"+other.String()+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		all, _ := h.happened(h.person, owner)
		for _, want := range []string{"likes tea", "called about the offer", "named at the account", "zanzibar", "Given name: Josephine"} {
			if !slices.Contains(all, want) {
				t.Errorf("%q does not stand there: %q", want, all)
			}
		}
		for _, at := range []string{"/people/" + person, "/api/v1/people/" + person + "/record", "/trail"} {
			if body := h.do(get(at), mo).Body.String(); strings.Contains(body, "zanzibar") || strings.Contains(body, "Kappa") {
				t.Errorf("%s shows what lies behind a wall", at)
			}
		}
		if body := h.do(get("/accounts/"+account), mo).Body.String(); !strings.Contains(body, "called about the offer") || strings.Contains(body, "likes tea") {
			t.Error("the account's page: the call stands there, the note of the person alone does not")
		}
		if w := h.do(post("/do/add-interaction", url.Values{"channel": {"note"}, "text": {"to nobody"}}), owner); w.Code != 422 {
			t.Errorf("a note about nobody: %d", w.Code)
		}
		h.taskDone(person, owner)
		if body := h.do(get("/people/"+person), mo).Body.String(); !strings.Contains(body, "Promise kept") {
			t.Error("a promise that was kept does not stand there")
		}
		for i := range 60 {
			send("add-note", map[string]string{"account": account, "text": fmt.Sprint("of the account alone ", i)})
			send("add-interaction", map[string]string{"channel": "note", "contact": person, "text": fmt.Sprint("one of many ", i)})
		}
		all, pages := h.happened(h.person, mo)
		if n := len(slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.HasPrefix(s, "one of many") })); n != 60 || pages < 3 {
			t.Errorf("%d of 60 notes on %d pages: %q", n, pages, all)
		}
		if strings.Contains(strings.Join(all, " "), "of the account alone") || !slices.Contains(all, "likes tea") {
			t.Errorf("%q", all)
		}
	})
}

// taskDone keeps the open promise to a person.
func (h *testHouse) taskDone(person string, sign func(*http.Request)) {
	h.Helper()
	body := h.do(get("/people/"+person), sign).Body.String()
	m := regexp.MustCompile(`name="keeps" value="([1-9]\d*)"`).FindStringSubmatch(body)
	if m == nil {
		h.Fatal("no promise is offered")
	}
	form := url.Values{"channel": {"call"}, "contact": {person}, "account": {"0"}, "keeps": {m[1]}, "text": {"sent it"}}
	if w := h.do(post("/do/add-interaction", form), sign); w.Code != 303 {
		h.Fatalf("keep: %d %s", w.Code, clipBody(w.Body.String()))
	}
}

// A colleague who is named in a note is told of it by the bell, on Today and on a page,
// until they have seen it; who may not pass the wall cannot be named, and what was removed
// tells nobody.
func TestMentions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, mo := h.session(h.owner), h.session(h.member)
		account := h.account.String()
		note := func(text string, want int) string {
			t.Helper()
			w := h.do(post("/do/add-interaction", url.Values{"account": {account}, "channel": {"note"}, "text": {text}, "back": {"/accounts/" + account}}), owner)
			if w.Code != want {
				t.Fatalf("%q: %d %s", text, w.Code, clipBody(w.Body.String()))
			}
			return w.Body.String()
		}
		waits := func(sign func(*http.Request), want int) {
			t.Helper()
			var out struct{ Rows []struct{ Seen bool } }
			h.ok(json.Unmarshal(h.do(get("/api/v1/mentions"), sign).Body.Bytes(), &out))
			n := 0
			for _, r := range out.Rows {
				if !r.Seen {
					n++
				}
			}
			scope, err := h.crm.Access.ScopeOf(t.Context(), h.member)
			h.ok(err)
			shell, err := h.crm.Shell(t.Context(), scope)
			if n != want || err != nil || shell.Reminders != want {
				t.Errorf("%d wait on the page, %d on the bell, want %d, %v", n, shell.Reminders, want, err)
			}
		}
		note("ask @mo about it, not a@mo.example or @nobody", 303)
		waits(mo, 1)
		for _, at := range []string{"/", "/reminders", "/mentions"} {
			if body := h.do(get(at), mo).Body.String(); !strings.Contains(body, "Olga mentioned you") || !strings.Contains(body, "ask @Mo about it, not a@mo.example or @nobody") {
				t.Errorf("%s does not say it", at)
			}
		}
		if body := h.do(get("/"), owner).Body.String(); strings.Contains(body, "mentioned you") {
			t.Error("who wrote it is told of it")
		}
		if body := h.do(get("/accounts/"+account), owner).Body.String(); !strings.Contains(body, "ask @Mo about it") {
			t.Error("the timeline does not say the name")
		}
		if w := h.do(post("/do/mention-read", url.Values{}), mo); w.Code != 303 {
			t.Errorf("read: %d", w.Code)
		}
		waits(mo, 0)
		note("@Mo again", 303)
		entry := regexp.MustCompile(`<li id="e(\d+)">`).FindStringSubmatch(h.do(get("/accounts/"+account), owner).Body.String())
		waits(mo, 1)
		h.do(post("/do/remove-entry", url.Values{"id": {entry[1]}}), owner)
		waits(mo, 0)
		h.do(post("/do/bring-back-entry", url.Values{"id": {entry[1]}}), owner)
		waits(mo, 1)
		h.send(owner, "PUT", "/accounts/"+account+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		waits(mo, 0)
	})
}

// The important dates of people in the week ahead stand on Today, as their records say:
// changed, archived, behind a wall.
func TestDatesOfTheWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, mo := h.session(h.owner), h.session(h.member)
		at := "/people/" + h.person.String()
		on := func(sign func(*http.Request)) string {
			body := h.do(get("/"), sign).Body.String()
			_, after, found := strings.Cut(body, `id="people-week"`)
			if !found {
				return ""
			}
			return after
		}
		set := func(day string) {
			t.Helper()
			h.send(owner, "PATCH", at, `{"dates": [{"label": "birthday", "day": "`+day+`"}, {"label": "wedding", "day": "2001-07-01"}]}`)
		}
		if on(owner) != "" {
			t.Error("dates of nobody")
		}
		set("1970-04-04")
		if body := on(mo); !strings.Contains(body, "Jo Bell") || !strings.Contains(body, "Birthday: ") || !strings.Contains(body, "56 years") || strings.Contains(body, "Wedding") {
			t.Errorf("%s", clipBody(body))
		}
		set("1970-04-20")
		if on(mo) != "" {
			t.Error("a date that was changed stands there yet")
		}
		set("1970-04-01")
		h.send(owner, "PUT", "/accounts/"+h.account.String()+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if on(mo) != "" || on(owner) == "" {
			t.Error("a wall hides it from who may pass, or shows it to who may not")
		}
		h.send(owner, "DELETE", at, "")
		if on(owner) != "" {
			t.Error("of one in the archive")
		}
	})
}

// Who may not pass a wall cannot be named in a note behind it, is not offered, and reads
// nothing of what was said of them before the wall stood.
func TestMentionsBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, mo := h.session(h.owner), h.session(h.member)
		account := h.account.String()
		note := func(text string, want int) string {
			t.Helper()
			w := h.do(post("/do/add-interaction", url.Values{"account": {account}, "channel": {"note"}, "text": {text}, "back": {"/accounts/" + account}}), owner)
			if w.Code != want {
				t.Fatalf("%q: %d %s", text, w.Code, clipBody(w.Body.String()))
			}
			return w.Body.String()
		}
		note("@Mo again", 303)
		h.send(owner, "PUT", "/accounts/"+account+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if body := h.do(get("/mentions"), mo).Body.String(); strings.Contains(body, "again") {
			t.Error("a mention is read through a wall")
		}
		if body := note("tell @mo", 422); !strings.Contains(body, "Mo may not see what this note is about") {
			t.Errorf("refused, and not why: %s", clipBody(body))
		}
		if body := h.do(get("/api/v1/colleagues?account="+account), owner).Body.String(); strings.Contains(body, "Mo") || !strings.Contains(body, "Olga") {
			t.Errorf("who is offered: %s", body)
		}
		if w := h.do(get("/api/v1/colleagues?account="+account), mo); w.Code != 404 {
			t.Errorf("who is offered behind a wall: %d", w.Code)
		}
	})
}
