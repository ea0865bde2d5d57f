package clientele

import (
	"cmp"
	"strconv"
)

// ID numbers a thing within one workspace, in the order in which we learnt of it.
type ID int64

// String is the number as addresses and forms have it.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// Account is a person or firm that we know.
type Account struct {
	ID      ID
	Key     string // how evidence names it: "17850", "acme@example.org", "F12+C9"
	Name    string // how people name it; the key where nobody gave a name
	Email   string
	Phone   string
	Country string // as given
	Owner   ID     // the user who looks after it; 0 for nobody
}

// Who is what a piece of evidence says about whose it is.
// Key identifies the account; the rest is kept where we do not know it yet.
type Who struct {
	Key     string
	Name    string
	Email   string
	Phone   string
	Country string
}

// Line is a line of business. "" is the only one of a firm that has one.
type Line string

// Relationship is one account in one line of business: what a standing is of.
type Relationship struct {
	Account ID
	Line    Line
}

// Compare orders relationships by account, then by line.
func (r Relationship) Compare(o Relationship) int {
	return cmp.Or(cmp.Compare(r.Account, o.Account), cmp.Compare(r.Line, o.Line))
}
