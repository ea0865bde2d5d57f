package assets

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, address string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest("GET", address, nil))
	return w.Result()
}

func TestServed(t *testing.T) {
	for name, kind := range map[string]string{"app.css": "text/css", "app.js": "text/javascript", "js/theme-first.js": "text/javascript", "icon.svg": "image/svg+xml"} {
		r := get(t, Address(name))
		if r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), kind) || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %s %v", name, r.Status, r.Header)
		}
	}
	if r := get(t, Prefix+"000000000000/app.css"); r.StatusCode != 200 || r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("an old address: %s %v", r.Status, r.Header)
	}
	for _, path := range []string{"", "x", "000000000000/assets.go", "000000000000/../go.mod", "000000000000/package.json"} {
		if r := get(t, Prefix+path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s is served", path)
		}
	}
}

// What a module names must be there beside it, as it is served without the bundle.
func TestModulesFindEachOther(t *testing.T) {
	all, _ := load()
	app, err := files.ReadFile("js/app.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`import "\./([^"]+)"`).FindAllSubmatch(app, -1) {
		if _, ok := all[string(m[1])]; !ok {
			t.Errorf("app.js names %s, which is not there", m[1])
		}
	}
}

func TestEveryLayerIsIn(t *testing.T) {
	for _, l := range layers {
		if !strings.Contains(CSS(), "@layer "+l) && l != "charts" && l != "tokens" {
			t.Errorf("no layer %s", l)
		}
	}
	if strings.Contains(CSS(), "url(") || strings.Contains(CSS(), "@import") {
		t.Error("the style sheet fetches something")
	}
}

// The lock file is for every registry: it names versions and hashes, no hosts.
func TestLockNamesNoHost(t *testing.T) {
	lock, err := os.ReadFile("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(lock), "://") || !strings.Contains(string(lock), `"integrity"`) {
		t.Error("package-lock.json names a host, or no hash")
	}
}
