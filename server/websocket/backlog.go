package websocket

import (
	"slices"
	"time"
)

// pieceCost is what a waiting piece costs beside its bytes.
const pieceCost = 32

// backlog is what waits for a connection whose peer does not read. Pieces begin at the start of a frame and may be
// shared with other backlogs.
type backlog struct {
	pieces [][]byte
	sent   int  // bytes of the first piece that have left
	bytes  int  // that wait, in all pieces
	index  int  // of the connection in engine.blocked
	waits  bool // for its turn, and not for the peer
}

// push appends a piece of which sent bytes have left.
func (b *backlog) push(piece []byte, sent int) {
	if len(b.pieces) == 0 {
		b.sent = sent
	}
	b.pieces = append(b.pieces, piece)
	b.bytes += len(piece) - sent
}

func (b *backlog) cost() int { return b.bytes + pieceCost*len(b.pieces) }

// flush writes what the line takes, small pieces together in space, and reports whether that was everything.
func (b *backlog) flush(l link, space *[]byte) (done bool, err error) {
	for len(b.pieces) > 0 {
		some := b.pieces[0][b.sent:]
		if len(b.pieces) > 1 && len(some) < maxPrivate {
			*space = append((*space)[:0], some...)
			for _, piece := range b.pieces[1:] {
				if len(*space)+len(piece) > maxPrivate {
					break
				}
				*space = append(*space, piece...)
			}
			some = *space
		}
		n, err := l.write(some, nil)
		b.advance(n)
		if err != nil || n < len(some) {
			return false, err
		}
	}
	b.pieces = nil
	return true, nil
}

// advance notes that n more bytes have left.
func (b *backlog) advance(n int) {
	b.bytes -= n
	b.sent += n
	for len(b.pieces) > 0 && b.sent >= len(b.pieces[0]) {
		b.sent -= len(b.pieces[0])
		b.pieces[0] = nil
		b.pieces = b.pieces[1:]
	}
}

// truncate drops all but the rest of a frame that has left in part.
func (b *backlog) truncate() {
	var half []byte
	if len(b.pieces) > 0 && b.sent > 0 {
		first := b.pieces[0]
		half = first[:frameEnd(first, b.sent)]
	}
	sent := b.sent
	*b = backlog{index: b.index, waits: b.waits}
	if len(half) > sent {
		b.push(append([]byte(nil), half...), sent)
	}
}

// block notes that a connection has a backlog.
func (e *engine) block(c *Conn) {
	c.out = &backlog{index: len(e.blocked)}
	e.blocked = append(e.blocked, c)
}

// unblock notes that it has none any more.
func (e *engine) unblock(c *Conn) {
	last := len(e.blocked) - 1
	e.blocked[c.out.index] = e.blocked[last]
	e.blocked[last].out.index = c.out.index
	e.blocked[last] = nil
	e.blocked = e.blocked[:last]
	c.out = nil
}

// await has a connection with a backlog wait for its turn.
func (e *engine) await(c *Conn) {
	c.out.waits = true
	e.waiting = append(e.waiting, c)
}

// takeTurns gives connections what waits for them, as many as there is time for.
func (e *engine) takeTurns() {
	e.serveLate()
	if len(e.waiting) == 0 {
		return
	}
	n := 0
	for end := time.Now().Add(maxTurn); n < len(e.waiting) && time.Now().Before(end); n++ {
		if c := e.waiting[n]; c.out != nil && c.out.waits {
			c.out.waits = false
			e.offer(c)
		}
	}
	e.waiting = slices.Delete(e.waiting, 0, n)
}

// retryBlocked offers connections what waits for them, where a loop does not do that when there is room.
func (e *engine) retryBlocked() {
	if e.loop != nil {
		return
	}
	for i := len(e.blocked) - 1; i >= 0; i-- { // downwards, because unblock moves the last one
		if c := e.blocked[i]; !c.out.waits && c.link.flushed() { // before that it takes nothing more
			e.offer(c)
		}
	}
}

// offer offers a connection what waits for it, if anything does.
func (e *engine) offer(c *Conn) {
	if c.out == nil {
		return
	}
	before := c.out.bytes
	done, err := c.out.flush(c.link, &e.joined)
	e.server.queued.Add(int64(c.out.bytes - before))
	switch {
	case err != nil:
		c.link.close() // it stays blocked until the line reports its end
		return
	case !done, c.code != 0 && !c.link.flushed(): // the close frame has to leave before the line is closed for writing
		return
	}
	e.unblock(c)
	switch {
	case c.ended:
		c.link.end()
	case c.code != 0:
		c.link.closeWrite()
	}
}

// slow closes a connection whose peer reads less than it is sent. A frame that has left in part is finished, so that
// the peer understands the close frame behind it.
func (e *engine) slow(c *Conn) {
	if c.gone || c.code != 0 {
		return
	}
	e.leave(c)
	before := c.out.bytes
	c.out.truncate()
	f := closeFrame(StatusTryAgainLater, "too slow").frame
	c.out.push(f.plain, 0)
	e.server.queued.Add(int64(c.out.bytes - before))
	e.server.options.Observer.Slow()
	e.closing(c, StatusTryAgainLater, f)
}
