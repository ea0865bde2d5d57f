package faces

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/ui"
)

// example is a filter that fits the type, to show how one is written.
func (f *Face) example() string {
	for _, field := range f.Type.Fields {
		switch field.Kind {
		case record.KindTags:
			return field.Name + ` has "vip" and owner = me`
		case record.KindChoice:
			if len(field.Options) > 0 {
				return field.Name + " = " + field.Options[0]
			}
		}
	}
	return f.Type.Title + ` = "…"`
}

func (f *Face) table(v page.Frame, out ListOut) ui.TableData {
	t := ui.TableData{ID: f.Type.Plural, Label: v.Speaker.Capital(v.Speaker.Fill(f.Many)), More: out.Next, Peek: true}
	if out.MayWrite && !out.In.Archived {
		t.Edit = f.Home + "/"
	}
	if t.Edit != "" {
		t.All = v.Speaker.Say("faces.choose-all")
	}
	title, _ := f.Type.Field(f.Type.Title)
	t.Cols = []ui.Col{{Title: label(title), Place: "p1", Sort: f.sorting(out.In, title)}}
	for i, c := range out.Columns {
		place := map[int]string{0: "p3", 1: "p4"}[i] // on a phone the name has the first line
		col := ui.Col{Title: label(c), Place: place, Sort: f.sorting(out.In, c)}
		if t.Edit != "" && !c.Fixed {
			col.Field = asked(c)
		}
		t.Cols = append(t.Cols, col)
	}
	for _, r := range out.Rows {
		row := ui.Row{ID: f.Type.Name + "-" + r.ID.String(), Href: r.Href, Cells: []templ.Component{f.nameCell(out, r)}}
		for _, one := range r.Values {
			row.Cells = append(row.Cells, cell(one))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// sortable says whether a list can be sorted by a field in a way that people understand.
func sortable(field record.Field) bool {
	return !field.Many() && field.Kind != record.KindLong && field.Kind != record.KindLink && field.Kind != record.KindUser
}

// sorting is the link that sorts a list by a field, or turns it round.
func (f *Face) sorting(in ListIn, field record.Field) *ui.Sorting {
	if in.Archived || !sortable(field) {
		return nil
	}
	now := in.Sort
	if now == "" {
		now = f.Type.Sort
	}
	by, down := strings.CutPrefix(now, "-")
	name := asked(field)
	next := in
	next.At, next.Sort = "", name
	if by == name && !down {
		next.Sort = "-" + name
	}
	return &ui.Sorting{Name: name, Href: f.listed(next), Current: by == name, Desc: down}
}

// chosen are all fields that a list can show, those shown first, in their order.
func (f *Face) chosen(out ListOut) []page.Choice {
	var all []page.Choice
	for _, c := range out.Columns {
		all = append(all, page.Choice{Value: asked(c), Label: label(c), Selected: true})
	}
	for _, c := range out.Fields {
		if c.Name != f.Type.Title && !slices.ContainsFunc(out.Columns, func(o record.Field) bool { return asked(o) == asked(c) }) {
			all = append(all, page.Choice{Value: asked(c), Label: label(c)})
		}
	}
	return all
}

// earlier is the address of the list with a column one place to the left.
func (f *Face) earlier(out ListOut, name string) string {
	var names []string
	for _, c := range out.Columns {
		names = append(names, asked(c))
	}
	if at := slices.Index(names, name); at > 0 {
		names[at-1], names[at] = names[at], names[at-1]
		next := out.In
		next.Columns = names
		return f.listed(next)
	}
	return ""
}

// among are the fields of some sort, as choices.
func among(fields []record.Field, fits func(record.Field) bool, none string) []page.Choice {
	var all []page.Choice
	if none != "" {
		all = append(all, page.Choice{Label: none})
	}
	for _, field := range fields {
		if fits(field) {
			all = append(all, page.Choice{Value: asked(field), Label: label(field)})
		}
	}
	return all
}

func groupable(field record.Field) bool {
	return !field.Many() && field.Kind != record.KindLong && field.Kind != record.KindMoney && field.Kind != record.KindText
}

func summable(field record.Field) bool {
	return field.Kind == record.KindMoney || field.Kind == record.KindNumber || field.Kind == record.KindDuration
}

// editable says that a field can be set to one value for many records at once.
func editable(field record.Field) bool {
	return !field.Fixed && !field.Single && field.Kind != record.KindRecurrence && field.Kind != record.KindEmails && field.Kind != record.KindPhones &&
		field.Kind != record.KindAddresses && field.Kind != record.KindDates && field.Kind != record.KindItems
}

func hasTags(fields []record.Field) bool {
	return slices.ContainsFunc(fields, func(field record.Field) bool { return field.Name == "tags" && field.Custom == 0 })
}

// kept are the hidden fields of a form that changes one thing of a list and leaves the rest.
func kept(in ListIn, but ...string) (all [][2]string) {
	values := page.Encode(in)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			if !slices.Contains(but, name) && name != "at" {
				all = append(all, [2]string{name, value})
			}
		}
	}
	return all
}

// ask is how a form asks for a field.
func (f *Face) ask(act string, v Value, out FormOut) ui.Ask {
	a := ui.Ask{Act: act, Name: v.Name, Label: v.Label, Value: v.Input, Optional: !v.Field.Mandatory, First: out.first == v.Name}
	switch v.Field.Kind {
	case record.KindLong:
		a.Type = "textarea"
	case record.KindLink:
		a.Help = clientele.Tell("faces.link-help")
	case record.KindUsers:
		a.Help = clientele.Tell("faces.users-help")
	case record.KindTags, record.KindChoices:
		a.Help = clientele.Tell("faces.tags-help")
	case record.KindDay:
		a.Day = "next"
		a.Help = clientele.Tell("faces.day-help")
	case record.KindDue:
		a.Day = "next"
		a.Help = clientele.Tell("faces.due-help")
	case record.KindMoney:
		a.Help = clientele.Tell("faces.money-help")
	}
	return a
}

func anyWrong(v page.Frame, act string, some []Value) bool {
	for _, one := range some {
		if v.FaultOf(act, one.Name).What != "" || v.FaultAct == act && len(v.Inputs["more"]) == 1 && v.Inputs["more"][0] == one.Name {
			return true
		}
	}
	return false
}

// mayStayEmpty says that a field that is answered by a choice need not be answered.
func mayStayEmpty(field record.Field) bool {
	return !field.Mandatory && field.First == nil && field.Kind != record.KindYesNo
}

// meant says that those whom a fault offers may be meant by what was typed into a row.
func meant(wrong page.FieldFault, text string) bool {
	return len(wrong.Choices) > 0 && wrong.Choices[0].Value == strings.TrimSpace(text)
}

// mayGoBack says that a change is taken back by itself: before the first there was nothing, and
// what a merge or an unmerge did is taken back by the other of the two.
func (p PastRow) mayGoBack() bool {
	return !p.First && !p.Undone && len(p.What) > 0 && !p.Joined
}

// What the book says of who changed the records around a merge.
const (
	byMerge   = "a merge"
	byUnmerge = "an unmerge"
)

func awayOrBack(out RecordOut) string {
	if out.Archived {
		return "restore"
	}
	return "archive"
}

func byWhom(p PastRow) string {
	key := "faces.past"
	switch {
	case p.Undone:
		key += "-undone"
	case p.First && p.By != "":
		key += "-first"
	}
	if p.By != "" {
		key += "-by"
	}
	if key == "faces.past" {
		return ""
	}
	return clientele.Tell(key, "by", p.By)
}

// audiences are who may have a saved view as a tab.
func audiences() []page.Choice {
	return []page.Choice{{Value: "me", Label: clientele.Tell("faces.me")}, {Value: "team", Label: clientele.Tell("faces.my-team")}, {Value: "everyone", Label: clientele.Tell("faces.everyone")}}
}

// groupName is what a list is counted by.
func (f *Face) groupName(out ListOut) string {
	for _, field := range out.Fields {
		if asked(field) == out.In.Group {
			return label(field)
		}
	}
	return out.In.Group
}

// fieldAt is where the form of one field of a record is.
func (f *Face) fieldAt(id clientele.ID, one Value) string {
	return f.Home + "/" + id.String() + "/field?" + url.Values{"name": {one.Name}}.Encode()
}

// unbroken is a value whose telephone numbers stay on one line each.
func unbroken(one Value) string {
	if one.Field.Kind != record.KindPhones && one.Field.Kind != record.KindPhone {
		return one.Text
	}
	return strings.ReplaceAll(strings.ReplaceAll(one.Text, " ", "\u00a0"), ",\u00a0", ", ")
}
