package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// TestAFormSentTwiceIsDoneOnce: each form carries a key, and the key reaches whoever remembers keys.
func TestAFormSentTwiceIsDoneOnce(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	kept := map[string]page.Done{}
	h.crm.Once = func(_ context.Context, s access.Scope, key, act string, do func() (page.Done, error)) (page.Done, error) {
		name := fmt.Sprint(s.User(), key, act)
		if done, known := kept[name]; known {
			return done, nil
		}
		done, err := do()
		kept[name] = done
		return done, err
	}
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
	if n := strings.Count(h.do(get(place), sign).Body.String(), "only the once, please"); n != 1 || len(kept) != 1 {
		t.Errorf("the note stands there %d times, %d keys are kept", n, len(kept))
	}
}
