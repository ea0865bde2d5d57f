package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// rare is a word that stands in every field of what lies behind a wall, and nowhere else.
const rare = "Zanzibarquux"

// A walled account whose every field holds a rare word: the word comes out nowhere, for
// any who may not pass, by any page, list, export or record, in HTML, JSON or CSV.
func TestNothingComesOutFromBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		before := map[string]string{}
		read := func(path string, sign func(*http.Request)) string { return h.do(get(path), sign).Body.String() }
		reader, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Rea", Email: "rea@example.org", Password: password + " read"}, access.Reader)
		h.ok(err)
		manager, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Max", Email: "max@example.org", Password: password + " max"}, access.Manager)
		h.ok(err)
		actors := map[string]func(*http.Request){"member": h.session(h.member), "reader": h.session(reader), "manager": h.session(manager)}

		h.fillRarely()
		paths := h.everyPath()
		for _, path := range paths {
			w := h.do(get(path), owner)
			if before[path] = w.Body.String(); w.Code != http.StatusOK {
				t.Errorf("%s is refused to the owner, so that it shows nothing: %d %s", path, w.Code, clipBody(before[path]))
			}
		}
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))

		found, numbered := 0, 0
		number := regexp.MustCompile(fmt.Sprintf(`/accounts/%[1]d\b|"(account|id|accounts)":\s*%[1]d\b|#%[1]d\b`, h.account))
		for _, path := range paths {
			if number.MatchString(before[path]) {
				numbered++
			}
			if strings.Contains(before[path], rare) && strings.Contains(read(path, owner), rare) {
				found++
			}
			for name, sign := range actors {
				body := read(path, sign)
				if at := number.FindStringIndex(body); at != nil && !strings.Contains(path, fmt.Sprint(int64(h.account))) {
					t.Errorf("%s of %s names the account: …%s…", path, name, body[max(0, at[0]-120):min(len(body), at[1]+60)])
				}
				if strings.Contains(body, rare) {
					i := strings.Index(body, rare)
					t.Errorf("%s of %s: …%s…", path, name, body[max(0, i-120):min(len(body), i+60)])
				}
			}
		}
		count := func(sign func(*http.Request)) (n int) {
			var list struct {
				Count page.Count `json:"count"`
			}
			h.ok(json.Unmarshal([]byte(read("/api/v1/relationships", sign)), &list))
			return list.Count.N
		}
		if all, seen := count(owner), count(actors["member"]); seen != all-1 {
			t.Errorf("%d relationships in all, and %d for who may not pass", all, seen)
		}
		if strings.Contains(h.logged.String(), rare) {
			t.Error("the word stands in the log")
		}
		if found < 10 || numbered < 10 {
			t.Errorf("the owner, who may pass, finds the word at %d addresses only, and the number at %d: the test shows nothing", found, numbered)
		}
		if w := h.do(postJSON("/api/v1/add-note", fmt.Sprintf(`{"account": %d, "text": "x"}`, h.account)), actors["member"]); w.Code != http.StatusNotFound {
			t.Errorf("a note through the wall: %d", w.Code)
		}
	})
}

// send asks the API for something that must be done.
func (h *testHouse) send(sign func(*http.Request), method, path, body string) {
	h.Helper()
	r := postJSON("/api/v1"+path, body)
	r.Method = method
	if w := h.do(r, sign); w.Code >= 300 {
		h.Fatalf("%s %s: %d %s", method, path, w.Code, clipBody(w.Body.String()))
	}
}

// fillRarely puts the rare word into every field of an account, and of what belongs to it.
func (h *testHouse) fillRarely() {
	h.Helper()
	owner := h.session(h.owner)
	h.send(owner, "PATCH", fmt.Sprintf("/accounts/%d", h.account),
		fmt.Sprintf(`{"name": %q, "email": "a@%s.example", "phone": "020 7946 0991", "industry": %q, "tags": [%q], "note": %q, "website": "https://%s.example"}`, rare, rare, rare, rare, rare, rare))
	h.send(owner, "PATCH", fmt.Sprintf("/people/%d", h.person), fmt.Sprintf(`{"name": "%s Jo", "email": "jo@%s.example", "note": %q}`, rare, rare, rare))
	h.send(owner, "PATCH", fmt.Sprintf("/tasks/%d", h.task), fmt.Sprintf(`{"title": "%s call", "note": %q}`, rare, rare))
	h.send(owner, "POST", "/add-note", fmt.Sprintf(`{"account": %d, "text": %q}`, h.account, rare))
	h.send(owner, "POST", "/promise", fmt.Sprintf(`{"account": %d, "title": %q, "due": "2026-04-01"}`, h.account, rare))
}

// everyPath are the addresses of every page, in every form, and of every record.
func (h *testHouse) everyPath() (all []string) {
	for _, p := range page.Pages(h.crm.All) {
		if p.Name == "setup" || p.Name == "sign-in" || p.Name == "invite" || p.Name == "second-step" { // for who is not in yet
			continue
		}
		html, api := h.paths(p)
		join := "?"
		if strings.Contains(html, "?") {
			join = "&"
		}
		all = append(all, html, api, html+join+"format=csv")
	}
	for _, t := range h.crm.Records.Types() {
		at := "/api/v1/" + t.Plural
		all = append(all, at, at+"/export?format=csv", at+"?archived=1")
		if t.Name == record.Account {
			all = append(all, fmt.Sprintf("%s/%d", at, h.account), fmt.Sprintf("%s/%d/changes", at, h.account), fmt.Sprintf("%s/%d/wall", at, h.account))
		}
	}
	for kind, id := range map[string]any{"people": h.person, "tasks": h.task} {
		all = append(all, fmt.Sprintf("/api/v1/%s/%d", kind, id), fmt.Sprintf("/api/v1/%s/%d/changes", kind, id))
	}
	return append(all, "/search?q="+rare[:5], "/api/v1/search?q="+rare[:5], "/relationships?text="+rare[:5], "/relationships?text="+rare, "/people?filter=name+contains+%22"+rare[:8]+"%22")
}

// A link to what stands behind a wall shows in no group, and not by where a page of a sorted list ends.
func TestALinkThroughAWallIsNotCountedBy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		hidden := h.record("task", map[string]any{"title": "Behind", "account": h.account})
		for _, title := range []string{"One", "Two", "Three"} {
			h.record("task", map[string]any{"title": title, "follows": hidden})
		}
		h.send(h.session(h.owner), "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		number := fmt.Sprintf(":%d", hidden)
		for who, want := range map[clientele.ID]bool{h.owner: true, h.member: false} {
			for _, path := range []string{"/api/v1/tasks/groups?by=follows", "/api/v1/tasks?sort=-follows&limit=2"} {
				body := h.do(get(path), h.session(who)).Body.String()
				var page struct{ Next string }
				h.ok(json.Unmarshal([]byte(body), &page))
				ends, err := base64.RawURLEncoding.DecodeString(page.Next)
				h.ok(err)
				if got := strings.Contains(body+string(ends), number); got != want {
					t.Errorf("%s of %d: %s %s", path, who, body, ends)
				}
			}
		}
	})
}
