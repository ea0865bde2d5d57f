package shape

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
)

// AccountHead is who it is.
type AccountHead struct {
	ID        clientele.ID `json:"id"`
	Key       string       `json:"key"`
	Name      string       `json:"name"`
	Email     string       `json:"email,omitempty"`
	Phone     string       `json:"phone,omitempty"`
	Country   string       `json:"country,omitempty"`
	Owner     string       `json:"owner,omitempty"`      // the e-mail address of who looks after it
	OwnerName string       `json:"owner_name,omitempty"` // and what they are called
	Href      string       `json:"href"`
}

// LineStanding is the standing in one line of business, with all that explains it.
type LineStanding struct {
	Standing  StandingRow        `json:"standing"`
	Current   bool               `json:"current"`
	For       []ReasonRow        `json:"for"`     // speak for client, strongest first
	Against   []ReasonRow        `json:"against"` // speak against, strongest first
	Moves     []ReasonRow        `json:"moves"`   // of no weight: which way it moves, and why
	Sum       float64            `json:"sum"`     // of all weights: the log-odds of ClientProb
	MaxWeight float64            `json:"max_weight"`
	Course    []ChangeRow        `json:"course"` // oldest first
	Overrule  *OverruleRow       `json:"overrule,omitempty"`
	WhatIfs   []clientele.WhatIf `json:"what_ifs"` // what would change it, and to what
	Model     string             `json:"model"`
	Tested    string             `json:"tested,omitempty"` // what came of those told as much, where it was something else
}

// ReasonRow is one reason, drawn.
type ReasonRow struct {
	Code   string        `json:"code"`
	Text   string        `json:"text"`
	Weight float64       `json:"weight"` // nats
	Share  float64       `json:"share"`  // |Weight| / MaxWeight: length of its bar
	Day    clientele.Day `json:"day,omitzero"`
	Href   string        `json:"href,omitempty"` // its evidence
}

// OverruleRow is an overrule in force.
type OverruleRow struct {
	Entry  clientele.ID   `json:"entry"`
	Kind   clientele.Kind `json:"kind"`
	Reason string         `json:"reason"`
	Until  clientele.Day  `json:"until"`
	By     string         `json:"by"`
}

// TimelineDay is one day of the timeline.
type TimelineDay struct {
	Day     clientele.Day   `json:"day"`
	Entries []TimelineEntry `json:"entries"`
}

// TimelineEntry is one entry in words.
type TimelineEntry struct {
	ID         clientele.ID        `json:"id"`
	Kind       clientele.EntryKind `json:"kind"`
	Line       clientele.Line      `json:"line,omitempty"`
	At         clientele.Instant   `json:"at"`
	Learnt     clientele.Instant   `json:"learnt"`
	Title      string              `json:"title"` // "Order 536365", "They called", "We wrote"
	Text       string              `json:"text,omitempty"`
	Amount     clientele.Money     `json:"amount,omitzero"`
	Channel    clientele.Channel   `json:"channel,omitempty"`
	Direction  clientele.Direction `json:"direction,omitempty"`
	Person     string              `json:"person,omitempty"`
	Minutes    int                 `json:"minutes,omitempty"`
	By         string              `json:"by,omitempty"`
	Items      []ItemRow           `json:"items,omitempty"` // at most five
	MoreItems  int                 `json:"more_items,omitempty"`
	Unanswered bool                `json:"unanswered,omitempty"`
	Import     clientele.ID        `json:"import,omitempty"`
	ByHand     bool                `json:"by_hand,omitempty"` // it can be corrected and removed
	Erased     bool                `json:"erased,omitempty"`  // what it said of people is gone
	Of         string              `json:"of,omitempty"`      // the account it was with, where that is not plain
	OfHref     string              `json:"-"`
	Back       *page.Undo          `json:"-"` // what takes it back
}

// ItemRow is one line of an order.
type ItemRow struct {
	Product  string          `json:"product,omitempty"`
	Text     string          `json:"text,omitempty"`
	Quantity float64         `json:"quantity"`
	Total    clientele.Money `json:"total,omitzero"`
}

// MonthSpend is what one month brought.
type MonthSpend struct {
	Month  clientele.Day   `json:"month"` // its first day
	Orders int             `json:"orders"`
	Spent  clientele.Money `json:"spent"`
}
