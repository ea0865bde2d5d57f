package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestTrialDecidesAsWriting: whatever is to be written, a trial says of each edit what
// comes of it, in the same words, and keeps nothing; two rounds one after another meet.
func TestTrialDecidesAsWriting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.made("fields", `{"type": "people", "name": "number", "kind": "text", "single": true}`)
		var people, accounts []clientele.ID
		for i := range 6 {
			accounts = append(accounts, x.made("accounts", fmt.Sprintf(`{"name": "firm %d", "email": "f%d@x.example"}`, i, i)).ID)
			people = append(people, x.made("people", fmt.Sprintf(`{"name": "p%d", "account": %d, "custom": {"number": "N%d"}}`, i, accounts[i], i)).ID)
		}
		x.wall(accounts[5], 7)
		_, err := x.try(x.boss, Edit{Ref: clientele.Ref{Type: "person", ID: people[4]}, Archive: new(true)})
		x.ok(err)
		rng := rand.New(rand.NewPCG(4, 4))
		for range 60 {
			rounds := [2][]Edit{x.someEdits(rng, people, accounts), x.someEdits(rng, people, accounts)}
			before := x.standing()
			trial := x.Trial()
			var said [2][]Outcome
			for i, edits := range rounds {
				said[i], err = trial.Write(t.Context(), x.boss, "people", edits)
				x.ok(err)
			}
			if after := x.standing(); after != before {
				t.Fatalf("a trial left %s, it was %s", after, before)
			}
			rolled := x.InTx(t.Context(), func(tx *db.Tx) error {
				for i, edits := range rounds {
					out, err := x.Write(t.Context(), tx, x.boss, "people", edits)
					x.ok(err)
					for n := range out {
						if is, was := outcome(out[n]), outcome(said[i][n]); is != was {
							t.Errorf("%s\nwas said to be\n%s\nand is\n%s", written(edits[n]), was, is)
						}
					}
				}
				return errors.New("not this time")
			})
			if rolled == nil {
				t.Fatal("it was kept")
			}
		}
	})
}

// standing is what writing moves: how many entries there are, and the last number given.
func (x *desk) standing() string {
	x.Helper()
	n, err := db.One[int](x.Context(), x.db, "SELECT count(*) FROM entries WHERE workspace = 1")
	x.ok(err)
	last, err := db.One[int](x.Context(), x.db, "SELECT last_id FROM workspaces WHERE id = 1")
	x.ok(err)
	return fmt.Sprint(n, " entries, last number ", last)
}

func (x *desk) someEdits(rng *rand.Rand, people, accounts []clientele.ID) (edits []Edit) {
	one := func(ids []clientele.ID) clientele.ID { return ids[rng.IntN(len(ids))] }
	for range 1 + rng.IntN(5) {
		e := Edit{Ref: clientele.Ref{Type: "person"}}
		if rng.IntN(3) > 0 {
			e.ID = one(people)
		}
		switch rng.IntN(9) {
		case 0:
			e.Fields = raw(fmt.Sprintf(`{"name": "n", "custom": {"number": "N%d"}}`, rng.IntN(9)))
		case 1:
			e.Fields = raw(fmt.Sprintf(`{"name": "", "account": %d}`, one(accounts)))
		case 2:
			e.Fields = raw(`{"name": "p1", "email": "not one", "owner": 977}`)
		case 3:
			e.Fields = raw(fmt.Sprintf(`{"name": "p2", "account": %d, "role": "spy"}`, 4_000+rng.IntN(3)))
		case 4:
			e.Fields, e.Rev = raw(`{"name": "late"}`), int64(1+rng.IntN(2))
		case 5:
			e.Archive = new(rng.IntN(2) == 0)
			if e.ID == 0 {
				e.ID = one(people)
			}
		case 6:
			e.Fields = raw(`{"name": "p3", "tags": ["a", "b"], "phone": "020 7946 0991", "nothing": 1}`)
		default:
			e.Fields = raw(fmt.Sprintf(`{"name": "p%d", "tags": ["t%d"]}`, rng.IntN(6), rng.IntN(3)))
		}
		edits = append(edits, e)
	}
	return edits
}

func written(e Edit) string {
	text, _ := json.Marshal(e.Fields) // of raw texts
	return fmt.Sprintf("%d rev %d archive %v %s", e.ID, e.Rev, e.Archive != nil, text)
}

var byNumber = regexp.MustCompile(`person \d+ has this`) // one that is new has no number on trial

// outcome is all that an Outcome says; the numbers of new records are not the same.
func outcome(o Outcome) string {
	if o.Err != nil {
		var refused *Refused
		if errors.As(o.Err, &refused) {
			return byNumber.ReplaceAllString(fmt.Sprint("refused ", refused.Fields), "another has this")
		}
		return "error " + o.Err.Error()
	}
	return fmt.Sprint(o.Done, o.Record.Values, o.Record.Custom, o.Record.Account, o.Record.Archived != 0, o.Record.Wall)
}
