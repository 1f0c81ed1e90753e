package main

import "testing"

// TestGarbageIsBounded shows that a small heap is collected less often, and that the garbage beside it stays bounded.
func TestGarbageIsBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		live uint64
		want int
	}{{0, 400}, {16 << 20, 400}, {17 << 20, 200}, {32 << 20, 200}, {33 << 20, 100}, {8 << 30, 100}} {
		if got := gcPercent(c.live); got != c.want {
			t.Errorf("with %d live bytes GOGC is %d, want %d", c.live, got, c.want)
		}
	}
}
