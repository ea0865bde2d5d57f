package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/demo"
)

type demoCmd struct {
	Preset   string        `default:"estate-agency" enum:"law,accounting,consulting,marketing,financial-advice,health-beauty,shop,web-shop,restaurant,estate-agency" help:"Its kind of business: law, accounting, consulting, marketing, financial-advice, health-beauty, shop, web-shop, restaurant or estate-agency (${default})."`
	Seed     uint64        `default:"1" placeholder:"N" help:"Another number is another firm (${default})."`
	Accounts int           `default:"400" placeholder:"N" help:"How many accounts (${default})."`
	AsOf     clientele.Day `placeholder:"DATE" help:"The last day of its books. Default: yesterday, so that nothing in them is still to come."`
	Out      string        `placeholder:"DIR" help:"Write orders.csv, interactions.csv, engagements.csv and truth.csv there; no book is touched."`
	IfEmpty  bool          `help:"Do nothing where the book holds something already."`
}

// Run makes the firm, as files or in the book.
func (c *demoCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	asOf := c.AsOf
	if asOf == clientele.NoDay {
		asOf = clientele.NewClock(nil, nil).Today() - 1
	}
	f, err := demo.New(c.Preset, c.Seed, c.Accounts, asOf)
	if err != nil {
		return usage{err}
	}
	if c.Out != "" {
		return writeFirm(f, c.Out, s)
	}
	return c.fill(ctx, set, s, f)
}

func writeFirm(f *demo.Firm, dir string, s stdio) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usage{&clientele.Fault{Kind: clientele.Invalid, What: "--out cannot be made", Where: dir, Remedy: "choose another place", Err: err}}
	}
	doors := []struct {
		name  string
		write func(io.Writer, iter.Seq[clientele.Entry]) error
	}{
		{"orders.csv", demo.WriteOrdersCSV},
		{"interactions.csv", demo.WriteInteractionsCSV},
		{"engagements.csv", demo.WriteEngagementsCSV},
	}
	for _, d := range doors {
		err := writeTo(filepath.Join(dir, d.name), s.out, func(w io.Writer) error { return d.write(w, f.Entries()) })
		if err != nil {
			return err
		}
	}
	err := writeTo(filepath.Join(dir, "truth.csv"), s.out, func(w io.Writer) error { return demo.WriteTruthCSV(w, f) })
	if err == nil {
		fmt.Fprintf(s.out, "Wrote orders.csv, interactions.csv, engagements.csv and truth.csv into %s.\n", dir)
	}
	return err
}
