package start_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/crm/start"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// house is a new house with its owner, whose act is the one under test.
type house struct {
	*testing.T
	crm   *crm.CRM
	owner access.Scope
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	ctx, now := t.Context(), func() time.Time { return time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC) }
	clock, log, data := clientele.NewClock(now, time.UTC), slog.New(slog.DiscardHandler), t.TempDir()
	j, a := jobs.New(d, 1, data, log), access.New(d, 1, now)
	j.Now, j.Book.Clock = now, clock
	h := &house{T: t}
	h.crm = crm.New(crm.Ports{DB: d, Book: j.Book, Directory: j.Directory, Access: a, Jobs: j, Data: data, Log: log, Clock: clock, Version: "test"})
	secret, err := a.FirstLink(ctx)
	h.ok(err)
	id, err := a.MakeOwner(ctx, secret, "Kettle & Co", access.Newcomer{Name: "Olga", Email: "olga@example.org", Password: "seven green kettles"})
	h.ok(err)
	h.owner, err = a.ScopeOf(ctx, id)
	h.ok(err)
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// form is what a form sends: names and values by turns.
func form(sent ...string) page.Input {
	in := page.Input{Values: url.Values{}}
	for i := 0; i < len(sent); i += 2 {
		in.Values.Set(sent[i], sent[i+1])
	}
	return in
}

// begin answers the questions, and has what is usual set up.
func (h *house) begin(preset string) string {
	h.Helper()
	for _, a := range page.Acts(h.crm.All) {
		if a.Name == "begin" {
			done, err := a.Do(h.Context(), h.owner, form("firm", "Kettle & Co", "zone", "Vienna", "currency", "EUR", "preset", preset, "set_up", "yes"))
			h.ok(err)
			return done.Sentence
		}
	}
	h.Fatal("there is no act that begins")
	return ""
}

// has are the lines, fields, tasks and offerings that are in use, or in the archive.
func (h *house) has(archived bool) (all []string) {
	h.Helper()
	for _, name := range []string{"line", record.Custom, "task", "offering"} {
		found, err := h.crm.Records.Query(h.Context(), h.owner, record.Query{Type: name, Limit: 100, Archived: archived})
		h.ok(err)
		for _, r := range found.Rows {
			text := map[string]string{"line": r.Text("name"), record.Custom: r.Text("type") + " " + r.Text("name"), "task": r.Text("title"), "offering": r.Text("name")}[name]
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return all
}

// sets are what a kind of business says that it sets up.
func sets(k start.Kind) (all []string) {
	for _, what := range []string{"lines", "tasks", "offerings"} {
		if text := say.English.Label("preset."+k.Name+"."+what, ""); text != "" {
			all = append(all, strings.Split(text, "\n")...)
		}
	}
	all = append(all, k.Fields...)
	slices.Sort(all)
	return all
}

// Each kind of business sets up what it says in an empty house, once however often it is asked to.
func TestEachKindSetsUpWhatItSays(t *testing.T) {
	for _, k := range start.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newHouse(t, d)
				said, want := h.begin(k.Name), sets(k)
				if got := h.has(false); !slices.Equal(got, want) {
					t.Errorf("it set up %q, and says %q", got, want)
				}
				if !strings.Contains(said, "Set up for you: ") || !strings.Contains(said, "3 tasks") {
					t.Errorf("it said %q", said)
				}
				if said := h.begin(k.Name); strings.Contains(said, "Set up") || !slices.Equal(h.has(false), want) {
					t.Errorf("answered again it said %q, and there is %q", said, h.has(false))
				}
				tasks, err := h.crm.Records.Query(t.Context(), h.owner, record.Query{Type: "task"})
				h.ok(err)
				for _, r := range tasks.Rows {
					if r.Values["owner"] != h.owner.User() || r.MadeBy != h.owner.By() || r.Text("due") <= "2026-03-31" {
						t.Errorf("%q is of %v, made by %q, due %q", r.Text("title"), r.Values["owner"], r.MadeBy, r.Text("due"))
					}
				}
			})
		})
	}
}

// What is there is left alone, also what was put away, renamed or put into another; another kind
// of business adds what it has more, and takes nothing.
func TestWhatIsThereIsLeftAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.begin("estate-agency")
		act := func(name string, in page.Input) {
			t.Helper()
			for _, a := range page.Acts(h.crm.All) {
				if a.Name == name {
					_, err := a.Do(t.Context(), h.owner, in)
					h.ok(err)
				}
			}
		}
		id := func(typeName, field, is string) string {
			t.Helper()
			found, err := h.crm.Records.Query(t.Context(), h.owner, record.Query{Type: typeName, Filter: record.Cond{Field: field, Op: record.Is, Values: []string{is}}})
			h.ok(err)
			if len(found.Rows) != 1 {
				t.Fatalf("%d of %s are called %q", len(found.Rows), typeName, is)
			}
			return fmt.Sprint(found.Rows[0].ID)
		}
		act("name-line", form("line", "Sales", "name", "Selling"))
		act("merge-lines", form("line", "Lettings & management", "into", "Sales"))
		act("change-field", form("id", id(record.Custom, "name", "area"), "label", "Quarter"))
		act("archive-field", form("id", id(record.Custom, "name", "property")))
		h.ok(h.crm.Records.InTx(t.Context(), func(tx *db.Tx) error {
			task := id("task", "title", "Write down who looks after whom")
			var n clientele.ID
			if _, err := fmt.Sscan(task, &n); err != nil {
				return err
			}
			_, err := h.crm.Records.Archive(t.Context(), tx, h.owner, record.Edit{Ref: clientele.Ref{Type: "task", ID: n}})
			return err
		}))
		used, away := h.has(false), h.has(true)
		if said := h.begin("estate-agency"); strings.Contains(said, "Set up") || !slices.Equal(h.has(false), used) || !slices.Equal(h.has(true), away) {
			t.Errorf("answered again it said %q", said)
		}
		if said := h.begin("law"); !strings.HasSuffix(said, "Set up for you: 4 fields, 3 offerings and 2 tasks.") { // the third stands in the archive
			t.Errorf("another kind said %q", said)
		}
		now := h.has(false)
		for _, one := range used {
			if !slices.Contains(now, one) {
				t.Errorf("%q is gone", one)
			}
		}
	})
}
