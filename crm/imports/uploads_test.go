package imports

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
)

func TestUploads(t *testing.T) {
	now := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	h := &Imports{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler), Clock: clientele.NewClock(func() time.Time { return now }, time.UTC)}
	up, err := h.Receive(t.Context(), `C:\files\orders.csv`, strings.NewReader("a,b\n"))
	if err != nil || up.Name != "orders.csv" || up.Size != 4 {
		t.Fatalf("%+v, %v", up, err)
	}
	if found, err := h.Upload(ticketOf(up)); err != nil || found != up {
		t.Errorf("found %+v, %v", found, err)
	}
	for _, ticket := range []string{"", "..", "../" + ticketOf(up), strings.Repeat("A", 26), ticketOf(up) + ".json"} {
		if _, err := h.Upload(ticket); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("ticket %q: %v", ticket, err)
		}
	}
	broken := errors.New("the line broke")
	if _, err := h.Receive(t.Context(), "x", io.MultiReader(strings.NewReader("abc"), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("a broken line: %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := h.Receive(ended, "x", strings.NewReader("abc")); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended request: %v", err)
	}
	if n := len(list(t, h)); n != 2 {
		t.Errorf("%d files are left, want the file and its label", n)
	}
	now = time.Now().Add(8 * 24 * time.Hour) // after the time that the file system gave the file
	h.sweepUploads()
	if n := len(list(t, h)); n != 0 {
		t.Errorf("%d files are left after a week", n)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func list(t *testing.T, h *Imports) []os.DirEntry {
	t.Helper()
	all, err := os.ReadDir(h.uploads())
	if err != nil {
		t.Fatal(err)
	}
	return all
}
