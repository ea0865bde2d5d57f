package evidence

import (
	"strings"
	"testing"
)

func TestNumberForms(t *testing.T) {
	cases := []struct {
		cell     string
		marks    marks
		want     string
		currency string
	}{
		{"12", eitherDecimal, "12", ""}, {"-12.50", pointDecimal, "-12.50", ""}, {"12,50", commaDecimal, "12.50", ""},
		{"1,234.50", pointDecimal, "1234.50", ""}, {"1.234,50", commaDecimal, "1234.50", ""}, {"1,234", pointDecimal, "1234", ""},
		{"1.234", commaDecimal, "1234", ""}, {"1.234", pointDecimal, "1.234", ""}, {"1'234.50", pointDecimal, "1234.50", ""},
		{"1 234,50", commaDecimal, "1234.50", ""}, {"1\u202f234,50 €", commaDecimal, "1234.50", "EUR"}, {"$1,234", pointDecimal, "1234", "USD"},
		{"12,34,567.00", pointDecimal, "1234567.00", ""}, {"(5.00)", pointDecimal, "-5.00", ""}, {"5.00-", pointDecimal, "-5.00", ""},
		{"-£5", eitherDecimal, "-5", "GBP"}, {"£-5", eitherDecimal, "-5", "GBP"}, {"EUR 5,00", commaDecimal, "5.00", "EUR"}, {"5 kr", eitherDecimal, "5", ""},
		{"1.5E+3", pointDecimal, "1500", ""}, {"1.5e-2", pointDecimal, "0.015", ""}, {"20%", eitherDecimal, "0.20", ""}, {"+7", eitherDecimal, "7", ""},
		{".5", pointDecimal, "0.5", ""}, {"5.", pointDecimal, "5", ""}, {"11.770000000000001", pointDecimal, "11.770000000", ""}, {"−3", eitherDecimal, "-3", ""},
		{"1,5", pointDecimal, "!", ""}, {"1.5", commaDecimal, "!", ""}, {"1,23,4", pointDecimal, "!", ""}, {"1.2.3", pointDecimal, "!", ""}, {"five", eitherDecimal, "!", ""},
		{"5 apples", eitherDecimal, "!", ""}, {"5-3", eitherDecimal, "!", ""}, {"--5", eitherDecimal, "!", ""}, {"", eitherDecimal, "", ""}, {"-", eitherDecimal, "", ""}, {"n/a", eitherDecimal, "", ""},
		{"99999999999999999999", eitherDecimal, "!", ""}, {"2,5", eitherDecimal, "2.5", ""},
	}
	for _, c := range cases {
		p, ok := parseNumber([]byte(c.cell), c.marks)
		got := p.number.String()
		switch {
		case !ok:
			got = "!"
		case p.empty:
			got = ""
		}
		if got != c.want || ok && p.currency != c.currency {
			t.Errorf("%q: %q %q, want %q %q", c.cell, got, p.currency, c.want, c.currency)
		}
	}
}

func TestArithmetic(t *testing.T) {
	n := func(s string) number { p, _ := parseNumber([]byte(s), pointDecimal); return p.number }
	for _, c := range []struct{ a, b, want string }{{"6", "2.55", "15.3"}, {"0.001", "0.001", "0"}, {"1000000", "0.000045", "45"}, {"-3", "0.3333", "-0.9999"}, {"0.00005", "1", "0.0001"}, {"-0.00005", "1", "-0.0001"}} {
		p, ok := n(c.a).times(n(c.b))
		got, ok2 := p.tenThousandths()
		want, _ := n(c.want).tenThousandths()
		if !ok || !ok2 || got != want {
			t.Errorf("%s * %s = %d, want %d", c.a, c.b, got, want)
		}
	}
	if _, ok := n("9999999999999999").times(n("9999999999999999")); ok {
		t.Error("a product without bounds")
	}
	if got := minor(150_050, "EUR"); got != 1501 {
		t.Error("half a cent is rounded up:", got)
	}
	if got := minor(-150_050, "EUR"); got != -1501 {
		t.Error("half a cent less is rounded down:", got)
	}
}

// How a column writes its numbers is decided from all of it.
func TestMarksFromTheWholeColumn(t *testing.T) {
	cases := []struct{ name, file, want string }{
		{"comma", "customer;date;amount\nK;2024-01-01;1.234\nK;2024-01-02;1,5\n", "1234.00 1.50"},
		{"point", "customer;date;amount\nK;2024-01-01;1,234\nK;2024-01-02;1.5\n", "1234.00 1.50"},
		{"by its neighbours", "customer;date;amount;quantity\nK;2024-01-01;1.234;1,5\nK;2024-01-02;2.000;2,5\n", "1234.00 2000.00"},
		{"thousands only", "customer;date;amount\nK;2024-01-01;1,234\nK;2024-01-02;2,345\n", "1234.00 2345.00"},
	}
	for _, c := range cases {
		_, entries, rejects := readAll(t, text(c.file), Options{})
		var got []string
		for _, line := range strings.Split(brief(entries), "\n") {
			got = append(got, strings.Fields(line)[3])
		}
		if strings.Join(got, " ") != c.want || len(rejects) > 0 {
			t.Errorf("%s: %v, want %s; %+v", c.name, got, c.want, rejects)
		}
	}
}
