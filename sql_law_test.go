package clientele_test

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// owners says which folder keeps which tables of db/schema: no other names them in its SQL.
// The tables of types of record are read and written by record, which names them by their types.
var owners = map[string]string{
	"directory": "accounts account_words",
	"ledger": "entries chain party_keys imports import_acts import_rejects spans same fits histories overrules standings standing_changes journey_stays" +
		" standing_counts kind_months lines same_lines measured movements phrases",
	"access": "users teams team_users walls wall_users settings sessions tokens links passkeys second_steps recovery_codes calendar_addresses",
	"queue":  "jobs schedules",
	"jobs":   "treatments treatment_sums",
	"record": "custom_fields record_values record_links record_batches batches batch_refusals batch_stayed redeemed",
	"search": "search_docs search_words", "identity": "block_keys block_profiles",
	"crm/calendar":   "events event_users event_rings",
	"crm/duplicates": "duplicate_models duplicate_pairs", "crm/deals": "pipelines stages deals", "crm/engagements": "offerings engagements hours engagement_tasks engagement_origins", "crm/files": "files file_contents", "crm/find": "search_fed", "crm/lines": "business_lines", "crm/mentions": "mentions",
	"crm/orders": "products prices orders deal_orders addons addons_learnt",
	"crm/people": "people person_days", "crm/tasks": "tasks", "faces": "views", "db": "workspaces unindexed",
	"crm/stability": "stability revenue_years", "crm/drivers": "drivers",
}

// crossings are the tables that a folder names though they are another's, each with its reason.
var crossings = map[string]map[string]string{
	"ledger": {
		"accounts":      "lists of standings are sorted by names, and obey owners and walls, in the one statement that walks them; doctor looks for entries of nobody",
		"account_words": "a list is narrowed by the words of names in that statement",
	},
	"access": {"workspaces": "the name of the firm stands there, beside the last id"},
	"record": {"walls": "whether a wall only shares is asked for each write, in its transaction"},
	"ops": {
		"workspaces": "a restore begins with an empty house", "entries": "doctor compares the clock with the book",
		"jobs": "doctor tells of work that failed or waits", "file_contents": "a backup keeps the contents that are spoken of",
	},
}

var (
	tableMade  = regexp.MustCompile(`(?m)^CREATE (?:VIRTUAL )?TABLE (\w+)`)
	tableNamed = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(\w+)`)
)

// The law sees SQL too: each statement names only tables that its own folder keeps.
func TestTheLawOfTables(t *testing.T) {
	keeper := map[string]string{}
	for folder, tables := range owners {
		for _, table := range strings.Fields(tables) {
			keeper[table] = folder
		}
	}
	for _, table := range made(t) {
		if keeper[table] == "" {
			t.Errorf("the table %s is nobody's: give it to the folder that keeps it", table)
		}
	}
	used := map[string]bool{}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		for _, n := range namedIn(s) {
			folder := keeper[n.table]
			if folder == "" || within(s.path, folder) {
				continue
			}
			if crossings[s.room][n.table] == "" {
				t.Errorf("%s:%d names the table %s in its SQL, which is for %s to ask", s.path, n.line, n.table, folder)
			}
			used[s.room+" "+n.table] = true
		}
	}
	for room, tables := range crossings {
		for table := range tables {
			if !used[room+" "+table] {
				t.Errorf("%s may name %s, and does not", room, table)
			}
		}
	}
}

func within(path, folder string) bool {
	return strings.HasPrefix(filepath.ToSlash(path), folder+"/")
}

// made are the tables of the schema.
func made(t *testing.T) (tables []string) {
	t.Helper()
	files, err := filepath.Glob("db/schema/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no schema", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tableMade.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(tables, m[1]) {
				tables = append(tables, m[1])
			}
		}
	}
	if len(tables) < 40 {
		t.Fatalf("only %d tables found: the search is broken", len(tables))
	}
	return tables
}

type tableAt struct {
	table string
	line  int
}

// namedIn are the tables that the texts of a file name as SQL does. A name that is put
// together of parts is not seen.
func namedIn(s source) (found []tableAt) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			return true
		}
		for _, m := range tableNamed.FindAllStringSubmatch(text, -1) {
			found = append(found, tableAt{m[1], s.fset.Position(lit.Pos()).Line})
		}
		return true
	})
	return found
}
