package db

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"testing/fstest"
	"text/template"
)

// One text for both engines, a file a station or capability; the words in braces
// are what the engines say differently.
//
//go:embed schema/*.sql
var schemaFiles embed.FS

// engineWords are the words of a schema text.
func engineWords(e Engine) template.FuncMap {
	text, blob, json, norowid := "TEXT", "BLOB", "JSON TEXT", " WITHOUT ROWID" // by its name a backup knows JSON
	if e == Postgres {
		text, blob, json, norowid = `TEXT COLLATE "C"`, "BYTEA", "JSONB", ""
	}
	is := func(s string) func() string { return func() string { return s } }
	return template.FuncMap{"text": is(text), "blob": is(blob), "json": is(json), "norowid": is(norowid), "sqlite": func() bool { return e == SQLite }}
}

// schemaOf is the schema in the words of an engine: a folder in memory, as goose wants one.
func schemaOf(e Engine) (fs.FS, error) {
	files, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	made := fstest.MapFS{}
	for _, path := range files {
		raw, err := schemaFiles.ReadFile(path)
		if err != nil {
			return nil, err
		}
		t, err := template.New(path).Funcs(engineWords(e)).Parse(string(raw))
		if err != nil {
			return nil, fmt.Errorf("schema: %w", err)
		}
		var said bytes.Buffer
		if err := t.Execute(&said, nil); err != nil {
			return nil, fmt.Errorf("schema: %w", err)
		}
		made[path[len("schema/"):]] = &fstest.MapFile{Data: said.Bytes(), Mode: 0o444}
	}
	return made, nil
}
