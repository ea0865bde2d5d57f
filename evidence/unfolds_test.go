package evidence

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// What people's workbooks and archives unfold to stays well within the bounds, however alike
// their rows are.
func TestWhatTablesUnfoldTo(t *testing.T) {
	row := func(i int) []any { return []any{"Customer Ltd", 46000 + i/900, 10.5, "EUR", "paid", "web"} }
	wide := func(i int) []any {
		return append([]any{i, 46000 + i/900, "Customer", i % 90}, make([]any, 60)...)
	}
	for name, made := range map[string]func(i int) []any{"all but alike": row, "many empty cells": wide} {
		content := sheetOf(t, 6000, made)
		times := unfoldsTo(t, content, "xl/worksheets/sheet1.xml")
		t.Logf("XLSX, %s: %.1f times", name, times)
		if times*2 > unfoldedXLSX {
			t.Errorf("an XLSX whose rows are %s unfolds to %.1f times its size", name, times)
		}
	}
	var ods, csv strings.Builder
	for i := range 20_000 {
		day := fmt.Sprintf("2026-%02d-01", i/1700+1)
		cell := func(kind, value, text string) {
			fmt.Fprintf(&ods, `<table:table-cell table:style-name="ce1" office:value-type="%s" office:%svalue="%s" calcext:value-type="%s"><text:p>%s</text:p></table:table-cell>`, kind, map[string]string{"date": "date-"}[kind], value, kind, text)
		}
		ods.WriteString(`<table:table-row table:style-name="ro1">`)
		cell("string", fmt.Sprint("C", i%500), fmt.Sprint("C", i%500))
		cell("date", day, day)
		cell("currency", "9.99", "9,99 €")
		ods.WriteString(`</table:table-row>`)
		fmt.Fprintf(&csv, "C%d,%s,9.99,EUR,paid,web,Plan M,Vienna\n", i/40, day)
	}
	for name, text := range map[string]string{"content.xml": ods.String(), "visits.csv": csv.String()} {
		times := unfoldsTo(t, archived(t, name, strings.NewReader(text)), name)
		t.Logf("%s: %.1f times", name, times)
		if times > unfoldedTimes {
			t.Errorf("%s unfolds to %.1f times its size", name, times)
		}
	}
}

// A workbook of a few bytes that unfolds without end is refused, and says why.
func TestAWorkbookThatUnfoldsWithoutEndIsRefused(t *testing.T) {
	content := archived(t, "xl/worksheets/sheet1.xml", io.MultiReader(strings.NewReader(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Customer</t></is></c><c r="B1" t="inlineStr"><is><t>Date</t></is></c></row>`),
		io.LimitReader(spaces{}, unfoldedFloor+1)), "xl/workbook.xml", strings.NewReader(`<workbook><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels", strings.NewReader(`<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`))
	_, err := Inspect(t.Context(), Bytes("bomb.xlsx", content), Options{})
	if fault := (*clientele.Fault)(nil); !errors.As(err, &fault) || !strings.Contains(say.English.Fill(fault.What), "more than a table may hold") {
		t.Errorf("%v", err)
	}
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// sheetOf is a workbook written as programs write long ones.
func sheetOf(t *testing.T, rows int, row func(i int) []any) []byte {
	x := excelize.NewFile()
	w, err := x.NewStreamWriter("Sheet1")
	for i := range rows {
		if err == nil {
			err = w.SetRow(fmt.Sprintf("A%d", i+1), row(i))
		}
	}
	var b bytes.Buffer
	if err = errors.Join(err, w.Flush(), x.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// archived packs parts, each a name and its content.
func archived(t *testing.T, parts ...any) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i].(string))
		if err == nil {
			_, err = io.Copy(w, parts[i+1].(io.Reader))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unfoldsTo is how many times as large as all of an archive a part of it is.
func unfoldsTo(t *testing.T, content []byte, name string) float64 {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == name {
			return float64(f.UncompressedSize64) / float64(len(content))
		}
	}
	t.Fatalf("there is no %s in it", name)
	return 0
}
