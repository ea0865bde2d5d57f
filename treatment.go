package clientele

// Treatment is what to do about a relationship, and by when.
type Treatment struct {
	Relationship
	Play    string // which play advises it
	List    List   // where it is shown
	Why     string // one sentence, with its evidence
	Step    string // the next step, as a button would say it
	Due     Day
	Urgency float64 // higher comes first, within a list
	Stake   Money   // what is at stake over a year
}

// List is where a treatment is shown on the page of today.
type List string

// The lists of today, in their order.
const (
	ListSlipping List = "slipping"
	ListDue      List = "due"
	ListGrowing  List = "growing"
)
