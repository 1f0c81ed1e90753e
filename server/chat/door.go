package chat

import (
	"runtime"
	"sync"
)

// door lets clients in, a few at a time, in the order in which they have knocked. Of thousands that come at once none has a
// goroutine before its turn: what is said meanwhile passes several goroutines, each of which would wait behind all of
// theirs on the scheduler's queues.
type door struct {
	mu      sync.Mutex
	free    int // clients that may come in at once
	waiting []*session
}

func newDoor() door { return door{free: 2 * runtime.GOMAXPROCS(0)} }

// knock has a session served when its turn to come in has come; it must call leaveDoor then.
func (c *Chat) knock(s *session) {
	c.door.mu.Lock()
	if c.door.free == 0 {
		c.door.waiting = append(c.door.waiting, s)
		c.door.mu.Unlock()
		return
	}
	c.door.free--
	c.door.mu.Unlock()
	c.hand(s)
}

// leaveDoor makes room for the next one.
func (c *Chat) leaveDoor() {
	c.door.mu.Lock()
	if len(c.door.waiting) == 0 {
		c.door.waiting = nil // give back what a crowd needed
		c.door.free++
		c.door.mu.Unlock()
		return
	}
	s := c.door.waiting[0]
	c.door.waiting[0] = nil
	c.door.waiting = c.door.waiting[1:]
	c.door.mu.Unlock()
	c.hand(s)
}
