package evidence

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// Bookings, sales at a desk, and memberships.
var bookingShapes = []shape{
	{name: "Acuity appointments", door: "orders",
		has: []string{"starttime", "endtime", "type", "calendar", "appointmentprice", "appointmentid|amountpaidonline"},
		fields: map[string]string{
			"account": "email|firstname+lastname|phone", "at": "starttime", "order": "appointmentid", "amount": "appointmentprice", "status": "canceled|cancelled", "product": "type", "text": "type",
			"email": "email", "name": "firstname+lastname", "phone": "phone"},
		leave: []rule{
			{col: "noshow", words: "yes|true|1", why: clientele.Tell("evidence.no-show")},
			{col: "label", words: "*no show*|*no-show*|*noshow*", why: clientele.Tell("evidence.no-show")}}},

	{name: "Calendly events", door: "interactions", channel: clientele.Meeting,
		has: []string{"inviteeemail|inviteename", "eventtypename", "startdatetime", "canceled|eventcreateddatetime"},
		fields: map[string]string{
			"account": "inviteeemail|inviteename", "at": "startdatetime", "person": "username|useremail", "text": "eventtypename", "ref": "inviteeuuid|eventuuid",
			"email": "inviteeemail", "name": "inviteename|inviteefirstname+inviteelastname", "phone": "textremindernumber"},
		leave: []rule{
			{col: "canceled", words: "true|yes|1", why: clientele.Tell("evidence.meeting-off")},
			{col: "markedasnoshow", words: "true|yes|1", why: clientele.Tell("evidence.no-show")}},
		says: clientele.Tell("evidence.says-calendly")},

	{name: "Mindbody sales", door: "orders",
		has: []string{"saledate", "saleid", "itemname", "totalpaidwpaymentmethod|itemtotal", "client|clientid"},
		fields: map[string]string{
			"account": "clientid|client", "name": "client", "at": "saledate", "order": "saleid", "amount": "totalpaidwpaymentmethod|itemtotal", "product": "itemname", "text": "itemname", "quantity": "quantity", "channel": "location"}},

	{name: "Toast orders", door: "orders", dates: monthFirst,
		has:    []string{"orderid", "opened", "server", "checks|tabnames", "revenuecenter|diningoptions", "total"},
		lacks:  []string{"email", "customer", "customername", "guestname"},
		fields: map[string]string{"account": "", "name": "", "email": "", "phone": "", "at": "opened", "order": "orderid", "amount": "total", "channel": "ordersource|diningoptions"},
		says:   clientele.Tell("evidence.says-toast")},

	{name: "Toast payments", door: "orders", dates: monthFirst,
		has: []string{"paymentid", "orderid", "paiddate", "total", "status", "email|phone"},
		fields: map[string]string{
			"account": "email|phone", "at": "paiddate|orderdate", "order": "paymentid", "amount": "total", "refund": "refundamount+refundtipamount", "status": "status", "channel": "source", "email": "email", "phone": "phone", "name": ""},
		states: map[string]saleState{"captured": stateSold, "authorized": stateOpen, "denied": stateNoSale, "voided": stateUndone, "processing_void": stateUndone, "open": stateNoSale}},

	{name: "Patreon members", door: "engagements", agreement: clientele.Subscription,
		has: []string{"patronstatus", "pledgeamount", "patronagesincedate", "email|userid", "chargefrequency|tier|lifetimeamount"},
		fields: map[string]string{
			"account": "email|userid", "start": "patronagesincedate", "end": "accessexpiration", "fee": "pledgeamount", "currency": "currency", "period": "chargefrequency", "ref": "userid",
			"email": "email", "name": "name", "phone": "phone", "country": "country|fullcountryname"},
		leave: []rule{
			{col: "patronagesincedate", why: clientele.Tell("evidence.never-patron")},
			{col: "patronstatus", words: "|none|free member", why: clientele.Tell("evidence.no-patron")}},
		rows: func(head places) rowLayout { return newPatreon(head) },
		says: clientele.Tell("evidence.says-patreon")},
}

// patreon ends the agreements of those who left, and no others: the day until which
// somebody has access is also there for those who stay.
type patreon struct{ status, end, last int }

func newPatreon(head places) *patreon {
	return &patreon{head.of("patronstatus"), head.of("accessexpiration"), head.of("lastchargedate")}
}

func (p *patreon) row(cells [][]byte) (bool, *Reject) {
	if p.end < 0 || p.end >= len(cells) {
		return true, nil
	}
	switch status := folded(textAt(cells, p.status)); {
	case !strings.HasPrefix(status, "former"):
		cells[p.end] = nil
	case p.last >= 0 && p.last < len(cells) && len(cleanText(cells[p.end])) == 0:
		cells[p.end] = append([]byte(nil), cleanText(cells[p.last])...)
	}
	return true, nil
}
