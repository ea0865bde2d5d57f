package jobs

import (
	"cmp"
	"context"
	"path/filepath"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/queue"
)

// BackupArgs say where to keep a copy, and how many copies.
type BackupArgs struct {
	Folder string `json:"folder"`         // "backups" in the data folder where empty
	Keep   int    `json:"keep,omitempty"` // 0: all
}

func (h *Jobs) workBackup(ctx context.Context, t *queue.Task, args BackupArgs) error {
	if h.Backup == nil {
		return &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("jobs.no-backups"), Remedy: clientele.Tell("jobs.no-backups-remedy")}
	}
	args.Folder = cmp.Or(args.Folder, filepath.Join(h.Data, "backups"))
	said, err := h.Backup(ctx, args)
	t.Tell(queue.Progress{Note: said})
	return err
}
