package imports

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// ImportUploadIn hands in a file.
type ImportUploadIn struct {
	File page.Upload `name:"file" json:"file" required:"true" doc:"a CSV file, gzip or not"`
}

// ImportUpload looks at a file handed in; it is imported once confirmed.
func (c *Imports) ImportUpload(ctx context.Context, s access.Scope, in ImportUploadIn) (page.Done, error) {
	if c.Otherwise != nil {
		if done, taken, err := c.Otherwise(ctx, s, in.File); taken {
			return done, err
		}
	}
	err := c.bringing(ctx, s)
	if err == nil {
		_, err = evidence.Inspect(ctx, named{evidence.File(in.File.Path), in.File.Name}, evidence.Options{})
	}
	if err != nil {
		c.DropUploads(map[string]page.Upload{"file": in.File})
		return page.Done{}, err
	}
	ticket := ticketOf(in.File)
	return page.Done{Sentence: say.Of(ctx).Say("imports.is-here", say.Args{"file": in.File.Name}), Next: shape.Query("/imports/preview", page.Encode(ImportPreviewIn{Upload: ticket}))}, nil
}

// ImportConfirmIn begins an import of a file handed in, read as in its preview.
type ImportConfirmIn ImportPreviewIn

// ImportConfirm begins the import of a file handed in.
func (c *Imports) ImportConfirm(ctx context.Context, s access.Scope, in ImportConfirmIn) (page.Done, error) {
	if err := c.bringing(ctx, s); err != nil {
		return page.Done{}, err
	}
	l, err := c.look(ctx, ImportPreviewIn(in), false)
	if err != nil {
		return page.Done{}, err
	}
	if len(l.plan.Questions) > 0 {
		q := l.plan.Questions[0]
		return page.Done{}, page.Wrong(fieldAsked(q), plainly(say.Of(ctx), q.Ask), said("answer-first"))
	}
	id, err := c.Jobs.EnqueueImport(ctx, l.args, s.By())
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("imports.is-running", say.Args{"file": l.up.Name}), Job: id, Next: shape.Href("/jobs/%d", id)}, nil
}

// ImportUndoIn names an import to undo or to redo.
type ImportUndoIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the import"`
}

// ImportUndo takes an import back, in the background.
func (c *Imports) ImportUndo(ctx context.Context, s access.Scope, in ImportUndoIn) (page.Done, error) {
	imp, err := c.turnable(ctx, s, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	if !importRow(imp).CanUndo {
		return page.Done{}, &clientele.Fault{Kind: clientele.Conflict, What: say.Of(ctx).Say("imports.no-undo", say.Args{"state": importStateText(say.Of(ctx), importRow(imp))}), Remedy: said("no-undo-remedy")}
	}
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: jobs.KindUndo, Args: jobs.UndoArgs{Import: in.ID}, By: s.By(), Key: fmt.Sprintf("undo:%d", in.ID)})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("imports.is-undoing", say.Args{"file": imp.File}), ID: in.ID, Job: id, Next: shape.Href("/imports/%d", in.ID)}, nil
}

// ImportRedo brings an import back, in the background.
func (c *Imports) ImportRedo(ctx context.Context, s access.Scope, in ImportUndoIn) (page.Done, error) {
	imp, err := c.turnable(ctx, s, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	if imp.State != ledger.WasUndone && imp.State != ledger.Undoing {
		return page.Done{}, &clientele.Fault{Kind: clientele.Conflict, What: say.Of(ctx).Say("imports.no-redo", say.Args{"state": importStateText(say.Of(ctx), importRow(imp))}), Remedy: said("no-redo-remedy")}
	}
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: jobs.KindRedo, Args: jobs.UndoArgs{Import: in.ID}, By: s.By(), Key: fmt.Sprintf("redo:%d", in.ID)})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("imports.is-redoing", say.Args{"file": imp.File}), ID: in.ID, Job: id, Next: shape.Href("/imports/%d", in.ID)}, nil
}

// mayBring says who brings files in: who sees every relationship, as a file of what happened
// tells of any of them and its receipt would say which are there; and an owner, or one wall
// would keep the whole firm from bringing anything in. An owner could name themselves on it.
func (c *Imports) mayBring(ctx context.Context, s access.Scope) (bool, error) {
	if s.MayOwn() {
		return true, nil
	}
	return c.Book.For(s).Whole(ctx)
}

// bringing refuses who may not.
func (c *Imports) bringing(ctx context.Context, s access.Scope) error {
	may, err := c.mayBring(ctx, s)
	if err != nil || may {
		return err
	}
	return &clientele.Fault{Kind: clientele.Denied, What: say.Of(ctx).Say("imports.not_all"), Remedy: say.Of(ctx).Say("imports.not_all_remedy")}
}

// turnable is an import that somebody may undo or redo: their own, or any for who manages.
func (c *Imports) turnable(ctx context.Context, s access.Scope, id clientele.ID) (ledger.Import, error) {
	if err := c.bringing(ctx, s); err != nil {
		return ledger.Import{}, err
	}
	imp, err := c.Book.Import(ctx, id)
	if err == nil && !mayTurn(s, imp) {
		err = &clientele.Fault{Kind: clientele.Denied, What: say.Of(ctx).Say("imports.not_yours", nil), Remedy: say.Of(ctx).Say("imports.not_yours_remedy", nil)}
	}
	return imp, err
}

func mayTurn(s access.Scope, i ledger.Import) bool { return s.MayManage() || i.By == s.By() }
