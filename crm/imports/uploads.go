package imports

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
)

// How long a file lies that nobody came back for, and a part of one, which no process
// goes on receiving: it was killed.
const (
	uploadsKept = 7 * 24 * time.Hour
	partsKept   = time.Hour
	partSign    = ".part"
)

var ticketForm = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func (c *Imports) uploads() string { return filepath.Join(c.Data, "uploads") }

// Receive keeps a file that comes in, piece by piece.
func (c *Imports) Receive(ctx context.Context, name string, from io.Reader) (page.Upload, error) {
	if err := os.MkdirAll(c.uploads(), 0o700); err != nil {
		return page.Upload{}, noRoom(err)
	}
	c.sweepUploads()
	ticket := rand.Text()
	up := page.Upload{Name: page.Clip(filepath.Base(strings.ReplaceAll(name, `\`, "/")), 200), Path: filepath.Join(c.uploads(), ticket)}
	sum := sha256.New()
	size, err := receive(up.Path, io.TeeReader(contextReader{ctx, from}, sum))
	if err != nil {
		return page.Upload{}, errors.Join(err, gone(os.Remove(up.Path+partSign)))
	}
	up.Size, up.Hash = size, hex.EncodeToString(sum.Sum(nil))
	label, err := json.Marshal(up)
	if err != nil {
		return page.Upload{}, fmt.Errorf("label %s: %w", up.Name, err)
	}
	if err := os.WriteFile(up.Path+".json", label, 0o600); err != nil {
		return page.Upload{}, errors.Join(noRoom(err), gone(os.Remove(up.Path)))
	}
	return up, nil
}

// receive keeps what comes under a name that says that it is a part, until it is whole.
func receive(path string, from io.Reader) (int64, error) {
	f, err := os.OpenFile(path+partSign, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, noRoom(err)
	}
	n, err := io.Copy(f, from)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil && closeErr != nil {
		return n, noRoom(closeErr)
	}
	var disk *fs.PathError
	if errors.As(err, &disk) {
		return n, noRoom(err)
	}
	if err != nil {
		return n, fmt.Errorf("receive a file: %w", err)
	}
	if err := os.Rename(path+partSign, path); err != nil {
		return n, noRoom(err)
	}
	return n, nil
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	io.Reader
}

// Read reads while the context lives.
func (r contextReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

func noRoom(err error) error {
	f := &clientele.Fault{Kind: clientele.Unavailable, What: said("not-kept"), Remedy: said("not-kept-remedy"), Err: err}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		f.Kind, f.What, f.Remedy = clientele.Full, said("no-room"), said("no-room-remedy")
	}
	return f
}

func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// DropUploads throws files away that were handed in.
func (c *Imports) DropUploads(files map[string]page.Upload) {
	for _, up := range files {
		c.dropUpload(filepath.Base(up.Path))
	}
}

func (c *Imports) dropUpload(ticket string) {
	path := filepath.Join(c.uploads(), ticket)
	if err := errors.Join(gone(os.Remove(path)), gone(os.Remove(path+".json"))); err != nil {
		c.Log.Warn("a file handed in cannot be thrown away", "err", err)
	}
}

// Upload finds a file that was handed in, by its ticket.
func (c *Imports) Upload(ticket string) (page.Upload, error) {
	lost := &clientele.Fault{Kind: clientele.NotFound, What: said("upload-lost"), Where: "upload", Remedy: said("upload-lost-remedy")}
	if !ticketForm.MatchString(ticket) {
		return page.Upload{}, lost
	}
	path := filepath.Join(c.uploads(), ticket)
	label, err := os.ReadFile(path + ".json")
	if err != nil {
		return page.Upload{}, lost
	}
	var up page.Upload
	if err := json.Unmarshal(label, &up); err != nil {
		return page.Upload{}, fmt.Errorf("read the label of %s: %w", ticket, err)
	}
	if _, err := os.Stat(path); err != nil {
		return page.Upload{}, lost
	}
	up.Path = path
	return up, nil
}

// sweepUploads throws away what nobody came back for.
func (c *Imports) sweepUploads() {
	list, err := os.ReadDir(c.uploads())
	if err != nil {
		return // not there yet
	}
	for _, e := range list {
		info, err := e.Info()
		if part, is := strings.CutSuffix(e.Name(), partSign); is && err == nil && ticketForm.MatchString(part) && c.Clock.Time().Sub(info.ModTime()) > partsKept {
			c.dropUpload(e.Name())
			continue
		}
		ticket := strings.TrimSuffix(e.Name(), ".json")
		if err == nil && ticketForm.MatchString(ticket) && c.Clock.Time().Sub(info.ModTime()) > uploadsKept {
			c.dropUpload(ticket)
		}
	}
}

// ticketOf is what a file handed in is asked for with.
func ticketOf(u page.Upload) string { return filepath.Base(u.Path) }
