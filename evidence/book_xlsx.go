package evidence

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
)

// xlsx is what all sheets of an XLSX workbook share.
type xlsx struct {
	zip         *zip.Reader
	size        int64
	shared      []string
	sharedBytes int    // that they take
	looks       []look // by number of style
	from1904    bool
}

// look is how a style shows a number.
type look struct {
	day, clock, percent bool
	currency            string
}

func openXLSX(z *zip.Reader, size int64) ([]sheet, error) {
	b := &xlsx{zip: z, size: size}
	var sheets []sheet
	targets, err := b.targets()
	if err != nil {
		return nil, err
	}
	err = b.each("xl/workbook.xml", func(e xml.StartElement, _ *xml.Decoder) error {
		switch e.Name.Local {
		case "workbookPr":
			b.from1904 = isTrue(attr(e, "date1904"))
		case "sheet":
			target := targets[attr(e, "id")]
			if !strings.Contains(target, "worksheets/") {
				return nil // a chart
			}
			sheets = append(sheets, sheet{attr(e, "name"), attr(e, "state") == "hidden" || attr(e, "state") == "veryHidden", func() (sheetRows, error) { return b.open(target) }})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if hasPart(z, "xl/styles.xml") {
		if err := b.readLooks(); err != nil {
			return nil, err
		}
	}
	if hasPart(z, "xl/sharedStrings.xml") {
		err = b.readShared()
	}
	return sheets, err
}

// each calls for the beginning of each element of a part.
func (b *xlsx) each(name string, do func(xml.StartElement, *xml.Decoder) error) error {
	r, err := part(b.zip, b.size, name)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		t, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := do(e, d); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// targets are the files of the sheets, by their ids in the workbook.
func (b *xlsx) targets() (map[string]string, error) {
	out := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(e xml.StartElement, _ *xml.Decoder) error {
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		out[attr(e, "Id")] = strings.TrimPrefix(target, "/")
		return nil
	})
	return out, err
}

// readLooks reads which styles show days, shares and money.
func (b *xlsx) readLooks() error {
	codes, in := map[string]string{}, false
	return b.each("xl/styles.xml", func(e xml.StartElement, _ *xml.Decoder) error {
		switch e.Name.Local {
		case "numFmt":
			codes[attr(e, "numFmtId")] = attr(e, "formatCode")
		case "cellXfs":
			in = true
		case "cellStyles", "dxfs":
			in = false
		case "xf":
			if in {
				id := attr(e, "numFmtId")
				n, _ := strconv.Atoi(id)
				l := lookOfNumber(n)
				if code, ok := codes[id]; ok {
					l = lookOf(code)
				}
				b.looks = append(b.looks, l)
			}
		}
		return nil
	})
}

// lookOfNumber knows the formats that have numbers and no code.
func lookOfNumber(id int) look {
	switch {
	case id == 9 || id == 10:
		return look{percent: true}
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57 || id == 58:
		return look{day: true}
	case id == 22:
		return look{day: true, clock: true}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55 || id == 56:
		return look{clock: true}
	}
	return look{}
}

// lookOf reads a format's code: what stands in quotation marks or brackets or behind a
// backslash is not of it.
func lookOf(code string) look {
	var l look
	code, _, _ = strings.Cut(code, ";")
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"', '[':
			shut := map[byte]string{'"': `"`, '[': "]"}[c]
			end := strings.Index(code[i+1:], shut)
			if end < 0 {
				return l
			}
			l.within(code[i+1:i+1+end], c == '[')
			i += end + 1
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'd', 'D', 'e':
			l.day = l.day || !strings.HasPrefix(code[i:], "eneral")
		case 'h', 'H', 's', 'S':
			l.clock = true
		case 'm', 'M':
			l.clock = l.clock || !l.day && strings.ContainsAny(code, "hHsS")
			l.day = l.day || !l.clock
		case 'G':
			if strings.HasPrefix(code[i:], "General") {
				i += len("General") - 1
			}
		case '%':
			l.percent = true
		case '$':
			l.currency = "$"
		default:
			for _, sign := range []string{"€", "£", "¥"} {
				if strings.HasPrefix(code[i:], sign) {
					l.currency = sign
				}
			}
		}
	}
	return l
}

// within reads what stands in brackets, such as [$€-407] and [h], or in quotation marks.
func (l *look) within(text string, brackets bool) {
	if !brackets {
		if _, ok := currencyOf(strings.TrimSpace(text)); ok && strings.TrimSpace(text) != "" {
			l.currency = strings.TrimSpace(text)
		}
		return
	}
	if sign, ok := strings.CutPrefix(text, "$"); ok {
		sign, _, _ = strings.Cut(sign, "-")
		if sign != "" {
			l.currency = sign
		}
		return
	}
	if t := strings.ToLower(strings.Trim(text, "hms")); t == "" {
		l.clock = true // [h]:mm, hours that go on beyond a day
	}
}

// readShared reads the texts that cells refer to.
func (b *xlsx) readShared() error {
	return b.each("xl/sharedStrings.xml", func(e xml.StartElement, d *xml.Decoder) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := textWithin(d, "si")
		if b.sharedBytes += len(text) + 16; b.sharedBytes > mostShared {
			return errUnfolds
		}
		if b.sharedBytes += len(text) + 16; b.sharedBytes > mostShared { // and what a string takes beside its letters
			return errUnfolds
		}
		b.shared = append(b.shared, text)
		return err
	})
}

// textWithin joins the texts of an element, but for how they are pronounced.
func textWithin(d *xml.Decoder, until string) (string, error) {
	var b strings.Builder
	in, aside := false, false
	for {
		t, err := d.RawToken()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			in, aside = t.Name.Local == "t", aside || t.Name.Local == "rPh"
		case xml.CharData:
			if in && !aside {
				b.Write(t)
			}
		case xml.EndElement:
			if t.Name.Local == until {
				return b.String(), nil
			}
			if t.Name.Local == "rPh" {
				aside = false
			}
			in = false
		}
	}
}

// xlsxRows reads the rows of one sheet.
type xlsxRows struct {
	book *xlsx
	part io.ReadCloser
	d    *xml.Decoder
	at   int
}

func (b *xlsx) open(target string) (sheetRows, error) {
	r, err := part(b.zip, b.size, target)
	if err != nil {
		return nil, err
	}
	return &xlsxRows{book: b, part: r, d: xml.NewDecoder(r)}, nil
}

func (r *xlsxRows) Close() error { return r.part.Close() }

func (r *xlsxRows) next() (int, []string, error) {
	var cells []string
	in, col := false, -1
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return 0, nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				r.at++
				if n, err := strconv.Atoi(attr(t, "r")); err == nil && n >= r.at {
					r.at = n
				}
				in = true
			case "c":
				if col = columnOf(attr(t, "r"), col+1); !in {
					continue
				}
				text, err := r.cell(t)
				if err != nil {
					return 0, nil, err
				}
				cells = setCell(cells, col, text)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "row":
				return r.at, cells, nil
			case "sheetData":
				return 0, nil, io.EOF
			}
		}
	}
}

// columnOf reads AB12; where nothing stands, the cell is the next.
func columnOf(ref string, next int) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// cell reads a cell up to its end.
func (r *xlsxRows) cell(e xml.StartElement) (string, error) {
	kind := attr(e, "t")
	if kind == "inlineStr" {
		return textWithin(r.d, "c")
	}
	var value strings.Builder
	in := false
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			in = t.Name.Local == "v"
		case xml.CharData:
			if in {
				value.Write(t)
			}
		case xml.EndElement:
			in = false
			if t.Name.Local == "c" {
				return r.book.shown(kind, attr(e, "s"), value.String()), nil
			}
		}
	}
}

// shown is a cell's value as text.
func (b *xlsx) shown(kind, style, value string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(b.shared) {
			return b.shared[i]
		}
		return ""
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[value]
	case "str", "e", "d":
		return value
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return value
	}
	var l look
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(b.looks) {
		l = b.looks[i]
	}
	switch {
	case l.day || l.clock:
		return serial(f, l, b.from1904)
	case l.percent:
		return plainFloat(f*100) + "%"
	case l.currency != "":
		return plainFloat(f) + " " + l.currency
	}
	return plainFloat(f)
}

// plainFloat writes a number with the fifteen digits that a spreadsheet keeps.
func plainFloat(f float64) string {
	if g, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); err == nil {
		f = g
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// serial writes a spreadsheet's day number, and its part of a day.
func serial(f float64, l look, from1904 bool) string {
	if f < 0 || f > 2_958_466 {
		return plainFloat(f) // no day that a spreadsheet shows
	}
	seconds := int64(math.Round(f * 86_400))
	if !l.day {
		clock := time.Duration(seconds) * time.Second
		h, m, s := int(clock.Hours()), int(clock.Minutes())%60, int(clock.Seconds())%60
		return pad(h) + ":" + pad(m) + ":" + pad(s)
	}
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		begin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 60:
		begin = begin.AddDate(0, 0, 1) // before the 29 February 1900 that never was
	}
	t := begin.Add(time.Duration(seconds%86_400)*time.Second).AddDate(0, 0, int(seconds/86_400))
	if seconds%86_400 == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
