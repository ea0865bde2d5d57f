package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait for a condition; a healthy house needs a hundredth.
const patience = 30 * time.Second

// scratch holds what all tests share; it goes with them.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "clientele-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	status := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(status)
}

var program = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("CLIENTELE_BIN"); bin != "" {
		return bin, nil
	}
	bin := filepath.Join(scratch, "clientele")
	out, err := exec.Command("go", "build", "-o", bin, "../cmd/clientele").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return bin, nil
})

// house is the program, serving.
type house struct {
	t     testing.TB
	data  string
	url   string // http://127.0.0.1:port
	setup string // the one-time link; "" where there is an owner
}

var (
	openAt  = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	setupAt = regexp.MustCompile(`http://127\.0\.0\.1:\d+/setup\?token=\S+`)
)

// serve starts the program on a folder and waits until it answers.
func serve(t testing.TB, data string) *house {
	t.Helper()
	return serveAt(t, data, "127.0.0.1:0")
}

// serveAt is serve at an address that is known beforehand.
func serveAt(t testing.TB, data, addr string) *house {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, data: data}
	cmd := exec.Command(bin, "serve", "--data", data, "--addr", addr, "--log-level", "warn")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log := &strings.Builder{}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // Wait tells
		if err := cmd.Wait(); err != nil {
			t.Errorf("the program did not end well: %v\n%s", err, log)
		} else if t.Failed() && log.Len() > 0 {
			t.Logf("the program's log:\n%s", log)
		}
	})
	h.readAddress(out)
	return h
}

// readAddress reads what the program prints at its start: the address, and the
// link for the first owner where there is none. It ends with the line that says so.
func (h *house) readAddress(out io.Reader) {
	h.t.Helper()
	lines := bufio.NewScanner(out)
	deadline := time.AfterFunc(patience, func() {
		if c, ok := out.(io.Closer); ok {
			c.Close()
		}
	})
	defer deadline.Stop()
	for lines.Scan() {
		line := lines.Text()
		if m := setupAt.FindString(line); m != "" {
			h.setup = m
		}
		if m := openAt.FindString(line); m != "" {
			h.url = m
		}
		if strings.Contains(line, "Ctrl-C") {
			return
		}
	}
	h.t.Fatalf("the program did not say where it is open: %v", lines.Err())
}

// firm is a folder with a demo firm; make it once, copy it for each test.
var firm = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "firm")
	bin, err := program()
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(context.Background(), bin, "demo", "--preset", "estate-agency", "--seed", "7", "--accounts", "300", "--data", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("make a firm: %w\n%s", err, out)
	}
	return dir, nil
})

// demoHouse serves a copy of the demo firm.
func demoHouse(t testing.TB) *house {
	t.Helper()
	from, err := firm()
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return serve(t, to)
}

// emptyHouse serves a house without anybody or anything.
func emptyHouse(t testing.TB) *house {
	t.Helper()
	return serve(t, t.TempDir())
}
