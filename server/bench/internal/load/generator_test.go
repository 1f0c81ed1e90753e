//go:build linux

package load

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// hub is a server that gives every text to all of its clients, as deliver has it.
type hub struct {
	address netip.AddrPort
	// deliver returns the bytes that one delivery of text to the client numbered n takes on the wire.
	deliver func(n int, text []byte) []byte
	// accept is the answer to a handshake.
	accept string

	mu    sync.Mutex
	conns []net.Conn
	done  sync.WaitGroup
}

const acceptAnswer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Accept: " + handshakeAccept + "\r\n\r\n"

func serverFrame(first byte, payload []byte) []byte {
	if len(payload) < 126 {
		return append([]byte{first, byte(len(payload))}, payload...)
	}
	head := binary.BigEndian.AppendUint16([]byte{first, 126}, uint16(len(payload)))
	return append(head, payload...)
}

func newHub(t *testing.T, deliver func(n int, text []byte) []byte) *hub {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hub{address: netip.MustParseAddrPort(listener.Addr().String()), deliver: deliver, accept: acceptAnswer}
	h.done.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			h.done.Go(func() { h.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		h.mu.Lock()
		for _, conn := range h.conns {
			_ = conn.Close()
		}
		h.mu.Unlock()
		h.done.Wait()
	})
	return h
}

func (h *hub) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		if line == "\r\n" {
			break
		}
	}
	h.mu.Lock()
	_, _ = io.WriteString(conn, h.accept)
	h.conns = append(h.conns, conn)
	h.mu.Unlock()
	for {
		var head [2]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		size := int(head[1] & 0x7F)
		if size == 126 {
			var long [2]byte
			if _, err := io.ReadFull(r, long[:]); err != nil {
				return
			}
			size = int(binary.BigEndian.Uint16(long[:]))
		}
		masked := make([]byte, 4+size)
		if _, err := io.ReadFull(r, masked); err != nil {
			return
		}
		mask, text := masked[:4], masked[4:]
		for i := range text {
			text[i] ^= mask[i&3]
		}
		if head[0] == 0x81 {
			h.broadcast(text)
		}
	}
}

func (h *hub) broadcast(text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for n, conn := range h.conns {
		_, _ = conn.Write(h.deliver(n, text))
	}
}

func testProtocol() Protocol {
	return Protocol{
		Path:     "/",
		Hello:    func(int, bool, string) [][]byte { return nil },
		Welcome:  func(bool, string) string { return "" },
		Publish:  func(dst, text []byte) []byte { return append(dst, text...) },
		Delivery: Marker,
	}
}

func newGenerator(t *testing.T, h *hub) *Generator {
	t.Helper()
	g, err := New(Options{Protocol: testProtocol(), Servers: []netip.AddrPort{h.address}, Sources: 4, TextBytes: 128})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// joined returns a generator with eight connections that the hub has registered.
func joined(t *testing.T, h *hub) *Generator {
	t.Helper()
	g := newGenerator(t, h)
	if _, err := g.Connect(t.Context(), Join{Count: 8, InFlight: 3}); err != nil {
		t.Fatal(err)
	}
	if err := g.Probe(t.Context(), 10*time.Second); err != nil {
		t.Fatal(err)
	}
	return g
}

func runLoad(t *testing.T, g *Generator) Result {
	t.Helper()
	result, err := g.Run(t.Context(), Load{Rate: 500, Duration: 200 * time.Millisecond, Senders: 3, Sample: 1})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestEveryDeliveryIsCounted(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name    string
		deliver func(n int, text []byte) []byte
	}{
		{"a frame each", func(_ int, text []byte) []byte { return serverFrame(0x81, text) }},
		{"in two fragments with a ping between", func(_ int, text []byte) []byte {
			return bytes.Join([][]byte{serverFrame(0x01, text[:10]), serverFrame(0x89, []byte("?")), serverFrame(0x80, text[10:])}, nil)
		}},
		{"beside another line", func(_ int, text []byte) []byte {
			return serverFrame(0x81, append([]byte("hello\n"), text...))
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			result := runLoad(t, joined(t, newHub(t, row.deliver)))
			if result.Sent != 100 || result.Expected != 800 || result.Delivered != 800 || result.Missing != 0 || result.Surplus != 0 {
				t.Errorf("got %+v, want 100 texts and 800 deliveries", result)
			}
			if result.Latency.Count() != 800 || result.Latency.Quantile(0.5) <= 0 {
				t.Errorf("%d latencies, median %v", result.Latency.Count(), result.Latency.Quantile(0.5))
			}
		})
	}
}

func TestMissingDeliveriesAreNotMadeUpByThoseThatCameTwice(t *testing.T) {
	t.Parallel()
	h := newHub(t, func(_ int, text []byte) []byte { return serverFrame(0x81, text) })
	g := joined(t, h)
	h.mu.Lock()
	h.deliver = func(n int, text []byte) []byte {
		frame := serverFrame(0x81, text)
		switch n {
		case 1:
			return nil
		case 2:
			return append(frame, frame...)
		default:
			return frame
		}
	}
	h.mu.Unlock()
	result := runLoad(t, g)
	if result.Missing != 100 || result.Surplus != 100 {
		t.Errorf("missing %d, surplus %d, want 100 of each", result.Missing, result.Surplus)
	}
}

func TestConnectionsThatTheServerEndsAreLost(t *testing.T) {
	t.Parallel()
	h := newHub(t, func(_ int, text []byte) []byte { return serverFrame(0x81, text) })
	g := joined(t, h)
	h.mu.Lock()
	h.deliver = func(n int, text []byte) []byte {
		if n == 0 {
			return serverFrame(0x88, []byte{0x03, 0xF5})
		}
		return serverFrame(0x81, text)
	}
	h.mu.Unlock()
	result := runLoad(t, g)
	if result.Lost != 1 || result.Missing != result.Sent || g.Open() != 7 || g.CloseCodes()[1013] != 1 {
		t.Errorf("lost %d, missing %d of %d, %d open, codes %v", result.Lost, result.Missing, result.Sent, g.Open(), g.CloseCodes())
	}
}

func TestRefusedHandshakeIsAnError(t *testing.T) {
	t.Parallel()
	h := newHub(t, nil)
	h.mu.Lock()
	h.accept = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n"
	h.mu.Unlock()
	_, err := newGenerator(t, h).Connect(t.Context(), Join{Count: 2})
	if err == nil || !strings.Contains(err.Error(), "503 Service Unavailable") {
		t.Errorf("error %v, want the status line", err)
	}
}

func TestStalledConnectionsReceiveOnceTheyReadAgain(t *testing.T) {
	t.Parallel()
	g := joined(t, newHub(t, func(_ int, text []byte) []byte { return serverFrame(0x81, text) }))
	if err := g.Stall(3); err != nil {
		t.Fatal(err)
	}
	result := runLoad(t, g)
	if result.Receivers != 5 || result.Delivered != 500 {
		t.Errorf("%d deliveries to %d connections, want 500 to 5", result.Delivered, result.Receivers)
	}
	if err := g.Unstall(t.Context(), 3, 100*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for _, c := range g.conns[5:] {
		if c.delivered < 100 {
			t.Errorf("a stalled connection received %d, want 100", c.delivered)
		}
	}
}

func TestCancellationEndsALoad(t *testing.T) {
	t.Parallel()
	g := joined(t, newHub(t, func(_ int, text []byte) []byte { return serverFrame(0x81, text) }))
	ctx, cancel := context.WithCancel(t.Context())
	g.Watch = cancel
	if _, err := g.Run(ctx, Load{Rate: 100, Duration: time.Hour}); err == nil {
		t.Error("a canceled load ended without an error")
	}
}
