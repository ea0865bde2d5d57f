package standing

import (
	"math"
	"slices"
	"strconv"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/clientele-crm/clientele"
)

// Drift is a watch over what was foretold as month after month closed. Each month
// is foretold by the plain model, fitted on what was known at its beginning, moved by how
// far the months before had been off; the alarm is a control chart of single
// values (Shewhart 1931) whose limits allow for having been estimated
// (a prediction interval by Student's t; Hahn 1970), so narrow a chance a month
// that in 24 months one log in twenty rings in vain (Bonferroni).
type Drift struct {
	Months  int     `json:"months"`  // in a stretch: 1, or the calendar of the line; 0: too short a log to watch
	Active  []Watch `json:"active"`  // of all who had bought, oldest first
	Clients []Watch `json:"clients"` // of those called clients
}

// Watch is one month: what was foretold at its beginning, and what came.
type Watch struct {
	From     clientele.Day `json:"from"` // nothing later was known
	To       clientele.Day `json:"to"`
	N        int           `json:"n"`
	Expected float64       `json:"expected"` // share that would buy within
	Low      float64       `json:"low"`      // 95 % interval of that share
	High     float64       `json:"high"`
	Came     float64       `json:"came"`
	Alarm    bool          `json:"alarm"` // the alarm rang in this month, or has rung and the months since are off as well
}

const (
	mostWatched  = 5_000 // relationships watched; beyond, one in so many
	leastWatched = 30    // below so many a month says nothing
	mostMonths   = 60    // months looked back on
	mostNorm     = 36    // months that say what is normal
	leastNorm    = 8     // and at least so many. After as many months in alarm, they are what is normal
	watchMonths  = 24    // months over which false alarms are counted
	driftAlarms  = 0.05  // share of logs that may ring in vain within them, either stream, either side
	yearMonths   = 12
)

// month is the raw value of the chart: by how many log-odds the month lay off.
type month struct {
	watch Watch
	off   float64
	noise float64 // standard deviation of off if purchases came independently
	odds  []float64
}

// watchDrift watches the calendar months (quarters, years) of a line's log.
func watchDrift(s *sample, l *lineMeasure) Drift {
	d := Drift{Active: []Watch{}, Clients: []Watch{}}
	months := max(1, int(math.Round(float64(l.Calendar.days())/monthDays)))
	ends := monthEnds(s.end, months)
	thin := s.thinned(mostWatched)
	var active, clients []month
	for k, to := range ends[1:] {
		if ends[k]-s.start < (s.end-s.start)/5 {
			continue
		}
		a, c := thin.month(l, ends[k], to)
		active, clients = append(active, a), append(clients, c)
	}
	if len(active) <= leastNorm {
		return d
	}
	d.Months = months
	year := yearMonths / months
	d.Active, d.Clients = chart(active, year), chart(clients, year)
	return d
}

// monthEnds are the last days of closed stretches of so many months, oldest first.
func monthEnds(end clientele.Day, months int) []clientele.Day {
	t := (end + 1).Time() // the month that it lies in has not closed
	first := int(t.Month()) - 1
	var out []clientele.Day
	for k := mostMonths; k >= 0; k-- {
		out = append(out, clientele.DayOf(time.Date(t.Year(), time.Month(first/months*months+1-k*months), 1, 0, 0, 0, 0, time.UTC))-1)
	}
	return out
}

// thinned keeps at most so many relationships, evenly.
func (s *sample) thinned(most int) *sample {
	if len(s.days) <= most {
		return s
	}
	out := *s
	out.days, out.contacts, out.learnt = make([][]clientele.OrderDay, most), make([][]clientele.ContactDay, most), make([]*clientele.History, most)
	for i := range out.days {
		k := i * len(s.days) / most
		out.days[i], out.contacts[i], out.learnt[i] = s.days[k], s.contacts[k], s.learnt[k]
	}
	return &out
}

// month foretells one from what was known at its beginning: of all, and of those
// who were clients then. The card only says who those are; a purchase of theirs
// in the month comes, or not, long before their three windows close.
func (s *sample) month(l *lineMeasure, from, to clientele.Day) (active, clients month) {
	view := s.asOf(from)
	plain := view.roughLaw(plainLaw)
	then := lineMeasure{Law: plain, Plain: plain, Rhythm: learnRhythm(view.features), Card: l.Card, Calendar: l.Calendar}
	active.watch, clients.watch = Watch{From: from, To: to}, Watch{From: from, To: to}
	for i := range view.features {
		f := &view.features[i]
		odds := logit(then.Law.active(f, float64(to-from)))
		came := view.came(i, to) > 0
		active.add(odds, came)
		if f.x >= l.leastGaps() && then.clientAt(f) >= 0.5 {
			clients.add(odds, came)
		}
	}
	active.close()
	clients.close()
	return active, clients
}

func (m *month) add(odds float64, came bool) {
	m.odds = append(m.odds, odds)
	m.watch.N++
	m.watch.Came += outcome(came)
}

// close finds the shift of the log-odds that makes the sum of the chances what came.
func (m *month) close() {
	n := float64(m.watch.N)
	if n == 0 {
		return
	}
	// Half a case more of either kind keeps it finite.
	came := (m.watch.Came + 0.5) / (n + 1)
	m.watch.Came /= n
	low, high := -20.0, 20.0
	for range 50 {
		m.off = (low + high) / 2
		if m.share(m.off) < came {
			low = m.off
		} else {
			high = m.off
		}
	}
	info := 0.0
	for _, o := range m.odds {
		p := logistic(o + m.off)
		info += p * (1 - p)
	}
	m.noise = 1 / math.Sqrt(max(info, 0.25))
}

// share is that of purchases foretold, if the log-odds are shifted.
func (m *month) share(shift float64) float64 {
	sum := 0.0
	for _, o := range m.odds {
		sum += logistic(o + shift)
	}
	return sum / float64(len(m.odds))
}

// chart lays the limits around each month, from the months before it, and says
// where the alarm rang. An alarm that did not last was a season, or chance, and
// is normal from then on; one that lasts is kept apart until it is old enough.
func chart(months []month, year int) []Watch {
	out := []Watch{}
	var norm, odd []int // places of months
	for k := range months {
		m := &months[k]
		if m.watch.N < leastWatched {
			norm, odd = nil, nil
			continue
		}
		norm = usual(months, norm)
		if len(norm) < leastNorm {
			norm = append(norm, k)
			continue
		}
		middle, spread := limits(months, norm, k, year)
		student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(len(norm) - 1)}
		within := spread * student.Quantile(0.975)
		beyond := math.Abs(m.off - middle)
		w := m.watch
		w.Expected, w.Low, w.High = m.share(middle), m.share(middle-within), m.share(middle+within)
		lasts := len(odd) > 0 && beyond > within && w.fewer() == out[len(out)-1].fewer()
		w.Alarm = lasts || beyond > spread*student.Quantile(1-driftAlarms/watchMonths/4) // two streams, two sides
		out = append(out, w)
		switch {
		case !w.Alarm:
			norm, odd = append(append(norm, odd...), k), nil
		case len(odd)+1 == leastNorm:
			norm, odd = append(odd, k), nil
		default:
			odd = append(odd, k)
		}
	}
	return out
}

func (w *Watch) fewer() bool { return w.Came < w.Expected }

// missing is how many log-odds below the middle a month lies in which hardly
// anything was booked: a fault of the books, or a standstill, that says nothing
// of what is normal. (The same the other way are seasons.)
const missing = 1.5

// usual are the last months, without those in which hardly anything was booked.
func usual(months []month, norm []int) []int {
	if len(norm) == 0 {
		return nil
	}
	var offs []float64
	for _, k := range norm {
		offs = append(offs, months[k].off)
	}
	slices.Sort(offs)
	least := offs[len(offs)/2] - missing
	norm = slices.DeleteFunc(norm, func(k int) bool { return months[k].off < least })
	return norm[max(0, len(norm)-mostNorm):]
}

// limits are where a month's value is expected, and the standard deviation about
// it: the mean of the months before, moved towards the same month of the year
// before as far as years have been alike. Chance alone makes the least spread.
func limits(months []month, norm []int, k, year int) (middle, spread float64) {
	n := float64(len(norm))
	squares := 0.0
	for _, i := range norm {
		middle += months[i].off / n
	}
	for _, i := range norm {
		squares += (months[i].off - middle) * (months[i].off - middle)
	}
	variance := squares / (n - 1)
	if slices.Contains(norm, k-year) {
		alike := alikeYears(months, norm, middle, year)
		variance *= 1 - alike*alike
		middle += alike * (months[k-year].off - middle)
	}
	noise := months[k].noise
	return middle, math.Sqrt(max(variance, noise*noise) * (1 + 1/n))
}

// alikeYears is how alike the same months of two years are: their correlation,
// shrunk as so few months ask for.
func alikeYears(months []month, norm []int, middle float64, year int) float64 {
	var both, squares, pairs float64
	for _, i := range norm {
		if slices.Contains(norm, i-year) {
			a, b := months[i].off-middle, months[i-year].off-middle
			both += a * b
			squares += (a*a + b*b) / 2
			pairs++
		}
	}
	if pairs < leastNorm {
		return 0
	}
	return max(0, both/squares) * (pairs - 2) / pairs
}

// Alarms says that the last month was in alarm, for clients or for all.
func (d *Drift) Alarms() bool { return d.Sentence() != "" }

// Sentence says in words since when the world is not what was learnt; "" where it is.
func (d *Drift) Sentence() string {
	ofClients, since := false, sinceAlarm(d.Active)
	// Where too few are clients by now, their last month is an old one.
	if clients := sinceAlarm(d.Clients); len(clients) > 0 && clients[len(clients)-1].To == d.Active[len(d.Active)-1].To {
		ofClients, since = true, clients
	}
	if len(since) == 0 {
		return ""
	}
	var n, expected, came float64
	for _, w := range since {
		n += float64(w.N)
		expected += float64(w.N) * w.Expected
		came += float64(w.N) * w.Came
	}
	first := (since[0].From + 1).Time()
	month := clientele.Tell("day.long-month", "month", monthName(first.Month()), "year", strconv.Itoa(first.Year()))
	var were, are any = percent(expected / n), percent(came / n)
	if were == are { // told apart by less than one
		were, are = exactly(expected/n), exactly(came/n)
	}
	switch within := d.within(); {
	case ofClients && came > expected:
		return clientele.Tell("standing.drift-more-clients", "month", month, "expected", were, "within", within, "came", are)
	case ofClients:
		return clientele.Tell("standing.drift-fewer-clients", "month", month, "expected", were, "within", within, "came", are)
	case came > expected:
		return clientele.Tell("standing.drift-more", "month", month, "expected", were, "within", within, "came", are)
	default:
		return clientele.Tell("standing.drift-fewer", "month", month, "expected", were, "within", within, "came", are)
	}
}

func (d *Drift) within() string {
	switch d.Months {
	case 1:
		return clientele.Tell("standing.within-month")
	case yearMonths:
		return clientele.Tell("standing.within-year")
	}
	return clientele.Tell("standing.within-months", "n", d.Months)
}

// exactly is a share to the hundredth of a per cent.
func exactly(p float64) string {
	return clientele.Tell("standing.exact-share", "percent", clientele.Decimal{Of: 100 * p, Digits: 2})
}

func monthName(m time.Month) string { return clientele.Tell("month." + strconv.Itoa(int(m))) }

// sinceAlarm are the last months, if all of them were in alarm.
func sinceAlarm(months []Watch) []Watch {
	first := len(months)
	for first > 0 && months[first-1].Alarm {
		first--
	}
	return slices.Clip(months[first:])
}
