package sample

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/trail"
	"github.com/clientele-crm/clientele/crm/walls"
	"github.com/clientele-crm/clientele/page"
)

func trailOut() trail.TrailOut {
	at := func(hour int) clientele.Instant { return Today.Instant() + clientele.Instant(hour*3_600_000) }
	return trail.TrailOut{
		Sentence: "The latest first. What you may not see is not here.", Export: "/trail?format=csv", Next: "/trail?at=x",
		Shut: "There are 2 walled relationships that nobody can open.", Said: "Whole: all 48,211 entries that there were on Mon 2 Mar, 18:04 are as they were written.",
		Checked: &trail.Checked{At: at(-6), Entries: 48_211},
		Users:   []page.Choice{{Label: "Everybody", Selected: true}, {Value: "1", Label: "Ruth Osei"}}, Abouts: []page.Choice{{Label: "Everything", Selected: true}},
		Rows: []trail.Row{
			{ID: 9, At: at(11), By: "Ruth Osei", Way: "in the browser", What: "Changed the relationship", Record: "Juniper Dental", Href: "/accounts/4", Changes: []string{"Name: Juniper → Juniper Dental", "Looked after by: Ruth Osei"}},
			{ID: 8, At: at(10), By: "Tom Hartmann", Way: "by a key", What: "Wrote down a note for", Record: "Marlow & Finch Architects", Href: "/accounts/7", Changes: []string{"Wants to see the plans before Easter, and asked who else is on the job."}},
			{ID: 7, At: at(9), By: "Ruth Osei", Way: "in the browser", What: "Read, behind a wall, the relationship", Record: "Osei Family", Href: "/accounts/9"},
			{ID: 6, At: at(8), By: "Ruth Osei", Way: "in the background", What: "Brought in", Record: "orders-2025.csv", Href: "/imports/3"},
		},
	}
}

func wallsOut() trail.WallsOut {
	return trail.WallsOut{Sentence: "There are 2 walled relationships that nobody can open.", Rows: []trail.WallRow{{Wall: 412, Made: (Today - 300).Instant()}, {Wall: 977, Made: (Today - 40).Instant()}}}
}

func whoOut() walls.WhoOut {
	return walls.WhoOut{
		Sentence: "Everybody of the house sees it, and from outside: Kofi Mensah.", Account: 4, Name: "Juniper Dental", Shared: true,
		Users:   []page.Choice{{Value: "1", Label: "Ruth Osei", Selected: true}, {Value: "2", Label: "Tom Hartmann"}, {Value: "3", Label: "Kofi Mensah (from outside)"}},
		Helpers: []page.Choice{{Value: "3", Label: "Kofi Mensah", Selected: true}},
	}
}
