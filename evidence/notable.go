package evidence

import (
	"bytes"

	"github.com/clientele-crm/clientele"
)

// foreign are the beginnings of files that are no text.
var foreign = []struct{ magic, what, remedy string }{
	{"PK\x03\x04", "a workbook or an archive within an archive", "unpack it first"},
	{"\xd0\xcf\x11\xe0", "a spreadsheet of before 2007, or one with a password", "open it and save it as XLSX without a password, or as CSV (UTF-8)"},
	{"%PDF", "a PDF", "export the table as CSV (UTF-8)"},
	{"PAR1", "a Parquet file", "write it as CSV (UTF-8)"},
	{"ARROW1", "an Arrow file", "write it as CSV (UTF-8)"},
	{"Obj\x01", "an Avro file", "write it as CSV (UTF-8)"},
	{"SQLite format 3\x00", "a database", "export its table as CSV (UTF-8)"},
	{"BZh", "packed with bzip2", "unpack it first, or pack it with gzip"},
	{"\xfd7zXZ\x00", "packed with xz", "unpack it first, or pack it with gzip"},
	{"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it first, or pack it with gzip"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"},
	{"Rar!\x1a\x07", "a RAR archive", "unpack it first"},
	{"\x1f\x8b", "packed twice", "unpack it once"},
	{"\x89PNG", "a picture", "export the table as CSV (UTF-8)"},
	{"\xff\xd8\xff", "a picture", "export the table as CSV (UTF-8)"},
	{"GIF8", "a picture", "export the table as CSV (UTF-8)"},
	{"{\\rtf", "a text document (RTF)", "save the table as CSV (UTF-8)"},
}

// markup are the beginnings of texts that are no table, in lower case.
var markup = []struct{ begins, what string }{
	{"<!doctype", "a web page (HTML), perhaps of a login or an error"}, {"<html", "a web page (HTML)"}, {"<table", "a web page (HTML)"},
	{"<head", "a web page (HTML)"}, {"<body", "a web page (HTML)"}, {"<div", "a web page (HTML)"}, {"<?xml", "XML"}, {"<!--", "a web page (HTML) or XML"},
	{`{"`, "JSON"}, {"{", "JSON"}, {"[{", "JSON"}, {"[[", "JSON"}, {`["`, "JSON"},
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
		return notOurs("a TAR archive", name, "unpack it first")
	}
	start := bytes.ToLower(bytes.TrimLeft(text[:min(len(text), 256)], " \t\r\n\ufeff"))
	if bytes.HasPrefix(start, []byte{'{'}) || bytes.HasPrefix(start, []byte{'['}) {
		start = bytes.Join(bytes.Fields(start), nil)
	}
	for _, m := range markup {
		if bytes.HasPrefix(start, []byte(m.begins)) {
			return notOurs(m.what, name, "export the table as CSV (UTF-8): one row a line, cells separated by commas, semicolons or tabs")
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
		return notOurs("a file of a program", name, "export the table as CSV (UTF-8)")
	}
	return nil
}

func notOurs(what, name, remedy string) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: "this is " + what + ", not a text table", Where: name, Remedy: remedy}
}
