package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// stabilityTrials are the tests that print how often the forecast of the revenue held, and what goes
// with quick purchases, on the real data.
const stabilityTrials = "^Test(Stability|Drivers)Trials$"

var (
	stabilityLine = regexp.MustCompile(`^(stability|drivers) `)
	stabilityAll  = regexp.MustCompile(`^stability +all +sums: ([0-9.]+) .* months: ([0-9.]+) of`)
)

// stability lets the trials speak. The reach is of all logs together, parts of them as firms of
// their own among them: single logs are few month ends, and stand in the lines below.
func (b *bench) stability(ctx context.Context) error {
	data, err := filepath.Abs(b.data)
	if err != nil {
		return err
	}
	if _, err := os.Stat(data); err != nil {
		say("no real data in %s: stability left out", b.data)
		return nil
	}
	if err := os.Setenv("CLIENTELE_BENCH_DATA", data); err != nil { // the tests run in folders of their own
		return err
	}
	out, _, err := b.output(ctx, nil, "go", "test", "./revenue", "./crm/drivers", "-count=1", "-v", "-run", stabilityTrials)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		if stabilityLine.MatchString(line) {
			b.remarks = append(b.remarks, line)
		}
		if found := stabilityAll.FindStringSubmatch(line); found != nil {
			for i, what := range []string{"sums over twelve months, or as many as a log holds", "single months, up to twelve ahead"} {
				share, err := strconv.ParseFloat(found[i+1], 64)
				if err != nil {
					return err
				}
				b.note(figure{"80 % intervals of the forecast that held what came: " + what, ".75 to .85", fmt.Sprintf("%.2f", share), "the lines below", share >= .75 && share <= .85, ""})
			}
		}
	}
	return nil
}
