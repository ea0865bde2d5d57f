package clientele_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/demo"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
)

// A story is a whole walk, one sentence a line; testdata/stories/README.md has
// the words. It runs through the real rooms, on every engine.
func TestStories(t *testing.T) {
	stories, err := filepath.Glob("testdata/stories/*.story")
	if err != nil || len(stories) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range stories {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".story"), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) { tell(t, d, path) })
		})
	}
}

// story is the house in which it plays.
type story struct {
	house *jobs.Jobs
	known int // entries so far, for their keys
	list  map[clientele.List][]clientele.ID
}

func tell(t *testing.T, d *db.DB, path string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := &story{house: jobs.New(d, 1, t.TempDir(), slog.New(slog.NewTextHandler(io.Discard, nil)))}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if err := s.do(t.Context(), words); err != nil {
			t.Fatalf("%s:%d: %s\n\t%v", path, n, lines.Text(), err)
		}
	}
}

func (s *story) do(ctx context.Context, words []string) error {
	verbs := map[string]func(context.Context, []string) error{
		"firm": s.firm, "orders": s.orders, "order": s.order, "contact": s.contact, "engage": s.engage,
		"overrule": s.overrule, "measure": s.measure, "expect": s.expect, "today": s.today, "rebuild": s.rebuild,
	}
	verb, ok := verbs[words[0]]
	if !ok {
		return fmt.Errorf("no such word: %s", words[0])
	}
	return verb(ctx, words[1:])
}

// firm PRESET ACCOUNTS SEED DAY: a simulated firm in the background.
func (s *story) firm(ctx context.Context, w []string) error {
	accounts, err := strconv.Atoi(w[1])
	if err != nil {
		return err
	}
	seed, err := strconv.ParseUint(w[2], 10, 64)
	if err != nil {
		return err
	}
	f, err := demo.New(w[0], seed, accounts, day(w[3]))
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(slices.Collect(f.Entries()), 2000) {
		if err := s.append(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// orders ACCOUNT every DAYS from DAY until DAY at AMOUNT CURRENCY [in LINE…]
func (s *story) orders(ctx context.Context, w []string) error {
	every, err := strconv.Atoi(w[2])
	if err != nil {
		return err
	}
	total, err := money(w[8], w[9])
	if err != nil {
		return err
	}
	var all []clientele.Entry
	for d := day(w[4]); d <= day(w[6]); d += clientele.Day(every) {
		all = append(all, s.entry(w[0], d, line(w[10:]), clientele.Order{Total: total}))
	}
	return s.append(ctx, all)
}

// order ACCOUNT on DAY at AMOUNT CURRENCY [in LINE…]
func (s *story) order(ctx context.Context, w []string) error {
	total, err := money(w[4], w[5])
	if err != nil {
		return err
	}
	return s.append(ctx, []clientele.Entry{s.entry(w[0], day(w[2]), line(w[6:]), clientele.Order{Total: total})})
}

// contact ACCOUNT in|out on DAY [in LINE…]
func (s *story) contact(ctx context.Context, w []string) error {
	b := clientele.Interaction{Channel: clientele.Email, Direction: clientele.Direction(w[1])}
	return s.append(ctx, []clientele.Entry{s.entry(w[0], day(w[3]), line(w[4:]), b)})
}

// engage ACCOUNT KIND from DAY until DAY [in LINE…]
func (s *story) engage(ctx context.Context, w []string) error {
	b := clientele.Engagement{Kind: clientele.EngagementKind(w[1]), Start: day(w[3]), End: day(w[5])}
	return s.append(ctx, []clientele.Entry{s.entry(w[0], b.Start, line(w[6:]), b)})
}

// overrule ACCOUNT KIND on DAY until DAY because REASON…
func (s *story) overrule(ctx context.Context, w []string) error {
	b := clientele.Overrule{Kind: clientele.Kind(w[1]), Until: day(w[5]), Reason: strings.Join(w[7:], " ")}
	return s.append(ctx, []clientele.Entry{s.entry(w[0], day(w[3]), "", b)})
}

func (s *story) measure(ctx context.Context, _ []string) error {
	if err := s.house.Measure(ctx, "a story", nil); err != nil {
		return err
	}
	s.list = map[clientele.List][]clientele.ID{}
	for _, list := range []clientele.List{clientele.ListSlipping, clientele.ListDue, clientele.ListGrowing} {
		page, _, err := s.house.Today(ctx, jobs.Sight{Scope: access.System("a story")}, list, "", 1000)
		if err != nil {
			return err
		}
		for _, p := range page {
			s.list[list] = append(s.list[list], p.Account)
		}
	}
	return nil
}

func (s *story) rebuild(ctx context.Context, _ []string) error {
	return s.house.Book.Rebuild(ctx, func(int64, int64) {})
}

// expect ACCOUNT kind|trend|stage|enough|orders VALUE, or client|active above|below P [in LINE…]
func (s *story) expect(ctx context.Context, w []string) error {
	at, rest := w[2], w[3:]
	if w[1] == "client" || w[1] == "active" {
		at, rest = w[2]+" "+w[3], w[4:]
	}
	a, err := s.named(ctx, w[0])
	if err != nil {
		return err
	}
	is, err := s.house.Book.Standing(ctx, clientele.Relationship{Account: a.ID, Line: line(rest)})
	if err != nil {
		return err
	}
	got := map[string]string{
		"kind": string(is.Kind), "measured": string(is.MeasuredKind), "trend": string(is.Trend), "stage": string(is.Stage),
		"enough": strconv.FormatBool(is.Enough), "orders": strconv.Itoa(is.Orders), "client": at, "active": at,
	}[w[1]]
	if side, bound, ok := strings.Cut(at, " "); ok {
		said := map[string]float64{"client": is.ClientProb, "active": is.ActiveProb}[w[1]]
		p, err := strconv.ParseFloat(bound, 64)
		if err != nil || (side == "above") != (said > p) {
			got = fmt.Sprintf("%.3f", said)
		}
	}
	if got != at {
		var why []string
		for _, r := range is.Reasons {
			why = append(why, fmt.Sprintf("%+.2f %s", r.Weight, r.Text))
		}
		return fmt.Errorf("%s is %s\n\t%s", w[1], got, strings.Join(why, "\n\t"))
	}
	return nil
}

// today LIST has|misses ACCOUNT
func (s *story) today(ctx context.Context, w []string) error {
	a, err := s.named(ctx, w[2])
	if err != nil {
		return err
	}
	if slices.Contains(s.list[clientele.List(w[0])], a.ID) != (w[1] == "has") {
		return fmt.Errorf("the list %s holds %d, and %s is not as told", w[0], len(s.list[clientele.List(w[0])]), w[2])
	}
	return nil
}

func (s *story) entry(account string, on clientele.Day, l clientele.Line, b clientele.Body) clientele.Entry {
	s.known++
	return clientele.Entry{Who: clientele.Who{Key: account}, Line: l, Key: fmt.Sprintf("story:%d", s.known), At: on.Instant() + 12*3_600_000, Body: b}
}

func (s *story) named(ctx context.Context, name string) (clientele.Account, error) {
	found, err := s.house.Directory.SearchWithin(ctx, name, 1, directory.Within{Every: true})
	if err != nil || len(found) == 0 {
		return clientele.Account{}, fmt.Errorf("nobody is called %q: %w", name, err)
	}
	return found[0], nil
}

func (s *story) append(ctx context.Context, entries []clientele.Entry) error {
	return s.house.Book.InTx(ctx, func(tx *db.Tx) error {
		whos := make([]clientele.Who, len(entries))
		for i, e := range entries {
			whos[i] = e.Who
		}
		ids, _, err := s.house.Directory.Resolve(ctx, tx, 1, whos)
		if err != nil {
			return err
		}
		for i := range entries {
			entries[i].Account = ids[i]
		}
		_, err = s.house.Book.Append(ctx, tx, entries)
		return err
	})
}

func money(amount, currency string) (clientele.Money, error) {
	v, err := strconv.ParseFloat(amount, 64)
	return clientele.Money{Minor: int64(v*100 + 0.5), Currency: currency}, err
}

// line reads "in LINE…"; nothing is the line of a firm that has one.
func line(w []string) clientele.Line {
	if len(w) < 2 {
		return ""
	}
	return clientele.Line(strings.Join(w[1:], " "))
}
