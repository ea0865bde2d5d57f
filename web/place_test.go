package web

import (
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest"
)

// The firm says where it is: from then on its days are of that place.
func TestTheFirmSaysWhereItIs(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	send := func(body string) int { return h.do(postJSON("/api/v1/set-place", body), h.session(h.owner)).Code }
	for body, want := range map[string]int{
		`{"zone": "Nowhere/City"}`: 422, `{"zone": "Local"}`: 422, `{"currency": "EURO"}`: 422, `{"currency": "1€"}`: 422,
	} {
		if got := send(body); got != want {
			t.Errorf("%s: %d, want %d", body, got, want)
		}
	}
	if code := send(`{"zone": "Pacific/Auckland", "currency": "nzd", "country": "New Zealand"}`); code != 200 {
		t.Fatal(code)
	}
	if zone := h.crm.Clock.Zone().String(); zone != "Pacific/Auckland" {
		t.Errorf("the clock is of %s", zone)
	}
	zone, err := h.crm.Access.Zone(t.Context())
	if err != nil || zone.String() != "Pacific/Auckland" {
		t.Errorf("kept is %v, %v", zone, err)
	}
}
