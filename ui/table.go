package ui

import (
	"strings"

	"github.com/clientele-crm/clientele/view"
)

func ariaSort(s *view.SortChoice) string {
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
