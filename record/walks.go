package record

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// A list is read in the order of its sort's index, which begins with the wall: so it is
// one walk a wall while they are few. Where they are many, it is one walk through what
// stands behind no wall, and one through all that stands behind any, which has indexes of
// its own: they hold walled records only, and begin with the sort.

// behind are the records of one walk.
type behind struct {
	walls []clientele.ID // nil is every wall
	any   bool           // behind a wall at all
	plain bool           // by an index that knows no walls
}

// mostWalks is up to how many walls each has a walk of its own.
const mostWalks = 8

func walksOf(scope access.Scope) (walks []behind) {
	if scope.EveryWall() {
		return []behind{{walls: []clientele.ID{0}}, {any: true}}
	}
	var walled []clientele.ID
	for _, w := range scope.Walls() {
		walks = append(walks, behind{walls: []clientele.ID{w}})
		if w != 0 {
			walled = append(walled, w)
		}
	}
	switch {
	case len(walks) == 0:
		return []behind{{walls: []clientele.ID{}}}
	case len(walks) <= mostWalks:
		return walks
	}
	walks = []behind{{walls: walled, any: true}}
	if scope.Passes(0) {
		walks = append([]behind{{walls: []clientele.ID{0}}}, walks...)
	}
	return walks
}

// paged are the walks of a page. In the order of the numbers it is one, by the key, which
// knows no walls: one through the few that stand behind any would read all there are.
func (p *planned) paged() []behind {
	if p.order.field.Kind != kindID {
		return p.walks
	}
	all := flat(p.walks)
	all.plain = true
	return []behind{all}
}

// flat are the walls of all walks as one.
func flat(walks []behind) behind {
	all := behind{walls: []clientele.ID{}}
	for _, w := range walks {
		if w.walls == nil {
			return behind{}
		}
		all.walls = append(all.walls, w.walls...)
	}
	return all
}

// narrow adds to a statement over r which records a walk meets.
func (w behind) narrow(c *clause, e db.Engine) {
	column := "r.wall"
	if w.any {
		c.add(" AND r.wall <> 0")
	}
	if e == db.SQLite && (w.any || w.plain) {
		column = "+r.wall" // or SQLite walks an index that begins with the wall, and sorts
	}
	if w.walls != nil {
		among := e.Among(column, w.walls) // who may pass none sees nothing
		c.add(" AND "+among.Text, among.Args...)
	}
}

// walk is one SELECT: of the rows behind some walls that fit.
func (p *planned) walk(s *Store, t *Type, what string, w behind) clause {
	c := clause{text: "SELECT " + what + " FROM " + t.table() + " r WHERE r.workspace = ?", args: []any{s.ws}}
	w.narrow(&c, s.d.Engine)
	c.add(p.live+" AND "+p.filter.text, p.filter.args...)
	return c
}

// every is all walks one after another, in no order.
func (p *planned) every(s *Store, t *Type, what string) (all clause) {
	for i, w := range p.walks {
		if i > 0 {
			all.add(" UNION ALL ")
		}
		c := p.walk(s, t, what, w)
		all.add(c.text, c.args...)
	}
	return all
}
