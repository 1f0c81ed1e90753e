package redisbus

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/redis/go-redis/v9"
)

const (
	subscribeTimeout = 3 * time.Second
	probeInterval    = 2 * time.Second
	trimEvery        = 5 // probes
)

var errSilent = errors.New("a message to ourselves did not come back: the connection is dead")

// heads maps followers to the ends of their histories.
type heads map[*follower]struct{ epoch, last string }

// milestone is the ends of all histories, as Redis said some time after asked.
type milestone struct {
	asked time.Time
	heads heads
}

// line is one subscribed connection.
type line struct {
	bus    *Bus
	pubsub *redis.PubSub
	inbox  *inbox
	probe  string // the channel of our messages to ourselves

	subscribed chan struct{}
	probed     atomic.Int64  // the number of the last probe that came back
	probeSeen  chan struct{} // something came back
}

// follow keeps a line up until the context is done.
func (b *Bus) follow(ctx context.Context) {
	failures := 0
	for ctx.Err() == nil {
		up, err := b.runLine(ctx)
		if ctx.Err() != nil {
			return
		}
		if up {
			failures = 0
		}
		failures++
		b.lineDown(err)
		select {
		case <-time.After(backoff(failures, 20*time.Millisecond, time.Second)):
		case <-b.reconnect:
		case <-ctx.Done():
		}
	}
}

// runLine connects, repairs and delivers until the line breaks. up tells whether it had come up.
func (b *Bus) runLine(parent context.Context) (up bool, err error) {
	ctx, cancel := context.WithCancelCause(parent)
	l := &line{
		bus: b, inbox: newInbox(), probe: "{presence}:probe:" + b.options.InstanceID + ":" + b.token,
		pubsub: b.client.Subscribe(ctx), subscribed: make(chan struct{}), probeSeen: make(chan struct{}, 1),
	}
	var tasks sync.WaitGroup
	defer func() {
		cancel(nil)
		_ = l.pubsub.Close() // unblocks the reader
		tasks.Wait()
		l.finish(context.WithoutCancel(parent))
	}()
	if err := l.subscribe(ctx); err != nil {
		return false, err
	}
	tasks.Go(func() { cancel(l.read(ctx)) })
	select {
	case <-l.subscribed:
	case <-time.After(subscribeTimeout):
		return false, errors.New("subscribe: no answer")
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
	subscribed := time.Now()
	for _, f := range b.order {
		if f.tail != nil {
			err = f.catchUp(ctx)
		} else if b.wasUp {
			err = f.lostSome(ctx)
		}
		if err != nil {
			return false, err
		}
	}
	b.lineUp()
	b.caughtUp(subscribed)
	tasks.Go(func() { cancel(l.keepProbing(ctx)) })
	for {
		items, err := l.inbox.next(ctx)
		if err != nil {
			return true, err
		}
		for n, i := range items {
			if err := l.handle(ctx, i); err != nil {
				l.inbox.putBack(items[n:])
				return true, err
			}
		}
	}
}

func (l *line) subscribe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, subscribeTimeout)
	defer cancel()
	if err := l.pubsub.Subscribe(ctx, l.channels()...); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	return nil
}

func (l *line) channels() []string {
	names := []string{l.probe}
	for _, f := range l.bus.order {
		names = append(names, f.channel.Name)
	}
	return names
}

// read takes messages off the connection. go-redis connects again after an error, but what was published meanwhile is
// gone: any error, and any subscription that we did not ask for, is the end of this line.
func (l *line) read(ctx context.Context) error {
	missing := len(l.channels())
	for {
		received, err := l.pubsub.ReceiveTimeout(ctx, 0)
		if err != nil {
			return fmt.Errorf("receive: %w", err)
		}
		switch m := received.(type) {
		case *redis.Subscription:
			if missing--; missing == 0 {
				close(l.subscribed)
			} else if missing < 0 {
				return errors.New("receive: the connection was replaced")
			}
		case *redis.Message:
			if m.Channel == l.probe {
				l.sawProbe(m.Payload)
			} else if f := l.bus.followers[m.Channel]; f != nil {
				l.inbox.push(item{follower: f, payload: m.Payload})
			}
		}
	}
}

func (l *line) sawProbe(payload string) {
	if n, err := strconv.ParseInt(payload, 10, 64); err == nil {
		l.probed.Store(n)
		select {
		case l.probeSeen <- struct{}{}:
		default:
		}
	}
}

func (l *line) handle(ctx context.Context, i item) error {
	switch {
	case i.milestone != nil:
		for f, head := range i.milestone.heads {
			if err := f.compare(ctx, head.epoch, head.last); err != nil {
				return err
			}
		}
		l.bus.caughtUp(i.milestone.asked)
		return nil
	case i.lost:
		return i.follower.lostSome(ctx)
	}
	e, err := parseEnvelope(unsafe.Slice(unsafe.StringData(i.payload), len(i.payload)))
	if err != nil {
		l.bus.logger.Warn("redis message ignored", "channel", i.follower.channel.Name, "error", err)
		return nil
	}
	return i.follower.receive(ctx, e)
}

// finish delivers what came before the line broke, as far as nothing is missing: channels without history have no
// other way to get it.
func (l *line) finish(ctx context.Context) {
	for _, i := range l.inbox.drain() {
		if i.follower != nil && i.follower.tail == nil && (!i.lost || l.bus.wasUp) {
			_ = l.handle(ctx, i) // cannot fail without a history
		}
	}
}

// keepProbing sends messages to ourselves, which proves that Redis takes writes and that they arrive on this line, and
// compares the ends of the histories with what has arrived by then.
func (l *line) keepProbing(ctx context.Context) error {
	for n := int64(1); ; n++ {
		asked := time.Now()
		ends, err := l.sendProbe(ctx, n)
		if err == nil {
			if err := l.awaitProbe(ctx, n); err != nil {
				l.bus.setProbed(false)
				return err
			}
			l.inbox.push(item{milestone: &milestone{asked, ends}})
		} else {
			lookAgain(ctx, l.bus.client)
		}
		l.bus.setProbed(err == nil)
		if err == nil && n%trimEvery == 0 {
			l.trim(ctx)
		}
		select {
		case <-time.After(probeInterval):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// sendProbe reads the ends of the histories, then publishes: what is on this side of the ends comes before the probe.
func (l *line) sendProbe(ctx context.Context, n int64) (heads, error) {
	ctx, cancel := context.WithTimeout(ctx, replyTimeout)
	defer cancel()
	pipe := l.bus.client.Pipeline()
	metas := map[*follower]*redis.SliceCmd{}
	for _, f := range l.bus.order {
		if f.tail != nil {
			metas[f] = pipe.HMGet(ctx, f.meta, "epoch", "last")
		}
	}
	published := pipe.Publish(ctx, l.probe, strconv.FormatInt(n, 10))
	_, _ = pipe.Exec(ctx)
	if err := published.Err(); err != nil {
		return nil, err
	}
	ends := heads{}
	for f, cmd := range metas {
		values, err := cmd.Result()
		if err != nil {
			return nil, err
		}
		epoch, _ := values[0].(string)
		last, _ := values[1].(string)
		ends[f] = struct{ epoch, last string }{epoch, last}
	}
	return ends, nil
}

func (l *line) awaitProbe(ctx context.Context, n int64) error {
	timer := time.NewTimer(probeInterval)
	defer timer.Stop()
	for l.probed.Load() < n {
		select {
		case <-l.probeSeen:
		case <-timer.C:
			return errSilent
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// trim drops what is too old while nothing is published: reading does that.
func (l *line) trim(ctx context.Context) {
	for _, f := range l.bus.order {
		if f.tail != nil && f.channel.History.MaxAge > 0 {
			ctx, cancel := context.WithTimeout(ctx, replyTimeout)
			_, _ = f.readCount(ctx, backward, "+", "-", 1) // the next one does it
			cancel()
		}
	}
}
