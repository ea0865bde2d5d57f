package standings

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Sentences of a million reasons are some hundreds of phrases with numbers in
// them: "Bought on 5 days since 5 May 2026". A phrase is kept once, under a number
// made of its own text, so that two who write the same at the same time agree, and
// a transaction that is taken back leaves no wrong number behind.

// said is a text: its phrase, and the numbers that go into it.
type said struct {
	phrase  int64
	numbers []uint64 // with a 1 before their digits, so that zeros in front are kept
}

const (
	gap        = '\x01' // stands in a phrase for a number
	codeEnd    = '\x02' // parts the code of a reason from its text
	mostDigits = 18     // of a number; a longer one is two
)

// wording gathers the phrases of some standings.
type wording map[int64]string

// said takes a text apart, and remembers its phrase.
func (w wording) said(code, text string) said {
	h := newHash()
	h.text(code)
	h.byte(codeEnd)
	var s said
	for i := 0; i < len(text); {
		n, digits := number(text[i:])
		if digits == 0 {
			h.byte(plain(text[i]))
			i++
			continue
		}
		h.byte(gap)
		s.numbers = append(s.numbers, n)
		i += digits
	}
	s.phrase = int64(h)
	if _, known := w[s.phrase]; !known {
		w[s.phrase] = phraseOf(code, text)
	}
	return s
}

// plain is a byte of a text; the sign for a number is not to be had in one.
func plain(b byte) byte {
	if b == gap {
		return ' '
	}
	return b
}

// number reads the number at the beginning of a text, with a 1 before its digits.
func number(text string) (n uint64, digits int) {
	n = 1
	for digits < min(len(text), mostDigits) && text[digits] >= '0' && text[digits] <= '9' {
		n = 10*n + uint64(text[digits]-'0')
		digits++
	}
	return n, digits
}

func phraseOf(code, text string) string {
	var b strings.Builder
	b.WriteString(code)
	b.WriteByte(codeEnd)
	for i := 0; i < len(text); {
		if _, digits := number(text[i:]); digits > 0 {
			b.WriteByte(gap)
			i += digits
			continue
		}
		b.WriteByte(plain(text[i]))
		i++
	}
	return db.Clean(b.String())
}

// text puts the numbers back into the phrase.
func (s said) text(phrases map[int64]string) (code, text string) {
	code, phrase, _ := strings.Cut(phrases[s.phrase], string(codeEnd))
	if len(s.numbers) == 0 {
		return code, phrase
	}
	b, left := make([]byte, 0, len(phrase)+4*len(s.numbers)), s.numbers
	for i := range len(phrase) {
		if phrase[i] != gap || len(left) == 0 {
			b = append(b, phrase[i])
			continue
		}
		from := len(b)
		b = strconv.AppendUint(b, left[0], 10)
		b = append(b[:from], b[from+1:]...)
		left = left[1:]
	}
	return code, string(b)
}

// hash is FNV-1a (Fowler, Noll & Vo; 64 bits).
type hash uint64

func newHash() hash { return 14695981039346656037 }

func (h *hash) byte(b byte) { *h = (*h ^ hash(b)) * 1099511628211 }

func (h *hash) text(s string) {
	for i := range len(s) {
		h.byte(s[i])
	}
}

func (b *Book) keepPhrases(ctx context.Context, tx *db.Tx, w wording) error {
	args := make([]any, 0, 3*len(w))
	for _, id := range slices.Sorted(maps.Keys(w)) {
		args = append(args, b.ws, id, w[id])
	}
	return tx.InsertRows(ctx, "INSERT INTO phrases (workspace, id, phrase)", 3, args, "ON CONFLICT (workspace, id) DO NOTHING")
}

// phrasebook remembers phrases that were read; a number never gets another text.
type phrasebook struct {
	mu    sync.Mutex
	known map[int64]string
}

const mostPhrases = 20_000 // remembered: some megabytes

type phraseRow struct {
	ID     int64  `db:"id"`
	Phrase string `db:"phrase"`
}

// word looks up the texts of some standings.
func (b *Book) word(ctx context.Context, some []unpacked) ([]clientele.Standing, error) {
	var ids []int64
	for i := range some {
		ids = append(ids, some[i].phrases()...)
	}
	slices.Sort(ids)
	phrases, missing := b.phrases.find(slices.Compact(ids))
	for _, list := range db.Lists(missing) {
		rows, err := db.All[phraseRow](ctx, b.d, "SELECT id, phrase FROM phrases WHERE workspace = ? AND id IN "+db.In(list), db.With(b.ws, list)...)
		if err != nil {
			return nil, fmt.Errorf("phrases: %w", err)
		}
		for _, r := range rows {
			phrases[r.ID] = r.Phrase
		}
		b.phrases.remember(rows)
	}
	worded := make([]clientele.Standing, len(some))
	for i := range some {
		worded[i] = some[i].worded(phrases)
	}
	return worded, nil
}

// Wordless says that this process has read no phrase yet.
func (b *Book) Wordless() bool {
	b.phrases.mu.Lock()
	defer b.phrases.mu.Unlock()
	return len(b.phrases.known) == 0
}

// Remember takes phrases that were read beside something else.
func (b *Book) Remember(phrases map[int64]string) {
	rows := make([]phraseRow, 0, len(phrases))
	for id, phrase := range phrases {
		rows = append(rows, phraseRow{id, phrase})
	}
	b.phrases.remember(rows)
}

func (p *phrasebook) find(ids []int64) (found map[int64]string, missing []int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found = make(map[int64]string, len(ids))
	for _, id := range ids {
		if phrase, ok := p.known[id]; ok {
			found[id] = phrase
			continue
		}
		missing = append(missing, id)
	}
	return found, missing
}

func (p *phrasebook) remember(rows []phraseRow) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) > mostPhrases {
		p.known = map[int64]string{}
	}
	for _, r := range rows {
		p.known[r.ID] = r.Phrase
	}
}
