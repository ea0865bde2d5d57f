// Package shape is how a standing, a step, a change and a piece of work are
// written in an answer, whichever capability gives it: the structs with their JSON,
// and what makes them of the book's own. ui draws them.
//
// It decides nothing and writes nothing. Start at shape.go, then rows.go.
package shape
