package evidence

import (
	"bytes"
	"strings"

	"github.com/clientele-crm/clientele"
)

// interactionsDoor reads contact between people: calls, e-mails, meetings, visits.
var interactionsDoor = &Door{
	Name: "interactions",
	Doc:  clientele.Tell("evidence.door-interactions"),
	Fields: []Field{
		accountField,
		{Name: "at", Doc: clientele.Tell("evidence.field-at-contact"), Required: true, want: wantDate, weight: 1, names: names4{
			"date datum fecha startdatum spentdate workdate activitydate calldate meetingdate interactiondate contactdate datetime timestamp starttime startdate createdat created submittedat sentat receivedat calledat gesprachsdatum kontaktdatum " +
				"dateappel daterendezvous fechallamada datacontatto contactdatum begin start time when occurredat sentdate messagedate activitydatetime visitdate",
			"day tag jour data completedat loggedat openedat createddate datecreated createdon startedat", "duedate month", "closedat enddate end"},
			not: "birth updated modified signup churn next"},
		{Name: "kind", Doc: clientele.Tell("evidence.field-kind"), want: wantKind, weight: 2, names: names4{
			"kind type activitytype interactiontype contacttype channel medium art typ tipo soort kanal activity interaction kontaktart typeactivite typecontact tipoactividad tipoattivita communicationtype mode method", "category event subtype activitykind", "subject", ""}},
		{Name: "direction", Doc: clientele.Tell("evidence.field-direction"), want: wantDirection, weight: 2, names: names4{
			"direction richtung sens direccion direzione richting inout inboundoutbound initiatedby initiator", "sentreceived from way calldirection type", "status folder", ""}},
		{Name: "person", Doc: clientele.Tell("evidence.field-person"), want: wantName, weight: 1, names: names4{
			"person agent user owner employee staff assignedto handledby salesrep rep mitarbeiter bearbeiter collaborateur empleado agente medewerker dipendente assignee advisor adviser consultant", "organizer host author createdby loggedby by username colleague from", "name", ""},
			not: "id"},
		{Name: "minutes", Doc: clientele.Tell("evidence.field-minutes"), want: wantText, weight: 2, names: names4{
			"minutes duration durationminutes durationmin mins min dauer dauerminuten minuten duree dureeminutes minutos duracion minuti durata duur length callduration durationseconds durationsec talktime durationsecs durationhours", "seconds sec hours stunden billablehours timespent", "", ""},
			not: "response resolution wait"},
		{Name: "text", Doc: clientele.Tell("evidence.field-text-contact"), want: wantText, weight: 1, names: names4{
			"text subject note notes summary description body comment comments message content betreff notiz notizen beschreibung bemerkung objet sujet remarque asunto nota notas oggetto onderwerp opmerking notitie details feedbacktext activitysubject", "title outcome topic result feedback", "reason", ""}},
		{Name: "ref", Doc: clientele.Tell("evidence.field-ref"), want: wantRef, weight: 1.5, names: names4{
			"activityid callid ticketid messageid meetingid interactionid eventid conversationid emailid visitid contactlogid logid", "ticket ticketnumber casenumber activityno", "id", ""},
			not: "account customer client user"},
		lineField, nameField, emailField, phoneField, countryField,
	},
	open:   func(p *Plan, out *outlet) worker { return newInteractionWorker(p, out) },
	settle: settleContacts, ask: (*recognition).askWhetherContacts, typical: []string{"kind", "direction", "minutes", "person", "text", "ref"},
}

// channelSaid is the way of contact that a file without such a column is about:
// "call_id" and "calldate" speak of calls.
func (r *recognition) channelSaid() clientele.Channel {
	all := " " + strings.ToLower(strings.Join(r.header, " ")) + " "
	for _, c := range []struct {
		word    string
		channel clientele.Channel
	}{{"meeting", clientele.Meeting}, {"visit", clientele.Visit}, {"call", clientele.Call}, {"mail_", clientele.Email}, {"ticket", clientele.Message}, {"message", clientele.Message}} {
		if strings.Contains(all, c.word) {
			return c.channel
		}
	}
	return clientele.Note
}

type interactionWorker struct {
	plan   *Plan
	out    *outlet
	people *people
	seen   *seen
	hash   hasher
	words  words

	at, kind, direction, person, minutes, text, ref, line *reading
}

func newInteractionWorker(p *Plan, out *outlet) *interactionWorker {
	return &interactionWorker{plan: p, out: out, people: newPeople(p), seen: newSeen(p.rowsGuess()),
		at: p.reading("at"), kind: p.reading("kind"), direction: p.reading("direction"), person: p.reading("person"),
		minutes: p.reading("minutes"), text: p.reading("text"), ref: p.reading("ref"), line: p.reading("line")}
}

func (w *interactionWorker) finish() {}

func (w *interactionWorker) row(r *row) *Reject {
	key, reject := w.people.key(r)
	if reject != nil {
		return reject
	}
	if len(key) == 0 {
		return w.people.missing()
	}
	when, dated, reject := w.at.moment(r)
	if reject != nil {
		return reject
	}
	if !dated {
		return w.at.reject(clientele.Tell("evidence.no-date"), clientele.Tell("evidence.fill-in", "column", w.plan.column("at")))
	}
	b := clientele.Interaction{Person: w.words.keep(w.person.bytes(r)), Text: clip(string(w.text.bytes(r)), maxTextBytes)}
	if b.Channel, b.Direction, reject = w.kindOf(r); reject != nil {
		return reject
	}
	if w.direction != nil {
		word := folded(string(w.direction.bytes(r)))
		if d, ok := wordOf(directionWords, word); ok {
			b.Direction = clientele.Direction(d)
		}
	}
	if b.Minutes, reject = w.minutesOf(r); reject != nil {
		return reject
	}
	ref, reject := w.ref.key(r, "id")
	if reject != nil {
		return reject
	}
	e := clientele.Entry{Who: w.people.who(r, string(key)), Line: lineIn(w.line, r, w.plan), Day: when.day, At: when.at, Body: b}
	if len(ref) > 0 {
		e.Key = w.plan.factKey("interaction", e, string(ref), w.seen)
	} else {
		w.hash.reset().text(e.Who.Key).text(string(e.Line)).int(when.said).text(string(b.Channel)).text(string(b.Direction)).text(b.Person).int(int64(b.Minutes))
		e.Key, _ = w.hash.text(b.Text).numbered("interaction", w.seen)
	}
	w.out.entry(e, 1)
	return nil
}

// lineIn is the row's line of business, or the one that the person gave.
func lineIn(f *reading, r *row, p *Plan) clientele.Line {
	if b := f.bytes(r); len(b) > 0 {
		return clientele.Line(b)
	}
	return p.Options.Line
}

// kindOf reads the way of contact, which may say the direction as well ("inbound call").
func (w *interactionWorker) kindOf(r *row) (clientele.Channel, clientele.Direction, *Reject) {
	if w.kind == nil {
		return w.plan.settled.channel, "", nil
	}
	b := w.kind.bytes(r)
	if len(b) == 0 {
		return clientele.Note, "", nil
	}
	word := folded(string(b))
	channel, ok := wordOf(channelWords, word)
	if !ok {
		return "", "", w.kind.reject(clientele.Tell("evidence.no-channel", "word", clip(string(b), 40)), clientele.Tell("evidence.no-channel-remedy"))
	}
	direction := clientele.Direction("")
	for _, part := range strings.FieldsFunc(word, func(c rune) bool { return c == ' ' || c == '-' || c == '_' || c == '/' }) {
		if d, ok := directionWords[part]; ok && len(part) > 2 {
			direction = clientele.Direction(d)
		}
	}
	return clientele.Channel(channel), direction, nil
}

// maxMinutes is a week: what is longer is not a conversation.
const maxMinutes = 7 * 24 * 60

// minutesOf reads 12, 12.5, "12 min", 0:12:30 and, by the header, seconds and hours.
func (w *interactionWorker) minutesOf(r *row) (int, *Reject) {
	b := bytes.ToLower(w.minutes.bytes(r))
	if len(b) == 0 {
		return 0, nil
	}
	minutes, ok := duration(b, w.plan.settled)
	if !ok || minutes < 0 || minutes > maxMinutes {
		return 0, w.minutes.reject(clientele.Tell("evidence.no-duration", "word", clip(string(b), 40)), clientele.Tell("evidence.no-duration-remedy"))
	}
	return minutes, nil
}
