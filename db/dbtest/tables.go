package dbtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
)

// Primary are the tables of what was written down, by whom, and of what was measured or
// advised on days that are past: from nothing else can it be made again.
var Primary = strings.Fields("workspaces accounts people tasks events views files file_contents custom_fields business_lines pipelines stages deals offerings engagements hours engagement_tasks engagement_origins" +
	" products prices orders deal_orders" +
	" entries chain party_keys imports import_acts import_rejects standing_changes kind_months movements treatments" +
	" users teams team_users walls wall_users settings tokens passkeys second_steps recovery_codes calendar_addresses" +
	" batches record_batches batch_refusals batch_stayed duplicate_pairs mentions")

// Passing are the tables of what is under way, or how far it has come.
var Passing = strings.Fields("jobs schedules sessions links redeemed unindexed search_fed event_rings")

// Derived are the tables of what follows from the primary ones, each with those of its columns that
// stand there again when it is made anew. Of search_words nobody reads more than what it finds; same_lines
// is made of business_lines, of which most firms put none together (web/lines_test.go).
var Derived = map[string]string{
	"histories": "*", "spans": "*", "same": "*", "same_lines": "", "overrules": "*", "fits": "workspace, name, day", "standings": "*", "measured": "*", "phrases": "*", "lines": "*",
	"standing_counts": "*", "journey_stays": "", "treatment_sums": "*", "record_values": "*", "record_links": "*", "account_words": "*", "person_days": "*", "event_users": "*",
	"block_keys": "*", "block_profiles": "*", "duplicate_models": "workspace, type, model, highest",
	"addons": "", "addons_learnt": "", // as often as they are learnt
	"search_docs": "workspace, type, id, account, wall, at, title, body, title_words", "search_words": "",
	"stability": "", "revenue_years": "", "drivers": "", // after the measure, in jobs of their own (web/stability_test.go, web/drivers_test.go)
}

// Told is what stands in the derived tables, as text, by table.
func Told(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for table, columns := range Derived {
		if columns == "" {
			continue
		}
		var lines []string
		for row, err := range db.Loose(t.Context(), d, "SELECT "+columns+" FROM "+table) {
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%v\n", row))
		}
		slices.Sort(lines)
		all[table] = strings.Join(lines, "")
	}
	return all
}

// Differ says what is told otherwise, line by line; but for old words of accounts, which
// stay until all are made anew.
func Differ(before, after map[string]string) (all []string) {
	for table := range Derived {
		was, is := strings.SplitAfter(before[table], "\n"), strings.SplitAfter(after[table], "\n")
		for _, line := range without(was, is) {
			if table != "account_words" {
				all = append(all, table+" - "+line)
			}
		}
		for _, line := range without(is, was) {
			all = append(all, table+" + "+line)
		}
	}
	slices.Sort(all)
	return all
}

// without are the lines that are not among others.
func without(lines, others []string) (left []string) {
	there := map[string]bool{}
	for _, line := range others {
		there[line] = true
	}
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return there[line] })
}
