package db

import "sync"

// mostRebound is how many texts are remembered. Ours are some hundreds; the filters that
// people write make others without end.
const mostRebound = 4_000

// rebound remembers texts with ? as texts with $n, over all databases: it depends on the text alone.
var rebound = texts{known: map[string]string{}}

// texts is a memory of bounded size: full, it begins anew.
type texts struct {
	mu    sync.RWMutex
	known map[string]string
}

func (t *texts) find(text string) (string, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	made, ok := t.known[text]
	return made, ok
}

func (t *texts) keep(text, made string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.known) >= mostRebound {
		clear(t.known)
	}
	t.known[text] = made
}
