package chaos

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"eventwire/server/internal/redistest"
)

// TestFaultBetweenEveryTwoSteps breaks the way of a message wherever it can be broken: client, instance, Redis, the instance
// again and the ack; and Redis, another instance, another client. Whatever breaks, the message is acknowledged in
// the end, and both clients get it once.
func TestFaultBetweenEveryTwoSteps(t *testing.T) {
	t.Parallel()
	c := startCluster(t)
	const rounds = 2 // heartbeats go the same way and may be what is cut
	here, there := c.nodes[0], c.nodes[1]
	say := func(k *client) { k.say() }
	steps := []struct {
		name string
		say  func(sender *client)
	}{
		{"the instance does not get the message", func(k *client) { here.front.CutNextRequests(1); say(k) }},
		{"Redis does not get it", func(k *client) { here.toRedis.CutNextRequests(1); say(k) }},
		{"the instance does not learn that Redis has it", func(k *client) { here.toRedis.CutNextReplies(1); say(k) }},
		{"it never learns it", func(k *client) {
			here.toRedis.CutNextReplies(1)
			stored := c.stored()
			say(k)
			await(t, "stored", func() bool { return c.stored() > stored })
			here.kill()
			here.start()
		}},
		{"the client does not get the ack", func(k *client) { here.front.CutNextReplies(1); say(k) }},
		{"the client never gets the ack of this instance", func(k *client) {
			stored := c.stored()
			say(k)
			await(t, "stored", func() bool { return c.stored() > stored })
			here.kill()
			here.start()
		}},
		{"the other instance does not get it", func(k *client) { there.toRedis.CutNextReplies(1); say(k) }},
		{"the other instance ends before it gets it", func(k *client) {
			there.toRedis.Stall(true)
			say(k)
			await(t, "acknowledged", k.settled)
			there.kill()
			there.toRedis.Stall(false)
			there.start()
		}},
		{"the other client does not get it", func(k *client) { there.front.CutNextReplies(1); say(k) }},
		{"nothing breaks", say},
	}

	ctx, cancel := context.WithCancel(t.Context())
	var tasks sync.WaitGroup
	defer func() { cancel(); tasks.Wait() }()
	sender := newClient("sender", func() string { return here.front.Address })
	reader := newClient("reader", func() string { return there.front.Address })
	clients := []*client{sender, reader}
	for _, k := range clients {
		tasks.Go(func() { k.run(ctx) })
		await(t, k.name+" is connected", k.connected)
	}
	for _, step := range steps {
		for range rounds {
			step.say(sender)
			await(t, step.name+": acknowledged, and everywhere", func() bool {
				return sender.settled() && sender.heard() == sender.said() && reader.heard() >= sender.said()
			})
			for _, p := range []*redistest.Proxy{here.front, here.toRedis, there.front, there.toRedis} {
				p.CutNextRequests(0)
				p.CutNextReplies(0)
			}
			await(t, "both are connected", func() bool { return sender.connected() && reader.connected() })
		}
	}
	cancel()
	tasks.Wait()
	v := judge(clients, fault{}, nil)
	for _, example := range v.examples {
		t.Error(example)
	}
	if want := rounds * len(steps); v.messages != want || v.deliveries != 2*want {
		t.Errorf("%d messages and %d deliveries, want %d and %d", v.messages, v.deliveries, want, 2*want)
	}
}

// TestWhatIsSentAgainBearsTheName kills the instance before a message is acknowledged, once before Redis has it and once
// after. The sender comes back on another instance, sends it again before anything else, and everybody gets it once, under
// the sender's name.
func TestWhatIsSentAgainBearsTheName(t *testing.T) {
	t.Parallel()
	c := startCluster(t)
	here, there := c.nodes[0], c.nodes[1]
	ctx, cancel := context.WithCancel(t.Context())
	var tasks sync.WaitGroup
	defer func() { cancel(); tasks.Wait() }()
	reader := newClient("reader", func() string { return there.front.Address })
	tasks.Go(func() { reader.run(ctx) })
	await(t, "the reader is connected", reader.connected)

	for _, step := range []struct {
		name string
		kill func(sender *client)
	}{
		{"Redis does not get it", func(sender *client) {
			here.toRedis.Stall(true)
			sender.say()
			here.kill()
			here.toRedis.Stall(false)
		}},
		{"Redis has it", func(sender *client) {
			here.front.CutNextReplies(1)
			stored := c.stored()
			sender.say()
			await(t, "stored", func() bool { return c.stored() > stored })
			here.kill()
			here.front.CutNextReplies(0)
		}},
	} {
		var moved atomic.Bool
		sender := newClient(step.name, func() string {
			if moved.Load() {
				return there.front.Address
			}
			return here.front.Address
		})
		sender.username = step.name
		tasks.Go(func() { sender.run(ctx) })
		await(t, "the sender is seen on the other instance", func() bool {
			reader.mu.Lock()
			defer reader.mu.Unlock()
			return reader.here[step.name]
		})
		moved.Store(true)
		before := reader.heard()
		step.kill(sender)
		await(t, step.name+": acknowledged, and everywhere", func() bool { return sender.settled() && reader.heard() > before })
		here.start()
		here.awaitReady()
	}
	cancel()
	tasks.Wait()
	if len(reader.log) != 2 {
		t.Errorf("got %+v, want two messages", reader.log)
	}
	for _, e := range reader.log {
		if name, _, _ := strings.Cut(e.text, " says "); e.from != name {
			t.Errorf("%q is from %s", e.text, e.from)
		}
	}
}

// stored is how many messages Redis has.
func (c *cluster) stored() int { return len(c.history()) }

func (c *client) connected() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.line != nil
}

// said is how many messages the client has begun to send.
func (c *client) said() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

// heard is how many different messages the client has got.
func (c *client) heard() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var texts []string
	for _, e := range c.log {
		if !e.gap {
			texts = append(texts, e.text)
		}
	}
	slices.Sort(texts)
	return len(slices.Compact(texts))
}
