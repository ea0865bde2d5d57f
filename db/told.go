package db

import (
	"errors"
	"reflect"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/clientele-crm/clientele"
)

// pgDiskFull is PostgreSQL's word for it (its manual, "PostgreSQL Error Codes").
const pgDiskFull = "53100"

// told makes faults of what a person can mend: a disk that is full, or that can only
// be read. Whatever else is wrong stays as it is.
func told(err error) error {
	if err == nil || clientele.KindOf(err) != "" {
		return err
	}
	var lite *sqlite.Error
	var pg *pgconn.PgError
	code := 0
	if errors.As(err, &lite) {
		code = lite.Code()
	}
	full := errors.As(err, &pg) && pg.Code == pgDiskFull || errors.Is(err, syscall.ENOSPC)
	switch {
	case full || code&0xff == sqlite3.SQLITE_FULL || code == sqlite3.SQLITE_IOERR_WRITE || code == sqlite3.SQLITE_IOERR_SHMSIZE:
		return &clientele.Fault{Kind: clientele.Full, What: clientele.Tell("db.full"),
			Remedy: clientele.Tell("db.full-remedy"), Err: err}
	case code&0xff == sqlite3.SQLITE_READONLY:
		return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("db.read-only"),
			Remedy: clientele.Tell("db.read-only-remedy"), Err: err}
	}
	return err
}

// fitting is arguments that PostgreSQL takes: text that is valid UTF-8 without NUL.
// What people type reaches every statement; SQLite takes it as it is.
func (e Engine) fitting(args []any) []any {
	if e != Postgres {
		return args
	}
	cleaned := false
	for i, a := range args {
		s, ok := a.(string)
		if !ok {
			v := reflect.ValueOf(a)
			if ok = v.Kind() == reflect.String; ok {
				s = v.String()
			}
		}
		if !ok || utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
			continue
		}
		if !cleaned {
			args, cleaned = append([]any(nil), args...), true
		}
		args[i] = Clean(s)
	}
	return args
}
