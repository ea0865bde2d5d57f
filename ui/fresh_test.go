package ui_test

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

// What is committed is what the templates make.
func TestGeneratedIsFresh(t *testing.T) {
	own, err := filepath.Glob("*.templ")
	if err != nil || len(own) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	files, err := filepath.Glob("../crm/*/*.templ")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates of capabilities: %v", err)
	}
	files = append(files, own...)
	for _, file := range files {
		tree, err := parser.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		var made bytes.Buffer
		if _, err := generator.Generate(tree, &made, generator.WithFileName(strings.TrimPrefix(file, "../crm/")), generator.WithVersion("v0.3.1020")); err != nil {
			t.Fatal(err)
		}
		want, err := format.Source(made.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(strings.TrimSuffix(file, ".templ") + "_templ.go")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run make generate", file)
		}
	}
}
