package imports

import (
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// mostCards is how many columns a question offers as answers: others are chosen below it.
const mostCards = 12

// question is what a plan asks, with the answers that there are and what each would make of the file.
func (c *Imports) question(ctx context.Context, l looked, q evidence.Question) (PreviewQuestion, error) {
	out := PreviewQuestion{Field: fieldAsked(q), What: plainly(say.Of(ctx), q.Ask), Choices: []PreviewChoice{}}
	if q.About == "currency" {
		out.What = said("ask-currency")
	}
	ofColumns := out.Field == "answer" && len(q.Readings) == 0
	for i, value := range q.Choices {
		choice := PreviewChoice{Value: value, Label: value}
		if i < len(q.Readings) {
			choice.Means = say.Of(ctx).Fill(q.Readings[i])
		}
		switch {
		case ofColumns:
			choice.Value, choice.Means = q.About+"="+evidence.QuoteName(value), strings.Join(cellsOf(l.plan.Sample, i), " · ")
			if choice.Means == "" || l.taken(i) || len(out.Choices) >= mostCards || q.About != "account" && !strings.ContainsAny(choice.Means, "0123456789") {
				continue
			}
		case out.Field == "answer":
			choice.Value = q.About + "=" + value
		case q.About == "currency" && value == clientele.UnknownCurrency:
			choice.Label, choice.Means = said("currency-open"), said("currency-open-means")
		case q.About == "currency":
			choice.Label = say.Of(ctx).Label("imports.currency."+value, value)
		case q.About == "later":
			choice.Label, choice.Means = said("later-"+value), said("later-"+value+"-means")
		default:
			choice.Label = said(q.About + "-" + value)
		}
		if err := c.tried(ctx, l, q, &choice); err != nil {
			return out, err
		}
		out.Choices = append(out.Choices, choice)
	}
	if ofColumns && q.About == "amount" {
		out.Choices = append(out.Choices, PreviewChoice{Value: "amount=", Label: said("no-amount"), Means: said("no-amount-means")})
	}
	return out, nil
}

// taken says that a column is read already as something that it surely is.
func (l looked) taken(col int) bool {
	return col < len(l.plan.Columns) && l.plan.Columns[col].Field != "" && l.plan.Columns[col].Sure >= 0.9
}

// tried says of an answer about numbers or days what the file would come to with it.
func (c *Imports) tried(ctx context.Context, l looked, q evidence.Question, choice *PreviewChoice) error {
	args := l.args
	for _, other := range l.plan.Questions { // what else is open is taken as it comes, to try this
		switch other.About {
		case "decimal":
			args.Options.Decimal = other.Choices[0]
		case "date_order":
			args.Options.DateOrder = other.Choices[0]
		case "currency":
			args.Options.Currency = clientele.UnknownCurrency
		}
	}
	switch q.About {
	case "decimal":
		args.Options.Decimal = choice.Value
	case "date_order":
		args.Options.DateOrder = choice.Value
	default:
		return nil
	}
	p, err := c.Jobs.Plan(ctx, args)
	if err != nil || len(p.Questions) > 0 {
		return err
	}
	s, err := c.survey(ctx, p, evidence.Bounds{Rows: tryRows}, tryTime)
	if err != nil || s.Taken == 0 && s.Left == 0 {
		return err
	}
	if means := readingOf(say.Of(ctx), s).brief(say.Of(ctx), q.About); means != "" {
		choice.Means = strings.TrimPrefix(choice.Means+". "+means, ". ")
	}
	return nil
}

// fieldAsked is the field of the form that answers a question.
func fieldAsked(q evidence.Question) string {
	if slices.Contains([]string{"date_order", "decimal", "door", "later", "sold", "currency"}, q.About) {
		return q.About
	}
	return "answer"
}

func said(key string) string { return clientele.Tell("imports." + key) }

// fieldWord is what people call what a column can be.
func fieldWord(field string) string { return said("field-" + field) }

// choicesOf are the choices of a select, with their words.
func choicesOf(group, chosen string, values ...string) []page.Choice {
	var list []page.Choice
	for _, v := range values {
		key := group + "-" + v
		if v == "" {
			key = group + "-none"
		}
		list = append(list, page.Choice{Value: v, Label: said(key), Selected: v == chosen})
	}
	return list
}

// sheets are the tables of a workbook, where there are several; the one that is read stands first.
func sheets(d evidence.Dialect) (list []page.Choice) {
	if len(d.Others) == 0 {
		return nil
	}
	for i, name := range append([]string{d.Sheet}, d.Others...) {
		list = append(list, page.Choice{Value: name, Label: name, Selected: i == 0})
	}
	return list
}

// encodings are those that a person may choose of; the one recognised stands first.
func encodings(found, chosen string) []page.Choice {
	list := []page.Choice{{Value: "", Label: clientele.Tell("imports.encoding-none", "name", found), Selected: chosen == ""}}
	for _, name := range []string{"UTF-8", "Windows-1252", "Windows-1250", "Windows-1251", "ISO-8859-2", "ISO-8859-7", "ISO-8859-9", "KOI8-R", "Shift_JIS", "GB18030", "Big5", "EUC-KR"} {
		list = append(list, page.Choice{Value: name, Label: name, Selected: strings.EqualFold(name, chosen)})
	}
	return list
}
