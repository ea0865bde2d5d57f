package directory_test

import (
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
)

// Whom evidence names as a person wrote them down is not there twice; whoever could be
// two, or is only called alike, is.
func TestWhoWasWrittenDownByHandIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		hand, _ := told(t, d, 0,
			clientele.Who{Key: "by hand/1", Name: "Hawthorn Farm"},
			clientele.Who{Key: "by hand/2", Name: "Zoë Łuk", Email: "zoe@example.org"},
			clientele.Who{Key: "by hand/3", Name: "John Smith"},
			clientele.Who{Key: "by hand/4", Name: "John Smith"},
			clientele.Who{Key: "by hand/5", Name: "Rose Hill"},
			clientele.Who{Key: "by hand/6", Name: "Mill Lane", Email: "mill@example.org"})
		came, told := told(t, d, 1,
			clientele.Who{Key: "hawthorn  farm", Phone: "1"},
			clientele.Who{Key: "ZOE@example.org"},
			clientele.Who{Key: "John Smith"},
			clientele.Who{Key: "C-17", Name: "Rose Hill"}, // an id of their own: a name may be another's too
			clientele.Who{Key: "C-18", Name: "The Mill", Email: "mill@example.org"},
			clientele.Who{Key: "Hawthorn"})
		for i, want := range map[int]clientele.ID{0: hand[0], 1: hand[1], 4: hand[5]} {
			if came[i] != want {
				t.Errorf("%d is %d, was written down as %d", i, came[i], want)
			}
		}
		for _, i := range []int{2, 3, 5} {
			for _, id := range hand {
				if came[i] == id {
					t.Errorf("%d was taken for %d", i, id)
				}
			}
		}
		if again := resolve(t, d, clientele.Who{Key: "hawthorn  farm"}, clientele.Who{Key: "Hawthorn Farm"}); again[0] != hand[0] {
			t.Errorf("at the next file it is %d", again[0])
		}
		if want := []directory.Told{{Account: hand[0], Phone: "1"}}; !slices.Equal(told, want) {
			t.Errorf("it tells %+v, want %+v", told, want)
		}
	})
}

// Two names in one file for one who was written down are for a person to tell apart.
func TestTwoWhoMeanOneAreNotGuessedAt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		hand, _ := told(t, d, 0, clientele.Who{Key: "by hand/1", Name: "Hawthorn Farm", Email: "farm@example.org"})
		came, _ := told(t, d, 1, clientele.Who{Key: "Hawthorn Farm"}, clientele.Who{Key: "farm@example.org"})
		if came[0] == hand[0] || came[1] == hand[0] || came[0] == came[1] {
			t.Errorf("%v, by hand %v", came, hand)
		}
	})
}
