package page

import (
	"net/url"
	"strings"
	"testing"
)

func TestLocal(t *testing.T) {
	for _, out := range []string{
		"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "\t//evil.example", "/\t/evil.example", "/%09/evil.example",
		"/%0a/evil.example", "/%0D%0A/evil.example", "/%5cevil.example", `/x\y`, "/%2f/evil.example", "/%2Fevil.example", "/ /evil.example", "/%20/evil.example",
		"/%00/evil.example", "/\n//evil.example", "evil.example", "", "?x=1", "mailto:x@evil.example", "/%zz", "/x%7f", "/\u007f",
		"/do/sign-out", "/do/sign-out?x=1", "/%64o/sign-out", "/./do/sign-out", "/x/../do/sign-out", "/do",
	} {
		if got := Local(out); got != "" {
			t.Errorf("%q is taken for ours: %q", out, got)
		}
	}
	for _, in := range []string{"/", "/balance?line=-", "/accounts/7?line=a%2Fb", "/relationships?filter=owner+%3D+me%0A", "/find?q=%C3%A9#top", "/a%20b", "/done", "/accounts/do/7"} {
		if got := Local(in); got != in {
			t.Errorf("%q is not taken for ours: %q", in, got)
		}
	}
}

// FuzzLocal: whatever is let through stays on the host, also once it is decoded.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/", "/%09/evil.example", "//evil.example", "/a?b=c", "/%2f/x"} {
		f.Add(s)
	}
	home, err := url.Parse("https://ours.example/sign-in")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to string) {
		local := Local(to)
		if local == "" {
			return
		}
		u, err := home.Parse(local)
		if err != nil || u.Host != "ours.example" || u.Scheme != "https" {
			t.Fatalf("%q leads to %v, %v", to, u, err)
		}
		if strings.HasPrefix(u.Path, "//") || strings.ContainsAny(u.Path, "\t\r\n\\") {
			t.Fatalf("%q is, decoded, %q", to, u.Path)
		}
	})
}
