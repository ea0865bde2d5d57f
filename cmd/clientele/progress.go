package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows how far long work is, on a terminal only.
type bar struct {
	b     *progressbar.ProgressBar
	total int64
}

// newBar makes a bar of so many of a unit; total -1 where it is not known. What
// is counted in bytes is shown in kB and MB.
func newBar(to io.Writer, what, unit string, total int64) *bar {
	f, ok := to.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &bar{}
	}
	options := []progressbar.Option{
		progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what), progressbar.OptionThrottle(65_000_000),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth(),
	}
	if unit == "bytes" {
		options = append(options, progressbar.OptionShowBytes(true))
	}
	return &bar{b: progressbar.NewOptions64(total, options...), total: total}
}

// at sets how far it is. A total that became known later is taken over.
func (b *bar) at(done, total int64) {
	if b.b == nil {
		return
	}
	if total > 0 && total != b.total {
		b.total = total
		b.b.ChangeMax64(total)
	}
	b.b.Set64(min(done, max(total, done))) //nolint:errcheck // a bar that cannot be drawn is no fault
}

func (b *bar) done() {
	if b.b != nil {
		b.b.Finish() //nolint:errcheck // as above
	}
}
