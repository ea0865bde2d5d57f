package duplicates

import (
	"github.com/clientele-crm/clientele/say"
)

func said(key string) string { return say.English.Say(key) }

func (c Choosing) name() string { return keepPrefix + c.Name }

func (c Choosing) note() string { return say.English.Label("duplicates.how."+c.How, "") }

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func emptyText(out DuplicatesOut) string {
	if out.Looked == "" {
		return said("duplicates.empty.never")
	}
	return said("duplicates.empty")
}
