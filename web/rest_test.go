package web

import "testing"

func TestRestsOnceAfterEachStretchOfWork(t *testing.T) {
	var i idler
	for step, tt := range []struct {
		requests int64
		rest     bool
	}{{0, false}, {3, false}, {0, true}, {0, false}, {0, false}, {1, false}, {0, true}, {0, false}} {
		i.served.Add(tt.requests)
		if got := i.look(); got != tt.rest {
			t.Errorf("look %d: %v, want %v", step, got, tt.rest)
		}
	}
}
