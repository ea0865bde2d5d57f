package sample_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/clientele-crm/clientele/web/assets"
)

var colour = regexp.MustCompile(`--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);`)

// luminance and contrast are WCAG 2.2's definitions.
func luminance(hex string) float64 {
	part := func(s string) float64 {
		n, err := strconv.ParseUint(s, 16, 8)
		if err != nil {
			panic(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(hex[1:3]) + 0.7152*part(hex[3:5]) + 0.0722*part(hex[5:7])
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	tokens := map[string][2]string{}
	for _, m := range colour.FindAllStringSubmatch(assets.CSS(), -1) {
		tokens[m[1]] = [2]string{m[2], m[3]}
	}
	text, lines := 4.5, 3.0
	pairs := map[string]float64{}
	for _, ground := range []string{"paper", "surface", "sunk", "hover", "accent-wash"} {
		for _, ink := range []string{"ink", "ink-2", "ink-3", "accent", "client", "customer", "prospect", "growing", "steady", "slipping", "lapsed", "bad"} {
			pairs[ink+" "+ground] = text
		}
	}
	for _, k := range []string{"client", "customer", "prospect"} {
		pairs[k+" "+k+"-band"], pairs["ink "+k+"-band"], pairs["ink-2 "+k+"-band"] = text, text, text
		pairs["on-"+k+"-fill "+k+"-fill"] = text
		pairs[k+"-fill surface"] = lines
	}
	pairs["on-accent accent"], pairs["on-accent accent-hover"], pairs["slipping slipping-wash"] = text, text, text
	pairs["line-strong surface"], pairs["line-strong paper"], pairs["for surface"], pairs["against surface"] = lines, lines, lines, lines
	for pair, least := range pairs {
		var a, b string
		if _, err := fmt.Sscanf(pair, "%s %s", &a, &b); err != nil {
			t.Fatal(err)
		}
		x, okA := tokens[a]
		y, okB := tokens[b]
		if !okA || !okB {
			t.Fatalf("no token %s or %s", a, b)
		}
		for i, theme := range []string{"light", "dark"} {
			if c := contrast(x[i], y[i]); c < least {
				t.Errorf("%s, %s on %s: %.2f, wanted %.1f", theme, a, b, c, least)
			}
		}
	}
}
