package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// task is one fit or scoring. It runs in a process of its own, so that its memory
// is its own; what others take is from issue 3, on the same kind of machine.
type task struct {
	name, what, peers string
	reach             time.Duration // of CPU time
	memory            int64         // 0: nothing was promised
	times             int           // of which the best counts
	do                func(rows []btyd.RF, spends []btyd.Spend) error
	real              bool // on the CDNOW sample, else on a million simulated customers
}

var tasks = []task{
	{"bgnbd", "BG/NBD fit, CDNOW sample", "lifetimes .15 s, BTYD .65 s", 5 * time.Millisecond, 0, 9, rowsTo(btyd.FitBGNBD), true},
	{"bgnbd-1m", "BG/NBD fit, 1,000,000 customers, ages by the day", "lifetimes 19.8 s, 748 MB", 500 * time.Millisecond, 300 << 20, 3, rowsTo(btyd.FitBGNBD), false},
	{"bgnbd-unlike", "  the same, no two alike (ages to the second)", "", 500 * time.Millisecond, 300 << 20, 1, rowsTo(btyd.FitBGNBD), false},
	{"paretonbd", "Pareto/NBD fit, CDNOW sample", "lifetimes .79 s, BTYD 2.1 s, CLVTools 4.8 s", 20 * time.Millisecond, 0, 9, rowsTo(btyd.FitParetoNBD), true},
	{"paretonbd-1m", "Pareto/NBD fit, 1,000,000 customers, ages by the day", "lifetimes 406 s", 4 * time.Second, 300 << 20, 3, rowsTo(btyd.FitParetoNBD), false},
	{"paretonbd-unlike", "  the same, no two alike (ages to the second)", "", 4 * time.Second, 300 << 20, 1, rowsTo(btyd.FitParetoNBD), false},
	{"paretoggg", "Pareto/GGG, CDNOW sample, 2 chains of 2,500", "BTYDplus 583 s", 15 * time.Second, 0, 1, sample, true},
	{"gammagamma", "Gamma-Gamma fit, CDNOW sample", "lifetimes .09 s", 3 * time.Millisecond, 0, 9, spendsTo(btyd.FitGammaGamma), true},
	{"gammagamma-1m", "Gamma-Gamma fit, 1,000,000 customers", "lifetimes 3.7 s", 200 * time.Millisecond, 300 << 20, 3, spendsTo(btyd.FitGammaGamma), false},
	{"scoring", "scoring (alive, active, forecast), BG/NBD, 1,000,000 customers", "lifetimes 1.6 s", 500 * time.Millisecond, 0, 3, score, false},
}

func rowsTo[M any](fit func([]btyd.RF, ...btyd.Option) (M, btyd.Report, error)) func([]btyd.RF, []btyd.Spend) error {
	return func(rows []btyd.RF, _ []btyd.Spend) error {
		_, _, err := fit(rows)
		return err
	}
}

func spendsTo[M any](fit func([]btyd.Spend, ...btyd.Option) (M, btyd.Report, error)) func([]btyd.RF, []btyd.Spend) error {
	return func(_ []btyd.RF, spends []btyd.Spend) error {
		_, _, err := fit(spends)
		return err
	}
}

// sample draws as many times as the peers' figure was taken with: 500 sweeps to warm up.
func sample(rows []btyd.RF, _ []btyd.Spend) error {
	_, _, err := btyd.SampleParetoGGG(rows, btyd.Sampling{Chains: 2, Warmup: 500, Draws: 2_000, Seed: 1})
	if errors.Is(err, btyd.ErrNotConverged) {
		return nil // what is asked here is how long it takes
	}
	return err
}

// The published parameters of CDNOW, in weeks (Fader, Hardie & Lee 2005; Fader & Hardie 2013, note 025).
var (
	shop     = btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	spending = btyd.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
)

const ahead = 39 // weeks

func score(rows []btyd.RF, _ []btyd.Spend) error {
	sum := 0.0
	for _, r := range rows {
		sum += shop.AliveProb(r) + shop.ActiveProb(r, ahead) + shop.Expected(r, ahead)
	}
	if math.IsNaN(sum) {
		return errors.New("a score is no number")
	}
	return nil
}

// alone is the first argument of a process that does one task.
const alone = "alone"

// doAlone does one task and prints the CPU time of its best run, in nanoseconds.
func doAlone(name string) error {
	i := slices.IndexFunc(tasks, func(t task) bool { return t.name == name })
	if i < 0 {
		return fmt.Errorf("there is no task %q", name)
	}
	t := tasks[i]
	rows, spends, err := t.data()
	if err != nil {
		return err
	}
	best := time.Duration(math.MaxInt64)
	for range t.times {
		before := cpuTime()
		if err := t.do(rows, spends); err != nil {
			return err
		}
		best = min(best, cpuTime()-before)
	}
	return json.NewEncoder(os.Stdout).Encode(best)
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fits runs every task by itself.
func (b *bench) fits(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if _, err := os.Stat(filepath.Join(b.data, "cdnow_sample.csv")); t.real && err != nil {
			say("no cdnow_sample.csv in %s: %s left out", b.data, t.what)
			continue
		}
		say("%s", t.what)
		out, spent, err := b.output(ctx, nil, self, alone, t.name)
		if err != nil {
			return err
		}
		var took time.Duration
		if err := json.Unmarshal(out, &took); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		b.note(figure{t.what, reachText(t), seconds(took), "peak " + megabytes(spent.peak) + ", the whole process", took < t.reach && (t.memory == 0 || spent.peak < t.memory), t.peers})
	}
	return nil
}

func reachText(t task) string {
	if t.memory > 0 {
		return seconds(t.reach) + ", " + megabytes(t.memory)
	}
	return seconds(t.reach)
}

func seconds(d time.Duration) string {
	if d < 100*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// data are what the task is about: of the real ones both, of the simulated what it reads.
func (t task) data() ([]btyd.RF, []btyd.Spend, error) {
	switch {
	case t.real:
		return cdnowSample(filepath.Join(env("CLIENTELE_BENCH_DATA", "../shared/data"), "cdnow_sample.csv"))
	case strings.HasPrefix(t.name, "gammagamma"):
		return nil, millionSpends(), nil
	case strings.HasSuffix(t.name, "unlike"):
		return million(7 * 24 * 60 * 60), nil, nil
	}
	return million(7), nil, nil
}

// million is a shop of a million customers who buy as those of CDNOW do and joined
// over twelve weeks, seen at so many moments a week.
func million(moments int) []btyd.RF {
	rng := rand.New(rand.NewPCG(1, 2))
	rows := make([]btyd.RF, 1_000_000)
	for i := range rows {
		r, _ := shop.Simulate(rng, float64((27*moments)+rng.IntN(12*moments))/float64(moments), 0)
		r.Tx = math.Ceil(r.Tx*float64(moments)) / float64(moments)
		rows[i] = r
	}
	return rows
}

// millionSpends is what such customers spend, to the cent.
func millionSpends() []btyd.Spend {
	rng := rand.New(rand.NewPCG(3, 4))
	spends := make([]btyd.Spend, 1_000_000)
	for i := range spends {
		s := spending.Simulate(rng, 1+rng.IntN(8))
		s.Mean = max(math.Round(100*s.Mean), 1) / 100
		spends[i] = s
	}
	return spends
}

// bought is what one customer of CDNOW did: spend by day.
type bought map[clientele.Day]float64

// cdnowSample reads the purchases of the sample up to 1997-09-30, in weeks.
func cdnowSample(path string) (rows []btyd.RF, spends []btyd.Spend, err error) {
	end, err := clientele.ParseDay("1997-09-30")
	if err != nil {
		return nil, nil, err
	}
	all, err := purchases(path, end)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		days := slices.Sorted(maps.Keys(all[id]))
		first, last := days[0], days[len(days)-1]
		r := btyd.RF{X: len(days) - 1, Tx: float64(last-first) / 7, T: float64(end-first) / 7}
		repeat := 0.0
		for i, d := range days[1:] {
			repeat += all[id][d]
			r.Litt += math.Log(float64(d-days[i]) / 7)
		}
		rows = append(rows, r)
		if r.X > 0 && repeat > 0 {
			spends = append(spends, btyd.Spend{X: r.X, Mean: repeat / float64(r.X)})
		}
	}
	return rows, spends, nil
}

// purchases reads lines of master_id, sample_id, date, cds, dollars.
func purchases(path string, end clientele.Day) (map[string]bought, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, lines := map[string]bought{}, csv.NewReader(f)
	for first := true; ; first = false {
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil || first {
			if err != nil {
				return nil, err
			}
			continue
		}
		day, err := clientele.ParseDay(line[2])
		if err != nil {
			return nil, err
		}
		dollars, err := strconv.ParseFloat(line[4], 64)
		if err != nil {
			return nil, err
		}
		if day > end {
			continue
		}
		if all[line[1]] == nil {
			all[line[1]] = bought{}
		}
		all[line[1]][day] += dollars
	}
}
