package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/deals"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// The page of an open deal says where it stands and leads on: to the next stage, to won and to lost, and to
// none before it; who presses comes back to it.
func TestADealGoesOnFromItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		id := s.deal("New", nil)
		at := fmt.Sprintf("/deals/%d", id)
		body := s.do(get(at), s.sign).Body.String()
		if n := strings.Count(body, `name="to"`); n != 3 || !strings.Contains(body, "since today") {
			t.Errorf("%d ways on", n)
		}
		next := fmt.Sprint(s.stages["Qualified"])
		r, err := s.crm.Records.Get(t.Context(), access.System("test"), clientele.Ref{Type: "deal", ID: id})
		s.ok(err)
		w := s.do(post("/do/deal-move", url.Values{"card": {fmt.Sprintf("%d.%d", id, r.Rev)}, "to": {next}, "back": {at}}), s.sign)
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), at) {
			t.Errorf("pressed: %d, %s", w.Code, w.Header().Get("Location"))
		}
		s.clock.add(3 * 24 * time.Hour)
		sign := s.session(s.owner)
		if body = s.do(get(at), sign).Body.String(); !strings.Contains(body, "Qualified” for 3 days") {
			t.Error("it does not say for how long it stands")
		}
		s.did(sign, "deal-move", fmt.Sprintf(`{"id": %d, "to": "%d"}`, id, s.stages["Won"]))
		if body = s.do(get(at), sign).Body.String(); strings.Contains(body, "deal-open") {
			t.Error("a deal that is won is asked where it goes")
		}
	})
}

// seller is somebody who sells, with a pipeline.
type seller struct {
	*testHouse
	sign   func(*http.Request)
	api    *caller
	pipe   clientele.ID
	stages map[string]clientele.ID
}

func newSeller(t *testing.T, d *db.DB) *seller {
	h := newHouse(t, d, Config{})
	c := callerOf(h)
	h.account = h.record("account", map[string]any{"name": "Kettle Works"})
	s := &seller{testHouse: h, sign: h.session(h.owner), api: c, stages: map[string]clientele.ID{}}
	h.did(s.sign, "pipeline-usual", `{}`)
	found, err := h.crm.Records.Query(t.Context(), access.System("a test"), record.Query{Type: "stage", Sort: "place"})
	h.ok(err)
	for _, r := range found.Rows {
		s.stages[r.Text("name")] = r.ID
		s.pipe, _ = r.Values["pipeline"].(clientele.ID)
	}
	return s
}

// deal makes one in a stage.
func (s *seller) deal(stage string, fields map[string]any) clientele.ID {
	s.Helper()
	of := map[string]any{"name": "Roof", "stage": s.stages[stage], "value": map[string]any{"minor": 100_000, "currency": "EUR"}, "account": s.account}
	for name, v := range fields {
		of[name] = v
	}
	for name, v := range of {
		if v == nil {
			delete(of, name)
		}
	}
	return s.record("deal", of)
}

func (s *seller) get(id clientele.ID) *record.Record {
	s.Helper()
	r, err := s.crm.Records.Get(s.Context(), access.System("a test"), clientele.Ref{Type: "deal", ID: id})
	s.ok(err)
	return r
}

// boardOut is a board as programs read it.
type boardOut struct {
	Sentence string `json:"sentence"`
	Columns  []struct {
		Title, Sum string
		N          int64
		Cards      []struct{ Title string }
	} `json:"columns"`
}

func (s *seller) board(query string, sign func(*http.Request)) (out boardOut) {
	s.Helper()
	w := s.do(get("/api/v1/deals/board"+query), sign)
	if w.Code != 200 {
		s.Fatalf("board: %d %s", w.Code, clipBody(w.Body.String()))
	}
	s.ok(json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

// column is what a board says of a stage: how many, their sum, the cards.
func column(out boardOut, title string) string {
	for _, c := range out.Columns {
		if c.Title == title {
			var cards []string
			for _, card := range c.Cards {
				cards = append(cards, card.Title)
			}
			slices.Sort(cards)
			return fmt.Sprintf("%d %s %s", c.N, c.Sum, strings.Join(cards, ", "))
		}
	}
	return "none"
}

// brought is what the account has brought, as its standings say, in minor units.
func (s *seller) brought() (minor int64) {
	s.Helper()
	d, err := s.crm.Book.Dossier(s.Context(), s.account, [2]string{})
	s.ok(err)
	for _, r := range d.Rows {
		minor += r.Revenue.Minor
	}
	return minor
}

// A deal moves across the board; what is won is an order at once, and what is lost again is none.
func TestADealIsWonAndLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		id := s.deal("New", nil)
		s.deal("New", map[string]any{"name": "Wall", "value": map[string]any{"minor": 50_000, "currency": "EUR"}})
		r := s.get(id)
		if r.Text("state") != "open" || r.Values["pipeline"] != s.pipe || r.Values["opened"] == nil || r.Values["entered"] == nil || r.Values["closed"] != nil {
			t.Fatalf("a new deal: %+v", r.Values)
		}
		s.same("the board", []string{column(s.board("", s.sign), "New")}, "2 €1,500 Roof, Wall")
		before := s.brought()
		done := s.did(s.sign, "deal-move", fmt.Sprintf(`{"id": %d, "revision": %d, "to": "%d"}`, id, r.Rev, s.stages["Won"]))
		if !strings.Contains(done.Sentence, "€1,000") {
			t.Errorf("it says %q", done.Sentence)
		}
		if r = s.get(id); r.Text("state") != "won" || r.Values["closed"] == nil || r.Text("becomes") != "order" {
			t.Errorf("won: %+v", r.Values)
		}
		if got := s.brought() - before; got != 100_000 {
			t.Errorf("the book says %d more", got)
		}
		s.same("the board", []string{column(s.board("", s.sign), "New"), column(s.board("", s.sign), "Won")}, "1 €500 Wall", "1 €1,000 Roof")
		s.undone(s.sign, done)
		if r = s.get(id); r.Text("state") != "open" || r.Values["closed"] != nil || s.brought() != before {
			t.Errorf("taken back: %+v, and %d in the book", r.Values, s.brought()-before)
		}
		s.did(s.sign, "deal-move", fmt.Sprintf(`{"id": %d, "to": "%d"}`, id, s.stages["Won"]))
		s.api.must(200, "PATCH", fmt.Sprintf("/deals/%d", id), `{"becomes": "engagement"}`)
		if s.brought() != before {
			t.Error("what becomes an engagement counts as an order too")
		}
		s.api.must(200, "PATCH", fmt.Sprintf("/deals/%d", id), `{"becomes": "order", "value": {"minor": 120000, "currency": "EUR"}}`)
		if got := s.brought() - before; got != 120_000 {
			t.Errorf("another value: %d", got)
		}
		s.api.must(200, "DELETE", fmt.Sprintf("/deals/%d", id), "")
		if s.brought() != before {
			t.Error("in the archive it counts still")
		}
	})
}

// What cannot be so is refused with field and remedy, and changes nothing.
func TestADealIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		other := s.record("pipeline", map[string]any{"name": "Letting"})
		there := s.record("stage", map[string]any{"name": "Viewing", "pipeline": other})
		id := s.deal("New", nil)
		before := s.hash()
		for _, bad := range [][2]string{
			{"stage", fmt.Sprintf(`{"name": "X", "pipeline": %d, "stage": %d}`, s.pipe, there)},
			{"stage", `{"name": "X"}`},
			{"stage", fmt.Sprintf(`{"name": "X", "pipeline": %d}`, other)},
			{"value", fmt.Sprintf(`{"name": "X", "stage": %d, "value": {"minor": 5, "currency": "ABC"}}`, s.stages["New"])},
			{"closed", fmt.Sprintf(`{"name": "X", "stage": %d, "closed": "2026-01-05"}`, s.stages["New"])},
			{"closed", fmt.Sprintf(`{"name": "X", "stage": %d, "closed": "2027-01-05"}`, s.stages["Won"])},
			{"closed", fmt.Sprintf(`{"name": "X", "stage": %d, "opened": "2026-02-01", "closed": "2026-01-05"}`, s.stages["Won"])},
			{"lost_because", fmt.Sprintf(`{"name": "X", "stage": %d, "lost_because": "price"}`, s.stages["New"])},
			{"becomes", fmt.Sprintf(`{"name": "X", "stage": %d, "becomes": "order"}`, s.stages["New"])},
		} {
			if out := fmt.Sprint(s.api.must(422, "POST", "/deals", bad[1])); !strings.Contains(out, bad[0]) {
				t.Errorf("%s: %s", bad[1], out)
			}
		}
		s.api.must(422, "PATCH", fmt.Sprintf("/deals/%d", id), fmt.Sprintf(`{"stage": %d}`, there))
		if out := fmt.Sprint(s.api.must(409, "DELETE", fmt.Sprintf("/stages/%d", s.stages["New"]), "")); !strings.Contains(out, "stage = ") {
			t.Errorf("a stage with deals: %s", out)
		}
		s.api.must(409, "DELETE", fmt.Sprintf("/pipelines/%d", s.pipe), "")
		for _, to := range []string{"0", "x", there.String(), "999999"} {
			if w := s.do(postJSON("/api/v1/deal-move", fmt.Sprintf(`{"id": %d, "to": %q}`, id, to)), s.sign); w.Code != 422 {
				t.Errorf("moved to %s: %d %s", to, w.Code, clipBody(w.Body.String()))
			}
		}
		if s.hash() != before {
			t.Error("something was changed")
		}
		s.api.must(200, "PATCH", fmt.Sprintf("/deals/%d", id), fmt.Sprintf(`{"pipeline": %d, "stage": %d}`, other, there))
		s.did(s.sign, "deal-move", fmt.Sprintf(`{"id": %d, "revision": 2, "to": "%d"}`, id, there))
		if w := s.do(postJSON("/api/v1/deal-move", fmt.Sprintf(`{"id": %d, "revision": 1, "to": "%d"}`, id, there)), s.sign); w.Code != 409 {
			t.Errorf("who comes second: %d %s", w.Code, clipBody(w.Body.String()))
		}
	})
}

// What lies behind a wall is on no board, in no count and in no sum of who may not pass.
func TestABoardKnowsWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		s.deal("New", nil)
		s.deal("New", map[string]any{"name": "Free", "account": nil, "lead": "Somebody"})
		member := s.session(s.member)
		s.same("before", []string{column(s.board("", member), "New")}, "2 €2,000 Free, Roof")
		s.did(s.sign, "put-wall", fmt.Sprintf(`{"account": %d, "users": [%d]}`, s.account, s.owner))
		s.same("behind a wall", []string{column(s.board("", member), "New"), column(s.board("", s.sign), "New")}, "1 €1,000 Free", "2 €2,000 Free, Roof")
		s.same("narrowed", []string{column(s.board("?filter=name+%3D+Free", s.sign), "New")}, "1 €1,000 Free")
	})
}

// What is learnt is the firm's own: told from how many deals, and of a stage where enough left it; who
// may not pass a wall sees no amount of what lies behind it.
func TestAForecastIsLearnt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		s.deal("New", nil)
		forecast := func(sign func(*http.Request)) (out deals.ForecastOut) {
			t.Helper()
			s.ok(json.Unmarshal(s.do(get("/api/v1/forecast"), sign).Body.Bytes(), &out))
			return out
		}
		if out := forecast(s.sign); !strings.Contains(out.Basis, "Until 20") || !strings.Contains(out.Stages[0].From, "our guess") || out.Total.Mean.Minor == 0 {
			t.Errorf("nothing is learnt yet: %+v", out)
		}
		s.api.must(200, "PATCH", fmt.Sprintf("/stages/%d", s.stages["New"]), `{"probability": 40}`)
		if out := forecast(s.sign); out.Stages[0].From != "as you set it" || out.Stages[0].Share != .4 {
			t.Errorf("as it was set: %+v", out.Stages[0])
		}
		for i := range 30 {
			id := s.deal("New", map[string]any{"name": fmt.Sprint("Past ", i), "opened": "2025-06-01"})
			s.clock.add(time.Minute)
			to := []string{"Won", "Lost", "Lost"}[i%3]
			s.did(s.sign, "deal-move", fmt.Sprintf(`{"id": %d, "to": "%d"}`, id, s.stages[to]))
		}
		s.did(s.sign, "forecast-renew", `{}`)
		s.ok(s.crm.Jobs.Queue.Drain(t.Context(), nil))
		out := forecast(s.sign)
		if one := out.Stages[0]; !strings.Contains(one.From, "from 30 of your own") || one.Share < .25 || one.Share > .45 || one.Low >= one.Share || one.High <= one.Share {
			t.Errorf("learnt: %+v", one)
		}
		if !strings.Contains(out.Basis, "30 deals of yours") || len(out.Reasons) != 1 || out.Reasons[0].Count.N != 20 {
			t.Errorf("%s %+v", out.Basis, out.Reasons)
		}
		member := s.session(s.member)
		s.did(s.sign, "put-wall", fmt.Sprintf(`{"account": %d, "users": [%d]}`, s.account, s.owner))
		if hidden := forecast(member); hidden.Open.N != 0 || hidden.Total.Mean.Minor != 0 || len(hidden.Reasons) != 0 || hidden.Tested != nil && len(hidden.Tested.Trials) > 0 {
			t.Errorf("behind a wall: %+v", hidden)
		}
		for _, at := range []string{"/forecast", "/deals", "/deals/board", fmt.Sprint("/pipelines/", s.pipe), "/stages", "/tasks/board"} {
			if w := s.do(get(at), member); w.Code != 200 || strings.Contains(w.Body.String(), "Roof") {
				t.Errorf("%s: %d", at, w.Code)
			}
		}
	})
}
