package ui

import (
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/view"
)

func previewEyebrow(out view.ImportPreviewOut) string {
	parts := []string{out.File}
	for _, p := range []string{fileSize(out.Size), out.Dialect} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

func asks(questions []view.PreviewQuestion, name string) bool {
	for _, q := range questions {
		if q.Field == name {
			return true
		}
	}
	return false
}

func columnID(c view.PreviewColumn) string { return "column-" + strconv.Itoa(c.Index) }

// unused stands for a column that is not read, where a select needs a value to
// tell it from one that nobody answered.
const unused = ""

func withUnused(fields []page.Choice) []page.Choice {
	for _, f := range fields {
		if f.Value == unused {
			return fields
		}
	}
	return append([]page.Choice{{Value: unused, Label: "not used"}}, fields...)
}

func orUnused(fieldName string) string { return fieldName }

// columnWhy says in short how sure the reading of a column is.
func columnWhy(c view.PreviewColumn) string {
	switch {
	case c.Field == "":
		return shorten(c.Why, 48)
	case c.Sure >= 0.9:
		return "sure"
	case c.Sure >= 0.7:
		return "likely"
	}
	return "please check"
}

// previewFields are what was seen, so that exactly that is imported.
func previewFields(out view.ImportPreviewOut) []field {
	fs := []field{{"upload", out.Upload}}
	add := func(name, value string) {
		if value != "" {
			fs = append(fs, field{name, value})
		}
	}
	add("door", chosen(out.Doors, out.In.Door))
	if out.In.Map != "" {
		add("map", out.In.Map)
	} else {
		for _, c := range out.Columns {
			fs = append(fs, field{"columns", c.Field})
		}
	}
	add("date_order", chosen(out.DateOrder, out.In.DateOrder))
	add("currency", out.In.Currency)
	add("line", out.In.Line)
	return fs
}

func chosen(choices []page.Choice, otherwise string) string {
	for _, c := range choices {
		if c.Selected {
			return c.Value
		}
	}
	return otherwise
}
