package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// formOf is what a browser would send of a form, as it stands on a page.
func formOf(t *testing.T, page io.Reader, act string) url.Values {
	t.Helper()
	root, err := html.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	for form := range root.Descendants() {
		if form.Data == "form" && strings.HasPrefix(attr(form, "action"), "/do/"+act) {
			return sentOf(form)
		}
	}
	t.Fatalf("no form of %s", act)
	return nil
}

func sentOf(form *html.Node) url.Values {
	sent := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		switch {
		case name == "" || n.Data == "button":
		case n.Data == "input" && attr(n, "type") == "checkbox":
			if has(n, "checked") {
				sent.Add(name, attr(n, "value"))
			}
		case n.Data == "input":
			sent.Add(name, attr(n, "value"))
		case n.Data == "textarea":
			text := ""
			for c := range n.Descendants() {
				text += c.Data
			}
			sent.Add(name, strings.ReplaceAll(text, "\n", "\r\n"))
		case n.Data == "select":
			chosen := (*html.Node)(nil)
			for o := range n.Descendants() {
				if o.Data == "option" && (chosen == nil || has(o, "selected")) {
					chosen = o
				}
			}
			if chosen != nil {
				sent.Add(name, attr(chosen, "value"))
			}
		}
	}
	return sent
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// Two have the whole form of a record open. Of who saves last, what they changed is written, and
// nothing of what they left as it stood; where both changed one thing, they are asked.
func TestTwoFormsOfOneRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		id := c.must(201, "POST", "/people", `{"name": "Ann Lee", "phone": "020 7946 0018", "email": "ann@lee.example", "note": "first\nsecond", "tags": ["vip"],
			"dates": [{"label": "birthday", "day": "1980-03-31"}]}`)["id"]
		at := fmt.Sprintf("/people/%v", id)
		rest, owner, member := at, h.session(h.owner), h.session(h.member)
		open := func(sign func(*http.Request)) url.Values { return formOf(t, h.do(get(at), sign).Body, "person-change") }
		save := func(form url.Values, sign func(*http.Request), want int) string { return h.saved(form, sign, want) }
		a, b := open(owner), open(member)
		a["phones"][0] = "020 7946 0999"
		save(a, owner, 303)
		b.Set("name", "Ann Lea")
		save(b, member, 303)
		is := c.must(200, "GET", rest, "")
		if is["phone"] != "020 7946 0999" || is["name"] != "Ann Lea" || is["note"] != "first\nsecond" || is["revision"] != 3.0 {
			t.Errorf("after both: %v", is)
		}

		a, b = open(owner), open(member)
		a.Set("name", "Ann Leigh")
		a["emails"][0] = "ann@leigh.example"
		save(a, owner, 303)
		b.Set("name", "Anna Lea")
		b.Set("note", "third")
		page := save(b, member, 409)
		for _, want := range []string{"“Ann Lea”", "“Ann Leigh”", `value="Anna Lea"`, `value="ann@leigh.example"`, "third"} {
			if !strings.Contains(page, want) {
				t.Errorf("who came late does not see %s", want)
			}
		}
		if strings.Contains(page, `value="ann@lee.example"`) {
			t.Error("the form has an address that nobody meant")
		}
		held := formOf(t, strings.NewReader(page), "person-change")
		save(held, member, 303)
		is = c.must(200, "GET", rest, "")
		if is["name"] != "Anna Lea" || is["email"] != "ann@leigh.example" || is["note"] != "third" || is["revision"] != 5.0 {
			t.Errorf("after it was decided: %v", is)
		}

		b = open(member)
		c.must(200, "PATCH", rest, `{"industry": "law"}`)
		b["dates"][0] = "no such day"
		page = save(b, member, 422)
		held = formOf(t, strings.NewReader(page), "person-change")
		if held["dates"][0] != "no such day" || !strings.Contains(page, "“no such day” is not a day") {
			t.Errorf("what was typed is not there again: %v", held["dates"])
		}
		held["dates"][0] = "1 April 1980"
		save(held, member, 303)
		if is = c.must(200, "GET", rest, ""); is["industry"] != "law" || fmt.Sprint(is["dates"]) != "[map[day:1980-04-01 label:birthday]]" {
			t.Errorf("a fault of their own lost what another wrote: %v", is)
		}
		b = open(member)
		c.must(200, "PATCH", rest, `{"tags": ["vip", "north"]}`)
		b.Set("tags", "vip, north")
		save(b, member, 303)
		if past := c.must(200, "GET", rest+"/changes", "")["rows"].([]any); len(past) != 8 {
			t.Errorf("both wrote the same, and it is asked or written twice: %d changes", len(past))
		}
	})
}

// saved sends the form of a person, and gives the page that came of it.
func (h *testHouse) saved(form url.Values, sign func(*http.Request), want int) string {
	h.Helper()
	w := h.do(post("/do/person-change", form), sign)
	if w.Code != want {
		h.Fatalf("%d, want %d: %s", w.Code, want, clipBody(w.Body.String()))
	}
	return w.Body.String()
}
