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

// Tasks with nothing but the keyboard: j and k walk the rows, x ticks off, z takes it back,
// s opens what else is done below the row, Esc closes it and gives the focus back; the
// page of a task takes the same keys.
func TestTasksByKeys(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/tasks?whose=all")
	x.until(`document.querySelectorAll(".todo-row").length > 2`, "for what is to be done")
	row := func(n int) string {
		return get(x, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelectorAll(".todo-row")[%d].id`, n)))
	}
	first, second := row(0), row(1)
	has := func(id string) string {
		return fmt.Sprintf(`document.activeElement.closest(".todo-row")?.id === %q`, id)
	}
	x.keys("j")
	x.until(has(first), "for the focus on the first row")
	x.keys("j", "k", "x")
	x.until(fmt.Sprintf(`document.getElementById(%q) === null`, first), "for the task to go")
	x.until(has(second), "for the focus on the next")
	x.keys("z")
	x.until(fmt.Sprintf(`document.getElementById(%q) !== null`, first), "for the task to be back")

	x.visit("/tasks?whose=all")
	x.until(`document.querySelector(".todo-row [hx-get][data-htmx-powered]") !== null`, "for the script")
	x.keys("j", "s")
	x.until(fmt.Sprintf(`document.activeElement.closest("#%s .todo-more") !== null`, first), "for what else is done, with the focus in it")
	x.keys(kb.Escape)
	x.until(fmt.Sprintf(`document.querySelector("#%s .todo-more").childElementCount === 0 && %s`, first, has(first)), "for it to close")
	x.keys("s")
	x.until(fmt.Sprintf(`document.activeElement.closest("#%s .todo-more") !== null`, first), "for it to open again")
	x.keys(kb.Enter) // the first choice: tomorrow
	x.until(fmt.Sprintf(`document.getElementById(%q) === null`, first), "for the task to be put off")

	x.visit("/tasks?whose=all")
	x.keys("j", kb.Enter)
	x.until(`document.querySelector(".task-head") !== null`, "for the page of the task")
	x.keys("x")
	x.until(`document.querySelector(".task-head button[formaction*=reopen]") !== null`, "for the task to be done")
	x.keys("z")
	x.until(`document.querySelector(".task-head button[formaction*=reopen]") === null`, "for it to be open again")
}

// step is the id of a step that slips.
func (x *tab) step(n int) string {
	x.t.Helper()
	return get(x, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelectorAll(".list-slipping .step")[%d].id`, n)))
}
