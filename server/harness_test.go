package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"eventwire/generated/events"
	"eventwire/server/internal/redistest"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// instance is the whole server as main runs it, in this process.
type instance struct {
	t      testing.TB
	host   string // localhost:port
	scheme string // http or https
	stdout *buffer
	stderr *buffer // the log
	stop   func()
}

// serveChat runs an instance until the test ends, on a free port. Without REDIS_URL among the variables it gets a Redis
// of its own.
func serveChat(t testing.TB, variables ...string) *instance {
	t.Helper()
	env := map[string]string{"PORT": "0", "SERVER_ID": "server-1"}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	if env["REDIS_URL"] == "" {
		env["REDIS_URL"] = redistest.StartRedis(t).URL()
	}
	i := &instance{t: t, scheme: "http", stdout: new(buffer), stderr: new(buffer)}
	interrupts, ended := make(chan os.Signal, 2), make(chan error, 1)
	go func() {
		ended <- run(nil, func(name string) string { return env[name] }, i.stdout, i.stderr, interrupts)
	}()
	i.stop = sync.OnceFunc(func() {
		interrupts <- os.Interrupt
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v\n%s", err, i.stderr)
		}
	})
	page := regexp.MustCompile(`page +(https?)://(localhost:[0-9]+)`)
	i.eventually("the server says where it is", func() bool {
		select {
		case err := <-ended:
			t.Fatalf("the server ended: %v", err)
		default:
		}
		found := page.FindStringSubmatch(i.stdout.String())
		if found != nil {
			i.scheme, i.host = found[1], found[2]
		}
		return found != nil
	})
	t.Cleanup(i.stop)
	if i.scheme == "http" {
		i.eventually("the server is ready", func() bool {
			status, _ := i.get("/api/ready")
			return status == http.StatusOK
		})
	}
	return i
}

func (i *instance) eventually(what string, condition func() bool) {
	i.t.Helper()
	deadline := time.Now().Add(patience)
	for !condition() {
		if time.Now().After(deadline) {
			i.t.Fatalf("not so after %v: %s\n%s", patience, what, i.stderr)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// request sends an HTTP request, with headers as name: value lines.
func (i *instance) request(method, path, body string, header ...string) (*http.Response, string) {
	i.t.Helper()
	r, err := http.NewRequestWithContext(i.t.Context(), method, i.scheme+"://"+i.host+path, strings.NewReader(body))
	if err != nil {
		i.t.Fatal(err)
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		i.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		i.t.Fatal(err)
	}
	return response, string(text)
}

func (i *instance) get(path string) (int, string) {
	i.t.Helper()
	response, body := i.request(http.MethodGet, path, "")
	return response.StatusCode, body
}

// handshake tries to open a WebSocket and gives the connection, or the status with which it was refused.
func (i *instance) handshake(header http.Header, protocols ...string) (*peer, int) {
	i.t.Helper()
	return i.dial(ws.Dialer{Header: ws.HandshakeHeaderHTTP(header), Protocols: protocols})
}

func (i *instance) dial(d ws.Dialer) (*peer, int) {
	i.t.Helper()
	d.Timeout = patience
	line, early, _, err := d.Dial(i.t.Context(), "ws://"+i.host+"/ws")
	var status ws.StatusError
	if errors.As(err, &status) {
		return nil, int(status)
	}
	if err != nil {
		i.t.Fatal(err)
	}
	i.t.Cleanup(func() { _ = line.Close() })
	p := &peer{t: i.t, line: line, reader: line}
	if early != nil {
		p.reader = io.MultiReader(io.LimitReader(early, int64(early.Buffered())), line)
	}
	return p, http.StatusSwitchingProtocols
}

// connect opens a WebSocket and says the first frame: a newcomer with this key, or none.
func (i *instance) connect(key string) *peer {
	i.t.Helper()
	p, status := i.handshake(nil)
	if p == nil {
		i.t.Fatalf("the handshake was refused with %d", status)
	}
	p.send(string(events.AppendResume(nil, key, nil)))
	return p
}

// peer is a client that speaks in raw frames.
type peer struct {
	t      testing.TB
	line   net.Conn
	reader io.Reader
}

func (p *peer) send(text string) {
	p.t.Helper()
	if err := wsutil.WriteClientText(p.line, []byte(text)); err != nil {
		p.t.Fatal(err)
	}
}

// next gives the next frame, or the code with which the connection was closed.
func (p *peer) next() (events.ServerFrame, ws.StatusCode) {
	p.t.Helper()
	_ = p.line.SetReadDeadline(time.Now().Add(patience))
	for {
		header, err := ws.ReadHeader(p.reader)
		if err != nil {
			p.t.Fatalf("waiting for a frame: %v", err)
		}
		if header.Length > 1<<20 {
			p.t.Fatalf("a frame of %d bytes", header.Length)
		}
		payload := make([]byte, header.Length)
		if _, err := io.ReadFull(p.reader, payload); err != nil {
			p.t.Fatalf("reading a frame: %v", err)
		}
		switch header.OpCode {
		case ws.OpClose:
			code, _ := ws.ParseCloseFrameData(payload)
			return events.ServerFrame{}, code
		case ws.OpText:
			decoded, err := events.DecodeServerFrame(payload)
			if err != nil {
				p.t.Fatalf("%s: %v", payload, err)
			}
			return decoded, 0
		}
	}
}

// until reads on to the frame that is wanted.
func (p *peer) until(what string, wanted func(events.ServerFrame) bool) events.ServerFrame {
	p.t.Helper()
	for {
		frame, code := p.next()
		if code != 0 {
			p.t.Fatalf("closed with %d while waiting for %s", code, what)
		}
		if wanted(frame) {
			return frame
		}
	}
}

// answer sends a frame with an id and gives the error code of its answer, "" for an ack.
func (p *peer) answer(id, text string) events.ErrorCode {
	p.t.Helper()
	p.send(text)
	frame := p.until("the answer to "+id, func(f events.ServerFrame) bool { return f.Ack == id })
	if frame.Err != nil {
		return frame.Err.Code
	}
	return ""
}

// closed reads on to the close frame.
func (p *peer) closed() ws.StatusCode {
	p.t.Helper()
	for {
		if _, code := p.next(); code != 0 {
			return code
		}
	}
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.String()
}

// metric reads one value of /metrics, by its name with labels; 0 where it is not there.
func (i *instance) metric(name string) string {
	i.t.Helper()
	_, text := i.get("/metrics")
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return "0"
}

// raw opens a TCP connection, for what no client library sends.
func (i *instance) raw() (net.Conn, *bufio.Reader) {
	i.t.Helper()
	ctx, cancel := context.WithTimeout(i.t.Context(), patience)
	defer cancel()
	line, err := new(net.Dialer).DialContext(ctx, "tcp", i.host)
	if err != nil {
		i.t.Fatal(err)
	}
	i.t.Cleanup(func() { _ = line.Close() })
	_ = line.SetDeadline(time.Now().Add(patience))
	return line, bufio.NewReader(line)
}
