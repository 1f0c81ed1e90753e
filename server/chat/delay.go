package chat

import (
	"context"
	"sync"
	"time"
)

// delayQueue calls due for each value, in the order of push, once delay has passed since its push.
// It needs one goroutine and one timer for all of them, because all wait equally long.
// push is safe for concurrent use; due runs on the goroutine of run and must not block for long.
type delayQueue[T any] struct {
	delay time.Duration
	due   func(T)

	mu    sync.Mutex
	items []delayed[T]
	wake  chan struct{} // holds a token when the queue stopped being empty
}

type delayed[T any] struct {
	at    time.Time
	value T
}

func newDelayQueue[T any](delay time.Duration, due func(T)) *delayQueue[T] {
	return &delayQueue[T]{delay: delay, due: due, wake: make(chan struct{}, 1)}
}

func (q *delayQueue[T]) push(value T) {
	q.mu.Lock()
	first := len(q.items) == 0
	q.items = append(q.items, delayed[T]{time.Now().Add(q.delay), value})
	q.mu.Unlock()
	if first {
		select {
		case q.wake <- struct{}{}:
		default:
		}
	}
}

// run serves the queue until ctx is done. What is still waiting then is dropped.
func (q *delayQueue[T]) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		wait := q.serve()
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-q.wake:
		}
	}
}

// serve hands over what is due and says how long the next one has to wait.
func (q *delayQueue[T]) serve() time.Duration {
	for {
		q.mu.Lock()
		if len(q.items) == 0 {
			q.items = nil // give back what a burst needed
			q.mu.Unlock()
			return time.Hour
		}
		head := q.items[0]
		if wait := time.Until(head.at); wait > 0 {
			q.mu.Unlock()
			return wait
		}
		q.items[0] = delayed[T]{}
		q.items = q.items[1:]
		q.mu.Unlock()
		q.due(head.value)
	}
}
