package web

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// receiptInJSON is what the tests look at of a receipt.
type receiptInJSON struct {
	Import struct {
		State                            string
		Lines, Repeated, Rejected, Added int64
	}
	Reading struct {
		Rows, Taken, Left, Orders, Accounts int64
		Reasons                             []struct{ Count int64 }
	}
}

// Questions are choices in the browser, with the readings side by side and without a word of
// a command line; an answer settles one and keeps the others; what is imported is what was
// seen, and its receipt counts the rows of the file.
func TestAFileIsAskedAboutReadAndReceipted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		file := "Customer,Date,Pieces,Amount,Notes\nAnn,02/06/2025,1,1.204,\nBen,03/04/2025,2,950,ring\n,04/04/2025,1,700,\nAnn,05/07/2025,1,2.310,\nBen,soon,1,800,\nTotal,,,5.964,\n"
		at := h.handIn("asks.csv", []byte(file), owner).Header().Get("Location")
		page := h.seen(at, owner)
		for _, want := range []string{"2 Jun 2025", "6 Feb 2025", "1,204.00", "Then"} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not on the page that asks", want)
			}
		}
		if strings.Contains(page, "import-confirm") {
			t.Error("it may be imported before it is clear")
		}
		answered := at + "&date_order=dmy&currency=EUR"
		if page = h.seen(answered, owner); strings.Contains(page, `name="date_order" value="mdy"`) || !strings.Contains(page, `name="decimal" value="comma"`) {
			t.Error("an answer does not settle its question alone")
		}
		page = h.seen(answered+"&decimal=comma", owner)
		for _, want := range []string{"3 purchases", "4,464.00", "Nobody is named", "Description", "import-confirm"} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not on the page of the reading", want)
			}
		}
		_, ticket, _ := strings.Cut(at, "upload=")
		h.do(post("/do/import-confirm", url.Values{"upload": {ticket}, "date_order": {"dmy"}, "decimal": {"comma"}, "back": {at}}), owner)
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		var list struct{ Rows []struct{ Href string } }
		h.ok(json.Unmarshal(h.do(get("/api/v1/imports"), owner).Body.Bytes(), &list))
		var r receiptInJSON
		h.ok(json.Unmarshal(h.do(get("/api/v1"+list.Rows[0].Href), owner).Body.Bytes(), &r))
		reasons := int64(0)
		for _, one := range r.Reading.Reasons {
			reasons += one.Count
		}
		if i := r.Import; i.State != "done" || i.Lines != 6 || i.Rejected != 3 || i.Added != 3 || i.Repeated != 0 || r.Reading.Rows != 6 || reasons != 3 || r.Reading.Accounts != 2 {
			t.Errorf("%+v", r)
		}
		h.seen(list.Rows[0].Href, owner)
	})
}

// Which side of an account was sold is asked with what each comes to, and read as it is answered.
func TestWhichSideWasSoldIsAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		at := h.handIn("sides.csv", []byte("Customer,Date,Amount,D/C,Currency\nAnn,2026-01-05,100.00,D,EUR\nAnn,2026-01-20,100.00,C,EUR\nBen,2026-02-05,50.00,D,EUR\n"), owner).Header().Get("Location")
		page := h.seen(at, owner)
		for _, want := range []string{`name="sold" value="credit"`, `name="sold" value="debit"`, "What is debited", "2 rows with D (150.00)", "1 row with C (100.00)"} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not on the page that asks", want)
			}
		}
		page = h.seen(at+"&sold=debit", owner)
		for _, want := range []string{"2 purchases", "150.00", "is what was paid, and no purchase", "import-confirm"} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not on the page of the reading", want)
			}
		}
	})
}

var flag = regexp.MustCompile(`[ (]--[a-z]`)

// seen is a page as a person reads it, on which no word of a command line stands.
func (h *testHouse) seen(at string, sign func(*http.Request)) string {
	h.Helper()
	w := h.do(get(at), sign)
	text := html.UnescapeString(w.Body.String())
	if w.Code != 200 || flag.MatchString(text) {
		h.Errorf("%s: %d %s", at, w.Code, flag.FindString(text))
	}
	return text
}
