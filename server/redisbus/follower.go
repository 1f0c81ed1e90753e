package redisbus

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// follower delivers one channel. All its methods run on the goroutine that delivers.
type follower struct {
	bus     *Bus
	channel Channel
	stream  string
	meta    string
	tail    *tail      // nil where the channel has no history
	recent  *recentIDs // nil where it has one
	// covered is the end of the history when it was last read: messages up to it that were under way on the line by
	// then come a second time.
	covered string
}

func newFollower(b *Bus, c Channel) *follower {
	f := &follower{bus: b, channel: c}
	if c.History == nil {
		f.recent = newRecentIDs(1024)
		return f
	}
	f.stream = c.Name + ":history"
	f.meta = sameSlot(f.stream, "meta")
	f.tail = newTail(&b.options, c.History)
	return f
}

// receive takes a message from the line.
func (f *follower) receive(ctx context.Context, e envelope) error {
	if f.tail == nil {
		// A publication that was sent a second time, because the first had no answer, has the same id.
		if e.ID == "" || f.recent.add(e.ID) {
			f.bus.options.Deliver(Message{Channel: f.channel.Name, ID: e.ID, Data: e.Data, Trace: e.Trace})
		}
		return nil
	}
	if f.accept(e) {
		return nil
	}
	return f.repair(ctx)
}

// accept delivers a message that is the next one and drops one that was delivered; false tells of a gap.
func (f *follower) accept(e envelope) bool {
	if _, last := f.tail.state(); e.Prev == last && e.ID != "" {
		f.deliver(e, false)
		return true
	}
	return f.tail.holds(e.ID) || e.ID != "" && f.covered != "" && !isAfter(e.ID, f.covered)
}

func (f *follower) deliver(e envelope, replayed bool) {
	m := Message{Channel: f.channel.Name, ID: e.ID, Prev: e.Prev, Data: e.Data, Trace: e.Trace, Replayed: replayed}
	f.tail.append(m)
	f.bus.options.Deliver(m)
}

// reset says that the channel is broken after from. The tail has forgotten what was before, so that nobody who is told
// can still be answered from it.
func (f *follower) reset(reason ResetReason, from string) {
	r := Reset{Channel: f.channel.Name, Reason: reason, From: from}
	if f.tail != nil {
		_, r.To = f.tail.state()
	}
	f.bus.logger.Warn("redis channel is broken here", "channel", r.Channel, "reason", r.Reason, "from", r.From, "to", r.To)
	f.bus.observer.Broken(r)
	if f.bus.options.Reset != nil {
		f.bus.options.Reset(r)
	}
}

// lostSome says that messages of the line were lost: they are read from the history, or it is said that they are gone.
func (f *follower) lostSome(ctx context.Context) error {
	if f.tail == nil {
		f.reset(ResetGap, "")
		return nil
	}
	return f.repair(ctx)
}

// compare takes the end of the history as Redis says it is, when everything up to it has come through the line.
func (f *follower) compare(ctx context.Context, epoch, last string) error {
	ourEpoch, ourLast := f.tail.state()
	if epoch == ourEpoch && (last == ourLast || f.tail.holds(last)) {
		return nil
	}
	return f.repair(ctx)
}

// start reads the tail of the history and delivers it.
func (f *follower) start(ctx context.Context) error {
	p, err := f.read(ctx, backward, "+", "-")
	if err != nil {
		return err
	}
	epoch, base := p.epoch, p.last
	var newest []envelope // newest first
	size := 0
	for len(p.entries) > 0 {
		for _, e := range p.entries {
			if len(newest) > 0 && e.ID != base || len(newest) == f.tail.maxLength || size > f.tail.maxBytes {
				p.entries = nil // not linked, or enough
				break
			}
			newest = append(newest, e)
			size += len(e.Data)
			base = e.Prev
		}
		if !p.full || len(p.entries) == 0 {
			break
		}
		if p, err = f.read(ctx, backward, "("+newest[len(newest)-1].ID, "-"); err != nil {
			return err
		}
		if p.epoch != epoch {
			return fmt.Errorf("read %s: the history began again meanwhile", f.stream)
		}
	}
	f.tail.restart(epoch, base)
	for i := len(newest) - 1; i >= 0; i-- {
		f.deliver(newest[i], true)
	}
	// What came while the tail was delivered.
	return f.repair(ctx)
}

// catchUp brings the channel to the end of its history, after the line was connected.
func (f *follower) catchUp(ctx context.Context) error {
	if epoch, _ := f.tail.state(); epoch == "" {
		return f.start(ctx)
	}
	return f.repair(ctx)
}

// repair reads what comes after the last message delivered, and delivers it.
func (f *follower) repair(ctx context.Context) error {
	begin, count, stuck := time.Now(), 0, 0
	for {
		epoch, last := f.tail.state()
		p, err := f.read(ctx, forward, "("+last, "+")
		if err != nil {
			return err
		}
		if p.epoch != epoch {
			if err := f.restart(ctx); err != nil {
				return err
			}
			f.reset(ResetEpoch, last)
			continue
		}
		if len(p.entries) == 0 && p.last == last {
			break
		}
		if n := f.deliverLinked(p.entries); n > 0 {
			count, stuck = count+n, 0
			continue
		}
		if stuck++; stuck > 3 {
			// Somebody else writes to the stream, and nothing links.
			f.tail.restart(p.epoch, p.last)
			f.reset(ResetTrimmed, last)
			break
		}
		if err := f.rejoin(ctx); err != nil {
			return err
		}
	}
	_, f.covered = f.tail.state()
	if count > 0 {
		f.bus.observer.Repaired(f.channel.Name, count, time.Since(begin))
	}
	return nil
}

// deliverLinked delivers entries as far as each follows the one before.
func (f *follower) deliverLinked(entries []envelope) int {
	for i, e := range entries {
		if _, last := f.tail.state(); e.Prev != last {
			return i
		}
		f.deliver(e, false)
	}
	return len(entries)
}

// restart goes to the beginning of what the history has now.
func (f *follower) restart(ctx context.Context) error {
	p, err := f.read(ctx, forward, "-", "+")
	if err != nil {
		return err
	}
	base := p.last
	if len(p.entries) > 0 {
		base = p.entries[0].Prev
	}
	f.tail.restart(p.epoch, base)
	f.covered = ""
	return nil
}

// rejoin finds where the history goes on from. Not from the last message delivered: it was trimmed beyond it, or a
// failover or an old snapshot brought back an earlier state. What was delivered before is not delivered again.
func (f *follower) rejoin(ctx context.Context) error {
	epoch, last := f.tail.state()
	var next envelope // the oldest entry after last
	for bound := "+"; ; {
		p, err := f.read(ctx, backward, bound, "-")
		if err != nil {
			return err
		}
		if p.epoch != epoch {
			return nil // repair reads again, and sees it
		}
		if bound == "+" && p.last != last && f.tail.holds(p.last) {
			f.rewind(p.last)
			return nil
		}
		more := p.full
		for _, e := range p.entries {
			if f.tail.holds(e.ID) {
				more = false
				break
			}
			if f.tail.holds(e.Prev) {
				f.rewind(e.Prev)
				return nil
			}
			if !isAfter(e.ID, last) {
				more = false
				break
			}
			next = e
		}
		if !more {
			f.skip(epoch, last, cmp.Or(next.Prev, p.last))
			return nil
		}
		bound = "(" + cmp.Or(next.ID, last)
	}
}

// skip goes on after a position that does not follow from what was delivered.
func (f *follower) skip(epoch, last, base string) {
	f.tail.restart(epoch, base)
	f.covered = ""
	if isAfter(base, last) {
		f.reset(ResetTrimmed, last)
	} else {
		f.reset(ResetRewound, last)
	}
}

// rewind makes id the last message delivered.
func (f *follower) rewind(id string) {
	_, last := f.tail.state()
	if id == last {
		return
	}
	f.tail.cut(id)
	f.covered = ""
	f.reset(ResetRewound, last)
}

// recentIDs remembers the last ids that were added.
type recentIDs struct {
	ring []string
	next int
	set  map[string]struct{}
}

func newRecentIDs(length int) *recentIDs {
	return &recentIDs{ring: make([]string, length), set: make(map[string]struct{}, length)}
}

// add reports whether the id is new.
func (r *recentIDs) add(id string) bool {
	if _, known := r.set[id]; known {
		return false
	}
	delete(r.set, r.ring[r.next])
	r.ring[r.next] = id
	r.set[id] = struct{}{}
	r.next = (r.next + 1) % len(r.ring)
	return true
}
