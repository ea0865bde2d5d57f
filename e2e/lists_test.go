package e2e

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// peopled is an empty house with an owner and some people.
func peopled(t *testing.T, names ...string) *tab {
	t.Helper()
	x := emptyHouse(t).open(t)
	x.owner()
	for _, name := range names {
		x.made("/people", "person-create", "name", name)
	}
	return x
}

const inPanel = `(document.querySelector("#glance h2")?.innerText ?? "")`

// TestPanelBesideAList: p or Space shows the row that has the focus beside the list, the panel follows the
// rows, Tab goes into it and Shift and Tab back, Enter opens the page, Esc closes it and the focus is where
// it was. A click with Shift does the same. On a phone the row leads to its page.
func TestPanelBesideAList(t *testing.T) {
	x := peopled(t, "Ann Able", "Bo Brisk", "Cy Clear")
	shows := func(name string) {
		t.Helper()
		x.until(fmt.Sprintf(inPanel+` === %q`, name), "for "+name+" in the panel")
	}
	onRow := func(name string) {
		t.Helper()
		x.until(fmt.Sprintf(`document.activeElement.matches("#people th a") && document.activeElement.innerText === %q`, name), "for the focus on "+name)
	}

	x.visit("/people")
	x.see("3 people")
	x.keys("j", "p")
	shows("Ann Able")
	onRow("Ann Able")
	x.keys("j")
	shows("Bo Brisk")
	x.keys(kb.ArrowDown)
	shows("Cy Clear")
	x.keys("k")
	shows("Bo Brisk")
	x.keys(kb.Tab)
	x.until(`document.activeElement.closest("#glance") !== null`, "for the focus in the panel")
	x.outlined()
	x.shiftTab()
	onRow("Bo Brisk")
	x.axeHere("the panel")
	x.noSideways("the panel")
	x.keys(kb.Escape)
	x.until(`document.getElementById("glance") === null`, "for the panel to go")
	onRow("Bo Brisk")
	x.keys(" ")
	shows("Bo Brisk")
	x.keys(kb.Enter)
	x.until(`/^.people.\d+$/.test(location.pathname)`, "for the page")

	x.visit("/people")
	x.js(`document.querySelector("#people tbody tr:nth-child(3) td").dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, shiftKey: true}))`)
	shows("Cy Clear")
	x.js(`document.querySelector("#glance [data-close]").click()`)
	onRow("Cy Clear")

	x.look(360, 740, "light")
	x.visit("/people")
	x.keys("j", "p")
	x.until(`/^.people.\d+$/.test(location.pathname)`, "for the page of the row, on a phone")
}

// shiftTab presses Shift and Tab.
func (x *tab) shiftTab() {
	x.t.Helper()
	x.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
}

// axeHere looks for violations on the page as it is now, where axe is there.
func (x *tab) axeHere(where string) {
	x.t.Helper()
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		x.t.Log("no axe-core: run make e2e, which gets it")
		return
	}
	if _, err := chromedp.Call(x.ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		x.t.Fatal(err)
	}
	x.axe(string(axe), where)
}

const rowText = `(document.querySelector("#people tbody tr:nth-child(%d)")?.innerText ?? "")`

// TestValueWhereItStands: the arrows lead from cell to cell; Enter and F2 open one, a double click too, and the
// list stays as it is, also what "More" brought; Enter saves and the focus is back, Esc leaves, Tab goes on;
// what is refused says so beside the field, and who comes late is told what is there now. Undo takes it back.
func TestValueWhereItStands(t *testing.T) {
	x := peopled(t, "Ann Able", "Bo Brisk", "Cy Clear")
	row := func(n int, want string) {
		t.Helper()
		x.until(fmt.Sprintf(rowText+`.includes(%q) && !document.querySelector(".cell.editing")`, n, want), "for "+want+" in its place")
	}
	field := func(name string) {
		t.Helper()
		x.until(fmt.Sprintf(`document.activeElement.matches('.cell.editing [name=%q]')`, name), "for the field "+name+" where it stands")
	}
	at := func(name string) {
		t.Helper()
		x.until(fmt.Sprintf(`document.activeElement.matches('a.pencil[href*="name=%s"]')`, name), "for the focus on the cell "+name)
	}

	x.visit("/people?columns=industry&columns=tags&columns=kind&limit=2")
	x.see("3 people")
	x.press("More")
	x.until(`document.querySelectorAll("#people tbody tr").length === 3`, "for more")
	x.js(`document.querySelector("#people tbody tr:nth-child(3) th a").focus()`)
	x.keys(kb.ArrowRight)
	at("industry")
	x.outlined()
	x.keys(kb.Enter)
	field("industry")
	x.keys("law", kb.Enter)
	row(3, "law")
	at("industry")
	x.until(`document.querySelectorAll("#people tbody tr").length === 3`, "for the list to be as it was")
	x.see("Saved.")

	x.keys(kb.F2)
	field("industry")
	x.keys("nothing of this", kb.Escape)
	row(3, "law")
	at("industry")
	x.keys(kb.Enter)
	field("industry")
	x.keys("trade", kb.Tab)
	field("tags")
	x.keys("vip", kb.Tab)
	x.until(`document.activeElement.matches('.cell.editing select[name="kind"]')`, "for the choice")
	row3 := fmt.Sprintf(rowText, 3)
	x.until(row3+`.includes("trade") && `+row3+`.includes("vip")`, "for both in their place")
	x.keys(kb.Escape)
	at("kind")
	x.keys(kb.ArrowUp)
	x.until(`document.activeElement.closest("tr").matches(":nth-child(2)")`, "for the row above")

	x.visit("/people?columns=industry")
	x.js(`document.querySelector("#people tbody tr:nth-child(1) .cell").dispatchEvent(new MouseEvent("dblclick", {bubbles: true}))`)
	field("industry")
	x.js(`fetch("/api/v1/people/" + document.querySelector("#people tbody tr").id.split("-").pop(), {method: "PATCH", headers: {"Content-Type": "application/json"}, body: '{"industry": "fishing"}'}).then(() => document.body.dataset.late = "yes")`)
	x.until(`document.body.dataset.late === "yes"`, "for somebody faster")
	x.expected = append(x.expected, "409")
	x.keys("mining", kb.Enter)
	x.until(`document.querySelector(".cell.editing .wrong")?.innerText.includes("fishing")`, "for what somebody else wrote")
	x.axeHere("a conflict in a cell")
	x.keys(kb.Enter)
	row(1, "mining")
	x.keys("z")
	x.until(`location.pathname === "/people" && `+fmt.Sprintf(rowText, 1)+`.includes("fishing")`, "for it to be taken back")
}

// TestSeveralOfAList: nothing is asked before a row is ticked; then the bar says how many, a choice is asked as
// a choice, and what would change is said before it is done. Undo takes it back.
func TestSeveralOfAList(t *testing.T) {
	x := peopled(t, "Ann Able", "Bo Brisk", "Cy Clear", "Di Dale")
	x.visit("/people?columns=kind&columns=owner")
	x.see("4 people")
	x.until(`!document.getElementById("many").checkVisibility()`, "for nothing to be asked")
	x.axeHere("a list")
	x.tabTo(`#people tbody tr:nth-child(2) input[type="checkbox"]`)
	x.keys(" ")
	x.until(`document.getElementById("many").checkVisibility() && document.querySelector("[data-chosen]").innerText === "1 chosen"`, "for the bar")
	x.js(`document.querySelector("#people tbody tr:nth-child(4) [data-tick]").dispatchEvent(new MouseEvent("click", {bubbles: true, shiftKey: true}))`)
	x.until(`document.querySelector("[data-chosen]").innerText === "3 chosen"`, "for three")
	x.tabTo(`#many button`)
	x.keys(kb.Enter)
	x.until(`document.getElementById("together-do")?.checkVisibility()`, "for what is to be done")
	x.js(`(() => { const s = document.getElementById("together-do"); s.value = "set:owner"; s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	x.until(`document.querySelector('#together select[name="value"]')?.innerText.includes("Ada Owner")`, "for the users by their names")
	x.axeHere("what is done with several")
	x.js(`(() => { const s = document.querySelector('#together select[name="value"]'); s.selectedIndex = [...s.options].findIndex(o => o.text === "Ada Owner"); s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	x.see("All 3 people would change")
	x.press("Change 3 people")
	x.see("3 people changed")
	x.until(`document.querySelectorAll("#people tbody td").length > 0 && [...document.querySelectorAll("#people tbody tr")].filter(r => r.innerText.includes("Ada Owner")).length === 3`, "for the owner of three")

	x.js(`document.querySelector("[data-tick-all]").click()`)
	x.until(`document.querySelector("[data-chosen]").innerText === "4 chosen"`, "for all that are shown")
	x.js(`document.querySelector("#many-every").click()`)
	x.until(`document.querySelector("[data-chosen]").innerText.includes("4 people")`, "for all that fit")
	x.press("Change them…")
	x.until(`document.getElementById("together-do")?.checkVisibility()`, "for what is to be done")
	x.js(`(() => { const s = document.getElementById("together-do"); s.value = "set:owner"; s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	x.until(`document.querySelector('#together select[name="value"]') !== null`, "for the users")
	x.js(`(() => { const s = document.querySelector('#together select[name="value"]'); s.selectedIndex = [...s.options].findIndex(o => o.text === "Ada Owner"); s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	x.see("1 of 4 people would change; 3 have it so already")
	for _, room := range rooms {
		x.look(room.width, room.height, room.scheme)
		x.axeHere(room.name + " several of a list")
		x.noSideways(room.name + " several of a list")
	}
}
