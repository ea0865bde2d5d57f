package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/clientele-crm/clientele/queue"
)

const (
	kindSweep queue.Kind = "files"
	nightlyAt            = 5 * time.Hour
	sweptAt              = 500 // contents that are asked about at once
)

// unwanted is how long a content lies that no file has: whoever is just putting a file to a
// record has the content there before the record says so.
const unwanted = 24 * time.Hour

var contentForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (c *Files) workSweep(ctx context.Context, t *queue.Task, _ struct{}) error {
	n, err := c.Sweep(ctx)
	t.Tell(queue.Progress{Done: int64(n), Total: int64(n), Unit: "contents"})
	return err
}

// Sweep throws contents away that no file has, not even one in the archive, and says how
// many: what a process left that was killed between the content and its record.
func (c *Files) Sweep(ctx context.Context) (n int, err error) {
	old := c.Clock.Time().Add(-unwanted)
	var some []string
	sweep := func() error {
		wanted, err := c.wanted(ctx, some)
		if err != nil {
			return err
		}
		for _, hash := range some {
			if wanted[hash] || !before(c.path(hash), old) {
				continue
			}
			if err := os.Remove(c.path(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("sweep the files: %w", err)
			}
			n++
		}
		some = some[:0]
		return nil
	}
	err = filepath.WalkDir(filepath.Join(c.Data, "files"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // none was ever handed in, or it went meanwhile
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() || !contentForm.MatchString(d.Name()) || path != c.path(d.Name()) || !before(path, old):
			return nil // not ours, or too young
		}
		if some = append(some, d.Name()); len(some) == sweptAt {
			return sweep()
		}
		return nil
	})
	if err == nil && len(some) > 0 {
		err = sweep()
	}
	return n, err
}

// before says whether a file was last touched before a time.
func before(path string, old time.Time) bool {
	info, err := os.Stat(path)
	return err == nil && info.ModTime().Before(old)
}
