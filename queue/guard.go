package queue

import (
	"errors"
	"runtime/debug"

	"github.com/clientele-crm/clientele"
)

// Panic is the error of a goroutine that panicked, with where.
type Panic struct {
	Name  string
	Value any
	Stack []byte
}

// Error says which goroutine, and what it said. The stack goes to the log.
func (p *Panic) Error() string {
	return clientele.Tell("queue.defect", "name", p.Name, "value", p.Value)
}

// Go runs do beside the caller. It is the only way to start a goroutine: a panic becomes an error, and the process lives. The error, or nil,
// arrives once on the channel, which never blocks the sender.
func Go(name string, do func() error) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- Guarded(name, do) }()
	return ended
}

// Guarded runs do and turns its panic into an error.
func Guarded(name string, do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{Name: name, Value: v, Stack: debug.Stack()}
		}
	}()
	return do()
}

// stackOf is the stack of a panic in a chain of errors, for the log.
func stackOf(err error) string {
	var p *Panic
	if errors.As(err, &p) {
		return string(p.Stack)
	}
	return ""
}
