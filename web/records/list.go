package records

import (
	"encoding/json"
	"strings"

	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// filterOf reads a filter in its written form, or in its JSON form.
func filterOf(text string) (record.Node, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return record.DecodeFilter(json.RawMessage(text))
	}
	return record.ParseFilter(text)
}

// chosenFields are the fields that an answer should have; none are all. A field of the
// firm's own may be called as in filters, or as the record has it: tier, custom.tier.
func chosenFields(a *asked, fields []record.Field) ([]string, error) {
	given := a.URL.Query().Get("fields")
	if given == "" {
		return nil, nil
	}
	known := map[string]string{"custom": "custom", "id": "id", "type": "type", "revision": "revision"} // these are always there
	for _, f := range fields {
		if f.Custom != 0 {
			known[f.Name], known["custom."+f.Name] = "custom."+f.Name, "custom."+f.Name
		}
	}
	for _, f := range fields {
		if f.Custom == 0 {
			known[f.Name], known[f.Short] = f.Name, f.Short
		}
	}
	chosen := strings.Split(given, ",")
	for i, name := range chosen {
		name = strings.TrimSpace(name)
		if chosen[i] = known[name]; chosen[i] == "" {
			return nil, invalid("no-field", "fields", say.Args{"plural": a.t.Plural, "name": name})
		}
	}
	return chosen, nil
}

func (h *Handler) list(a *asked) error {
	q := a.URL.Query()
	if q.Has("group") {
		return h.grouped(a)
	}
	if err := strict(q, "filter", "sort", "limit", "after", "before", "fields", "count", "archived"); err != nil {
		return err
	}
	if q.Has("after") && q.Has("before") {
		return invalid("two-places", "before", nil)
	}
	filter, err := filterOf(q.Get("filter"))
	if err != nil {
		return err
	}
	limit, err := whole(q, "limit", 50, h.limit.PageMost)
	if err != nil {
		return err
	}
	at := q.Get("after")
	if at == "" {
		at = q.Get("before")
	}
	page, err := h.store.Query(a.Context(), a.scope, record.Query{Type: a.t.Name, Filter: filter, Sort: q.Get("sort"), Limit: limit, At: at,
		Count: yes(q.Get("count")), Archived: yes(q.Get("archived"))})
	if err != nil {
		return err
	}
	chosen, err := chosenFields(a, page.Fields)
	if err != nil {
		return err
	}
	rows := make([]json.RawMessage, len(page.Rows))
	for i, r := range page.Rows {
		rows[i] = r.Encode(page.Fields, chosen)
	}
	out := map[string]any{"rows": rows, "next": orNull(page.Next), "prev": orNull(page.Prev)}
	if page.Count != nil {
		out["count"] = page.Count
	}
	return a.give(out)
}

func yes(s string) bool { return s == "1" || s == "true" || s == "yes" }

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
