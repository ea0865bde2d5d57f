package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/clientele-crm/clientele/db"
)

// What is to be reached for a million accounts; in proportion for fewer, but for
// learning, which takes as long for a tenth of them.
const (
	reachMeasure       = 60 * time.Second
	reachLearning      = 10 * time.Second
	reachMeasureMemory = 600 << 20
	aMillion           = 1_000_000
)

// measured are the tables that a measure fills.
var measured = []string{"standings", "measured", "phrases", "standing_changes", "standing_counts", "kind_months", "movements", "treatments", "fits", "lines", "jobs"}

// workspace measures the large firm twice: as if it had never been measured, and
// again, as every night.
func (b *bench) workspace(ctx context.Context) error {
	data, err := b.largeFirm(ctx)
	if err != nil {
		return err
	}
	if err := forget(ctx, filepath.Join(data, "clientele.db")); err != nil {
		return err
	}
	reach := reachLearning + time.Duration(float64(reachMeasure-reachLearning)*float64(b.accounts)/aMillion)
	for _, which := range []string{"the first", "the next"} {
		say("measuring the firm: %s time", which)
		s, err := b.command(ctx, b.bin, "measure", "--data", data)
		if err != nil {
			return err
		}
		b.note(figure{fmt.Sprintf("whole measure of %d accounts and their entries, %s", b.accounts, which),
			fmt.Sprintf("%.0f s, %s", reach.Seconds(), megabytes(reachMeasureMemory)), fmt.Sprintf("%.1f s, %s", s.wall.Seconds(), megabytes(s.peak)),
			fmt.Sprintf("CPU time %.1f s", s.cpu.Seconds()), s.wall < reach && s.peak < reachMeasureMemory, ""})
	}
	return nil
}

// forget empties what was measured of a firm that is ours.
func forget(ctx context.Context, place string) error {
	d, err := db.Open(ctx, place)
	if err != nil {
		return err
	}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		for _, table := range measured {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return fmt.Errorf("forget %s: %w", table, err)
			}
		}
		return nil
	})
	return errors.Join(err, d.Close())
}

// trials are the tests of package standing that print how right the measure is on
// the real data; summary is what of their lines goes under the table.
const trials = "^Test(Card|Active|Slipping|Count)Trials$"

var summary = regexp.MustCompile(`units +\d|within the ranges|  at 0\.|gaps followed|ours [0-9.]|mean log ratio|^ *--- |^(ok|FAIL)`)

// accuracy lets the trials speak; their limits are held by the tests themselves.
func (b *bench) accuracy(ctx context.Context) error {
	if _, err := os.Stat(b.data); err != nil {
		say("no real data in %s: accuracy left out", b.data)
		return nil
	}
	say("trying the measure on the real data: minutes")
	out, _, err := b.output(ctx, nil, "go", "test", "./standing", "-count=1", "-timeout", "60m", "-v", "-run", trials, "-trials")
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		if summary.MatchString(line) {
			b.remarks = append(b.remarks, line)
		}
	}
	b.note(figure{"accuracy on the real data (standing.md, 3)", "every trial", fmt.Sprintf("%d passed", strings.Count(string(out), "\n--- PASS")), "the lines below", err == nil && strings.Contains(string(out), "\n--- PASS"), ""})
	return nil
}
