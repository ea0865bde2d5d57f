package ui

import "github.com/clientele-crm/clientele"

// icons are drawn on a field of 24 by 24, one stroke each.
var icons = map[string]string{
	"today":         "M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM8 3v4M16 3v4M4 10h16M9 15l2 2 4-4",
	"relationships": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.6c1.8 1 3 3 3 5.4",
	"person-list":   "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-6 8-6s8 2 8 6",
	"task-list":     "M5 12l5 5L20 7",
	"calendar":      "M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM8 3v4M16 3v4M4 10h16M8 13.5h.01M12 13.5h.01M16 13.5h.01M8 17h.01M12 17h.01",
	"product-list":  "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
	"order-list":    "M6 8h12l1 12H5zM9 8V7a3 3 0 0 1 6 0v1",
	"deal-list":     "M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v5h-4z",
	"forecast":      "M4 19h16M5 15l4-4 3 2 7-8M15 5h4v4",
	"balance":       "M4 20h16M7 20v-7M12 20V5M17 20V10",
	"journey":       "M4 5h16l-6 7v6l-4 2v-8z",
	"stability":     "M4 20h16M4 15l5-4 4 3 7-8M16 6h4v4",
	"drivers":       "M4 20h16M6 16l3-8 3 5 3-9 3 12",
	"trust":         "M12 3l7 3v5c0 4.6-3 8.2-7 10-4-1.8-7-5.4-7-10V6zM9 12l2 2 4-4",
	"imports":       "M12 4v11M8 11l4 4 4-4M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
	"duplicates":    "M4 5h9v9H4zM11 14v5h9v-9h-7",
	"jobs":          "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
	"settings":      "M4 7h8M16 7h4M4 17h4M12 17h8M14 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM10 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
	"search":        "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
	"theme":         "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 8h6.5M12 12h9M12 16h6.5",
	"user":          "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-6 8-6s8 2 8 6",
	"help":          "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17v.01",
	"order":         "M6 8h12l1 12H5zM9 8V7a3 3 0 0 1 6 0v1",
	"return":        "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
	"call":          "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a2 2 0 0 1-2.2 2A16 16 0 0 1 4 5.2 2 2 0 0 1 6 3z",
	"email":         "M4 6h16v12H4zM4 7l8 6 8-6",
	"meeting":       "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.6c1.8 1 3 3 3 5.4",
	"visit":         "M12 21s7-6 7-11a7 7 0 1 0-14 0c0 5 7 11 7 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
	"message":       "M4 5h16v11H9l-5 4z",
	"note":          "M6 3h9l4 4v14H6zM14 3v5h5M9 13h6M9 17h4",
	"engagement":    "M7 3h10a1 1 0 0 1 1 1v17l-6-4-6 4V4a1 1 0 0 1 1-1z",
	"overrule":      "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
	"bell":          "M6 16V11a6 6 0 0 1 12 0v5l2 2H4ZM10 21h4",
	"followup":      "M5 21V4M5 5h13l-3 4 3 4H5",
	"settled":       "M5 12l5 5L20 7",
	"plus":          "M12 5v14M5 12h14",
	"more":          "M5 7h14M5 12h14M5 17h14",
	"close":         "M6 6l12 12M18 6L6 18",
	"down":          "M7 10l5 5 5-5",
	"up":            "M7 14l5-5 5 5",
	"columns":       "M4 5h16v14H4zM10 5v14M15 5v14",
	"export":        "M12 15V4M8 8l4-4 4 4M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
	"filter":        "M4 6h16M7 12h10M10 18h4",
	"warn":          "M12 4l9 16H3zM12 10v4M12 17v.01",
	"out":           "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
	"later":         "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
	"print":         "M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z",

	"engagement-list": "M7 3h10a1 1 0 0 1 1 1v17l-6-4-6 4V4a1 1 0 0 1 1-1z",
}

// entryIcon is the icon of an entry: that of its channel where it is contact.
func entryIcon(kind clientele.EntryKind, channel clientele.Channel) string {
	if kind == clientele.KindInteraction && icons[string(channel)] != "" {
		return string(channel)
	}
	if kind == clientele.KindChanged {
		return "overrule" // a pen
	}
	return string(kind)
}
