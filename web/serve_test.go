package web

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestServe: it answers, says when anybody can listen in, and stops when told.
func TestServe(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{Addr: "127.0.0.1:0"})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := h.server.Serve(ctx, func(address string) {
		defer stop()
		link, err := h.server.FirstLink(ctx, address)
		h.ok(err)
		answer, err := http.Get(link)
		h.ok(err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		h.ok(err)
		if answer.StatusCode != 200 || !strings.Contains(string(body), "Welcome") {
			t.Errorf("%d %s", answer.StatusCode, clipBody(string(body)))
		}
	})
	h.ok(err)
	busy := newHouse(t, dbtest.SQLite(t), Config{Addr: "127.0.0.1:nowhere"})
	if err := busy.server.Serve(t.Context(), nil); err == nil {
		t.Error("it listens nowhere")
	}
}
