package evidence

import (
	"bytes"

	"github.com/clientele-crm/clientele"
)

// foreign are the beginnings of files that are no text.
var foreign = []struct{ magic, what, remedy string }{
	{"PK\x03\x04", clientele.Tell("evidence.what-nested"), clientele.Tell("evidence.unpack-it")},
	{"\xd0\xcf\x11\xe0", clientele.Tell("evidence.what-old-sheet"), clientele.Tell("evidence.save-xlsx")},
	{"%PDF", clientele.Tell("evidence.what-pdf"), clientele.Tell("evidence.export-csv")},
	{"PAR1", clientele.Tell("evidence.what-parquet"), clientele.Tell("evidence.export-csv")},
	{"ARROW1", clientele.Tell("evidence.what-arrow"), clientele.Tell("evidence.export-csv")},
	{"Obj\x01", clientele.Tell("evidence.what-avro"), clientele.Tell("evidence.export-csv")},
	{"SQLite format 3\x00", clientele.Tell("evidence.what-database"), clientele.Tell("evidence.export-csv")},
	{"BZh", clientele.Tell("evidence.what-bzip2"), clientele.Tell("evidence.unpack-or-gzip")},
	{"\xfd7zXZ\x00", clientele.Tell("evidence.what-xz"), clientele.Tell("evidence.unpack-or-gzip")},
	{"\x28\xb5\x2f\xfd", clientele.Tell("evidence.what-zstd"), clientele.Tell("evidence.unpack-or-gzip")},
	{"7z\xbc\xaf\x27\x1c", clientele.Tell("evidence.what-7zip"), clientele.Tell("evidence.unpack-it")},
	{"Rar!\x1a\x07", clientele.Tell("evidence.what-rar"), clientele.Tell("evidence.unpack-it")},
	{"\x1f\x8b", clientele.Tell("evidence.what-twice"), clientele.Tell("evidence.unpack-once")},
	{"\x89PNG", clientele.Tell("evidence.what-picture"), clientele.Tell("evidence.export-csv")},
	{"\xff\xd8\xff", clientele.Tell("evidence.what-picture"), clientele.Tell("evidence.export-csv")},
	{"GIF8", clientele.Tell("evidence.what-picture"), clientele.Tell("evidence.export-csv")},
	{"{\\rtf", clientele.Tell("evidence.what-rtf"), clientele.Tell("evidence.export-csv")},
}

// markup are the beginnings of texts that are no table, in lower case.
var markup = []struct{ begins, what string }{
	{"<!doctype", clientele.Tell("evidence.what-login")}, {"<html", clientele.Tell("evidence.what-page")}, {"<table", clientele.Tell("evidence.what-page")},
	{"<head", clientele.Tell("evidence.what-page")}, {"<body", clientele.Tell("evidence.what-page")}, {"<div", clientele.Tell("evidence.what-page")}, {"<?xml", clientele.Tell("evidence.what-xml")}, {"<!--", clientele.Tell("evidence.what-page-or-xml")},
	{`{"`, clientele.Tell("evidence.what-json")}, {"{", clientele.Tell("evidence.what-json")}, {"[{", clientele.Tell("evidence.what-json")}, {"[[", clientele.Tell("evidence.what-json")}, {`["`, clientele.Tell("evidence.what-json")},
}

// notText knows by its beginning a file that is no text; nil where it may be one.
func notText(head []byte, name string) error {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) && (f.magic != "BZh" || len(head) > 3 && head[3] >= '1' && head[3] <= '9') {
			return notOurs(f.what, name, f.remedy)
		}
	}
	return nil
}

// noTable knows by its beginning a text that is no table, and what is no text at all.
func noTable(text []byte, name string) error {
	if err := notText(text, name); err != nil {
		return err
	}
	if len(text) > 262 && bytes.Equal(text[257:262], []byte("ustar")) {
		return notOurs(clientele.Tell("evidence.what-tar"), name, clientele.Tell("evidence.unpack-it"))
	}
	start := bytes.ToLower(bytes.TrimLeft(text[:min(len(text), 256)], " \t\r\n\ufeff"))
	if bytes.HasPrefix(start, []byte{'{'}) || bytes.HasPrefix(start, []byte{'['}) {
		start = bytes.Join(bytes.Fields(start), nil)
	}
	for _, m := range markup {
		if bytes.HasPrefix(start, []byte(m.begins)) {
			return notOurs(m.what, name, clientele.Tell("evidence.export-csv-rows"))
		}
	}
	strange := 0
	probe := text[:min(len(text), 8192)]
	for _, c := range probe {
		if c < ' ' && c != 0 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a {
			strange++
		}
	}
	if strange*50 > len(probe) {
		return notOurs(clientele.Tell("evidence.what-program"), name, clientele.Tell("evidence.export-csv"))
	}
	return nil
}

func notOurs(what, name, remedy string) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.not-a-table", "what", what), Where: name, Remedy: remedy}
}
