package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"eventwire/gen/internal/golang"
	"eventwire/gen/internal/schema"
)

// largeContract is the chat's own contract with each of its events as often as it takes to have n of them.
func largeContract(n int) []byte {
	src, err := os.ReadFile("../events.yaml")
	if err != nil {
		panic(err)
	}
	eventLine := regexp.MustCompile(`(?m)^  ([A-Za-z.:]+):$`)
	sections := regexp.MustCompile(`(?m)^(?:clientToServer|serverToClient|redis):$`).FindAllIndex(src, -1)
	events := len(eventLine.FindAll(src[sections[0][0]:], -1))
	b := slices.Clone(src[:sections[0][0]])
	for i, section := range sections {
		end := len(src)
		if i+1 < len(sections) {
			end = sections[i+1][0]
		}
		b = append(b, src[section[0]:section[1]]...)
		for copied := range (n + events - 1) / events {
			b = append(b, eventLine.ReplaceAll(src[section[1]:end], fmt.Appendf(nil, "  ${1}Copy%d:", copied))...)
		}
	}
	return b
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
	frugal()
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
