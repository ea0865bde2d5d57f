package identity

import (
	"strings"

	"github.com/hbollon/go-edlib"
)

// Fields that are compared, and how alike they can be. Level 0 is always that one
// of the two does not say; the last is that they differ.
const (
	given = iota
	family
	email
	telephone
	birthday
	address
	account
	firm // the name of one
	fields
)

const missing, exact = 0, 1

const (
	givenFamiliar = iota + 2
	givenNear
	givenInitial
	givenDiffers
	givenBegins
)

const (
	familyNear = iota + 2
	familyPart
	familySwapped
	familyDiffers
)

const (
	emailNear = iota + 2
	emailLocal
	emailDiffers
)

const (
	nearly = iota + 2 // of telephone and birthday
	differs
)

const (
	addressPostcode = iota + 2
	addressCity
	addressDiffers
)

const accountDiffers = 2

const (
	firmNear = iota + 2
	firmPart
	firmDiffers
)

// pattern is how alike two are, field by field.
type pattern [fields]uint8

// compare compares two; shared gives the value in which they agree exactly, "" elsewhere.
func compare(a, b profile) (x pattern, shared [fields]string) {
	if a.kind == string(Organisation) {
		if x[firm] = firmLevel(a.family, b.family); x[firm] == exact {
			shared[firm] = a.family
		}
	} else {
		x[given], x[family] = givenLevel(a.given, b.given), familyLevel(a.family, b.family)
	}
	if x[given] == givenDiffers && x[family] == familyDiffers && a.given == b.family && a.family == b.given {
		x[given], x[family] = exact, familySwapped
		shared[family] = a.family
	}
	x[email], shared[email] = emailLevel(a.emails, b.emails)
	x[telephone], shared[telephone] = phoneLevel(a.phones, b.phones)
	x[birthday], x[address], x[account] = birthLevel(a.birth, b.birth), addressLevel(a, b), accountLevel(a.accounts, b.accounts)
	if x[given] == exact {
		shared[given] = first(a.given)
	}
	if x[family] == exact {
		shared[family] = a.family
	}
	if x[birthday] == exact {
		shared[birthday] = a.birth
	}
	return x, shared
}

// similar is Jaro's and Winkler's measure, 0 to 1.
func similar(a, b string) float32 {
	if a == b {
		return 1
	}
	return edlib.JaroWinklerSimilarity(a, b)
}

func alike(a, b string) bool { return similar(a, b) >= .9 }

func givenLevel(a, b string) uint8 {
	x, y := first(a), first(b)
	switch {
	case x == "" || y == "":
		return missing
	case x == y:
		return exact
	case nicknamed(x, y):
		return givenFamiliar
	case (len(x) == 1 || len(y) == 1) && x[0] == y[0]:
		return givenInitial
	case similar(x, y) >= .88:
		return givenNear
	case begun(x, y):
		return givenBegins
	}
	return givenDiffers
}

func familyLevel(a, b string) uint8 {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return exact
	case similar(a, b) >= .9:
		return familyNear
	case part(a, b) || part(b, a):
		return familyPart
	}
	return familyDiffers
}

func firmLevel(a, b string) uint8 {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return exact
	case mistyped(a, b):
		return firmNear
	case digits(a) == digits(b) && (part(a, b) || part(b, a)):
		return firmPart
	}
	return firmDiffers
}

// mistyped says that two names are the same words, some with a slip. A number, or a short
// word, tells two apart: Branch 12 and Branch 13.
func mistyped(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) || digits(a) != digits(b) {
		return false
	}
	for i := range x {
		if x[i] != y[i] && (min(len(x[i]), len(y[i])) < 4 || slips(x[i], y[i]) != 1) {
			return false
		}
	}
	return true
}

// part says that one name is a word, or words, of the other: a double name.
func part(a, b string) bool { return len(a) >= 3 && strings.Contains(" "+b+" ", " "+a+" ") }

// best is the best level among all pairs of two lists.
func best(a, b string, none uint8, level func(x, y string) uint8) (uint8, string) {
	if a == "" || b == "" {
		return missing, ""
	}
	found, of := none, ""
	for x := range strings.FieldsSeq(a) {
		for y := range strings.FieldsSeq(b) {
			if l := level(x, y); l < found {
				found, of = l, x
			}
		}
	}
	if found != exact {
		of = ""
	}
	return found, of
}

func emailLevel(a, b string) (uint8, string) {
	return best(a, b, emailDiffers, func(x, y string) uint8 {
		lx, dx, _ := strings.Cut(x, "@")
		ly, dy, _ := strings.Cut(y, "@")
		switch {
		case x == y:
			return exact
		case lx == ly && len(lx) >= 6 && !roles[lx] && dx != dy && !alike(dx, dy):
			return emailLocal
		case lx[:min(1, len(lx))] == ly[:min(1, len(ly))] && slips(x, y) == 1:
			return emailNear
		}
		return emailDiffers
	})
}

func phoneLevel(a, b string) (uint8, string) {
	return best(a, b, differs, func(x, y string) uint8 {
		switch {
		case x == y:
			return exact
		case last(x, 8) == last(y, 8) || slips(x, y) == 1:
			return nearly
		}
		return differs
	})
}

// slips is the number of letters typed wrong, left out, added or swapped; 2 is two or more.
func slips(a, b string) int {
	if d := len(a) - len(b); d > 1 || d < -1 {
		return 2
	}
	return min(2, edlib.OSADamerauLevenshteinDistance(a, b))
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }

// birthLevel compares days: one part wrong, or day and month swapped, is nearly the same.
func birthLevel(a, b string) uint8 {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return exact
	case len(a) == 10 && len(b) == 10 && (a[:4] == b[:4] && a[5:7] == b[8:] && a[8:] == b[5:7] || slips(a, b) == 1):
		return nearly
	}
	return differs
}

func addressLevel(a, b profile) uint8 {
	switch {
	case a.street == "" && a.postcode == "" && a.city == "" || b.street == "" && b.postcode == "" && b.city == "":
		return missing
	case a.street != "" && (a.postcode == b.postcode && a.postcode != "" || a.city == b.city && a.city != "") && similar(a.street, b.street) >= .9:
		return exact
	case a.postcode != "" && a.postcode == b.postcode:
		return addressPostcode
	case a.city != "" && a.city == b.city:
		return addressCity
	}
	return addressDiffers
}

func accountLevel(a, b string) uint8 {
	l, _ := best(a, b, accountDiffers, func(x, y string) uint8 {
		if x == y {
			return exact
		}
		return accountDiffers
	})
	return l
}
