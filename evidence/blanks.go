package evidence

import (
	"unicode"
	"unicode/utf8"
)

// plainSigns writes a cell with the plain forms of what programs and people write in
// many: the spaces of print and of the Far East, minus signs and dashes, apostrophes,
// wide letters, the digits of other scripts. What cannot be seen is left out.
func plainSigns(b []byte) []byte {
	if isPlain(b) {
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		out, b = appendPlain(out, r), b[size:]
	}
	return trimSpace(out)
}

func appendPlain(out []byte, r rune) []byte {
	switch {
	case r < 0x80:
		return append(out, byte(r))
	case r >= 0xFF01 && r <= 0xFF5E: // wide forms
		return append(out, byte(r-0xFEE0))
	case unicode.Is(unicode.Zs, r):
		return append(out, ' ')
	case unicode.Is(unicode.Nd, r):
		return append(out, digitOf(r))
	}
	switch r {
	case '−', '–', '—', '‐', '‑', '‒', '―', '﹣':
		return append(out, '-')
	case '’', '‘', 'ʼ', '´', '′', '٬': // the last is what Arabic puts between thousands
		return append(out, '\'')
	case '٫': // and this before the fraction
		return append(out, '.')
	case '،', '、':
		return append(out, ',')
	case '￥':
		return append(out, "¥"...)
	case '￡':
		return append(out, "£"...)
	case '￦':
		return append(out, "₩"...)
	case '€', '£':
		return utf8.AppendRune(out, r)
	}
	if unicode.Is(unicode.Cf, r) {
		return out
	}
	return utf8.AppendRune(out, r)
}

// digitOf is a decimal digit of any script: they stand in tens, in order.
func digitOf(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	return '?'
}
