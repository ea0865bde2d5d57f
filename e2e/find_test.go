package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Whatever a person means is found, and done, without the mouse: the field keeps the focus,
// what is chosen is said to whoever listens, and Enter opens it.
func TestTheSearchByKeys(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/relationships")
	x.until(`document.readyState === "complete" && document.querySelector("#q-top[role=combobox][aria-expanded=false]") !== null`, "for the field")
	x.keys("/", kb.Backspace) // the driver types the key into the field that it leads to
	x.until(`document.querySelectorAll("#found [role=option]").length > 3`, "for what can be made, before anything is typed")
	x.keys("new pe")
	x.until(`document.querySelector("#found [data-q='new pe'] [role=option][aria-selected=true]")?.innerText.startsWith("New person")`, "for the form")
	said := `(() => { const f = document.getElementById("q-top"), o = document.getElementById(f.getAttribute("aria-activedescendant"));
		return document.activeElement === f && f.getAttribute("aria-controls") === "found-list" && f.getAttribute("aria-expanded") === "true" &&
			o.closest("[role=listbox]").id === "found-list" && document.getElementById(o.closest("[role=group]").getAttribute("aria-labelledby")).innerText.length > 0 })()`
	if !get(x, chromedp.Evaluate[bool](said)) {
		t.Error("what is chosen is not said")
	}
	x.keys(kb.ArrowDown, kb.ArrowUp, kb.Enter)
	x.until(`location.pathname === "/people/new"`, "to be at the form")
	x.visit("/relationships")
	x.until(`document.readyState === "complete"`, "for the field")
	x.keys("/", kb.Backspace)
	x.keys("zzzqqq")
	x.until(`document.querySelector("#found [data-q=zzzqqq]")?.innerText.includes("Nothing has")`, "to be told that nothing fits")
	x.keys(kb.Escape)
	x.until(`document.getElementById("q-top").getAttribute("aria-expanded") === "false" && document.querySelector("#found").offsetParent === null`, "for the list to close")
	x.look(360, 740, "light")
	x.visit("/search")
	bar := `[...document.querySelectorAll(".phone-bar > *")].filter((e) => e.offsetHeight >= 44 && e.getBoundingClientRect().bottom <= innerHeight).map((e) => (e.querySelector("summary") ?? e).innerText.trim()).join()`
	if got := get(x, chromedp.Evaluate[string](bar)); got != "Today,Relationships,Create,Search,More" {
		t.Errorf("at the foot of a phone stands %q", got)
	}
	x.noSideways("the search of a phone")
	x.keys("sign out")
	x.until(`document.querySelector("#results[data-q='sign out'] form[action='/do/sign-out']") !== null`, "for the act")
	x.js(`document.querySelector("#results form button").click()`)
	x.until(`location.pathname === "/sign-in"`, "to be outside")
}

// What can be done on the page of a record is done from the search, too, with the keys alone.
func TestThePaletteActsOnThePage(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/relationships")
	x.js(`document.querySelector('main tbody a[href^="/accounts/"]').click()`)
	x.until(`location.pathname.startsWith("/accounts/") && document.readyState === "complete" && document.querySelector("#q-top[role=combobox]") !== null`, "for an account")
	x.keys("/")
	x.until(`document.activeElement.id === "q-top"`, "to be in the search")
	x.keys(kb.Backspace)
	x.until(`document.querySelector("#found h2")?.innerText.toLowerCase() === "on this page"`, "for what can be done here, before anything is typed")
	x.keys("promi")
	x.until(`[...document.querySelectorAll("#found [data-q=promi] button[role=option]")].some((o) => o.innerText.trim() === "Promise")`, "for the promise")
	at := `document.querySelector("#found [role=option][aria-selected=true]").innerText.trim() === "Promise"`
	for range 12 {
		if get(x, chromedp.Evaluate[bool](at)) {
			break
		}
		x.keys(kb.ArrowDown)
	}
	x.keys(kb.Enter)
	x.until(`document.activeElement.name === "title" && document.activeElement.closest("#write-promise[open]") !== null`, "to write what was promised")
	x.keys("Send the floor plan")
	x.keys(kb.Enter)
	x.see("Send the floor plan")
	x.visit("/relationships")
	x.until(`document.readyState === "complete" && document.querySelector("#q-top[role=combobox]") !== null`, "for the list")
	x.keys("/", kb.Backspace)
	x.until(`document.querySelectorAll("#found [role=option]").length > 3 && !document.getElementById("found").innerText.toLowerCase().includes("on this page")`, "for no acts of a page that is about nobody")
}
