package evidence

import "bytes"

// fastMoney reads what most amounts with a sign or with marks between thousands are:
// $1,234.50, -£5, 1.234,50 €. It reads nothing otherwise than takeApart does.
func fastMoney(b []byte, m marks) (parsed, bool) {
	point := m&eitherDecimal == pointDecimal
	if !point && m&eitherDecimal != commaDecimal || len(b) > 24 {
		return parsed{}, false
	}
	var p parsed
	negative := b[0] == '-'
	if negative {
		b = b[1:]
	}
	p.currency, b = signAround(b)
	n, ok := groupedNumber(b, point)
	if negative {
		n.units = -n.units
	}
	p.number = n
	return p, ok
}

// signAround takes $, € or £ from before the digits, or € from behind them.
func signAround(b []byte) (code string, rest []byte) {
	switch {
	case len(b) > 1 && b[0] == '$':
		code, b = "USD", b[1:]
	case bytes.HasPrefix(b, []byte("€")):
		code, b = "EUR", b[3:]
	case bytes.HasPrefix(b, []byte("£")):
		code, b = "GBP", b[2:]
	case bytes.HasSuffix(b, []byte("€")):
		b = b[:len(b)-3]
		if bytes.HasSuffix(b, []byte("\u00a0")) {
			b = b[:len(b)-len("\u00a0")]
		} else if len(b) > 0 && b[len(b)-1] == ' ' {
			b = b[:len(b)-1]
		}
		return "EUR", b
	default:
		return "", b
	}
	if len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	return code, b
}

// groupedNumber reads digits with marks between each three of them and at most one before
// the fraction, of no more digits than are kept.
func groupedNumber(b []byte, point bool) (number, bool) {
	decimal, group := byte(','), byte('.')
	if point {
		decimal, group = '.', ','
	}
	if len(b) == 0 || len(b) > 20 || !isDigit(b[0]) {
		return number{}, false
	}
	var n number
	run, groups, count := 0, 0, 0
	fraction := false
	for _, c := range b {
		switch {
		case isDigit(c):
			n.units = n.units*10 + int64(c-'0')
			run++
			count++
		case c == group && !fraction && run <= 3 && (groups == 0 || run == 3):
			run, groups = 0, groups+1
		case c == decimal && !fraction && (groups == 0 || run == 3):
			run, fraction = 0, true
		default:
			return number{}, false
		}
	}
	if fraction {
		n.digits = uint8(min(run, 100))
	}
	whole := fraction || groups == 0 || run == 3
	return n, whole && count <= 16 && n.digits > 0 == fraction && n.digits <= maxDigits && !(groups > 0 && b[0] == '0')
}
