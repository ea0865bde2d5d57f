package orders

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/basket"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

// kindAddOns learns what is bought together.
const kindAddOns queue.Kind = "add-ons"

// AddOnRow is a product that is bought with others.
type AddOnRow struct {
	Value string  `json:"value"` // as a form takes it
	Name  string  `json:"name"`
	Price string  `json:"price,omitempty"`
	With  string  `json:"with"` // the product with which it is bought
	Why   string  `json:"why"`
	Href  string  `json:"href,omitempty"`
	Joint int64   `json:"joint"`
	Of    int64   `json:"of"`
	Lift  float64 `json:"lift"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// addonRow is a kept pair.
type addonRow struct {
	Product string  `db:"product"`
	Addon   string  `db:"addon"`
	Called  string  `db:"called"`
	Joint   int64   `db:"joint"`
	Of      int64   `db:"of_product"`
	Lift    float64 `db:"lift"`
	Low     float64 `db:"low"`
	High    float64 `db:"high"`
	Score   float64 `db:"score"`
}

func (o *Orders) works() ([]queue.Listed, []queue.Schedule) {
	ask := queue.Ask{Kind: kindAddOns, Key: string(kindAddOns)}
	return []queue.Listed{queue.Work[struct{}]{Kind: kindAddOns, Lane: jobs.LaneAside, Attempts: 3, Timeout: 6 * time.Hour, What: clientele.Tell("orders.addons-work"), Do: o.learn}},
		[]queue.Schedule{{Name: "nightly add-ons", At: nightlyAt, Ask: ask, After: jobs.KindMeasure}}
}

// nightlyAt is after the measure of the night.
const nightlyAt = 4*time.Hour + 30*time.Minute

// LearnIn asks that what is bought together is learnt anew.
type LearnIn struct{}

// Learn has it learnt as soon as the queue comes to it.
func (o *Orders) Learn(ctx context.Context, _ access.Scope, _ LearnIn) (page.Done, error) {
	var job clientele.ID
	err := o.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		job, err = o.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: kindAddOns, Key: string(kindAddOns)})
		return err
	})
	return page.Done{Sentence: say.Of(ctx).Say("orders.learning"), Job: job}, err
}

// learnt is what is counted of a line of business.
type learnt struct {
	counts basket.Counts
	pairs  *basket.Pairs
}

// learn reads the orders twice: how often each thing was ordered, then which together. Of an order
// only its goods are held, and of all orders only counts.
func (o *Orders) learn(ctx context.Context, t *queue.Task, _ struct{}) error {
	rule := basket.Advised
	lines, called := map[clientele.Line]*learnt{}, map[string]string{}
	for e, err := range o.Book.Ordered(ctx) {
		if err != nil {
			return err
		}
		l := lines[e.Line]
		if l == nil {
			l = &learnt{}
			lines[e.Line] = l
		}
		l.counts.Add(thingsIn(e, called))
	}
	for _, l := range lines {
		l.pairs = basket.NewPairs(&l.counts, rule)
	}
	for e, err := range o.Book.Ordered(ctx) {
		if err != nil {
			return err
		}
		if l := lines[e.Line]; l != nil { // an order that came meanwhile waits for the next night
			l.pairs.Add(thingsIn(e, nil))
		}
	}
	return t.InTx(ctx, func(tx *db.Tx) error { return o.keep(ctx, tx, lines, called) })
}

// mostCalled bounds the names of things that are held while they are counted.
const mostCalled = 500_000

// thingsIn are what an order names, by their keys; how people wrote them is noted.
func thingsIn(e clientele.Entry, called map[string]string) (keys []string) {
	order, _ := e.Body.(clientele.Order)
	for _, it := range order.Items {
		key := KeyOf(it)
		if keys = append(keys, key); called == nil || it.Text == "" && it.Product == "" {
			continue
		}
		if have, known := called[key]; len(called) < mostCalled || known {
			if called[key] = have; it.Text != "" {
				called[key] = it.Text
			}
		}
	}
	return keys
}

// keep writes what was learnt in place of what was known.
func (o *Orders) keep(ctx context.Context, tx *db.Tx, lines map[clientele.Line]*learnt, called map[string]string) error {
	for _, table := range []string{"addons", "addons_learnt"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ?", o.Workspace); err != nil {
			return fmt.Errorf("what was learnt of add-ons: %w", err)
		}
	}
	var rows, sums []any
	for line, l := range lines {
		known := l.pairs.Learn(basket.Advised)
		for product, pairs := range known {
			for place, p := range pairs {
				rows = append(rows, o.Workspace, line, product, place, p.With, called[p.With], p.Joint, p.Of, p.Lift, p.Low, p.High, p.Score)
			}
		}
		sums = append(sums, o.Workspace, line, o.Clock.Today().String(), l.counts.Orders, len(known))
	}
	if err := tx.InsertRows(ctx, "INSERT INTO addons (workspace, line, product, place, addon, called, joint, of_product, lift, low, high, score)", 12, rows, ""); err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO addons_learnt (workspace, line, day, orders, products)", 5, sums, "")
}

// addonsShown is how much is advised at once.
const addonsShown = 5

// besides is what is usually bought with some goods: those of their line of business, and of
// whatever the firm sells where none is said.
func (o *Orders) besides(ctx context.Context, line clientele.Line, keys []string) ([]AddOnRow, error) {
	all := []AddOnRow{}
	if len(keys) == 0 {
		return all, nil
	}
	of := db.SQL("")
	if line != "" {
		of = db.SQL(" AND line = ?", line)
	}
	by := map[string][]basket.Pair{}
	called := map[string]string{}
	for _, list := range db.Lists(keys) {
		text := "SELECT product, addon, called, joint, of_product, lift, low, high, score FROM addons WHERE workspace = ?" + of.Text + " AND product IN " + db.In(list) + " ORDER BY product, place"
		rows, err := db.All[addonRow](ctx, o.DB, text, slices.Concat([]any{o.Workspace}, of.Args, list)...)
		if err != nil {
			return nil, fmt.Errorf("add-ons: %w", err)
		}
		for _, r := range rows {
			called[r.Addon] = r.Called
			by[r.Product] = append(by[r.Product], basket.Pair{With: r.Addon, Joint: r.Joint, Of: r.Of, Lift: r.Lift, Low: r.Low, High: r.High, Score: r.Score})
		}
	}
	best := basket.Advise(func(t string) []basket.Pair { return by[t] }, keys, addonsShown)
	return o.addonRows(ctx, best, called)
}

// addonRows are advice with its reason, as products of the firm where it has them.
func (o *Orders) addonRows(ctx context.Context, best []basket.From, called map[string]string) ([]AddOnRow, error) {
	all := []AddOnRow{}
	var keys []string
	for _, b := range best {
		keys = append(keys, b.Pair.With, b.Thing)
	}
	named, err := o.byKeys(ctx, keys)
	if err != nil {
		return nil, err
	}
	said := say.Of(ctx)
	for _, b := range best {
		row := AddOnRow{Name: called[b.Pair.With], Value: called[b.Pair.With], Joint: b.Pair.Joint, Of: b.Pair.Of, Lift: b.Pair.Lift, Low: b.Pair.Low, High: b.Pair.High, With: b.Thing}
		if p, ok := named[b.Pair.With]; ok {
			offer := offerOf(said, p)
			row.Name, row.Value, row.Price, row.Href = p.Name, offer.Value, offer.Price, Product.Address(p.ID)
		}
		if p, ok := named[b.Thing]; ok {
			row.With = p.Name
		}
		row.Why = said.Say("orders.together", say.Args{"joint": b.Pair.Joint, "of": b.Pair.Of, "with": row.With, "lift": clientele.Decimal{Of: b.Pair.Lift, Digits: 1},
			"low": clientele.Decimal{Of: b.Pair.Low, Digits: 1}, "high": clientele.Decimal{Of: b.Pair.High, Digits: 1}})
		all = append(all, row)
	}
	return all, nil
}

// byKeys are products by what they are known by in the book.
func (o *Orders) byKeys(ctx context.Context, keys []string) (map[string]offeredRow, error) {
	keys = basket.Once(keys)
	found := map[string]clientele.ID{}
	names, err := o.called(ctx, o.DB, "name_sort", keys)
	if err != nil {
		return nil, err
	}
	for k, id := range names {
		found[k] = id
	}
	written := slices.Clone(keys)
	for _, k := range keys { // a code is kept as it was written
		written = append(written, strings.ToUpper(k))
	}
	codes, err := o.called(ctx, o.DB, "code", basket.Once(written))
	if err != nil {
		return nil, err
	}
	for k, id := range codes {
		found[db.Fold(k)] = id
	}
	var ids []clientele.ID
	for _, id := range found {
		if id != 0 {
			ids = append(ids, id)
		}
	}
	rows, err := o.offeredOf(ctx, ids)
	all := map[string]offeredRow{}
	for k, id := range found {
		if at := slices.IndexFunc(rows, func(r offeredRow) bool { return r.ID == id }); at >= 0 {
			all[k] = rows[at]
		}
	}
	return all, err
}
