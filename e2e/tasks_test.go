package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Today with nothing but the keyboard: a step is ticked off and the focus goes to the
// next one, z takes it back; the act opens the number and the note below its row, and
// writing the call down settles the advice.
func TestTodayByKeys(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/")
	x.until(`document.querySelectorAll(".list-slipping .step").length > 2`, "for what slips")
	first, second := x.step(0), x.step(1)

	x.tabTo("#tick-" + first)
	x.outlined()
	x.keys(kb.Enter)
	x.until(fmt.Sprintf(`document.getElementById(%q) === null`, first), "for the step to go")
	x.until(fmt.Sprintf(`document.activeElement.closest(".step")?.id === %q`, second), "for the focus on the next")
	x.keys("z")
	x.until(fmt.Sprintf(`document.getElementById(%q) !== null`, first), "for the step to be back")

	x.visit("/")
	x.tabTo(fmt.Sprintf("#%s .step-acts > .button", first))
	x.keys(kb.Enter)
	x.until(fmt.Sprintf(`document.querySelector("#note-%s .reach") !== null`, first), "for the number beside the note")
	x.tabTo(fmt.Sprintf("#note-%s textarea", first))
	x.keys("Rang, all is well")
	x.tabTo(fmt.Sprintf("#note-%s form[action*=interaction] button", first))
	x.keys(kb.Enter)
	x.until(fmt.Sprintf(`document.getElementById(%q) === null && location.pathname === "/"`, first), "for the advice to be settled")
}

// step is the id of a step that slips.
func (x *tab) step(n int) string {
	x.t.Helper()
	return get(x, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelectorAll(".list-slipping .step")[%d].id`, n)))
}
