//go:build unix

package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"
)

const onlineRetail = "../../shared/data/online_retail.csv.gz"

// BenchmarkOnlineRetail reads the whole file: gunzip, parse, group.
func BenchmarkOnlineRetail(b *testing.B) {
	if _, err := os.Stat(onlineRetail); err != nil {
		b.Skip("no data at", onlineRetail)
	}
	streamAll(b, File(onlineRetail), 541_909)
}

func streamAll(b *testing.B, src Source, rows int) {
	b.ReportAllocs()
	before := cpu()
	for b.Loop() {
		p, err := Inspect(context.Background(), src, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range p.Entries(context.Background()) {
			var reject *Reject
			if err != nil && !errors.As(err, &reject) {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(rows)*float64(b.N)/(cpu()-before).Seconds(), "rows/cpu-s")
}

// cpu is the processor time that this process has used: the measure that a busy
// machine does not disturb.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkPlainOrders reads a million rows that are an order each.
func BenchmarkPlainOrders(b *testing.B) {
	const rows = 1_000_000
	var file bytes.Buffer
	file.WriteString("customer_id,date,amount\n")
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		fmt.Fprintf(&file, "K%06d,%s,%d.%02d\n", i%50_000, day.AddDate(0, 0, i/1000).Format("2006-01-02"), i%500, i%100)
	}
	b.SetBytes(int64(file.Len()))
	streamAll(b, Bytes("plain.csv", file.Bytes()), rows)
}

// BenchmarkItems reads a million rows of which four make an order.
func BenchmarkItems(b *testing.B) {
	const rows = 1_000_000
	var file bytes.Buffer
	file.WriteString("order_id;customer_id;date;sku;description;qty;unit_price\n")
	for i := range rows {
		fmt.Fprintf(&file, "%d;K%06d;%02d.%02d.2024 10:%02d;P%03d;\"Thing; no. %d\";%d;%d,%02d\n", i/4, i/4%50_000, i/4%28+1, i/4%12+1, i/4%60, i%700, i%700, i%9+1, i%90, i%100)
	}
	b.SetBytes(int64(file.Len()))
	streamAll(b, Bytes("items.csv", file.Bytes()), rows)
}
