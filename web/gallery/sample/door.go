package sample

import (
	"github.com/clientele-crm/clientele/crm/team"
	"github.com/clientele-crm/clientele/page"
)

// doorPages are the pages about coming in, and about who may.
func doorPages() []Shown {
	wrong := pageView("second-step", "The second step")
	wrong.FaultAct, wrong.Faults = "second-step", []page.FieldFault{{Field: "code", What: "that code is not right, or was used already", Remedy: "take the one the app shows now"}}
	begun := yourAccountOut()
	begun.Step, begun.Passkeys, begun.Origin = newStep(), []team.PasskeyRow{}, ""
	return []Shown{
		{"second-step", wrong, team.SecondStepOut{Sentence: "Now the code from your phone", Ticket: "t1cket", Next: "/balance", Step: team.StepRow{On: true, Codes: 7}}},
		{"second-step-new", pageView("second-step", "The second step"), team.SecondStepOut{Sentence: "One more step from now on", Ticket: "t1cket", Step: newStep()}},
		{"your-account", pageView("your-account", "Your account"), yourAccountOut()},
		{"your-account-begun", pageView("your-account", "Your account"), begun},
		{"leaving", pageView("leaving", "Shut out"), leavingOut()},
	}
}

func newStep() team.StepRow {
	return team.StepRow{Secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", URI: "otpauth://totp/Hartmann%20%26%20Osei:ruth@hartmann-osei.example?issuer=Hartmann%20%26%20Osei&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}
}

func yourAccountOut() team.YourAccountOut {
	return team.YourAccountOut{
		Sentence: "You are Ruth Osei, and sign in with ruth@hartmann-osei.example.", Owner: true, Required: true, Origin: "https://crm.hartmann-osei.example",
		Step: team.StepRow{On: true, Since: (Today - 200).Instant(), Codes: 7},
		Passkeys: []team.PasskeyRow{{ID: 1, Name: "My phone", Made: (Today - 90).Instant(), Used: (Today - 1).Instant()},
			{ID: 2, Name: "The blue key in the drawer of the office", Made: (Today - 12).Instant()}},
		People: []team.StepUser{{ID: 1, Name: "Ruth Osei", Email: "ruth@hartmann-osei.example", On: true, Me: true}, {ID: 2, Name: "Tom Hartmann", Email: "tom@hartmann-osei.example", On: true},
			{ID: 3, Name: "Kofi Mensah", Email: "kofi@hartmann-osei.example"}},
	}
}

func leavingOut() team.LeavingOut {
	return team.LeavingOut{
		Sentence: "Tom Hartmann looks after 214 relationships, 31 people, 12 open tasks, 3 promises, 2 saved views and a place behind 1 wall. Who takes it over?",
		Person:   team.Person{ID: 2, Name: "Tom Hartmann", Email: "tom@hartmann-osei.example"},
		Rows: []team.KindRow{{Kind: "accounts", N: 214}, {Kind: "people", N: 31}, {Kind: "tasks", N: 12}, {Kind: "promises", N: 3}, {Kind: "views", N: 2},
			{Kind: "walls", N: 1}},
		People: []team.Person{{ID: 1, Name: "Ruth Osei", Email: "ruth@hartmann-osei.example"}, {ID: 3, Name: "Kofi Mensah", Email: "kofi@hartmann-osei.example"}},
	}
}
