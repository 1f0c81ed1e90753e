package chat

import (
	"testing"
	"time"
)

func TestBucketAllowsABurstThenRefillsThenGivesUp(t *testing.T) {
	t.Parallel()
	var b bucket
	for i := range 20 {
		if got := b.take(20, 0); got != allowed {
			t.Fatalf("event %d of the burst: got %v, want allowed", i, got)
		}
	}
	if got := b.take(20, 0); got != refused {
		t.Fatalf("the event after the burst: got %v, want refused", got)
	}
	if got := b.take(20, 50*time.Millisecond); got != allowed {
		t.Fatalf("after a twentieth of a second one token is back: got %v", got)
	}
	last := allowed
	for range 41 {
		last = b.take(20, 50*time.Millisecond)
	}
	if last != hopeless {
		t.Fatalf("a client that goes on and on: got %v, want hopeless", last)
	}
}

func TestBucketWithoutALimitAllowsEverything(t *testing.T) {
	t.Parallel()
	var b bucket
	for range 100_000 {
		if got := b.take(0, 0); got != allowed {
			t.Fatalf("got %v, want allowed", got)
		}
	}
}
