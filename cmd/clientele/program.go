package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ops"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

// workspace is the only one of this version; the first migration makes it.
const workspace clientele.ID = 1

// program is everything wired, for one command.
type program struct {
	db   *db.DB
	jobs *jobs.Jobs
	crm  *crm.CRM
	log  *slog.Logger
}

func openHouse(ctx context.Context, set *Settings, s stdio) (*program, error) {
	log := newLog(set, s)
	d, err := db.Open(ctx, set.place())
	if err != nil {
		return nil, err
	}
	clock := clientele.NewClock(nil, nil)
	a := access.New(d, workspace, clock.Time)
	a.Origin = set.origin()
	a.Key = ops.Key(set.SecretKey, set.Data)
	zone, err := a.Zone(ctx)
	if err != nil {
		log.Warn("the zone of the firm is unknown: days are those of this machine", "err", err)
	}
	clock.SetZone(zone)
	j := jobs.New(d, workspace, set.Data, log)
	j.Now, j.Book.Clock, j.Names = clock.Time, clock, a.NamesIn
	j.Backup = func(ctx context.Context, b jobs.BackupArgs) (string, error) {
		return ops.Rotation{DB: d, Data: set.Data, Folder: b.Folder, Keep: b.Keep, Now: clock.Time()}.Make(ctx)
	}
	h := &program{db: d, jobs: j, log: log}
	h.crm = crm.New(crm.Ports{
		DB: d, Book: j.Book, Directory: j.Directory, Access: a, Sample: h.sample,
		Jobs: j, Clock: clock, Data: set.Data, Log: log, Version: version,
	})
	return h, nil
}

func (h *program) close() {
	if err := h.db.Close(); err != nil {
		h.log.Error("the database does not close", "err", err)
	}
}

// newLog writes to stderr. Commands other than serve say what they did
// themselves, and log only what is wrong.
func newLog(set *Settings, s stdio) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(set.LogLevel)); err != nil {
		level = slog.LevelInfo // the parser lets nothing else through
	}
	if !set.serving {
		level = max(level, slog.LevelWarn)
	}
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: inWords}
	if set.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(s.err, o))
	}
	return slog.New(slog.NewTextHandler(s.err, o))
}

// inWords puts what the log is told into words: an error may bear messages.
func inWords(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case error:
		a.Value = slog.StringValue(say.English.Error(v))
	case string:
		a.Value = slog.StringValue(say.English.Fill(v))
	}
	return a
}

// workOff does what a command has put into the queue, where no server does it.
func (h *program) workOff(ctx context.Context, s stdio) error {
	b := newBar(s.err, "working", "it", -1)
	defer b.done()
	return h.jobs.Queue.Drain(ctx, func(p queue.Progress) { b.at(p.Done, p.Total) })
}

// measure measures everything, with a bar. Where another process is at it, it is left to that.
func (h *program) measure(ctx context.Context, cause string, s stdio) error {
	b := newBar(s.err, "measuring", "it", -1)
	defer b.done()
	ask := queue.Ask{Kind: jobs.KindMeasure, Key: string(jobs.KindMeasure), By: commandLine().Name(), Args: jobs.MeasureArgs{Cause: cause}}
	_, err := h.jobs.Queue.DoNow(ctx, ask, func(p queue.Progress) { b.at(p.Done, p.Total) })
	if clientele.KindOf(err) == clientele.Conflict {
		return nil
	}
	return err
}

// mustHaveData refuses to begin an empty book where somebody meant an existing one.
func mustHaveData(set *Settings) error {
	if set.Database != "" {
		return nil
	}
	if _, err := os.Stat(set.place()); errors.Is(err, os.ErrNotExist) {
		return &clientele.Fault{Kind: clientele.NotFound, What: "there is no book", Where: set.Data, Remedy: "name its folder with --data, or begin one with clientele import or clientele serve"}
	}
	return nil
}
