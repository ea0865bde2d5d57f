package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// How long a session lives: unused, and at all. A use is noted once an hour, so
// that looking at pages does not write.
const (
	sessionIdle  = 14 * 24 * time.Hour
	sessionWhole = 90 * 24 * time.Hour
	seenEvery    = time.Hour

	// sessionNobody is how long what is left for whoever signs in next is kept.
	sessionNobody = 24 * time.Hour
)

// What a session holds.
const (
	userKey    = "user"
	deviceKey  = "device"
	addressKey = "address"
)

// Sessions keeps sessions in the database and their tokens in a cookie.
type Sessions struct {
	*scs.SessionManager
	a *Access
}

// Sessions makes the keeper of sessions. secure says that visitors come over TLS.
func (a *Access) Sessions(secure bool) *Sessions {
	m := scs.New()
	m.Store = &store{a}
	m.Codec = jsonCodec{}
	m.HashTokenInStore = true
	m.Lifetime = sessionWhole
	m.Cookie = scs.SessionCookie{Name: CookieName(secure), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure, Persist: true}
	return &Sessions{m, a}
}

// CookieName is the name of the session's cookie. Browsers hold __Host- cookies
// to TLS and to one host (RFC 6265bis, 4.1.3.2).
func CookieName(secure bool) string {
	if secure {
		return "__Host-clientele"
	}
	return "clientele"
}

// Scope is the scope of a request's session: nobody's where there is none, or where
// its user may come in no more.
func (s *Sessions) Scope(ctx context.Context) (Scope, error) {
	id, _ := strconv.ParseInt(s.GetString(ctx, userKey), 10, 64) // "" is nobody: 0
	if id == 0 {
		return Scope{}, nil
	}
	scope, err := s.a.ScopeOf(ctx, clientele.ID(id))
	if clientele.KindOf(err) == clientele.NotFound {
		return Scope{}, nil
	}
	kept := sha256.Sum256([]byte(s.Token(ctx))) // as HashTokenInStore keeps it
	scope.session = handleOf(base64.RawURLEncoding.EncodeToString(kept[:]))
	return scope, err
}

// handleOf names a session to its user: enough of the hash of its token to tell it from
// others, and nothing to come in by.
func handleOf(kept string) string { return kept[:min(len(kept), handleLength)] }

const handleLength = 12

// Session is one place where a user is signed in.
type Session struct {
	Handle string
	Made   clientele.Instant
	Seen   clientele.Instant // to the hour
	Whence
}

// Whence is where a session was begun.
type Whence struct {
	Device  string // what the browser says of itself
	Address string // network address
}

type listedRow struct {
	Handle string            `db:"handle"`
	Made   clientele.Instant `db:"made"`
	Seen   clientele.Instant `db:"seen"`
	Data   string            `db:"data"`
}

func (r listedRow) session() (Session, error) {
	_, values, err := jsonCodec{}.Decode([]byte(r.Data))
	device, _ := values[deviceKey].(string)
	address, _ := values[addressKey].(string)
	return Session{r.Handle, r.Made, r.Seen, Whence{device, address}}, err
}

// SessionsOf lists where a user is signed in, the last seen first.
func (a *Access) SessionsOf(ctx context.Context, user clientele.ID) ([]Session, error) {
	now := a.now()
	rows, err := db.All[listedRow](ctx, a.d, `SELECT substr(token, 1, ?) AS handle, made, seen, data FROM sessions
		WHERE workspace = ? AND user_id = ? AND seen >= ? AND made >= ? ORDER BY seen DESC, made DESC, token LIMIT 100`, handleLength, a.ws, user,
		clientele.InstantOf(now.Add(-sessionIdle)), clientele.InstantOf(now.Add(-sessionWhole)))
	if err != nil {
		return nil, fmt.Errorf("sessions of user %d: %w", user, err)
	}
	list := make([]Session, len(rows))
	for i, r := range rows {
		if list[i], err = r.session(); err != nil {
			return nil, fmt.Errorf("sessions of user %d: %w", user, err)
		}
	}
	return list, nil
}

// EndSession ends one session of who asks.
func (a *Access) EndSession(ctx context.Context, by Scope, handle string) error {
	if err := byHand(by); err != nil {
		return err
	}
	return a.d.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM sessions WHERE workspace = ? AND user_id = ? AND substr(token, 1, ?) = ?", a.ws, by.user, handleLength, handle)
		if err != nil {
			return fmt.Errorf("end a session of %d: %w", by.user, err)
		}
		if n == 0 {
			return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.no-session"),
				Remedy: clientele.Tell("access.no-session-remedy")}
		}
		return nil
	})
}

// EndOtherSessions ends every session of who asks but the one by which they came.
func (a *Access) EndOtherSessions(ctx context.Context, by Scope) error {
	if err := byHand(by); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error { return a.endOthers(ctx, tx, by, by.user) })
}

// endOthers ends every session of a user but the one by which who asks came.
func (a *Access) endOthers(ctx context.Context, tx *db.Tx, by Scope, user clientele.ID) error {
	_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE workspace = ? AND user_id = ? AND substr(token, 1, ?) <> ?", a.ws, user, handleLength, by.session)
	if err != nil {
		return fmt.Errorf("end the other sessions of %d: %w", user, err)
	}
	return nil
}

// Begin makes this request's session one of a user, under a new token.
func (s *Sessions) Begin(ctx context.Context, id clientele.ID, from Whence) error {
	if err := s.RenewToken(ctx); err != nil {
		return fmt.Errorf("begin a session of %d: %w", id, err)
	}
	s.Put(ctx, userKey, strconv.FormatInt(int64(id), 10))
	s.Put(ctx, deviceKey, from.Device)
	s.Put(ctx, addressKey, from.Address)
	return nil
}

// Sweep deletes the sessions that are over, and those to which nobody signed in within a day.
func (a *Access) Sweep(ctx context.Context) error {
	now := a.now()
	return a.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE workspace = ? AND (seen < ? OR made < ? OR user_id = 0 AND made < ?)", a.ws,
			clientele.InstantOf(now.Add(-sessionIdle)), clientele.InstantOf(now.Add(-sessionWhole)), clientele.InstantOf(now.Add(-sessionNobody)))
		return err
	})
}

// jsonCodec keeps session data as JSON, so that the store can see whose it is.
type jsonCodec struct{}

type sessionData struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

// Encode writes session data.
func (jsonCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(sessionData{deadline, values})
}

// Decode reads session data.
func (jsonCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	d := sessionData{Values: map[string]any{}}
	err := json.Unmarshal(b, &d)
	return d.Deadline, d.Values, err
}

// store is the sessions table as scs wants it. The ends of sessions are ours.
type store struct{ a *Access }

type sessionRow struct {
	Data string            `db:"data"`
	Seen clientele.Instant `db:"seen"`
}

// FindCtx finds a session that is not over.
func (s *store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	a, now := s.a, s.a.now()
	rows, err := db.All[sessionRow](ctx, a.d, "SELECT data, seen FROM sessions WHERE workspace = ? AND token = ? AND seen >= ? AND made >= ?",
		a.ws, token, clientele.InstantOf(now.Add(-sessionIdle)), clientele.InstantOf(now.Add(-sessionWhole)))
	if err != nil {
		return nil, false, fmt.Errorf("find a session: %w", err)
	}
	if len(rows) == 0 {
		return nil, false, nil
	}
	if rows[0].Seen < clientele.InstantOf(now.Add(-seenEvery)) {
		err = a.d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE sessions SET seen = ? WHERE workspace = ? AND token = ?", clientele.InstantOf(now), a.ws, token)
			return err
		})
		if err != nil {
			return nil, false, fmt.Errorf("note a session: %w", err)
		}
	}
	return []byte(rows[0].Data), true, nil
}

// CommitCtx keeps a session.
func (s *store) CommitCtx(ctx context.Context, token string, b []byte, _ time.Time) error {
	_, values, err := jsonCodec{}.Decode(b)
	if err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	text, _ := values[userKey].(string)
	user, _ := strconv.ParseInt(text, 10, 64) // "" is nobody: 0
	now := clientele.InstantOf(s.a.now())
	return s.a.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO sessions (workspace, token, user_id, data, made, seen) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (workspace, token) DO UPDATE SET user_id = excluded.user_id, data = excluded.data, seen = excluded.seen`,
			s.a.ws, token, user, string(b), now, now)
		return err
	})
}

// DeleteCtx ends a session.
func (s *store) DeleteCtx(ctx context.Context, token string) error {
	return s.a.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE workspace = ? AND token = ?", s.a.ws, token)
		return err
	})
}

// Find is FindCtx without a deadline; scs wants it and never calls it.
func (s *store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a deadline; scs wants it and never calls it.
func (s *store) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete is DeleteCtx without a deadline; scs wants it and never calls it.
func (s *store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
