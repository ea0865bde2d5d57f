package main

import (
	"strings"
	"testing"
)

func TestOddZone(t *testing.T) {
	for tz, odd := range map[string]bool{"": false, "UTC": false, "Europe/Vienna": false, ":America/New_York": false, "Nope": true, "Europe/Wien-Nord": true} {
		if said := oddZone(tz); (said != "") != odd || odd && !strings.Contains(said, "TZ="+tz) {
			t.Errorf("%q: %q", tz, said)
		}
	}
}
