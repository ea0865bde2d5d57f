package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/directory"
)

// A file says the same in a terminal and in the browser: how many there are of each kind
// and trend, whom a browser's list of them holds, and how sure the measure is of each.
func TestAnalyzeSaysWhatTheBrowserShows(t *testing.T) {
	logs := map[string]func(t *testing.T) []string{
		"demo": func(t *testing.T) []string {
			dir := t.TempDir()
			if got := run(t.Context(), []string{"demo", "--preset", "shop", "--accounts", "250", "--seed", "5", "--out", dir}, stdio{out: io.Discard, err: io.Discard}); got != exitDone {
				t.Fatalf("status %d", got)
			}
			return []string{filepath.Join(dir, "orders.csv"), filepath.Join(dir, "interactions.csv")}
		},
		"cdnow": func(t *testing.T) []string {
			return []string{"--map", "account=sample_id,at=date,amount=dollars", data(t, "cdnow_sample.csv")}
		},
		"foundation": func(t *testing.T) []string {
			return []string{"--map", "account=donee_id,at=date,amount=amount", data(t, "foundation_bradley_yearly.csv.gz")}
		},
	}
	for name, of := range logs {
		t.Run(name, func(t *testing.T) {
			files := of(t)
			var out bytes.Buffer
			if got := run(t.Context(), append([]string{"analyze", "--format", "json"}, files...), stdio{out: &out, err: io.Discard}); got != exitDone {
				t.Fatalf("analyze: status %d", got)
			}
			var said []struct {
				Account, Kind, Trend string
				ClientProb           float64 `json:"client_prob"`
				ActiveProb           float64 `json:"active_prob"`
			}
			if err := json.Unmarshal(out.Bytes(), &said); err != nil {
				t.Fatal(err)
			}
			sh := &shell{t, []string{"--data", t.TempDir()}}
			sh.must(append([]string{"import"}, files...)...)
			h := sh.open()
			counted := map[string]int64{}
			counts, err := h.jobs.Book.For(access.System("test")).KindCounts(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range counts {
				counted[fmt.Sprint(c.Kind, " ", c.Trend)] += c.Count
			}
			for _, s := range said {
				counted[s.Kind+" "+s.Trend]--
				found, err := h.jobs.Directory.SearchWithin(t.Context(), s.Account, 1, directory.Within{Every: true})
				if err != nil || len(found) == 0 || found[0].Key != s.Account {
					t.Fatal(s.Account, found, err)
				}
				is, err := h.jobs.Book.Standing(t.Context(), clientele.Relationship{Account: found[0].ID})
				if err != nil || decimals(is.ClientProb) != decimals(s.ClientProb) || decimals(is.ActiveProb) != decimals(s.ActiveProb) {
					t.Fatalf("%s: said %+v, shown %+v, %v", s.Account, s, is, err)
				}
			}
			for _, what := range slices.Sorted(maps.Keys(counted)) {
				if counted[what] != 0 {
					t.Errorf("%s: the browser counts %+d more", what, counted[what])
				}
			}
		})
	}
}
