package db

import "testing"

func TestRebind(t *testing.T) {
	for _, c := range []struct{ text, postgres string }{
		{"SELECT 1", "SELECT 1"},
		{"SELECT ?", "SELECT $1"},
		{"a = ? AND (b, c) > (?, ?)", "a = $1 AND (b, c) > ($2, $3)"},
		{"?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"},
	} {
		if got := Postgres.rebind(c.text); got != c.postgres {
			t.Errorf("PostgreSQL: %q became %q, want %q", c.text, got, c.postgres)
		}
		if got := SQLite.rebind(c.text); got != c.text {
			t.Errorf("SQLite: %q became %q", c.text, got)
		}
	}
}

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		older bool
	}{
		{"3.51.2", "3.51.3", true},
		{"3.51.3", "3.51.3", false},
		{"3.53.4", "3.51.3", false},
		{"3.9.0", "3.51.3", true}, // numbers, not letters
		{"3.51", "3.51.3", true},
		{"4", "3.51.3", false},
		{"", "3.51.3", true},
	} {
		if got := older(c.a, c.b); got != c.older {
			t.Errorf("older(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestLists(t *testing.T) {
	for _, n := range []int{0, 1, 2, 8, 9, 64, 65, 512, 513, 1500} {
		values := make([]int, n)
		for i := range values {
			values[i] = i
		}
		seen := map[any]bool{}
		for _, list := range Lists(values) {
			if len(list) != 1 && len(list) != 8 && len(list) != 64 && len(list) != 512 {
				t.Errorf("%d values: a list of %d", n, len(list))
			}
			for _, v := range list {
				seen[v] = true
			}
		}
		if len(seen) != n {
			t.Errorf("%d values: the lists hold %d", n, len(seen))
		}
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ text, folded string }{
		{"Müller  & Söhne", "muller & sohne"},
		{"ŁÓDŹ", "lodz"},
		{"Straße", "strasse"},
		{"  Ørsted A/S ", "orsted a/s"},
		{"ﬁne Ⅳ", "fine iv"},
		{"Ελλάδα", "ελλαδα"},
		{"ACME", "acme"},
	} {
		if got := Fold(c.text); got != c.folded {
			t.Errorf("Fold(%q) = %q, want %q", c.text, got, c.folded)
		}
	}
}

func TestWords(t *testing.T) {
	got := Words("Dr. Élise O'Brien", "F12+C9", "elise@acme.example")
	want := []string{"acme", "brien", "c9", "dr", "elise", "example", "f12", "o"}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	if Clean("a\x00b\xff") != "ab\uFFFD" {
		t.Errorf("Clean leaves %q", Clean("a\x00b\xff"))
	}
}
