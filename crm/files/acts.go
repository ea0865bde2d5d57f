package files

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"syscall"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// AddIn is a file for a record.
type AddIn struct {
	Type string       `name:"type" json:"type" required:"true" enum:"account,person,task,deal,engagement,product" doc:"what it belongs to"`
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record that it belongs to"`
	File page.Upload  `name:"file" json:"file" required:"true" doc:"the file; how large it may be, an owner says"`
	Note string       `name:"note" json:"note,omitempty" maxLength:"1000" doc:"what it is"`
}

// Add puts a file to a record. Its content gets its name in the data folder before the
// record says that it is there: whoever is killed in between leaves nothing that counts.
func (c *Files) Add(ctx context.Context, scope access.Scope, in AddIn) (done page.Done, err error) {
	defer func() { err = errors.Join(err, drop(in.File.Path)) }()
	most, err := c.most(ctx)
	if err != nil {
		return done, err
	}
	if in.File.Size > most {
		return done, &clientele.Fault{Kind: clientele.Invalid, What: say.Of(ctx).Say("files.too_large", say.Args{"most": most / megabyte}), Where: "file",
			Remedy: say.Of(ctx).Say("files.too_large_remedy"), Err: page.ErrTooLarge}
	}
	if _, err := c.Face.Store.Get(ctx, scope, clientele.Ref{Type: in.Type, ID: in.ID}); err != nil {
		return done, err
	}
	h := held{Hash: in.File.Hash, Size: in.File.Size}
	if h.Media, err = mediaOf(in.File.Path); err != nil {
		return done, err
	}
	if err := c.place(in.File); err != nil {
		return done, err
	}
	fields := map[string]json.RawMessage{}
	for name, value := range map[string]any{"name": in.File.Name, in.Type: in.ID, "note": in.Note} {
		if fields[name], err = json.Marshal(value); err != nil {
			return done, fmt.Errorf("a file for %s %d: %w", in.Type, in.ID, err)
		}
	}
	var r *record.Record
	err = c.Face.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		if r, err = c.Face.Store.Create(ctx, tx, scope, Type.Name, fields); err != nil {
			return err
		}
		h.File = r.ID
		return c.keep(ctx, tx, h)
	})
	if err != nil {
		return done, err
	}
	if err := c.place(in.File); err != nil { // the same content, which a sweep took away meanwhile
		return done, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("files.added", say.Args{"name": r.Text("name")}), ID: r.ID,
		Undo: &page.Undo{Act: "file-archive", With: map[string]string{"id": r.ID.String()}}}, nil
}

// path is where a content lies.
func (c *Files) path(hash string) string { return filepath.Join(c.Data, "files", hash[:2], hash) }

// place gives an upload, which is whole and on the disk, the name of its content. The same content lies there once.
func (c *Files) place(up page.Upload) error {
	if len(up.Hash) != 64 {
		return fmt.Errorf("a file without the hash of its content: %q", up.Hash)
	}
	to, now := c.path(up.Hash), c.Clock.Time()
	if os.Chtimes(to, now, now) == nil { // it is there, and wanted: no sweep takes it
		return nil
	}
	err := os.MkdirAll(filepath.Dir(to), 0o700)
	if err == nil {
		err = os.Rename(up.Path, to)
	}
	if err == nil {
		err = synced(filepath.Dir(to))
	}
	if err == nil {
		return nil
	}
	f := &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("files.not_kept"), Remedy: clientele.Tell("files.look-whether-the-data-folder-may"), Err: err}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		f.Kind, f.Remedy = clientele.Full, clientele.Tell("files.make-room-on-the-disk-then")
	}
	return f
}

// synced makes a new name in a folder durable.
func synced(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// drop throws away what is left of an upload.
func drop(path string) error {
	for _, p := range []string{path, path + ".json"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("an upload cannot be thrown away: %w", err)
		}
	}
	return nil
}

// mediaOf is what a file is, by its first bytes: what its owner calls it says nothing.
func mediaOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("look at a file: %w", err)
	}
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("look at a file: %w", err)
	}
	return http.DetectContentType(head[:n]), nil
}

// ContentIn names a file.
type ContentIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the file"`
}

// ContentOut is what is in a file.
type ContentOut struct {
	Name  string `json:"name"`
	Size  int64  `json:"size"`
	Media string `json:"media"`
	Hash  string `json:"hash"`

	path string
}

// Attachment says how it is given out.
func (o ContentOut) Attachment() (name, media, path string) { return o.Name, o.Media, o.path }

// Content is what is in a file, for who may see what it belongs to.
func (c *Files) Content(ctx context.Context, scope access.Scope, in ContentIn) (ContentOut, error) {
	r, err := c.Face.Store.Get(ctx, scope, clientele.Ref{Type: Type.Name, ID: in.ID})
	if err != nil {
		return ContentOut{}, err
	}
	h, err := c.content(ctx, in.ID)
	if err != nil {
		return ContentOut{}, err
	}
	lost := &clientele.Fault{Kind: clientele.NotFound, What: say.Of(ctx).Say("files.lost"), Where: r.Text("name"), Remedy: say.Of(ctx).Say("files.hand-it-in-again-or-restore")}
	if h.Hash == "" {
		return ContentOut{}, lost
	}
	out := ContentOut{Name: r.Text("name"), Size: h.Size, Media: h.Media, Hash: h.Hash, path: c.path(h.Hash)}
	if _, err := os.Stat(out.path); err != nil {
		return ContentOut{}, lost
	}
	return out, nil
}
