package record

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Item is one line of goods of an order or a quote. Numbers are plain decimals of at most three
// places, as they are written: what nobody gave is "", which is not zero.
type Item struct {
	Product  clientele.ID    `json:"product,omitempty"`
	Code     string          `json:"code,omitempty"`
	Text     string          `json:"text,omitempty"`
	Quantity json.Number     `json:"quantity,omitempty"`
	Price    clientele.Money `json:"price,omitzero"`     // of one
	Discount json.Number     `json:"discount,omitempty"` // per cent
	Tax      json.Number     `json:"tax,omitempty"`      // per cent
	Returned json.Number     `json:"returned,omitempty"` // how many of it came back
	Amount   clientele.Money `json:"amount,omitzero"`    // of the line: a rule sets it
}

// Milli is a decimal of at most three places in thousandths; 0 for what is none.
func Milli(n json.Number) int64 {
	m, _ := milli(string(n))
	return m
}

// OfMilli writes thousandths as a decimal without needless zeros.
func OfMilli(n int64) json.Number {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s%d.%03d", sign, n/1000, n%1000)
	return json.Number(strings.TrimSuffix(strings.TrimRight(text, "0"), "."))
}

func milli(text string) (int64, bool) {
	if len(text) > 20 || strings.ContainsAny(text, "/eExXpP_") { // a power would take long to unfold
		return 0, false
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, false
	}
	r.Mul(r, big.NewRat(1000, 1))
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	n := r.Num().Int64()
	return n, n <= mostNumber && n >= -mostNumber
}

// readItem reads a line of goods: an object, or in a text "2 x TEA-100".
func readItem(raw json.RawMessage) (it Item, some bool, w *wrong) {
	if s, w := readString(raw); w == nil {
		it = itemOf(s)
	} else if !strictly(raw, &it) {
		return it, false, no(clientele.Tell("record.no-item"), writeAs(`{"product": 17, "quantity": 2}`))
	}
	for _, s := range []*string{&it.Code, &it.Text} {
		if *s = strings.TrimSpace(visible(db.Clean(*s))); len(*s) > mostText {
			return it, false, no(clientele.Tell("record.part-long"), atMost(mostText))
		}
	}
	for part, n := range map[string]*json.Number{"quantity": &it.Quantity, "discount": &it.Discount, "tax": &it.Tax, "returned": &it.Returned} {
		if *n == "" {
			continue
		}
		m, ok := milli(string(*n))
		if !ok {
			w := no(clientele.Tell("record.no-decimal", "text", clip(string(*n))), writeAs("2.5"))
			w.part = part
			return it, false, w
		}
		*n = OfMilli(m)
	}
	if c := it.Price.Currency; c != "" && !isCurrency(c) {
		w := no(clientele.Tell("record.no-currency", "text", clip(c)), clientele.Tell("record.no-currency-remedy"))
		w.part = "price"
		return it, false, w
	}
	if it.Price.Minor > mostNumber || it.Price.Minor < -mostNumber || it.Product < 0 {
		return it, false, no(clientele.Tell("record.large-amount"), clientele.Tell("record.large-amount-remedy"))
	}
	return it, it != Item{} && it != Item{Quantity: it.Quantity, Tax: it.Tax}, nil
}

// itemOf reads "2 x TEA-100", or a code or name alone.
func itemOf(s string) Item {
	for _, times := range []string{" x ", " × ", "x ", "× "} {
		if count, what, ok := strings.Cut(s, times); ok {
			if _, number := milli(strings.TrimSpace(count)); number {
				return Item{Quantity: json.Number(strings.TrimSpace(count)), Text: what}
			}
		}
	}
	return Item{Text: s}
}

// String is a line of goods in one line: "2 × Tea".
func (it Item) String() string {
	text := it.Text
	if text == "" {
		text = it.Code
	}
	if it.Quantity == "" || it.Quantity == "1" {
		return text
	}
	return string(it.Quantity) + " × " + text
}

// tiesOfItems are the products of lines of goods.
func tiesOfItems(items []Item) (all []Tie) {
	for _, it := range items {
		if it.Product != 0 {
			all = append(all, Tie{To: it.Product})
		}
	}
	return all
}

// withoutProducts are lines of goods in which some products are not named: what was sold stands
// there still, in words.
func withoutProducts(items []Item, hidden func(Tie) bool) []Item {
	left := slices.Clone(items)
	for i := range left {
		if left[i].Product != 0 && hidden(Tie{To: left[i].Product}) {
			left[i].Product = 0
		}
	}
	return left
}

// productsInto are lines of goods where one product goes by another's number.
func productsInto(items []Item, from, to clientele.ID) []Item {
	next := slices.Clone(items)
	for i := range next {
		if next[i].Product == from {
			next[i].Product = to
		}
	}
	return next
}

// wordsOfItem are by what an item stands in a file: "2 x TEA-100".
func wordsOfItem(it Item) string {
	what := it.Code
	if what == "" {
		what = it.Text
	}
	if it.Quantity == "" {
		return what
	}
	return string(it.Quantity) + " x " + what
}

// hide takes links that may not be seen out of a record.
func (s *Store) hide(r *Record, f Field, hidden func(Tie) bool) {
	have := ties(f, r.Values[f.Name])
	left := slices.DeleteFunc(slices.Clone(have), hidden)
	switch {
	case len(left) == len(have):
	case f.Kind == KindItems:
		items, _ := r.Values[f.Name].([]Item)
		r.Set(f.Name, withoutProducts(items, hidden))
	case f.Kind == KindLink || len(left) == 0:
		r.Set(f.Name, nil)
	default:
		r.Set(f.Name, left)
	}
}
