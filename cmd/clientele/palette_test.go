package main

import (
	"os"
	"regexp"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z0-9-]+): (light-dark\([^)]*\));`)

// The page of an analysis has the colours of the pages in the browser, by day and by night.
func TestThePageHasThePalette(t *testing.T) {
	css, err := os.ReadFile("../../web/assets/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	palette := map[string]string{}
	for _, m := range colour.FindAllStringSubmatch(string(css), -1) {
		palette[m[1]] = m[2]
	}
	used := colour.FindAllStringSubmatch(analyzeHTML, -1)
	if len(used) < 10 {
		t.Fatalf("only %d colours are named", len(used))
	}
	for _, m := range used {
		if palette[m[1]] != m[2] {
			t.Errorf("--%s is %s on the page and %s in the palette", m[1], m[2], palette[m[1]])
		}
	}
	for _, other := range regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`).FindAllString(colour.ReplaceAllString(analyzeHTML, ""), -1) {
		if other != "#fff" && other != "#000" { // paper and ink, where it is printed
			t.Errorf("%s is no colour of the palette", other)
		}
	}
}
