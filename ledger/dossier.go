package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// Dossier is what the book holds of one account besides its entries, for its page.
type Dossier struct {
	Account   clientele.ID
	Rows      []standings.Row // standings, by line, with every reason
	Histories map[clientele.Line]clientele.History
	Courses   map[clientele.Line][]standings.Change // the latest first
	Overrules []standings.Overruled
	Fits      map[string][]byte // what was fitted, of the names asked for
	Imports   []Import          // that brought some of it, and say how they took what the file leaves open; the latest first

	group  []clientele.ID // the account and those merged into it
	same   sameness       // under what its lines go
	undone map[clientele.ID]bool
}

type dossierRow struct {
	What string            `db:"what"`
	Line clientele.Line    `db:"line"`
	Num  clientele.ID      `db:"num"`
	One  string            `db:"one"`
	Two  string            `db:"two"`
	Day  string            `db:"day"`
	By   clientele.ID      `db:"by_user"`
	At   clientele.Instant `db:"at"`
	Was  float64           `db:"was"`
	Prob float64           `db:"prob"`
	Body []byte            `db:"body"`
}

// dossierRead gathers small things of many tables in one statement: asked for one by one,
// they would be five. The first arm says of what type each column is.
const dossierRead = "SELECT 'history' AS what, line, 0 AS num, '' AS one, '' AS two, last_day AS day, 0 AS by_user, 0 AS at, 0.0 AS was, 0.0 AS prob, packed AS body" +
	" FROM histories WHERE workspace = ? AND account = ?" +
	" UNION ALL SELECT 'fit', '', 0, name, '', day, 0, 0, 0.0, 0.0, fit FROM fits WHERE workspace = ? AND name IN (?, ?)" +
	" UNION ALL SELECT 'overrule', line, entry, kind, reason, until_day, by_user, at, 0.0, 0.0, '' FROM overrules WHERE workspace = ? AND account = ?" +
	" UNION ALL SELECT 'same', '', party, '', '', '', 0, 0, 0.0, 0.0, '' FROM same WHERE workspace = ? AND canonical = ?" +
	" UNION ALL SELECT 'line', line, 0, under, '', '', 0, 0, 0.0, 0.0, '' FROM same_lines WHERE workspace = ?" +
	" UNION ALL SELECT 'undone', '', id, '', '', '', 0, 0, 0.0, 0.0, '' FROM imports WHERE workspace = ? AND state IN " + uncounted +
	" UNION ALL SELECT 'import', '', id, file, reading, '', 0, 0, 0.0, 0.0, '' FROM (" +
	"SELECT i.id, i.file, i.reading FROM imports i WHERE i.workspace = ? AND i.reading LIKE '%\"notes\":%' AND i.state NOT IN " + uncounted +
	" AND EXISTS (SELECT 1 FROM entries e WHERE e.workspace = ? AND e.import = i.id AND e.account = ?) ORDER BY i.id DESC LIMIT ?) n" +
	" UNION ALL SELECT 'change', line, id, one, cause, day, 0, 0, was_prob, client_prob, '' FROM (" +
	"SELECT line, id, was_kind || '/' || kind || '/' || was_stage || '/' || stage || '/' || was_trend || '/' || trend AS one, cause, day, was_prob, client_prob" +
	" FROM standing_changes WHERE workspace = ? AND account = ? ORDER BY id DESC LIMIT ?) c"

// dossierPhrases are the sentences of standings, which a process reads once.
const dossierPhrases = " UNION ALL SELECT 'phrase', '', id, phrase, '', '', 0, 0, 0.0, 0.0, '' FROM (SELECT id, phrase FROM phrases WHERE workspace = ? ORDER BY id LIMIT 20000) p"

// notedMost bounds the imports of an account whose readings are read.
const notedMost = 3

// courseMost bounds the changes of an account that are read, over all its lines.
const courseMost = 200

// Dossier reads what the page of an account shows of the book besides its entries: two
// statements, and a third where a sentence is new since this process read the others. The account is one
// that was not merged into another.
func (b *Book) Dossier(ctx context.Context, account clientele.ID, fits [2]string) (*Dossier, error) {
	d := &Dossier{Account: account, Histories: map[clientele.Line]clientele.History{}, Courses: map[clientele.Line][]standings.Change{}, Fits: map[string][]byte{},
		group: []clientele.ID{account}, same: sameness{lines: map[clientele.Line]clientele.Line{}}, undone: map[clientele.ID]bool{}}
	text, args := dossierRead, []any{b.ws, account, b.ws, fits[0], fits[1], b.ws, account,
		b.ws, account, b.ws, b.ws, b.ws, b.ws, account, notedMost, b.ws, account, courseMost}
	if b.Wordless() {
		text, args = text+dossierPhrases, append(args, b.ws)
	}
	phrases := map[int64]string{}
	var course []dossierRow
	for row, err := range db.Each[dossierRow](ctx, b.d, text, args...) {
		if err != nil {
			return nil, fmt.Errorf("dossier of account %d: %w", account, err)
		}
		switch row.What {
		case "change":
			course = append(course, row)
			continue
		case "phrase":
			phrases[int64(row.Num)] = row.One
			continue
		}
		if err := d.take(row); err != nil {
			return nil, fmt.Errorf("dossier of account %d: %w", account, err)
		}
	}
	b.Remember(phrases)
	var err error
	if d.Rows, err = b.RowsOf(ctx, account); err != nil {
		return nil, err
	}
	slices.SortFunc(course, func(x, y dossierRow) int { return cmp.Compare(y.Num, x.Num) })
	for _, row := range course {
		d.Courses[row.Line] = append(d.Courses[row.Line], row.change(account))
	}
	slices.SortFunc(d.Imports, func(x, y Import) int { return cmp.Compare(y.ID, x.ID) })
	slices.SortFunc(d.Overrules, func(x, y standings.Overruled) int { return cmp.Compare(x.Line, y.Line) })
	return d, nil
}

func (d *Dossier) take(r dossierRow) error {
	rel := clientele.Relationship{Account: d.Account, Line: r.Line}
	switch r.What {
	case "history":
		var h clientele.History
		if err := h.Unpack(r.Body); err != nil {
			return err
		}
		d.Histories[r.Line] = h
	case "fit":
		d.Fits[r.One] = r.Body
	case "overrule":
		d.Overrules = append(d.Overrules, standings.Overruled{Relationship: rel, Entry: r.Num, Kind: clientele.Kind(r.One),
			Reason: r.Two, Until: db.Day(r.Day), By: r.By, At: r.At})
	case "same":
		d.group = append(d.group, r.Num)
	case "line":
		d.same.lines[r.Line] = clientele.Line(r.One)
	case "import":
		d.Imports = append(d.Imports, Import{ID: r.Num, File: r.One, Reading: r.Two, State: Done})
	case "undone":
		d.undone[r.Num] = true
	}
	return nil
}

func (r dossierRow) change(account clientele.ID) standings.Change {
	p := append(strings.SplitN(r.One, "/", 6), "", "", "", "", "")
	return standings.Change{Relationship: clientele.Relationship{Account: account, Line: r.Line}, Day: db.Day(r.Day), Cause: r.Two,
		WasKind: clientele.Kind(p[0]), Kind: clientele.Kind(p[1]), WasStage: clientele.Stage(p[2]), Stage: clientele.Stage(p[3]),
		WasTrend: clientele.Trend(p[4]), Trend: clientele.Trend(p[5]), WasProb: r.Was, ClientProb: r.Prob}
}

// TimelineIn is Timeline for who has the dossier of the account: one statement.
func (b *Book) TimelineIn(ctx context.Context, d *Dossier, q TimelineQuery) ([]clientele.Entry, string, error) {
	args := anys(d.group)
	whose := "account = ?"
	if len(args) > 1 {
		list := db.Lists(d.group[:min(len(d.group), mostSame)])[0]
		whose, args = "account IN "+db.In(list), list
	}
	q.same = d.same
	return b.timeline(ctx, q, clauseOf{whose, args}, d.undone)
}

// mostSame bounds how many accounts are shown as one; who merged more sees the rest on theirs.
const mostSame = 500
