package redisbus

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	beatInterval = 2 * time.Second
	beatExpiry   = 6 * time.Second

	presenceInstances = "{presence}:instances"
	presenceMembers   = "{presence}:members"
	presenceClaims    = "{presence}:claims"
	presenceEpoch     = "{presence}:epoch"
	presenceChanges   = "{presence}:changes" // how often members have come, changed or left in this epoch
	presenceOf        = "{presence}:of:"
)

// presence holds this instance's members on Redis, and takes away those of instances that died. An instance lives as
// long as it is in the sorted set of instances, by the time until which it has promised to be back; whoever removes it
// from there takes its members. One that finds itself removed comes back under a new name and announces its members
// again.
type presence struct {
	bus  *Bus
	wake chan struct{}

	mu        sync.Mutex
	name      string // the instance id and what tells this life of it from others
	epoch     string // of Redis: another one means that it has lost everything
	members   roll
	leaving   map[string]leaving // removals that Redis has not confirmed
	aliveFrom time.Time          // since when every beat has been answered in time
	lastBeat  time.Time
	told      []func() // calls to the application that wait
	tell      chan struct{}
}

// leaving is a member to be removed as soon as Redis is back.
type leaving struct {
	member Member
	silent bool // its Join was never confirmed, so nobody needs to be told
}

func newPresence(b *Bus) *presence {
	return &presence{
		bus: b, wake: make(chan struct{}, 1), tell: make(chan struct{}, 1),
		members: newRoll(), leaving: map[string]leaving{},
		name: b.options.InstanceID + "#" + newRandom(4),
	}
}

// Join makes a member present until it leaves or its instance is gone; again with the same id it changes its value and
// claim, or moves it to this instance. Where another member holds the claim nothing changes, and the error is
// ErrClaimed. After ErrUnavailable the member is not present.
func (b *Bus) Join(ctx context.Context, m Member) error {
	if m.ID == "" || len(m.ID) > 256 || len(m.Claim) > 1024 {
		return fmt.Errorf("join: a member needs an id of 1 to 256 bytes and a claim of at most 1024")
	}
	p := b.presence
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	p.mu.Lock()
	delete(p.leaving, m.ID)
	p.mu.Unlock()
	result, err := p.join(ctx, m, false)
	for err == nil && result == "fenced" {
		p.beatNow()
		select {
		case <-time.After(20 * time.Millisecond):
			result, err = p.join(ctx, m, false)
		case <-ctx.Done():
			err = fmt.Errorf("%w: the instance is not registered", ErrUnavailable)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err != nil:
		p.members.remove(m.ID)
		p.leaving[m.ID] = leaving{Member{ID: m.ID}, true}
		return fmt.Errorf("join: %w", err)
	case result == "claimed":
		return fmt.Errorf("join: %w", ErrClaimed)
	}
	p.members.put(m)
	return nil
}

func (p *presence) join(ctx context.Context, m Member, again bool) (string, error) {
	name := p.instance()
	flag, unclaimed := "0", ""
	if again {
		flag, unclaimed = "1", encodeRecord(name, "", m.Value)
	}
	reply, err := p.bus.committer.do(ctx, &command{
		script: &p.bus.scripts.join, bytes: len(m.Value) + 512,
		keys: []string{presenceInstances, presenceMembers, presenceClaims, presenceOf + name, presenceChanges},
		args: []any{name, m.ID, m.Claim, encodeRecord(name, m.Claim, m.Value), unclaimed, flag, presenceOf},
	})
	result, _ := reply.(string)
	return result, err
}

// Leave removes a member. The error is ErrNotHeld where it is not this instance's: nobody has left then. After
// ErrUnavailable the member is removed as soon as Redis is back, and Options.Lost is told of it then.
func (b *Bus) Leave(ctx context.Context, id string) error {
	p := b.presence
	p.mu.Lock()
	m, held := p.members.get(id)
	p.members.remove(id)
	p.mu.Unlock()
	if !held {
		return fmt.Errorf("leave: %w", ErrNotHeld)
	}
	left, err := p.leave(ctx, id)
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		if _, again := p.members.get(id); !again {
			p.leaving[id] = leaving{m, false}
		}
		return fmt.Errorf("leave: %w", err)
	}
	if !left {
		return fmt.Errorf("leave: %w", ErrNotHeld)
	}
	return nil
}

// leave reports whether the member was removed by this call.
func (p *presence) leave(ctx context.Context, id string) (bool, error) {
	name := p.instance()
	cmd := &command{
		script: &p.bus.scripts.leave, bytes: 256,
		keys: []string{presenceMembers, presenceClaims, presenceOf + name, presenceChanges}, args: []any{name, id},
	}
	reply, err := p.bus.committer.do(ctx, cmd)
	// A member that is gone at the second attempt went with the first, whose answer was lost.
	return reply == "ok" || reply == "gone" && cmd.attempts > 1, err
}

// Members returns who is present on the cluster, sorted by id: those of an instance that died are among them until it
// is reaped, 8 seconds at most. Where that has not changed since it was in another state, it returns nobody and that state
// again; the first call has "". What Redis loses in a failover may leave the state the same, and so do instances of former
// versions. The error is ErrUnavailable where Redis does not answer.
func (b *Bus) Members(ctx context.Context, since string) (members []Member, state string, err error) {
	reply, err := b.scripts.members.run(ctx, b.client,
		[]string{presenceInstances, presenceMembers, presenceEpoch, presenceChanges}, since)
	if err != nil {
		return nil, "", fmt.Errorf("members: %w: %w", ErrUnavailable, err)
	}
	parts, _ := reply.([]any)
	if len(parts) != 1 && len(parts) != 3 {
		return nil, "", fmt.Errorf("members: %w: the reply has an unknown form", ErrUnavailable)
	}
	if state, _ = parts[0].(string); len(parts) == 1 {
		return nil, state, nil
	}
	alive := map[string]bool{}
	for _, name := range texts(parts[1]) {
		alive[name] = true
	}
	pairs := texts(parts[2])
	for i := 0; i+1 < len(pairs); i += 2 {
		if instance, m, ok := decodeRecord(pairs[i], pairs[i+1]); ok && alive[instance] {
			members = append(members, m)
		}
	}
	slices.SortFunc(members, func(a, b Member) int { return cmp.Compare(a.ID, b.ID) })
	return members, state, nil
}

func (p *presence) instance() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.name
}

func (p *presence) beatNow() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run beats, reaps, and repeats what Redis has not confirmed.
func (p *presence) run(ctx context.Context) {
	ticker := time.NewTicker(beatInterval)
	defer ticker.Stop()
	for {
		if p.beat(ctx) {
			p.retryLeaving(ctx)
			p.reap(ctx)
		}
		select {
		case <-ticker.C:
		case <-p.wake:
		case <-ctx.Done():
			return
		}
	}
}

func (p *presence) beat(parent context.Context) bool {
	ctx, cancel := context.WithTimeout(parent, replyTimeout)
	defer cancel()
	sent := time.Now()
	p.mu.Lock()
	name, register, known := p.name, p.epoch == "", p.epoch
	p.mu.Unlock()
	alive, epoch, err := p.sendBeat(ctx, name, register)
	if err != nil {
		p.bus.logger.Debug("redis heartbeat failed", "error", err)
		return false
	}
	if !alive {
		name = p.bus.options.InstanceID + "#" + newRandom(4)
		if _, epoch, err = p.sendBeat(ctx, name, true); err != nil {
			return false
		}
		p.bus.logger.Warn("redis did not know this instance any more: announcing its members again", "instance", name)
	}
	p.mu.Lock()
	if p.aliveFrom.IsZero() || !alive || sent.Sub(p.lastBeat) > beatExpiry-beatInterval {
		p.aliveFrom = sent // others may have been away just as long: give them time to beat
	}
	p.name, p.epoch, p.lastBeat = name, epoch, sent
	p.mu.Unlock()
	if !alive {
		p.announceAgain(parent, epoch == known)
	}
	return true
}

func (p *presence) sendBeat(ctx context.Context, name string, register bool) (alive bool, epoch string, err error) {
	flag := "0"
	if register {
		flag = "1"
	}
	reply, err := p.bus.scripts.beat.run(ctx, p.bus.client, []string{presenceInstances, presenceEpoch},
		name, strconv.FormatInt(beatExpiry.Milliseconds(), 10), flag, p.bus.newToken())
	if err != nil {
		return false, "", err
	}
	parts, _ := reply.([]any)
	if len(parts) != 2 {
		return false, "", fmt.Errorf("heartbeat: the reply has an unknown form")
	}
	one, _ := parts[0].(int64)
	epoch, _ = parts[1].(string)
	return one == 1, epoch, nil
}

// announceAgain joins all members under the new name. reaped tells that another instance has declared them lost, so
// that they are to be restored; otherwise Redis has lost everything, and nobody was told.
func (p *presence) announceAgain(ctx context.Context, reaped bool) {
	p.mu.Lock()
	members := p.members.all()
	p.mu.Unlock()
	var wait sync.WaitGroup
	var mu sync.Mutex
	var restored []Restored
	slots := make(chan struct{}, 256)
	for _, m := range members {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			result, err := p.join(ctx, m, true)
			p.mu.Lock()
			defer p.mu.Unlock()
			current, still := p.members.get(m.ID)
			switch {
			case err != nil:
				p.epoch = "" // register and try again: see the next beat
			case result == "elsewhere":
				p.members.remove(m.ID)
			case result == "unclaimed" && still && current.Claim == m.Claim:
				current.Claim = ""
				p.members.put(current)
			}
			if err == nil && (result == "ok" || result == "unclaimed") {
				mu.Lock()
				restored = append(restored, Restored{Member: m, ClaimTaken: result == "unclaimed"})
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if !reaped {
		restored = slices.DeleteFunc(restored, func(r Restored) bool { return !r.ClaimTaken })
	}
	if call := p.bus.options.Restored; call != nil && len(restored) > 0 {
		p.call(func() { call(restored) })
	}
}

func (p *presence) retryLeaving(ctx context.Context) {
	p.mu.Lock()
	waiting := maps.Clone(p.leaving)
	p.mu.Unlock()
	var lost []Member
	for id, l := range waiting {
		p.mu.Lock()
		_, still := p.leaving[id]
		p.mu.Unlock()
		if !still {
			continue
		}
		left, err := p.leave(ctx, id)
		if err != nil {
			break
		}
		p.mu.Lock()
		delete(p.leaving, id)
		p.mu.Unlock()
		if left && !l.silent {
			lost = append(lost, l.member)
		}
	}
	p.lost(lost)
}

// reap removes instances whose time is over. After a time without Redis all of them may look dead: it waits until each
// has had the time to beat.
func (p *presence) reap(ctx context.Context) {
	p.mu.Lock()
	settled := time.Since(p.aliveFrom) > beatExpiry
	p.mu.Unlock()
	if !settled {
		return
	}
	for ctx.Err() == nil {
		instance, members, err := p.remove(ctx, "")
		if err != nil || instance == "" {
			return
		}
		p.bus.logger.Warn("redis instance is dead: its members are removed", "instance", instance, "members", len(members))
		p.lost(members)
	}
}

func (p *presence) remove(ctx context.Context, name string) (instance string, members []Member, err error) {
	ctx, cancel := context.WithTimeout(ctx, replyTimeout)
	defer cancel()
	reply, err := p.bus.scripts.reap.run(ctx, p.bus.client,
		[]string{presenceInstances, presenceMembers, presenceClaims, presenceChanges}, name, presenceOf)
	if err != nil {
		return "", nil, err
	}
	list := texts(reply)
	if len(list) == 0 {
		return "", nil, nil
	}
	for i := 1; i+1 < len(list); i += 2 {
		if _, m, ok := decodeRecord(list[i], list[i+1]); ok {
			members = append(members, m)
		}
	}
	return list[0], members, nil
}

func (p *presence) lost(members []Member) {
	if call := p.bus.options.Lost; call != nil && len(members) > 0 {
		p.call(func() { call(members) })
	}
}

// call has the application told on the goroutine of notify, so that it never holds up the heartbeat.
func (p *presence) call(f func()) {
	p.mu.Lock()
	p.told = append(p.told, f)
	p.mu.Unlock()
	select {
	case p.tell <- struct{}{}:
	default:
	}
}

func (p *presence) notify(ctx context.Context) {
	for {
		select {
		case <-p.tell:
		case <-ctx.Done():
			return
		}
		p.mu.Lock()
		calls := p.told
		p.told = nil
		p.mu.Unlock()
		for _, call := range calls {
			call()
		}
	}
}

func (p *presence) close(ctx context.Context) {
	if _, _, err := p.remove(ctx, p.instance()); err != nil {
		p.bus.logger.Debug("redis members not removed: others will find this instance dead", "error", err)
	}
}

// encodeRecord writes what lua/record.lua reads.
func encodeRecord(instance, claim string, value []byte) string {
	return fmt.Sprintf("%d %d %s%s%s", len(instance), len(claim), instance, claim, value)
}

func decodeRecord(id, record string) (instance string, m Member, ok bool) {
	first, rest, ok1 := strings.Cut(record, " ")
	second, rest, ok2 := strings.Cut(rest, " ")
	n, err1 := strconv.Atoi(first)
	k, err2 := strconv.Atoi(second)
	if !ok1 || !ok2 || err1 != nil || err2 != nil || n < 0 || k < 0 || n > len(rest) || k > len(rest)-n {
		return "", Member{}, false
	}
	return rest[:n], Member{ID: id, Claim: rest[n : n+k], Value: []byte(rest[n+k:])}, true
}

// texts returns the strings of an array reply.
func texts(reply any) []string {
	list, _ := reply.([]any)
	out := make([]string, 0, len(list))
	for _, element := range list {
		text, _ := element.(string)
		out = append(out, text)
	}
	return out
}
