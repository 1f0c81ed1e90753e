package chat

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestDelayQueueKeepsOrderAndDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type event struct {
			value int
			after time.Duration
		}
		start := time.Now()
		var got []event
		q := newDelayQueue(time.Second, func(v int) { got = append(got, event{v, time.Since(start)}) })
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); q.run(ctx) }()

		q.push(1)
		time.Sleep(400 * time.Millisecond)
		q.push(2)
		time.Sleep(2 * time.Second)
		q.push(3)
		time.Sleep(1100 * time.Millisecond)
		stop()
		<-done

		want := []event{{1, time.Second}, {2, 1400 * time.Millisecond}, {3, 3400 * time.Millisecond}}
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("item %d: got %v, want %v", i, got[i], want[i])
			}
		}
	})
}
