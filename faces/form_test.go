package faces

import (
	"testing"
)

// An amount is read as people write one, with its currency before or behind it: a comma is no
// nothing. What cannot be read goes on as it is, and is refused in words.
func TestMoneyIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string]string{
		"1250.50 GBP": `{"minor":125050,"currency":"GBP"}`, "1,250.50 GBP": `{"minor":125050,"currency":"GBP"}`, "1250,50 eur": `{"minor":125050,"currency":"EUR"}`,
		"EUR 1.250,50": `{"minor":125050,"currency":"EUR"}`, "1,250": `{"minor":125000,"currency":""}`, "-3 JPY": `{"minor":-3,"currency":"JPY"}`,
		"1.250,50 €": `{"minor":125050,"currency":"EUR"}`, "£1,250": `{"minor":125000,"currency":"GBP"}`, "1.250,– EUR": `{"minor":125000,"currency":"EUR"}`,
		"$ 12.50": `{"minor":1250,"currency":""}`, "a lot": `"a lot"`, "1,2,3 GBP": `"1,2,3 GBP"`,
	} {
		if got := string(money(t.Context(), text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
