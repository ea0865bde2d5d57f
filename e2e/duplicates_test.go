package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// Who is typed is recognised while one types; entered nevertheless, the two are a pair,
// are merged side by side, and parted again.
func TestEnteredTwice(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	type1 := func(name, mail string) {
		x.visit("/people/new")
		x.do(chromedp.SendKeys(chromedp.CSS(`main [name="name"]`), name))
		x.do(chromedp.SendKeys(chromedp.CSS(`main [name="emails"]`), mail))
	}
	type1("Zenobia Quillfeather", "zenobia@quill.example")
	x.press("Add the person")
	x.until(`/^\/people\/\d+$/.test(location.pathname)`, "for the person")
	first := get(x, chromedp.Evaluate[string]("location.pathname"))
	type1("Zenobia Quilfeather", "zenobia@quill.example")
	x.until(fmt.Sprintf(`document.querySelector('#alike a[href=%q]') !== null`, first), "to be told that she is here")
	x.see("same e-mail address")
	x.press("Add the person")
	x.until(fmt.Sprintf(`/^\/people\/\d+$/.test(location.pathname) && location.pathname !== %q`, first), "for the second")

	x.press("Merge with…")
	x.until(`location.pathname === "/merge"`, "to look for the other")
	x.do(chromedp.SendKeys(chromedp.CSS("#other-name"), "zenobia quill"))
	x.until(`document.querySelectorAll("#others a").length === 1`, "for her to be found")
	x.js(`document.querySelector("#others a").click()`)
	x.press("Merge the two")
	x.until(`location.pathname === "/merged"`, "for the receipt")
	x.press("Unmerge")
	x.see("are two again")

	x.visit("/duplicates")
	x.see("Quilfeather")
	mine := `[...document.querySelectorAll("article.pair")].filter(e => e.innerText.includes("Quilfeather"))`
	x.js(mine + `[0].querySelector('form[action$="not-the-same"] button').click()`)
	x.until(mine+".length === 0", "for the pair to go")
	x.see("never proposed again")
	x.press("Undo")
	x.until(mine+".length === 1", "for the pair to come back")
}
