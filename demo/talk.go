package demo

import "github.com/clientele-crm/clientele"

// What people say, by who begins. No names in it: the timeline shows them.
var (
	theySay = []string{
		"Asked when we could speak about next quarter", "Question about the last invoice", "Sent the papers we asked for",
		"Wants advice before signing", "Asked for a copy of the agreement", "Thanked us for the quick answer",
		"Has a new project coming up", "Asked whether we could take on more", "Wants to change the delivery day", "Asked for a quote",
	}
	weSay = []string{
		"Checked that all is well", "Sent the summary of our meeting", "Reminded of the renewal", "Explained the changes and what they mean",
		"Sent a proposal", "Confirmed the date", "Shared news that concerns them", "Asked how the last piece of work went",
	}
	weAnswer = []string{"Answered in full", "Sent what was asked for", "Called back and settled it", "Proposed two dates", "Answered, with a copy for the file"}
	weMet    = []string{"Review of the year and plans for the next", "Quarterly review", "Walked through the figures together", "Met on site"}
)

// talk fills a spell with contact. Meetings are both ways; what comes in is
// answered as often as the habit says.
func (l *life) talk(s spell, h habit) {
	if h.talkDays == 0 {
		return
	}
	mean := l.about(h.talkDays, .3)
	for at := float64(s.From) + l.gamma(mean, 2); clientele.Day(at) < s.to; at += l.gamma(mean, 2) {
		day := clientele.Day(at)
		switch u := l.rng.Float64(); {
		case s.Kind == clientele.Client && u < .12:
			l.contact(l.moment(day), clientele.Interaction{Channel: clientele.Meeting, Minutes: 30 + 15*l.rng.IntN(5), Text: l.pick(weMet)})
		case u < h.theirs+.12:
			l.asked(day, h.answered)
		default:
			l.contact(l.moment(day), clientele.Interaction{Channel: l.channel(), Direction: clientele.Out, Minutes: l.rng.IntN(12), Text: l.pick(weSay)})
		}
	}
}

// ask is the enquiry that goes before a purchase, sometimes.
func (l *life) ask(day clientele.Day) {
	if l.rng.Float64() < .4 && day > l.firm.start+3 {
		l.asked(day-1-clientele.Day(l.rng.IntN(2)), .95)
	}
}

// asked is contact from them and, as often as said, our answer within a day or so.
func (l *life) asked(day clientele.Day, answered float64) {
	at := l.moment(day)
	channel := l.channel()
	l.contact(at, clientele.Interaction{Channel: channel, Direction: clientele.In, Minutes: l.rng.IntN(15), Text: l.pick(theySay)})
	if l.rng.Float64() >= answered {
		return
	}
	hours := l.gamma(14, 2)
	answer := at + clientele.Instant(hours*3_600_000)
	l.contact(answer-answer%60_000, clientele.Interaction{Channel: channel, Direction: clientele.Out, Minutes: l.rng.IntN(10), Text: l.pick(weAnswer)})
}

func (l *life) contact(at clientele.Instant, i clientele.Interaction) {
	if at.Day() > l.firm.AsOf {
		return
	}
	l.talks++
	i.Person = l.owner
	l.add("contact", l.talks, at, i)
}

func (l *life) channel() clientele.Channel {
	switch u := l.rng.Float64(); {
	case u < .5:
		return clientele.Email
	case u < .9:
		return clientele.Call
	}
	return clientele.Message
}

func (l *life) pick(of []string) string { return of[l.rng.IntN(len(of))] }
