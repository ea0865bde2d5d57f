package ui

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
)

// CountingFrom is a frame whose days count from another than today: from the last of which
// anything is known, on the pages of a firm whose evidence ended long ago. Forms keep today.
func CountingFrom(v page.Frame, asOf clientele.Day) page.Frame {
	if asOf != clientele.NoDay {
		v.Today = asOf
	}
	return v
}
