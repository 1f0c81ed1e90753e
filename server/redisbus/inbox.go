package redisbus

import (
	"context"
	"sync"
)

// inboxBytes bounds what waits for a slow Deliver.
const inboxBytes = 16 << 20

// item is something from the line, in the order in which it came.
type item struct {
	follower  *follower
	payload   string
	lost      bool       // messages of the channel that came here did not fit
	milestone *milestone // everything up to it has come
}

// inbox takes messages off the line at once, whatever Deliver does: a reader that waits would be disconnected by Redis
// when its output buffer is full, and stall an embedded one. What does not fit is dropped and marked.
type inbox struct {
	wake chan struct{}

	mu    sync.Mutex
	items []item
	bytes int
	lossy map[*follower]bool // a mark waits among the items
}

func newInbox() *inbox {
	return &inbox{wake: make(chan struct{}, 1), lossy: map[*follower]bool{}}
}

func (q *inbox) push(i item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if size := len(i.payload) + 64; i.follower == nil || q.bytes+size <= inboxBytes && !q.lossy[i.follower] {
		q.bytes += size
	} else if q.lossy[i.follower] {
		return
	} else {
		q.lossy[i.follower] = true
		i = item{follower: i.follower, lost: true}
	}
	q.items = append(q.items, i)
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// next returns everything that waits, and waits where there is nothing.
func (q *inbox) next(ctx context.Context) ([]item, error) {
	for {
		if items := q.drain(); len(items) > 0 {
			return items, nil
		}
		select {
		case <-q.wake:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (q *inbox) drain() []item {
	q.mu.Lock()
	defer q.mu.Unlock()
	items := q.items
	q.items, q.bytes = nil, 0
	clear(q.lossy)
	return items
}

// putBack puts items before those that wait.
func (q *inbox) putBack(items []item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(items, q.items...)
}
