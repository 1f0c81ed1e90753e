package chat

import (
	"context"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"

	"github.com/google/uuid"
)

// Deliver takes a message of the bus, which calls it on one goroutine.
func (c *Chat) Deliver(m redisbus.Message) {
	<-c.started
	if t := c.tails[m.Channel]; t != nil {
		c.mu.Lock()
		t.expect(parsedID(m.Prev), parsedID(m.ID))
		c.mu.Unlock()
	}
	ctx := c.ctx
	if extract := c.options.Trace.Extract; extract != nil && m.Trace != "" {
		ctx = extract(ctx, m.Trace)
	}
	err := events.DispatchRedis(ctx, instance{c}, m.Channel, m.ID, m.Data, c.options.Middleware)
	if err != nil {
		c.options.Logger.Warn("message from Redis not understood; it is passed over", "channel", m.Channel, "id", m.ID, "error", err)
	}
}

// Reset takes the news that a channel is broken here, from the goroutine of Deliver. Clients are told where they
// count on a channel being whole; who is here is compared with Redis in any case.
func (c *Chat) Reset(r redisbus.Reset) {
	<-c.started
	if t := c.tails[r.Channel]; t != nil {
		to := parsedID(r.To)
		c.mu.Lock()
		c.losses++
		t.lose(to)
		c.sockets.Broadcast(websocket.TextFrame(events.AppendResumed(nil, []events.Resumed{{Channel: r.Channel, At: to.position(r.Channel)}})))
		c.mu.Unlock()
	}
	c.resyncSoon()
}

// CaughtUp takes the news that everything published before this time has been delivered, from the goroutine of Deliver.
func (c *Chat) CaughtUp(before time.Time) {
	<-c.started
	c.mu.Lock()
	defer c.mu.Unlock()
	c.current = true
	for name, t := range c.tails {
		t.begin(parsedID(c.bus.Position(name)))
	}
	c.caughtUp(before)
}

// instance is the chat as the receiver of what Redis brings. It implements [events.RedisHandler].
type instance struct{ *Chat }

// ChatMessage gives a message to every client, and keeps it for those who come back.
func (i instance) ChatMessage(ctx context.Context, at events.Position, event *events.ChatMessage) error {
	id, err := uuid.Parse(event.ID)
	if err != nil {
		return err
	}
	return i.clients.ServerMessage(ctx, kept{i.Chat, at, id}, at, &events.ServerMessage{
		ID:        event.ID,
		UserID:    event.UserID,
		From:      event.From,
		Message:   event.Message,
		Timestamp: event.Timestamp,
	})
}

// UserJoined tells every client, unless the user was here already and only came back or changed the instance.
func (i instance) UserJoined(ctx context.Context, _ events.Position, event *events.UserJoined) error {
	id, err := uuid.Parse(event.UserID)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	before, known := i.put(id, newResident(string(event.Username), string(event.ServerID)))
	switch {
	case !known:
		return i.clients.ServerUserJoined(ctx, everybody{i.Chat}, events.Position{}, &events.ServerUserJoined{
			UserID: event.UserID, Username: event.Username, Timestamp: event.Timestamp,
		})
	case before.username != string(event.Username):
		return i.clients.ServerUserRenamed(ctx, everybody{i.Chat}, events.Position{}, &events.ServerUserRenamed{
			UserID: event.UserID, From: events.Username(before.username), Username: event.Username, Timestamp: event.Timestamp,
		})
	}
	return nil
}

// UserRenamed tells every client.
func (i instance) UserRenamed(ctx context.Context, _ events.Position, event *events.UserRenamed) error {
	id, err := uuid.Parse(event.UserID)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.put(id, newResident(string(event.Username), string(event.ServerID)))
	return i.clients.ServerUserRenamed(ctx, everybody{i.Chat}, events.Position{}, &events.ServerUserRenamed{
		UserID: event.UserID, From: event.From, Username: event.Username, Timestamp: event.Timestamp,
	})
}

// UserLeft tells every client, unless the user is on another instance by now.
func (i instance) UserLeft(ctx context.Context, _ events.Position, event *events.UserLeft) error {
	id, err := uuid.Parse(event.UserID)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.remove(id, string(event.ServerID)) {
		return nil
	}
	return i.clients.ServerUserLeft(ctx, everybody{i.Chat}, events.Position{}, &events.ServerUserLeft{
		UserID: event.UserID, Username: event.Username, Timestamp: event.Timestamp,
	})
}

// UserTyping tells every client.
func (i instance) UserTyping(ctx context.Context, _ events.Position, event *events.UserTyping) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.clients.ServerTyping(ctx, everybody{i.Chat}, events.Position{}, &events.ServerTyping{
		UserID: event.UserID, Username: event.Username, Typing: event.Typing,
	})
}

// ChatNotification gives an announcement to every client, or to the one user it is for if that user is here.
func (i instance) ChatNotification(ctx context.Context, _ events.Position, event *events.ChatNotification) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	var to events.Audience = everybody{i.Chat}
	if event.TargetUserID != nil {
		id, err := uuid.Parse(*event.TargetUserID)
		if err != nil {
			return err
		}
		to = connections(i.local.of(id))
	}
	return i.clients.ServerNotification(ctx, to, events.Position{}, &events.ServerNotification{
		ID: event.ID, Level: event.Level, Title: event.Title, Message: event.Message, Timestamp: event.Timestamp,
	})
}

// everybody is the audience of all who have entered here. Its Deliver is called with mu held.
type everybody struct{ chat *Chat }

// Deliver implements [events.Audience].
func (e everybody) Deliver(_ context.Context, frame []byte) error {
	e.chat.sockets.Broadcast(websocket.TextFrame(frame))
	return nil
}

// kept is the audience of a channel with history: everybody who has entered here, and everybody who comes back.
type kept struct {
	chat  *Chat
	at    events.Position
	event uuid.UUID
}

// Deliver implements [events.Audience].
func (k kept) Deliver(_ context.Context, text []byte) error {
	frame := websocket.TextFrame(text)
	k.chat.mu.Lock()
	defer k.chat.mu.Unlock()
	if t, id := k.chat.tails[k.at.Channel], k.at.ID; t != nil {
		if id, ok := parseStreamID(id); ok {
			if t.repeated(k.event, id, k.chat.options.DedupeWindow) {
				return nil
			}
			t.add(id, k.event, frame)
		}
	}
	k.chat.sockets.Broadcast(frame)
	k.chat.caughtUp(time.Time{})
	return nil
}

// connections is the audience of one user: every connection of theirs here, or none.
type connections []*session

// Deliver implements [events.Audience].
func (all connections) Deliver(_ context.Context, text []byte) error {
	frame := websocket.TextFrame(text)
	for _, s := range all {
		_ = s.conn.Send(frame) // a connection that is gone needs no announcement
	}
	return nil
}

// Deliver implements [events.Audience]: the session's own client.
func (s *session) Deliver(_ context.Context, frame []byte) error {
	return s.conn.Send(websocket.TextFrame(frame))
}
