// Package sample is made-up firms for looking at pages and for testing them: a rich
// one, an empty one, and one whose every word is hostile. Nothing of it is true.
package sample

import (
	"reflect"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/balance"
	"github.com/clientele-crm/clientele/crm/duplicates"
	"github.com/clientele-crm/clientele/crm/fields"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/crm/imports"
	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/crm/settings"
	"github.com/clientele-crm/clientele/crm/start"
	"github.com/clientele-crm/clientele/crm/team"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/crm/trail"
	"github.com/clientele-crm/clientele/crm/trust"
	"github.com/clientele-crm/clientele/crm/work"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// Shown is one page with what it is given.
type Shown struct {
	Name string
	View page.Frame
	Out  any
}

// Today is the day on which all of it is looked at.
var Today = day("2026-03-03")

func day(s string) clientele.Day {
	d, err := clientele.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func euro(major float64) clientele.Money {
	return clientele.Money{Minor: int64(major*100 + 0.5), Currency: "EUR"}
}

func pageView(name, title string) page.Frame {
	var menu []page.MenuItem
	for _, p := range page.Pages(crm.New(crm.Ports{}).All) {
		if p.Menu != "" {
			menu = append(menu, page.MenuItem{Name: p.Name, Title: say.Capital(say.English.Fill(p.Title)), Href: p.Path, Group: p.Menu, Current: p.Name == name})
		}
	}
	return page.Frame{
		Page: name, Title: title, Path: "/" + name, Menu: menu, Today: Today, Version: "0.1.0",
		Speaker: say.English,
		Shell:   page.Shell{Firm: "Hartmann & Osei", Words: say.English.Words()},
		Viewer:  ruth("Ruth Osei"),
	}
}

func ruth(name string) access.Scope {
	return access.Of(access.User{ID: 1, Name: name, Email: "ruth@hartmann-osei.example", Role: access.Owner}, nil, nil)
}

// Rich is every page as it looks after a year of use.
func Rich() []Shown {
	account := pageView("account", "Marlow & Finch Architects")
	flashed := pageView("today", "Today")
	flashed.Flash = &page.Flash{Text: "Done: Juniper Dental. It comes back when there is something new.", Undo: &page.Undo{Act: "settle", With: map[string]string{"account": "4"}}}
	wrong := pageView("sign-in", "Sign in")
	wrong.FaultAct, wrong.Fault = "sign-in", "the e-mail address or the password is not right"
	wrong.Input = map[string]string{"email": "ruth@hartmann-osei.example"}
	refused := pageView("account", "Marlow & Finch Architects")
	refused.FaultAct = "add-interaction"
	refused.Faults = []page.FieldFault{{Field: "day", What: `"31 February" is not a day`, Remedy: "write it as 2026-03-31"}, {Field: "minutes", What: "it is too large", Remedy: "at most 1440"}}
	refused.Input = map[string]string{"day": "31 February", "minutes": "9999", "text": "About the extension"}
	return append([]Shown{
		{"today", flashed, todayOut()},
		{"relationships", pageView("relationships", "Relationships"), relationshipsOut()},
		{"account", account, accountOut()},
		{"account-refused", refused, accountOut()},
		{"balance", pageView("balance", "Balance"), balanceOut()},
		{"moved", pageView("moved", "Who moved"), movedOut()},
		{"trust", pageView("trust", "Trust"), trustOut()},
		{"imports", pageView("imports", "Imports"), importsOut()},
		{"import", pageView("imports", "orders-2025.csv"), importOut()},
		{"preview", pageView("imports", "Look at a file"), previewOut()},
		{"jobs", pageView("jobs", "Work"), jobsOut()},
		{"job", pageView("jobs", "Work"), work.JobOut{Sentence: "Reading orders-2025.csv: 41 % done, about 20 seconds left.", Job: running()}},
		{"duplicates", pageView("duplicates", "Duplicates"), duplicatesOut()},
		{"merge", pageView("merge-two", "Merge"), twoOut()},
		{"merged", pageView("merged", "Merged"), mergedOut()},
		{"own-fields", pageView("own-fields", "Fields"), ownFieldsOut()},
		{"search", pageView("search", "Search"), searchOut()},
		{"settings", pageView("settings", "Settings"), settingsOut()},
		{"trail", pageView("trail", "Who did what"), trailOut()},
		{"shut-walls", pageView("trail", "Walls nobody can pass"), wallsOut()},
		{"who-sees", pageView("account", "Who may see it"), whoOut()},
		{"sign-in", wrong, team.SignInPageOut{Sentence: "Sign in to Hartmann & Osei", Firm: "Hartmann & Osei"}},
		{"setup", pageView("setup", "Welcome"), team.SetupOut{Sentence: "Welcome. Who are you?", Token: "t0ken", MinPass: 10}},
		{"start", pageView("start", "First steps"), start.StartOut{Title: "First steps", Sentence: clientele.Tell("start.sentence"), Sample: true}},
		{"start-asks", pageView("start", "First steps"), start.StartOut{Title: "Welcome to Hartmann & Osei", Sentence: clientele.Tell("start.asks"), Asks: true, Firm: "Hartmann & Osei", Words: say.English.Words()}},
		{"error", pageView("", "Not found"), ui.ErrorOut{Sentence: "there is no such account", Status: 404, Where: "/accounts/999", Remedy: "look for it by name", Ref: "b7f1-22"}},
	}, doorPages()...)
}

// Empty is every page on the first day.
func Empty() []Shown {
	out := Rich()
	kinds := []today.KindCount{}
	blank := map[string]any{
		"today":         today.TodayOut{Sentence: "Nothing here yet: bring in your orders, and this page says who needs you.", Today: Today, Empty: true, Kinds: kinds},
		"relationships": relationships.RelationshipsOut{Sentence: "Nobody here yet.", Empty: true},
		"account": account.AccountOut{Sentence: "Nothing is known yet.", Account: shape.AccountHead{ID: 9, Key: "new@example.org", Name: "new@example.org", Href: "/accounts/9"}, Today: Today,
			Channels: channels(), Lines: []shape.LineStanding{{Current: true, Standing: shape.StandingRow{Account: 9, Kind: clientele.Prospect, MeasuredKind: clientele.Prospect, Stage: clientele.Awareness, Trend: clientele.Steady, HorizonDays: 365}}}},
		"balance":    balance.BalanceOut{Sentence: "Nothing to weigh yet.", Empty: true},
		"trust":      trust.TrustOut{Sentence: "Not tested on your own data yet."},
		"imports":    imports.ImportsOut{Sentence: "Nothing was brought in yet.", May: true},
		"import":     imports.ImportOut{Sentence: "Nothing in it was new.", Import: imports.ImportRow{ID: 1, File: "empty.csv", State: "done"}},
		"preview":    imports.ImportPreviewOut{Sentence: "This file has no rows.", File: "empty.csv"},
		"jobs":       work.JobsOut{Sentence: "Nothing runs."},
		"duplicates": duplicates.DuplicatesOut{Sentence: "No two people look the same.", In: duplicates.DuplicatesIn{Of: "people", View: "open"}, MayWrite: true},
		"own-fields": fields.OwnFieldsOut{Sentence: "You ask nothing more of people than every firm does.", Of: "people", Called: "people"},
		"search":     find.SearchOut{Sentence: "Nobody is called that.", Text: "zz"},
		"settings":   settings.SettingsOut{Sentence: "Everything as it was on the first day.", Me: settings.Me{User: 1, Name: "Ruth Osei", Email: "ruth@hartmann-osei.example", Role: access.Owner}},
		"sign-in":    team.SignInPageOut{Sentence: "Nobody lives here yet", Unowned: true},
		"trail":      trail.TrailOut{Sentence: "Nobody did anything that fits.", Said: "Each entry is chained to the one before. Nobody has checked the chain yet."},
	}
	var shown []Shown
	for _, s := range out {
		if b, ok := blank[s.Name]; ok {
			s.Out, s.View.Flash, s.View.Fault, s.View.FaultAct = b, nil, "", ""
			if s.Name == "sign-in" {
				s.View.Viewer = access.Scope{}
			}
			shown = append(shown, s)
		}
	}
	quiet := todayOut()
	quiet.Sentence, quiet.Well = "Nobody needs you today. Well done.", []string{"All 14 promises of this week were kept.", "Juniper Dental became a client."}
	for i := range quiet.Lists {
		quiet.Lists[i].Steps, quiet.Lists[i].Count = nil, page.Count{}
	}
	nobody := relationshipsOut()
	nobody.Rows, nobody.Next, nobody.Count = nil, "", page.Count{}
	nobody.Sentence = "No client is slipping with more than €50,000 a year."
	return append(shown, Shown{"today-quiet", pageView("today", "Today"), quiet}, Shown{"relationships-none", pageView("relationships", "Relationships"), nobody})
}

// Foul is a word that a careless page would trip over.
const Foul = `<script>alert(1)</script>"'><img src=x onerror=alert(2)> Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft שלום ` + "\u202e" + ` %s {{.}} `

// words are the fields that hold what people or files wrote.
var words = map[string]bool{
	"Name": true, "Text": true, "Sentence": true, "Why": true, "Do": true, "Owner": true, "Note": true, "Err": true, "Title": true, "Label": true,
	"File": true, "Reason": true, "Person": true, "What": true, "Remedy": true, "Row": true, "Header": true, "Cause": true, "Email": true, "Phone": true,
	"Country": true, "Key": true, "Model": true, "Line": true, "Well": true, "Firm": true, "By": true, "Ref": true, "Map": true, "Product": true, "Next": true,
	"Where": true, "Dialect": true, "Client": true, "Value": true, "Empty": true, "Notes": true, "Sample": true, "Column": true,
}

// Hostile is the rich pages with every word replaced.
func Hostile() []Shown {
	shown := Rich()
	for i := range shown {
		out := reflect.New(reflect.TypeOf(shown[i].Out)).Elem()
		out.Set(reflect.ValueOf(shown[i].Out))
		foul(out, "")
		v := reflect.New(reflect.TypeOf(shown[i].View)).Elem()
		v.Set(reflect.ValueOf(shown[i].View))
		v.FieldByName("Firm").SetString(Foul)
		shown[i].Out, shown[i].View = out.Interface(), v.Interface().(page.Frame)
		shown[i].View.Viewer = ruth(Foul)
		shown[i].View.Flash = &page.Flash{Text: Foul}
	}
	return shown
}

// foul replaces words below v. Addresses and the values of choices stay: they are
// the house's own.
func foul(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.String:
		if words[name] && v.CanSet() && !strings.HasPrefix(v.String(), "/") && v.String() != "" {
			v.SetString(Foul)
		}
	case reflect.Struct:
		isChoice := v.Type() == reflect.TypeFor[page.Choice]()
		for i := range v.NumField() {
			f := v.Type().Field(i)
			code := isChoice && f.Name == "Value" || f.Name == "Name" && hasPlainName(v.Type())
			if f.IsExported() && !code {
				foul(v.Field(i), f.Name)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			foul(v.Index(i), name)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			foul(v.Elem(), name)
		}
	}
}

// hasPlainName says whether a struct's Name is ours: of a column, a filter, a view.
func hasPlainName(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[shape.SortChoice](), reflect.TypeFor[relationships.FilterChoice](), reflect.TypeFor[relationships.ViewTab](), reflect.TypeFor[trust.MeasureScore]():
		return true
	}
	return false
}
