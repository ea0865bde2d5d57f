// Package ui is the face of the house: templ components that every capability composes
// its pages of. It reads nothing and decides nothing: it
// says what it was given, in words and in drawings, and every number it was given
// a place for is a link to that place.
//
// Start at layout.templ; words.go says days, money and chances; the charts are in
// chart_*.templ over the plain geometry of plot.go. No page holds inline script or
// inline style. *_templ.go is generated: make generate.
package ui

//go:generate go tool -modfile=../tools/go.mod templ generate
