package identity

import (
	"cmp"
	"slices"
	"strings"
)

// Two that share a key are compared. Each kind of key is cheap, and forgives what
// another does not: who married keeps the birthday, who moved the e-mail.
var kinds = []func(p profile, add func(parts ...string)){
	func(p profile, add func(...string)) { each(p.emails, func(e string) { add("e", e) }) },
	func(p profile, add func(...string)) { each(p.phones, func(n string) { add("p", n) }) },
	func(p profile, add func(...string)) { // the e-mail at another house
		each(p.emails, func(e string) {
			if local, _, _ := strings.Cut(e, "@"); len(local) >= 6 && !roles[local] {
				add("l", local)
			}
		})
	},
	func(p profile, add func(...string)) { // the name, in whatever order, by each that it may be short of
		for _, whole := range called(p.name()) {
			g, f := sound(whole), sound(first(p.family))
			if g > f {
				g, f = f, g
			}
			add("n", g, f)
		}
	},
	func(p profile, add func(...string)) { // how the given name begins, as a familiar one that we do not know may
		if g := first(p.given); len(g) >= leastBegun {
			add("g", strings.ToValidUTF8(g[:leastBegun], ""), first(p.family))
		}
	},
	func(p profile, add func(...string)) {
		for _, whole := range called(p.given) {
			add("b", p.birth, sound(whole))
		}
	},
	func(p profile, add func(...string)) { add("c", p.birth, sound(first(p.family))) },
	func(p profile, add func(...string)) { add("z", p.postcode, sound(first(p.family)), initial(p.name())) },
	func(p profile, add func(...string)) { add("s", p.postcode, p.street) }, // a whole home, to learn what its people share
	func(p profile, add func(...string)) {
		each(p.accounts, func(a string) { add("a", a, initial(called(p.name())[0])) })
	},
	func(p profile, add func(...string)) { // a firm by each word of its name
		if p.kind == string(Organisation) {
			each(p.family, func(w string) { add("f", w) })
		}
	},
}

var roles = set("info office contact kontakt mail admin sales support service hello post buero billing accounts team webmaster")

// keysOf gives the keys of one kind.
func keysOf(p profile, kind int) (keys []string) {
	kinds[kind](p, func(parts ...string) {
		if !slices.Contains(parts, "") {
			keys = append(keys, p.kind[:1]+strings.Join(parts, "|"))
		}
	})
	return keys
}

// Keys are the texts under which a candidate is found by others like it.
func Keys(c Candidate) []string { return allKeys(profileOf(c)) }

func allKeys(p profile) (keys []string) {
	for k := range kinds {
		keys = append(keys, keysOf(p, k)...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// name is what one is called by: of a firm, or where it is not known, the other name.
func (p profile) name() string { return cmp.Or(p.given, p.family) }

func each(list string, do func(string)) {
	for w := range strings.FieldsSeq(list) {
		do(w)
	}
}

func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

// mostInBlock is how many may share a key before a second one parts them.
const mostInBlock = 60

// cuts part a block that is too large: by the birthday, the postcode, the names as
// they stand. What is still too large after the last says nothing, and is left.
var cuts = []func(p profile) string{
	func(p profile) string { return p.birth },
	func(p profile) string { return p.postcode },
	func(p profile) string { return p.given + "|" + p.family },
}
