// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/api.txt")

// What others build on does not change unseen: a change of the exported
// declarations shows in testdata/api.txt, written anew by
// go test ./btyd -run API -update.
func TestAPI(t *testing.T) {
	const file = "testdata/api.txt"
	got := exported(t, ".") + "\n" + exported(t, "btydtest")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	now, before := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for _, line := range now {
		if !slices.Contains(before, line) {
			t.Errorf("new: %s", line)
		}
	}
	for _, line := range before {
		if !slices.Contains(now, line) {
			t.Errorf("gone: %s", line)
		}
	}
	if got != string(want) && !t.Failed() {
		t.Error("the declarations are the same in another order")
	}
}

// exported are the exported declarations of a folder, without their comments
// and bodies, sorted.
func exported(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var all []string
	name := ""
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		name = file.Name.Name
		ast.FileExports(file)
		for _, d := range file.Decls {
			all = append(all, declared(t, set, d)...)
		}
	}
	slices.Sort(all)
	return "package " + name + "\n\n" + strings.Join(all, "\n") + "\n"
}

// declared are the declarations of one node, each of a group by itself.
func declared(t *testing.T, set *token.FileSet, d ast.Decl) (out []string) {
	t.Helper()
	text := func(n any) string {
		var b bytes.Buffer
		if err := printer.Fprint(&b, set, n); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		d.Body = nil
		out = append(out, text(d))
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if d.Tok != token.IMPORT {
				out = append(out, d.Tok.String()+" "+text(s))
			}
		}
	}
	return out
}
