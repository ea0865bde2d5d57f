package db

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// PostgreSQL takes plain rows by COPY: an INSERT of some hundred rows is parsed, planned
// and given value by value, which takes it as long as to write them.

const (
	fewestCopied = 32    // rows; of fewer an INSERT is as quick
	mostCopied   = 4_096 // rows at once, for the memory that their text takes
)

// copied is the COPY that does what an INSERT does; false where there is none.
func copied(head, tail string) (string, bool) {
	into, plain := strings.CutPrefix(head, "INSERT INTO ")
	return "COPY " + into + " FROM STDIN", plain && tail == "" && strings.HasSuffix(into, ")")
}

// copyRows gives rows to PostgreSQL, within the transaction.
func (t *Tx) copyRows(ctx context.Context, text string, width int, args []any) error {
	var b bytes.Buffer
	for len(args) > 0 {
		n := min(len(args), mostCopied*width)
		b.Reset()
		for i, v := range t.Engine.fitting(args[:n]) {
			if err := copyValue(&b, v); err != nil {
				return fmt.Errorf("value %d of a row: %w", i%width+1, err)
			}
			if (i+1)%width == 0 {
				b.WriteByte('\n')
			} else {
				b.WriteByte('\t')
			}
		}
		if err := t.copy(ctx, text, &b); err != nil {
			return told(err)
		}
		args = args[n:]
	}
	return nil
}

func (t *Tx) copy(ctx context.Context, text string, rows io.Reader) error {
	return t.conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, rows, text)
		return err
	})
}

var copyEscapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// copyValue writes a value in the text format of COPY (its manual, "File Formats").
func copyValue(b *bytes.Buffer, v any) error {
	if one, is := v.(driver.Valuer); is {
		var err error
		if v, err = one.Value(); err != nil {
			return err
		}
	}
	if at, is := v.(time.Time); is {
		v = at.Format(time.RFC3339Nano)
	}
	r := reflect.ValueOf(v)
	switch {
	case v == nil:
		b.WriteString(`\N`)
	case r.Kind() == reflect.String:
		copyEscapes.WriteString(b, r.String()) //nolint:errcheck // a Buffer takes everything
	case r.CanInt():
		b.Write(strconv.AppendInt(b.AvailableBuffer(), r.Int(), 10))
	case r.CanUint():
		b.Write(strconv.AppendUint(b.AvailableBuffer(), r.Uint(), 10))
	case r.CanFloat():
		b.Write(strconv.AppendFloat(b.AvailableBuffer(), r.Float(), 'g', -1, 64))
	case r.Kind() == reflect.Bool:
		b.Write(strconv.AppendBool(b.AvailableBuffer(), r.Bool()))
	case r.Kind() == reflect.Slice && r.Type().Elem().Kind() == reflect.Uint8:
		b.WriteString(`\\x`)
		b.Write(hex.AppendEncode(b.AvailableBuffer(), r.Bytes()))
	default:
		return fmt.Errorf("a %T is no value of a column", v)
	}
	return nil
}
