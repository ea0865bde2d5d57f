package faces

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// part is one input of a row: a field that holds several values is asked for by rows, each
// of one or more inputs, all named after the field. Those of a name are in the order of the rows.
type part struct {
	key   string // "" for what the value is
	label string
	kind  string // of the input
	day   string
}

// partsOf are the inputs of a row of a field; none where it has no rows.
func partsOf(field record.Field) []part {
	label := part{key: "label", label: "faces.part-label"}
	switch field.Kind {
	case record.KindEmails:
		return []part{{label: "faces.part-email", kind: "email"}, label}
	case record.KindPhones:
		return []part{{label: "faces.part-phone", kind: "tel"}, label}
	case record.KindDates:
		return []part{{key: "label", label: "faces.part-occasion"}, {label: "faces.part-day", day: "last"}}
	case record.KindLinks:
		return []part{{label: "faces.part-whose"}, {key: "role", label: "faces.part-role"}}
	case record.KindItems:
		return []part{{label: "faces.part-product"}, {key: "quantity", label: "faces.part-quantity", kind: "decimal"}, {key: "price", label: "faces.part-price", kind: "decimal"},
			{key: "discount", label: "faces.part-discount", kind: "decimal"}, {key: "tax", label: "faces.part-tax", kind: "decimal"}}
	case record.KindAddresses:
		return []part{{label: "faces.part-street"}, {key: "postcode", label: "faces.part-postcode"}, {key: "city", label: "faces.part-city"},
			{key: "region", label: "faces.part-region"}, {key: "country", label: "faces.part-country"}, label}
	}
	return nil
}

func (p part) of(name string) string {
	if p.key == "" {
		return name
	}
	return name + "." + p.key
}

// rowsOf are the values of a field, each by the parts of its row.
func rowsOf(field record.Field, x any, k known) (rows [][]string) {
	switch list := x.(type) {
	case []record.Contact:
		for _, c := range list {
			rows = append(rows, []string{c.Value, c.Label})
		}
	case []record.Occasion:
		for _, o := range list {
			rows = append(rows, []string{o.Label, k.say.LongDay(o.Day)})
		}
	case []record.Tie:
		for _, t := range list {
			rows = append(rows, []string{k.titles[clientele.Ref{Type: field.To, ID: t.To}] + " #" + t.To.String(), t.Role})
		}
	case []record.Item:
		for _, it := range list {
			rows = append(rows, itemRow(it, k))
		}
	case []record.Place:
		for _, p := range list {
			rows = append(rows, []string{p.Street, p.Postcode, p.City, p.Region, p.Country, p.Label})
		}
	}
	return rows
}

// rows are those of a field as its form shows them: what was typed before it was refused,
// else what the record has, and an empty one to go on.
func (f *Face) rows(v page.Frame, act string, one Value) [][]string {
	parts := partsOf(one.Field)
	rows := slices.Clone(one.Rows)
	if typed, again := v.Inputs[parts[0].of(one.Name)]; again && v.FaultAct == act {
		rows = nil
		for i := range typed {
			row := make([]string, len(parts))
			for j, p := range parts {
				if values := v.Inputs[p.of(one.Name)]; i < len(values) {
					row[j] = values[i]
				}
			}
			if strings.Join(row, "") != "" {
				rows = append(rows, row)
			}
		}
	}
	return append(rows, make([]string, len(parts)))
}

// ofNothing says of a row that it says at most what something would be, and not what it is.
func ofNothing(field record.Field, row []string) bool {
	for i, p := range partsOf(field) {
		if strings.TrimSpace(row[i]) != "" && (p.key != "label" || field.Kind == record.KindDates) {
			return false
		}
	}
	return true
}

// shownAt is what is wrong with one of several values, by the row of the form in which it stands:
// a row of nothing is no value.
func shownAt(wrong page.FieldFault, field record.Field, rows [][]string) page.FieldFault {
	values := 0
	for i, row := range rows {
		if ofNothing(field, row) {
			continue
		}
		if values++; values == wrong.At {
			wrong.At = i + 1
			return wrong
		}
	}
	return wrong
}

// isWrong says of an input of the rows of a field that it is the one which was refused; where it
// is not known which value was, all are.
func isWrong(wrong page.FieldFault, row int, p part) bool {
	return wrong.What != "" && (wrong.At == 0 || wrong.At == row+1) && wrong.Part == p.key
}

// byRows is a field that was asked for by rows, as JSON; false where it was asked for by lines.
func (t *typed) byRows(ctx context.Context, field record.Field, given page.Rest) (json.RawMessage, bool, error) {
	parts, name := partsOf(field), asked(field)
	if len(parts) == 0 || len(given[parts[1].of(name)]) == 0 || len(given[parts[0].of(name)]) == 0 {
		return nil, false, nil
	}
	all := []any{}
	for i := range given[parts[0].of(name)] {
		row, byPart := make([]string, len(parts)), map[string]string{}
		for j, p := range parts {
			if values := given[p.of(name)]; i < len(values) {
				row[j] = strings.TrimSpace(values[i])
			}
			if row[j] != "" {
				byPart[p.key] = row[j]
			}
		}
		if ofNothing(field, row) {
			continue
		}
		faults := len(t.faults)
		one, err := t.row(ctx, field, byPart)
		if err != nil {
			return nil, true, err
		}
		all = append(all, one)
		for i := range t.faults[faults:] {
			t.faults[faults+i].At = len(all)
		}
	}
	return marshal(all), true, nil
}

// row is one value of a field by its parts.
func (t *typed) row(ctx context.Context, field record.Field, row map[string]string) (any, error) {
	value := row[""]
	delete(row, "")
	switch field.Kind {
	case record.KindEmails:
		row["email"] = value
	case record.KindPhones:
		row["phone"] = value
	case record.KindDates:
		day, ok := t.was(value)
		if row["day"] = day; !ok && value != "" { // that it lacks one, the record says
			t.faults = append(t.faults, page.NoDay(asked(field), value))
		}
	case record.KindAddresses:
		if value != "" {
			row["street"] = value
		}
	case record.KindItems:
		return itemTyped(ctx, value, row), nil
	case record.KindLinks:
		id, err := t.find(ctx, field, value)
		return map[string]any{field.To: id, "role": row["role"]}, err
	}
	return row, nil
}

// itemRow is a line of goods by the parts of its row.
func itemRow(it record.Item, k known) []string {
	what, price := it.Text, ""
	if it.Product != 0 {
		what += " #" + it.Product.String()
	}
	if !it.Price.IsNone() {
		price = k.say.Plain(it.Price.Plain()) + " " + it.Price.Currency
	}
	return []string{what, k.say.Plain(string(it.Quantity)), price, k.say.Plain(string(it.Discount)), k.say.Plain(string(it.Tax))}
}

// itemTyped is a line of goods as it was typed: "Tea #17", or a code or a name, which the record finds.
func itemTyped(ctx context.Context, what string, row map[string]string) any {
	item := map[string]any{}
	text, digits, named := what, "", false
	if at := strings.LastIndex(what, " #"); at >= 0 {
		text, digits = what[:at], what[at+2:]
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil && n > 0 {
			item["product"], named = n, true
		}
	}
	if item["text"] = text; !named {
		item["text"] = what
	}
	for _, part := range []string{"quantity", "discount", "tax"} {
		if row[part] == "" {
			continue
		}
		item[part] = row[part]
		if n, ok := say.Of(ctx).ReadNumber(strings.TrimSuffix(row[part], "%")); ok {
			item[part] = n
		}
	}
	if row["price"] != "" {
		item["price"] = money(ctx, row["price"])
	}
	return item
}

// Goods are the lines of goods that a form asked for by rows, as a record takes them: those in
// which anything is said of what is sold. Rows are counted as they are sent.
func Goods(ctx context.Context, given page.Rest, name string) json.RawMessage {
	field := record.Items(name, "")
	all := []any{}
	for i, what := range given[name] {
		row := map[string]string{}
		for _, p := range partsOf(field) {
			if values := given[p.of(name)]; i < len(values) && p.key != "" {
				row[p.key] = strings.TrimSpace(values[i])
			}
		}
		if what = strings.TrimSpace(what); what != "" || row["price"] != "" {
			all = append(all, itemTyped(ctx, what, row))
		}
	}
	return marshal(all)
}

// oneMore says that nothing was saved: somebody wants one more row of a field.
func oneMore() error {
	return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("faces.one-more"), Remedy: clientele.Tell("faces.one-more-remedy")}
}
