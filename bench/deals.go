package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
)

// What deals are to reach, at 200,000 of them.
const (
	reachBoard    = 60 * time.Millisecond
	reachMove     = 15 * time.Millisecond
	reachForecast = 80 * time.Millisecond
	movesTimed    = 200
	dealDays      = 1200 // over which they began
)

// deals fills a book with deals from a file, and asks of it what people ask of a board. Their number
// is CLIENTELE_BENCH_DEALS, 200,000 where nothing is said.
func (b *bench) deals(ctx context.Context) error {
	n, err := strconv.Atoi(env("CLIENTELE_BENCH_DEALS", "200000"))
	if err != nil {
		return fmt.Errorf("CLIENTELE_BENCH_DEALS: %w", err)
	}
	b.note(figure{"deals: " + strconv.Itoa(n), "", engine(), "", true, ""})
	data := filepath.Join(b.tmp, "deals")
	if b.firm != "" {
		data = filepath.Join(b.firm, "deals")
	}
	_, missing := os.Stat(data)
	key, err := b.newFirm(ctx, data, missing != nil)
	if err != nil {
		return err
	}
	if missing != nil {
		path := filepath.Join(b.tmp, "deals.csv")
		if err := writeDeals(path, n); err != nil {
			return err
		}
		say("bringing in %d deals", n)
		s, err := b.command(ctx, b.bin, "import", path, "--as", "deals", "--data", data)
		if err != nil {
			return err
		}
		b.note(figure{"a file of deals", "", fmt.Sprintf("%.0f rows/s", float64(n)/s.wall.Seconds()), fmt.Sprintf("%.0f s", s.wall.Seconds()), true, ""})
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
	began := clientele.Stopwatch()
	if err := owner.ask(ctx, http.MethodPost, "/forecast-renew", `{}`, nil); err != nil {
		return err
	}
	if err := owner.settled(ctx); err != nil {
		return err
	}
	b.note(figure{"learn from deals that ended, in the background", "", fmt.Sprintf("%.1f s", began().Seconds()), "with the trials of a year", true, ""})
	return errors.Join(b.boards(ctx, owner), h.close())
}

// boards asks for pages of deals, and moves cards.
func (b *bench) boards(ctx context.Context, h *script) error {
	for _, one := range []struct {
		what, path string
		reach      time.Duration
	}{{"board, first paint", "/deals/board", reachBoard}, {"list of deals", "/deals", reachBoard}, {"forecast", "/forecast", reachForecast}} {
		took, err := h.time(ctx, []string{one.path}, asked, 1)
		if err != nil {
			return err
		}
		p99 := took[len(took)*99/100]
		b.note(figure{one.what + ", p99", ms(one.reach), ms(p99), "half within " + ms(took[len(took)/2]), p99 <= one.reach, ""})
	}
	var board struct {
		Columns []struct {
			Value string
			Cards []struct{ ID int64 }
		}
	}
	if err := h.ask(ctx, http.MethodGet, "/deals/board", "", &board); err != nil {
		return err
	}
	var took []time.Duration
	for i := range movesTimed {
		from := board.Columns[i%2]
		card, to := from.Cards[i/2%len(from.Cards)].ID, board.Columns[2+i%2].Value
		began := clientele.Stopwatch()
		if err := h.ask(ctx, http.MethodPost, "/deal-move", fmt.Sprintf(`{"id": %d, "to": %q}`, card, to), nil); err != nil {
			return err
		}
		took = append(took, began())
	}
	slices.Sort(took)
	p99 := took[len(took)*99/100]
	b.note(figure{"move of a card, p99", ms(reachMove), ms(p99), "half within " + ms(took[len(took)/2]), p99 <= reachMove, ""})
	return nil
}

// writeDeals writes deals of three years in four open stages: most have ended, one in ten is open.
func writeDeals(path string, n int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	rng := rand.New(rand.NewPCG(3, uint64(n)))
	today := clientele.NewClock(nil, time.UTC).Today()
	fmt.Fprintln(w, "Deal ID,Deal name,Company,Stage,Amount,Currency,Create date,Close date,Product")
	for i := range n {
		opened := today - clientele.Day(rng.IntN(dealDays))
		end := opened + clientele.Day(10+rng.ExpFloat64()*60)
		stage := []string{"Won", "Lost", "Lost"}[rng.IntN(3)]
		if end > today || rng.IntN(20) == 0 {
			stage, end = []string{"Asked", "Seen", "Offered", "Agreed"}[rng.IntN(4)], today+clientele.Day(rng.IntN(120))
		}
		fmt.Fprintf(w, "%d,Deal %d,Firm %d,%s,%d.00,EUR,%s,%s,Ware %d\n", i, i, i%(n/8+1), stage, 100+rng.IntN(20_000), opened, end, i%7)
	}
	return w.Flush()
}
