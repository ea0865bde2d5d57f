package web

import (
	"context"
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

// TestColleague: let in, reminded to choose a password, shut out, let in again.
func TestColleague(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		first := h.letIn(owner)
		u, err := h.crm.Access.SignIn(context.Background(), "Nora@Example.org", first, "")
		h.ok(err)
		nora := h.session(u.ID)
		const remark = "was made for you"
		if w := h.do(get("/"), nora); w.Code != 200 || !strings.Contains(w.Body.String(), remark) {
			t.Errorf("a first password is not remarked on: %d", w.Code)
		}
		if w := h.do(get("/settings"), nora); strings.Contains(w.Body.String(), "mo@example.org") || strings.Contains(w.Body.String(), "shut-out") {
			t.Error("a member is shown who may come in")
		}
		if w := h.do(post("/do/add-user", url.Values{"name": {"N"}, "email": {"nora@example.org"}, "back": {"/settings"}}), owner); w.Code != 422 {
			t.Errorf("twice the same address: %d", w.Code)
		}
		h.ok(h.crm.Access.ChangePassword(context.Background(), u.ID, first, "nine yellow saucers"))
		nora = h.session(u.ID)
		if w := h.do(get("/"), nora); w.Code != 200 || strings.Contains(w.Body.String(), remark) {
			t.Errorf("the own password is remarked on: %d", w.Code)
		}
		for _, id := range []string{fmt.Sprint(int64(u.ID)), fmt.Sprint(int64(h.owner))} {
			w := h.do(post("/do/shut-out", url.Values{"id": {id}}), owner)
			if want := map[bool]int{true: 303, false: 404}[id == fmt.Sprint(int64(u.ID))]; w.Code != want {
				t.Errorf("shut out %s: %d, want %d", id, w.Code, want)
			}
		}
		if w := h.do(get("/"), nora); !denied(w) {
			t.Errorf("shut out, and still in: %d", w.Code)
		}
		if _, err := h.crm.Access.SignIn(context.Background(), "nora@example.org", "nine yellow saucers", ""); err == nil {
			t.Error("shut out, and signs in")
		}
		again, err := h.crm.Access.SignIn(context.Background(), "nora@example.org", h.letIn(owner), "")
		if err != nil || again.ID != u.ID {
			t.Errorf("let in again: %+v %v", again, err)
		}
	})
}

var madePassword = regexp.MustCompile(`[A-Z2-7]{26}`)

// letIn is the first password, as the owner's page shows it once.
func (h *testHouse) letIn(owner func(*http.Request)) string {
	h.Helper()
	w := h.do(post("/do/add-user", url.Values{"name": {"Nora"}, "email": {"nora@example.org"}, "back": {"/settings"}}), owner)
	if w.Code != 303 {
		h.Fatalf("let in: %d %s", w.Code, clipBody(w.Body.String()))
	}
	shown := h.do(get("/settings"), owner, with(cookies(w)["clientele-flash"])).Body.String()
	return madePassword.FindString(shown)
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
