package standings

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"

	"github.com/clientele-crm/clientele"
)

// packedVersion leads a packed standing, so that a later form can tell.
const packedVersion = 4

// ErrPacked says that bytes are not a packed standing. The cure is to measure again.
var ErrPacked = errors.New("not a packed standing: run clientele measure")

// pack writes a standing without its key, in a few hundred bytes: numbers as they
// are, texts as phrases, which the wording remembers. What-ifs are not kept.
func (w wording) pack(s *clientele.Standing) []byte {
	p := packer(append(make([]byte, 0, 512), packedVersion))
	p.others(s.Others)
	for _, x := range figures(s) {
		p.float(*x)
	}
	p.int(int64(s.AsOf))
	p.int(facetCode(s.Kind, s.Stage, s.Trend))
	p.int(facetCode(s.MeasuredKind, "", ""))
	p.flag(s.Enough)
	p.flag(s.AliveTold)
	p.flag(s.WasClient)
	p.int(int64(s.HorizonDays))
	p.int(int64(s.Orders))
	p.int(int64(s.First))
	p.int(int64(s.Last))
	p.int(s.Revenue.Minor)
	p.said(w.said("", s.Revenue.Currency))
	p.said(w.said("", s.Model))
	p.int(int64(len(s.Reasons)))
	for _, r := range s.Reasons {
		p.said(w.said(r.Code, r.Text))
		p.float(r.Weight)
		p.int(int64(r.Day))
	}
	return p
}

// figures are the numbers of a standing that have a fraction, in the order in
// which they are packed: first the one that summedIn reads.
func figures(s *clientele.Standing) [17]*float64 {
	return [...]*float64{
		&s.ExpectedValue, &s.ClientProb, &s.AliveProb, &s.ActiveProb, &s.ExpectedOrders, &s.UsualDays, &s.Lifetime,
		&s.ClientRange.Low, &s.ClientRange.High, &s.ActiveRange.Low, &s.ActiveRange.High, &s.OrdersRange.Low, &s.OrdersRange.High,
		&s.ValueRange.Low, &s.ValueRange.High, &s.LifetimeRange.Low, &s.LifetimeRange.High,
	}
}

// summedIn is what of a packed standing goes into the sums beside its row: the
// expected value, and what was spent in other currencies.
func summedIn(packed []byte) (expected int64, others []clientele.Money) {
	if len(packed) == 0 || packed[0] != packedVersion {
		return 0, nil
	}
	r := unpacker{rest: packed[1:]}
	others = r.others()
	return int64(math.Round(r.float())), others
}

// unpacked is a standing whose texts are still to be looked up.
type unpacked struct {
	clientele.Standing
	currency, model said
	reasons         []said // beside the standing's
}

// unpack reads what pack wrote.
func unpack(rel clientele.Relationship, b []byte) (u unpacked, err error) {
	if len(b) == 0 || b[0] != packedVersion {
		return u, ErrPacked
	}
	r := unpacker{rest: b[1:]}
	u.Others = r.others()
	for _, x := range figures(&u.Standing) {
		*x = r.float()
	}
	u.Relationship, u.AsOf = rel, clientele.Day(r.int())
	u.Kind, u.Stage, u.Trend = facetOf(r.int())
	u.MeasuredKind, _, _ = facetOf(r.int())
	u.Enough, u.AliveTold, u.WasClient = r.int() != 0, r.int() != 0, r.int() != 0
	u.HorizonDays, u.Orders = int(r.int()), int(r.int())
	u.First, u.Last = clientele.Day(r.int()), clientele.Day(r.int())
	u.Revenue.Minor = r.int()
	u.currency, u.model = r.said(), r.said()
	for range r.count() {
		u.reasons = append(u.reasons, r.said())
		u.Reasons = append(u.Reasons, clientele.Reason{Weight: r.float(), Day: clientele.Day(r.int())})
	}
	if r.bad || len(r.rest) != 0 {
		return unpacked{}, ErrPacked
	}
	return u, nil
}

// phrases are the numbers of all phrases of it.
func (u *unpacked) phrases() []int64 {
	ids := []int64{u.currency.phrase, u.model.phrase}
	for _, r := range u.reasons {
		ids = append(ids, r.phrase)
	}
	return ids
}

// heaviest leaves the n reasons of the greatest weight.
func (u *unpacked) heaviest(n int) {
	if len(u.Reasons) <= n {
		return
	}
	order := make([]int, len(u.Reasons))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := math.Abs(u.Reasons[a].Weight), math.Abs(u.Reasons[b].Weight); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	all, texts := u.Reasons, u.reasons
	u.Reasons, u.reasons = make([]clientele.Reason, n), make([]said, n)
	for i := range n {
		u.Reasons[i], u.reasons[i] = all[order[i]], texts[order[i]]
	}
}

// worded puts the texts in.
func (u *unpacked) worded(phrases map[int64]string) clientele.Standing {
	s := u.Standing
	_, s.Revenue.Currency = u.currency.text(phrases)
	_, s.Model = u.model.text(phrases)
	for i, r := range u.reasons {
		s.Reasons[i].Code, s.Reasons[i].Text = r.text(phrases)
	}
	return s
}

type packer []byte

func (p *packer) int(n int64) { *p = binary.AppendVarint(*p, n) }

func (p *packer) flag(yes bool) {
	n := int64(0)
	if yes {
		n = 1
	}
	p.int(n)
}

func (p *packer) others(all []clientele.Money) {
	p.int(int64(len(all)))
	for _, m := range all {
		p.int(m.Minor)
		p.int(int64(len(m.Currency)))
		*p = append(*p, m.Currency...)
	}
}

// float turns the bytes round, so that 0, 1 and 365 are short.
func (p *packer) float(x float64) {
	*p = binary.AppendUvarint(*p, bits.ReverseBytes64(math.Float64bits(x)))
}

func (p *packer) said(s said) {
	*p = binary.LittleEndian.AppendUint64(*p, uint64(s.phrase))
	p.int(int64(len(s.numbers)))
	for _, n := range s.numbers {
		*p = binary.AppendUvarint(*p, n)
	}
}

// unpacker reads until something is wrong, and remembers that.
type unpacker struct {
	rest []byte
	bad  bool
}

func (r *unpacker) fail() { r.rest, r.bad = nil, true }

func (r *unpacker) int() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *unpacker) uint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *unpacker) float() float64 { return math.Float64frombits(bits.ReverseBytes64(r.uint())) }

// count reads a length; each element takes at least a byte, so a larger one is a lie.
func (r *unpacker) count() int {
	n := r.int()
	if n < 0 || n > int64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *unpacker) others() (all []clientele.Money) {
	for range r.count() {
		m := clientele.Money{Minor: r.int()}
		n := r.count()
		m.Currency = string(r.rest[:n])
		r.rest = r.rest[n:]
		all = append(all, m)
	}
	return all
}

func (r *unpacker) said() (s said) {
	if len(r.rest) < 8 {
		r.fail()
		return s
	}
	s.phrase = int64(binary.LittleEndian.Uint64(r.rest))
	r.rest = r.rest[8:]
	for range r.count() {
		s.numbers = append(s.numbers, r.uint())
	}
	return s
}
