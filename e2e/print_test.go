package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// papers are the sheets that people have, in inches.
var papers = []struct {
	name          string
	width, height float64
}{{"A4", 8.27, 11.69}, {"Letter", 8.5, 11}}

var sheet = regexp.MustCompile(`/Type\s*/Page[^s]`)

// sheets prints the page that is open, and counts what comes out; where CLIENTELE_PICTURES
// names a folder, the print is kept there to be looked at.
func (x *tab) sheets(name string, width, height float64) int {
	x.t.Helper()
	background := true
	printed, err := chromedp.Call(x.ctx, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: width, PaperHeight: height, PrintBackground: &background})
	if err != nil {
		x.t.Fatal(err)
	}
	if dir := os.Getenv("CLIENTELE_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), printed.Data, 0o600); err != nil {
			x.t.Fatal(err)
		}
	}
	return len(sheet.FindAll(printed.Data, -1))
}

// An account is printed on two pages, and so is the balance with its months and movements.
func TestPrintsAreShort(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	account := x.tellingAccount()
	for _, p := range papers {
		for _, one := range []struct {
			name, path string
			most       int
		}{{"account", account, 2}, {"balance", "/balance", 2}} {
			x.visit(one.path)
			if n := x.sheets(one.name+"-"+p.name, p.width, p.height); n < 1 || n > one.most {
				t.Errorf("%s on %s: %d pages, at most %d", one.path, p.name, n, one.most)
			}
		}
	}
}

// The page of an analysis is one that a person reads to its end, and breaks no rule of axe.
func TestThePageOfAnAnalysisIsShort(t *testing.T) {
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, args := range [][]string{
		{"demo", "--preset", "shop", "--seed", "5", "--accounts", "1500", "--out", filepath.Join(dir, "firm")},
		{"analyze", filepath.Join(dir, "firm", "orders.csv"), "--out", filepath.Join(dir, "answer.txt"), "--html", filepath.Join(dir, "page.html")},
	} {
		if out, err := exec.CommandContext(context.Background(), bin, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	h := &house{t: t}
	x := h.open(t)
	for _, room := range rooms {
		x.look(room.width, room.height, room.scheme)
		x.visit("file://" + filepath.Join(dir, "page.html"))
		if room.width > 1000 {
			if tall := get(x, chromedp.Evaluate[int]("document.documentElement.scrollHeight")); tall < 800 || tall > 6000 {
				t.Errorf("%s: %d px high", room.name, tall)
			}
		}
		first := get(x, chromedp.Evaluate[string](`document.querySelector("main > section").className`))
		if first != "trust" {
			t.Errorf("%s: trust is not first, but %q", room.name, first)
		}
		x.noSideways(room.name)
	}
}
