package settings

import "testing"

func TestBothKindsAreNotGivenTheSameWord(t *testing.T) {
	for _, c := range []struct {
		in    RenameFirmIn
		wrong int
	}{
		{RenameFirmIn{}, 0},
		{RenameFirmIn{Client: "member", Clients: "members", Customer: "guest", Customers: "guests"}, 0},
		{RenameFirmIn{Client: "guest", Clients: "guests", Customer: "Guest", Customers: "guests"}, 2},
		{RenameFirmIn{Client: "customer"}, 1}, // the word that the other kind has by itself
		{RenameFirmIn{Customers: "clients"}, 1},
	} {
		if got := sameWord(c.in); len(got) != c.wrong {
			t.Errorf("%+v: %+v", c.in, got)
		}
	}
}
