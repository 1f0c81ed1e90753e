package websocket

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"
)

// ErrServerClosed says that a server was shut down.
var ErrServerClosed = errors.New("websocket: server closed")

// Server upgrades requests to WebSocket connections and keeps them. All its methods may be called concurrently.
type Server struct {
	options Options
	clock   *clock
	ping    *frame

	loops     []*loop
	lines     lines
	streams   *streams
	engines   []*engine // of loops and streams
	addresses addresses

	nextID   atomic.Uint64
	count    atomic.Int64 // connections, and handshakes on their way to be one
	queued   atomic.Int64 // bytes in backlogs
	draining atomic.Bool
	shutdown sync.Once
	stop     chan struct{} // closed at the end of Shutdown
	tasks    sync.WaitGroup

	partials  partials
	inflaters sync.Pool // of *inflater
	inflated  sync.Pool // of *bytes.Buffer
}

// New starts a server: its event loops run until [Server.Shutdown]. The error says what is wrong with the options, or
// why an event loop does not start.
func New(options Options) (*Server, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Server{
		options: options,
		clock: newClock(options.PingInterval, options.PongTimeout, options.CloseTimeout, options.MessageTimeout,
			options.IdleTimeout),
		ping:      newFrame(ws.OpPing, nil).frame,
		addresses: addresses{limit: options.MaxConnectionsPerAddress},
		stop:      make(chan struct{}),
	}
	if !options.Goroutines {
		for range options.Loops {
			e := newEngine(s)
			l, err := newLoop(e)
			if errors.Is(err, errors.ErrUnsupported) {
				break
			}
			if err != nil {
				return nil, errors.Join(err, s.stopLoops())
			}
			e.loop = l
			s.loops = append(s.loops, l)
			s.engines = append(s.engines, e)
		}
	}
	s.streams = newStreams(newEngine(s), &s.tasks)
	s.engines = append(s.engines, s.streams.engine)
	s.tasks.Go(s.runClock)
	return s, nil
}

// Count is the number of connections, those included that are being closed.
func (s *Server) Count() int { return int(s.count.Load()) }

// QueuedBytes is what waits in memory because peers do not read. Bytes that several connections wait for count for
// each, though they are kept once.
func (s *Server) QueuedBytes() int { return int(s.queued.Load()) }

// Broadcast queues a frame for every connection that has joined, once per event loop. It never waits.
func (s *Server) Broadcast(f Frame) {
	if f.frame == nil {
		return
	}
	for _, e := range s.engines {
		if e.load.Load() > 0 {
			e.post(op{kind: opBroadcast, frame: f.frame})
		}
	}
}

// ServeHTTP upgrades the connection of a request (RFC 6455, section 4.2), or says with an HTTP status why not.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if refusal := checkRequest(r); refusal != nil {
		s.refuse(w, refusal)
		return
	}
	if err := s.options.CheckOrigin(r); err != nil {
		s.refuse(w, &refusal{status: http.StatusForbidden, message: err.Error()})
		return
	}
	agreed, refusal := s.agree(r)
	if refusal != nil {
		s.refuse(w, refusal)
		return
	}
	addr := s.options.RemoteAddr(r)
	if !s.addresses.acquire(addr.Addr()) {
		s.refuse(w, unavailable("too many connections from this address"))
		return
	}
	if n := s.count.Add(1); s.draining.Load() || s.options.MaxConnections > 0 && n > int64(s.options.MaxConnections) {
		s.count.Add(-1)
		s.addresses.release(addr.Addr())
		s.refuse(w, unavailable("no room for another connection"))
		return
	}
	c := &Conn{addr: addr.Addr(), port: addr.Port(), id: s.nextID.Add(1), slot: -1, subprotocol: agreed.subprotocol}
	if agreed.deflate.possible {
		c.variant = agreed.deflate.variant()
	}
	opened := false
	defer func() {
		if !opened {
			s.count.Add(-1)
			s.addresses.release(addr.Addr())
		}
	}()
	line, early, err := s.upgrade(agreed, w)
	if err == nil {
		err = s.attach(c, line)
	}
	if err != nil {
		s.options.Logger.Debug("websocket handshake failed", "remote", addr, "error", err)
		return
	}
	opened = true
	s.open(c, early, r)
}

// attach gives a connection its engine and its line.
func (s *Server) attach(c *Conn, line net.Conn) error {
	if l := s.loopFor(line); l != nil {
		return l.take(c, line)
	}
	c.engine, c.link = s.streams.engine, newStream(s.streams, line)
	return nil
}

// open takes a connection in and has it served. early is what came right behind the handshake.
func (s *Server) open(c *Conn, early []byte, r *http.Request) {
	now := s.clock.now()
	c.heard.Store(now - c.engine.phase())
	c.spoke.Store(now)
	c.engine.load.Add(1)
	c.engine.postQuietly(op{kind: opAdd, conn: c})
	s.options.Observer.Opened()
	taken := false
	defer func() {
		if !taken { // OnOpen panicked
			c.state.Store(stateClosing)
			c.engine.post(op{kind: opAbort, conn: c, code: StatusAbnormalClosure})
		}
		if l := c.engine.loop; l != nil {
			l.serve(c, early)
		} else {
			s.streams.serve(c, early)
		}
	}()
	if s.options.OnOpen != nil {
		s.options.OnOpen(c, r)
	}
	taken = true
}

// loopFor is the event loop with the fewest connections, or nil for a connection that none can serve.
func (s *Server) loopFor(line net.Conn) *loop {
	if len(s.loops) == 0 || !enrollable(line) {
		return nil
	}
	return slices.MinFunc(s.loops, func(a, b *loop) int {
		return int(a.engine.load.Load() - b.engine.load.Load())
	})
}

// closed is the end of a connection; its engine calls it.
func (s *Server) closed(c *Conn) {
	s.addresses.release(c.addr)
	if s.options.OnClose != nil {
		s.options.OnClose(c, c.code, c.reason())
	}
	s.options.Observer.Closed(c.code)
	s.count.Add(-1)
}

func (s *Server) refuse(w http.ResponseWriter, r *refusal) {
	s.options.Observer.Refused(r.status)
	r.write(w)
}

// runClock advances the clock and wakes the engines that have connections to look after.
func (s *Server) runClock() {
	ticker := time.NewTicker(s.clock.period)
	defer ticker.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-ticker.C:
			s.clock.tick.Add(1)
			for _, e := range s.engines {
				if e.load.Load() > 0 {
					e.nudge()
				}
			}
		}
	}
}

// shedInterval is how often Shutdown closes some of the connections.
const shedInterval = 20 * time.Millisecond

// Shutdown refuses new handshakes with 503, closes all connections with the code and reason, evenly over the time
// spread so that their clients do not all return at once, waits until they are gone and stops the loops. When ctx
// is done first, the rest is cut off and the error is that of ctx. Only the first call does anything; later ones
// give ErrServerClosed.
func (s *Server) Shutdown(ctx context.Context, code StatusCode, reason string, spread time.Duration) error {
	err := ErrServerClosed
	s.shutdown.Do(func() { err = s.drain(ctx, code, reason, spread) })
	return err
}

func (s *Server) drain(ctx context.Context, code StatusCode, reason string, spread time.Duration) error {
	s.draining.Store(true)
	if !code.sendable() {
		code = StatusGoingAway
	}
	f := closeFrame(code, reason).frame
	ticker := time.NewTicker(shedInterval)
	defer ticker.Stop()
	var err error
	for start := time.Now(); s.count.Load() > 0; {
		left := spread - time.Since(start)
		for _, e := range s.engines {
			some := int32(-1)
			if left > 0 {
				share := float64(e.load.Load()) * min(1, float64(shedInterval)/float64(left))
				some = int32(share + rand.Float64()) // rounded so that the sum is right
			}
			e.post(op{kind: opShed, count: some, code: code, frame: f})
		}
		select {
		case <-ticker.C:
			continue
		case <-ctx.Done():
		}
		if err == nil {
			err = fmt.Errorf("websocket: %d connections were cut off: %w", s.count.Load(), context.Cause(ctx))
		}
		for _, e := range s.engines {
			e.post(op{kind: opShed, count: -1, code: StatusAbnormalClosure})
		}
		<-ticker.C
	}
	close(s.stop)
	for _, e := range s.engines {
		e.stop()
	}
	err = errors.Join(err, s.stopLoops())
	s.streams.stop()
	s.tasks.Wait()
	return err
}

func (s *Server) stopLoops() error {
	var errs []error
	for _, l := range s.loops {
		errs = append(errs, l.stop())
	}
	return errors.Join(errs...)
}
