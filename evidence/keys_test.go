package evidence

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
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
	for _, c := range []struct {
		source string
		id     []string
		want   string
	}{
		{"orders", []string{"536365"}, "order/orders/536365"},
		{"orders", []string{"17850", "3"}, "order/orders/17850/3"},
	} {
		if got := keyOf("order", c.source, c.id...); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	// What could be taken for another key is hashed, as is what is long.
	a, b := keyOf("order", "s", "a/b", "c"), keyOf("order", "s", "a", "b/c")
	if a == b || !strings.HasPrefix(a, "order/#") || len(keyOf("order", "s", strings.Repeat("x", 300))) > 40 || keyOf("order", "s", "a~2") == partKey(keyOf("order", "s", "a"), 2) {
		t.Error(a, b)
	}
}

// A corrected name, another column for the account and another line of business
// leave an order the same order; another system's order is another one.
func TestKeysNameTheSource(t *testing.T) {
	const head = "order_id,customer,division,date,amount\n"
	_, before, _ := readAll(t, text(head+"1001,Miller,Tax,2024-01-01,5.00\n1002,Ann,Tax,2024-01-02,5.00\n"), Options{})
	_, after, _ := readAll(t, text(head+"1001,Müller & Sons,Audit,2024-01-01,5.00\n1002,Ann,Tax,2024-01-02,7.00\n"), Options{})
	_, other, _ := readAll(t, text(head+"1001,Miller,Tax,2024-01-01,5.00\n1002,Ann,Tax,2024-01-02,5.00\n"), Options{Source: "Shop Two"})
	expect(t, "keys", fmt.Sprint(keysOf(before)), "[order/orders/1001 order/orders/1002]")
	expect(t, "keys of the later export", fmt.Sprint(keysOf(after)), fmt.Sprint(keysOf(before)))
	expect(t, "keys of another system", fmt.Sprint(keysOf(other)), "[order/shop-two/1001 order/shop-two/1002]")
	woo := "order_id,order_date,status,order_total,customer_email\n17,2024-01-01,completed,5.00,a@example.org\n18,2024-01-02,completed,5.00,b@example.org\n"
	_, known, _ := readAll(t, text(woo), Options{})
	expect(t, "keys of a known export", fmt.Sprint(keysOf(known)), "[order/woocommerce-orders/17 order/woocommerce-orders/18]")
}

// Where each account, or each year, counts from one, that is a part of the id.
func TestNumbersThatComeAgain(t *testing.T) {
	content, years := "order_id,customer_id,date,amount\n", "order_id,customer_id,date,amount\n"
	for i := range 30 {
		content += fmt.Sprintf("%d,K%d,2024-01-%02d,5.00\n", i/3+1, i%3, i+1)
		years += fmt.Sprintf("%d,K%d,%d-03-%02d,5.00\n", i%15+1, i%15, 2023+i/15, i%15+1)
	}
	_, entries, _ := readAll(t, text(content), Options{})
	if set := unique(t, keysOf(entries)); len(set) != 30 || !set["order/orders/K0/1"] || !set["order/orders/K2/10"] {
		t.Error(keysOf(entries))
	}
	_, entries, _ = readAll(t, text(years), Options{})
	if set := unique(t, keysOf(entries)); len(set) != 30 || !set["order/orders/2023/1"] || !set["order/orders/2024/1"] {
		t.Error(keysOf(entries))
	}
}

// In June three agreements have ended, and one costs more: they are the same agreements.
func TestKeysOfAgreements(t *testing.T) {
	for _, head := range []string{"contract_id,client,kind,start,end,fee,period\n", "client,kind,start,end,fee,period\n"} {
		may, june := head, head
		for i := range 6 {
			id, name := "", fmt.Sprint("Client ", i)
			if strings.HasPrefix(head, "contract") {
				id, name = fmt.Sprintf("M-%d,", i), name+" of old"
			}
			end, fee := "", 100
			may += fmt.Sprintf("%s%s,retainer,2024-01-%02d,,100,month\n", id, name, i+1)
			if i < 3 {
				end = "2024-05-31"
			}
			if i == 4 {
				fee = 150
			}
			june += fmt.Sprintf("%s%s,retainer,2024-01-%02d,%s,%d,month\n", id, strings.TrimSuffix(name, " of old"), i+1, end, fee)
		}
		_, first, _ := readAll(t, text(may), Options{Door: "engagements"})
		_, later, _ := readAll(t, text(june), Options{Door: "engagements"})
		if len(first) != 6 || fmt.Sprint(keysOf(first)) != fmt.Sprint(keysOf(later)) {
			t.Errorf("%v\n%v", keysOf(first), keysOf(later))
		}
		unique(t, keysOf(later))
	}
}

// The day is the one on the file's wall, whatever zone it names; an instant is worked out
// with that zone, or with the plan's. The zone makes no other facts.
func TestZone(t *testing.T) {
	const content = "customer,date,amount\nA,2024-01-01 20:30,5\nB,2024-01-02 01:00+00:00,6\nC,2024-01-03,7\n"
	_, utc, _ := readAll(t, text(content), Options{})
	p, there, _ := readAll(t, text(content), Options{Zone: "America/New_York"})
	want := []struct{ day, at string }{{"2024-01-01", "2024-01-02T01:30:00.000Z"}, {"2024-01-02", "2024-01-02T01:00:00.000Z"}, {"2024-01-03", "2024-01-03T05:00:00.000Z"}}
	if len(there) != len(want) {
		t.Fatal(p.Describe())
	}
	for i, w := range want {
		at, err := there[i].At.MarshalText()
		if there[i].Day.String() != w.day || string(at) != w.at || err != nil {
			t.Errorf("%s: %s %s, want %v", there[i].Who.Key, there[i].Day, at, w)
		}
	}
	if fmt.Sprint(keysOf(utc)) != fmt.Sprint(keysOf(there)) {
		t.Error("another zone makes other facts")
	}
	if _, err := Inspect(t.Context(), text(content), Options{Zone: "Mars/Olympus"}); clientele.KindOf(err) != clientele.Invalid {
		t.Error(err)
	}
}

// A table of 50,000 columns is refused, with what to do; one at the bound is read,
// and empty columns to the right of a table are none.
func TestColumnsAreBounded(t *testing.T) {
	wide := func(n int) string {
		return "customer,date,amount" + strings.Repeat(",x", n-3) + "\nA,2024-01-01,5" + strings.Repeat(",y", n-3) + "\n"
	}
	_, err := Inspect(t.Context(), text(wide(50_000)), Options{})
	if clientele.KindOf(err) != clientele.Invalid || !strings.Contains(say.English.Fill(err.Error()), "50,000 columns") {
		t.Error(err)
	}
	p, entries, _ := readAll(t, text(wide(maxColumns)), Options{})
	if len(entries) != 1 || len(p.Sample) != 1 {
		t.Errorf("%d entries", len(entries))
	}
	blank := strings.Repeat(",", 16_000)
	if _, entries, _ = readAll(t, text("customer,date,amount"+blank+"\nA,2024-01-01,5"+blank+"\nB,2024-01-01,5"+blank+"\n"), Options{}); len(entries) != 2 {
		t.Errorf("%d entries", len(entries))
	}
	long := strings.Repeat("z", 30_000)
	p, _, _ = readAll(t, text("customer,date,amount,note\n"+strings.Repeat("A,2024-01-01,5,"+long+"\n", 10)), Options{})
	if len(p.Sample[0][3]) > previewCell+len("…") {
		t.Errorf("a cell of %d bytes is shown", len(p.Sample[0][3]))
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Inspect(gone, text(wide(900)), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever asked is gone: %v", err)
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
	if !set["order/orders/O0"] || !set["order/orders/O0~2"] || !set["order/orders/O1~2"] || len(entries) != orders+2 {
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

// One line of an order that went back lowers it; where all did, it is an order of nothing.
func TestStatesOfLines(t *testing.T) {
	_, entries, _ := readAll(t, text("order_id,customer_id,date,sku,amount,status\n1,A,2024-01-01,x,5,delivered\n1,A,2024-01-01,y,3,returned\n2,A,2024-01-02,x,5,cancelled\n2,A,2024-01-02,y,3,cancelled\n"), Options{})
	expect(t, "states", brief(entries), "A 2024-01-01 order 5.00 XXX\nA 2024-01-02 order 0.00 XXX")
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
	err := ErrorsCSV(&b, []string{"a", "=b"}, []Reject{{Line: 7, Row: []string{"=1+1", "-12.50", "@x"}, What: "bad", Column: "a", Remedy: "fix"}, {Line: 8, Row: []string{"-x", "+1", "\tq"}, What: "bad"}}, strings.TrimSpace)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "errors.csv", strings.ReplaceAll(b.String(), "\t", ""), "a,'=b,c3,error_line,error_column,error_reason,error_remedy\n'=1+1,-12.50,'@x,7,a,bad,fix\n'-x,'+1,'q,8,,bad,")
}
