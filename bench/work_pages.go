package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// What the firm's work is to reach.
const (
	reachFolded    = 80 * time.Millisecond // pages from folded sums
	reachKeystroke = 40 * time.Millisecond
)

// workPage is a page, or several of a kind, asked for in turn.
type workPage struct {
	what  string
	reach time.Duration
	paths []string
}

// workPages asks for what people open all day, moves cards, and types an order.
func (b *bench) workPages(ctx context.Context, h *script) error {
	pages := []workPage{
		{"board, first paint", reachBoard, []string{"/deals/board"}}, {"list of deals", reachFolded, []string{"/deals"}}, {"forecast", reachForecast, []string{"/forecast"}},
		{"list of engagements", reachFolded, []string{"/engagements"}},
	}
	for _, of := range []string{"accounts", "people", "deals", "engagements"} {
		var some numbered
		if err := h.ask(ctx, http.MethodGet, "/"+of+"?limit=100", "", &some); err != nil {
			return err
		}
		p := workPage{what: "timeline of " + of, reach: reachOne}
		for _, r := range some.Rows {
			p.paths = append(p.paths, fmt.Sprintf("/%s/%d/timeline", of, r.ID))
		}
		pages = append(pages, p)
	}
	for _, one := range []string{"unanswered", "promised", "quiet"} {
		pages = append(pages, workPage{one, reachOne, []string{"/" + one}})
	}
	pages = append(pages, workPage{fmt.Sprintf("calendar, a month of who has %d events", calendarItems), reachOne, []string{"/calendar"}},
		workPage{"calendar, a month of everybody", reachFolded, []string{"/calendar?of=everyone"}})
	for _, one := range []string{"journey", "stability", "drivers", "balance"} {
		pages = append(pages, workPage{one, reachFolded, []string{"/" + one}})
	}
	for _, p := range pages {
		if err := b.pageOf(ctx, h, p); err != nil {
			return fmt.Errorf("%s: %w", p.what, err)
		}
	}
	if err := b.moves(ctx, h); err != nil {
		return err
	}
	return b.keystrokes(ctx, h)
}

// pageOf asks for a page as one who looks at it does.
func (b *bench) pageOf(ctx context.Context, h *script, p workPage) error {
	return b.timed(h, p, func() ([]time.Duration, error) {
		return h.time(ctx, p.paths, asked, 1)
	})
}

// timed notes how long something took that is done as often as a page is asked for, and the
// CPU of it: on a machine that does other work too, that tells more.
func (b *bench) timed(h *script, p workPage, do func() ([]time.Duration, error)) error {
	before, err := cpuOf(h.cmd.Process.Pid)
	if err != nil {
		return err
	}
	took, err := do()
	if err != nil {
		return err
	}
	after, err := cpuOf(h.cmd.Process.Pid)
	p99 := took[len(took)*99/100]
	b.note(figure{p.what + ", p99", ms(p.reach), ms(p99), fmt.Sprintf("half within %s; %.1f ms of CPU each", ms(took[len(took)/2]), float64((after-before).Microseconds())/1000/float64(len(took))),
		p99 <= p.reach, ""})
	return err
}

// moves puts cards from the first two stages of the board into the next two.
func (b *bench) moves(ctx context.Context, h *script) error {
	var board struct {
		Columns []struct {
			Value string
			Cards []struct{ ID int64 }
		}
	}
	if err := h.ask(ctx, http.MethodGet, "/deals/board", "", &board); err != nil {
		return err
	}
	return b.timed(h, workPage{what: "move of a card", reach: reachMove}, func() (took []time.Duration, err error) {
		for i := range movesTimed {
			from := board.Columns[i%2]
			card, to := from.Cards[i/2%len(from.Cards)].ID, board.Columns[2+i%2].Value
			began := clientele.Stopwatch()
			if err := h.ask(ctx, http.MethodPost, "/deal-move", fmt.Sprintf(`{"id": %d, "to": %q}`, card, to), nil); err != nil {
				return nil, err
			}
			took = append(took, began())
		}
		slices.Sort(took)
		return took, nil
	})
}

// keystrokes types orders: for whom by telephone number and by name, what by name and by code, and
// what is bought with it.
func (b *bench) keystrokes(ctx context.Context, h *script) error {
	var accounts struct {
		Rows []struct {
			ID    int64  `json:"id"`
			Name  string `json:"name"`
			Phone string `json:"phone"`
		} `json:"rows"`
	}
	if err := h.ask(ctx, http.MethodGet, "/accounts?limit=50&sort=-changed", "", &accounts); err != nil {
		return err
	}
	var products struct {
		Rows []struct {
			ID   int64  `json:"id"`
			Name string `json:"name"`
			Code string `json:"code"`
		} `json:"rows"`
	}
	if err := h.ask(ctx, http.MethodGet, "/products?limit=50&sort=-changed", "", &products); err != nil {
		return err
	}
	var phones, names, goods, beside []string
	for i, a := range accounts.Rows {
		if a.Phone != "" {
			phones = append(phones, typed("/orders/customers?q=", a.Phone, 3)...)
			phones = append(phones, "/orders/customers?q="+url.QueryEscape(a.Phone[max(0, len(a.Phone)-4):]))
		}
		names = append(names, typed("/orders/customers?q=", a.Name, 2)...)
		if i >= len(products.Rows) {
			continue
		}
		p := products.Rows[i]
		for _, text := range []string{p.Name, p.Code, strings.ToLower(p.Name[strings.Index(p.Name, " ")+1:])} {
			goods = append(goods, typed(fmt.Sprintf("/orders/products?account=%d&q=", a.ID), text, 1)...)
		}
		beside = append(beside, fmt.Sprintf("/orders/beside?account=%d&items=%s&items.quantity=2", a.ID, url.QueryEscape(fmt.Sprintf("%s #%d", p.Name, p.ID))))
	}
	for _, p := range []workPage{{"customer by telephone, a keystroke", reachKeystroke, phones}, {"customer by name, a keystroke", reachKeystroke, names},
		{"product by letters, a keystroke", reachKeystroke, goods}, {"what an order comes to, and what goes with it", reachKeystroke, beside}} {
		if len(p.paths) == 0 {
			return fmt.Errorf("%s: nothing to type", p.what)
		}
		err := b.timed(h, p, func() ([]time.Duration, error) { return h.timeAsks(ctx, p.paths, max(asked, len(p.paths))) })
		if err != nil {
			return err
		}
	}
	return nil
}

// typed is a text letter by letter, from so many on.
func typed(path, text string, from int) (all []string) {
	letters := []rune(text)
	for n := from; n <= len(letters); n++ {
		all = append(all, path+url.QueryEscape(string(letters[:n])))
	}
	return all
}
