package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/clientele-crm/clientele"
)

// twice is one mark of punctuation after another. Three dots are one.
var twice = regexp.MustCompile(`[.,;:!?] ?[.,;:!?]`)

// The help of every command: its own flags first, then what all know; each sentence with one
// mark at its end.
func TestEveryHelp(t *testing.T) {
	var c cli
	parser, err := newParser(&c, newVerbs(), &fileResolver{settings: &c.Settings}, stdio{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
	if err != nil {
		t.Fatal(err)
	}
	common := map[string]bool{}
	for _, f := range parser.Model.Flags {
		common[f.Name] = f.Name != "help"
	}
	leaves := parser.Model.Leaves(true)
	if len(leaves) < 60 {
		t.Fatalf("only %d commands", len(leaves))
	}
	for _, leaf := range append(leaves, parser.Model.Node) {
		help := helpOf(t, leaf)
		if found := twice.FindString(strings.ReplaceAll(strings.ReplaceAll(help, "...", "…"), "://", "/")); found != "" {
			t.Errorf("%s: the help says %q:\n%s", leaf.FullPath(), found, help)
		}
		ownLast, commonFirst := -1, len(help)
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				at := -1
				if found := regexp.MustCompile(`--(\[no-\])?` + regexp.QuoteMeta(f.Name) + `(\[?=|\s)`).FindStringIndex(help); found != nil {
					at = found[0] // and not the one that only begins so
				}
				switch {
				case at < 0:
					t.Errorf("%s: the help lacks --%s", leaf.FullPath(), f.Name)
				case common[f.Name]:
					commonFirst = min(commonFirst, at)
				default:
					ownLast = max(ownLast, at)
				}
			}
		}
		if ownLast > commonFirst {
			t.Errorf("%s: a flag of its own comes after those that all know:\n%s", leaf.FullPath(), help)
		}
	}
}

func helpOf(t *testing.T, leaf *kong.Node) string {
	t.Helper()
	args := strings.Fields(leaf.FullPath())[1:]
	args = slices.DeleteFunc(args, func(a string) bool { return strings.HasPrefix(a, "<") })
	var out bytes.Buffer
	if got := run(t.Context(), append(args, "--help"), stdio{out: &out, err: &out}); got != exitDone {
		t.Fatalf("%s: status %d: %s", leaf.FullPath(), got, out.String())
	}
	return out.String()
}

// A fault is one line with one mark between its parts, however they end.
func TestAFaultSaysEachMarkOnce(t *testing.T) {
	for want, f := range map[string]clientele.Fault{
		"orders.csv: which day is it? look at the row": {What: "which day is it?", Where: "orders.csv", Remedy: "look at the row"},
		"the row is odd; look at it":                   {What: "the row is odd.", Remedy: "look at it"},
		"line 3: there is nothing; bring something":    {What: "there is nothing;", Where: "line 3:", Remedy: "bring something"},
		"it stopped": {What: "it stopped"},
	} {
		if got := f.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
