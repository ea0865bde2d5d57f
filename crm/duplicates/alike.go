package duplicates

import (
	"context"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// AlikeIn is somebody who is being typed.
type AlikeIn struct {
	Type   string   `name:"type" json:"type" required:"true" maxLength:"40" doc:"type of record: person or account"`
	Name   string   `name:"name" json:"name,omitempty" maxLength:"1000" doc:"name"`
	Given  string   `name:"given" json:"given,omitempty" maxLength:"1000" doc:"given name"`
	Family string   `name:"family" json:"family,omitempty" maxLength:"1000" doc:"family name"`
	Emails []string `name:"emails" json:"emails,omitempty" maxLength:"4000" doc:"e-mail addresses, one a line"`
	Phones []string `name:"phones" json:"phones,omitempty" maxLength:"4000" doc:"telephone numbers, one a line"`
	Email  string   `name:"email" json:"email,omitempty" maxLength:"1000" doc:"e-mail address"`
	Phone  string   `name:"phone" json:"phone,omitempty" maxLength:"1000" doc:"telephone number"`
}

// AlikeOut is whom they may be.
type AlikeOut struct {
	Sentence string     `json:"sentence"`
	Rows     []AlikeRow `json:"rows"`
}

// AlikeRow is somebody who is here already.
type AlikeRow struct {
	Side
	About  string   `json:"about,omitempty"` // how to reach them
	Why    []string `json:"why"`
	Strong bool     `json:"-"`
}

const alikeShown = 3

// Alike is whom somebody who is being typed may be.
func (c *Duplicates) Alike(ctx context.Context, scope access.Scope, in AlikeIn) (AlikeOut, error) {
	out := AlikeOut{Rows: []AlikeRow{}}
	k := c.kindOf(in.Type)
	if k == nil {
		return out, nil
	}
	region, err := c.Store.Region(ctx)
	if err != nil {
		return out, err
	}
	one := identity.Candidate{Given: in.Given, Family: in.Family, Full: in.Name, Country: region,
		Emails: append(bare(strings.Join(in.Emails, "\n")), bare(in.Email)...), Phones: append(bare(strings.Join(in.Phones, "\n")), bare(in.Phone)...)}
	if k.face.Type.Name == record.Account {
		one.Kind = identity.Organisation
	}
	found, err := c.Known(ctx, scope, k.face.Type.Name, one)
	if err != nil {
		return out, err
	}
	found = found[:min(len(found), 4*alikeShown)] // some may be gone
	ids := make([]clientele.ID, len(found))
	for i, x := range found {
		ids[i] = x.B
	}
	live, err := c.live(ctx, scope, k.face, ids)
	if err != nil {
		return out, err
	}
	for _, x := range found {
		if who := live[x.B]; who != nil && len(out.Rows) < alikeShown {
			why, _ := words(say.Of(ctx), x.Reasons)
			out.Rows = append(out.Rows, AlikeRow{who.Side, reach(say.Of(ctx), who), why, x.Probability >= identity.Merge})
		}
	}
	if len(out.Rows) > 0 {
		out.Sentence = said("duplicates.alike")
	}
	return out, nil
}

// bare are the values of lines without what stands before them: "work: ann@example.org".
func bare(text string) (all []string) {
	for line := range strings.Lines(text) {
		if _, value, labelled := strings.Cut(line, ": "); labelled {
			line = value
		}
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// reach is how one is reached, so that one is known by it.
func reach(s *say.Speaker, who *shown) string {
	var parts []string
	for _, v := range who.values {
		switch v.Field.Kind {
		case record.KindEmail, record.KindEmails, record.KindPhone, record.KindPhones, record.KindLinks:
			if v.Text != "" {
				parts = append(parts, page.Clip(s.Told(v.Text), 60))
			}
		}
	}
	return strings.Join(parts, " · ")
}
