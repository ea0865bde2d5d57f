package shape

import (
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

const itemsShown = 5

// byHand are the kinds of entry that people write down, and may take away.
var byHand = []clientele.EntryKind{clientele.KindInteraction}

// EntryOf says an entry in words.
func EntryOf(e clientele.Entry, f Firm) TimelineEntry {
	row := TimelineEntry{ID: e.ID, Kind: e.Body.EntryKind(), Line: e.Line, At: e.At, Learnt: e.Learnt, Import: e.Import, Erased: e.Erased}
	row.ByHand = e.Import == 0 && slices.Contains(byHand, row.Kind)
	switch b := e.Body.(type) {
	case clientele.Order:
		row.Title, row.Amount = Titled(f.Say("account.order"), b.Ref), b.Total
		row.Text = b.Channel
		row.Items, row.MoreItems = itemRows(b.Items, b.Total.Currency)
	case clientele.Return:
		row.Title, row.Amount = Titled(f.Say("account.return"), b.Ref), b.Total
		row.Items, row.MoreItems = itemRows(b.Items, b.Total.Currency)
	case clientele.Interaction:
		row.Title, row.Text = f.Say(interactionKey(b)), b.Text
		row.Channel, row.Direction, row.Person, row.Minutes = b.Channel, b.Direction, b.Person, b.Minutes
	case clientele.Engagement:
		row.Title, row.Amount = Titled(f.Capital(b.Kind.Name()), b.Ref), b.Fee
		if b.Kept() != 0 {
			row.Title = f.Capital(b.Kind.Name()) // its name is the record's, which may stand behind a wall of its own
		}
		row.Text = f.Say("account.from", say.Args{"day": f.LongDay(b.Start)})
		if b.End != clientele.NoDay {
			row.Text = f.Say("account.from-until", say.Args{"day": f.LongDay(b.Start), "until": f.LongDay(b.End)})
		}
	case clientele.Overrule:
		row.Title, row.Text = f.Say("account.overruled", say.Args{"is": f.Words.One(b.Kind), "until": f.LongDay(b.Until)}), b.Reason
		if b.Kind == "" {
			row.Title = f.Say("account.overrule-gone")
		}
	case clientele.Settled:
		row.Title, row.Text = f.Say("account.done"), b.Note
		if b.Until != clientele.NoDay {
			row.Title = f.Say("account.was-put-off", say.Args{"day": f.LongDay(b.Until)})
		}
	case clientele.Same:
		row.Title = f.Say("account.merged")
	case clientele.Parted:
		row.Title = f.Say("account.parted")
	}
	return row
}

func itemRows(items []clientele.Item, currency string) ([]ItemRow, int) {
	var rows []ItemRow
	for _, it := range items[:min(len(items), itemsShown)] {
		rows = append(rows, ItemRow{Product: it.Product, Text: it.Text, Quantity: float64(it.QuantityMilli) / 1000, Total: Money(it.TotalMinor, currency)})
	}
	return rows, len(items) - len(rows)
}

// interactionKey names the sentence that says who began: "They called", "We wrote".
func interactionKey(b clientele.Interaction) string {
	key := "account.contact-" + string(b.Channel)
	if b.Channel == clientele.Note || b.Channel == clientele.Meeting || b.Direction == "" {
		return key
	}
	return key + "-" + string(b.Direction)
}

// Timeline is entries under their days, as they are added: the latest first.
type Timeline []TimelineDay

// Add puts an entry under its day.
func (t *Timeline) Add(day clientele.Day, e TimelineEntry) {
	if n := len(*t); n == 0 || (*t)[n-1].Day != day {
		*t = append(*t, TimelineDay{Day: day})
	}
	d := &(*t)[len(*t)-1]
	d.Entries = append(d.Entries, e)
}
