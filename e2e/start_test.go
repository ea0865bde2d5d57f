package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The first start of a new user: the one-time link, a file, its receipt, undo.
func TestFirstStart(t *testing.T) {
	h := emptyHouse(t)
	x := h.open(t)

	x.visit("/")
	x.until(`location.pathname.startsWith("/sign-in")`, "to be sent to sign in")
	x.see("is owner here yet")

	x.visit(h.setup)
	x.fill("setup-owner", "firm", "Harbour & Hill")
	x.fill("setup-owner", "name", "Ada Owner")
	x.fill("setup-owner", "email", "ada@example.org")
	x.fill("setup-owner", "password", "short")
	x.expected = append(x.expected, "422", "400") // the refusal below
	x.sent("setup-owner")
	x.see("5 letters")
	x.fill("setup-owner", "password", password)
	x.send("setup-owner")
	x.until(`location.pathname === "/start" && document.querySelector("#begin-zone").value !== ""`, "to be asked the first questions")
	x.fill("begin", "zone", "Nowhere/Land")
	x.sent("begin")
	x.see("no such time zone")
	x.see("Invite the people you work with")
	x.js(`document.querySelector("#begin-preset").value = "restaurant"`)
	x.js(`document.querySelector("#begin-preset").dispatchEvent(new Event("change", {bubbles: true}))`)
	x.until(`/Catering & parties/.test(document.querySelector("#begin-sets").innerText) && !/Invite the people/.test(document.body.innerText)`, "for what a restaurant sets up")
	x.fill("begin", "zone", "Europe/Vienna")
	x.fill("begin", "currency", "EUR")
	x.fill("begin", "client", "patient")
	x.fill("begin", "clients", "patients")
	x.send("begin")
	x.until(`location.pathname === "/start" && /sample firm/i.test(document.body.innerText)`, "for the ways to begin")
	x.see("2 lines of business, 4 fields, a pipeline of")
	x.see("stages, 2 offerings and 3 tasks")

	x.expected = append(x.expected, "403", "409")
	x.visit(h.setup)
	x.see("not valid")

	x.importFile(ordersFile(t))
	x.see("Not taken")
	x.see("61") // rows read
	x.see("neverday")

	x.visit("/relationships")
	x.see("Ann Able")
	x.see("Ben Bright")

	x.visit("/imports")
	x.sent("import-undo")
	x.eventually("/imports", "taken back")
	x.eventually("/relationships", "Bring")
}

// eventually opens a page again and again until it shows a text: for work that
// goes on elsewhere.
func (x *tab) eventually(path, text string) {
	x.t.Helper()
	x.comes(path, fmt.Sprintf(`document.body.innerText.toLowerCase().includes(%q)`, strings.ToLower(text)))
}

// comes opens a page again and again until an expression is true of it.
func (x *tab) comes(path, expression string) {
	x.t.Helper()
	x.visit(path)
	for begun := time.Now(); time.Since(begun) < patience; x.do(chromedp.Reload()) {
		if get(x, chromedp.Evaluate[bool](expression)) {
			return
		}
	}
	x.t.Fatalf("%s never came to %s\n%s", path, expression, x.where())
}

// importFile hands a file in, looks at its preview, and imports it.
func (x *tab) importFile(path string) {
	x.t.Helper()
	x.visit("/imports")
	x.do(chromedp.SetUploadFiles(chromedp.CSS(`form[action*="import-upload"] input[type=file]`), []string{path}))
	x.press("Look at it")
	x.until(`location.pathname === "/imports/preview"`, "for the preview")
	x.see("Ann Able")
	x.until(`document.querySelector('form[action*="import-confirm"] button:not([disabled])') !== null`, "to be allowed to import")
	x.sent("import-confirm")
	x.until(`/^\/(imports|jobs)/.test(location.pathname)`, "for its page")
	if strings.Contains(get(x, chromedp.Location()), "/jobs/") {
		x.until(`[...document.querySelectorAll("main a")].some(a => /see what came/i.test(a.innerText))`, "for the import to end")
		x.press("See what came of it")
		x.until(`/^\/imports\/\d+/.test(location.pathname)`, "for the receipt")
	}
	x.eventually(get(x, chromedp.Location()), "New")
}

// ordersFile is a small file of orders, with one row that cannot be read.
func ordersFile(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("Order No;Customer;Date;Amount\n")
	n := 0
	for i, who := range []string{"Ann Able", "Ben Bright", "Cleo Clark", "Dan Doe", "Eve Earl"} {
		for month := 1; month <= 12; month++ {
			n++
			fmt.Fprintf(&b, "%d;%s;2025-%02d-%02d;%d,50\n", n, who, month, 3+5*i, 40+i)
		}
	}
	b.WriteString("61;Fay Fox;neverday;12,00\n")
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The same without any script: links and forms are real.
func TestWithoutScript(t *testing.T) {
	h := emptyHouse(t)
	x := h.open(t)
	x.noScript()
	x.visit(h.setup)
	for name, value := range map[string]string{"firm": "Plain & Sons", "name": "Ada Owner", "email": "ada@example.org", "password": password} {
		x.do(chromedp.SendKeys(chromedp.CSS(`form[action*="setup-owner"] [name="`+name+`"]`), value))
	}
	x.answer(`form[action*="setup-owner"] button`)
	x.visit("/imports")
	x.do(chromedp.SetUploadFiles(chromedp.CSS(`form[action*="import-upload"] input[type=file]`), []string{ordersFile(t)}))
	x.answer(`form[action*="import-upload"] button`)
	x.has("Ann Able")
	x.has("What are its amounts in?") // nobody said so yet
	x.do(chromedp.Click(chromedp.CSS(`input[name="currency"][value="EUR"]`), chromedp.NodeVisible))
	x.answer(`button.no-js[form="preview"]`)
	x.answer(`form[action*="import-confirm"] button`)
	x.often("/relationships", "Ann Able")
	x.answer(`main tbody a[href^="/accounts/"]`)
	x.do(chromedp.Click(chromedp.CSS(`#write-contact summary`), chromedp.NodeVisible),
		chromedp.SendKeys(chromedp.CSS(`form[action*="add-interaction"] textarea`), "Plain paper works", chromedp.NodeVisible))
	x.answer(`form[action*="add-interaction"] button`)
	x.has("Plain paper works")
}

// answer clicks what leads to another page and waits until that is there.
func (x *tab) answer(selector string) {
	x.t.Helper()
	x.do(chromedp.WaitVisible(chromedp.CSS(selector)))
	if _, err := chromedp.RunResponse(x.ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)); err != nil {
		x.t.Fatalf("click %s: %v\n%s", selector, err, x.html())
	}
}

// html is the page's text where no script may run in it. A page that is just
// being replaced, as one that looks again by itself, is asked once more.
func (x *tab) html() string {
	x.t.Helper()
	for begun := time.Now(); ; {
		text, err := chromedp.Run(x.ctx, chromedp.OuterHTML(chromedp.CSS("body")))
		if err == nil {
			return text
		}
		if !strings.Contains(err.Error(), "-32000") || time.Since(begun) > patience {
			x.t.Fatalf("read the page: %v", err)
		}
	}
}

func (x *tab) has(text string) {
	x.t.Helper()
	if got := x.html(); !strings.Contains(strings.ToLower(got), strings.ToLower(text)) {
		x.t.Fatalf("the page does not say %q:\n%s", text, got)
	}
}

func (x *tab) often(path, text string) {
	x.t.Helper()
	for begun := time.Now(); time.Since(begun) < patience; {
		x.visit(path)
		if strings.Contains(x.html(), text) {
			return
		}
	}
	x.t.Fatalf("%s never showed %q:\n%s", path, text, x.html())
}
