package chat

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"

	"github.com/google/uuid"
)

// call is a session with one event of its client in hand. It implements [events.ClientToServerHandler].
type call struct {
	*session
	id     string          // the client's id of the event, empty where no ack is asked for
	stored events.Position // where the event was stored
}

// ClientSetUsername has the sender join under a name, or changes it. Nobody else on the cluster may bear one
// that looks the same.
func (c *call) ClientSetUsername(ctx context.Context, event *events.ClientSetUsername) error {
	name, err := NormalizeName(string(event.Username))
	if err != nil {
		return &events.Error{Code: events.CodeInvalid, Path: "/username", Message: err.Error()}
	}
	if fixed := c.identity.Username; fixed != "" && name != fixed {
		return &events.Error{Code: codeForbidden, Path: "/username", Message: "the name is given by the sign-in and can't be changed here"}
	}
	return c.join(ctx, name)
}

// join announces the sender under a name that was checked.
func (s *session) join(ctx context.Context, name string) error {
	if name == s.username {
		return nil
	}
	joined := events.UserJoined{
		UserID:    s.user.String(),
		Username:  events.Username(name),
		ServerID:  events.ServerID(s.chat.options.ServerID),
		Timestamp: time.Now(),
	}
	value, err := joined.MarshalJSON()
	if err != nil {
		return err
	}
	switch err := s.chat.bus.Join(ctx, redisbus.Member{ID: joined.UserID, Value: value, Claim: Skeleton(name)}); {
	case errors.Is(err, redisbus.ErrClaimed):
		return &events.Error{Code: codeNameTaken, Path: "/username", Message: "somebody here has this name, or one that looks the same"}
	case err != nil:
		return peerError(err)
	}
	before := s.username
	// The member is present from here on, announced or not: the leave has to follow. The name may be part of the whole frame,
	// which would stay in memory with it.
	s.username = strings.Clone(name)
	if before == "" {
		_, err = s.chat.redis.UserJoined(ctx, &joined)
		return err
	}
	_, err = s.chat.redis.UserRenamed(ctx, &events.UserRenamed{
		UserID:    joined.UserID,
		From:      events.Username(before),
		Username:  joined.Username,
		ServerID:  joined.ServerID,
		Timestamp: joined.Timestamp,
	})
	return err
}

// ClientMessage says something to everybody, under the sender's name.
func (c *call) ClientMessage(ctx context.Context, event *events.ClientMessage) error {
	var id uuid.UUID
	var options []events.PublishOption
	if c.id != "" {
		id = uuid.NewHash(sha256.New(), c.client, []byte(c.id), 8) // the same, however often it is tried
		options = append(options, events.Once(id.String()))
	} else {
		id = c.chat.ids.next()
	}
	receipt, err := c.chat.redis.ChatMessage(ctx, &events.ChatMessage{
		ID:             id.String(),
		UserID:         c.user.String(),
		From:           events.Username(c.name()),
		Message:        event.Message,
		Timestamp:      time.Now(),
		OriginServerID: events.ServerID(c.chat.options.ServerID),
	}, options...)
	if err != nil {
		return err
	}
	c.stored = receipt.At
	return nil
}

// ClientTyping tells everybody that the sender is writing, or has stopped.
func (c *call) ClientTyping(ctx context.Context, event *events.ClientTyping) error {
	_, err := c.chat.redis.UserTyping(ctx, &events.UserTyping{
		UserID:   c.user.String(),
		Username: events.Username(c.name()),
		Typing:   event.Typing,
	})
	return err
}

// name is the one that the sender speaks under. Whoever comes back and is still here, as far as others know, has the name
// that they had: what they have not heard of is sent again before they can set it anew.
func (s *session) name() string {
	if s.username != "" {
		return s.username
	}
	s.chat.mu.Lock()
	defer s.chat.mu.Unlock()
	if known, here := s.chat.roster.users[s.user]; here {
		return known.username
	}
	return Anonymous
}
