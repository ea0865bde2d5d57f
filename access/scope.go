package access

import (
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Scope is who asks and what they may see and do. Every read and every change
// carries one. People's scopes are made of their session or key (Access.ScopeOf);
// System is the only other maker. The zero Scope is nobody and may nothing.
type Scope struct {
	user     clientele.ID
	role     Role
	name     string
	email    string
	teams    []clientele.ID // in order
	walls    []clientele.ID // the walls that may be passed, in order
	open     []clientele.ID // those of them that only share something with help from outside
	every    bool           // every wall may be passed
	why      string         // of the house's own work
	language string         // in which they read
	session  string         // handle of the session by which they came
	key      bool           // who asks is a program with a key of the user

	readOnly bool // and its key changes nothing
}

// System is the scope of work that the house does by itself; why goes to the log. It
// sees everything: what it finds may be shown to a person only through their scope.
func System(why string) Scope { return Scope{role: Owner, every: true, why: why} }

// User is who asks; 0 is the house itself or the command line.
func (s Scope) User() clientele.ID { return s.user }

// Role is what they may do.
func (s Scope) Role() Role { return s.role }

// Name is how people call who asks.
func (s Scope) Name() string { return s.name }

// Email is the address of who asks; "" for the house itself.
func (s Scope) Email() string { return s.email }

// Why is what the house is about; "" for a person.
func (s Scope) Why() string { return s.why }

// Key says that a program asks, with a key of the user.
func (s Scope) Key() bool { return s.key }

// ReadOnly says that a program asks whose key changes nothing. The skin refuses every
// request of it that is not a look, so that no act need think of it.
func (s Scope) ReadOnly() bool { return s.readOnly }

// Session is the handle of the session by which who asks came; "" for others.
func (s Scope) Session() string { return s.session }

// Nobody says that nobody asks.
func (s Scope) Nobody() bool { return s.role == "" }

// EveryWall says that no wall stands before this scope.
func (s Scope) EveryWall() bool { return s.every }

// Passes says whether a wall may be passed. 0 is no wall.
func (s Scope) Passes(wall clientele.ID) bool {
	if s.role == "" {
		return false
	}
	if wall == 0 || s.every {
		return wall == 0 && s.role != Outside || s.every
	}
	_, found := slices.BinarySearch(s.walls, wall)
	return found
}

// Walls are the numbers of the walls that may be passed, 0 (no wall) among them
// unless this is help from outside, who see only what is shared with them. A query
// asks for rows of these, by Sees. With EveryWall there is nothing to ask.
func (s Scope) Walls() []clientele.ID {
	if s.role == Outside || s.role == "" {
		return slices.Clone(s.walls)
	}
	return append([]clientele.ID{0}, s.walls...)
}

// Sees narrows a statement to the rows that the scope may see, by the column of their wall:
// what is to be put behind its conditions.
func (s Scope) Sees(e db.Engine, column string) db.Expr {
	if s.every {
		return db.Expr{}
	}
	among := e.Among(column, s.Walls())
	return db.SQL(" AND "+among.Text, among.Args...)
}

// InTeam says whether who asks belongs to a team.
func (s Scope) InTeam(team clientele.ID) bool {
	_, found := slices.BinarySearch(s.teams, team)
	return found
}

// Teams are the teams of who asks.
func (s Scope) Teams() []clientele.ID { return slices.Clone(s.teams) }

// MayWrite says whether who asks may change anything at all.
func (s Scope) MayWrite() bool {
	return s.role == Owner || s.role == Manager || s.role == Member
}

// MayManage says whether who asks may set up what all use: teams, fields, walls.
func (s Scope) MayManage() bool { return s.role == Owner || s.role == Manager }

// MayOwn says whether who asks is an owner: users, the firm, the trail.
func (s Scope) MayOwn() bool { return s.role == Owner }
