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

// What lists are to reach, and among how many walls they are asked for.
const (
	reachSearch = 60 * time.Millisecond
	wallsPut    = 20
	colleague   = "cy@example.org"
	tries       = 8 // of each list, to say which one is slow
)

// asks are lists with two conditions, one of them on a field of the firm's own, and of the last a condition that nobody fits.
var asks = []string{`tier = gold and tags has vip`, `tier = gold and owner is empty`, `tier != plain and name starts b`, `tier = silver and name > "m"`,
	`tier = gold and email has "nobody@firm1.example"`}

func listPaths() (paths []string) {
	for i, filter := range asks {
		for _, sort := range []string{"name", "-changed"} {
			paths = append(paths, "/people?limit=50&sort="+sort+"&filter="+url.QueryEscape(filter)+fmt.Sprint("&count=", i%2))
		}
	}
	return paths
}

// settled waits until nothing is done in the background: what is measured is then the
// request, and not what runs beside it.
func (h *script) settled(ctx context.Context) error {
	return h.await(ctx, func() (bool, error) {
		var work struct {
			Rows []struct {
				Live bool `json:"live"`
			} `json:"rows"`
		}
		err := h.ask(ctx, http.MethodGet, "/jobs", "", &work)
		for _, r := range work.Rows {
			if r.Live {
				return false, err
			}
		}
		return true, err
	})
}

// lists asks for pages of a list while there are no walls.
func (b *bench) lists(ctx context.Context, h *script) error {
	return b.listsOf(ctx, h, fmt.Sprintf("list of %d people, two conditions, one custom, p99", b.accounts))
}

func (b *bench) listsOf(ctx context.Context, h *script, what string) error {
	paths := listPaths()
	before, err := cpuOf(h.cmd.Process.Pid)
	if err != nil {
		return err
	}
	took, err := h.timeAsks(ctx, paths, asked)
	if err != nil {
		return err
	}
	after, err := cpuOf(h.cmd.Process.Pid)
	if err != nil {
		return err
	}
	var slowest time.Duration
	var which string
	for _, path := range paths {
		one, err := h.timeAsks(ctx, []string{path}, tries)
		if err != nil {
			return err
		}
		if half := one[len(one)/2]; half > slowest {
			slowest, which = half, path
		}
	}
	p99 := took[len(took)*99/100]
	u, err := url.Parse(which)
	if err != nil {
		return err
	}
	b.note(figure{what, ms(reachOne), ms(p99), fmt.Sprintf("half of them under %s, %.1f ms of CPU each; the slowest, %s by %s, half under %s", ms(took[len(took)/2]),
		float64((after-before).Microseconds())/1000/asked, u.Query().Get("filter"), u.Query().Get("sort"), ms(slowest)), p99 < reachOne, ""})
	return nil
}

func (h *script) timeAsks(ctx context.Context, paths []string, n int) ([]time.Duration, error) {
	took := make([]time.Duration, n)
	for i := range took {
		began := clientele.Stopwatch()
		if err := h.ask(ctx, http.MethodGet, paths[i%len(paths)], "", nil); err != nil {
			return nil, err
		}
		took[i] = began()
	}
	slices.Sort(took)
	return took, nil
}

type numbered struct {
	Rows []struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
	} `json:"rows"`
}

// single asks for the pages of persons.
func (b *bench) single(ctx context.Context, h *script) error {
	var page numbered
	if err := h.ask(ctx, http.MethodGet, "/people?limit=200&filter="+url.QueryEscape("tier = gold"), "", &page); err != nil {
		return err
	}
	var pages []string
	for _, r := range page.Rows {
		pages = append(pages, fmt.Sprintf("/people/%d", r.ID))
	}
	one, err := h.time(ctx, pages, asked, 1)
	if err != nil {
		return err
	}
	p99 := one[len(one)*99/100]
	b.note(figure{"page of a person, p99", ms(reachOne), ms(p99), "half of them under " + ms(one[len(one)/2]), p99 < reachOne, ""})
	return nil
}

// found searches for names as one types them, letter by letter.
func (b *bench) found(ctx context.Context, h *script) error {
	var page numbered
	if err := h.ask(ctx, http.MethodGet, "/people?limit=50&sort=-changed", "", &page); err != nil {
		return err
	}
	var paths []string
	for _, r := range page.Rows {
		letters := []rune(r.Name)
		for n := 2; n <= len(letters); n++ {
			paths = append(paths, "/search?q="+url.QueryEscape(string(letters[:n])))
		}
	}
	took, err := h.timeAsks(ctx, paths, asked)
	if err != nil {
		return err
	}
	p99 := took[len(took)*99/100]
	b.note(figure{"search as one types, p99", ms(reachSearch), ms(p99), "half of them under " + ms(took[len(took)/2]), p99 < reachSearch, ""})
	return nil
}

// walled puts walls around relationships, and asks for the lists again: as an owner, who
// passes all of them, and as a colleague, who passes half.
func (b *bench) walled(ctx context.Context, h *script) error {
	_, _, err := b.output(ctx, strings.NewReader(password+"\n"), b.bin, "user", "add", "--data", h.data, "--email", colleague, "--role", "member", "--name", "Cy",
		"--password-stdin")
	if err != nil {
		return err
	}
	out, _, err := b.output(ctx, nil, b.bin, "key", "make", "--data", h.data, "--user", colleague)
	if err != nil {
		return err
	}
	var page numbered
	if err := h.ask(ctx, http.MethodGet, fmt.Sprintf("/accounts?limit=%d&sort=id", wallsPut), "", &page); err != nil {
		return err
	}
	for i, r := range page.Rows {
		passes := []string{`["ada@example.org", "` + colleague + `"]`, `["ada@example.org"]`}[i%2]
		if err := h.ask(ctx, http.MethodPut, fmt.Sprintf("/accounts/%d/wall", r.ID), `{"users": `+passes+`}`, nil); err != nil {
			return err
		}
	}
	if err := h.settled(ctx); err != nil {
		return err
	}
	if err := b.listsOf(ctx, h, fmt.Sprintf("  the same, %d walls, all of which are passed", wallsPut)); err != nil {
		return err
	}
	return b.listsOf(ctx, &script{h.program, strings.TrimSpace(string(out))}, fmt.Sprintf("  the same, %d walls, half of which are passed", wallsPut))
}
