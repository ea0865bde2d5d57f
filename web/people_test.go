package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// TestColleague: let in by a link, which holds once; made a reader, shut out, let in again.
func TestColleague(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		token := h.letIn(owner)
		if w := h.do(get("/invite?token=" + token)); w.Code != 200 || !strings.Contains(w.Body.String(), "nora@example.org") {
			t.Fatalf("the page behind the link: %d %s", w.Code, clipBody(w.Body.String()))
		}
		form := url.Values{"token": {token}, "name": {"Nora"}, "password": {"short"}}
		if w := h.do(post("/do/accept-invite", form)); w.Code != 422 || !strings.Contains(w.Body.String(), "at least 10") {
			t.Errorf("a short password: %d", w.Code)
		}
		form.Set("password", "nine yellow saucers")
		w := h.do(post("/do/accept-invite", form))
		c := cookies(w)["clientele"]
		if w.Code != 303 || c == nil {
			t.Fatalf("come in: %d %s", w.Code, clipBody(w.Body.String()))
		}
		nora := with(c)
		if w := h.do(post("/do/accept-invite", form)); !denied(w) {
			t.Errorf("the link a second time: %d", w.Code)
		}
		if w := h.do(get("/settings"), nora); w.Code != 200 || strings.Contains(w.Body.String(), "mo@example.org") || strings.Contains(w.Body.String(), "shut-out") {
			t.Error("a member is shown who may come in")
		}
		if w := h.do(post("/do/add-user", url.Values{"name": {"N"}, "email": {"nora@example.org"}, "back": {"/settings"}}), owner); w.Code != 422 {
			t.Errorf("twice the same address: %d", w.Code)
		}
		u, err := h.crm.Access.UserBy(t.Context(), "Nora@Example.org")
		h.ok(err)
		id := fmt.Sprint(int64(u.ID))
		write := func() int { return h.do(post("/do/add-note", url.Values{"account": {"x"}}), nora).Code }
		if got := write(); got != 422 {
			t.Errorf("a member writes: %d", got)
		}
		if w := h.do(post("/do/set-role", url.Values{"id": {id}, "role": {"reader"}}), owner); w.Code != 303 {
			t.Errorf("the role: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if got := write(); got != 401 && got != 303 {
			t.Errorf("the session that was open goes on: %d", got)
		}
		nora = h.session(u.ID)
		if got := write(); got != 403 {
			t.Errorf("a reader writes: %d", got)
		}
		for _, id := range []string{id, fmt.Sprint(int64(h.owner))} {
			w := h.do(post("/do/shut-out", url.Values{"id": {id}, "keep": {"yes"}}), owner)
			if want := map[bool]int{true: 303, false: 409}[id == fmt.Sprint(int64(u.ID))]; w.Code != want {
				t.Errorf("shut out %s: %d, want %d", id, w.Code, want)
			}
		}
		if w := h.do(get("/"), nora); !denied(w) {
			t.Errorf("shut out, and still in: %d", w.Code)
		}
		if w := h.signIn("nora@example.org", "nine yellow saucers"); !denied(w) && w.Code != 403 {
			t.Errorf("shut out, and signs in: %d", w.Code)
		}
		again, err := h.crm.Access.Guest(t.Context(), h.letIn(owner))
		if err != nil || again.ID != u.ID {
			t.Errorf("let in again: %+v %v", again, err)
		}
	})
}

var madeLink = regexp.MustCompile(`http://example\.com/invite\?token=([A-Z2-7]{26})`)

// letIn is the secret of the link, as the owner's page shows it once.
func (h *testHouse) letIn(owner func(*http.Request)) string {
	h.Helper()
	w := h.do(post("/do/add-user", url.Values{"name": {"Nora"}, "email": {"nora@example.org"}, "back": {"/settings"}}), owner)
	if w.Code != 303 {
		h.Fatalf("let in: %d %s", w.Code, clipBody(w.Body.String()))
	}
	shown := madeLink.FindStringSubmatch(h.do(get("/settings"), owner, with(cookies(w)["clientele-flash"])).Body.String())
	if shown == nil {
		h.Fatal("no link is shown")
	}
	return shown[1]
}

// TestTeamOnThePage: a team is made by the form, changed, and dropped; a member is not let at it.
func TestTeamOnThePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		form := url.Values{"name": {"North"}, "users": {fmt.Sprint(int64(h.member)), fmt.Sprint(int64(h.owner))}}
		if w := h.do(post("/do/put-team", form), h.session(h.member)); w.Code != 403 {
			t.Errorf("a member makes a team: %d", w.Code)
		}
		if w := h.do(post("/do/put-team", form), owner); w.Code != 303 {
			t.Fatalf("make: %d %s", w.Code, clipBody(w.Body.String()))
		}
		teams, err := h.crm.Access.Teams(t.Context())
		h.ok(err)
		if len(teams) != 1 || len(teams[0].Users) != 2 {
			t.Fatalf("%+v", teams)
		}
		form.Set("team", fmt.Sprint(int64(teams[0].ID)))
		form.Set("users", fmt.Sprint(int64(h.owner)))
		if w := h.do(post("/do/put-team", form), owner); w.Code != 303 {
			t.Errorf("change: %d", w.Code)
		}
		if shown := h.do(get("/teams"), owner).Body.String(); !strings.Contains(shown, "North") || strings.Count(shown, " checked") != 1 {
			t.Errorf("the page: %s", clipBody(shown))
		}
		if w := h.do(post("/do/drop-team", url.Values{"id": {form.Get("team")}}), owner); w.Code != 303 {
			t.Errorf("drop: %d", w.Code)
		}
		if teams, err = h.crm.Access.Teams(t.Context()); err != nil || len(teams) != 0 {
			t.Errorf("%v %v", teams, err)
		}
	})
}

func TestEveryRowIsDescribed(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	shown := h.do(get("/api"), h.session(h.member)).Body.String()
	for _, p := range page.Pages(h.server.crm.All) {
		if !strings.Contains(shown, "GET "+p.APIPath()+"<") || p.APIPath() == "" {
			t.Errorf("page %s is not described", p.Name)
		}
	}
	for _, a := range page.Acts(h.server.crm.All) {
		if !strings.Contains(shown, "POST "+a.APIPath()+"<") {
			t.Errorf("act %s is not described", a.Name)
		}
		for _, f := range page.Fields(a.In) {
			if !strings.Contains(shown, "<code>"+f.Name+"</code>") {
				t.Errorf("field %s of act %s is not described", f.Name, a.Name)
			}
		}
	}
}
