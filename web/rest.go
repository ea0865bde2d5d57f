package web

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// restAfter is how often it is looked whether anybody still asks for anything.
const restAfter = time.Minute

// idler notices when nobody has asked for anything between two looks.
type idler struct {
	served atomic.Int64 // requests
	last   int64        // of them at the last look
	rested bool         // since the last request
}

// look says, once after each stretch of work, that it is time to rest.
func (i *idler) look() bool {
	n := i.served.Load()
	idle := n == i.last
	rest := idle && !i.rested && n > 0
	i.last, i.rested = n, idle && (i.rested || rest)
	return rest
}

// rest gives the memory of past requests back while nobody asks for anything.
func (s *Server) rest(ctx context.Context) error {
	look := time.NewTicker(restAfter)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
		if s.idle.look() {
			s.crm.DB.Rest()
			debug.FreeOSMemory()
		}
	}
}
