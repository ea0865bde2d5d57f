package work

import (
	"testing"

	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
)

// What a colleague does with records behind a wall is not counted before others; an import of the firm is.
func TestFiguresOfRecordsAreForWhoAsked(t *testing.T) {
	s := queue.Status{Kind: "records-edit", By: "ada@example.org", State: queue.Running, Done: 3, Total: 40, Rate: 2, Left: 9, Note: "Acme", Err: "Acme is in the archive"}
	if row := rowFor(t.Context(), "ada@example.org", s); row.Done != 3 || row.Total != 40 || row.Note != "Acme" || row.Err == "" || row.Share == 0 {
		t.Errorf("who asked is not told: %+v", row)
	}
	if row := rowFor(t.Context(), "bo@example.org", s); row.Done != 0 || row.Total != 0 || row.Rate != 0 || row.LeftSeconds != 0 || row.Note != "" || row.Err != "" || row.Share != 0 || !row.Live {
		t.Errorf("a colleague is told: %+v", row)
	}
	s.Kind = jobs.KindImport
	if row := rowFor(t.Context(), "bo@example.org", s); row.Done != 3 || row.Total != 40 {
		t.Errorf("an import is the firm's: %+v", row)
	}
}
