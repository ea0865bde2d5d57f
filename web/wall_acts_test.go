package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// Every act that may be sent by who may not pass a wall, about whatever lies behind it,
// says what it says of a number that nobody has, and changes nothing. What is behind the
// wall stands in no answer and in no log.
func TestActsThroughAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		reader, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Rea", Email: "rea@example.org", Password: password + " read"}, access.Reader)
		h.ok(err)
		manager, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Max", Email: "max@example.org", Password: password + " max"}, access.Manager)
		h.ok(err)
		actors := map[string]func(*http.Request){"member": h.session(h.member), "reader": h.session(reader), "manager": h.session(manager)}
		behind := h.wallOff()

		before := h.hash()
		sent := 0
		for _, act := range page.Acts(h.crm.All) {
			if act.Name == "sign-out" || act.Who.Open() || everybodys[act.Name] {
				continue
			}
			for name, sign := range actors {
				for what, id := range behind {
					body, asks := filled(act, id)
					if !asks {
						continue
					}
					none, _ := filled(act, nobodys)
					said, of := h.do(postJSON(act.APIPath(), body), sign), h.do(postJSON(act.APIPath(), none), sign)
					sent++
					if said.Code != of.Code || said.Code < 400 || unnumbered(said.Body.String(), id) != unnumbered(of.Body.String(), nobodys) {
						t.Errorf("%s of %s, about the %s: %d %s\nabout nothing: %d %s", act.Name, name, what,
							said.Code, clipBody(said.Body.String()), of.Code, clipBody(of.Body.String()))
					}
					if strings.Contains(said.Body.String(), rare) {
						t.Errorf("%s of %s: %s", act.Name, name, clipBody(said.Body.String()))
					}
				}
			}
		}
		if now := h.hash(); now != before {
			t.Error("an act through the wall changed something")
		}
		if sent < 300 {
			t.Errorf("only %d acts were sent: the test shows nothing", sent)
		}
		if strings.Contains(h.logged.String(), rare) {
			t.Error("the word stands in the log")
		}
		if !strings.Contains(h.logged.String(), "level=") {
			t.Error("nothing was logged: the test shows nothing")
		}
	})
}

// nobodys is a number that nothing has.
const nobodys clientele.ID = 987_654_321

// everybodys are acts about the house, that need no record.
var everybodys = map[string]bool{"measure-now": true, "backtest-now": true, "verify": true}

// wallOff fills an account with the rare word, and puts a wall around it that only the
// owner passes. It gives the numbers of what lies behind.
func (h *testHouse) wallOff() map[string]clientele.ID {
	h.Helper()
	owner := h.session(h.owner)
	h.fillRarely()
	behind := map[string]clientele.ID{"account": h.account, "person": h.person, "task": h.task}
	var shown struct {
		Timeline []shape.TimelineDay `json:"timeline"`
	}
	h.ok(json.Unmarshal(h.do(get(fmt.Sprintf("/api/v1/accounts/%d/page", h.account)), owner).Body.Bytes(), &shown))
	for _, e := range shown.Timeline[0].Entries {
		behind[string(e.Kind)] = e.ID
	}
	changes, err := h.crm.Records.Changes(h.Context(), access.System("a test"), clientele.Ref{Type: "account", ID: h.account}, 0, 1)
	h.ok(err)
	behind["change"] = changes[0].ID
	h.ok(h.crm.Jobs.Measure(h.Context(), "test", nil))
	advice, err := h.crm.Jobs.TreatmentsOf(h.Context(), access.System("a test"), h.account)
	h.ok(err)
	if len(advice) == 0 {
		h.Fatal("nothing is advised about the account")
	}
	behind["advice"] = advice[0].ID
	h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
	return behind
}

// filled is a body for an act about a number, as whole as can be; asks says whether the
// act asks for one.
func filled(act page.Act, id clientele.ID) (body string, asks bool) {
	fields := map[string]any{}
	of := map[string]bool{"id": true, "account": true, "of": true, "change": true, "person": true}
	for _, f := range page.Fields(act.In) {
		switch {
		case of[f.Name]:
			fields[f.Name], asks = id, true
		case len(f.Enum) > 0:
			fields[f.Name] = f.Enum[len(f.Enum)-1]
		case f.Type == "day":
			fields[f.Name] = "2026-06-30"
		case f.Name == "play":
			continue // a promise is named by its number
		case f.Name == "owner" || f.Name == "email":
			fields[f.Name] = "mo@example.org"
		case f.Type == "text" && f.Required:
			fields[f.Name] = "x"
		case f.Type == "number" && f.Required:
			fields[f.Name] = 1
		}
	}
	linked := fmt.Sprintf("somebody #%d", id)
	switch act.Name {
	case "person-create":
		fields["name"], fields["accounts"], asks = "New", linked, true
	case "task-create":
		fields["title"], fields["account"], asks = "New", linked, true
	case "task-change":
		fields["person"] = linked
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return string(raw), asks
}

var references = regexp.MustCompile(`"ref":\s*"[^"]*"|"instance":\s*"[^"]*"`)

// unnumbered is an answer without the number that was asked for and its own mark.
func unnumbered(body string, id clientele.ID) string {
	return references.ReplaceAllString(strings.ReplaceAll(body, fmt.Sprint(int64(id)), "N"), "")
}

func (h *testHouse) ref(kind string, id clientele.ID) clientele.Ref {
	return clientele.Ref{Type: kind, ID: id}
}
