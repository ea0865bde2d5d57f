package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Where Debian, Ubuntu and others keep the browser.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

func browserPath(t testing.TB) string {
	t.Helper()
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CLIENTELE_REQUIRE_CHROMIUM") != "" {
		t.Fatal("Chromium is required here: install Debian's package chromium")
	}
	t.Skip("no Chromium: install Debian's package chromium")
	return ""
}

// tab is one browser with one page, and an ear for its complaints.
type tab struct {
	t        testing.TB
	h        *house
	ctx      context.Context
	mu       sync.Mutex
	said     []string // complaints of the console
	expected []string // parts of complaints that a walk brings about on purpose
}

// open starts a browser without any memory.
func (h *house) open(t testing.TB) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browserPath(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-pings", true), chromedp.Flag("disable-domain-reliability", true), chromedp.WindowSize(1366, 900),
	)
	ctx, stopBrowser := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopTab := chromedp.NewContext(ctx)
	x := &tab{t: t, h: h, ctx: ctx}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("close the browser: %v", err)
		}
		stopTab()
		stopBrowser()
		x.quiet()
	})
	x.do(chromedp.EmulateViewport(1366, 900))
	x.listen()
	return x
}

// listen collects what the console complains about: errors of scripts, blocked
// loads, broken policies, answers of 4xx and 5xx.
func (x *tab) listen() {
	messages := chromedp.Console(x.ctx)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				x.complain(fmt.Sprint("the ear fell off: ", r))
			}
		}()
		for m, err := range messages {
			if err != nil {
				return
			}
			switch m.Type {
			case "error", "warning", "assert", chromedp.ConsoleException:
				x.complain(fmt.Sprintf("%s: %s", m.Type, m.Text))
			}
		}
	}()
}

func (x *tab) complain(what string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.said = append(x.said, what)
}

// quiet fails the test where the console complained.
func (x *tab) quiet() {
	x.mu.Lock()
	defer x.mu.Unlock()
next:
	for _, s := range x.said {
		for _, e := range x.expected {
			if strings.Contains(s, e) {
				continue next
			}
		}
		x.t.Errorf("the browser's console says: %s", s)
	}
}

// do runs actions, each within the patience.
func (x *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	for i, a := range actions {
		// The first action starts the browser, which then lives as long as its context.
		if err := chromedp.Do(x.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			_, err := a(ctx, t)
			return err
		})); err != nil {
			x.t.Fatalf("step %d: %v\n%s", i+1, err, x.where())
		}
	}
}

// get runs an action that answers.
func get[T any](x *tab, a chromedp.Action[T]) T {
	x.t.Helper()
	var got T
	x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) (err error) {
		got, err = a(ctx, t)
		return err
	}))
	return got
}

// where says what the page shows, for a failed test.
func (x *tab) where() string {
	ctx, cancel := context.WithTimeout(x.ctx, patience/10)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText.slice(0, 1500) : ""`))
	return "at " + at + "\n" + text
}

// visit goes to a path of the house.
func (x *tab) visit(path string) {
	x.t.Helper()
	url := path
	if !strings.HasPrefix(path, "http") {
		url = x.h.url + path
	}
	x.do(chromedp.Navigate(url))
}

// see waits until the page shows a text, whatever the white space.
func (x *tab) see(text string) {
	x.t.Helper()
	x.until(fmt.Sprintf(`document.body.innerText.replace(/\s+/g, " ").toLowerCase().includes(%q)`, strings.ToLower(text)), "to see "+text)
}

// until waits until an expression is true, also across a change of page, which
// ends the poll of the page that was.
func (x *tab) until(expression, what string) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(patience)))
		if err == nil {
			return
		}
		if ctx.Err() != nil || !strings.Contains(err.Error(), "-32000") {
			x.t.Fatalf("waited %s: %v\n%s", what, err, x.where())
		}
	}
}

// press clicks the first visible button or link with a text.
func (x *tab) press(text string) {
	x.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll("button, a, summary, [role=button]")].find(e => e.checkVisibility() && e.innerText.trim().toLowerCase() === %q)`, strings.ToLower(text))
	x.until(find+" !== undefined", "for a button "+text)
	x.js(find + ".click()")
}

// fill types into the field of a name, in the form of an act where one is named.
func (x *tab) fill(act, name, value string) {
	x.t.Helper()
	sel := fmt.Sprintf(`form[action$="/do/%s"] [name="%s"]`, act, name)
	x.do(chromedp.WaitReady(chromedp.CSS(sel)))
	x.js(fmt.Sprintf(`(() => { const f = document.querySelector(%q); for (let d = f.closest("details"); d; d = d.parentElement.closest("details")) d.open = true; })()`, sel))
	if get(x, chromedp.Evaluate[bool](fmt.Sprintf(`document.querySelector(%q).matches("select, [type=date], [type=hidden]")`, sel))) {
		x.do(chromedp.SetValue(chromedp.CSS(sel), value))
		return
	}
	x.js(fmt.Sprintf(`document.querySelector(%q).value = ""`, sel))
	x.do(chromedp.SendKeys(chromedp.CSS(sel), value))
}

// send submits the form of an act.
func (x *tab) send(act string) {
	x.t.Helper()
	x.js(`document.documentElement.dataset.old = "yes"`)
	x.js(fmt.Sprintf(`document.querySelector('form[action$="/do/%s"]').requestSubmit()`, act))
}

// sent submits the form of an act and waits until its answer has replaced the page.
func (x *tab) sent(act string) {
	x.t.Helper()
	x.send(act)
	x.until(`document.readyState === "complete" && document.documentElement.dataset.old === undefined`, "for the answer to "+act)
}

// js runs a script for what it does.
func (x *tab) js(script string) {
	x.t.Helper()
	x.do(chromedp.Evaluate[chromedp.Void]("void (" + script + ")"))
}

// keys presses keys, as on a keyboard.
func (x *tab) keys(keys ...string) {
	x.t.Helper()
	for _, k := range keys {
		x.do(chromedp.KeyEvent(k))
	}
}

// look sets the size of the window and the light in the room.
func (x *tab) look(width, height int64, scheme string) {
	x.t.Helper()
	x.do(chromedp.EmulateViewport(width, height))
	if _, err := chromedp.Call(x.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}); err != nil {
		x.t.Fatal(err)
	}
}

// noScript switches scripts off in the page.
func (x *tab) noScript() {
	x.t.Helper()
	if _, err := chromedp.Call(x.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		x.t.Fatal(err)
	}
}

// owner goes through the one-time link.
func (x *tab) owner() {
	x.t.Helper()
	if x.h.setup == "" {
		x.t.Fatal("the program printed no link for the first owner")
	}
	x.visit(x.h.setup)
	x.fill("setup-owner", "firm", "Harbour & Hill")
	x.fill("setup-owner", "name", "Ada Owner")
	x.fill("setup-owner", "email", "ada@example.org")
	x.fill("setup-owner", "password", password)
	x.send("setup-owner")
	x.until(`document.querySelector("main") && !/^.(setup|do)/.test(location.pathname)`, "to be inside")
}

const password = "correct horse battery"
