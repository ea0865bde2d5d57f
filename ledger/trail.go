package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// TrailQuery asks who did what.
type TrailQuery struct {
	User   clientele.ID // whose entries; 0: everybody's
	Email  string       // of that user: imports name people so
	From   clientele.Day
	To     clientele.Day              // the last day; NoDay: until now
	Wants  func(clientele.Entry) bool // of the entries; nil: all of them
	NoFile bool                       // no imports
	At     string                     // where the page before ended; "" begins at the latest
	Limit  int
}

// Trace is one thing that somebody did: an entry made by hand, or an import brought in,
// taken back or brought back.
type Trace struct {
	ID    clientele.ID
	At    clientele.Instant // when it was written down
	Entry clientele.Entry   // without a body where it is about an import

	Import clientele.ID
	File   string // of the import
	Act    string // "import", Undoing or Redoing
	By     string // who did that with the import
}

type traceRow struct {
	ID     clientele.ID      `db:"id"`
	At     clientele.Instant `db:"at"`
	Import clientele.ID      `db:"import"`
	Act    string            `db:"act"`
	By     string            `db:"by_user"`
	File   string            `db:"file"`
}

// mostTraced is how many entries a page of the trail looks at, wanted or not.
const mostTraced = 5_000

// Trail gives what was done, the latest first, and where the next page begins: "" at the
// end. What the scope may not see is not there; entries about records other than
// accounts are for those to judge who keep them. A page may be short.
func (s *Seen) Trail(ctx context.Context, q TrailQuery) ([]Trace, string, error) {
	from := timelineCursor{At: s.now() + 1, ID: 0}
	if q.To != clientele.NoDay {
		from.At = s.Clock.Begins(q.To + 1)
	}
	if q.At != "" {
		if err := db.ReadCursor(q.At, &from); err != nil {
			return nil, "", err
		}
	}
	limit := db.Bounded(q.Limit)
	traces, stopped, err := s.traced(ctx, q, from, limit+1)
	if err != nil {
		return nil, "", err
	}
	files, err := s.brought(ctx, q, from, limit+1)
	if err != nil {
		return nil, "", err
	}
	for _, f := range files {
		if stopped == nil || f.At > stopped.At || f.At == stopped.At && f.ID >= stopped.ID {
			traces = append(traces, f)
		}
	}
	slices.SortFunc(traces, func(a, b Trace) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.ID, a.ID)) })
	if len(traces) > limit {
		last := traces[limit-1]
		return traces[:limit], db.WriteCursor(timelineCursor{last.At, last.ID}), nil
	}
	if stopped != nil {
		return traces, db.WriteCursor(*stopped), nil
	}
	return traces, "", nil
}

// traced are the entries of a page, and where it stopped looking before it was full.
func (s *Seen) traced(ctx context.Context, q TrailQuery, from timelineCursor, limit int) (traces []Trace, stopped *timelineCursor, err error) {
	batch := limit
	for looked := 0; ; {
		text, args := "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND import = 0", []any{s.ws}
		if q.User != 0 {
			text, args = text+" AND by_user = ? AND by_user <> 0", append(args, q.User)
		}
		text, args = text+" AND (learnt, id) < (?, ?) AND learnt >= ? ORDER BY learnt DESC, id DESC LIMIT ?", append(args, from.At, from.ID, s.begins(q.From), batch)
		rows, err := db.All[entryRow](ctx, s.d, text, args...)
		if err != nil {
			return nil, nil, fmt.Errorf("trail: %w", err)
		}
		entries, err := words(rows)
		if err != nil {
			return nil, nil, err
		}
		may, err := s.mayRead(ctx, entries)
		if err != nil {
			return nil, nil, err
		}
		for i, e := range entries {
			if may[i] && (q.Wants == nil || q.Wants(e)) && len(traces) < limit {
				traces = append(traces, Trace{ID: e.ID, At: e.Learnt, Entry: e})
			}
		}
		if len(traces) == limit || len(rows) < batch {
			return traces, nil, nil
		}
		last := rows[len(rows)-1]
		from = timelineCursor{last.Learnt, last.ID}
		if looked, batch = looked+batch, batchRows; looked >= mostTraced {
			return traces, &from, nil
		}
	}
}

func (s *Seen) begins(d clientele.Day) clientele.Instant {
	if d == clientele.NoDay {
		return 0
	}
	return s.Clock.Begins(d)
}

// mayRead says of entries which the scope may see: not those of an account behind a wall,
// nor of one that was merged into such a one.
func (s *Seen) mayRead(ctx context.Context, entries []clientele.Entry) ([]bool, error) {
	shown := make([]bool, len(entries))
	var parties []clientele.ID
	for _, e := range entries {
		if e.Account != 0 {
			parties = append(parties, e.Account)
		}
	}
	same, err := s.sameOf(ctx, s.d, parties)
	if err != nil {
		return nil, err
	}
	hidden, err := s.Hides(ctx, append(parties, same.canonicals(parties)...))
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		shown[i] = e.Account == 0 && (s.scope.EveryWall() || s.scope.Passes(0)) || e.Account != 0 && !hidden[e.Account] && !hidden[same.canonical(e.Account)]
	}
	return shown, nil
}

// brought are the imports of a page, and who took them back. They are few.
func (s *Seen) brought(ctx context.Context, q TrailQuery, from timelineCursor, limit int) ([]Trace, error) {
	if q.NoFile || q.User != 0 && q.Email == "" {
		return nil, nil
	}
	text, args := "SELECT id, at, import, act, by_user, file FROM ("+
		"SELECT id, started AS at, id AS import, 'import' AS act, by_user, file FROM imports WHERE workspace = ?"+
		" UNION ALL SELECT did.id, did.at, did.import, did.act, did.by_user, i.file FROM import_acts did JOIN imports i ON i.workspace = did.workspace AND i.id = did.import"+
		" WHERE did.workspace = ?) t WHERE (at, id) < (?, ?) AND at >= ?", []any{s.ws, s.ws, from.At, from.ID, s.begins(q.From)}
	if q.User != 0 {
		text, args = text+" AND by_user = ?", append(args, q.Email)
	}
	rows, err := db.All[traceRow](ctx, s.d, text+" ORDER BY at DESC, id DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("imports of the trail: %w", err)
	}
	traces := make([]Trace, len(rows))
	for i, r := range rows {
		traces[i] = Trace{ID: r.ID, At: r.At, Import: r.Import, File: r.File, Act: r.Act, By: r.By}
	}
	return traces, nil
}

// Canonicals are the parties by which some parties go: see Canonical.
func (b *Book) Canonicals(ctx context.Context, parties []clientele.ID) (map[clientele.ID]clientele.ID, error) {
	s, err := b.sameOf(ctx, b.d, parties)
	if err != nil {
		return nil, err
	}
	all := make(map[clientele.ID]clientele.ID, len(parties))
	for _, p := range parties {
		all[p] = s.canonical(p)
	}
	return all, nil
}
