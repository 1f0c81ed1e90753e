package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"eventwire/gen/internal/golang"
	"eventwire/gen/internal/schema"
)

// largeContract is a contract of n events as a team would write them: documented, bounded, nested, with named types.
func largeContract(n int) []byte {
	var b bytes.Buffer
	b.WriteString("version: 1\nname: large\n\ntypes:\n")
	for i := range max(1, n/10) {
		fmt.Fprintf(&b, "  Kind%d: { enum: [alpha, beta, gamma], doc: A kind of thing. }\n", i)
		fmt.Fprintf(&b, "  Thing%d:\n    doc: A thing.\n    fields: { id: uuid, name: { type: string, minLength: 1, maxLength: 50 }, kind: Kind%d }\n", i, i)
	}
	for i, section := range []string{"clientToServer", "serverToClient", "redis"} {
		fmt.Fprintf(&b, "\n%s:\n", section)
		for j := i; j < n; j += 3 {
			fmt.Fprintf(&b, "  thing%d.changed:\n    doc: Something about thing %d changed.\n    fields:\n      thing: Thing%d\n", j, j, j%max(1, n/10))
			b.WriteString("      note?: { type: string, maxLength: 200, default: none, doc: Why it changed. }\n")
			b.WriteString("      tags: { list: { type: string, maxLength: 20, pattern: '^[a-z]+$' }, maxItems: 10 }\n")
			b.WriteString("      amount: { type: int, minimum: 0, maximum: 1000000 }\n      at: timestamp\n")
		}
	}
	return b.Bytes()
}

// BenchmarkLoad measures reading and checking alone.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		src := largeContract(n)
		b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if c, diagnostics := schema.Load("events.yaml", src, nil); c == nil {
					b.Fatal(diagnostics)
				}
			}
		})
	}
}

// BenchmarkGenerateGrowth generates contracts of 100 to 10,000 events into a folder, everything included, and reports
// how the time grows: the exponent of time over events, 1 being linear. It also reports the speed of the Go emitter
// alone and the memory that the largest run took from the system.
func BenchmarkGenerateGrowth(b *testing.B) {
	sizes := []int{100, 1000, 10_000}
	for b.Loop() {
		var first, last time.Duration
		for _, n := range sizes {
			file := filepath.Join(b.TempDir(), "events.yaml")
			if err := os.WriteFile(file, largeContract(n), 0o644); err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			var stderr strings.Builder
			if code := run([]string{"generate", "-f", file}, strings.NewReader(""), &stderr, &stderr); code != exitFine {
				b.Fatal(stderr.String())
			}
			elapsed := time.Since(start)
			if n == sizes[0] {
				first = elapsed
			}
			last = elapsed
			b.ReportMetric(elapsed.Seconds(), fmt.Sprintf("s/%d-events", n))
		}
		largest := float64(sizes[len(sizes)-1]) / float64(sizes[0])
		b.ReportMetric(math.Log(last.Seconds()/first.Seconds())/math.Log(largest), "exponent")
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.Sys)/(1<<20), "MB-memory")
	}
	c, _ := schema.Load("events.yaml", largeContract(1000), nil)
	start := time.Now()
	files, err := golang.Generate(c)
	if err != nil {
		b.Fatal(err)
	}
	written := 0
	for _, f := range files {
		written += len(f.Content)
	}
	b.ReportMetric(float64(written)/(1<<20)/time.Since(start).Seconds(), "MB-Go/s")
}
