package record

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

// TestWrittenForm: what people write, and the tree that it is.
func TestWrittenForm(t *testing.T) {
	c := func(field string, op Op, values ...string) Cond { return Cond{field, op, values} }
	for text, want := range map[string]Node{
		`stage = open and value > 1000 and (owner = me or team = sales) and not tags has "vip"`: All{c("stage", Is, "open"), c("value", More,
			"1000"),
			Any{c("owner", Is, "me"), c("team", Is, "sales")}, Not{c("tags", Has, "vip")}},
		`due<=today or due >= -30d`:                     Any{c("due", AtMost, "today"), c("due", AtLeast, "-30d")},
		`made = this quarter AND changed = "last week"`: All{c("made", Is, "this quarter"), c("changed", Is, "last week")},
		`account.industry = law`:                        Via{"", "account", c("industry", Is, "law")},
		`any person.role = director`:                    Via{"any", "person", c("role", Is, "director")},
		`none task.state = open`:                        Via{"none", "task", c("state", Is, "open")},
		`any person (role = a and account.custom.x is empty)`: Via{"any", "person", All{c("role", Is, "a"), Via{"", "account", c("custom.x",
			Empty)}}},
		`name in ("and", b-c, "a \"b\" \\ c")`: c("name", In, "and", "b-c", `a "b" \ c`),
		`not not (a = b)`:                      Not{Not{c("a", Is, "b")}},
		`name contains "ä ö"`:                  c("name", Contains, "ä ö"),
		`  `:                                   nil,
	} {
		got, err := ParseFilter(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s %v", text, cmp.Diff(want, got), err)
		}
	}
}

func TestWrittenFormSaysWhere(t *testing.T) {
	for text, where := range map[string]string{
		"owner":                               "filter, column 6",
		"owner = ":                            "filter, column 9",
		"owner = me and":                      "filter, column 15",
		"owner = me state = open":             "filter, column 12",
		"(owner = me":                         "filter, column 12",
		"owner = me)":                         "filter, column 11",
		`ä = "open`:                           "filter, column 5",
		"owner ~ me":                          "filter, column 7",
		"any owner = me":                      "filter, column 5",
		"state in (a b)":                      "filter, column 13",
		"state in a":                          "filter, column 10",
		"and = 1":                             "filter, column 1",
		"owner = and":                         "filter, column 9",
		"due is nothing":                      "filter, column 8",
		"a..b = 1":                            "filter, column 1",
		"a = \"\x00\"":                        "filter",
		strings.Repeat("a=b or ", 60) + "a=b": "filter",
		strings.Repeat("(not ", 400) + "a=b":  "filter, column 81",
		strings.Repeat("x", mostFilter+1):     "filter",
	} {
		_, err := ParseFilter(text)
		var fault *clientele.Fault
		if !errors.As(err, &fault) || say.English.Fill(fault.Where) != where || fault.What == "" || fault.Remedy == "" {
			t.Errorf("%s: %+v, want it at %s", clip(text), err, where)
		}
	}
}

// tree draws a tree of any shape.
func tree(t *rapid.T, depth int) Node {
	name := rapid.SampledFrom([]string{"owner", "tags", "custom.tier", "a_1", "role", "last contact", "first order", "count(order, 90 days)",
		"count(contact)", "sum(return, 1 year)", "standing.kind", `standing("A \"b\" (c)").expected_value`, "team"})
	value := rapid.OneOf(rapid.SampledFrom([]string{"me", "and", "this quarter", "this", "-30d", "-1w", "ago", "my team", "1.5", "", `"`, `\`, "not", "x y", "(", "quarter"}), rapid.StringOfN(rapid.Rune(), 0, 6, -1))
	clean := rapid.Map(value, db.Clean)
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	if depth == 0 {
		kind = 0
	}
	list := func() []Node {
		n := make([]Node, rapid.IntRange(2, 3).Draw(t, "n"))
		for i := range n {
			n[i] = tree(t, depth-1)
		}
		return n
	}
	switch kind {
	case 1:
		return All(list())
	case 2:
		return Any(list())
	case 3:
		return Not{tree(t, depth-1)}
	case 4:
		return Via{rapid.SampledFrom([]string{"", "any", "none"}).Draw(t, "quant"), rapid.SampledFrom([]string{"account", "person"}).Draw(t,
			"link"), tree(t, depth-1)}
	}
	c := Cond{Field: name.Draw(t, "field"), Op: rapid.SampledFrom(ops).Draw(t, "op")}
	switch c.Op {
	case Empty:
	case In:
		c.Values = rapid.SliceOfN(clean, 1, 3).Draw(t, "values")
	default:
		c.Values = []string{clean.Draw(t, "value")}
	}
	return c
}

// TestPrintedIsParsed: a tree comes back from its written form, and from its JSON form.
func TestPrintedIsParsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := tree(t, 3)
		text := PrintFilter(n)
		got, err := ParseFilter(text)
		if err != nil || !reflect.DeepEqual(got, n) {
			t.Fatalf("%s: %v\n%s", text, err, cmp.Diff(n, got))
		}
		got, err = DecodeFilter(EncodeFilter(n))
		if err != nil || !reflect.DeepEqual(got, n) {
			t.Fatalf("%s: %v\n%s", EncodeFilter(n), err, cmp.Diff(n, got))
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	for _, text := range []string{`stage = open and (owner = me or not tags has "vip")`, `any person (role in (a, "b") and due <= this week)`, `a.custom.b is empty`, `((((`, `"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseFilter(text)
		if err != nil {
			var fault *clientele.Fault
			if !errors.As(err, &fault) || fault.Remedy == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := ParseFilter(PrintFilter(n))
		if len(PrintFilter(n)) > mostFilter {
			return
		}
		if err != nil || !reflect.DeepEqual(n, again) {
			t.Fatalf("%q printed is %q: %v", text, PrintFilter(n), err)
		}
	})
}

func FuzzDecodeFilter(f *testing.F) {
	f.Add(`{"and": [{"field": "a", "op": "=", "value": 1}, {"none": "task", "where": {"field": "b", "op": "is empty"}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		n, err := DecodeFilter([]byte(text))
		if err != nil {
			return
		}
		if again, err := DecodeFilter(EncodeFilter(n)); err == nil && !reflect.DeepEqual(n, again) {
			t.Fatalf("%q is %#v, and again %#v", text, n, again)
		}
	})
}

// peopled fills a store with records at random: accounts, people in them, tasks.
func (x *desk) peopled(rng *rand.Rand) clientele.ID {
	x.Helper()
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	write := func(typeName string, n int, text func(i int) string) []clientele.ID {
		edits := make([]Edit, n)
		for i := range edits {
			edits[i].Fields = raw(text(i))
		}
		var ids []clientele.ID
		x.ok(x.InTx(x.Context(), func(tx *db.Tx) error {
			out, err := x.Write(x.Context(), tx, x.boss, typeName, edits)
			for _, o := range out {
				x.ok(o.Err)
				ids = append(ids, o.Record.ID)
			}
			return err
		}))
		return ids
	}
	x.made("fields", `{"type": "people", "name": "tier", "kind": "choice", "choices": ["gold", "silver"], "listed": true}`)
	x.made("fields", `{"type": "people", "name": "score", "kind": "number", "indexed": true}`)
	x.made("fields", `{"type": "people", "name": "paid", "kind": "money"}`)
	x.made("fields", `{"type": "people", "name": "met", "kind": "day", "listed": true}`)
	x.made("fields", `{"type": "people", "name": "keen", "kind": "yes/no"}`)
	x.made("fields", `{"type": "people", "name": "likes", "kind": "tags"}`)
	accounts := write("accounts", 12, func(i int) string {
		return fmt.Sprintf(`{"name": %q, "industry": %q, "tags": [%q], "owner": %s, "kind": %s}`, pick("Äbc", "abc", "B%_c", "Ż"), pick("",
			"law", "Law", "trade"), pick("vip", "VIP", "x"),
			pick("null", "901", "902"), pick("null", `"person"`))
	})
	people := write("people", 40, func(i int) string {
		return fmt.Sprintf(`{"name": %q, "emails": [%q, "b@x.example"], "phone": %q, "accounts": [{"account": %d, "role": %q}, {"account": %d}], "tags": [%q],
			"custom": {"tier": %s, "score": %s, "paid": %s, "met": %s, "keen": %s, "likes": %s}}`,
			pick("Jo", "Zoë", "jo b", "Ann"), pick("a@x.example", "A@X.example"), pick("", "020 7946 0991", "12"), accounts[rng.IntN(12)],
			pick("", "Director", "spy"), accounts[rng.IntN(12)],
			pick("vip", ""), pick("null", `"gold"`, `"silver"`), pick("null", "0", "-2.5", "7"), pick("null", `{"minor": 0, "currency": "EUR"}`,
				`{"minor": 1250, "currency": "USD"}`, `{"minor": -5}`),
			pick("null", `"2026-03-30"`, `"2026-03-31"`, `"2026-01-01"`), pick("null", "true", "false"), pick("null", `["Tea", "x"]`))
	})
	write("tasks", 40, func(i int) string {
		return fmt.Sprintf(`{"title": %q, "person": %d, "due": %s, "state": %q, "promise": %s}`, pick("call", "Call", "write"),
			people[rng.IntN(40)],
			pick("null", `"2026-03-31"`, `"2026-03-31T09:30"`, `"2026-04-01"`, `"2026-02-01"`), pick("open", "done"), pick("true", "false"))
	})
	for _, id := range []clientele.ID{accounts[0], accounts[1]} {
		x.wall(id, id)
	}
	for _, ref := range []clientele.Ref{{Type: "account", ID: accounts[2]}, {Type: "person", ID: people[3]}} {
		away := true
		_, err := x.try(x.boss, Edit{Ref: ref, Archive: &away})
		if clientele.KindOf(err) != clientele.NotFound { // it may be behind the wall by now
			x.ok(err)
		}
	}
	x.evidenced(rng, accounts)
	return accounts[0]
}

// conditions are right ones, of every kind of field and comparison.
var conditions = map[string][]string{
	"account": {`name = "äBC"`, `name < b`, `name contains "%_"`, `name starts Ä`, `industry = law`, `industry != law`,
		`industry is empty`, `industry > "A"`, `industry in (law, trade)`,
		`tags has vip`, `tags is empty`, `owner = olga@example.org`, `owner != 902`, `owner is empty`, `owner in (901, 902)`,
		`kind = person`, `made = today`, `changed < -30d`, `id > 5`,
		`any person.name = Jo`, `none person.role = director`, `any person (role is empty and tags has vip)`, `any task.state = open`,
		`any person.tier = gold`, `any person (any task.promise = yes)`,
		`count(order, 90 days) >= 2`, `count(order) = 0`, `count(order, 3 weeks) != 1`, `count(order, 1 year) > 1.5`, `count(return) > 0`, `count(contact, 2 months) < 2`,
		`sum(order, 365 days) > 100`, `sum(order) = 0`, `sum(order, 90 days) >= "10 USD"`, `sum(return) < 50`, `sum(order) != "0 USD"`,
		`last contact before 30 days ago`, `last contact is empty`, `last order after 2026-01-31`, `last order = this quarter`, `last order != this quarter`,
		`first order <= 2026-02-28`, `first order >= -1y`, `first order is empty`,
		`standing.kind = client`, `standing.kind != client`, `standing.kind in (client, prospect)`, `standing.kind is empty`, `standing.trend = slipping`,
		`standing.stage = retention`, `standing.client_prob >= 80`, `standing.client_prob < 50.5`, `standing.active_prob != 40`, `standing.expected_value > 100`,
		`trend = slipping`, `kind = client`, `kind in (client, prospect)`, `kind != customer`, `client_prob >= 80`, `standing.expected_value <= "90 USD"`, `standing.orders = 3`, `standing("Consulting").kind = client`, `standing("Sales").trend != slipping`,
		`standing("Consulting").client_prob > 20`, `standing("Consulting").kind is empty`, `standing("Moon").kind = client`, `standing.revenue > 0`,
		`team = sales`, `team != sales`, `team in (sales, "the rest")`, `owner in my team`, `team = mine`},
	"person": {`email has A@x.example`, `phone has "+44 20 7946 0991"`, `phones is empty`, `accounts has 8`, `account = 9`,
		`account.industry = law`, `any accounts.industry = law`, `none accounts.tags has vip`,
		`any accounts (role = director and industry = law)`, `any accounts.role starts d`, `any accounts.role != spy`,
		`any accounts.role contains p`, `tier = gold`, `custom.tier != gold`, `tier in (gold, silver)`, `tier is empty`, `score > -3`, `score <= 0`,
		`score != 7`, `score = 7`, `score is empty`, `score in (7, 0)`, `paid > 1`, `paid >= 0`, `paid = "12.50 USD"`, `paid != "0 EUR"`,
		`paid is empty`, `paid < 100`, `met = today`, `met <= yesterday`,
		`met = this quarter`, `met != this month`, `met > 2026-03-30`, `met is empty`, `met >= -30d`, `keen = yes`, `keen != yes`,
		`keen = no`, `account.standing.kind = client`, `any accounts (standing.client_prob >= 50 and count(order, 90 days) > 0)`,
		`none accounts.last contact after -60d`, `account.standing("Sales").trend = slipping`, `account.sum(order) > 20`, `owner in my team`, `team = sales`,
		`likes has tea`, `likes is empty`, `any task.due <= today`, `none task.state = open`},
	"task": {`title = call`, `title contains all`, `due = today`, `due < today`, `due <= 2026-03-31`, `due > today`,
		`due = 2026-03-31T09:30`, `due >= "2026-03-31 09:30"`, `due != today`, `due is empty`,
		`due = last month`, `due = next week`, `state = open`, `state in (open, snoozed)`, `promise = true`, `person.name = Jo`,
		`person.account.industry = law`, `account.industry = law`, `account is empty`, `account.standing.kind = client`,
		`person.account.last contact before 10 days ago`, `account.count(order, 30 days) = 0`, `owner in (902, "my team")`, `person = 21`, `not person = 22`, `person is empty`, `account != 9`, `done_at is empty`, `person (any accounts.role = spy)`},
}

// around answers the predicate's questions of what is beside a record, from all of them.
func (x *desk) around(scope access.Scope) Reach {
	x.Helper()
	all := map[string][]*Record{}
	for _, t := range x.Types() {
		if t.Name != Custom {
			x.ok(x.Each(x.Context(), scope, Query{Type: t.Name, Sort: "id"}, func(p Page) error {
				all[t.Name] = append(all[t.Name], p.Rows...)
				return nil
			}))
		}
	}
	return func(r *Record, to *Type, f Field, back bool) (found []Reached, err error) {
		for _, other := range all[to.Name] {
			from, at := r, other
			if back {
				from, at = other, r
			}
			for _, tie := range ties(f, from.Values[f.Name]) {
				if tie.To == at.ID {
					found = append(found, Reached{other, db.Fold(tie.Role)})
				}
			}
		}
		return found, nil
	}
}

// TestPredicateAgreesWithSQL: on random records, under walls, both forms of a filter choose the same.
func TestPredicateAgreesWithSQL(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		rng := rand.New(rand.NewPCG(7, 11))
		walled := x.peopled(rng)
		x.ok(d.InTx(t.Context(), func(tx *db.Tx) error { // as autovacuum does in its time
			_, err := tx.Exec(t.Context(), map[db.Engine]string{db.Postgres: "ANALYZE", db.SQLite: "SELECT 1"}[d.Engine])
			return err
		}))
		for _, scope := range []access.Scope{x.all, x.boss, access.Of(x.users[1], nil, []clientele.ID{walled}),
			access.Of(access.User{ID: 903, Role: access.Outside}, nil, []clientele.ID{walled})} {
			reach := x.around(scope)
			for typeName, texts := range conditions {
				for i := range 3 * len(texts) {
					reach := reach
					if i%5 == 0 { // what the store reads itself is the same
						reach = x.Reach(t.Context(), scope)
					}
					text := texts[i%len(texts)] // each alone, then joined with others
					if i >= len(texts) {
						text = fmt.Sprintf("%s(%s) %s not (%s or %s)", []string{"", "not "}[rng.IntN(2)], text, []string{"and", "or"}[rng.IntN(2)],
							texts[rng.IntN(len(texts))], texts[rng.IntN(len(texts))])
					}
					x.agree(scope, typeName, text, reach)
				}
			}
		}
	})
}

// TestAStandingIsAskedForShort: where it cannot mean a field, "standing." may be left out.
func TestAStandingIsAskedForShort(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.peopled(rand.New(rand.NewPCG(7, 11)))
		found := func(text string) (ids []clientele.ID) {
			t.Helper()
			n, err := ParseFilter(text)
			x.ok(err)
			page, err := x.Query(t.Context(), x.all, Query{Type: Account, Filter: n, Sort: "id", Limit: 1000})
			x.ok(err)
			for _, r := range page.Rows {
				ids = append(ids, r.ID)
			}
			return ids
		}
		for _, asked := range []string{"trend = slipping", "kind = client", "kind in (client, prospect)", "client_prob >= 80"} {
			if short, long := found(asked), found("standing."+asked); len(long) == 0 || !slices.Equal(short, long) {
				t.Errorf("%s finds %v, in full %v", asked, short, long)
			}
		}
		if of := found("kind = person"); slices.Equal(of, found("kind = client")) {
			t.Errorf("a kind of party finds %v", of)
		}
	})
}

func (x *desk) agree(scope access.Scope, typeName, text string, reach Reach) {
	x.Helper()
	n, err := ParseFilter(text)
	x.ok(err)
	page, err := x.Query(x.Context(), scope, Query{Type: typeName, Filter: n, Sort: "id", Limit: 1000})
	if err != nil {
		x.Fatalf("%s: %v", text, err)
	}
	m, err := x.Matcher(x.Context(), scope, typeName, n, reach)
	x.ok(err)
	var sql, predicate []clientele.ID
	for _, r := range page.Rows {
		sql = append(sql, r.ID)
	}
	x.ok(x.Each(x.Context(), scope, Query{Type: typeName, Sort: "id"}, func(p Page) error {
		for _, r := range p.Rows {
			ok, err := m.Match(r)
			if err != nil {
				return err
			}
			if ok {
				predicate = append(predicate, r.ID)
			}
		}
		return nil
	}))
	if !slices.Equal(sql, predicate) {
		x.Errorf("%s where %s: SQL has %v, the predicate %v", typeName, text, sql, predicate)
	}
}
