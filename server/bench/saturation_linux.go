package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"eventwire/server/bench/internal/load"
)

const (
	firstRate = 50.0
	// growth is the factor from one rate to the next until one is too much, and bisections how
	// often the gap is halved then: the result is known to a factor of 4^(1/8), 19 %, downwards.
	growth     = 4.0
	bisections = 3
	// patience times the limit is the latency at which a rate is given up.
	patience = 2
	mostRate = 60_000.0
)

// saturation looks for the highest rate at which p99 stays under the limit and nothing is lost.
// A rate that is too high gets a second chance, since a shared machine may have been busy; once the ascent has ended,
// only one that was close does.
func (b *bench) saturation(ctx context.Context, t target, r *result) error {
	var s *session
	defer func() {
		if s != nil {
			s.close()
		}
	}()
	var refused error
	low, high := 0.0, 0.0
	try := func(rate float64) (bool, error) {
		for range 2 {
			if s == nil {
				var err error
				if s, err = b.warm(ctx, t, r.Instances); err != nil {
					return false, err
				}
			}
			passed, hopeless, err := b.tryRate(ctx, s, rate, r)
			if err != nil || passed {
				return passed, err
			}
			// What an overload has left behind must not burden the next step.
			refused = fmt.Errorf("%v texts a second are too many: %s", rate, s.Refusal())
			s.close()
			s = nil
			if hopeless && high > 0 {
				break
			}
		}
		return false, nil
	}
	for rate := firstRate; rate <= mostRate && high == 0; rate *= growth {
		passed, err := try(rate)
		if err != nil {
			return err
		}
		if passed {
			low = rate
		} else {
			high = rate
		}
	}
	if low == 0 {
		return errors.Join(errors.New("even the first rate is too high"), refused)
	}
	for i := 0; i < bisections && high > 0; i++ {
		rate := math.Sqrt(low * high)
		passed, err := try(rate)
		if err != nil {
			return err
		}
		if passed {
			low = rate
		} else {
			high = rate
		}
	}
	return nil
}

// warm opens a session with the clients of all its instances, ready to be measured.
func (b *bench) warm(ctx context.Context, t target, instances int) (*session, error) {
	s, err := b.open(ctx, t, instances, b.settings.TextBytes)
	if err != nil {
		return nil, err
	}
	join := b.clients(b.settings.Connections * instances)
	join.Named = instances == 1 // names take time to claim, and none for a text
	if _, err = s.join(ctx, join); err == nil {
		_, err = s.Run(ctx, load.Load{Rate: firstRate, Duration: 300 * time.Millisecond})
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// tryRate measures one rate, and enters it where it passes as the best so far.
func (b *bench) tryRate(ctx context.Context, s *session, rate float64, r *result) (passed, hopeless bool, err error) {
	run, used, err := s.measure(ctx, load.Load{
		Rate:     rate,
		Duration: b.settings.Step,
		GiveUp:   patience * b.settings.Limit,
		Drain:    patience * b.settings.Limit,
	})
	if err != nil {
		return false, false, err
	}
	p99 := run.Latency.Quantile(0.99)
	passed = !run.GaveUp && p99 < b.settings.Limit && run.Lost == 0 && run.Missing == 0 && run.Surplus == 0
	r.Steps = append(r.Steps, step{rate, run.PerSecond(), milliseconds(p99), run.Missing, passed})
	if passed && run.PerSecond() > r.DeliveriesPerSecond {
		s.book(r, run, used, rate)
	}
	return passed, run.GaveUp, nil
}
