package websocket

import (
	"slices"
	"time"
)

// maxBatch is how many bytes of broadcasts are coalesced into one write, beyond which they go out in several.
const maxBatch = 256 << 10

// minSheet is how many bytes a broadcast has, to at least minSharers connections, that are not copied for each of them.
const (
	minSheet   = 4 << 10
	minSharers = 16
)

// maxPrivate is how many bytes for one connection are put together in one write.
const maxPrivate = 64 << 10

// keptPieces is how long a list of pieces for one connection may be to be used again: there are up to 1,024 of them.
const keptPieces = 16

// maxTurn is how long a round writes what is for single connections, such as the history for thousands that return at once.
// The rest becomes backlog and has its turn later, so that whoever is connected hears the news meanwhile.
const maxTurn = 3 * time.Millisecond

// batch is what all members get, in one variant.
type batch struct {
	bytes  []byte // reused; what is before begin is kept for members that are late
	frames int
	begin  place  // of what members that are not late have yet to get
	copied []byte // bytes in memory of their own, for backlogs; nil until one needs it
	sheet  sheet  // bytes from begin on
}

// place is one in a batch.
type place struct{ bytes, frames int }

func (b *batch) end() place { return place{len(b.bytes), b.frames} }

func (b *batch) append(frame []byte) {
	b.bytes = append(b.bytes, frame...)
	b.frames++
	b.copied = nil
}

// shared gives the last n bytes as memory that backlogs may keep.
func (b *batch) shared(n int) []byte {
	if b.copied == nil {
		b.copied = slices.Clone(b.bytes)
	}
	return b.copied[len(b.copied)-n:]
}

// next begins what comes after everything so far, which is forgotten where nobody is late.
func (b *batch) next(late bool) {
	b.copied, b.sheet.held = nil, false
	if b.begin = b.end(); late {
		return
	}
	b.begin, b.frames = place{}, 0
	if b.bytes = b.bytes[:0]; cap(b.bytes) > 2*maxBatch {
		b.bytes = nil
	}
}

// private is what one connection gets where that is not just the batch: pieces first, then the batch from a place on.
type private struct {
	conn     *Conn
	newcomer bool     // it was no member before
	pieces   [][]byte // whole frames, in memory that nobody changes unless mixed says so
	mixed    bool     // some pieces are the batch's
	from     place
}

func (e *engine) broadcast(f *frame) {
	if e.members == 0 {
		return
	}
	for v := range variants {
		if v != plain && e.wanted[v] == 0 {
			continue
		}
		e.batch[v].append(f.bytes(v))
	}
	if b := &e.batch[plain]; len(b.bytes)-b.begin.bytes >= maxBatch {
		e.fanOut()
	}
}

// touch notes that the connection gets something else than the batch, and gives the place for it.
func (e *engine) touch(c *Conn) *private {
	if c.touched == 0 {
		if len(e.touched) < cap(e.touched) {
			e.touched = e.touched[:len(e.touched)+1]
		} else {
			e.touched = append(e.touched, private{})
		}
		p := &e.touched[len(e.touched)-1]
		*p = private{conn: c, newcomer: !c.member, pieces: p.pieces[:0], from: e.takeLate(c)}
		c.touched = int32(len(e.touched))
	}
	return &e.touched[c.touched-1]
}

// catchUp moves what a member gets of the batch so far in front of what comes next for it alone.
func (e *engine) catchUp(c *Conn, p *private) {
	if !c.member {
		return
	}
	b := &e.batch[c.variant]
	if p.from.bytes < len(b.bytes) {
		p.pieces, p.mixed = append(p.pieces, b.bytes[p.from.bytes:]), true
	}
	e.deliveries += b.frames - p.from.frames
	p.from = b.end()
}

func (e *engine) send(c *Conn, f *frame) {
	if c.gone || c.code != 0 {
		return
	}
	p := e.touch(c)
	e.catchUp(c, p)
	for _, part := range f.parts {
		p.pieces = append(p.pieces, part.bytes(c.variant))
	}
	if f.parts == nil {
		p.pieces = append(p.pieces, f.bytes(c.variant))
	}
	e.deliveries += max(1, len(f.parts))
}

// fanOut writes the batch to the members, and to those who get something else what they get.
func (e *engine) fanOut() {
	e.toMembers()
	e.turn = time.Now().Add(maxTurn)
	for _, newcomers := range []bool{false, true} {
		for i := range e.touched {
			if p := &e.touched[i]; p.newcomer == newcomers && !p.conn.gone {
				e.finish(p)
			}
		}
	}
	for i := range e.touched {
		p := &e.touched[i]
		p.conn.touched, p.conn = 0, nil
		if clear(p.pieces); cap(p.pieces) > keptPieces {
			p.pieces = nil
		}
	}
	if e.touched = e.touched[:0]; cap(e.touched) > 1024 {
		e.touched = nil
	}
	if cap(e.joined) > 2*maxPrivate {
		e.joined = nil
	}
	for v := range e.batch {
		e.batch[v].next(e.late.count > 0)
	}
	e.closeSlow()
}

// finish gives a connection that gets something else than the batch what it gets.
func (e *engine) finish(p *private) {
	c := p.conn
	outOfTime := time.Now().After(e.turn)
	if c.member {
		b := &e.batch[c.variant]
		if rest := len(b.bytes) - p.from.bytes; rest > 0 {
			if outOfTime && !p.mixed {
				p.pieces = append(p.pieces, b.shared(rest))
			} else {
				p.pieces, p.mixed = append(p.pieces, b.bytes[p.from.bytes:]), true
			}
		}
		e.deliveries += b.frames - p.from.frames
	}
	switch {
	case len(p.pieces) == 0:
	case outOfTime:
		e.postpone(p)
	default:
		e.deliverPrivate(p)
	}
}

// deliverPrivate writes what is for one connection.
func (e *engine) deliverPrivate(p *private) {
	if c := p.conn; len(p.pieces) == 1 {
		e.deliver(c, p.pieces[0], nil)
		return
	}
	e.joined = e.joined[:0]
	for i, piece := range p.pieces {
		e.joined = append(e.joined, piece...)
		if len(e.joined) >= maxPrivate || i == len(p.pieces)-1 {
			e.deliver(p.conn, e.joined, nil)
			e.joined = e.joined[:0]
		}
	}
}

// postpone makes what is for one connection its backlog, which has its turn in a later run.
func (e *engine) postpone(p *private) {
	c := p.conn
	if c.out == nil {
		e.block(c)
		e.await(c)
	}
	if p.mixed {
		p.pieces = append(p.pieces[:0], slices.Concat(p.pieces...))
	}
	for _, piece := range p.pieces {
		e.deliveredBytes += len(piece)
		e.keep(c, piece, 0)
	}
}

// deliver writes p, whole frames, to a connection or keeps what it does not take. p is the end of b where that is not
// nil, and is the caller's own memory otherwise.
func (e *engine) deliver(c *Conn, p []byte, b *batch) {
	e.deliveredBytes += len(p)
	n := 0
	if c.out == nil {
		var shared *sheet
		if b != nil && len(p) >= minSheet && len(p) == len(b.bytes)-b.begin.bytes && e.loop != nil && e.members >= minSharers {
			shared = b.sheet.hold(p)
		}
		var err error
		if n, err = c.link.write(p, shared); err != nil {
			c.link.close()
			return
		}
		if n == len(p) {
			return
		}
	}
	if c.out == nil {
		e.block(c)
	}
	if b != nil {
		e.keep(c, b.shared(len(p)), n)
	} else {
		e.keep(c, slices.Clone(p), n)
	}
}

// keep appends whole frames, of which some bytes have left, to a connection's backlog.
func (e *engine) keep(c *Conn, p []byte, sent int) {
	limit := e.server.options.MaxQueueBytes
	if c.code == 0 && c.out.cost() > limit {
		return // it is among the tooSlow, whose backlogs are dropped
	}
	if c.out.waits && c.out.cost()+len(p) > limit { // not for the peer but for us
		c.out.waits = false
		if e.offer(c); c.out == nil {
			e.block(c)
		}
	}
	c.out.push(p, sent)
	e.server.queued.Add(int64(len(p) - sent))
	if c.out.cost() > limit {
		e.tooSlow = append(e.tooSlow, c) // closed when nobody iterates over members
	}
}

// closeSlow closes the connections whose backlogs have grown too large.
func (e *engine) closeSlow() {
	for _, c := range e.tooSlow {
		e.slow(c)
	}
	clear(e.tooSlow)
	e.tooSlow = e.tooSlow[:0]
}
