package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// visit is what is known of a request: whose it is and what it is for. It is the
// one thing of ours that rides in the context.
type visit struct {
	ref   string // finds the request in the log
	name  string // which page or act
	scope access.Scope
	form  *refused // the form that brought us back to this page

	speaker *say.Speaker // who speaks to them, in the firm's words once these are known
}

type visitKey struct{}

func visitOf(r *http.Request) *visit {
	v, ok := r.Context().Value(visitKey{}).(*visit)
	if !ok {
		return &visit{}
	}
	return v
}

// speaks is who speaks to the visitor.
func speaks(r *http.Request) *say.Speaker {
	if v := visitOf(r); v.speaker != nil {
		return v.speaker
	}
	return say.Of(r.Context())
}

// named notes which page or act a request is for.
func (s *Server) named(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v := visitOf(r); v.name == "" {
			v.name = name
		}
		next.ServeHTTP(w, r)
	})
}

// counted is a ResponseWriter that remembers what was answered.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (c *counted) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write notes the bytes.
func (c *counted) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController through.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// watched logs and measures each request, and turns a panic into an answer.
func (s *Server) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		took := clientele.Stopwatch()
		s.idle.served.Add(1)
		v := &visit{ref: rand.Text()[:10]}
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), visitKey{}, v), s.patience(r))
		defer cancel()
		r = r.WithContext(ctx)
		c := &counted{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.log.Error("a defect in Clientele", "ref", v.ref, "what", fmt.Sprint(p), "stack", string(debug.Stack()))
				if c.status == 0 {
					s.fail(c, r, fmt.Errorf("panic: %v", p))
				}
			}
			s.note(r, v, c, took())
		}()
		next.ServeHTTP(c, r)
	})
}

// patience is how long the work of a request may take: reading a large file takes its time.
func (s *Server) patience(r *http.Request) time.Duration {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return time.Hour
	}
	return workTime
}

func (s *Server) note(r *http.Request, v *visit, c *counted, took time.Duration) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	s.metrics.request(v.name, c.status, took)
	level := slog.LevelInfo
	if v.name == "static" || v.name == "health" || v.name == "metrics" {
		level = slog.LevelDebug
	}
	// The query is left out: it may hold names, or the secret of the first link.
	s.log.LogAttrs(r.Context(), level, "request", slog.String("ref", v.ref), slog.String("method", r.Method),
		slog.String("for", v.name), slog.String("path", toldPath(r.URL.Path)), slog.Int("status", c.status), slog.Int64("bytes", c.bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("user", int64(v.scope.User())))
}

// policy lets nothing run, load or frame but our own files.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; manifest-src 'self'"

// headers are on every answer.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
		h.Set("Cache-Control", "no-store") // static files say otherwise
		if s.cfg.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if r.Method == http.MethodTrace || r.Method == http.MethodConnect {
			http.Error(w, "this method is not for here", http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// viewed finds out who asks: by a key for programs, else by the session.
func (s *Server) viewed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope, err := s.whoAsks(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		visitOf(r).scope = scope
		r = r.WithContext(say.With(r.Context(), say.To(scope.Language(), r.Header.Get("Accept-Language"))))
		if scope.ReadOnly() && r.Method != http.MethodGet && r.Method != http.MethodHead {
			s.fail(w, r, &clientele.Fault{Kind: clientele.Denied, What: say.Of(r.Context()).Say("web.said.this-key-only-reads"), Remedy: say.Of(r.Context()).Say("web.said.make-a-key-that-reads")})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) whoAsks(r *http.Request) (access.Scope, error) {
	if r.Header.Get("Authorization") != "" {
		return s.keyHolder(r)
	}
	return s.sessions.Scope(r.Context())
}

// keyHolder is whose key for programs a request carries; nobody's where it carries none.
func (s *Server) keyHolder(r *http.Request) (access.Scope, error) {
	given := r.Header.Get("Authorization")
	if given == "" {
		return access.Scope{}, nil
	}
	scheme, key, _ := strings.Cut(given, " ")
	if !strings.EqualFold(scheme, "Bearer") { // RFC 9110, 11.1: whichever way it is written
		return access.Scope{}, noKey
	}
	return s.crm.Access.ScopeOfKey(page.WithFrom(r.Context(), s.from(r)), strings.TrimSpace(key))
}

// from is the network address of the visitor.
func (s *Server) from(r *http.Request) string {
	if s.cfg.BehindProxy {
		// The last one was written by our proxy; those before it by anybody.
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if a, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			return a.String()
		}
	}
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return ap.Addr().String()
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if _, err := s.crm.Access.Owned(r.Context()); err != nil {
		s.log.Error("not healthy", "err", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "ok")
}
