package ops

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// filesFolder is where, in the data folder, files of records lie under the hash of their content.
const filesFolder = "files"

// lookFiles reads every file of a record and compares it with its name, which is the hash of
// its content, and looks whether all that records speak of are there.
func lookFiles(ctx context.Context, p Patient) []Finding {
	if p.Data == "" {
		return nil
	}
	read, _ := p.DB.SQL()
	spoken, err := column(ctx, read, "SELECT DISTINCT hash FROM file_contents")
	if err != nil {
		return unseen(err)
	}
	lost := map[string]bool{}
	for _, hash := range spoken {
		lost[hash] = true
	}
	var bad []Finding
	n := 0
	err = filepath.WalkDir(filepath.Join(p.Data, filesFolder), func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return fs.SkipAll
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		n++
		is, err := hashOf(path)
		if err == nil && is != e.Name() {
			bad = append(bad, Finding{Level: Bad, What: "a file of a record is damaged", Where: path, Remedy: "put it back from a backup"})
		}
		delete(lost, e.Name())
		return err
	})
	if err != nil {
		return unseen(err)
	}
	if len(lost) > 0 {
		bad = append(bad, Finding{Level: Bad, What: fmt.Sprintf("%d files that records speak of are not there", len(lost)), Where: filepath.Join(p.Data, filesFolder), Remedy: "put them back from a backup"})
	}
	if bad != nil {
		return bad
	}
	return well("%d files of records are as they were handed in", n)
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", wrapf(err, "look at a file")
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hexOf(sum), wrapf(err, "look at %s", path)
}
