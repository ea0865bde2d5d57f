package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/web"
)

type serveCmd struct{}

// Run serves until it is told to stop, and then ends what runs at the end of its batch.
func (c serveCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if (set.TLSCert == "") != (set.TLSKey == "") {
		return wrongUsage("a certificate needs its key, and a key its certificate", "give both --tls-cert and --tls-key, or neither")
	}
	set.serving = true
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	if h.db.ReadOnly() {
		return &clientele.Fault{Kind: clientele.Unavailable, What: "the data can only be read here: nobody could sign in, and nothing be written down", Where: h.db.Where(), Remedy: "let the program write its data folder; clientele backup and clientele doctor work as it is"}
	}
	h.jobs.Nightly = jobs.Nightly{BackupTo: set.BackupTo, KeepBackups: set.KeepBackups}
	server, err := web.New(h.crm, h.log, web.Config{Addr: set.Addr, CertFile: set.TLSCert, KeyFile: set.TLSKey, BehindProxy: set.BehindProxy})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue.Go("index", func() error {
		err := h.crm.Reindex(ctx)
		if err != nil && ctx.Err() == nil {
			h.log.Error("the index of words is not whole: people and tasks may not be found", "err", err)
		}
		return err
	})
	working := queue.Go("jobs", func() error {
		defer stop() // without its jobs the house is not whole
		return h.jobs.Run(ctx)
	})
	closed := func() {}
	defer func() { closed() }()
	err = server.Serve(ctx, func(address string) {
		closed = c.keepOpenAt(set, h, address)
		c.greet(ctx, h, server, address, s)
	})
	stop()
	worked := <-working
	if errors.Is(worked, context.Canceled) {
		return err // the jobs were told to stop: what stopped the server is the news
	}
	return errors.Join(err, worked)
}

// keepOpenAt keeps where the house is open, for the links that commands print meanwhile, and
// gives what takes that away again.
func (serveCmd) keepOpenAt(set *Settings, h *program, address string) (closed func()) {
	_, at, _ := strings.Cut(address, "://")
	if err := os.WriteFile(set.openAt(), []byte(set.addressOf(at)), 0o600); err != nil {
		h.log.Warn("links that commands print will not say where this is open", "err", err)
	}
	return func() { os.Remove(set.openAt()) } //nolint:errcheck // what is left says where it was last open
}

// greet says where the house is open, and who may become its owner.
func (serveCmd) greet(ctx context.Context, h *program, server *web.Server, address string, s stdio) {
	fmt.Fprintln(s.out, "Clientele is open at", address)
	link, err := server.FirstLink(ctx, address)
	if err != nil {
		h.log.Error("the link for the owner cannot be made", "err", err)
	}
	if link != "" {
		fmt.Fprintf(s.out, "Nobody is its owner yet. Whoever opens this link first becomes it:\n\n  %s\n\n", link)
	}
	fmt.Fprintln(s.out, "Stop it with Ctrl-C.")
}
