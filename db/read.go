package db

import "github.com/clientele-crm/clientele"

// Day reads a day as it is stored. What we stored ourselves is a day or "".
func Day(s string) clientele.Day {
	if s == "" {
		return clientele.NoDay
	}
	d, err := clientele.ParseDay(s)
	if err != nil {
		return clientele.NoDay
	}
	return d
}

// Bounded is how many rows a page has where so many were asked for.
func Bounded(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, MostRows)
}

// MostRows is how many rows any page has at most.
const MostRows = 1_000

// Walk is what follows the column in a search for accounts.
type Walk struct {
	Text string
	Args []any
}

// Accounts lie close together where a range of ids, which accounts and entries
// share, holds few others; then it is read at one go.
const (
	leastRange  = 256
	mostBetween = 64 // ids of whatever for one account
)

// Walks are the searches for some accounts, in ascending order. They may find others besides.
func Walks(ids []clientele.ID) (all []Walk) {
	if n := len(ids); n >= leastRange && ids[n-1]-ids[0] <= clientele.ID(mostBetween*n) {
		return []Walk{{"BETWEEN ? AND ?", []any{ids[0], ids[n-1]}}}
	}
	for _, list := range Lists(ids) {
		all = append(all, Walk{"IN " + In(list), list})
	}
	return all
}

// Expr is an expression of SQL with its parameters.
type Expr struct {
	Text string
	Args []any
}

// SQL is an expression.
func SQL(text string, args ...any) Expr { return Expr{text, args} }

// Add puts more text, with its parameters, behind an expression.
func (x *Expr) Add(text string, args ...any) {
	x.Text += text
	x.Args = append(x.Args, args...)
}
