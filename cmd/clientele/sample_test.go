package main

import (
	"bytes"
	"net/url"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/start"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// TestSampleFirm: it fills an empty book and no other, is written once however often its
// work begins, and leaves nothing in any list when it goes.
func TestSampleFirm(t *testing.T) {
	eachShell(t, func(t *testing.T, sh *shell) {
		sh.must("user", "add", "--email", "olga@kettle.example", "--role", "owner", "--name", "Olga")
		h := sh.house()
		defer h.close()
		ctx := t.Context()
		do := func(act string) error {
			for _, a := range page.Acts(h.crm.All) {
				if a.Name == act {
					_, err := a.Do(ctx, access.System("test"), page.Input{})
					return err
				}
			}
			t.Fatalf("there is no act %q", act)
			return nil
		}
		count := func(typeName string) int {
			p, err := h.crm.Records.Query(ctx, access.System("test"), record.Query{Type: typeName, Limit: 1, Count: true})
			if err != nil {
				t.Fatal(err)
			}
			return p.Count.N
		}
		if err := do("sample-away"); err == nil {
			t.Error("no sample was taken away")
		}
		if err := do("sample-firm"); err != nil {
			t.Fatal(err)
		}
		if err := h.jobs.Queue.Drain(ctx, nil); err != nil {
			t.Fatal(err)
		}
		people, tasks := count("person"), count("task")
		if people < sampleAccounts || tasks == 0 || count(record.Account) != sampleAccounts || count(record.Custom) != 1 {
			t.Errorf("%d people, %d tasks, %d accounts, %d fields", people, tasks, count(record.Account), count(record.Custom))
		}
		if err := do("sample-firm"); err == nil {
			t.Error("a second sample came into a book that is not empty")
		}
		imports, err := h.jobs.Book.Imports(ctx, 0, 2)
		if err != nil || len(imports) != 1 {
			t.Fatalf("%d imports, %v", len(imports), err)
		}
		args := start.SampleArgs{Import: imports[0].ID, Preset: "estate-agency"}
		firm, err := h.sampleOf(args)
		if err != nil {
			t.Fatal(err)
		}
		again := &filler{h: h, firm: firm, imp: imports[0], in: h.db.InTx, tell: func(int64) {}}
		if err := again.all(ctx, again.alone(args.User)); err != nil {
			t.Fatal(err)
		}
		if count("person") != people || count("task") != tasks {
			t.Errorf("begun again it made %d people of %d, %d tasks of %d", count("person"), people, count("task"), tasks)
		}
		if err := do("sample-away"); err != nil {
			t.Fatal(err)
		}
		if err := h.jobs.Queue.Drain(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if n := count("person") + count("task") + count(record.Custom) + count(record.Account) + count("engagement") + count("hour"); n != 0 {
			t.Errorf("%d records of the sample are left", n)
		}
	})
}

// TestSampleOfAKind: the sample firm is of the kind of business that was chosen, stands beside what
// that kind set up, and leaves it there when it goes.
func TestSampleOfAKind(t *testing.T) {
	eachShell(t, func(t *testing.T, sh *shell) {
		sh.must("user", "add", "--email", "olga@kettle.example", "--role", "owner", "--name", "Olga")
		h := sh.house()
		defer h.close()
		ctx := t.Context()
		do := func(act string, in url.Values) {
			t.Helper()
			for _, a := range page.Acts(h.crm.All) {
				if a.Name == act {
					if _, err := a.Do(ctx, access.System("test"), page.Input{Values: in}); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := h.jobs.Queue.Drain(ctx, nil); err != nil {
				t.Fatal(err)
			}
		}
		count := func() (n []int) {
			for _, name := range []string{"line", record.Custom, "task", record.Account, "engagement", "hour"} {
				p, err := h.crm.Records.Query(ctx, access.System("test"), record.Query{Type: name, Limit: 1, Count: true})
				if err != nil {
					t.Fatal(err)
				}
				n = append(n, p.Count.N)
			}
			return n
		}
		do("begin", url.Values{"firm": {"Kettle"}, "zone": {"Paris"}, "currency": {"EUR"}, "preset": {"restaurant"}, "set_up": {"yes"}})
		if got := count(); !slices.Equal(got, []int{2, 4, 3, 0, 0, 0}) {
			t.Errorf("set up: %d lines, fields, tasks, accounts", got)
		}
		do("sample-firm", nil)
		if got := count(); got[0] != 2 || got[1] != 5 || got[2] < 10 || got[3] != sampleAccounts {
			t.Errorf("with the sample: %d lines, fields, tasks, accounts", got)
		}
		lines, err := h.jobs.Book.Lines(ctx)
		if err != nil || !slices.Contains(lines, "Catering & parties") || len(lines) != 2 {
			t.Errorf("its lines are %q, %v", lines, err)
		}
		do("sample-away", nil)
		if got := count()[:3]; !slices.Equal(got, []int{2, 4, 3}) { // its accounts are not counted: they stay in lists of records, which is not of this kind alone
			t.Errorf("without it again: %d lines, fields, tasks", got)
		}
		if problems, err := h.crm.Records.Check(ctx); err != nil || len(problems) > 0 {
			t.Errorf("the records are not as the book has them: %v, %v", problems, err)
		}
	})
}

// TestSampleOfAClientLedKind: there, something is agreed with somebody, and time is written down; it goes with the rest.
func TestSampleOfAClientLedKind(t *testing.T) {
	sh := &shell{t, []string{"--data", t.TempDir() + "/new/house"}}
	sh.must("user", "add", "--email", "olga@kettle.example", "--role", "owner", "--name", "Olga")
	h := sh.house()
	defer h.close()
	do := func(act string, in url.Values) (n []int) {
		t.Helper()
		for _, a := range page.Acts(h.crm.All) {
			if a.Name == act {
				if _, err := a.Do(t.Context(), access.System("test"), page.Input{Values: in}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := h.jobs.Queue.Drain(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"engagement", "hour"} {
			p, err := h.crm.Records.Query(t.Context(), access.System("test"), record.Query{Type: name, Limit: 1, Count: true})
			if err != nil {
				t.Fatal(err)
			}
			n = append(n, p.Count.N)
		}
		return n
	}
	do("begin", url.Values{"firm": {"Kettle"}, "zone": {"Dublin"}, "currency": {"EUR"}, "preset": {"accounting"}, "set_up": {"yes"}})
	if n := do("sample-firm", nil); n[0] < 4 || n[1] < 10 {
		t.Errorf("%d engagements, %d hours", n[0], n[1])
	}
	if n := do("sample-away", nil); n[0]+n[1] != 0 {
		t.Errorf("left are %d engagements, %d hours", n[0], n[1])
	}
}

// house opens what the shell's commands work on.
func (sh *shell) house() *program {
	sh.Helper()
	set := &Settings{Data: sh.place[1], LogLevel: "warn"}
	if len(sh.place) > 2 {
		set.Database = sh.place[3]
	}
	h, err := openHouse(sh.Context(), set, stdio{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
	if err != nil {
		sh.Fatal(err)
	}
	return h
}
