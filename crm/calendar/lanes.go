package calendar

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
)

const (
	lanesMost  = 4 // events side by side; what finds no room is counted
	firstHour  = 7 // what is drawn of a day, and more where something is then
	lastHour   = 19
	slotMinute = 30
)

// Block is an event on the hours of a day: where it stands, and beside how many others.
type Block struct {
	CalendarItem
	Row, Rows  int // in half hours, from the first that is drawn
	Lane, Wide int // the lane it stands in, of how many
	from, to   int // in minutes of the day
}

// Class says to the style sheet where it stands.
func (b Block) Class() string {
	return "r" + strconv.Itoa(b.Row) + " s" + strconv.Itoa(b.Rows) + " l" + strconv.Itoa(b.Lane) + "of" + strconv.Itoa(b.Wide)
}

// blocks parts what stands on a day into what has its place on the hours and what lasts the whole of
// it; events at one time stand side by side.
func (d *DayCell) blocks() {
	midnight := d.Day.Time()
	for _, item := range d.All {
		if !item.span.timed || item.span.lasts >= 24*time.Hour {
			d.Whole = append(d.Whole, item)
			continue
		}
		from := max(0, int(item.span.begins.Sub(midnight).Minutes()))
		to := min(24*60, int(item.span.ends().Sub(midnight).Minutes()))
		d.Blocks = append(d.Blocks, Block{CalendarItem: item, from: from, to: max(to, from+slotMinute)})
	}
	slices.SortStableFunc(d.Blocks, func(a, b Block) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	for begin := 0; begin < len(d.Blocks); {
		end, until := begin+1, d.Blocks[begin].to
		for end < len(d.Blocks) && d.Blocks[end].from < until { // they touch each other, or one that touches both
			until = max(until, d.Blocks[end].to)
			end++
		}
		sideBySide(d.Blocks[begin:end])
		begin = end
	}
	d.Blocks = slices.DeleteFunc(d.Blocks, func(b Block) bool {
		if b.Lane > lanesMost {
			d.Crowded++
		}
		return b.Lane > lanesMost
	})
}

// sideBySide gives events that touch each other the first lane that is free.
func sideBySide(some []Block) {
	var until []int // when each lane is free again
	for i := range some {
		lane := slices.IndexFunc(until, func(end int) bool { return end <= some[i].from })
		if lane < 0 {
			lane, until = len(until), append(until, 0)
		}
		until[lane], some[i].Lane = some[i].to, lane+1
	}
	for i := range some {
		some[i].Wide = min(len(until), lanesMost)
	}
}

// hours are the hours that are drawn of days, and puts each event to its place on them.
func (out *CalendarOut) hours() {
	first, last := firstHour*60, (lastHour+1)*60
	for _, d := range out.Days {
		for _, b := range d.Blocks {
			first, last = min(first, b.from/60*60), max(last, (b.to+59)/60*60)
		}
	}
	for h := first / 60; h < last/60; h++ {
		out.Hours = append(out.Hours, h)
	}
	for _, d := range out.Days {
		for i := range d.Blocks {
			b := &d.Blocks[i]
			b.Row = (b.from - first) / slotMinute
			b.Rows = max(1, (b.to+slotMinute-1)/slotMinute-b.from/slotMinute)
		}
	}
}

// slot is a time of a day at which something new may begin.
func slot(d clientele.Day, hour int) string {
	return written(d.Time().Add(time.Duration(hour)*time.Hour), true)
}
