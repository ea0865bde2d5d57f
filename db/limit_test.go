package db

import (
	"slices"
	"testing"
)

func TestLimited(t *testing.T) {
	for _, c := range []struct {
		text string
		args []any
		want string
		left []any
	}{
		{"SELECT a FROM t WHERE b = ?", []any{1}, "SELECT a FROM t WHERE b = ?", []any{1}},
		{"SELECT a FROM t WHERE b = ? LIMIT ?", []any{1, 51}, "SELECT a FROM t WHERE b = ? LIMIT 51", []any{1}},
		{"SELECT ? UNION (SELECT a LIMIT ?) WHERE c IN (?, ?) LIMIT ?", []any{"x", 3, "y", "z", 7}, "SELECT ? UNION (SELECT a LIMIT 3) WHERE c IN (?, ?) LIMIT 7", []any{"x", "y", "z"}},
		{"SELECT a LIMIT ? OFFSET ?", []any{int64(3), 4}, "SELECT a LIMIT ? OFFSET ?", []any{int64(3), 4}},
		{"SELECT a LIMIT ?", nil, "SELECT a LIMIT ?", nil}, // the engine says what is missing
	} {
		text, left := limited(c.text, c.args)
		if text != c.want || !slices.Equal(left, c.left) {
			t.Errorf("%s %v: %s %v", c.text, c.args, text, left)
		}
	}
}
