package evidence

import (
	"slices"
	"strings"
	"unicode"
)

// tokens takes a header apart into words, without accents and case:
// "CustomerID" and "customer_id" and "Customer Id" are all [customer id].
func tokens(header string) []string {
	var b strings.Builder
	runes := []rune(header)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			b.WriteByte(' ')
			continue
		case i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1])):
			b.WriteByte(' ')
		}
		b.WriteString(plainLetter(unicode.ToLower(r)))
	}
	return strings.Fields(b.String())
}

// squeezed is a header without spaces, marks, accents and case.
func squeezed(header string) string { return strings.Join(tokens(header), "") }

// noise are words that say nothing about what a column holds.
const noise = " utc gmt local the of in de du la le des del di der die das da el of and y et und " +
	" usd eur gbp chf dollars euros incl excl inc "

func isNoise(token string) bool { return strings.Contains(noise, " "+token+" ") }

// meaning is a header's words without noise; all of them where nothing is left.
func meaning(header string) []string {
	all := tokens(header)
	var kept []string
	for _, t := range all {
		if !isNoise(t) {
			kept = append(kept, t)
		}
	}
	if saysTax(all) { // "total incl. tax": the tax is said of the total
		kept = slices.DeleteFunc(kept, func(t string) bool { return taxWords[t] || t == "ex" || t == "inkl" || t == "including" })
	}
	if len(kept) == 0 {
		return all
	}
	return kept
}

var taxWords = wordSet("tax taxes vat gst mwst ust steuer tva iva btw moms")

var inOrOut = wordSet("inc incl including inkl ex excl excluding exkl zzgl hors")

// saysTax says that a header tells whether tax is in it.
func saysTax(words []string) bool {
	return slices.ContainsFunc(words, func(t string) bool {
		return inOrOut[t]
	}) && slices.ContainsFunc(words, func(t string) bool { return taxWords[t] })
}

// sureOfName says how sure a header's name makes us that it is the field: a name
// that we know whole, or at its end ("sales order id"), or at its beginning ("order date 2").
func (f *Field) sureOfName(header string) float64 { return f.sureOf(headingOf(header)) }

// heading is a header taken apart once, for all fields that it is held against.
type heading struct {
	words  []string // all of them
	whole  string   // together
	said   []string // those that say something
	ends   []string // from each of these on, from the second
	begins []string // up to each, where what follows adds nothing; else ""
	number *heading // without the words that say in what its numbers count; nil: there are none
}

func headingOf(header string) *heading {
	h := &heading{words: tokens(header), said: meaning(header)}
	h.whole = strings.Join(h.words, "")
	h.ends, h.begins = make([]string, len(h.said)), make([]string, len(h.said))
	for i := range h.said {
		h.ends[i] = strings.Join(h.said[i:], "")
		if i > 0 && addsNothing(h.said[i:]) {
			h.begins[i] = strings.Join(h.said[:i], "")
		}
	}
	if saysScale(header) {
		h.number = headingOf(unscaled(header))
	}
	return h
}

func (f *Field) sureOf(h *heading) float64 {
	if f.want == wantNumber && h.number != nil {
		h = h.number
	}
	sure := f.sureOfWords(h)
	for _, w := range h.words {
		if sure > 0 && f.lessOf[w] {
			return max(sure-0.06, enough)
		}
	}
	return sure
}

func (f *Field) sureOfWords(h *heading) float64 {
	if len(h.said) == 0 {
		return 0
	}
	if s := f.known[h.whole]; s > 0 {
		return s
	}
	if s := f.known[h.ends[0]]; s > 0 {
		return s
	}
	for _, w := range h.said {
		if f.notOf[w] {
			return 0
		}
	}
	best := 0.0
	if f.want == wantStatus && len(h.said) == 1 && len(h.whole) > len("status") && strings.HasSuffix(h.whole, "status") {
		best = nameSure[2] // Auftragsstatus
	}
	for i := 1; i < len(h.said); i++ {
		if end := h.ends[i]; !saysLittle(end) || end == "time" && f.want == wantDate {
			best = max(best, f.known[end]-0.15)
		}
		if h.begins[i] != "" {
			best = max(best, f.known[h.begins[i]]-0.25)
		}
	}
	return best
}

// addsNothing says that the end of a header leaves what stands before it what it is:
// "order date 2", "total (EUR)", "amount paid". An "account code" is no account, and
// a "line type" no line.
func addsNothing(end []string) bool {
	for _, w := range end {
		if _, isCurrency := isoCurrency(strings.ToUpper(w)); isCurrency || strings.Trim(w, "0123456789") == "" || harmless[w] {
			continue
		}
		return false
	}
	return true
}

var harmless = wordSet("paye payee paga pagado pagada pagato pagata bezahlt betaald betalt betalad zaplacono cents cent pence minor centimes centavos kaufer kaufers kunden clients acheteur vendedor cliente id no nr number name full fullname text value amount total sum at on time date paid charged ordered purchased sold received base net gross brutto netto incl including " +
	"ttc ht customer client buyer order invoice local cur currency key ref ids yyyy mm dd hh ss ddmmyyyy format usd eur one column en in pa by with orig original final actual")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// saysLittle are ends of headers that say nothing without what stands before them.
func saysLittle(end string) bool {
	switch end {
	case "id", "no", "number", "name", "type", "ref", "key", "time", "rate", "code":
		return true
	}
	return false
}

// index is how sure each of the names makes us, by the letters that headers are compared by.
func (n names4) index() map[string]float64 {
	m := map[string]float64{}
	for i, list := range n {
		for name := range strings.FieldsSeq(list) {
			if name = squeezed(name); m[name] == 0 {
				m[name] = nameSure[i]
			}
		}
	}
	return m
}

// channels are the words for ways of contact, folded; values are clientele's.
var channelWords = map[string]string{
	"call": "call", "phone": "call", "phone call": "call", "telephone": "call", "tel": "call", "anruf": "call", "telefon": "call", "telefonat": "call",
	"appel": "call", "telefono": "call", "llamada": "call", "chiamata": "call", "telefonata": "call", "telefoon": "call", "gesprek": "call", "belletje": "call",
	"inbound call": "call", "outbound call": "call", "incoming call": "call", "outgoing call": "call", "voicemail": "call", "voip": "call", "video call": "meeting",
	"email": "email", "e-mail": "email", "mail": "email", "e mail": "email", "courriel": "email", "correo": "email", "correo electronico": "email", "posta": "email",
	"letter": "email", "brief": "email", "lettre": "email", "carta": "email", "lettera": "email", "newsletter": "email", "email sent": "email", "email received": "email",
	"sent email": "email", "incoming email": "email", "outgoing email": "email",
	"meeting": "meeting", "treffen": "meeting", "besprechung": "meeting", "termin": "meeting", "appointment": "meeting", "rendez-vous": "meeting", "rdv": "meeting",
	"reunion": "meeting", "riunione": "meeting", "afspraak": "meeting", "vergadering": "meeting", "video": "meeting", "zoom": "meeting", "teams": "meeting",
	"lunch": "meeting", "demo": "meeting", "conference": "meeting", "consultation": "meeting", "cita": "meeting", "incontro": "meeting", "bezoek": "visit",
	"visit": "visit", "besuch": "visit", "visite": "visit", "visita": "visit", "site visit": "visit", "viewing": "visit", "besichtigung": "visit", "showing": "visit",
	"message": "message", "sms": "message", "text": "message", "text message": "message", "chat": "message", "whatsapp": "message", "nachricht": "message", "bericht": "message",
	"mensaje": "message", "messaggio": "message", "linkedin": "message", "ticket": "message", "support": "message", "form": "message", "web": "message", "webform": "message",
	"note": "note", "notiz": "note", "nota": "note", "notitie": "note", "memo": "note", "comment": "note", "kommentar": "note", "remark": "note", "task": "note",
}

// directionWords say who began, folded: in, they did.
var directionWords = map[string]string{
	"in": "in", "inbound": "in", "incoming": "in", "received": "in", "recieved": "in", "receive": "in", "from": "in", "from client": "in", "from customer": "in",
	"eingehend": "in", "eingang": "in", "erhalten": "in", "ein": "in", "entrant": "in", "recu": "in", "entrante": "in", "recibido": "in", "recibida": "in", "ricevuto": "in", "ricevuta": "in",
	"in entrata": "in", "inkomend": "in", "ontvangen": "in", "client": "in", "customer": "in", "them": "in", "i": "in",
	"out": "out", "outbound": "out", "outgoing": "out", "sent": "out", "to": "out", "to client": "out", "to customer": "out", "made": "out", "ausgehend": "out", "ausgang": "out",
	"gesendet": "out", "aus": "out", "sortant": "out", "envoye": "out", "envoyee": "out", "saliente": "out", "enviado": "out", "enviada": "out", "inviato": "out", "inviata": "out",
	"in uscita": "out", "uitgaand": "out", "verzonden": "out", "us": "out", "we": "out", "agent": "out", "staff": "out", "o": "out",
}

// periodWords say how often a fee falls due, folded.
var periodWords = map[string]string{
	"once": "once", "one-time": "once", "one time": "once", "one-off": "once", "fixed": "once", "einmalig": "once", "unique": "once", "unico": "once", "eenmalig": "once", "lump sum": "once",
	"week": "week", "weekly": "week", "wochentlich": "week", "woche": "week", "hebdomadaire": "week", "semaine": "week", "semanal": "week", "settimanale": "week", "wekelijks": "week", "w": "week",
	"month": "month", "monthly": "month", "monatlich": "month", "monat": "month", "mensuel": "month", "mensuelle": "month", "mois": "month", "mensual": "month", "mes": "month", "mensile": "month",
	"maandelijks": "month", "maand": "month", "per month": "month", "m": "month", "mo": "month", "1 month": "month",
	"quarter": "quarter", "quarterly": "quarter", "vierteljahrlich": "quarter", "quartal": "quarter", "quartalsweise": "quarter", "trimestriel": "quarter", "trimestre": "quarter", "trimestral": "quarter",
	"trimestrale": "quarter", "kwartaal": "quarter", "per quarter": "quarter", "q": "quarter", "3 months": "quarter",
	"year": "year", "yearly": "year", "annual": "year", "annually": "year", "jahrlich": "year", "jahr": "year", "annuel": "year", "annuelle": "year", "an": "year", "anual": "year", "ano": "year",
	"annuale": "year", "anno": "year", "jaarlijks": "year", "jaar": "year", "per year": "year", "y": "year", "12 months": "year", "p.a.": "year",
}

// agreementWords are the sorts of agreement, folded.
var agreementWords = map[string]string{
	"retainer": "retainer", "contract": "retainer", "maintenance": "retainer", "wartung": "retainer", "wartungsvertrag": "retainer", "vertrag": "retainer", "rahmenvertrag": "retainer",
	"contrat": "retainer", "contrato": "retainer", "contratto": "retainer", "agreement": "retainer", "service contract": "retainer", "onderhoud": "retainer",
	"matter": "matter", "case": "matter", "mandat": "mandate", "akte": "matter", "fall": "matter", "dossier": "matter", "affaire": "matter", "caso": "matter", "pratica": "matter", "zaak": "matter", "litigation": "matter",
	"project": "project", "projekt": "project", "projet": "project", "proyecto": "project", "progetto": "project", "assignment": "project", "job": "project", "opdracht": "project",
	"subscription": "subscription", "abo": "subscription", "abonnement": "subscription", "suscripcion": "subscription", "abbonamento": "subscription", "plan": "subscription", "membership": "subscription", "license": "subscription", "saas": "subscription",
	"mandate": "mandate", "listing": "mandate", "exclusive": "mandate", "alleinauftrag": "mandate", "maklerauftrag": "mandate", "mandato": "mandate", "incarico": "mandate", "instruction": "mandate", "brokerage": "mandate",
}

// wordOf looks a cell's words up in a vocabulary: whole, or by one of its words.
func wordOf(vocabulary map[string]string, folded string) (string, bool) {
	if v, ok := vocabulary[folded]; ok {
		return v, true
	}
	for _, w := range strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if v, ok := vocabulary[w]; ok && len(w) > 2 {
			return v, true
		}
	}
	return "", false
}

func isIn(vocabulary map[string]string) func(string) bool {
	return func(s string) bool { _, ok := wordOf(vocabulary, s); return ok }
}
