package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clientele-crm/clientele"
)

// What is to be reached.
const (
	reachOne   = 50 * time.Millisecond  // p99, one client
	reachMany  = 150 * time.Millisecond // the worst page, 16 clients
	reachStart = 300 * time.Millisecond
	reachIdle  = 120 << 20
	manyAtOnce = 16
)

// pages serves a large firm and asks for the pages that people open all day.
func (b *bench) pages(ctx context.Context) error {
	data, err := b.largeFirm(ctx)
	if err != nil {
		return err
	}
	h, err := b.open(ctx, data)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.signIn(ctx); err != nil {
		return err
	}
	if err := h.atRest(ctx); err != nil {
		return err
	}
	paths, err := h.accounts(ctx)
	if err != nil {
		return err
	}
	walks := map[string][]string{
		"Today":         {"/"},
		"Relationships": {"/relationships", "/relationships?kind=client", "/relationships?view=slipping", "/relationships?kind=customer&sort=revenue&desc=yes", "/relationships?q=mar"},
		"Account":       paths,
	}
	for _, name := range []string{"Relationships", "Account", "Today"} {
		if err := b.page(ctx, h, name, walks[name]); err != nil {
			return fmt.Errorf("page %s: %w", name, err)
		}
	}
	return errors.Join(b.idle(ctx, data), h.close())
}

// largeFirm makes the firm once.
func (b *bench) largeFirm(ctx context.Context) (string, error) {
	data := b.firm
	if data == "" {
		data = filepath.Join(b.tmp, "firm")
	}
	say("making a firm of %d accounts in %s", b.accounts, data)
	s, err := b.command(ctx, b.bin, "demo", "--preset", "shop", "--seed", "1", "--accounts", strconv.Itoa(b.accounts), "--data", data, "--if-empty")
	say("made in %.0f s, %s resident at most", s.wall.Seconds(), megabytes(s.peak))
	return data, err
}

// program is the program, serving.
type program struct {
	cmd     *exec.Cmd
	data    string // its folder
	url     string
	setup   string
	started time.Duration // from the start of the process to its first answer
	client  *http.Client
}

var addressIn = regexp.MustCompile(`http://127\.0\.0\.1:\d+(/setup\?token=\S+)?`)

func (b *bench) open(ctx context.Context, data string) (*program, error) {
	h := &program{data: data, cmd: exec.CommandContext(ctx, b.bin, "serve", "--data", data, "--addr", "127.0.0.1:0", "--log-level", "error")}
	h.cmd.Stderr = os.Stderr
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	h.client = &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: manyAtOnce}}
	began := clientele.Stopwatch()
	if err := h.cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C"); {
		m := addressIn.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		if m[1] != "" {
			h.setup = m[0]
		} else {
			h.url = m[0]
		}
	}
	if _, err := h.get(ctx, "/healthz"); err != nil {
		return nil, errors.Join(err, h.close())
	}
	h.started = began()
	return h, nil
}

func (h *program) close() error {
	if h.cmd.ProcessState != nil {
		return nil
	}
	h.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // Wait tells
	return h.cmd.Wait()
}

func (h *program) get(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := h.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != http.StatusOK || strings.HasPrefix(resp.Request.URL.Path, "/sign-in")) {
		err = fmt.Errorf("%s: %s, at %s", path, resp.Status, resp.Request.URL.Path)
	}
	return body, err
}

const password = "correct horse battery"

// signIn becomes the owner, or comes back as the owner of an earlier run.
func (h *program) signIn(ctx context.Context) error {
	form, act := url.Values{"email": {"ada@example.org"}, "password": {password}}, "sign-in"
	if h.setup != "" {
		u, err := url.Parse(h.setup)
		if err != nil {
			return err
		}
		act = "setup-owner"
		form.Set("token", u.Query().Get("token"))
		form.Set("firm", "Harbour & Hill")
		form.Set("name", "Ada Owner")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url+"/do/"+act, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := h.client.Do(r)
	if err != nil {
		return err
	}
	resp.Body.Close()
	_, err = h.get(ctx, "/")
	return err
}

// atRest waits until nothing waits or runs in the background: a firm that was just made is looked through for duplicates.
func (h *program) atRest(ctx context.Context) error {
	say("waiting until the work in the background is done")
	for live := true; live; {
		body, err := h.get(ctx, "/api/v1/jobs")
		if err != nil {
			return err
		}
		var work struct {
			Rows []struct {
				Live bool `json:"live"`
			} `json:"rows"`
		}
		if err := json.Unmarshal(body, &work); err != nil {
			return err
		}
		live = false
		for _, job := range work.Rows {
			live = live || job.Live
		}
		if live {
			time.Sleep(time.Second)
		}
	}
	return nil
}

var accountIn = regexp.MustCompile(`href="(/accounts/\d+)`)

// accounts finds the pages of some accounts, from lists in several orders.
func (h *program) accounts(ctx context.Context) ([]string, error) {
	var all []string
	for _, list := range []string{"/relationships", "/relationships?kind=client", "/relationships?kind=customer&sort=last", "/relationships?sort=revenue&desc=yes"} {
		body, err := h.get(ctx, list)
		if err != nil {
			return nil, err
		}
		for _, m := range accountIn.FindAllSubmatch(body, -1) {
			if path := string(m[1]); !slices.Contains(all, path) {
				all = append(all, path)
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the lists lead to no account")
	}
	return all, nil
}

// asked is how often each page is asked for, by one client; a sixteenth of it by each of sixteen.
const asked = 400

func (b *bench) page(ctx context.Context, h *program, name string, paths []string) error {
	if _, err := h.time(ctx, paths, min(len(paths), 40), 1); err != nil { // warm
		return err
	}
	one, err := h.time(ctx, paths, asked, 1)
	if err != nil {
		return err
	}
	many, err := h.time(ctx, paths, asked, manyAtOnce)
	if err != nil {
		return err
	}
	p99, worst := one[len(one)*99/100], many[len(many)-1]
	b.note(figure{fmt.Sprintf("page %s at %d accounts, p99 with one client", name, b.accounts), "50 ms", ms(p99), "half of them under " + ms(one[len(one)/2]), p99 < reachOne, ""})
	b.note(figure{"  the slowest with 16 clients", "150 ms", ms(worst), "half of them under " + ms(many[len(many)/2]), worst < reachMany, ""})
	return nil
}

// time asks for pages, n times in all, from so many clients; sorted times.
func (h *program) time(ctx context.Context, paths []string, n, clients int) ([]time.Duration, error) {
	took := make([]time.Duration, n)
	var group errgroup.Group
	for c := range clients {
		group.Go(func() error {
			for i := c; i < n; i += clients {
				began := clientele.Stopwatch()
				if _, err := h.get(ctx, paths[i%len(paths)]); err != nil {
					return err
				}
				took[i] = began()
			}
			return nil
		})
	}
	err := group.Wait()
	slices.Sort(took)
	return took, err
}

func ms(d time.Duration) string { return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond)) }

// settle is how long a house is left alone before it counts as idle.
const settle = 5 * time.Second

// idle starts anew on the existing data: the time to the first answer, the best
// of five, and what stays resident.
func (b *bench) idle(ctx context.Context, data string) error {
	best := time.Hour
	for i := range 5 {
		h, err := b.open(ctx, data)
		if err != nil {
			return err
		}
		best = min(best, h.started)
		if i == 4 {
			time.Sleep(settle)
			resident, err := resident(h.cmd.Process.Pid)
			if err != nil {
				return errors.Join(err, h.close())
			}
			b.note(figure{"resident memory, idle", "120 MB", megabytes(resident), "", resident < reachIdle, ""})
		}
		if err := h.close(); err != nil {
			return err
		}
	}
	b.note(figure{"start to first answer on an existing database", "300 ms", ms(best), "best of five", best < reachStart, ""})
	return nil
}

func resident(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("no VmRSS")
}
