package evidence

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Reports write sums in thousands, and say so at the head of the column alone.
var (
	inThousands = regexp.MustCompile(`(?i)(^|[^\pL\d])(t(eur|chf|usd|€|\$)|k(eur|usd|gbp|chf|€|\$|£)|(€|\$|£)k|k ?(€|\$|£)|(eur|usd|gbp) ?k|tsd\.?|tausend|thousands?|in (€|\$|£)?0?00s?|(€|\$|£)?'?000'?s?|milliers|k ?euros?|miles de|migliaia)([^\pL\d]|$)|[(\[]k[)\]]`)
	inMillions  = regexp.MustCompile(`(?i)(^|[^\pL\d])(m(eur|usd|gbp|chf|€|\$|£)|mio\.?|mn|mln\.?|millions?|millionen|millones|milioni)([^\pL\d]|$)`)
)

// scaleOf is by how much the numbers under a header are to be multiplied.
func scaleOf(header string) int64 {
	switch {
	case inThousands.MatchString(header):
		return 1_000
	case inMillions.MatchString(header):
		return 1_000_000
	}
	return 1
}

// unscaled is a header without the words that say in what its numbers count.
func unscaled(header string) string {
	for _, re := range []*regexp.Regexp{inThousands, inMillions} {
		header = re.ReplaceAllString(header, " ")
	}
	return header
}

// settleScale finds out whether the amounts are in thousands.
func (r *recognition) settleScale(s *settled) {
	s.scale = 1
	m := cmp.Or(r.fields["amount"], r.fields["fee"])
	if m == nil || !r.named || m.expr.op != 'c' {
		return
	}
	h := r.header[m.expr.col]
	if s.scale = scaleOf(h); s.scale > 1 {
		r.notes = append(r.notes, clientele.Tell("evidence.read-"+scaleWords[s.scale], "column", h)+" "+clientele.Tell("evidence.else-scale"))
	}
}

// saysScale says that a header names a scale at all: most do not, and are not looked at twice.
func saysScale(header string) bool {
	return strings.ContainsAny(header, "kKtTmM0€$£") && scaleOf(header) > 1
}
