package faces

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

// example is a filter that fits the type, to show how one is written.
func (f *Face) example() string {
	for _, field := range f.Type.Fields {
		switch field.Kind {
		case record.KindTags:
			return field.Name + ` has "vip" and owner = me`
		case record.KindChoice:
			return field.Name + " = " + field.Options[0]
		}
	}
	return f.Type.Title + ` = "…"`
}

func (f *Face) table(out ListOut) ui.TableData {
	t := ui.TableData{ID: f.Type.Plural, Label: say.Capital(f.Many), More: out.Next, Cols: []ui.Col{{Title: say.Capital(f.Type.Title), Place: "p1"}}}
	for i, c := range out.Columns {
		place := map[int]string{0: "p2", 1: "p3", 2: "p4"}[i]
		t.Cols = append(t.Cols, ui.Col{Title: label(c), Place: place})
	}
	for _, r := range out.Rows {
		row := ui.Row{ID: f.Type.Name + "-" + number(r.ID), Href: r.Href, Cells: []templ.Component{ui.NameCell(r.Title, r.Href, "")}}
		for _, v := range r.Values {
			row.Cells = append(row.Cells, ui.Text(say.Shorten(v.Text, 80)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// ask is how a form asks for a field.
func (f *Face) ask(act string, v Value) ui.Ask {
	a := ui.Ask{Act: act, Name: v.Name, Label: v.Label, Value: v.Input, Optional: !v.Field.Mandatory}
	switch v.Field.Kind {
	case record.KindLong:
		a.Type = "textarea"
	case record.KindEmails:
		a.Type, a.Short, a.Help = "textarea", true, "one a line; with what it is before it: work: ann@example.org"
	case record.KindPhones:
		a.Type, a.Short, a.Help = "textarea", true, "one a line; with what it is before it: mobile: 020 7946 0991"
	case record.KindAddresses:
		a.Type, a.Short, a.Help = "textarea", true, "one a line: street, postcode, city, country"
	case record.KindDates:
		a.Type, a.Short, a.Help = "textarea", true, "one a line: birthday: 1980-03-31"
	case record.KindLinks:
		a.Type, a.Short, a.Help = "textarea", true, "one a line, by name or number, with the role: Acme Ltd: director"
	case record.KindLink:
		a.Help = "by name, or by number: #17"
	case record.KindTags, record.KindChoices:
		a.Help = "with commas between them"
	case record.KindDay:
		a.Type = "date"
	case record.KindDue:
		a.Help = "a day, 2026-03-31, or a day and a time, 2026-03-31 09:30"
	case record.KindMoney:
		a.Help = "as 1250.50 GBP"
	case record.KindRecurrence:
		a.Help = "as FREQ=MONTHLY"
	}
	return a
}

func anyWrong(v page.Frame, act string, some []Value) bool {
	for _, one := range some {
		if v.FaultOf(act, one.Name).What != "" {
			return true
		}
	}
	return false
}

func revision(out RecordOut) string { return strconv.FormatInt(out.Revision, 10) }

func awayOrBack(out RecordOut) string {
	if out.Archived {
		return "restore"
	}
	return "archive"
}

func byWhom(p PastRow) string {
	switch {
	case p.Undone && p.By != "":
		return ", taken back by " + p.By
	case p.Undone:
		return ", taken back"
	case p.By == "":
		return ""
	}
	return " by " + p.By
}
