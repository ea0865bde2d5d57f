package jobs

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
)

const toldAtOnce = 500 // changes that are taken back in one transaction

// Keep gives the house the one writer of records, for what evidence tells of accounts that
// were there. It is called before Run.
func (h *Jobs) Keep(records *record.Store) {
	h.records, h.Book.Turned = records, h.turned
}

// prepare reads what writing records will ask of the firm, before there is a transaction.
func (h *Jobs) prepare(ctx context.Context) error {
	if h.records == nil {
		return nil
	}
	return h.records.Prepare(ctx)
}

// tell writes what an import tells of accounts that were there: changes as any other, of the
// import, so that they go with it. What cannot be as a field would have it stays out, and
// who is in the archive is left.
func (h *Jobs) tell(ctx context.Context, tx *db.Tx, imp ledger.Import, told []directory.Told) error {
	if h.records == nil || len(told) == 0 {
		return nil
	}
	edits := make([]record.Edit, len(told))
	for i, t := range told {
		edits[i] = record.Edit{Ref: clientele.Ref{Type: record.Account, ID: t.Account}, Import: imp.ID, Fields: fieldsOf(t)}
	}
	out, err := h.records.Write(ctx, tx, evidenceOf(imp), record.Account, edits)
	if err != nil {
		return err
	}
	var unseen []directory.Told
	var again []record.Edit
	for i, o := range out {
		var refused *record.Refused
		switch {
		case errors.As(o.Err, &refused):
			for _, f := range refused.Fields {
				delete(edits[i].Fields, f.Field)
			}
			if len(edits[i].Fields) > 0 {
				again = append(again, edits[i])
			}
		case clientele.KindOf(o.Err) == clientele.NotFound:
			unseen = append(unseen, told[i])
		}
	}
	if len(again) > 0 {
		if _, err := h.records.Write(ctx, tx, evidenceOf(imp), record.Account, again); err != nil {
			return err
		}
	}
	if len(unseen) == 0 {
		return nil
	}
	return h.Directory.Remake(ctx, tx, imp.ID, unseen)
}

// evidenceOf is who a history says told something: the file.
func evidenceOf(imp ledger.Import) access.Scope {
	return access.System(imp.File)
}

func fieldsOf(t directory.Told) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	for name, text := range map[string]string{"name": t.Name, "email": t.Email, "phone": t.Phone, "country": t.Country} {
		if text != "" {
			raw, _ := json.Marshal(text) // a text always can
			fields[name] = raw
		}
	}
	return fields
}

// turned takes back what an import told of accounts, or tells it again. Whatever was
// changed since stays, so that it may begin anew after a kill.
func (h *Jobs) turned(ctx context.Context, imp ledger.Import) error {
	if err := h.prepare(ctx); err != nil {
		return err
	}
	for after, more := clientele.ID(0), true; more; {
		err := h.DB.InTx(ctx, func(tx *db.Tx) error {
			entries, err := h.Book.ToldBy(ctx, tx, imp.ID, after, toldAtOnce)
			if more = len(entries) == toldAtOnce; err != nil || len(entries) == 0 {
				return err
			}
			after = entries[len(entries)-1].ID
			return h.records.TurnTold(ctx, tx, evidenceOf(imp), entries, imp.State == ledger.Undoing)
		})
		if err != nil {
			return wrap(err, "what "+imp.File+" told of accounts")
		}
	}
	return nil
}
