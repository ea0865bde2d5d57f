// Package web is the skins over the one list of package crm: web pages and
// forms, the JSON endpoints with their description, and what a web server needs
// besides: sessions in cookies, limits, headers, static files, metrics.
//
// It decides nothing about what is shown; capabilities do. Start at New, then routes.
package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/web/assets"
	"github.com/clientele-crm/clientele/web/records"
)

// Config is how the server is reached.
type Config struct {
	Addr        string // host:port
	CertFile    string // TLS, when both are given
	KeyFile     string
	BehindProxy bool  // a proxy that speaks TLS stands before us and sets X-Forwarded-For
	UploadMost  int64 // bytes of a file handed in; 0: 4 GiB
}

func (c Config) secure() bool { return c.BehindProxy || c.CertFile != "" }

// Server serves one firm.
type Server struct {
	crm      *crm.CRM
	log      *slog.Logger
	cfg      Config
	sessions *access.Sessions
	pages    *http.ServeMux
	records  *records.Handler
	slots    slots
	idle     idler
	metrics  *metrics
	flashes  sealer
	api      []byte // the description of the JSON endpoints
}

// How long things may take.
const (
	headerTime   = 10 * time.Second
	bodyTime     = 30 * time.Second // and for each further piece of a file handed in
	answerTime   = 60 * time.Second
	workTime     = 20 * time.Second
	idleTime     = 2 * time.Minute
	shutdownTime = 15 * time.Second
	uploadMost   = 4 << 30
	formMost     = 1 << 20
)

// New makes the server of a house.
func New(h *crm.CRM, log *slog.Logger, cfg Config) (*Server, error) {
	if cfg.UploadMost == 0 {
		cfg.UploadMost = uploadMost
	}
	api, err := openAPI(h.Version, h.All, h.Records.Types())
	if err != nil {
		return nil, err
	}
	s := &Server{
		crm: h, log: log, cfg: cfg, sessions: h.Access.Sessions(cfg.secure()),
		slots: newSlots(), metrics: newMetrics(h), flashes: newSealer(), api: api,
	}
	s.sessions.ErrorFunc = s.broken
	s.pages = s.routes()
	return s, nil
}

// routes makes the addresses of every page and act from the list.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, p := range page.Pages(s.crm.All) {
		path := p.Path
		if path == "/" {
			path = "/{$}"
		}
		mux.Handle("GET "+path, s.named(p.Name, s.pageHTML(p)))
		mux.Handle("GET "+p.APIPath(), s.named("api "+p.Name, s.pageJSON(p)))
	}
	for _, a := range page.Acts(s.crm.All) {
		mux.Handle("POST /do/"+a.Name, s.named("do "+a.Name, s.actHTML(a)))
		mux.Handle("POST "+a.APIPath(), s.named("api "+a.Name, s.actJSON(a)))
	}
	mux.Handle("GET /api/v1/openapi.json", s.named("openapi", http.HandlerFunc(s.describe)))
	s.recorded(mux)
	s.walls(mux)
	mux.Handle("/", s.named("unknown", http.HandlerFunc(s.unknown)))
	return mux
}

// Handler is everything that is served.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+assets.Prefix, s.named("static", assets.Handler()))
	mux.Handle("GET /favicon.ico", s.named("static", http.RedirectHandler(assets.Address("icon.svg"), http.StatusSeeOther)))
	mux.Handle("GET /healthz", s.named("health", http.HandlerFunc(s.health)))
	mux.Handle("GET /metrics", s.named("metrics", http.HandlerFunc(s.giveMetrics)))
	mux.Handle("GET /ical/{secret}", s.named("ical", http.HandlerFunc(s.giveCalendar)))
	mux.Handle("/", s.sessions.LoadAndSave(s.viewed(s.pages)))
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(s.foreign))
	return heardOut(s.watched(s.headers(compressed(origin.Handler(mux)))))
}

// Serve answers until the context ends, then lets what runs come to its end.
// ready is told the address once it answers; it may be nil.
func (s *Server) Serve(ctx context.Context, ready func(address string)) error {
	listener, err := net.Listen("tcp", s.cfg.Addr)
	if err != nil {
		return fmt.Errorf("listen at %s: %w", s.cfg.Addr, err)
	}
	if exposed(listener.Addr()) && !s.cfg.secure() {
		s.log.Warn("everybody in this network can read what is sent: there is no TLS", "address", listener.Addr().String(),
			"remedy", "listen at 127.0.0.1, give a certificate, or stand behind a proxy that has one")
	}
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, WriteTimeout: answerTime,
		IdleTimeout: idleTime, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
	serving := queue.Go("web server", func() error {
		if s.cfg.CertFile != "" {
			return server.ServeTLS(listener, s.cfg.CertFile, s.cfg.KeyFile)
		}
		return server.Serve(listener)
	})
	resting, stop := context.WithCancel(ctx)
	defer stop()
	queue.Go("rest", func() error { return s.rest(resting) })
	if ready != nil {
		ready(s.address(listener.Addr()))
	}
	select {
	case err = <-serving:
		return fmt.Errorf("serve at %s: %w", s.cfg.Addr, err)
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(late); err != nil {
		s.log.Warn("some requests were cut off", "err", err)
	}
	if err := <-serving; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve at %s: %w", s.cfg.Addr, err)
	}
	return nil
}

func (s *Server) address(a net.Addr) string {
	scheme := "http"
	if s.cfg.CertFile != "" {
		scheme = "https"
	}
	return scheme + "://" + a.String()
}

// FirstLink is the address with which the first visitor becomes owner; "" once there is one.
func (s *Server) FirstLink(ctx context.Context, address string) (string, error) {
	secret, err := s.crm.Access.FirstLink(ctx)
	if err != nil || secret == "" {
		return "", err
	}
	return address + "/setup?token=" + secret, nil
}

// exposed says that others than this machine can reach an address.
func exposed(a net.Addr) bool {
	ap, err := netip.ParseAddrPort(a.String())
	return err != nil || !ap.Addr().IsLoopback()
}
