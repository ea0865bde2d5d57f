package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The morning: today, the list, one account, and what a person writes there.
func TestWalk(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()

	x.visit("/")
	t.Log("today: the sentence, the lists, a step done and taken back")
	x.until(`document.querySelector("main .answer, main .page-head p")?.innerText.length > 10`, "for the sentence")
	steps := get(x, chromedp.Evaluate[int](`document.querySelectorAll(".step").length`))
	if steps == 0 {
		t.Fatalf("the demo firm has nothing to do\n%s", x.where())
	}
	first := get(x, chromedp.Evaluate[string](`document.querySelector(".step").id`))
	x.js(`document.querySelector('.step form[action*="settle"] button').click()`)
	x.until(fmt.Sprintf(`document.getElementById(%q) === null`, first), "for the step to go")

	t.Log("the list: filter, sort, more")
	x.visit("/relationships?kind=client")
	x.until(`document.querySelectorAll("main tbody tr").length > 0`, "for clients")
	x.until(`[...document.querySelectorAll("main tbody tr")].every(r => r.innerText.toLowerCase().includes("client"))`, "for nothing but clients")
	x.visit("/relationships?sort=name")
	names := x.column()
	if len(names) < 10 || !inOrder(names) {
		t.Errorf("not in the order of names: %v", names)
	}
	x.js(`document.querySelector('main a[href*="after="]').click()`)
	x.until(fmt.Sprintf(`document.querySelectorAll("main tbody tr").length > %d || location.search.includes("after=")`, len(names)), "for more")

	t.Log("search as one types")
	x.visit("/relationships")
	word := strings.ToLower(strings.Fields(names[3])[0])
	x.do(chromedp.SendKeys(chromedp.CSS("#list-q"), word))
	x.until(fmt.Sprintf(`document.querySelectorAll("main tbody tr").length > 0 && [...document.querySelectorAll("main tbody tr")].every(r => r.innerText.toLowerCase().includes(%q))`, word), "for "+word)

	t.Log("an account: overrule, note, promise")
	account := x.account()

	t.Log("every page, under its own policy: nothing is blocked, the console is quiet")
	for _, path := range x.inside() {
		x.visit(path)
		x.until(`document.readyState === "complete"`, "for "+path)
	}
	x.visit(account)

	t.Log("signing out ends it")
	x.send("sign-out")
	x.until(`location.pathname.startsWith("/sign-in")`, "to be out")
	x.visit(account)
	x.until(`location.pathname.startsWith("/sign-in")`, "to be asked again")
	x.fill("sign-in", "email", "ada@example.org")
	x.fill("sign-in", "password", password)
	x.send("sign-in")
	x.until(`location.pathname.startsWith("/accounts/")`, "to be where one wanted to go")
}

// account opens the first account of a list and does there what people do. It
// gives the account's address.
func (x *tab) account() string {
	x.t.Helper()
	x.js(`document.querySelector('main tbody a[href^="/accounts/"]').click()`)
	x.until(`location.pathname.startsWith("/accounts/")`, "for the account")
	x.until(`document.querySelector('form[action*="overrule"]') !== null`, "for its forms")
	account := get(x, chromedp.Evaluate[string]("location.pathname + location.search"))
	if get(x, chromedp.Evaluate[bool](`document.querySelector('form[action*="take-back-overrule"]') === null`)) {
		x.fill("overrule", "reason", "They are moving everything to us")
		x.sent("overrule")
		x.see("They are moving everything to us")
	}
	x.visit(account)
	x.sent("take-back-overrule")
	x.until(`document.querySelector('form[action*="take-back-overrule"]') === null && document.querySelector('form[action*="/do/overrule"]') !== null`, "for the measure to speak again")

	x.visit(account)
	x.fill("add-interaction", "text", "Prefers to be called before nine")
	x.sent("add-interaction")
	x.see("Prefers to be called before nine")
	x.visit(account)
	x.fill("promise", "title", "Send the floor plan")
	x.sent("promise")
	x.see("Send the floor plan")
	x.visit(account)
	x.js(`document.querySelector('form[action*="add-interaction"] [name="channel"][value="call"]').click()`)
	x.fill("add-interaction", "text", "Rang about the boiler")
	x.fill("add-interaction", "day", "yesterday")
	x.sent("add-interaction")
	x.see("Rang about the boiler")
	return account
}

// column reads the names in the list.
func (x *tab) column() []string {
	x.t.Helper()
	x.until(`document.querySelectorAll("main tbody tr").length > 0`, "for rows")
	return get(x, chromedp.Evaluate[[]string](`[...document.querySelectorAll("main tbody tr")].map(r => r.querySelector('a[href^="/accounts/"]')?.innerText.trim()).filter(s => s)`))
}

func inOrder(names []string) bool {
	for i := 1; i < len(names); i++ {
		if strings.ToLower(names[i-1]) > strings.ToLower(names[i]) {
			return false
		}
	}
	return true
}

// The same with nothing but the keyboard: every act is reached by Tab, made by
// Enter, and what has the focus can be seen.
func TestKeyboardOnly(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()

	x.visit("/relationships")
	x.keys(kb.Tab)
	x.until(`document.activeElement.matches(".skip")`, "for the way past the menu")
	x.keys(kb.Enter)
	x.keys("/")
	x.until(`document.activeElement.matches("input[type=search]")`, "for the search field")
	x.visit("/relationships")
	x.until(`performance.getEntriesByType("paint").length > 0`, "for the first picture") // Chromium drops what is typed before it
	x.keys("j", "j")
	x.until(`document.activeElement.closest("[data-href]") !== null`, "for a row")
	x.outlined()
	x.keys(kb.Enter)
	x.until(`location.pathname.startsWith("/accounts/")`, "for the account")

	x.keys("n")
	x.until(`document.activeElement.matches('form[action*="add-interaction"] textarea')`, "to write at once")
	x.keys("Begun by n alone")
	x.until(`document.activeElement.value.endsWith("Begun by n alone")`, "for what was typed")
	x.visit(get(x, chromedp.Location()))

	x.tabTo(`#write-contact summary`)
	x.outlined()
	x.keys(kb.Enter)
	x.tabTo(`form[action*="add-interaction"] textarea`)
	x.keys("Written by keys alone")
	x.tabTo(`form[action*="add-interaction"] button`)
	x.outlined()
	x.keys(kb.Enter)
	x.see("Written by keys alone")
}

// tabTo presses Tab until something has the focus, as often as a patient person would.
func (x *tab) tabTo(selector string) {
	x.t.Helper()
	there := fmt.Sprintf(`document.activeElement.matches(%q)`, selector)
	for range 150 {
		if get(x, chromedp.Evaluate[bool](there)) {
			return
		}
		x.keys(kb.Tab)
	}
	x.t.Fatalf("150 times Tab did not lead to %s\n%s", selector, x.where())
}

// outlined checks that what has the focus can be told from what has not.
func (x *tab) outlined() {
	x.t.Helper()
	seen := get(x, chromedp.Evaluate[bool](`(() => {
		for (let e = document.activeElement, n = 0; e && n < 4; e = e.parentElement, n++) {
			const s = getComputedStyle(e);
			if ((s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none") return true;
		}
		return false;
	})()`))
	if !seen {
		x.t.Errorf("nothing shows the focus on %s", get(x, chromedp.Evaluate[string](`document.activeElement.outerHTML.slice(0, 200)`)))
	}
}
