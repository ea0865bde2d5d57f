package engagements

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// used is how much of an engagement was worked: within the days that were asked for, and in all.
type used struct {
	Engagement clientele.ID `db:"engagement"`
	Within     float64      `db:"within"`
	All        float64      `db:"in_all"`
}

// days are the first and the last of some; either may be open.
type days struct{ From, To clientele.Day }

// lastDay stands where no last day is.
const lastDay = "9999-12-31"

// usedOf adds up what was worked of some engagements, of each within its own days: one statement,
// which reads the index alone.
func (c *Engagements) usedOf(ctx context.Context, s access.Scope, of map[clientele.ID]days) (map[clientele.ID]used, error) {
	found := map[clientele.ID]used{}
	if len(of) == 0 {
		return found, nil
	}
	var args []any
	for id, d := range of {
		to := lastDay
		if d.To != clientele.NoDay {
			to = d.To.String()
		}
		args = append(args, id, d.From.String(), to)
	}
	seen := s.Sees(c.DB.Engine, "h.wall")
	rows := strings.TrimSuffix(strings.Repeat("(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT)), ", len(of)), ", ")
	text := "WITH asked(engagement, first, last) AS (VALUES " + rows + ") SELECT a.engagement AS engagement," +
		" CAST(SUM(CASE WHEN h.day >= a.first AND h.day <= a.last THEN h.units ELSE 0 END) AS DOUBLE PRECISION) AS within, CAST(SUM(h.units) AS DOUBLE PRECISION) AS in_all" +
		" FROM asked a JOIN hours h ON h.workspace = ? AND h.engagement = a.engagement AND h.archived = 0 AND h.merged = 0" + seen.Text + " GROUP BY a.engagement"
	for row, err := range db.Each[used](ctx, c.DB, text, append(append(args, c.Workspace), seen.Args...)...) {
		if err != nil {
			return nil, fmt.Errorf("what was worked: %w", err)
		}
		found[row.Engagement] = row
	}
	return found, nil
}

// sum is how many engagements there are of a currency, and what they are worth a year.
type sum struct {
	N        int    `db:"n"`
	Minor    int64  `db:"minor"`
	Currency string `db:"currency"`
}

// sums counts what runs, or of it what runs out until a day: by the index alone.
func (c *Engagements) sums(ctx context.Context, s access.Scope, until clientele.Day) ([]sum, error) {
	seen := s.Sees(c.DB.Engine, "wall")
	text := "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(worth_minor), 0) AS BIGINT) AS minor, worth_currency AS currency FROM engagements" +
		" WHERE workspace = ? AND stage IN ('running', 'paused', 'notice') AND archived = 0 AND merged = 0"
	args := []any{c.Workspace}
	if until != clientele.NoDay {
		text, args = text+" AND runs_out <> '' AND runs_out <= ?", append(args, until.String())
	}
	all, err := db.All[sum](ctx, c.DB, text+seen.Text+" GROUP BY worth_currency ORDER BY minor DESC, currency", append(args, seen.Args...)...)
	if err != nil {
		return nil, fmt.Errorf("what engagements are worth: %w", err)
	}
	return all, nil
}

// moniesOf are the amounts of sums, and how many engagements they count.
func moniesOf(all []sum) (n int, monies []clientele.Money) {
	for _, one := range all {
		n += one.N
		if one.Currency != "" && one.Minor != 0 {
			monies = append(monies, clientele.Money{Minor: one.Minor, Currency: one.Currency})
		}
	}
	return n, monies
}

// hoursShown bounds what is shown of what was worked.
const hoursShown = 10

// hoursOf is what was worked last of an engagement.
func (c *Engagements) hoursOf(ctx context.Context, s access.Scope, id clientele.ID) ([]*record.Record, error) {
	filter := record.Cond{Field: "engagement", Op: record.Is, Values: []string{id.String()}}
	found, err := c.Records.Query(ctx, s, record.Query{Type: HourType.Name, Filter: filter, Sort: "-day", Limit: hoursShown})
	return found.Rows, err
}

// due are the engagements that a day has overtaken: a term that is over, and days that mattered.
func (c *Engagements) due(ctx context.Context, after clientele.ID, today clientele.Day, most int) ([]clientele.ID, error) {
	text := "SELECT id FROM engagements WHERE workspace = ? AND id > ? AND archived = 0 AND merged = 0 AND stage IN ('running', 'paused', 'notice')" +
		" AND (next_day <> '' AND next_day < ? OR ends <> '' AND ends < ?) ORDER BY id LIMIT ?"
	ids, err := db.All[clientele.ID](ctx, c.DB, text, c.Workspace, after, today.String(), today.String(), most)
	if err != nil {
		return nil, fmt.Errorf("which engagements come to a day: %w", err)
	}
	slices.Sort(ids)
	return ids, nil
}
