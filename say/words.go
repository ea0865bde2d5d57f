package say

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Words are a firm's own words for those with whom it has to do, singular and plural,
// and for what it calls their care.
type Words struct {
	Client    string `json:"client"`
	Clients   string `json:"clients"`
	Customer  string `json:"customer"`
	Customers string `json:"customers"`
	Prospect  string `json:"prospect"`
	Prospects string `json:"prospects"`
	Service   string `json:"service"` // "Client Service"

	articles [2]string // before one: of a word that begins with a consonant, and with a vowel
}

// ownWords are those of a language, where a firm has none of its own.
func ownWords(m map[string]message) Words {
	return Words{
		m["word.client"].other, m["word.clients"].other, m["word.customer"].other, m["word.customers"].other,
		m["word.prospect"].other, m["word.prospects"].other, m["word.service"].other,
		[2]string{m["word.a"].other, m["word.an"].other},
	}
}

// or fills in what is not said. Of a word of the firm's own whose plural is not said, the
// plural is made: "patient" beside "clients" would be two words for one thing. Where we do not
// know how, the word itself stands for several.
func (w Words) or(o Words, several func(string) string) Words {
	return Words{
		cmp.Or(w.Client, o.Client), cmp.Or(w.Clients, several(w.Client), o.Clients),
		cmp.Or(w.Customer, o.Customer), cmp.Or(w.Customers, several(w.Customer), o.Customers),
		cmp.Or(w.Prospect, o.Prospect), cmp.Or(w.Prospects, several(w.Prospect), o.Prospects), cmp.Or(w.Service, o.Service),
		o.articles,
	}
}

func itself(word string) string { return word }

// several is the plural of an English noun as its end makes it; of nothing, nothing.
func several(one string) string {
	lower := strings.ToLower(one)
	ends := func(how ...string) bool {
		return slices.ContainsFunc(how, func(end string) bool { return strings.HasSuffix(lower, end) })
	}
	switch {
	case one == "":
		return ""
	case ends("y") && !ends("ay", "ey", "oy", "uy"):
		return one[:len(one)-1] + "ies"
	case ends("s", "x", "ch", "sh"):
		return one + "es"
	}
	return one + "s"
}

// Of is the word for one of a kind.
func (w Words) Of(k clientele.Kind) string {
	return map[clientele.Kind]string{clientele.Client: w.Client, clientele.Customer: w.Customer, clientele.Prospect: w.Prospect}[k]
}

// One is the word for one of a kind, with its article.
func (w Words) One(k clientele.Kind) string { return w.article(w.Of(k)) + w.Of(k) }

// Many is the word for several of a kind.
func (w Words) Many(k clientele.Kind) string {
	return map[clientele.Kind]string{clientele.Client: w.Clients, clientele.Customer: w.Customers, clientele.Prospect: w.Prospects}[k]
}

// named is a word by the name that messages give it: "client", "prospects". What begins
// with "a-" has its article before it: "a-client" is "a client", or "an owner".
func (w Words) named(name string) (string, bool) {
	if word, ok := strings.CutPrefix(name, "a-"); ok {
		said, ok := w.named(word)
		return w.article(said) + said, ok
	}
	switch name {
	case "client":
		return w.Client, true
	case "clients":
		return w.Clients, true
	case "customer":
		return w.Customer, true
	case "customers":
		return w.Customers, true
	case "prospect":
		return w.Prospect, true
	case "prospects":
		return w.Prospects, true
	case "service":
		return w.Service, true
	}
	return "", false
}

func (w Words) article(word string) string {
	if word != "" && strings.ContainsRune("aeiouAEIOU", rune(word[0])) {
		return w.articles[1]
	}
	return w.articles[0]
}
