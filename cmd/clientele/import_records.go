package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/batches"
	"github.com/clientele-crm/clientele/crm/calendar"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// records brings files of people, relationships or tasks in, one after another, each with its receipt.
func (c *importCmd) records(ctx context.Context, set *Settings, s stdio) error {
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	for _, path := range c.Files {
		b := newBar(s.err, "bringing in "+filepath.Base(path), "bytes", -1)
		file := batches.File{Path: path, Type: c.As, Known: c.Known, DateOrder: c.DateOrder}
		done, err := h.crm.Batches.BringNow(ctx, commandLine(), file, func(p queue.Progress) { b.at(p.Done, p.Total) })
		b.done()
		if err != nil {
			return err
		}
		if err := c.broughtIn(ctx, h, path, done, s); err != nil {
			return err
		}
	}
	return nil
}

// typeOfAll says what files bring that are calendars, all of them; "" where one is none.
func typeOfAll(files []string) string {
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			return "" // who reads it next says so
		}
		head := make([]byte, 64)
		n, _ := io.ReadFull(f, head) // a shorter file begins with all that it has, and what cannot be read is said by who reads it next
		if f.Close(); !calendar.IsCalendar(head[:n]) {
			return ""
		}
	}
	return calendar.Type.Plural
}

// broughtIn says what came of a file. Where none of its rows could be taken, that is a fault.
func (c *importCmd) broughtIn(ctx context.Context, h *program, path string, b record.Batch, s stdio) error {
	fmt.Fprintf(s.out, "%s: %s read, %s new, %s changed, %s known already, %s not taken.\n", path, many(int(b.Lines), "row", "rows"),
		grouped(int(b.Made)), grouped(int(b.Changed)), grouped(int(b.Same)), grouped(int(b.Refused)))
	list, err := h.crm.Records.RefusalsOf(ctx, b, 0, 5)
	if err != nil {
		return err
	}
	for _, r := range list {
		fmt.Fprintf(s.out, "  line %d: %s (%s)\n", r.Line, say.English.Fill(r.What), say.English.Fill(r.Remedy))
	}
	if b.Made+b.Changed > 0 {
		fmt.Fprintln(s.out, "To take it back: clientele batch-undo "+strconv.FormatInt(int64(b.ID), 10))
	}
	if b.Refused > 0 && b.Made+b.Changed+b.Same == 0 {
		return &clientele.Fault{Kind: clientele.Invalid, What: "no row of it could be taken", Where: path, Remedy: "look at what is wrong with its rows, and mend them"}
	}
	return nil
}
