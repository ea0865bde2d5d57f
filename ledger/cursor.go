package ledger

import (
	"encoding/base64"
	"encoding/json"

	"github.com/clientele-crm/clientele"
)

// writeCursor makes the text that says where a page ended. It is opaque to those
// who carry it, not secret: it says no more than the page did.
func writeCursor(at any) string {
	b, err := json.Marshal(at)
	if err != nil {
		return "" // numbers and text always marshal; measured numbers are finite (KeepStandings)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(s string, at any) error {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, at)
	}
	if err != nil {
		return badCursor(err)
	}
	return nil
}

func badCursor(err error) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: "the page mark is not one of ours, or of another list", Remedy: "begin at the first page", Err: err}
}
