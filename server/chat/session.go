package chat

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"eventwire/generated/events"
	"eventwire/server/websocket"

	"github.com/google/uuid"
)

// session is one connection's side of the conversation.
//
// receive runs on the connection's event loop; everything else on one goroutine at a time, which exists only
// while there is something to do, so an idle connection costs no goroutine.
type session struct {
	chat    *Chat
	conn    *websocket.Conn
	limiter *events.ClientToServerLimiter // receive only; nil until a limited event comes
	bucket  bucket                        // receive only
	heard   uint32                        // frames; receive only, until the connection has ended
	opened  time.Duration                 // since the chat's epoch

	mu     sync.Mutex
	inbox  *inbox // nil when idle
	active bool   // whether a goroutine serves the inbox
	closed bool
	spoken bool  // whether there was anything in the inbox, ever
	rounds uint8 // of silence
	passed bool  // whether it was let in: its goroutine does not wait at the door any more
	versed bool  // the client has asked for the subprotocol, whose clients speak first

	entered  bool
	user     uuid.UUID
	client   uuid.UUID // whose ids of events are its own: every page begins them at 1, whoever the user is
	username string    // empty until one is set
	identity *Identity // who has signed in; nobody where none has
}

type taskKind uint8

const (
	taskFrame  taskKind = iota // a decoded frame
	taskFail                   // a frame that gets an error
	taskEnter                  // the client was silent: it is a newcomer
	taskResume                 // this instance has caught up with the client
	taskClose                  // the connection is gone; the last task of a session
)

type task struct {
	kind  taskKind
	code  websocket.StatusCode
	frame events.ClientFrame
	err   error
}

// inbox is the tasks that wait for the one in hand.
type inbox struct{ tasks []task }

func (i *inbox) len() int {
	if i == nil {
		return 0
	}
	return len(i.tasks)
}

// receive decodes one message, within the limits, and puts it in line.
func (s *session) receive(text []byte) {
	s.heard++
	frame, err := events.DecodeClientFrame(text)
	// The frame is a level itself, and every level has two brackets: most frames are too short to be too deep.
	if most := s.chat.options.MaxDepth; err == nil && most > 0 && len(text) > 2*(most+1) && deeper(text, most+1) {
		err = &events.Error{Code: events.CodeMalformed, Message: fmt.Sprintf("nests deeper than %d levels", most)}
	}
	switch s.bucket.take(s.chat.options.RateLimit, time.Since(s.chat.epoch)) {
	case hopeless:
		s.conn.Close(websocket.StatusPolicyViolation, "too many events")
		return
	case refused:
		s.fail(frame.ID, errRateLimited) // at once: it has to come before the close frame
		return
	case allowed:
		if err == nil && frame.Data != nil && !s.allow(frame.Event) {
			s.fail(frame.ID, errRateLimited)
			return
		}
	}
	switch {
	case err != nil:
		s.enqueue(task{kind: taskFail, frame: events.ClientFrame{ID: frame.ID}, err: err})
	case frame.IsPing:
		_ = s.conn.Send(pong)
	default:
		s.enqueue(task{kind: taskFrame, frame: frame})
	}
}

// pong is the answer to a client's heartbeat.
var pong = websocket.TextFrame(events.AppendPong(nil))

// allow applies the contract's rateLimit of the event.
func (s *session) allow(event string) bool {
	if s.limiter != nil {
		return s.limiter.Allow(event, time.Now())
	}
	var fresh events.ClientToServerLimiter
	allowed := fresh.Allow(event, time.Now())
	if fresh != (events.ClientToServerLimiter{}) {
		kept := fresh // most events are not limited, and most clients send no others
		s.limiter = &kept
	}
	return allowed
}

// enqueue puts a task in line and sees to it that somebody works on it.
func (s *session) enqueue(t task) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	if !s.spoken {
		s.spoken = true
		s.chat.silent.Add(-1)
	}
	if t.kind == taskClose {
		s.closed = true
	} else if s.inbox.len() >= inboxLimit && t.kind != taskResume {
		if t.kind != taskEnter {
			s.fail(t.frame.ID, errRateLimited)
		}
		return
	}
	if s.inbox == nil {
		s.inbox = new(inbox)
	}
	s.inbox.tasks = append(s.inbox.tasks, t)
	if s.active {
		return
	}
	s.active = true
	if s.passed {
		s.chat.hand(s)
	} else {
		s.chat.knock(s)
	}
}

// passDoor notes that the client is in, or never will be.
func (s *session) passDoor() {
	s.mu.Lock()
	passed := s.passed
	s.passed = true
	s.mu.Unlock()
	if !passed {
		s.chat.leaveDoor()
	}
}

// serve works on the inbox until it is empty.
func (s *session) serve() {
	for {
		s.mu.Lock()
		if s.inbox == nil {
			s.active = false
			s.mu.Unlock()
			return
		}
		batch := s.inbox.tasks
		s.inbox = nil
		s.mu.Unlock()
		for i := range batch {
			s.handle(&batch[i])
		}
	}
}

func (s *session) handle(t *task) {
	switch t.kind {
	case taskClose:
		s.passDoor()
		s.logEnd(t.code)
		s.chat.gone(s, t.code)
		return
	case taskResume:
		s.resume(t.frame)
		return
	}
	if t.kind == taskFrame && t.frame.IsResume {
		if s.entered {
			s.fail(t.frame.ID, &events.Error{Code: events.CodeMalformed, Message: "resume has to be the first frame of a connection"})
			return
		}
		s.admit(t.frame)
		return
	}
	if !s.entered {
		s.admit(events.ClientFrame{})
	}
	switch t.kind {
	case taskFail:
		s.fail(t.frame.ID, t.err)
	case taskFrame:
		s.dispatch(t.frame)
	}
}

// dispatch has the event handled and answers where an answer is due.
func (s *session) dispatch(frame events.ClientFrame) {
	ctx, cancel := context.WithTimeout(s.chat.ctx, publishWithin)
	defer cancel()
	handler := &call{session: s, id: frame.ID}
	if err := events.DispatchClientToServer(ctx, handler, frame, s.chat.options.Middleware); err != nil {
		s.fail(frame.ID, err)
		return
	}
	if frame.ID != "" {
		s.chat.options.Observer.Answered("ok")
		_ = s.conn.Send(websocket.TextFrame(events.AppendAck(nil, frame.ID, handler.stored)))
	}
}

// fail answers with an error; the connection stays. It may be called from any goroutine.
func (s *session) fail(id string, err error) {
	e := events.AsError(err)
	if e.Code == events.CodeInternal {
		s.chat.options.Logger.Error("an event could not be handled", "error", err)
	}
	s.chat.options.Observer.Answered(string(e.Code))
	_ = s.conn.Send(websocket.TextFrame(events.AppendError(nil, id, e)))
}

// logEnd logs the one line that every connection leaves behind.
func (s *session) logEnd(code websocket.StatusCode) {
	attributes := []slog.Attr{
		slog.Int("code", int(code)),
		slog.Duration("duration", (time.Since(s.chat.epoch) - s.opened).Round(time.Millisecond)),
		slog.Uint64("frames", uint64(s.heard)),
		slog.String("network", network(s.conn.RemoteAddr().Addr()).String()),
	}
	if s.entered {
		attributes = append(attributes, slog.String("user", s.user.String()))
	}
	s.chat.options.Logger.LogAttrs(s.chat.ctx, slog.LevelInfo, "connection ended", attributes...)
}

// network is as much of an address as is logged: it tells networks apart, and no people.
func network(address netip.Addr) netip.Prefix {
	bits := 48
	if address = address.Unmap(); address.Is4() {
		bits = 24
	}
	prefix, _ := address.Prefix(bits) // the zero value for an address that is none
	return prefix
}
