package evidence

import (
	"testing"

	"github.com/clientele-crm/clientele"
)

// Lists that are no purchases, row by row, are asked about; agreements without an end say so in words.
func TestListsThatAreNoPurchases(t *testing.T) {
	for _, c := range []toldFile{
		{"sums of customers", "First Name,Last Name,Email,Total Spent,Orders,Last Order\nAnna,Berg,a@x.org,100.00,3,2026-01-05\nBo,Lund,b@x.org,50.00,1,2026-01-06\n", "asks door", "“Last Order” is the day of one of their purchases"},
		{"Kundenliste", "Kunde;Umsatz;Letzter Kauf\nMeier;120,50;05.01.2026\nHuber;80,00;16.01.2026\n", "asks door", "a list of customers with their sums"},
		{"orders all the same", "Order No,Customer,Total,Last Updated\n1,Ann,10.00,2026-01-05\n2,Bo,20.00,2026-01-16\n", "asks at", ""},
		{"letters", "Date,From,To,Subject\n2026-01-05,anna@x.org,me@firm.org,Question\n2026-01-06,me@firm.org,anna@x.org,Re: Question\n2026-01-07,bo@y.org,me@firm.org,Hello\n", "asks account", "in “From” and in “To”"},
		{"hours from and to", "Date,Client,From,To,Notes\n2026-01-05,Ann,09:00,12:00,call\n2026-01-06,Bo,12:00,13:00,visit\n", "", ""},
	} {
		c.try(t, Options{})
	}
}

func TestAgreementsWithoutAnEnd(t *testing.T) {
	for _, c := range []struct{ name, file string }{
		{"German", "Kunde;Vertrag;Beginn;Ende;Jahresgebühr\nAnna;Wartung;01.01.2025;31.12.2026;1.200,00\nBolt;Wartung;01.03.2025;unbefristet;600,00\n"},
		{"English", "Customer,Contract,Start,End,Annual fee\nAnna,Care,2025-01-01,2026-12-31,1200.00\nBolt,Care,2025-03-01,ongoing,600.00\n"},
		{"French", "Client;Contrat;Date début;Date fin;Honoraires annuels\nAnna;Suivi;01/01/2025;31/12/2026;1200,00\nBolt;Suivi;15/03/2025;durée indéterminée;600,00\n"},
	} {
		p, entries, rejects := readAll(t, text(c.file), Options{})
		if p.Door != "engagements" || len(entries) != 2 || len(rejects) > 0 {
			t.Errorf("%s: %d entries of %s (%v)\n%s", c.name, len(entries), p.Door, rejects, p.Describe())
			continue
		}
		one, other := entries[0].Body.(clientele.Engagement), entries[1].Body.(clientele.Engagement)
		if one.End.String() != "2026-12-31" || other.End != clientele.NoDay || one.Fee.Minor != 120_000 || other.Fee.Minor != 60_000 || one.Period != clientele.Yearly {
			t.Errorf("%s: %+v, %+v", c.name, one, other)
		}
	}
}
