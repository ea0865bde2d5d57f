package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/queue"
)

const addressBook = "Vorname;Nachname;E-Mail;Mobil;Firma;Position;PLZ;Ort;Geburtstag;Tier;Umsatz\n" +
	"Zoë;Bell;Zoe@Kettle.example;+44 20 7946 0991;Kettle GmbH;Direktorin;1010;Wien;31.12.1970;gold;1.234,50\n" +
	"Jo;Marsh;jo@old.example;;c01;;;;;silver;\n" +
	"Ann;Lee;ann@lee.example;;;;;;30.2.1980;;\n" +
	"Bo;Lee;ann@lee.example;;;;;;;;\n" +
	"Zoe;Bell;zoe@kettle.example;+44 20 7946 0992;Kettle GmbH;;;;;;\n" +
	"Cy;Ray;no address;;;;;;;;\n" +
	"Di;Fox;di@fox.example;;Moon & Co;;;;;lead;\n"

// handedIn hands in a file and gives its ticket.
func (h *testHouse) handedIn(name, content string) string {
	h.Helper()
	up, err := h.crm.Receive(h.Context(), name, strings.NewReader(content))
	h.ok(err)
	return filepath.Base(up.Path)
}

func (c *caller) people(filter string) string {
	c.Helper()
	var names []string
	for _, r := range c.must(200, "GET", "/people?sort=name&limit=100&filter="+url.QueryEscape(filter), "")["rows"].([]any) {
		names = append(names, fmt.Sprint(r.(map[string]any)["name"]))
	}
	return strings.Join(names, ", ")
}

// TestAnAddressBookIsBroughtIn: columns are recognised, the reading is shown as it will be,
// who is known is known again, what cannot be taken is said with its line; all of it is
// taken back, and brought back.
func TestAnAddressBookIsBroughtIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		c.must(201, "POST", "/fields", `{"type": "people", "name": "tier", "kind": "choice", "choices": ["gold", "silver"], "listed": true}`)
		c.must(201, "POST", "/fields", `{"type": "people", "name": "sales", "label": "Umsatz", "kind": "money"}`)
		jo := c.must(201, "POST", "/people", `{"name": "Joanna Marsh", "email": "JO@old.example"}`)
		h.crowd(2, 0)
		ticket := h.handedIn("adressen.csv", addressBook)
		preview := c.must(200, "GET", "/batches/preview?type=people&upload="+ticket, "")
		var columns, fates []string
		for _, col := range preview["columns"].([]any) {
			columns = append(columns, fmt.Sprint(col.(map[string]any)["field"]))
		}
		for _, row := range preview["rows"].([]any) {
			r := row.(map[string]any)
			fates = append(fates, fmt.Sprint(r["line"], " ", r["what"], " ", r["field"]))
		}
		if got := strings.Join(columns, " "); got != "given family emails phones accounts accounts.role addresses.postcode addresses.city dates custom.tier custom.sales" {
			t.Fatalf("the columns are %s", got)
		}
		want := "[2 new <nil> 3 changed <nil> 4 refused dates 5 new <nil> 6 changed <nil> 7 refused emails 8 refused custom.tier]"
		if got := fmt.Sprint(fates); got != want {
			t.Fatalf("%s\nwant %s", got, want)
		}
		if cells := fmt.Sprint(preview["rows"].([]any)[0].(map[string]any)["cells"]); cells != "[Zoë Bell Zoe@Kettle.example +44 20 7946 0991 Kettle GmbH Direktorin 1010 Wien 1970-12-31 geburtstag gold 1234.50 EUR]" &&
			cells != "[Zoë Bell Zoe@Kettle.example +44 20 7946 0991 Kettle GmbH Direktorin 1010 Wien 1970-12-31 geburtstag gold 1234.50 XXX]" {
			t.Errorf("the reading is %s", cells)
		}
		if got := c.people(""); got != "Joanna Marsh, P 00000, P 00001" {
			t.Errorf("a preview kept something: %s", got)
		}
		asked := c.must(200, "POST", "/batch-confirm", fmt.Sprintf(`{"type": "people", "upload": %q}`, ticket), "Idempotency-Key", "bring")
		c.must(200, "POST", "/batch-confirm", fmt.Sprintf(`{"type": "people", "upload": %q}`, ticket), "Idempotency-Key", "bring")
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		receipt := c.must(200, "GET", fmt.Sprintf("/batches/%v", asked["id"]), "")
		b := receipt["batch"].(map[string]any)
		if fmt.Sprint(b["state"], b["lines"], b["made"], b["changed"], b["refused"]) != "done7 2 2 3" || len(receipt["refusals"].([]any)) != 3 {
			t.Fatalf("%v", receipt)
		}
		first := receipt["refusals"].([]any)[0].(map[string]any)
		if first["line"] != 4.0 || first["remedy"] == "" || !strings.HasPrefix(fmt.Sprint(first["row"]), "Ann,Lee,") {
			t.Errorf("%v", first)
		}
		if got := c.people(`any accounts.name = "kettle gmbh" and tier = gold and phone has "+442079460992"`); got != "Zoë Bell" {
			t.Errorf("Zoë is %q", got)
		}
		if rows := c.must(200, "GET", "/accounts?filter=name+starts+moon", "")["rows"].([]any); len(rows) != 0 {
			t.Errorf("made for a row that was not taken: %v", rows)
		}
		if again := c.must(200, "GET", fmt.Sprintf("/people/%v", jo["id"]), ""); again["name"] != "Joanna Marsh" || again["given"] != "Jo" || again["account"] != float64(h.account) {
			t.Errorf("filled in: %v", again)
		}
		c.must(200, "POST", "/batch-undo", fmt.Sprintf(`{"id": %v}`, asked["id"]))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if got := c.people(""); got != "Joanna Marsh, P 00000, P 00001" {
			t.Errorf("undone: %s", got)
		}
		if rows := c.must(200, "GET", "/accounts?filter=name+%3D+%22kettle+gmbh%22", "")["rows"].([]any); len(rows) != 0 {
			t.Errorf("an undone file leaves %v", rows)
		}
		c.must(200, "POST", "/batch-redo", fmt.Sprintf(`{"id": %v}`, asked["id"]))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if got := c.people(`any accounts.name = "kettle gmbh"`); got != "Zoë Bell" {
			t.Errorf("redone: %s", got)
		}
	})
}

// TestAWorkbookIsBroughtIn: of XLSX; columns that were corrected are remembered; the same file again makes nothing twice.
func TestAWorkbookIsBroughtIn(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	c := callerOf(h)
	x := excelize.NewFile()
	for i, row := range [][]any{{"Label", "Mail", "Since"}, {"Ann Lee", "ann@lee.example", 44927}, {"Bo Day", "bo@day.example", 44928.5}} {
		h.ok(x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	var book strings.Builder
	_, err := x.WriteTo(&book)
	h.ok(err)
	c.must(201, "POST", "/fields", `{"type": "people", "name": "since", "kind": "day"}`)
	for round := range 2 {
		done := c.upload("/batch-upload", "people.xlsx", book.String(), map[string]string{"type": "people"})
		u, err := url.Parse(fmt.Sprint(done["next"]))
		h.ok(err)
		preview := c.must(200, "GET", u.String(), "")
		q := u.Query()
		if round == 0 {
			if preview["question"] == nil {
				t.Fatalf("nothing is the name, and nobody asks: %v", preview)
			}
			q["columns"] = []string{"name", "emails", "custom.since"}
			c.must(422, "POST", "/batch-confirm", fmt.Sprintf(`{"type": "people", "upload": %q}`, q.Get("upload")))
		} else if preview["question"] != nil {
			t.Fatalf("the columns were forgotten: %v", preview)
		}
		body := fmt.Sprintf(`{"type": "people", "upload": %q, "columns": ["name", "emails", "custom.since"]}`, q.Get("upload"))
		asked := c.must(200, "POST", "/batch-confirm", body)
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		b := c.must(200, "GET", fmt.Sprintf("/batches/%v", asked["id"]), "")["batch"].(map[string]any)
		if want := []string{"2 0", "0 2"}[round]; fmt.Sprint(b["made"], b["same"]) != want {
			t.Errorf("round %d: %v", round, b)
		}
	}
	if got := c.people(`since = 2023-01-01`) + "; " + c.people(`since = 2023-01-02`); got != "Ann Lee; Bo Day" {
		t.Errorf("%s", got)
	}
}

// TestAFileThatIsStoppedGoesOn: at the line that it had reached, and nothing comes twice.
func TestAFileThatIsStoppedGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		var b strings.Builder
		b.WriteString("name,email,company\n")
		for i := range 3_500 {
			fmt.Fprintf(&b, "Person %d,p%d@x.example,Firm %d\n", i, i, i%50)
		}
		asked := c.must(200, "POST", "/batch-confirm", fmt.Sprintf(`{"type": "people", "upload": %q}`, h.handedIn("p.csv", b.String())))
		stop, cancel := context.WithCancelCause(t.Context())
		err := h.crm.Jobs.Queue.Drain(stop, func(p queue.Progress) {
			if p.Unit == "bytes" && p.Done > 0 {
				cancel(errors.New("the program stops"))
			}
		})
		half := c.must(200, "GET", fmt.Sprintf("/batches/%v", asked["id"]), "")["batch"].(map[string]any)
		if err == nil || half["state"] != "running" || half["made"] == 3500.0 {
			t.Fatalf("it was not stopped on its way: %v %v", err, half)
		}
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		done := c.must(200, "GET", fmt.Sprintf("/batches/%v", asked["id"]), "")["batch"].(map[string]any)
		n, err := db.One[int](t.Context(), d, "SELECT count(*) FROM people WHERE workspace = 1")
		h.ok(err)
		firms, err := db.One[int](t.Context(), d, "SELECT count(*) FROM accounts WHERE workspace = 1 AND name LIKE 'Firm %'")
		if h.ok(err); n != 3_500 || firms != 50 || done["made"] != 3500.0 || done["state"] != "done" {
			t.Errorf("%d people, %d firms, %v", n, firms, done)
		}
	})
}

// upload sends a file, as a form of a browser does.
func (c *caller) upload(path, name, content string, fields map[string]string) map[string]any {
	c.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range fields {
		if err := form.WriteField(field, value); err != nil {
			c.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		c.Fatal(err)
	}
	return c.must(200, "POST", path, body.String(), "Content-Type", form.FormDataContentType())
}
