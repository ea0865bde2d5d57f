package standings

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// A facet is line, kind, stage, trend, and who of those that slip was a client until it fell
// silent, as one small number, which leads every
// index by which relationships are listed. A list narrowed by any of them is a
// merge of as many short index scans as facets are populated.
//
// Whether there is a wall leads the number: a walk through what is open to all meets
// nothing that it must leave out. What lies behind the walls that somebody may pass is
// looked up by its accounts.
const (
	facetsOfLine = 512
	quietFacets  = 256 // of a line, the second half: clients who have gone quiet
	walledFacets = 1 << 40
)

func facet(wall clientele.ID, line, code int64) int64 {
	if wall != 0 {
		return walledFacets + line*facetsOfLine + code
	}
	return line*facetsOfLine + code
}

// facetCode is a facet within its line; -1 where one of the three is no such thing.
// "" is none yet.
func facetCode(k clientele.Kind, s clientele.Stage, t clientele.Trend) int64 {
	kind, stage, trend := 1+slices.Index(clientele.Kinds, k), 1+slices.Index(clientele.Stages, s), 1+slices.Index(clientele.Trends, t)
	if kind == 0 && k != "" || stage == 0 && s != "" || trend == 0 && t != "" {
		return -1
	}
	return int64((kind*(len(clientele.Stages)+1)+stage)*(len(clientele.Trends)+1) + trend)
}

// quietCode is what a facet code has more for clients who have gone quiet.
func quietCode(quiet bool) int64 {
	if quiet {
		return quietFacets
	}
	return 0
}

// facetOf is what a facet within its line stands for, but for whether they have gone quiet.
func facetOf(code int64) (k clientele.Kind, s clientele.Stage, t clientele.Trend) {
	code = max(code, 0) % quietFacets
	trends, stages := int64(len(clientele.Trends)+1), int64(len(clientele.Stages)+1)
	return orNone(clientele.Kinds, code/trends/stages), orNone(clientele.Stages, code/trends%stages), orNone(clientele.Trends, code%trends)
}

// orNone gives the i-th of some, counted from 1; "" for none.
func orNone[T ~string](some []T, i int64) T {
	if i < 1 || i > int64(len(some)) {
		return ""
	}
	return some[i-1]
}

type lineRow struct {
	Line clientele.Line `db:"line"`
	No   int64          `db:"no"`
}

func (b *Book) lines(ctx context.Context, q db.Querier) (map[clientele.Line]int64, error) {
	lines := map[clientele.Line]int64{}
	for r, err := range db.Each[lineRow](ctx, q, "SELECT line, no FROM lines WHERE workspace = ?", b.ws) {
		if err != nil {
			return nil, fmt.Errorf("lines: %w", err)
		}
		lines[r.Line] = r.No
	}
	return lines, nil
}

// Lines gives the lines of business that have standings.
func (b *Book) Lines(ctx context.Context) ([]clientele.Line, error) {
	return db.All[clientele.Line](ctx, b.d, "SELECT line FROM lines WHERE workspace = ? ORDER BY line", b.ws)
}

// linesOf numbers the lines of some standings; new ones get the next numbers.
func (b *Book) linesOf(ctx context.Context, tx *db.Tx, some []clientele.Standing) (map[clientele.Line]int64, error) {
	lines, err := b.lines(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, s := range some {
		if _, ok := lines[s.Line]; ok {
			continue
		}
		no := int64(len(lines))
		if _, err := tx.Exec(ctx, "INSERT INTO lines (workspace, line, no) VALUES (?, ?, ?)", b.ws, s.Line, no); err != nil {
			return nil, fmt.Errorf("line %q: %w", s.Line, err)
		}
		lines[s.Line] = no
	}
	return lines, nil
}
