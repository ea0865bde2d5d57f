package ui

import (
	"strings"

	"github.com/clientele-crm/clientele/shape"
)

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
