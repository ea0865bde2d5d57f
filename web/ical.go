package web

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/clientele-crm/clientele/crm/calendar"
)

// calendars is below which addresses stand the calendars of users, each behind a secret.
const calendars = "/ical/"

// toldPath is a path as the log tells it: without the secret of a calendar.
func toldPath(path string) string {
	if strings.HasPrefix(path, calendars) {
		return calendars + "…"
	}
	return path
}

// giveCalendar gives a user's calendar to whoever has its address. No session is needed, and none begins;
// what it gives is what that user may see now.
func (s *Server) giveCalendar(w http.ResponseWriter, r *http.Request) {
	secret, ok := strings.CutSuffix(r.PathValue("secret"), ".ics")
	if !ok {
		http.NotFound(w, r)
		return
	}
	var feed calendar.Feed
	end, err := s.slots.take(r.Context())
	if err == nil {
		defer end()
		feed, visitOf(r).scope, err = s.crm.CalendarOf(r.Context(), secret, s.from(r))
	}
	if err != nil {
		out := s.trouble(r, err)
		if out.Status == http.StatusUnauthorized {
			out.Status = http.StatusNotFound
		}
		if out.Status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "30")
		}
		http.Error(w, out.Sentence+": "+out.Remedy, out.Status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="clientele.ics"`)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+feed.Tag+`"`)
	http.ServeContent(w, r, "", feed.Since.Time(), bytes.NewReader(feed.Body))
}
