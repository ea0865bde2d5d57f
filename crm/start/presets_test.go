package start

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/demo"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// Each kind of business has its messages, in every language, and there are no others.
func TestEachKindHasItsMessages(t *testing.T) {
	for _, lang := range say.Languages() {
		raw, err := os.ReadFile("../../say/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]any
		if err := json.Unmarshal(raw, &messages); err != nil {
			t.Fatal(err)
		}
		s := say.New(lang, say.Words{})
		for _, p := range presets {
			wanted := []string{"label", "tasks", "client", "clients", "customer", "customers", "prospect", "prospects", "lines", "pipeline", "stages", "offerings"}
			for _, f := range p.fields {
				wanted = append(wanted, "field."+f.name)
				chosen := f.kind == record.KindChoice || f.kind == record.KindChoices
				if p.text(s, "field."+f.name) == "" || chosen != (len(p.list(s, "choices."+f.name)) > 1) {
					t.Errorf("%s, %s: the field %s has no label, or other choices than its kind", lang, p.name, f.name)
				}
				if chosen {
					wanted = append(wanted, "choices."+f.name)
				}
			}
			if n := len(p.list(s, "tasks")); p.text(s, "label") == "" || n < 2 || n > 3 || len(p.list(s, "lines")) > 3 || len(p.fields) > 4 {
				t.Errorf("%s, %s: %q with %d tasks, %d lines, %d fields", lang, p.name, p.text(s, "label"), n, len(p.list(s, "lines")), len(p.fields))
			}
			if said := messages["trail.value.preset."+p.name]; said != p.text(s, "label") {
				t.Errorf("%s, %s: the trail calls it %q", lang, p.name, said)
			}
			if n := len(p.list(s, "stages")); (n > 0) != (p.text(s, "pipeline") != "") || n > 0 && (n < 4 || n > 8) {
				t.Errorf("%s, %s: the pipeline %q has %d stages", lang, p.name, p.text(s, "pipeline"), n)
			}
			if n := len(p.list(s, "offerings")); n == 0 || n != len(p.agreed) {
				t.Errorf("%s, %s: %d offerings, of which is said how they are agreed: %d", lang, p.name, n, len(p.agreed))
			}
			if faults := p.called(s).Check(s); len(faults) > 0 {
				t.Errorf("%s, %s: %v", lang, p.name, faults)
			}
			for _, what := range []string{"lines", "tasks", "stages", "offerings"} {
				if got, want := len(p.list(s, what)), len(p.list(say.English, what)); got != want {
					t.Errorf("%s, %s: %d %s, in English %d", lang, p.name, got, what, want)
				}
			}
			for key := range messages {
				if what, its := strings.CutPrefix(key, "preset."+p.name+"."); its && !slices.Contains(wanted, what) {
					t.Errorf("%s: nothing says %s", lang, key)
				}
			}
		}
	}
}

// The sample firm of each kind has the lines that the kind sets up, and each sample is of a kind.
func TestEachKindHasItsSample(t *testing.T) {
	var samples []string
	for i, p := range presets {
		f, err := demo.New(p.sample, 1, 60, 20_500)
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		if i == 0 {
			continue // whoever does something else looks at the sample of another
		}
		samples = append(samples, p.sample)
		there := map[string]bool{}
		for a := range f.Each() {
			for _, truth := range a.Truths {
				there[string(truth.Line)] = true
			}
		}
		for _, line := range p.list(say.English, "lines") {
			if !there[line] {
				t.Errorf("%s: nobody of the sample has dealings in %q", p.name, line)
			}
			delete(there, line)
		}
		if delete(there, ""); len(there) > 0 {
			t.Errorf("%s: the sample has %v too", p.name, there)
		}
	}
	if !slices.Equal(samples, demo.Presets) {
		t.Errorf("kinds have the samples %v, the simulator %v", samples, demo.Presets)
	}
}

func TestWordsOfATradeAreTakenWhereNobodyChose(t *testing.T) {
	shop, _ := presetOf("shop")
	law, _ := presetOf("law")
	for name, c := range map[string]struct {
		chosen shape.Called
		p      preset
		set    map[string]string
		want   shape.Called
	}{
		"nothing said":       {p: shop, want: shape.Called{Client: "regular", Clients: "regulars"}},
		"one said":           {chosen: shape.Called{Client: "guest"}, p: shop, want: shape.Called{Client: "guest"}}, // its plural is made of it
		"said before":        {p: law, set: map[string]string{"word-client": "member", "word-clients": "members"}, want: shape.Called{Client: "member", Clients: "members"}},
		"of the kind before": {p: law, set: map[string]string{"word-client": "regular", "word-clients": "regulars", "preset": "shop"}},
		"a prospect stays":   {p: shop, set: map[string]string{"word-prospect": "lead"}, want: shape.Called{Client: "regular", Clients: "regulars", Prospect: "lead"}},
	} {
		if got := words(t.Context(), c.chosen, c.p, c.set); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
