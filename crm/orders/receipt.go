package orders

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// PrintIn asks for an order on paper.
type PrintIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the order"`
	Paper string       `name:"paper" json:"paper,omitempty" enum:"A4,Letter" doc:"size of the paper; that of the firm where none is said"`
}

// PrintOut is a receipt, or a quote, on paper.
type PrintOut struct {
	Sentence string `json:"sentence"`
	File     string `json:"file"`
	Paper    string `json:"paper"`
	Bytes    int    `json:"bytes"`

	content []byte
}

// Document is what is printed.
func (out PrintOut) Document() (name, media string, content []byte) {
	return out.File, "application/pdf", out.content
}

// paper is the firm's size of paper: that of its country where nobody said.
func paper(set map[string]string) string {
	if p := set[SettingPaper]; p == "A4" || p == "Letter" {
		return p
	}
	switch record.RegionOf(set["country"]) {
	case "US", "CA", "MX", "CL", "CO", "VE", "PH":
		return "Letter"
	}
	return "A4"
}

// Print is an order on paper: who sells, to whom, what, with which taxes, in the reader's language.
func (o *Orders) Print(ctx context.Context, s access.Scope, in PrintIn) (PrintOut, error) {
	r, err := o.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return PrintOut{}, err
	}
	set, err := o.Access.Settings(ctx)
	if err != nil {
		return PrintOut{}, err
	}
	firm, err := o.Access.Firm(ctx)
	if err != nil {
		return PrintOut{}, err
	}
	out := PrintOut{Paper: in.Paper}
	if out.Paper == "" {
		out.Paper = paper(set)
	}
	sheet := &sheet{said: say.Of(ctx), set: set, firm: firm, order: r}
	if sheet.to, err = o.addressed(ctx, s, r); err != nil {
		return PrintOut{}, err
	}
	out.Sentence = sheet.title()
	out.File = strings.ReplaceAll(out.Sentence, " ", "-") + ".pdf"
	out.content, err = sheet.print(out.Paper, o.Clock)
	out.Bytes = len(out.content)
	return out, err
}

// addressed is to whom an order goes, line by line.
func (o *Orders) addressed(ctx context.Context, s access.Scope, r *record.Record) (lines []string, err error) {
	for _, ref := range []clientele.Ref{{Type: record.Account, ID: r.Account}, {Type: clientele.PersonType, ID: idOf(r, clientele.PersonType)}} {
		if ref.ID == 0 {
			continue
		}
		whom, err := o.Records.Get(ctx, s, ref)
		if clientele.KindOf(err) == clientele.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, whom.Text("name"))
		if places, ok := whom.Values["addresses"].([]record.Place); ok && len(places) > 0 {
			p := places[0]
			for _, l := range []string{p.Street, strings.TrimSpace(p.Postcode + " " + p.City), p.Region, p.Country} {
				if l != "" {
					lines = append(lines, l)
				}
			}
		}
	}
	return lines, nil
}

func idOf(r *record.Record, field string) clientele.ID {
	id, _ := r.Values[field].(clientele.ID)
	return id
}

// sheet is what is printed of an order.
type sheet struct {
	said  *say.Speaker
	set   map[string]string
	firm  string
	order *record.Record
	to    []string
	pdf   *fpdf.Fpdf
}

func (s *sheet) title() string {
	what := "orders.paper-receipt"
	if s.order.Text("state") == quote {
		what = "orders.paper-quote"
	}
	return s.said.Say(what, say.Args{"number": s.order.Text("number")})
}

// font is the name of the one that holds the letters of most languages.
const font = "DejaVu"

// Millimetres on paper.
const (
	margin = 20.0
	row    = 6.0
)

func (s *sheet) print(size string, clock *clientele.Clock) ([]byte, error) {
	p := fpdf.New("P", "mm", size, "")
	s.pdf = p
	p.AddUTF8FontFromBytes(font, "", dejavusanscondensed.TTF)
	p.AddUTF8FontFromBytes(font, "B", dejavusanscondensedbold.TTF)
	p.SetTitle(s.title(), true)
	p.SetAuthor(s.firm, true)
	p.SetLang(s.said.Tag())
	made := s.order.Changed.Time().In(clock.Zone())
	p.SetCreationDate(made)
	p.SetModificationDate(made)
	p.SetCatalogSort(true)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, margin+12)
	p.AliasNbPages("{pages}")
	p.SetFooterFunc(s.foot)
	p.AddPage()
	s.head(clock)
	s.goods()
	s.sums()
	s.end()
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, fmt.Errorf("print order %d: %w", s.order.ID, err)
	}
	return b.Bytes(), nil
}

func (s *sheet) width() float64 {
	w, _ := s.pdf.GetPageSize()
	return w - 2*margin
}

func (s *sheet) style(bold string, size float64) { s.pdf.SetFont(font, bold, size) }

func (s *sheet) line(text, align string) {
	s.pdf.CellFormat(s.width(), row-1, text, "", 1, align, false, 0, "")
}

// head is who sells, to whom, and what this is.
func (s *sheet) head(clock *clientele.Clock) {
	s.style("B", 15)
	s.pdf.MultiCell(s.width(), 8, s.firm, "", "L", false)
	s.style("", 9)
	for l := range strings.Lines(s.set[SettingAddress]) {
		s.line(strings.TrimSpace(l), "L")
	}
	if id := s.set[SettingTaxID]; id != "" {
		s.line(s.said.Say("orders.paper-tax-id", say.Args{"id": id}), "L")
	}
	s.pdf.Ln(10)
	s.style("", 10.5)
	for _, l := range s.to {
		s.line(l, "L")
	}
	s.pdf.Ln(10)
	s.style("B", 13)
	s.line(s.title(), "L")
	s.style("", 10)
	day, _ := s.order.Values["day"].(clientele.Day)
	s.line(s.said.LongDay(day), "L")
	if until, ok := s.order.Values["valid_until"].(clientele.Day); ok && s.order.Text("state") == quote {
		s.line(s.said.Say("orders.paper-until", say.Args{"day": s.said.LongDay(until)}), "L")
	}
	if s.order.Text("state") == cancelled {
		s.line(s.said.Say("choice.state.cancelled"), "L")
	}
	s.pdf.Ln(5)
}

// columns are the widths of the table of goods: what, how many, at which price, what it comes to.
func (s *sheet) columns() [4]float64 {
	w := s.width()
	return [4]float64{w - 86, 20, 34, 32}
}

func (s *sheet) heading() {
	c := s.columns()
	s.style("B", 9)
	for i, key := range []string{"field.product", "orders.quantity", "field.price", "field.amount"} {
		align := "R"
		if i == 0 {
			align = "L"
		}
		s.pdf.CellFormat(c[i], row+1, s.said.Say(key), "B", 0, align, false, 0, "")
	}
	s.pdf.Ln(row + 2)
	s.style("", 10)
}

// goods is the table of the lines of goods; on each page its heading.
func (s *sheet) goods() {
	s.heading()
	c := s.columns()
	_, height := s.pdf.GetPageSize()
	for _, it := range itemsOf(s.order) {
		text := it.Text
		if it.Code != "" && it.Code != it.Text {
			text += " (" + it.Code + ")"
		}
		if it.Discount != "" && it.Discount != "0" {
			text += "\n" + s.said.Say("orders.paper-discount", say.Args{"rate": s.said.Plain(string(it.Discount))})
		}
		if it.Returned != "" {
			text += "\n" + s.said.Say("orders.of-it-back", say.Args{"n": s.said.Plain(string(it.Returned))})
		}
		lines := 0
		for l := range strings.Lines(text) {
			lines += max(1, len(s.pdf.SplitText(strings.TrimSpace(l), c[0]-2)))
		}
		if s.pdf.GetY()+float64(lines)*row > height-margin-14 {
			s.pdf.AddPage()
			s.heading()
		}
		x, y := s.pdf.GetXY()
		s.pdf.MultiCell(c[0], row, text, "", "L", false)
		after := s.pdf.GetY()
		s.pdf.SetXY(x+c[0], y)
		for i, cell := range []string{s.said.Plain(string(it.Quantity)), s.said.Money(it.Price), s.said.Money(it.Amount)} {
			s.pdf.CellFormat(c[i+1], row, cell, "", 0, "R", false, 0, "")
		}
		s.pdf.SetXY(x, after)
	}
}

// sums is what it comes to: without tax, each rate of tax, with it, and what came back.
func (s *sheet) sums() {
	c, currency := s.columns(), s.order.Text("currency")
	sum := func(bold, called string, minor int64) {
		s.style(bold, 10)
		s.pdf.CellFormat(s.width()-c[3], row, called, "", 0, "R", false, 0, "")
		s.pdf.CellFormat(c[3], row, s.said.Money(clientele.Money{Minor: minor, Currency: currency}), "", 1, "R", false, 0, "")
	}
	y := s.pdf.GetY() + 1
	s.pdf.Line(margin, y, margin+s.width(), y)
	s.pdf.Ln(3)
	minor := func(field string) int64 {
		m, _ := s.order.Values[field].(clientele.Money)
		return m.Minor
	}
	rates := summed(itemsOf(s.order), s.order.Text("pricing"), lineAmount)
	if minor("tax_amount") != 0 {
		sum("", s.said.Say("field.net"), minor("net"))
		for _, t := range rates {
			if t.Rate > 0 {
				sum("", s.said.Say("orders.paper-tax", say.Args{"rate": s.said.Plain(string(record.OfMilli(t.Rate))), "net": clientele.Money{Minor: t.Net, Currency: currency}}), t.Tax)
			}
		}
	}
	sum("B", s.said.Say("field.total"), minor("total"))
	if back := minor("returned"); back != 0 {
		sum("", s.said.Say("field.returned"), -back)
		sum("B", s.said.Say("orders.paper-left"), minor("total")-back)
	}
}

// end is how to pay, and what the firm says last.
func (s *sheet) end() {
	s.style("", 9)
	for _, text := range []string{s.set[SettingBank], s.set[SettingFoot]} {
		if text != "" {
			s.pdf.Ln(6)
			s.pdf.MultiCell(s.width(), row-1, text, "", "L", false)
		}
	}
}

// foot stands on each page: which it is.
func (s *sheet) foot() {
	s.pdf.SetY(-margin)
	s.style("", 8)
	s.pdf.CellFormat(s.width(), row, s.said.Say("orders.paper-page", say.Args{"n": s.pdf.PageNo(), "of": "{pages}", "firm": s.firm}), "", 0, "C", false, 0, "")
}

// ReceiptsIn asks what stands on receipts.
type ReceiptsIn struct{}

// ReceiptsOut is what stands on receipts and quotes.
type ReceiptsOut struct {
	Sentence string `json:"sentence"`
	Pricing  string `json:"pricing"`
	Address  string `json:"address"`
	TaxID    string `json:"tax_id"`
	Bank     string `json:"bank"`
	Foot     string `json:"foot"`
	Paper    string `json:"paper"`
}
