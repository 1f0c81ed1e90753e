package main

import (
	"context"
	"errors"
	"math"
	"net/netip"
	"time"

	"eventwire/server/bench/internal/load"
)

// sources is how many loopback addresses the clients come from.
const sources = 16

// session is one target, running with a Redis of its own, and the generator that is about to
// measure it.
type session struct {
	*load.Generator
	target  target
	redis   *process
	servers []*process

	addresses []netip.AddrPort // of the servers
	holders   []*holder
}

// usage is processor time since a process, or the machine, has started.
type usage struct{ servers, redis, generator, machine time.Duration }

func (u usage) since(before usage) usage {
	return usage{
		servers:   u.servers - before.servers,
		redis:     u.redis - before.redis,
		generator: u.generator - before.generator,
		machine:   u.machine - before.machine,
	}
}

// others is what was used by none of the three: by other programs, and by the kernel on its own account.
func (u usage) others() time.Duration {
	return max(0, u.machine-u.servers-u.redis-u.generator)
}

// open starts instances of the target and a Redis, for texts of the given size.
func (b *bench) open(ctx context.Context, t target, instances, textBytes int) (s *session, err error) {
	s = &session{target: t}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	addresses := []netip.AddrPort{t.running}
	if t.command != nil {
		var redis netip.AddrPort
		if s.redis, redis, err = startRedis(ctx, b.settings.Redis, b.directory); err != nil {
			return nil, err
		}
		if addresses, err = s.startInstances(ctx, instances, redis); err != nil {
			return nil, err
		}
	}
	s.addresses = addresses
	s.Generator, err = load.New(load.Options{
		Protocol:  t.protocol,
		Servers:   addresses,
		Sources:   sources,
		TextBytes: textBytes,
	})
	return s, err
}

func (s *session) startInstances(ctx context.Context, instances int, redis netip.AddrPort) ([]netip.AddrPort, error) {
	var addresses []netip.AddrPort
	for i := range instances {
		listen, err := freeAddress()
		if err != nil {
			return nil, err
		}
		debug, err := freeAddress()
		if err != nil {
			return nil, err
		}
		environment, command := s.target.command(i+1, listen, redis, debug)
		p, err := start(s.target.name, environment, command[0], command[1:]...)
		if err != nil {
			return nil, err
		}
		if s.target.pprof {
			p.debug = debug.String()
		}
		s.servers = append(s.servers, p)
		if err := p.await(ctx, listen); err != nil {
			return nil, err
		}
		addresses = append(addresses, listen)
	}
	return addresses, nil
}

// close ends the clients, the servers and Redis.
func (s *session) close() {
	if s.Generator != nil {
		_ = s.Close()
	}
	for _, h := range s.holders {
		h.close()
	}
	for _, p := range s.servers {
		p.stop()
	}
	if s.redis != nil {
		s.redis.stop()
	}
}

// usage reads the processor time used so far. Of a server that was not started here it is zero.
func (s *session) usage() (usage, error) {
	var u usage
	for _, p := range s.servers {
		used, err := p.cpu()
		if err != nil {
			return u, errors.Join(err, errors.New(p.log.String()))
		}
		u.servers += used
	}
	if s.redis != nil {
		used, err := s.redis.cpu()
		if err != nil {
			return u, err
		}
		u.redis = used
	}
	var err error
	if u.generator, err = processorTime(0); err != nil {
		return u, err
	}
	u.machine, err = machineTime()
	return u, err
}

// resident returns the memory of all instances: the least that it falls to after garbage collections, where they can be
// forced. Memory is given back in the background when it is calm, and to force a collection is none.
func (s *session) resident(ctx context.Context) (int64, error) {
	const calm, step, steps, lasting = 750 * time.Millisecond, 250 * time.Millisecond, 20, 4
	if err := s.Rest(ctx, calm); err != nil {
		return 0, err
	}
	for _, p := range s.servers {
		for range 2 { // what a sync.Pool holds stays for one more
			if err := p.collect(ctx); err != nil {
				return 0, err
			}
		}
	}
	least, since := int64(math.MaxInt64), 0
	for range steps {
		now, err := s.residentNow()
		if err != nil {
			return 0, err
		}
		if now < least-least/200 {
			since = 0
		} else if since++; since >= lasting {
			return min(now, least), nil
		}
		least = min(now, least)
		if err := s.Rest(ctx, step); err != nil {
			return 0, err
		}
	}
	return least, nil
}

func (s *session) residentNow() (int64, error) {
	var sum int64
	for _, p := range s.servers {
		bytes, err := p.resident()
		if err != nil {
			return 0, err
		}
		sum += bytes
	}
	return sum, nil
}

// join opens connections, waits until a text reaches each of them, and warms the path up.
func (s *session) join(ctx context.Context, join load.Join) (load.Joined, error) {
	joined, err := s.Connect(ctx, join)
	if err != nil {
		return joined, err
	}
	return joined, s.Probe(ctx, 20*time.Second)
}

// measure runs a load and books what it cost.
func (s *session) measure(ctx context.Context, l load.Load) (load.Result, usage, error) {
	before, err := s.usage()
	if err != nil {
		return load.Result{}, usage{}, err
	}
	result, err := s.Run(ctx, l)
	if err != nil {
		return result, usage{}, err
	}
	after, err := s.usage()
	return result, after.since(before), err
}
