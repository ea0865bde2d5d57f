package records

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// again makes of an answer that was kept what who asks may still see: a wall may have
// been put up since, or somebody have been taken off one.
func (h *Handler) again(a *asked) func(*db.Tx, record.Answer) (record.Answer, error) {
	return func(tx *db.Tx, kept record.Answer) (record.Answer, error) {
		var parts struct {
			ID      clientele.ID    `json:"id"`
			Merge   clientele.ID    `json:"merge"`
			Stays   json.RawMessage `json:"stays"`
			Back    json.RawMessage `json:"back"`
			Refused []refusal       `json:"refused"`
		}
		err := json.Unmarshal(kept.Body, &parts)
		switch {
		case err != nil:
			return kept, err
		case parts.Stays != nil:
			stays, err := h.store.Still(a.Context(), tx, a.scope, a.t, parts.Stays)
			if err != nil {
				return kept, err
			}
			back, err := h.store.Still(a.Context(), tx, a.scope, a.t, parts.Back)
			kept.Body = both(stays, back)
			return kept, err
		case parts.ID == 0:
			return h.bulkAgain(a, tx, kept, parts.Refused)
		case parts.Merge != 0: // what it says of the record stands before the number of the merge
			body, err := h.store.Still(a.Context(), tx, a.scope, a.t, kept.Body)
			if err == nil && !bytes.Equal(body, kept.Body) {
				body = merged(body, parts.Merge)
			}
			kept.Body = body
			return kept, err
		}
		kept.Body, err = h.store.Still(a.Context(), tx, a.scope, a.t, kept.Body)
		return kept, err
	}
}

// bulkAgain leaves out what was refused of records that are seen no more.
func (h *Handler) bulkAgain(a *asked, tx *db.Tx, kept record.Answer, refused []refusal) (record.Answer, error) {
	if len(refused) == 0 {
		return kept, nil
	}
	ids := make([]clientele.ID, len(refused))
	for i, r := range refused {
		ids[i] = r.ID
	}
	seen, err := h.store.Seen(a.Context(), tx, a.scope, a.t, ids)
	if err != nil {
		return kept, err
	}
	var out bulkAnswer
	if err := json.Unmarshal(kept.Body, &out); err != nil {
		return kept, err
	}
	out.Refused = slices.DeleteFunc(out.Refused, func(r refusal) bool { return !seen[r.ID] })
	kept.Body, err = json.Marshal(out)
	return kept, err
}

// merged is the record that stays, with the number of the merge beside its fields.
func merged(body []byte, merge clientele.ID) []byte {
	return append(bytes.TrimSuffix(body, []byte("}")), `,"merge":`+strconv.FormatInt(int64(merge), 10)+"}"...)
}

// both are the two of a merge that was taken back.
func both(stays, back []byte) []byte {
	return append(append(append([]byte(`{"stays":`), stays...), `,"back":`...), append(back, '}')...)
}
