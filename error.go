package clientele

import (
	"errors"
	"strings"
)

// FaultKind is the closed set of things that can go wrong for a person.
type FaultKind string

// The kinds of fault. Anything else is a defect of ours.
const (
	Invalid     FaultKind = "invalid"     // what was given cannot be right
	NotFound    FaultKind = "not found"   // no such thing
	Denied      FaultKind = "denied"      // you may not
	Conflict    FaultKind = "conflict"    // it does not fit with what is there
	Unavailable FaultKind = "unavailable" // not now: try again
	Full        FaultKind = "full"        // there is no room for it
)

// Fault is an error that says to a person what is wrong, where, and what to do.
type Fault struct {
	Kind   FaultKind
	What   string // "the amount is not a number", as Tell has it
	Where  string // "orders.csv, line 17, column Amount"; may be empty
	Remedy string // "write it as 1234.50", as Tell has it; may be empty
	Err    error  // the cause, for the log; may be nil
}

// Error is where, what, and the remedy, in one line: one mark between two parts, however they end.
func (f *Fault) Error() string {
	s, mark := strings.TrimRight(f.What, ".:;, "), "; "
	if strings.HasSuffix(s, "?") {
		mark = " "
	}
	if f.Where != "" {
		s = strings.TrimRight(f.Where, ".:;, ") + ": " + s
	}
	if f.Remedy != "" {
		s += mark + f.Remedy
	}
	return s
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// KindOf finds the kind of fault in a chain of errors; "" where there is none.
func KindOf(err error) FaultKind {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Kind
	}
	return ""
}
