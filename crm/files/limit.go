package files

import (
	"context"
	"strconv"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// The size of a file: as a firm begins, and as far as its owner may go.
const (
	megabyte    = 1_000_000
	usualMost   = 100 // MB
	settingMost = "file_megabytes"
)

// most is how many bytes a file may have.
func (c *Files) most(ctx context.Context) (int64, error) {
	set, err := c.Access.Settings(ctx)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(set[settingMost], 10, 64)
	if err != nil || n <= 0 {
		return usualMost * megabyte, nil //nolint:nilerr // nobody has said it
	}
	return n * megabyte, nil
}

// LimitIn asks how large a file may be.
type LimitIn struct{}

// LimitOut is how large a file may be.
type LimitOut struct {
	Sentence  string `json:"sentence"`
	Megabytes int64  `json:"megabytes"`
}

// Limit is how large a file may be.
func (c *Files) Limit(ctx context.Context, _ access.Scope, _ LimitIn) (LimitOut, error) {
	most, err := c.most(ctx)
	return LimitOut{say.Of(ctx).Say("files.limit", say.Args{"most": most / megabyte}), most / megabyte}, err
}

// SetLimitIn says how large a file may be.
type SetLimitIn struct {
	Megabytes int `name:"megabytes" json:"megabytes" required:"true" minimum:"1" maximum:"4000" doc:"how many megabytes a file may have that is put to a record"`
}

// SetLimit says how large a file may be. Files that are there stay.
func (c *Files) SetLimit(ctx context.Context, s access.Scope, in SetLimitIn) (page.Done, error) {
	was, err := c.most(ctx)
	if err != nil {
		return page.Done{}, err
	}
	if err := c.Access.SetFirm(ctx, s, access.FirmSet{Settings: map[string]string{settingMost: strconv.Itoa(in.Megabytes)}}); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("files.limit", say.Args{"most": in.Megabytes}),
		Undo: &page.Undo{Act: "file-limit-set", With: map[string]string{"megabytes": strconv.FormatInt(was/megabyte, 10)}}}, nil
}
