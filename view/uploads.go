package view

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
)

// Files handed in wait in a folder until they are imported, under a ticket that
// nobody can guess; what its owner called the file is kept beside it.

const uploadsKept = 7 * 24 * time.Hour

var ticketForm = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func (h *House) uploads() string { return filepath.Join(h.Data, "uploads") }

// Receive keeps a file that comes in, piece by piece.
func (h *House) Receive(ctx context.Context, name string, from io.Reader) (Upload, error) {
	if err := os.MkdirAll(h.uploads(), 0o700); err != nil {
		return Upload{}, noRoom(err)
	}
	h.sweepUploads()
	ticket := rand.Text()
	up := Upload{Name: clip(filepath.Base(strings.ReplaceAll(name, `\`, "/")), 200), Path: filepath.Join(h.uploads(), ticket)}
	sum := sha256.New()
	size, err := receive(up.Path, io.TeeReader(contextReader{ctx, from}, sum))
	if err != nil {
		return Upload{}, errors.Join(err, gone(os.Remove(up.Path)))
	}
	up.Size, up.Hash = size, hex.EncodeToString(sum.Sum(nil))
	label, err := json.Marshal(up)
	if err != nil {
		return Upload{}, fmt.Errorf("label %s: %w", up.Name, err)
	}
	if err := os.WriteFile(up.Path+".json", label, 0o600); err != nil {
		return Upload{}, errors.Join(noRoom(err), gone(os.Remove(up.Path)))
	}
	return up, nil
}

func receive(path string, from io.Reader) (int64, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
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
	kind := clientele.Unavailable
	if errors.Is(err, syscall.ENOSPC) {
		kind = clientele.Full
	}
	return &clientele.Fault{Kind: kind, What: "the file could not be kept", Remedy: "look whether the disk is full, then send it again", Err: err}
}

func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// DropUploads throws files away that were handed in.
func (h *House) DropUploads(files map[string]Upload) {
	for _, up := range files {
		h.dropUpload(filepath.Base(up.Path))
	}
}

func (h *House) dropUpload(ticket string) {
	path := filepath.Join(h.uploads(), ticket)
	if err := errors.Join(gone(os.Remove(path)), gone(os.Remove(path+".json"))); err != nil {
		h.Log.Warn("a file handed in cannot be thrown away", "err", err)
	}
}

// upload finds a file by its ticket.
func (h *House) upload(ticket string) (Upload, error) {
	lost := &clientele.Fault{Kind: clientele.NotFound, What: "the file is no more here", Where: "upload", Remedy: "hand it in again"}
	if !ticketForm.MatchString(ticket) {
		return Upload{}, lost
	}
	path := filepath.Join(h.uploads(), ticket)
	label, err := os.ReadFile(path + ".json")
	if err != nil {
		return Upload{}, lost
	}
	var up Upload
	if err := json.Unmarshal(label, &up); err != nil {
		return Upload{}, fmt.Errorf("read the label of %s: %w", ticket, err)
	}
	if _, err := os.Stat(path); err != nil {
		return Upload{}, lost
	}
	up.Path = path
	return up, nil
}

// sweepUploads throws away what nobody came back for.
func (h *House) sweepUploads() {
	list, err := os.ReadDir(h.uploads())
	if err != nil {
		return // not there yet
	}
	for _, e := range list {
		info, err := e.Info()
		ticket := strings.TrimSuffix(e.Name(), ".json")
		if err == nil && ticketForm.MatchString(ticket) && h.now().Sub(info.ModTime()) > uploadsKept {
			h.dropUpload(ticket)
		}
	}
}

// ticket is what the file is asked for with.
func (u Upload) ticket() string { return filepath.Base(u.Path) }
