package web

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm"
)

// metrics is what is counted, for Prometheus.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics(h *crm.CRM) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "clientele_http_requests_total", Help: "Requests answered, by page or act and status."}, []string{"for", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "clientele_http_request_seconds", Help: "How long requests took, by page or act.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .15, .25, .5, 1, 5, 20}}, []string{"for"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "clientele_build_info", Help: "1; the labels say what runs.", ConstLabels: prometheus.Labels{"version": h.Version, "engine": string(h.DB.Engine)}})
	build.Set(1)
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, m.seconds, build, jobsCollector{h}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true})
	return m
}

func (m *metrics) request(what string, status int, took time.Duration) {
	if what == "" {
		what = "refused"
	}
	m.requests.WithLabelValues(what, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(what).Observe(took.Seconds())
}

// jobsCollector counts the open work when it is asked.
type jobsCollector struct{ crm *crm.CRM }

var openJobs = prometheus.NewDesc("clientele_jobs_open", "Work in the background that waits or runs, by kind and state.", []string{"kind", "state"}, nil)

// Describe says what is counted.
func (jobsCollector) Describe(ch chan<- *prometheus.Desc) { ch <- openJobs }

// Collect counts.
func (c jobsCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	counts, err := c.crm.OpenJobs(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(openJobs, err)
		return
	}
	for k, n := range counts {
		ch <- prometheus.MustNewConstMetric(openJobs, prometheus.GaugeValue, float64(n), k[0], k[1])
	}
}

// giveMetrics is for programs of this machine, and for who has a key.
func (s *Server) giveMetrics(w http.ResponseWriter, r *http.Request) {
	if s.cfg.BehindProxy || !local(r) { // behind a proxy, everyone comes from this machine
		scope, err := s.keyHolder(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if scope.Nobody() {
			s.fail(w, r, access.SignedIn.Refuse(scope))
			return
		}
	}
	s.metrics.handler.ServeHTTP(w, r)
}

// local says that a request comes from this machine, and not through a proxy on it.
func local(r *http.Request) bool {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && ap.Addr().IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

var noKey = &clientele.Fault{Kind: clientele.Denied, What: "that is not a key we know", Remedy: "send Authorization: Bearer <key>"}
