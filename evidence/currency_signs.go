package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"
)

// signsOf are the signs, the abbreviations and the words that stand beside amounts, by
// the code of their currency. The codes themselves are the library's; a sign that several
// currencies share stands under "" or, where one of them is meant nearly always, under that.
var signsOf = map[string]string{
	"":    "kr kr. kr: kr.: Kr Kr. KR ¤ peso pesos crown crowns krone kroner krona kronor krónur franc francs frs dinar dinars riyal rial rupee dirham",
	"USD": "$ US$ U$S U$ USD$ US-$ dollar dollars dólar dólares dolar usdollar usdollars bucks долл. долл",
	"EUR": "€ euro euros eur. evro евро ευρώ eu€ euró",
	"GBP": "£ GB£ UK£ pound pounds sterling poundsterling quid pfund", "JPY": "¥ JP¥ 円 圓 yen Yen", "CNY": "CN¥ 元 圆 RMB rmb yuan 人民币 ¥RMB", "INR": "₹ Rs Rs. rs rs. RS RS. Re Re. ₨ रु रु. rupees",
	"RUB": "₽ руб руб. р р. рублей рубля рубль Руб Руб. rub. rubles roubles", "KRW": "₩ 원 won", "TRY": "₺ TL Tl tl lira", "ILS": "₪ NIS ש\"ח shekel shekels",
	"PLN": "zł zl ZŁ zł. złotych złoty zloty", "CZK": "Kč Kc kč KČ Kč. Kčs korun koruna", "BRL": "R$ BR$ real reais", "AUD": "A$ AU$ AUD$", "CAD": "C$ CA$ CAN$ CDN$ CAD$",
	"CHF": "Fr Fr. SFr SFr. sFr sFr. Fr.: CHf franken stutz swissfrancs swissfranc", "HUF": "Ft Ft. ft forint", "RON": "lei leu Lei LEI", "BGN": "лв лв. lv lv. лева", "UAH": "₴ грн грн. hrn",
	"VND": "₫ đ Đ VNĐ vnđ dong đồng", "PHP": "₱ Php php", "THB": "฿ บาท baht", "IDR": "Rp Rp. rp rupiah", "MYR": "RM ringgit", "SGD": "S$ SG$", "HKD": "HK$", "NZD": "NZ$ NZD$", "TWD": "NT$ TW$ NT",
	"MXN": "MX$ Mex$ MXN$ M.N. m.n. MN", "ARS": "AR$ ARS$", "CLP": "CL$ CLP$", "COP": "CO$ COL$ COP$", "UYU": "$U UY$", "PEN": "S/ S/. soles", "BOB": "Bs. Bs", "PYG": "₲ Gs Gs.",
	"CRC": "₡ colones", "GTQ": "Q Q. quetzales", "HNL": "L L. lempiras", "NIO": "NIO$ córdobas", "PAB": "B/. B/", "DOP": "RD$", "JMD": "J$", "TTD": "TT$", "BZD": "BZ$", "BBD": "Bds$", "XCD": "EC$", "NAD": "N$",
	"ZAR": "R rand", "NGN": "₦ naira", "KES": "KSh KSh. Ksh Ksh. KSH KShs Kshs ksh Kshs. /=", "UGX": "USh Ush", "TZS": "TSh Tsh TSh.", "GHS": "₵ GH₵ GH¢ cedis", "EGP": "E£ LE L.E. ج.م ج.م. جنيه", "MAD": "د.م. DH Dh",
	"AED": "د.إ د.إ. Dhs Dhs. dhs درهم", "SAR": "ر.س ر.س. SR S.R. ريال", "QAR": "ر.ق QR", "KWD": "د.ك KD K.D.", "BHD": "د.ب BD B.D.", "OMR": "ر.ع. R.O. RO", "JOD": "د.أ JD", "TND": "د.ت DT", "LBP": "L£ LL ل.ل", "DZD": "د.ج DA",
	"IRR": "﷼ ریال تومان", "PKR": "PKRs", "LKR": "LKRs රු", "BDT": "৳ Tk Tk. taka", "NPR": "NRs NRs. नेरू", "KZT": "₸ тг тенге", "GEL": "₾ GEL.", "AZN": "₼", "AMD": "֏", "MNT": "₮", "LAK": "₭", "KHR": "៛",
	"RSD": "din din. дин дин. РСД", "MKD": "ден ден. den", "BAM": "KM", "ALL": "Lek lekë", "SEK": "SKr Skr SEK. swedishkrona swedishkronor", "NOK": "NKr Nkr norwegiankrone norwegiankroner",
	"DKK": "DKr Dkr danishkrone danishkroner", "ISK": "Íkr ISKr", "MZN": "MTn MT", "ZMW": "ZK K", "BYN": "Br бел.руб.", "MOP": "MOP$", "FJD": "FJ$", "MUR": "₨M", "AWG": "Afl. Afl", "SCR": "SR.",
}

// namesOf are currencies in words, lower case and without spaces.
var namesOf = map[string]string{
	"USD": "americandollar americandollars usdollar usdollars u.s.dollars usdollaria dollarsaméricains dollaraméricain dólaresestadounidenses dólaresamericanos dollaristatunitensi amerikaansedollar amerikaansedollars us-dollar долларовсша",
	"CAD": "canadiandollar canadiandollars dollarcanadien dollarscanadiens kanadischedollar", "AUD": "australiandollar australiandollars australischedollar", "NZD": "newzealanddollar newzealanddollars",
	"SGD": "singaporedollar singaporedollars", "HKD": "hongkongdollar hongkongdollars hong-kong-dollar 港幣 港元", "TWD": "newtaiwandollar newtaiwandollars 新台幣 新臺幣", "MXN": "mexicanpeso mexicanpesos pesomexicano pesosmexicanos",
	"ARS": "argentinepeso argentinepesos pesoargentino pesosargentinos", "CLP": "chileanpeso chileanpesos pesochileno pesoschilenos", "COP": "colombianpeso colombianpesos pesocolombiano pesoscolombianos",
	"PHP": "philippinepeso philippinepesos", "GBP": "britishpound britishpounds poundssterling livressterling livrasesterlinas librasesterlinas pfundsterling", "EUR": "euroa eurot euroja eura evra",
	"CHF": "swissfranc swissfrancs schweizerfranken francsuisse francssuisses franchisvizzeri francosuizo francossuizos zwitsersefrank", "SEK": "swedishkrona swedishkronor svenskkrona svenskakronor schwedischekronen",
	"NOK": "norwegiankrone norwegiankroner norskekroner norskekrone norwegischekronen", "DKK": "danishkrone danishkroner danskekroner danskekrone dänischekronen", "ISK": "icelandickróna icelandickrónur íslenskarkrónur íslenskkróna",
	"PLN": "polishzloty polishzlotys złotypolski złotypolskie złotychpolskich złotegopolskiego", "CZK": "czechkoruna czechkorunas českákoruna českékoruny českýchkorun", "HUF": "hungarianforint hungarianforints magyarforint",
	"RON": "romanianleu romanianlei leiromânești leuromânesc", "BGN": "bulgarianlev bulgarianleva българскилева български", "RUB": "russianruble russianrubles российскихрублей российскихрубля российскогорубля российскийрубль",
	"UAH": "ukrainianhryvnia ukrainianhryvnias гривня гривні гривень", "TRY": "turkishlira türklirası", "ILS": "israelinewshekel israelinewshekels שקלחדש שקליםחדשים", "INR": "indianrupee indianrupees रुपया रुपए रुपये",
	"PKR": "pakistanirupee pakistanirupees", "LKR": "srilankanrupee srilankanrupees", "NPR": "nepaleserupee nepaleserupees", "BDT": "bangladeshitaka bangladeshitakas", "JPY": "japaneseyen 日本円", "CNY": "chineseyuan renminbi 人民币",
	"KRW": "southkoreanwon 대한민국원", "THB": "thaibaht บาทไทย", "VND": "vietnamesedong đồngviệtnam", "IDR": "indonesianrupiah indonesianrupiahs rupiahindonesia", "MYR": "malaysianringgit malaysianringgits ringgitmalaysia",
	"BRL": "brazilianreal brazilianreals brazilianreais reaisbrasileiros realbrasileiro", "PEN": "peruviansol peruviansoles solesperuanos solperuano", "ZAR": "southafricanrand", "NGN": "nigeriannaira nigeriannairas", "KES": "kenyanshilling kenyanshillings",
	"GHS": "ghanaiancedi ghanaiancedis", "EGP": "egyptianpound egyptianpounds", "AED": "unitedarabemiratesdirham uaedirham uaedirhams emiratidirham", "SAR": "saudiriyal saudiriyals", "RSD": "serbiandinar serbiandinars српскидинар",
}

// signs are the currencies by their sign and by their name.
var signs = func() map[string]string {
	m := map[string]string{}
	for _, lists := range []map[string]string{signsOf, namesOf} {
		for code, list := range lists {
			for sign := range strings.FieldsSeq(list) {
				m[sign] = code
			}
		}
	}
	return m
}()

// formerCodes are codes that were money within the time of records that people still have.
const formerCodes = " HRK BGN DEM ATS FRF ITL ESP NLG BEF PTE FIM IEP GRD LUF LTL LVL EEK SKK SIT MTL CYP BYR MRO STD VEF ZWL ZWD TRL ROL RUR GHC MZM SLL CUC "

// isoCurrency knows a three-letter code, in any case.
func isoCurrency(s string) (string, bool) {
	if len(s) != 3 || !isCodeLetter(s[0]) || !isCodeLetter(s[1]) || !isCodeLetter(s[2]) {
		return "", false
	}
	if !currency.IsValid(s) {
		s = strings.ToUpper(s)
		if !currency.IsValid(s) && !strings.Contains(formerCodes, " "+s+" ") {
			return "", false
		}
	}
	return s, true
}

func isCodeLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// currencyOf knows the signs and codes that stand beside an amount. A sign that
// several currencies share ("kr") is accepted and says nothing.
func currencyOf(word string) (code string, ok bool) {
	if code, ok = isoCurrency(word); ok {
		return code, true
	}
	if code, ok = signs[word]; ok {
		return code, true
	}
	if len(word) < 4 {
		return "", false
	}
	if code, ok = signs[strings.ToLower(word)]; ok {
		return code, true
	}
	return isoCurrency(strings.TrimRight(word, ".:"))
}

// currencyOfWords knows what several words say together: "AU $", "$ … CAD", "US dollars".
func currencyOfWords(words []string) (code string, ok bool) {
	if len(words) == 1 {
		return currencyOfWord(words[0])
	}
	if code, ok = currencyOf(strings.Join(words, "")); ok {
		return code, true
	}
	for _, w := range words {
		one, known := currencyOfWord(w)
		switch {
		case !known && isCountryOfDollars(w, words):
		case !known:
			return "", false
		case code == "" || code == one:
			code = one
		case one == "":
		case sharesSign(code, one):
			code = one
		case sharesSign(one, code):
		default:
			return "", false // 5 € USD
		}
	}
	return code, true
}

// currencyOfWord takes one word, or two that nothing separates: "$CAD".
func currencyOfWord(word string) (code string, ok bool) {
	if code, ok = currencyOf(word); ok {
		return code, true
	}
	first, size := utf8.DecodeRuneInString(word)
	if unicode.Is(unicode.Sc, first) && len(word) > size {
		return currencyOfWords([]string{word[:size], word[size:]})
	}
	last, size := utf8.DecodeLastRuneInString(word)
	if unicode.Is(unicode.Sc, last) && len(word) > size {
		return currencyOfWords([]string{word[:len(word)-size], word[len(word)-size:]})
	}
	return "", false
}

func isCountryOfDollars(word string, words []string) bool {
	return len(word) == 2 && (word == "US" || word == "U.") && strings.Contains(strings.Join(words, " "), "$")
}

// sharers are the currencies that share a sign or a word with one that it nearly always means.
var sharers = map[string]string{
	"USD": "AUD CAD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP CUP BBD BSD BZD BMD KYD FJD GYD JMD LRD NAD SBD SRD TTD XCD BND BRL NIO MOP ZWL ZWG",
	"GBP": "EGP LBP SYP FKP GIP SHP SDG SSP", "JPY": "CNY", "INR": "PKR LKR NPR MUR SCR", "CHF": "XAF XOF XPF CDF GNF RWF BIF DJF KMF FRF BEF LUF",
	"KRW": "KPW", "RUB": "BYN", "TRY": "ITL", "PHP": "MXN", "RON": "MDL", "KES": "TZS UGX SOS",
}

// sharesSign says that a sign which nearly always means one currency also stands for
// another: "$ 12 CAD" is in Canadian dollars.
func sharesSign(sign, code string) bool {
	return strings.Contains(" "+sharers[sign]+" ", " "+code+" ")
}
