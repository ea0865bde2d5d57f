package view

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
)

// House is all that is looked at and acted on.
type House struct {
	DB        *db.DB
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.House
	Data      string // folder of files handed in
	Log       *slog.Logger
	Now       func() time.Time // the clock; time.Now where nil
	Version   string
}

func (h *House) now() time.Time {
	if h.Now == nil {
		return time.Now()
	}
	return h.Now()
}

// Day is today.
func (h *House) Day() clientele.Day { return clientele.DayOf(h.now()) }

var defaultWords = Words{Client: "client", Clients: "clients", Customer: "customer", Customers: "customers", Prospect: "prospect", Prospects: "prospects"}

// Firm is the firm's name and its words.
func (h *House) Firm(ctx context.Context) (string, Words, error) {
	name, err := h.Access.Firm(ctx)
	if err != nil {
		return "", defaultWords, err
	}
	set, err := h.Access.Settings(ctx)
	if err != nil {
		return name, defaultWords, err
	}
	w := defaultWords
	w.Client, w.Clients = cmp.Or(set["word-client"], w.Client), cmp.Or(set["word-clients"], w.Clients)
	w.Customer, w.Customers = cmp.Or(set["word-customer"], w.Customer), cmp.Or(set["word-customers"], w.Customers)
	return name, w, nil
}

// lineless names, in addresses, the line of business that has no name.
const lineless = "-"

// lineOf reads a line of business out of an address; nil for every line.
func lineOf(given string) *clientele.Line {
	line := clientele.Line(given)
	switch given {
	case "":
		return nil
	case lineless:
		line = ""
	}
	return &line
}

func lineParam(line clientele.Line) string { return cmp.Or(string(line), lineless) }

func accountHref(id clientele.ID, line clientele.Line) string {
	href := "/accounts/" + strconv.FormatInt(int64(id), 10)
	if line != "" {
		href += "?" + url.Values{"line": {string(line)}}.Encode()
	}
	return href
}

func query(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// money is an amount in a currency; none without one.
func money(minor int64, currency string) clientele.Money {
	if currency == "" {
		return clientele.Money{}
	}
	return clientele.Money{Minor: minor, Currency: currency}
}

// plural counts in words: "1 client", "3 clients".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes a count with its groups apart.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func days(n int) string { return plural(n, "day", "days") }

// say writes a day within a sentence.
func say(d clientele.Day) string { return d.Time().Format("2 January 2006") }

func href(format string, id clientele.ID) string { return fmt.Sprintf(format, int64(id)) }

// Shell is what the house around a page says.
func (h *House) Shell(ctx context.Context, s access.Scope) (page.Shell, error) {
	firm, words, err := h.Firm(ctx)
	if err != nil {
		return page.Shell{}, err
	}
	first, err := h.HasFirstPassword(ctx, s)
	if err != nil {
		return page.Shell{}, err
	}
	open, err := h.Jobs.Queue.Open(ctx)
	return page.Shell{Firm: firm, Words: words, FirstKey: first, Running: len(open)}, err
}
