package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// hidden walks backwards through all that takes the focus, from the foot of a page, and
// says what then lies under the bar, or under the head of the table that sticks below it.
const hidden = `(() => {
	scrollTo(0, document.body.scrollHeight);
	const bar = document.querySelector(".top").getBoundingClientRect().bottom, under = [];
	const stops = [...document.querySelectorAll("main :is(a, button, summary, input, select, textarea)")].filter((e) => e.checkVisibility() && e.type !== "hidden");
	for (const e of stops.reverse()) {
		e.focus();
		const head = e.closest("tbody")?.closest("table").querySelector("thead th");
		const sticks = head && getComputedStyle(head).position === "sticky";
		const edge = Math.max(bar, sticks ? head.getBoundingClientRect().bottom : 0);
		if (document.activeElement === e && e.getBoundingClientRect().top < edge - 1) under.push((e.innerText || e.name).trim().slice(0, 30));
	}
	return stops.length < 20 ? ["only " + stops.length + " stops"] : under;
})()`

func TestWhatHasTheFocusIsNeverCovered(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.visit("/relationships?view=clients")
	x.until(`document.querySelectorAll("main tbody tr").length > 0`, "for clients")
	account := get(x, chromedp.Evaluate[string](`document.querySelector('main tbody a[href^="/accounts/"]').href`))
	for _, width := range []int64{1366, 360} {
		x.look(width, 640, "light")
		for _, path := range []string{"/", "/relationships", account} {
			x.visit(path)
			x.until(`document.readyState === "complete"`, "for "+path)
			for _, what := range get(x, chromedp.Evaluate[[]string](hidden)) {
				t.Errorf("%s, %d wide: %q has the focus under the bar", path, width, what)
			}
		}
	}
}
