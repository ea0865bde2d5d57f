package standings

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele/db"
)

// stream is the list within one facet, read in short pieces.
type stream struct {
	facet int64
	ahead []position // read, not yet given out
	from  *position  // up to here everything was looked at; nil before the first
	ended bool
	size  int // of the next piece
}

const (
	mostPiece  = 2_048
	mostArms   = 64    // pieces read by one statement
	mostLooked = 2_000 // rows looked at for one page, where a filter leaves few
)

// merge walks the facets side by side, in the order of the list.
func (l *listing) merge(ctx context.Context) (page []position, next *position, err error) {
	narrowed := len(l.residual(l.column.name)) > 0 || len(l.words) > 0
	size := 2*l.limit/len(l.facets) + 6
	streams := make([]*stream, len(l.facets))
	for i, f := range l.facets {
		streams[i] = &stream{facet: f, from: l.after, size: min(size, l.limit+1)}
	}
	own, err := l.passed(ctx)
	if err != nil {
		return nil, nil, err
	}
	streams = append(streams, &stream{ahead: l.rest(own), ended: true})
	looked := 0
	for {
		if dry := dryOf(streams); len(dry) > 0 {
			if narrowed && looked > l.Patience.Look {
				return l.stopped(streams, dry, page)
			}
			for _, s := range dry {
				looked += s.size * l.pains()
			}
			if err := l.refill(ctx, dry, narrowed); err != nil {
				return nil, nil, err
			}
			continue
		}
		s := l.first(streams)
		if s == nil {
			return page, nil, nil
		}
		if len(page) == l.limit {
			return page, &page[l.limit-1], nil
		}
		page, s.ahead = append(page, s.ahead[0]), s.ahead[1:]
	}
}

// pains is what looking at a row costs: words are looked for in the account's own row.
func (l *listing) pains() int {
	if len(l.words) > 0 {
		return 3
	}
	return 1
}

func dryOf(streams []*stream) (dry []*stream) {
	for _, s := range streams {
		if len(s.ahead) == 0 && !s.ended {
			dry = append(dry, s)
		}
	}
	return dry
}

// first is the stream whose next row comes first.
func (l *listing) first(streams []*stream) (best *stream) {
	for _, s := range streams {
		if len(s.ahead) > 0 && (best == nil || l.order(s.ahead[0], best.ahead[0]) < 0) {
			best = s
		}
	}
	return best
}

// stopped ends a page early: everything up to the nearest end of what was looked
// at is given out, and the next page goes on from there.
func (l *listing) stopped(streams, dry []*stream, page []position) ([]position, *position, error) {
	at := dry[0].from
	for _, s := range dry {
		if l.order(*s.from, *at) < 0 {
			at = s.from
		}
	}
	for len(page) < l.limit {
		s := l.first(streams)
		if s == nil || l.order(s.ahead[0], *at) > 0 {
			return page, at, nil
		}
		page, s.ahead = append(page, s.ahead[0]), s.ahead[1:]
	}
	return page, &page[len(page)-1], nil
}

// refill reads the next piece of some streams.
func (l *listing) refill(ctx context.Context, dry []*stream, narrowed bool) error {
	for some := range slices.Chunk(dry, mostArms) {
		found, err := l.pieces(ctx, some, l.arm)
		if err != nil {
			return err
		}
		ends := found
		if narrowed {
			if ends, err = l.pieces(ctx, some, l.armEnd); err != nil {
				return err
			}
		}
		for _, s := range some {
			s.ahead = found[s.facet]
			slices.SortFunc(s.ahead, l.order)
			end := ends[s.facet]
			if s.ended = len(end) == 0 || !narrowed && len(end) < s.size; !s.ended {
				s.from = &end[len(end)-1]
			}
			s.size = min(3*s.size, mostPiece)
		}
	}
	return nil
}

// pieces runs one arm a stream as one statement, and sorts the rows by facet.
func (l *listing) pieces(ctx context.Context, some []*stream, arm func(*stream) (string, []any)) (map[int64][]position, error) {
	var texts []string
	var args []any
	for _, s := range some {
		text, own := arm(s)
		texts, args = append(texts, "SELECT * FROM ("+text+") arm"), append(args, own...)
	}
	found := make(map[int64][]position, len(some))
	for p, err := range db.Each[position](ctx, l.d, strings.Join(texts, " UNION ALL "), args...) {
		if err != nil {
			return nil, err
		}
		facet := p.Facet
		p.Facet = 0
		found[facet] = append(found[facet], p)
	}
	return found, nil
}

// walk is the scan of one facet along the index of the sort. What it is limited to
// stands in the text: SQLite plans a kept statement anew for each LIMIT given to it.
func (l *listing) walk(s *stream, riding string) (string, []any) {
	c, op, turn := l.column, ">", ""
	if l.desc {
		op, turn = "<", " DESC"
	}
	text := "SELECT facet, " + c.name + " AS " + c.as + ", account, line" + riding + " FROM standings WHERE workspace = ? AND facet = ?"
	args := []any{l.ws, s.facet}
	if s.from != nil {
		text += " AND (" + c.name + ", account, line) " + op + " (?, ?, ?)"
		args = append(args, c.value(*s.from), s.from.Account, s.from.Line)
	}
	text, args = and(text, args, "", l.on(c.name))
	return text + " ORDER BY " + c.name + turn + ", account" + turn + ", line" + turn + " LIMIT " + strconv.Itoa(s.size), args
}

// arm is the next piece of a stream, narrowed.
func (l *listing) arm(s *stream) (string, []any) {
	left := l.residual(l.column.name)
	if len(left) == 0 && len(l.words) == 0 {
		return l.walk(s, "")
	}
	riding := ""
	for _, c := range []string{"expected_value", "last_contact"} {
		if slices.ContainsFunc(left, func(x condition) bool { return x.column == c }) {
			riding += ", " + c
		}
	}
	inner, args := l.walk(s, riding)
	text := "SELECT w.facet, w." + l.column.as + ", w.account, w.line FROM (" + inner + ") w"
	if len(l.words) > 0 {
		text += " JOIN accounts a ON a.workspace = ? AND a.id = w.account"
		args = append(args, l.ws)
	}
	text, args = and(text+" WHERE 0 = 0", args, "w.", left)
	return andWords(text, args, l.words)
}

// armEnd is the last row of the next piece, narrowed or not; none where the
// stream ends within it.
func (l *listing) armEnd(s *stream) (string, []any) {
	last := *s
	last.size = 1
	text, args := l.walk(&last, "")
	return text + " OFFSET " + strconv.Itoa(s.size-1), args
}
