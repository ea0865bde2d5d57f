package evidence

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
)

// The key of an entry says which fact it is: the same key is the same fact.
//
// Where the file gives the fact an id, the key names the source and the source's
// own id: "order/shopify-orders/536365". The text that named the account has no part
// in it, so that a corrected name in a later export leaves the fact the same. Only
// where the source counts each account's orders for itself is the account a part of
// its id: "order/orders/17850/3". Where there is no id, the key is a hash of
// what the row says, with its number among the rows of this file that say
// exactly the same: "order/#ab12…~2". So the same file gives the same keys, and
// a longer export gives the same keys for the rows that it shares.

// maxPlainKey is how long a key of an id may be before it is hashed.
const maxPlainKey = 72

var keyText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// keyOf makes the key of a fact with an id, which may have several parts.
func keyOf(kind, source string, id ...string) string {
	plain, n := true, len(kind)+len(source)+1
	for _, part := range id {
		n += len(part) + 1
		plain = plain && part != "" && !strings.ContainsAny(part, "/#~")
	}
	if plain && n <= maxPlainKey {
		return kind + "/" + source + "/" + strings.Join(id, "/")
	}
	h := new(hasher).text(source)
	for _, part := range id {
		h.text(part)
	}
	return kind + "/#" + h.short()
}

// partKey is the key of a further part of an order whose lines came back after it was closed.
func partKey(key string, part int) string {
	if part <= 1 {
		return key
	}
	return key + "~" + strconv.Itoa(part)
}

// hasher gathers what a row says, each part with its length, and hashes it.
type hasher struct{ buf, key []byte }

func (h *hasher) reset() *hasher { h.buf = h.buf[:0]; return h }

func (h *hasher) text(s string) *hasher {
	h.buf = binary.AppendUvarint(h.buf, uint64(len(s)))
	h.buf = append(h.buf, s...)
	return h
}

func (h *hasher) bytes(b []byte) *hasher {
	h.buf = binary.AppendUvarint(h.buf, uint64(len(b)))
	h.buf = append(h.buf, b...)
	return h
}

func (h *hasher) int(v int64) *hasher {
	h.buf = binary.AppendVarint(h.buf, v)
	return h
}

func (h *hasher) sum() [32]byte { return sha256.Sum256(h.buf) }

// short is 128 bits of the hash in 26 letters.
func (h *hasher) short() string {
	sum := h.sum()
	return keyText.EncodeToString(sum[:16])
}

// numbered is the key of a row without an id: its hash, and its number among its equals.
func (h *hasher) numbered(kind string, seen *seen) (key string, number int) {
	sum := h.sum()
	n := seen.add(binary.LittleEndian.Uint64(sum[16:24]))
	h.key = append(h.key[:0], kind...)
	buf := h.key
	buf = append(buf, "/#"...)
	buf = keyText.AppendEncode(buf, sum[:16])
	if n > 1 {
		buf = append(buf, '~')
		buf = strconv.AppendInt(buf, int64(n), 10)
	}
	h.key = buf
	return string(buf), n
}

// hashOf hashes a key for seen.
func hashOf(key string) uint64 {
	sum := sha256.Sum256([]byte(key))
	return binary.LittleEndian.Uint64(sum[:8])
}

// kindsWithIDs are the kinds of fact that files give ids.
var kindsWithIDs = []clientele.EntryKind{clientele.KindOrder, clientele.KindReturn, clientele.KindEngagement, clientele.KindInteraction}

// KeysOf are the keys that a fact may have to which a system gave an id, as somebody writes
// it: with or without its "#", in small letters or capitals, and of the years given where the system numbers each year anew.
// Where each account numbers its own, no id names a fact.
func KeysOf(system, id string, years ...int) (keys []string) {
	bare := strings.TrimLeft(id, "#")
	spellings := []string{bare, "#" + bare, strings.ToUpper(bare), "#" + strings.ToUpper(bare)}
	if strings.ToUpper(bare) == bare {
		spellings = spellings[:2]
	}
	for _, id := range spellings {
		for _, kind := range kindsWithIDs {
			keys = append(keys, keyOf(string(kind), system, id))
			for _, year := range years {
				keys = append(keys, keyOf(string(kind), system, strconv.Itoa(year), id))
			}
		}
	}
	return keys
}

// System is whose ids a file's are, as keys name it.
func (p *Plan) System() string { return p.source }
