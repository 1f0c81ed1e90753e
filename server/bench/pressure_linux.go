package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"eventwire/server/bench/internal/load"
)

// stormShare is the part of the fan-out's rate that a storm meets: in the end ten times as many
// clients receive each text.
const stormShare = 5

// storm measures what it takes to serve thousands of clients that return at once, and what those
// who stayed notice of it.
func (b *bench) storm(ctx context.Context, t target, r *result) error {
	s, err := b.open(ctx, t, 1, b.settings.TextBytes)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.join(ctx, b.clients(b.settings.Connections)); err != nil {
		return err
	}
	// Those who return have no names: the news of 10,000 names would be measured instead.
	crowd := load.Join{Count: b.settings.Storm, InFlight: 256, First: b.settings.Connections}
	before, err := s.usage()
	if err != nil {
		return err
	}
	joined, err := s.Connect(ctx, crowd)
	if err != nil {
		return err
	}
	after, err := s.usage()
	if err != nil {
		return err
	}
	r.HandshakesPerSecond = float64(joined.Open) / joined.Elapsed.Seconds()
	if used := after.since(before).servers; used > 0 {
		r.HandshakesPerCPU = float64(joined.Open) / used.Seconds()
	}

	// Some messages, for a position from which to return.
	rate := b.settings.Rate / stormShare
	if _, err := s.Run(ctx, load.Load{Rate: rate, Duration: 500 * time.Millisecond}); err != nil {
		return err
	}
	crowd.Position = s.Position()
	crowd.InFlight = 0 // all at once
	s.Disconnect(b.settings.Storm)
	if err := s.Rest(ctx, 500*time.Millisecond); err != nil {
		return err
	}
	run, used, err := s.measure(ctx, load.Load{Rate: rate, Duration: 20 * time.Second, Meanwhile: &crowd})
	if err != nil {
		return err
	}
	s.book(r, run, used, rate)
	r.HandshakesServed = run.Meanwhile.Open
	r.HandshakeWallSeconds = run.Meanwhile.Elapsed.Seconds()
	r.HandshakeCPUSeconds = used.servers.Seconds()
	if run.Meanwhile.Failed > 0 {
		return fmt.Errorf("%d clients were not served again", run.Meanwhile.Failed)
	}
	return lossOf(run, s)
}

// slow measures what clients that never read do to the memory of the server and to those who do.
func (b *bench) slow(ctx context.Context, t target, r *result) error {
	// In six seconds at this pace 4 MiB are due to each client: a queue of 1 MiB overflows, and what
	// the kernel buffers of a connection over loopback, 1.3 MiB and more.
	const rate, textBytes, duration = 600.0, 1000, 6 * time.Second
	s, err := b.open(ctx, t, 1, textBytes)
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
	s.Watch = func() {
		if now, err := s.residentNow(); err == nil {
			r.PeakBytes = max(r.PeakBytes, now)
		}
	}
	run, used, err := s.measure(ctx, load.Load{Rate: rate, Duration: duration})
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
