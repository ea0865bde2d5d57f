package fields

import (
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

func said(key string) string { return clientele.Tell(key) }

// scopeOf tells the forms of fields on one page apart.
func scopeOf(row FieldRow) string { return ui.IdValue(row.ID) }

func revision(row FieldRow) string { return strconv.FormatInt(row.Revision, 10) }

// about is what a row says of a field under its name.
func about(row FieldRow) string {
	parts := []string{row.KindSaid}
	if len(row.Choices) > 0 {
		parts[0] += ": " + say.Shorten(strings.Join(row.Choices, ", "), 80)
	}
	if row.Required {
		parts = append(parts, said("fields.said.required"))
	}
	if row.Listed {
		parts = append(parts, said("fields.said.listed"))
	}
	if row.Single {
		parts = append(parts, said("fields.said.single"))
	}
	if row.Searched {
		parts = append(parts, said("fields.said.searched"))
	}
	return strings.Join(parts, " · ")
}

func wide(out OwnFieldsOut) bool { return out.Of != "accounts" } // search of relationships is made of evidence too, and knows no fields
