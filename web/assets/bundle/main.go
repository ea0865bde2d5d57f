// Command bundle makes web/assets/dist/app.js, of htmx and our own modules, from
// what `npm ci` put into web/assets/node_modules. Run it in web/assets.
package main

import (
	"fmt"
	"os"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{"js/bundle.js"},
		Outfile:           "dist/app.js",
		Bundle:            true,
		Write:             true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		Sourcemap:         api.SourceMapNone,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsInline,
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		os.Exit(1)
	}
	for _, f := range result.OutputFiles {
		fmt.Printf("dist/app.js: %d bytes\n", len(f.Contents))
	}
}
