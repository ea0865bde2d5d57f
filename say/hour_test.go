package say

import (
	"testing"
	"time"
)

// An hour behind a day is read as people write it; a day or a year alone is none.
func TestReadHour(t *testing.T) {
	for text, want := range map[string]struct {
		day  string
		hour time.Duration
	}{
		"yesterday 14:30": {"yesterday", 14*time.Hour + 30*time.Minute}, "14:30": {"", 14*time.Hour + 30*time.Minute}, "3 March, 9.15 am": {"3 March", 9*time.Hour + 15*time.Minute},
		"today at 3pm": {"today", 15 * time.Hour}, "12 am": {"", 0}, "12pm": {"", 12 * time.Hour}, "Monday 7h05": {"Monday", 7*time.Hour + 5*time.Minute}, "14h": {"", 14 * time.Hour},
		"2026-03-31T18:00": {"2026-03-31", 18 * time.Hour}, "2026-03-31 18:00:59": {"2026-03-31", 18 * time.Hour}, "gestern 9 Uhr": {"gestern", 9 * time.Hour}, "monday 9 o'clock": {"monday", 9 * time.Hour},
		"yesterday 14.30": {"yesterday", 14*time.Hour + 30*time.Minute},
	} {
		if day, hour, ok := ReadHour(text); !ok || day != want.day || hour != want.hour {
			t.Errorf("%q: %q, %v, %v", text, day, hour, ok)
		}
	}
	for _, text := range []string{"", "today", "31.3.2026", "31.12", "3 March 26", "2026", "31/3/26", "24:00", "13 pm", "8:75", "31.3.", "in 3 weeks", "15"} {
		if day, hour, ok := ReadHour(text); ok || day != text {
			t.Errorf("%q: %q, %v", text, day, hour)
		}
	}
}

func FuzzReadHour(f *testing.F) {
	for _, text := range []string{"yesterday 14:30", "9.15 am", "T18:00", "1t1:1", "at 99:99", "31.12"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if day, hour, ok := ReadHour(text); ok && (hour < 0 || hour >= 24*time.Hour || len(day) > len(text)) {
			t.Errorf("%q: %q, %v", text, day, hour)
		}
	})
}
