package faces

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Columns are those of a board.
type Columns struct {
	Label  string        // what one chooses among, where there are several boards: "Pipeline"
	Boards []page.Choice // those; the one that is shown is selected
	List   []Column
	Parts  []record.Node // filters that together leave what stands on the board: each is counted and added up at once; none: all
	Empty  string        // what to say where there are no columns, with where that is mended
	Mend   *page.Link
}

// Column is one of them: the records of one value of the field by which there is a board.
type Column struct {
	Value string
	Title string
	Note  string
	Only  record.Node // which of them alone are shown; nil is all
	Tone  string      // open, good, bad
}

// Counted is what a board that nothing narrows has counted and added up, by the value of each column: what
// stands above it need not ask again.
type Counted struct {
	Of     clientele.ID // the board that is asked for
	Groups map[string]*record.Group
}

// CardNote is what the type has to say on a card, besides its fields.
type CardNote struct {
	Lines []page.Link // what is next, say; without an address where there is none
	Sign  string      // a warning, as "older than usual"
	Age   string
}

// BoardColumn is a column as it is shown.
type BoardColumn struct {
	Value   string `json:"value"`
	Title   string `json:"title"`
	Note    string `json:"note,omitempty"`
	N       int64  `json:"n"`
	Sum     string `json:"sum,omitempty"`
	Href    string `json:"href"` // the list of all of them
	Cards   []Card `json:"cards"`
	More    bool   `json:"more,omitempty"` // there are more than are shown
	Tone    string `json:"-"`
	Here    string `json:"-"` // the board with this column, where there is room for one
	Current bool   `json:"-"`
}

// Card is a record on a board.
type Card struct {
	ID       clientele.ID `json:"id"`
	Revision int64        `json:"revision"`
	Title    string       `json:"title"`
	Href     string       `json:"href"`
	Of       *page.Link   `json:"of,omitempty"` // the account
	Sum      string       `json:"sum,omitempty"`
	Owner    string       `json:"owner,omitempty"`
	Note     CardNote     `json:"note"`
}

// BoardOut is a board.
type BoardOut struct {
	ListOut
	Cols   []BoardColumn `json:"columns"`
	Label  string        `json:"-"`
	Boards []page.Choice `json:"boards,omitempty"`
	Empty  string        `json:"empty,omitempty"`
	Mend   *page.Link    `json:"-"`
}

// How many cards a column shows: fewer beside others, so that the page is light.
const (
	cardsMost = 50
	cardsEach = 20
)

// next is where a card of the column that is looked at most likely goes: the column after it.
func (out BoardOut) next() string {
	at := slices.IndexFunc(out.Cols, func(c BoardColumn) bool { return c.Current })
	return out.Cols[min(at+1, len(out.Cols)-1)].Value
}

// key names a card as it was seen, in the form that moves it.
func (c Card) key() string { return c.ID.String() + "." + plainNumber(c.Revision) }

// elsewhere is the list, or the board, of what is asked of the other.
func (f *Face) elsewhere(in ListIn, board bool) string {
	to := *f
	to.board = board
	in.At, in.Column, in.Group, in.Sum = "", "", "", ""
	if !board {
		in.Of = 0
	}
	return to.listed(in)
}

// further is where more of a column are shown: the board with more of it, then the list.
func (f *Face) further(out BoardOut, c BoardColumn) string {
	if out.In.Column == c.Value {
		return c.Href
	}
	return c.Here
}

// onBoard is the face whose lists lead to its board.
func (f *Face) onBoard() *Face {
	b := *f
	b.board = true
	return &b
}

// base is where its lists stand.
func (f *Face) base() string {
	if f.board {
		return f.Home + "/board"
	}
	return f.Home
}

// Board is the records that a list would show, by where they stand.
func (f *Face) Board(ctx context.Context, scope access.Scope, in ListIn) (out BoardOut, err error) {
	if f.Snapshot == nil {
		return f.boarded(ctx, scope, in)
	}
	err = f.Snapshot(ctx, func(ctx context.Context) (err error) {
		out, err = f.boarded(ctx, scope, in)
		return err
	})
	return out, err
}

func (f *Face) boarded(ctx context.Context, scope access.Scope, in ListIn) (BoardOut, error) {
	b := f.onBoard()
	out := BoardOut{ListOut: ListOut{In: in, MayWrite: f.writers().Allows(scope)}}
	var err error
	if out.Fields, err = f.Store.Fields(ctx, &f.Type); err != nil {
		return out, err
	}
	if out.Users, err = f.Users(ctx); err != nil {
		return out, err
	}
	if err := b.viewed(ctx, scope, &out.ListOut); err != nil {
		return out, err
	}
	filter, err := b.filter(ctx, scope, &out.ListOut)
	for i := range out.Chips {
		out.Chips[i].Change = "" // its form leads to a list
	}
	if err == nil {
		err = b.stand(ctx, scope, &out, filter)
	}
	fault := (*clientele.Fault)(nil)
	if errors.As(err, &fault) && (fault.Kind == clientele.Invalid || fault.Kind == clientele.Unavailable) {
		out.Wrong, out.Sentence = say.Of(ctx).Error(fault), say.Of(ctx).Say("faces.filter_wrong")
		return out, nil
	}
	return out, err
}

// stand fills the columns: their counts and sums from the database, of each the first cards.
func (f *Face) stand(ctx context.Context, scope access.Scope, out *BoardOut, filter record.Node) error {
	cols, err := f.columnsOf(ctx, scope, out)
	if err != nil {
		return err
	}
	out.Label, out.Boards, out.Empty, out.Mend = cols.Label, cols.Boards, cols.Empty, cols.Mend
	groups, err := f.counts(ctx, scope, filter, cols.Parts)
	if err != nil {
		return err
	}
	var all []*record.Record
	rows := make([][]*record.Record, len(cols.List))
	for i, c := range cols.List {
		col := BoardColumn{Value: c.Value, Title: c.Title, Note: c.Note, Tone: c.Tone, Cards: []Card{}}
		only := together(slices.DeleteFunc(append(conditions(filter), record.Cond{Field: f.Type.Board, Op: record.Is, Values: []string{c.Value}}, c.Only),
			func(n record.Node) bool { return n == nil }))
		list := *f
		list.board = false
		col.Href = list.listed(ListIn{Filter: record.PrintFilter(only), All: true})
		here := out.In
		here.Column = c.Value
		col.Here, col.Current = f.listed(here), out.In.Column == c.Value
		if g := groups[c.Value]; g != nil {
			col.N, col.Sum = g.N, sumOf(say.Of(ctx), *g)
		}
		most := cardsEach
		if out.In.Column == c.Value {
			most = cardsMost
		}
		if col.N > 0 {
			found, err := f.Store.Query(ctx, scope, record.Query{Type: f.Type.Name, Filter: only, Limit: most})
			if err != nil {
				return err
			}
			rows[i], col.More = found.Rows, found.Next != ""
			all = append(all, found.Rows...)
		}
		out.Cols = append(out.Cols, col)
	}
	if at := slices.IndexFunc(out.Cols, func(c BoardColumn) bool { return c.N > 0 }); out.In.Column == "" && len(out.Cols) > 0 {
		out.Cols[max(at, 0)].Current = true
	}
	if err := f.cards(ctx, scope, out, rows, all); err != nil {
		return err
	}
	if f.Above != nil {
		var counted *Counted
		if filter == nil {
			counted = &Counted{Of: out.In.Of, Groups: groups}
		}
		if out.Sentence, out.Above, err = f.Above(ctx, scope, counted); err != nil {
			return err
		}
	}
	if out.Sentence == "" || filter != nil {
		n := int64(0)
		for _, c := range out.Cols {
			n += c.N
		}
		out.Sentence = say.Of(ctx).Say("faces.board", say.Args{"n": n, "one": f.One, "many": f.Many})
	}
	return nil
}

// columnsOf are the columns, as the type says, or the choices of its field.
func (f *Face) columnsOf(ctx context.Context, scope access.Scope, out *BoardOut) (Columns, error) {
	if f.Columns != nil {
		return f.Columns(ctx, scope, out)
	}
	var cols Columns
	field, _ := f.Type.Field(f.Type.Board)
	for _, o := range field.Options {
		cols.List = append(cols.List, Column{Value: o, Title: option(field, o)})
	}
	return cols, nil
}

// counts are how many stand in each column, and what they come to, by its value.
func (f *Face) counts(ctx context.Context, scope access.Scope, filter record.Node, parts []record.Node) (map[string]*record.Group, error) {
	if len(parts) == 0 {
		parts = []record.Node{nil}
	}
	all := map[string]*record.Group{}
	for _, part := range parts {
		of := together(append(conditions(filter), conditions(part)...))
		groups, err := f.Store.Groups(ctx, scope, record.Query{Type: f.Type.Name, Filter: of}, f.Type.Board, f.Type.Sum)
		if err != nil {
			return nil, err
		}
		for _, g := range groups {
			all[asWritten(g.Value)] = &g
		}
	}
	return all, nil
}

// sumOf is what the records of a group come to, each currency for itself.
func sumOf(s *say.Speaker, g record.Group) string {
	var sums []string
	for _, m := range g.Sums {
		if m.Minor != 0 {
			sums = append(sums, s.RoundMoney(m))
		}
	}
	if len(sums) == 0 && g.Sum != 0 {
		return words(s, g.Sum)
	}
	return strings.Join(sums, " + ")
}

// cards draws the records of all columns: as many statements as for one.
func (f *Face) cards(ctx context.Context, scope access.Scope, out *BoardOut, rows [][]*record.Record, all []*record.Record) error {
	fields := slices.DeleteFunc(slices.Clone(out.Fields), func(field record.Field) bool { return field.To != record.Account && field.Name != f.Type.Sum })
	k, err := f.names(ctx, scope, fields, all)
	if err != nil {
		return err
	}
	notes := map[clientele.ID]CardNote{}
	if f.Cards != nil {
		if notes, err = f.Cards(ctx, scope, all); err != nil {
			return err
		}
	}
	for i, list := range rows {
		for _, r := range list {
			card := Card{ID: r.ID, Revision: r.Rev, Title: r.Text(f.Type.Title), Href: f.Address(r.ID), Note: notes[r.ID]}
			if m, some := r.Values[f.Type.Sum].(clientele.Money); some {
				card.Sum = k.say.RoundMoney(m)
			}
			if owner, some := r.Values["owner"].(clientele.ID); some {
				card.Owner = k.users[owner]
			}
			for _, field := range fields {
				if v := f.value(field, r, k); field.To == record.Account && v.Text != "" {
					card.Of = &page.Link{Text: v.Text}
					if len(v.Links) > 0 {
						card.Of.Href = v.Links[0].Href
					}
				}
			}
			out.Cols[i].Cards = append(out.Cols[i].Cards, card)
		}
	}
	return nil
}

// MoveIn puts a card into another column.
type MoveIn struct {
	ID       clientele.ID `name:"id" json:"id,omitzero" minimum:"0" doc:"number of the record"`
	Revision int64        `name:"revision" json:"revision,omitempty" minimum:"0" doc:"as it was when the board was shown; as it is now where none is given"`
	Card     string       `name:"card" json:"card,omitempty" maxLength:"50" doc:"both as a form gives them: 17.3"`
	To       string       `name:"to" json:"to" required:"true" maxLength:"100" doc:"the column that it goes to: the number of a stage, or a choice"`
}

// Move puts a card into another column. Who comes second is told what became of it.
func (f *Face) Move(ctx context.Context, scope access.Scope, in MoveIn) (page.Done, error) {
	if in.Card != "" {
		_, _ = fmt.Sscanf(in.Card, "%d.%d", &in.ID, &in.Revision) // what is no card is none that is there
	}
	if in.ID < 1 {
		return page.Done{}, page.Wrong("id", say.Of(ctx).Say("faces.no-card"), say.Of(ctx).Say("faces.no-card-remedy"))
	}
	field, _ := f.Type.Field(f.Type.Board)
	to := marshal(in.To)
	if field.To != "" {
		to = json.RawMessage(in.To)
		if id := (clientele.ID)(0); json.Unmarshal(to, &id) != nil || id < 1 {
			return page.Done{}, page.Wrong("to", say.Of(ctx).Say("faces.no-column"), say.Of(ctx).Say("faces.no-column-remedy"))
		}
	}
	r, change, err := f.edited(ctx, scope, record.Edit{Ref: f.ref(in.ID), Rev: in.Revision, Fields: map[string]json.RawMessage{field.Name: to}})
	if err != nil {
		return page.Done{}, f.moveless(ctx, err)
	}
	k, err := f.names(ctx, scope, []record.Field{field}, []*record.Record{r})
	if err != nil {
		return page.Done{}, err
	}
	args := say.Args{"name": r.Text(f.Type.Title), "to": f.value(field, r, k).Text}
	if change == 0 {
		return page.Done{Sentence: say.Of(ctx).Say("faces.stood-there", args), ID: r.ID}, nil
	}
	done := page.Done{Sentence: say.Of(ctx).Say("faces.moved", args), ID: r.ID, Undo: f.back(r.ID, change)}
	if f.Moved != nil {
		more, err := f.Moved(ctx, scope, r)
		if err != nil {
			return done, err
		}
		done.Sentence = strings.TrimSpace(done.Sentence + " " + more)
	}
	return done, nil
}

// moveless is a refusal of a move as a whole: a board has no field beside which it would stand.
func (f *Face) moveless(ctx context.Context, err error) error {
	var wrong *page.InputFault
	if errors.As(err, &wrong) && len(wrong.Fields) > 0 && wrong.Fault != nil && wrong.Fault.Kind != clientele.Conflict {
		one := wrong.Fields[0]
		return &clientele.Fault{Kind: clientele.Invalid, What: one.What, Where: one.Field, Remedy: one.Remedy, Err: err}
	}
	return err
}

// boardPage is the page of a board, of a type that has one.
func (f *Face) boardPage() page.Page {
	many := say.Of(context.Background()).Fill(f.Many)
	return page.Read(f.name("board"), f.Home+"/board", access.SignedIn, f.Board, f.boardPageOf).
		Titled(clientele.Tell("faces.title.board", "many", f.Many), "The "+many+" by where they stand: columns with their counts and sums, the first cards of each.").
		AnswersAt(f.Type.Plural + "/board")
}

func (f *Face) moveAct() page.Act {
	called := say.Of(context.Background()).Fill(f.One)
	return page.Write(f.name("move"), access.Writers, f.Move).Titled(clientele.Tell("title.move"), "Puts a "+called+" into another column of its board.")
}

func (f *Face) boardPageOf(v page.Frame, out BoardOut) templ.Component {
	return f.onBoard().boardView(v, out)
}
