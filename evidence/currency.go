package evidence

import (
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
)

// currencyCodes are the active codes of ISO 4217, without metals, funds and tests.
const currencyCodes = " AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF " +
	"CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR " +
	"ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU " +
	"MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD " +
	"SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF " +
	"YER ZAR ZMW ZWL "

// isoCurrency knows a three-letter code, in any case.
func isoCurrency(s string) (string, bool) {
	if len(s) != 3 {
		return "", false
	}
	code := strings.ToUpper(s)
	if strings.ContainsAny(code, " ") || !strings.Contains(currencyCodes, " "+code+" ") {
		return "", false
	}
	return code, true
}

// currencyOfHeader reads "amount_usd", "Total (EUR)", "dollars".
func currencyOfHeader(tokens []string) string {
	for _, t := range tokens {
		switch t {
		case "dollars", "dollar":
			return "USD"
		case "euros", "euro":
			return "EUR"
		case "pounds", "sterling":
			return "GBP"
		case "all", "top": // words before they are codes
			continue
		}
		if code, ok := isoCurrency(t); ok {
			return code
		}
	}
	return ""
}

// currencyIn is the currency of a row: what its column says, then what the person
// said, then the sign beside the number, then what the whole column showed.
func currencyIn(f *reading, r *row, sign string, p *Plan) (string, *Reject) {
	if b := f.bytes(r); len(b) > 0 {
		code, ok := currencyOf(string(b))
		if !ok {
			return "", f.reject(fmt.Sprintf("%q is no currency", clip(string(b), 20)), "write its three letters, such as EUR")
		}
		if code != "" {
			return code, nil
		}
	}
	switch {
	case p.Options.Currency != "":
		return p.Options.Currency, nil
	case sign != "":
		return sign, nil
	case p.Currency != "":
		return p.Currency, nil
	}
	return clientele.UnknownCurrency, nil
}
