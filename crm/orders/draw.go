package orders

import (
	"strings"

	"github.com/clientele-crm/clientele/page"
)

// goodsParts are the inputs of a row of goods.
var goodsParts = []struct {
	name, label string
	decimal     bool
}{
	{"items", "faces.part-product", false}, {"items.quantity", "faces.part-quantity", true},
	{"items.price", "faces.part-price", true}, {"items.discount", "faces.part-discount", true},
}

// leastRows are the rows that the form of an order begins with.
const leastRows = 4

// typedRows are the rows of the form: what was typed before it was refused, and empty ones to go on.
func typedRows(v page.Frame, act string, out NewOut) (rows [][]string) {
	if typed, again := v.Inputs["items"]; again && v.FaultAct == act {
		for i := range typed {
			row := make([]string, len(goodsParts))
			for j, p := range goodsParts {
				if values := v.Inputs[p.name]; i < len(values) {
					row[j] = values[i]
				}
			}
			if strings.Join(row, "") != "" {
				rows = append(rows, row)
			}
		}
	} else if len(out.First) > 0 {
		rows = append(rows, out.First)
	}
	for empty := 0; empty < 1 || len(rows) < leastRows; empty++ {
		rows = append(rows, make([]string, len(goodsParts)))
	}
	return rows
}

func dotted(part string) string {
	if part == "" {
		return ""
	}
	return "." + part
}

// chosenOf is the choice that is selected.
func chosenOf(choices []page.Choice) string {
	for _, c := range choices {
		if c.Selected {
			return c.Value
		}
	}
	return ""
}
