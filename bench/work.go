package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// What the firm's work is measured on: a fifth as many deals as accounts, a tenth as many people,
// engagements and products, and one user with many items in the calendar.
const (
	dealsIn       = 5
	tenthIn       = 10
	tasksIn       = 50
	calendarItems = 2_000
	sellers       = 8 // colleagues, among whom records lie
)

// work is the firm's work, from the board to the order by telephone: a firm as make bench makes it,
// with its records brought in from files as a firm would bring them. CLIENTELE_BENCH_RECORDS brings as many
// records as a firm of that many accounts has.
func (b *bench) work(ctx context.Context) error {
	n, err := strconv.Atoi(env("CLIENTELE_BENCH_RECORDS", strconv.Itoa(b.accounts)))
	if err != nil {
		return fmt.Errorf("CLIENTELE_BENCH_RECORDS: %w", err)
	}
	b.note(figure{fmt.Sprintf("%d accounts of the simulated shop; %d deals; %d engagements, products, people each", b.accounts, n/dealsIn, n/tenthIn), "", engine(), "", true, ""})
	data := filepath.Join(b.tmp, "work")
	if b.firm != "" {
		data = filepath.Join(b.firm, "work")
	}
	say("making a firm of %d accounts in %s", b.accounts, data)
	if _, err := b.command(ctx, b.bin, "demo", "--preset", "shop", "--seed", "1", "--accounts", strconv.Itoa(b.accounts), "--data", data, "--if-empty"); err != nil {
		return err
	}
	filled := filepath.Join(data, "bench-filled")
	_, missing := os.Stat(filled)
	key, err := b.staff(ctx, data, missing != nil)
	if err != nil {
		return err
	}
	if missing != nil {
		if err := b.fillWork(ctx, data, key, n); err != nil {
			return err
		}
		if err := os.WriteFile(filled, nil, 0o600); err != nil {
			return err
		}
	}
	h, err := b.open(ctx, data)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.signIn(ctx); err != nil {
		return err
	}
	owner := &script{h, key}
	if err := owner.learnt(ctx); err != nil {
		return err
	}
	return errors.Join(b.workPages(ctx, owner), h.close())
}

// staff makes the owner, who gets a key, and the colleagues.
func (b *bench) staff(ctx context.Context, data string, fresh bool) (key string, err error) {
	h, err := b.open(ctx, data)
	if err != nil {
		return "", err
	}
	if err := h.signIn(ctx); err != nil {
		return "", errors.Join(err, h.close())
	}
	if err := h.close(); err != nil {
		return "", err
	}
	for i := range sellers {
		if !fresh {
			break
		}
		_, _, err := b.output(ctx, strings.NewReader(password+"\n"), b.bin, "user", "add", "--data", data, "--email", seller(i), "--role", "member", "--name", fmt.Sprint("Seller ", i+1), "--password-stdin")
		if err != nil {
			return "", err
		}
	}
	out, _, err := b.output(ctx, nil, b.bin, "key", "make", "--data", data, "--user", "ada@example.org")
	return strings.TrimSpace(string(out)), err
}

func seller(i int) string { return fmt.Sprintf("seller%d@example.org", i+1) }

// learnt has everything learnt that the nights learn.
func (h *script) learnt(ctx context.Context) error {
	if err := h.settled(ctx); err != nil {
		return err
	}
	for _, act := range []string{"/forecast-renew", "/learn-add-ons"} {
		if err := h.ask(ctx, http.MethodPost, act, `{}`, nil); err != nil {
			return err
		}
	}
	return h.settled(ctx)
}

// workFile is a file of records.
type workFile struct {
	as   string
	n    int
	head string
	row  func(w io.Writer, i int)
}

// fillWork brings the records in.
func (b *bench) fillWork(ctx context.Context, data, key string, n int) error {
	accounts, err := b.someAccounts(ctx, data, key)
	if err != nil {
		return err
	}
	for _, f := range workFiles(accounts, n) {
		path := filepath.Join(b.tmp, f.as+".csv")
		if err := f.write(path); err != nil {
			return err
		}
		out, s, err := b.output(ctx, nil, b.bin, "import", path, "--as", f.as, "--data", data)
		if err != nil {
			return err
		}
		if !strings.Contains(string(out), " 0 not taken") {
			return fmt.Errorf("%s", strings.TrimSpace(string(out)))
		}
		b.note(figure{fmt.Sprintf("a file of %d %s", f.n, f.as), "", fmt.Sprintf("%.0f rows/s", float64(f.n)/s.wall.Seconds()), fmt.Sprintf("%.0f s, %s resident", s.wall.Seconds(), megabytes(s.peak)), true, ""})
	}
	return nil
}

// accountsNamed is of how many accounts at most the records are.
const accountsNamed = 100_000

// someAccounts are the numbers of accounts, as lists give them.
func (b *bench) someAccounts(ctx context.Context, data, key string) (ids []int64, err error) {
	h, err := b.open(ctx, data)
	if err != nil {
		return nil, err
	}
	var page struct {
		numbered
		Next string `json:"next"`
	}
	for at := ""; len(ids) < min(accountsNamed, b.accounts); at = "&after=" + url.QueryEscape(page.Next) {
		page.Rows = nil
		if err = (&script{h, key}).ask(ctx, http.MethodGet, "/accounts?fields=name&limit=200&sort=id"+at, "", &page); err != nil {
			break
		}
		for _, r := range page.Rows {
			ids = append(ids, r.ID)
		}
		if page.Next == "" {
			break
		}
	}
	if err == nil && len(ids) == 0 {
		err = errors.New("the firm has no accounts")
	}
	return ids, errors.Join(err, h.close())
}

func (f workFile) write(path string) (err error) {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, f.head)
	for i := range f.n {
		f.row(w, i)
	}
	return w.Flush()
}

// workFiles are the files, for some of the accounts, as a firm of so many has them.
func workFiles(accounts []int64, n int) []workFile {
	rng := rand.New(rand.NewPCG(5, uint64(n)))
	today := clientele.NewClock(nil, time.UTC).Today()
	account := func() int64 { return accounts[rng.IntN(len(accounts))] }
	whose := func() string { return seller(rng.IntN(sellers)) }
	return []workFile{
		{"products", n / tenthIn, "Name,Code,Kind,Price,Tax", func(w io.Writer, i int) { product(w, rng, i) }},
		{"people", n / tenthIn, "First name,Last name,Email,Phone,Company", func(w io.Writer, i int) {
			name := beginnings[rng.IntN(len(beginnings))] + middles[rng.IntN(len(middles))] + ends[rng.IntN(len(ends))]
			fmt.Fprintf(w, "Ann,%s%d,ann.%d@firm%d.example,+44 20 %04d %04d,%d\n", name, i%50_000, i, i/3, 7000+i/10_000, i%10_000, account())
		}},
		{"deals", n / dealsIn, "Deal ID,Deal name,Company,Stage,Amount,Currency,Create date,Close date,Product,Owner", func(w io.Writer, i int) {
			opened := today - clientele.Day(rng.IntN(dealDays))
			end := opened + clientele.Day(10+rng.ExpFloat64()*60)
			stage := []string{"Won", "Lost", "Lost"}[rng.IntN(3)]
			if end > today || rng.IntN(20) == 0 {
				stage, end = []string{"Asked", "Seen", "Offered", "Agreed"}[rng.IntN(4)], today+clientele.Day(rng.IntN(120))
			}
			fmt.Fprintf(w, "%d,Deal %d,%d,%s,%d.00,GBP,%s,%s,Ware %d,%s\n", i, i, account(), stage, 100+rng.IntN(20_000), opened, end, i%7, whose())
		}},
		{"engagements", n / tenthIn, "Name,Account,Kind,Stage,Begins,Ends,Fee,Fee currency,Period,Notice,Notice unit,Renews,Owner", func(w io.Writer, i int) {
			begins := today - clientele.Day(rng.IntN(dealDays))
			kind := []string{"retainer", "matter", "project", "subscription", "mandate"}[rng.IntN(5)]
			ends, stage := begins+365, "running"
			for ends < today && rng.IntN(3) > 0 {
				ends += 365
			}
			if ends < today {
				stage = "ended"
			}
			fmt.Fprintf(w, "Agreement %d,%d,%s,%s,%s,%s,%d.00,GBP,month,3,month,yes,%s\n", i, account(), kind, stage, begins, ends, 50+rng.IntN(2_000), whose())
		}},
		{"tasks", n / tasksIn, "Title,Account,Due,Owner", func(w io.Writer, i int) {
			fmt.Fprintf(w, "Call back %d,%d,%s,%s\n", i, account(), today+clientele.Day(rng.IntN(120)-30), whose())
		}},
		{"events", calendarItems, "Title,Kind,Begins,Ends,Account,Owner", func(w io.Writer, i int) {
			day := today + clientele.Day(rng.IntN(365)-182)
			fmt.Fprintf(w, "Visit %d,%s,%sT%02d:00,%sT%02d:30,%d,ada@example.org\n", i, []string{"meeting", "call", "visit"}[i%3], day, 8+i%9, day, 8+i%9, account())
		}},
	}
}

// product is a line of goods, in words that many of them share.
func product(w io.Writer, rng *rand.Rand, i int) {
	of := strings.Fields("Oak Steel Cotton Glass Paper Red Blue Green Large Small Garden Kitchen Office Winter Summer Classic Modern Folding Light Heavy")
	what := strings.Fields("Table Chair Lamp Shelf Cup Plate Bag Box Frame Candle Clock Tray Basket Mirror Rug Cushion Bottle Knife Spoon Towel")
	fmt.Fprintf(w, "%s %s %s %d,P%06d,goods,%d.%02d,20\n", of[rng.IntN(len(of))], of[rng.IntN(len(of))], what[rng.IntN(len(what))], i, i, 1+rng.IntN(200), rng.IntN(100))
}
