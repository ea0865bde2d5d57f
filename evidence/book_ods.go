package evidence

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// openODS lists the sheets of an OpenDocument spreadsheet. All are in one part; each is
// found again from its beginning.
func openODS(z *zip.Reader, size int64) ([]sheet, error) {
	r, err := part(z, size, "content.xml")
	if err != nil {
		return nil, err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	hidden, style := map[string]bool{}, ""
	var sheets []sheet
	for {
		t, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return sheets, nil
		case err != nil:
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "style":
			style = attr(e, "name")
		case "table-properties":
			hidden[style] = attr(e, "display") == "false"
		case "table":
			n := len(sheets)
			sheets = append(sheets, sheet{attr(e, "name"), hidden[attr(e, "style-name")], func() (sheetRows, error) { return openODSSheet(z, size, n) }})
		}
	}
}

// odsRows reads the rows of one sheet.
type odsRows struct {
	part  io.ReadCloser
	d     *xml.Decoder
	at    int
	again int // times that the last row comes still
	last  []string
}

func openODSSheet(z *zip.Reader, size int64, n int) (sheetRows, error) {
	r, err := part(z, size, "content.xml")
	if err != nil {
		return nil, err
	}
	rows := &odsRows{part: r, d: xml.NewDecoder(r)}
	for {
		t, err := rows.d.RawToken()
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "table" {
			if n == 0 {
				return rows, nil
			}
			n--
		}
	}
}

func (r *odsRows) Close() error { return r.part.Close() }

// repeated is how often a row or a cell stands there.
func repeated(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attr(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

func (r *odsRows) next() (int, []string, error) {
	if r.again > 0 {
		r.again--
		r.at++
		return r.at, append([]string(nil), r.last...), nil
	}
	var cells []string
	times, col := 1, 0
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return 0, nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "table-row":
				times, cells, col = repeated(t, "number-rows-repeated"), nil, 0
			case "table-cell", "covered-table-cell":
				n := repeated(t, "number-columns-repeated")
				text, err := r.cell(t)
				if err != nil {
					return 0, nil, err
				}
				for i := 0; text != "" && i < n && col+i <= maxColumns; i++ {
					cells = setCell(cells, col+i, text)
				}
				col = min(col+n, maxColumns+1)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "table":
				return 0, nil, io.EOF
			case "table-row":
				if len(cells) == 0 {
					r.at += times // the empty rows to the end of the sheet
					continue
				}
				r.at++
				r.again, r.last = times-1, cells
				return r.at, append([]string(nil), cells...), nil
			}
		}
	}
}

// cell reads a cell up to its end: its value where it has one, or else its text.
func (r *odsRows) cell(e xml.StartElement) (string, error) {
	var text strings.Builder
	paragraphs, depth, aside := 0, 0, 0
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "annotation":
				aside = depth
			case "p":
				if paragraphs++; paragraphs > 1 && aside == 0 {
					text.WriteByte(' ')
				}
			case "s":
				text.WriteString(strings.Repeat(" ", min(repeated(t, "c"), 100)))
			}
		case xml.CharData:
			if depth > 0 && aside == 0 {
				text.Write(t)
			}
		case xml.EndElement:
			if depth == 0 {
				return odsValue(e, strings.TrimSpace(text.String())), nil
			}
			if aside == depth {
				aside, paragraphs = 0, 0
			}
			depth--
		}
	}
}

// odsValue is what a cell holds, however it is shown.
func odsValue(e xml.StartElement, shown string) string {
	value := attr(e, "value")
	f, err := strconv.ParseFloat(value, 64)
	switch attr(e, "value-type") {
	case "float":
		if err == nil {
			return plainFloat(f)
		}
	case "percentage":
		if err == nil {
			return plainFloat(f*100) + "%"
		}
	case "currency":
		if err == nil {
			return strings.TrimSpace(plainFloat(f) + " " + attr(e, "currency"))
		}
	case "date":
		return strings.TrimSuffix(strings.Replace(attr(e, "date-value"), "T", " ", 1), " 00:00:00")
	case "time":
		return odsClock(attr(e, "time-value"), shown)
	case "boolean":
		return strings.ToUpper(attr(e, "boolean-value"))
	}
	return shown
}

// odsClock reads PT10H20M30S.
func odsClock(value, shown string) string {
	rest, ok := strings.CutPrefix(value, "PT")
	if !ok {
		return shown
	}
	var parts [3]string
	for i, unit := range []string{"H", "M", "S"} {
		number, after, ok := strings.Cut(rest, unit)
		if !ok {
			parts[i] = "00"
			continue
		}
		n, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64)
		if err != nil || n < 0 || n > 1e6 {
			return shown
		}
		parts[i], rest = pad(int(n)), after
	}
	return strings.Join(parts[:], ":")
}
