package files

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// pictures are what browsers draw and cannot run.
const pictures = "'image/png', 'image/jpeg', 'image/webp'"

// shownPicture says that a page may draw what is in a file.
func shownPicture(h held) bool { return strings.Contains(pictures, "'"+h.Media+"'") }

// address is where the content of a file is given out, behind its walls.
func address(id clientele.ID) string { return "/files/" + id.String() + "/content" }

// pictured is the newest picture of a product.
type pictured struct {
	Product clientele.ID `db:"product"`
	File    clientele.ID `db:"file"`
}

// Pictures are where the newest pictures of some products are given out, as far as somebody may see
// them: one statement.
func (c *Files) Pictures(ctx context.Context, s access.Scope, products []clientele.ID) (map[clientele.ID]string, error) {
	all := map[clientele.ID]string{}
	seen := s.Sees(c.DB.Engine, "f.wall")
	for _, list := range db.Lists(products) {
		text := "SELECT f.product AS product, MAX(f.id) AS file FROM files f JOIN file_contents h ON h.workspace = f.workspace AND h.file = f.id" +
			" WHERE f.workspace = ? AND f.product <> 0 AND f.archived = 0 AND f.merged = 0 AND f.product IN " + db.In(list) + " AND h.media IN (" + pictures + ")" + seen.Text + " GROUP BY f.product"
		for row, err := range db.Each[pictured](ctx, c.DB, text, append(db.With(c.Workspace, list), seen.Args...)...) {
			if err != nil {
				return nil, fmt.Errorf("pictures of products: %w", err)
			}
			all[row.Product] = address(row.File)
		}
	}
	return all, nil
}
