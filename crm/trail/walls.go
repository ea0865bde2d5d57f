package trail

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// WallsIn asks for the walls that nobody can pass any more.
type WallsIn struct{}

// WallsOut are the walls that nobody can pass any more. What stands behind them is not said.
type WallsOut struct {
	Sentence string    `json:"sentence"`
	Rows     []WallRow `json:"rows"`
}

// WallRow is a wall that nobody can pass any more.
type WallRow struct {
	Wall clientele.ID      `json:"wall"`
	Made clientele.Instant `json:"made"` // when it was put up
}

// Walls are those that nobody can pass any more.
func (c *Trail) Walls(ctx context.Context, s access.Scope, _ WallsIn) (WallsOut, error) {
	walls, err := c.Access.Walls(ctx, s)
	if err != nil {
		return WallsOut{}, err
	}
	out := WallsOut{Sentence: say.Of(ctx).Say("trail.walls.none"), Rows: []WallRow{}}
	if len(walls) > 0 {
		out.Sentence = say.Of(ctx).Say("trail.walls.some", say.Args{"n": len(walls)})
	}
	for _, w := range walls {
		out.Rows = append(out.Rows, WallRow{w.ID, w.Made})
	}
	return out, nil
}

// TakeWallIn names a wall that nobody can pass any more.
type TakeWallIn struct {
	Wall   clientele.ID `name:"wall" json:"wall" required:"true" minimum:"1" doc:"number of the wall"`
	Reason string       `name:"reason" json:"reason" required:"true" maxLength:"500" doc:"why you have to look behind it; it stands in the trail"`
}

// TakeWall lets an owner pass a wall that nobody can pass any more.
func (c *Trail) TakeWall(ctx context.Context, s access.Scope, in TakeWallIn) (page.Done, error) {
	if err := c.Access.TakeWall(ctx, s, in.Wall, in.Reason); err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("trail.walls.taken"), ID: in.Wall, Next: "/trail",
		Undo: &page.Undo{Act: "give-wall-back", With: map[string]string{"wall": in.Wall.String()}}}, nil
}

// GiveWallBackIn names a wall that was taken over.
type GiveWallBackIn struct {
	Wall clientele.ID `name:"wall" json:"wall" required:"true" minimum:"1" doc:"number of the wall"`
}

// GiveWallBack takes back that an owner let themselves pass a wall.
func (c *Trail) GiveWallBack(ctx context.Context, s access.Scope, in GiveWallBackIn) (page.Done, error) {
	if err := c.Access.GiveWallBack(ctx, s, in.Wall); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("trail.walls.back"), Next: "/trail/walls"}, nil
}

func atWalls(page.Input) string { return "/trail/walls" }
