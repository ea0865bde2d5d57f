package e2e

import "testing"

// After an act the focus is where it was: at what was pressed, or at what is nearest to it.
func TestAfterAnActOneIsWhereOneWas(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/relationships")
	x.js(`document.querySelector('main tbody a[href^="/accounts/"]').click()`)
	x.until(`location.pathname.startsWith("/accounts/") && document.querySelector("form[action='/do/promise']") !== null`, "for an account")
	x.fill("promise", "title", "Send the floor plan")
	x.js(`document.querySelector("form[action='/do/promise'] button").focus()`)
	x.sent("promise")
	x.until(`document.activeElement.matches("#write-promise > summary")`, "for the focus to be back at the promise")
	x.fill("add-interaction", "text", "First word")
	x.sent("add-interaction")
	x.until(`document.activeElement.matches("#write-contact > summary")`, "for the focus to be back at writing down")
	x.js(`document.querySelector("form[action='/do/remove-entry'] button").focus()`)
	x.js(`document.activeElement.click()`)
	x.see("Removed")
	x.until(`document.activeElement !== document.body && document.activeElement.closest("main") !== null`, "for the focus to stay in the page")
	x.js(`document.activeElement.blur(), document.body.dispatchEvent(new CustomEvent("htmx:after:swap", {bubbles: true, detail: {ctx: {request: {method: "GET"}}}}))`)
	x.until(`document.activeElement === document.body`, "for what comes by itself to move nobody")
	x.visit("/people")
	x.until(`document.readyState === "complete" && document.activeElement === document.body`, "for another page to begin where pages begin")
}
