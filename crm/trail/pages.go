package trail

import (
	"context"
	"iter"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// TrailIn asks who did what.
type TrailIn struct {
	User  clientele.ID  `name:"user" json:"user,omitzero" minimum:"0" doc:"number of the user who did it; everybody where none is given"`
	About string        `name:"about" json:"about,omitempty" enum:",records,facts,imports,access,reads,refused" doc:"only this sort of thing"`
	From  clientele.Day `name:"from" json:"from,omitzero" day:"was" doc:"from this day on"`
	To    clientele.Day `name:"to" json:"to,omitzero" day:"was" doc:"until this day"`
	At    string        `name:"at" json:"at,omitempty" maxLength:"200" doc:"where the page begins, as an earlier one says"`
}

// TrailOut is who did what, the latest first.
type TrailOut struct {
	Sentence string        `json:"sentence"`
	In       TrailIn       `json:"in"`
	Rows     []Row         `json:"rows"`
	Next     string        `json:"next,omitempty"`
	Export   string        `json:"export"` // path that gives all of it as CSV
	Users    []page.Choice `json:"users"`
	Abouts   []page.Choice `json:"abouts"`
	Checked  *Checked      `json:"checked,omitempty"` // the last check of the book
	Job      *shape.JobRow `json:"job,omitempty"`     // a check that waits or runs
	Said     string        `json:"said"`              // what came of the last check, in a sentence
	Shut     string        `json:"shut,omitempty"`    // to an owner: that there are walls which nobody passes
	all      iter.Seq2[[]string, error]
}

// Row is one thing that somebody did.
type Row struct {
	ID      clientele.ID      `json:"id"`
	At      clientele.Instant `json:"at"`
	By      string            `json:"by"`
	Way     string            `json:"way"`               // browser, key, command line, by itself
	What    string            `json:"what"`              // in words
	Record  string            `json:"record,omitempty"`  // what the record is called
	Href    string            `json:"href,omitempty"`    // where the record is
	Changes []string          `json:"changes,omitempty"` // what was and is
}

const (
	shown    = 50
	exported = 500 // a batch
)

// Trail is a page of who did what.
func (c *Trail) Trail(ctx context.Context, s access.Scope, in TrailIn) (TrailOut, error) {
	if in.From != clientele.NoDay && in.To != clientele.NoDay && in.To < in.From {
		return TrailOut{}, page.Wrong("to", say.Of(ctx).Say("trail.that-is-before-the-first-day"), say.Of(ctx).Say("trail.choose-a-later-day"))
	}
	c.Reads.Flush(ctx)
	c.Refused.Flush(ctx)
	users, err := c.Access.Everybody(ctx)
	if err != nil {
		return TrailOut{}, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return TrailOut{}, err
	}
	r := &reading{Trail: c, scope: s, users: users, firm: firm, in: in}
	out := TrailOut{In: in, Rows: []Row{}, all: r.export(ctx), Abouts: abouts(in.About)}
	if out.Rows, out.Next, err = r.page(ctx, in.At, shown); err != nil {
		return TrailOut{}, err
	}
	if out.Next != "" {
		next := in
		next.At = out.Next
		out.Next = shape.Query("/trail", page.Encode(next))
	}
	file := page.Encode(in)
	file.Del("at")
	file.Set("format", "csv")
	out.Export = shape.Query("/trail", file)
	out.Users = []page.Choice{{Label: say.Of(ctx).Say("trail.everybody")}}
	for _, u := range users {
		id := strconv.FormatInt(int64(u.ID), 10)
		out.Users = append(out.Users, page.Choice{Value: id, Label: nameOf(u), Selected: u.ID == in.User})
	}
	out.Sentence = say.Of(ctx).Say("trail.sentence")
	if len(out.Rows) == 0 {
		out.Sentence = say.Of(ctx).Say("trail.nothing")
	}
	if s.MayOwn() {
		walls, err := c.Access.Walls(ctx, s)
		if err != nil {
			return TrailOut{}, err
		}
		if len(walls) > 0 {
			out.Shut = say.Of(ctx).Say("trail.walls.some", say.Args{"n": len(walls)})
		}
	}
	return out, c.checked(ctx, &out)
}

// Table is all that fits the question, row by row, as it is read.
func (out TrailOut) Table() (string, iter.Seq2[[]string, error]) { return "trail.csv", out.all }

func abouts(chosen string) []page.Choice {
	all := make([]page.Choice, 0, 7)
	for _, a := range []string{"", "records", "facts", "imports", "access", "reads", "refused"} {
		key := "trail.about." + a
		if a == "" {
			key = "trail.about.all"
		}
		all = append(all, page.Choice{Value: a, Label: clientele.Tell(key), Selected: a == chosen})
	}
	return all
}

// reading is one question to the trail, of one scope.
type reading struct {
	*Trail
	scope access.Scope
	users []access.User
	firm  shape.Firm
	in    TrailIn
}

// page reads a page; what the scope may not see is not on it.
func (r *reading) page(ctx context.Context, at string, limit int) ([]Row, string, error) {
	q := ledger.TrailQuery{User: r.in.User, From: r.in.From, To: r.in.To, At: at, Limit: limit, Wants: r.wants,
		NoFile: r.in.About != "" && r.in.About != "imports"}
	for _, u := range r.users {
		if u.ID == r.in.User {
			q.Email = u.Email
		}
	}
	traces, next, err := r.Book.For(r.scope).Trail(ctx, q)
	if err != nil {
		return nil, "", err
	}
	k, err := r.known(ctx, traces)
	if err != nil {
		return nil, "", err
	}
	rows := []Row{}
	for _, t := range traces {
		if k.hides(t.Entry) {
			continue
		}
		row := k.row(t)
		for i, said := range row.Changes {
			row.Changes[i] = r.firm.Fill(said)
		}
		rows = append(rows, row)
	}
	return rows, next, nil
}

// export gives all pages of the question as rows of a file.
func (r *reading) export(ctx context.Context) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		if !yield([]string{clientele.Tell("csv.number"), clientele.Tell("csv.when"), clientele.Tell("csv.who"),
			clientele.Tell("csv.way"), clientele.Tell("csv.what"), clientele.Tell("csv.record"), clientele.Tell("csv.was-and-is")}, nil) {
			return
		}
		for at, first := "", true; first || at != ""; first = false {
			rows, next, err := r.page(ctx, at, exported)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range rows {
				if !yield(row.cells(), nil) {
					return
				}
			}
			at = next
		}
	}
}
