package batches

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// TestWorkbooksThatAreNoTables: a row that says it is the hundred-billionth, and a few
// bytes that unfold to very many, are refused; before, the first wrote lines until the
// disk was full.
func TestWorkbooksThatAreNoTables(t *testing.T) {
	const sheet = "xl/worksheets/sheet1.xml"
	row := func(number, cell string) string {
		return fmt.Sprintf(`<row r="%s"><c r="A%[1]s" t="inlineStr"><is><t>%s</t></is></c></row>`, number, cell)
	}
	for name, tt := range map[string]struct {
		rows string
		want clientele.FaultKind
	}{
		"a table":     {row("1", "name") + row("2", "Ada"), ""},
		"a gap":       {row("1", "name") + row("1048576", "Ada"), ""},
		"a far row":   {row("1", "name") + row("99999999999", "Ada"), clientele.Invalid},
		"a huge cell": {row("1", "name") + row("2", strings.Repeat("é", 5<<20)) + row("3", "Ada"), ""},
		"a deep one":  {row("1", "name") + strings.Repeat("<a>", 1<<20), clientele.Invalid},
		"a zip bomb":  {row("1", "name") + strings.Repeat(row("2", strings.Repeat("A", 1<<20)), 80), clientele.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			from := filepath.Join(t.TempDir(), "book.xlsx")
			f, err := os.Create(from)
			if err != nil {
				t.Fatal(err)
			}
			z := zip.NewWriter(f)
			for part, text := range map[string]string{
				"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`,
				"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ` +
					`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
				"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
					`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
				"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ` +
					`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
				sheet: `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + tt.rows + `</sheetData></worksheet>`,
			} {
				w, err := z.Create(part)
				if err == nil {
					_, err = w.Write([]byte(text))
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			f.Close()
			to := from + ".csv"
			err = unfold(from, to, "List.xlsx")
			if tt.want == "" && err != nil || tt.want != "" && (clientele.KindOf(err) != tt.want || !strings.Contains(err.Error(), "List.xlsx")) {
				t.Errorf("%v", err)
			}
			if text, err := os.ReadFile(to); tt.want == "" && (err != nil || !strings.HasPrefix(string(text), "name\n") || !strings.HasSuffix(string(text), "Ada\n")) {
				t.Errorf("%d bytes, %v", len(text), err)
			} else if len(text) > 2*mostLetters+1<<21 {
				t.Errorf("%d bytes are kept of a cell that no field takes", len(text))
			}
		})
	}
}
