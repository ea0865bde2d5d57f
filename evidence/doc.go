// Package evidence is the doors in: it reads a file that somebody hands us and
// gives entries of the book, one by one, however large the file.
//
// It is pure: it keeps nothing, resolves no account, and the same file gives
// the same entries with the same keys every time. What it cannot read with
// certainty it asks (Question) or hands back with a reason (Reject).
//
// Start at Inspect (inspect.go), which makes a Plan of a file; the doors and
// their fields are listed in doors.go; one order line is followed in orders.go.
package evidence
