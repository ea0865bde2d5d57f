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
