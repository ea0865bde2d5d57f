// Package access says who may come in: users and their passwords, sessions,
// keys for programs, one-time links, and how often a sign-in may be tried. What a
// user may then see and do is the Scope: of their role, teams and walls.
//
// Start at New, then ScopeOf, Invite and PutWall.
package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Access keeps who may come in to one workspace.
type Access struct {
	Origin  string                         // where people open it, as "https://crm.example.org": there passkeys are made
	Key     Key                            // seals secrets that must be read again; without it there is no second step
	Trail   Trail                          // where changes are written down; nil: nowhere
	Refused func(context.Context, Refusal) // is told who was not let in; nil: nobody is

	d      *db.DB
	ws     clientele.ID
	now    func() time.Time
	limits *limits

	ceremonies *ceremonies
}

// New opens the access to a workspace. now is the clock; nil is the real one.
func New(d *db.DB, ws clientele.ID, now func() time.Time) *Access {
	if now == nil {
		now = clientele.NewClock(nil, nil).Time
	}
	return &Access{d: d, ws: ws, now: now, limits: newLimits(), ceremonies: newCeremonies()}
}

// Role is what a user is.
type Role string

// The roles, from the one who may everything to help from outside, who see only
// what is shared with them.
const (
	Owner   Role = "owner"
	Manager Role = "manager"
	Member  Role = "member"
	Reader  Role = "reader"
	Outside Role = "outside"
)

// roles are all of them, in that order.
var roles = []Role{Owner, Manager, Member, Reader, Outside}

func (r Role) known() bool { return slices.Contains(roles, r) }

// over says that a role may more than another.
func (r Role) over(other Role) bool { return slices.Index(roles, r) < slices.Index(roles, other) }

func noRole(r Role) error {
	return field("role", clientele.Tell("access.no-role", "role", string(r)), clientele.Tell("access.no-role-remedy"))
}

// User is a person who may come in.
type User struct {
	ID       clientele.ID      `db:"id"`
	Email    string            `db:"email"`
	Name     string            `db:"name"`
	Role     Role              `db:"role"`
	Made     clientele.Instant `db:"made"`
	Disabled clientele.Instant `db:"disabled"`
	password string
}

type userRow struct {
	ID       clientele.ID      `db:"id"`
	Email    string            `db:"email"`
	Name     string            `db:"name"`
	Role     Role              `db:"role"`
	Made     clientele.Instant `db:"made"`
	Disabled clientele.Instant `db:"disabled"`
	Password string            `db:"password"`
}

func (r userRow) user() User {
	return User{r.ID, r.Email, r.Name, r.Role, r.Made, r.Disabled, r.Password}
}

const selectUser = "SELECT id, email, name, role, made, disabled, password FROM users WHERE workspace = ? AND "

// Owned says whether there is an owner yet. Colleagues may be there before: the demo has some.
func (a *Access) Owned(ctx context.Context) (bool, error) {
	some, err := db.All[clientele.ID](ctx, a.d, "SELECT id FROM users WHERE workspace = ? AND role = ? LIMIT 1", a.ws, Owner)
	if err != nil {
		return false, fmt.Errorf("look for an owner: %w", err)
	}
	return len(some) > 0, nil
}

// Newcomer is who wants to be a user.
type Newcomer struct {
	Name, Email, Password string

	By Scope // who lets them in
}

// Field is the fault of one field: name it "email", "password", …
type Field struct {
	Name  string
	Fault *clientele.Fault
}

// Error is the fault.
func (f *Field) Error() string { return f.Fault.Error() }

// Unwrap gives the fault.
func (f *Field) Unwrap() error { return f.Fault }

func field(name, what, remedy string) error {
	return &Field{name, &clientele.Fault{Kind: clientele.Invalid, What: what, Where: name, Remedy: remedy}}
}

// Came says that the user has set a password: who was only invited has not.
func (u User) Came() bool { return u.password != "" }

// insert makes a user inside a transaction.
func (a *Access) insert(ctx context.Context, tx *db.Tx, n Newcomer, role Role, hash string) (clientele.ID, error) {
	id, err := tx.Take(ctx, a.ws, 1)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO users (workspace, id, email, email_folded, name, role, password, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		a.ws, id, n.Email, foldEmail(n.Email), n.Name, role, hash, clientele.InstantOf(a.now()))
	if err != nil {
		return 0, fmt.Errorf("make user %s: %w", n.Email, err)
	}
	return id, a.note(ctx, tx, n.By, revised{clientele.Ref{Type: OfUser, ID: id}, 1}, map[string]edit{
		"email": {is: n.Email}, "name": {is: n.Name}, "role": {is: role},
	})
}

func foldEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// checkEmail asks for no more than that mail could be sent there.
func checkEmail(s string) error {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.ContainsAny(s, " \t\r\n<>,;") {
		return field("email", clientele.Tell("access.no-email"), clientele.Tell("access.no-email-remedy"))
	}
	return nil
}

// admit checks a newcomer and hashes the password.
func (a *Access) admit(ctx context.Context, n Newcomer, firm string) (string, error) {
	if err := checkEmail(n.Email); err != nil {
		return "", err
	}
	if err := CheckPassword(n.Password, n.Email, n.Name, firm); err != nil {
		return "", err
	}
	return hashPassword(ctx, n.Password)
}

// secretHash is how high-entropy secrets are kept: there is nothing to guess.
func secretHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
