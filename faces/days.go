package faces

import (
	"cmp"
	"context"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// DayIn asks how a day that somebody types will be read.
type DayIn struct {
	Text string `name:"text" json:"text,omitempty" maxLength:"100" doc:"as it was typed"`
	Was  bool   `name:"was" json:"was,omitempty" doc:"it is a day that was, and not one to come"`
}

// DayOut says how a day will be read.
type DayOut struct {
	Sentence string        `json:"sentence"`
	Day      clientele.Day `json:"day,omitzero"`
	At       string        `json:"at,omitempty"` // the time of the day, where one was typed
}

// Days is how the forms of records read a day, for their echo.
func Days(clock *clientele.Clock) page.Capability {
	f := &Face{Clock: clock}
	return page.Capability{Name: "days", Pages: []page.Page{
		page.Read[DayIn, DayOut]("day", "/day", access.SignedIn, f.readDay, dayPage).
			Titled(clientele.Tell("title.a-day"), "How a day that somebody typed will be read.").InBrowser(),
	}}
}

func (f *Face) readDay(ctx context.Context, _ access.Scope, in DayIn) (DayOut, error) {
	read := f.reads(ctx)
	written, ok := read.due(in.Text)
	if text, hour, timed := say.ReadHour(in.Text); in.Was {
		written, ok = read.was(cmp.Or(text, read.by.Say("time.today")))
		if timed {
			written += time.Time{}.Add(hour).Format(" 15:04")
		}
	}
	out := DayOut{Sentence: clientele.Tell("faces.day-not")}
	if !ok {
		return out, nil
	}
	var err error
	if out.Day, err = clientele.ParseDay(written[:len("2006-01-02")]); err != nil {
		return DayOut{}, err
	}
	out.At = written[len("2006-01-02"):]
	out.Sentence = read.by.Say("faces.day-read", say.Args{"day": read.by.FullDay(out.Day) + out.At})
	return out, nil
}
