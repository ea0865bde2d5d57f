//go:build unix

package imports

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// The test binary runs itself as the process that receives a file into the folder
// CLIENTELE_UPLOADS: to be killed, or, told CLIENTELE_ROOM, with a disk that holds so much.
func TestMain(m *testing.M) {
	data := os.Getenv("CLIENTELE_UPLOADS")
	if data == "" {
		os.Exit(m.Run())
	}
	h := &Imports{Data: data, Log: slog.New(slog.DiscardHandler), Clock: clientele.NewClock(nil, time.UTC)}
	if os.Getenv("CLIENTELE_ROOM") != "" {
		const room = 64 << 10
		signal.Ignore(syscall.SIGXFSZ) // the write fails instead
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: room, Max: room}); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		_, err := h.Receive(context.Background(), "large.csv", bytes.NewReader(make([]byte, 4*room)))
		fmt.Println(clientele.KindOf(err) == clientele.Full, say.English.Fill(fmt.Sprint(err)))
		os.Exit(0)
	}
	_, err := h.Receive(context.Background(), "half.csv", &telling{from: os.Stdin})
	fmt.Println("whole", err)
	os.Exit(0)
}

// telling says when a third piece is asked for: two are written then.
type telling struct {
	from io.Reader
	n    int
}

func (r *telling) Read(b []byte) (int, error) {
	if r.n++; r.n == 3 {
		fmt.Println("half")
	}
	return r.from.Read(b[:min(len(b), 4096)])
}

func child(t *testing.T, data string, more ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), "CLIENTELE_UPLOADS="+data), more...)
	cmd.Stderr = os.Stderr
	return cmd
}

// Killed while a file comes in, nothing of it counts as a file, and what came is thrown
// away when it has lain an hour.
func TestKilledUpload(t *testing.T) {
	h := &Imports{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler), Clock: clientele.NewClock(func() time.Time { return time.Now().Add(2 * partsKept) }, time.UTC)}
	cmd := child(t, h.Data)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(make([]byte, 3*4096)); err != nil {
		t.Fatal(err)
	}
	if said, err := bufio.NewReader(out).ReadString('\n'); said != "half\n" {
		t.Fatalf("%q, %v", said, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() //nolint:errcheck // it was killed
	left := list(t, h)
	if len(left) != 1 || !strings.HasSuffix(left[0].Name(), partSign) {
		t.Fatalf("left: %v", left)
	}
	if _, err := h.Upload(strings.TrimSuffix(left[0].Name(), partSign)); clientele.KindOf(err) != clientele.NotFound {
		t.Errorf("half a file is found: %v", err)
	}
	h.sweepUploads()
	if left := list(t, h); len(left) != 0 {
		t.Errorf("left after an hour: %v", left)
	}
}

// On a full disk the fault says so, with what to do, and nothing is left of the file.
func TestUploadOntoAFullDisk(t *testing.T) {
	data := t.TempDir()
	said, err := child(t, data, "CLIENTELE_ROOM=small").Output()
	if err != nil || !strings.HasPrefix(string(said), "true ") || !strings.Contains(string(said), "the disk is full: the file could not be kept") {
		t.Errorf("%s, %v", said, err)
	}
	if left := list(t, &Imports{Data: data}); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}
