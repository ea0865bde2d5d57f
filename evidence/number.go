package evidence

import (
	"bytes"
	"math/bits"
	"strconv"
)

// number is a decimal as it was written: Units of 10^-Digits. Money is never a
// binary fraction here.
type number struct {
	units  int64
	digits uint8
}

// maxDigits after the point are kept; what a spreadsheet adds beyond is noise.
const maxDigits = 9

var powers = [...]int64{1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
	10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
	10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000}

// marks are the two ways to write a number: which mark comes before the fraction; and
// what else a column decided about its numbers.
type marks uint8

const (
	pointDecimal  marks = 1 << iota // 1,234.50
	commaDecimal                    // 1.234,50
	strangeSigns                    // words beside the numbers are no currency that we know: "Bs 500"
	creditBelow                     // 100.00 CR is money given back, beside 100.00 that came in
	mixedMarks                      // some numbers are written the other way: what can be read in one way only is read so
	eitherDecimal = pointDecimal | commaDecimal
)

// tenThousandths is the unit in which an order is summed: small enough that
// fractions of a cent survive until the order is rounded, once.
func (n number) tenThousandths() (int64, bool) { return n.scaled(4) }

// scaled gives the number in units of 10^-digits, rounded half away from zero;
// false where it is beyond anything that is counted here.
func (n number) scaled(digits uint8) (int64, bool) {
	if n.digits <= digits {
		hi, lo := bits.Mul64(magnitude(n.units), uint64(powers[digits-n.digits]))
		if hi != 0 || lo > 1<<62 {
			return 0, false
		}
		return signed(lo, n.units < 0), true
	}
	return roundDiv(n.units, powers[n.digits-digits]), true
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

func signed(m uint64, negative bool) int64 {
	if negative {
		return -int64(m)
	}
	return int64(m)
}

// roundDiv divides and rounds half away from zero.
func roundDiv(v, by int64) int64 {
	m := magnitude(v)
	return signed((m+uint64(by)/2)/uint64(by), v < 0)
}

func (n number) negate() number { return number{-n.units, n.digits} }

func (n number) times(m number) (number, bool) {
	hi, lo := bits.Mul64(magnitude(n.units), magnitude(m.units))
	digits := n.digits + m.digits
	negative := (n.units < 0) != (m.units < 0)
	for digits > maxDigits || (digits > 4 && (hi != 0 || lo > 1<<62)) {
		carry := hi % 10
		hi /= 10
		q, r := bits.Div64(carry, lo, 10)
		if r >= 5 && digits <= maxDigits+1 {
			q++
		}
		lo = q
		digits--
	}
	if hi != 0 || lo > 1<<62 {
		return number{}, false
	}
	return number{signed(lo, negative), digits}, true
}

func (n number) plus(m number) (number, bool) {
	digits := max(n.digits, m.digits)
	a, okA := n.scaled(digits)
	b, okB := m.scaled(digits)
	if !okA || !okB || sumTooLarge(a, b) {
		return number{}, false
	}
	return number{a + b, digits}, true
}

// String is the number as a plain decimal.
func (n number) String() string {
	s := strconv.FormatUint(magnitude(n.units), 10)
	for len(s) <= int(n.digits) {
		s = "0" + s
	}
	if n.digits > 0 {
		s = s[:len(s)-int(n.digits)] + "." + s[len(s)-int(n.digits):]
	}
	if n.units < 0 {
		s = "-" + s
	}
	return s
}

// parsed is what a number cell said.
type parsed struct {
	number
	currency string // of its sign: "€" says EUR, a sign that nobody knows XXX; "" where it had none
	empty    bool
}

// parseNumber reads a cell as the column writes its numbers.
func parseNumber(b []byte, m marks) (parsed, bool) {
	b = trimSpace(b)
	if len(b) == 0 {
		return parsed{empty: true}, true
	}
	if n, ok := fastNumber(b, m); ok {
		return parsed{number: n}, true
	}
	if p, ok := fastMoney(b, m); ok {
		return p, true
	}
	return slowNumber(b, m)
}

func slowNumber(b []byte, m marks) (parsed, bool) {
	w, ok := takeApart(b)
	if !ok {
		return parsed{}, false
	}
	return w.number(m)
}

// percent is a hundredth, as far as the kept digits allow.
func percent(n number) number {
	if n.digits+2 <= maxDigits {
		return number{n.units, n.digits + 2}
	}
	return number{roundDiv(n.units, powers[n.digits+2-maxDigits]), maxDigits}
}

// fastNumber reads what nearly every cell is: digits with at most one mark that
// can only be the fraction's, and a minus.
func fastNumber(b []byte, m marks) (number, bool) {
	mark := byte('.')
	if m&eitherDecimal == commaDecimal {
		mark = ','
	}
	i, negative := 0, false
	if b[0] == '-' {
		negative, i = true, 1
	}
	if len(b)-i == 0 || len(b)-i > 17 {
		return number{}, false
	}
	var units int64
	digits, seen := uint8(0), false
	for ; i < len(b); i++ {
		c := b[i]
		switch {
		case c >= '0' && c <= '9':
			units = units*10 + int64(c-'0')
			if seen {
				digits++
			}
		case c == mark && !seen && len(b) > 1:
			seen = true
		default:
			return number{}, false
		}
	}
	if digits > maxDigits {
		return number{}, false
	}
	if negative {
		units = -units
	}
	return number{units, digits}, true
}

func isExponent(b []byte) bool {
	if len(b) > 1 && (b[0] == '+' || b[0] == '-') {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 2 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// readDigits reads digits and marks. Where both ways are still possible, a form
// that can only be one is read as that one.
func readDigits(b []byte, m marks) (number, bool) {
	exponent := 0
	if e := bytes.IndexAny(b, "eE"); e >= 0 {
		exponent = smallInt(b[e+1:])
		b = b[:e]
	}
	possible := marksOf(b) & m
	if m == eitherDecimal && possible == eitherDecimal {
		possible = pointDecimal
	}
	if possible == 0 {
		return number{}, false
	}
	mark := byte('.')
	if possible == commaDecimal {
		mark = ','
	}
	var n number
	seen := false
	for _, c := range b {
		switch {
		case c == mark:
			seen = true
		case c == '.' || c == ',':
		default:
			if n.digits >= maxDigits {
				continue
			}
			if n.units > powers[17] {
				return number{}, false
			}
			n.units = n.units*10 + int64(c-'0')
			if seen {
				n.digits++
			}
		}
	}
	return shifted(n, exponent)
}

func smallInt(b []byte) int {
	v, sign := 0, 1
	for _, c := range b {
		switch {
		case c == '-':
			sign = -1
		case c >= '0' && c <= '9':
			v = v*10 + int(c-'0')
		}
	}
	return v * sign
}

// shifted moves the decimal point.
func shifted(n number, exponent int) (number, bool) {
	for ; exponent > 0; exponent-- {
		switch {
		case n.digits > 0:
			n.digits--
		case magnitude(n.units) > uint64(powers[17]):
			return number{}, false
		default:
			n.units *= 10
		}
	}
	for ; exponent < 0; exponent++ {
		if n.digits < maxDigits {
			n.digits++
		} else {
			n.units = roundDiv(n.units, 10)
		}
	}
	return n, true
}

// marksOf says in which ways digits and marks can be read: "1,23" only with a
// decimal comma, "1.234,5" likewise, "1,234" in both, "0.5" only with a point.
func marksOf(b []byte) marks {
	points, commas := bytes.Count(b, []byte{'.'}), bytes.Count(b, []byte{','})
	if points == 0 && commas == 0 {
		return eitherDecimal
	}
	var m marks
	if fits(b, '.', ',') {
		m |= pointDecimal
	}
	if fits(b, ',', '.') {
		m |= commaDecimal
	}
	return m
}

// fits says whether digits can be read with this decimal mark and this mark of thousands.
func fits(b []byte, decimal, thousands byte) bool {
	whole := b
	if i := bytes.IndexByte(b, decimal); i >= 0 {
		if bytes.IndexByte(b[i+1:], decimal) >= 0 || bytes.IndexByte(b[i+1:], thousands) >= 0 {
			return false
		}
		whole = b[:i]
	}
	groups := bytes.Split(whole, []byte{thousands})
	if len(groups) == 1 {
		return true
	}
	for i, g := range groups {
		switch {
		case i == 0 && (len(g) == 0 || len(g) > 3 || g[0] == '0'):
			return false
		case i == len(groups)-1 && len(g) != 3:
			return false
		case i > 0 && i < len(groups)-1 && len(g) != 3 && len(g) != 2: // 12,34,567 in India
			return false
		}
	}
	return true
}
