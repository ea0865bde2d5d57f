package db

import (
	"encoding/base64"
	"encoding/json"

	"github.com/clientele-crm/clientele"
)

// WriteCursor makes the text that says where a page ended. It is opaque to those
// who carry it, not secret: it says no more than the page did.
func WriteCursor(at any) string {
	b, err := json.Marshal(at)
	if err != nil {
		return "" // numbers and text always marshal; measured numbers are finite
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ReadCursor reads what WriteCursor wrote; anything else is a fault of the one who asks.
func ReadCursor(s string, at any) error {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, at)
	}
	if err != nil {
		return BadCursor(err)
	}
	return nil
}

// BadCursor is the fault of a cursor that is not of this list.
func BadCursor(err error) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("db.odd-cursor"),
		Remedy: clientele.Tell("db.odd-cursor-remedy"), Err: err}
}
