package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// makes sends records to the API as who is signed in, one after the other, and waits for the last.
const makes = `(async () => {
	const post = async (path, body) => (await (await fetch("/api/v1" + path, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)})).json());
	const tea = await post("/products", {name: "Darjeeling first flush", code: "TEA-1", price: {minor: 1290, currency: "EUR"}, tax: 7});
	const milk = await post("/products", {name: "Milk jug", code: "JUG-1", price: {minor: 1990, currency: "EUR"}, tax: 19});
	const ann = await post("/accounts", {name: "Ann Overbury", phone: "+44 20 7946 0991"});
	await post("/orders", {account: ann.id, currency: "EUR", items: [{product: tea.id, quantity: 3}, {product: milk.id, quantity: 1}]});
	const was = await post("/orders", {account: ann.id, currency: "EUR", items: [{product: tea.id, quantity: 3}]});
	window.made = was.number;
})()`

// A telephone order of somebody known, of what they usually order, takes eight strokes: four digits
// of their number, Enter for them, Enter for the first of what they usually order, Enter for the
// usual quantity, and Ctrl+Enter.
func TestATelephoneOrderInEightStrokes(t *testing.T) {
	h := emptyHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/orders")
	x.js(makes)
	x.until(`window.made !== undefined`, "for what is sold")
	x.visit("/orders/new")
	x.until(`document.activeElement.name === "customer"`, "for the field of the customer")
	strokes := 0
	key := func(k string) { strokes++; x.keys(k) }
	for _, digit := range "0991" {
		key(string(digit))
	}
	x.until(`document.querySelectorAll(".order-offered li").length === 1`, "for the one whose number ends so")
	key(kb.Enter)
	x.until(`document.activeElement.name === "items" && document.querySelector(".order-offered li strong")?.textContent === "Darjeeling first flush"`, "for what she usually orders")
	key(kb.Enter)
	x.until(`document.activeElement.name === "items.quantity" && document.activeElement.value === "3"`, "for the usual quantity")
	key(kb.Enter)
	x.until(`document.activeElement.name === "items" && document.activeElement.value === "" && document.querySelector("#order-sum .strong")?.textContent.includes("38.70")`, "for the next row, and what it comes to")
	// A hand that rests lets the empty row offer: Ctrl+Enter orders what was chosen, nothing that is only offered.
	x.until(`document.querySelector(".order-offered li strong")?.textContent === "Milk jug"`, "for what the empty row offers: not what the order already holds")
	strokes++
	x.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	x.until(`location.pathname.match(/^\/orders\/\d+$/) !== null`, "for the order")
	x.until(`document.querySelector(".goods tfoot .total .num")?.textContent.includes("38.70")`, "for the total")
	x.until(`document.querySelectorAll(".goods tbody tr").length === 1`, "for the one row of goods that was chosen")
	if strokes != 8 {
		t.Error(fmt.Sprint(strokes, " strokes"))
	}
}
