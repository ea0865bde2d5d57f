// Package assets is what pages load besides their HTML: the style sheet, written by
// hand in layers; small modules of script; the icon; and, where it was built, the
// bundle of htmx and those modules. Without the bundle the modules are served as
// they are and every page works plainly.
//
// The bundle is made by build.go (make assets) from package-lock.json into dist/.
package assets

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// The pattern takes css, dist and js; dist only where it was built.
//
//go:embed [cdj]*s* icon.svg
var files embed.FS

// layers are the parts of app.css, in order.
var layers = []string{"tokens", "base", "layout", "components", "charts", "pages", "tasks", "calendar", "orders", "lists", "board", "print"}

type file struct {
	body []byte
	kind string
}

var load = sync.OnceValues(func() (map[string]file, string) {
	all := map[string]file{}
	add := func(name string, body []byte) {
		all[name] = file{body, mime.TypeByExtension(path.Ext(name))}
	}
	var css bytes.Buffer
	for _, l := range layers {
		css.Write(must(files.ReadFile("css/" + l + ".css")))
	}
	add("app.css", css.Bytes())
	add("icon.svg", must(files.ReadFile("icon.svg")))
	add("app.js", must(files.ReadFile("js/app.js")))
	for _, dir := range []string{"js", "dist"} {
		entries, err := fs.ReadDir(files, dir)
		if err != nil {
			continue // dist is not built
		}
		for _, e := range entries {
			add(path.Join(dir, e.Name()), must(files.ReadFile(path.Join(dir, e.Name()))))
		}
	}
	// The modules name each other by "./name.js", so where the entry is served
	// from the root its neighbours are served there too.
	for name, f := range all {
		if rest, ok := strings.CutPrefix(name, "js/"); ok && rest != "bundle.js" {
			all[rest] = f
		}
	}
	if f, ok := all["dist/app.js"]; ok {
		all["app.js"] = f
	}
	return all, digest(all)
})

// must is for files that the compiler has put in.
func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func digest(all map[string]file) string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		sum.Write([]byte(name))
		sum.Write(all[name].body)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// Prefix is where Handler is to be mounted.
const Prefix = "/static/"

// Address is where a file is served, with the hash of all of them, so that it may
// be kept for ever.
func Address(name string) string {
	_, hash := load()
	return Prefix + hash + "/" + name
}

// CSS is the whole style sheet as it is served.
func CSS() string {
	all, _ := load()
	return string(all["app.css"].body)
}

// Handler serves the files below Prefix.
func Handler() http.Handler {
	all, hash := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		under, rest, ok := strings.Cut(name, "/")
		f, found := all[rest]
		if !ok || !found {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		if under != hash {
			h.Set("Cache-Control", "no-cache") // an old page asks: give what there is now
		}
		w.Write(f.body)
	})
}
