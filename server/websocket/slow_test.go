//go:build unix

package websocket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// slowCounter counts what Observer says about slow connections.
type slowCounter struct {
	noObserver
	slow atomic.Int64
}

func (o *slowCounter) Slow() { o.slow.Add(1) }

// kernelBuffer makes the kernel hold only about so many bytes in one direction of a socket.
func kernelBuffer(option, bytes int) func(network, addr string, raw syscall.RawConn) error {
	return func(_, _ string, raw syscall.RawConn) error {
		var err error
		return errors.Join(raw.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, option, bytes)
		}), err)
	}
}

// narrow is a dialer whose connections are full after a few kilobytes that nobody reads.
func narrow() ws.Dialer {
	d := net.Dialer{Control: kernelBuffer(syscall.SO_RCVBUF, 16<<10)}
	return ws.Dialer{NetDial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		return d.DialContext(ctx, network, addr)
	}}
}

// startNarrow is start with little memory in the kernel for what clients do not read.
func startNarrow(t *testing.T, o Options) (*Server, string) {
	t.Helper()
	listening := net.ListenConfig{Control: kernelBuffer(syscall.SO_SNDBUF, 16<<10)}
	listener, err := listening.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return startOn(t, o, listener)
}

// overflow broadcasts numbered texts until the server has given up count clients, and returns how many it took.
func overflow(t *testing.T, s *Server, counter *slowCounter, count int64, size int) int {
	t.Helper()
	sent := 0
	eventually(t, "slow clients are closed", func() bool {
		for range 10 {
			s.Broadcast(TextFrame(numbered(sent, size)))
			sent++
		}
		return counter.slow.Load() == count
	})
	return sent
}

func numbered(n, size int) []byte {
	return append(fmt.Appendf(nil, "%d ", n), bytes.Repeat([]byte{'.'}, size)...)
}

// expectNumbered reads texts until the close frame, checks that they are whole and in order, and gives their number
// and what the close frame says.
func (c *client) expectNumbered(size int) (count int, payload string) {
	c.t.Helper()
	for {
		f, err := c.next()
		switch {
		case err != nil:
			c.t.Fatalf("after %d frames: %v, want a close frame", count, err)
		case f.Header.OpCode == ws.OpClose:
			if _, err := c.next(); !errors.Is(err, io.EOF) {
				c.t.Fatalf("after the close frame: %v, want EOF", err)
			}
			return count, string(f.Payload)
		case !bytes.Equal(f.Payload, numbered(count, size)):
			c.t.Fatalf("frame %d is %.30q with %d bytes", count, f.Payload, len(f.Payload))
		}
		count++
	}
}

// A client that was closed because it did not read, and then does, reads whole frames, the close frame, and the end.
func TestSlowClientThatReadsAgainSeesWhy(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		for _, size := range []int{10, 1000, 300_000} { // of a frame; the largest is cut in the middle
			t.Run(fmt.Sprint(size), func(t *testing.T) {
				t.Parallel()
				counter := &slowCounter{}
				closed := make(chan string, 1)
				o := o
				o.Observer = counter
				o.MaxQueueBytes = 64<<10 + size
				o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }
				o.OnClose = func(_ *Conn, code StatusCode, reason string) { closed <- fmt.Sprint(code, " ", reason) }
				s, addr := startNarrow(t, o)
				c := dial(t, addr, narrow())
				c.expect(ws.OpText, "welcome")
				sent := overflow(t, s, counter, 1, size)
				got, payload := c.expectNumbered(size)
				if want := "\x03\xf5too slow"; payload != want {
					t.Errorf("the close frame says %q, want %q", payload, want)
				}
				if got == 0 || got >= sent {
					t.Errorf("got %d of %d frames before the close frame", got, sent)
				}
				_ = c.conn.Close()
				if got, want := <-closed, "1013 too slow"; got != want {
					t.Errorf("OnClose got %q, want %q", got, want)
				}
			})
		}
	})
}

// A client that goes on not reading is cut off, and nothing of it stays.
func TestClientThatNeverReadsIsCutOff(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		counter := &slowCounter{}
		closed := make(chan StatusCode, 1)
		o.Observer = counter
		o.CloseTimeout = 50 * time.Millisecond
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }
		o.OnClose = func(_ *Conn, code StatusCode, _ string) { closed <- code }
		s, addr := startNarrow(t, o)
		c := dial(t, addr, narrow())
		c.expect(ws.OpText, "welcome")
		overflow(t, s, counter, 1, 1000)
		if code := <-closed; code != StatusTryAgainLater {
			t.Errorf("OnClose got %v", code)
		}
		eventually(t, "nothing is queued", func() bool { return s.QueuedBytes() == 0 && s.Count() == 0 })
		for {
			if _, err := c.next(); err != nil {
				if errors.Is(err, io.EOF) {
					t.Error("the stream ends as if nothing was missing")
				}
				return
			}
		}
	})
}

// What waits is shared by those who wait for it, and a thousand clients that never read cost those who do nothing.
func TestThousandClientsThatNeverRead(t *testing.T) {
	const clients, size, limit, bound = 1000, 1000, 256 << 10, 96 << 20
	for name, goroutines := range map[string]bool{"loops": false, "goroutines": true} { // in turn: they measure memory
		t.Run(name, func(t *testing.T) {
			counter := &slowCounter{}
			var heap atomic.Uint64
			o := Options{Goroutines: goroutines, Observer: counter, MaxQueueBytes: limit, CloseTimeout: time.Minute, PingInterval: -1}
			o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }
			s, addr := startNarrow(t, o)
			reader := dial(t, addr)
			reader.expect(ws.OpText, "welcome")
			for range clients {
				dial(t, addr, narrow()).expect(ws.OpText, "welcome")
			}
			before := heapBytes()
			for sent := 0; counter.slow.Load() < clients; sent++ {
				s.Broadcast(TextFrame(numbered(sent, size)))
				reader.expect(ws.OpText, string(numbered(sent, size))) // the one who reads waits for nobody
				if sent%100 == 0 {
					heap.Store(max(heap.Load(), heapBytes()))
				}
				if queued := s.QueuedBytes(); queued > clients*(limit+1<<16) {
					t.Fatalf("%d bytes are queued", queued)
				}
			}
			heap.Store(max(heap.Load(), heapBytes()))
			if grown := int64(heap.Load()) - int64(before); grown > bound {
				t.Errorf("the heap grew by %d MiB, want at most %d", grown>>20, bound>>20)
			} else {
				t.Logf("the heap grew by %d MiB at most", grown>>20)
			}
			eventually(t, "only the close frames are queued", func() bool { return s.QueuedBytes() <= clients*(size+32) })
			s.Broadcast(TextFrame([]byte("still here")))
			reader.expect(ws.OpText, "still here")
		})
	}
}

func heapBytes() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// A client that ends its half of the TCP connection while much waits for it still reads all of that.
func TestHalfClosedClientReadsWhatWaits(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const texts, size = 2000, 1000
		closed := make(chan StatusCode, 1)
		o.MaxQueueBytes = 2 * texts * size
		o.OnText = func(c *Conn, _ []byte) {
			for i := range texts {
				_ = c.Send(TextFrame(numbered(i, size)))
			}
		}
		o.OnClose = func(_ *Conn, code StatusCode, _ string) { closed <- code }
		s, addr := startNarrow(t, o)
		c := dial(t, addr, narrow())
		c.text("flood me")
		eventually(t, "texts wait", func() bool { return s.QueuedBytes() > texts*size/2 })
		c.closeWrite()
		for i := range texts {
			c.expect(ws.OpText, string(numbered(i, size)))
		}
		if _, err := c.next(); !errors.Is(err, io.EOF) {
			t.Errorf("after the last text: %v, want EOF", err)
		}
		if code := <-closed; code != StatusAbnormalClosure {
			t.Errorf("OnClose got %v", code)
		}
		eventually(t, "nothing is left", func() bool { return s.QueuedBytes() == 0 && s.Count() == 0 })
	})
}
