package jobs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
)

// ErrorsFile is where the rows that an import did not take are kept, as they
// stood, with line, reason and remedy. It is there only if there are any.
func (h *Jobs) ErrorsFile(id clientele.ID) string {
	return filepath.Join(h.receipts(), fmt.Sprintf("import-%d-errors.csv", id))
}

// errorsFile is errors.csv while it is written, batch by batch; it gets its name at the end.
type errorsFile struct {
	path   string // "" where no files are kept
	header []string
	say    func(string) string
	file   *os.File
}

func (f *errorsFile) begin(path string, plan *evidence.Plan, say func(string) string) {
	f.path, f.say = path, say
	for _, c := range plan.Columns {
		f.header = append(f.header, c.Header)
	}
}

func (f *errorsFile) add(rejects []evidence.Reject) error {
	if len(rejects) == 0 || f.path == "" {
		return nil
	}
	err := f.write(rejects)
	if err == nil {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("jobs.no-receipt"), Where: f.path, Remedy: clientele.Tell("jobs.no-receipt-remedy"), Err: err}
}

func (f *errorsFile) write(rejects []evidence.Reject) (err error) {
	if f.file != nil {
		again := slices.Repeat([]string{"again"}, len(f.header))
		return evidence.ErrorsCSV(&withoutFirstLine{w: f.file}, again, rejects, f.say)
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	if f.file, err = os.OpenFile(f.path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	return evidence.ErrorsCSV(f.file, f.header, rejects, f.say)
}

func (f *errorsFile) end() error {
	if f.file == nil {
		return nil
	}
	err := errors.Join(f.file.Sync(), f.file.Close())
	f.file = nil
	if err == nil {
		err = os.Rename(f.path+".part", f.path)
	}
	return wrap(err, "write "+f.path)
}

// withoutFirstLine drops the header that every batch begins with but for the first.
type withoutFirstLine struct {
	w    io.Writer
	past bool
}

func (s *withoutFirstLine) Write(b []byte) (int, error) {
	rest := b
	if !s.past {
		i := bytes.IndexByte(b, '\n')
		s.past = i >= 0
		if !s.past {
			return len(b), nil
		}
		rest = b[i+1:]
	}
	_, err := s.w.Write(rest)
	return len(b), err
}
