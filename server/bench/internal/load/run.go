//go:build linux

package load

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

// Load is a stream of texts, published at an even pace.
type Load struct {
	// Rate is how many texts a second are published.
	Rate float64
	// Duration is how long they are.
	Duration time.Duration
	// Senders is how many connections take turns in publishing; the default is all.
	Senders int
	// Sample is how many deliveries there are to each one whose latency is taken; the default
	// is chosen so that about 100,000 a second are.
	Sample int
	// GiveUp ends the sending early once a delivery took longer; zero never does.
	GiveUp time.Duration
	// Drain bounds how long late deliveries are waited for when the last text is out; the
	// default is 5 s.
	Drain time.Duration
	// Meanwhile are connections to open during the load, which ends early, but not within its
	// first second, when all of them are welcomed. Theirs are not counted as deliveries.
	Meanwhile *Join
}

// Result is what a [Load] came to.
type Result struct {
	// Sent texts should each have been delivered to each of Receivers: Expected deliveries.
	Sent, Expected, Delivered uint64
	Receivers                 int
	// Missing deliveries never came, Surplus ones came twice; both are counted per connection.
	Missing, Surplus uint64
	// Lost connections were ended by the server.
	Lost int
	// Elapsed is the time from the first text to the last delivery.
	Elapsed time.Duration
	// Latency is from the moment at which a text was due to be sent to its delivery.
	Latency *Histogram
	// Late is the longest time by which the generator itself was behind its schedule.
	Late time.Duration
	// GaveUp tells that the sending ended early.
	GaveUp bool
	// Meanwhile is what became of the connections opened during the load.
	Meanwhile Joined
}

// PerSecond returns the deliveries per second of elapsed time.
func (r *Result) PerSecond() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(r.Delivered) / r.Elapsed.Seconds()
}

// run is a Load in progress.
type run struct {
	Load
	interval  time.Duration
	begin     time.Duration
	next      time.Duration // when the next text is due
	sending   bool
	sent      uint64
	delivered uint64
	last      time.Duration // when the last delivery came
	senders   []*conn
	untilNext int // deliveries until the next sample
	late      time.Duration
	latency   *Histogram
	gaveUp    bool
}

// Run publishes texts and counts their deliveries to the connections that stand now, until all
// have come, the drain time is over, or nothing has come for a second.
func (g *Generator) Run(ctx context.Context, load Load) (Result, error) {
	receivers := g.counted()
	if len(receivers) == 0 || load.Rate <= 0 {
		return Result{}, fmt.Errorf("load: nothing to measure: %d connections, %v texts a second", len(receivers), load.Rate)
	}
	if load.Senders == 0 {
		load.Senders = len(receivers)
	}
	if load.Sample == 0 {
		// Odd, so that it does not pick the same ones out of a round number of connections.
		load.Sample = int(load.Rate*float64(len(receivers))/100_000) | 1
	}
	if load.Drain == 0 {
		load.Drain = 5 * time.Second
	}
	lost := g.lost
	r := &run{
		Load:     load,
		interval: time.Duration(float64(time.Second) / load.Rate),
		begin:    g.now(),
		sending:  true,
		senders:  spread(receivers, load.Senders),
		latency:  &Histogram{},
	}
	r.next, r.last, r.untilNext = r.begin, r.begin, load.Sample
	g.run = r
	defer g.endRun()

	watched := r.begin
	var joining *opening
	joined := Joined{}
	failed := g.failed
	if load.Meanwhile != nil {
		joining = &opening{Join: *load.Meanwhile}
		if joining.Timeout == 0 {
			joining.Timeout = joinTimeout
		}
	}
	for {
		if joining != nil {
			if err := joining.step(g); err != nil {
				return Result{}, err
			}
			if joining.done(g) {
				joined.Elapsed = g.now() - r.begin
				joined.Failed = g.failed - failed
				joined.Open = joining.Count - joined.Failed
				r.Duration = min(r.Duration, max(joined.Elapsed, time.Second))
				joining = nil
			}
		}
		if err := g.poll(ctx, 20*time.Millisecond); err != nil {
			return Result{}, err
		}
		if now := g.now(); g.Watch != nil && now-watched > watchInterval {
			g.Watch()
			watched = now
		}
		if r.finished(g.now(), len(receivers)) && (joining == nil || g.now()-r.begin > joining.Timeout) {
			break
		}
	}
	if joining != nil {
		joined.Open, joined.Failed = joining.started-g.opening, joining.Count-joining.started+g.opening
	}
	result := r.result(receivers, g.lost-lost)
	result.Meanwhile = joined
	return result, nil
}

// endRun ends the load, and with it the difference between those who stood before and those who came meanwhile.
func (g *Generator) endRun() {
	g.run = nil
	for _, c := range g.conns {
		if c.state == stateOpen && c.epoll == g.entry {
			g.toOthers(c)
		}
	}
}

// counted marks the connections that stand as those whose deliveries count, from none on.
func (g *Generator) counted() []*conn {
	var receivers []*conn
	for _, c := range g.conns {
		if c.counted = c.state == stateOpen && !c.stalled; c.counted {
			c.delivered = 0
			receivers = append(receivers, c)
		}
	}
	return receivers
}

// spread picks at most n connections at even distances.
func spread(conns []*conn, n int) []*conn {
	n = min(n, len(conns))
	picked := make([]*conn, n)
	for i := range picked {
		picked[i] = conns[i*len(conns)/n]
	}
	return picked
}

// pace publishes every text that is due by now.
func (g *Generator) pace() {
	r := g.run
	if r == nil || !r.sending {
		return
	}
	for now := g.now(); r.next <= now; r.next += r.interval {
		if r.gaveUp || r.next-r.begin >= r.Duration {
			r.sending = false
			return
		}
		r.late = max(r.late, now-r.next)
		c := r.senders[r.sent%uint64(len(r.senders))]
		if c.state == stateOpen {
			g.publish(c, r.next)
			r.sent++
		} else if r.senders = standing(r.senders); len(r.senders) == 0 {
			r.sending = false
			return
		}
	}
}

// publish sends one text that carries the given time.
func (g *Generator) publish(c *conn, at time.Duration) {
	g.scratch = appendText(g.scratch[:0], at, g.options.TextBytes)
	g.text = g.options.Protocol.Publish(g.text[:0], g.scratch)
	g.write(c, appendFrame(g.frame[:0], opText, g.mask, g.text))
}

func standing(conns []*conn) []*conn {
	var open []*conn
	for _, c := range conns {
		if c.state == stateOpen {
			open = append(open, c)
		}
	}
	return open
}

// deliver books one delivery to a counted connection.
func (r *run) deliver(g *Generator, line []byte, now time.Duration) {
	r.delivered++
	r.last = now
	if r.untilNext--; r.untilNext > 0 {
		return
	}
	r.untilNext = r.Sample
	sent, ok := sentAt(line)
	if !ok || sent < r.begin {
		return // a text from before this load
	}
	r.latency.Record(now - sent)
	if r.GiveUp > 0 && now-sent > r.GiveUp {
		r.gaveUp = true
	}
	if p := g.options.Protocol.Position; p != "" {
		if _, rest, ok := bytes.Cut(line, []byte(p)); ok {
			if position, _, ok := bytes.Cut(rest, []byte{'"'}); ok && string(position) != g.position {
				g.position = string(position)
			}
		}
	}
}

// finished tells whether there is nothing more to wait for.
func (r *run) finished(now time.Duration, receivers int) bool {
	if r.sending {
		// Nothing at all within the time to give up is a delivery that takes longer.
		if r.GiveUp > 0 && r.sent > 0 && now-max(r.last, r.begin) > r.GiveUp+r.interval {
			r.gaveUp, r.sending = true, false
		}
		return false
	}
	end := r.begin + r.Duration
	return r.delivered >= r.sent*uint64(receivers) || now-end > r.Drain ||
		now-max(r.last, end) > time.Second
}

func (r *run) result(receivers []*conn, lost int) Result {
	result := Result{
		Sent:      r.sent,
		Receivers: len(receivers),
		Expected:  r.sent * uint64(len(receivers)),
		Delivered: r.delivered,
		Lost:      lost,
		Elapsed:   max(r.last-r.begin, time.Duration(r.sent)*r.interval),
		Latency:   r.latency,
		Late:      r.late,
		GaveUp:    r.gaveUp,
	}
	for _, c := range receivers {
		if c.delivered < r.sent {
			result.Missing += r.sent - c.delivered
		} else {
			result.Surplus += c.delivered - r.sent
		}
	}
	return result
}

// Probe publishes one text after another until every connection that stands has received one,
// and then waits until all is quiet: the server has registered them all.
func (g *Generator) Probe(ctx context.Context, timeout time.Duration) error {
	receivers := g.counted()
	if len(receivers) == 0 {
		return fmt.Errorf("load: no connection stands (%v)", g.failure)
	}
	var publish time.Duration
	for deadline := g.now() + timeout; ; {
		now := g.now()
		if now >= publish {
			g.publish(receivers[0], now)
			publish = now + 250*time.Millisecond
		}
		if err := g.poll(ctx, 20*time.Millisecond); err != nil {
			return err
		}
		waiting := 0
		for _, c := range receivers {
			if c.delivered == 0 {
				waiting++
			}
		}
		if waiting == 0 {
			return g.settle(ctx, 300*time.Millisecond)
		}
		if now > deadline {
			return fmt.Errorf("%d of %d connections received nothing within %v; the server said %q (%v)",
				waiting, len(receivers), timeout, g.refusal, g.failure)
		}
	}
}

// settle waits until nothing has been delivered for the given time.
func (g *Generator) settle(ctx context.Context, quiet time.Duration) error {
	last := g.now()
	for g.now()-last < quiet {
		before := g.reads
		if err := g.poll(ctx, 20*time.Millisecond); err != nil {
			return err
		}
		if g.reads != before {
			last = g.now()
		}
	}
	return nil
}

// Rest serves the connections, without load, for the given time.
func (g *Generator) Rest(ctx context.Context, d time.Duration) error {
	for end := g.now() + d; g.now() < end; {
		if err := g.poll(ctx, min(20*time.Millisecond, end-g.now())); err != nil {
			return err
		}
	}
	return nil
}
