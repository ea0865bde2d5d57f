package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

type importCmd struct {
	reading   `embed:""`
	NoMeasure bool     `help:"Do not measure afterwards; the server does it when it runs next."`
	As        string   `default:"" placeholder:"TYPE" help:"What the rows are, where they are no log: people, accounts, tasks, or another type of record in the plural; CSV or XLSX. Calendars (.ics) are events by themselves."`
	Known     string   `enum:"fill,skip,over" default:"fill" help:"With --as, who is known already: fill in what is missing, skip, or let the file hold (over)."`
	Files     []string `arg:"" name:"FILE" help:"CSV files of orders, interactions or engagements, gzip or not; with --as files of records, or calendars (.ics)."`
}

// Run brings the files in, one after another, each with its receipt.
func (c *importCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	// What is live is a few megabytes, so by the usual share the collector would run without
	// end; it has room here, and no more than that.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(140 << 20)
	if c.As == "" {
		c.As = typeOfAll(c.Files)
	}
	if c.As != "" {
		return c.records(ctx, set, s)
	}
	if err := c.check(c.Files); err != nil {
		return err
	}
	plans := make([]*evidence.Plan, len(c.Files))
	for i, file := range c.Files { // what cannot be read is found before anything is kept
		plan, err := c.open(ctx, file, c.Files)
		if err != nil {
			return err
		}
		plans[i] = plan
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.jobs.TidyUp(ctx); err != nil {
		return err
	}
	added := int64(0)
	for i, plan := range plans {
		done, err := c.bring(ctx, h, c.Files[i], plan, s)
		if err != nil {
			return err
		}
		added += done.Added + done.Amended
		if err := c.receipt(h, c.Files[i], done, s); err != nil {
			return err
		}
	}
	if added == 0 || c.NoMeasure {
		return nil
	}
	return h.measure(ctx, clientele.Tell("jobs.cause-import", "file", baseNames(c.Files)), s)
}

// bring takes one file in. Where an earlier try of the same file was killed, it goes on with that.
func (c *importCmd) bring(ctx context.Context, h *program, file string, plan *evidence.Plan, s stdio) (ledger.Import, error) {
	set, err := h.crm.Access.Settings(ctx)
	if err != nil {
		return ledger.Import{}, err
	}
	args := jobs.ImportArgs{Path: file, Options: plan.Options}
	args.Options.House = set["currency"]
	b := newBar(s.err, "importing "+filepath.Base(plan.Source.Name()), "rows", -1)
	defer b.done()
	return h.jobs.ImportNow(ctx, args, commandLine().Name(), func(p queue.Progress) { b.at(p.Done, p.Total) })
}

// receipt says what came of a file. Where nothing could be used, that is a fault.
func (c *importCmd) receipt(h *program, file string, i ledger.Import, s stdio) error {
	fmt.Fprintf(s.out, "%s: %s added", file, many(int(i.Added), "entry", "entries"))
	if i.Known > 0 {
		fmt.Fprintf(s.out, ", %s known already", grouped(int(i.Known)))
	}
	if i.Amended > 0 {
		fmt.Fprintf(s.out, ", %s amended", grouped(int(i.Amended)))
	}
	if i.Differs > 0 {
		fmt.Fprintf(s.out, " (%s of them with other content: the book keeps what it had; undo the earlier import first, if this file is right)", grouped(int(i.Differs)))
	}
	if i.Rejected > 0 {
		fmt.Fprintf(s.out, ", %s not taken (see %s)", many(int(i.Rejected), "row", "rows"), h.jobs.ErrorsFile(i.ID))
	}
	fmt.Fprintln(s.out, ".")
	if err := c.rows(i, s); err != nil {
		return err
	}
	if i.Added+i.Amended > 0 {
		fmt.Fprintf(s.out, "To take it back: clientele import-undo %d\n", i.ID)
	}
	if i.Added+i.Known+i.Amended == 0 {
		return (&logs{rejects: &rejects{count: int(i.Rejected)}}).nothing([]string{file})
	}
	return nil
}

// rows says that every row of the file is accounted for, what they come to, and why some were left out.
func (c *importCmd) rows(i ledger.Import, s stdio) error {
	fmt.Fprintf(s.out, "%s in the file: %s taken, %s known already, %s left out.\n", many(int(i.Lines), "row", "rows"),
		grouped(int(i.Lines-i.Repeated-i.Rejected)), grouped(int(i.Repeated)), grouped(int(i.Rejected)))
	var read evidence.Survey
	if i.Reading == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(i.Reading), &read); err != nil {
		return fmt.Errorf("the receipt of %s: %w", i.File, err)
	}
	comesTo(&read, s)
	return nil
}

// comesTo says what the rows of a file come to, how what it leaves open was taken, and
// why rows were left out.
func comesTo(read *evidence.Survey, s stdio) {
	var parts []string
	for _, part := range []struct {
		n            int64
		one, several string
	}{{read.Orders, "purchase", "purchases"}, {read.Nothing, "order of nothing", "orders of nothing"}, {read.Returns, "return", "returns"}, {read.Contacts, "contact", "contacts"}, {read.Agreements, "agreement", "agreements"}} {
		if part.n > 0 {
			parts = append(parts, many(int(part.n), part.one, part.several))
		}
	}
	if read.Taken > 0 {
		fmt.Fprintf(s.out, "They come to %s of %s, from %v to %v.\n", strings.Join(parts, ", "), many(int(read.Accounts), "account", "accounts"), read.First, read.Last)
	}
	for _, sum := range read.Sums {
		bought, back := clientele.Money{Minor: sum.Bought, Currency: sum.Currency}, clientele.Money{Minor: sum.Returned, Currency: sum.Currency}
		fmt.Fprintf(s.out, "  bought %s", strings.TrimSpace(say.English.Money(bought)))
		if sum.Returned > 0 {
			fmt.Fprintf(s.out, ", returned %s", say.English.Money(back))
		}
		if sum.Currency == clientele.UnknownCurrency {
			fmt.Fprint(s.out, ", in no currency that the file or the firm names: --currency CODE says it")
		}
		fmt.Fprintln(s.out)
	}
	if read.Joined > 0 {
		fmt.Fprintf(s.out, "  %s\n", say.English.Plural("imports.joined", int(read.Joined)))
	}
	if read.Namesakes > 0 {
		fmt.Fprintf(s.out, "  %s %s: clientele duplicates --of accounts\n", say.English.Plural("imports.namesakes", int(read.Namesakes)), say.English.Plural("imports.namesakes-look", int(read.Namesakes)))
	}
	for _, note := range read.Notes {
		fmt.Fprintf(s.out, "  note: %s\n", say.English.Fill(note))
	}
	for _, r := range read.Reasons {
		fmt.Fprintf(s.out, "  left out: %s, the first on line %d: %s%s\n", many(int(r.Count), "row", "rows"), r.Examples[0].Line, say.English.Fill(r.What), remedyOf(r))
	}
}

func remedyOf(r evidence.Reason) string {
	if r.Remedy == "" || r.Remedy == evidence.NothingToDo {
		return ""
	}
	return " (" + say.English.Fill(r.Remedy) + ")"
}

func baseNames(files []string) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = filepath.Base(f)
	}
	return strings.Join(names, ", ")
}
