package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
)

// bulkRows are the numbers of rows that one INSERT carries, so that the texts
// are few and an engine can keep their plans.
var bulkRows = []int{256, 64, 16, 4, 1}

// maxParameters is the lowest limit of the two engines (SQLite: 32,766).
const maxParameters = 32_000

// InsertRows writes many rows with few statements. Head is "INSERT INTO t (a, b)",
// args are the rows one after another, each of the given width, and tail is what
// follows the values: "" or "ON CONFLICT …".
func (t *Tx) InsertRows(ctx context.Context, head string, width int, args []any, tail string) error {
	if len(args)%width != 0 {
		return fmt.Errorf("%s: %d values do not make rows of %d", head, len(args), width)
	}
	if text, plain := copied(head, tail); plain && t.Engine == Postgres && len(args) >= fewestCopied*width {
		if err := t.copyRows(ctx, text, width, args); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		return nil
	}
	for _, rows := range bulkRows {
		n := rows * width
		if n > maxParameters || len(args) < n {
			continue
		}
		text := head + " VALUES " + repeat("("+Marks(width)+")", rows) + " " + tail
		for len(args) >= n {
			if err := t.execBulk(ctx, text, args[:n], len(args) >= 2*n); err != nil {
				return fmt.Errorf("%s: %w", head, err)
			}
			args = args[n:]
		}
	}
	return nil
}

// execBulk runs a statement; one that comes again is parsed once a transaction.
func (t *Tx) execBulk(ctx context.Context, text string, args []any, again bool) error {
	stmt := t.bulk[text]
	if stmt == nil && (!again || t.Engine == Postgres) {
		_, err := t.Exec(ctx, text, args...)
		return err
	}
	if stmt == nil {
		var err error
		if stmt, err = t.tx.PrepareContext(ctx, text); err != nil {
			return err
		}
		if t.bulk == nil {
			t.bulk = map[string]*sql.Stmt{}
		}
		t.bulk[text] = stmt // closed with the transaction
	}
	_, err := stmt.ExecContext(ctx, args...)
	return err
}

// Marks is n question marks with commas: what goes between the brackets of IN ().
func Marks(n int) string { return repeat("?", n) }

// In is a list of as many parameters, in brackets.
func In(list []any) string { return "(" + Marks(len(list)) + ")" }

// mostMarked is up to how many numbers stand in a test one by one, so that an engine plans by them.
const mostMarked = 8

// Among tests whether a column has one of some numbers. Many are one parameter, so that a
// statement may test them often: SQLite takes 32,766 parameters. Both engines walk an index by it.
func (e Engine) Among(column string, numbers []clientele.ID) Expr {
	switch n := len(numbers); {
	case n == 0:
		return SQL("1 = 0")
	case n == 1:
		return SQL(column+" = ?", numbers[0])
	case n <= mostMarked:
		x := SQL(column + " IN (" + Marks(n) + ")")
		for _, one := range numbers {
			x.Args = append(x.Args, one)
		}
		return x
	}
	var list strings.Builder
	for i, n := range numbers {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(n.String())
	}
	if e == Postgres {
		return SQL(column+" = ANY(CAST(? AS BIGINT[]))", "{"+list.String()+"}")
	}
	return SQL(column+" IN (SELECT value FROM json_each(?))", "["+list.String()+"]")
}

// With puts a value before a list of them.
func With(first any, rest []any) []any { return append([]any{first}, rest...) }

func repeat(s string, n int) string { return strings.Repeat(s+", ", n-1) + s }

// listSizes are the lengths to which Lists fills up.
var listSizes = []int{1, 8, 64, 512}

// Lists cuts values into argument lists for IN (), each filled up to one of few
// lengths with its own last value, so that the texts are few.
func Lists[T any](values []T) [][]any {
	const longest = 512
	var lists [][]any
	for len(values) > 0 {
		n := min(len(values), longest)
		size := longest
		for _, s := range listSizes {
			if n <= s {
				size = s
				break
			}
		}
		list := make([]any, size)
		for i := range list {
			list[i] = values[min(i, n-1)]
		}
		lists = append(lists, list)
		values = values[n:]
	}
	return lists
}
