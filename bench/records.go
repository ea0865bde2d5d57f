package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// What records are to reach, at a million people.
const (
	reachField    = 5 * time.Millisecond // of CPU, one field of one record
	reachRows     = 4_000                // rows of a file, a second
	reachBulk     = 3_000                // records of an edit of a list, a second
	reachRecords  = 300 << 20            // resident at most, while a file comes in
	lastFile      = 100_000              // people of the file that is measured
	changesTimed  = 200
	pollEach      = 200 * time.Millisecond
	giveUpWaiting = time.Hour
)

// records fills a book with people from files, and asks of it what people ask. The book
// is in SQLite, or in the empty PostgreSQL that CLIENTELE_DATABASE names.
func (b *bench) records(ctx context.Context) error {
	b.note(figure{"records of " + strconv.Itoa(b.accounts) + " people", "", engine(), "", true, ""})
	data := filepath.Join(b.tmp, "people")
	if b.firm != "" {
		data = filepath.Join(b.firm, "people")
	}
	_, missing := os.Stat(data)
	key, err := b.newFirm(ctx, data, missing != nil)
	if err != nil {
		return err
	}
	if missing != nil {
		if err := b.bringIn(ctx, data); err != nil {
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
	for _, do := range []func(context.Context, *script) error{b.lists, b.single, b.found, b.walled, b.fieldByField, b.inBulk} {
		if err := owner.settled(ctx); err != nil {
			return err
		}
		if err := do(ctx, owner); err != nil {
			return err
		}
	}
	return h.close()
}

func engine() string {
	if os.Getenv("CLIENTELE_DATABASE") != "" {
		return "PostgreSQL"
	}
	return "SQLite"
}

// newFirm is an empty book with an owner, who has a key, and a field of the firm's own.
// One that is there already gets another key.
func (b *bench) newFirm(ctx context.Context, data string, fresh bool) (key string, err error) {
	h, err := b.open(ctx, data)
	if err != nil {
		return "", err
	}
	if err := h.signIn(ctx); err != nil {
		return "", errors.Join(err, h.close())
	}
	out, _, err := b.output(ctx, nil, b.bin, "key", "make", "--data", data, "--user", "ada@example.org")
	if key = strings.TrimSpace(string(out)); err == nil && fresh {
		err = (&script{h, key}).ask(ctx, http.MethodPost, "/fields", `{"type": "people", "name": "tier", "kind": "choice", "choices": ["gold", "silver", "plain"], "listed": true}`, nil)
	}
	return key, errors.Join(err, h.close())
}

// script is a house that is asked by program, with a key.
type script struct {
	*program
	key string
}

// ask asks by program, and reads the answer.
func (h *script) ask(ctx context.Context, method, path, body string, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, h.url+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+h.key)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := h.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s %s", method, path, resp.Status, text)
	}
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// bringIn brings people in from two files; the second, into the book that the first
// filled, is the one that is measured.
func (b *bench) bringIn(ctx context.Context, data string) error {
	last := min(lastFile, b.accounts)
	for _, file := range []struct{ from, to int }{{0, b.accounts - last}, {b.accounts - last, b.accounts}} {
		if file.to == file.from {
			continue
		}
		path := filepath.Join(b.tmp, fmt.Sprintf("people-%d.csv", file.from))
		if err := writePeople(path, file.from, file.to, b.accounts/20+1); err != nil {
			return err
		}
		say("bringing in people %d to %d", file.from, file.to)
		s, err := b.command(ctx, b.bin, "import", path, "--as", "people", "--data", data)
		if err != nil {
			return err
		}
		rate := float64(file.to-file.from) / s.wall.Seconds()
		say("%.0f rows a second, %.0f a second of CPU", rate, float64(file.to-file.from)/s.cpu.Seconds())
		if file.to != b.accounts {
			continue
		}
		b.note(figure{fmt.Sprintf("a file of %d people into a book of %d", file.to-file.from, file.from), fmt.Sprintf("%d rows/s", reachRows), fmt.Sprintf("%.0f rows/s", rate),
			fmt.Sprintf("%.1f s; %.0f rows/s of CPU", s.wall.Seconds(), float64(file.to-file.from)/s.cpu.Seconds()), rate >= reachRows, ""})
		b.note(figure{"  memory while it comes in, peak resident", megabytes(reachRecords), megabytes(s.peak), "", s.peak < reachRecords, ""})
	}
	return nil
}

func writePeople(path string, from, to, firms int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	given := strings.Fields("Ann Bo Cy Di Eva Finn Gil Hanna Ida Jo Karl Lea Max Nora Otto Pia Rosa Sam Tom Uli")
	rng := rand.New(rand.NewPCG(1, uint64(from)))
	fmt.Fprintln(w, "First name,Last name,Email,Phone,Company,Role,Street,City,Tags,Tier")
	for i := from; i < to; i++ {
		name := given[rng.IntN(len(given))]
		tier := []string{"gold", "silver", "plain", "plain", "plain", "plain", "", "", "", ""}[rng.IntN(10)]
		fmt.Fprintf(w, "%s,%s%d,%s.%d@firm%d.example,+44 20 %04d %04d,Firm %d,director,%d High Street,Leeds,vip;x,%s\n", name, beginnings[rng.IntN(len(beginnings))], i%50_000,
			strings.ToLower(name), i, i%firms, 7000+i/10_000, i%10_000, i%firms, i%200, tier)
	}
	return w.Flush()
}

// fieldByField changes one field of one record at a time, and looks at the CPU that the
// program took for it.
func (b *bench) fieldByField(ctx context.Context, h *script) error {
	var page struct {
		Rows []struct {
			ID int64 `json:"id"`
		} `json:"rows"`
	}
	if err := h.ask(ctx, http.MethodGet, "/people?limit=200", "", &page); err != nil {
		return err
	}
	before, err := cpuOf(h.cmd.Process.Pid)
	if err != nil {
		return err
	}
	for i := range changesTimed {
		path := fmt.Sprintf("/people/%d", page.Rows[i%len(page.Rows)].ID)
		if err := h.ask(ctx, http.MethodPatch, path, fmt.Sprintf(`{"industry": "trade %d"}`, i), nil); err != nil {
			return err
		}
	}
	after, err := cpuOf(h.cmd.Process.Pid)
	each := (after - before) / changesTimed
	b.note(figure{"change of one field, CPU", ms(reachField), fmt.Sprintf("%.1f ms", float64(each)/float64(time.Millisecond)), "by PATCH, all of the request", each < reachField, ""})
	return err
}

// cpuOf is how much CPU a process has had.
func cpuOf(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	f := strings.Fields(rest)
	user, err := strconv.ParseInt(f[11], 10, 64)
	system, err2 := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err, err2) // ticks of Linux are hundredths
}

// inBulk edits up to 100,000 records as one, and takes that back.
func (b *bench) inBulk(ctx context.Context, h *script) error {
	var edit struct {
		Batch int64 `json:"batch"`
		Job   int64 `json:"job"`
	}
	filter := `not tier = silver`
	if b.accounts > lastFile {
		filter = `tier = gold`
	}
	if err := h.ask(ctx, http.MethodPost, "/people/bulk", fmt.Sprintf(`{"filter": %q, "set": {"industry": "met"}}`, filter), &edit); err != nil {
		return err
	}
	if edit.Job == 0 {
		b.remarks = append(b.remarks, "an edit of a list: too few people for the background")
		return nil
	}
	for _, step := range []struct{ what, state string }{{"edit of a list", "done"}, {"undo of it", "undone"}} {
		if step.state == "undone" {
			if err := h.ask(ctx, http.MethodPost, fmt.Sprintf("/people/bulk/%d/undo", edit.Batch), "", nil); err != nil {
				return err
			}
		}
		began := clientele.Stopwatch()
		before, err := cpuOf(h.cmd.Process.Pid)
		if err != nil {
			return err
		}
		n, err := h.until(ctx, edit.Batch, step.state)
		if err != nil {
			return err
		}
		rate := float64(n) / began().Seconds()
		after, err := cpuOf(h.cmd.Process.Pid)
		if err != nil {
			return err
		}
		b.note(figure{fmt.Sprintf("%s, %d of %d people", step.what, n, b.accounts), fmt.Sprintf("%d/s", reachBulk), fmt.Sprintf("%.0f/s", rate),
			fmt.Sprintf("%.0f/s of the program's CPU", float64(n)/(after-before).Seconds()), rate >= reachBulk, ""})
	}
	return nil
}

// until waits until a batch is in a state, and says how many records it changed.
func (h *script) until(ctx context.Context, batch int64, state string) (changed int64, err error) {
	err = h.await(ctx, func() (bool, error) {
		var receipt struct {
			Batch struct {
				State   string `json:"state"`
				Changed int64  `json:"changed"`
			} `json:"batch"`
		}
		err := h.ask(ctx, http.MethodGet, fmt.Sprintf("/batches/%d", batch), "", &receipt)
		changed = receipt.Batch.Changed
		return receipt.Batch.State == state, err
	})
	return changed, err
}

// await asks again and again, until it is so.
func (h *script) await(ctx context.Context, so func() (bool, error)) error {
	tick, late := time.NewTicker(pollEach), time.NewTimer(giveUpWaiting)
	defer tick.Stop()
	defer late.Stop()
	for {
		if is, err := so(); is || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-late.C:
			return errors.New("what is done in the background does not end")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
