package chaos

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"slices"
	"sync"
	"time"

	"eventwire/generated/events"

	"github.com/gobwas/ws"
)

const (
	channel = "chat:message"

	dialLimit = 2 * time.Second
	heartbeat = time.Second
	deadAfter = 4 * time.Second // without any frame
	retryWait = 200 * time.Millisecond
)

// entry is one line of a client's log: a message, or the news that some may be missing here.
type entry struct {
	at   string // stream id
	id   string // of the message
	from string
	text string
	gap  bool
}

// outgoing is a message that is not acknowledged yet. Its id stays the same however often it is sent.
type outgoing struct {
	id, text string
	sent     bool      // on this connection
	retryAt  time.Time // after an error that is worth another try
}

// client speaks the wire protocol and writes down what it hears.
type client struct {
	name     string
	key      string
	username string        // empty for a client that stays Anonymous
	dial     func() string // gives the address for the next connection

	mu         sync.Mutex
	line       net.Conn // nil between connections
	log        []entry
	acked      map[string]string // stream id by text
	outbox     []*outgoing
	sent       int
	position   string
	here       map[string]bool // the names of who is present
	connects   int
	retries    int
	refused    []string // answers that no client expects
	terminated map[ws.StatusCode]int
}

func newClient(name string, dial func() string) *client {
	return &client{name: name, key: name + "-" + rand.Text(), dial: dial, acked: map[string]string{}, here: map[string]bool{}, terminated: map[ws.StatusCode]int{}}
}

// run keeps the client connected until ctx is done.
func (c *client) run(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		began := time.Now()
		_ = c.connect(ctx)
		if failures++; time.Since(began) > dialLimit {
			failures = 1
		}
		wait := mathrand.N(min(time.Second, 20*time.Millisecond<<min(failures, 10)))
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

// connect serves one connection until it ends.
func (c *client) connect(ctx context.Context) error {
	dialContext, cancel := context.WithTimeout(ctx, dialLimit)
	line, early, _, err := ws.Dialer{}.Dial(dialContext, "ws://"+c.dial()+"/ws")
	cancel()
	if err != nil {
		return err
	}
	defer line.Close()
	stop := context.AfterFunc(ctx, func() { _ = line.Close() })
	defer stop()

	c.mu.Lock()
	var resume []events.Position
	if c.position != "" {
		resume = append(resume, events.Position{Channel: channel, ID: c.position})
	}
	err = write(line, events.AppendResume(nil, c.key, resume))
	c.line = line
	c.connects++
	for _, o := range c.outbox {
		o.sent, o.retryAt = false, time.Time{}
	}
	c.flush()
	if c.username != "" && err == nil { // after what has no answer yet, as the TypeScript client does it
		var name []byte
		if name, err = events.AppendClientFrame(nil, "", &events.ClientSetUsername{Username: events.Username(c.username)}); err == nil {
			err = write(line, name)
		}
	}
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.line = nil
		c.mu.Unlock()
	}()
	if err != nil {
		return err
	}

	done := make(chan struct{})
	defer close(done)
	go c.beat(line, done)
	reader := io.Reader(line)
	if early != nil {
		reader = io.MultiReader(io.LimitReader(early, int64(early.Buffered())), line)
	}
	return c.read(line, bufio.NewReaderSize(reader, 16<<10))
}

// beat sends heartbeats, and what is due again, until the connection is done.
func (c *client) beat(line net.Conn, done <-chan struct{}) {
	ticker := time.NewTicker(retryWait)
	defer ticker.Stop()
	last := time.Now()
	for {
		select {
		case <-done:
			return
		case now := <-ticker.C:
			c.mu.Lock()
			c.flush()
			c.mu.Unlock()
			if now.Sub(last) >= heartbeat {
				last = now
				_ = write(line, events.AppendPing(nil)) // its failure ends the reading too
			}
		}
	}
}

func (c *client) read(line net.Conn, reader *bufio.Reader) error {
	var payload []byte
	for {
		if err := line.SetReadDeadline(time.Now().Add(deadAfter)); err != nil {
			return err
		}
		header, err := ws.ReadHeader(reader)
		if err != nil {
			return err
		}
		payload = slices.Grow(payload[:0], int(header.Length))[:header.Length]
		if _, err := io.ReadFull(reader, payload); err != nil {
			return err
		}
		switch header.OpCode {
		case ws.OpText:
			if err := c.take(payload); err != nil {
				return err
			}
		case ws.OpPing:
			if err := writeFrame(line, ws.NewPongFrame(payload)); err != nil {
				return err
			}
		case ws.OpClose:
			code, _ := ws.ParseCloseFrameData(payload)
			c.mu.Lock()
			c.terminated[code]++
			c.mu.Unlock()
			return writeFrame(line, ws.NewCloseFrame(ws.NewCloseFrameBody(code, "")))
		}
	}
}

// take writes down one frame of the server.
func (c *client) take(text []byte) error {
	frame, err := events.DecodeServerFrame(text)
	if err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range frame.Resumed {
		if r.Channel != channel {
			continue
		}
		c.position = r.At.ID
		if r.At.IsZero() {
			c.refused = append(c.refused, "not told where the history goes on")
		}
		if !r.Complete {
			c.log = append(c.log, entry{gap: true})
		}
	}
	switch e := frame.Data.(type) {
	case *events.ServerMessage:
		c.log = append(c.log, entry{at: frame.At.ID, id: e.ID, from: string(e.From), text: string(e.Message)})
		c.position = frame.At.ID
	case *events.ServerPresence:
		clear(c.here)
		for _, user := range e.Users {
			c.here[string(user.Username)] = true
		}
	case *events.ServerUserJoined:
		c.here[string(e.Username)] = true
	case *events.ServerUserLeft:
		delete(c.here, string(e.Username))
	}
	if frame.Ack != "" {
		c.answered(frame)
	}
	return nil
}

// answered settles a message, or has it sent again.
func (c *client) answered(frame events.ServerFrame) {
	i := slices.IndexFunc(c.outbox, func(o *outgoing) bool { return o.id == frame.Ack })
	if i < 0 {
		return // the second answer to something that was sent twice
	}
	o := c.outbox[i]
	switch {
	case frame.Err == nil:
		c.acked[o.text] = frame.At.ID
		c.outbox = slices.Delete(c.outbox, i, i+1)
	case frame.Err.Code == events.CodeUnavailable || frame.Err.Code == events.CodeRateLimited:
		o.sent, o.retryAt = false, time.Now().Add(retryWait)
	default:
		c.refused = append(c.refused, frame.Err.Error())
		c.outbox = slices.Delete(c.outbox, i, i+1)
	}
}

// say sends the next numbered message, now or when there is a connection.
func (c *client) say() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent++
	c.outbox = append(c.outbox, &outgoing{id: fmt.Sprintf("m%d", c.sent), text: fmt.Sprintf("%s says %d", c.name, c.sent)})
	c.flush()
}

// flush sends what is due.
func (c *client) flush() {
	if c.line == nil {
		return
	}
	now := time.Now()
	for _, o := range c.outbox {
		if o.sent || now.Before(o.retryAt) {
			continue
		}
		if !o.retryAt.IsZero() {
			c.retries++
		}
		frame, err := events.AppendClientFrame(nil, o.id, &events.ClientMessage{Message: events.MessageText(o.text)})
		if err != nil {
			c.refused = append(c.refused, err.Error())
			continue
		}
		if write(c.line, frame) != nil {
			return // the connection is over, which reading tells
		}
		o.sent = true
	}
}

// settled reports whether everything the client has said is acknowledged.
func (c *client) settled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.outbox) == 0
}

var errShortWrite = errors.New("the frame was not written whole")

func write(line net.Conn, text []byte) error { return writeFrame(line, ws.NewTextFrame(text)) }

// writeFrame writes the frame in one call, so that goroutines may share the connection.
func writeFrame(line net.Conn, frame ws.Frame) error {
	bytes, err := ws.CompileFrame(ws.MaskFrameInPlace(frame))
	if err != nil {
		return err
	}
	if err := line.SetWriteDeadline(time.Now().Add(deadAfter)); err != nil {
		return err
	}
	n, err := line.Write(bytes)
	if err == nil && n != len(bytes) {
		err = errShortWrite
	}
	return err
}
