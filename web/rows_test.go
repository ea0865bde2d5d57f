package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// A field that holds several values is asked for by rows. One more row keeps what was
// typed and saves nothing; what is wrong stands at its field; the same form sent back
// changes nothing.
func TestRowsOfAForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		form := func() url.Values {
			return url.Values{"back": {"/people/new"}, "name": {"Flo Rowe"}, "emails": {"flo@rowe.example", "f@work.example", ""}, "emails.label": {"", "work", ""},
				"phones": {"020 7946 0991"}, "phones.label": {"home"}, "dates.label": {"birthday", ""}, "dates": {"31 March 1980", ""},
				"addresses": {"1 High St, Flat 2", ""}, "addresses.postcode": {"N1", ""}, "addresses.city": {"London", ""}, "addresses.region": {"", ""},
				"addresses.country": {"GB", ""}, "addresses.label": {"", ""}, "accounts": {"#" + h.account.String(), ""}, "accounts.role": {"director", ""}}
		}
		more := form()
		more.Set("more", "emails")
		w := h.do(post("/do/person-create", more), owner)
		body := w.Body.String()
		if rows := strings.Count(body, `name="emails"`); w.Code != 422 || rows != 3 || !strings.Contains(body, `value="f@work.example"`) || !strings.Contains(body, "1 High St, Flat 2") {
			t.Errorf("one more row: %d, %d rows: %s", w.Code, rows, clipBody(body))
		}
		wrong := form()
		wrong["dates"][0] = "no day"
		w = h.do(post("/do/person-create", wrong), owner)
		if body := w.Body.String(); w.Code != 422 || !regexp.MustCompile(`(?s)<fieldset class="field several has-wrong"[^>]*>\s*<legend>Important dates`).MatchString(body) || !strings.Contains(body, `value="no day"`) {
			t.Errorf("a wrong day: %d %s", w.Code, clipBody(body))
		}
		count := func() (n int) {
			found, err := h.crm.Records.Query(t.Context(), access.System("a test"), record.Query{Type: "person", Limit: 100})
			h.ok(err)
			for _, r := range found.Rows {
				if r.Text("name") == "Flo Rowe" {
					n++
				}
			}
			return n
		}
		if n := count(); n != 0 {
			t.Fatalf("%d are made of forms that were not taken", n)
		}
		w = h.do(post("/do/person-create", form()), owner)
		if w.Code != 303 || count() != 1 {
			t.Fatalf("create: %d %s", w.Code, clipBody(w.Body.String()))
		}
		at := w.Header().Get("Location")
		got := h.do(get("/api/v1"+at), owner).Body.String()
		for _, want := range []string{`"email":"f@work.example"`, `"label":"work"`, `"day":"1980-03-31"`, `"street":"1 High St, Flat 2"`, `"role":"director"`, `"label":"home"`} {
			if !strings.Contains(got, want) {
				t.Errorf("no %s in %s", want, got)
			}
		}
		page := h.do(get(at), owner).Body.String()
		again := url.Values{"back": {at}, "id": {at[strings.LastIndexByte(at, '/')+1:]}}
		for _, m := range regexp.MustCompile(`<input class="input" name="([^"]+)"[^>]* value="([^"]*)" placeholder`).FindAllStringSubmatch(page, -1) {
			again.Add(m[1], strings.ReplaceAll(m[2], "&#34;", `"`))
		}
		if len(again["addresses.city"]) != 2 {
			t.Fatalf("the form of a change has not the rows: %v", again)
		}
		h.do(post("/do/person-change", again), owner)
		if is := h.do(get("/api/v1"+at), owner).Body.String(); is != got {
			t.Errorf("sent back as it was, it is\n%s and was\n%s", is, got)
		}
	})
}

// Of the rows of a field the one that is wrong is marked, and no other.
func TestTheWrongRowIsMarked(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	invalid := regexp.MustCompile(`<input class="input" name="([^"]+)" id="([^"]+)" value="([^"]*)"[^>]* aria-invalid="true"`)
	for what, one := range map[string]struct {
		form url.Values
		want string
	}{
		"an e-mail address":   {url.Values{"emails": {"", "flo@rowe.example", "nonsense", "f@work.example"}, "emails.label": {"", "", "work", ""}}, "emails nonsense"},
		"below a label alone": {url.Values{"emails": {"", "nonsense"}, "emails.label": {"home", "work"}}, "emails nonsense"},
		"below a blank":       {url.Values{"emails": {" ", "nonsense"}, "emails.label": {"", ""}}, "emails nonsense"},
		"a country": {url.Values{"addresses": {"1 High St", "2 Low St"}, "addresses.postcode": {"", ""}, "addresses.city": {"York", "Cair"}, "addresses.region": {"", ""},
			"addresses.country": {"GB", "Narnia"}, "addresses.label": {"", ""}}, "addresses.country Narnia"},
		"a day":   {url.Values{"dates": {"31 March 1980", "no day"}, "dates.label": {"birthday", "wedding"}}, "dates no day"},
		"a name":  {url.Values{"accounts": {"#" + h.account.String(), "Nobody at all"}, "accounts.role": {"", "director"}}, "accounts Nobody at all"},
		"nothing": {url.Values{"emails": {"flo@rowe.example"}, "emails.label": {""}, "more": {"emails"}}, ""},
	} {
		one.form.Set("name", "Flo Rowe")
		one.form.Set("back", "/people/new")
		w := h.do(post("/do/person-create", one.form), h.session(h.owner))
		body, marked := w.Body.String(), []string{}
		for _, m := range invalid.FindAllStringSubmatch(body, -1) {
			if marked = append(marked, m[1]+" "+m[3]); !strings.Contains(body, `href="#`+m[2]+`"`) {
				t.Errorf("%s: the summary leads elsewhere than to %s", what, m[2])
			}
		}
		if got := strings.Join(marked, ", "); w.Code != 422 || got != one.want {
			t.Errorf("%s: %d, marked are %q, want %q", what, w.Code, got, one.want)
		}
	}
}

// A day is echoed as it will be read.
func TestDayIsEchoed(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	for query, want := range map[string]string{
		"text=tomorrow":            "Read as Wednesday 1 April 2026.",
		"text=tomorrow+9:30":       "09:30",
		"text=friday&was=true":     "Friday 27 March 2026",
		"text=soon":                "Not a day yet.",
		"text=4+Dec+2026&was=true": "Friday 4 December 2026",
	} {
		if got := h.do(get("/api/v1/day?"+query), h.session(h.member)).Body.String(); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}
