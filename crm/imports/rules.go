package imports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

const importsShown = 50

func importRow(i ledger.Import) ImportRow {
	return ImportRow{
		ID: i.ID, File: i.File, Door: i.Door, By: i.By, State: i.State, Started: i.Started, Finished: i.Finished, Undone: i.Undone,
		Lines: i.Lines, Repeated: i.Repeated, Added: i.Added, Known: i.Known, Differs: i.Differs, Amended: i.Amended, Rejected: i.Rejected, First: i.First, Last: i.Last,
		CanUndo: i.State == ledger.Done || i.State == ledger.Stopped, CanRedo: i.State == ledger.WasUndone || i.State == ledger.Stopped, Href: shape.Href("/imports/%d", i.ID),
	}
}

// rowFor is the row of an import as somebody sees it: with what they may do.
func rowFor(s access.Scope, whole bool, i ledger.Import) ImportRow {
	r := importRow(i)
	may := whole && mayTurn(s, i)
	r.CanUndo, r.CanRedo = r.CanUndo && may, r.CanRedo && may
	return r
}

func importSentence(s *say.Speaker, i ledger.Import) string {
	args := say.Args{"file": i.File}
	switch i.State {
	case ledger.Running:
		return s.Say("imports.is-running", args)
	case ledger.WasUndone:
		return s.Say("imports.is-undone", args)
	case ledger.Undoing:
		return s.Say("imports.is-undoing", args)
	case ledger.Redoing:
		return s.Say("imports.is-redoing", args)
	}
	parts := []string{s.Say("imports.n-added", say.Args{"n": int(i.Added)})}
	for _, part := range []struct {
		key string
		n   int64
	}{{"imports.n-known", i.Known}, {"imports.n-amended", i.Amended}, {"imports.n-differ", i.Differs}, {"imports.n-not-taken", i.Rejected}} {
		if part.n > 0 {
			parts = append(parts, s.Say(part.key, say.Args{"n": int(part.n)}))
		}
	}
	text := say.Capital(strings.Join(parts, ", ")) + "."
	if i.State == ledger.Stopped {
		text += " " + s.Say("imports.is-stopped")
	}
	return text
}

// newestSentence is the heading of the list: what the newest file came to, as it stands now.
func newestSentence(s *say.Speaker, i ImportRow) string {
	args := say.Args{"file": i.File, "n": int(i.Added)}
	switch i.State {
	case ledger.Done:
		return s.Say("imports.newest-done", args)
	case ledger.WasUndone:
		return s.Say("imports.newest-undone", args)
	}
	return s.Say("imports.newest-other", say.Args{"file": i.File, "state": importStateText(s, i)})
}

// File is where every row that was not taken lies, as it stood.
func (out ImportOut) File() (name, path string) { return "errors.csv", out.file }

// CSV is the rows that were not taken, for when that file is gone.
func (out ImportOut) CSV() (string, [][]string) {
	rows := [][]string{{clientele.Tell("csv.line"), clientele.Tell("csv.row"), clientele.Tell("csv.what"), clientele.Tell("csv.column"), clientele.Tell("csv.remedy")}}
	for _, r := range out.Rejects {
		rows = append(rows, []string{strconv.Itoa(r.Line), r.Row, r.What, r.Column, r.Remedy})
	}
	return "errors.csv", rows
}

// named is an upload under the name its owner gave it.
type named struct {
	evidence.Source
	name string
}

// Name is how its owner calls it.
func (n named) Name() string { return n.name }

// correct makes a map of what the person says the columns are, where that is
// other than what was recognised; "" where it is not.
func correct(p *evidence.Plan, columns []string) (string, error) {
	if len(columns) == 0 || slices.EqualFunc(columns, p.Columns, func(said string, c evidence.Column) bool { return said == c.Field }) {
		return "", nil
	}
	if len(columns) != len(p.Columns) {
		return "", page.Wrong("columns", clientele.Tell("imports.columns-said", "n", len(p.Columns), "said", len(columns)), said("columns-said-remedy"))
	}
	choices := fieldsOf(p.Door)
	from := map[string][]string{}
	changed := map[string]bool{}
	for i, field := range columns {
		if field != "" && !slices.ContainsFunc(choices, func(c page.Choice) bool { return c.Value == field }) {
			return "", page.Wrong("columns", clientele.Tell("imports.no-field", "name", page.Clip(field, 40)), said("no-field-remedy"))
		}
		was := p.Columns[i].Field
		if was != field {
			if isNumber(field) && !changed[field] {
				from[field] = nil // another column in its place: two amounts are not multiplied
			}
			changed[was], changed[field] = true, true
		} else if isNumber(field) && changed[field] {
			continue
		}
		from[field] = append(from[field], quoted(p.Columns[i].Header))
	}
	var parts []string // what does not change stays recognised
	for _, c := range choices {
		if c.Value == "" || !changed[c.Value] {
			continue
		}
		join := "+"
		if c.Value == "amount" {
			join = "*"
		}
		parts = append(parts, c.Value+"="+strings.Join(from[c.Value], join))
	}
	return strings.Join(parts, ","), nil
}

func isNumber(field string) bool {
	return slices.Contains([]string{"amount", "price", "quantity", "discount", "refund", "fee", "minutes"}, field)
}

func quoted(header string) string { return `"` + strings.ReplaceAll(header, `"`, `""`) + `"` }

func allOf(values []string, choices []page.Choice) bool {
	for _, v := range values {
		if !slices.ContainsFunc(choices, func(c page.Choice) bool { return c.Value == v }) {
			return false
		}
	}
	return true
}

// fieldsOf is what a column can be, for a door.
func fieldsOf(door string) []page.Choice {
	choices := []page.Choice{{Value: "", Label: said("field-none")}}
	for _, d := range evidence.Doors {
		if d.Name != door {
			continue
		}
		for _, f := range d.Fields {
			choices = append(choices, page.Choice{Value: f.Name, Label: fieldWord(f.Name), Help: f.Doc})
		}
	}
	return choices
}

func dialect(d evidence.Dialect) string {
	var parts []string
	if mark := map[string]string{",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}[d.Separator]; mark != "" {
		parts = append(parts, said("marks."+mark))
	}
	parts = append(parts, d.Encoding)
	if d.Gzip {
		parts = append(parts, "gzip")
	}
	return strings.Trim(strings.Join(parts, ", "), ", ")
}
