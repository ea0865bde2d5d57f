package page

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/access"
)

func TestPanelsAreGatheredInTheOrderOfTheList(t *testing.T) {
	say := func(text string, fault error) func(context.Context, access.Scope, About) (string, error) {
		return func(context.Context, access.Scope, About) (string, error) { return text, fault }
	}
	draw := func(_ Frame, text string) templ.Component {
		return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
	}
	var all []Capability
	panels := PanelsOf(&all)
	all = []Capability{{Panels: []Panel{On(TodaySide, say("one", nil), draw), On(AccountSide, say("not asked for", errors.New("asked")), draw)}},
		{Panels: []Panel{On(TodaySide, say("two", nil), draw)}}}
	shown, err := panels(t.Context(), access.Scope{}, About{}, TodayDue, TodaySide)
	if err != nil || len(shown[TodaySide]) != 2 || shown[TodaySide][0].Out != "one" || shown[TodaySide][1].Out != "two" || len(shown[AccountSide]) != 0 {
		t.Errorf("%+v, %v", shown, err)
	}
	if _, err := panels(t.Context(), access.Scope{}, About{}, AccountSide); err == nil {
		t.Error("what fails in a panel is not told")
	}
}

func TestWhoMayNotIsRefusedWhateverTheSkinForgets(t *testing.T) {
	done := false
	act := Write("x", access.Writers, func(context.Context, access.Scope, struct{}) (Done, error) {
		done = true
		return Done{}, nil
	})
	reader := access.Of(access.User{ID: 1, Role: access.Reader}, nil, nil)
	for _, s := range []access.Scope{{}, reader} {
		if _, err := act.Do(t.Context(), s, Input{}); err == nil || done {
			t.Errorf("%+v did it", s)
		}
	}
	if _, err := act.Do(t.Context(), access.System("test"), Input{}); err != nil || !done {
		t.Errorf("not done: %v", err)
	}
}
