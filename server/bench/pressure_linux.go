package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"eventwire/server/bench/internal/load"
)

// storm measures what it takes to serve thousands of clients that return at once, and what those
// who stayed notice of it.
func (b *bench) storm(ctx context.Context, t target, r *result) error {
	s, err := b.open(ctx, t, 1)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.join(ctx, b.clients(b.settings.Connections)); err != nil {
		return err
	}
	// Those who return have no names: the news of 10,000 names would be measured instead.
	returning := load.Join{Count: b.settings.Storm, InFlight: 256, First: b.settings.Connections}
	if _, err := s.Connect(ctx, returning); err != nil {
		return err
	}
	// Some messages, for a position from which to return.
	if _, err := s.Run(ctx, load.Load{Rate: b.settings.Rate, Duration: time.Second}); err != nil {
		return err
	}
	returning.Position = s.Position()
	returning.InFlight = 0 // all at once
	s.Disconnect(b.settings.Storm)
	if err := s.Rest(ctx, 500*time.Millisecond); err != nil {
		return err
	}
	calm, used, err := s.measure(ctx, load.Load{Rate: b.settings.Rate, Duration: time.Second})
	if err != nil {
		return err
	}
	perDelivery := float64(used.servers) / float64(calm.Delivered)

	run, used, err := s.measure(ctx, load.Load{
		Rate:      b.settings.Rate,
		Duration:  b.settings.Duration,
		Meanwhile: &returning,
	})
	if err != nil {
		return err
	}
	s.book(r, run, used, b.settings.Rate)
	// The deliveries to those who have returned are part of the same load.
	handshakes := used.servers - time.Duration(perDelivery*float64(run.Delivered+run.Guests))
	r.HandshakesServed = run.Meanwhile.Open
	r.HandshakeWallSeconds = run.Meanwhile.Elapsed.Seconds()
	if handshakes > 0 {
		r.HandshakeCPUSeconds = handshakes.Seconds()
		r.HandshakesPerCPU = float64(run.Meanwhile.Open) / handshakes.Seconds()
	}
	if run.Meanwhile.Failed > 0 {
		return fmt.Errorf("%d clients were not served again", run.Meanwhile.Failed)
	}
	return lossOf(run, s)
}

// slow measures what clients that never read do to the memory of the server and to those who do.
func (b *bench) slow(ctx context.Context, t target, r *result) error {
	// Enough to overflow a queue of 1 MiB and the kernel's buffers several times.
	const overflow = 8 << 20
	s, err := b.open(ctx, t, 1)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.Connect(ctx, load.Join{Count: b.settings.Connections, InFlight: 256, Named: true}); err != nil {
		return err
	}
	stalled := load.Join{
		Count: b.settings.Stalled, InFlight: 256, First: b.settings.Connections, ReceiveBuffer: 4096,
	}
	if _, err := s.join(ctx, stalled); err != nil {
		return err
	}
	if r.BaseBytes, err = s.residentNow(); err != nil {
		return err
	}
	if err := s.Stall(b.settings.Stalled); err != nil {
		return err
	}
	texts := float64(overflow / (b.settings.TextBytes + 200))
	rate := texts / b.settings.Duration.Seconds()
	s.Watch = func() {
		if now, err := s.residentNow(); err == nil {
			r.PeakBytes = max(r.PeakBytes, now)
		}
	}
	run, used, err := s.measure(ctx, load.Load{Rate: rate, Duration: b.settings.Duration})
	if err != nil {
		return err
	}
	s.book(r, run, used, rate)
	if err := s.Unstall(ctx, b.settings.Stalled, time.Second); err != nil {
		return err
	}
	r.Stalled = b.settings.Stalled
	r.CloseCodes = s.CloseCodes()
	closed := 0
	for _, n := range r.CloseCodes {
		closed += n
	}
	if closed < b.settings.Stalled && t.name == chat {
		err = fmt.Errorf("only %d of %d stalled clients were closed", closed, b.settings.Stalled)
	}
	return errors.Join(err, lossOf(run, s))
}
