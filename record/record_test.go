package record

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

// The types of the tests stand on the tables of the real ones, which may import us, and not we them.
var (
	firmType = Type{Name: Account, Plural: "accounts", Title: "name", Sort: "name", Keyed: true, Folded: true, Fields: []Field{
		Text("name").Required().Searched(), Choice("kind", "organisation", "person", "household"), Email("email"), Phone("phone"),
		Country("country"),
		User("owner"), Text("industry"), Web("website"), Addresses("addresses").FirstAs("address"), Tags("tags"), Long("note"),
	}}
	personType = Type{Name: "person", Plural: "people", Of: []string{"accounts"}, Title: "name", Sort: "name", Folded: true, Fields: []Field{
		Text("name").Required(), Emails("emails").FirstAs("email"), Phones("phones").FirstAs("phone"), Addresses("addresses"), Dates("dates"),
		Links("accounts", Account).FirstAs("account"), Text("industry"), Tags("tags"), User("owner"), Long("note"),
	}}
	taskType = Type{Name: "task", Plural: "tasks", Of: []string{"account", "person"}, Title: "title", Sort: "due", Fields: []Field{
		Text("title").Required(), Link("account", Account), Link("person", "person"), Due("due"), User("owner"),
		Choice("state", "open", "done", "snoozed").Required().Begins("open"), Day("until"), Recurrence("recurrence"), Moment("done_at").Set(),
		YesNo("promise"), Long("note"), Link("follows", "task"),
	}}
)

// desk is a store with its users, on the last day of March 2026.
type desk struct {
	*testing.T
	*Store
	db    *db.DB
	boss  access.Scope // owner: sees what no wall hides
	all   access.Scope // the house itself
	users []access.User
}

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	clock := clientele.NewClock(func() time.Time { return now }, time.UTC)
	x := &desk{T: t, db: d, all: access.System("test")}
	x.Store = New(d, 1, ledger.New(d, 1), clock, firmType, personType, taskType)
	x.users = []access.User{{ID: 901, Email: "olga@example.org", Role: access.Owner}, {ID: 902, Email: "mo@example.org", Role: access.Member}}
	x.Users = func(context.Context) ([]access.User, error) { return x.users, nil }
	x.Firm = func(context.Context) (string, string, error) { return "GB", "EUR", nil }
	x.boss = access.Of(x.users[0], nil, nil)
	return x
}

// raw is JSON by name.
func raw(text string) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		panic(err)
	}
	return m
}

func (x *desk) try(scope access.Scope, e Edit) (r *Record, err error) {
	x.Helper()
	err = x.InTx(x.Context(), func(tx *db.Tx) error {
		r, err = x.Change(x.Context(), tx, scope, e)
		return err
	})
	return r, err
}

func (x *desk) made(typeName, text string) *Record {
	x.Helper()
	r, err := x.try(x.boss, Edit{Ref: clientele.Ref{Type: typeName}, Fields: raw(text)})
	if err != nil {
		x.Fatalf("%s %s: %v", typeName, text, err)
	}
	return r
}

func (x *desk) ok(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// names are the titles of a list.
func (x *desk) names(scope access.Scope, q Query) string {
	x.Helper()
	page, err := x.Query(x.Context(), scope, q)
	x.ok(err)
	t, err := x.Type(q.Type)
	x.ok(err)
	var names []string
	for _, r := range page.Rows {
		names = append(names, r.Text(t.Title))
	}
	return strings.Join(names, " ")
}

func (x *desk) wall(account, wall clientele.ID) {
	x.Helper()
	x.ok(x.InTx(x.Context(), func(tx *db.Tx) error { return x.SetWall(x.Context(), tx, x.all, account, wall) }))
}

func TestValuesComeBackAsTheyWereGiven(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		a := x.made("accounts", `{"name": " Zoë & Sons ", "kind": "Organisation", "email": "z@zoe.example", "website": "zoe.example", "owner": "MO@example.org",
			"country": "France", "phone": "01 42 68 53 00", "address": {"street": "1 rue A", "city": "Paris"}, "tags": ["vip", "VIP", "old"],
				"note": "one\ntwo"}`)
		p := x.made("people", fmt.Sprintf(`{"name": "Jo", "phones": [{"phone": "020 7946 0991", "label": "work"}, "+33 1 42 68 53 00"], "account": %d, "role": "Director",
			"dates": [{"label": "birthday", "day": "1980-02-29"}]}`, a.ID))
		k := x.made("tasks", fmt.Sprintf(`{"title": "Call", "person": %d, "due": "2026-04-01T09:30", "recurrence": "FREQ=WEEKLY;BYDAY=MO", "promise": true}`, p.ID))
		for ref, want := range map[clientele.Ref]string{
			a.Ref: `"name":"Zoë & Sons","kind":"organisation","email":"z@zoe.example","phone":"01 42 68 53 00","country":"France","owner":902,"industry":null,"website":"https://zoe.example",` +
				`"addresses":[{"street":"1 rue A","city":"Paris"}],"address":{"street":"1 rue A","city":"Paris"},"tags":["vip","old"],"note":"one\ntwo"`,
			p.Ref: `"phones":[{"e164":"+442079460991","label":"work","phone":"020 7946 0991"},{"e164":"+33142685300","phone":"+33 1 42 68 53 00"}],"phone":"020 7946 0991"`,
			k.Ref: fmt.Sprintf(`"title":"Call","account":%d,"person":%d,"due":"2026-04-01T09:30","owner":null,"state":"open","until":null,"recurrence":"FREQ=WEEKLY;BYDAY=MO","done_at":null,"promise":true`, a.ID, p.ID),
		} {
			r, err := x.Get(t.Context(), x.boss, ref)
			x.ok(err)
			ty, err := x.Type(ref.Type)
			x.ok(err)
			if got := string(r.Encode(ty.Fields, nil)); !strings.Contains(got, want) {
				t.Errorf("%v\n%s\nlacks\n%s", ref, got, want)
			}
		}
		if r, _ := x.Get(t.Context(), x.boss, k.Ref); r.Account != a.ID {
			t.Errorf("the task belongs to %d", r.Account)
		}
	})
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.made("accounts", `{"name": "A"}`)
		before, err := db.One[int](t.Context(), d, "SELECT count(*) FROM entries WHERE workspace = 1")
		x.ok(err)
		for text, want := range map[string]string{
			`{}`:                         "name",
			`{"name": "B", "colour": 1}`: "colour",
			`{"name": "B", "f12": 1}`:    "f12",
			`{"name": "B", "id": 1}`:     "id",
			`{"name": "B", "custom": 7}`: "custom",
			`{"name": 7, "kind": "x", "email": "no", "website": "ftp://x.y", "owner": "nobody@x.example", "tags": [[1]], "address": {"planet": "Mars"}, "custom": {"tier": 1}}`: "address custom.tier email kind name owner tags website",
		} {
			_, err := x.try(x.boss, Edit{Ref: clientele.Ref{Type: "accounts"}, Fields: raw(text)})
			refused, ok := err.(*Refused)
			if !ok {
				t.Errorf("%s: %v", text, err)
				continue
			}
			var got []string
			for _, f := range refused.Fields {
				if got = append(got, f.Field); f.What == "" || f.Remedy == "" {
					t.Errorf("%s: %+v", text, f)
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %v, want %s", text, got, want)
			}
		}
		for text, want := range map[string]string{
			`{"title": "t", "due": "2026-02-30"}`: "due", `{"title": "t", "due": "2026-02-03T25:00"}`: "due", `{"title": "t", "recurrence": "now and then"}`: "recurrence",
			`{"title": "t", "done_at": "2026-01-01T00:00:00Z"}`: "done_at",
			`{"title": "t", "account": 99}`:                     "account", `{"title": "t", "account": "Acme"}`: "account", `{"title": "t", "promise": "yes"}`: "promise", `{"title": "t", "state": null}`: "state",
		} {
			_, err := x.try(x.boss, Edit{Ref: clientele.Ref{Type: "tasks"}, Fields: raw(text)})
			if refused, ok := err.(*Refused); !ok || len(refused.Fields) != 1 || refused.Fields[0].Field != want {
				t.Errorf("%s: %v", text, err)
			}
		}
		if after, err := db.One[int](t.Context(), d, "SELECT count(*) FROM entries WHERE workspace = 1"); err != nil || after != before {
			t.Errorf("what was refused left %d entries, %v", after-before, err)
		}
	})
}

// TestUndo: what is undone is as it was; what was changed since is said, and left where asked.
func TestUndo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		a := x.made("accounts", `{"name": "A", "industry": "law", "tags": ["one"]}`)
		_, err := x.try(x.boss, Edit{Ref: a.Ref, Rev: 1, Fields: raw(`{"name": "B", "industry": "trade", "tags": []}`)})
		x.ok(err)
		same, err := x.try(x.boss, Edit{Ref: a.Ref, Fields: raw(`{"name": "B"}`)})
		if x.ok(err); same.Rev != 2 {
			t.Errorf("changed by nothing: revision %d", same.Rev)
		}
		_, err = x.try(x.boss, Edit{Ref: a.Ref, Fields: raw(`{"name": "C"}`)})
		x.ok(err)
		past, err := x.Changes(t.Context(), x.boss, a.Ref, 0, 10)
		if x.ok(err); len(past) != 3 || past[0].By != "olga@example.org" || string(past[0].Fields["name"].Was) != `"B"` {
			t.Fatalf("%+v", past)
		}
		undo := func(rest bool) (r *Record, err error) {
			err = x.InTx(t.Context(), func(tx *db.Tx) error {
				r, err = x.Undo(t.Context(), tx, x.boss, Undoing{Ref: a.Ref, Entry: past[1].ID, Rest: rest})
				return err
			})
			return r, err
		}
		_, err = undo(false)
		if o, ok := err.(*Outrun); !ok || len(o.Changed) != 1 || string(o.Changed["name"][1]) != `"C"` {
			t.Errorf("%v", err)
		}
		r, err := undo(true)
		if x.ok(err); r.Text("name") != "C" || r.Text("industry") != "law" || fmt.Sprint(r.Values["tags"]) != "[one]" {
			t.Errorf("%+v", r.Values)
		}
		if got := x.names(x.boss, Query{Type: "accounts", Filter: Cond{"tags", Has, []string{"One"}}}); got != "C" {
			t.Errorf("the side table does not follow: %q", got)
		}
		_, err = x.try(x.boss, Edit{Ref: a.Ref, Rev: 2, Fields: raw(`{"industry": "law"}`)})
		o, ok := err.(*Outrun)
		if !ok || o.Rev != 4 || fmt.Sprintf("%s", o.Changed["name"]) != `["B" "C"]` || !slices.Equal(slices.Sorted(maps.Keys(o.Changed)),
			[]string{"industry", "name", "tags"}) {
			t.Errorf("%v %+v", err, o)
		}
	})
}

// TestWalls: what may not be seen is not there, and a link to it neither.
func TestWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		open := x.made("accounts", `{"name": "Open"}`)
		secret := x.made("accounts", `{"name": "Hush", "email": "hush@hush.example"}`)
		both := x.made("people", fmt.Sprintf(`{"name": "Both", "accounts": [{"account": %d}, {"account": %d, "role": "spy"}]}`, open.ID,
			secret.ID))
		inner := x.made("people", fmt.Sprintf(`{"name": "Inner", "account": %d}`, secret.ID))
		call := x.made("tasks", fmt.Sprintf(`{"title": "Ring", "person": %d}`, inner.ID))
		loose := x.made("tasks", fmt.Sprintf(`{"title": "Loose", "account": %d}`, open.ID))
		member, friend := access.Of(x.users[1], nil, nil), access.Of(x.users[1], nil, []clientele.ID{77})
		outside := access.Of(access.User{ID: 903, Role: access.Outside}, nil, []clientele.ID{77})
		x.wall(secret.ID, 77)
		sees := func(scope access.Scope, want ...*Record) {
			t.Helper()
			for _, r := range []*Record{open, secret, both, inner, call, loose} {
				_, err := x.Get(t.Context(), scope, r.Ref)
				if seen := slices.Contains(want, r); seen != (err == nil) || !seen && clientele.KindOf(err) != clientele.NotFound {
					t.Errorf("%s %d %v: %v", r.Type, r.ID, r.Values, err)
				}
			}
		}
		sees(member, open, loose)
		sees(friend, open, secret, both, inner, call, loose)
		sees(outside, secret, both, inner, call)
		stranger := access.Of(access.User{ID: 904, Role: access.Outside}, nil, nil)
		sees(stranger)
		sees(access.Scope{})
		for _, tt := range []struct {
			scope access.Scope
			q     Query
			want  string
		}{
			{member, Query{Type: "people"}, ""}, {friend, Query{Type: "people", Count: true}, "Both Inner"}, {x.all, Query{Type: "tasks",
				Sort: "title"}, "Loose Ring"},
			{stranger, Query{Type: "accounts"}, ""}, {access.Scope{}, Query{Type: "tasks"}, ""}, {member, Query{Type: "accounts"}, "Open"},
			{friend, Query{Type: "accounts", Sort: "-name"}, "Open Hush"}, {outside, Query{Type: "accounts"}, "Hush"},
			{member, Query{Type: "accounts", Filter: Via{"any", "person", Cond{"name", Starts, []string{"b"}}}}, ""},
			{friend, Query{Type: "accounts", Filter: Via{"any", "person", Cond{"role", Is, []string{"spy"}}}}, "Hush"},
		} {
			if got := x.names(tt.scope, tt.q); got != tt.want {
				t.Errorf("%v: %q, want %q", tt.q, got, tt.want)
			}
		}
		// A name that is taken behind the wall is free before it, and a number there is none.
		if _, err := x.try(member, Edit{Ref: clientele.Ref{Type: "accounts"}, Fields: raw(`{"name": "X", "email": "hush@hush.example"}`)}); err != nil {
			t.Errorf("what is behind a wall is revealed: %v", err)
		}
		_, err := x.try(member, Edit{Ref: loose.Ref, Fields: raw(fmt.Sprintf(`{"person": %d}`, inner.ID))})
		_, none := x.try(member, Edit{Ref: loose.Ref, Fields: raw(`{"person": 123456}`)})
		if err == nil || strings.ReplaceAll(err.Error(), fmt.Sprint(inner.ID), "123456") != none.Error() {
			t.Errorf("%v, and of one that is not there %v", err, none)
		}
		x.second(open, secret, both)
		x.wall(secret.ID, 0)
		sees(member, secret, inner, call)
	})
}

// second puts another wall around the open account: who passes that one sees who is in
// both, and nothing of the link behind the other wall.
func (x *desk) second(open, secret, both *Record) {
	x.Helper()
	x.wall(open.ID, 78)
	linked := func(id clientele.ID) string {
		q := Query{Type: "people", Filter: Cond{"accounts", Has, []string{fmt.Sprint(int64(id))}}}
		return x.names(access.Of(x.users[1], nil, []clientele.ID{78}), q)
	}
	if linked(open.ID) != "Both" || linked(secret.ID) != "" {
		x.Error("a filter tells of a link behind the wall")
	}
	if r, err := x.Get(x.Context(), access.Of(x.users[1], nil, []clientele.ID{78}),
		both.Ref); err != nil || len(r.Values["accounts"].([]Tie)) != 1 {
		x.Errorf("the link behind the other wall is shown: %+v %v", r, err)
	}
	_, err := x.try(access.Of(x.users[1], nil, []clientele.ID{78}), Edit{Ref: both.Ref,
		Fields: raw(fmt.Sprintf(`{"accounts": [{"account": %d, "role": "chair"}]}`, open.ID))})
	x.ok(err)
	if r, err := x.Get(x.Context(), x.all, both.Ref); err != nil || fmt.Sprint(r.Values["accounts"]) != fmt.Sprintf("[{%d chair} {%d spy}]", open.ID, secret.ID) {
		x.Errorf("who does not see a link took it away: %+v %v", r.Values, err)
	}
}

// TestOnce: a thousand that come with one key do one thing.
func TestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		const many = 1000
		answers := make([]string, many)
		var all sync.WaitGroup
		gate := make(chan struct{}, 32) // what waits for the database at a time
		for i := range many {
			all.Go(func() {
				gate <- struct{}{}
				defer func() { <-gate }()
				a, err := x.Once(t.Context(), x.boss, Request{Key: "key", Says: []byte("make A")}, func(tx *db.Tx) (Answer, error) {
					r, err := x.Create(t.Context(), tx, x.boss, "accounts", raw(`{"name": "A"}`))
					if err != nil {
						return Answer{}, err
					}
					return Answer{Status: 201, Body: marshal(r.ID)}, nil
				})
				if answers[i] = fmt.Sprintf("%d %s", a.Status, a.Body); err != nil {
					answers[i] = err.Error()
				}
			})
		}
		all.Wait()
		slices.Sort(answers)
		if got := slices.Compact(answers); len(got) != 1 || !strings.HasPrefix(got[0], "201 ") {
			t.Errorf("%q", got)
		}
		if got := x.names(x.boss, Query{Type: "accounts"}); got != "A" {
			t.Errorf("they made %q", got)
		}
		nothing := func(*db.Tx) (Answer, error) { t.Error("done again"); return Answer{}, nil }
		if _, err := x.Once(t.Context(), x.boss, Request{Key: "key", Says: []byte("make B")}, nothing); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("the key with another request: %v", err)
		}
		fault := &clientele.Fault{Kind: clientele.Invalid, What: "no"}
		_, err := x.Once(t.Context(), x.boss, Request{Key: "other", Says: []byte("C")}, func(*db.Tx) (Answer, error) { return Answer{}, fault })
		kept, countErr := db.One[int](t.Context(), d, "SELECT count(*) FROM redeemed WHERE workspace = 1")
		if err != fault || countErr != nil || kept != 1 {
			t.Errorf("%v; %d keys are kept, %v", err, kept, countErr)
		}
		x.ok(x.Forget(t.Context()))
		if a, err := x.Once(t.Context(), x.boss, Request{Key: "key", Says: []byte("make A")}, nothing); err != nil || a.Status != 201 {
			t.Errorf("forgotten too early: %+v %v", a, err)
		}
	})
}

func TestPagesBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		var edits []Edit
		for i := range 23 {
			edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "P%d", "industry": "i%d"}`, i%7, i%3))})
		}
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := x.Write(t.Context(), tx, x.boss, "accounts", edits)
			return err
		}))
		page, err := x.Query(t.Context(), x.boss, Query{Type: "accounts", Limit: 4, Filter: Cond{"industry", IsNot, []string{"i2"}}})
		x.ok(err)
		x.wall(page.Rows[2].ID, 5)
		x.wall(page.Rows[0].ID, 6)
		for _, sort := range []string{"name", "-name", "industry", "-id", "changed"} {
			q := Query{Type: "accounts", Sort: sort, Limit: 4, Count: true, Filter: Cond{"industry", IsNot, []string{"i2"}}}
			var forth, back []clientele.ID
			var last Page
			for {
				page, err := x.Query(t.Context(), x.all, q)
				x.ok(err)
				for _, r := range page.Rows {
					forth = append(forth, r.ID)
				}
				if last = page; page.Next == "" {
					break
				}
				q.At = page.Next
			}
			for page := last; ; {
				for i := range page.Rows {
					back = append(back, page.Rows[len(page.Rows)-1-i].ID)
				}
				if page.Prev == "" {
					break
				}
				q.At = page.Prev
				page, err = x.Query(t.Context(), x.all, q)
				x.ok(err)
			}
			slices.Reverse(back)
			unique := slices.Clone(forth)
			slices.Sort(unique)
			if len(slices.Compact(unique)) != 16 || len(forth) != 16 || !slices.Equal(forth, back) || last.Count.N != 16 {
				t.Errorf("%s: %v and back %v, %+v", sort, forth, back, last.Count)
			}
			q.Sort = "country"
			if _, err := x.Query(t.Context(), x.all, q); clientele.KindOf(err) != clientele.Invalid {
				t.Errorf("a cursor of another list is taken: %v", err)
			}
		}
	})
}
