package walls

import (
	"fmt"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// TestTheWayBackIsWhatWasThere: an undo shares again what was shared, and shuts nobody of the house out
// by that; it puts a wall up where there was one, for the same people; of nothing there is none.
func TestTheWayBackIsWhatWasThere(t *testing.T) {
	users := []access.User{{ID: 3}, {ID: 4}}
	for _, tt := range []struct {
		was  access.Around
		want string
	}{
		{access.Around{}, "<nil>"},
		{access.Around{Wall: 7, Users: users}, "put-wall map[account:12 list:3,4]"},
		{access.Around{Wall: 7, Open: true, Users: users}, "share map[account:12 list:3,4]"},
	} {
		got := "<nil>"
		if undo := back(12, tt.was); undo != nil {
			got = fmt.Sprint(undo.Act, " ", undo.With)
		}
		if got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.was, got, tt.want)
		}
	}
}

// TestWhoIsNamedEitherWay: in a list of numbers and in one line, and what is no number is said.
func TestWhoIsNamedEitherWay(t *testing.T) {
	got, err := PassersIn{Users: []clientele.ID{5}, List: " 3, 4,,"}.users()
	if fmt.Sprint(got) != "[5 3 4]" || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := (PassersIn{List: "3;4"}).users(); clientele.KindOf(err) != clientele.Invalid {
		t.Errorf("%v", err)
	}
}
