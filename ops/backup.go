// Package ops keeps the house safe: backup and restore of everything in one
// file, and a doctor that looks for what is wrong and says the remedy. It knows
// no table by name: what is in the schema is kept.
//
// An archive does not depend on the engine: what was kept from SQLite can be
// restored into PostgreSQL, and back. Start at Backup, Restore and Doctor.
package ops

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Backup writes the database and the files of the data folder into one archive,
// while the program runs: the tables are read in one snapshot, and writers are not
// held up. The target gets its name only when it is whole and on the disk.
// The key of the installation is not in it.
func Backup(ctx context.Context, d *db.DB, dataDir, target string) (Manifest, error) {
	return backup(ctx, d, dataDir, target, isKey)
}

// BackupWithKey is Backup with the key of the installation: who has the archive has all.
func BackupWithKey(ctx context.Context, d *db.DB, dataDir, target string) (Manifest, error) {
	return backup(ctx, d, dataDir, target, func(string) bool { return false })
}

func isKey(path string) bool { return path == KeyFile }

func backup(ctx context.Context, d *db.DB, dataDir, target string, without func(path string) bool) (_ Manifest, err error) {
	defer func() { err = roomless(target, err) }()
	a, err := createArchive(target)
	if err != nil {
		return Manifest{}, err
	}
	defer a.abandon()
	m := Manifest{Header: Header{Format: archiveFormat, Engine: string(d.Engine), Made: clientele.InstantOf(a.made)}}
	if err := m.keepDatabase(ctx, a, d); err != nil {
		return Manifest{}, err
	}
	if err := m.keepFiles(ctx, a, dataDir, without); err != nil {
		return Manifest{}, err
	}
	if err := a.addJSON(manifestName, m); err != nil {
		return Manifest{}, err
	}
	return m, a.commit()
}

// roomless says that there was no room for a backup.
func roomless(target string, err error) error {
	if !errors.Is(err, syscall.ENOSPC) || clientele.KindOf(err) != "" {
		return err
	}
	return &clientele.Fault{Kind: clientele.Full, What: "the disk is full before the backup was whole; nothing of it was kept", Where: target,
		Remedy: "make room there, or name a place on another disk", Err: err}
}

// snapshot begins a transaction that sees one state of the whole database.
func snapshot(ctx context.Context, d *db.DB) (*sql.Tx, error) {
	read, _ := d.SQL()
	var o *sql.TxOptions // SQLite: every reading transaction is a snapshot
	if d.Engine == db.Postgres {
		o = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := read.BeginTx(ctx, o)
	return tx, wrapf(err, "begin a snapshot")
}

func (m *Manifest) keepDatabase(ctx context.Context, a *archiveWriter, d *db.DB) error {
	tx, err := snapshot(ctx, d)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	if m.Schema, err = schemaVersion(ctx, tx); err != nil {
		return err
	}
	if err := a.addJSON(headerName, m.Header); err != nil {
		return err
	}
	names, err := tables(ctx, tx, d.Engine)
	if err != nil {
		return err
	}
	for _, name := range names {
		t, err := keepTable(ctx, a, tx, name)
		if err != nil {
			return fmt.Errorf("backup table %s: %w", name, err)
		}
		m.Tables = append(m.Tables, t)
	}
	return nil
}

// partBytes bounds what a table's rows take of memory while they are packed:
// a member of a tar must know its size beforehand.
const partBytes = 4 << 20

func keepTable(ctx context.Context, a *archiveWriter, tx *sql.Tx, name string) (Table, error) {
	rows, err := tx.QueryContext(ctx, "SELECT * FROM "+quoted(name))
	if err != nil {
		return Table{}, err
	}
	columns, err := rows.Columns()
	if err != nil {
		rows.Close()
		return Table{}, err
	}
	head, err := appendRow(nil, anys(columns))
	if err != nil {
		rows.Close()
		return Table{}, err
	}
	part, buf, s := 0, append(head, '\n'), sum{}
	flush := func() error {
		part++
		err := a.add(fmt.Sprintf("%s%s/%06d.jsonl", tablesPrefix, name, part), int64(len(buf)), a.made, bytesReader(buf))
		buf = append(append(buf[:0], head...), '\n')
		return err
	}
	err = eachLine(rows, func(line []byte) error {
		s.add(line)
		buf = append(append(buf, line...), '\n')
		if len(buf) < partBytes {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return s.table(name), err
}

func anys(s []string) []any {
	all := make([]any, len(s))
	for i := range s {
		all[i] = s[i]
	}
	return all
}

// BackupFolder is where, in the data folder, nightly backups are kept; it is not part of a backup.
const BackupFolder = "backups"

// keepFiles keeps the data folder but for the database itself, backups and half-written files.
func (m *Manifest) keepFiles(ctx context.Context, a *archiveWriter, dataDir string, without func(path string) bool) error {
	if dataDir == "" {
		return nil
	}
	paths, err := dataFiles(dataDir)
	if err != nil {
		return err
	}
	return m.keepListed(ctx, a, dataDir, slices.DeleteFunc(paths, without))
}

func (m *Manifest) keepListed(ctx context.Context, a *archiveWriter, dataDir string, paths []string) error {
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		if filepath.Join(dataDir, path) == a.file.Name() {
			continue
		}
		f, err := a.addFile(dataDir, path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // an upload that was taken into the book since the folder was listed
		}
		if err != nil {
			return err
		}
		m.Files = append(m.Files, f)
	}
	return nil
}

func dataFiles(dataDir string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(dataDir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := e.Name()
		if e.IsDir() && name == BackupFolder {
			return fs.SkipDir
		}
		if !e.Type().IsRegular() || isDatabase(name) || isBackup(name) || strings.HasPrefix(name, ".part-") || strings.HasSuffix(name, ".part") {
			return nil
		}
		rel, err := filepath.Rel(dataDir, path)
		paths = append(paths, rel)
		return err
	})
	if os.IsNotExist(err) {
		return nil, nil
	}
	slices.Sort(paths)
	return paths, wrapf(err, "list the data folder")
}

func isDatabase(name string) bool {
	return strings.HasSuffix(name, ".db") || strings.HasSuffix(name, ".db-wal") || strings.HasSuffix(name, ".db-shm")
}

// Suffix is what the name of a backup ends with.
const Suffix = ".clientele.tar.gz"

func isBackup(name string) bool { return strings.HasSuffix(name, Suffix) }

// Name is the usual name of a backup made at a moment.
func Name(at time.Time) string { return at.UTC().Format("20060102T150405Z") + Suffix }

// Rotation is a folder of backups of which only the newest are kept.
type Rotation struct {
	DB     *db.DB
	Data   string // the data folder
	Folder string
	Keep   int // how many; 0: all
	Now    time.Time
}

// Make makes one more backup under its usual name, and removes those that are one too many.
func (r Rotation) Make(ctx context.Context) (said string, err error) {
	target := filepath.Join(r.Folder, Name(r.Now))
	m, err := Backup(ctx, r.DB, r.Data, target)
	if err != nil {
		return "", err
	}
	said = fmt.Sprintf("%d rows of %d tables and %d files in %s", m.Rows(), len(m.Tables), len(m.Files), target)
	if r.Keep > 0 {
		err = Prune(r.Folder, r.Keep)
	}
	return said, err
}

// Prune removes all but the newest few backups of a folder; those whose names are not ours stay.
func Prune(folder string, keep int) error {
	entries, err := os.ReadDir(folder) // sorted by name, which is by time
	if err != nil {
		return wrapf(err, "list the backups")
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !isBackup(e.Name()) || len(e.Name()) != len(Name(time.Time{})) })
	for _, e := range entries[:max(0, len(entries)-keep)] {
		if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
			return wrapf(err, "remove an old backup")
		}
	}
	return nil
}
