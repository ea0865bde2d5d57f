package ops

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// Level says how bad a finding is.
type Level string

// The levels of a finding.
const (
	Well    Level = "ok"
	Warning Level = "warning"
	Bad     Level = "bad"
)

// Finding is what the doctor saw in one respect.
type Finding struct {
	Check  string `json:"check"`
	Level  Level  `json:"level"`
	What   string `json:"what"`
	Where  string `json:"where,omitempty"`
	Remedy string `json:"remedy,omitempty"`
}

// Patient is what the doctor looks at.
type Patient struct {
	DB        *db.DB
	Workspace clientele.ID
	Data      string // the data folder; "" where there is none
	Backups   string // the folder of nightly backups; "" where none are made
	Now       func() time.Time

	Key    string                                           // where the key of the installation is
	Sealed func(context.Context) (all, shut int, err error) // how much is sealed with it, and how much of that does not open; nil: nothing is

	Records func(context.Context) ([]ledger.Problem, error) // what of the records is not as the book tells; nil: there are none
}

// Doctor looks for what is wrong, and gives a finding for each respect, in the
// order of the table below. It changes nothing. What it cannot look at is a finding, too.
func Doctor(ctx context.Context, p Patient) []Finding {
	if p.Now == nil {
		p.Now = clientele.NewClock(nil, nil).Time
	}
	checks := []struct {
		name string
		look func(context.Context, Patient) []Finding
	}{
		{"database", lookDatabase},
		{"schema", lookSchema},
		{"book", lookBook},
		{"records", lookRecords},
		{"data folder", lookFolder},
		{"key", lookKey},
		{"files", lookFiles},
		{"disk", lookDisk},
		{"clock", lookClock},
		{"jobs", lookJobs},
		{"backups", lookBackups},
	}
	var all []Finding
	for _, c := range checks {
		found := c.look(ctx, p)
		for i := range found {
			found[i].Check = c.name
		}
		all = append(all, found...)
	}
	return all
}

func well(format string, args ...any) []Finding {
	return []Finding{{Level: Well, What: fmt.Sprintf(format, args...)}}
}

// unseen is the finding where a look failed: a fault says its own remedy.
func unseen(err error) []Finding {
	var f *clientele.Fault
	if errors.As(err, &f) {
		return []Finding{{Level: Bad, What: f.What, Where: f.Where, Remedy: f.Remedy}}
	}
	return []Finding{{Level: Bad, What: err.Error(), Remedy: "check that the database answers, then ask again"}}
}

// lookDatabase asks SQLite itself whether its file is whole; PostgreSQL looks after its own.
func lookDatabase(ctx context.Context, p Patient) []Finding {
	read, _ := p.DB.SQL()
	if p.DB.Engine == db.Postgres {
		if err := read.PingContext(ctx); err != nil {
			return unseen(err)
		}
		return well("PostgreSQL answers at %s", p.DB.Where())
	}
	said, err := column(ctx, read, "PRAGMA integrity_check(20)")
	if err != nil {
		return unseen(err)
	}
	torn, err := column(ctx, read, `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
	if err != nil {
		return unseen(err)
	}
	var bad []Finding
	for _, s := range said {
		if s != "ok" {
			bad = append(bad, Finding{Level: Bad, What: "the database file is damaged: " + s, Where: p.DB.Where(), Remedy: "stop the program and restore the last backup: clientele restore"})
		}
	}
	for _, t := range torn {
		bad = append(bad, Finding{Level: Bad, What: "rows refer to others that are not there", Where: "table " + t, Remedy: "restore the last backup: clientele restore"})
	}
	if len(bad) > 0 {
		return bad
	}
	return well("the database file is whole: %s", p.DB.Where())
}

func lookSchema(ctx context.Context, p Patient) []Finding {
	read, _ := p.DB.SQL()
	v, err := schemaVersion(ctx, read)
	if err != nil {
		return unseen(err)
	}
	return well("schema %d, the one that this program knows", v) // Open refuses any other
}

func lookBook(ctx context.Context, p Patient) []Finding {
	book := ledger.New(p.DB, p.Workspace)
	problems, err := book.Check(ctx)
	if err != nil {
		return unseen(err)
	}
	broken, err := book.VerifyChain(ctx, nil)
	if err != nil {
		return unseen(err)
	}
	if broken != nil {
		problems = append(problems, *broken)
	}
	if len(problems) == 0 {
		return well("the book is as it was written, and agrees with what was folded from it")
	}
	return badAll(problems)
}

func badAll(problems []ledger.Problem) []Finding {
	found := make([]Finding, len(problems))
	for i, x := range problems {
		found[i] = Finding{Level: Bad, What: x.What, Where: x.Where, Remedy: x.Remedy}
	}
	return found
}

// lookRecords holds what people keep against the book.
func lookRecords(ctx context.Context, p Patient) []Finding {
	if p.Records == nil {
		return nil
	}
	problems, err := p.Records(ctx)
	if err != nil {
		return unseen(err)
	}
	if len(problems) == 0 {
		return well("every record is what the book tells, and is found by what it holds")
	}
	return badAll(problems)
}

// lookFolder: the data are of people; nobody else on the machine should read them.
func lookFolder(_ context.Context, p Patient) []Finding {
	if p.Data == "" {
		return nil
	}
	info, err := os.Stat(p.Data)
	if err != nil {
		return []Finding{{Level: Bad, What: "the data folder cannot be read", Where: p.Data, Remedy: "make it, or name another with --data"}}
	}
	var found []Finding
	if info.Mode().Perm()&0o077 != 0 {
		found = append(found, Finding{Level: Warning, What: fmt.Sprintf("others on this machine may enter the data folder (%04o)", info.Mode().Perm()), Where: p.Data, Remedy: "chmod 700 " + p.Data})
	}
	if p.DB.ReadOnly() {
		return append(found, Finding{Level: Warning, What: "the data can only be read here: nothing can be written down", Where: p.Data, Remedy: "give the folder to the user that runs Clientele, on a disk that can be written"})
	}
	probe, err := os.CreateTemp(p.Data, ".part-")
	if err != nil {
		return append(found, Finding{Level: Bad, What: "the data folder cannot be written", Where: p.Data, Remedy: "give it to the user that runs Clientele"})
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return append(found, unseen(err)...)
	}
	if found == nil {
		return well("the data folder is ours alone")
	}
	return found
}

const roomFor = 1 << 30 // below which room is short

// lookDisk: a backup and a rebuild need about as much room again as the data.
func lookDisk(_ context.Context, p Patient) []Finding {
	if p.Data == "" {
		return nil
	}
	free, err := freeBytes(p.Data)
	if err != nil {
		return unseen(err)
	}
	used := sizeOf(p.Data)
	if free < roomFor || free < used {
		return []Finding{{Level: Warning, What: fmt.Sprintf("%d MB are free; the data take %d MB", free>>20, used>>20), Where: p.Data, Remedy: "make room: a backup needs as much again as the data"}}
	}
	return well("%d MB are free; the data take %d MB", free>>20, used>>20)
}

func sizeOf(folder string) (n int64) {
	filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error { //nolint:errcheck // what cannot be read counts nothing
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}

const skew = 5 * time.Minute

// lookClock compares this machine's clock with the book's newest and with the server's.
func lookClock(ctx context.Context, p Patient) []Finding {
	now := clientele.InstantOf(p.Now())
	newest, err := db.One[clientele.Instant](ctx, p.DB, "SELECT COALESCE(MAX(learnt), 0) FROM (SELECT learnt FROM entries WHERE workspace = ? ORDER BY id DESC LIMIT 1000) newest", p.Workspace)
	if err != nil {
		return unseen(err)
	}
	if newest > now+clientele.Instant(skew.Milliseconds()) {
		return []Finding{{Level: Bad, What: fmt.Sprintf("the clock says %s, but the book has entries that were learnt later, at %s", now.Time().Format(time.RFC3339), newest.Time().Format(time.RFC3339)), Remedy: "set the clock of this machine; a time service keeps it right"}}
	}
	if p.DB.Engine == db.Postgres {
		server, err := db.One[int64](ctx, p.DB, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
		if err != nil {
			return unseen(err)
		}
		if apart := time.Duration(int64(now)-server) * time.Millisecond; apart.Abs() > skew {
			return []Finding{{Level: Warning, What: fmt.Sprintf("the clocks of this machine and of PostgreSQL are %s apart", apart.Abs().Round(time.Second)), Remedy: "set both by a time service"}}
		}
	}
	return well("the clock says %s", now.Time().Format(time.RFC3339))
}

// lookJobs sees what nobody works on, and what failed of late and was not done since.
func lookJobs(ctx context.Context, p Patient) []Finding {
	now := clientele.InstantOf(p.Now())
	failed, err := db.All[string](ctx, p.DB, "SELECT kind || ': ' || error FROM jobs f WHERE workspace = ? AND state = 'failed' AND finished > ?"+
		" AND NOT EXISTS (SELECT 1 FROM jobs d WHERE d.workspace = f.workspace AND d.kind = f.kind AND d.unique_key = f.unique_key AND d.state = 'done' AND d.finished >= f.finished)"+
		" ORDER BY id DESC LIMIT 10", p.Workspace, now-clientele.Instant((7*24*time.Hour).Milliseconds()))
	if err != nil {
		return unseen(err)
	}
	late, err := db.One[int64](ctx, p.DB, "SELECT COUNT(*) FROM jobs WHERE workspace = ? AND state = 'queued' AND run_at < ?", p.Workspace, now-clientele.Instant(time.Hour.Milliseconds()))
	if err != nil {
		return unseen(err)
	}
	var found []Finding
	for _, f := range failed {
		found = append(found, Finding{Level: Warning, What: "a job failed: " + f, Remedy: "see the page of jobs and the log, and ask for it again"})
	}
	if late > 0 {
		found = append(found, Finding{Level: Warning, What: fmt.Sprintf("%d jobs have waited for more than an hour", late), Remedy: "run clientele serve, which works them off"})
	}
	if found == nil {
		return well("no job failed in the last seven days, and none waits long")
	}
	return found
}

func lookBackups(_ context.Context, p Patient) []Finding {
	if p.Backups == "" {
		return []Finding{{Level: Warning, What: "no nightly backup is made", Remedy: "name a folder for it, best on another disk"}}
	}
	entries, err := os.ReadDir(p.Backups)
	if err != nil {
		return []Finding{{Level: Bad, What: "the folder of backups cannot be read", Where: p.Backups, Remedy: "make it, or name another"}}
	}
	newest := time.Time{}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && isBackup(e.Name()) && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	switch age := p.Now().Sub(newest); {
	case newest.IsZero():
		return []Finding{{Level: Warning, What: "there is no backup yet", Where: p.Backups, Remedy: "make one now: clientele backup"}}
	case age > 48*time.Hour:
		return []Finding{{Level: Warning, What: fmt.Sprintf("the newest backup is %d days old", int(age.Hours()/24)), Where: p.Backups, Remedy: "see the page of jobs for why; make one now: clientele backup"}}
	}
	return well("the newest backup is of %s", newest.UTC().Format(time.RFC3339))
}
