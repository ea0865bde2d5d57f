package say_test

import (
	"os"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// The program speaks by another catalogue that is whole, in a firm's words as well; one that lacks
// a message is refused, and English stays.
func TestSpeak(t *testing.T) {
	english, err := os.ReadFile("en.json")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := say.Speak("en", english); err != nil {
			t.Error(err)
		}
	})
	other := strings.Replace(string(english), `"time.never": "never"`, `"time.never": "nie, {client}"`, 1)
	for _, bad := range []string{"", "[]", "{}", strings.Replace(other, `"time.never"`, `"time.newer"`, 1)} {
		if err := say.Speak("de", []byte(bad)); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("%.20q is taken: %v", bad, err)
		}
	}
	if got := say.English.Say("time.never"); got != "never" || say.English.Tag() != "en" {
		t.Errorf("after a catalogue that was refused: %q, %s", got, say.English.Tag())
	}
	if err := say.Speak("de", []byte(other)); err != nil {
		t.Fatal(err)
	}
	if got := say.English.In(say.Words{Client: "patient"}).Say("time.never"); got != "nie, patient" || say.English.Tag() != "de" {
		t.Errorf("got %q, %s", got, say.English.Tag())
	}
}
