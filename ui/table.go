package ui

import (
	"strings"

	"github.com/clientele-crm/clientele/shape"
)

// Sorting is by what a list is sorted, as the head of its table links it.
type Sorting = shape.SortChoice

func ariaSort(s *shape.SortChoice) string {
	switch {
	case s == nil || !s.Current:
		return ""
	case s.Desc:
		return "descending"
	}
	return "ascending"
}

func cellClass(c Col) string {
	if c.Num {
		return strings.TrimSpace(c.Place + " num")
	}
	return c.Place
}
