package orders

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Row is a row of a file of products, as it was read.
type Row struct {
	Fields map[string]json.RawMessage
	Cell   func(header string) string
	Refuse func(field, what, remedy string)
}

// Bringing fits the rows of one file of products, as shops give them out: a thing that comes in
// several makes stands in several rows there, of which the first alone says what it is.
type Bringing struct {
	shop          bool // Shopify's: a row had a make of it
	handle, title string
}

// Fit fits some rows, in their order.
func (b *Bringing) Fit(rows []Row) {
	for _, r := range rows {
		b.shop = b.shop || r.Cell("Handle") != "" && (r.Cell("Variant Price") != "" || r.Cell("Variant SKU") != "")
		switch {
		case b.shop && r.Cell("Handle") != "":
			b.shopify(r)
		case r.Cell("ID") != "" && r.Cell("Type") != "" && r.Cell("Published") != "": // which WooCommerce says of each
			woo(r)
		}
		if text, ok := said(r, "description"); ok {
			r.Fields["description"] = raw(plainOf(text))
		}
	}
}

// shopify is a row of products of Shopify: a make each, and rows that bring one more picture.
func (b *Bringing) shopify(r Row) {
	handle := r.Cell("Handle")
	if title := r.Cell("Title"); handle != b.handle || title != "" {
		b.handle, b.title = handle, title
	}
	if r.Cell("Variant SKU") == "" && r.Cell("Variant Price") == "" {
		r.Refuse("price", clientele.Tell("orders.row-picture"), clientele.Tell("orders.row-picture-remedy"))
		return
	}
	makes := slices.DeleteFunc([]string{r.Cell("Option1 Value"), r.Cell("Option2 Value"), r.Cell("Option3 Value")}, func(v string) bool { return v == "" || v == "Default Title" })
	name, code := b.title, handle
	if name == "" {
		name = handle
	}
	if len(makes) > 0 {
		name, code = name+", "+strings.Join(makes, ", "), handle+"-"+strings.Join(makes, "-")
	}
	r.Fields["name"] = raw(name)
	coded(r, strings.TrimPrefix(r.Cell("Variant SKU"), "'"), code) // which spreadsheets take for text
	if state := r.Cell("Status"); state != "" {
		r.Fields["unavailable"] = raw(state == "draft" || state == "archived")
	}
}

// woo is a row of products of WooCommerce: what comes in several makes has no price of its own.
func woo(r Row) {
	kind := strings.ToLower(r.Cell("Type"))
	if r.Cell("Regular price") == "" && (strings.Contains(kind, "variable") || strings.Contains(kind, "grouped")) {
		r.Refuse("price", clientele.Tell("orders.row-parent"), clientele.Tell("orders.row-parent-remedy"))
		return
	}
	coded(r, r.Cell("SKU"), "woo-"+r.Cell("ID"))
	r.Fields["unavailable"] = raw(r.Cell("Published") != "1")
}

// coded gives a row its code, by which the next file finds it again; where the shop gave none, one by
// which the shop knows it.
func coded(r Row, code, instead string) {
	if has, _ := said(r, "code"); code == "" && has != "" {
		return
	}
	if code == "" {
		code = instead
	}
	r.Fields["code"] = raw(code)
}

func said(r Row, field string) (text string, ok bool) {
	return text, json.Unmarshal(r.Fields[field], &text) == nil
}

var tags = regexp.MustCompile(`<[^<>]*>`)

// plainOf is a text without the marks of a page.
func plainOf(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	text = strings.NewReplacer("</p>", "\n", "<br>", "\n", "<br/>", "\n", "<br />", "\n", "</li>", "\n").Replace(text)
	return strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(text, "")))
}
