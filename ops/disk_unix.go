//go:build unix

package ops

import (
	"fmt"
	"syscall"
)

// freeBytes is the room on the disk of a folder for a user who is not root.
func freeBytes(folder string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, fmt.Errorf("room on the disk of %s: %w", folder, err)
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}
