package clientele

import (
	"fmt"
	"strconv"
)

// Money is a whole number of minor units (cents) of one currency.
//
// Currency is the ISO 4217 code; "XXX", ISO's own code for no currency, is an
// amount whose currency nobody told us, and counts two digits. The zero Money,
// without a currency, is no amount at all. Sums never cross currencies.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// UnknownCurrency marks an amount whose currency was not given.
const UnknownCurrency = "XXX"

// IsNone says that there is no amount, which is not the same as an amount of zero.
func (m Money) IsNone() bool { return m.Currency == "" }

// Digits is the number of digits after the decimal point of a currency.
// The exceptions are ISO 4217's list of exponents other than two.
func Digits(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// MinorPerMajor is how many minor units make one major unit: 100 cents a euro.
func MinorPerMajor(currency string) int64 {
	return [...]int64{1, 10, 100, 1000}[Digits(currency)]
}

// Plain is the amount as a plain decimal, "-12.34", for files and machines.
func (m Money) Plain() string {
	if m.IsNone() {
		return ""
	}
	return PlainAmount(m.Minor, m.Currency)
}

// PlainAmount writes minor units of a currency as a plain decimal.
func PlainAmount(minor int64, currency string) string {
	digits := Digits(currency)
	if digits == 0 {
		return strconv.FormatInt(minor, 10)
	}
	sign, u := "", uint64(minor)
	if minor < 0 {
		sign, u = "-", -u
	}
	per := uint64(MinorPerMajor(currency))
	return fmt.Sprintf("%s%d.%0*d", sign, u/per, digits, u%per)
}
