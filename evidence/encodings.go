package evidence

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/clientele-crm/clientele"
)

// charset is an encoding that a file may be in: as a Dialect names it, and as the detector does.
type charset struct {
	name, detector string
	enc            encoding.Encoding
	wide           bool // several bytes a letter
}

var charsets = []charset{
	{encodingWindows1252, "windows-1252", charmap.Windows1252, false},
	{"Windows-1250", "windows-1250", charmap.Windows1250, false},
	{"Windows-1251", "windows-1251", charmap.Windows1251, false},
	{"Windows-1253", "ISO-8859-7", charmap.Windows1253, false},
	{"Windows-1254", "windows-1254", charmap.Windows1254, false},
	{"Windows-1254", "ISO-8859-9", charmap.Windows1254, false},
	{"ISO-8859-7", "ISO-8859-7", charmap.ISO8859_7, false},
	{"Windows-1255", "ISO-8859-8", charmap.Windows1255, false},
	{"Windows-1256", "windows-1256", charmap.Windows1256, false},
	{"ISO-8859-2", "ISO-8859-2", charmap.ISO8859_2, false},
	{"KOI8-R", "KOI8-R", charmap.KOI8R, false},
	{"Mac Roman", "", charmap.Macintosh, false},
	{"DOS 850", "", charmap.CodePage850, false},
	{"DOS 852", "", charmap.CodePage852, false},
	{"DOS 866", "", charmap.CodePage866, false},
	{"Shift-JIS", "Shift_JIS", japanese.ShiftJIS, true},
	{"EUC-JP", "EUC-JP", japanese.EUCJP, true},
	{"EUC-KR", "EUC-KR", korean.EUCKR, true},
	{"GB18030", "GB-18030", simplifiedchinese.GB18030, true},
	{"Big5", "Big5", traditionalchinese.Big5, true},
}

// encodingNamed finds an encoding by the name that a person gives it: ours, or one of those of the web.
func encodingNamed(name string) (canonical string, enc encoding.Encoding, err error) {
	loose := func(s string) string {
		return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
	}
	for _, own := range []string{encodingUTF8, encodingUTF16LE, encodingUTF16BE} {
		if loose(own) == loose(name) {
			return own, nil, nil
		}
	}
	for _, c := range charsets {
		if loose(c.name) == loose(name) || loose(c.name) == "windows"+strings.TrimPrefix(loose(name), "cp") {
			return c.name, c.enc, nil
		}
	}
	enc, err = htmlindex.Get(name)
	if err != nil {
		return "", nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-encoding", "name", name), Where: "--encoding",
			Remedy: clientele.Tell("evidence.no-encoding-remedy"), Err: err}
	}
	canonical, err = htmlindex.Name(enc)
	return canonical, enc, err
}

// mostlyUTF8 forgives single bytes that are none among many letters that are: a cell
// was pasted in from elsewhere, and is read for itself.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		b = b[size:]
	}
	return good > 4*bad
}

// onlyEuros says that the one sign beyond ASCII is the euro, as Windows writes it before a
// number or in a bracket: too little for a detector, and enough for who reads bills.
func onlyEuros(head []byte) bool {
	found := false
	for i, c := range head {
		switch {
		case c < utf8.RuneSelf:
			continue
		case c != 0x80 || i+1 < len(head) && isLetterByte(head[i+1]):
			return false
		}
		found = true
	}
	return found
}

// detectEncoding says in which encoding a text is that is not UTF-8: what the detector
// finds, weighed by whether the letters make words.
func detectEncoding(head []byte) string {
	if onlyEuros(head) {
		return encodingWindows1252
	}
	cells := foreignCells(head)
	found := map[string]int{}
	for _, text := range [][]byte{head, cells} {
		all, err := chardet.NewTextDetector().DetectAll(text)
		if err != nil {
			continue // it finds nothing
		}
		for _, r := range all {
			name := r.Charset
			if name == "ISO-8859-1" {
				name = "windows-1252"
			}
			found[name] = max(found[name], r.Confidence)
		}
	}
	best, bestScore := encodingWindows1252, -9.0
	for _, c := range charsets {
		sure := float64(found[c.detector])
		if c.detector == "" {
			sure = 0
		}
		if c.wide && sure <= 10 {
			sure = -80 // the detector's word for "it could be"
		}
		text, err := c.enc.NewDecoder().Bytes(cells)
		if err != nil {
			continue
		}
		score := sure/100 + plausible(text, c.wide) + native(text)
		switch {
		case c.name == encodingWindows1252:
			score += 0.1
		case c.enc == charmap.Windows1254 && looksTurkish(cells):
			score += 0.3
		case c.enc == charmap.Windows1253 && bytes.IndexByte(cells, 0xa4) >= 0:
			score -= 0.2 // where the other of the two has the euro sign
		}
		if score > bestScore {
			best, bestScore = c.name, score
		}
	}
	return best
}

// looksTurkish says that letters stand there which are Turkish in one encoding and Icelandic
// in the other, without those that Icelandic has beside them.
func looksTurkish(cells []byte) bool {
	turkish := false
	for _, c := range cells {
		switch c {
		case 0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe: // Ğ İ Ş ğ ı ş, or Ð Ý Þ ð ý þ
			turkish = true
		case 0xe1, 0xe6, 0xe9, 0xed, 0xfa: // á æ é í ú
			return false
		}
	}
	return turkish
}

// foreignCells are the cells that hold more than ASCII, in a bounded number.
func foreignCells(b []byte) []byte {
	var out []byte
	for _, c := range bytes.FieldsFunc(b, func(r rune) bool { return strings.ContainsRune(",;\t|\r\n\"", r) }) {
		if !isPlain(c) {
			out = append(append(out, c...), '\n')
		}
		if len(out) > 16<<10 {
			break
		}
	}
	return out
}

// plausible is how much of a text's letters beyond ASCII make words, from about -2 to 1.
func plausible(text []byte, wide bool) float64 {
	sum, n := 0.0, 0
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '.' || r == '-' || r == '(' || r == ')' || r == '/'
	}) {
		if isPlain(word) {
			continue
		}
		s, letters := plausibleWord([]rune(string(word)), wide)
		sum, n = sum+s, n+letters
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

func plausibleWord(word []rune, wide bool) (score float64, foreign int) {
	latin, other, ascii := 0, 0, 0
	for i, r := range word {
		if r < utf8.RuneSelf {
			if unicode.IsLetter(r) {
				ascii++
			}
			continue
		}
		foreign++
		inWord := i > 0 && unicode.IsLetter(word[i-1]) || i+1 < len(word) && unicode.IsLetter(word[i+1])
		switch {
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Co, r):
			score -= 3
		case !unicode.IsLetter(r) && !unicode.IsMark(r) && inWord && !wide:
			score -= 2
		case !unicode.IsLetter(r):
			score += 0.2
		case !wide && i > 0 && unicode.IsUpper(r) && unicode.IsLower(word[i-1]):
			score--
		case inWord || wide:
			score++
		}
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	switch {
	case other > 0 && ascii > 0 && !wide || latin > 0 && other > 0:
		score -= 3 * float64(foreign) // no language writes like that
	case latin > 2 && ascii == 0:
		score -= 1.2 * float64(foreign) // hardly any
	}
	return score, foreign
}
