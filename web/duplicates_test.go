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
	"github.com/clientele-crm/clientele/crm/duplicates"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// twice is a house with two entries of one person, and of one firm.
type twice struct {
	*testHouse
	owner, member func(*http.Request)
	jo, joanna    clientele.ID
	acme, acmeLtd clientele.ID
}

func newTwice(t *testing.T, d *db.DB) *twice {
	h := &twice{testHouse: newHouse(t, d, Config{})}
	h.furnish()
	h.owner, h.member = h.session(h.testHouse.owner), h.session(h.testHouse.member)
	h.acme = h.record("account", map[string]any{"name": "Acme Kettles Ltd", "email": "info@acme.example"})
	h.acmeLtd = h.record("account", map[string]any{"name": "ACME Kettles Limited", "email": "info@acme.example", "phone": "020 7946 0991"})
	h.jo = h.record("person", map[string]any{"name": "Joanna Quimby", "email": "jq@acme.example", "phone": "020 7946 0992", "account": h.acme})
	h.joanna = h.record("person", map[string]any{"name": "Joanna A. Quimby", "email": "jq@acme.example", "phone": "020 7946 0777", "note": "likes tea"})
	return h
}

func (h *twice) pairs(of, view string, sign func(*http.Request)) (out duplicates.DuplicatesOut) {
	h.Helper()
	h.ok(json.Unmarshal(h.do(get("/api/v1/duplicates?of="+of+"&view="+view), sign).Body.Bytes(), &out))
	return out
}

func (h *twice) act(name string, form url.Values, want int) *url.URL {
	h.Helper()
	w := h.do(post("/do/"+name, form), h.member)
	if w.Code != want {
		h.Fatalf("%s: %d %s", name, w.Code, clipBody(w.Body.String()))
	}
	to, err := w.Result().Location()
	if err != nil {
		return nil
	}
	return to
}

func (h *twice) pair() url.Values {
	return url.Values{"type": {"person"}, "one": {fmt.Sprint(int64(h.joanna))}, "other": {fmt.Sprint(int64(h.jo))}}
}

// A pair is proposed as soon as the second is written down, for its reasons; said to be
// two, it is proposed no more, whatever is changed and whoever looks; and that can be taken back.
func TestSaidToBeTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		out := h.pairs("people", "open", h.member)
		if len(out.Rows) != 1 || out.Rows[0].One.ID != h.jo || out.Rows[0].Other.ID != h.joanna || out.Rows[0].Share < .5 ||
			!strings.Contains(strings.Join(out.Rows[0].For, ";"), "same e-mail address") || len(out.Rows[0].Against) == 0 {
			t.Fatalf("%+v", out.Rows)
		}
		if firms := h.pairs("accounts", "open", h.member).Rows; len(firms) != 1 || firms[0].For[0] != "same e-mail address" && firms[0].For[0] != "same name" {
			t.Errorf("firms: %+v", firms)
		}
		h.act("not-the-same", h.pair(), 303)
		h.act("person-change", url.Values{"id": {fmt.Sprint(int64(h.jo))}, "name": {"Joanna Q. Quimby"}}, 303)
		h.act("find-duplicates", url.Values{}, 303)
		h.work()
		if rows := h.pairs("people", "open", h.member).Rows; len(rows) != 0 {
			t.Errorf("said to be two, and proposed again: %+v", rows)
		}
		if rows := h.pairs("people", "distinct", h.member).Rows; len(rows) != 1 {
			t.Errorf("not remembered: %+v", rows)
		}
		h.act("propose-again", h.pair(), 303)
		h.act("decide-later", h.pair(), 303)
		if open, later := h.pairs("people", "open", h.member).Rows, h.pairs("people", "later", h.member).Rows; len(open) != 0 || len(later) != 1 {
			t.Errorf("put off: %+v %+v", open, later)
		}
		h.clock.add(31 * 24 * time.Hour)
		h.member = h.session(h.testHouse.member)
		h.act("find-duplicates", url.Values{}, 303)
		h.work()
		if rows := h.pairs("people", "open", h.member).Rows; len(rows) != 1 {
			t.Errorf("put off, and not proposed again: %+v", rows)
		}
		if w := h.do(post("/do/not-the-same", url.Values{"type": {"person"}, "one": {"1"}, "other": {"999999"}}), h.member); w.Code != 404 {
			t.Errorf("a pair that is none: %d", w.Code)
		}
	})
}

// Looking through everything finds what nobody wrote down by hand, and forgets what is gone.
func TestLookThroughEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, table := range []string{"duplicate_pairs", "block_keys", "block_profiles"} {
				if _, err := tx.Exec(t.Context(), "DELETE FROM "+table); err != nil {
					return err
				}
			}
			_, err := tx.Exec(t.Context(), "INSERT INTO block_profiles (workspace, type, id, profile, wall) VALUES (1, 'person', 77, '', 0)")
			return err
		}))
		h.act("find-duplicates", url.Values{}, 303)
		h.work()
		out := h.pairs("people", "open", h.member)
		if len(out.Rows) != 1 || out.Looked == "" || out.Job != nil {
			t.Errorf("%+v", out)
		}
		if n, err := db.One[int](t.Context(), d, "SELECT count(*) FROM block_profiles WHERE id = 77"); n != 0 || err != nil {
			t.Errorf("who is gone is kept: %d %v", n, err)
		}
		if rows := h.pairs("accounts", "open", h.member).Rows; len(rows) != 1 {
			t.Errorf("accounts: %d pairs", len(rows))
		}
	})
}

// An import brings firms that are entered twice: they are looked for without a word.
func TestAfterAnImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		h.act("find-duplicates", url.Values{}, 303)
		h.work()
		log := "name,date,amount\nQuill & Feather Ltd,2026-01-03,12.50\nQuill and Feather Limited,2026-02-03,13.50\nQuill & Feather Ltd,2026-03-03,12.50\n"
		up, err := h.crm.Receive(t.Context(), "quills.csv", strings.NewReader(log))
		h.ok(err)
		_, err = h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "quills.csv"}, ownerEmail, nil)
		h.ok(err)
		h.work()
		found := false
		for _, row := range h.pairs("accounts", "open", h.member).Rows {
			found = found || strings.HasPrefix(row.One.Title, "Quill") && strings.HasPrefix(row.Other.Title, "Quill")
		}
		if !found {
			t.Error("the firm that came twice is no pair")
		}
	})
}

// A file that names somebody known under another number makes a relationship of its own, as
// a name is no identifier, and says so at once and for good: it is proposed to be one. Whom
// somebody wrote down by hand it finds, and says that too.
func TestAnImportSaysWhoIsKnownAlready(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		bring := func(name, log string) (read struct{ Joined, Namesakes int }) {
			t.Helper()
			up, err := h.crm.Receive(t.Context(), name, strings.NewReader(log))
			h.ok(err)
			done, err := h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: name}, ownerEmail, nil)
			h.ok(err)
			h.ok(json.Unmarshal([]byte(done.Reading), &read))
			return read
		}
		first := bring("shop.csv", "customer_id,customer_name,email,order_id,date,amount\nC-1,Quill & Feather Ltd,,1,2026-01-03,12.50\nC-2,Zoë Łuk,zoe@example.org,2,2026-02-03,13.50\nC-3,Acme Kettles Ltd,,3,2026-02-03,1.50\n")
		if first.Namesakes != 1 || first.Joined != 0 {
			t.Errorf("the first file: %d bear a known name, %d were joined", first.Namesakes, first.Joined)
		}
		second := bring("till.csv", "customer,date,amount\nQuill & Feather Ltd,2026-03-03,5.00\nzoe@example.org,2026-03-04,6.00\nNobody Known,2026-03-04,6.00\nACME Kettles Limited,2026-03-04,6.00\n")
		if second.Namesakes != 2 || second.Joined != 1 {
			t.Errorf("the second file: %d bear a known name, %d were joined", second.Namesakes, second.Joined)
		}
		proposed := func() (names []string) {
			for _, row := range h.pairs("accounts", "open", h.member).Rows {
				names = append(names, row.One.Title)
			}
			slices.Sort(names)
			return names
		}
		want := []string{"Acme Kettles Ltd", "Acme Kettles Ltd", "Quill & Feather Ltd", "Zoë Łuk"} // Acme was there twice before
		if got := proposed(); !slices.Equal(got, want) {
			t.Errorf("at once: %q", got)
		}
		h.act("find-duplicates", url.Values{}, 303)
		h.work()
		if got := proposed(); len(got) < len(want) || !slices.Contains(got, "Zoë Łuk") || !slices.Contains(got, "Quill & Feather Ltd") {
			t.Errorf("when all was looked through: %q", got)
		}
		var list struct{ Rows []struct{ Href string } }
		h.ok(json.Unmarshal(h.do(get("/api/v1/imports"), h.owner).Body.Bytes(), &list))
		if receipt := h.do(get(list.Rows[0].Href), h.owner).Body.String(); !strings.Contains(receipt, "2 new relationships bear") || !strings.Contains(receipt, "/duplicates?of=accounts") || !strings.Contains(receipt, "One relationship that was written down by hand") {
			t.Error("the receipt does not say who is known already")
		}
	})
}

// Many written together are looked through a while later; of those that are known, what
// they were is forgotten at once.
func TestManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		write := func(edits ...record.Edit) {
			t.Helper()
			h.ok(h.crm.Records.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := h.crm.Records.Write(t.Context(), tx, access.System("a test"), "person", edits)
				return err
			}))
		}
		var made []record.Edit
		for i := range 10 {
			made = append(made, record.Edit{Fields: map[string]json.RawMessage{"name": json.RawMessage(fmt.Sprintf(`"Ulrika Feather %c"`, 'A'+i/2)), "email": json.RawMessage(fmt.Sprintf(`"u%d@feather.example"`, i/2))}})
		}
		write(made...)
		before := len(h.pairs("people", "open", h.member).Rows)
		h.clock.add(2 * time.Minute)
		h.work()
		if after := len(h.pairs("people", "open", h.member).Rows); before != 1 || after < 5 {
			t.Errorf("%d pairs before, %d after", before, after)
		}
		var all struct {
			Rows []struct{ ID clientele.ID }
		}
		h.ok(json.Unmarshal(h.do(get("/api/v1/people?limit=50"), h.owner).Body.Bytes(), &all))
		var changed []record.Edit
		for _, r := range all.Rows {
			changed = append(changed, record.Edit{Ref: clientele.Ref{Type: "person", ID: r.ID}, Fields: map[string]json.RawMessage{"name": json.RawMessage(fmt.Sprintf(`"Nobody %d"`, r.ID)), "emails": json.RawMessage("[]")}})
		}
		write(changed...)
		if got := h.do(get("/alike?type=person&name=Ulrika+Feather&emails=u1@feather.example"), h.member).Body.String(); strings.Contains(got, "href") {
			t.Errorf("found by what they were: %s", clipBody(got))
		}
	})
}

// Of two that are changed together, and are alike then, each finds the other: a pair all the same.
func TestTwoWrittenTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		one := h.record("person", map[string]any{"name": "Odo", "email": "ulrika@feather.example"})
		other := h.record("person", map[string]any{"name": "Pia", "email": "pia@elsewhere.example"})
		before := len(h.pairs("people", "open", h.member).Rows)
		h.send(h.owner, "POST", "/people/bulk", fmt.Sprintf(`{"ids": [%d, %d], "set": {"name": "Ulrika Feather", "emails": ["ulrika@feather.example"]}}`, one, other))
		if after := len(h.pairs("people", "open", h.member).Rows); after != before+1 {
			t.Errorf("%d pairs before, %d after", before, after)
		}
	})
}

// In the browser: the two side by side, a choice per field, the receipt, a later change,
// and both back.
func TestMergeInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		shows := func(path string) string { return h.do(get(path), h.member).Body.String() }
		jo, joanna := fmt.Sprint(int64(h.jo)), fmt.Sprint(int64(h.joanna))
		if shown := shows("/people/" + jo); !strings.Contains(shown, "/merge?one="+jo+"&amp;type=person") {
			t.Error("the page of a record leads to no merge")
		}
		if with := shows("/merge?type=person&one=" + jo); !strings.Contains(with, "Joanna A. Quimby") {
			t.Errorf("whom is likely: %s", clipBody(with))
		}
		if with := shows("/merge?type=person&one=" + jo + "&q=joanna"); strings.Count(with, "other="+joanna) != 1 || strings.Contains(with, "other="+jo) {
			t.Errorf("found by typing: %s", clipBody(with))
		}
		two := shows("/merge?type=person&one=" + jo + "&other=" + joanna)
		for _, want := range []string{`name="keep.name" value="` + joanna + `"`, "likes tea", "Tasks", "all are kept"} {
			if !strings.Contains(two, want) {
				t.Errorf("side by side: no %q", want)
			}
		}
		h.record("task", map[string]any{"title": "Call", "person": h.joanna})
		form := url.Values{"type": {"person"}, "stays": {jo}, "goes": {joanna}, "keep.name": {joanna}, "keep.nose": {joanna}}
		h.act("merge", form, 422)
		form.Del("keep.nose")
		receipt := h.act("merge", form, 303)
		shown := shows(receipt.RequestURI())
		for _, want := range []string{"Joanna A. Quimby (number " + joanna + ") was merged into this", "likes tea", "Unmerge"} {
			if !strings.Contains(shown, want) {
				t.Errorf("the receipt has no %q: %s", want, clipBody(shown))
			}
		}
		if w := h.do(get("/people/"+joanna), h.member); w.Code != 303 || w.Header().Get("Location") != "/people/"+jo {
			t.Errorf("the one that went: %d %s", w.Code, w.Header().Get("Location"))
		}
		if rows := h.pairs("people", "open", h.member).Rows; len(rows) != 0 {
			t.Errorf("merged, and still a pair: %+v", rows)
		}
		h.act("person-change", url.Values{"id": {jo}, "note": {"likes coffee"}}, 303)
		if shown := shows("/people/" + jo); !strings.Contains(shown, "was merged into this") || !strings.Contains(shown, ">Call<") {
			t.Error("the record does not tell of the merge, or has not its task")
		}
		h.act("unmerge", url.Values{"type": {"person"}, "id": {jo}, "merge": {receipt.Query().Get("merge")}}, 303)
		if stays, back := shows("/people/"+jo), shows("/people/"+joanna); !strings.Contains(stays, "likes coffee") || !strings.Contains(stays, "Unmerged on") ||
			!strings.Contains(stays, "Joanna Quimby") || !strings.Contains(back, "likes tea") || !strings.Contains(back, ">Call<") {
			t.Error("not as they were, with what was changed since")
		}
		if rows := h.pairs("people", "open", h.member).Rows; len(rows) != 1 {
			t.Errorf("parted, and no pair: %+v", rows)
		}
		acme, limited := fmt.Sprint(int64(h.acme)), fmt.Sprint(int64(h.acmeLtd))
		to := h.act("merge", url.Values{"type": {"account"}, "stays": {acme}, "goes": {limited}, "keep.name": {limited}}, 303)
		if shown := shows(to.RequestURI()); !strings.Contains(shown, "ACME Kettles Limited and ACME Kettles Limited are one now") {
			t.Errorf("accounts: %s", clipBody(shown))
		}
	})
}

// An unmerge is taken back by merging again, with the same choices; its undo says how.
func TestUnmergeIsTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		send := func(act string, with map[string]string) (done page.Done) {
			t.Helper()
			body, err := json.Marshal(with)
			h.ok(err)
			w := h.do(postJSON("/api/v1/"+act, string(body)), h.member)
			if w.Code != 200 {
				t.Fatalf("%s: %d %s", act, w.Code, w.Body)
			}
			h.ok(json.Unmarshal(w.Body.Bytes(), &done))
			return done
		}
		jo, joanna := fmt.Sprint(int64(h.jo)), fmt.Sprint(int64(h.joanna))
		done := send("merge", map[string]string{"type": "person", "stays": jo, "goes": joanna, "keep.name": joanna})
		for range 2 { // parted, and one again
			done = send(done.Undo.Act, done.Undo.With)
		}
		name := h.do(get("/api/v1/people/"+jo), h.member).Body.String()
		if h.do(get("/api/v1/people/"+joanna), h.member).Code != 404 || !strings.Contains(name, `"name":"Joanna A. Quimby"`) {
			t.Errorf("not as it was merged: %s", clipBody(name))
		}
	})
}

// While one types, who is here already is shown; behind a wall, nobody is.
func TestAlikeWhileTyping(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		typed := func(sign func(*http.Request), query string) string {
			return h.do(get("/alike?type="+query), sign).Body.String()
		}
		if !strings.Contains(h.do(get("/people/new"), h.member).Body.String(), `hx-get="/alike?type=person"`) {
			t.Error("the form does not ask")
		}
		for query, want := range map[string]string{
			"person&name=Joanna+Quimby": "same family name", "person&name=&emails=work:+JQ@acme.example": "same e-mail address",
			"person&phones=020-7946+0992": "same telephone", "account&name=The+Acme+Kettles": "same name",
		} {
			if got := typed(h.member, query); !strings.Contains(got, want) || strings.Contains(got, "<html") {
				t.Errorf("%s: %s", query, clipBody(got))
			}
		}
		for _, query := range []string{"person&name=", "person&name=Zebulon+Pike", "task&name=Call", "nothing"} {
			if got := typed(h.member, query); strings.Contains(got, "href") {
				t.Errorf("%s: %s", query, clipBody(got))
			}
		}
	})
}

// A pair of which one stands behind a wall is not there for who may not pass: not in the
// list, its count, the rail, the form of a new one, or the merge; and it is there again
// when the wall falls.
func TestNoPairThroughAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTwice(t, d)
		wall := func(method, body string) {
			t.Helper()
			r := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", h.acme), body)
			r.Method = method
			if w := h.do(r, h.owner); w.Code >= 300 {
				t.Fatalf("%s: %d %s", method, w.Code, w.Body)
			}
		}
		wall("PUT", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		for of, mine := range map[string]int{"people": 1, "accounts": 1} {
			if rows := h.pairs(of, "open", h.owner).Rows; len(rows) != mine {
				t.Errorf("%s, for who may pass: %+v", of, rows)
			}
			if out := h.pairs(of, "open", h.member); len(out.Rows) != 0 || !strings.HasPrefix(out.Sentence, "Nobody has looked yet") {
				t.Errorf("%s, for who may not pass: %+v", of, out)
			}
		}
		if mine, theirs := h.waiting(h.owner), h.waiting(h.member); mine != "2" || theirs != "" {
			t.Errorf("the rail counts %q, and %q for who may not pass", mine, theirs)
		}
		alike := h.do(get("/alike?type=person&name=Joanna+Quimby"), h.member).Body.String()
		if strings.Contains(alike, ">Joanna Quimby") || !strings.Contains(alike, "Joanna A.") {
			t.Errorf("while typing: %s", clipBody(alike))
		}
		if w := h.do(get(fmt.Sprintf("/merge?type=person&one=%d&other=%d", h.joanna, h.jo)), h.member); w.Code != 404 {
			t.Errorf("side by side: %d", w.Code)
		}
		h.act("not-the-same", h.pair(), 404)
		h.act("find-duplicates", url.Values{}, 303)
		h.work()
		if out := h.pairs("people", "open", h.member); len(out.Rows) != 0 {
			t.Errorf("after all were looked through: %+v", out)
		}
		wall("DELETE", ``)
		if rows := h.pairs("people", "open", h.member).Rows; len(rows) != 1 {
			t.Errorf("the wall fell: %+v", rows)
		}
	})
}

// waiting is the count beside Duplicates in the rail.
func (h *twice) waiting(sign func(*http.Request)) string {
	_, after, found := strings.Cut(h.do(get("/people"), sign).Body.String(), `class="rail-n"`)
	if !found {
		return ""
	}
	_, after, _ = strings.Cut(after, ">")
	n, _, _ := strings.Cut(after, "<")
	return n
}
