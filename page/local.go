package page

import (
	"net/url"
	"path"
	"strings"
)

// Local is an address of a page of this house, or "" for one that might lead out of it, or that does
// something instead of showing it. Browsers
// drop tabs and line ends from an address, take a backslash for a slash, and a redirect
// may be decoded once on its way: what is meant is looked at, not what is written.
func Local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(to, "/") {
		return ""
	}
	for _, p := range []string{to, u.Path} {
		if strings.HasPrefix(p, "//") || strings.HasPrefix(path.Clean(p)+"/", "/do/") || strings.HasPrefix(p, "/ ") || strings.ContainsRune(p, '\\') ||
			strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return ""
		}
	}
	return to
}
