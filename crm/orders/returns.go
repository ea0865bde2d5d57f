package orders

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// cameBack is what of an order came back on a day.
type cameBack struct {
	Day   clientele.Day
	Minor int64 // with the tax
	Of    []backOf
}

// backOf is how many thousandths of a thing, by what its line of goods is called.
type backOf struct {
	Text     string
	Quantity int64
}

// mostReturns is on how many days goods of an order come back apart; what comes later goes with the last.
const mostReturns = 8

// times stands between how many and of what, in returns as a record keeps them.
const times = " × "

// returnsIn reads returns as an order keeps them, a line a day: the day, minor units, and of what how many.
func returnsIn(r *record.Record) (all []cameBack) {
	for line := range strings.Lines(r.Text("returns")) {
		head, goods, _ := strings.Cut(strings.TrimSpace(line), ": ")
		part := strings.Fields(head)
		if len(part) != 2 {
			continue
		}
		day, err := clientele.ParseDay(part[0])
		minor, odd := strconv.ParseInt(part[1], 10, 64)
		if err != nil || odd != nil {
			continue
		}
		one := cameBack{Day: day, Minor: minor}
		for of := range strings.SplitSeq(goods, "; ") {
			if n, text, ok := strings.Cut(of, times); ok {
				one.Of = append(one.Of, backOf{text, record.Milli(json.Number(n))})
			}
		}
		all = append(all, one)
	}
	return all
}

// returnsText is returns as an order keeps them.
func returnsText(all []cameBack) string {
	lines := make([]string, len(all))
	for i, one := range all {
		of := make([]string, len(one.Of))
		for j, b := range one.Of {
			of[j] = string(record.OfMilli(b.Quantity)) + times + b.Text
		}
		lines[i] = one.Day.String() + " " + strconv.FormatInt(one.Minor, 10) + ": " + strings.Join(of, "; ")
	}
	return strings.Join(lines, "\n")
}

// backIn is how many of each thing came back of lines of goods.
func backIn(items []record.Item) (all []backOf) {
	for _, it := range items {
		if n := record.Milli(it.Returned); n != 0 {
			all = moved(all, calledIn(it), n)
		}
	}
	return all
}

// calledIn is by what returns call a line of goods: what separates them is no part of it.
func calledIn(it record.Item) string {
	return strings.NewReplacer("\n", " ", "; ", ", ", times, " x ").Replace(it.Text)
}

// moved adds to how many of a thing there are; of what there is nothing, nothing is told.
func moved(all []backOf, text string, by int64) []backOf {
	i := slices.IndexFunc(all, func(b backOf) bool { return b.Text == text })
	if i < 0 {
		i, all = len(all), append(all, backOf{Text: text})
	}
	if all[i].Quantity += by; all[i].Quantity == 0 {
		return slices.Delete(all, i, i+1)
	}
	return all
}

// returned keeps what came back by the days on which it did: more is of today, and less is taken from
// the latest. What an undo brings back keeps its days.
func returned(d record.Draft, items []record.Item) {
	all := returnsIn(d.Is)
	if before := d.Was; before != nil && len(all) == 0 && before.Text("returns") == "" {
		all = lastly(before) // it was kept as one sum
	}
	back, _ := d.Is.Values["returned"].(clientele.Money)
	left, minor := backIn(items), back.Minor
	for _, one := range all {
		minor -= one.Minor
		for _, b := range one.Of {
			left = moved(left, b.Text, -b.Quantity)
		}
	}
	if minor != 0 || len(left) > 0 {
		all = corrected(all, cameBack{d.Today, minor, left})
	}
	if d.Is.Set("returns", nil); len(all) > 0 {
		d.Is.Set("returns", returnsText(all))
		d.Is.Set("returned_on", all[len(all)-1].Day)
	} else {
		d.Is.Set("returned_on", nil)
	}
}

// lastly is what came back of an order that keeps one sum of it.
func lastly(r *record.Record) []cameBack {
	back, _ := r.Values["returned"].(clientele.Money)
	day, _ := r.Values["returned_on"].(clientele.Day)
	if back.Minor == 0 || day == clientele.NoDay {
		return nil
	}
	return []cameBack{{day, back.Minor, backIn(itemsOf(r))}}
}

// corrected adds what came back more, and takes what did not from the latest days.
func corrected(all []cameBack, by cameBack) []cameBack {
	less := cameBack{}
	if less.Minor = max(-by.Minor, 0); less.Minor > 0 {
		by.Minor = 0
	}
	for _, b := range slices.Clone(by.Of) {
		if b.Quantity < 0 {
			less.Of = append(less.Of, backOf{b.Text, -b.Quantity})
			by.Of = moved(by.Of, b.Text, -b.Quantity)
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		one := &all[i]
		taken := min(less.Minor, one.Minor)
		one.Minor, less.Minor = one.Minor-taken, less.Minor-taken
		one.Of = slices.Clone(one.Of)
		for j := range less.Of {
			k := slices.IndexFunc(one.Of, func(b backOf) bool { return b.Text == less.Of[j].Text })
			if k < 0 {
				continue
			}
			n := min(less.Of[j].Quantity, one.Of[k].Quantity)
			less.Of[j].Quantity -= n
			one.Of = moved(one.Of, less.Of[j].Text, -n)
		}
	}
	all = slices.DeleteFunc(all, func(one cameBack) bool { return one.Minor == 0 && len(one.Of) == 0 })
	if by.Minor == 0 && len(by.Of) == 0 {
		return all
	}
	n := len(all)
	named := by.Minor == 0 // goods without money: a line is called otherwise since, and nothing came back today
	if n == 0 || !named && all[n-1].Day != by.Day && n < mostReturns {
		return append(all, by)
	}
	last := &all[n-1]
	if last.Minor += by.Minor; !named {
		last.Day = max(last.Day, by.Day)
	}
	for _, b := range by.Of {
		last.Of = moved(last.Of, b.Text, b.Quantity)
	}
	return all
}

// itemsBack are the goods of a return as the book has them.
func itemsBack(items []record.Item, one cameBack) (all []clientele.Item) {
	for _, b := range one.Of {
		it := clientele.Item{Text: b.Text, QuantityMilli: b.Quantity}
		if i := slices.IndexFunc(items, func(it record.Item) bool { return calledIn(it) == b.Text }); i >= 0 {
			it.Product, it.Text = items[i].Code, items[i].Text
			it.TotalMinor = share(items[i].Amount.Minor, b.Quantity, record.Milli(items[i].Quantity))
		}
		all = append(all, it)
	}
	return all
}
