package record

import (
	"encoding/json"
	"slices"
)

// meet brings an edit of a form that came late together with what others wrote meanwhile. What
// the form has as it was is not meant: it is left as others made it. What somebody else changed
// too, to something else, is theirs to decide who sent the form: those fields are given back,
// and with them those that the form had untouched; none where the two get along.
func (d *draft) meet(fields []Field) *Outrun {
	late := d.late
	both := &Outrun{Rev: late.Rev, Changed: map[string][2]json.RawMessage{}}
	for name, theirs := range late.Changed {
		at := slices.IndexFunc(fields, func(f Field) bool { return f.said() == name })
		if at < 0 {
			continue // the archive, say: that is no field of a form
		}
		f := fields[at]
		if slices.ContainsFunc(d.faults, func(x FieldFault) bool { return x.Field == d.name(f) }) {
			continue // what was typed there is no value yet
		}
		switch is := d.is.Get(f); {
		case equal(is, decode(f, theirs[0])), equal(is, decode(f, theirs[1])):
			d.is.set(f, d.was.Get(f))
			both.Kept = append(both.Kept, name)
		default:
			both.Changed[name] = theirs
		}
	}
	if len(both.Changed) > 0 {
		slices.Sort(both.Kept)
		return both
	}
	return nil
}
