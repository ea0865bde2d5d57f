package standing

import (
	"fmt"

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
	switch a.purchases {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("1 purchase is dated after today, %s; it is left out until then. If the date is wrong, mend it.", date(a.today))}
	}
	return []string{fmt.Sprintf("%s are dated after today, %s; they are left out until then. If the dates are wrong, mend them.", many(a.purchases, "purchase"), date(a.today))}
}
