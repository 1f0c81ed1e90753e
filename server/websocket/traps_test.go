package websocket

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gobwas/ws"
)

// checklist says which test shows what RFC 6455 demands and where servers are known to fail. A test that begins with a
// group's number stands for the conformance cases with that name, which run over event loops, over goroutines and
// over TLS; the others run over event loops and over goroutines.
var checklist = []struct {
	claim string
	cases string // the beginning of the names of conformance cases
	test  func(*testing.T)
}{
	{claim: "fragments with control frames between", cases: "5 fragments ping between"},
	{claim: "fragments in any order but the right one", cases: "5 fragments continuation of nothing"},
	{claim: "UTF-8 across fragments", cases: "6 UTF-8 cut inside characters"},
	{claim: "UTF-8 at the end", cases: "6 UTF-8 invalid e282 in the last fragment"},
	{claim: "UTF-8 as early as it fails", cases: "6 UTF-8 invalid in the middle of a frame"},
	{claim: "reserved bits", cases: "3 reserved bits text with 100"},
	{claim: "reserved bits where compression was agreed on", cases: "13 RSV1 on a continuation"},
	{claim: "reserved opcodes", cases: "4 opcodes reserved 3"},
	{claim: "control frames over 125 bytes", cases: "2 pings of 126 bytes"},
	{claim: "control frames in fragments", cases: "5 fragments ping in two"},
	{claim: "close codes and their echo", cases: "7 closing with 1000"},
	{claim: "close codes that may not be sent", cases: "7 closing with 1005"},
	{claim: "close reasons that are not UTF-8", cases: "7 closing with a reason that is not UTF-8"},
	{claim: "frames without mask", cases: "1 framing unmasked"},
	{claim: "pings answered with their payload", cases: "2 pings with payload"},
	{claim: "frames that arrive a byte at a time", test: TestByteAtATime},
	{claim: "many frames in one read", test: TestThousandFramesInOneWrite},
	{claim: "a frame right behind the handshake, in the hijacked bufio.Reader", test: TestFramesRightBehindTheHandshake},
	{claim: "lengths up to 2^63-1 refused", cases: "1 framing length of 2^63-1"},
	{claim: "lengths of 2^63 and more refused", cases: "1 framing length of 2^63"},
	{claim: "a length allocates nothing", test: TestLengthAllocatesNothing},
	{claim: "the message limit over all fragments, not for each frame", cases: "5 fragments too long together"},
	{claim: "version, key, method, header case, two Connection headers, subprotocol", test: TestHandshakeAnswers},
	{claim: "header size", test: TestHeaderSize},
	{claim: "slow handshakes", test: TestSlowHandshake},
	{claim: "an error is answered before the connection ends", cases: "6 UTF-8 invalid"},
	{claim: "a close frame reaches a peer with bytes on their way", test: TestCloseFrameArrivesThoughMuchIsUnread},
	{claim: "a close frame reaches a peer that half-closes", test: TestCloseFrameWithHalfClose},
	{claim: "control frames and broadcasts share one write order", test: TestPongsBetweenBroadcasts},
	{claim: "compressed messages", cases: "12 "},
}

func TestChecklist(t *testing.T) {
	t.Parallel()
	all := slices.Concat(exchanges(), deflateExchanges())
	for _, row := range checklist {
		found := row.test != nil
		for _, e := range all {
			found = found || row.cases != "" && strings.HasPrefix(e.name, row.cases)
		}
		if !found {
			t.Errorf("%s: there is no case %q", row.claim, row.cases)
		}
	}
}

func TestFramesRightBehindTheHandshake(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		_, addr := start(t, echoing(o))
		for _, frames := range []string{
			whole(ws.OpText, "first") + whole(ws.OpText, "second"),
			whole(ws.OpText, "first") + part(ws.OpText, false, "sec") + part(ws.OpContinuation, true, "ond"),
			whole(ws.OpText, "first") + whole(ws.OpText, "second")[:9], // the rest comes later
			whole(ws.OpText, "first")[:3],
		} {
			conn := connect(t, addr)
			c := newClient(t, conn)
			c.write([]byte(strings.ReplaceAll(handshake, "\n", "\r\n") + "\r\n\r\n" + frames))
			c.expectUpgrade()
			rest := strings.TrimPrefix(whole(ws.OpText, "first")+whole(ws.OpText, "second"), frames)
			if strings.Contains(frames, part(ws.OpContinuation, true, "ond")) {
				rest = ""
			}
			c.write([]byte(rest))
			c.expect(ws.OpText, "first")
			c.expect(ws.OpText, "second")
			c.write([]byte(closing(StatusNormalClosure, "")))
			c.expectClose(StatusNormalClosure)
		}
	})
}

// The kernel answers unread bytes with RST at close, which makes the peer's kernel forget the close frame.
func TestCloseFrameArrivesThoughMuchIsUnread(t *testing.T) {
	much := strings.Repeat("a", 4<<20)
	for name, bad := range map[string]struct {
		stream string
		code   StatusCode
	}{
		"protocol error": {"\x83\x80\x00\x00\x00\x00", StatusProtocolError},
		"not UTF-8":      {whole(ws.OpText, "\xff"), StatusInvalidFramePayloadData},
		"too big":        {header(0x81, 8, 1<<40), StatusMessageTooBig},
		"close frame":    {closing(StatusNormalClosure, ""), StatusNormalClosure},
		"refused":        {whole(ws.OpText, "close me"), 4000},
	} {
		t.Run(name, func(t *testing.T) {
			transports(t, func(t *testing.T, o Options) {
				o.OnText = func(c *Conn, _ []byte) { c.Close(4000, "") }
				_, addr := start(t, o)
				c := dial(t, addr)
				sent := make(chan error, 1)
				go func() {
					_, err := io.WriteString(c.conn, bad.stream+much)
					sent <- err
				}()
				if err := <-sent; err != nil { // all of it, before the first look at the answer
					t.Fatalf("the server did not read on: %v", err)
				}
				c.expectClose(bad.code)
			})
		})
	}
}

// A pong, a message for one client and broadcasts by several goroutines are written one after the other.
func TestPongsBetweenBroadcasts(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const writers, rounds, pings = 4, 100, 200
		conns := make(chan *Conn, 1)
		o.MaxQueueBytes = 16 << 20
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); conns <- c }
		s, addr := start(t, o)
		c := dial(t, addr)
		conn := <-conns
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range rounds {
					s.Broadcast(TextFrame(fmt.Appendf(nil, "%d %d %s", w, i, strings.Repeat("b", 3000))))
					_ = conn.Send(TextFrame(fmt.Appendf(nil, "%d %d private", w, i)))
				}
			})
		}
		wg.Go(func() {
			for i := range pings {
				if _, err := c.conn.Write(masked(ws.OpPing, fmt.Sprint(i))); err != nil {
					t.Error(err)
					return
				}
			}
		})
		pongs, texts := 0, map[string]int{}
		for range pings + 2*writers*rounds {
			f, err := c.next() // which is strict about headers
			if err != nil {
				t.Fatal(err)
			}
			switch f.Header.OpCode {
			case ws.OpPong:
				if got := string(f.Payload); got != fmt.Sprint(pongs) {
					t.Fatalf("pong %q, want %d", got, pongs)
				}
				pongs++
			default:
				var w, i int
				var what string
				if _, err := fmt.Sscan(string(f.Payload), &w, &i, &what); err != nil {
					t.Fatalf("%.50q: %v", f.Payload, err)
				}
				key := fmt.Sprint(w, what)
				if texts[key] != i {
					t.Fatalf("%.20q, want number %d", f.Payload, texts[key])
				}
				texts[key]++
			}
		}
		wg.Wait()
	})
}

// What a header promises is not believed: neither a length nor a fragment costs memory before the bytes are there.
func TestLengthAllocatesNothing(t *testing.T) { // not parallel: it counts what the whole process allocates
	allocated := func(stream string) uint64 {
		var before, after runtime.MemStats
		r := newReading(1<<62, false)
		data := []byte(stream)
		runtime.ReadMemStats(&before)
		r.conn.receive(data)
		runtime.ReadMemStats(&after)
		if r.drain(); len(r.events) > 0 {
			t.Errorf("%.20q: %v", stream, r.events)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, length := range []uint64{1 << 16, 1 << 32, 1<<62 - 1} {
		if n := allocated(header(0x82, 8, length) + "only this"); n > 64<<10 {
			t.Errorf("a length of %d allocates %d bytes", length, n)
		}
	}
	empty := strings.Repeat(part(ws.OpContinuation, false, ""), 100_000)
	if n := allocated(part(ws.OpText, false, "") + empty); n > 64<<10 {
		t.Errorf("100,000 empty fragments allocate %d bytes", n)
	}
}
