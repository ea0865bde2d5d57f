package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/clientele-crm/clientele"
)

// Lane is a row of jobs of which so many run at a time, over all processes.
type Lane struct {
	Name  string
	Width int
}

// Work is one line of the list of what a program can do in the background.
// Do may be run again after a kill, with the same arguments.
type Work[Args any] struct {
	Kind     Kind
	Lane     string
	Attempts int           // tries before it counts as failed; the end of a process is no try
	Timeout  time.Duration // its context ends then, and it fails; 0: never
	What     string        // for people
	Follows  bool          // it follows what people write, as often as they do: it is listed while it is open, or where it failed
	Do       func(context.Context, *Task, Args) error
}

// Listed is a Work of any arguments. There is no other.
type Listed interface{ listed() work }

// work is a Work whose arguments are read when it is done.
type work struct {
	Kind     Kind
	Lane     string
	Attempts int
	Timeout  time.Duration
	What     string
	Follows  bool
	do       func(context.Context, *Task) error
}

func (w Work[Args]) listed() work {
	return work{w.Kind, w.Lane, w.Attempts, w.Timeout, w.What, w.Follows, func(ctx context.Context, t *Task) error {
		args, err := decode[Args](t.args)
		if err != nil {
			return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("queue.odd-args"), Remedy: clientele.Tell("queue.odd-args-remedy"), Err: fmt.Errorf("job %q: %w", w.Kind, err)}
		}
		return w.Do(ctx, t, args)
	}}
}

// decode reads arguments strictly: a name that nobody knows is another program's.
func decode[Args any](kept []byte) (args Args, err error) {
	d := json.NewDecoder(bytes.NewReader(kept))
	d.DisallowUnknownFields()
	err = d.Decode(&args)
	return args, err
}

// tooLong is the cause of a context whose job has had its time.
type tooLong time.Duration

func (t tooLong) Error() string {
	return clientele.Tell("queue.too-long", "long", t.said())
}

func (t tooLong) said() string {
	switch d := time.Duration(t); {
	case d >= time.Hour:
		return clientele.Tell("noun.hour", "n", int(d/time.Hour))
	case d >= time.Minute:
		return clientele.Tell("noun.minute", "n", int(d/time.Minute))
	default:
		return clientele.Tell("noun.second", "n", int((d+time.Second-1)/time.Second))
	}
}
