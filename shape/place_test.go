package shape

import (
	"testing"

	"github.com/clientele-crm/clientele/say"
)

func TestBothKindsAreNotGivenTheSameWord(t *testing.T) {
	for _, c := range []struct {
		in    Called
		wrong int
	}{
		{Called{}, 0},
		{Called{Client: "member", Clients: "members", Customer: "guest", Customers: "guests"}, 0},
		{Called{Client: "guest", Clients: "guests", Customer: "Guest", Customers: "guests"}, 2},
		{Called{Client: "customer"}, 2}, // the word that the other kind has by itself, and its plural
		{Called{Customers: "clients"}, 1},
	} {
		if got := c.in.Check(say.English); len(got) != c.wrong {
			t.Errorf("%+v: %+v", c.in, got)
		}
	}
}

func TestAPlaceIsOne(t *testing.T) {
	for _, c := range []struct {
		in    Place
		wrong int
	}{
		{Place{Zone: "Europe/Vienna", Currency: "eur", Country: "AT"}, 0},
		{Place{Zone: "Europe/Vienna"}, 0},
		{Place{Zone: "Port-au-Prince", Country: "Österreich"}, 0},
		{Place{Zone: "Europe/Vienna", Country: "Narnia"}, 1},
		{Place{Zone: "Atlantis/Capital", Currency: "EURO"}, 2},
		{Place{Zone: "Local"}, 1}, // the machine's, whichever that is
		{Place{Zone: "Europe/Vienna", Currency: "€€€"}, 1},
	} {
		if _, got := c.in.Check(); len(got) != c.wrong {
			t.Errorf("%+v: %+v", c.in, got)
		}
	}
	if got := (Place{Zone: "UTC", Currency: "eur"}).Settings()["currency"]; got != "EUR" {
		t.Errorf("kept as %q", got)
	}
}
