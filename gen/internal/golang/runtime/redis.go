//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"context"
	"time"
)

// RedisMessage is an event on its way to a Redis channel.
type RedisMessage struct {
	Channel string
	Data    []byte // the event's data as JSON, valid until PublishRedis returns
	Once    string // of several messages with one key only the first is published; "" for none
}

// Receipt says where a published event is.
type Receipt struct {
	At        Position // zero where the channel keeps no history
	Duplicate bool     // an event with the same [Once] key was published before, and this one was not
}

// RedisTransport publishes to Redis. It may be called concurrently.
type RedisTransport interface {
	PublishRedis(ctx context.Context, m RedisMessage) (Receipt, error)
}

// PublishOption changes how one event is published.
type PublishOption func(*RedisMessage)

// Once keeps an event from being published twice: of several with one key only the first is.
func Once(key string) PublishOption { return func(m *RedisMessage) { m.Once = key } }

// RedisChannel is a channel that events of the contract travel on.
type RedisChannel struct {
	Name    string
	History *RedisHistory // nil where none is kept
}

// RedisHistory is how much of a channel's past is kept, and how many events of it a newcomer is given.
type RedisHistory struct {
	MaxLength int64         // events; 0 for no limit
	MaxAge    time.Duration // 0 for no limit
	Replay    int
}

// redisEvent is an event that travels between servers.
type redisEvent interface {
	Validate() error
	AppendJSON(dst []byte) ([]byte, error)
	eventName() string
}

// publishRedis validates and encodes an event and hands it to the transport.
func publishRedis(ctx context.Context, t RedisTransport, mw Middleware, event redisEvent, channel string, options []PublishOption) (Receipt, error) {
	var receipt Receipt
	publish := func(ctx context.Context) error {
		if err := event.Validate(); err != nil {
			return err
		}
		data, err := event.AppendJSON(make([]byte, 0, 512))
		if err != nil {
			return err
		}
		message := RedisMessage{Channel: channel, Data: data}
		for _, option := range options {
			option(&message)
		}
		receipt, err = t.PublishRedis(ctx, message)
		return err
	}
	var err error
	if mw == nil {
		err = publish(ctx)
	} else {
		err = mw(ctx, Call{Direction: Redis, Kind: Publish, Event: event.eventName()}, publish)
	}
	return receipt, err
}

// publishToClient validates an event, encodes it once and gives it to an audience.
func publishToClient(ctx context.Context, to Audience, mw Middleware, at Position, event ServerToClientEvent) error {
	publish := func(ctx context.Context) error {
		if err := event.Validate(); err != nil {
			return err
		}
		frame, err := appendServerFrame(make([]byte, 0, 512), at, event)
		if err != nil {
			return err
		}
		return to.Deliver(ctx, frame)
	}
	if mw == nil {
		return publish(ctx)
	}
	return mw(ctx, Call{Direction: ServerToClient, Kind: Publish, Event: event.eventName(), At: at.String()}, publish)
}
