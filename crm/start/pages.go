package start

import (
	"context"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// StartIn asks for the first page of a new firm.
type StartIn struct {
	Again bool `name:"again" json:"again,omitempty" doc:"show the questions although they were answered"`
}

// Page is the questions, or the doors where they are answered.
func (c *Start) Page(ctx context.Context, s access.Scope, in StartIn) (StartOut, error) {
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return StartOut{}, err
	}
	set, err := c.Access.Settings(ctx)
	if err != nil {
		return StartOut{}, err
	}
	out := StartOut{
		Firm: firm.Name, Words: firm.Words, Preset: set[settingPreset],
		Place: shape.Place{Zone: set[access.SettingZone], Currency: set["currency"], Country: set["country"]},
		Asks:  access.Owners.Allows(s) && (set[settingPreset] == "" || in.Again),
	}
	out.Title, out.Sentence = say.Of(ctx).Say("start.title"), say.Of(ctx).Say("start.sentence")
	if out.Asks {
		out.Title, out.Sentence = say.Of(ctx).Say("start.asks-title", say.Args{"firm": firm.Name}), say.Of(ctx).Say("start.asks")
		return out, nil
	}
	if out.Job, err = shape.Running(ctx, c.Jobs, KindSample, KindAway); err != nil {
		return StartOut{}, err
	}
	sample, err := c.sample(ctx)
	if err != nil {
		return StartOut{}, err
	}
	some, err := c.some(ctx)
	if err != nil {
		return StartOut{}, err
	}
	out.Sample = sample.Import != 0 && out.Job == nil
	out.CanSample = c.Fill != nil && !some && sample.Import == 0 && out.Job == nil && access.Owners.Allows(s)
	return out, nil
}

// StartOut is the first page of a new firm.
type StartOut struct {
	Sentence  string        `json:"sentence"`
	Title     string        `json:"title"`
	Asks      bool          `json:"asks"` // the questions are still to be answered
	Firm      string        `json:"firm"`
	Place     shape.Place   `json:"place"`
	Preset    string        `json:"preset,omitempty"`
	Words     page.Words    `json:"words"`
	Sample    bool          `json:"sample"`     // a sample firm is in the book
	CanSample bool          `json:"can_sample"` // the book is empty: one may be filled in
	Job       *shape.JobRow `json:"job,omitempty"`
}

// Here says beside today's list whether what one looks at is a sample.
func (c *Start) Here(ctx context.Context, s access.Scope, _ page.About) (HereOut, error) {
	if !access.Owners.Allows(s) {
		return HereOut{}, nil
	}
	sample, err := c.sample(ctx)
	return HereOut{Sample: sample.Import != 0}, err
}

// HereOut is whether a sample firm is in the book.
type HereOut struct {
	Sample bool `json:"sample"`
}
