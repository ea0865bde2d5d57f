package db

import (
	"fmt"
	"testing"
)

func TestReboundTextsAreForgotten(t *testing.T) {
	for n := range 3 * mostRebound {
		text := fmt.Sprintf("SELECT ? + %d", n)
		if got, want := Postgres.rebind(text), fmt.Sprintf("SELECT $1 + %d", n); got != want || Postgres.rebind(text) != want {
			t.Fatalf("%q became %q", text, got)
		}
	}
	if n := len(rebound.known); n > mostRebound {
		t.Errorf("%d texts are remembered", n)
	}
}
