package records

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

type mergeBody struct {
	Other  clientele.ID            `json:"other"`
	Choose map[string]clientele.ID `json:"choose"`
}

// read takes the body of a request strictly.
func (h *Handler) read(a *asked, into any, example string) ([]byte, error) {
	raw, _, err := h.body(a)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(into) != nil {
		return nil, invalid("unread", "body", say.Args{"example": example})
	}
	return raw, nil
}

func (h *Handler) merge(a *asked) error {
	ref, err := a.ref()
	if err != nil {
		return err
	}
	rev, err := a.revision()
	if err != nil {
		return err
	}
	var m mergeBody
	raw, err := h.read(a, &m, `{"other": 18, "choose": {"phone": 18}}`)
	if err != nil {
		return err
	}
	return h.once(a, raw, func(tx *db.Tx) (record.Answer, error) {
		r, merge, err := h.store.Merge(a.Context(), tx, a.scope, record.Merging{
			Stays: ref, Goes: clientele.Ref{Type: ref.Type, ID: m.Other}, Rev: rev, Choose: m.Choose,
		})
		if err != nil {
			return record.Answer{}, err
		}
		x, err := h.answerOf(a, tx, http.StatusOK, r)
		x.Body = merged(x.Body, merge)
		return x, err
	})
}

type unmergeBody struct {
	Merge clientele.ID `json:"merge"`
}

func (h *Handler) unmerge(a *asked) error {
	ref, err := a.ref()
	if err != nil {
		return err
	}
	var u unmergeBody
	raw, err := h.read(a, &u, `{"merge": 4711}`)
	if err != nil {
		return err
	}
	return h.once(a, raw, func(tx *db.Tx) (record.Answer, error) {
		stays, back, err := h.store.Unmerge(a.Context(), tx, a.scope, ref, u.Merge)
		if err != nil {
			return record.Answer{}, err
		}
		x, err := h.answerOf(a, tx, http.StatusOK, stays)
		if err != nil {
			return x, err
		}
		other, err := h.answerOf(a, tx, http.StatusOK, back)
		x.Body = both(x.Body, other.Body)
		return x, err
	})
}
