package batches

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele/record"
)

// fitted writes rows once their type has fitted them; those that wait for others after these.
func (k *taking) fitted(ctx context.Context, w *record.Writer, rows []*drafted, fates map[*drafted]fate) (err error) {
	if err := k.fitRows(ctx, w, rows); err != nil {
		return err
	}
	var waiting []*drafted
	left := slices.DeleteFunc(slices.Clone(rows), func(d *drafted) bool { return d.refused != nil || d.waits })
	for _, d := range rows {
		if d.refused == nil && d.waits {
			waiting = append(waiting, d)
		}
	}
	for len(left) > 0 { // rows of one record go one after another
		if left, err = k.pass(ctx, w, left, fates); err != nil {
			return err
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	for _, d := range waiting {
		d.waits, d.waited = false, true
	}
	return k.fitted(ctx, w, waiting, fates)
}

// fitRows lets the type fit the rows that may be written.
func (k *taking) fitRows(ctx context.Context, w *record.Writer, rows []*drafted) error {
	if k.fit == nil {
		return nil
	}
	var some []FitRow
	for _, d := range rows {
		if d.refused == nil {
			some = append(some, FitRow{d.fields, d.account, d.refuse, k.cellOf(d), func(line int64) { d.at = line }, func() { d.waits = !d.waited }, d.waited})
		}
	}
	err := k.fit(ctx, w, k.batch, some)
	for _, d := range rows {
		d.known = nil // what fits may have said by what it is known
	}
	return err
}
