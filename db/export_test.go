package db

// Frozen opens a file as one that can only be read, for tests: who runs them may be
// root, whom no permission holds back.
var Frozen = connectFrozen
