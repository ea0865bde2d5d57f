package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// faulty are the fields that the head of a refused page names, each with its link.
var faulty = regexp.MustCompile(`<a href="#([^"]+)">([^<]+)</a>: ([^<]+)<`)

// All that is wrong with a form is said at once, by what the form calls its fields, with a
// link to each; what is asked by nobody but the record is among it.
func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		if w := h.do(post("/do/add-field", url.Values{"of": {"people"}, "label": {"Shoe size"}, "kind": {"number"}, "back": {"/own-fields"}}), owner); w.Code != 303 {
			t.Fatalf("a field: %d %s", w.Code, clipBody(w.Body.String()))
		}
		form := url.Values{"back": {"/people/new"}, "name": {""}, "emails": {"none"}, "emails.label": {""}, "dates": {"no day"}, "dates.label": {"birthday"},
			"accounts": {"Nobody Ltd"}, "accounts.role": {"director"}, "custom.shoe_size": {"large"}}
		w := h.do(post("/do/person-create", form), owner)
		body := w.Body.String()
		got := map[string]string{}
		for _, m := range faulty.FindAllStringSubmatch(body, -1) {
			got[m[2]] = m[1]
			if !strings.Contains(body, `id="`+m[1]+`"`) {
				t.Errorf("%s leads to %s, which is not there", m[2], m[1])
			}
		}
		for _, label := range []string{"Name", "E-mail", "Important dates", "Relationships", "Shoe size"} {
			if got[label] == "" {
				t.Errorf("nothing is said of %s: %v", label, got)
			}
		}
		if w.Code != 422 || len(got) != 5 || !strings.Contains(body, "look at 5 fields") {
			t.Errorf("%d, %v: %s", w.Code, got, clipBody(body))
		}
		note := url.Values{"back": {fmt.Sprintf("/accounts/%d", h.account)}, "account": {h.account.String()}, "channel": {"note"}, "day": {"in spring"}, "line": {"no such line"}}
		body = h.do(post("/do/add-interaction", note), owner).Body.String()
		if all := faulty.FindAllStringSubmatch(body, -1); !strings.Contains(body, "look at 3 fields") || len(all) != 2 { // no field asks for the line
			t.Errorf("a note: %q", all)
		}
	})
}

// Where several are called as somebody wrote, they are offered, and who is chosen is meant.
func TestSeveralOfOneNameAreChoices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		north := h.record("account", map[string]any{"name": "Bell Ltd", "email": "north@bell.example"})
		south := h.record("account", map[string]any{"name": "Bell Ltd", "email": "south@bell.example"})
		form := url.Values{"back": {"/tasks/new"}, "title": {"Ring"}, "account": {"Bell Ltd"}}
		w := h.do(post("/do/task-create", form), owner)
		for _, want := range []string{`<select class="select" id="task-create-account"`, fmt.Sprintf(`value="Bell Ltd #%d"`, north), "south@bell.example"} {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("of two no choice has %s: %d %s", want, w.Code, clipBody(w.Body.String()))
			}
		}
		form.Set("account", fmt.Sprintf("Bell Ltd #%d", south))
		if w := h.do(post("/do/task-create", form), owner); w.Code != 303 {
			t.Errorf("the chosen: %d %s", w.Code, clipBody(w.Body.String()))
		}
		person := url.Values{"back": {"/people/new"}, "name": {"Ada Bell"}, "accounts": {"C01", "Bell Ltd"}, "accounts.role": {"", "director"}}
		body := h.do(post("/do/person-create", person), owner).Body.String()
		if !strings.Contains(body, `<select class="select" name="accounts" id="person-create-accounts-1"`) || !strings.Contains(body, `value="C01"`) {
			t.Errorf("of two in a row of several: %s", clipBody(body))
		}
		for range 2 {
			h.record("person", map[string]any{"name": "Jo Twin", "account": h.account})
		}
		call := url.Values{"back": {fmt.Sprintf("/accounts/%d", h.account)}, "account": {h.account.String()}, "channel": {"call"}, "person": {"Jo Twin"}}
		body = h.do(post("/do/add-interaction", call), owner).Body.String()
		twin := regexp.MustCompile(`value="(Jo Twin #\d+)"`).FindStringSubmatch(body)
		if twin == nil {
			t.Fatalf("two of one name: %s", clipBody(body))
		}
		call.Set("person", twin[1])
		if w := h.do(post("/do/add-interaction", call), owner); w.Code != 303 {
			t.Errorf("the chosen twin: %d %s", w.Code, clipBody(w.Body.String()))
		}
	})
}

// Contact has its hour, where somebody wrote it; one that is still to come is refused in words.
func TestTheHourOfContact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.member)
		write := func(day string) (int, string) {
			w := h.do(postJSON("/api/v1/add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "text": %q, "day": %q}`, h.account, "at "+day, day)), sign)
			return w.Code, w.Body.String()
		}
		for day, want := range map[string]string{"today 18:00": "still to come", "6pm": "it is 09:00 now", "2026-03-31T09:01": "still to come",
			"yesterday 25:00": "is not a day", "tomorrow": "still to come", "2026-04-01": "still to come", "2026-03-31T23:00:00+02:00": "still to come"} {
			if code, body := write(day); code != 422 || !strings.Contains(body, want) {
				t.Errorf("%s: %d %s", day, code, body)
			}
		}
		for day, want := range map[string]string{"today 8:30": "2026-03-31T08:30", "8.30 am": "2026-03-31T08:30", "yesterday 14:30": "2026-03-30T14:30", "monday at 3pm": "2026-03-30T15:00",
			"today": "2026-03-31T09:00", "29 March, 7h05": "2026-03-29T07:05", "2026-03-31T08:59": "2026-03-31T08:59", "2026-03-31T10:30:00+02:00": "2026-03-31T08:30"} {
			if code, body := write(day); code != 200 {
				t.Errorf("%s: %d %s", day, code, body)
				continue
			}
			var out account.AccountOut
			h.ok(json.Unmarshal(h.do(get(fmt.Sprintf("/api/v1/accounts/%d/page?kind=interaction", h.account)), sign).Body.Bytes(), &out))
			found := ""
			for _, on := range out.Timeline {
				for _, e := range on.Entries {
					if e.Text == "at "+day {
						found = e.At.Time().Format("2006-01-02T15:04")
					}
				}
			}
			if found != want {
				t.Errorf("%s is kept as %s, want %s", day, found, want)
			}
		}
	})
}

// What the firm said at its first start stands in the trail, and what it changed since.
func TestWhatTheFirmSetStandsInTheTrail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		begin := url.Values{"firm": {"Kettle & Co"}, "zone": {"new york"}, "currency": {"usd"}, "preset": {"shop"}, "client": {"guest"}, "back": {"/start"}}
		if w := h.do(post("/do/begin", begin), owner); w.Code != 303 {
			t.Fatalf("begin: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(postJSON("/api/v1/set-place", `{"zone": "Vienna", "currency": "EUR"}`), owner); w.Code != 200 {
			t.Fatalf("place: %d %s", w.Code, w.Body)
		}
		rows := h.trailOf("", owner).Rows
		for _, want := range []string{"Kind of business: Retail shop", "Time zone: America/New_York", "Currency: USD", "Word for who is looked after: guest", "Name of the firm: ",
			"Olga, in the browser: Changed the firm Kettle & Co Currency: USD → EUR; Time zone: America/New_York → Europe/Vienna"} {
			h.says(rows, want)
		}
		n := len(rows)
		if w := h.do(postJSON("/api/v1/set-place", `{"zone": "Europe/Vienna", "currency": "EUR"}`), owner); w.Code != 200 {
			t.Fatalf("place: %d %s", w.Code, w.Body)
		}
		if again := h.trailOf("", owner).Rows; len(again) != n {
			t.Errorf("nothing was changed, and %q stands there", said(again)[0])
		}
	})
}

// Who is looked for by a familiar name is found by the whole one, and the other way round;
// a number by its last four digits; and no sign of the house's own is shown or found.
func TestNewcomersFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.member)
		h.record("person", map[string]any{"name": "Ros Weatherby", "phone": "020 7946 0991"})
		h.record("person", map[string]any{"name": "William Tanner"})
		h.record("account", map[string]any{"name": "Quince & Daughters", "phone": "0171 555 0042"})
		for text, want := range map[string]string{"Rosalind Weatherby": "Ros Weatherby", "rosemary": "Ros Weatherby", "Bill Tanner": "William Tanner", "Billy Tanner": "William Tanner",
			"0991": "Ros Weatherby", "0042": "Quince & Daughters", "Rosalind Tanner": "", "991": "", "by hand": ""} {
			var out find.SearchOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/search?"+url.Values{"q": {text}}.Encode()), sign).Body.Bytes(), &out))
			titles := ""
			for _, r := range out.Rows {
				titles += r.Title
			}
			if titles != want {
				t.Errorf("%q finds %q, want %q", text, titles, want)
			}
		}
		if page := h.do(get("/search?q=Quince"), sign).Body.String(); strings.Contains(page, "by hand/") {
			t.Error("a key of the house's own is shown")
		}
	})
}

// A condition on a field of one's own is said by what the field is called, however it was written.
func TestAFieldOfOnesOwnIsCalledByItsName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		field := url.Values{"of": {"people"}, "label": {"Shoe size"}, "kind": {"text"}, "listed": {"yes"}, "back": {"/own-fields"}}
		if w := h.do(post("/do/add-field", field), owner); w.Code != 303 {
			t.Fatalf("a field: %d %s", w.Code, clipBody(w.Body.String()))
		}
		for _, filter := range []string{`shoe_size = "9"`, `custom.shoe_size = "9"`} {
			page := h.do(get("/people?"+url.Values{"filter": {filter}}.Encode()), owner).Body.String()
			if !strings.Contains(page, "Shoe size is 9") {
				t.Errorf("%s is not said in words: %s", filter, clipBody(page))
			}
		}
		tabs := h.do(get("/own-fields"), owner).Body.String()
		for _, none := range []string{">Views<", ">Files<"} {
			if strings.Contains(tabs, none) {
				t.Errorf("%s stands among what can have fields of one's own", none)
			}
		}
	})
}

// Who is written down under a familiar name and again under the whole one is proposed as one,
// also in a firm of few, where nobody has looked through all yet.
func TestFamiliarNamesAreProposedAtEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		before := len(h.pairs("people", "open", h.owner).Rows)
		h.record("person", map[string]any{"name": "Bob Weatherby"})
		h.record("person", map[string]any{"name": "Robert Weatherby"})
		h.record("person", map[string]any{"name": "Wanda Weatherby"})
		rows := h.pairs("people", "open", h.owner).Rows
		said := 0
		for _, row := range rows {
			if strings.Contains(strings.Join(row.For, ", "), "short for the other") {
				said++
			}
		}
		if len(rows) != before+1 || said != 1 {
			t.Errorf("%+v", rows)
		}
	})
}

// The first start shows what each kind of business sets up, and does so where that is wished: as
// the one who answered. A form that is refused keeps what was wished.
func TestTheFirstStartSetsUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		shown := h.do(get("/start"), owner).Body.String()
		for _, want := range []string{`class="sets chosen" data-kind="general"`, `class="sets" data-kind="restaurant"`, "Customers are called guests", "Catering &amp; parties",
			"Of people: Allergies and diet", `name="set_up" value="yes" checked`} {
			if !strings.Contains(shown, want) {
				t.Errorf("the questions do not show %q", want)
			}
		}
		begin := url.Values{"firm": {"Kettle & Co"}, "zone": {"nowhere"}, "preset": {"restaurant"}, "back": {"/start"}}
		refused := h.do(post("/do/begin", begin), owner).Body.String()
		if !strings.Contains(refused, `class="sets chosen" data-kind="restaurant"`) || strings.Contains(refused, `name="set_up" value="yes" checked`) {
			t.Error("the refused form forgot what was chosen, or wished")
		}
		begin.Set("zone", "Vienna")
		if w := h.do(post("/do/begin", begin), owner); w.Code != 303 || strings.Contains(strings.Join(said(h.trailOf("", owner).Rows), "\n"), "Usual table") {
			t.Errorf("it set up what nobody wished: %d", w.Code)
		}
		begin.Set("set_up", "yes")
		if w := h.do(post("/do/begin", begin), owner); w.Code != 303 {
			t.Fatalf("begin: %d %s", w.Code, clipBody(w.Body.String()))
		}
		rows := h.trailOf("", owner).Rows
		for _, want := range []string{"Olga, in the browser: Made the line of business Dining", "Olga, in the browser: Made the field of your own Usual table",
			"Olga, in the browser: Made the task Bring in your bills or reservations"} {
			h.says(rows, want)
		}
		if page := h.do(get("/start"), owner).Body.String(); !strings.Contains(page, "door-file") {
			t.Error("the ways to begin are not shown")
		}
	})
}
