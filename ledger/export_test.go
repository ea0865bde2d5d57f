package ledger

// Seal and Unseal let a test pin the sealed form.
var Seal, Unseal = seal, unseal
