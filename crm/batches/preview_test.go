package batches_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/batches"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

const met = `name,email,company,tags
Ada Ames,ada@x.example,Ames & Sons,vip
Ada Ames,ada@x.example,Ames & Sons,old
Bo Bell,not an address,Bell Ltd,
Cy Cole,cy@x.example,AMES & SONS,
Ada Ames,ada@x.example,,
`

// What programs write where there is nothing is nothing, and no reason to leave a row out.
func TestNothingIsNothing(t *testing.T) {
	d, data := dbtest.SQLite(t), t.TempDir()
	file := filepath.Join(data, "people.csv")
	text := "name,email,phone,city,country\nAda Ames,ada@x.example,n/a,York,-\nBo Bell,NULL,,Leeds,N/A\nCy Cole,cy@x.example,-,,GB\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := newBatches(d, data).BringNow(t.Context(), access.CommandLine("test"), batches.File{Path: file, Type: "people", Known: batches.Fill}, nil)
	if err != nil || b.Made != 3 || b.Refused != 0 {
		t.Errorf("it came to %+v: %v", b, err)
	}
}

// TestAPreviewIsARead: a preview waits for nobody who writes, keeps nothing, and says of
// each row what comes of it when the file is brought in, also where rows meet each other.
func TestAPreviewIsARead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		data := t.TempDir()
		file := filepath.Join(data, "people.csv")
		if err := os.WriteFile(file, []byte(met), 0o600); err != nil {
			t.Fatal(err)
		}
		c, scope := newBatches(d, data), access.CommandLine("test")
		c.Upload = func(string) (page.Upload, error) { return page.Upload{Path: file, Name: "people.csv"}, nil }
		preview := func() (fates []string) {
			out, err := c.Preview(t.Context(), scope, batches.BatchPreviewIn{Type: "people", Known: batches.Fill})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range out.Rows {
				fates = append(fates, r.What)
				if r.What == "new" && r.Cells[2] != "Ames & Sons" {
					t.Errorf("line %d is of %q", r.Line, r.Cells[2])
				}
			}
			return fates
		}
		held := func() string {
			var all string
			for _, table := range []string{"people", "accounts", "entries", "record_values", "record_links", "batches"} {
				n, err := db.One[int](t.Context(), d, "SELECT count(*) FROM "+table+" WHERE workspace = ?", 1)
				if err != nil {
					t.Fatal(err)
				}
				all += fmt.Sprint(table, " ", n, " ")
			}
			return all
		}
		before := held()
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Take(t.Context(), 1, 0); err != nil {
				return err
			}
			if got := preview(); !slices.Equal(got, []string{"new", "changed", "refused", "new", "same"}) {
				t.Errorf("it was said to come to %q", got)
			}
			return nil
		})
		if after := held(); err != nil || after != before {
			t.Fatalf("%v: a preview left %s, it was %s", err, after, before)
		}
		b, err := c.BringNow(t.Context(), scope, batches.File{Path: file, Type: "people", Known: batches.Fill}, nil)
		if err != nil || b.Made != 2 || b.Changed != 1 || b.Same != 1 || b.Refused != 1 {
			t.Fatalf("it came to %+v: %v", b, err)
		}
		if got := preview(); !slices.Equal(got, []string{"same", "same", "refused", "same", "same"}) {
			t.Errorf("of what is there, it was said to come to %q", got)
		}
	})
}
