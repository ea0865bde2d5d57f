package standings

import (
	"cmp"
	"context"
	"errors"
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

// manyStandings is from how many on it pays to fill the table without its indexes.
const manyStandings = 50_000

// BeginStandings says that so many standings are going to be kept. Where there are
// none yet, their lists are not sorted until EndStandings.
func (b *Book) BeginStandings(ctx context.Context, n int64) error {
	if n < manyStandings {
		return nil
	}
	return b.InTx(ctx, func(tx *db.Tx) error {
		some, err := db.All[int64](ctx, tx, "SELECT account FROM standings LIMIT 1")
		if err != nil || len(some) > 0 {
			return err
		}
		return errors.Join(tx.Unindex(ctx, "standings"), tx.Unindex(ctx, "journey_spans"))
	})
}

// EndStandings sorts the lists that BeginStandings left unsorted, also one whose
// process was killed.
func (b *Book) EndStandings(ctx context.Context) error {
	return errors.Join(b.d.Reindex(ctx, "standings"), b.d.Reindex(ctx, "journey_spans"))
}

// KeepStandings keeps measured standings and notes what changed. A person's
// overrule goes before the measure while it holds: until its day, on the
// calendar or in the data, whichever is later. Name and last contact are taken
// from the book. Changes are returned in the order of account and line.
func (b *Book) KeepStandings(ctx context.Context, tx *db.Tx, standings []clientele.Standing, cause string) ([]Change, error) {
	today := b.Clock.Today()
	return b.keepStandings(ctx, tx, standings, cause, func(o Overruled, asOf clientele.Day) bool { return o.Holds(today, asOf) })
}

// KeepPastStandings is KeepStandings for a day that is past, as it would have been
// done on that day: an overrule that was said later does not count, and one that
// has run out since does.
func (b *Book) KeepPastStandings(ctx context.Context, tx *db.Tx, standings []clientele.Standing, cause string) ([]Change, error) {
	return b.keepStandings(ctx, tx, standings, cause, func(o Overruled, asOf clientele.Day) bool {
		return b.Clock.Day(o.At) <= asOf && o.Holds(asOf, asOf)
	})
}

// holding says whether an overrule goes before a standing measured as of a day.
type holding func(o Overruled, asOf clientele.Day) bool

func (b *Book) keepStandings(ctx context.Context, tx *db.Tx, standings []clientele.Standing, cause string, holds holding) ([]Change, error) {
	if len(standings) == 0 {
		return nil, nil
	}
	if _, err := tx.Take(ctx, b.ws, 0); err != nil { // hold the workspace: what is read below is still so when it is written
		return nil, err
	}
	k := keeping{cause: cause, holds: holds, tally: newTally(), wording: wording{}}
	if err := b.weigh(ctx, tx, eachOnce(standings), &k); err != nil {
		return nil, fmt.Errorf("keep standings: %w", err)
	}
	if err := b.keepPhrases(ctx, tx, k.wording); err != nil {
		return nil, err
	}
	if err := k.rows.keep(ctx, tx); err != nil {
		return nil, err
	}
	if err := b.keepChanges(ctx, tx, k.changes); err != nil {
		return nil, err
	}
	if err := b.keepTally(ctx, tx, k.tally); err != nil {
		return nil, err
	}
	return k.changes, b.RenewSpans(ctx, tx, travelled(k.changes))
}

// eachOnce sorts standings by relationship; of several of one, the last counts.
func eachOnce(standings []clientele.Standing) []clientele.Standing {
	order := func(x, y clientele.Standing) int {
		return clientele.Relationship.Compare(x.Relationship, y.Relationship)
	}
	sorted := slices.Clone(standings)
	if !slices.IsSortedFunc(sorted, order) {
		slices.SortStableFunc(sorted, order)
	}
	once := sorted[:0]
	for i, s := range sorted {
		if i+1 < len(sorted) && sorted[i+1].Relationship == s.Relationship {
			continue
		}
		once = append(once, s)
	}
	return once
}

// keeping is how standings are kept, and what is to be written of them.
type keeping struct {
	cause string
	holds holding
	*tally
	wording
	rows    standingRows
	changes []Change
}

// weigh sets standings against what is kept of them, and gathers what is to be written.
func (b *Book) weigh(ctx context.Context, tx *db.Tx, standings []clientele.Standing, k *keeping) error {
	a, err := b.around(ctx, tx, standings)
	if err != nil {
		return err
	}
	for _, s := range standings {
		if err := sound(s); err != nil {
			return err
		}
		s.MeasuredKind = cmp.Or(s.MeasuredKind, s.Kind)
		s.Kind = s.MeasuredKind
		if o, ok := a.overruled[s.Relationship]; ok && k.holds(o, s.AsOf) {
			s.Overrule(o.Kind)
		}
		was, is := a.was[s.Relationship], a.listed(&s)
		if c, noted := change(was, &s, k.cause); noted {
			k.changes = append(k.changes, c)
			is.NotedProb, is.NotedDay = s.ClientProb, s.AsOf.String()
		}
		is.Packed = k.pack(&s)
		k.sum(was, &is, s.AsOf)
		k.rows.add(b.ws, was, &is)
	}
	return nil
}

// sum takes what was out of the sums, and puts in what is.
func (k *keeping) sum(was, is *listed, on clientele.Day) {
	var before clientele.Kind
	if was != nil {
		before, _, _ = was.facets()
		k.count(was, -1)
	}
	kind, _, _ := is.facets()
	k.count(is, 1)
	k.move(on, *is, before, kind)
}

// sound refuses numbers that cannot be kept or compared.
func sound(s clientele.Standing) error {
	for _, x := range figures(&s) {
		if math.IsNaN(*x) || math.IsInf(*x, 0) {
			return fmt.Errorf("standing of account %d in line %q: a number is not finite: %+v", s.Account, s.Line, s)
		}
	}
	if facetCode(s.Kind, s.Stage, s.Trend) < 0 || facetCode(s.MeasuredKind, s.Stage, s.Trend) < 0 {
		return fmt.Errorf("standing of account %d in line %q: no such kind, stage or trend: %q, %q, %q", s.Account, s.Line, s.Kind, s.Stage, s.Trend)
	}
	return nil
}

// change compares what was with what is, and says whether that is worth a note.
func change(was *listed, s *clientele.Standing, cause string) (Change, bool) {
	c := Change{Relationship: s.Relationship, Day: s.AsOf, Cause: cause, Kind: s.Kind, Stage: s.Stage, Trend: s.Trend, ClientProb: s.ClientProb}
	if was == nil {
		return c, true
	}
	c.WasKind, c.WasStage, c.WasTrend = was.facets()
	c.WasProb = float64(was.Client) / 100
	if c.WasKind != c.Kind || c.WasStage != c.Stage || c.WasTrend != c.Trend {
		return c, true
	}
	c.WasProb = was.NotedProb
	return c, math.Abs(s.ClientProb-was.NotedProb) > notedStep && s.AsOf >= db.Day(was.NotedDay)+notedDays
}

// around is what the book knows beside measured standings.
type around struct {
	was       map[clientele.Relationship]*listed
	accounts  map[clientele.ID]nameRow
	contacts  map[clientele.Relationship]string
	overruled map[clientele.Relationship]Overruled
	lines     map[clientele.Line]int64
}

// listed is the row of a standing; what was noted last is noted still.
func (a *around) listed(s *clientele.Standing) listed {
	is := listed{
		Account: s.Account, Line: s.Line, Wall: a.accounts[s.Account].Wall, Name: a.accounts[s.Account].Name,
		Facet:  facet(a.accounts[s.Account].Wall, a.lines[s.Line], facetCode(s.Kind, s.Stage, s.Trend)+quietCode(s.Quiet())),
		Client: percent(s.ClientProb), Active: percent(s.ActiveProb), Value: TwoDigits(s.ExpectedValue),
		Revenue: s.Earned().Minor, Currency: s.Earned().Currency, Orders: int64(s.Orders), Contact: a.contacts[s.Relationship],
	}
	if was := a.was[s.Relationship]; was != nil {
		is.NotedProb, is.NotedDay = was.NotedProb, was.NotedDay
	}
	return is
}

type nameRow struct {
	ID   clientele.ID `db:"id"`
	Name string       `db:"name_sort"`
	Wall clientele.ID `db:"wall"`
}

type contactRow struct {
	Account clientele.ID   `db:"account"`
	Line    clientele.Line `db:"line"`
	Last    string         `db:"last_contact"`
}

func (b *Book) around(ctx context.Context, tx *db.Tx, some []clientele.Standing) (a around, err error) {
	n := len(some)
	a.was, a.accounts, a.contacts = make(map[clientele.Relationship]*listed, n), make(map[clientele.ID]nameRow, n), make(map[clientele.Relationship]string, n)
	ids := make([]clientele.ID, n)
	for i, s := range some {
		ids[i] = s.Account
	}
	ids = slices.Compact(ids)
	for _, w := range db.Walks(ids) {
		args := db.With(b.ws, w.Args)
		for r, err := range db.Each[listed](ctx, tx, listedRead+" AND s.account "+w.Text, args...) {
			if err != nil {
				return a, err
			}
			a.was[clientele.Relationship{Account: r.Account, Line: r.Line}] = &r
		}
		for r, err := range db.Each[nameRow](ctx, tx, "SELECT id, name_sort, wall FROM accounts WHERE workspace = ? AND id "+w.Text, args...) {
			if err != nil {
				return a, err
			}
			a.accounts[r.ID] = r
		}
		for r, err := range db.Each[contactRow](ctx, tx, "SELECT account, line, last_contact FROM histories WHERE workspace = ? AND account "+w.Text, args...) {
			if err != nil {
				return a, err
			}
			a.contacts[clientele.Relationship{Account: r.Account, Line: r.Line}] = r.Last
		}
	}
	if a.overruled, err = b.OverrulesIn(ctx, tx, ids); err != nil {
		return a, err
	}
	a.lines, err = b.linesOf(ctx, tx, some)
	return a, err
}

func (b *Book) keepChanges(ctx context.Context, tx *db.Tx, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	id, err := tx.Take(ctx, b.ws, len(changes))
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

// DropStandings removes those standings of some accounts of whose relationship nothing is
// left in the book.
func (b *Book) DropStandings(ctx context.Context, tx *db.Tx, accounts []clientele.ID, left func(clientele.Relationship) bool) error {
	t := newTally()
	var changes []Change
	for _, list := range db.Lists(accounts) {
		rows, err := db.All[listed](ctx, tx, listedRead+" AND s.account IN "+db.In(list)+" ORDER BY s.account, s.line", db.With(b.ws, list)...)
		if err != nil {
			return fmt.Errorf("drop standings: %w", err)
		}
		for _, was := range rows {
			rel := clientele.Relationship{Account: was.Account, Line: was.Line}
			if left(rel) {
				continue
			}
			u, err := unpack(rel, was.Packed)
			if err == nil {
				err = b.dropStanding(ctx, tx, rel)
			}
			if err != nil {
				return fmt.Errorf("drop standing of account %d: %w", rel.Account, err)
			}
			c := Change{Relationship: rel, Day: u.AsOf, Cause: clientele.Tell("ledger.cause-nothing-counts"), WasProb: float64(was.Client) / 100}
			c.WasKind, c.WasStage, c.WasTrend = was.facets()
			changes = append(changes, c)
			t.count(&was, -1)
			t.move(u.AsOf, was, c.WasKind, "")
		}
	}
	if len(changes) == 0 {
		return nil
	}
	if err := b.keepChanges(ctx, tx, changes); err != nil {
		return err
	}
	if err := b.keepTally(ctx, tx, t); err != nil {
		return err
	}
	return b.RenewSpans(ctx, tx, travelled(changes))
}

// travelled are the accounts whose journey went on by some changes.
func travelled(changes []Change) (accounts []clientele.ID) {
	for _, c := range changes {
		if c.WasStage != c.Stage || (c.WasTrend == clientele.Lapsed) != (c.Trend == clientele.Lapsed) {
			accounts = append(accounts, c.Account)
		}
	}
	return accounts
}

func (b *Book) dropStanding(ctx context.Context, tx *db.Tx, rel clientele.Relationship) error {
	for _, table := range []string{"standings", "measured"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND account = ? AND line = ?", b.ws, rel.Account, rel.Line); err != nil {
			return err
		}
	}
	return nil
}
