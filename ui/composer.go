package ui

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// Composer is the form by which contact, a note or a promise is written down, on top of what happened.
type Composer struct {
	Account  clientele.ID  // with whom; 0 where it is asked
	Person   clientele.ID  // with which person; 0 where it is not their page
	About    string        // the record that it is about, as "deal/17"; "" where that is one of the two
	Lines    []page.Choice // in which it can be; of one, nothing is asked
	Accounts []page.Choice // of a person, among which is asked
	People   []page.Choice // of an account, by their numbers
	Users    []page.Choice // who may do what is promised; who looks comes first
	Promises []shape.Step  // which it may keep
}

// channels are how one is in touch, and the note, which is contact with nobody.
var channels = []clientele.Channel{clientele.Note, clientele.Call, clientele.Meeting, clientele.Email, clientele.Visit, clientele.Message}

// line is the line in which it is, where there is no choice.
func (c Composer) line() (line string, known bool) {
	if len(c.Lines) != 1 {
		return "", false
	}
	return c.Lines[0].Value, true
}

// whoBegan are the answers to who began.
func whoBegan(v page.Frame) []page.Choice {
	return []page.Choice{
		{Value: "out", Label: v.Say("account.write-we")}, {Value: "in", Label: v.Say("account.write-they")}, {Value: "", Label: v.Say("account.write-unknown")},
	}
}

// withNone are accounts, and that it concerns the person alone.
func (c Composer) withNone(v page.Frame) []page.Choice {
	return append(c.Accounts[:len(c.Accounts):len(c.Accounts)], page.Choice{Value: "0", Label: v.Say("people.about-none")})
}

// toWhom are the people to whom something can be promised.
func (c Composer) toWhom(v page.Frame) []page.Choice {
	return append([]page.Choice{{Value: "0", Label: v.Say("account.promise-all")}}, c.People...)
}
