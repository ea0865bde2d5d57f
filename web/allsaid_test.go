package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// allSaid fails where an answer bears a message that nobody said (clientele.Tell): every text of a
// station passes a Speaker on its way out.
func allSaid(t *testing.T, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&listener{ResponseWriter: w, t: t, of: r.Method + " " + r.URL.Path}, r)
	})
}

type listener struct {
	http.ResponseWriter
	t  *testing.T
	of string
}

func (l *listener) Write(b []byte) (int, error) {
	kind := l.Header().Get("Content-Type")
	text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json")
	if i := max(bytes.IndexByte(b, 2), bytes.Index(b, []byte(`\u0002`))); text && i >= 0 && l.Header().Get("Content-Encoding") == "" {
		l.t.Errorf("%s answers with a message that nobody said: %q", l.of, b[i:min(len(b), i+120)])
	}
	return l.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController find what the writer can do.
func (l *listener) Unwrap() http.ResponseWriter { return l.ResponseWriter }
