package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Change is a step in the course of a standing. Was… is "" at its first.
type Change struct {
	clientele.Relationship
	Day        clientele.Day   `json:"day"`
	Cause      string          `json:"cause"`
	WasKind    clientele.Kind  `json:"was_kind,omitempty"`
	Kind       clientele.Kind  `json:"kind,omitempty"` // "" when the relationship left the book
	WasStage   clientele.Stage `json:"was_stage,omitempty"`
	Stage      clientele.Stage `json:"stage,omitempty"`
	WasTrend   clientele.Trend `json:"was_trend,omitempty"`
	Trend      clientele.Trend `json:"trend,omitempty"`
	WasProb    float64         `json:"was_prob"`
	ClientProb float64         `json:"client_prob"`
}

// A change of probability alone is noted when it is larger than this, and at
// most once in so many days: a course of a relationship that one can still read.
const (
	notedStep = 0.05
	notedDays = 30
)

const standingsBatch = 512

// KeepStandings keeps measured standings and notes what changed. A person's
// overrule goes before the measure while it holds: until its day, on the
// calendar or in the data, whichever is later. Name and last contact are taken
// from the book. Changes are returned in the order of account and line.
func (b *Book) KeepStandings(ctx context.Context, tx *db.Tx, standings []clientele.Standing, cause string) ([]Change, error) {
	today := clientele.DayOf(b.Now())
	return b.keepStandings(ctx, tx, standings, cause, func(o Overruled, asOf clientele.Day) bool { return o.Holds(today, asOf) })
}

// KeepPastStandings is KeepStandings for a day that is past, as it would have been
// done on that day: an overrule that was said later does not count, and one that
// has run out since does.
func (b *Book) KeepPastStandings(ctx context.Context, tx *db.Tx, standings []clientele.Standing, cause string) ([]Change, error) {
	return b.keepStandings(ctx, tx, standings, cause, func(o Overruled, asOf clientele.Day) bool {
		return o.At.Day() <= asOf && o.Holds(asOf, asOf)
	})
}

// holding says whether an overrule goes before a standing measured as of a day.
type holding func(o Overruled, asOf clientele.Day) bool

func (b *Book) keepStandings(ctx context.Context, tx *db.Tx, standings []clientele.Standing, cause string, holds holding) ([]Change, error) {
	if len(standings) == 0 {
		return nil, nil
	}
	if _, err := b.take(ctx, tx, 0); err != nil { // hold the workspace: what is read below is still so when it is written
		return nil, err
	}
	standings = eachOnce(standings)
	var changes []Change
	tally := newTally()
	for len(standings) > 0 {
		n := min(len(standings), standingsBatch)
		some, err := b.keepSome(ctx, tx, standings[:n], keeping{cause, holds, tally})
		if err != nil {
			return nil, fmt.Errorf("keep standings: %w", err)
		}
		changes = append(changes, some...)
		standings = standings[n:]
	}
	if err := b.keepChanges(ctx, tx, changes); err != nil {
		return nil, err
	}
	return changes, b.keepTally(ctx, tx, tally)
}

// eachOnce sorts standings by relationship; of several of one, the last counts.
func eachOnce(standings []clientele.Standing) []clientele.Standing {
	sorted := slices.Clone(standings)
	slices.SortStableFunc(sorted, func(x, y clientele.Standing) int { return byRelationship(x.Relationship, y.Relationship) })
	once := sorted[:0]
	for i, s := range sorted {
		if i+1 < len(sorted) && sorted[i+1].Relationship == s.Relationship {
			continue
		}
		once = append(once, s)
	}
	return once
}

// around is what the book knows beside a measured standing.
type around struct {
	was       map[clientele.Relationship]wasRow
	nameSort  map[clientele.ID]string
	contact   map[clientele.Relationship]contactRow
	overruled map[clientele.Relationship]Overruled
	lines     map[clientele.Line]int64
}

// keeping is how standings are kept, and what they change in the sums.
type keeping struct {
	cause string
	holds holding
	*tally
}

func (b *Book) keepSome(ctx context.Context, tx *db.Tx, some []clientele.Standing, k keeping) ([]Change, error) {
	a, err := b.around(ctx, tx, some)
	if err != nil {
		return nil, err
	}
	var changes []Change
	args := make([]any, 0, len(some)*standingWidth)
	for _, s := range some {
		if err := sound(s); err != nil {
			return nil, err
		}
		s.MeasuredKind = cmp.Or(s.MeasuredKind, s.Kind)
		s.Kind = s.MeasuredKind
		if o, ok := a.overruled[s.Relationship]; ok && k.holds(o, s.AsOf) {
			s.Kind = o.Kind
		}
		was, known := a.was[s.Relationship]
		c, noted := change(was, known, s, k.cause)
		if noted {
			changes = append(changes, c)
			was.NotedProb, was.NotedDay = s.ClientProb, s.AsOf.String()
		}
		if known {
			k.count(was.group(), -1, was.Revenue, was.Expected)
		}
		g := groupOf(s)
		k.count(g, 1, s.Revenue.Minor, math.Round(s.ExpectedValue))
		k.move(s.AsOf, s.Line, was.Kind, s.Kind)
		row, err := b.standingArgs(s, a, was)
		if err != nil {
			return nil, err
		}
		args = append(args, row...)
	}
	return changes, tx.InsertRows(ctx, standingInsert, standingWidth, args, standingUpsert)
}

// sound refuses numbers that cannot be kept or compared.
func sound(s clientele.Standing) error {
	for _, x := range []float64{s.ClientProb, s.AliveProb, s.ActiveProb, s.ExpectedOrders, s.ExpectedValue, s.UsualDays} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("standing of account %d in line %q: a number is not finite: %+v", s.Account, s.Line, s)
		}
	}
	if facetCode(s.Kind, s.Stage, s.Trend) < 0 || facetCode(s.MeasuredKind, s.Stage, s.Trend) < 0 {
		return fmt.Errorf("standing of account %d in line %q: no such kind, stage or trend: %q, %q, %q", s.Account, s.Line, s.Kind, s.Stage, s.Trend)
	}
	return nil
}

// change compares what was with what is, and says whether that is worth a note.
func change(was wasRow, known bool, s clientele.Standing, cause string) (Change, bool) {
	c := Change{s.Relationship, s.AsOf, cause, was.Kind, s.Kind, was.Stage, s.Stage, was.Trend, s.Trend, was.ClientProb, s.ClientProb}
	if !known || was.Kind != s.Kind || was.Stage != s.Stage || was.Trend != s.Trend {
		return c, true
	}
	c.WasProb = was.NotedProb
	return c, math.Abs(s.ClientProb-was.NotedProb) > notedStep && s.AsOf >= day(was.NotedDay)+notedDays
}

type wasRow struct {
	Account    clientele.ID    `db:"account"`
	Line       clientele.Line  `db:"line"`
	Kind       clientele.Kind  `db:"kind"`
	Stage      clientele.Stage `db:"stage"`
	Trend      clientele.Trend `db:"trend"`
	ClientProb float64         `db:"client_prob"`
	Currency   string          `db:"currency"`
	Revenue    int64           `db:"revenue"`
	Expected   float64         `db:"expected_value"`
	NotedProb  float64         `db:"noted_prob"`
	NotedDay   string          `db:"noted_day"`
	AsOf       string          `db:"as_of"`
}

const wasColumns = "account, line, kind, stage, trend, client_prob, currency, revenue, expected_value, noted_prob, noted_day, as_of"

func (w wasRow) group() group { return group{w.Line, w.Kind, w.Stage, w.Trend, w.Currency} }

type contactRow struct {
	Account clientele.ID   `db:"account"`
	Line    clientele.Line `db:"line"`
	Last    string         `db:"last_contact"`
	In      string         `db:"last_contact_in"`
	Out     string         `db:"last_contact_out"`
}

type nameRow struct {
	ID   clientele.ID `db:"id"`
	Name string       `db:"name_sort"`
}

func (b *Book) around(ctx context.Context, tx *db.Tx, some []clientele.Standing) (around, error) {
	n := len(some)
	a := around{make(map[clientele.Relationship]wasRow, n), make(map[clientele.ID]string, n), make(map[clientele.Relationship]contactRow, n), nil, nil}
	var ids []clientele.ID
	for _, s := range some {
		ids = append(ids, s.Account)
	}
	ids = slices.Compact(ids)
	for _, list := range db.Lists(ids) {
		where, args := " WHERE workspace = ? AND account IN "+in(list), with(b.ws, list)
		for r, err := range db.Each[wasRow](ctx, tx, "SELECT "+wasColumns+" FROM standings"+where, args...) {
			if err != nil {
				return a, err
			}
			a.was[clientele.Relationship{Account: r.Account, Line: r.Line}] = r
		}
		for r, err := range db.Each[contactRow](ctx, tx, "SELECT account, line, last_contact, last_contact_in, last_contact_out FROM histories"+where, args...) {
			if err != nil {
				return a, err
			}
			a.contact[clientele.Relationship{Account: r.Account, Line: r.Line}] = r
		}
		for r, err := range db.Each[nameRow](ctx, tx, "SELECT id, name_sort FROM accounts WHERE workspace = ? AND id IN "+in(list), args...) {
			if err != nil {
				return a, err
			}
			a.nameSort[r.ID] = r.Name
		}
	}
	var err error
	if a.overruled, err = b.OverrulesIn(ctx, tx, ids); err != nil {
		return a, err
	}
	a.lines, err = b.linesOf(ctx, tx, some)
	return a, err
}

const (
	standingColumns = "account, line, facet, name_sort, as_of, kind, measured_kind, client_prob, enough, stage, trend, alive_prob, active_prob," +
		" horizon_days, expected_orders, expected_value, orders, first_day, last_day, usual_days, revenue, currency, model, reasons," +
		" last_contact, last_contact_in, last_contact_out, noted_prob, noted_day"
	standingWidth  = 30
	standingInsert = "INSERT INTO standings (workspace, " + standingColumns + ")"
)

// standingUpsert renews every column but the key.
var standingUpsert = upsert("workspace, account, line", standingColumns)

func (b *Book) standingArgs(s clientele.Standing, a around, was wasRow) ([]any, error) {
	reasons, err := json.Marshal(s.Reasons)
	if err != nil {
		return nil, fmt.Errorf("standing of account %d: %w", s.Account, err)
	}
	enough := 0
	if s.Enough {
		enough = 1
	}
	c := a.contact[s.Relationship]
	facet := a.lines[s.Line]*facetsOfLine + facetCode(s.Kind, s.Stage, s.Trend)
	return []any{b.ws, s.Account, s.Line, facet, a.nameSort[s.Account], s.AsOf.String(), s.Kind, s.MeasuredKind, s.ClientProb, enough, s.Stage, s.Trend, s.AliveProb, s.ActiveProb,
		s.HorizonDays, s.ExpectedOrders, s.ExpectedValue, s.Orders, s.First.String(), s.Last.String(), s.UsualDays, s.Revenue.Minor, s.Revenue.Currency, s.Model, string(reasons),
		c.Last, c.In, c.Out, was.NotedProb, was.NotedDay}, nil
}

func (b *Book) keepChanges(ctx context.Context, tx *db.Tx, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	id, err := b.take(ctx, tx, len(changes))
	if err != nil {
		return err
	}
	args := make([]any, 0, 14*len(changes))
	for _, c := range changes {
		args = append(args, b.ws, c.Account, c.Line, id, c.Day.String(), db.Clean(c.Cause), c.WasKind, c.Kind, c.WasStage, c.Stage, c.WasTrend, c.Trend, c.WasProb, c.ClientProb)
		id++
	}
	return tx.InsertRows(ctx, "INSERT INTO standing_changes (workspace, account, line, id, day, cause, was_kind, kind, was_stage, stage, was_trend, trend, was_prob, client_prob)", 14, args, "")
}

// dropStandings removes the standings of relationships of which nothing is left in the book.
func (b *Book) dropStandings(ctx context.Context, tx *db.Tx, accounts []clientele.ID, left *folding) error {
	t := newTally()
	var changes []Change
	for _, list := range db.Lists(accounts) {
		rows, err := db.All[wasRow](ctx, tx, "SELECT "+wasColumns+" FROM standings WHERE workspace = ? AND account IN "+in(list)+" ORDER BY account, line", with(b.ws, list)...)
		if err != nil {
			return fmt.Errorf("drop standings: %w", err)
		}
		for _, was := range rows {
			rel := clientele.Relationship{Account: was.Account, Line: was.Line}
			if left.histories[rel] != nil {
				continue
			}
			if _, err := tx.Exec(ctx, "DELETE FROM standings WHERE workspace = ? AND account = ? AND line = ?", b.ws, rel.Account, rel.Line); err != nil {
				return fmt.Errorf("drop standing of account %d: %w", rel.Account, err)
			}
			on := day(was.AsOf)
			changes = append(changes, Change{Relationship: rel, Day: on, Cause: "the import was undone", WasKind: was.Kind, WasStage: was.Stage, WasTrend: was.Trend, WasProb: was.ClientProb})
			t.count(was.group(), -1, was.Revenue, was.Expected)
			t.move(on, rel.Line, was.Kind, "")
		}
	}
	if len(changes) == 0 {
		return nil
	}
	if err := b.keepChanges(ctx, tx, changes); err != nil {
		return err
	}
	return b.keepTally(ctx, tx, t)
}
