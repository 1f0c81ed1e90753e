package chat

import (
	"bufio"
	"crypto/rand"
	"sync"

	"github.com/google/uuid"
)

// spareHands is how many goroutines wait for work where there is none.
const spareHands = 64

// hand has a goroutine serve a session: one that waits for work, or else a new one. Those that wait have a stack that
// has grown to what the work needs, which costs more than to start a goroutine.
func (c *Chat) hand(s *session) {
	select {
	case c.hands <- s:
	default:
		c.tasks.Go(func() { c.serve(s) })
	}
}

func (c *Chat) serve(s *session) {
	for ; s != nil; s = c.next() {
		s.serve()
	}
}

// next waits for work, and gives none where enough others wait or the chat has stopped.
func (c *Chat) next() *session {
	select {
	case c.spare <- struct{}{}:
		defer func() { <-c.spare }()
	default:
		return nil
	}
	select {
	case s := <-c.hands:
		return s
	case <-c.ctx.Done():
		return nil
	}
}

// ids makes random UUIDs (version 4) out of the system's random numbers, of which it takes many at a time. It is safe for
// concurrent use.
type ids struct {
	mu     sync.Mutex
	random *bufio.Reader
}

func newIDs() *ids { return &ids{random: bufio.NewReaderSize(rand.Reader, 1<<10)} }

func (i *ids) next() uuid.UUID {
	i.mu.Lock()
	defer i.mu.Unlock()
	return uuid.Must(uuid.NewRandomFromReader(i.random)) // the system's random numbers never fail
}
