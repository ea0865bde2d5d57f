package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestListOfRecords: a condition is added by a form and taken away by its chip, columns and order
// stand in the address, and what cannot be understood is said beside the field.
func TestListOfRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.record("person", map[string]any{"name": "Ann Able", "tags": []string{"vip"}})
		h.record("person", map[string]any{"name": "Bo Brisk", "owner": h.member})
		owner := h.session(h.owner)
		shows := func(query string, want, not []string) {
			t.Helper()
			w := h.do(get("/people?"+query), owner)
			for _, s := range want {
				if w.Code != 200 || !strings.Contains(w.Body.String(), s) {
					t.Errorf("%s: %d, %q is not there: %s", query, w.Code, s, clipBody(w.Body.String()))
				}
			}
			for _, s := range not {
				if strings.Contains(w.Body.String(), s) {
					t.Errorf("%s: %q is there", query, s)
				}
			}
		}
		shows("add=tags&op=is&value=vip", []string{"Ann Able", "Take away: Tags has vip", "tags has vip"}, []string{"Bo Brisk"})
		shows("add=owner&op=is&value=Mo", []string{"Bo Brisk", "Looked after by is Mo"}, []string{"Ann Able"})
		shows("add=accounts&op=filled&filter=not+tags+has+vip", []string{"Jo Bell", "Relationships is not empty", "Tags has not vip"}, []string{"Bo Brisk"})
		shows("add=owner&op=is-not&value=Nobody+Atall", []string{"aria-invalid"}, []string{"Ann Able"})
		shows("add=nothing&op=is&value=1", []string{"no such field"}, []string{"Ann Able"})
		shows("filter=tags+likes+vip", []string{"aria-invalid", "column 6"}, []string{"Ann Able"})
		shows("sort=-name&columns=kind&columns=owner&limit=2", []string{"Jo Bell", "Bo Brisk", "fields=name%2Ckind%2Cowner", "sort=-name"}, []string{"Ann Able"})
		shows("group=kind", []string{"kind+%3D+person"}, nil)
		next := nextOf(h.do(get("/people?limit=2"), owner).Body.String())
		w := h.do(get(next), owner).Body.String()
		if !strings.Contains(w, "Jo Bell") || strings.Contains(w, "Ann Able") || !strings.Contains(w, ">Back<") {
			t.Errorf("the second page: %s", clipBody(w))
		}
	})
}

func nextOf(page string) string {
	_, rest, _ := strings.Cut(page, `class="button" href="`)
	for rest != "" {
		at, after, _ := strings.Cut(rest, `"`)
		if strings.Contains(at, "at=") {
			return strings.ReplaceAll(at, "&amp;", "&")
		}
		_, rest, _ = strings.Cut(after, `class="button" href="`)
	}
	return "/none"
}

// TestSavedView: a view is kept as a tab of who keeps it, of everyone where that is said, opens by
// itself where that is said, and is a record that is put back.
func TestSavedView(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.record("person", map[string]any{"name": "Ann Able", "tags": []string{"vip"}})
		owner, member := h.session(h.owner), h.session(h.member)
		keep := func(form url.Values) string {
			t.Helper()
			w := h.do(post("/do/person-keep", form), owner)
			if w.Code != 303 {
				t.Fatalf("keep: %d %s", w.Code, clipBody(w.Body.String()))
			}
			return w.Header().Get("Location")
		}
		mine := keep(url.Values{"name": {"Only mine"}, "filter": {"tags has vip"}, "usual": {"yes"}, "columns": {"tags", "kind"}})
		keep(url.Values{"name": {"For all of us"}, "audience": {"everyone"}, "sort": {"-name"}})
		if w := h.do(get(mine), owner).Body.String(); !strings.Contains(w, "Ann Able") || strings.Contains(w, "Jo Bell") || !strings.Contains(w, "For all of us") {
			t.Errorf("the view: %s", clipBody(w))
		}
		if w := h.do(get("/people"), owner).Body.String(); strings.Contains(w, "Jo Bell") {
			t.Error("the usual view does not open by itself")
		}
		if w := h.do(get("/people?all=true"), owner).Body.String(); !strings.Contains(w, "Jo Bell") {
			t.Error("all cannot be seen beside the usual view")
		}
		w := h.do(get("/people"), member).Body.String()
		if strings.Contains(w, "Only mine") || !strings.Contains(w, "For all of us") || !strings.Contains(w, "Jo Bell") {
			t.Errorf("a colleague: %s", clipBody(w))
		}
		id := mine[strings.Index(mine, "view=")+5:]
		if w := h.do(post("/do/view-archive", url.Values{"id": {id}}), owner); w.Code != 303 {
			t.Errorf("archive a view: %d", w.Code)
		}
		if w := h.do(get("/people"), owner).Body.String(); strings.Contains(w, "Only mine") {
			t.Error("a view in the archive is a tab still")
		}
		if w := h.do(post("/do/person-keep", url.Values{"back": {"/people"}}), owner); w.Code != 422 {
			t.Errorf("a view without a name: %d", w.Code)
		}
	})
}

// TestManyAtOnce: those ticked are tagged, set and archived as one batch, which is taken back whole;
// what is not chosen is left.
func TestManyOfAListAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		ann := h.record("person", map[string]any{"name": "Ann Able", "tags": []string{"old"}})
		bo := h.record("person", map[string]any{"name": "Bo Brisk"})
		owner := h.session(h.owner)
		many := func(form url.Values, want int) {
			t.Helper()
			form.Set("back", "/people")
			if w := h.do(post("/do/person-many", form), owner); w.Code != want {
				t.Fatalf("%v: %d, want %d: %s", form, w.Code, want, clipBody(w.Body.String()))
			}
		}
		left := func(filter, want string) {
			t.Helper()
			w := h.do(get("/people?filter="+url.QueryEscape(filter)), owner).Body.String()
			if !strings.Contains(w, want) {
				t.Errorf("%s: not %q", filter, want)
			}
		}
		ids := []string{fmt.Sprint(int64(ann)), fmt.Sprint(int64(bo))}
		many(url.Values{"ids": ids, "what": {"tag"}, "value": {"vip"}}, 303)
		left("tags has vip", "2\u00a0people that fit")
		left("tags has old", "Ann Able")
		many(url.Values{"ids": ids[:1], "what": {"untag"}, "value": {"VIP"}}, 303)
		left("tags has vip", "One person that fit")
		many(url.Values{"every": {"yes"}, "filter": {"tags has vip"}, "what": {"set"}, "field": {"industry"}, "value": {"law"}}, 303)
		left("industry = law", "Bo Brisk")
		many(url.Values{"ids": ids, "what": {"archive"}}, 303)
		left("kind = person", "One person that fit")
		boss, err := h.crm.Access.ScopeOf(t.Context(), h.owner)
		h.ok(err)
		batches, err := h.crm.Records.Batches(t.Context(), boss, 0, 1)
		h.ok(err)
		if w := h.do(post("/do/batch-undo", url.Values{"id": {fmt.Sprint(int64(batches[0].ID))}}), owner); w.Code != 303 {
			t.Errorf("undo: %d", w.Code)
		}
		h.work()
		left("kind = person", "3\u00a0people that fit")
		many(url.Values{"what": {"archive"}}, 422)
		many(url.Values{"ids": ids, "what": {"set"}, "field": {"nothing"}, "value": {"x"}}, 422)
		many(url.Values{"ids": ids, "what": {"tag"}}, 422)
	})
}

// TestOneField: one field is changed where it stands; who comes late is told what it is now, and
// nothing is written over.
func TestOneField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		at := fmt.Sprintf("/people/%d/field?name=industry&next=%%2Fpeople", int64(h.person))
		w := h.do(get(at), owner)
		if w.Code != 200 || !strings.Contains(w.Body.String(), `name="revision" value="1"`) {
			t.Fatalf("the form: %d %s", w.Code, clipBody(w.Body.String()))
		}
		form := func(value string) url.Values {
			return url.Values{"id": {fmt.Sprint(int64(h.person))}, "revision": {"1"}, "industry": {value}, "next": {"/people"}, "back": {at}}
		}
		if w := h.do(post("/do/person-change", form("law")), owner); w.Code != 303 || w.Header().Get("Location") != "/people" {
			t.Errorf("save: %d to %s", w.Code, w.Header().Get("Location"))
		}
		w = h.do(post("/do/person-change", form("farming")), owner)
		if w.Code != 409 || !strings.Contains(w.Body.String(), "“law”") || !strings.Contains(w.Body.String(), `value="farming"`) || !strings.Contains(w.Body.String(), `name="revision" value="2"`) {
			t.Errorf("the one who came late: %d %s", w.Code, clipBody(w.Body.String()))
		}
		h.send(owner, "PATCH", fmt.Sprintf("/people/%d", h.person), fmt.Sprintf(`{"owner": %d}`, h.member))
		w = h.do(post("/do/person-change", url.Values{"id": {fmt.Sprint(int64(h.person))}, "revision": {"2"}, "owner": {fmt.Sprint(int64(h.owner))}, "back": {at}}), owner)
		if w.Code != 409 || !strings.Contains(w.Body.String(), "“Mo”") {
			t.Errorf("who has it meanwhile is not said by name: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get(strings.Replace(at, "industry", "nothing", 1)), owner); w.Code != 404 {
			t.Errorf("a field that is none: %d", w.Code)
		}
	})
}

// A view that somebody keeps to themselves is nowhere for anybody else.
func TestAPrivateViewIsItsOwnersAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		make := func(audience string) string {
			w := h.do(postJSON("/api/v1/views", fmt.Sprintf(`{"name": "Rare%s", "list": "people", "which": "name = \"Secretname%s\"", "audience": %q, "owner": %d}`, audience, audience, audience, h.owner)), h.session(h.owner))
			if w.Code != 201 {
				t.Fatal(w.Code, w.Body)
			}
			return w.Header().Get("Location")
		}
		own, all := make("me"), make("everyone")
		for _, path := range []string{"/views", "/views/export?format=csv", "/api/v1/views", "/api/v1/views/export?format=csv", own, own + "/changes", "/people"} {
			w := h.do(get(path), h.session(h.member))
			if strings.Contains(w.Body.String(), "Secretnameme") || strings.Contains(w.Body.String(), "Rareme") {
				t.Errorf("%s shows another's view: %d %s", path, w.Code, clipBody(w.Body.String()))
			}
		}
		if w := h.do(get(own), h.session(h.member)); w.Code != 404 {
			t.Errorf("another's view: %d", w.Code)
		}
		for path, user := range map[string]clientele.ID{own: h.owner, all: h.member} {
			if w := h.do(get(path), h.session(user)); w.Code != 200 {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}
