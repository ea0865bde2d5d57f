package jobs

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/standing"
)

// The names under which fits are kept.
const (
	FitMeasure  = "measure"
	FitBacktest = "backtest"
	fitTotals   = "totals"
	fitOpen     = "totals of what is open to all"
)

// MeasureArgs say why everything is measured anew.
type MeasureArgs struct {
	Cause string `json:"cause,omitempty"`
}

func (h *Jobs) workMeasure(ctx context.Context, t *queue.Task, args MeasureArgs) error {
	if err := h.measure(ctx, measuring{cmp.Or(args.Cause, clientele.Tell("jobs.cause-anew")), t.Tell, t.InTx}); err != nil {
		return err
	}
	return h.askAfter(ctx, KindMeasure)
}

// measuring is why all is measured, who watches, and how it writes: a job of the
// queue writes only while it holds the job.
type measuring struct {
	cause  string
	report queue.Report
	inTx   func(context.Context, func(*db.Tx) error) error
}

// staleDays is when a log counts as one of the past: without news for so long.
const staleDays = 60

// AsOf is the day as of which a firm is measured. A firm that lives is measured
// today: that nothing came in last week is evidence. A log that ended more than
// sixty days ago is measured as of its last day, or all of it would have lapsed.
func AsOf(last, today clientele.Day) clientele.Day {
	if last == clientele.NoDay || today-last <= staleDays {
		return today
	}
	return last
}

// Measure learns from all histories, keeps what it learnt, and measures every
// relationship with it. It can be stopped and begun again at any time.
func (h *Jobs) Measure(ctx context.Context, cause string, report queue.Report) error {
	return h.measure(ctx, measuring{cause, report, h.DB.InTx})
}

func (h *Jobs) measure(ctx context.Context, by measuring) error {
	report := by.report
	last, err := h.Book.LastPastDay(ctx, h.today())
	if err != nil {
		return err
	}
	if last == clientele.NoDay {
		report.Tell(queue.Progress{Note: clientele.Tell("jobs.nothing-yet")})
		return by.inTx(ctx, func(tx *db.Tx) error { return h.forgetAllPlans(ctx, tx) })
	}
	asOf := AsOf(last, h.today())
	if err := h.lookBack(ctx, asOf, report); err != nil {
		return err
	}
	read := &relations{h: h, ctx: ctx, tell: func(n int64) {
		report.Tell(queue.Progress{Done: n, Unit: "histories", Note: clientele.Tell("jobs.learning")})
	}}
	m, err := standing.Learn(ctx, read.all(), standing.Config{AsOf: asOf, Today: h.today()})
	if err := errors.Join(read.err, err); err != nil {
		return fmt.Errorf("learn as of %s: %w", asOf, err)
	}
	if err := h.keepMeasure(ctx, by, m); err != nil {
		return err
	}
	if err := h.Book.BeginStandings(ctx, read.seen); err != nil {
		return err
	}
	walled, err := h.Book.BehindWalls(ctx, h.DB)
	if err == nil {
		err = h.measureAll(ctx, &scoring{measuring: by, stretch: h.stretch, measure: m, total: read.seen, walled: walled})
	}
	if err == nil {
		report.Tell(queue.Progress{Done: read.seen, Total: read.seen, Unit: "relationships", Note: clientele.Tell("jobs.sorting")})
	}
	// Lists are sorted also where somebody has stopped the measure.
	return errors.Join(err, h.Book.EndStandings(context.WithoutCancel(ctx)))
}

func (h *Jobs) keepMeasure(ctx context.Context, by measuring, m *standing.Measure) error {
	blob, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("keep the measure: %w", err)
	}
	return by.inTx(ctx, func(tx *db.Tx) error {
		_, before, err := h.Book.FitIn(ctx, tx, FitMeasure)
		switch {
		case clientele.KindOf(err) == clientele.NotFound:
		case err != nil:
			return err
		case before < m.AsOf:
			if err := h.Book.KeepFit(ctx, tx, fitBefore, before, []byte("{}")); err != nil {
				return err
			}
		}
		return h.Book.KeepFit(ctx, tx, FitMeasure, m.AsOf, blob)
	})
}

// relations streams histories for the learner, which may run it several times.
type relations struct {
	h    *Jobs
	ctx  context.Context
	tell func(n int64)
	seen int64 // of the last run
	err  error
}

const tellEvery = 4096

func (r *relations) all() standing.Relations {
	return func(yield func(standing.Relation) bool) {
		r.seen = 0
		for x, err := range r.h.Book.Histories(r.ctx, clientele.Relationship{}) {
			if err != nil {
				r.err = err
				return
			}
			if r.seen++; r.seen%tellEvery == 0 {
				r.tell(r.seen)
			}
			if !yield(standing.Relation{Relationship: x.Relationship, History: x.History}) {
				return
			}
		}
	}
}

// scoring is one measure of everything on its way.
type scoring struct {
	measuring
	stretch int // how many relationships go together
	measure *standing.Measure
	total   int64

	mu   sync.Mutex
	sums added // what the workers have added up

	walled []clientele.ID // accounts behind walls, in order
}

// added is what relationships are expected to bring: what is open to all, and the rest.
type added struct{ open, behind *standing.Portfolio }

func (s *scoring) nothing() added { return added{s.measure.Portfolio(), s.measure.Portfolio()} }

// of measures a relationship, and adds it up on its side of the walls.
func (a added) of(r standing.Relation, walled []clientele.ID) clientele.Standing {
	if _, behind := slices.BinarySearch(walled, r.Account); behind {
		return a.behind.Of(r)
	}
	return a.open.Of(r)
}

// gather adds what one worker has added up.
func (s *scoring) gather(a added) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sums.open == nil {
		s.sums = s.nothing()
	}
	s.sums.open.Merge(a.open)
	s.sums.behind.Merge(a.behind)
}

// keepTotals keeps what the relationships are expected to bring: those that are open to
// all, and all of them.
func (h *Jobs) keepTotals(ctx context.Context, s *scoring) error {
	open, err := json.Marshal(s.sums.open.Totals())
	if err != nil {
		return fmt.Errorf("keep the totals: %w", err)
	}
	s.sums.open.Merge(s.sums.behind)
	all, err := json.Marshal(s.sums.open.Totals())
	if err != nil {
		return fmt.Errorf("keep the totals: %w", err)
	}
	return s.inTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, h.Workspace, 0); err != nil { // no wall moves until the end
			return err
		}
		walled, err := h.Book.BehindWalls(ctx, tx)
		if err != nil {
			return err
		}
		if !slices.Equal(walled, s.walled) {
			open = []byte("null") // a wall moved while they were added up (unaddOpen)
		}
		if err := h.Book.KeepFit(ctx, tx, fitOpen, s.measure.AsOf, open); err != nil {
			return err
		}
		return h.Book.KeepFit(ctx, tx, fitTotals, s.measure.AsOf, all)
	})
}

// Totals is what the relationships were expected to bring when all were last measured,
// and the day of that; NotFound before. Who may not see all is told of those that are
// open to all, and help from outside of none.
func (h *Jobs) Totals(ctx context.Context, scope access.Scope) (all []standing.Total, on clientele.Day, err error) {
	name := fitTotals
	switch whole, err := h.Book.For(scope).Whole(ctx); {
	case err != nil:
		return nil, on, err
	case !whole && !scope.Passes(0):
		return nil, on, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("jobs.no-total"), Remedy: clientele.Tell("jobs.no-total-remedy")}
	case !whole:
		name = fitOpen
	}
	blob, on, err := h.Book.Fit(ctx, name)
	if err != nil {
		return nil, on, err
	}
	if err := json.Unmarshal(blob, &all); err != nil {
		return nil, on, fmt.Errorf("read the totals: %w", err)
	}
	if all == nil {
		return nil, on, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("jobs.wall-moved"), Remedy: clientele.Tell("jobs.wall-moved-remedy")}
	}
	return all, on, nil
}

// unaddOpen forgets what is open to all together: a wall moved, and what it hides is in the sum,
// or what it hid is missing. The next measure adds it up again.
func (h *Jobs) unaddOpen(ctx context.Context, tx *db.Tx) error {
	_, on, err := h.Book.FitIn(ctx, tx, fitOpen)
	if clientele.KindOf(err) == clientele.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return h.Book.KeepFit(ctx, tx, fitOpen, on, []byte("null"))
}

// WallMoved is Cared for accounts around which a wall moved.
func (h *Jobs) WallMoved(ctx context.Context, tx *db.Tx, accounts ...clientele.ID) error {
	if err := h.unaddOpen(ctx, tx); err != nil {
		return err
	}
	return h.Cared(ctx, tx, accounts...)
}

// scored is a stretch of relationships, measured: those after from, up to the last, or to the end.
type scored struct {
	from, upTo clientele.Relationship
	toTheEnd   bool
	relations  []standing.Relation
	standings  []clientele.Standing
}

const batchStandings = 5_000 // of one stretch

// measureAll reads, measures on every core, and writes, all beside each other. The
// first of them that fails, by a panic too, ends the others.
func (h *Jobs) measureAll(ctx context.Context, s *scoring) error {
	w, err := h.newWriter(ctx, s)
	if err != nil {
		return err
	}
	all, inner := errgroup.WithContext(ctx)
	beside := func(name string, do func() error) {
		all.Go(func() error { return queue.Guarded(name, do) })
	}
	stretches, done := make(chan scored, 1), make(chan scored, 1)
	beside("read histories", func() error {
		defer close(stretches)
		return cut(inner, h.Book.Histories(inner, clientele.Relationship{}), s.stretch, stretches)
	})
	var left sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		left.Add(1)
		beside("measure", func() error {
			defer left.Done()
			return s.score(inner, stretches, done)
		})
	}
	beside("measured", func() error { left.Wait(); close(done); return nil })
	beside("write standings", func() error {
		for b := range done {
			if err := w.add(inner, b); err != nil {
				return err
			}
		}
		if inner.Err() != nil {
			return inner.Err() // not all of it came
		}
		return w.flush(inner)
	})
	if err = all.Wait(); err == nil {
		err = h.keepTotals(ctx, s)
	}
	return wrap(err, "measure")
}

// cut makes stretches of a stream of histories.
func cut(ctx context.Context, all iter.Seq2[ledger.RelHistory, error], size int, into chan<- scored) error {
	var b scored
	send := func(next scored) error {
		select {
		case into <- b:
			b = next
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for x, err := range all {
		if err != nil {
			return err
		}
		b.relations = append(b.relations, standing.Relation{Relationship: x.Relationship, History: x.History})
		b.upTo = x.Relationship
		if len(b.relations) == size {
			if err := send(scored{from: b.upTo}); err != nil {
				return err
			}
		}
	}
	b.toTheEnd = true
	return send(scored{})
}

func (s *scoring) score(ctx context.Context, stretches <-chan scored, done chan<- scored) error {
	sums := s.nothing()
	defer func() { s.gather(sums) }()
	for b := range stretches {
		b.standings = make([]clientele.Standing, len(b.relations))
		for i, r := range b.relations {
			b.standings[i] = sums.of(r, s.walled)
		}
		select {
		case done <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// keptFit is the measure in force, read once for many renewals.
type keptFit struct {
	blob    string
	measure *standing.Measure
}

// measureInForce gives the kept measure; nil where nothing was measured yet.
func (h *Jobs) measureInForce(ctx context.Context, tx *db.Tx) (*standing.Measure, error) {
	blob, _, err := h.Book.FitIn(ctx, tx, FitMeasure)
	return h.measureOf(blob, err)
}

// WhatIf says what would change the standing of a relationship, as it was measured on a day,
// by what was learnt last; nothing where nothing was.
func (h *Jobs) WhatIf(fit []byte, r standing.Relation, asOf clientele.Day) ([]clientele.WhatIf, error) {
	if len(fit) == 0 {
		return nil, nil
	}
	kept, err := h.measureOf(fit, nil)
	if kept == nil || err != nil {
		return nil, err
	}
	m := *kept
	m.AsOf = asOf
	return m.WhatIf(r, h.today()), nil
}

// measureOf reads a measure as it was kept, or takes the one read before.
func (h *Jobs) measureOf(blob []byte, err error) (*standing.Measure, error) {
	if clientele.KindOf(err) == clientele.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fit.blob == string(blob) {
		return h.fit.measure, nil
	}
	m := &standing.Measure{}
	if err := json.Unmarshal(blob, m); err != nil {
		return nil, fmt.Errorf("read the kept measure: %w", err)
	}
	h.fit = keptFit{string(blob), m}
	return m, nil
}

// Renew measures single relationships again, with what was learnt last, in the
// transaction that changed them. It takes constant time. Where nothing was
// learnt yet, a measure of everything is asked for.
func (h *Jobs) Renew(ctx context.Context, tx *db.Tx, rels []clientele.Relationship, cause string) error {
	if len(rels) == 0 {
		return nil
	}
	kept, err := h.measureInForce(ctx, tx)
	if err != nil {
		return err
	}
	if kept == nil {
		_, err := h.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindMeasure, Key: string(KindMeasure), Args: MeasureArgs{Cause: cause}})
		return err
	}
	histories, err := h.Book.HistoriesIn(ctx, tx, rels)
	if err != nil {
		return err
	}
	var relations []standing.Relation
	var standings []clientele.Standing
	for rel, history := range histories {
		m := *kept
		m.AsOf = h.asOfFor(kept.AsOf, history)
		r := standing.Relation{Relationship: rel, History: history}
		relations, standings = append(relations, r), append(standings, m.Of(r))
	}
	rows, err := h.keptOf(ctx, tx, rels)
	if err != nil {
		return err
	}
	return wrap(h.keepMeasured(ctx, tx, measured{relations, standings, cause, rows}), "renew")
}

// State keeps facts that follow from records, as ledger.State says, and renews the standings
// that they touch.
func (h *Jobs) State(ctx context.Context, tx *db.Tx, facts []clientele.Entry, cause string) error {
	r, err := h.Book.State(ctx, tx, facts)
	if err != nil {
		return err
	}
	return h.Renew(ctx, tx, r.Touched, cause)
}

// RenewAccounts measures all relationships of some accounts again: of those that were
// found to be one, or two after all.
func (h *Jobs) RenewAccounts(ctx context.Context, tx *db.Tx, accounts []clientele.ID, cause string) error {
	rels, err := h.Book.RelationshipsOf(ctx, tx, accounts)
	if err != nil {
		return err
	}
	return h.Renew(ctx, tx, rels, cause)
}

// asOfFor is the measure's day, or today for a firm that lives or lives again.
func (h *Jobs) asOfFor(kept clientele.Day, history *clientele.History) clientele.Day {
	today := h.today()
	past := history.Until(today)
	latest := past.Last()
	if n := len(past.Contacts); n > 0 {
		latest = max(latest, past.Contacts[n-1].Day)
	}
	if today-kept <= staleDays || today-latest <= staleDays {
		return max(kept, today)
	}
	return kept
}

// RenewArgs name relationships to be measured again.
type RenewArgs struct {
	Relationships []clientele.Relationship `json:"relationships"`
	Cause         string                   `json:"cause"`
}

func (h *Jobs) workRenew(ctx context.Context, t *queue.Task, args RenewArgs) error {
	return h.DB.InTx(ctx, func(tx *db.Tx) error {
		return h.Renew(ctx, tx, args.Relationships, cmp.Or(args.Cause, clientele.Tell("jobs.cause-renewed")))
	})
}
