// Package redisbus connects the instances of an application through Redis. It publishes messages once per
// deduplication key, delivers them in order on every instance, repairs what a broken line missed from the history, and
// knows which members are present on the cluster. It knows no event: data is opaque JSON.
//
// On Redis a message on the channel NAME is {"id":"…","data":{…}}, and {"id":"…","prev":"…","data":{…}} where the channel has a
// history: the stream NAME:history, whose entries have the fields data and prev. prev is the id of the message before,
// so every reader can tell whether it has missed one. Beside the stream are {NAME:history}:meta with its epoch and last
// id, and the deduplication keys {NAME:history}:once:KEY. All keys of presence begin with {presence}.
//
// An ACL user needs +@all on keys of these names, and the channels themselves with {presence}:probe:*.
package redisbus

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/singleflight"
)

// Bus is a line to Redis. All methods may be called concurrently.
type Bus struct {
	options  Options
	logger   *slog.Logger
	observer Observer
	target   Target
	client   redis.UniversalClient
	scripts  scripts

	token  string // of this process
	tokens atomic.Uint64

	followers map[string]*follower
	order     []*follower
	reads     singleflight.Group
	committer *committer
	presence  *presence
	embedded  *embedded // nil where a URL was given

	ctx       context.Context
	cancel    context.CancelFunc
	tasks     sync.WaitGroup
	closeOnce sync.Once
	closed    chan struct{}
	reconnect chan struct{}
	wasUp     bool // of the goroutine that delivers

	mu        sync.Mutex
	up        bool // messages come, gaps are repaired
	probed    bool // the last message to ourselves came back
	ready     bool
	downSince time.Time
}

// Open starts a bus. It returns at once, connects in the background and goes on for ever: an error means wrong options,
// and never holds a password. Where no URL is given and nothing listens on LocalAddress, the embedded Redis has been
// started when it returns. The context bounds the life of the bus, as Close does.
func Open(ctx context.Context, options Options) (*Bus, error) {
	if err := options.complete(); err != nil {
		return nil, fmt.Errorf("redisbus: %w", err)
	}
	b := &Bus{
		options: options, logger: options.Logger, observer: options.Observer,
		scripts: newScripts(), token: newRandom(8),
		followers: map[string]*follower{}, closed: make(chan struct{}), reconnect: make(chan struct{}, 1),
		downSince: time.Now(),
	}
	var err error
	if options.URL == "" {
		if b.target, err = localTarget(options.LocalAddress); err != nil {
			return nil, fmt.Errorf("redisbus: %w", err)
		}
		b.embedded = &embedded{bus: b, address: b.target.addresses[0]}
	} else if b.target, err = ParseURL(options.URL); err != nil {
		return nil, fmt.Errorf("redis URL: %w", err)
	}
	redis.SetLogger(clientLog{b.logger})
	if b.client, err = b.target.newClient(); err != nil {
		return nil, fmt.Errorf("redis URL: %w", err)
	}
	for _, c := range options.Channels {
		f := newFollower(b, c)
		b.followers[c.Name] = f
		b.order = append(b.order, f)
	}
	b.ctx, b.cancel = context.WithCancel(context.WithoutCancel(ctx))
	b.committer = newCommitter(b.client)
	b.presence = newPresence(b)
	if b.embedded != nil {
		b.embedded.settle()
		b.tasks.Go(func() { b.embedded.watch(b.ctx) })
	}
	b.tasks.Go(func() { b.committer.run(b.ctx) })
	b.tasks.Go(func() { b.follow(b.ctx) })
	b.tasks.Go(func() { b.presence.run(b.ctx) })
	b.tasks.Go(func() { b.presence.notify(b.ctx) })
	context.AfterFunc(ctx, func() { _ = b.Close(context.WithoutCancel(ctx)) })
	return b, nil
}

// complete fills in the defaults and refuses what cannot work.
func (o *Options) complete() error {
	if o.Deliver == nil {
		return errors.New("Options.Deliver is missing")
	}
	seen := map[string]bool{}
	for _, c := range o.Channels {
		switch {
		case c.Name == "" || len(c.Name) > 200 || strings.ContainsFunc(c.Name, func(r rune) bool { return r <= ' ' || r > '~' }):
			return fmt.Errorf("channel %q: a name is 1 to 200 printable ASCII characters without spaces", printable(c.Name))
		case strings.ContainsAny(c.Name, "{}") && hashTag(c.Name) == "":
			return fmt.Errorf("channel %q: braces must enclose a hash tag", c.Name)
		case seen[c.Name]:
			return fmt.Errorf("channel %q is given twice", c.Name)
		case c.History != nil && (c.History.MaxLength < 0 || c.History.MaxAge < 0):
			return fmt.Errorf("channel %q: a limit of its history is negative", c.Name)
		}
		seen[c.Name] = true
	}
	if o.InstanceID == "" {
		o.InstanceID = newRandom(8)
	}
	if len(o.InstanceID) > 128 {
		return fmt.Errorf("instance id of %d bytes: at most 128", len(o.InstanceID))
	}
	if o.LocalAddress == "" {
		o.LocalAddress = DefaultLocalAddress
	}
	if o.TailLength <= 0 {
		o.TailLength = DefaultTailLength
	}
	if o.TailBytes <= 0 {
		o.TailBytes = DefaultTailBytes
	}
	if o.DedupeWindow <= 0 {
		o.DedupeWindow = DefaultDedupeWindow
	}
	if o.Observer == nil {
		o.Observer = noObserver{}
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return nil
}

// newRandom returns random hex digits, two for each byte.
func newRandom(bytes int) string {
	random := make([]byte, bytes)
	_, _ = rand.Read(random) // never fails (crypto/rand)
	return hex.EncodeToString(random)
}

func (b *Bus) lineUp() {
	b.committer.setDown(false)
	b.mu.Lock()
	b.up = true
	down := time.Since(b.downSince)
	b.mu.Unlock()
	b.logger.Info("redis connected", "address", b.Address(), "again", b.wasUp)
	b.observer.Connected(b.wasUp, down)
	b.wasUp = true
	b.presence.beatNow()
}

// caughtUp runs on the goroutine that delivers.
func (b *Bus) caughtUp(before time.Time) {
	if b.options.CaughtUp != nil {
		b.options.CaughtUp(before)
	}
}

func (b *Bus) lineDown(err error) {
	lookAgain(b.ctx, b.client)
	b.mu.Lock()
	was := b.up
	b.up, b.probed = false, false
	if was {
		b.downSince = time.Now()
	}
	b.mu.Unlock()
	if was {
		b.logger.Warn("redis line lost, connecting again", "address", b.Address(), "error", err)
		b.observer.Disconnected(err)
	} else {
		b.logger.Debug("redis not reached, trying again", "address", b.Address(), "error", err)
	}
	b.checkReady()
}

func (b *Bus) setProbed(ok bool) {
	if ok {
		b.committer.setDown(false)
	}
	b.mu.Lock()
	b.probed = ok && b.up
	b.mu.Unlock()
	b.checkReady()
}

func (b *Bus) checkReady() {
	b.mu.Lock()
	now := b.up && b.probed
	changed := now != b.ready
	b.ready = now
	b.mu.Unlock()
	if changed {
		b.observer.ReadyChanged(now)
	}
}

func (b *Bus) isUp() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.up
}

// connectNow ends a wait between two attempts.
func (b *Bus) connectNow() {
	select {
	case b.reconnect <- struct{}{}:
	default:
	}
}

// Ready reports whether messages flow: the line is up, gaps are repaired, Redis takes writes, and they arrive here.
func (b *Bus) Ready() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ready
}

// Address returns where Redis is, without user and password.
func (b *Bus) Address() string { return b.target.Redacted() }

// Embedded reports whether Redis runs inside this process.
func (b *Bus) Embedded() bool { return b.embedded != nil && b.embedded.running() }

// Close refuses new calls, finishes those in hand, removes this instance's members without telling anybody, and stops.
// It returns when all goroutines have; when the context is done first, what is in hand fails with ErrClosed.
func (b *Bus) Close(ctx context.Context) error {
	b.closeOnce.Do(func() {
		b.committer.close()
		b.presence.close(ctx)
		b.cancel()
		b.tasks.Wait()
		if b.embedded != nil {
			b.embedded.stop()
		}
		_ = b.client.Close()
		close(b.closed)
	})
	<-b.closed
	return nil
}
