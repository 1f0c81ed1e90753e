package redisbus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

var errUnknownChannel = errors.New("not one of Options.Channels")

const onceLimit = 256

// unnamedWindow is how long a publication without a deduplication key is protected from being stored twice when the
// bus repeats it after a broken line: longer than a repetition takes.
const unnamedWindow = 10 * time.Second

// Publish publishes a message and returns when Redis has it: stored, where the channel has a history, and on its way to
// every instance. It takes 2 seconds at most; then, and at once where Redis is known to be away, the error is
// ErrUnavailable. The order of publications is that of the calls; they share round trips, so call it concurrently.
func (b *Bus) Publish(ctx context.Context, p Publication) (Receipt, error) {
	begin := time.Now()
	receipt, err := b.publish(ctx, p)
	if err != nil {
		err = fmt.Errorf("publish %s: %w", p.Channel, err)
	}
	b.observer.Published(p.Channel, time.Since(begin), err)
	return receipt, err
}

func (b *Bus) publish(ctx context.Context, p Publication) (Receipt, error) {
	f := b.followers[p.Channel]
	switch {
	case f == nil:
		return Receipt{}, errUnknownChannel
	case len(p.Once) > onceLimit:
		return Receipt{}, fmt.Errorf("deduplication key of %d bytes: at most %d", len(p.Once), onceLimit)
	case len(p.Data) == 0:
		return Receipt{}, errors.New("no data")
	case !isID(p.Trace):
		return Receipt{}, errors.New("a trace with other than visible ASCII characters, or with quotes or backslashes")
	}
	cmd := &command{bytes: len(p.Data) + 256}
	id := ""
	switch {
	case f.tail != nil:
		cmd.script = &b.scripts.append
		window, key := b.options.DedupeWindow, "once:"+p.Once
		if p.Once == "" {
			window, key = unnamedWindow, "try:"+b.newToken()
		}
		cmd.keys = []string{f.stream, f.meta, sameSlot(f.stream, key)}
		cmd.args = []any{
			p.Channel, string(p.Data), strconv.FormatInt(f.channel.History.MaxLength, 10),
			strconv.FormatInt(max(1, window.Milliseconds()), 10), b.newToken(), newNumber(), p.Trace,
		}
	case p.Once != "":
		id = b.newToken()
		cmd.script = &b.scripts.announce
		cmd.keys = []string{sameSlot(p.Channel, "once:"+p.Once)}
		cmd.args = []any{
			p.Channel, id, string(appendEnvelope(nil, id, p.Trace, p.Data)),
			strconv.FormatInt(max(1, b.options.DedupeWindow.Milliseconds()), 10),
		}
	default:
		id = b.newToken()
		cmd.args = []any{"publish", p.Channel, string(appendEnvelope(nil, id, p.Trace, p.Data))}
	}
	reply, err := b.committer.do(ctx, cmd)
	if err != nil {
		return Receipt{}, err
	}
	if cmd.script == nil {
		return Receipt{ID: id}, nil
	}
	return parseReceipt(reply)
}

// parseReceipt reads {id, 1 if it is a duplicate}.
func parseReceipt(reply any) (Receipt, error) {
	parts, _ := reply.([]any)
	if len(parts) == 2 {
		id, ok1 := parts[0].(string)
		duplicate, ok2 := parts[1].(int64)
		if ok1 && ok2 {
			return Receipt{ID: id, Duplicate: duplicate == 1}, nil
		}
	}
	return Receipt{}, fmt.Errorf("%w: the reply has an unknown form", ErrUnavailable)
}

// newToken returns an id that no other process and no other call has.
func (b *Bus) newToken() string {
	return b.token + "-" + strconv.FormatUint(b.tokens.Add(1), 10)
}

// newNumber returns random digits for the id at which an epoch begins.
func newNumber() string { return strconv.FormatUint(uint64(rand.Uint32()), 10) }

// sameSlot returns a key beside another one that is on the same node of a Redis Cluster: in the slot of its hash tag.
func sameSlot(key, suffix string) string {
	if hashTag(key) != "" {
		return key + ":" + suffix
	}
	return "{" + key + "}:" + suffix
}

// hashTag returns what Redis Cluster hashes of a key, where that is not the whole key.
func hashTag(key string) string {
	_, rest, found := strings.Cut(key, "{")
	if !found {
		return ""
	}
	tag, _, found := strings.Cut(rest, "}")
	if !found {
		return ""
	}
	return tag
}
