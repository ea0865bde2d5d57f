package view

import (
	"reflect"
	"unicode"
	"unicode/utf8"
)

var relationshipsType = reflect.TypeFor[RelationshipsIn]()

// capital begins with a capital letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
