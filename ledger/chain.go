package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// The chain: what is appended at once gets one link, whose hash is that of the link
// before, followed by the hash of each entry's canonical form in the order of ids. Who
// changes, removes or slips in an entry would have to write every later link anew; a
// copy of one later hash, in a backup, shows it even then.
type link struct {
	Last    clientele.ID `db:"last_id"`
	First   clientele.ID `db:"first_id"`
	Entries int64        `db:"entries"`
	Hash    []byte       `db:"hash"`
}

const linkColumns = "last_id, first_id, entries, hash"

func (b *Book) addLink(ctx context.Context, tx *db.Tx, fresh []written) error {
	if len(fresh) == 0 {
		return nil
	}
	before, err := db.One[[]byte](ctx, tx, "SELECT hash FROM chain WHERE workspace = ? ORDER BY last_id DESC LIMIT 1", b.ws)
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return fmt.Errorf("the chain: %w", err)
	}
	h := sha256.New()
	h.Write(before)
	for i := range fresh {
		sum := sha256.Sum256(fresh[i].Canonical())
		h.Write(sum[:])
	}
	_, err = tx.Exec(ctx, "INSERT INTO chain (workspace, last_id, first_id, entries, hash) VALUES (?, ?, ?, ?, ?)",
		b.ws, fresh[len(fresh)-1].ID, fresh[0].ID, len(fresh), h.Sum(nil))
	return err
}

const linksAtOnce = 1_000

// VerifyChain reads all of the book, and names the first range of entries that is not
// what was appended. After that one nothing can be said of the rest, so one problem is
// all that it gives. What is appended meanwhile is not looked at.
func (b *Book) VerifyChain(ctx context.Context, progress func(done int64)) (*Problem, error) {
	v := verifying{progress: progress}
	end, err := db.One[clientele.ID](ctx, b.d, "SELECT COALESCE(MAX(last_id), 0) FROM chain WHERE workspace = ?", b.ws)
	if err != nil {
		return nil, fmt.Errorf("the chain: %w", err)
	}
	for after := clientele.ID(0); after < end; {
		links, err := db.All[link](ctx, b.d, "SELECT "+linkColumns+" FROM chain WHERE workspace = ? AND last_id > ? AND last_id <= ? ORDER BY last_id LIMIT ?", b.ws, after, end, linksAtOnce)
		if err != nil {
			return nil, fmt.Errorf("the chain: %w", err)
		}
		if len(links) == 0 {
			break
		}
		broken, err := b.verify(ctx, &v, after, links)
		if broken != nil || err != nil {
			return broken, err
		}
		after = links[len(links)-1].Last
	}
	loose, err := db.One[int64](ctx, b.d, "SELECT COUNT(*) FROM entries WHERE workspace = ? AND id > (SELECT COALESCE(MAX(last_id), 0) FROM chain WHERE workspace = ?)", b.ws, b.ws)
	if err != nil || loose == 0 {
		return nil, err
	}
	return broken(clientele.Tell("ledger.loose-entries"), link{First: end + 1, Last: end + clientele.ID(loose)}), nil
}

// verifying is how far a check came.
type verifying struct {
	before   []byte // the hash of the last link
	done     int64
	progress func(done int64)
}

// verify holds the entries after an id against the links that should cover them.
func (b *Book) verify(ctx context.Context, v *verifying, after clientele.ID, links []link) (*Problem, error) {
	h, n := sha256.New(), int64(0)
	h.Write(v.before)
	closed := func() bool {
		v.before = h.Sum(nil)
		same := n == links[0].Entries && bytes.Equal(v.before, links[0].Hash)
		h.Reset()
		h.Write(v.before)
		n, v.done = 0, v.done+n
		return same
	}
	for last := links[len(links)-1].Last; ; {
		rows, err := db.All[entryRow](ctx, b.d, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?", b.ws, after, last, batchRows)
		if err != nil {
			return nil, fmt.Errorf("read entries after %d: %w", after, err)
		}
		for i := range rows {
			for rows[i].ID > links[0].Last {
				if !closed() {
					return broken(changed, links[0]), nil
				}
				links = links[1:]
			}
			if rows[i].ID < links[0].First {
				return broken(clientele.Tell("ledger.loose-entry"), link{First: rows[i].ID, Last: rows[i].ID}), nil
			}
			s := rows[i].stored()
			sum := sha256.Sum256(s.Canonical())
			h.Write(sum[:])
			n++
		}
		if v.progress != nil {
			v.progress(v.done + n)
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].ID
	}
	for ; len(links) > 0; links = links[1:] {
		if !closed() {
			return broken(changed, links[0]), nil
		}
	}
	return nil, nil
}

var changed = clientele.Tell("ledger.changed")

func broken(what string, l link) *Problem {
	return &Problem{what, clientele.Tell("ledger.entries", "first", l.First, "last", l.Last), clientele.Tell("ledger.changed-remedy")}
}
