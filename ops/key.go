package ops

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/clientele-crm/clientele"
)

// KeyFile is the file in the data folder with the key of the installation. It is no part of
// a backup unless that is asked for: who has both has what the key seals.
const KeyFile = "clientele.key"

const keyBytes = 32 // AES-256

// Key gives the key of an installation: the one that is given, or that of the file in the
// data folder, which is made where there is none and one is needed.
func Key(given, dataDir string) func(make bool) ([]byte, error) {
	return func(make bool) ([]byte, error) {
		if given != "" {
			return decodeKey(given, "CLIENTELE_SECRET_KEY")
		}
		path := filepath.Join(dataDir, KeyFile)
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) && make {
			return makeKey(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &clientele.Fault{Kind: clientele.Unavailable, What: "the key of this installation is not there", Where: path,
				Remedy: "bring the file back from where you keep it, or take the second steps away that were made with it: clientele user reset EMAIL --two-step"}
		}
		if err != nil {
			return nil, &clientele.Fault{Kind: clientele.Unavailable, What: "the key of this installation cannot be read", Where: path,
				Remedy: "give the file to the user that runs Clientele", Err: err}
		}
		return decodeKey(string(text), path)
	}
}

func decodeKey(text, where string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keyBytes {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: "that is no key of an installation", Where: where,
			Remedy: fmt.Sprintf("it is %d bytes in base64, as openssl rand -base64 %d writes them", keyBytes, keyBytes)}
	}
	return key, nil
}

// makeKey writes a new key, whole or not at all. Of two processes one makes it, and both
// read that one.
func makeKey(path string) ([]byte, error) {
	key := make([]byte, keyBytes)
	rand.Read(key) //nolint:errcheck // crypto/rand never fails
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unmade(path, err)
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".part-") // 0600
	if err != nil {
		return nil, unmade(path, err)
	}
	defer os.Remove(part.Name())
	_, err = part.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return nil, unmade(path, err)
	}
	err = os.Link(part.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, unmade(path, err)
		}
		return decodeKey(string(text), path)
	}
	if err != nil {
		return nil, unmade(path, err)
	}
	return key, unmade(path, syncFolder(filepath.Dir(path)))
}

// lookKey: what is sealed must open, and nobody else on the machine should read the key.
func lookKey(ctx context.Context, p Patient) []Finding {
	if p.Sealed == nil {
		return nil
	}
	all, shut, err := p.Sealed(ctx)
	if err != nil {
		return unseen(err)
	}
	var found []Finding
	if shut > 0 {
		found = append(found, Finding{Level: Bad, What: fmt.Sprintf("%d of %d secrets of two-step sign-in do not open with the key that is there", shut, all), Where: p.Key,
			Remedy: "bring the key back with which they were sealed, or take those second steps away: clientele user reset EMAIL --two-step"})
	}
	info, err := os.Stat(p.Key)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		found = append(found, Finding{Level: Warning, What: fmt.Sprintf("others on this machine may read the key of the installation (%04o)", info.Mode().Perm()), Where: p.Key,
			Remedy: "chmod 600 " + p.Key})
	}
	switch {
	case found != nil:
		return found
	case all == 0:
		return well("nothing is sealed with the key of the installation")
	}
	return well("what is sealed with the key of the installation opens: %d", all)
}

func unmade(path string, err error) error {
	if err == nil {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Unavailable, What: "the key of this installation cannot be written", Where: path,
		Remedy: "give the data folder to the user that runs Clientele, or give a key as CLIENTELE_SECRET_KEY", Err: err}
}
