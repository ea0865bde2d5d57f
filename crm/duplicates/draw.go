package duplicates

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

func said(key string) string { return clientele.Tell(key) }

func (c Choosing) name() string { return keepPrefix + c.Name }

func (c Choosing) note(s *say.Speaker) string { return s.Label("duplicates.how."+c.How, "") }

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

// sideID tells one of a pair from the same one in another pair.
func sideID(one, other, side Side) string {
	return "side-" + one.ID.String() + "-" + other.ID.String() + "-" + side.ID.String()
}
