package batches

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// rowsAtOnce are written in one transaction.
const rowsAtOnce = 1_024

// types are the types of record that a file may bring.
func (c *Batches) types() (all []*record.Type) {
	for _, t := range c.Records.Types() {
		if !t.Special {
			all = append(all, t)
		}
	}
	return all
}

// brought finds one of them by its name or plural.
func (c *Batches) brought(name string) (*record.Type, error) {
	var names []string
	for _, t := range c.types() {
		if t.Plural == name || t.Name == name {
			return t, nil
		}
		names = append(names, t.Plural)
	}
	return nil, page.Wrong("type", clientele.Tell("batches.no-type", "type", page.Clip(name, 40)), clientele.Tell("batches.no-type-remedy", "types", strings.Join(names, ", ")))
}

// takingOf makes ready to take the rows of a table.
func (c *Batches) takingOf(ctx context.Context, scope access.Scope, typeName string, in intake, table *evidence.Table) (*taking, error) {
	t, err := c.brought(typeName)
	if err != nil {
		return nil, err
	}
	k := &taking{Batches: c, intake: in, scope: scope, found: map[string]clientele.ID{}, names: map[clientele.ID]string{}}
	if k.account, err = c.Records.Type(record.Account); err != nil {
		return nil, err
	}
	if k.all, err = c.Records.Fields(ctx, t); err != nil {
		return nil, err
	}
	if k.intake.Columns == nil {
		k.intake.Columns = recognise(t, k.all, table)
	}
	if len(k.intake.Columns) != len(table.Header) {
		return nil, page.Wrong("columns", say.Of(ctx).Say("batches.other-columns", say.Args{"n": int64(len(table.Header)), "said": int64(len(k.intake.Columns))}),
			say.Of(ctx).Say("batches.other-columns-remedy"))
	}
	k.reading = newReading(t, k.all, table, k.intake.Columns, in.DateOrder)
	if fit := c.Fits[t.Name]; fit != nil {
		k.reading.fitted = true
		if k.fit, err = fit(ctx, scope); err != nil {
			return nil, err
		}
	}
	set, err := c.Access.Settings(ctx)
	if k.reading.currency = set["currency"]; k.reading.currency == "" {
		k.reading.currency = clientele.UnknownCurrency
	}
	if err == nil && in.ByDomain {
		k.domains, err = c.domainsOf(ctx, scope)
	}
	return k, err
}

// begin keeps what is asked of a file, and puts it into the queue.
func (c *Batches) begin(ctx context.Context, tx *db.Tx, s access.Scope, b *record.Batch, in intake) (queue.Ask, error) {
	b.What, b.State, b.User, b.By, b.Asked = record.BatchImport, record.BatchRunning, s.User(), s.By(), js(in)
	if err := c.Records.KeepBatch(ctx, tx, b); err != nil {
		return queue.Ask{}, err
	}
	return queue.Ask{Kind: KindIntake, Args: EditArgs{b.ID}, By: s.By(), Key: fmt.Sprintf("batch:%d", b.ID)}, nil
}

// workIntake brings a file in, step by step; after a kill it reads on from the line that it had reached.
func (c *Batches) workIntake(ctx context.Context, t *queue.Task, args EditArgs) error {
	b, err := c.Records.Batch(ctx, access.System("many records at once"), args.Batch)
	if err != nil || b.State == record.BatchDone {
		t.Result = b
		return err
	}
	var in intake
	if err := json.Unmarshal(b.Asked, &in); err != nil {
		return fmt.Errorf("what was asked of batch %d: %w", b.ID, err)
	}
	if err = c.bring(ctx, t, &b, in); err != nil {
		return c.halted(ctx, t, &b, err)
	}
	if in.Ticket != "" {
		c.Drop(map[string]page.Upload{"file": {Path: in.Path}})
	}
	t.Result = b
	return nil
}

func (c *Batches) bring(ctx context.Context, t *queue.Task, b *record.Batch, in intake) error {
	table, err := evidence.OpenTable(evidence.File(in.Path))
	if err != nil {
		return err
	}
	scope, err := c.scopeOf(ctx, b.User)
	if err == nil {
		err = c.Records.Prepare(ctx)
	}
	if err != nil {
		return err
	}
	k, err := c.takingOf(ctx, scope, b.Type, in, table)
	if err != nil {
		return err
	}
	k.batch = b.ID
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	chunks, ended := k.ahead(ctx, table, b.Reached)
	steps := int64(0)
	for some := range chunks {
		if k.scope, err = c.scopeOf(ctx, b.User); err == nil {
			err = c.step(ctx, t, b, func(tx *db.Tx) error { return k.step(ctx, tx, b, some.rows, some.last) })
		}
		read, size := table.Progress()
		t.Tell(queue.Progress{Done: read, Total: size, Unit: "bytes"})
		if steps++; err == nil {
			err = c.Jobs.Grown(ctx, steps)
		}
		if err != nil {
			break
		}
	}
	stop() // and let the reader end
	return cmp.Or(err, <-ended)
}

// chunk is what is written at once.
type chunk struct {
	rows []*drafted
	last bool
}

// ahead reads the rows after a line while those before them are written: to read them, and
// their telephone numbers above all, takes a tenth of the time. The channel is closed at
// the end, and at the first error, which comes after it.
func (k *taking) ahead(ctx context.Context, table *evidence.Table, reached int64) (<-chan chunk, <-chan error) {
	chunks := make(chan chunk, 1)
	return chunks, queue.Go("read "+k.Path, func() error {
		defer close(chunks)
		var rows []*drafted
		hand := func(last bool) error {
			select {
			case chunks <- chunk{rows, last}:
				rows = nil
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		for row, err := range table.Rows(ctx) {
			refusal, bad := rejected(err)
			switch {
			case err != nil && !bad:
				return err
			case int64(row.Line) <= reached:
				continue // written before
			case bad:
				rows = append(rows, &drafted{line: int64(row.Line), refused: refusal})
			default:
				d := k.row(row)
				k.identifiers(d)
				rows = append(rows, d)
			}
			if len(rows) == rowsAtOnce {
				if err := hand(false); err != nil {
					return err
				}
			}
		}
		return hand(true)
	})
}

// step writes some rows, with what the batch says of itself.
func (k *taking) step(ctx context.Context, tx *db.Tx, b *record.Batch, rows []*drafted, last bool) error {
	done, err := k.take(ctx, k.Records.Writer(tx), rows)
	if err != nil {
		return err
	}
	b.State, b.Lines = record.BatchRunning, b.Lines+int64(len(rows))
	b.Made, b.Changed, b.Same = b.Made+done.made, b.Changed+done.changed, b.Same+done.same
	if len(rows) > 0 {
		b.Reached = rows[len(rows)-1].line
	}
	if last {
		b.State, b.Finished = record.BatchDone, k.now()
	}
	return k.Records.KeepRefusals(ctx, tx, b, done.refused)
}

// File is one that a command brings in: of which type, and what is done about who is known.
type File struct{ Path, Type, Known, DateOrder string }

// BringNow brings a file in, in the foreground of a command.
func (c *Batches) BringNow(ctx context.Context, s access.Scope, file File, report queue.Report) (record.Batch, error) {
	t, err := c.Records.Type(file.Type)
	if err != nil {
		return record.Batch{}, err
	}
	path := file.Path
	in := intake{Path: path, Known: file.Known, DateOrder: file.DateOrder}
	b := record.Batch{Type: t.Name, File: filepath.Base(path)}
	unfold, err := c.unfolds(path)
	if unfold.of != "" && file.Known == Fill { // of what it brings the file is the source
		in.Known = Over
	}
	if err == nil && unfold.table != nil {
		if in.Path, err = c.unfoldBeside(path, unfold.table); err != nil {
			return b, err
		}
	}
	if err == nil {
		in.Path, err = filepath.Abs(in.Path)
	}
	if err != nil {
		return b, err
	}
	table, err := evidence.OpenTable(evidence.File(in.Path))
	if err != nil {
		return b, err
	}
	k, err := c.takingOf(ctx, s, t.Name, in, table)
	if err != nil {
		return b, err
	}
	if err := k.complete(); err != nil {
		return b, err
	}
	in.Header, in.Columns = table.Header, k.intake.Columns
	var ask queue.Ask
	if err := c.Records.InTx(ctx, func(tx *db.Tx) (err error) { ask, err = c.begin(ctx, tx, s, &b, in); return err }); err != nil {
		return b, err
	}
	result, err := c.Jobs.Queue.DoNow(ctx, ask, report)
	if done, ok := result.(record.Batch); ok {
		b = done
	}
	return b, err
}

// complete says what a file lacks, or leaves to be answered.
func (k *taking) complete() error {
	if len(k.asks) > 0 {
		return page.Wrong("date_order", clientele.Tell("batches.which-first", "column", k.header[k.asks[0]]), clientele.Tell("batches.which-first-remedy"))
	}
	for _, target := range k.columns {
		if target == k.t.Title || k.fit != nil && target == k.t.Board || target == "given" || target == "family" || target == number {
			return nil
		}
	}
	return page.Wrong("columns", clientele.Tell("batches.no-title", "field", labelOf(k.t.Title, k.all)), clientele.Tell("batches.no-title-remedy"))
}
