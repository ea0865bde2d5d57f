package evidence

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

func keysOf(entries []clientele.Entry) []string {
	var keys []string
	for _, e := range entries {
		keys = append(keys, e.Key)
	}
	return keys
}

func unique(t *testing.T, keys []string) map[string]bool {
	t.Helper()
	set := map[string]bool{}
	for _, k := range keys {
		if set[k] {
			t.Fatalf("the key %s comes twice", k)
		}
		set[k] = true
	}
	return set
}

// Identical rows are different facts; a longer export holds the shorter one's keys.
func TestKeysOfRowsWithoutID(t *testing.T) {
	const head = "customer,date,amount\n"
	const rows = "K1,2024-01-01,5.00\nK1,2024-01-01,5.00\nK2,2024-01-01,5.00\n"
	_, short, _ := readAll(t, text(head+rows), Options{})
	_, again, _ := readAll(t, text(head+rows), Options{})
	_, long, _ := readAll(t, text(head+"K0,2023-12-31,1.00\n"+rows+"K1,2024-01-01,5.00\n"), Options{})
	if fmt.Sprint(keysOf(short)) != fmt.Sprint(keysOf(again)) {
		t.Error("the same file has other keys")
	}
	unique(t, keysOf(short))
	set := unique(t, keysOf(long))
	for _, k := range keysOf(short) {
		if !set[k] {
			t.Errorf("%s is missing from the longer export", k)
		}
	}
	// The same rows under other headers, another separator and another date order are the same facts.
	_, other, _ := readAll(t, text("Betrag;Datum;Kundennummer\n5,00;01.01.2024;K1\n5,00;01.01.2024;K1\n5,00;01.01.2024;K2\n"), Options{})
	if fmt.Sprint(keysOf(other)) != fmt.Sprint(keysOf(short)) {
		t.Errorf("%v\n%v", keysOf(other), keysOf(short))
	}
}

func TestKeysWithID(t *testing.T) {
	for _, c := range []struct{ account, line, ref, want string }{
		{"17850", "", "536365", "order:17850::536365"},
		{"A", "Tax", "1", "order:A:Tax:1"},
	} {
		if got := keyOf("order", c.account, c.line, c.ref); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	// What could be taken for another key is hashed, as is what is long.
	a, b := keyOf("order", "a:b", "", "c"), keyOf("order", "a", "b:", "c")
	if a == b || !strings.HasPrefix(a, "order:#") || len(keyOf("order", strings.Repeat("x", 300), "", "1")) > 40 {
		t.Error(a, b)
	}
}

// orderLines writes orders of three lines each.
func orderLines(orders int, scatter bool) string {
	var lines []string
	for line := range 3 {
		for o := range orders {
			lines = append(lines, fmt.Sprintf("O%d,K%d,2024-01-02,P%d,1,2.50", o, o%97, line))
		}
	}
	if !scatter {
		lines = lines[:0]
		for o := range orders {
			for line := range 3 {
				lines = append(lines, fmt.Sprintf("O%d,K%d,2024-01-02,P%d,1,2.50", o, o%97, line))
			}
		}
	}
	return "order_id,customer_id,date,sku,qty,unit_price\n" + strings.Join(lines, "\n") + "\n"
}

func TestGrouping(t *testing.T) {
	for _, scatter := range []bool{false, true} {
		_, entries, rejects := readAll(t, text(orderLines(3000, scatter)), Options{})
		if len(entries) != 3000 || len(rejects) != 0 {
			t.Fatalf("scattered %t: %d orders, %d rejects", scatter, len(entries), len(rejects))
		}
		for _, e := range entries {
			o := e.Body.(clientele.Order)
			if o.Total.Minor != 750 || len(o.Items) != 3 {
				t.Fatalf("%s: %+v", e.Key, o)
			}
		}
	}
}

// Beyond what is held open, an order comes in parts, each with a key of its own
// that is the same every time.
func TestPartsOfAnOrder(t *testing.T) {
	const orders = openTogether + 500
	content := orderLines(orders, false)
	content += "O0,K0,2024-01-02,P9,1,2.50\nO1,K1,2024-01-02,P9,1,2.50\nO0,K0,2024-01-02,P8,1,2.50\n"
	p, entries, _ := readAll(t, text(content), Options{})
	again, _, _ := drain(p)
	set := unique(t, keysOf(entries))
	if fmt.Sprint(keysOf(entries)) != fmt.Sprint(keysOf(again)) {
		t.Error("other keys the second time")
	}
	if !set["order:K0::O0"] || !set["order:K0::O0~2"] || !set["order:K1::O1~2"] || len(entries) != orders+2 {
		t.Errorf("parts are missing among %d entries", len(entries))
	}
	var total int64
	for _, e := range entries {
		total += e.Body.(clientele.Order).Total.Minor
	}
	if total != 750*orders+750 {
		t.Errorf("the parts come to %d", total)
	}
}

// What is held open has an end, however scattered the lines.
func TestOpenOrdersAreBounded(t *testing.T) {
	closed := 0
	b := newOpenOrders(true, func(*openOrder) { closed++ })
	for i := range openScattered + 100 {
		b.open(&openOrder{id: fmt.Sprint(i)})
	}
	if b.order.Len() != openScattered || len(b.byID) != openScattered || closed != 100 {
		t.Errorf("%d open, %d closed", b.order.Len(), closed)
	}
	b.items = itemsOpen + 1
	b.open(&openOrder{id: "last"})
	if b.order.Len() != 1 {
		t.Errorf("%d open with too many items", b.order.Len())
	}
}

func TestGroupingByMoment(t *testing.T) {
	_, entries, _ := readAll(t, text("customer_id,timestamp,product,price\nA,2024-01-01 10:00,x,0.333\nA,2024-01-01 10:00,y,0.333\nA,2024-01-01 10:00,z,0.334\nA,2024-01-01 10:01,x,1\nB,2024-01-01 10:01,x,1\n"), Options{})
	expect(t, "by moment", brief(entries), "A 2024-01-01 order 1.00 XXX\nA 2024-01-01 order 1.00 XXX\nB 2024-01-01 order 1.00 XXX")
	unique(t, keysOf(entries))
}

// One line of an order that went back is given back from it; all of them are a return.
func TestStatesOfLines(t *testing.T) {
	_, entries, _ := readAll(t, text("order_id,customer_id,date,sku,amount,status\n1,A,2024-01-01,x,5,delivered\n1,A,2024-01-01,y,3,returned\n2,A,2024-01-02,x,5,cancelled\n2,A,2024-01-02,y,3,cancelled\n"), Options{})
	expect(t, "states", brief(entries), "A 2024-01-01 order 8.00 XXX\nA 2024-01-01 return 3.00 XXX\nA 2024-01-02 return 8.00 XXX")
}

func TestTwoCurrenciesInOneOrder(t *testing.T) {
	_, entries, rejects := readAll(t, text("order_id,customer_id,date,sku,amount,currency\n1,A,2024-01-01,x,5,EUR\n1,A,2024-01-01,y,3,USD\n2,A,2024-01-01,y,3,ducats\n3,A,2024-01-01,y,3,EUR\n4,A,2024-01-01,y,3,EUR\n"), Options{})
	if len(entries) != 3 || len(rejects) != 2 {
		t.Errorf("%s, %+v", brief(entries), rejects)
	}
}

// seen is exact while its tables last, and its memory has an end.
func TestSeen(t *testing.T) {
	s := newSeen(0)
	rng := rand.New(rand.NewPCG(1, 2))
	const n = 1_000_000
	wrong := 0
	for i := range uint64(n) {
		if s.add(mix(i)) != 1 {
			wrong++
		}
	}
	for range 1000 {
		if i := rng.Uint64N(n); s.add(mix(i)) < 2 {
			t.Fatal("forgot", i)
		}
	}
	if wrong > 1 {
		t.Errorf("%d of %d taken for known", wrong, n)
	}
	full := &seen{tables: []*prints{newPrints(64)}, total: maxTableBytes, counts: map[uint64]uint32{}}
	for i := range uint64(10_000) {
		full.add(mix(i))
	}
	if len(full.tables) != 1 || full.bloom == nil {
		t.Error("grew beyond its bounds")
	}
	for i := range uint64(10_000) {
		if full.add(mix(i)) < 2 {
			t.Fatal("forgot", i)
		}
	}
	var k sketch
	for i := range uint32(5) {
		if got := k.add(42); got != i+1 {
			t.Errorf("%d, want %d", got, i+1)
		}
	}
}

func TestErrorsCSV(t *testing.T) {
	var b strings.Builder
	err := ErrorsCSV(&b, []string{"a", "=b"}, []Reject{{Line: 7, Row: []string{"=1+1", "-12.50", "@x"}, What: "bad", Column: "a", Remedy: "fix"}, {Line: 8, Row: []string{"-x", "+1", "\tq"}, What: "bad"}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "errors.csv", strings.ReplaceAll(b.String(), "\t", ""), "a,'=b,c3,error_line,error_column,error_reason,error_remedy\n'=1+1,-12.50,'@x,7,a,bad,fix\n'-x,'+1,'q,8,,bad,")
}
