package standing

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Measure is what was learnt of a firm's relationships by a day. It can be kept
// as JSON and read back; it then answers the same.
type Measure struct {
	AsOf        clientele.Day                   `json:"as_of"`
	AllKnown    bool                            `json:"all_known"` // a measure of the present: what was learnt after AsOf counts too
	HorizonDays int                             `json:"horizon_days"`
	Discount    float64                         `json:"discount"`        // by how much what comes a year later is worth less
	All         *lineMeasure                    `json:"all"`             // of all lines together: for lines too small to learn from
	Lines       map[clientele.Line]*lineMeasure `json:"lines,omitempty"` // of each line that is large enough, where there are several
	Drift       Drift                           `json:"drift"`           // whether what is foretold still comes, of all lines together
}

// lineMeasure is what was learnt of one line of business.
type lineMeasure struct {
	Relations  int       `json:"relations"`
	Law        law       `json:"law"`   // of the horizon: the model that told most of the line's own past
	Plain      law       `json:"plain"` // of the card (plainFor)
	Rhythm     rhythm    `json:"rhythm"`
	Forecast   forecast  `json:"forecast"`
	Card       card      `json:"card"`
	Slip       slip      `json:"slip"`
	Spending   spendings `json:"spending"`
	Season     season    `json:"season,omitempty"`
	Typical    float64   `json:"typical"` // geometric mean of what a purchase comes to
	Calendar   calendar  `json:"calendar,omitempty"`
	Drift      float64   `json:"drift"`      // standard deviation of the log of the line's level, from horizon to horizon
	Unsure     float64   `json:"unsure"`     // and of what was learnt of it
	Conversion float64   `json:"conversion"` // share of contacts that buy within a horizon
	Contacted  float64   `json:"contacted"`  // cases that is a share of
	Contracts  contracts `json:"contracts,omitzero"`
	Notes      []string  `json:"notes,omitempty"`
}

// DefaultHorizonDays is how far ahead is looked where nobody says.
const DefaultHorizonDays = 365

// Learn reads the firm's past, line by line, up to the day asked for. It holds
// a sample of bounded size in memory, not the log.
func Learn(ctx context.Context, rels Relations, cfg Config) (*Measure, error) {
	if cfg.HorizonDays <= 0 {
		cfg.HorizonDays = DefaultHorizonDays
	}
	if cfg.AsOf == clientele.NoDay {
		last, err := lastDay(ctx, rels, cfg.Today)
		if err != nil {
			return nil, err
		}
		cfg.AsOf, cfg.Today = last, cmp.Or(cfg.Today, last)
	}
	later := &toCome{today: cfg.Today}
	samples, err := collect(ctx, later.among(rels), cfg)
	if err != nil {
		return nil, err
	}
	m, all, err := learn(ctx, samples, cfg)
	if err != nil {
		return nil, err
	}
	if cfg.AsOf <= cfg.Today {
		m.All.Notes = append(later.notes(), m.All.Notes...)
	}
	m.Drift = watchDrift(all, m.All)
	return m, nil
}

// learn gives, with the measure, the sample of all lines that it was learnt from.
func learn(ctx context.Context, samples map[clientele.Line]*sample, cfg Config) (*Measure, *sample, error) {
	m := &Measure{AsOf: cfg.AsOf, AllKnown: cfg.present(), HorizonDays: cfg.HorizonDays, Discount: cmp.Or(max(cfg.Discount, 0), DefaultDiscount)}
	all := &sample{}
	lines := linesOf(samples)
	for _, line := range lines {
		all.merge(samples[line])
	}
	all.close(cfg.AsOf)
	m.All = learnLine(all, cfg.HorizonDays)
	if len(lines) < 2 {
		return m, all, nil
	}
	m.Lines = map[clientele.Line]*lineMeasure{}
	for _, line := range lines {
		if err := ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("learn line %q: %w", line, err)
		}
		s := samples[line]
		if s.close(cfg.AsOf); s.events-len(s.days) >= leastRepeats && len(s.days) >= leastRelations {
			m.Lines[line] = learnLine(s, cfg.HorizonDays)
		}
	}
	return m, all, nil
}

// A line with fewer relationships or repeat purchases is measured with all lines together.
const (
	leastRelations = 50
	leastRepeats   = 50
)

func (m *Measure) of(line clientele.Line) *lineMeasure {
	if l, ok := m.Lines[line]; ok {
		return l
	}
	return m.All
}

// lastDay is the last day on which anything happened, up to today where that is
// known; where there is nothing but contracts, the last on which one began.
func lastDay(ctx context.Context, rels Relations, today clientele.Day) (clientele.Day, error) {
	last, began := clientele.NoDay, clientele.NoDay
	n := 0
	for r := range rels {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			break
		}
		if r.History == nil {
			continue
		}
		h := *r.History
		if today != clientele.NoDay {
			h = h.Until(today)
		}
		last = max(last, h.Last())
		if k := len(h.Contacts); k > 0 {
			last = max(last, h.Contacts[k-1].Day)
		}
		if k := len(h.Engaged); k > 0 {
			began = max(began, h.Engaged[k-1].Start)
		}
	}
	if last == clientele.NoDay {
		last = began
	}
	if err := ctx.Err(); err != nil {
		return last, fmt.Errorf("find the last day: %w", err)
	}
	if last == clientele.NoDay {
		return last, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("standing.nothing"),
			Remedy: clientele.Tell("standing.nothing-remedy")}
	}
	return last, nil
}

// collect samples the relationships of every line.
func collect(ctx context.Context, rels Relations, cfg Config) (map[clientele.Line]*sample, error) {
	samples := map[clientele.Line]*sample{}
	n := 0
	for r := range rels {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			break
		}
		if r.History == nil {
			continue
		}
		s := samples[r.Line]
		if s == nil {
			s = &sample{}
			samples[r.Line] = s
		}
		s.add(r, cfg)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read relationships: %w", err)
	}
	return samples, nil
}

// learnLine learns all there is to learn of one line.
func learnLine(s *sample, horizon int) *lineMeasure {
	l := &lineMeasure{Season: s.season, Relations: s.seen, Calendar: s.calendar, Contracts: learnContracts(&s.contracts)}
	view := s.asOf(s.end)
	l.Typical = view.typical
	l.Rhythm = learnRhythm(view.features)
	choice := s.asOf(s.start + (s.end-s.start)*2/3)
	name := "mbgnbd"
	if repeats, _ := totals(view.rows()); len(choice.features) >= leastRelations && repeats >= leastRepeats {
		name, l.Notes = s.since(&choice).chooseLaw()
		l.Law, l.Plain = view.law(name), view.law(plainFor(name))
	} else {
		l.Law = fewLaw(view.rows())
		l.Plain = l.Law
	}
	l.Forecast = learnForecast(s, name, horizon)
	l.Forecast.anchor(&l.Law, &l.Rhythm, &view, l.question(s.end, horizon))
	l.Drift, l.Unsure = usualDrift, view.unsure(name)
	if len(view.features) > 0 {
		l.Drift = l.Forecast.driftOf(float64(horizon))
	}
	l.Slip = learnSlip(s, &l.Rhythm)
	labels := s.label(plainFor(name), l.leastGaps())
	l.Card = learnCard(&labels)
	l.Slip.Late = learnLate(s.gaps(l.Slip.Follow), l)
	l.Slip.Again = l.learnAgain(s)
	l.Spending, l.Notes = learnSpendings(&view, s.currencies, l.Notes)
	l.Conversion, l.Contacted = s.conversion(horizon)
	l.note(s, &view, horizon)
	return l
}

// conversion is the share of those with contact and no purchase a horizon ago
// who bought since; one in ten, counted as ten cases, before anything is known.
func (s *sample) conversion(horizon int) (rate, cases float64) {
	at := s.end - clientele.Day(horizon)
	n, bought := 10.0, 1.0
	for i, days := range s.days {
		if len(s.contacts[i]) == 0 || s.contacts[i][0].Day > at || len(days) > 0 && days[0].Day <= at {
			continue
		}
		n++
		bought += outcome(len(days) > 0)
	}
	return bought / n, n
}

// alive is P(still with us). A model in which nobody leaves before the second
// purchase, or ever, has no say in that.
func (l *lineMeasure) alive(f *features) float64 { return l.Plain.alive(f) }

// plainFor is the model of the card beside the law of a name: the same for every
// line, as the universal card was learnt with, but where a calendar rules.
func plainFor(name string) string {
	if lawKindOf(name).calendar {
		return name
	}
	return plainLaw
}

// seldom is the period of a calendar, in days, from which two gaps are enough.
const seldom = 80

func (l *lineMeasure) leastGaps() int {
	if l.Calendar >= seldom {
		return leastGaps - 1
	}
	return leastGaps
}

// note puts into words what the reader of the measure should know of its grounds.
func (l *lineMeasure) note(s *sample, view *snapshot, horizon int) {
	add := func(note string) { l.Notes = append(l.Notes, note) }
	span, calendarDays := int(s.end-s.start), days(float64(l.Calendar.days()))
	switch {
	case l.Calendar > 0 && lawKindOf(l.Law.Name).calendar:
		add(clientele.Tell("standing.note-calendar", "days", calendarDays))
	case l.Calendar > 0:
		add(clientele.Tell("standing.note-calendar-any", "days", calendarDays))
	}
	if said := l.Season.words(); said != "" {
		add(said)
	}
	switch d := l.Forecast.Days; {
	case d == 0 && l.Forecast.Cases >= leastCases:
		add(clientele.Tell("standing.note-one-sided"))
	case d == 0 && len(view.features) == 0:
		add(clientele.Tell("standing.note-nothing-bought"))
	case d == 0 && span < 1:
		add(clientele.Tell("standing.note-one-day"))
	case d == 0:
		add(clientele.Tell("standing.note-small", "relationships", clientele.Tell("noun.relationship", "n", len(view.features)), "days", days(float64(span))))
	case d < horizon:
		add(clientele.Tell("standing.note-short", "horizon", days(float64(horizon)), "within", days(float64(d)), "long", days(float64(span))))
	}
	switch {
	case l.Card.Source == "own":
	case l.Card.Cases >= leastSnapshots:
		add(clientele.Tell("standing.note-alike", "cases", l.Card.Cases))
	default:
		add(clientele.Tell("standing.note-few-cases", "cases", clientele.Tell("noun.case", "n", l.Card.Cases), "need", leastSnapshots))
	}
	if l.Rhythm.memoryless() {
		add(clientele.Tell("standing.note-chance"))
	}
	if b := s.beginnings(); b.note() != "" {
		l.Notes = append(l.Notes, b.note())
	}
	if s.stray != clientele.NoDay {
		add(clientele.Tell("standing.note-stray", "day", s.stray))
	}
	if s.mask != 0 {
		add(clientele.Tell("standing.note-sample", "learnt", len(s.days), "all", s.seen))
	}
}

// Notes says what was found on the way: of all lines together, and of each.
func (m *Measure) Notes() []string {
	notes := slices.Clone(m.All.Notes)
	if m.Drift.Alarms() {
		notes = slices.Insert(notes, 0, m.Drift.Sentence())
	}
	lines := make([]clientele.Line, 0, len(m.Lines))
	for line := range m.Lines {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	for _, line := range lines {
		name := string(line)
		if name == "" {
			name = clientele.Tell("standing.no-line")
		}
		for _, n := range m.Lines[line].Notes {
			notes = append(notes, clientele.Tell("standing.note-of-line", "line", name, "note", n))
		}
	}
	return notes
}

// UnmarshalJSON reads what json.Marshal wrote, and refuses what is not a measure.
func (m *Measure) UnmarshalJSON(b []byte) error {
	type plain Measure
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return fmt.Errorf("read measure: %w", err)
	}
	if m.All == nil || m.HorizonDays <= 0 {
		return fmt.Errorf("read measure: it is empty")
	}
	all := append([]*lineMeasure{m.All}, slices.Collect(maps.Values(m.Lines))...)
	for _, l := range all {
		if l == nil || len(l.Card.Weight.Coef) != evidence || l.Slip.Weight != nil && len(l.Slip.Weight.Coef) != gapFeatures {
			return fmt.Errorf("read measure: it was made by another version; measure again")
		}
		if l.Law.Model == nil || l.Plain.Model == nil {
			return fmt.Errorf("read measure: it holds no model of buying")
		}
	}
	return nil
}
