package faces

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// ViewType is a list that somebody set up and kept under a name. It is a record as any
// other, with its history and its undo.
var ViewType = record.Type{
	Name: "view", Plural: "views", Home: "/views", Special: true, Title: "name", Sort: "name", Sorts: []string{"changed"}, Folded: true, Private: true,
	Fields: []record.Field{
		record.Text("name").Required().Listed(), record.Text("list").Required().Listed(),
		record.Text("which").Listed(), record.Text("sorted"), record.Text("shown"), record.Text("grouped"), record.Text("summed"),
		record.Choice("audience", "me", "team", "everyone").Required().Begins("me").Listed(), record.User("owner").Required().Listed(),
		record.YesNo("usual"),
	},
}

// SavedView is a saved view, as a tab of its list.
type SavedView struct {
	ID      clientele.ID `json:"id"`
	Name    string       `json:"name"`
	Href    string       `json:"href"`
	Current bool         `json:"current,omitempty"`
	Mine    bool         `json:"mine,omitempty"`

	in    ListIn
	usual bool
}

const viewsMost = 30

// viewed reads the saved views of who asks, and takes what one of them says for what was
// not asked.
func (f *Face) viewed(ctx context.Context, scope access.Scope, out *ListOut) error {
	if scope.User() == 0 || f.Type.Name == ViewType.Name {
		return nil
	}
	of, err := record.ParseFilter("list = " + f.Type.Plural + " and (owner = me or audience = everyone or (audience = team and owner in my team))")
	if err != nil {
		return err
	}
	found, err := f.Store.Query(ctx, scope, record.Query{Type: ViewType.Name, Filter: of, Limit: viewsMost})
	if err != nil {
		return err
	}
	for _, r := range found.Rows {
		out.Views = append(out.Views, f.viewOf(r, scope))
	}
	if err := f.passedOn(ctx, scope, out); err != nil {
		return err
	}
	bare := len(page.Encode(out.In)) == 0
	for i := range out.Views {
		v := &out.Views[i]
		switch {
		case bare && v.usual && v.Mine:
			out.In = v.in
			bare = false
		case v.ID == out.In.View:
			out.In = over(v.in, out.In)
		}
	}
	for i := range out.Views {
		out.Views[i].Current = out.Views[i].ID == out.In.View
	}
	return nil
}

// passedOn is a view whose address somebody was given: of another team, it is no tab of
// theirs, and opens all the same. What is its owner's alone is not there.
func (f *Face) passedOn(ctx context.Context, scope access.Scope, out *ListOut) error {
	if out.In.View == 0 || slices.ContainsFunc(out.Views, func(v SavedView) bool { return v.ID == out.In.View }) {
		return nil
	}
	r, err := f.Store.Get(ctx, scope, clientele.Ref{Type: ViewType.Name, ID: out.In.View})
	if clientele.KindOf(err) == clientele.NotFound {
		return nil
	}
	if err == nil && r.Text("list") == f.Type.Plural && r.Archived == 0 {
		out.Views = append(out.Views, f.viewOf(r, scope))
	}
	return err
}

func (f *Face) viewOf(r *record.Record, scope access.Scope) SavedView {
	owner, _ := r.Values["owner"].(clientele.ID)
	v := SavedView{ID: r.ID, Name: r.Text("name"), Href: f.listed(ListIn{View: r.ID}), Mine: owner == scope.User()}
	v.usual, _ = r.Values["usual"].(bool)
	v.in = ListIn{View: r.ID, Filter: r.Text("which"), Sort: r.Text("sorted"), Group: r.Text("grouped"), Sum: r.Text("summed"), Limit: usual}
	if shown := r.Text("shown"); shown != "" {
		v.in.Columns = strings.Split(shown, ",")
	}
	return v
}

// usual is how many records a page of a list has.
const usual = 50

// over lays what was asked for over what a view says. What a view has and the address
// should not have is asked for with All.
func over(view, in ListIn) ListIn {
	if in.All {
		return in
	}
	if in.Filter == "" {
		in.Filter = view.Filter
	}
	if in.Sort == "" {
		in.Sort = view.Sort
	}
	if len(in.Columns) == 0 {
		in.Columns = view.Columns
	}
	if in.Group == "" {
		in.Group, in.Sum = view.Group, view.Sum
	}
	return in
}

// KeepIn is a list as it stands, to be kept under a name.
type KeepIn struct {
	View     clientele.ID `name:"view" json:"view,omitzero" minimum:"0" doc:"the saved view that is to be like this from now on; none makes a new one"`
	Name     string       `name:"name" json:"name,omitempty" maxLength:"60" doc:"what its tab says"`
	Audience string       `name:"audience" json:"audience,omitempty" enum:"me,team,everyone" default:"me" doc:"who has it as a tab"`
	Usual    bool         `name:"usual" json:"usual,omitempty" doc:"your list opens with it"`
	Filter   string       `name:"filter" json:"filter,omitempty" maxLength:"2000" doc:"which ones"`
	Sort     string       `name:"sort" json:"sort,omitempty" maxLength:"100" doc:"how it is sorted"`
	Columns  []string     `name:"columns" json:"columns,omitempty" maxLength:"100" doc:"fields that are shown, in this order"`
	Group    string       `name:"group" json:"group,omitempty" maxLength:"100" doc:"a field by whose values the list is counted"`
	Sum      string       `name:"sum" json:"sum,omitempty" maxLength:"100" doc:"what is added up for each of them"`
}

// Keep keeps a list under a name.
func (f *Face) Keep(ctx context.Context, scope access.Scope, in KeepIn) (page.Done, error) {
	if in.View == 0 && in.Name == "" {
		return page.Done{}, page.Wrong("name", say.Of(ctx).Say("faces.it-has-no-name"), say.Of(ctx).Say("faces.write-what-its-tab-shall-say"))
	}
	if _, err := record.ParseFilter(in.Filter); err != nil {
		return page.Done{}, err
	}
	fields := map[string]json.RawMessage{"which": marshal(in.Filter), "sorted": marshal(in.Sort), "grouped": marshal(in.Group),
		"summed": marshal(in.Sum), "shown": marshal(strings.Join(in.Columns, ","))}
	if in.View == 0 {
		fields["name"], fields["list"], fields["audience"] = marshal(in.Name), marshal(f.Type.Plural), marshal(in.Audience)
		fields["owner"], fields["usual"] = marshal(scope.User()), marshal(in.Usual)
	}
	var out record.Outcome
	err := f.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		out, err = f.Store.Changed(ctx, tx, scope, record.Edit{Ref: clientele.Ref{Type: ViewType.Name, ID: in.View}, Fields: fields})
		return err
	})
	if err != nil {
		return page.Done{}, Refusal(err)
	}
	r := out.Record
	done := page.Done{Sentence: say.Of(ctx).Say("faces.view_kept", say.Args{"name": r.Text("name")}), ID: r.ID, Next: f.listed(ListIn{View: r.ID})}
	if out.Done {
		done.Undo = &page.Undo{Act: "view-undo", With: map[string]string{"id": r.ID.String(), "change": out.Entry.String()}}
	}
	if in.View == 0 {
		done.Undo = &page.Undo{Act: "view-archive", With: map[string]string{"id": r.ID.String()}}
	}
	return done, nil
}

// ValueRow is the records of a list that have one value of a field.
type ValueRow struct {
	Value string `json:"value"`
	N     int64  `json:"n"`
	Sum   string `json:"sum,omitempty"`
	Href  string `json:"href"`
}

// grouped counts the list by the values of a field; each count leads to its records.
func (f *Face) grouped(ctx context.Context, scope access.Scope, out *ListOut, q record.Query) error {
	groups, err := f.Store.Groups(ctx, scope, q, out.In.Group, out.In.Sum)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(out.Fields, func(field record.Field) bool { return asked(field) == out.In.Group || field.Name == out.In.Group })
	if at < 0 {
		return nil
	}
	field := out.Fields[at]
	k := known{users: map[clientele.ID]string{}, say: say.Of(ctx)}
	for _, u := range out.Users {
		k.users[u.ID] = u.Name
	}
	var refs []clientele.Ref
	for _, g := range groups {
		var id clientele.ID
		if field.To != "" && json.Unmarshal(g.Value, &id) == nil {
			refs = append(refs, clientele.Ref{Type: field.To, ID: id})
		}
	}
	if k.titles, err = f.Store.Titles(ctx, scope, refs); err != nil {
		return err
	}
	for _, g := range groups {
		out.Groups = append(out.Groups, f.groupRow(out.In, field, k, g))
	}
	return nil
}

// asWritten is a value by which a list is grouped, as a filter writes it.
func asWritten(raw json.RawMessage) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	switch is := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "yes", false: "no"}[is]
	case float64:
		return strconv.FormatFloat(is, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

func (f *Face) groupRow(in ListIn, field record.Field, k known, g record.Group) ValueRow {
	written := asWritten(g.Value)
	only := record.Node(record.Cond{Field: asked(field), Op: record.Is, Values: []string{written}})
	row := ValueRow{Value: called(field, k, written), N: g.N}
	if written == "" {
		only, row.Value = record.Cond{Field: asked(field), Op: record.Empty}, "–"
	}
	next := in
	next.Group, next.Sum, next.At = "", "", ""
	if tree, err := record.ParseFilter(in.Filter); err == nil {
		next.Filter = record.PrintFilter(together(append(slices.Clone(conditions(tree)), only)))
	}
	row.Href = f.listed(next)
	var sums []string
	for _, m := range g.Sums {
		sums = append(sums, k.say.Money(m))
	}
	switch {
	case len(sums) > 0:
		row.Sum = strings.Join(sums, ", ")
	case in.Sum != "":
		row.Sum = words(k.say, g.Sum)
	}
	return row
}
