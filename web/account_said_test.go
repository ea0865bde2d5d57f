package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
)

// Where a task is open, it is to be done; and what a file's reading guessed is said on the page
// of whom it brought, with its receipt, until the import is taken back.
func TestAnAccountSaysWhatIsOpenAndWhatIsGuessed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnishBook()
		owner := h.session(h.owner)
		up, err := h.crm.Receive(t.Context(), "visits.csv", strings.NewReader("Customer,Date\nQuill,2026-01-05\nQuill,2026-02-05\nRook,2026-02-09\n"))
		h.ok(err)
		brought, err := h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "visits.csv"}, ownerEmail, nil)
		h.ok(err)
		h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
		var found find.SearchOut
		h.read(t, owner, "search?q=quill", &found)
		if len(found.Rows) == 0 {
			t.Fatal("nobody is called Quill")
		}
		quill := found.Rows[0].ID
		const nothing = "Nothing is to be done about them now."
		path := fmt.Sprintf("/accounts/%d", quill)
		if body := h.do(get(path), owner).Body.String(); !strings.Contains(body, nothing) {
			t.Fatalf("of whom nothing is to be done: %s", clipBody(body))
		}
		h.record("task", map[string]any{"title": "Send the brochure", "account": quill, "due": "2026-06-01"})
		var out account.AccountOut
		h.read(t, owner, fmt.Sprintf("accounts/%d/page", quill), &out)
		if body := h.do(get(path), owner).Body.String(); strings.Contains(body, nothing) || len(out.Steps) != 1 || out.Steps[0].Do != "Send the brochure" {
			t.Errorf("beside an open task: %+v", out.Steps)
		}
		receipt := fmt.Sprintf("/imports/%d", brought.ID)
		if len(out.Guesses) == 0 || out.Guesses[0].File != "visits.csv" || out.Guesses[0].Href != receipt || strings.Contains(out.Guesses[0].Text, "--") {
			t.Errorf("without amounts: %+v", out.Guesses)
		}
		if body := h.do(get(fmt.Sprintf("/accounts/%d", quill)), owner).Body.String(); !strings.Contains(body, `href="`+receipt+`"`) {
			t.Errorf("no way to the receipt: %s", clipBody(body))
		}
		out = account.AccountOut{}
		if h.read(t, owner, fmt.Sprintf("accounts/%d/page", h.account), &out); len(out.Guesses) != 0 {
			t.Errorf("another file's guesses are no business of %s: %+v", out.Account.Name, out.Guesses)
		}
	})
}
