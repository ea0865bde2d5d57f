package faces

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

func asTyped(text string) (string, bool) { return text, true }

// What a form says, the rule that it comes to, and how that is read back.
func TestAgain(t *testing.T) {
	today, _ := clientele.ParseDay("2026-11-27")
	for _, tt := range []struct{ form, rule, says string }{
		{"", "", ""},
		{"recurrence=day&recurrence.n=1", "FREQ=DAILY", "every day"},
		{"recurrence=day&recurrence.n=3&recurrence.MO=yes&recurrence.nth=2&recurrence.nthday=TU", "FREQ=DAILY;INTERVAL=3", "every 3 days"},
		{"recurrence=week&recurrence.n=1", "FREQ=WEEKLY", "every week"},
		{"recurrence=week&recurrence.n=2&recurrence.TU=yes&recurrence.ends=on&recurrence.until=2027-03-03", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270303T235959Z;BYDAY=TU", "every second Tuesday until 3 Mar 2027"},
		{"recurrence=week&recurrence.n=1&recurrence.FR=yes&recurrence.MO=yes&recurrence.TU=yes", "FREQ=WEEKLY;BYDAY=MO,TU,FR", "every week on Monday, Tuesday and Friday"},
		{"recurrence=week&recurrence.n=3&recurrence.SU=yes", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU", "every 3 weeks on Sunday"},
		{"recurrence=week&recurrence.n=1&recurrence.MO=yes&recurrence.TU=yes&recurrence.WE=yes&recurrence.TH=yes&recurrence.FR=yes", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every day from Monday to Friday"},
		{"recurrence=week&recurrence.n=2", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"},
		{"recurrence=month&recurrence.n=1&recurrence.nthday=day", "FREQ=MONTHLY", "every month"},
		{"recurrence=month&recurrence.n=1&recurrence.nth=2&recurrence.nthday=TU&recurrence.ends=after&recurrence.times=5", "FREQ=MONTHLY;COUNT=5;BYDAY=+2TU", "every month on the second Tuesday, 5 times"},
		{"recurrence=month&recurrence.n=2&recurrence.nth=-1&recurrence.nthday=day", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1", "every 2 months on the last day"},
		{"recurrence=month&recurrence.n=1&recurrence.nth=-1&recurrence.nthday=FR", "FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"},
		{"recurrence=year&recurrence.n=1&recurrence.ends=after&recurrence.times=1", "FREQ=YEARLY;COUNT=1", "every year, once"},
		{"recurrence=FREQ%3DMONTHLY%3BBYMONTHDAY%3D15", "FREQ=MONTHLY;BYMONTHDAY=15", "by a rule of its own"},
		{"recurrence=now+and+then", "now and then", "by a rule of its own"},
	} {
		given, err := url.ParseQuery(tt.form)
		if err != nil {
			t.Fatal(err)
		}
		rule, fault := againIn("recurrence", page.Rest(given)).rule(asTyped)
		if rule != tt.rule || fault.What != "" {
			t.Errorf("%s: %q (%s), want %q", tt.form, rule, fault.What, tt.rule)
		}
		if said := SayAgain(say.English, rule, today); said != tt.says {
			t.Errorf("%s is said as %q, want %q", rule, said, tt.says)
		}
	}
}

// A rule is said whole in the language of who reads it.
func TestAgainInGerman(t *testing.T) {
	today, _ := clientele.ParseDay("2026-11-27")
	for rule, want := range map[string]string{
		"FREQ=WEEKLY;INTERVAL=2":                                 "alle 2 Wochen",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270303T235959Z": "jeden zweiten Dienstag bis 3. März 2027",
		"FREQ=MONTHLY;BYDAY=-1FR":                                "jeden Monat am letzten Freitag",
	} {
		if said := SayAgain(say.To("de", ""), rule, today); said != want {
			t.Errorf("%s is said as %q, want %q", rule, said, want)
		}
	}
}

// What cannot be is said beside its part.
func TestAgainFaults(t *testing.T) {
	for form, field := range map[string]string{
		"recurrence=day": ".n", "recurrence=day&recurrence.n=0": ".n", "recurrence=day&recurrence.n=1001": ".n", "recurrence=day&recurrence.n=two": ".n",
		"recurrence=month&recurrence.n=1&recurrence.nth=5&recurrence.nthday=MO": ".nth", "recurrence=month&recurrence.n=1&recurrence.nth=3&recurrence.nthday=day": ".nth",
		"recurrence=month&recurrence.n=1&recurrence.nth=0&recurrence.nthday=MO": ".nth", "recurrence=month&recurrence.n=1&recurrence.nth=1": ".nth",
		"recurrence=year&recurrence.n=1&recurrence.ends=on": ".until", "recurrence=year&recurrence.n=1&recurrence.ends=on&recurrence.until=2026-02-30": ".until",
		"recurrence=year&recurrence.n=1&recurrence.ends=after": ".times", "recurrence=year&recurrence.n=1&recurrence.ends=after&recurrence.times=-1": ".times",
	} {
		given, err := url.ParseQuery(form)
		if err != nil {
			t.Fatal(err)
		}
		rule, fault := againIn("recurrence", page.Rest(given)).rule(asTyped)
		if fault.Field != field || fault.What == "" || fault.Remedy == "" || rule != "" {
			t.Errorf("%s: %q, %+v, want a fault of %q", form, rule, fault, field)
		}
	}
}

// Whatever a form can say is a rule, and is shown by the form as it was said.
func TestAgainAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := again{Every: rapid.SampledFrom(units).Draw(t, "every"), N: fmt.Sprint(rapid.IntRange(1, most).Draw(t, "n")), NthDay: "day"}
		switch a.Every {
		case "week":
			for _, d := range weekdays {
				if rapid.Bool().Draw(t, d) {
					a.On = append(a.On, d)
				}
			}
		case "month":
			if a.Nth = rapid.SampledFrom([]string{"", "1", "2", "3", "4", "-1"}).Draw(t, "nth"); a.Nth != "" {
				a.NthDay = rapid.SampledFrom(weekdays).Draw(t, "day")
			}
		}
		switch a.Ends = rapid.SampledFrom([]string{"", "on", "after"}).Draw(t, "ends"); a.Ends {
		case "on":
			a.Until = clientele.Day(rapid.IntRange(700_000, 760_000).Draw(t, "until")).String()
		case "after":
			a.Times = fmt.Sprint(rapid.IntRange(1, most).Draw(t, "times"))
		}
		rule, fault := a.rule(asTyped)
		if _, err := rrule.StrToRRule(rule); fault.What != "" || err != nil {
			t.Fatalf("%+v: %q, %+v, %v", a, rule, fault, err)
		}
		if back := againOf(rule); fmt.Sprint(back) != fmt.Sprint(a) {
			t.Fatalf("%q is shown as %+v, said as %+v", rule, back, a)
		}
		if said := SayAgain(say.English, rule, 1); !strings.HasPrefix(said, "every ") || strings.Contains(said, "{") || strings.Contains(said, "again.") {
			t.Fatalf("%q is said as %q", rule, said)
		}
	})
}

// Whatever was stored, the form keeps it, and words never say another rule.
func FuzzAgainOf(f *testing.F) {
	for _, rule := range []string{"", "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=+2TU", "FREQ=WEEKLY;BYDAY=MO,+1TU;COUNT=3", "FREQ=YEARLY;BYMONTH=3;UNTIL=20270303T000000Z",
		"DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY", "FREQ=HOURLY", "FREQ=MONTHLY;BYMONTHDAY=1,-1", "FREQ=WEEKLY;INTERVAL=99999999", "now and then"} {
		f.Add(rule)
	}
	f.Fuzz(func(t *testing.T, rule string) {
		if _, err := rrule.StrToRRule(rule); err != nil {
			rule = ""
		}
		back, fault := againOf(rule).rule(asTyped)
		if fault.What != "" || back != rule && !sameRule(back, rule) {
			t.Errorf("%q comes back as %q (%+v)", rule, back, fault)
		}
		SayAgain(say.English, rule, 1)
	})
}
