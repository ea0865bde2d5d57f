package timeline

import "github.com/clientele-crm/clientele"

// waiting is, line by line, since when they wait for an answer: what they sent on
// that day or later has had none. What was bought since counts as one.
type waiting map[clientele.Line]clientele.Day

// openContacts reads off histories since when they wait. The last contact of a day
// says whether that day was answered; the entries of the day itself are for wait.
func openContacts(histories map[clientele.Line]clientele.History) waiting {
	since := waiting{}
	for line, h := range histories {
		for i := len(h.Contacts) - 1; i >= 0; i-- {
			c := h.Contacts[i]
			if c.Answered || c.Day < h.Last() {
				break
			}
			since[line] = c.Day
			if c.Out+c.Mutual > 0 {
				break
			}
		}
	}
	return since
}

// wait says whether an entry waits for an answer. It is asked entry by entry, the
// latest first: an answer ends the waiting of all before it.
func (w waiting) wait(e clientele.Entry) bool {
	b, ok := e.Body.(clientele.Interaction)
	since, waits := w[e.Line]
	if !ok || b.Channel == clientele.Note || !waits || e.On() < since {
		return false
	}
	if b.Direction != clientele.In || b.Channel == clientele.Meeting || b.Channel == clientele.Visit {
		delete(w, e.Line)
		return false
	}
	return true
}
