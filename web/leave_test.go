package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// leaver is a house in which Mo looks after one of each kind, one of them behind a wall
// that the owner does not pass.
type leaver struct {
	*testHouse
	max, ann                                      clientele.ID
	account, walled, person, task, done, kept, my clientele.ID
	sign                                          func(*http.Request)
}

func newLeaver(t *testing.T, d *db.DB) *leaver {
	h := newHouse(t, d, Config{})
	h.furnish()
	l := &leaver{testHouse: h, account: h.account, sign: h.session(h.owner)}
	let := func(name string, role access.Role) clientele.ID {
		id, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: name, Email: name + "@example.org", Password: password + " " + name}, role)
		h.ok(err)
		return id
	}
	l.max, l.ann = let("max", access.Manager), let("ann", access.Member)
	mo := h.member
	h.patch("/accounts", h.account, fmt.Sprintf(`{"owner": %d}`, mo))
	l.walled = h.record("account", map[string]any{"name": "Zwetschge", "owner": mo})
	l.person = h.record("person", map[string]any{"name": "Ida Reed", "owner": mo})
	l.task = h.record("task", map[string]any{"title": "Ring Ida", "owner": mo, "account": l.walled})
	l.done = h.record("task", map[string]any{"title": "Rang Ida", "owner": mo, "state": "done"})
	l.kept = h.record("task", map[string]any{"title": "Send it by Friday", "owner": mo, "promise": true})
	l.my = h.record("view", map[string]any{"name": "My own", "list": "people", "owner": mo, "audience": "me", "usual": true})
	put := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", l.walled), `{"users": ["max@example.org", "mo@example.org"]}`)
	put.Method = "PUT"
	if w := h.do(put, h.session(l.max)); w.Code != 200 {
		t.Fatalf("a wall: %d %s", w.Code, w.Body)
	}
	return l
}

func (h *testHouse) patch(path string, id clientele.ID, body string) {
	h.Helper()
	r := postJSON(fmt.Sprintf("/api/v1%s/%d", path, id), body)
	r.Method = "PATCH"
	if w := h.do(r, h.session(h.owner)); w.Code != 200 {
		h.Fatalf("%s: %d %s", body, w.Code, clipBody(w.Body.String()))
	}
}

// after is who looks after what, by the names of those who may.
func (l *leaver) after() string {
	l.Helper()
	called := map[clientele.ID]string{l.owner: "Olga", l.member: "Mo", l.max: "Max", l.ann: "Ann"}
	var all []string
	for _, one := range []struct {
		kind string
		id   clientele.ID
	}{{"account", l.account}, {"account", l.walled}, {"person", l.person}, {"task", l.task}, {"task", l.done}, {"task", l.kept}, {"view", l.my}} {
		r, err := l.crm.Records.Get(l.Context(), access.System("a test"), clientele.Ref{Type: one.kind, ID: one.id})
		l.ok(err)
		owner, _ := r.Values["owner"].(clientele.ID)
		all = append(all, called[owner])
	}
	around, err := l.crm.Access.Seen(l.Context(), clientele.Ref{Type: "account", ID: l.walled})
	l.ok(err)
	for _, u := range around.Users {
		all = append(all, "|"+u.Name)
	}
	return strings.Join(all, " ")
}

func (l *leaver) work() { l.Helper(); l.ok(l.crm.Jobs.Queue.Drain(l.Context(), nil)) }

// TestWhoLeavesHandsOn: it is asked to whom it all goes, with how much it is; nothing is
// left with who left, also behind a wall that who asks does not pass; one undo brings
// everything back, with who left, and one redo does it again.
func TestWhoLeavesHandsOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLeaver(t, d)
		was := l.after()
		if was != "Mo Mo Mo Mo Mo Mo Mo |Mo |max" {
			t.Fatal(was)
		}
		id := fmt.Sprint(int64(l.member))
		page := l.do(get("/leaving?id="+id), l.sign).Body.String()
		for _, want := range []string{"2 relationships, 1 person, 1 open task, 1 promise, 1 saved view, a place behind 1 wall", "ann@example.org"} {
			if want == "ann@example.org" {
				want = ">ann</option>"
			}
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if strings.Contains(page, "Zwetschge") {
			t.Error("the page names what lies behind a wall")
		}
		before := l.hash()
		for form, want := range map[string]int{"": 422, "&to=" + id: 422, "&to=999": 422, fmt.Sprintf("&to=%d&people=%s", l.max, id): 422} {
			values, err := url.ParseQuery("id=" + id + form)
			l.ok(err)
			if w := l.do(post("/do/shut-out", values), l.sign); w.Code != want {
				t.Errorf("%q: %d %s", form, w.Code, clipBody(w.Body.String()))
			}
		}
		if l.hash() != before {
			t.Error("what was refused changed something")
		}
		w := l.do(post("/do/shut-out", url.Values{"id": {id}, "to": {fmt.Sprint(int64(l.max))}, "people": {fmt.Sprint(int64(l.ann))}}), l.sign)
		to := w.Header().Get("Location")
		if w.Code != 303 || !strings.HasPrefix(to, "/batches/") {
			t.Fatalf("shut out: %d %s %s", w.Code, to, clipBody(w.Body.String()))
		}
		l.work()
		if is := l.after(); is != "Max Max Ann Max Mo Max Max |max" {
			t.Errorf("handed on: %s", is)
		}
		if w := l.signIn("mo@example.org", password+" more"); w.Code == 303 {
			t.Error("who left signs in")
		}
		if page := l.do(get(to), l.sign).Body.String(); !strings.Contains(page, "What Mo looked after") || !strings.Contains(page, "6 changed") {
			t.Errorf("the receipt: %s", clipBody(page))
		}
		l.turn("undo", to, "", was)
		if w := l.signIn("mo@example.org", password+" more"); w.Code != 303 {
			t.Errorf("who is back does not sign in: %d", w.Code)
		}
		l.turn("redo", to, "mo@example.org", "Max Max Ann Max Mo Max Max |max")
		l.says(l.trailOf("?about=access", l.sign).Rows, "Olga, in the browser: Changed the user Mo")
	})
}

// turn takes a batch back, or brings it back, which managers may not.
func (l *leaver) turn(how, to, gone, want string) {
	l.Helper()
	form := url.Values{"id": {strings.TrimPrefix(to, "/batches/")}}
	if w := l.do(post("/do/batch-"+how, form), l.session(l.max)); w.Code != 403 {
		l.Errorf("%s by a manager: %d", how, w.Code)
	}
	if w := l.do(post("/do/batch-"+how, form), l.sign); w.Code != 303 {
		l.Fatalf("%s: %d %s", how, w.Code, clipBody(w.Body.String()))
	}
	l.work()
	if is := l.after(); is != want {
		l.Errorf("%s: %s, not %s", how, is, want)
	}
	if gone != "" {
		if _, err := l.crm.Access.UserBy(l.Context(), gone); err == nil {
			l.Errorf("%s: %s may come in", how, gone)
		}
	}
}

// TestWhoLeavesByREST: a place behind a wall goes to who takes the relationships over, who
// sees what they look after; or all stays where it is.
func TestWhoLeavesByREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLeaver(t, d)
		if w := l.do(postJSON("/api/v1/shut-out", fmt.Sprintf(`{"id": %d, "to": %d, "accounts": %d}`, l.member, l.max, l.ann)), l.sign); w.Code != 200 {
			t.Fatalf("shut out: %d %s", w.Code, w.Body)
		}
		l.work()
		if is := l.after(); is != "Ann Ann Max Max Mo Max Max |max |ann" {
			t.Errorf("handed on: %s", is)
		}
		if w := l.do(get(fmt.Sprintf("/api/v1/accounts/%d", l.walled)), l.session(l.ann)); w.Code != 200 {
			t.Errorf("who looks after it does not see it: %d", w.Code)
		}
		if w := l.do(get(fmt.Sprintf("/api/v1/accounts/%d", l.walled)), l.sign); w.Code != 404 {
			t.Errorf("who handed it on sees it: %d", w.Code)
		}
		if w := l.do(postJSON("/api/v1/shut-out", fmt.Sprintf(`{"id": %d, "keep": true}`, l.ann)), l.sign); w.Code != 200 {
			t.Fatalf("and all stays: %d %s", w.Code, w.Body)
		}
		if is := l.after(); is != "Ann Ann Max Max Mo Max Max |max" {
			t.Errorf("left where it is: %s", is)
		}
		found := l.do(get("/api/v1/accounts?filter="+url.QueryEscape("owner = ann@example.org")), l.sign)
		if found.Code != 200 || !strings.Contains(found.Body.String(), "C01") {
			t.Errorf("what somebody looks after who is gone is found: %d %s", found.Code, clipBody(found.Body.String()))
		}
	})
}
