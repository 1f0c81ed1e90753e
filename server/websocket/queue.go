package websocket

import (
	"sync"
)

// An engine's queue holds at most so many entries, and so many bytes in their frames, of what the program asks for: that is
// seconds of what a loop can do. What connections do by themselves comes on top, which is a few entries for each.
const (
	queueLength = 1 << 18
	queueBytes  = 64 << 20
)

// Where so much waits the engine does not rest, and whoever reads from peers does no more of that. So peers that ask for many
// answers at once, such as a pong for each of a million pings, wait for these, and nobody waits for the peers.
const (
	enoughQueued      = queueLength / 16
	enoughQueuedBytes = queueBytes / 16
)

type opKind uint8

const (
	opAdd       opKind = iota // a new connection
	opSend                    // frame for conn
	opBroadcast               // frame for all members
	opMissed                  // a broadcast found no room: all members are closed
	opJoin
	opLeave
	opClose // frame, a close frame, is the last one for conn
	opAbort // the line of conn is cut
	opWatch // a message of conn has begun
	opEnded // the peer of conn sends no more; what waits for it is still sent
	opGone  // the line of conn is closed
	opShed  // count connections are closed with frame
)

// op is an entry of a queue.
type op struct {
	conn  *Conn
	frame *frame
	count int32 // opShed
	code  StatusCode
	kind  opKind
}

// bounded reports whether there may be any number of such entries.
func (o *op) bounded() bool {
	switch o.kind {
	case opSend, opBroadcast, opJoin, opLeave:
		return true
	}
	return false
}

// queue is what an engine has to do, in order. Whoever puts something in never waits.
type queue struct {
	wake func() // makes the loop call run soon; any goroutine

	mu      sync.Mutex
	room    int       // entries that there is room for: queueLength
	drained sync.Cond // the queue has been emptied, or stopped
	ops     []op
	bytes   int  // of frames
	awake   bool // run is under way, or comes by itself
	nudged  bool // run shall come once more
	stopped bool
}

// post queues an op. Where there is no room for it nothing is dropped in silence: those who would have got it are closed
// with StatusTryAgainLater, the one connection or, for a broadcast, all members.
func (q *queue) post(o op) {
	q.mu.Lock()
	full := o.bounded() && (len(q.ops) >= q.room || q.bytes >= queueBytes)
	if full && o.kind != opBroadcast {
		q.mu.Unlock()
		o.conn.Close(StatusTryAgainLater, tooMuch)
		return
	}
	if full {
		o = op{kind: opMissed}
	}
	if q.stopped || full && q.ops[len(q.ops)-1].kind == opMissed {
		q.mu.Unlock()
		return
	}
	had := q.hasEnough()
	q.ops = append(q.ops, o)
	if o.frame != nil {
		q.bytes += len(o.frame.plain) + pieceCost*len(o.frame.parts) // of which each is, as a rule, for many
	}
	wake := !q.awake || !had && q.hasEnough()
	q.awake = true
	q.mu.Unlock()
	if wake {
		q.wake()
	}
}

// tooMuch is what those are told who are closed because the queue is full.
const tooMuch = "the server is behind"

// postQuietly queues an op without waking the loop: what comes next, at the latest the clock's next tick, does that.
func (q *queue) postQuietly(o op) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.stopped {
		q.ops = append(q.ops, o)
	}
}

// nudge makes run look at the clock and the backlogs.
func (q *queue) nudge() {
	q.mu.Lock()
	wake := !q.awake && !q.stopped
	q.awake = q.awake || wake
	q.nudged = true
	q.mu.Unlock()
	if wake {
		q.wake()
	}
}

// take empties the queue, into ops. What it holds next is put into spare.
func (q *queue) take(spare []op) (ops []op) {
	q.mu.Lock()
	defer q.mu.Unlock()
	ops, q.ops, q.bytes = q.ops, spare[:0], 0
	q.awake, q.nudged = true, false
	q.drained.Broadcast()
	return ops
}

// trim gives back what a burst has needed.
func (q *queue) trim() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ops = release(q.ops, fewOps)
}

// crowded reports whether enough is queued.
func (q *queue) crowded() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.hasEnough()
}

func (q *queue) hasEnough() bool { return len(q.ops) >= enoughQueued || q.bytes >= enoughQueuedBytes }

// awaitRoom returns when not too much is queued. Only goroutines that read from one peer call it.
func (q *queue) awaitRoom() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.hasEnough() && !q.stopped {
		q.drained.Wait()
	}
}

// stop refuses everything from now on.
func (q *queue) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stopped = true
	q.drained.Broadcast()
}
