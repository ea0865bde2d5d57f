package evidence

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/clientele-crm/clientele"
)

// worker turns the rows of one file into entries. finish gives what is still held.
type worker interface {
	row(*row) *Reject
	finish()
}

// row is one record on its way.
type row struct {
	cells [][]byte
	line  int

	text []byte // room for copying the row of a reject
	ends []int
}

// Taken is an entry, and how many rows of the file it is made of.
type Taken struct {
	clientele.Entry
	Rows int
}

// outlet is where entries leave.
type outlet struct {
	yield func(Taken, error) bool
	done  bool // the reader of the entries wants no more
}

func (o *outlet) entry(e clientele.Entry, rows int) {
	if !o.done && !o.yield(Taken{e, rows}, nil) {
		o.done = true
	}
}

func (o *outlet) err(err error) {
	if !o.done && !o.yield(Taken{}, err) {
		o.done = true
	}
}

// Entries streams the file's entries. An error that is a *Reject is about one
// row, and reading goes on; any other error is the last thing that comes.
// Memory does not grow with the file. The same file gives the same keys.
func (p *Plan) Entries(ctx context.Context) iter.Seq2[clientele.Entry, error] {
	return func(yield func(clientele.Entry, error) bool) {
		for t, err := range p.Taken(ctx) {
			if !yield(t.Entry, err) {
				return
			}
		}
	}
}

// Taken is Entries, with the rows that each is made of: those, and the rows that were
// rejected, are all rows of the file.
func (p *Plan) Taken(ctx context.Context) iter.Seq2[Taken, error] { return p.taken(ctx, Bounds{}) }

func (p *Plan) taken(ctx context.Context, b Bounds) iter.Seq2[Taken, error] {
	return func(yield func(Taken, error) bool) {
		out := &outlet{yield: yield}
		if err := p.Ready(); err != nil {
			out.err(err)
			return
		}
		p.read.Store(0)
		rd, closer, err := p.openRows()
		if err != nil {
			out.err(err)
			return
		}
		defer closer.Close()
		w := p.door.open(p, out)
		if err := p.run(ctx, rd, walk{w, out, b}); err != nil {
			out.err(err)
			return
		}
		w.finish()
	}
}

// walk is one way through a file.
type walk struct {
	w      worker
	out    *outlet
	bounds Bounds
}

// ends says that the bounds are reached before a row.
func (b Bounds) ends(row int64) bool {
	if row%1024 != 0 || b.Stop == nil {
		return b.Rows > 0 && row >= b.Rows
	}
	select {
	case <-b.Stop:
		return true
	default:
		return b.Rows > 0 && row >= b.Rows
	}
}

func (p *Plan) run(ctx context.Context, rd *reader, k walk) error {
	var r row
	var layout rowLayout
	if p.layout != nil {
		layout = p.layout()
	}
	w, out := k.w, k.out
	p.cut, p.heads = false, 0
	for n := int64(0); !out.done; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if k.bounds.ends(n) {
			p.cut = rd.read() == nil
			return nil
		}
		if err := rd.read(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return p.fatal(err, rd.next)
		}
		r.cells, r.line = rd.cells, rd.line
		reject := p.wellFormed(rd)
		if reject == nil && layout != nil {
			var kept bool
			if kept, reject = layout.row(r.cells); !kept {
				p.heads++
				continue
			}
		}
		if reject == nil {
			reject = w.row(&r)
		}
		if reject != nil {
			p.complete(reject, &r)
			out.err(reject)
		}
	}
	return nil
}

// wellFormed refuses rows whose cells cannot be told apart.
func (p *Plan) wellFormed(rd *reader) *Reject {
	if rd.broken {
		return &Reject{What: clientele.Tell("evidence.open-mark"), Remedy: clientele.Tell("evidence.open-mark-remedy")}
	}
	width := cmp.Or(p.width, len(p.header))
	for _, c := range rd.cells[min(len(rd.cells), width):] {
		if len(trimSpace(c)) > 0 {
			return &Reject{What: clientele.Tell("evidence.more-cells", "cells", len(rd.cells), "columns", width),
				Remedy: clientele.Tell("evidence.more-cells-remedy")}
		}
	}
	return nil
}

// complete adds the row to a reject, and says so where it is no row of data at all.
func (p *Plan) complete(reject *Reject, r *row) {
	reject.Line, reject.Row = r.line, r.copy()
	switch {
	case isFooter(reject.Row):
		*reject = Reject{Line: r.line, Row: reject.Row, What: clientele.Tell("evidence.a-footer"), Remedy: NothingToDo}
	case p.isHeaderAgain(reject.Row):
		*reject = Reject{Line: r.line, Row: reject.Row, What: clientele.Tell("evidence.header-again"), Remedy: NothingToDo}
	}
}

// copy keeps a row's cells, out of one piece of memory.
func (r *row) copy() []string {
	r.text, r.ends = r.text[:0], r.ends[:0]
	for _, c := range r.cells {
		r.text = append(r.text, cleanText(c)...)
		r.ends = append(r.ends, len(r.text))
	}
	text, cells, from := string(r.text), make([]string, len(r.cells)), 0
	for i, end := range r.ends {
		cells[i], from = text[from:end], end
	}
	return cells
}

func (p *Plan) isHeaderAgain(cells []string) bool {
	return p.Dialect.Header && headerAgain(p.header, cells)
}

func headerAgain(header, cells []string) bool {
	if len(cells) < len(header) || cells[0] != header[0] && cells[len(header)-1] != header[len(header)-1] {
		return false
	}
	same := 0
	for i, h := range header {
		if cells[i] == h {
			same++
		}
	}
	return same*10 >= len(header)*8
}

// openRows opens the source at its first row of data.
func (p *Plan) openRows() (*reader, io.Closer, error) {
	u, err := unpack(p.Source, &p.read, p.Dialect.Sheet)
	if err != nil {
		return nil, nil, err
	}
	mark := map[string]int64{encodingUTF8: 3, encodingUTF16LE: 2, encodingUTF16BE: 2}[p.Dialect.Encoding]
	head := make([]byte, mark)
	n, _ := io.ReadFull(u, head)
	_, skip := encodingOf(head[:n])
	body := io.Reader(u)
	if skip == 0 {
		body = &prefixed{head: head[:n], r: u}
	}
	rd := newReader(decoded(body, p.Dialect.Encoding), p.Dialect)
	for range p.Dialect.Skip {
		if err := rd.read(); err != nil {
			u.Close()
			return nil, nil, p.fatal(err, rd.next)
		}
	}
	return rd, u, nil
}

// prefixed gives back the bytes that were read to look for a byte-order mark.
type prefixed struct {
	head []byte
	r    io.Reader
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.r.Read(b)
}

// fatal says what ended the reading.
func (p *Plan) fatal(err error, line int) error {
	where := clientele.Tell("evidence.at-line", "file", p.File, "line", line)
	switch {
	case errors.Is(err, errLongLine):
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.long-line"), Where: where, Remedy: clientele.Tell("evidence.long-line-remedy")}
	case errors.Is(err, errUnfolds), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, io.EOF):
		return damaged(where, err)
	}
	if p.Dialect.Gzip {
		return damaged(where, err)
	}
	return fmt.Errorf("read %s: %w", where, err)
}
