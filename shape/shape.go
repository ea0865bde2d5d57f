package shape

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// StandingRow is one relationship in a list.
type StandingRow struct {
	Account        clientele.ID    `json:"account"`
	Name           string          `json:"name"`
	Line           clientele.Line  `json:"line"`
	Owner          string          `json:"owner,omitempty"`
	OwnerName      string          `json:"owner_name,omitempty"`
	Href           string          `json:"href"` // the account's page, at this line
	Kind           clientele.Kind  `json:"kind"`
	MeasuredKind   clientele.Kind  `json:"measured_kind"`
	ClientProb     float64         `json:"client_prob"`
	Enough         bool            `json:"enough"` // false: too early to say
	Sure           string          `json:"sure"`   // surely, likely, perhaps, too early to say: of Kind
	Stage          clientele.Stage `json:"stage"`
	Trend          clientele.Trend `json:"trend"`
	Quiet          bool            `json:"quiet"`      // a client, or one until it fell silent, who slips
	AliveProb      *float64        `json:"alive_prob"` // null: it cannot be told
	ActiveProb     float64         `json:"active_prob"`
	HorizonDays    int             `json:"horizon_days"`
	ExpectedOrders float64         `json:"expected_orders"`
	ExpectedValue  clientele.Money `json:"expected_value"`
	Lifetime       clientele.Money `json:"lifetime"`     // all that is still to come, discounted
	ClientRange    clientele.Range `json:"client_range"` // of ClientProb; this and those below hold in eight of ten cases
	ActiveRange    clientele.Range `json:"active_range"`
	OrdersRange    clientele.Range `json:"orders_range"`
	ValueRange     MoneyRange      `json:"value_range"`
	LifetimeRange  MoneyRange      `json:"lifetime_range"`
	Orders         int             `json:"orders"`
	First          clientele.Day   `json:"first"`
	Last           clientele.Day   `json:"last"`
	SinceDays      int             `json:"since_days"` // from Last until AsOf; 0 without a purchase
	UsualDays      float64         `json:"usual_days"` // usual gap between purchases; 0 where unknown
	Revenue        clientele.Money `json:"revenue"`
	LastContact    clientele.Day   `json:"last_contact"`     // or purchase
	LastContactIn  clientele.Day   `json:"last_contact_in"`  // they began
	LastContactOut clientele.Day   `json:"last_contact_out"` // we began
	AsOf           clientele.Day   `json:"as_of"`
	Why            []string        `json:"why"`                    // the two strongest reasons
	Next           string          `json:"next"`                   // the next step in words; "" none
	Promised       *Promised       `json:"promised,omitempty"`     // what is promised to them next, which is then the next step
	Saves          clientele.Money `json:"saves,omitzero"`         // what acting as advised may save or win, a year
	SavesOrders    float64         `json:"saves_orders,omitempty"` // the same in orders, where no money is known
	Own            []string        `json:"own,omitempty"`          // values of the firm's own fields, where some are asked for
}

// TrendTold says that it can be told which way they move: where it is too early to say, nobody
// knows yet that they are steady, and who has bought nothing does not move.
func (s StandingRow) TrendTold() bool {
	return s.Trend != clientele.Steady || s.Enough && s.Kind != clientele.Prospect
}

// MoneyRange holds an amount in eight of ten cases.
type MoneyRange struct {
	Low  clientele.Money `json:"low"`
	High clientele.Money `json:"high"`
}

// Promised is an open promise, the next of somebody's.
type Promised struct {
	Task  clientele.ID `json:"task"`
	Title string       `json:"title"`
	Href  string       `json:"href"`
	Due   string       `json:"due,omitempty"` // its day, and its time where it has one
	Late  bool         `json:"late,omitempty"`
}

// Step is something to do about a relationship: a treatment, or a task.
type Step struct {
	Account  clientele.ID    `json:"account"`
	Name     string          `json:"name"`
	Line     clientele.Line  `json:"line"`
	Href     string          `json:"href"`
	List     clientele.List  `json:"list"`
	Play     string          `json:"play,omitempty"`    // for act settle
	Advice   clientele.ID    `json:"advice,omitempty"`  // its number, for act hand-over
	Task     clientele.ID    `json:"task,omitempty"`    // for act task-done: it is a task, and no advice
	Promise  bool            `json:"promise,omitempty"` // a task that the other side knows of
	Why      string          `json:"why"`
	Do       string          `json:"do"` // the next step, as a button would say it
	Due      clientele.Day   `json:"due"`
	At       string          `json:"at,omitempty"`           // the time of that day, where it matters
	LateDays int             `json:"late_days"`              // past Due; negative: still to come
	Stake    clientele.Money `json:"stake"`                  // over a year
	Worth    clientele.Money `json:"worth"`                  // what acting may save or win of it
	Orders   float64         `json:"worth_orders,omitempty"` // the same in orders, where no money is known
	Owner    string          `json:"owner,omitempty"`
	Phone    string          `json:"phone,omitempty"`
	Standing *StandingRow    `json:"standing,omitempty"`
}

// ComesUp is a step with when it is due, as a task keeps that: "2026-03-31", "2026-03-31T09:30".
func (s Step) ComesUp(comes string, today clientele.Day) Step {
	day, at, _ := strings.Cut(comes, "T") // most have no time
	due, err := clientele.ParseDay(day)
	if err != nil {
		return s // it has no day
	}
	s.Due, s.At, s.LateDays = due, at, Late(due, today)
	return s
}

// ChangeRow is one change of a standing.
type ChangeRow struct {
	Account    clientele.ID    `json:"account"`
	Name       string          `json:"name"`
	Line       clientele.Line  `json:"line"`
	Href       string          `json:"href"`
	Day        clientele.Day   `json:"day"`
	Cause      string          `json:"cause"`
	WasKind    clientele.Kind  `json:"was_kind,omitempty"`
	IsKind     clientele.Kind  `json:"is_kind"`
	WasTrend   clientele.Trend `json:"was_trend,omitempty"`
	IsTrend    clientele.Trend `json:"is_trend"`
	WasStage   clientele.Stage `json:"was_stage,omitempty"`
	IsStage    clientele.Stage `json:"is_stage"`
	ClientProb float64         `json:"client_prob"`
	Low        float64         `json:"low"` // interval of ClientProb; Low = High where none is known
	High       float64         `json:"high"`
	Text       string          `json:"text"` // "from customer to client"
}

// JobRow is work in the background.
type JobRow struct {
	ID          clientele.ID      `json:"id"`
	Kind        string            `json:"kind"`
	Title       string            `json:"title"`
	State       string            `json:"state"` // waiting, running, done, failed, cancelled
	Done        int64             `json:"done"`
	Total       int64             `json:"total"` // 0 unknown
	Share       float64           `json:"share"` // 0…1
	Unit        string            `json:"unit"`  // of Done and Total
	Rate        float64           `json:"rate"`  // a second
	LeftSeconds float64           `json:"left_seconds"`
	Note        string            `json:"note,omitempty"`
	Err         string            `json:"err,omitempty"`
	Made        clientele.Instant `json:"made,omitzero"`
	Started     clientele.Instant `json:"started,omitzero"`
	Finished    clientele.Instant `json:"finished,omitzero"`
	CanCancel   bool              `json:"can_cancel"`
	Live        bool              `json:"live"` // waiting or running: look again in a second
	Href        string            `json:"href"`
	Result      string            `json:"result,omitempty"` // page that shows what came of it
}

// RelationshipsIn asks for the list of relationships.
type RelationshipsIn struct {
	View       string            `name:"view" json:"view,omitempty" enum:"all,clients,customers,prospects,slipping,growing,new,lapsed,mine,team" default:"all" doc:"a ready-made selection"`
	Kind       []clientele.Kind  `name:"kind" json:"kind,omitempty" enum:"client,customer,prospect" doc:"only these kinds"`
	Stage      []clientele.Stage `name:"stage" json:"stage,omitempty" enum:"awareness,engagement,nurturing,retention,advocacy" doc:"only these stages"`
	Trend      []clientele.Trend `name:"trend" json:"trend,omitempty" enum:"growing,steady,slowing,slipping,lapsed" doc:"only these trends"`
	Line       string            `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business, - for the one without a name"`
	MinValue   *float64          `name:"min_value" json:"min_value,omitempty" doc:"expected value of at least, in whole units of money"`
	MaxValue   *float64          `name:"max_value" json:"max_value,omitempty" doc:"expected value of at most, in whole units of money"`
	LastAfter  clientele.Day     `name:"last_after" json:"last_after,omitzero" doc:"last purchase or contact on or after this day"`
	LastBefore clientele.Day     `name:"last_before" json:"last_before,omitzero" doc:"last purchase or contact on or before this day"`
	Text       string            `name:"q" json:"q,omitempty" maxLength:"200" doc:"part of the name, the key or the e-mail address"`
	Where      string            `name:"where" json:"where,omitempty" maxLength:"2000" doc:"a written filter on the account's own fields, as tier = gold and country = AT"`
	Sort       string            `name:"sort" json:"sort,omitempty" enum:"name,saves,value,revenue,client,active,last,orders" doc:"sorted by; who slips by what acting may save, and others by value, where nothing is said"`
	Order      string            `name:"order" json:"order,omitempty" enum:"asc,desc" doc:"ascending or descending; names ascend and numbers descend where nothing is said"`
	After      string            `name:"after" json:"after,omitempty" maxLength:"400" doc:"where the page before ended"`
	Limit      int               `name:"limit" json:"limit,omitempty" default:"40" minimum:"1" maximum:"10000" doc:"how many rows"`
	Columns    []string          `name:"columns" json:"columns,omitempty" enum:"standing,trend,contact,rhythm,saves,value,owner,next,last,bought,revenue,orders,stage,alive" doc:"which columns to show"`
	Fields     []string          `name:"fields" json:"fields,omitempty" maxLength:"60" doc:"which of the firm's own fields to show as columns"`
}

// SortChoice is a column by which one can sort.
type SortChoice struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Href    string `json:"href"` // sorts by it, or turns the order round
	Current bool   `json:"current"`
	Desc    bool   `json:"desc"`
}

// Anniversary is an important date of a person, as it comes again on a day.
type Anniversary struct {
	Person clientele.ID
	Name   string
	Href   string
	What   string
	Day    clientele.Day
	Years  int          // since the first
	Owner  clientele.ID // who looks after them; 0: nobody
}
