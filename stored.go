package clientele

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Private is a body of which a part names people, or says something about them. That
// part is sealed under a key of its party, and gone when the key is thrown away; the
// rest stays, so that sums hold. It is given by the names of its JSON fields.
type Private interface {
	Body
	Split() (open Body, private map[string]any)
}

// Split parts an interaction: who spoke and what was said are private.
func (b Interaction) Split() (Body, map[string]any) {
	private := said("person", b.Person, "text", b.Text)
	b.Person, b.Text = "", ""
	return b, private
}

// Split parts an overrule: its reason is private.
func (b Overrule) Split() (Body, map[string]any) {
	private := said("reason", b.Reason)
	b.Reason = ""
	return b, private
}

// Split parts an answer: its note is private.
func (b Settled) Split() (Body, map[string]any) {
	private := said("note", b.Note)
	b.Note = ""
	return b, private
}

// Split parts a struck fact: the reason is private.
func (b Struck) Split() (Body, map[string]any) {
	private := said("reason", b.Reason)
	b.Reason = ""
	return b, private
}

// Split parts a change of a record: all that was and is, is private.
func (b Changed) Split() (Body, map[string]any) {
	private := map[string]any{}
	if len(b.Fields) > 0 {
		private["fields"] = b.Fields
	}
	b.Fields = nil
	return b, private
}

// said are pairs of a name and a text, without those that say nothing.
func said(pairs ...string) map[string]any {
	private := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			private[pairs[i]] = pairs[i+1]
		}
	}
	return private
}

// Encode writes a body, or the private part of one, in its canonical form: JSON, fields
// in the order of their declaration or of their names, no spaces, no HTML escapes, UTF-8.
func Encode(b any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return nil, fmt.Errorf("encode %T: %w", b, err)
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// DecodeBody reads what Encode wrote; the private part is nil where there is none, or no more.
func DecodeBody(kind EntryKind, open, private []byte) (Body, error) {
	decode := decoders[kind]
	if decode == nil {
		return nil, fmt.Errorf("decode entry: no kind %q", kind)
	}
	return decode(open, private)
}

var decoders = map[EntryKind]func(open, private []byte) (Body, error){
	KindOrder: decodeBody[Order], KindReturn: decodeBody[Return], KindInteraction: decodeBody[Interaction], KindEngagement: decodeBody[Engagement],
	KindOverrule: decodeBody[Overrule], KindSettled: decodeBody[Settled],
	KindChanged: decodeBody[Changed], KindStruck: decodeBody[Struck], KindSame: decodeBody[Same], KindParted: decodeBody[Parted],
	KindRead: decodeBody[Read], KindRefused: decodeBody[Refused], KindDistinct: decodeBody[Distinct],
}

func decodeBody[T Body](open, private []byte) (Body, error) {
	var b T
	if err := json.Unmarshal(open, &b); err != nil {
		return nil, fmt.Errorf("decode %s: %w", b.EntryKind(), err)
	}
	if len(private) > 0 {
		if err := json.Unmarshal(private, &b); err != nil {
			return nil, fmt.Errorf("decode the private part of %s: %w", b.EntryKind(), err)
		}
	}
	return b, nil
}

// Stored is an entry as it stands in its row.
type Stored struct {
	Entry   // its Body is not looked at
	Kind    EntryKind
	Open    []byte   // the body, without what is sealed
	Party   ID       // whose key seals the rest; 0 where nothing is sealed
	Sealed  []byte   // under the key of the party
	Content [16]byte // what the entry says, as a hash: see Says
}

// PersonType is the type of records that are people: what is about one is sealed under
// the person's own key.
const PersonType = "person"

// Party is under whose key the private part of an entry is sealed; 0 for nobody's, and
// then nothing of it is private.
func (e Entry) Party() ID {
	if e.Ref.Type == PersonType {
		return e.Ref.ID
	}
	return e.Account
}

// Store puts an entry into its stored form, and gives the private part of its body,
// which is still to be sealed; nil where nothing is private.
func (e Entry) Store() (s Stored, private []byte, err error) {
	s = Stored{Entry: e, Kind: e.Body.EntryKind()}
	body := e.Body
	if p, ok := body.(Private); ok && e.Party() != 0 {
		var closed map[string]any
		if body, closed = p.Split(); len(closed) > 0 {
			s.Party = e.Party()
			if private, err = Encode(closed); err != nil {
				return s, nil, err
			}
		}
	}
	s.Open, err = Encode(body)
	return s, private, err
}

// Canonical is all that the book keeps of an entry, as the chain hashes it. It holds
// sealed bytes sealed, so that it is the same after the key was thrown away. Its form
// is pinned by golden files: it may gain a version, it may never change.
func (s *Stored) Canonical() []byte {
	b := make([]byte, 0, 320+len(s.Open)+2*len(s.Sealed))
	b = append(b, `{"v":2`...)
	b = number(b, "id", int64(s.ID))
	b = number(b, "fact", int64(s.Fact))
	b = number(b, "revision", int64(s.Rev))
	b = s.says(b)
	b = number(b, "account", int64(s.Account))
	b = number(b, "import", int64(s.Import))
	b = append(append(append(b, `,"day":"`...), s.Day.String()...), '"')
	b = moment(b, "learnt", s.Learnt)
	b = number(b, "by", int64(s.By))
	b = text(b, "via", s.Via)
	b = append(append(b, `,"body":`...), s.Open...)
	b = number(b, "party", int64(s.Party))
	b = append(append(b, `,"sealed":"`...), base64.StdEncoding.EncodeToString(s.Sealed)...)
	b = append(append(b, `","content":"`...), hex.EncodeToString(s.Content[:])...)
	return append(b, `"}`...)
}

// Says is what an entry says, whatever the account's number is here, and whoever wrote
// it when: two entries of one key with the same say the same. The private part is plain
// here; its hash is only kept under the key of the party.
func (s *Stored) Says(private []byte) []byte {
	b := make([]byte, 0, 256+len(s.Open)+len(private))
	b = s.says(append(b, `{"v":2`...))
	b = append(append(b, `,"body":`...), s.Open...)
	if len(private) > 0 {
		b = append(append(b, `,"private":`...), private...)
	}
	return append(b, '}')
}

func (s *Stored) says(b []byte) []byte {
	b = text(b, "kind", string(s.Kind))
	b = text(b, "ref", s.Ref.Type)
	b = number(b, "ref_id", int64(s.Ref.ID))
	b = text(b, "line", string(s.Line))
	b = text(b, "key", s.Key)
	return moment(b, "at", s.At)
}

// ContentHash is the hash of what an entry says where nothing of it is private.
func (s *Stored) ContentHash() [16]byte {
	sum := sha256.Sum256(s.Says(nil))
	return [16]byte(sum[:16])
}

func name(b []byte, name string) []byte {
	return append(append(append(b, ',', '"'), name...), '"', ':')
}

func number(b []byte, field string, n int64) []byte { return strconv.AppendInt(name(b, field), n, 10) }

func moment(b []byte, field string, i Instant) []byte {
	b = append(name(b, field), '"')
	return append(time.UnixMilli(int64(i)).UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z"), '"')
}

// text writes a text as JSON; most need no escapes.
func text(b []byte, field, s string) []byte {
	b = name(b, field)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, err := Encode(s)
			if err != nil {
				panic(err) // a text can always be written
			}
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
