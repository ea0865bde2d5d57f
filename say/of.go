package say

import "context"

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
