package websocket

import (
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// clock counts ticks, which are what deadlines are measured in. It may wrap: only differences of ticks mean something.
type clock struct {
	period time.Duration
	tick   atomic.Uint32
}

// newClock makes a clock that is fine enough for each of the durations.
func newClock(durations ...time.Duration) *clock {
	c := &clock{period: time.Second}
	for _, d := range durations {
		if d > 0 {
			c.period = min(c.period, d/10)
		}
	}
	c.period = max(c.period, time.Millisecond)
	c.tick.Store(1 << 16) // so that a tick in the past is none of the zeros that mean no tick
	return c
}

func (c *clock) now() uint32 { return c.tick.Load() }

// ticks is the duration in ticks, at least 1.
func (c *clock) ticks(d time.Duration) uint32 {
	return uint32(max(1, (d+c.period-1)/c.period))
}

// wheel is a hashed timing wheel: each connection that has a deadline is in the slot of its tick. One wheel serves
// all connections of an engine without a timer of their own.
type wheel struct {
	now   uint32
	slots [256][]*Conn
}

// put sets the deadline of a connection, which is in the future.
func (w *wheel) put(c *Conn, due uint32) {
	w.remove(c)
	if due == w.now {
		due++ // this tick's slot has had its turn
	}
	c.due = due
	c.slot = int16(c.due % uint32(len(w.slots)))
	c.position = int32(len(w.slots[c.slot]))
	w.slots[c.slot] = append(w.slots[c.slot], c)
}

// remove takes the deadline from a connection.
func (w *wheel) remove(c *Conn) {
	if c.slot < 0 {
		return
	}
	slot := w.slots[c.slot]
	last := len(slot) - 1
	slot[c.position] = slot[last]
	slot[c.position].position = c.position
	slot[last] = nil
	w.slots[c.slot] = slot[:last]
	c.slot = -1
}

// advance moves to the tick now and calls expire with each connection whose deadline that passes.
func (w *wheel) advance(now uint32, expire func(*Conn)) {
	if now == w.now {
		return
	}
	from := w.now + 1
	if now-w.now > uint32(len(w.slots)) {
		from = now - uint32(len(w.slots)) + 1
	}
	w.now = now
	for t := from; t != now+1; t++ {
		slot := w.slots[t%uint32(len(w.slots))]
		for i := len(slot) - 1; i >= 0; i-- {
			if c := slot[i]; int32(c.due-now) <= 0 {
				w.remove(c)
				expire(c)
			}
		}
	}
}

// schedule acts on the deadlines of an open connection that have passed, and waits for the next.
func (e *engine) schedule(c *Conn) {
	if c.gone || c.code != 0 {
		return
	}
	o, clock, now := &e.server.options, e.server.clock, e.wheel.now
	wait := int32(1 << 30)
	passed := func(due uint32) bool {
		left := int32(due - now)
		if left > 0 {
			wait = min(wait, left)
		}
		return left <= 0
	}
	if began := c.began.Load(); began != 0 && o.MessageTimeout > 0 && passed(began+clock.ticks(o.MessageTimeout)) {
		e.close(c, StatusPolicyViolation, closeFrame(StatusPolicyViolation, "message took too long").frame)
		return
	}
	if o.IdleTimeout > 0 && passed(c.spoke.Load()+clock.ticks(o.IdleTimeout)) {
		e.close(c, StatusGoingAway, closeFrame(StatusGoingAway, "idle").frame)
		return
	}
	if o.PingInterval > 0 {
		heard := c.heard.Load()
		if c.pinged != 0 && int32(heard-c.pinged) >= 0 {
			c.pinged = 0
		}
		switch {
		case c.pinged != 0 && passed(c.pinged+clock.ticks(o.PongTimeout)):
			if !c.catchesUp() {
				e.abort(c, StatusAbnormalClosure)
				return
			}
			c.pinged = now // the ping is behind what the peer still reads
			passed(now + clock.ticks(o.PongTimeout))
		case c.pinged == 0 && passed(heard+clock.ticks(o.PingInterval)):
			e.send(c, e.server.ping)
			c.pinged = now
			c.acked, _ = c.link.progress()
			passed(now + clock.ticks(min(o.PongTimeout, o.PingInterval)))
		}
	}
	e.wheel.put(c, now+uint32(wait))
}

// catchesUp reports whether the peer has read since the last time, and still has to read what was sent before a ping or
// a close frame.
func (c *Conn) catchesUp() bool {
	read, waiting := c.link.progress()
	more := read != c.acked
	c.acked = read
	return more && (waiting || c.out != nil)
}

// phase is a random part of the ping interval, so that connections that came together are not pinged together.
func (e *engine) phase() uint32 {
	o := &e.server.options
	if o.PingInterval <= 0 {
		return 0
	}
	return rand.Uint32N(e.server.clock.ticks(o.PingInterval)/2 + 1)
}
