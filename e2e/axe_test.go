package e2e

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The sizes and lights in which every page must do.
var rooms = []struct {
	name          string
	width, height int64
	scheme        string
}{
	{"wide light", 1366, 900, "light"},
	{"wide dark", 1366, 900, "dark"},
	{"phone light", 360, 740, "light"},
	{"phone dark", 360, 740, "dark"},
}

// violation is one rule of axe that a page breaks.
type violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Where  []string `json:"where"`
}

const axeRun = `axe.run(document, {resultTypes: ["violations"], rules: {"label-content-name-mismatch": {enabled: true}}}).then(r => r.violations.map(v => ({id: v.id, impact: v.impact || "", help: v.help, where: v.nodes.slice(0, 4).map(n => n.target.join(" ") + " :: " + n.html.slice(0, 160) + " :: " + (n.any[0]?.message || ""))})))`

// Every page in every room: no violation that axe knows, nothing that scrolls
// sideways, no complaint of the console.
func TestEveryPage(t *testing.T) {
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("CLIENTELE_REQUIRE_CHROMIUM") != "" {
			t.Fatal("axe-core is required here: run make e2e, which gets it")
		}
		t.Skip("no axe-core: run make e2e, which gets it")
	}
	h := demoHouse(t)
	x := h.open(t)
	// A policy that forbids foreign scripts forbids axe too: it goes into a world of its own.
	if _, err := chromedp.Call(x.ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	pages := []string{"/sign-in", h.setup}
	check := func(paths []string) {
		for _, room := range rooms {
			x.look(room.width, room.height, room.scheme)
			for _, path := range paths {
				x.visit(path)
				x.js(`document.querySelectorAll("main details").forEach(d => { if (!d.name) d.open = true })`) // also what is folded away
				x.axe(string(axe), room.name+" "+strings.TrimPrefix(path, h.url))
				x.noSideways(room.name + " " + path)
			}
		}
	}
	check(pages)
	x.owner()
	x.expected = append(x.expected, "404")
	check(append(x.inside(), "/nowhere-at-all"))
}

// inside are the pages behind the door, with one account of each sort.
func (x *tab) inside() []string {
	x.visit("/relationships")
	account := get(x, chromedp.Evaluate[string](`document.querySelector('main tbody a[href^="/accounts/"]').getAttribute("href")`))
	x.visit("/people")
	two := get(x, chromedp.Evaluate[string](`(() => { const n = [...document.querySelectorAll('main tbody th a')].map(a => a.getAttribute("href").split("/").pop()); return "/merge?type=person&one=" + n[0] + "&other=" + n[1]; })()`))
	x.visit("/tasks?whose=all")
	task := get(x, chromedp.Evaluate[string](`document.querySelector(".todo-title").getAttribute("href")`))
	x.visit("/imports")
	x.until(`document.querySelector('main a[href^="/imports/"]') !== null`, "for an import")
	receipt := get(x, chromedp.Evaluate[string](`document.querySelector('main a[href^="/imports/"]').getAttribute("href")`))
	x.do(chromedp.SetUploadFiles(chromedp.CSS(`form[action*="import-upload"] input[type=file]`), []string{ordersFile(x.t)}))
	x.press("Look at it")
	x.until(`location.pathname === "/imports/preview"`, "for the preview")
	preview := get(x, chromedp.Evaluate[string]("location.pathname + location.search"))
	return []string{"/", "/relationships", "/relationships?kind=client&sort=value", "/relationships?q=zzzzzz", "/relationships?view=slipping", "/today/list", account, "/balance", "/balance/moved", "/trust", "/imports", receipt, preview, "/jobs", "/search?q=a", "/settings", "/own-fields", "/duplicates", two, "/tasks?whose=all", task, task + "/more", task + "/field?name=recurrence"}
}

func (x *tab) axe(script, where string) {
	x.t.Helper()
	x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[chromedp.Void](script+"; void 0")(ctx, t)
		return err
	}))
	for _, v := range get(x, chromedp.Evaluate[[]violation](axeRun, chromedp.EvalAwaitPromise)) {
		x.t.Errorf("%s: axe %s (%s): %s\n    %s", where, v.ID, v.Impact, v.Help, strings.Join(v.Where, "\n    "))
	}
}

// noSideways checks that a page can be read without scrolling to the right.
func (x *tab) noSideways(where string) {
	x.t.Helper()
	over := get(x, chromedp.Evaluate[[]string](`(() => {
		const wide = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= wide) return [];
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > wide + 1 && !e.closest(".scroll-x, .table-wrap")).slice(0, 4).map(e => e.outerHTML.slice(0, 120)).concat(document.documentElement.scrollWidth + " > " + wide);
	})()`))
	if len(over) > 0 {
		x.t.Errorf("%s scrolls sideways: %s", where, strings.Join(over, "\n    "))
	}
}

// TestPictures makes the pictures of the README, where CLIENTELE_PICTURES says.
func TestPictures(t *testing.T) {
	dir := os.Getenv("CLIENTELE_PICTURES")
	if dir == "" {
		t.Skip("no CLIENTELE_PICTURES: make screenshots sets it")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	paths := x.inside()
	account, preview := x.tellingAccount(), paths[9]
	x.eventuallyTrust()
	for _, p := range []struct {
		name, path    string
		width, height int64
		scheme        string
	}{
		{"today", "/", 1280, 860, "light"},
		{"today-dark", "/", 1280, 860, "dark"},
		{"today-phone", "/", 390, 844, "light"},
		{"relationships", "/relationships?sort=value&desc=yes", 1280, 860, "light"},
		{"account", account, 1280, 1100, "light"},
		{"account-phone", account, 390, 844, "dark"},
		{"balance", "/balance", 1280, 1000, "light"},
		{"trust", "/trust", 1280, 1000, "light"},
		{"import", preview, 1280, 860, "light"},
	} {
		x.look(p.width, p.height, p.scheme)
		x.visit(p.path)
		x.until(`document.readyState === "complete" && document.fonts.status === "loaded"`, "for the page")
		if err := os.WriteFile(fmt.Sprintf("%s/%s.png", dir, p.name), get(x, chromedp.CaptureScreenshot()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// tellingAccount is the one that needs attention first.
func (x *tab) tellingAccount() string {
	x.visit("/")
	x.until(`document.querySelector(".step-name") !== null`, "for somebody to need attention")
	return get(x, chromedp.Evaluate[string](`document.querySelector(".step-name").getAttribute("href")`))
}

// eventuallyTrust asks for the backtest, so that the page of trust has its diagram.
func (x *tab) eventuallyTrust() {
	x.visit("/trust")
	if !get(x, chromedp.Evaluate[bool](`document.querySelector('form[action*="backtest-now"]') !== null`)) {
		return
	}
	x.sent("backtest-now")
	x.comes("/trust", `document.querySelector("main svg.plot, main svg[role=img]") !== null`)
}
