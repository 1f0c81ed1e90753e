package redisbus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// commandLimit is how long a command may take in all, and how long Redis may be away before it is known to be.
	commandLimit = 2 * time.Second
	// A batch is one pipeline: one round trip.
	batchLength = 512
	batchBytes  = 1 << 20
	// After a batch of busyBatch commands the next one is gathered for so long: the larger the batches, the less each
	// command costs Redis and us.
	busyBatch = 4
	gathering = 2 * time.Millisecond
	// What waits for its batch. Beyond it a command fails at once.
	queueLength = 1 << 16
	queueBytes  = 64 << 20
)

// command is a write that waits for its turn. It must be safe to repeat, as nobody knows what became of a command whose
// line broke before the reply.
type command struct {
	script   *script // nil: args is the whole command
	keys     []string
	args     []any
	bytes    int
	deadline time.Time

	abandoned atomic.Bool // the caller has gone
	attempts  int
	reply     any
	err       error
	done      chan struct{}
}

func (c *command) finish(reply any, err error) {
	c.reply, c.err = reply, err
	close(c.done)
}

// committer sends commands in the order in which they came, as many at once as have come while the last were under way.
type committer struct {
	client redis.UniversalClient
	wake   chan struct{}

	mu     sync.Mutex
	queue  []*command
	bytes  int
	closed bool

	downSince atomic.Int64 // nanoseconds since start, 0 while Redis answers
	start     time.Time
}

func newCommitter(client redis.UniversalClient) *committer {
	return &committer{client: client, wake: make(chan struct{}, 1), start: time.Now()}
}

// do runs a command and returns its reply. Where Redis does not answer within commandLimit, or refuses, the error is
// ErrUnavailable. It takes over the command.
func (c *committer) do(ctx context.Context, cmd *command) (any, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	timer := time.NewTimer(commandLimit)
	defer timer.Stop()
	cmd.done = make(chan struct{})
	cmd.deadline = time.Now().Add(commandLimit)
	if err := c.enqueue(cmd); err != nil {
		return nil, err
	}
	select {
	case <-cmd.done:
		return cmd.reply, cmd.err
	case <-ctx.Done():
		cmd.abandoned.Store(true)
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, context.Cause(ctx))
	case <-timer.C:
		cmd.abandoned.Store(true)
		return nil, fmt.Errorf("%w: no answer in %v", ErrUnavailable, commandLimit)
	}
}

func (c *committer) enqueue(cmd *command) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return ErrClosed
	case c.isDown():
		return fmt.Errorf("%w: it has been away for more than %v", ErrUnavailable, commandLimit)
	case len(c.queue) >= queueLength || c.bytes+cmd.bytes > queueBytes:
		return fmt.Errorf("%w: too many commands wait for it", ErrUnavailable)
	}
	c.queue = append(c.queue, cmd)
	c.bytes += cmd.bytes
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return nil
}

// isDown reports whether Redis has been away for so long that there is no point in waiting.
func (c *committer) isDown() bool {
	since := c.downSince.Load()
	return since != 0 && time.Since(c.start)-time.Duration(since) > commandLimit
}

// setDown says whether Redis answers.
func (c *committer) setDown(down bool) {
	if down {
		c.downSince.CompareAndSwap(0, max(1, int64(time.Since(c.start))))
	} else {
		c.downSince.Store(0)
	}
}

// close refuses new commands. run returns when those that wait are done.
func (c *committer) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run sends commands until the committer is closed and nothing waits, or the context is done.
func (c *committer) run(ctx context.Context) {
	var waiting []*command // in order; before what is in the queue
	failures := 0
	for {
		waiting = append(waiting, c.take(batchLength-len(waiting))...)
		waiting = slices.DeleteFunc(waiting, expired)
		if len(waiting) == 0 {
			if c.idle() {
				return
			}
			select {
			case <-c.wake:
			case <-ctx.Done():
				c.fail(nil)
				return
			}
			continue
		}
		batch := waiting[:batchSize(waiting)]
		again := c.send(ctx, batch, false)
		waiting = append(again, waiting[len(batch):]...)
		pause := time.Duration(0)
		switch {
		case len(again) > 0:
			failures++
			pause = backoff(failures, 10*time.Millisecond, 250*time.Millisecond)
		case len(batch) >= busyBatch && len(waiting) < batchLength:
			failures, pause = 0, gathering
		default:
			failures = 0
			continue
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			c.fail(waiting)
			return
		}
	}
}

// take removes commands from the queue.
func (c *committer) take(limit int) []*command {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := max(0, min(limit, len(c.queue)))
	taken := c.queue[:n:n]
	c.queue = c.queue[n:]
	for _, cmd := range taken {
		c.bytes -= cmd.bytes
	}
	return taken
}

func (c *committer) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed && len(c.queue) == 0
}

// fail ends the commands given and all that wait, when the committer stops before they were sent.
func (c *committer) fail(waiting []*command) {
	c.close()
	for _, cmd := range append(waiting, c.take(queueLength)...) {
		cmd.finish(nil, ErrClosed)
	}
}

// expired ends a command that is too late or that nobody waits for.
func expired(cmd *command) bool {
	if !cmd.abandoned.Load() && time.Now().Before(cmd.deadline) {
		return false
	}
	cmd.finish(nil, fmt.Errorf("%w: no answer in %v", ErrUnavailable, commandLimit))
	return true
}

func batchSize(waiting []*command) int {
	bytes := 0
	for i, cmd := range waiting {
		if bytes += cmd.bytes; bytes > batchBytes && i > 0 || i == batchLength {
			return i
		}
	}
	return len(waiting)
}

// send runs commands in one pipeline and returns those to send again, in order.
func (c *committer) send(ctx context.Context, batch []*command, bySource bool) (again []*command) {
	ctx, cancel := context.WithTimeout(ctx, replyTimeout)
	defer cancel()
	pipe := c.client.Pipeline()
	replies := make([]*redis.Cmd, len(batch))
	for i, cmd := range batch {
		cmd.attempts++
		switch {
		case cmd.script == nil:
			replies[i] = pipe.Do(ctx, cmd.args...)
		case bySource:
			replies[i] = pipe.Eval(ctx, cmd.script.source, cmd.keys, cmd.args...)
		default:
			replies[i] = pipe.EvalSha(ctx, cmd.script.sha, cmd.keys, cmd.args...)
		}
	}
	_, _ = pipe.Exec(ctx) // each reply has its own error

	var unknown []*command
	for i, cmd := range batch {
		reply, err := replies[i].Result()
		switch {
		case err == nil || errors.Is(err, redis.Nil):
			c.setDown(false)
			cmd.finish(reply, nil)
		case isNoScript(err):
			cmd.attempts-- // Redis has not run it
			unknown = append(unknown, cmd)
		case isTemporary(err):
			c.setDown(true)
			again = append(again, cmd)
		default:
			cmd.finish(nil, fmt.Errorf("%w: %w", ErrUnavailable, err))
		}
	}
	if len(again) > 0 {
		lookAgain(ctx, c.client)
	}
	if len(unknown) == 0 {
		return again
	}
	if len(again) > 0 {
		// Some came after those that failed: all wait for the next batch, in order.
		return slices.DeleteFunc(slices.Clone(batch), (*command).isDone)
	}
	return c.send(ctx, unknown, true)
}

func (c *command) isDone() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// isTemporary tells the errors after which the same command may succeed: those of the line, and those of a Redis that
// starts, fails over or moves slots. Any other reply is a refusal.
func isTemporary(err error) bool {
	var reply redis.Error
	if !errors.As(err, &reply) {
		return true
	}
	code, _, _ := strings.Cut(reply.Error(), " ")
	switch code {
	case "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "BUSY", "NOREPLICAS", "UNBLOCKED":
		return true
	}
	return strings.Contains(reply.Error(), "max number of clients")
}

// backoff returns how long to wait after so many failures: twice as long each time, with a random half.
func backoff(failures int, first, longest time.Duration) time.Duration {
	d := min(longest, first<<min(failures-1, 16))
	return d/2 + rand.N(d/2+1)
}
