package batches_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/batches"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// The types of the test stand on the tables of the real ones.
var (
	firm = record.Type{Name: record.Account, Plural: "accounts", Title: "name", Sort: "name", Keyed: true, Folded: true,
		Fields: []record.Field{record.Text("name").Required(), record.Email("email"), record.Phone("phone"), record.Text("country"), record.Web("website")}}
	person = record.Type{Name: "person", Plural: "people", Of: []string{"accounts"}, Title: "name", Sort: "name", Folded: true, Fields: []record.Field{
		record.Text("name").Required(), record.Emails("emails").FirstAs("email"), record.Phones("phones").FirstAs("phone"),
		record.Links("accounts", record.Account).FirstAs("account"), record.Tags("tags"), record.Text("industry")}}
)

func newBatches(d *db.DB, data string) *batches.Batches {
	j := jobs.New(d, 1, data, slog.New(slog.DiscardHandler))
	a := access.New(d, 1, clientele.NewClock(nil, nil).Time)
	c := &batches.Batches{Records: record.New(d, 1, j.Book, clientele.NewClock(nil, nil), firm, person), Access: a, Jobs: j, Data: data}
	one := c.Capability()
	j.Also(one.Works, one.Schedules)
	return c
}

// TestMain lets the test binary be the program that is killed.
func TestMain(m *testing.M) {
	if place := os.Getenv("CLIENTELE_PLACE"); place != "" {
		if err := child(context.Background(), place); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child brings a file in and says each step when it is committed; then it waits to be killed.
func child(ctx context.Context, place string) error {
	d, err := db.Open(ctx, place)
	if err != nil {
		return err
	}
	said := 0
	_, err = newBatches(d, os.Getenv("CLIENTELE_DATA")).BringNow(ctx, access.CommandLine("child"), batches.File{Path: os.Getenv("CLIENTELE_FILE"), Type: "people", Known: batches.Fill},
		func(p queue.Progress) {
			if p.Unit != "bytes" {
				return
			}
			fmt.Println("step")
			if said++; said == 2 {
				select {}
			}
		})
	return err
}

const brought = 5_000

// TestAFileThatIsKilledGoesOn: kill -9 in the middle of a file; who finds the work goes on
// with it, and every row is there once.
func TestAFileThatIsKilledGoesOn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no kill -9")
	}
	t.Run("sqlite", func(t *testing.T) { killed(t, filepath.Join(t.TempDir(), "clientele.db")) })
	t.Run("postgres", func(t *testing.T) { killed(t, dbtest.PostgresPlace(t)) })
}

func killed(t *testing.T, place string) {
	d, err := db.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	data := t.TempDir()
	file := filepath.Join(data, "people.csv")
	var b strings.Builder
	b.WriteString("name,email,company\n")
	for i := range brought {
		fmt.Fprintf(&b, "Person %d,p%d@x.example,Firm %d\n", i, i, i%70)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "CLIENTELE_PLACE="+place, "CLIENTELE_FILE="+file, "CLIENTELE_DATA="+data)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	steps := 0
	for lines := bufio.NewScanner(out); steps < 2 && lines.Scan(); {
		steps++
	}
	if err := cmd.Process.Kill(); err != nil || steps < 2 {
		t.Fatalf("killed after %d steps: %v", steps, err)
	}
	cmd.Wait() //nolint:errcheck // it was killed
	count := func(text string) int {
		n, err := db.One[int](t.Context(), d, text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count("SELECT count(*) FROM people WHERE workspace = 1"); n == 0 || n >= brought {
		t.Fatalf("%d people when it was killed", n)
	}
	c := newBatches(d, data)
	if err := c.Jobs.Queue.Drain(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	people, firms := count("SELECT count(*) FROM people WHERE workspace = 1"), count("SELECT count(*) FROM accounts WHERE workspace = 1")
	changes := count("SELECT count(*) FROM entries WHERE workspace = 1 AND ref_type = 'person'")
	list, err := c.Records.Batches(t.Context(), access.System("test"), 0, 10)
	if err != nil || people != brought || firms != 70 || changes != brought || len(list) != 1 || list[0].State != record.BatchDone || list[0].Made != brought {
		t.Errorf("%d people, %d firms, %d changes, %+v, %v", people, firms, changes, list, err)
	}
}

// TestOddFiles: a file of one column, and a workbook with one cell as large as a book: the
// rows that can be taken are, and the one that cannot says why.
func TestOddFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		data := t.TempDir()
		x := excelize.NewFile()
		huge := strings.Repeat("x", excelize.TotalCellChars)
		for i, row := range [][]any{{"name", "industry"}, {"Ada", "law"}, {"Bo", huge}, {"Cy", "trade"}} {
			if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		book := filepath.Join(data, "book.xlsx")
		if err := x.SaveAs(book); err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]struct {
			content       string
			made, refused int64
		}{
			"one.csv":       {"name\nDi One\nEd Two\nFy Three\n", 3, 0},
			"two words.csv": {"Full name\r\nGo One\r\n\r\nHo Two\r\n", 2, 0},
			"many.csv":      {"name\n" + strings.Repeat("Lu Same\n", 30) + "Mo Van Three\n", 31, 0},
			"huge.csv":      {"name,industry\nIo One,law\nJo Two," + strings.Repeat("y", 3<<20) + "\nKy Three,law\n", 2, 1},
			"book.xlsx":     {"", 2, 1},
		} {
			path := filepath.Join(data, name)
			if tt.content != "" {
				if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c := newBatches(d, data)
			b, err := c.BringNow(t.Context(), access.CommandLine("test"), batches.File{Path: path, Type: "people", Known: batches.Fill}, nil)
			if err != nil || b.State != record.BatchDone || b.Made != tt.made || b.Refused != tt.refused {
				t.Errorf("%s: %+v, %v", name, b, err)
			}
			list, err := c.Records.RefusalsOf(t.Context(), b, 0, 10)
			for _, r := range list {
				if r.What == "" || r.Remedy == "" || len(r.Row) > 10_000 {
					t.Errorf("%s: %d letters of a row, %q, %q", name, len(r.Row), r.What, r.Remedy)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
