package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// TestAFormSentTwiceIsDoneOnce: each form carries a key, and the key reaches whoever remembers keys.
func TestAFormSentTwiceIsDoneOnce(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	sign := h.session(h.owner)
	place := fmt.Sprintf("/accounts/%d", h.account)
	_, after, found := strings.Cut(h.do(get(place), sign).Body.String(), `name="`+page.KeyField+`" value="`)
	if !found {
		t.Fatal("a form carries no key")
	}
	key, _, _ := strings.Cut(after, `"`)
	for range 3 {
		form := url.Values{"account": {fmt.Sprint(int64(h.account))}, "text": {"only the once, please"}, "back": {place}, page.KeyField: {key}}
		if w := h.do(post("/do/add-note", form), sign); w.Code != 303 {
			t.Fatalf("%d %s", w.Code, clipBody(w.Body.String()))
		}
	}
	if n := strings.Count(h.do(get(place), sign).Body.String(), "only the once, please"); n != 1 {
		t.Errorf("the note stands there %d times", n)
	}
	wrong := url.Values{"account": {fmt.Sprint(int64(h.account))}, "text": {""}, "back": {place}, page.KeyField: {"again"}}
	right := url.Values{"account": {fmt.Sprint(int64(h.account))}, "text": {"now it is right"}, "back": {place}, page.KeyField: {"again"}}
	if a, b := h.do(post("/do/add-note", wrong), sign).Code, h.do(post("/do/add-note", right), sign).Code; a != 422 || b != 303 {
		t.Errorf("what was refused cannot be sent again: %d, %d", a, b)
	}
}

// Who goes back to a form that was taken, and writes something else into it, is told: their
// words stand in the form again, and are taken when they are sent once more.
func TestOtherWordsUnderTheSameKeyAreNotLost(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	sign := h.session(h.owner)
	form := func(text, key string) url.Values {
		return url.Values{"account": {fmt.Sprint(int64(h.account))}, "text": {text}, "back": {fmt.Sprintf("/accounts/%d", h.account)}, page.KeyField: {key}}
	}
	if w := h.do(post("/do/add-note", form("first words", "one")), sign); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, clipBody(w.Body.String()))
	}
	w := h.do(post("/do/add-note", form("other words", "one")), sign)
	body := w.Body.String()
	_, after, found := strings.Cut(body, `name="`+page.KeyField+`" value="`)
	key, _, _ := strings.Cut(after, `"`)
	if w.Code != 422 || !found || key == "one" || !strings.Contains(body, "other words") || !strings.Contains(body, "sent before") {
		t.Fatalf("%d %q %s", w.Code, key, clipBody(body))
	}
	if w := h.do(post("/do/add-note", form("other words", key)), sign); w.Code != 303 {
		t.Errorf("%d %s", w.Code, clipBody(w.Body.String()))
	}
	if w := h.do(post("/do/add-note", form("first words", "one")), sign); w.Code != 303 {
		t.Errorf("the same again: %d", w.Code)
	}
}
