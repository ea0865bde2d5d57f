// Package db opens the database, embedded SQLite or PostgreSQL, and runs plain
// SQL on it: one text with ? for parameters, rows scanned by `db` tags, and
// transactions as functions. It knows no table; the stations do.
//
// Start at Open, then InTx to write and All, One to read.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/clientele-crm/clientele"
)

// Engine is the SQL engine behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	Engine Engine
	write  *sql.DB // SQLite: one connection, so that writers queue here and not in the engine
	read   *sql.DB
	parsed *statements // of reads; nil on PostgreSQL
	where  string
	frozen bool // on a disk that can only be read
	made   bool // by this Open
	watch  func(text string, args []any)
}

// minSQLite is the first release without the WAL-reset bug, which can corrupt a
// database (sqlite.org/wal.html, "The WAL-Reset Bug").
const minSQLite = "3.51.3"

// sqlitePragmas make every connection durable and patient. synchronous=FULL:
// what was acknowledged survives a power cut.
const sqlitePragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(8000)&_pragma=journal_size_limit(67108864)"

// The system keeps the file in memory anyway; what a connection keeps besides is
// what a page reads over and over. The writer keeps what a batch changes.
const (
	readerCache = "&_pragma=cache_size(-4000)"
	writerCache = "&_pragma=cache_size(-32000)"
)

const (
	sqliteReaders = 4
	busyFor       = 10 * time.Second // as busy_timeout
)

// Open opens the database at a place and brings its schema up to date. A place
// is a postgres:// address, or the same as host=… dbname=…, or the path of an SQLite file,
// made where it is missing.
func Open(ctx context.Context, place string) (*DB, error) {
	d, err := connect(ctx, place)
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func connect(ctx context.Context, place string) (*DB, error) {
	if strings.Contains(place, "://") || byWords.MatchString(place) {
		return connectPostgres(ctx, place)
	}
	return connectSQLite(ctx, place)
}

func connectPostgres(ctx context.Context, place string) (*DB, error) {
	config, err := pgx.ParseConfig(place)
	if err != nil {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("db.odd-address"),
			Remedy: clientele.Tell("db.odd-address-remedy")} // the cause would say the password
	}
	// A plan made while a table was empty is no plan for a full one.
	config.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(8)
	d := &DB{Engine: Postgres, write: pool, read: pool, where: Redact(place)}
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("db.no-answer"), Where: d.where,
			Remedy: clientele.Tell("db.no-answer-remedy"), Err: err}
	}
	return d, nil
}

var (
	byWords = regexp.MustCompile(`^\s*(host|hostaddr|port|user|password|passfile|dbname|database|service|servicefile|sslmode|sslpassword|application_name|connect_timeout)\s*=`)
	secrets = regexp.MustCompile(`(?i)((?:ssl)?password\s*=\s*)('(?:\\.|[^'\\])*'?|(?:\\.|[^\s\\])*)`)
)

// Redact is a place as it may be shown: no password stands in it, wherever it was written.
func Redact(place string) string {
	if !strings.Contains(place, "://") {
		if byWords.MatchString(place) {
			return secrets.ReplaceAllString(place, "${1}xxxxx")
		}
		return place
	}
	u, err := url.Parse(place)
	if err != nil {
		return "postgres"
	}
	asked, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		asked = nil
		u.RawQuery = ""
	}
	for name := range asked {
		if strings.Contains(strings.ToLower(name), "password") {
			asked.Set(name, "xxxxx")
			u.RawQuery = asked.Encode()
		}
	}
	return u.Redacted()
}

func connectSQLite(ctx context.Context, path string) (*DB, error) {
	if frozen, err := lookAt(path); err != nil || frozen {
		if err != nil {
			return nil, err
		}
		return connectFrozen(ctx, path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("db.no-folder"), Where: filepath.Dir(path),
			Remedy: clientele.Tell("db.no-folder-remedy"), Err: err}
	}
	// Made here, so that it is its owner's alone; SQLite gives its companions the same rights.
	_, missing := os.Stat(path)
	made, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unreadable(path, err)
	}
	made.Close()
	file := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqlitePragmas
	d, err := openSQLite(ctx, path, file+writerCache+"&_txlock=immediate", file+readerCache+"&_pragma=query_only(1)")
	if err == nil {
		d.made = missing != nil
	}
	return d, err
}

func openSQLite(ctx context.Context, path, writer, reader string) (*DB, error) {
	write, err := sql.Open("sqlite", writer)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", reader)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), write.Close())
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	d := &DB{Engine: SQLite, write: write, read: read, parsed: newStatements(read), where: path}
	version, err := firstAnswer(ctx, write)
	if err != nil {
		d.Close()
		return nil, unreadable(path, err)
	}
	if older(version, minSQLite) {
		d.Close()
		return nil, &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("db.old-sqlite", "version", version),
			Remedy: clientele.Tell("db.old-sqlite-remedy", "version", minSQLite)}
	}
	return d, nil
}

// firstAnswer opens the first connection and says which SQLite answers. Where others open a new
// file at the same moment, one of them turns it to WAL, and SQLite refuses the rest at once
// instead of letting them wait as busy_timeout says: so they ask again, as long as that would be.
func firstAnswer(ctx context.Context, write *sql.DB) (version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, busyFor)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err = write.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version)
		var lite *sqlite.Error
		if !errors.As(err, &lite) || lite.Code()&0xff != sqlite3.SQLITE_BUSY {
			return version, err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return "", err
		}
	}
}

func unreadable(path string, err error) error {
	return &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("db.unreadable"), Where: path,
		Remedy: clientele.Tell("db.unreadable-remedy"), Err: err}
}

// older compares dotted versions number by number.
func older(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range bs {
		x, y := 0, 0
		if i < len(as) {
			x, _ = strconv.Atoi(as[i]) // not a number counts as 0: older
		}
		y, _ = strconv.Atoi(bs[i])
		if x != y {
			return x < y
		}
	}
	return false
}

// Where says, for people, where the database is; without its password.
func (d *DB) Where() string { return d.where }

// Close closes the database. What was committed is there.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.Close()
	}
	d.parsed.forget()
	return errors.Join(d.read.Close(), d.write.Close())
}

// ReadOnly says that the database lies where it can only be read: what writes is refused.
func (d *DB) ReadOnly() bool { return d.frozen }

// SQL gives the pools to libraries that want database/sql itself.
func (d *DB) SQL() (read, write *sql.DB) { return d.read, d.write }

// Rest gives back the memory that past work has left in the connections. They
// fill again as they are used.
func (d *DB) Rest() {
	if d.Engine != SQLite {
		return
	}
	d.parsed.forget()
	d.read.SetMaxIdleConns(0) // closes those that nobody uses
	d.read.SetMaxIdleConns(sqliteReaders)
	d.write.Exec("PRAGMA shrink_memory") //nolint:errcheck // a connection that keeps its memory is none the worse
}

// Querier is what reads: a DB or a Tx.
type Querier interface {
	query(ctx context.Context, text string, args []any) (*sql.Rows, error)
	engine() Engine
}

// EngineOf is the engine that a Querier asks.
func EngineOf(q Querier) Engine { return q.engine() }

func (d *DB) engine() Engine { return d.Engine }

func (t *Tx) engine() Engine { return t.Engine }

func (d *DB) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if d.watch != nil {
		d.watch(text, args)
	}
	if d.Engine == SQLite {
		text, args = limited(text, args)
	}
	if s, ok := ctx.Value(snapshotKey{}).(*snapshot); ok && s.of == d {
		return s.query(ctx, text, args)
	}
	if d.parsed != nil {
		return d.parsed.query(ctx, text, args)
	}
	return d.read.QueryContext(ctx, d.Engine.rebind(text), d.Engine.fitting(args)...)
}

// Tx is a transaction that writes.
type Tx struct {
	Engine Engine
	tx     *sql.Tx
	conn   *sql.Conn // on which it runs
	frozen bool
	bulk   map[string]*sql.Stmt // SQLite parses a long INSERT as long as it runs it; pgx remembers by itself
}

func (t *Tx) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, t.Engine.rebind(text), t.Engine.fitting(args)...)
}

// SQL is the transaction for libraries that want database/sql itself.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// Exec runs one statement and says how many rows it changed.
func (t *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	r, err := t.tx.ExecContext(ctx, t.Engine.rebind(text), t.Engine.fitting(args)...)
	if err != nil {
		return 0, told(err)
	}
	return r.RowsAffected()
}

// InTx runs do in a transaction: all of it is kept when do returns nil, and
// nothing of it otherwise, also when it panics.
func (d *DB) InTx(ctx context.Context, do func(*Tx) error) error {
	conn, tx, err := d.begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", told(err))
	}
	defer conn.Close()  //nolint:errcheck // it goes back to the others
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing; before it, do's error is the one to tell
	if err := do(&Tx{Engine: d.Engine, tx: tx, conn: conn, frozen: d.frozen}); err != nil {
		return told(err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", told(err))
	}
	return nil
}

// mostBegins is how often a transaction is begun on another connection, where the first
// was lost since it was used last.
const mostBegins = 3

func (d *DB) begin(ctx context.Context) (conn *sql.Conn, tx *sql.Tx, err error) {
	for range mostBegins {
		if conn, err = d.write.Conn(ctx); err != nil {
			return nil, nil, err
		}
		if tx, err = conn.BeginTx(ctx, nil); err == nil {
			return conn, tx, nil
		}
		if conn.Close(); !errors.Is(err, driver.ErrBadConn) {
			break
		}
	}
	return nil, nil, err
}

// rebind turns ? into $1, $2 … where the engine wants that. No SQL of ours has a ? in a string.
func (e Engine) rebind(text string) string {
	if e != Postgres {
		return text
	}
	if r, ok := rebound.find(text); ok {
		return r
	}
	var b strings.Builder
	n := 0
	for _, part := range strings.SplitAfter(text, "?") {
		if before, ok := strings.CutSuffix(part, "?"); ok {
			n++
			b.WriteString(before + "$" + strconv.Itoa(n))
			continue
		}
		b.WriteString(part)
	}
	if len(text) < 4096 { // long ones are bulk inserts of every length
		rebound.keep(text, b.String())
	}
	return b.String()
}
