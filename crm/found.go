package crm

import (
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/search"
)

// docOf is what of a record is found by its words, numbers and addresses.
func docOf(t *record.Type, fields []record.Field, r *record.Record) search.Doc {
	doc := search.Doc{Ref: r.Ref, Account: r.Account, Wall: r.Wall, Title: r.Text(t.Title), When: r.Changed}
	var words []string
	for _, f := range fields {
		if !f.InSearch || f.Name == t.Title {
			continue
		}
		switch v := r.Get(f).(type) {
		case string:
			switch f.Kind {
			case record.KindPhone:
				doc.Phones = append(doc.Phones, v)
			case record.KindEmail:
				doc.Emails = append(doc.Emails, v)
			default:
				words = append(words, v)
			}
		case []record.Contact:
			for _, c := range v {
				if f.Kind == record.KindPhones {
					doc.Phones = append(doc.Phones, c.Value)
				} else {
					doc.Emails = append(doc.Emails, c.Value)
				}
			}
		case []string:
			words = append(words, v...)
		}
	}
	doc.Text = strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " · ")
	return doc
}

// index keeps the words of records that changed; those that are away are found no more.
func index(ctx context.Context, tx *db.Tx, store *record.Store, words *search.Finder, list []*record.Record) error {
	fields := map[string][]record.Field{}
	var docs []search.Doc
	var gone []clientele.Ref
	for _, r := range list {
		t, err := store.Type(r.Type)
		if err != nil {
			return err
		}
		if !t.Found() {
			continue
		}
		if r.Archived != 0 || r.Merged != 0 {
			gone = append(gone, r.Ref)
			continue
		}
		if fields[r.Type] == nil {
			if fields[r.Type], err = store.FieldsIn(ctx, tx, t); err != nil {
				return err
			}
		}
		docs = append(docs, docOf(t, fields[r.Type], r))
	}
	if err := words.Remove(ctx, tx, gone); err != nil {
		return err
	}
	return words.Index(ctx, tx, docs)
}

// Reindex makes the index of words anew where there is none, or half of one: after a restore, which
// leaves out what can be made again.
func (c *CRM) Reindex(ctx context.Context) error {
	some, err := c.words.Some(ctx)
	if err != nil {
		return err
	}
	half, err := c.finder.Half(ctx)
	if err != nil || some && !half {
		return err
	}
	return c.RebuildSearch(ctx)
}

// RebuildSearch makes the index of words anew, of all records and of the book.
func (c *CRM) RebuildSearch(ctx context.Context) error {
	if err := c.DB.InTx(ctx, func(tx *db.Tx) error { return c.finder.Forget(ctx, tx) }); err != nil {
		return err
	}
	if err := c.indexAgain(ctx); err != nil {
		return err
	}
	if err := c.finder.Follow(ctx, c.DB.InTx); err != nil {
		return err
	}
	return c.DB.InTx(ctx, func(tx *db.Tx) error { return c.finder.Whole(ctx, tx) })
}

// indexAgain goes through all records that are found by their words.
func (c *CRM) indexAgain(ctx context.Context) error {
	house := access.System("the index of words")
	for _, t := range c.Records.Types() {
		if !t.Found() {
			continue
		}
		err := c.Records.Each(ctx, house, record.Query{Type: t.Name, Sort: "id"}, func(p record.Page) error {
			return c.Records.InTx(ctx, func(tx *db.Tx) error { return c.indexUnchanged(ctx, tx, t, p.Rows) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// indexUnchanged keeps the words of records that were read before. What was written since was
// followed by itself.
func (c *CRM) indexUnchanged(ctx context.Context, tx *db.Tx, t *record.Type, read []*record.Record) error {
	still, err := c.Records.Unchanged(ctx, tx, t.Name, read)
	if err != nil {
		return err
	}
	return index(ctx, tx, c.Records, c.words, still)
}
