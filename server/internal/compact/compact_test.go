package compact

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

func TestStringsStayWhatTheyAre(t *testing.T) {
	t.Parallel()
	var s Texts
	want, got := map[int]string{}, map[int]string{}
	for i := range 10_000 {
		want[i] = strings.Repeat(fmt.Sprint(i), i%40)
		got[i] = s.Add(want[i])
	}
	long := strings.Repeat("long", blockBytes)
	if s.Add(long) != long {
		t.Error("a string longer than a block was changed")
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("string %d is %q, want %q", i, got[i], want[i])
		}
	}
}

// Strings that stay cost about their length, whatever short-lived ones are made between them.
func TestStringsTakeTheirLength(t *testing.T) { // not parallel: it measures what the whole process has
	const count, length = 20_000, 150
	var s Texts
	kept := make([]string, 0, count)
	text := strings.Repeat("x", length)
	before := heapInUse()
	for range count {
		for range 10 {
			garbage = strings.Clone(text)
		}
		kept = append(kept, s.Add(text))
	}
	garbage = ""
	taken := float64(heapInUse()-before) / count
	runtime.KeepAlive(kept)
	if taken > 1.1*length {
		t.Errorf("a string of %d bytes takes %.0f", length, taken)
	}
}

var garbage string

func heapInUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse)
}

func TestTextsAreSparseWhenMostWasDropped(t *testing.T) {
	t.Parallel()
	var s Texts
	var texts []string
	for i := range 10_000 {
		texts = append(texts, s.Add(fmt.Sprintf("string %d", i)))
		if s.Sparse() {
			t.Fatalf("sparse with %d strings, none of them dropped", i+1)
		}
	}
	dropped := 0
	for ; !s.Sparse(); dropped++ {
		s.Drop(texts[dropped])
	}
	if dropped < len(texts)/4 || dropped > len(texts)*3/4 {
		t.Errorf("sparse once %d of %d strings were dropped", dropped, len(texts))
	}
}
