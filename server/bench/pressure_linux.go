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
	if _, err = s.join(ctx, b.clients(b.settings.Connections)); err != nil {
		return err
	}
	// Those who return have no names: the news of 10,000 names would be measured instead.
	crowd := load.Join{Count: b.settings.Storm, InFlight: 256, First: b.settings.Connections}
	// The same for every server: a connection, and the answer to its handshake.
	bare := crowd
	bare.Bare = true
	if r.HandshakesPerSecond, r.HandshakesPerCPU, err = s.pace(ctx, bare); err != nil {
		return err
	}
	s.Disconnect(b.settings.Storm)
	if err := s.Rest(ctx, time.Second); err != nil {
		return err
	}
	// And with all that the protocol has said until a client is in, where it has anything to say.
	_, joins, err := s.pace(ctx, crowd)
	if err != nil {
		return err
	}
	if t.protocol.Welcome(false, "") != "" {
		r.JoinsPerCPU = joins
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
		return fmt.Errorf("%d clients were not served again (first failure: %v)", run.Meanwhile.Failed, s.Failure())
	}
	return lossOf(run, s)
}

// pace opens connections and returns how many there were in a second, and in a second of the servers' processor time.
func (s *session) pace(ctx context.Context, join load.Join) (perSecond, perCPU float64, err error) {
	before, err := s.usage()
	if err != nil {
		return 0, 0, err
	}
	joined, err := s.Connect(ctx, join)
	if err != nil {
		return 0, 0, err
	}
	// What the servers still do for connections that are told that they stand belongs to them.
	if err := s.Rest(ctx, 100*time.Millisecond); err != nil {
		return 0, 0, err
	}
	after, err := s.usage()
	if err != nil {
		return 0, 0, err
	}
	if used := after.since(before).servers; used > 0 {
		perCPU = float64(joined.Open) / used.Seconds()
	}
	return float64(joined.Open) / joined.Elapsed.Seconds(), perCPU, nil
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
