package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/clientele-crm/clientele"
)

// What is to be reached.
const (
	reachImport  = .25 // of the rate of the sqlite3 shell
	reachAnalyze = 2500 * time.Millisecond
	reachMemory  = 250 << 20
)

// spent is what a command took.
type spent struct {
	wall, cpu time.Duration
	peak      int64 // resident bytes
}

func (b *bench) command(ctx context.Context, name string, args ...string) (spent, error) {
	_, s, err := b.output(ctx, nil, name, args...)
	return s, err
}

// output runs a command with an input, and gives what it printed.
func (b *bench) output(ctx context.Context, in io.Reader, name string, args ...string) ([]byte, spent, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var out bytes.Buffer
	cmd.Stdin = in
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	took := clientele.Stopwatch()
	err := cmd.Run()
	s := spent{wall: took()}
	if cmd.ProcessState != nil {
		s.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			s.peak = u.Maxrss << 10 // Linux counts kB
		}
	}
	if err != nil {
		return out.Bytes(), s, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return out.Bytes(), s, nil
}

// importing sets the import of half a million order lines against the plainest
// thing that could be done with them: the sqlite3 shell filling one table.
func (b *bench) importing(ctx context.Context) error {
	plain := filepath.Join(b.tmp, "online_retail.csv")
	if err := unpack(filepath.Join(b.data, "online_retail.csv.gz"), plain); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			say("no online_retail.csv.gz in %s: left out", b.data)
			return nil
		}
		return err
	}
	say("importing online_retail: sqlite3, then clientele")
	shell, err := b.command(ctx, "sqlite3", filepath.Join(b.tmp, "shell.db"), ".mode csv", ".import "+plain+" rows")
	if err != nil {
		return err
	}
	ours, err := b.command(ctx, b.bin, "import", plain, "--no-measure", "--data", filepath.Join(b.tmp, "retail"))
	if err != nil {
		return err
	}
	ratio := shell.wall.Seconds() / ours.wall.Seconds()
	b.note(figure{"import of online_retail, rate against sqlite3 .import", fmt.Sprintf("%.2f", reachImport), fmt.Sprintf("%.2f", ratio),
		fmt.Sprintf("%.1f s against %.1f s", ours.wall.Seconds(), shell.wall.Seconds()), ratio >= reachImport, ""})
	b.note(figure{"memory while importing, peak resident", "250 MB", megabytes(ours.peak), "the whole process", ours.peak < reachMemory, ""})
	return nil
}

func unpack(from, to string) (err error) {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, z)
	return errors.Join(err, out.Close())
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }

// analyzing is the CPU time of a whole analysis; the best of three, as other
// work on the machine only ever adds to it.
func (b *bench) analyzing(ctx context.Context) error {
	file := filepath.Join(b.data, "cdnow_master.csv")
	if _, err := os.Stat(file); err != nil {
		say("no cdnow_master.csv in %s: left out", b.data)
		return nil
	}
	say("analyzing cdnow_master")
	var best spent
	for range 3 {
		s, err := b.command(ctx, b.bin, "analyze", file, "--format", "csv", "--out", filepath.Join(b.tmp, "cdnow.csv"))
		if err != nil {
			return err
		}
		if best.cpu == 0 || s.cpu < best.cpu {
			best = s
		}
	}
	b.note(figure{"analyze of cdnow_master, CPU time", "2.5 s", fmt.Sprintf("%.2f s", best.cpu.Seconds()),
		fmt.Sprintf("%.2f s by the clock, %s", best.wall.Seconds(), megabytes(best.peak)), best.cpu < reachAnalyze, ""})
	return nil
}
