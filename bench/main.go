// Command bench measures the figures that Clientele promises, and prints what
// was reached beside what is to be reached. Rates are ratios taken in one run on
// one machine. It drives the program as its users do: commands, then a browser's
// requests. Run it by make bench.
//
// "bench measure" (make bench-measure) prints the figures of the measure instead,
// "bench duplicates" those of who is one, "bench records" of people, "bench deals" of a board, "bench work" of all of the firm's work, "bench stability" of the revenue.
//
// CLIENTELE_BIN names the program, CLIENTELE_BENCH_DATA the folder of the real
// data (../shared/data), CLIENTELE_BENCH_ACCOUNTS the size of the large firm
// (100000), CLIENTELE_BENCH_FIRM a folder to keep that firm in between runs;
// CLIENTELE_DATABASE an empty PostgreSQL, in which records are then measured.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// figure is one line of the table. Peers is what others take, where that was measured.
type figure struct {
	what, reach, reached, remark string
	met                          bool
	peers                        string
}

// bench is one run.
type bench struct {
	bin      string
	data     string
	accounts int
	firm     string // where the large firm is kept; "" is a folder of this run
	tmp      string
	figures  []figure
	remarks  []string // printed under the table
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if len(os.Args) == 3 && os.Args[1] == alone {
		err = doAlone(os.Args[2])
	} else {
		err = run(ctx, slices.Concat(os.Args[1:], []string{""})[0])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

type part struct {
	name string
	do   func(context.Context) error
}

func run(ctx context.Context, which string) (err error) {
	b := &bench{bin: env("CLIENTELE_BIN", "bin/clientele"), data: env("CLIENTELE_BENCH_DATA", "../shared/data"), firm: os.Getenv("CLIENTELE_BENCH_FIRM")}
	if b.accounts, err = strconv.Atoi(env("CLIENTELE_BENCH_ACCOUNTS", "100000")); err != nil {
		return fmt.Errorf("CLIENTELE_BENCH_ACCOUNTS: %w", err)
	}
	if b.tmp, err = os.MkdirTemp("", "clientele-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.tmp)) }()
	parts := []part{{"import", b.importing}, {"analyze", b.analyzing}, {"pages", b.pages}}
	switch which {
	case "measure":
		parts = []part{{"fits", b.fits}, {"workspace", b.workspace}, {"accuracy", b.accuracy}}
	case "stability":
		parts = []part{{"stability", b.stability}}
	case "records":
		parts = []part{{"records", b.records}}
	case "deals":
		parts = []part{{"deals", b.deals}}
	case "work":
		parts = []part{{"work", b.work}}
	case "duplicates":
		parts = []part{{"duplicates", b.duplicates}}
	}
	for _, part := range parts {
		if only := os.Getenv("CLIENTELE_BENCH_ONLY"); only != "" && !strings.Contains(only, part.name) {
			continue
		}
		if err := part.do(ctx); err != nil {
			b.print()
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	b.print()
	return nil
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func (b *bench) note(f figure) { b.figures = append(b.figures, f) }

func (b *bench) print() {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "what\tpeers\treach\treached\t\tremark")
	for _, f := range b.figures {
		verdict := "ok"
		if !f.met {
			verdict = "NOT REACHED"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", f.what, orDash(f.peers), f.reach, f.reached, verdict, f.remark)
	}
	w.Flush()
	if len(b.remarks) > 0 {
		fmt.Println("\n" + strings.Join(b.remarks, "\n"))
	}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
