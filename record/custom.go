package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// customType is the type of custom fields: they are made, changed and archived like
// every record, by who manages.
var customType = Type{Special: true,
	Name: Custom, Plural: "fields", Table: "custom_fields", Title: "name", Sort: "name", Managed: true, Rule: customRule,
	Fields: []Field{
		Text("type").Required().Listed(), Text("name").Required().Listed(), Text("label").Listed(),
		Choice("kind", kindNames()...).Required().Listed(), Tags("choices"), YesNo("required"), YesNo("listed").Listed(), YesNo("indexed"),
		YesNo("sensitive"), YesNo("searched"), YesNo("single"), Number("place"),
	},
}

func kindNames() (names []string) {
	for _, k := range CustomKinds {
		names = append(names, string(k))
	}
	return names
}

type customRow struct {
	ID        clientele.ID `db:"id"`
	Type      string       `db:"type"`
	Name      string       `db:"name"`
	Label     string       `db:"label"`
	Kind      Kind         `db:"kind"`
	Choices   string       `db:"choices"`
	Required  bool         `db:"required"`
	Listed    bool         `db:"listed"`
	Indexed   bool         `db:"indexed"`
	Sensitive bool         `db:"sensitive"`
	Searched  bool         `db:"searched"`
	Single    bool         `db:"single"`
}

type customKey struct{ ws clientele.ID }

// custom are the custom fields of a type that are in use, in their order. A page that
// reads a snapshot reads those of every type once.
func (s *Store) custom(ctx context.Context, q db.Querier, t *Type) ([]Field, error) {
	if t.Name == Custom {
		return nil, nil
	}
	read := func(ctx context.Context) (map[string][]Field, error) { return s.everyCustom(ctx, q) }
	var all map[string][]Field
	var err error
	if q == db.Querier(s.d) {
		all, err = db.Noted(ctx, customKey{s.ws}, read)
	} else {
		all, err = read(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("custom fields of %s: %w", t.Plural, err)
	}
	return all[t.Plural], nil
}

func (s *Store) everyCustom(ctx context.Context, q db.Querier) (map[string][]Field, error) {
	fields := map[string][]Field{}
	for r, err := range db.Each[customRow](ctx, q, "SELECT id, type, name, label, kind, choices, required, listed, indexed, sensitive, searched, single"+
		" FROM custom_fields WHERE workspace = ? AND archived = 0 ORDER BY COALESCE(place, id), id", s.ws) {
		if err != nil {
			return nil, err
		}
		options, _ := decode(Field{Kind: KindTags}, []byte(r.Choices)).([]string)
		fields[r.Type] = append(fields[r.Type], Field{Name: r.Name, Kind: r.Kind, Label: r.Label, Custom: r.ID, Options: options,
			Mandatory: r.Required, InList: r.Listed, InSearch: r.Searched, Private: r.Sensitive, Single: r.Single, Indexed: r.Listed || r.Indexed || r.Single})
	}
	return fields, nil
}

// customRule keeps what rows are already kept by: type, kind and name of a field do not move.
func customRule(d Draft) (faults []FieldFault) {
	is := d.Is
	if d.Was != nil {
		for fixed, what := range map[string]string{"type": clientele.Tell("record.type-fixed"), "kind": clientele.Tell("record.kind-fixed")} {
			if d.Was.Text(fixed) != is.Text(fixed) {
				faults = append(faults, FieldFault{Field: fixed, What: what, Remedy: clientele.Tell("record.fixed-remedy")})
			}
		}
	}
	if name := is.Text("name"); name != "" && !isName(name) {
		faults = append(faults, FieldFault{Field: "name", What: clientele.Tell("record.odd-name", "name", clip(name)),
			Remedy: clientele.Tell("record.odd-name-remedy")})
	}
	kind := Kind(is.Text("kind"))
	options, _ := is.Values["choices"].([]string)
	if chosen := kind == KindChoice || kind == KindChoices; chosen != (len(options) > 0) && kind != "" {
		what, remedy := clientele.Tell("record.no-choices"), clientele.Tell("record.no-choices-remedy", "example", `["gold", "silver"]`)
		if !chosen {
			what, remedy = clientele.Tell("record.idle-choices"), clientele.Tell("record.idle-choices-remedy")
		}
		faults = append(faults, FieldFault{Field: "choices", What: what, Remedy: remedy})
	}
	if is.Values["single"] == true && kind != "" && !MayBeSingle(kind) {
		faults = append(faults, FieldFault{Field: "single", What: clientele.Tell("record.not-single"),
			Remedy: clientele.Tell("record.not-single-remedy")})
	}
	if is.Text("label") == "" && is.Text("name") != "" {
		is.Set("label", strings.ReplaceAll(is.Text("name"), "_", " "))
	}
	return faults
}

// MayBeSingle says whether a custom field of a kind can be such that no two records have the same.
func MayBeSingle(k Kind) bool {
	return k == KindText || k == KindEmail || k == KindPhone || k == KindWeb
}

// isName says whether filters, files and scripts can say a name without quotes.
func isName(s string) bool {
	if len(s) > 40 || s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && !isWordOfFilters(s)
}
