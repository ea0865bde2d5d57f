package jobs

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
)

const wholeOrders, wholeAccounts = 9_000, 60

// TestImportIsWholeOrNothing stops, resumes, undoes and redoes an import in any
// order; at every step all of it counts or nothing does.
func TestImportIsWholeOrNothing(t *testing.T) {
	seed := uint64(fromEnv("CLIENTELE_SEED", 11))
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		random := rand.New(rand.NewPCG(seed, seed))
		h, ctx := newHouse(t, d), t.Context()
		imported(t, h, logFile(t, []byte("customer,date,order id,amount\nc1,2024-01-01,first-1,5\nc2,2024-01-02,first-2,5\n")))
		before := histories(t, h)
		file := logFile(t, orderLog(wholeOrders, wholeAccounts, true))
		imp, whole := clientele.ID(0), map[clientele.Relationship]clientele.History(nil)
		for step := range 12 {
			what := h.turnAtRandom(ctx, t, random, file, &imp)
			i, err := h.Book.Import(ctx, imp)
			if err != nil {
				t.Fatal(step, what, err)
			}
			now := histories(t, h)
			want := before
			if i.State == ledger.Done {
				if whole == nil {
					whole = now
				}
				want = whole
				if n := count(t, d, "SELECT COUNT(*) FROM entries WHERE import = ?", imp); n != wholeOrders-badRows(wholeOrders) || i.Lines != wholeOrders || i.Added != n {
					t.Errorf("step %d, %s: done with %d entries: %+v", step, what, n, i)
				}
			}
			if diff := cmp.Diff(want, now); diff != "" {
				t.Fatalf("step %d, %s, %s: a part of it counts:\n%s", step, what, i.State, diff)
			}
			if found, err := h.Directory.SearchWithin(ctx, "c33", 10, directory.Within{Every: true}); (len(found) > 0) != (i.State == ledger.Done) || err != nil {
				t.Errorf("step %d, %s, %s: found %+v, %v", step, what, i.State, found, err)
			}
			if problems, err := h.Book.Check(ctx); err != nil || len(problems) > 0 {
				t.Errorf("step %d, %s: %v %v", step, what, problems, err)
			}
		}
	})
}

// turnAtRandom does one thing to an import, or to none yet, and says what it was.
// What is refused changes nothing, which is as good.
func (h *Jobs) turnAtRandom(ctx context.Context, t *testing.T, random *rand.Rand, file ImportArgs, imp *clientele.ID) string {
	t.Helper()
	what := []string{"stop", "import", "undo", "redo", "redo"}[random.IntN(5)]
	if *imp == 0 {
		what = "stop"
	}
	switch what {
	case "stop", "import":
		i, _ := h.Book.Import(ctx, *imp)
		if i.Complete || i.State == ledger.WasUndone {
			return "nothing" // the same file again would be another import
		}
		inner, stop := context.WithCancel(ctx)
		defer stop()
		got, err := h.ImportNow(inner, file, "anna", func(queue.Progress) {
			if what == "stop" {
				stop()
			}
		})
		if err != nil && !errors.Is(err, queue.ErrCancelled) {
			t.Fatal(err)
		}
		*imp = got.ID
	default:
		kind := map[string]queue.Kind{"undo": KindUndo, "redo": KindRedo}[what]
		if _, err := h.Queue.DoNow(ctx, queue.Ask{Kind: kind, Args: UndoArgs{Import: *imp}, By: "anna"}, nil); err != nil && clientele.KindOf(err) != clientele.Conflict {
			t.Fatal(err)
		}
	}
	return what
}

// Redo of what was stopped reads the file again; where that is gone or another, it says so.
func TestRedoReadsTheFileAgain(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	args := logFile(t, orderLog(wholeOrders, wholeAccounts, false))
	ctx, stop := context.WithCancel(t.Context())
	imp, err := h.ImportNow(ctx, args, "anna", func(queue.Progress) { stop() })
	if !errors.Is(err, queue.ErrCancelled) {
		t.Fatal(err)
	}
	turn := func(kind queue.Kind) error {
		_, err := h.Queue.DoNow(t.Context(), queue.Ask{Kind: kind, Args: UndoArgs{Import: imp.ID}, By: "anna"}, nil)
		return err
	}
	if err := turn(KindUndo); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Book.RedoImport(t.Context(), imp.ID, "anna"); clientele.KindOf(err) != clientele.Conflict {
		t.Errorf("a part is brought back: %v", err)
	}
	kept, err := os.ReadFile(args.Path)
	if err := errors.Join(err, os.Remove(args.Path)); err != nil {
		t.Fatal(err)
	}
	if err := turn(KindRedo); clientele.KindOf(err) != clientele.Conflict {
		t.Errorf("the file is gone: %v", err)
	}
	if err := os.WriteFile(args.Path, kept[:len(kept)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := turn(KindRedo); clientele.KindOf(err) != clientele.Conflict {
		t.Errorf("the file is another: %v", err)
	}
	if err := os.WriteFile(args.Path, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := turn(KindRedo); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Book.Import(t.Context(), imp.ID); err != nil || got.State != ledger.Done || got.Added != wholeOrders {
		t.Errorf("%+v %v", got, err)
	}
}
