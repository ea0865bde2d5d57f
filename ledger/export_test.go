package ledger

// Trace lets a test see every read outside a transaction.
func (b *Book) Trace(see func(text string, args []any)) { b.trace = see }

// Patience lets a test have lists walked that are otherwise sorted, and pages cut short.
func (b *Book) Patience(few, look int) { b.few, b.look = few, look }

// Seal and Unseal let a test pin the sealed form.
var Seal, Unseal = seal, unseal
