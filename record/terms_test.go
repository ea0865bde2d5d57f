package record

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
)

// evidenced writes orders, returns and contacts at random into the book, of which one
// import does not count and one amends, and standings in two lines.
func (x *desk) evidenced(rng *rand.Rand, accounts []clientele.ID) {
	x.Helper()
	ctx := x.Context()
	x.Teams = func(context.Context) ([]access.Team, error) {
		return []access.Team{{ID: 5, Name: "Sales", Users: []clientele.ID{902}}, {ID: 6, Name: "The rest"}}, nil
	}
	lines := []clientele.Line{"", "Sales", "Consulting"}
	body := func() clientele.Body {
		money := clientele.Money{Minor: int64(rng.IntN(9)-2) * 1000, Currency: []string{"EUR", "USD", "XXX"}[rng.IntN(3)]}
		switch rng.IntN(6) {
		case 0:
			return clientele.Return{Total: clientele.Money{Minor: 500, Currency: "EUR"}}
		case 1:
			return clientele.Order{}
		case 2:
			return clientele.Interaction{Channel: []clientele.Channel{clientele.Call, clientele.Note, clientele.Meeting}[rng.IntN(3)], Direction: clientele.In}
		}
		return clientele.Order{Total: money}
	}
	entries := func(imp clientele.ID, n, from int) (list []clientele.Entry) {
		for i := range n {
			day := x.clock.Today() - clientele.Day(rng.IntN(500))
			list = append(list, clientele.Entry{Account: accounts[(from+i)*7%len(accounts)], Line: lines[(from+i)%3], Import: imp, At: x.clock.Begins(day),
				Key: fmt.Sprintf("drawn/%d", from+i), Body: body()})
		}
		return list
	}
	x.ok(x.InTx(ctx, func(tx *db.Tx) error {
		_, err := x.book.Append(ctx, tx, entries(0, 150, 0))
		return err
	}))
	for _, undo := range []bool{true, false} {
		var id clientele.ID
		x.ok(x.InTx(ctx, func(tx *db.Tx) (err error) {
			if id, err = x.book.BeginImport(ctx, tx, ledger.Import{File: "more.csv"}); err != nil {
				return err
			}
			_, err = x.book.Append(ctx, tx, entries(id, 60, map[bool]int{true: 150, false: 200}[undo]))
			return err
		}))
		imp, err := x.book.Import(ctx, id)
		x.ok(err)
		x.ok(x.book.FinishImport(ctx, imp))
		if undo {
			_, err := x.book.UndoImport(ctx, id, "test")
			x.ok(err)
		}
	}
	var all []clientele.Standing
	for i, a := range accounts[2:] {
		for _, line := range lines[:1+i%3] {
			all = append(all, clientele.Standing{Relationship: clientele.Relationship{Account: a, Line: line}, AsOf: x.clock.Today(), Enough: true,
				Kind: clientele.Kinds[rng.IntN(3)], MeasuredKind: clientele.Client, Stage: clientele.Stages[rng.IntN(5)], Trend: clientele.Trends[rng.IntN(4)],
				ClientProb: rng.Float64(), ActiveProb: .4, ExpectedValue: float64(rng.IntN(40_000)), Orders: rng.IntN(5),
				Revenue: clientele.Money{Minor: int64(rng.IntN(3)), Currency: []string{"EUR", "USD"}[rng.IntN(2)]}})
		}
	}
	x.ok(x.InTx(ctx, func(tx *db.Tx) error {
		_, err := x.book.KeepStandings(ctx, tx, all, "test")
		return err
	}))
}

// TestTermsAreWrittenSo: what people write of the book, and how it is written back.
func TestTermsAreWrittenSo(t *testing.T) {
	for text, want := range map[string]struct {
		n       Node
		printed string
	}{
		`count( order,90 Days )>=2`:                   {Cond{"count(order, 90 days)", AtLeast, []string{"2"}}, `count(order, 90 days) >= 2`},
		`sum(order, 1 years) > "1000 USD"`:            {Cond{"sum(order, 1 year)", More, []string{"1000 USD"}}, `sum(order, 1 year) > "1000 USD"`},
		`last contact before 30 days ago`:             {Cond{"last contact", Less, []string{"-30d"}}, `last contact before -30d`},
		`Last`:                                        {},
		`last order after 2026-01-01`:                 {Cond{"last order", More, []string{"2026-01-01"}}, `last order after 2026-01-01`},
		`any accounts.standing.kind = client`:         {Via{"any", "accounts", Cond{"standing.kind", Is, []string{"client"}}}, `any accounts.standing.kind = client`},
		`standing("Consulting, \"x\"").kind = client`: {Cond{`standing("Consulting, \"x\"").kind`, Is, []string{"client"}}, `standing("Consulting, \"x\"").kind = client`},
		`account.standing("A").trend is empty`:        {Via{"", "account", Cond{`standing("A").trend`, Empty, nil}}, `account.standing("A").trend is empty`},
		`person.account.count(order) = 0`:             {Via{"", "person", Via{"", "account", Cond{"count(order)", Is, []string{"0"}}}}, `person.account.count(order) = 0`},
		`owner in my team and team = sales`:           {All{Cond{"owner", In, []string{"my team"}}, Cond{"team", Is, []string{"sales"}}}, `owner in my team and team = sales`},
		`due before today`:                            {Cond{"due", Less, []string{"today"}}, `due < today`},
	} {
		got, err := ParseFilter(text)
		if want.n == nil {
			if err == nil {
				t.Errorf("%s: %v", text, got)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(got, want.n) || PrintFilter(got) != want.printed {
			t.Errorf("%s: %s %v\n%s", text, cmp.Diff(want.n, got), err, PrintFilter(got))
		}
	}
}

// TestUnknownWordsAreNamed: who mistypes is told what was probably meant, and where.
func TestUnknownWordsAreNamed(t *testing.T) {
	x := newDesk(t, dbtest.SQLite(t))
	x.Teams = func(context.Context) ([]access.Team, error) { return []access.Team{{ID: 5, Name: "Sales"}}, nil }
	for text, want := range map[string]string{
		`account: indutsry = law`:                                          `did you mean industry?`,
		`account: standing.knd = client`:                                   `did you mean kind?`,
		`account: count(oder, 90 days) > 1`:                                `did you mean order?`,
		`account: count(order, 90 moons) > 1`:                              `count(order, 90 days)`,
		`account: count(order, 0 days) > 1`:                                `count(order, 90 days)`,
		`account: sum(contact) > 1`:                                        `sum order or return`,
		`account: standing.kind = cleint`:                                  `client, customer and prospect`,
		`account: standing.kind > client`:                                  `cannot be asked with >`,
		`account: standing("A")kind = client`:                              `standing`,
		`account: standing("A" = client`:                                   `here should be )`,
		`account: last contact has today`:                                  `cannot be asked with has`,
		`account: last contact before soon`:                                `is not a day`,
		`account: count(order) = many`:                                     `is no number`,
		`account: sum(order) > "1 Taler"`:                                  `is no amount`,
		`account: team = slaes`:                                            `did you mean Sales?`,
		`account: team contains s`:                                         `team = sales`,
		`person: standing.kind = client`:                                   `account.standing.kind`,
		`person: last contact is empty`:                                    `account.last contact for the first`,
		`task: count(order) = 0`:                                           `write: account.count(order)`,
		`person: any last contact is empty`:                                `any needs a link`,
		`account: {"field": "count(order,9 days)", "op": "=", "value": 1}`: `no field`,
	} {
		typeName, text, _ := strings.Cut(text, ": ")
		n, err := ParseFilter(text)
		if strings.HasPrefix(text, "{") {
			n, err = DecodeFilter([]byte(text))
		}
		if err == nil {
			_, err = x.Query(t.Context(), x.all, Query{Type: typeName, Filter: n})
		}
		var fault *clientele.Fault
		if !errors.As(err, &fault) || fault.Where == "" || !strings.Contains(say.English.Fill(fault.What+" / "+fault.Remedy), want) {
			t.Errorf("%s: %v, want it to say %s", text, err, want)
		}
	}
}

// TestASlowFilterNamesItsCondition: of several, the one that reads the book.
func TestASlowFilterNamesItsCondition(t *testing.T) {
	n, err := ParseFilter(`name starts a and (standing.kind = client or not count(order, 90 days) > 2)`)
	if err != nil {
		t.Fatal(err)
	}
	var fault *clientele.Fault
	if !errors.As(tooSlow(Query{Filter: n}), &fault) || !strings.HasSuffix(say.English.Fill(fault.Remedy), ": count(order, 90 days) > 2") {
		t.Errorf("%v", fault)
	}
}
