package say

import (
	"context"

	"golang.org/x/text/language"
)

type speakerKey struct{}

// With is a context in which s speaks: to whom its request is answered.
func With(ctx context.Context, s *Speaker) context.Context {
	return context.WithValue(ctx, speakerKey{}, s)
}

// Of is who speaks in a context; English where nobody was given.
func Of(ctx context.Context) *Speaker {
	if s, ok := ctx.Value(speakerKey{}).(*Speaker); ok {
		return s
	}
	return English
}

// To is who speaks to somebody who chose a language, by its tag, or whose browser says which they
// read ("de-AT, en;q=0.8"); English, where we have none of them.
func To(chosen, browser string) *Speaker {
	if s, ok := speakers[chosen]; ok {
		return s
	}
	asked, _, _ := language.ParseAcceptLanguage(browser) // what is no language says nothing
	for _, t := range asked {
		base, _ := t.Base()
		if s, ok := speakers[base.String()]; ok {
			return s
		}
	}
	return English
}

// speakers speak each language that there is, in our own words.
var speakers = func() map[string]*Speaker {
	all := map[string]*Speaker{}
	for _, lang := range Languages() {
		all[lang] = New(lang, Words{})
	}
	all["en"] = English
	return all
}()
