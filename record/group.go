package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Group is the records that have one value of a field: how many, and the sums of another.
type Group struct {
	Value json.RawMessage   `json:"value"` // null where it is empty
	N     int64             `json:"n"`
	Sum   float64           `json:"sum,omitempty"`
	Sums  []clientele.Money `json:"sums,omitempty"` // never across currencies
}

const mostGroups = 500

// Groups counts the records of a query by the values of a field, and adds up another.
func (s *Store) Groups(ctx context.Context, scope access.Scope, q Query, by, sum string) ([]Group, error) {
	t, err := s.Type(q.Type)
	if err != nil {
		return nil, err
	}
	q.Sort, q.At = t.defaultSort(), ""
	p, err := s.plan(ctx, scope, t, q)
	if err != nil {
		return nil, err
	}
	of, err := groupField(t, p.fields, by)
	if err != nil {
		return nil, err
	}
	col := (&asking{s: s, scope: scope}).columnOf(s.d.Engine, t, of, rowAlias)
	if of.Custom == 0 && of.Name == t.Title {
		col.text = rowAlias + of.Name // as it is written, not folded
	}
	what := col.text + " AS value, '' AS currency, count(*) AS n, CAST(0 AS DOUBLE PRECISION) AS total"
	var add Field
	if sum != "" {
		if add, err = sumField(t, p.fields, sum); err != nil {
			return nil, err
		}
		c := columnOf(s.d.Engine, t, add, rowAlias)
		over := "''"
		if add.Kind == KindMoney {
			over = c.over
		}
		what = fmt.Sprintf("%s AS value, %s AS currency, count(*) AS n"+
			", CAST(SUM(CASE WHEN %s = %s THEN 0 ELSE %s END) AS DOUBLE PRECISION) AS total", col.text, over, c.text, noneSQL(add), c.text)
	}
	c := p.walk(s, t, what, flat(p.walks))
	c.add(" GROUP BY 1, 2 ORDER BY n DESC, value LIMIT ?", mostGroups)
	bound, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	groups, err := grouping{of, add, col.none}.gather(bound, s.r, c)
	if err != nil && bound.Err() != nil && ctx.Err() == nil {
		return nil, tooSlow(q)
	}
	return groups, err
}

// grouping is by which field, and which is added up.
type grouping struct {
	of, add Field
	none    any
}

func (g grouping) gather(ctx context.Context, q db.Querier, c clause) ([]Group, error) {
	of, add, none := g.of, g.add, g.none
	groups := []Group{}
	at := map[string]int{}
	for row, err := range db.Loose(ctx, q, c.text, c.args...) {
		if err != nil {
			return nil, fmt.Errorf("group by %s: %w", of.Name, err)
		}
		value := groupValue(of, keyOf(row[0], none), none)
		i, known := at[string(value)]
		if !known {
			i, at[string(value)] = len(groups), len(groups)
			groups = append(groups, Group{Value: value})
		}
		total, _ := row[3].(float64)
		groups[i].N += whole(row[2])
		if currency := words(row[1]); currency != "" {
			groups[i].Sums = append(groups[i].Sums, clientele.Money{Minor: int64(total), Currency: currency})
		} else if add.Kind != KindMoney {
			groups[i].Sum += total
		}
	}
	return groups, nil
}

func groupValue(f Field, v, none any) json.RawMessage {
	if v == none {
		return shown(f, nil)
	}
	switch v := v.(type) {
	case int64:
		return shown(f, fromWhole(f, v))
	case string:
		return marshal(v)
	}
	return marshal(v)
}

func groupField(t *Type, fields []Field, name string) (Field, error) {
	for _, f := range fields {
		if (f.Name == name || f.said() == name) && !f.Many() && f.Kind != KindLong && f.Kind != KindMoney {
			return f, nil
		}
	}
	return Field{}, &clientele.Fault{Kind: clientele.Invalid,
		What: clientele.Tell("record.not-grouped", "types", t.Plural, "name", clip(name)), Where: "group",
		Remedy: clientele.Tell("record.not-grouped-remedy")}
}

func sumField(t *Type, fields []Field, name string) (Field, error) {
	for _, f := range fields {
		if f.Name == name || f.said() == name {
			switch f.Kind {
			case KindMoney, KindNumber, KindDuration:
				return f, nil
			}
		}
	}
	return Field{}, &clientele.Fault{Kind: clientele.Invalid,
		What: clientele.Tell("record.not-summed", "name", clip(name), "types", t.Plural), Where: "sum",
		Remedy: clientele.Tell("record.not-summed-remedy")}
}
