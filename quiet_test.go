package clientele

import "testing"

// Who has gone quiet is or was a client; a person's word goes before what the measure remembers,
// and a prospect by it neither slips nor has reasons to.
func TestWhoHasGoneQuiet(t *testing.T) {
	for name, c := range map[string]struct {
		kind, word Kind
		trend      Trend
		was, quiet bool
	}{
		"a client slips":                        {Client, "", Slipping, false, true},
		"a client is steady":                    {Client, "", Steady, false, false},
		"a customer slips":                      {Customer, "", Slipping, false, false},
		"a customer who was a client":           {Customer, "", Slipping, true, true},
		"it is a customer, somebody says":       {Client, Customer, Slipping, false, false},
		"it is a client, somebody says":         {Customer, Client, Slipping, false, true},
		"it was a client, and is a prospect":    {Customer, Prospect, Slipping, true, false},
		"who is a prospect by word and measure": {Prospect, Prospect, Lapsed, false, false},
	} {
		s := Standing{Kind: c.kind, MeasuredKind: c.kind, Trend: c.trend, WasClient: c.was, Reasons: []Reason{{Code: "orders", Weight: 1}, {Code: "slipping"}}}
		if c.word != "" {
			s.Overrule(c.word)
		}
		if s.Quiet() != c.quiet {
			t.Errorf("%s: quiet is %v", name, s.Quiet())
		}
		if byWord := c.word == Prospect && c.kind != Prospect; byWord != (len(s.Reasons) == 1) || byWord && s.Trend != Steady || !byWord && s.Trend != c.trend {
			t.Errorf("%s: %s, %+v", name, s.Trend, s.Reasons)
		}
	}
}
