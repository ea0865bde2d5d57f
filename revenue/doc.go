// Package revenue is how steady a firm's revenue is: what came in by month and of which sort,
// who came back, on whom it hangs, and what the next twelve months may bring, with an interval
// that was tried on the firm's own past. It is pure: histories in, figures out, and it knows
// no database.
//
// Start at Fold (fold.go), which streams the histories, then forecast.go.
package revenue
