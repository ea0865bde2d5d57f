package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// itemsOf are the lines of goods of a record.
func itemsOf(r *record.Record) []record.Item {
	items, _ := r.Values["items"].([]record.Item)
	return items
}

// calledRow is a product by what it is called.
type calledRow struct {
	ID   clientele.ID `db:"id"`
	Code string       `db:"code"`
	Name string       `db:"name_sort"`
}

// known finds the products that lines of goods name by a code or a whole name. Where several are
// called so, none is meant.
func (o *Orders) known(ctx context.Context, q db.Querier, s access.Scope, drafts []record.Draft) error {
	words := map[string]bool{}
	for _, d := range drafts {
		for _, it := range itemsOf(d.Is) {
			if it.Product == 0 && it.Code+it.Text != "" {
				words[it.Code], words[it.Text] = true, true
			}
		}
	}
	delete(words, "")
	if len(words) == 0 || !s.Passes(0) {
		return nil
	}
	var codes, names []string
	for w := range words {
		codes, names = append(codes, w), append(names, db.Fold(w))
	}
	found := map[string]clientele.ID{}
	for _, by := range []struct {
		column string
		values []string
	}{{"name_sort", names}, {"code", codes}} { // a code says more than a name
		rows, err := o.called(ctx, q, by.column, by.values)
		if err != nil {
			return err
		}
		for word, id := range rows {
			found[word] = id
		}
	}
	for _, d := range drafts {
		items := append([]record.Item(nil), itemsOf(d.Is)...)
		for i := range items {
			if it := &items[i]; it.Product == 0 {
				for _, word := range []string{db.Fold(it.Text), it.Text, it.Code} {
					if id := found[word]; id != 0 && word != "" {
						it.Product = id
					}
				}
				if it.Product != 0 && it.Text != "" { // it goes by its product's name
					it.Text = ""
				}
			}
		}
		if len(items) > 0 {
			d.Is.Set("items", items)
		}
	}
	return nil
}

// called are the products that have one of some codes, or names, alone.
func (o *Orders) called(ctx context.Context, q db.Querier, column string, values []string) (map[string]clientele.ID, error) {
	found := map[string]clientele.ID{}
	for _, list := range db.Lists(values) {
		text := "SELECT id, code, name_sort FROM products WHERE workspace = ? AND wall = 0 AND archived = 0 AND merged = 0 AND " + column + " IN " + db.In(list)
		for row, err := range db.Each[calledRow](ctx, q, text, db.With(o.Workspace, list)...) {
			if err != nil {
				return nil, fmt.Errorf("products by their %s: %w", column, err)
			}
			word := row.Name
			if column == "code" {
				word = row.Code
			}
			if _, twice := found[word]; twice {
				row.ID = 0
			}
			found[word] = row.ID
		}
	}
	return found, nil
}

// priceRow is a price on a list.
type priceRow struct {
	Product  clientele.ID `db:"product"`
	List     string       `db:"price_list"`
	From     *float64     `db:"from_quantity"`
	Minor    int64        `db:"amount_minor"`
	Currency string       `db:"amount_currency"`
	Since    string       `db:"valid_from"`
	Until    string       `db:"valid_until"`
}

// priced gives lines of goods without a price that of their product's lists, where these have one.
func (o *Orders) priced(ctx context.Context, q db.Querier, drafts []record.Draft) error {
	var products []clientele.ID
	seen := map[clientele.ID]bool{}
	for _, d := range drafts {
		for _, it := range itemsOf(d.Is) {
			if it.Product != 0 && unpriced(it) && !seen[it.Product] {
				seen[it.Product] = true
				products = append(products, it.Product)
			}
		}
	}
	lists, err := o.lists(ctx, q, products)
	if err != nil || len(lists) == 0 {
		return err
	}
	for _, d := range drafts {
		day, ok := d.Is.Values["day"].(clientele.Day)
		if !ok {
			day = d.Today
		}
		items := append([]record.Item(nil), itemsOf(d.Is)...)
		for i := range items {
			if it := &items[i]; unpriced(*it) {
				if p, ok := best(lists[it.Product], asked{list: d.Is.Text("price_list"), currency: d.Is.Text("currency"), day: day, quantity: it.Quantity}); ok {
					it.Price = p
				}
			}
		}
		if len(items) > 0 {
			d.Is.Set("items", items)
		}
	}
	return nil
}

func unpriced(it record.Item) bool { return it.Price.IsNone() && it.Price.Minor == 0 }

// lists are the prices of some products.
func (o *Orders) lists(ctx context.Context, q db.Querier, products []clientele.ID) (map[clientele.ID][]priceRow, error) {
	all := map[clientele.ID][]priceRow{}
	for _, list := range db.Lists(products) {
		text := "SELECT product, price_list, from_quantity, amount_minor, amount_currency, valid_from, valid_until FROM prices" +
			" WHERE workspace = ? AND archived = 0 AND merged = 0 AND product IN " + db.In(list)
		for row, err := range db.Each[priceRow](ctx, q, text, db.With(o.Workspace, list)...) {
			if err != nil {
				return nil, fmt.Errorf("prices: %w", err)
			}
			all[row.Product] = append(all[row.Product], row)
		}
	}
	return all, nil
}

// asked is for what a price is looked for.
type asked struct {
	list, currency string
	day            clientele.Day
	quantity       json.Number
}

// best is the price that holds: of the list that was asked for before that of everybody, from the
// highest quantity that is reached, on the day.
func best(rows []priceRow, a asked) (clientele.Money, bool) {
	quantity, day := record.Milli(a.quantity), a.day.String()
	if quantity == 0 {
		quantity = one
	}
	var found *priceRow
	var named bool
	var from int64
	for i := range rows {
		r := &rows[i]
		own := db.Fold(r.List) == db.Fold(a.list)
		least := int64(0)
		if r.From != nil {
			least = record.Milli(decimal(*r.From))
		}
		switch {
		case !own && r.List != "", least > quantity, r.Since != "" && r.Since > day, r.Until != "" && r.Until < day, a.currency != "" && r.Currency != a.currency:
			continue
		case found == nil, own && !named, own == named && least > from:
			found, named, from = r, own, least
		}
	}
	if found == nil {
		return clientele.Money{}, false
	}
	return clientele.Money{Minor: found.Minor, Currency: found.Currency}, true
}

// numberDigits are those of a running number behind its year.
const numberDigits = 6

// numbered gives new orders the next running numbers of the year. Who writes has the turn to write,
// so that no two read the same last one; nothing is numbered that is only tried.
func (o *Orders) numbered(ctx context.Context, q db.Querier, drafts []record.Draft) error {
	var without []record.Draft
	given := map[string]bool{}
	for _, d := range drafts {
		if number := d.Is.Text("number"); number == "" && !d.Trial {
			without = append(without, d)
		} else {
			given[number] = true
		}
	}
	if len(without) == 0 {
		return nil
	}
	year := without[0].Today.Time().Format("2006") + "-"
	n, err := o.lastNumber(ctx, q, year)
	if err != nil {
		return fmt.Errorf("the last number of an order: %w", err)
	}
	for _, d := range without {
		for next := ""; next == "" || given[next]; {
			n++
			next = fmt.Sprintf("%s%0*d", year, numberDigits, n)
			d.Is.Set("number", next)
		}
	}
	return nil
}

// lastNumber is the last running number of a year that was given; numbers that people wrote
// otherwise stand beside, and are no part of the run.
func (o *Orders) lastNumber(ctx context.Context, q db.Querier, year string) (n int, err error) {
	for digits := numberDigits; ; digits++ {
		text := "SELECT number FROM orders WHERE workspace = ? AND number >= ? AND number <= ? AND LENGTH(number) = ? ORDER BY number DESC"
		last := n
		for number, err := range db.Each[string](ctx, q, text, o.Workspace, year+strings.Repeat("0", digits), year+strings.Repeat("9", digits), len(year)+digits) {
			if err != nil {
				return 0, err
			}
			if run, err := strconv.ParseUint(strings.TrimPrefix(number, year), 10, 60); err == nil {
				last = int(run)
				break
			}
		}
		if n = last; len(strconv.Itoa(n+1)) <= digits {
			return n, nil
		}
	}
}
