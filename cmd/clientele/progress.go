package main

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows how far long work is: drawn on a terminal, elsewhere a line at each tenth of it.
type bar struct {
	b     *progressbar.ProgressBar
	total int64

	to    io.Writer
	what  string
	tenth int64 // the last that was said
}

// newBar makes a bar of so many of a unit; total -1 where it is not known. What
// is counted in bytes is shown in kB and MB.
func newBar(to io.Writer, what, unit string, total int64) *bar {
	f, ok := to.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &bar{to: to, what: what}
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
		b.say(done, total)
		return
	}
	if total > 0 && total != b.total {
		b.total = total
		b.b.ChangeMax64(total)
	}
	b.b.Set64(min(done, max(total, done))) //nolint:errcheck // a bar that cannot be drawn is no fault
}

// say writes a line where a further tenth is done, and not all.
func (b *bar) say(done, total int64) {
	if total <= 0 || done >= total || 10*done/total <= b.tenth {
		return
	}
	b.tenth = 10 * done / total
	fmt.Fprintf(b.to, "%s: %d %%\n", b.what, 10*b.tenth)
}

func (b *bar) done() {
	if b.b != nil {
		b.b.Finish() //nolint:errcheck // as above
	}
}
