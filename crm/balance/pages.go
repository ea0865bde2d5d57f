package balance

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// BalanceIn asks for the balance.
type BalanceIn struct {
	Line string `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business, - for the one without a name"`
}

// Balance is how the house stands.
func (c *Balance) Balance(ctx context.Context, s access.Scope, in BalanceIn) (BalanceOut, error) {
	book := c.Book.For(s)
	b, err := book.Balance(ctx)
	if err != nil {
		return BalanceOut{}, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return BalanceOut{}, err
	}
	out := BalanceOut{Currency: shape.CurrencyOf(b.Now), Empty: len(b.Now) == 0}
	if out.AsOf, err = c.Book.LastDay(ctx, c.Clock.Today()); err != nil && clientele.KindOf(err) != clientele.NotFound {
		return BalanceOut{}, err
	}
	line := shape.LineOf(in.Line)
	out.Kinds = kindShares(b.Now, line, out.Currency, in.Line)
	for _, l := range linesIn(b.Now) {
		out.Lines = append(out.Lines, LineShare{l, shape.Query("/balance", page.Encode(BalanceIn{Line: shape.LineParam(l)})), kindShares(b.Now, &l, out.Currency, shape.LineParam(l))})
	}
	out.Months, out.Movements = balanceMonths(b, line, out.Currency)
	out.Loss = losses(out.Kinds, firm.Words)
	out.Sentence = balanceSentence(out, firm.Words)
	if line == nil && !out.Empty {
		ahead, err := c.ahead(ctx, s, out.Currency)
		if err != nil {
			return BalanceOut{}, err
		}
		out.Sentence += ahead
	}
	return out, nil
}

// BalanceOut is how the house stands: how many and how much of each kind.
type BalanceOut struct {
	Sentence  string               `json:"sentence"`
	AsOf      clientele.Day        `json:"as_of"`
	Kinds     []KindShare          `json:"kinds"`
	Lines     []LineShare          `json:"lines"`     // by line of business
	Months    []shape.BalanceMonth `json:"months"`    // oldest first
	Movements []shape.Movement     `json:"movements"` // between kinds, all months shown together
	Loss      []LossRow            `json:"loss"`      // what losing one of a kind costs
	Currency  string               `json:"currency"`
	Empty     bool                 `json:"empty"`
}

// ahead says what all relationships together should bring, in the house's
// currency; nothing before all were measured.
func (c *Balance) ahead(ctx context.Context, s access.Scope, currency string) (string, error) {
	totals, on, err := c.Jobs.Totals(ctx, s)
	if clientele.KindOf(err) == clientele.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, t := range totals {
		if !t.AllLines || t.Kind != "" || t.Currency != currency || currency == "" || t.Value.High < 1 {
			continue
		}
		per := float64(clientele.MinorPerMajor(currency))
		name := strings.TrimPrefix(" "+currency, " "+clientele.UnknownCurrency)
		return fmt.Sprintf(" The twelve months from %s should bring %s to %s%s, in eight of ten cases.", say.English.Day(on, c.Clock.Today()),
			shape.Thousands(int(t.Value.Low/per)), shape.Thousands(int(t.Value.High/per)), name), nil
	}
	return "", nil
}

// KindShare is one kind's part in the whole.
type KindShare struct {
	Kind         clientele.Kind  `json:"kind"`
	Count        page.Count      `json:"count"`
	CountShare   float64         `json:"count_share"` // 0…1
	Revenue      clientele.Money `json:"revenue"`
	RevenueShare float64         `json:"revenue_share"`
	Expected     clientele.Money `json:"expected"` // within the horizon
}

// LineShare is one line's part.
type LineShare struct {
	Line  clientele.Line `json:"line"`
	Href  string         `json:"href"`
	Kinds []KindShare    `json:"kinds"`
}

// LossRow is what losing one of a kind costs over the horizon, on average.
type LossRow struct {
	Kind     clientele.Kind  `json:"kind"`
	Each     clientele.Money `json:"each"`
	AsMany   float64         `json:"as_many"` // how many customers it takes to make up for one
	Sentence string          `json:"sentence"`
}
