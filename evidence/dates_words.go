package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// sense is what a word in a date can mean: a month in its low bits, or what stands
// beside a date and says nothing of it.
type sense uint8

const (
	monthBits sense = 0x0f
	isWeekday sense = 0x10 // "mar" is a Tuesday in French and March in German
	isFiller  sense = 0x20
	isLetterT sense = 0x40
)

// monthNames are the names of the months as dates write them, and as calendars do where
// that differs, after Unicode's CLDR: a line a language, a bar between months.
var monthNames = [...]string{
	"january|february|march|april|may|june|july|august|september|october|november|december",
	"januar jänner jaenner|februar feber|märz maerz mrz|april|mai|juni juno|juli julei|august|september|oktober|november|dezember",
	"janvier|février fevrier févr|mars|avril|mai|juin|juillet|août aout|septembre|octobre|novembre|décembre decembre",
	"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre setiembre sept|octubre|noviembre|diciembre",
	"gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
	"janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
	"januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober|november|december",
	"stycznia styczeń|lutego luty|marca marzec|kwietnia kwiecień|maja maj|czerwca czerwiec|lipca lipiec|sierpnia sierpień|września wrzesień|października październik|listopada listopad|grudnia grudzień",
	"januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
	"ledna leden|února únor|března březen|dubna duben|května květen|června červen čvn|července červenec čvc|srpna srpen|září|října říjen|listopadu listopad|prosince prosinec",
	"января январь|февраля февраль|марта март|апреля апрель|мая май|июня июнь|июля июль|августа август|сентября сентябрь|октября октябрь|ноября ноябрь|декабря декабрь",
	"ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
	"januar|februar|marts mars|april|maj mai|juni|juli|august|september|oktober|november|december desember",
	"ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie|noiembrie|decembrie",
	"január|február|március|április|május|június|július|augusztus|szeptember|október|november|december",
	"ιανουαρίου|φεβρουαρίου|μαρτίου|απριλίου|μαΐου|ιουνίου|ιουλίου|αυγούστου|σεπτεμβρίου|οκτωβρίου|νοεμβρίου|δεκεμβρίου",
	"січня січень|лютого лютий|березня березень|квітня квітень|травня травень|червня червень|липня липень|серпня серпень|вересня вересень|жовтня жовтень|листопада листопад|грудня грудень",
}

// wholeNames are those of Finnish, whose beginnings are other months elsewhere.
const wholeNames = "tammikuuta tammikuu tammi|helmikuuta helmikuu helmi|maaliskuuta maaliskuu maalis|huhtikuuta huhtikuu huhti|toukokuuta toukokuu touko|kesäkuuta kesäkuu kesä|heinäkuuta heinäkuu heinä|" +
	"elokuuta elokuu elo|syyskuuta syyskuu syys|lokakuuta lokakuu loka|marraskuuta marraskuu marras|joulukuuta joulukuu joulu"

// weekdays are the names of days of the week; beginnings of three letters count as well.
const weekdays = "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche " +
	"lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta quinta sexta sábado feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag " +
	"poniedziałek wtorek środa czwartek piątek sobota niedziela ndz måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag pondělí úterý středa čtvrtek pátek neděle " +
	"понедельник вторник среда четверг пятница суббота воскресенье pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt cmt " +
	"luni marți miercuri joi vineri sâmbătă duminică hétfő kedd szerda csütörtök péntek szombat vasárnap maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai понеділок вівторок середа четвер п'ятниця пятниця субота неділя δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή"

// shortWeekdays are abbreviations of two letters, and those that are no letters' beginning.
const shortWeekdays = "mo tu we th fr sa su di mi do so lu me je ve ma wo vr za zo pn wt śr cz pt sb nd må ti on to lö sö po út st čt pá ne пн вт ср чт пт сб вс qua qui " +
	"月曜 火曜 水曜 木曜 金曜 土曜 曜 日 火 水 木 金 土 星期一 星期二 星期三 星期四 星期五 星期六 星期 周一 周二 周三 周四 周五 周六 周 월요 화요 수요 목요 금요 토요 요 월 화 수 목 금 토"

// fillers stand in a date and say nothing of it.
const fillers = "st nd rd th of the on at de del le la las los a à alle alla às as den der dem am um om kl klo o godz godzina dnia dne v ve в г года год r roku rok saat er re º ª ° го ter e ore orario ora il " +
	"uhr uur hod hodin h hs hrs hours heures horas heure ч час часов klockan tarihinde gün dia día день et y i и р о στις"

// dateWords are the words of dates, lower case, with and without their accents.
var dateWords = func() map[string]sense {
	m := map[string]sense{}
	add := func(word string, s sense) {
		for _, w := range []string{word, plainWord(word)} {
			if have := m[w] & monthBits; s&monthBits == 0 || have == 0 || have == s&monthBits {
				m[w] |= s
			}
		}
	}
	begin := map[string]sense{}
	for _, line := range append(monthNames[:], wholeNames) {
		for i, names := range strings.Split(line, "|") {
			for name := range strings.FieldsSeq(names) {
				add(name, sense(i+1))
				if line == wholeNames {
					continue
				}
				for _, b := range beginnings(name) {
					if have, ok := begin[b]; ok && have != sense(i+1) {
						begin[b] = 0 // "jui" can be June or July
					} else {
						begin[b] = sense(i + 1)
					}
				}
			}
		}
	}
	for b, s := range begin {
		if m[b]&monthBits == 0 && s != 0 {
			m[b] = s
		}
	}
	for day := range strings.FieldsSeq(weekdays) {
		add(day, isWeekday)
		for _, b := range beginnings(day) {
			m[b] |= isWeekday
		}
	}
	for w := range strings.FieldsSeq(shortWeekdays) {
		add(w, isWeekday)
	}
	for w := range strings.FieldsSeq(fillers) {
		add(w, isFiller)
	}
	m["t"] |= isLetterT | isFiller
	return m
}()

// beginnings are the abbreviations of a name: three letters and more, with and without accents.
func beginnings(name string) []string {
	var out []string
	for _, n := range []string{name, plainWord(name)} {
		letters := []rune(n)
		for i := 3; i < len(letters); i++ {
			out = append(out, string(letters[:i]))
		}
	}
	return out
}

// plainWord is a lower-case word without accents.
func plainWord(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ø':
			b.WriteByte('o')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// senseHere is the sense of a word as it stands in a cell, without making a text of it
// where it is plain.
func senseHere(raw []byte) sense {
	var low [12]byte
	if len(raw) > len(low) {
		word, _ := takeLetters(raw)
		return senseOf(word)
	}
	for i, c := range raw {
		if c >= utf8.RuneSelf {
			word, _ := takeLetters(raw)
			return senseOf(word)
		}
		low[i] = c | 0x20
	}
	return dateWords[string(low[:len(raw)])]
}

// senseOf looks a word up as it stands, then without its accents.
func senseOf(word string) sense {
	if s, ok := dateWords[word]; ok {
		return s
	}
	if len(word) > 2 && !isASCII(word) {
		return dateWords[plainWord(word)]
	}
	return 0
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// monthOf is the month that a lower-case word names; 0 where it names none.
func monthOf(word string) int { return int(senseOf(word) & monthBits) }

// romanMonths are months as some write them between dots: 9.III.2024.
var romanMonths = map[string]int{"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12}

// afterWeekday skips the name of a day of the week and what else may stand before a date
// or between it and the time of day: "Fri, ", "(Sat) ", "le ". Before a clock AM is no
// German "am".
func afterWeekday(b []byte, clock bool) []byte {
	for range 4 {
		rest := b
		for len(rest) > 0 && strings.IndexByte(" ,.(-", rest[0]) >= 0 {
			rest = rest[1:]
		}
		if len(rest) == 0 || !isLetter(rest[0]) {
			return b
		}
		n := lettersOf(rest)
		after := rest[n:]
		if s := senseHere(rest[:n]); s&(isWeekday|isFiller) == 0 || s&isLetterT != 0 || clock && n > 1 && halfOf(rest[:n]) != 0 {
			return b
		}
		for len(after) > 0 && (after[0] == '.' || after[0] == ',' || after[0] == ')') {
			after = after[1:]
		}
		b = trimSpace(after)
	}
	return b
}
