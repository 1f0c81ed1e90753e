package main

import (
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/httphead"
	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsflate"
)

// peer is a client of the echo server.
type peer struct {
	t        *testing.T
	conn     net.Conn
	in       *bufio.Reader
	compress bool
	writer   *flate.Writer
}

// largest is the size of the largest message, which with compression is what the suite has.
func (p *peer) largest() int {
	if p.compress {
		return 128 << 10
	}
	return 16 << 20
}

// serve runs the command until the test ends and gives a function that connects to it.
func serve(t *testing.T, args ...string) func(t *testing.T) *peer {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, out := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- run(ctx, append(args, "-addr", "127.0.0.1:0"), out, t.Output()) }()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return func(t *testing.T) *peer {
		t.Helper()
		d := ws.Dialer{}
		if strings.Contains(strings.Join(args, " "), "-deflate") {
			d.Extensions = []httphead.Option{wsflate.DefaultParameters.Option()}
		}
		conn, in, hs, err := d.Dial(t.Context(), strings.TrimSpace(strings.TrimPrefix(line, "echo on ")))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if in == nil {
			in = bufio.NewReader(conn)
		}
		return &peer{t: t, conn: conn, in: in, compress: len(hs.Extensions) > 0}
	}
}

// send sends a message in frames of at most frame bytes, in writes of at most chop bytes (0 for one of each).
func (p *peer) send(op ws.OpCode, payload []byte, frame, chop int) error {
	rsv := byte(0)
	if p.compress {
		var compressed bytes.Buffer
		if p.writer == nil {
			p.writer, _ = flate.NewWriter(nil, flate.BestSpeed) // fails only for levels that do not exist
		}
		p.writer.Reset(&compressed)
		if _, err := p.writer.Write(payload); err != nil {
			return err
		}
		if err := p.writer.Flush(); err != nil {
			return err
		}
		payload, rsv = bytes.TrimSuffix(compressed.Bytes(), []byte("\x00\x00\xff\xff")), ws.Rsv(true, false, false)
	}
	if frame == 0 {
		frame = max(1, len(payload))
	}
	var stream bytes.Buffer
	for first := true; first || len(payload) > 0; first = false {
		n := min(frame, len(payload))
		f := ws.NewFrame(op, n == len(payload), payload[:n])
		f.Header.Rsv = rsv
		if err := ws.WriteFrame(&stream, ws.MaskFrame(f)); err != nil {
			return err
		}
		payload, op, rsv = payload[n:], ws.OpContinuation, 0
	}
	if chop == 0 {
		chop = stream.Len()
	}
	for stream.Len() > 0 {
		if _, err := p.conn.Write(stream.Next(chop)); err != nil {
			return err
		}
	}
	return nil
}

// receive reads a message, which a server like ours sends in one frame.
func (p *peer) receive() (ws.OpCode, []byte) {
	p.t.Helper()
	h, err := ws.ReadHeader(p.in)
	if err != nil {
		p.t.Fatal(err)
	}
	payload := make([]byte, h.Length)
	if _, err := io.ReadFull(p.in, payload); err != nil {
		p.t.Fatal(err)
	}
	if h.Masked || !h.Fin || h.Rsv != 0 && !(p.compress && h.Rsv1()) {
		p.t.Fatalf("got the header %+v", h)
	}
	if h.Rsv1() {
		payload = append(payload, "\x00\x00\xff\xff\x01\x00\x00\xff\xff"...)
		if payload, err = io.ReadAll(flate.NewReader(bytes.NewReader(payload))); err != nil {
			p.t.Fatal(err)
		}
	}
	return h.OpCode, payload
}

func (p *peer) roundTrip(op ws.OpCode, payload []byte, frame, chop int) {
	p.t.Helper()
	_ = p.conn.SetDeadline(time.Now().Add(time.Minute))
	sent := make(chan error, 1)
	go func() { sent <- p.send(op, payload, frame, chop) }()
	gotOp, got := p.receive()
	if gotOp != op || !bytes.Equal(got, payload) {
		p.t.Fatalf("got %v with %d bytes, want %v with %d", gotOp, len(got), op, len(payload))
	}
	if err := <-sent; err != nil {
		p.t.Fatal(err)
	}
}

// messages of n bytes, the first of them text that characters of several lengths make up.
func messages(n int) map[ws.OpCode][]byte {
	const words = "κόσμε 😀 "
	text := []byte(strings.Repeat(words, n/len(words)))
	text = append(text, bytes.Repeat([]byte{'*'}, n-len(text))...)
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i * i >> 7)
	}
	return map[ws.OpCode][]byte{ws.OpText: text, ws.OpBinary: data}
}

// The groups of the Autobahn test suite that are about size and number: 9 (limits), 10 (fragments as clients cut them),
// and those of 12 and 13 (compression) that send a thousand messages.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"-goroutines"}, {"-deflate"}, {"-deflate", "-goroutines"}} {
		t.Run(strings.Join(args, ""), func(t *testing.T) {
			t.Parallel()
			connect := serve(t, args...)
			t.Run("9.1 and 9.2 size of a message", func(t *testing.T) {
				p := connect(t)
				for _, n := range []int{64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20} {
					for op, payload := range messages(min(n, p.largest())) {
						p.roundTrip(op, payload, 0, 0)
					}
				}
			})
			t.Run("9.3 and 9.4 size of fragments", func(t *testing.T) {
				p := connect(t)
				for _, frame := range []int{64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20} {
					for op, payload := range messages(min(1<<20/max(1, 1024/frame), p.largest())) {
						p.roundTrip(op, payload, frame, 0)
					}
				}
			})
			t.Run("9.5 and 9.6 size of writes", func(t *testing.T) {
				p := connect(t)
				for _, chop := range []int{64, 128, 256, 512, 1024, 2048} {
					for op, payload := range messages(128 << 10) {
						p.roundTrip(op, payload, 0, chop)
					}
				}
			})
			t.Run("9.7, 9.8, 12 and 13 a thousand messages", func(t *testing.T) {
				p := connect(t)
				for _, n := range []int{0, 16, 64, 256, 1 << 10, 4 << 10} {
					for op, payload := range messages(n) {
						for range 1000 / 12 {
							p.roundTrip(op, payload, 0, 0)
						}
					}
				}
			})
			t.Run("10.1 fragments of 1300 bytes", func(t *testing.T) {
				p := connect(t)
				for op, payload := range messages(65536) {
					p.roundTrip(op, payload, 1300, 0)
				}
			})
			t.Run("one byte more than the limit", func(t *testing.T) {
				p := connect(t)
				_ = p.conn.SetDeadline(time.Now().Add(time.Minute))
				go func() {
					// The server closes while this is on its way.
					_ = ws.WriteFrame(p.conn, ws.MaskFrameInPlace(ws.NewBinaryFrame(make([]byte, 16<<20+1<<17))))
				}()
				op, payload := p.receive()
				if op != ws.OpClose || !bytes.HasPrefix(payload, []byte("\x03\xf1")) {
					t.Errorf("got %v %.50q, want a close frame with 1009", op, payload)
				}
				if _, err := p.in.ReadByte(); !errors.Is(err, io.EOF) {
					t.Errorf("after the close frame: %v", err)
				}
			})
		})
	}
}
