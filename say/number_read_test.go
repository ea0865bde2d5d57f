package say

import (
	"strconv"
	"testing"
)

func TestReadNumber(t *testing.T) {
	german := &Speaker{messages: map[string]message{"number.point": {other: ","}, "number.thousand": {other: "."}}}
	for text, want := range map[string][2]float64{ // English, German
		"1250.5": {1250.5, 1250.5}, "1250,50": {1250.5, 1250.5}, "1,250.50": {1250.5, 1250.5}, "1.250,50": {1250.5, 1250.5}, "1 250,5": {1250.5, 1250.5},
		"1,250": {1250, 1.25}, "1.250": {1.25, 1250}, "1.250.000": {1250000, 1250000}, "1,250,000": {1250000, 1250000}, "1'250.-": {-1, -1},
		"0.125": {.125, .125}, "0,125": {.125, .125}, "-3,5": {-3.5, -3.5}, "−12": {-12, -12}, "7": {7, 7}, ".5": {.5, .5}, "12,5": {12.5, 12.5}, "1,2,3": {-1, -1}, "1234.567": {1234.567, 1234.567}, "1250,500": {1250.5, 1250.5}, "1,234.567,890": {-1, -1}, "1.2,5": {-1, -1}, "12.345.678,5": {12345678.5, 12345678.5},
		"": {-1, -1}, "1e9": {-1, -1}, "NaN": {-1, -1}, "12 EUR": {-1, -1}, "1.2.3": {-1, -1}, "1.250,5,5": {-1, -1}, "inf": {-1, -1},
	} {
		for i, s := range []*Speaker{English, german} {
			n, ok := s.ReadNumber(text)
			if refused := want[i] == -1; refused == ok || ok && n != want[i] {
				t.Errorf("%d: %q is read as %v, %v; want %v", i, text, n, ok, want[i])
			}
		}
	}
}

func FuzzReadNumber(f *testing.F) {
	for _, text := range []string{"1.250,50", "-3,5", "1e9", ".,", "1,2.3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, ok := English.ReadNumber(text); ok {
			if again, ok := English.ReadNumber(strconv.FormatFloat(n, 'f', -1, 64)); !ok || again != n && len(text) < 15 {
				t.Errorf("%q is %v, and that is %v", text, n, again)
			}
		}
	})
}
