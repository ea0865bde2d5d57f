package orders

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// NewIn begins an order.
type NewIn struct {
	Account clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"number of the account it is for"`
	Person  clientele.ID `name:"person" json:"person,omitzero" minimum:"0" doc:"number of the person who orders"`
	Product clientele.ID `name:"product" json:"product,omitzero" minimum:"0" doc:"number of a product to begin with"`
	Deal    clientele.ID `name:"deal" json:"deal,omitzero" minimum:"0" doc:"number of the deal of which it is"`
	Quote   bool         `name:"quote" json:"quote,omitempty" doc:"begin a quote"`
	Rows    int          `name:"rows" json:"rows,omitempty" minimum:"0" maximum:"200" doc:"how many rows the form has"`
}

// NewOut is the form of an order.
type NewOut struct {
	Sentence string         `json:"sentence"`
	Customer string         `json:"customer,omitempty"`
	Account  clientele.ID   `json:"account,omitzero"`
	Person   clientele.ID   `json:"person,omitzero"`
	Quote    bool           `json:"quote,omitempty"`
	Usual    []ProductOffer `json:"usual"` // what they usually order
	Deal     clientele.ID   `json:"deal,omitzero"`
	Deals    []page.Choice  `json:"deals,omitempty"` // won deals of theirs whose order this may be
	First    []string       `json:"-"`               // the first row
	Line     string         `json:"-"`
	Lines    []page.Choice  `json:"-"`
	Channels []page.Choice  `json:"-"`
	Lists    []page.Choice  `json:"-"`
}

// New is the form of an order, for somebody where that is said.
func (o *Orders) New(ctx context.Context, s access.Scope, in NewIn) (NewOut, error) {
	out := NewOut{Account: in.Account, Person: in.Person, Quote: in.Quote, Sentence: say.Of(ctx).Say("orders.new"), Usual: []ProductOffer{}}
	if in.Quote {
		out.Sentence = say.Of(ctx).Say("orders.new-quote")
	}
	if err := o.begins(ctx, s, &out, &in); err != nil {
		return out, err
	}
	refs := []clientele.Ref{{Type: record.Account, ID: in.Account}, {Type: clientele.PersonType, ID: in.Person}, {Type: Product.Name, ID: in.Product}}
	refs = slices.DeleteFunc(refs, func(r clientele.Ref) bool { return r.ID == 0 })
	titles, err := o.Records.Titles(ctx, s, refs)
	if err != nil {
		return out, err
	}
	for ref, title := range titles {
		switch said := title + " #" + ref.ID.String(); ref.Type {
		case Product.Name:
			out.First = []string{said, "1", "", ""}
		case record.Account:
			out.Customer = said
		}
	}
	if out.Customer == "" && in.Person != 0 {
		out.Customer = titles[clientele.Ref{Type: clientele.PersonType, ID: in.Person}]
	}
	if in.Account != 0 {
		if out.Usual, err = o.usual(ctx, s, in.Account); err != nil {
			return out, err
		}
	}
	fields, err := o.Records.Fields(ctx, &Order)
	if err != nil {
		return out, err
	}
	for _, f := range fields {
		switch f.Name {
		case "line":
			out.Lines = append(out.Lines, page.Choice{Label: "–"})
			for _, l := range f.Options {
				out.Lines = append(out.Lines, page.Choice{Value: l, Label: cmp.Or(f.Names[l], l), Selected: l == out.Line})
			}
		case "channel":
			for _, c := range f.Options {
				out.Channels = append(out.Channels, page.Choice{Value: c, Label: say.Of(ctx).Label("choice.channel."+c, c)})
			}
		}
	}
	out.Lists, err = o.priceLists(ctx)
	return out, err
}

// mostLists bounds the names of lists of prices that a form offers.
const mostLists = 50

// priceLists are the lists of prices of the firm by name.
func (o *Orders) priceLists(ctx context.Context) ([]page.Choice, error) {
	names, err := db.All[string](ctx, o.DB, fmt.Sprintf("SELECT DISTINCT price_list FROM prices WHERE workspace = ? AND wall = 0 AND price_list <> '' AND archived = 0 AND merged = 0 ORDER BY price_list LIMIT %d", mostLists), o.Workspace)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	all := []page.Choice{{Label: "–"}}
	for _, n := range names {
		all = append(all, page.Choice{Value: n, Label: n})
	}
	return all, nil
}

// ProductOffer is a product that may be meant.
type ProductOffer struct {
	ID       clientele.ID `json:"id,omitzero"` // 0: the firm has no product of it
	Value    string       `json:"value"`       // as the form takes it: "Tea #17"
	Name     string       `json:"name"`
	Code     string       `json:"code,omitempty"`
	Price    string       `json:"price,omitempty"`
	Quantity string       `json:"quantity,omitempty"` // how many they usually take
	Why      string       `json:"why,omitempty"`
	Picture  string       `json:"picture,omitempty"` // where one is given out
}

// ProductsIn asks for products by a few letters.
type ProductsIn struct {
	Text    string       `name:"q" json:"q,omitempty" maxLength:"100" doc:"the first letters of a name or a code; none gives what the account usually orders"`
	Account clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"whose usual things come first"`
}

// ProductsOut are products that may be meant, the likeliest first.
type ProductsOut struct {
	Rows []ProductOffer `json:"rows"`
}

// Products are those that begin with some letters, or have that code; what the account usually
// orders comes first.
func (o *Orders) Products(ctx context.Context, s access.Scope, in ProductsIn) (ProductsOut, error) {
	out := ProductsOut{Rows: []ProductOffer{}}
	usual := []ProductOffer{}
	var err error
	if in.Account != 0 {
		if usual, err = o.usual(ctx, s, in.Account); err != nil {
			return out, err
		}
	}
	text := strings.TrimSpace(in.Text)
	for _, u := range usual {
		if begins(u, text) {
			out.Rows = append(out.Rows, u)
		}
	}
	if text == "" || !s.Passes(0) {
		return out, o.pictured(ctx, s, out.Rows)
	}
	found, err := o.beginning(ctx, s, text)
	for _, p := range found {
		if len(out.Rows) < offered && !slices.ContainsFunc(out.Rows, func(have ProductOffer) bool { return have.ID == p.ID }) {
			out.Rows = append(out.Rows, offerOf(say.Of(ctx), p))
		}
	}
	return out, errors.Join(err, o.pictured(ctx, s, out.Rows))
}

// offered is how many products are offered at once.
const offered = 8

func begins(p ProductOffer, text string) bool {
	text = db.Fold(text)
	if strings.HasPrefix(db.Fold(p.Code), text) {
		return true
	}
	for at, word := range db.Split(p.Name) {
		if at == 0 && strings.HasPrefix(db.Fold(p.Name), text) || strings.HasPrefix(word, text) {
			return true
		}
	}
	return text == ""
}

// offeredRow is a product as it is offered.
type offeredRow struct {
	ID       clientele.ID `db:"id"`
	Name     string       `db:"name"`
	Code     string       `db:"code"`
	Unit     string       `db:"unit"`
	Minor    int64        `db:"price_minor"`
	Currency string       `db:"price_currency"`
}

func offerOf(s *say.Speaker, p offeredRow) ProductOffer {
	offer := ProductOffer{ID: p.ID, Name: p.Name, Code: p.Code, Value: p.Name + " #" + p.ID.String()}
	if p.Currency != "" {
		offer.Price = s.Money(clientele.Money{Minor: p.Minor, Currency: p.Currency})
	}
	return offer
}

const offeredColumns = "SELECT id, name, code, unit, price_minor, price_currency FROM products WHERE workspace = ? AND archived = 0 AND merged = 0 AND unavailable = 0"

// beginning are products whose code or name begins with a text, then those that have its words:
// each by its index, and bounded.
func (o *Orders) beginning(ctx context.Context, s access.Scope, text string) (all []offeredRow, err error) {
	add := func(rows []offeredRow) {
		for _, r := range rows {
			if !slices.ContainsFunc(all, func(have offeredRow) bool { return have.ID == r.ID }) {
				all = append(all, r)
			}
		}
	}
	for _, typed := range slices.Compact([]string{text, strings.ToUpper(text), strings.ToLower(text)}) {
		rows, err := db.All[offeredRow](ctx, o.DB, offeredColumns+fmt.Sprintf(" AND wall = 0 AND code >= ? AND code < ? AND code <> '' ORDER BY code LIMIT %d", offered), o.Workspace, typed, after(typed))
		if err != nil {
			return nil, fmt.Errorf("products by their codes: %w", err)
		}
		add(rows)
	}
	folded := db.Fold(text)
	rows, err := db.All[offeredRow](ctx, o.DB, offeredColumns+fmt.Sprintf(" AND wall = 0 AND name_sort >= ? AND name_sort < ? ORDER BY name_sort LIMIT %d", offered), o.Workspace, folded, after(folded))
	if err != nil {
		return nil, fmt.Errorf("products by their names: %w", err)
	}
	if add(rows); len(all) >= offered {
		return all, nil
	}
	hits, err := o.Words.Search(ctx, s, text, []string{Product.Name}, offered)
	if err != nil || len(hits) == 0 {
		return all, err
	}
	var ids []clientele.ID
	for _, h := range hits {
		ids = append(ids, h.Ref.ID)
	}
	more, err := o.offeredOf(ctx, ids)
	add(more)
	return all, err
}

// after is what follows on all texts that begin with one.
func after(text string) string { return text + "\U0010FFFF" }

// offeredOf are some products by their numbers.
func (o *Orders) offeredOf(ctx context.Context, ids []clientele.ID) (all []offeredRow, err error) {
	for _, list := range db.Lists(ids) {
		rows, err := db.All[offeredRow](ctx, o.DB, offeredColumns+" AND id IN "+db.In(list), db.With(o.Workspace, list)...)
		if err != nil {
			return nil, fmt.Errorf("products: %w", err)
		}
		all = append(all, rows...)
	}
	return all, nil
}

// pastOrders is how many of the last orders of an account tell what is usual.
const pastOrders = 60

// past are the last orders of an account, by records and by what imports brought.
func (o *Orders) past(ctx context.Context, s access.Scope, account clientele.ID) ([]clientele.Entry, error) {
	if _, err := o.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: account}); err != nil {
		return nil, err
	}
	entries, _, err := o.Book.Timeline(ctx, ledger.TimelineQuery{Account: account, Kinds: []clientele.EntryKind{clientele.KindOrder}, Limit: pastOrders})
	if err != nil {
		return nil, err
	}
	var refs []clientele.Ref
	for _, e := range entries {
		if !e.Ref.IsZero() {
			refs = append(refs, e.Ref)
		}
	}
	seen, err := o.Records.Titles(ctx, s, refs)
	return slices.DeleteFunc(entries, func(e clientele.Entry) bool { // of a record behind a wall of its own
		_, there := seen[e.Ref]
		return !e.Ref.IsZero() && !there
	}), err
}

// usual are what an account usually orders, the most often first; of as many, the latest.
func (o *Orders) usual(ctx context.Context, s access.Scope, account clientele.ID) ([]ProductOffer, error) {
	entries, err := o.past(ctx, s, account)
	if err != nil {
		return nil, err
	}
	things := thingsOf(entries)
	if len(things) > offered {
		things = things[:offered]
	}
	return o.offers(ctx, things, len(entries))
}

// thing is what orders name, how often, and how many of it at a time.
type thing struct {
	code, text string
	times      int
	quantities []int64
}

// thingsOf are what orders name, the most often first; of as many, the latest.
func thingsOf(entries []clientele.Entry) (all []*thing) {
	by := map[string]*thing{}
	for _, e := range entries {
		order, _ := e.Body.(clientele.Order)
		once := map[string]bool{}
		for _, it := range order.Items {
			key := KeyOf(it)
			if key == "" || once[key] {
				continue
			}
			once[key] = true
			t := by[key]
			if t == nil {
				t = &thing{code: it.Product, text: cmp.Or(it.Text, it.Product)}
				by[key] = t
				all = append(all, t)
			}
			t.times++
			t.quantities = append(t.quantities, it.QuantityMilli)
		}
	}
	slices.SortStableFunc(all, func(a, b *thing) int { return cmp.Compare(b.times, a.times) })
	return all
}

// KeyOf is by what a product is known in the book: its code, else what it is called, folded.
func KeyOf(it clientele.Item) string { return db.Fold(cmp.Or(it.Product, it.Text)) }

// offers are things as products of the firm, where it has them.
func (o *Orders) offers(ctx context.Context, things []*thing, of int) ([]ProductOffer, error) {
	var codes, names []string
	for _, t := range things {
		codes, names = append(codes, cmp.Or(t.code, t.text)), append(names, db.Fold(t.text))
	}
	byCode, err := o.called(ctx, o.DB, "code", codes)
	if err != nil {
		return nil, err
	}
	byName, err := o.called(ctx, o.DB, "name_sort", names)
	if err != nil {
		return nil, err
	}
	var ids []clientele.ID
	meant := make([]clientele.ID, len(things))
	for i, t := range things {
		if meant[i] = cmp.Or(byCode[codes[i]], byName[db.Fold(t.text)]); meant[i] != 0 {
			ids = append(ids, meant[i])
		}
	}
	rows, err := o.offeredOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	said := say.Of(ctx)
	all := []ProductOffer{}
	for i, t := range things {
		at := slices.IndexFunc(rows, func(r offeredRow) bool { return r.ID == meant[i] })
		if at < 0 {
			continue // it is offered no more, or never was
		}
		offer := offerOf(said, rows[at])
		slices.Sort(t.quantities)
		offer.Quantity = said.Plain(string(record.OfMilli(max(t.quantities[len(t.quantities)/2], one))))
		offer.Why = said.Say("orders.usual", say.Args{"n": t.times, "of": of})
		all = append(all, offer)
	}
	return all, nil
}

// CustomersIn asks for accounts by a few letters, or the end of a telephone number.
type CustomersIn struct {
	Text string `name:"q" json:"q" required:"true" maxLength:"100" doc:"the first letters of words, a telephone number or its end, an e-mail address"`
}

// CustomersOut are accounts that may be meant.
type CustomersOut struct {
	Rows []CustomerOffer `json:"rows"`
}

// CustomerOffer is an account that may be meant.
type CustomerOffer struct {
	ID    clientele.ID `json:"id"`
	Value string       `json:"value"` // as the form takes it: "Ann Bell #17"
	Name  string       `json:"name"`
	Why   string       `json:"why,omitempty"` // what tells them from others of the name
}

// Customers are accounts that fit what is typed.
func (o *Orders) Customers(ctx context.Context, s access.Scope, in CustomersIn) (CustomersOut, error) {
	out := CustomersOut{Rows: []CustomerOffer{}}
	found, err := o.Directory.SearchWithin(ctx, in.Text, severalShown, directory.Within{Every: s.EveryWall(), Walls: s.Walls()})
	for _, a := range found {
		why := strings.Join(slices.DeleteFunc([]string{a.Phone, a.Email}, func(t string) bool { return t == "" }), " · ")
		out.Rows = append(out.Rows, CustomerOffer{ID: a.ID, Name: a.Name, Value: a.Name + " #" + a.ID.String(), Why: why})
	}
	return out, err
}

// BesideIn is an order while it is typed.
type BesideIn struct {
	Account   clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"number of the account"`
	Line      string       `name:"line" json:"line,omitempty" maxLength:"100" doc:"the line of business"`
	PriceList string       `name:"price_list" json:"price_list,omitempty" maxLength:"100" doc:"the list by which prices are looked up"`
	Goods     page.Rest
}

// BesideOut is what an order comes to so far, and what is usually bought with it.
type BesideOut struct {
	Sentence string     `json:"sentence"`
	Rows     []SumRow   `json:"rows"`
	Wrong    string     `json:"wrong,omitempty"`
	AddOns   []AddOnRow `json:"add_ons"`
}

// SumRow is a line of an order while it is typed.
type SumRow struct {
	Text   string `json:"text"`
	Amount string `json:"amount"`
}

// BesideNew says what an order comes to while it is typed; nothing is written.
func (o *Orders) BesideNew(ctx context.Context, s access.Scope, in BesideIn) (BesideOut, error) {
	out := BesideOut{Rows: []SumRow{}, AddOns: []AddOnRow{}}
	goods := faces.Goods(ctx, in.Goods, "items")
	fields := map[string]json.RawMessage{"items": goods}
	for name, text := range map[string]string{"line": in.Line, "price_list": in.PriceList} {
		if text != "" {
			fields[name] = raw(text)
		}
	}
	if in.Account != 0 {
		fields["account"] = raw(in.Account)
	}
	if string(goods) == "[]" {
		return out, nil
	}
	tried, err := o.Records.Trial().Write(ctx, s, Order.Name, []record.Edit{{Ref: clientele.Ref{Type: Order.Name}, Fields: fields}})
	if err != nil {
		return out, err
	}
	var refused *record.Refused
	said := say.Of(ctx)
	switch r := tried[0].Record; {
	case errors.As(tried[0].Err, &refused):
		for _, f := range refused.Fields {
			if f.Field != "account" && out.Wrong == "" {
				out.Wrong = said.Capital(said.Fill(f.What))
			}
		}
	case tried[0].Err != nil:
		return out, tried[0].Err
	default:
		for _, it := range itemsOf(r) {
			out.Rows = append(out.Rows, SumRow{Text: it.String(), Amount: said.Money(it.Amount)})
		}
		total, _ := r.Values["total"].(clientele.Money)
		out.Sentence = said.Say("orders.so-far", say.Args{"n": len(out.Rows), "total": total})
	}
	keys, err := o.keysOf(ctx, goods)
	if err != nil {
		return out, err
	}
	out.AddOns, err = o.besides(ctx, clientele.Line(in.Line), keys)
	return out, err
}

// keysOf are by what goods that are typed are known in the book.
func (o *Orders) keysOf(ctx context.Context, goods json.RawMessage) (keys []string, err error) {
	var items []record.Item
	if err := json.Unmarshal(goods, &items); err != nil {
		return nil, nil //nolint:nilerr // what is half typed is no item yet
	}
	var ids []clientele.ID
	for _, it := range items {
		if it.Product != 0 {
			ids = append(ids, it.Product)
		} else if it.Text != "" {
			keys = append(keys, KeyOf(clientele.Item{Text: it.Text}))
		}
	}
	rows, err := o.offeredOf(ctx, ids)
	for _, r := range rows {
		keys = append(keys, KeyOf(clientele.Item{Product: r.Code, Text: r.Name}))
	}
	return keys, err
}
