package redisbus

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// embedded keeps a Redis at an address where there is none: the instance that binds the address has it, the others use
// it, and when it goes one of them takes over. What it held goes with it.
type embedded struct {
	bus     *Bus
	address string

	mu     sync.Mutex
	server *miniredis.Miniredis
}

// settle starts a server where nothing listens.
func (e *embedded) settle() {
	connection, err := net.DialTimeout("tcp", e.address, time.Second)
	if err == nil {
		_ = connection.Close()
		return
	}
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(e.address); err != nil {
		e.bus.logger.Debug("embedded redis not started", "address", e.address, "error", err) // another instance was first
		return
	}
	server.ClockTTL(true)
	e.mu.Lock()
	e.server = server
	e.mu.Unlock()
	e.bus.logger.Info("embedded redis started: nothing else listens there, the history starts afresh and ends with it",
		"address", e.address)
}

// watch takes over the address when its holder has gone.
func (e *embedded) watch(ctx context.Context) {
	for {
		select {
		case <-time.After(200*time.Millisecond + rand.N(300*time.Millisecond)):
		case <-ctx.Done():
			return
		}
		if !e.running() && !e.bus.isUp() {
			if e.settle(); e.running() {
				e.bus.connectNow()
			}
		}
	}
}

func (e *embedded) running() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.server != nil
}

func (e *embedded) stop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.server != nil {
		e.server.Close()
		e.server = nil
	}
}

func localTarget(address string) (Target, error) {
	t, err := ParseURL("redis://" + address)
	if err != nil {
		return Target{}, fmt.Errorf("LocalAddress: %w", err)
	}
	return t, nil
}
