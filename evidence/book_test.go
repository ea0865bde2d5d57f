package evidence

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	japaneses "golang.org/x/text/encoding/japanese"
	koreans "golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// workbook makes an XLSX file of rows; more changes it before it is written.
func workbook(t testing.TB, name string, rows [][]any, more func(*excelize.File)) []byte {
	t.Helper()
	x := excelize.NewFile()
	if err := x.SetSheetName("Sheet1", name); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := x.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(x)
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// styled gives cells of the sheet Orders a number format: "B4:B7".
func styled(t testing.TB, x *excelize.File, cells, format string) {
	t.Helper()
	from, to, _ := strings.Cut(cells, ":")
	id, err := x.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err == nil {
		err = x.SetCellStyle("Orders", from, to, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Days are numbers that look like days: whatever the look, the day is the day. 45352 is
// the 1st of March 2024 where days are counted from 1900.
func TestWorkbook(t *testing.T) {
	rows := [][]any{
		{"Sales of 2024"},
		{},
		{"Customer", "Date", "Amount", "Discount", "Order"},
		{"Mara Finch", 45352, 1200.5, 0.1, "A-1"},
		{"Otto Lark", 45353.75, 19.99, 0, "A-2"},
		{"Mara Finch", 45366, "#N/A", 0, "A-3"},
		{"Mara Finch", 45371, 0.1 + 0.2, 0, "A-4"},
		{"Total", nil, 1220.79},
	}
	content := workbook(t, "Orders", rows, func(x *excelize.File) {
		for _, err := range []error{x.MergeCell("Orders", "A1", "E1"), x.SetSheetRow("Orders", "A20", &[]any{"a note below"})} {
			if err != nil {
				t.Fatal(err)
			}
		}
		styled(t, x, "B4:B4", "dd.mm.yyyy")
		styled(t, x, "B5:B5", "m/d/yy h:mm")
		styled(t, x, "B6:B7", "d. mmmm yyyy")
		styled(t, x, "C4:C7", `#,##0.00 [$€-407]`)
		styled(t, x, "D4:D7", "0%")
	})
	p, entries, rejects := readAll(t, Bytes("orders.xlsx", content), Options{})
	expect(t, "entries", brief(entries), `Mara Finch 2024-03-01 order 1200.50 EUR
		Otto Lark 2024-03-02 order 19.99 EUR
		Mara Finch 2024-03-15 order
		Mara Finch 2024-03-20 order 0.30 EUR`)
	if p.Dialect.Sheet != "Orders" || !p.Dialect.Book || len(rejects) != 2 || rejects[0].Line != 8 || rejects[1].Line != 20 {
		t.Errorf("%+v, %+v", p.Dialect, rejects)
	}
	if at := entries[1].At.Time().Format(time.DateTime); at != "2024-03-02 18:00:00" {
		t.Error(at)
	}
	if read, size := p.Progress(); read != size || size != int64(len(content)) {
		t.Errorf("read %d of %d", read, size)
	}
	if !strings.Contains(p.Describe(), `a workbook, sheet "Orders"`) {
		t.Error(p.Describe())
	}
}

// A workbook that counts its days from 1904 holds 43890 for the 1st of March 2024.
func TestWorkbookFrom1904(t *testing.T) {
	content := workbook(t, "Orders", [][]any{{"Customer", "Date", "Amount"}, {"Mara", 43890, 5.5}, {"Otto", 43904, 6.5}}, func(x *excelize.File) {
		yes := true
		if err := x.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Fatal(err)
		}
		styled(t, x, "B2:B3", "yyyy-mm-dd")
	})
	_, entries, _ := readAll(t, Bytes("mac.xlsx", content), Options{})
	expect(t, "entries", brief(entries), "Mara 2024-03-01 order 5.50 XXX\nOtto 2024-03-15 order 6.50 XXX")
}

// The first sheet that is to be seen and holds a table is read, and the others are named.
func TestSheets(t *testing.T) {
	content := workbook(t, "About", [][]any{{"A report"}, {"of ours"}}, func(x *excelize.File) {
		for _, name := range []string{"Old", "Sales", "Returns"} {
			if _, err := x.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			for i, row := range [][]any{{"Customer", "Date", "Amount"}, {name, "2024-03-15", 5.5}, {name, "2024-03-16", 6.5}} {
				if err := x.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := x.SetSheetVisible("Old", false); err != nil {
			t.Fatal(err)
		}
	})
	p, entries, _ := readAll(t, Bytes("book.xlsx", content), Options{})
	if entries[0].Who.Key != "Sales" || !strings.Contains(p.Describe(), "Returns hold tables too") {
		t.Error(brief(entries), p.Describe())
	}
	for _, name := range []string{"returns", "Old"} {
		_, entries, _ = readAll(t, Bytes("book.xlsx", content), Options{Sheet: name})
		if !strings.EqualFold(entries[0].Who.Key, name) {
			t.Errorf("%s: %s", name, brief(entries))
		}
	}
	for _, c := range []struct{ sheet, says string }{{"Budget", "there is no sheet"}, {"About", "no table of columns"}} {
		_, err := Inspect(context.Background(), Bytes("book.xlsx", content), Options{Sheet: c.sheet})
		var fault *clientele.Fault
		if !errors.As(err, &fault) || !strings.Contains(say.English.Fill(fault.What), c.says) {
			t.Errorf("%s: %v", c.sheet, err)
		}
	}
}

func archive(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
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

const odsContent = `<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="o" xmlns:style="s" xmlns:table="t" xmlns:text="x"><office:automatic-styles>
<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="true"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Hidden" table:style-name="ta1"><table:table-row><table:table-cell office:value-type="string"><text:p>Customer</text:p></table:table-cell><table:table-cell><text:p>Date</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Sales" table:style-name="ta2"><table:table-column/>
<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>Title</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Customer</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Date</text:p></table:table-cell><table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation><text:p>Amount</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Mara <text:span>Finch</text:span></text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-03-05"><text:p>05.03.24</text:p></table:table-cell><table:table-cell office:value-type="currency" office:currency="EUR" office:value="1200.5"><text:p>1.200,50 €</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>Otto</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-03-16T10:30:00"><text:p>16.03.24</text:p></table:table-cell><table:table-cell office:value-type="currency" office:currency="EUR" office:value="5"><text:p>5 €</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048560"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>`

func TestOpenDocument(t *testing.T) {
	content := archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", odsContent)
	p, entries, rejects := readAll(t, Bytes("sales.ods", content), Options{})
	expect(t, "entries", brief(entries), `Mara Finch 2024-03-05 order 1200.50 EUR
		Otto 2024-03-16 order 5.00 EUR
		Otto 2024-03-16 order 5.00 EUR`)
	if p.Dialect.Sheet != "Sales" || len(rejects) != 0 {
		t.Errorf("%+v %+v", p.Dialect, rejects)
	}
	unique(t, keysOf(entries))
}

func TestArchives(t *testing.T) {
	const table = "Customer;Date;Amount\nMüller;2024-03-05;1,50\nMüller;2024-03-16;2,50\n"
	const want = "Müller 2024-03-05 order 1.50 XXX\nMüller 2024-03-16 order 2.50 XXX"
	for name, content := range map[string][]byte{
		"one":             archive(t, "orders.csv", table),
		"one beside mac":  archive(t, "__MACOSX/._orders.csv", "x", "export/", "", "export/orders.csv", table, "export/.DS_Store", "x"),
		"beside a readme": archive(t, "readme.md", "# read me", "orders.csv", table),
		"of Windows-1252": archive(t, "orders.csv", strings.ReplaceAll(table, "ü", "\xfc")),
	} {
		p, entries, _ := readAll(t, Bytes(name+".zip", content), Options{})
		expect(t, name, brief(entries), want)
		if read, _ := p.Progress(); len(entries) == 2 && read == 0 {
			t.Errorf("%s: nothing was read", name)
		}
	}
	two := archive(t, "a/orders.csv", table, "b/other.csv", table)
	_, entries, _ := readAll(t, Bytes("two.zip", two), Options{Sheet: "orders.csv"})
	expect(t, "the one that is named", brief(entries), want)
	for name, content := range map[string][]byte{
		"two":     two,
		"none":    archive(t, "picture.png", "x", "letter.docx", "y"),
		"damaged": archive(t, "orders.csv", table)[:80],
		"nested":  archive(t, "orders.xlsx", string(workbook(t, "A", [][]any{{"a", "b"}, {"c", "d"}}, nil))),
	} {
		_, err := Inspect(context.Background(), Bytes(name+".zip", content), Options{})
		var fault *clientele.Fault
		if !errors.As(err, &fault) || fault.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The same few rows, as programs of many countries write them. Nothing says which encoding it is.
func TestEncodings(t *testing.T) {
	polish := "Klient;Data;Kwota\nŁukasz Żółty;15.03.2024;1200,50\nŚwięta Sp. z o.o.;16.03.2024;20,00\n"
	german := "Kunde;Datum;Betrag\nMüller & Söhne;15.03.2024;1.200,50\nGroßbäckerei Jäger;16.03.2024;20,00\n"
	french := "Client;Date;Montant\nRenée Lefèvre;15/03/2024;1200,50\nL’Hôtel d’Été;16/03/2024;20,00\n"
	russian := "Клиент;Дата;Сумма\nИван Петров;15.03.2024;1200,50\nООО Ромашка;16.03.2024;20,00\n"
	turkish := "Müşteri;Tarih;Tutar\nAyşe Yılmaz;15.03.2024;1200,50\nİğdır Ltd Şti;16.03.2024;20,00\n"
	greek := "Πελάτης;Ημερομηνία;Ποσό\nΓιώργος Παπάς;15.03.2024;1.200,50\nΆννα Νίκου;16.03.2024;20,00\n"
	japanese := "顧客,日付,金額\n山田太郎,2024/03/15,1200\n佐藤商店,2024/03/16,500\n"
	chinese := "客户,日期,金额\n张伟,2024-03-15,1200.50\n李娜商店,2024-03-16,20.00\n"
	korean := "고객,날짜,금액\n김철수,2024-03-15,1200\n이영희상점,2024-03-16,500\n"
	for _, c := range []struct {
		text, name string
		enc        encoding.Encoding
	}{
		{polish, "Windows-1250", charmap.Windows1250}, {polish, "ISO-8859-2", charmap.ISO8859_2}, {german, "Windows-1252", charmap.Windows1252}, {german, "Mac Roman", charmap.Macintosh},
		{german, "DOS 850", charmap.CodePage850}, {french, "Windows-1252", charmap.Windows1252}, {french, "Mac Roman", charmap.Macintosh}, {russian, "Windows-1251", charmap.Windows1251},
		{russian, "KOI8-R", charmap.KOI8R}, {russian, "DOS 866", charmap.CodePage866}, {turkish, "Windows-1254", charmap.Windows1254}, {greek, "Windows-1253", charmap.Windows1253},
		{greek, "ISO-8859-7", charmap.ISO8859_7}, {japanese, "Shift-JIS", japaneses.ShiftJIS}, {japanese, "EUC-JP", japaneses.EUCJP}, {chinese, "GB18030", simplifiedchinese.GB18030}, {korean, "EUC-KR", koreans.EUCKR},
		{german, "UTF-16 LE", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}, {russian, "UTF-16 BE", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)}, {french, "UTF-8", unicode.UTF8BOM},
	} {
		content, err := c.enc.NewEncoder().String(c.text)
		if err != nil {
			t.Fatal(c.name, err)
		}
		_, want, _ := readAll(t, text(c.text), Options{})
		_, got, _ := readAll(t, text(content), Options{})
		expect(t, c.name, brief(got), brief(want))
	}
}

// What is no workbook at all is a fault, never a panic.
func FuzzWorkbook(f *testing.F) {
	f.Add(workbook(f, "Orders", [][]any{{"Customer", "Date", "Amount"}, {"Mara", 45352, 5.5}, {"Otto", 45353, 6.5}}, nil))
	f.Add(archive(f, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", odsContent))
	f.Add(archive(f, "orders.csv", "a,b\n1,2\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := Inspect(context.Background(), Bytes("fuzz.xlsx", content), Options{})
		if err != nil {
			return
		}
		entries, _, err := drain(p)
		if err != nil {
			return
		}
		for _, e := range entries {
			checkEntry(t, e)
		}
	})
}

// Formats of numbers: what is a day, a clock, a share, and in which currency.
func TestLooks(t *testing.T) {
	for code, want := range map[string]look{
		"General": {}, "0.00": {}, "#,##0": {}, "@": {}, `0.00E+00`: {}, `"Day" 0`: {}, `[Red]0.00`: {},
		"yyyy-mm-dd": {day: true}, "dd/mm/yy": {day: true}, `d. mmmm yyyy`: {day: true}, "[$-409]d-mmm-yy;@": {day: true}, "mmm yy": {day: true},
		"h:mm": {clock: true}, "mm:ss": {clock: true}, "[h]:mm:ss": {clock: true}, "dd.mm.yyyy hh:mm": {day: true, clock: true},
		"0%": {percent: true}, "0.0 %": {percent: true},
		"#,##0.00 [$€-407]": {currency: "€"}, `"€"#,##0.00`: {currency: "€"}, `$#,##0.00_);($#,##0.00)`: {currency: "$"}, "[$CHF] #,##0.00": {currency: "CHF"}, `_-* #,##0.00 €_-`: {currency: "€"},
	} {
		if got := lookOf(code); got != want {
			t.Errorf("%s: %+v", code, got)
		}
	}
}
