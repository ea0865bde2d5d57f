package evidence

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Encodings as a Dialect names them.
const (
	encodingUTF8        = "UTF-8"
	encodingUTF16LE     = "UTF-16 LE"
	encodingUTF16BE     = "UTF-16 BE"
	encodingWindows1252 = "Windows-1252"
)

// windows1252 holds the code points of 0x80…0x9F (Unicode's CP1252.TXT); the
// five unassigned bytes are taken as the C1 controls, as browsers do. From 0xA0
// on the bytes are the code points.
var windows1252 = [32]rune{
	0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
}

// fromWindows1252 appends bytes of Windows-1252 as UTF-8.
func fromWindows1252(dst, b []byte) []byte {
	for _, c := range b {
		switch {
		case c < 0x80:
			dst = append(dst, c)
		case c < 0xA0:
			dst = utf8.AppendRune(dst, windows1252[c-0x80])
		default:
			dst = utf8.AppendRune(dst, rune(c))
		}
	}
	return dst
}

// encodingOf decides a file's encoding from its beginning, and how many bytes of
// byte-order mark to skip.
func encodingOf(head []byte) (name string, skip int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return encodingUTF8, 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return encodingUTF16LE, 2
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return encodingUTF16BE, 2
	}
	// UTF-16 without a mark: Latin text has a zero in every second byte.
	even, odd := 0, 0
	probe := head[:min(len(head), 4096)]
	for i, c := range probe {
		if c != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	switch half := len(probe) / 2; {
	case half > 4 && odd > half*7/10 && even < half/10:
		return encodingUTF16LE, 0
	case half > 4 && even > half*7/10 && odd < half/10:
		return encodingUTF16BE, 0
	}
	if validUTF8(head) {
		return encodingUTF8, 0
	}
	if mostlyUTF8(head) {
		return encodingUTF8, 0
	}
	return detectEncoding(head), 0
}

// validUTF8 forgives a rune that is cut off at the end of the sample.
func validUTF8(b []byte) bool {
	for cut := 0; cut < utf8.UTFMax && cut <= len(b); cut++ {
		if utf8.Valid(b[:len(b)-cut]) {
			return true
		}
	}
	return false
}

// fromUTF16 reads UTF-16 as UTF-8.
type fromUTF16 struct {
	r     io.Reader
	order binary.ByteOrder
	raw   []byte
	out   []byte
	buf   [4096]byte
	err   error
}

func (f *fromUTF16) Read(p []byte) (int, error) {
	for len(f.out) == 0 {
		if f.err != nil {
			return 0, f.err
		}
		f.fill()
	}
	n := copy(p, f.out)
	f.out = f.out[n:]
	return n, nil
}

func (f *fromUTF16) fill() {
	n, err := f.r.Read(f.buf[:])
	f.raw = append(f.raw, f.buf[:n]...)
	f.err = err
	f.out = f.out[:0]
	i := 0
	for ; i+1 < len(f.raw); i += 2 {
		unit := rune(f.order.Uint16(f.raw[i:]))
		if !utf16.IsSurrogate(unit) {
			f.out = utf8.AppendRune(f.out, unit)
			continue
		}
		if i+3 >= len(f.raw) && err == nil {
			break // the second half of the pair is still to come
		}
		pair := rune(utf8.RuneError)
		if i+3 < len(f.raw) {
			pair = utf16.DecodeRune(unit, rune(f.order.Uint16(f.raw[i+2:])))
		}
		if pair != utf8.RuneError {
			i += 2
		}
		f.out = utf8.AppendRune(f.out, pair)
	}
	f.raw = append(f.raw[:0], f.raw[i:]...)
}

// decoded gives content as UTF-8, or as bytes that are decoded cell by cell.
func decoded(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case encodingUTF16LE:
		return &fromUTF16{r: r, order: binary.LittleEndian}
	case encodingUTF16BE:
		return &fromUTF16{r: r, order: binary.BigEndian}
	case encodingUTF8, encodingWindows1252:
		return r // cell by cell
	}
	_, enc, err := encodingNamed(encoding)
	if err != nil || enc == nil {
		return r // Inspect has refused it
	}
	return transform.NewReader(r, enc.NewDecoder())
}

// cleanText gives a cell as valid UTF-8 without NUL and without surrounding
// space. Bytes that are not UTF-8 are taken as Windows-1252, cell by cell: so a
// file whose first accent comes after the sample is still read rightly.
func cleanText(b []byte) []byte {
	b = trimSpace(b)
	if len(b) > 1 && b[0] == '\'' && protects(b[1]) && b[len(b)-1] != '\'' {
		b = trimSpace(b[1:])
	}
	switch n := len(b); {
	case n > 3 && b[0] == '=' && b[1] == '"' && b[n-1] == '"': // ="00123", a formula that keeps the zeros
		b = trimSpace(b[2 : n-1])
	case n > 2 && b[0] == '\'' && b[n-1] == '\'':
		b = trimSpace(b[1 : n-1])
	}
	if bytes.IndexByte(b, '&') >= 0 {
		b = signsOfPages(b)
	}
	if isPlain(b) {
		return b
	}
	if !utf8.Valid(b) {
		b = fromWindows1252(make([]byte, 0, len(b)*2), b)
	}
	if !norm.NFC.IsNormal(b) {
		b = norm.NFC.Bytes(b) // one name is one name, however its accents are written
	}
	if slices.ContainsFunc(b, isMark) {
		b = slices.DeleteFunc(slices.Clone(b), isMark)
	}
	return bytes.TrimSpace(bytes.Trim(b, "\u00a0\u200b\ufeff \t"))
}

// tidied is a name with one space where there were several, of whatever sort, and
// without letters that are not to be seen.
func tidied(b []byte) []byte {
	plain, was := true, byte('x')
	for _, c := range b {
		if c >= utf8.RuneSelf || c < ' ' || c == ' ' && was == ' ' {
			plain = false
			break
		}
		was = c
	}
	if plain {
		return b
	}
	b = bytes.Map(func(r rune) rune {
		if r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f' || r == '\u00ad' {
			return -1
		}
		return r
	}, b)
	return bytes.Join(bytes.Fields(b), []byte{' '})
}

// protects tells the apostrophe that spreadsheets put before a number or a
// formula from one that belongs to a name ('t Hooft).
func protects(next byte) bool {
	return next >= '0' && next <= '9' || next == '=' || next == '+' || next == '-' || next == '@'
}

// isPlain is true for the printable ASCII that most cells are.
func isPlain(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf || isMark(c) {
			return false
		}
	}
	return true
}

// isMark says of a byte that it stands in no text of people: NUL, and the marks of messages of ours
// (clientele.Tell), which a file may not bring.
func isMark(c byte) bool { return c < ' ' && (c == 0 || c == 2 || c == 3 || c == 0x1e || c == 0x1f) }

// trimSpace is bytes.TrimSpace for ASCII, small enough to be inlined.
func trimSpace(b []byte) []byte {
	for len(b) > 0 && b[0] <= ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] <= ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// pageSigns are signs as web pages write them, which shops leave in the names of their exports.
var pageSigns = strings.NewReplacer("&amp;", "&", "&#38;", "&", "&#038;", "&", "&#39;", "'", "&#039;", "'", "&apos;", "'", "&quot;", `"`, "&#34;", `"`, "&#034;", `"`, "&lt;", "<", "&gt;", ">", "&nbsp;", " ")

// signsOfPages are the signs that a web page would show.
func signsOfPages(b []byte) []byte {
	if bytes.IndexByte(b, ';') < 0 {
		return b
	}
	return []byte(pageSigns.Replace(string(b)))
}
