package queue

import (
	"crypto/rand"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A holder names the process that runs a job so that another process of the
// same machine can see at once that it is dead, and not wait for the lease:
// "boot/pid namespace/pid/start/nonce". Where there is no /proc the first two
// are empty and only the lease tells.

// thisHolder names this process; the nonce tells two queues of one process apart.
func thisHolder() string {
	pid := os.Getpid()
	return fmt.Sprintf("%s/%s/%d/%s/%s", bootID(), pidNamespace(), pid, startOf(pid), rand.Text()[:8])
}

func bootID() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id") // not there: empty, and then only the lease tells
	return strings.TrimSpace(string(b))
}

// pidNamespace tells containers of one machine apart, whose process numbers mean different processes.
func pidNamespace() string {
	s, _ := os.Readlink("/proc/self/ns/pid") // not there: empty
	return s
}

// startOf is when a process started, in ticks since boot; "" where it does not live.
// It is field 22 of /proc/<pid>/stat (proc_pid_stat(5)); the name in field 2 may hold spaces.
func startOf(pid int) string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	_, rest, ok := strings.Cut(string(b[strings.LastIndexByte(string(b), ')')+1:]), " ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 20 || fields[0] == "Z" { // a zombie is dead
		return ""
	}
	return fields[19]
}

// fate is what can be known of a holder from here.
type fate int

const (
	unknown fate = iota // of another machine or container: only its lease tells
	alive
	dead
)

func fateOf(holder string) fate {
	f := strings.Split(holder, "/")
	if len(f) != 5 || f[0] == "" || f[1] == "" || f[0] != bootID() || f[1] != pidNamespace() {
		return unknown
	}
	pid, err := strconv.Atoi(f[2])
	if err != nil || startOf(pid) != f[3] {
		return dead
	}
	return alive
}
