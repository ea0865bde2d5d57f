package standings

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Relationships gives one page of the list, and where the next begins: "" at the
// end. Its cost does not grow with the number of relationships. Where a filter
// leaves so few of so many that a page is not full after a fair look, the page
// is short, and next goes on from there.
func (s *Seen) Relationships(ctx context.Context, f Filter) (rows []Row, next string, err error) {
	l, err := s.listing(ctx, f)
	if err != nil {
		return nil, "", err
	}
	return l.rows(ctx, f)
}

// Page is one page of the list, and how many relationships there are in all.
type Page struct {
	Rows   []Row
	Next   string // where the next page begins; "" at the end
	Count  int
	Capped bool // there are at least so many
}

// Listed gives what Relationships and Count give, for less than both.
func (s *Seen) Listed(ctx context.Context, f Filter) (p Page, err error) {
	l, err := s.listing(ctx, f)
	if err != nil {
		return p, err
	}
	if p.Rows, p.Next, err = l.rows(ctx, f); err != nil {
		return p, err
	}
	p.Count, p.Capped, err = l.counted(ctx)
	return p, err
}

func (l *listing) rows(ctx context.Context, f Filter) (rows []Row, next string, err error) {
	page, at, err := l.page(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("relationships: %w", err)
	}
	rels := make([]clientele.Relationship, len(page))
	for i, p := range page {
		rels[i] = clientele.Relationship{Account: p.Account, Line: p.Line}
	}
	if rows, err = l.Rows(ctx, rels); err != nil || at == nil {
		return rows, "", err
	}
	sort := f.Sort
	if sort == "" {
		sort = ByName
	}
	return rows, db.WriteCursor(listCursor{sort, f.Desc, *at}), nil
}

// fewCandidates is how many rows may be fetched and sorted for a page; above it
// the list is walked in its order and narrowed on the way. Where the two meet,
// both take about 30 ms for a million relationships.
const fewCandidates = 3_000

func (l *listing) page(ctx context.Context) ([]position, *position, error) {
	if len(l.facets) == 0 && len(l.own) == 0 {
		return nil, nil, nil
	}
	found, few, err := l.candidates(ctx)
	if err != nil {
		return nil, nil, err
	}
	if !few {
		return l.merge(ctx)
	}
	found = l.rest(found)
	if len(found) <= l.limit {
		return found, nil, nil
	}
	return found[:l.limit], &found[l.limit-1], nil
}

// rest sorts rows, and gives those after the page before.
func (l *listing) rest(found []position) []position {
	slices.SortFunc(found, l.order)
	if l.after == nil {
		return found
	}
	from, same := slices.BinarySearchFunc(found, *l.after, l.order)
	if same {
		from++
	}
	return found[from:]
}

func (l *listing) order(a, b position) int {
	if l.desc {
		return b.compare(a)
	}
	return a.compare(b)
}

// sought is what candidates found; the page and the count both want it.
type sought struct {
	found []position
	few   bool
}

// candidates gives every row of the list where the text or a range leaves few.
func (l *listing) candidates(ctx context.Context) (found []position, few bool, err error) {
	if l.sought == nil {
		found, few, err := l.seek(ctx)
		if err != nil {
			return nil, false, err
		}
		l.sought = &sought{found, few}
	}
	return l.sought.found, l.sought.few, nil
}

func (l *listing) seek(ctx context.Context) (found []position, few bool, err error) {
	if len(l.facets) == 0 && l.owners == nil && l.among == nil {
		found, err = l.passed(ctx)
		return found, true, err
	}
	if l.owners != nil || l.among != nil {
		accounts, err := l.chosen(ctx)
		if err != nil {
			return nil, false, err
		}
		found, err = l.ofAccounts(ctx, accounts, l.words)
		return found, true, err
	}
	if len(l.words) > 0 {
		accounts, few, err := l.named(ctx, l.words)
		if err != nil {
			return nil, false, err
		}
		if few {
			left := l.words
			if len(left) == 1 { // it is what chose the accounts
				left = nil
			}
			found, err = l.ofAccounts(ctx, accounts, left)
			return found, true, err
		}
	}
	for _, column := range []string{"expected_value", "last_contact"} {
		if len(l.on(column)) == 0 {
			continue
		}
		n, err := l.countRange(ctx, column, l.Patience.Few+1)
		if err != nil {
			return nil, false, err
		}
		if n <= l.Patience.Few {
			found, err = l.inRange(ctx, column)
			if err != nil {
				return nil, false, err
			}
			own, err := l.passed(ctx)
			return append(found, own...), true, err
		}
	}
	return nil, false, nil
}

// mostChosen bounds the accounts that are looked through for a list of one person's, or of
// some that were found elsewhere: who has more sees the first, and reads that there are more.
const mostChosen = 10_000

// chosen are the accounts that were asked for by whose they are, or by number.
func (l *listing) chosen(ctx context.Context) ([]clientele.ID, error) {
	if l.owners == nil {
		return l.among[:min(len(l.among), mostChosen)], nil
	}
	if len(l.owners) == 0 {
		return nil, nil
	}
	owners := db.Lists(l.owners[:min(len(l.owners), mostSampled)])[0]
	accounts, err := db.All[clientele.ID](ctx, l.d, "SELECT id FROM accounts WHERE workspace = ? AND owner <> 0 AND owner IN "+db.In(owners)+
		" AND archived = 0 AND merged = 0 LIMIT ?", append(db.With(l.ws, owners), mostChosen)...)
	if err != nil || l.among == nil {
		return accounts, err
	}
	return slices.DeleteFunc(accounts, func(id clientele.ID) bool {
		_, found := slices.BinarySearch(l.among, id)
		return !found
	}), nil
}

// named gives the accounts with a word that begins like the rarest of some. Where
// all are common, it gives as many as there may be, and says that these are not all.
func (l *listing) named(ctx context.Context, words []string) (accounts []clientele.ID, every bool, err error) {
	most := l.Patience.Few/l.pains() + 1
	for _, w := range words {
		some, err := db.All[clientele.ID](ctx, l.d, "SELECT account FROM account_words WHERE workspace = ? AND word >= ? AND word < ? LIMIT "+strconv.Itoa(most),
			l.ws, w, db.AfterPrefix(w))
		if err != nil {
			return nil, false, err
		}
		if accounts == nil || len(some) < len(accounts) {
			accounts, every = some, len(some) < most
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts), every, nil
}

// passed gives the rows of the list behind the walls that are passed one by one. It is
// read once: the page and the count both want it.
func (l *listing) passed(ctx context.Context) ([]position, error) {
	if l.behind == nil && len(l.own) > 0 {
		found, err := l.ofAccounts(ctx, slices.Sorted(maps.Keys(l.own)), l.words)
		if err != nil {
			return nil, err
		}
		l.behind = &sought{found: found}
	}
	if l.behind == nil {
		return nil, nil
	}
	return slices.Clone(l.behind.found), nil
}

// ofAccounts gives the rows of the list among those of some accounts, that have some words.
func (l *listing) ofAccounts(ctx context.Context, accounts []clientele.ID, words []string) (found []position, err error) {
	wanted := make(map[int64]bool, len(l.facets))
	for _, f := range l.facets {
		wanted[f] = true
	}
	own := make(map[int64]bool, len(l.ownFacets))
	for _, f := range l.ownFacets {
		own[f] = true
	}
	for _, list := range db.Lists(accounts) {
		text := "SELECT s.facet, s." + l.column.name + " AS " + l.column.as + ", s.account, s.line FROM standings s"
		if len(words) > 0 {
			text += " JOIN accounts a ON a.workspace = s.workspace AND a.id = s.account"
		}
		text, args := and(text+" WHERE s.workspace = ? AND s.account IN "+db.In(list), db.With(l.ws, list), "s.", l.conditions)
		text, args = andWords(text, args, words)
		for p, err := range db.Each[position](ctx, l.d, text, args...) {
			if err != nil {
				return nil, err
			}
			if wanted[p.Facet] || own[p.Facet] && l.own[p.Account] {
				p.Facet = 0
				found = append(found, p)
			}
		}
	}
	return found, nil
}

// countRange counts the rows within the conditions on a column, at most so many.
func (l *listing) countRange(ctx context.Context, column string, most int) (n int, err error) {
	for _, facet := range l.facets {
		text, args := and("SELECT COUNT(*) FROM (SELECT 1 FROM standings WHERE workspace = ? AND facet = ?", []any{l.ws, facet}, "", l.on(column))
		some, err := db.One[int](ctx, l.d, text+" LIMIT ?) few", append(args, most-n)...)
		if err != nil {
			return 0, err
		}
		if n += some; n >= most {
			break
		}
	}
	return n, nil
}

// inRange gives the rows of the list, by the index of a column on which there is a condition.
func (l *listing) inRange(ctx context.Context, column string) (found []position, err error) {
	for _, facet := range l.facets {
		text := "SELECT s.account, s.line, s." + l.column.name + " AS " + l.column.as + " FROM standings s"
		if len(l.words) > 0 {
			text += " JOIN accounts a ON a.workspace = s.workspace AND a.id = s.account"
		}
		text, args := and(text+" WHERE s.workspace = ? AND s.facet = ?", []any{l.ws, facet}, "s.", l.on(column))
		text, args = and(text, args, "s.", l.residual(column))
		text, args = andWords(text, args, l.words)
		some, err := db.All[position](ctx, l.d, text, args...)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// mostSampled is how many accounts are looked at to count those of common words.
const mostSampled = 512

// mostCounted is where counting ends: beyond it people read "10,000+".
const mostCounted = 10_000

// Count says how many relationships a filter leaves; where capped, at least so many.
func (s *Seen) Count(ctx context.Context, f Filter) (n int, capped bool, err error) {
	f.After = ""
	l, err := s.listing(ctx, f)
	if err != nil {
		return 0, false, err
	}
	return l.counted(ctx)
}

func (l *listing) counted(ctx context.Context) (n int, capped bool, err error) {
	n, capped, err = l.count(ctx)
	if err != nil {
		return 0, false, fmt.Errorf("count relationships: %w", err)
	}
	return min(n, mostCounted), capped || n > mostCounted, nil
}

func (l *listing) count(ctx context.Context) (n int, capped bool, err error) {
	if len(l.conditions) == 0 && len(l.words) == 0 && l.owners == nil && l.among == nil {
		return int(min(l.alike, mostCounted+1)), false, nil
	}
	found, few, err := l.candidates(ctx)
	if err != nil || few {
		return len(found), false, err
	}
	if len(l.words) > 0 {
		accounts, _, err := l.named(ctx, l.words[:1])
		if err != nil {
			return 0, false, err
		}
		found, err := l.ofAccounts(ctx, accounts[:min(len(accounts), mostSampled)], l.words[1:])
		return len(found), true, err
	}
	own, err := l.passed(ctx)
	if err != nil {
		return 0, false, err
	}
	n, capped, err = l.countNarrowed(ctx, l.conditions[0].column)
	return n + len(own), capped, err
}

type looked struct {
	All  int `db:"n"`
	Kept int `db:"kept"`
}

// countNarrowed counts along the index of one column, and looks at so many rows at most.
func (l *listing) countNarrowed(ctx context.Context, column string) (n int, capped bool, err error) {
	left := mostCounted + mostCounted/2
	kept, keptArgs := and("0 = 0", nil, "", l.residual(column))
	for _, facet := range l.facets {
		text, args := and("SELECT expected_value, last_contact FROM standings WHERE workspace = ? AND facet = ?", []any{l.ws, facet}, "", l.on(column))
		text = "SELECT COUNT(*) AS n, COUNT(CASE WHEN " + kept + " THEN 1 END) AS kept FROM (" + text + " LIMIT ?) few"
		c, err := db.One[looked](ctx, l.d, text, append(append(keptArgs[:len(keptArgs):len(keptArgs)], args...), left)...)
		if err != nil {
			return 0, false, err
		}
		n, left = n+c.Kept, left-c.All
		if left <= 0 || n > mostCounted {
			return n, true, nil
		}
	}
	return n, false, nil
}
