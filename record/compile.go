package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele/db"
)

// clause is a piece of SQL with its parameters.
type clause struct {
	text string
	args []any
}

func (c *clause) add(text string, args ...any) {
	c.text += text
	c.args = append(c.args, args...)
}

// column is a field as an expression that is never NULL, and what stands for empty in it.
type column struct {
	text string
	none any
	over string // of an amount: the expression of its currency
}

// What stands for no number: numbers are smaller than mostNumber.
const (
	noNumber = -1e300
	noMinor  = int64(-9_000_000_000_000_000_000)
)

// columnOf is a field over the rows of an alias ("r."). Only names of our own, of declared
// fields and of numbered custom ones, come into the text.
func columnOf(e db.Engine, t *Type, f Field, alias string) column {
	if f.Custom != 0 {
		return column{customSQL(e, f, alias), noneOf(f), customCurrency(e, f, alias)}
	}
	switch {
	case t.Folded && f.Name == t.Title:
		return column{text: alias + "name_sort", none: ""}
	case f.Kind == KindMoney:
		return column{alias + f.Name + "_minor", noneOf(f), alias + f.Name + "_currency"}
	case f.Kind == KindNumber || f.Kind == KindPercentage:
		return column{text: "COALESCE(" + alias + f.Name + ", " + noneSQL(f) + ")", none: noneOf(f)}
	}
	return column{text: alias + f.Name, none: noneOf(f)}
}

func noneOf(f Field) any {
	switch f.Kind {
	case KindNumber, KindPercentage:
		return noNumber
	case KindMoney:
		return noMinor
	case KindDuration, KindRating, KindYesNo, KindMoment, KindUser, KindLink, kindID:
		return int64(0)
	}
	return ""
}

// noneSQL is noneOf, as SQL says it.
func noneSQL(f Field) string {
	switch none := noneOf(f).(type) {
	case int64:
		return strconv.FormatInt(none, 10)
	case float64:
		return "CAST(-1e300 AS DOUBLE PRECISION)"
	}
	return "''"
}

// rowAlias is how the rows of a list are called; those that are reached from them have longer names.
const rowAlias = "r."

// where compiles a tree over the rows of an alias.
func (a *asking) where(e db.Engine, t *Type, n Node, alias string) (clause, error) {
	switch n := n.(type) {
	case All:
		return a.whereEach(e, t, n, alias, " AND ")
	case Any:
		return a.whereEach(e, t, n, alias, " OR ")
	case Not:
		c, err := a.where(e, t, n.Of, alias)
		c.text = "NOT " + c.text
		return c, err
	case Via:
		return a.whereVia(e, t, n, alias)
	case Cond:
		x, err := a.resolve(t, n, alias != rowAlias)
		if err != nil {
			return clause{}, err
		}
		return a.whereTest(e, t, x, alias), nil
	}
	return clause{text: "(1 = 1)"}, nil
}

func (a *asking) whereEach(e db.Engine, t *Type, list []Node, alias, word string) (clause, error) {
	all := clause{text: "("}
	for i, n := range list {
		c, err := a.where(e, t, n, alias)
		if err != nil {
			return clause{}, err
		}
		if i > 0 {
			all.add(word)
		}
		all.add(c.text, c.args...)
	}
	all.add(")")
	return all, nil
}

// whereVia asks whether a record is there to which a link leads; archived ones, and those
// that may not be seen, are not.
func (a *asking) whereVia(e db.Engine, t *Type, v Via, alias string) (clause, error) {
	from, near, err := a.linked(e, t, v, alias)
	if err != nil {
		return clause{}, err
	}
	c := clause{text: "(EXISTS (SELECT 1 FROM "}
	if v.Quant == "none" {
		c.text = "(NOT EXISTS (SELECT 1 FROM "
	}
	c.add(from.text+" AND "+near+" = "+alias+"id))", from.args...)
	return c, nil
}

// linked are the links, and the records behind them, that meet a condition: what follows
// FROM, and the column that says whose links they are.
func (a *asking) linked(e db.Engine, t *Type, v Via, alias string) (from clause, near string, err error) {
	to, way, err := a.led(t, v)
	if err != nil {
		return clause{}, "", err
	}
	inner := strings.TrimSuffix(alias, ".") + "v."
	of, err := a.where(e, to, v.Of, inner)
	if err != nil {
		return clause{}, "", err
	}
	link := "l" + inner
	near, far := link+"id", link+"to_id"
	if way.back {
		near, far = far, near
	}
	from.add("record_links "+strings.TrimSuffix(link, ".")+" JOIN "+to.table()+" "+strings.TrimSuffix(inner, ".")+
		" ON "+inner+"workspace = ? AND "+inner+"id = "+far+" WHERE "+link+"workspace = ?", a.s.ws, a.s.ws)
	owner, target := t.Name, to.Name
	if way.back {
		owner, target = target, owner
	}
	from.add(" AND "+link+"type = ? AND "+link+"field = ? AND "+link+"to_type = ?", owner, way.field.Name, target)
	if !way.back && v.Quant == "" {
		a.foremost(&from, to, link)
	}
	seen := a.scope.Sees(a.s.d.Engine, inner+"wall")
	from.add(" AND "+inner+"archived = 0 AND "+inner+"merged = 0"+seen.Text, seen.Args...)
	from.add(" AND "+of.text, of.args...)
	return from, near, nil
}

// foremost narrows links to the first that the scope may see. Only help from outside may
// see a record and not the first account of it.
func (a *asking) foremost(from *clause, to *Type, link string) {
	if a.scope.EveryWall() || a.scope.Passes(0) {
		from.add(" AND " + link + "pos = 0")
		return
	}
	seen := a.scope.Sees(a.s.d.Engine, "z.wall")
	from.add(" AND NOT EXISTS (SELECT 1 FROM record_links k JOIN "+to.table()+" z ON z.workspace = k.workspace AND z.id = k.to_id"+
		" WHERE k.workspace = "+link+"workspace AND k.type = "+link+"type AND k.id = "+link+"id AND k.field = "+link+"field"+
		" AND k.pos < "+link+"pos AND z.merged = 0"+seen.Text+")", seen.Args...)
}

// whereTest compiles one comparison. It is true or false, and never NULL.
func (a *asking) whereTest(e db.Engine, t *Type, x test, alias string) clause {
	f := x.field
	if x.term.kind != "" {
		return a.whereTerm(e, x, alias+"id")
	}
	if f.Kind == kindRole {
		return roleTest(x, "l"+alias)
	}
	if f.Many() && x.op == Has {
		return a.hasTest(t, x, alias)
	}
	col := a.columnOf(e, t, f, alias)
	if a.unindexed != "" && a.unindexed != f.Name && alias == rowAlias {
		col.text = "+" + col.text // SQLite does not look for an index of a sum
	}
	filled := clause{col.text + " <> " + noneSQL(f), nil}
	if f.Kind == KindMoney {
		filled = clause{col.over + " <> ''", nil}
	}
	switch x.op {
	case Empty:
		return clause{text: "(NOT (" + filled.text + "))"}
	case Contains:
		return clause{"(" + position(e) + "(" + col.text + ", ?) > 0)", []any{textOperand(t, f, x.values[0])}}
	case Starts:
		s := textOperand(t, f, x.values[0])
		return clause{"(" + col.text + " >= ? AND " + col.text + " < ?)", []any{s, db.AfterPrefix(s)}}
	case In, notIn:
		c := clause{text: "(" + col.text + " IN (" + db.Marks(len(x.values)) + "))"}
		for _, v := range x.values {
			c.args = append(c.args, foldOperand(t, f, v))
		}
		if slices.ContainsFunc(c.args, func(v any) bool { return !says(v) }) {
			c.text = "(" + filled.text + " AND " + c.text + ")"
		}
		if x.op == notIn {
			c.text = "(NOT " + c.text + ")"
		}
		return c
	}
	if x.lo != nil {
		return spanTest(x, col.text, filled.text)
	}
	v := foldOperand(t, f, x.values[0])
	if f.Kind == KindYesNo {
		return clause{"(" + col.text + " " + sqlOp(x.op) + " ?)", []any{v}}
	}
	if f.Kind == KindMoney {
		filled = clause{col.over + " = ?", []any{x.of}}
	}
	c := clause{col.text + " " + sqlOp(x.op) + " ?", []any{v}}
	if x.op == IsNot {
		c.text = col.text + " = ?"
	}
	if f.Kind == KindMoney || x.op == Less || x.op == AtMost || !says(v) {
		c = clause{filled.text + " AND " + c.text, append(filled.args, v)}
	}
	if c.text = "(" + c.text + ")"; x.op == IsNot {
		c.text = "(NOT " + c.text + ")"
	}
	return c
}

// says reports that nothing empty is equal to a value, or above it.
func says(v any) bool {
	switch v := v.(type) {
	case int64:
		return v > 0
	case float64: // what stands for no number is below them all
		return true
	case string:
		return v != ""
	}
	return false
}

func sqlOp(op Op) string {
	if op == IsNot {
		return "<>"
	}
	return string(op)
}

// spanTest compares with days: before them, in them, after them.
func spanTest(x test, col, filled string) clause {
	switch x.op {
	case Is:
		return clause{"(" + col + " >= ? AND " + col + " < ?)", []any{x.lo, x.hi}}
	case IsNot:
		return clause{"(NOT (" + col + " >= ? AND " + col + " < ?))", []any{x.lo, x.hi}}
	case Less:
		return clause{"(" + filled + " AND " + col + " < ?)", []any{x.lo}}
	case AtMost:
		return clause{"(" + filled + " AND " + col + " < ?)", []any{x.hi}}
	case More:
		return clause{"(" + filled + " AND " + col + " >= ?)", []any{x.hi}}
	}
	return clause{"(" + filled + " AND " + col + " >= ?)", []any{x.lo}}
}

func roleTest(x test, link string) clause {
	col := link + "role"
	switch x.op {
	case Empty:
		return clause{text: "(" + col + " = '')"}
	case Contains:
		return clause{"(" + col + " LIKE ? ESCAPE '\\')", []any{"%" + likeEscaped(x.values[0].(string)) + "%"}}
	case Starts:
		s := x.values[0].(string)
		return clause{"(" + col + " >= ? AND " + col + " < ?)", []any{s, db.AfterPrefix(s)}}
	case In, Has:
		return clause{"(" + col + " IN (" + db.Marks(len(x.values)) + "))", x.values}
	}
	return clause{"(" + col + " " + sqlOp(x.op) + " ?)", x.values[:1]}
}

func likeEscaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// columnOf is a field as the scope sees it: by where a link leads that it may not follow,
// nothing is filtered, sorted or counted.
func (a *asking) columnOf(e db.Engine, t *Type, f Field, alias string) column {
	col := columnOf(e, t, f, alias)
	if f.Kind == KindLink && f.Custom == 0 && !a.scope.EveryWall() && (!t.derived(f) || !a.scope.Passes(0)) && !a.open(f) {
		col.text = a.seen(f, alias+"workspace", col.text)
	}
	return col
}

// open says that a link leads to what no wall can be around, as a stage, and the scope passes what is
// open: then an index answers for it.
func (a *asking) open(f Field) bool {
	to, err := a.s.Type(f.To)
	return err == nil && to.Name != Account && len(to.Of) == 0 && a.scope.Passes(0)
}

// seen is where a link leads, as an expression; 0 where the scope may not see that: a
// filter must not tell what an answer keeps back. (Who belongs to an account passes its
// wall; only help from outside may see a record and not the open account of it.)
func (a *asking) seen(f Field, workspace, id string) string {
	to, err := a.s.Type(f.To)
	if err != nil {
		return "0"
	}
	walls := "-1"
	for _, w := range a.scope.Walls() {
		walls += ", " + strconv.FormatInt(int64(w), 10) // numbers of our own
	}
	return "COALESCE((SELECT s.id FROM " + to.table() + " s WHERE s.workspace = " + workspace +
		" AND s.id = " + id + " AND s.merged = 0 AND s.wall IN (" + walls + ")), 0)"
}

// hasTest looks among the single values, or the links, of a field.
func (a *asking) hasTest(t *Type, x test, alias string) clause {
	if x.field.Kind == KindLinks || x.field.Kind == KindItems {
		c := clause{"(EXISTS (SELECT 1 FROM record_links h" +
			" WHERE h.workspace = ? AND h.type = ? AND h.id = " + alias + "id AND h.field = ? AND h.to_id = ?",
			[]any{a.s.ws, t.Name, x.field.Name, x.values[0]}}
		if !a.scope.EveryWall() {
			c.text += " AND " + a.seen(x.field, "h.workspace", "h.to_id") + " <> 0"
		}
		c.text += "))"
		return c
	}
	return clause{"(EXISTS (SELECT 1 FROM record_values h" +
		" WHERE h.workspace = ? AND h.type = ? AND h.field = ? AND h.value = ? AND h.id = " + alias + "id))",
		[]any{a.s.ws, t.Name, x.field.inBook(), x.values[0]}}
}

// position is the function that says where letters stand in a text.
func position(e db.Engine) string {
	if e == db.Postgres {
		return "strpos"
	}
	return "instr"
}

func textOperand(t *Type, f Field, v any) string { return fmt.Sprint(foldOperand(t, f, v)) }

// foldOperand folds what is compared with a folded column.
func foldOperand(t *Type, f Field, v any) any {
	if s, ok := v.(string); ok && t.Folded && f.Custom == 0 && f.Name == t.Title {
		return db.Fold(s)
	}
	return v
}
