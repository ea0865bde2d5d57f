// Package clientele is the language of the house: the nouns that every station
// speaks. It holds no service, opens no file and imports nothing of ours.
//
// Evidence comes in; the ledger keeps it; a standing is measured from it; a
// treatment answers it; it is seen.
//
// # Glossary
//
//   - account: a person or firm that we know.
//   - line: a line of business. One account has one relationship a line.
//   - evidence: what the world hands us: a file, a mailbox, a form.
//   - entry: one fact in the book, with when it happened and when we learnt it.
//   - history: what is folded from a relationship's entries.
//   - standing: where a relationship is: kind, stage, trend, and why.
//   - treatment: what to do about it, and by when.
//   - money: whole minor units of one currency.
//   - day: a calendar day, without a clock.
//   - fault: what went wrong, where, and the remedy, in words for a person.
package clientele
