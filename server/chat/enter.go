package chat

import (
	"context"
	"crypto/sha256"
	"time"

	"eventwire/generated/events"
	"eventwire/server/websocket"

	"github.com/google/uuid"
)

// userIDs is the name space of ids that are derived from a client's key, or from who has signed in.
var userIDs = uuid.MustParse("6f0e5c5e-8a7e-4d0b-9f5c-3d2b8f0a1c77")

// admit lets the client in, with the frame that it came with if that was one to resume, and has it join where a sign-in
// gives the name.
func (s *session) admit(frame events.ClientFrame) {
	s.enter(frame)
	s.passDoor()
	if s.identity.Username == "" {
		return
	}
	ctx, cancel := context.WithTimeout(s.chat.ctx, publishWithin)
	defer cancel()
	if err := s.join(ctx, s.identity.Username); err != nil {
		s.fail("", err)
	}
}

// enter lets the client in: it learns where it is, and resumes as soon as this instance knows as much as the client does.
// A client that comes with the key of an earlier connection, to whichever instance, is the same user.
func (s *session) enter(frame events.ClientFrame) {
	c, key := s.chat, frame.Client
	s.entered = true
	s.user = c.ids.next()
	switch {
	case s.identity.Username != "": // every connection of somebody who has signed in is the same user
		s.user = uuid.NewHash(sha256.New(), userIDs, []byte("identity:"+s.identity.ID), 8)
	case key != "":
		s.user = uuid.NewHash(sha256.New(), userIDs, []byte("key:"+key), 8)
	}
	s.client = c.ids.next()
	if key != "" {
		s.client = uuid.NewHash(sha256.New(), userIDs, []byte("client:"+s.identity.ID+"\n"+key), 8)
	}

	c.mu.Lock()
	c.local.add(s)
	now := time.Now()
	err := c.clients.ServerInfo(context.WithoutCancel(c.ctx), s, events.Position{}, &events.ServerInfo{
		ServerID:         events.ServerID(c.options.ServerID),
		UserID:           s.user.String(),
		ConnectedClients: int64(c.sockets.Count()),
		Timestamp:        now,
	})
	if err != nil { // the connection is gone; its close is in line
		c.mu.Unlock()
		return
	}
	waits := !c.reached(frame.Resume)
	if waits {
		c.behind[s] = arrival{frame, now}
	}
	c.mu.Unlock()
	if !waits {
		s.resume(frame)
	}
}

// arrival is a client that this instance has yet to catch up with.
type arrival struct {
	frame events.ClientFrame
	since time.Time
}

// reached reports whether this instance has delivered everything that the client has had from another one, and has read
// the history at all. What a client is given before that would come twice, or be called missing because it is late
// here. It is called with mu held.
func (c *Chat) reached(positions []events.Position) bool {
	for _, at := range positions {
		if t, id := c.tails[at.Channel], parsedID(at.ID); t != nil && id.compare(t.end()) > 0 {
			return false
		}
	}
	return c.current
}

// parsedID gives a stream id, and the lowest one where the text is none.
func parsedID(text string) streamID {
	id, _ := parseStreamID(text)
	return id
}

// caughtUp lets those in whom the instance has caught up with, and those who have waited since before a time up to which
// nothing is left to come. It is called with mu held.
func (c *Chat) caughtUp(before time.Time) {
	for s, a := range c.behind {
		if a.since.Before(before) || c.reached(a.frame.Resume) {
			delete(c.behind, s)
			s.enqueue(task{kind: taskResume, frame: a.frame})
		}
	}
}

// resume tells the client who is here and gives it the history that it is owed, which is exactly what it has missed where
// it says where it was. From then on it hears everything. One that came to resume, if only from nowhere, is told where
// each history goes on for it: so it can come back there even if nothing of it arrives.
func (s *session) resume(frame events.ClientFrame) {
	c, positions := s.chat, frame.Resume
	resumed := make([]events.Resumed, len(positions))
	c.mu.Lock()
	losses := c.losses
	c.mu.Unlock()
	for i, at := range positions { // may ask Redis, so not under the lock
		resumed[i] = events.Resumed{Channel: at.Channel, Complete: c.tails[at.Channel] != nil && c.bus.Complete(at.Channel, at.ID)}
	}

	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	greeting := []websocket.Frame{c.presenceFrame(now)}
	var past []websocket.Frame
	var moved []events.Resumed // what is lost in Redis is given from memory, and nobody can come back to it
	give := func(name string, t *tail, frames []websocket.Frame) {
		past = append(past, frames...)
		if len(frames) > 0 && t.broken() {
			moved = append(moved, events.Resumed{Channel: name, Complete: true, At: t.head.position(name)})
		}
	}
	for i, at := range positions {
		r := &resumed[i]
		if t := c.tails[at.Channel]; t != nil {
			missed, from, whole := t.after(parsedID(at.ID), now, c.options.ReplayLimit)
			if r.Complete = r.Complete && whole && c.losses == losses; r.Complete {
				r.At = at
			} else {
				r.At = from.position(at.Channel)
			}
			give(at.Channel, t, missed)
		}
		c.options.Observer.Resumed(r.Complete)
	}
	for _, name := range c.histories {
		if t := c.tails[name]; !asked(positions, name) {
			newest, from := t.newest(now)
			give(name, t, newest)
			resumed = append(resumed, events.Resumed{Channel: name, Complete: true, At: from.position(name)})
		}
	}
	if frame.IsResume {
		greeting = append(greeting, websocket.TextFrame(events.AppendResumed(nil, resumed)))
	}
	greeting = append(greeting, past...)
	if frame.IsResume && len(moved) > 0 {
		greeting = append(greeting, websocket.TextFrame(events.AppendResumed(nil, moved)))
	}
	_ = s.conn.Send(greeting...)
	s.conn.Join()
}

func asked(positions []events.Position, channel string) bool {
	for _, at := range positions {
		if at.Channel == channel {
			return true
		}
	}
	return false
}
