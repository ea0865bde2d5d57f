package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A list that is filtered while one types renews its heading, its chips and the title of the
// page; a number of the balance leads to those whom it counts.
func TestTheHeadingFollowsTheFilter(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/relationships")
	before := get(x, chromedp.Evaluate[string](`document.querySelector("h1 .answer").innerText`))
	x.do(chromedp.SendKeys(chromedp.CSS("#list-q"), "zzzz"))
	x.until(`document.querySelector("h1 .answer").innerText !== `+strconv.Quote(before), "for the heading to follow")
	x.until(`document.querySelector("#chips .chip") !== null`, "for the chip")
	x.until(`document.title.includes("zzzz")`, "for the title to name what was typed")
	if focus := get(x, chromedp.Evaluate[string]("document.activeElement.id")); focus != "list-q" {
		t.Errorf("the hand was on the field, and is on %q", focus)
	}
	x.visit("/balance")
	moved := get(x, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".flow a")].map(a => a.innerText + " " + a.getAttribute("href"))`))
	if len(moved) == 0 {
		t.Fatal("nobody moved in a year of the demo firm")
	}
	for _, one := range moved[:min(len(moved), 3)] {
		n, href, _ := strings.Cut(one, " ")
		x.visit(href)
		rows := get(x, chromedp.Evaluate[int](`document.querySelectorAll(".changes .change").length`))
		if want := strings.ReplaceAll(n, ",", ""); want != strconv.Itoa(rows) {
			t.Errorf("%s says %s moved, and lists %d", href, n, rows)
		}
	}
}
