package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"eventwire/server/bench/internal/load"
)

// namedUpTo is how many clients take a name: everybody hears of everybody's name, so the cost of
// that grows with the square.
const namedUpTo = 10_000

// bench is a run in progress.
type bench struct {
	settings  settings
	directory string
	progress  io.Writer
	report    report
	targets   []target
	room      int // connections of one process
}

// runAll runs every chosen scenario for the targets that it is for. A target that fails is
// reported with its problem; only the end of the context ends the run.
func (b *bench) runAll(ctx context.Context) error {
	type scenario struct {
		name    string
		run     func(context.Context, target, *result) error
		targets []target
	}
	for _, s := range []scenario{
		{scenarioIdle, b.idle, b.targets},
		{scenarioFanOut, b.fanOut, b.targets},
		{scenarioCrowd, b.crowd, b.only(chat, "one-write")},
		{scenarioSaturation, b.saturation, b.targets},
		{scenarioStorm, b.storm, b.only(chat, "gws")},
		{scenarioSlow, b.slow, b.only(chat)},
	} {
		if !b.settings.wants(s.name) {
			continue
		}
		for _, t := range s.targets {
			if err := b.one(ctx, s.name, t, 1, s.run); err != nil {
				return err
			}
		}
	}
	for _, t := range b.only(chat) {
		if t.command == nil || !b.settings.wants(scenarioCapacity) {
			continue
		}
		first := 1
		if one := b.report.find(scenarioSaturation, chat); one.DeliveriesPerSecond > 0 {
			one.Scenario = scenarioCapacity
			b.report.Results = append(b.report.Results, one)
			first = 2
		}
		for n := first; n <= b.settings.Instances; n *= 2 {
			if err := b.one(ctx, scenarioCapacity, t, n, b.saturation); err != nil {
				return err
			}
		}
	}
	return nil
}

// only returns those of the chosen targets that are named.
func (b *bench) only(names ...string) []target {
	var chosen []target
	for _, name := range names {
		for _, t := range b.targets {
			if t.name == name {
				chosen = append(chosen, t)
			}
		}
	}
	return chosen
}

func (b *bench) one(ctx context.Context, scenario string, t target, instances int, run func(context.Context, target, *result) error) error {
	fmt.Fprintf(b.progress, "%-12s%-12s", scenario, t.name)
	begin := time.Now()
	r := result{Scenario: scenario, Target: t.name, Instances: instances}
	if err := run(ctx, t, &r); err != nil {
		if ctx.Err() != nil {
			fmt.Fprintln(b.progress)
			return ctx.Err()
		}
		r.Problem = err.Error()
	}
	b.report.Results = append(b.report.Results, r)
	fmt.Fprintf(b.progress, "%6.1f s  %s\n", time.Since(begin).Seconds(), r.Problem)
	return nil
}

func (b *bench) clients(count int) load.Join {
	return load.Join{Count: count, InFlight: 256, Named: count <= namedUpTo}
}

// idleFirst is how many clients come before those that are measured, so that what the first ones bring about for good is not counted.
const idleFirst = 100

// idle measures the memory of connections on which nothing happens any more, each of somebody with a name as a rule. Where one
// process cannot hold them all there are several instances, and several processes of clients.
func (b *bench) idle(ctx context.Context, t target, r *result) error {
	first := min(idleFirst, b.settings.Idle)
	processes := (first + b.settings.Idle + b.room - 1) / b.room
	r.Connections, r.Instances = b.settings.Idle, processes
	s, err := b.open(ctx, t, processes, b.settings.TextBytes)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.join(ctx, load.Join{Count: first, InFlight: 256, Named: !b.settings.Nameless}); err != nil {
		return err
	}
	base, err := s.resident(ctx)
	if err != nil {
		return err
	}
	join := load.Join{Count: b.settings.Idle, InFlight: 256, Named: !b.settings.Nameless, First: first, Timeout: 10 * time.Minute}
	var took time.Duration
	if processes == 1 {
		var joined load.Joined
		joined, err = s.join(ctx, join)
		took = joined.Elapsed
	} else {
		took, err = s.spread(ctx, join, processes)
	}
	if err != nil {
		return err
	}
	r.HandshakesPerSecond = float64(b.settings.Idle) / took.Seconds()
	now, err := s.resident(ctx)
	if err != nil {
		return err
	}
	r.BaseBytes = base
	r.BytesPerConnection = float64(now-base) / float64(b.settings.Idle)
	return s.allHeld()
}

// fanOut measures what a delivery costs at a rate that every server can hold.
func (b *bench) fanOut(ctx context.Context, t target, r *result) error {
	s, err := b.gather(ctx, t, b.settings.Connections)
	if err != nil {
		return err
	}
	defer s.close()
	return b.steady(ctx, s, b.settings.Rate, r)
}

// crowd measures the same texts to more clients and, for what each client costs by itself, as few texts as make the
// same deliveries. One write for each delivery can only do the latter.
func (b *bench) crowd(ctx context.Context, t target, r *result) error {
	s, err := b.gather(ctx, t, b.settings.Crowd)
	if err != nil {
		return err
	}
	defer s.close()
	var few result
	err = b.steady(ctx, s, b.settings.Rate*float64(b.settings.Connections)/float64(b.settings.Crowd), &few)
	if err == nil && !isLimit(t.name) {
		err = b.steady(ctx, s, b.settings.Rate, r)
	}
	r.Connections, r.FewTextsMicros = few.Connections, few.ServerMicros
	return err
}

// gather starts a target and has clients join.
func (b *bench) gather(ctx context.Context, t target, clients int) (*session, error) {
	s, err := b.open(ctx, t, 1, b.settings.TextBytes)
	if err != nil {
		return nil, err
	}
	if _, err := s.join(ctx, b.clients(clients)); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// steady measures texts at an even rate.
func (b *bench) steady(ctx context.Context, s *session, rate float64, r *result) error {
	// Warm up: code that is compiled late, buffers that grow.
	if _, err := s.Run(ctx, load.Load{Rate: rate, Duration: time.Second}); err != nil {
		return err
	}
	run, used, err := s.measure(ctx, load.Load{Rate: rate, Duration: b.settings.Duration})
	if err != nil {
		return err
	}
	s.book(r, run, used, rate)
	return lossOf(run, s)
}

// book enters a load's result.
func (s *session) book(r *result, run load.Result, used usage, rate float64) {
	r.Connections = run.Receivers
	r.TextsPerSecond = rate
	r.Sent, r.Expected, r.Delivered = run.Sent, run.Expected, run.Delivered
	r.Missing, r.Surplus, r.LostConnections = run.Missing, run.Surplus, run.Lost
	r.DeliveriesPerSecond = run.PerSecond()
	r.Latency = latency{
		Samples: run.Latency.Count(),
		P50:     milliseconds(run.Latency.Quantile(0.50)),
		P95:     milliseconds(run.Latency.Quantile(0.95)),
		P99:     milliseconds(run.Latency.Quantile(0.99)),
		P999:    milliseconds(run.Latency.Quantile(0.999)),
		Max:     milliseconds(run.Latency.Max()),
	}
	r.ServerMicros = micros(used.servers, run.Delivered)
	r.RedisMicros = micros(used.redis, run.Sent)
	r.GeneratorMicros = micros(used.generator, run.Delivered)
	r.OtherMicros = micros(used.others(), run.Delivered)
	r.GeneratorLate = milliseconds(run.Late)
	r.Refusal = s.Refusal()
}

// lossOf describes what went missing, or came twice, in a load.
func lossOf(run load.Result, s *session) error {
	switch {
	case run.Lost > 0:
		return fmt.Errorf("the server ended %d connections", run.Lost)
	case run.Missing > 0 && s.Refusal() != "":
		return fmt.Errorf("%d deliveries are missing; the server said %s", run.Missing, s.Refusal())
	case run.Missing > 0:
		return fmt.Errorf("%d deliveries are missing", run.Missing)
	case run.Surplus > 0:
		return fmt.Errorf("%d deliveries came twice", run.Surplus)
	}
	return nil
}
