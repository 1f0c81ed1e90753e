package websocket

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"time"
)

// streams serves connections with a goroutine each: what no event loop can serve, such as TLS.
type streams struct {
	engine *engine
	tasks  *sync.WaitGroup
	woken  chan struct{}
	done   chan struct{}
}

// newStreams starts the goroutine of the engine, until stop.
func newStreams(e *engine, tasks *sync.WaitGroup) *streams {
	s := &streams{engine: e, tasks: tasks, woken: make(chan struct{}, 1), done: make(chan struct{})}
	e.wake = func() {
		select {
		case s.woken <- struct{}{}:
		default:
		}
	}
	tasks.Go(func() {
		for {
			select {
			case <-s.woken:
				e.run()
			case <-s.done:
				return
			}
		}
	})
	return s
}

func (s *streams) stop() { close(s.done) }

const (
	streamRead  = 4 << 10  // bytes of the read buffer of a stream
	streamWrite = 64 << 10 // bytes at most that a stream takes at once
)

// serve reads the connection on a goroutine of its own until it ends.
func (s *streams) serve(c *Conn, early []byte) {
	line := c.link.(*stream)
	s.tasks.Go(func() {
		c.receive(early)
		buffer := make([]byte, streamRead)
		var err error
		for err == nil {
			s.engine.awaitRoom()
			var n int
			n, err = line.line.Read(buffer)
			c.receive(buffer[:n])
		}
		c.forget()
		if errors.Is(err, io.EOF) { // it may still read
			s.engine.post(op{kind: opEnded, conn: c})
			<-line.ended
		}
		line.end()
		s.engine.post(op{kind: opGone, conn: c})
	})
}

// stream is the line of a connection that has a goroutine. A write runs on a second goroutine, which exists only
// while there is something to write, so that the engine never waits.
type stream struct {
	streams *streams
	line    net.Conn

	mu     sync.Mutex
	busy   bool // a goroutine writes
	broken error
	ended  chan struct{} // closed once broken is set
}

func newStream(s *streams, line net.Conn) *stream {
	return &stream{streams: s, line: line, ended: make(chan struct{})}
}

func (s *stream) write(p []byte, _ *sheet) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return 0, s.broken
	}
	if s.busy {
		return 0, nil
	}
	s.busy = true
	taken := slices.Clone(p[:min(len(p), streamWrite)])
	s.streams.tasks.Go(func() {
		_, err := s.line.Write(taken)
		s.finish(err)
	})
	return len(taken), nil
}

// finish is the end of a write.
func (s *stream) finish(err error) {
	s.mu.Lock()
	s.busy = false
	s.fail(err)
	s.mu.Unlock()
	s.streams.engine.nudge()
}

// fail notes the first error, with s.mu locked.
func (s *stream) fail(err error) {
	if err != nil && s.broken == nil {
		s.broken = err
		close(s.ended)
	}
}

func (s *stream) flushed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.busy
}

func (s *stream) progress() (acknowledged uint32, waiting bool) { return lineProgress(s.line) }

func (s *stream) closeWrite() {
	s.mu.Lock()
	defer s.mu.Unlock()
	line, ok := s.line.(interface{ CloseWrite() error })
	if !ok || s.busy || s.broken != nil {
		return
	}
	s.busy = true
	s.streams.tasks.Go(func() {
		err := line.CloseWrite()
		if err == nil {
			err = os.ErrClosed
		}
		s.finish(err)
	})
}

func (s *stream) close() {
	if _, waiting := s.progress(); waiting {
		if tcp, ok := underTLS(s.line).(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // what the peer does not read shall not stay with the kernel
		}
	}
	s.end()
}

// underTLS is the connection that line is or, with TLS, runs over.
func underTLS(line net.Conn) net.Conn {
	if over, ok := line.(interface{ NetConn() net.Conn }); ok {
		return over.NetConn()
	}
	return line
}

// end closes the line, whatever it is doing. The kernel still delivers what it has.
func (s *stream) end() {
	s.mu.Lock()
	s.fail(net.ErrClosed)
	s.mu.Unlock()
	// A deadline in the past ends a write that hangs, which tls.Conn.Close would wait for.
	err := errors.Join(s.line.SetDeadline(time.Unix(1, 0)), s.line.Close())
	_ = err // the reader's error is the end of the connection, whatever this one says
}
