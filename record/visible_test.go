package record

import (
	"encoding/json"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A name of which an eye sees nothing is no name; marks that join letters stay.
func TestNamesCanBeSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		for name, want := range map[string]string{
			"\u200b\u200b": "", "\ufeff": "", "\x01\x1b": "", " \u202e ": "",
			"\x1b[31mAda\x07": "[31mAda", "\U0001F469\u200d\U0001F467": "\U0001F469\u200d\U0001F467", "\u0645\u0631\u062d\u0628\u0627": "\u0645\u0631\u062d\u0628\u0627",
		} {
			text, err := json.Marshal(name)
			x.ok(err)
			made, err := x.try(x.all, Edit{Ref: clientele.Ref{Type: "people"}, Fields: map[string]json.RawMessage{"name": text}})
			if (want == "") != (clientele.KindOf(err) == clientele.Invalid) || want != "" && (err != nil || made.Text("name") != want) {
				t.Errorf("%q: %v %v", name, made, err)
			}
		}
	})
}
