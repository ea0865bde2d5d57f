package standing

import (
	"github.com/clientele-crm/clientele"
)

// toCome counts the purchases that are dated after today, while relationships
// are read. A day to come is a mistake, or an order taken in advance: neither
// tells how people buy.
type toCome struct {
	today     clientele.Day // NoDay: not known, and nothing is counted
	purchases int
}

func (a *toCome) among(rels Relations) Relations {
	return func(yield func(Relation) bool) {
		a.purchases = 0
		for r := range rels {
			a.count(r.History)
			if !yield(r) {
				return
			}
		}
	}
}

func (a *toCome) count(h *clientele.History) {
	if h == nil || a.today == clientele.NoDay {
		return
	}
	for i := len(h.Days) - 1; i >= 0 && h.Days[i].Day > a.today; i-- {
		a.purchases += h.Days[i].Orders
	}
}

// notes say what was found; nothing where nothing was.
func (a *toCome) notes() []string {
	if a.purchases == 0 {
		return nil
	}
	return []string{clientele.Tell("standing.note-to-come", "n", a.purchases, "today", a.today)}
}
