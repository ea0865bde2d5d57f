package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// widths are a telephone, a tablet held upright, a small laptop and a desk.
var widths = []int64{360, 768, 1024, 1440}

// Every page to which a link leads can be read without scrolling to the right, at each width, with
// what is folded away opened, and no key of the catalogue stands where its words should: in a firm
// with many accounts, and in one with none.
func TestNothingRunsOffThePage(t *testing.T) {
	for _, house := range []struct {
		name  string
		of    func(testing.TB) *house
		least int
	}{{"many", demoHouse, 50}, {"none", emptyHouse, 25}} {
		t.Run(house.name, func(t *testing.T) {
			x := house.of(t).open(t)
			x.owner()
			x.expected = append(x.expected, "404")
			walked := 0
			for path := range x.linked("/", "/start", "/nowhere-at-all") {
				walked++
				x.js(`document.querySelectorAll("main details").forEach(d => { if (!d.name) d.open = true })`)
				x.noKeys(path)
				for _, wide := range widths {
					x.look(wide, 900, "light")
					x.noSideways(fmt.Sprintf("%s, %d wide,", path, wide))
				}
			}
			if walked < house.least {
				t.Errorf("only %d pages are linked", walked)
			}
		})
	}
}

// number is what tells one page of a sort from another; all of a sort are walked as one.
var number = regexp.MustCompile(`\d+`)

// linked visits pages, then what they link to, one of each sort and first question, and gives each while
// it is open.
func (x *tab) linked(from ...string) func(func(string) bool) {
	return func(yield func(string) bool) {
		known := map[string]bool{}
		for next := from; len(next) > 0; next = next[1:] {
			path, asks, _ := strings.Cut(next[0], "?")
			first, _, _ := strings.Cut(asks, "=")
			sort := number.ReplaceAllString(path, "N") + " " + first
			if known[sort] {
				continue
			}
			known[sort] = true
			x.visit(next[0])
			next = append(next, get(x, chromedp.Evaluate[[]string](
				`[...document.querySelectorAll('a[href^="/"]:not([download])')].map(a => a.getAttribute("href").split("#")[0])
					.filter(h => !/^\/(api\/|assets|files\/\d+\/content|.*\.csv)|format=csv/.test(h))`))...)
			if !yield(next[0]) {
				return
			}
		}
	}
}

// noKeys checks that no text of a page is the key of a sentence that the catalogue lacks.
func (x *tab) noKeys(where string) {
	x.t.Helper()
	if bare := get(x, chromedp.Evaluate[[]string](`(() => {
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
		while (walk.nextNode()) {
			const text = walk.currentNode.data.trim();
			if (/^[a-z]+(\.[a-z]+)*\.[a-z]+(-[a-z0-9]+)+$/.test(text)) found.push(text);
		}
		return found;
	})()`)); len(bare) > 0 {
		x.t.Errorf("%s shows keys for words: %s", where, strings.Join(bare, ", "))
	}
}
