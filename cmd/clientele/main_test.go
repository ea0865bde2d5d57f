package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/demo"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"clientele": main})
}

// TestScripts runs testdata/script/*.txtar: the command line as its users type it.
// "status N clientele ..." runs a command that must end with that status.
func TestScripts(t *testing.T) {
	testscript.RunT(listener{t}, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// listener fails where a command answers with a message that nobody said (clientele.Tell).
type listener struct{ *testing.T }

func (l listener) Verbose() bool { return true } // then all that commands answer is logged

func (l listener) Run(name string, f func(testscript.T)) {
	l.T.Run(name, func(t *testing.T) { f(listener{t}) })
}

func (l listener) Log(args ...any) {
	l.Helper()
	text := fmt.Sprint(args...)
	if i := max(strings.IndexByte(text, 2), strings.Index(text, `\u0002`)); i >= 0 {
		l.Errorf("a message that nobody said: %q", text[i:min(len(text), i+120)])
	}
	l.T.Log(text)
}

func status(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: status N command args...")
	}
	want := args[0]
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = strings.TrimPrefix(exit.Error(), "exit status ")
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("%s: exit status %s, want %s", strings.Join(args[1:], " "), got, want)
	}
	for _, stream := range []string{"stdout", "stderr"} {
		if text := ts.ReadFile(stream); strings.ContainsRune(text, 2) || strings.Contains(text, `\u0002`) {
			ts.Fatalf("%s: a message that nobody said: %q", strings.Join(args[1:], " "), text)
		}
	}
}

// TestTheOrderOfRowsDoesNotMatter: the same rows, read backwards, are measured alike.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	f, err := demo.New("shop", 11, 300, clientele.DayOf(time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := demo.WriteOrdersCSV(&log, f.Entries()); err != nil {
		t.Fatal(err)
	}
	header, rows, _ := strings.Cut(strings.TrimSpace(log.String()), "\n")
	backwards := strings.Split(rows, "\n")
	slices.Reverse(backwards)
	first, second := answers(t, header+"\n"+rows+"\n"), answers(t, header+"\n"+strings.Join(backwards, "\n")+"\n")
	for account, line := range first {
		if second[account] != line {
			t.Errorf("forwards  %s\nbackwards %s", line, second[account])
		}
	}
}

// answers are the lines of analyze, by account.
func answers(t *testing.T, log string) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if got := run(t.Context(), []string{"analyze", "--format", "csv", path}, stdio{out: &out, err: io.Discard}); got != exitDone {
		t.Fatalf("status %d", got)
	}
	lines := map[string]string{}
	for line := range strings.Lines(out.String()) {
		account, _, _ := strings.Cut(line, ",")
		lines[account] = line
	}
	return lines
}
