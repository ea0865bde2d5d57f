// Command gallery writes every page, as a rich, an empty and a hostile firm would
// see it, to plain files for looking at:
//
//	go run ./web/gallery -out testdata/out
//
// With -serve ADDRESS it serves them too; there the rich firm answers at the
// addresses of the house, and every act does nothing and goes back.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/clientele-crm/clientele/web/assets"
	"github.com/clientele-crm/clientele/web/gallery/sample"
)

func main() {
	out := flag.String("out", "testdata/out/gallery", "folder to write to")
	serve := flag.String("serve", "", "address to serve the folder at, as well")
	flag.Parse()
	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *serve != "" {
		mux := http.NewServeMux()
		mux.Handle(assets.Prefix, assets.Handler())
		mux.Handle("/", policed(rich(http.FileServer(http.Dir(*out)))))
		mux.HandleFunc("POST /do/", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.FormValue("back"), http.StatusSeeOther)
		})
		fmt.Fprintln(os.Stderr, http.ListenAndServe(*serve, mux))
		os.Exit(1)
	}
}

// rich answers at the addresses of the house with the pages of the rich firm.
func rich(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch first := strings.Split(r.URL.Path, "/")[1]; {
		case r.URL.Path == "/":
			r.URL.Path = "/rich-today.html"
		case first == "accounts":
			r.URL.Path = "/rich-account.html"
		case r.URL.Path == "/imports/preview":
			r.URL.Path = "/rich-preview.html"
		case r.URL.Path == "/imports/1":
			r.URL.Path = "/rich-import.html"
		case !strings.Contains(r.URL.Path, "."):
			r.URL.Path = "/rich-" + first + ".html"
		}
		next.ServeHTTP(w, r)
	})
}

// policed puts the policy on that the real house has.
func policed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'; frame-ancestors 'self'")
		next.ServeHTTP(w, r)
	})
}

func write(out string) error {
	sets := map[string][]sample.Shown{"rich": sample.Rich(), "empty": sample.Empty(), "hostile": sample.Hostile()}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for set, pages := range sets {
		for _, p := range pages {
			if err := writePage(filepath.Join(out, set+"-"+p.Name+".html"), p); err != nil {
				return fmt.Errorf("write %s of %s: %w", p.Name, set, err)
			}
		}
	}
	return nil
}

func writePage(file string, p sample.Shown) error {
	p.View.Asset = assets.Address
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return p.Draw().Render(context.Background(), f)
}
