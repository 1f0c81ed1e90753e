package websocket

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gobwas/httphead"
	"github.com/gobwas/ws"
)

const rsv1 = 0b100 // the reserved bit that marks a compressed message

// squeeze compresses a payload as RFC 7692, section 7.2.1 says.
func squeeze(payload string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, payload)
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return strings.TrimSuffix(b.String(), "\x00\x00\xff\xff")
}

// ended compresses a payload into a stream that ends with a block that has BFINAL.
func ended(payload string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, payload)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.String()
}

// unsqueeze undoes it (RFC 7692, section 7.2.2).
func unsqueeze(t *testing.T, payload []byte) string {
	t.Helper()
	r := flate.NewReader(io.MultiReader(bytes.NewReader(payload), strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff")))
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("decompress %x: %v", payload, err)
	}
	return string(plain)
}

// deflating is a dialer that offers permessage-deflate.
func deflating() ws.Dialer {
	return ws.Dialer{Extensions: []httphead.Option{httphead.NewOption("permessage-deflate", map[string]string{"client_max_window_bits": ""})}}
}

// squeezed is a whole compressed frame as a client sends it.
func squeezed(op ws.OpCode, payload string) string {
	return string(fragment(op, true, rsv1, squeeze(payload)))
}

// expectMessage reads a message, compressed or not, and says which.
func (c *client) expectMessage(op ws.OpCode, payload string) (wasCompressed bool) {
	c.t.Helper()
	f, err := c.next()
	if err != nil {
		c.t.Fatalf("no message, want %v %.60q: %v", op, payload, err)
	}
	got := string(f.Payload)
	if f.Header.Rsv == rsv1 {
		got = unsqueeze(c.t, f.Payload)
	}
	if f.Header.OpCode != op || got != payload || !f.Header.Fin || f.Header.Rsv&^rsv1 != 0 {
		c.t.Fatalf("got %v %.60q (reserved bits %03b), want %v %.60q", f.Header.OpCode, got, f.Header.Rsv, op, payload)
	}
	return f.Header.Rsv == rsv1
}

// RFC 7692, section 7.1.
func TestDeflateNegotiation(t *testing.T) {
	const agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
	o := echoing(Options{Compression: true})
	_, addr := start(t, o)
	o.Compression = false
	_, off := start(t, o)
	for _, test := range []struct{ name, offer, want string }{
		{"nothing", "", ""},
		{"plain", "permessage-deflate", agreed},
		{"no context takeover", "permessage-deflate; server_no_context_takeover; client_no_context_takeover", agreed},
		{"a window of the client, of any size", "permessage-deflate; client_max_window_bits", agreed},
		{"a window of the client", "permessage-deflate; client_max_window_bits=10", agreed},
		{"the window that we have", "permessage-deflate; server_max_window_bits=15", agreed + "; server_max_window_bits=15"},
		{"a quoted value", `permessage-deflate; client_max_window_bits="10"`, agreed},
		{"spaces", "permessage-deflate ;  client_max_window_bits =  12", agreed},
		{"a window that is smaller", "permessage-deflate; server_max_window_bits=8", agreed + "; server_max_window_bits=8"},
		{"a quoted window", `permessage-deflate; server_max_window_bits="1\0"`, agreed + "; server_max_window_bits=10"},
		{"the client's first choice", "permessage-deflate; server_max_window_bits=10, permessage-deflate", agreed + "; server_max_window_bits=10"},
		{"a good one on another line", "permessage-deflate; server_max_window_bits=7\nSec-WebSocket-Extensions: permessage-deflate", agreed},
		{"everything", "permessage-deflate; client_max_window_bits=15; server_max_window_bits=15; client_no_context_takeover; server_no_context_takeover", agreed + "; server_max_window_bits=15"},
		{"no spaces, and elements that are empty", ",,permessage-deflate;client_max_window_bits,", agreed},
		{"lines that are empty", "\nSec-WebSocket-Extensions: permessage-deflate\nSec-WebSocket-Extensions: ", agreed},
		{"a name in another case", "Permessage-Deflate", ""},
		{"another extension", "x-webkit-deflate-frame", ""},
		{"another one first", "mux; max-channels=4, permessage-deflate", agreed},
		{"twice", "permessage-deflate, permessage-deflate; client_max_window_bits", agreed},
		{"an unknown parameter", "permessage-deflate; fast", ""},
		{"a value for one that has none", "permessage-deflate; server_no_context_takeover=1", ""},
		{"no value for one that needs it", "permessage-deflate; server_max_window_bits", ""},
		{"a window too small", "permessage-deflate; client_max_window_bits=7", ""},
		{"a window too large", "permessage-deflate; client_max_window_bits=16", ""},
		{"a leading zero", "permessage-deflate; client_max_window_bits=08", ""},
		{"no number", "permessage-deflate; client_max_window_bits=all", ""},
		{"a number too large for any integer", "permessage-deflate; client_max_window_bits=18446744073709551626", ""},
		{"a sign", "permessage-deflate; client_max_window_bits=+10", ""},
		{"a parameter of another name in another case", "permessage-deflate; Client_Max_Window_Bits", ""},
		{"an unknown parameter behind good ones", "permessage-deflate; client_max_window_bits; server_no_context_takeover; fast=\"1\"", ""},
		{"a parameter twice", "permessage-deflate; server_no_context_takeover; server_no_context_takeover", ""},
		{"a window twice", "permessage-deflate; client_max_window_bits=10; client_max_window_bits=11", ""},
		{"a window of any size twice", "permessage-deflate; client_max_window_bits; client_max_window_bits", ""},
		{"a bad offer and a good one", "permessage-deflate; client_max_window_bits=99, permessage-deflate; client_max_window_bits", agreed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			raw := handshake
			if test.offer != "" {
				raw += "\nSec-WebSocket-Extensions: " + test.offer
			}
			got := request(t, addr, raw)
			if got.StatusCode != http.StatusSwitchingProtocols {
				t.Fatalf("got %s", got.Status)
			}
			// The order of parameters means nothing.
			if answer := got.Header.Get("Sec-Websocket-Extensions"); !sameParameters(answer, test.want) || len(got.Header["Sec-Websocket-Extensions"]) > 1 {
				t.Errorf("got %q, want %q", got.Header["Sec-Websocket-Extensions"], test.want)
			}
			if got := request(t, off, raw); got.StatusCode != http.StatusSwitchingProtocols || got.Header["Sec-Websocket-Extensions"] != nil {
				t.Errorf("without Options.Compression: %s %q", got.Status, got.Header)
			}
		})
	}
}

func sameParameters(a, b string) bool {
	split := func(s string) []string {
		list := strings.Split(strings.ReplaceAll(s, " ", ""), ";")
		slices.Sort(list)
		return list
	}
	return slices.Equal(split(a), split(b))
}

// RFC 6455, section 9.1: what does not follow the grammar fails the handshake, whether or not extensions are spoken here.
func TestExtensionsThatAreNone(t *testing.T) {
	o := echoing(Options{Compression: true})
	_, addr := start(t, o)
	o.Compression = false
	_, off := start(t, o)
	for _, offer := range []string{
		"", ",", ";", "=", `"permessage-deflate"`, "permessage-deflate;", "permessage-deflate;;client_max_window_bits", "permessage-deflate; =10",
		"permessage-deflate; client_max_window_bits=", "permessage-deflate; client_max_window_bits=, permessage-deflate", `permessage-deflate; client_max_window_bits=""`,
		`permessage-deflate; server_no_context_takeover=""`, `permessage-deflate; client_max_window_bits="10`, `permessage-deflate; client_max_window_bits="1 0"`,
		`permessage-deflate; client_max_window_bits="10\"`, `permessage-deflate; client_max_window_bits="10\`, `permessage-deflate; client_max_window_bits="10"x`,
		`permessage-deflate; client_max_window_bits=":"`, "permessage-deflate; client_max_window_bits=1:", "permessage-deflate client_max_window_bits", "permessage-deflate=1",
		"permessage-deflate, b(c)", "permessage-deflate, \x80", "permessage/deflate", "permessage-deflate; client_max_window_bits=10=11",
	} {
		t.Run(offer, func(t *testing.T) {
			t.Parallel()
			for _, addr := range []string{addr, off} {
				if got := request(t, addr, handshake+"\nSec-WebSocket-Extensions: "+offer); got.StatusCode != http.StatusBadRequest {
					t.Errorf("got %s, want 400", got.Status)
				}
			}
		})
	}
}

// A client whose window is smaller than ours compresses, and is sent compressed what needs no more than the smallest.
func TestSmallWindow(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.Compression = true
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Join() }
		s, addr := start(t, o)
		small := dial(t, addr, ws.Dialer{Extensions: []httphead.Option{httphead.NewOption("permessage-deflate", map[string]string{"server_max_window_bits": "9"})}})
		other := dial(t, addr, deflating())
		for n, compressed := range map[int]bool{compressMin: true, smallestWindow: true, smallestWindow + 1: false, 3000: false} {
			payload := strings.Repeat("eventwire ", 300)[:n]
			for _, c := range []*client{small, other} {
				c.write([]byte(squeezed(ws.OpText, payload)))
				if was := c.expectMessage(ws.OpText, payload); was != (compressed || c == other) {
					t.Errorf("an answer of %d bytes is compressed: %v", n, was)
				}
			}
			s.Broadcast(TextFrame([]byte(payload)))
			for _, c := range []*client{small, other} {
				if was := c.expectMessage(ws.OpText, payload); was != (compressed || c == other) {
					t.Errorf("a broadcast of %d bytes is compressed: %v", n, was)
				}
			}
		}
	})
}

// Messages that are not compressed are as good as compressed ones on both sides (RFC 7692, section 6).
func TestDeflateEcho(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.Compression = true
		o.MaxMessageBytes = 1 << 20
		_, addr := start(t, o)
		c := dial(t, addr, deflating())
		if len(c.hs.Extensions) != 1 {
			t.Fatalf("negotiated %v", c.hs.Extensions)
		}
		random := make([]byte, 5000)
		for i := range random {
			random[i] = byte(rand.Uint32())
		}
		for _, n := range []int{0, 1, 127, 128, 129, 1000, 65535, 65536, 200_000} {
			payload := strings.Repeat("eventwire ", n/10+1)[:n]
			c.write([]byte(whole(ws.OpText, payload)))
			c.expectMessage(ws.OpText, payload)
			c.write([]byte(squeezed(ws.OpBinary, payload)))
			if was := c.expectMessage(ws.OpBinary, payload); was != (n >= compressMin) {
				t.Errorf("%d bytes are compressed: %v", n, was)
			}
		}
		c.write([]byte(squeezed(ws.OpBinary, string(random))))
		if c.expectMessage(ws.OpBinary, string(random)) {
			t.Error("random bytes are compressed, which makes them longer")
		}
		plain := dial(t, addr)
		plain.text(strings.Repeat("a", 1000))
		plain.expect(ws.OpText, strings.Repeat("a", 1000))
	})
}

// deflateExchanges are what a client sends on a connection with permessage-deflate, and what must come back: the
// examples of RFC 7692, section 7.2.3, fragments, and what is forbidden.
var deflateExchanges = sync.OnceValue(makeDeflateExchanges)

func makeDeflateExchanges() []exchange {
	bye, ok := closing(StatusNormalClosure, ""), StatusNormalClosure
	raw := func(op ws.OpCode, fin bool, rsv byte, payload string) string {
		return string(fragment(op, fin, rsv, payload))
	}
	long := strings.Repeat("κόσμε ", 100)
	short := squeeze(long)
	blocks := func(parts ...string) string { // several DEFLATE blocks in one message
		var b strings.Builder
		for i, p := range parts {
			b.WriteString(squeeze(p))
			if i < len(parts)-1 {
				b.WriteString("\x00\x00\xff\xff")
			}
		}
		return b.String()
	}
	list := []exchange{
		{name: "12 one block", want: text("Hello"), code: ok, send: []string{raw(ws.OpText, true, rsv1, "\xf2\x48\xcd\xc9\xc9\x07\x00"), bye}},
		{name: "12 the same twice, without context", want: text("Hello", "Hello"), code: ok, send: []string{
			raw(ws.OpText, true, rsv1, "\xf2\x48\xcd\xc9\xc9\x07\x00") + raw(ws.OpText, true, rsv1, "\xf2\x48\xcd\xc9\xc9\x07\x00") + bye,
		}},
		{name: "12 with context that was not agreed on", want: text("Hello"), code: StatusInvalidFramePayloadData, send: []string{
			raw(ws.OpText, true, rsv1, "\xf2\x48\xcd\xc9\xc9\x07\x00") + raw(ws.OpText, true, rsv1, "\xf2\x00\x11\x00\x00") + bye,
		}},
		{name: "12 a block without compression", want: text("Hello"), code: ok, send: []string{raw(ws.OpText, true, rsv1, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"), bye}},
		{name: "12 a block with BFINAL", want: text("Hello"), code: ok, send: []string{raw(ws.OpText, true, rsv1, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"), bye}},
		{name: "12 two blocks", want: text("Hello"), code: ok, send: []string{raw(ws.OpText, true, rsv1, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"), bye}},
		{name: "12 many blocks", want: text("a few words"), code: ok, send: []string{raw(ws.OpText, true, rsv1, blocks("a ", "few", "", " words")), bye}},
		{name: "12 two fragments", want: text("Hello"), code: ok, send: []string{raw(ws.OpText, false, rsv1, "\xf2\x48\xcd"), raw(ws.OpContinuation, true, 0, "\xc9\xc9\x07\x00"), bye}},
		{name: "12 blocks behind one with BFINAL", want: text("Hello world!"), code: ok, send: []string{
			raw(ws.OpText, true, rsv1, ended("Hello ")+ended("world")+squeeze("!")), bye,
		}},
		{name: "12 the end of a stream with BFINAL, and nothing cut off", want: text("Hello"), code: ok, send: []string{raw(ws.OpText, true, rsv1, ended("Hello")), bye}},
		{name: "12 nothing", want: text(""), code: ok, send: []string{squeezed(ws.OpText, ""), bye}},
		{name: "12 nothing at all", want: text(""), code: ok, send: []string{raw(ws.OpText, true, rsv1, ""), bye}},
		{name: "12 binary", want: frames(ws.OpBinary, "\x00\xff\x00\xff"), code: ok, send: []string{squeezed(ws.OpBinary, "\x00\xff\x00\xff"), bye}},
		{name: "12 a ping between fragments", want: append(frames(ws.OpPong, "ping"), text(long)...), code: ok, send: []string{
			raw(ws.OpText, false, rsv1, short[:7]) + whole(ws.OpPing, "ping") + raw(ws.OpContinuation, true, 0, short[7:]), bye,
		}},
		{name: "12 empty fragments", want: text(long), code: ok, send: []string{
			raw(ws.OpText, false, rsv1, "") + raw(ws.OpContinuation, false, 0, short) + raw(ws.OpContinuation, true, 0, ""), bye,
		}},
		{name: "12 plain after compressed", want: text("one", "two", "three"), code: ok, send: []string{
			squeezed(ws.OpText, "one") + part(ws.OpText, false, "t") + part(ws.OpContinuation, true, "wo") + squeezed(ws.OpText, "three"), bye,
		}},

		{name: "13 RSV1 on a continuation", code: StatusProtocolError, send: []string{raw(ws.OpText, false, rsv1, short[:7]), raw(ws.OpContinuation, true, rsv1, short[7:])}},
		{name: "13 RSV1 on a continuation alone", code: StatusProtocolError, send: []string{raw(ws.OpText, false, 0, "a"), raw(ws.OpContinuation, true, rsv1, short)}},
		{name: "13 RSV1 on a ping", code: StatusProtocolError, send: []string{raw(ws.OpPing, true, rsv1, squeeze("ping"))}},
		{name: "13 RSV1 on a pong", code: StatusProtocolError, send: []string{raw(ws.OpPong, true, rsv1, "")}},
		{name: "13 RSV1 on a close frame", code: StatusProtocolError, send: []string{raw(ws.OpClose, true, rsv1, "\x03\xe8")}},
		{name: "13 RSV2", code: StatusProtocolError, send: []string{raw(ws.OpText, true, 0b010, "a")}},
		{name: "13 RSV1 and RSV3", code: StatusProtocolError, send: []string{raw(ws.OpText, true, 0b101, short)}},
		{name: "13 a reserved opcode with RSV1", code: StatusProtocolError, send: []string{raw(3, true, rsv1, "")}},
		{name: "13 no DEFLATE", code: StatusInvalidFramePayloadData, send: []string{raw(ws.OpText, true, rsv1, "\xff\xff\xff\xff")}},
		{name: "13 half a block", code: StatusInvalidFramePayloadData, send: []string{raw(ws.OpText, true, rsv1, "\x00\x05\x00\xfa\xff\x48\x65")}},
		{name: "13 no DEFLATE behind a block with BFINAL", code: StatusInvalidFramePayloadData, send: []string{raw(ws.OpText, true, rsv1, ended("Hello")+"\xff\xff")}},
		{name: "13 no UTF-8 inside", code: StatusInvalidFramePayloadData, send: []string{squeezed(ws.OpText, "\xce\xba\xe1\xbd")}},
		{name: "13 UTF-8 that is not any compressed", want: text("é"), code: ok, send: []string{squeezed(ws.OpText, "é"), bye}},
		{name: "13 a bomb", code: StatusMessageTooBig, send: []string{squeezed(ws.OpBinary, strings.Repeat("\x00", 4<<20))}},
		{name: "13 a bomb in fragments", code: StatusMessageTooBig, send: func() []string {
			bomb := squeeze(strings.Repeat("\x00", 4<<20))
			list := []string{raw(ws.OpText, false, rsv1, bomb[:1000])}
			for rest := bomb[1000:]; ; rest = rest[1000:] {
				if len(rest) <= 1000 {
					return append(list, raw(ws.OpContinuation, true, 0, rest))
				}
				list = append(list, raw(ws.OpContinuation, false, 0, rest[:1000]))
			}
		}()},
		{name: "13 a bomb of blocks with BFINAL", code: StatusMessageTooBig, send: []string{raw(ws.OpBinary, true, rsv1, strings.Repeat(ended(strings.Repeat("\x00", 4096)), 17))}},
		{name: "13 the limit to the byte", want: text(strings.Repeat("a", 65536)), code: ok, send: []string{squeezed(ws.OpText, strings.Repeat("a", 65536)), bye}},
		{name: "13 one byte more", code: StatusMessageTooBig, send: []string{squeezed(ws.OpText, strings.Repeat("a", 65537))}},
		{name: "13 too much before it is decompressed", code: StatusMessageTooBig, send: []string{header(0x80|rsv1<<4|byte(ws.OpBinary), 8, 65537+1000)}},
	}
	// Suites send messages of many sizes: text that repeats itself, and bytes that do not.
	for _, n := range []int{16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536} {
		words := strings.Repeat("the quick brown fox ", n/20+1)[:n]
		noise := make([]byte, n)
		source := rand.New(rand.NewPCG(1, uint64(n)))
		for i := range noise {
			noise[i] = byte(source.Uint32())
		}
		list = append(list,
			exchange{name: fmt.Sprintf("12 text of %d", n), want: text(words, words), code: ok, send: []string{squeezed(ws.OpText, words) + squeezed(ws.OpText, words), bye}},
			exchange{name: fmt.Sprintf("12 noise of %d", n), want: frames(ws.OpBinary, string(noise)), code: ok, send: []string{squeezed(ws.OpBinary, string(noise)), bye}},
		)
	}
	return list
}

func TestDeflateConformance(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		for _, e := range deflateExchanges() {
			t.Run(strings.ReplaceAll(e.name, " ", "-"), func(t *testing.T) {
				t.Parallel()
				o := echoing(o)
				o.Compression = true
				o.Loops = 1
				_, addr := start(t, o)
				e.run(t, addr, deflating())
			})
		}
	})
}

// A broadcast reaches each client in the form that it agreed to, in order, and is compressed once for all of them.
func TestDeflateBroadcast(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.Compression = true
		o.OnOpen = func(c *Conn, _ *http.Request) { _ = c.Send(TextFrame([]byte("welcome"))); c.Join() }
		s, addr := start(t, o)
		var clients []*client
		for i := range 6 {
			if i%2 == 0 {
				clients = append(clients, dial(t, addr, deflating()))
			} else {
				clients = append(clients, dial(t, addr))
			}
			clients[i].expect(ws.OpText, "welcome")
		}
		clients[0].text("all have joined by now")
		clients[0].expect(ws.OpText, "all have joined by now")
		for i := range 100 {
			s.Broadcast(TextFrame(fmt.Appendf(nil, "%d %s", i, strings.Repeat("long ", i))))
		}
		for n, c := range clients {
			for i := range 100 {
				payload := fmt.Sprintf("%d %s", i, strings.Repeat("long ", i))
				if was, want := c.expectMessage(ws.OpText, payload), n%2 == 0 && len(payload) >= compressMin; was != want {
					t.Fatalf("client %d got %d bytes compressed: %v, want %v", n, len(payload), was, want)
				}
			}
		}
	})
}

func TestFrameIsCompressedOnce(t *testing.T) {
	t.Parallel()
	f := TextFrame(bytes.Repeat([]byte("again and "), 100))
	var wg sync.WaitGroup
	forms := make([][]byte, 8)
	for i := range forms {
		wg.Go(func() { forms[i] = f.bytes(deflated) })
	}
	wg.Wait()
	for _, form := range forms {
		if &form[0] != &forms[0][0] {
			t.Fatal("two connections got two compressions")
		}
	}
	if control := newFrame(ws.OpPing, bytes.Repeat([]byte{'a'}, 125)); &control.bytes(deflated)[0] != &control.plain[0] {
		t.Error("a control frame is compressed")
	}
}

func BenchmarkInflate(b *testing.B) {
	s := &Server{options: Options{MaxMessageBytes: 1 << 20}}
	payload := []byte(squeeze(strings.Repeat("again and ", 100)))
	b.ReportAllocs()
	for b.Loop() {
		buffer, err := s.inflate(payload)
		if err != nil {
			b.Fatal(err)
		}
		s.inflated.Put(buffer)
	}
}
