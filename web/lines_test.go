package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/lines"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// liner is somebody who sees to lines of business, and an account that buys in them.
type liner struct {
	*testHouse
	sign func(*http.Request)
}

func newLiner(t *testing.T, d *db.DB) *liner {
	h := newHouse(t, d, Config{})
	h.furnish()
	l := &liner{h, h.session(h.owner)}
	l.act("add-line", 303, "name", "Tax")
	l.act("add-line", 303, "name", "Audit")
	l.buy("Tax", 10_000)
	l.buy("Audit", 3_000)
	h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
	return l
}

func (l *liner) act(name string, want int, form ...string) {
	l.Helper()
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	if w := l.do(post("/do/"+name, values), l.sign); w.Code != want {
		l.Fatalf("%s %v: %d %s", name, form, w.Code, clipBody(w.Body.String()))
	}
	l.ok(l.crm.Jobs.Queue.Drain(l.Context(), nil))
}

func (l *liner) buy(line clientele.Line, minor int64) {
	l.Helper()
	l.ok(l.crm.Book.InTx(l.Context(), func(tx *db.Tx) error {
		e := clientele.Entry{Account: l.account, Line: line, At: clientele.InstantOf(l.clock.now().AddDate(0, 0, -1)), Body: clientele.Order{Total: clientele.Money{Minor: minor, Currency: "EUR"}}}
		r, err := l.crm.Book.Append(l.Context(), tx, []clientele.Entry{e})
		if err != nil {
			return err
		}
		return l.crm.Jobs.Renew(l.Context(), tx, r.Touched, "test")
	}))
}

func (l *liner) list() (out lines.LinesOut) {
	l.Helper()
	l.ok(json.Unmarshal(l.do(get("/api/v1/lines/page"), l.sign).Body.Bytes(), &out))
	return out
}

// brought is what the account brought in each line that has a name, as its standings say.
func (l *liner) brought(want ...string) {
	l.Helper()
	d, err := l.crm.Book.Dossier(l.Context(), l.account, [2]string{})
	l.ok(err)
	var got []string
	for _, r := range d.Rows {
		if r.Line != "" {
			got = append(got, fmt.Sprintf("%s %d", r.Line, r.Revenue.Minor))
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		l.Errorf("they brought %q, want %q", got, want)
	}
}

// Lines of business are put together and taken apart again, and nothing of what lies in them is
// lost; addresses and entries keep the line that they name.
func TestLinesArePutTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLiner(t, d)
		l.brought("Audit 3000", "Tax 10000")
		l.act("name-line", 303, "line", "Audit", "name", "Auditing & more")
		at := fmt.Sprintf("/accounts/%d?line=Audit", l.account)
		if body := l.do(get(at), l.sign).Body.String(); !strings.Contains(body, "Auditing &amp; more") {
			t.Error("the account says another name")
		}
		l.act("merge-lines", 303, "line", "Tax", "into", "Audit")
		l.brought("Audit 13000")
		if body := l.do(get(at), l.sign).Body.String(); !strings.Contains(body, "€100") || !strings.Contains(body, "€30") {
			t.Error("what happened in either is not told of the one line")
		}
		if body := l.do(get("/relationships?line=Audit"), l.sign).Body.String(); !strings.Contains(body, "Auditing &amp; more") {
			t.Error("the list does not say the line's name")
		}
		out := l.list()
		if len(out.Rows) != 1 || out.Rows[0].Name != "Auditing & more" || len(out.Rows[0].Parts) != 1 || out.Rows[0].Parts[0].Name != "Tax" || out.Rows[0].Count != 1 {
			t.Fatalf("the page: %+v", out)
		}
		for _, old := range []string{"/api/v1/relationships?line=Tax", "/api/v1/relationships?line=Audit"} {
			if body := l.do(get(old), l.sign).Body.String(); strings.Count(body, `"account":`) != 1 {
				t.Errorf("%s: %s", old, clipBody(body))
			}
		}
		l.act("merge-lines", 409, "line", "Tax", "into", "Audit") // sent twice
		l.act("name-line", 409, "line", "Tax", "name", "Taxes")
		l.act("add-line", 422, "name", "Tax")
		l.buy("Tax", 700) // as a file would name it still
		l.brought("Audit 13700")
		l.ok(l.crm.Book.Rebuild(t.Context(), nil))
		l.ok(l.crm.RebuildBeside(t.Context()))
		l.brought("Audit 13700")
		l.act("part-lines", 303, "line", "Audit", "merge", out.Rows[0].Parts[0].Merge.String())
		l.brought("Audit 3000", "Tax 10700")
		problems, err := l.crm.Book.Check(t.Context())
		l.ok(err)
		for _, p := range problems {
			t.Errorf("doctor: %+v", p)
		}
	})
}

// What cannot be so is refused with its reason, and changes nothing.
func TestLinesRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLiner(t, d)
		before := l.hash()
		for _, name := range []string{"Tax", "", strings.Repeat("x", 101)} {
			l.act("add-line", 422, "name", name)
		}
		l.act("name-line", 422, "line", "Tax", "name", "Audit")
		l.act("merge-lines", 422, "line", "Tax", "into", "Tax")
		l.act("merge-lines", 404, "line", "Tax", "into", "Taxx")
		l.act("name-line", 404, "line", "Nothing", "name", "Something")
		l.act("part-lines", 404, "line", "Tax", "merge", "12345")
		if w := l.do(postJSON("/api/v1/add-interaction", fmt.Sprintf(`{"account": %d, "line": "Taxx", "channel": "call", "direction": "out", "text": "x"}`, l.account)), l.sign); w.Code != 422 {
			t.Errorf("a slip of the pen opens a line: %d", w.Code)
		}
		if after := l.hash(); after != before {
			t.Error("something was changed")
		}
		member := &liner{l.testHouse, l.session(l.member)}
		member.act("add-line", 403, "name", "Advice")
		l.act("archive-line", 303, "line", "Tax")
		if out := l.list(); len(out.Rows) != 1 || len(out.Away) != 1 || out.Away[0].Count != 1 {
			t.Errorf("put away: %+v", out)
		}
		l.act("add-line", 422, "name", "Tax")
		l.act("name-line", 422, "line", "Audit", "name", "Tax")
		l.act("restore-line", 303, "line", "Tax")
		l.brought("Audit 3000", "Tax 10000")
	})
}
