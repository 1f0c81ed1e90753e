package websocket

import (
	"slices"
	"time"
)

const (
	// maxSpell is how long a round writes a small batch to members, beginning with those who have been there longest. The
	// rest is late, and gets it in turns that the loop takes while it rests, between reading. So when thousands come at
	// once, the first thousand on a loop neither wait for the newest, nor go unheard while these are served.
	maxSpell = 6 * time.Millisecond
	// maxCycle is how long after a round the next one begins at the latest, however many are late: these get what is said
	// meanwhile in the same write.
	maxCycle = 80 * time.Millisecond
	// maxLate is how many bytes are kept for those who are late, beyond which they have their turn at once.
	maxLate = 64 << 10
	// clockEvery is how many writes there are to one look at the time.
	clockEvery = 16
)

// latecomers are the members that have yet to get the batch from some place on, those who wait longest first.
type latecomers struct {
	line  []latecomer
	done  int // of line
	count int // of those in line who are late
}

type latecomer struct {
	conn *Conn // nil where it is not late any more
	from place
}

// toMembers writes the batch to the members that get nothing else. Where that is small it goes, as far as there is time, to
// those who are not late.
func (e *engine) toMembers() {
	size := len(e.batch[plain].bytes) - e.batch[plain].begin.bytes
	if size == 0 {
		return
	}
	small := size < minSheet && len(e.batch[plain].bytes) < maxLate
	end, outOfTime := time.Now().Add(maxSpell), false
	for i, c := range e.conns[:e.members] {
		switch {
		case c.touched != 0, small && c.late != 0:
		case outOfTime && c.out == nil:
			e.putLate(c)
		default:
			e.toMember(c)
			if i%clockEvery == 0 {
				outOfTime = small && time.Now().After(end)
			}
		}
	}
}

// toMember gives a member what it has yet to get of the batch.
func (e *engine) toMember(c *Conn) {
	b, from := &e.batch[c.variant], e.takeLate(c)
	e.deliver(c, b.bytes[from.bytes:], b)
	e.deliveries += b.frames - from.frames
}

// putLate notes that a member has yet to get the batch from its beginning on.
func (e *engine) putLate(c *Conn) {
	l := &e.late
	if len(l.line) == cap(l.line) && l.done > len(l.line)/2 {
		l.line = slices.Delete(l.line, 0, l.done)
		l.done = 0
		for i, one := range l.line {
			if one.conn != nil {
				one.conn.late = int32(i + 1)
			}
		}
	}
	l.line = append(l.line, latecomer{c, e.batch[c.variant].begin})
	l.count++
	e.burst = true
	c.late = int32(len(l.line))
}

// takeLate gives the place from which on a member has yet to get the batch. It is not late any more.
func (e *engine) takeLate(c *Conn) place {
	if c.late == 0 {
		return e.batch[c.variant].begin
	}
	l := &e.late
	one := &l.line[c.late-1]
	one.conn, c.late = nil, 0
	if l.count--; l.count == 0 {
		l.line, l.done = l.line[:0], 0
	}
	return one.from
}

// serveLate gives those who are late what they have yet to get, as many as there is time for.
func (e *engine) serveLate() {
	l := &e.late
	if l.count == 0 {
		return
	}
	end := time.Now().Add(maxTurn)
	for n := 1; l.count > 0 && (n%clockEvery != 0 || time.Now().Before(end)); l.done++ {
		if c := l.line[l.done].conn; c != nil {
			e.toMember(c)
			n++
		}
	}
	if l.count == 0 {
		l.done = 0
		for v := range e.batch {
			e.batch[v].next(false)
		}
	}
	e.closeSlow()
	// What is said now shall still go to all of them in one write.
	if rest := min(maxRest, time.Until(e.began.Add(maxCycle))); rest > time.Until(e.restEnds) {
		e.restEnds = time.Now().Add(rest)
	}
}
