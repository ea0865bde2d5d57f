package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ops"
	"github.com/clientele-crm/clientele/say"
)

type backupCmd struct {
	File    string `arg:"" name:"FILE" help:"Where the copy goes."`
	WithKey bool   `help:"Put the key of the installation into it too: who has the copy can then read the secrets of second steps."`
}

// Run copies the book, also while a server has it open.
func (c *backupCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	keep := ops.Backup
	if c.WithKey {
		keep = ops.BackupWithKey
	}
	m, err := keep(ctx, h.db, set.Data, c.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Kept %s.\n", contents(m))
	sealed, _, err := h.crm.Access.SealedRight(ctx)
	if err == nil && sealed > 0 && !m.HasKey() {
		fmt.Fprintf(s.out, "The key of the installation (%s) is not in it. Keep it elsewhere: without it, %s of two-step sign-in cannot be read.\n",
			keyPlace(set), many(sealed, "secret", "secrets"))
	}
	return err
}

// keyPlace is where the key of the installation is.
func keyPlace(set *Settings) string {
	if set.SecretKey != "" {
		return "CLIENTELE_SECRET_KEY"
	}
	return filepath.Join(set.Data, ops.KeyFile)
}

func contents(m ops.Manifest) string {
	rows := int64(0)
	for _, t := range m.Tables {
		rows += t.Rows
	}
	return many(int(rows), "row", "rows") + " of " + many(len(m.Tables), "table", "tables") + " and " + many(len(m.Files), "file", "files")
}

type restoreCmd struct {
	File string `arg:"" name:"FILE" help:"The copy."`
}

// Run brings a copy back, into an empty place.
func (c *restoreCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	m, err := ops.Restore(ctx, c.File, set.place(), set.Data)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Brought back %s.\n", contents(m))
	if !m.HasKey() && set.SecretKey == "" {
		fmt.Fprintf(s.out, "The key of the installation was not in it. If you have it, put it at %s.\n", keyPlace(set))
	}
	return nil
}

type rebuildCmd struct{}

// Run folds everything again from the entries, and measures.
func (rebuildCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	b := newBar(s.err, "folding", "it", -1)
	err = h.jobs.Book.Rebuild(ctx, func(done, total int64) { b.at(done, total) })
	b.done()
	if err != nil {
		return err
	}
	if err := h.crm.RebuildBeside(ctx); err != nil {
		return err
	}
	if err := h.crm.RebuildSearch(ctx); err != nil {
		return err
	}
	if err := h.measure(ctx, clientele.Tell("jobs.cause-folded"), s); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "Everything is folded again from its entries.")
	return nil
}

type doctorCmd struct {
	Format string `help:"Output: table or json (${default})." enum:"table,json" default:"table"`
}

// Run looks for what is wrong. Something broken is a fault; a warning is not.
func (c doctorCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	found := ops.Doctor(ctx, h.patient(set))
	for i, f := range found {
		found[i].What, found[i].Where, found[i].Remedy = say.English.Fill(f.What), say.English.Fill(f.Where), say.English.Fill(f.Remedy)
	}
	if c.Format == "json" {
		err = writeJSON(s.out, found)
	} else {
		rows := [][]string{{"check", "", "what", "where", "remedy"}}
		for _, f := range found {
			rows = append(rows, []string{f.Check, string(f.Level), f.What, f.Where, f.Remedy})
		}
		err = writeTable(s.out, rows)
	}
	broken := 0
	for _, f := range found {
		if f.Level == ops.Bad {
			broken++
		}
	}
	if err == nil && broken > 0 {
		return &clientele.Fault{Kind: clientele.Invalid, What: many(broken, "thing is", "things are") + " broken", Where: h.db.Where(), Remedy: "see the remedies above"}
	}
	return err
}

// patient is what the doctor looks at: all that there is.
func (h *program) patient(set *Settings) ops.Patient {
	return ops.Patient{DB: h.db, Workspace: workspace, Data: set.Data, Backups: set.BackupTo, Key: keyPlace(set),
		Sealed: h.crm.Access.SealedRight, Records: h.crm.Check}
}
