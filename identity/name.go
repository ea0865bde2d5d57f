package identity

import (
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele/db"
)

func words(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// What stands with a name and is none.
var (
	titles    = set("dr prof professor mr mrs ms miss mx sir dame lady lord herr frau mme mlle monsieur madame sr sra srta don dona ing dipl med phd msc bsc mba jr jun junior sen senior ii iii esq")
	forms     = set("gmbh mbh ag kg ohg gbr ug ev eg se co kgaa ltd limited plc llc llp lp inc incorporated corp corporation company sa sas sarl sasu sl slu srl spa bv nv ab as oy aps pty the und and et y")
	particles = set("von van der den de del della di da du la le los las dos ter ten zu zum zur af al el bin ibn mac mc st")
)

// personName tells given from family name: by the comma, or by the place. Titles fall away.
func personName(c Candidate) (given, family string) {
	given, family = without(c.Given, titles), without(c.Family, titles)
	if given != "" && family != "" || c.Full == "" && given+family != "" {
		return given, family
	}
	if last, first, comma := strings.Cut(c.Full, ","); comma && without(first, titles) != "" {
		return without(first, titles), without(last, titles)
	}
	all := strings.Fields(without(c.Full, titles))
	if len(all) < 2 {
		return "", strings.Join(all, " ")
	}
	cut := len(all) - 1
	for cut > 1 && particles[all[cut-1]] {
		cut--
	}
	return strings.Join(all[:cut], " "), strings.Join(all[cut:], " ")
}

// without leaves out some words, unless nothing else is left.
func without(name string, some map[string]bool) string {
	all := words(strings.NewReplacer("'", "", "’", "").Replace(db.Fold(name)))
	left := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return some[w] })
	if len(left) == 0 {
		left = all
	}
	return strings.Join(left, " ")
}

// firmName is the name of a firm without its legal form, its words in order.
func firmName(name string) string {
	// "G.m.b.H." and "S. A." are written with points as well
	all := strings.Fields(without(strings.ReplaceAll(name, ".", ""), forms))
	slices.Sort(all)
	return strings.Join(all, " ")
}

// first is the first of the words of a name.
func first(name string) string {
	w, _, _ := strings.Cut(name, " ")
	return w
}

// called is the name of which a name may be short, as a whole; itself otherwise.
func called(given string) string {
	w := first(given)
	if names := nicknames[w]; len(names) > 0 {
		return names[0]
	}
	return w
}

// nicknamed says that two given names may be of one person, one of them familiar.
func nicknamed(a, b string) bool {
	x, y := append([]string{a}, nicknames[a]...), append([]string{b}, nicknames[b]...)
	return slices.ContainsFunc(x, func(w string) bool { return slices.Contains(y, w) })
}

var soundex = map[rune]byte{
	'b': '1', 'f': '1', 'p': '1', 'v': '1', 'w': '1', 'c': '2', 'g': '2', 'j': '2', 'k': '2', 'q': '2', 's': '2', 'x': '2', 'z': '2',
	'd': '3', 't': '3', 'l': '4', 'm': '5', 'n': '5', 'r': '6',
}

// sound is a short form of a word that most slips of the pen leave alone: its first
// letter and four classes of consonants. A word in another script is its first letters.
func sound(word string) string {
	var out []byte
	var last byte
	for i, r := range word {
		if r >= 0x80 {
			runes := []rune(word)
			return string(runes[:min(len(runes), 4)])
		}
		code := soundex[r]
		switch {
		case i == 0:
			out = append(out, byte(r))
		case code != 0 && code != last:
			out = append(out, code)
		}
		last = code
		if len(out) == 5 {
			break
		}
	}
	return string(out)
}

// nicknames says of a familiar name of which names it is short.
var nicknames = func() map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(familiar) {
		whole, short, _ := strings.Cut(line, ":")
		for _, s := range strings.Fields(short) {
			m[s] = append(m[s], whole)
		}
	}
	return m
}()

// familiar is a line a name, English, German, French, Spanish and Italian together.
const familiar = `robert:bob rob bobby robbie bert
william:bill will billy willy liam
richard:dick rick rich ricky
james:jim jimmy jamie
john:jack johnny jon
jonathan:jon jonny
joseph:joe joey josef pepe
jose:pepe
michael:mike mick micky mikey michi mitch
thomas:tom tommy
charles:charlie chuck charly
edward:ed eddie ted ned
theodore:ted theo teddy
andrew:andy drew
anthony:tony
antonio:tony toni
daniel:dan danny dani
david:dave davy
matthew:matt
matthias:matze matt hias
christopher:chris kit topher
christian:chris
christina:chris tina chrissy
christine:chris tina chrissie
nicholas:nick nico klaus
nikolaus:klaus niko
samuel:sam sammy
samantha:sam
benjamin:ben benny
alexander:alex sascha xander sandy
alexandra:alex sandra sascha
alejandro:alex
stephen:steve steven
stefan:steffen
steven:steve
patrick:pat paddy
patricia:pat patty trish tricia
peter:pete
gregory:greg
geoffrey:geoff jeff
jeffrey:jeff
kenneth:ken kenny
ronald:ron ronnie
donald:don donnie
timothy:tim timmy
lawrence:larry laurie
leonard:len lenny leo
frederick:fred freddy
friedrich:fritz fred
franz:franzl
francis:frank fran
franciscus:frank
francisco:paco pancho
gerald:gerry jerry
jerome:jerry
raymond:ray
philip:phil pip
vincent:vince vinny
walter:walt wally
zachary:zach zack
nathaniel:nate nat nathan
elizabeth:liz beth betty eliza lizzie lisa libby
elisabeth:lisa sissi elli liesel else lisbeth
margaret:maggie meg peggy marge greta
margarete:grete greta gretel
katherine:kate kathy katie kit kay
catherine:kate cathy cathie
katharina:kathi kati katja
jennifer:jen jenny
jessica:jess jessie
rebecca:becky becca
susan:sue susie
susanne:susi sanne
deborah:deb debbie
barbara:barb babs babsi
dorothy:dot dottie dolly
eleanor:ellie nell nora
victoria:vicky tori
virginia:ginny
jacqueline:jackie
pamela:pam
sandra:sandy
cynthia:cindy
kimberly:kim
amanda:mandy
abigail:abby gail
johannes:hans hannes johann jo
johann:hans
joachim:achim jochen
wolfgang:wolf wolfi
guenther:guenni
heinrich:heinz heini henry
henry:harry hank
harold:harry hal
josef:sepp jupp
maximilian:max maxi
ulrich:uli
ulrike:uli rike
gertrud:trude gerti
wilhelm:willi willy
wilhelmine:minna
sebastian:basti bastian
manfred:manni fred
rudolf:rudi
eberhard:ebbo
siegfried:sigi
andreas:andi
magdalena:lena magda
helena:lena leni
jean-pierre:jp
philippe:phil
frederic:fred
dominique:dom
manuel:manolo manu
manuela:manu ela
enrique:quique
ignacio:nacho
guadalupe:lupe
dolores:lola
isabel:isa bella
isabella:bella isa
giuseppe:beppe pino
luigi:gigi
giovanni:gianni nanni
`

// Familiar is a familiar name for a given one, where we know any; for simulations.
func Familiar(given string, chance uint64) string {
	for line := range strings.Lines(familiar) {
		if whole, list, _ := strings.Cut(line, ":"); whole == db.Fold(given) {
			known := strings.Fields(list)
			return known[chance%uint64(len(known))]
		}
	}
	return given
}
