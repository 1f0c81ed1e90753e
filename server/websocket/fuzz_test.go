package websocket

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// fuzzLimit is the message limit of the fuzz targets, small enough to be met.
const fuzzLimit = 1000

// addStreams gives a target the streams of the conformance cases to begin with.
func addStreams(f *testing.F) {
	for isDeflate, list := range map[bool][]exchange{false: exchanges(), true: deflateExchanges()} {
		for i, e := range list {
			if stream := strings.Join(e.send, ""); len(stream) < 10_000 {
				f.Add([]byte(stream), uint64(i), isDeflate)
			}
		}
	}
}

// Any bytes mean to the reader what they mean to the reference, however they are cut.
func FuzzReader(f *testing.F) {
	addStreams(f)
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64, deflate bool) {
		want := reference(stream, fuzzLimit, deflate)
		whole := newReading(fuzzLimit, deflate)
		whole.feed(stream)
		if err := sameEvents(whole.events, want); err != nil {
			t.Fatalf("in one piece: %v", err)
		}
		pieces := newReading(fuzzLimit, deflate)
		for _, piece := range cut(stream, rand.New(rand.NewPCG(seed, 0))) {
			pieces.feed(piece)
		}
		if !slices.Equal(pieces.events, whole.events) {
			t.Fatalf("in pieces: %v\nin one: %v", pieces.events, whole.events)
		}
		bytewise := newReading(fuzzLimit, deflate)
		for i := range stream {
			bytewise.feed(stream[i : i+1])
		}
		if !slices.Equal(bytewise.events, whole.events) {
			t.Fatalf("a byte at a time: %v\nin one: %v", bytewise.events, whole.events)
		}
	})
}

// compose makes a valid stream of messages and control frames in random fragments, and says what it means.
func compose(source *rand.Rand, text string, data, ping []byte, deflate bool) (stream []byte, events []event) {
	frame := func(op ws.OpCode, fin bool, rsv byte, payload string) {
		f := ws.NewFrame(op, fin, []byte(payload))
		f.Header.Rsv = rsv
		var mask [4]byte
		binary.NativeEndian.PutUint32(mask[:], source.Uint32())
		stream = append(stream, ws.MustCompileFrame(ws.MaskFrameWith(f, mask))...)
	}
	control := func() {
		switch source.IntN(6) {
		case 0:
			frame(ws.OpPing, true, 0, string(ping))
			events = append(events, event{kind: "pong", data: string(ping)})
		case 1:
			frame(ws.OpPong, true, 0, string(ping))
		}
	}
	for range 1 + source.IntN(5) {
		op, kind, payload := ws.OpText, "text", text
		if source.IntN(2) == 0 {
			op, kind, payload = ws.OpBinary, "binary", string(data)
		}
		// All three forms of a length (RFC 6455, section 5.2).
		payload = strings.Repeat(payload, []int{0, 1, 1, 3, 20, 700}[source.IntN(6)])
		rsv, sent := byte(0), payload
		if deflate && source.IntN(2) == 0 {
			rsv, sent = rsv1, squeeze(payload)
		}
		control()
		for {
			n := len(sent)
			if source.IntN(3) > 0 {
				n = source.IntN(len(sent) + 1)
			}
			fin := n == len(sent) && source.IntN(4) > 0
			frame(op, fin, rsv, sent[:n])
			sent = sent[n:]
			if fin {
				break
			}
			op, rsv = ws.OpContinuation, 0
			control()
		}
		events = append(events, event{kind: kind, data: payload})
	}
	frame(ws.OpClose, true, 0, "\x03\xe8bye")
	return stream, append(events, event{kind: "close", code: StatusNormalClosure, data: "bye"})
}

// Valid streams of fragments with control frames between, characters and masks across them and lengths of all sizes
// mean the same however they are cut into reads.
func FuzzSplits(f *testing.F) {
	f.Add("κόσμε 😀 \u0000", []byte("\x00\xff"), []byte("ping"), uint64(1), false)
	f.Add("", []byte{}, []byte{}, uint64(2), true)
	f.Add("a", bytes.Repeat([]byte{0xfe}, 125), bytes.Repeat([]byte("p"), 125), uint64(3), true)
	f.Add(strings.Repeat("é", 63), bytes.Repeat([]byte{0}, 126), []byte{0}, uint64(4), false)
	f.Fuzz(func(t *testing.T, text string, data, ping []byte, seed uint64, deflate bool) {
		const limit = 1 << 20
		text = strings.ToValidUTF8(text[:min(len(text), 1000)], "�")
		data, ping = data[:min(len(data), 1000)], ping[:min(len(ping), 125)]
		source := rand.New(rand.NewPCG(seed, 1))
		stream, want := compose(source, text, data, ping, deflate)
		if err := sameEvents(reference(stream, limit, deflate), want); err != nil {
			t.Fatalf("reference: %v", err)
		}
		for range 3 {
			r := newReading(limit, deflate)
			for _, piece := range cut(stream, source) {
				r.feed(piece)
			}
			if !slices.Equal(r.events, want) {
				t.Fatalf("got  %v\nwant %v", r.events, want)
			}
		}
	})
}

// Over TCP, with what is between a socket and the reader, both transports answer as the reference says.
func FuzzTransports(f *testing.F) {
	addStreams(f)
	var addrs []string
	for _, goroutines := range []bool{false, true} {
		for _, deflate := range []bool{false, true} {
			s, err := New(echoing(Options{MaxMessageBytes: fuzzLimit, Compression: deflate, Goroutines: goroutines, Loops: 1}))
			if err != nil {
				f.Fatal(err)
			}
			h := httptest.NewServer(s)
			f.Cleanup(h.Close)
			f.Cleanup(func() {
				if err := s.Shutdown(f.Context(), StatusGoingAway, "", 0); err != nil && f.Context().Err() == nil {
					f.Error(err)
				}
			})
			addrs = append(addrs, h.Listener.Addr().String())
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64, deflate bool) {
		want := reference(stream, fuzzLimit, deflate)
		for i, addr := range addrs {
			if offers := i%2 == 1; offers != deflate {
				continue
			}
			raw := handshake
			if deflate {
				raw += "\nSec-WebSocket-Extensions: permessage-deflate"
			}
			c := newClient(t, connect(t, addr))
			pieces := cut(stream, rand.New(rand.NewPCG(seed, 2)))
			early := 0
			if seed%2 == 0 && len(pieces) > 0 {
				early = 1 // right behind the handshake, in one packet
			}
			c.write(slices.Concat([]byte(strings.ReplaceAll(raw, "\n", "\r\n")+"\r\n\r\n"), slices.Concat(pieces[:early]...)))
			for _, piece := range pieces[early:] {
				if _, err := c.conn.Write(piece); err != nil {
					break // it was closed for what came before
				}
			}
			c.expectUpgrade()
			for n, e := range want {
				switch e.kind {
				case "text":
					c.expectMessage(ws.OpText, e.data)
				case "binary":
					c.expectMessage(ws.OpBinary, e.data)
				case "pong":
					c.expect(ws.OpPong, e.data)
				case "close":
					if n != len(want)-1 {
						t.Fatal("events after the end")
					}
					c.expectClose(e.code)
				}
			}
			c.reset()
		}
	})
}

// A close frame is answered with its code where that may be sent, and its reason is text, and refused otherwise.
func FuzzClosePayload(f *testing.F) {
	for _, code := range []uint16{0, 999, 1000, 1003, 1004, 1005, 1006, 1007, 1014, 1015, 1016, 2999, 3000, 4999, 5000, 65535} {
		f.Add(binary.BigEndian.AppendUint16(nil, code))
		f.Add(append(binary.BigEndian.AppendUint16(nil, code), "reason"...))
	}
	f.Add([]byte{})
	f.Add([]byte{3})
	f.Add([]byte("\x03\xe8\xff"))
	f.Add([]byte("\x03\xe8" + strings.Repeat("é", 61)))
	f.Fuzz(func(t *testing.T, payload []byte) {
		payload = payload[:min(len(payload), ws.MaxControlFramePayloadSize)]
		want := event{kind: "close", code: StatusNoStatusReceived}
		switch {
		case len(payload) == 0:
		case len(payload) == 1 || !mayBeSent(binary.BigEndian.Uint16(payload)):
			want.code = StatusProtocolError
		case !utf8.Valid(payload[2:]):
			want.code = StatusInvalidFramePayloadData
		default:
			want.code, want.data = StatusCode(binary.BigEndian.Uint16(payload)), string(payload[2:])
		}
		r := newReading(fuzzLimit, false)
		r.feed(masked(ws.OpClose, string(payload)))
		if err := sameEvents(r.events, []event{want}); err != nil {
			t.Error(err)
		}
		// The same, as a server closes with it: what must not be sent is not, and what is sent is a legal frame.
		if len(payload) >= 2 {
			r := newReading(fuzzLimit, false)
			r.conn.Close(StatusCode(binary.BigEndian.Uint16(payload)), string(payload[2:]))
			for _, o := range r.conn.engine.ops {
				if o.kind != opClose {
					continue
				}
				h, n, err := parseHeader(o.frame.plain)
				body := o.frame.plain[n:]
				if err != nil || h.Length > 125 || len(body) != int(h.Length) {
					t.Fatalf("close frame %x", o.frame.plain)
				}
				if len(body) >= 2 && !mayBeSent(binary.BigEndian.Uint16(body)) {
					t.Errorf("code %d was sent", binary.BigEndian.Uint16(body))
				}
				if len(body) > 2 && !utf8.Valid(body[2:]) {
					t.Errorf("the reason is not UTF-8: %q", body[2:])
				}
			}
		}
	})
}

// extensionList is the grammar of RFC 6455, section 9.1.
var extensionList = func() *regexp.Regexp {
	const (
		token  = `[-!#$%&'*+.^_` + "`" + `|~0-9A-Za-z]`
		value  = `(` + token + `+|"(\\?` + token + `)+")`
		option = token + `+([ \t]*;[ \t]*` + token + `+([ \t]*=[ \t]*` + value + `)?)*`
	)
	return regexp.MustCompile(`^[ \t,]*` + option + `([ \t]*,[ \t,]*` + option + `)*[ \t,]*$`)
}()

// An offer is read where it follows the grammar, and what is accepted has a window that there is.
func FuzzExtensions(f *testing.F) {
	for _, offer := range []string{
		"permessage-deflate", "permessage-deflate; client_max_window_bits", `a;b="\c", permessage-deflate; server_max_window_bits="1\0"`, ",;=\"\\",
		"permessage-deflate; server_max_window_bits=8; client_no_context_takeover, x", "permessage-deflate;a=b=c", "a b", `a;b="c d"`, `a;b="c"d`, "a,,\t,b;",
	} {
		f.Add(offer, "")
		f.Add(offer, offer)
	}
	f.Fuzz(func(t *testing.T, line, next string) {
		lines := []string{line, next}
		accepted, ok := acceptDeflate(lines)
		if want := extensionList.MatchString(strings.Join(lines, ",")); ok != want {
			t.Fatalf("%q can be read: %v, want %v", lines, ok, want)
		}
		if answer := accepted.answer(); ok && accepted.possible && !regexp.MustCompile("^permessage-deflate; server_no_context_takeover; "+
			"client_no_context_takeover(; server_max_window_bits=([89]|1[0-5]))?$").MatchString(answer) {
			t.Errorf("%q is answered with %q", lines, answer)
		}
	})
}

// hijacked is an http.ResponseWriter over one end of a pipe.
type hijacked struct {
	*httptest.ResponseRecorder
	conn net.Conn
	used bool
}

func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	h.used = true
	return h.conn, bufio.NewReadWriter(bufio.NewReader(h.conn), bufio.NewWriter(h.conn)), nil
}

// Whatever a request says, the answer is one HTTP response, and a connection only where RFC 6455, section 4.2, allows
// one: with the hash of the key, and a subprotocol and an extension only where they were offered.
func FuzzHandshake(f *testing.F) {
	raw := strings.ReplaceAll(handshake, "\n", "\r\n")
	for _, more := range []string{
		"", "Sec-WebSocket-Protocol: other, eventwire.v1.json", "Sec-WebSocket-Protocol: ,,", "Origin: https://a.example", "Origin: null",
		"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=\"10\"", "Sec-WebSocket-Extensions: ;=,\"",
		"Connection: keep-alive", "Sec-WebSocket-Key: AAAA", "Sec-WebSocket-Version: 8", "Content-Length: 5", "Transfer-Encoding: chunked",
	} {
		if more != "" {
			more = "\r\n" + more
		}
		f.Add([]byte(raw + more + "\r\n\r\n"))
	}
	f.Add([]byte(strings.Replace(raw, "GET", "POST", 1) + "\r\n\r\n"))
	f.Add([]byte(strings.Replace(raw, "1.1", "1.0", 1) + "\r\n\r\n"))
	s, err := New(Options{
		Goroutines: true, Compression: true, Subprotocols: []string{"eventwire.v1.json", "second"}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			return // net/http does not let it through
		}
		near, far := net.Pipe()
		defer func() { _ = near.Close() }()
		_ = near.SetDeadline(time.Now().Add(patience))
		w := &hijacked{ResponseRecorder: httptest.NewRecorder(), conn: far}
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.ServeHTTP(w, r)
			if !w.used {
				_ = w.Result().Write(far)
				_ = far.Close()
			}
		}()
		answer, err := http.ReadResponse(bufio.NewReader(near), r)
		if err != nil {
			t.Fatalf("no HTTP response: %v", err)
		}
		if answer.StatusCode == http.StatusSwitchingProtocols {
			if r.Method != http.MethodGet || !r.ProtoAtLeast(1, 1) || r.Host == "" || r.ContentLength != 0 || r.Header.Get("Sec-Websocket-Version") != "13" ||
				!strings.Contains(strings.ToLower(strings.Join(r.Header["Upgrade"], ",")), "websocket") ||
				!strings.Contains(strings.ToLower(strings.Join(r.Header["Connection"], ",")), "upgrade") {
				t.Fatalf("accepted %q", raw)
			}
			key := r.Header["Sec-Websocket-Key"]
			sum := sha1.Sum([]byte(key[0] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
			if decoded, err := base64.StdEncoding.DecodeString(key[0]); len(key) != 1 || err != nil || len(decoded) != 16 {
				t.Errorf("accepted the key %q", key)
			}
			if got := answer.Header["Sec-Websocket-Accept"]; !slices.Equal(got, []string{base64.StdEncoding.EncodeToString(sum[:])}) {
				t.Errorf("Sec-WebSocket-Accept is %q", got)
			}
			if p := answer.Header["Sec-Websocket-Protocol"]; len(p) > 1 || len(p) == 1 && !strings.Contains(strings.Join(r.Header["Sec-Websocket-Protocol"], ","), p[0]) {
				t.Errorf("subprotocol %q for %q", p, r.Header["Sec-Websocket-Protocol"])
			}
			if e := answer.Header["Sec-Websocket-Extensions"]; len(e) > 1 || len(e) == 1 && !strings.Contains(strings.Join(r.Header["Sec-Websocket-Extensions"], ","), "permessage-deflate") {
				t.Errorf("extension %q for %q", e, r.Header["Sec-Websocket-Extensions"])
			}
		} else if answer.StatusCode < 400 {
			t.Errorf("got %s", answer.Status)
		}
		_ = near.Close()
		<-done
		eventually(t, "the connection is gone", func() bool { return s.Count() == 0 })
	})
}
