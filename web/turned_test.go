package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// as is a caller with a key of another user.
func (h *testHouse) as(c *caller, user clientele.ID) *caller {
	h.Helper()
	_, key, err := h.crm.Access.CreateToken(h.Context(), access.System("test"), user, access.NewKey{Name: "of another"})
	h.ok(err)
	return &caller{c.T, c.at, key}
}

// newUser lets somebody in, in a role.
func (h *testHouse) newUser(name string, role access.Role) clientele.ID {
	h.Helper()
	id, err := h.crm.Access.AddUser(h.Context(), access.Newcomer{Name: name, Email: strings.ToLower(name) + "@example.org", Password: password + " " + name}, role)
	h.ok(err)
	return id
}

// TestASmallBulkEditIsABatchToo: it stands on the page with its undo, by which it is taken
// back and brought back as a large one is; what names nothing, or sets nothing, is refused,
// and what changes nothing leaves nothing.
func TestASmallBulkEditIsABatchToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		h.crowd(3, 0)
		done := c.must(200, "POST", "/people/bulk", `{"filter": "name starts P", "set": {"industry": "law"}}`)
		rows := c.must(200, "GET", "/batches", "")["rows"].([]any)
		if len(rows) != 1 || rows[0].(map[string]any)["id"] != done["batch"] || rows[0].(map[string]any)["can_undo"] != true || rows[0].(map[string]any)["changed"] != 3.0 {
			t.Fatalf("%v: %v", done, rows)
		}
		page := h.do(get("/batches"), h.session(h.owner)).Body.String()
		if !strings.Contains(page, fmt.Sprintf(`name="id" value="%v"`, done["batch"])) || !strings.Contains(page, "/do/batch-undo") {
			t.Errorf("the page offers no undo: %s", clipBody(page))
		}
		turn := func(act string, want string) {
			t.Helper()
			c.must(200, "POST", "/"+act, fmt.Sprintf(`{"id": %v}`, done["batch"]))
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
			if got := c.people("industry = law"); got != want {
				t.Errorf("%s: %s", act, got)
			}
		}
		all := "P 00000, P 00001, P 00002"
		turn("batch-undo", "")
		turn("batch-redo", all)
		turn("batch-undo", "")
		turn("batch-redo", all)
		undo := fmt.Sprintf("/people/bulk/%v/undo", done["batch"])
		if undone := c.must(200, "POST", undo, ""); undone["changed"] != 3.0 || c.people("industry = law") != "" {
			t.Errorf("%v, left %s", undone, c.people("industry = law"))
		}
		if b := c.must(200, "GET", fmt.Sprintf("/batches/%v", done["batch"]), "")["batch"].(map[string]any); b["state"] != "undone" || b["can_redo"] != true {
			t.Errorf("the receipt says %v", b)
		}
		c.must(409, "POST", undo, "")
		c.must(404, "POST", fmt.Sprintf("/tasks/bulk/%v/undo", done["batch"]), "")
		h.as(c, h.member).must(404, "POST", undo, "")

		for _, nothing := range []string{`{"ids": [], "set": {"industry": "x"}}`, `{"ids": [0], "archive": true}`, `{"ids": [1], "set": {}}`, `{"ids": [1], "archive": null}`} {
			if refused := c.must(422, "POST", "/people/bulk", nothing); len(refused["errors"].([]any)) != 1 {
				t.Errorf("%s: %v", nothing, refused)
			}
		}
		if none := c.must(200, "POST", "/people/bulk", `{"filter": "name = Nobody", "archive": true}`); none["changed"] != 0.0 || none["batch"] != nil {
			t.Errorf("an edit of nothing: %v", none)
		}
		if n := len(c.must(200, "GET", "/batches", "")["rows"].([]any)); n != 1 {
			t.Errorf("%d batches stand there", n)
		}
	})
}

// TestWhatAnUndoLeftIsUndoneByWhoSeesIt: who takes a batch back takes back what they see.
// Who sees more is told of the rest, and takes it back; then all of it is brought back as one.
func TestWhatAnUndoLeftIsUndoneByWhoSeesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		manager := h.as(c, h.newUser("Max", access.Manager))
		hidden := c.must(201, "POST", "/accounts", `{"name": "Hush"}`)["id"]
		for i := range 5 {
			of := ""
			if i >= 3 {
				of = fmt.Sprintf(`, "account": %v`, hidden)
			}
			c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "P %d"%s}`, i, of))
		}
		done := c.must(200, "POST", "/people/bulk", `{"filter": "name starts P", "set": {"industry": "law", "tags": ["met"]}}`)
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", hidden), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		turn := func(c *caller, act string) {
			t.Helper()
			c.must(200, "POST", "/"+act, fmt.Sprintf(`{"id": %v}`, done["batch"]))
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		}
		said := func(when, have, owner, other string) {
			t.Helper()
			if got := c.people("industry = law and tags has met"); got != have {
				t.Errorf("%s: changed are %s", when, got)
			}
			for who, want := range map[*caller]string{c: owner, manager: other} {
				receipt := who.must(200, "GET", fmt.Sprintf("/batches/%v", done["batch"]), "")
				if got := fmt.Sprint(receipt["batch"].(map[string]any)["state"], " ", receipt["stays"]); got != want {
					t.Errorf("%s: the receipt says %q, not %q", when, got, want)
				}
			}
		}
		turn(manager, "batch-undo")
		said("taken back in part", "P 3, P 4", "undone 2", "undone <nil>")
		page := h.do(get(fmt.Sprintf("/batches/%v", done["batch"])), h.session(h.owner)).Body.String()
		if !strings.Contains(page, "2 of them were not taken back") || !strings.Contains(page, "Undo the rest") {
			t.Errorf("the page does not say it: %s", clipBody(page))
		}
		manager.must(409, "POST", "/batch-undo", fmt.Sprintf(`{"id": %v}`, done["batch"]))
		turn(c, "batch-undo")
		said("and the rest", "", "undone <nil>", "undone <nil>")
		c.must(409, "POST", "/batch-undo", fmt.Sprintf(`{"id": %v}`, done["batch"]))
		turn(manager, "batch-redo")
		said("brought back in part", "P 0, P 1, P 2", "done 2", "done <nil>")
		turn(c, "batch-redo")
		said("all of it", "P 0, P 1, P 2, P 3, P 4", "done <nil>", "done <nil>")
		turn(manager, "batch-undo")
		turn(manager, "batch-redo") // what stayed was as this makes the rest
		said("there and back in part", "P 0, P 1, P 2, P 3, P 4", "done <nil>", "done <nil>")
		turn(c, "batch-undo")
		said("all of it at last", "", "undone <nil>", "undone <nil>")
	})
}

// TestATurnOfWhoWasShutOutIsGoneOnWith: the work ends, and another takes back what it left.
func TestATurnOfWhoWasShutOutIsGoneOnWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		user := h.newUser("Max", access.Manager)
		manager := h.as(c, user)
		h.crowd(3, 0)
		done := c.must(200, "POST", "/people/bulk", `{"filter": "name starts P", "set": {"industry": "law"}}`)
		manager.must(200, "POST", "/batch-undo", fmt.Sprintf(`{"id": %v}`, done["batch"]))
		owner, err := h.crm.Access.ScopeOf(t.Context(), h.owner)
		h.ok(err)
		h.ok(h.crm.Access.Disable(t.Context(), owner, user))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if receipt := c.must(200, "GET", fmt.Sprintf("/batches/%v", done["batch"]), ""); receipt["batch"].(map[string]any)["state"] != "undone" || receipt["stays"] != 3.0 {
			t.Fatalf("%v", receipt)
		}
		c.must(200, "POST", "/batch-undo", fmt.Sprintf(`{"id": %v}`, done["batch"]))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if got := c.people("industry = law"); got != "" {
			t.Errorf("left: %s", got)
		}
	})
}

// TestAMergeWithinABulkEdit: who was merged away since stays when it is undone, and is
// undone after they were parted; a merge is no bulk edit, and not taken back as one.
func TestAMergeWithinABulkEdit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		a := c.must(201, "POST", "/people", `{"name": "P a", "tags": ["own"]}`)["id"]
		b := c.must(201, "POST", "/people", `{"name": "P b"}`)["id"]
		done := c.must(200, "POST", "/people/bulk", `{"filter": "name starts P", "set": {"industry": "law", "tags": ["met"]}}`)
		one := c.must(200, "POST", fmt.Sprintf("/people/%v/merge", a), fmt.Sprintf(`{"other": %v}`, b))
		c.must(404, "POST", fmt.Sprintf("/people/bulk/%v/undo", one["merge"]), "")
		c.must(200, "POST", fmt.Sprintf("/people/bulk/%v/undo", done["batch"]), "")
		if got := c.must(200, "GET", fmt.Sprintf("/people/%v", a), ""); got["industry"] != nil || fmt.Sprint(got["tags"]) != "[own]" {
			t.Errorf("the one that stays: %v", got)
		}
		receipt := func() string {
			r := c.must(200, "GET", fmt.Sprintf("/batches/%v", done["batch"]), "")
			return fmt.Sprint(r["batch"].(map[string]any)["state"], " ", r["stays"])
		}
		if got := receipt(); got != "undone <nil>" {
			t.Errorf("while they are one: %s", got)
		}
		c.must(200, "POST", fmt.Sprintf("/people/%v/unmerge", a), fmt.Sprintf(`{"merge": %v}`, one["merge"]))
		if got := receipt(); got != "undone 1" {
			t.Errorf("parted: %s", got)
		}
		c.must(200, "POST", fmt.Sprintf("/people/bulk/%v/undo", done["batch"]), "")
		if got := c.people("industry = law or tags has met"); got != "" {
			t.Errorf("left: %s", got)
		}
		c.must(200, "POST", "/batch-redo", fmt.Sprintf(`{"id": %v}`, done["batch"]))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if got := c.people("industry = law and tags has met"); got != "P a, P b" {
			t.Errorf("brought back: %s", got)
		}
	})
}

// TestTwoBulkEditsOfTheSame: each is taken back without what the other made since.
func TestTwoBulkEditsOfTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		h.crowd(2_100, 0)
		all := `"filter": "name starts P"`
		first := c.must(202, "POST", "/people/bulk", `{`+all+`, "set": {"industry": "law", "note": "one"}}`)
		second := c.must(202, "POST", "/people/bulk", `{`+all+`, "set": {"industry": "trade", "goals": "two"}}`)
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		state := func() string {
			var n []string
			for _, filter := range []string{"industry+=+trade", "industry+=+law", "note+contains+one", "goals+contains+two"} {
				n = append(n, strings.TrimSuffix(strings.TrimPrefix(c.counted(filter), "map[exact:true n:"), "]"))
			}
			return strings.Join(n, " ")
		}
		undo := func(of map[string]any) {
			c.must(202, "POST", fmt.Sprintf("/people/bulk/%v/undo", of["batch"]), "")
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		}
		if got := state(); got != "2100 0 2100 2100" {
			t.Fatalf("both: %s", got)
		}
		if undo(first); state() != "2100 0 0 2100" {
			t.Errorf("without the first: %s", state())
		}
		if undo(second); state() != "0 2100 0 0" {
			t.Errorf("without the second, what it found: %s", state())
		}
	})
}
