package redisbus

import (
	"log/slog"
	"time"
)

// Defaults of Options.
const (
	DefaultTailLength   = 1000
	DefaultTailBytes    = 16 << 20
	DefaultDedupeWindow = 5 * time.Minute
	DefaultLocalAddress = "localhost:6379"
)

// Options says where Redis is and what the bus carries. Only Deliver and Channels are required.
type Options struct {
	// URL of Redis, in one of the forms of [ParseURL]. Where it is empty, the bus uses the Redis that listens on
	// LocalAddress, and where nothing does, it starts an embedded one on that very address.
	URL string
	// LocalAddress is the host:port used where URL is empty. Default: localhost:6379.
	LocalAddress string
	// InstanceID names this process among those on the same Redis: 1 to 128 bytes, unique on the cluster.
	// Default: 16 random hex digits.
	InstanceID string

	// Channels lists every channel that is published to or delivered from here.
	Channels []Channel
	// TailLength is how many of the newest messages of each channel with history are kept in memory, and delivered
	// when the bus first comes up. They are bounded by TailBytes as well, per channel. Defaults: 1000, 16 MiB.
	TailLength int
	TailBytes  int
	// DedupeWindow is how long a deduplication key is remembered. Default: 5 minutes.
	DedupeWindow time.Duration

	// Deliver gets every message of every channel: on one goroutine, in order per channel, each stored message once.
	// It must not call Close. While it blocks, messages wait in a bounded queue; what does not fit is read again from
	// the history, or, on a channel without one, reported to Reset.
	Deliver func(Message)
	// Reset, where set, is told that a channel is broken at this point: see [Reset]. Same goroutine as Deliver.
	Reset func(Reset)
	// CaughtUp, where set, is told that everything that was published on channels with history before this time has been
	// delivered: whenever the line has come up, and every 2 seconds while it is. Same goroutine as Deliver.
	CaughtUp func(before time.Time)

	// Lost, where set, gets the members of an instance that died without a word. Of all live instances exactly one is
	// called, at most once per death. It has a goroutine of its own, shared with Restored: it may block and call the bus, but
	// not Close.
	Lost func([]Member)
	// Restored, where set, gets the members of this very instance that another one had declared lost (this process was
	// suspended, or cut off from Redis, for too long) and that have been announced again.
	Restored func([]Restored)

	// Observer gets measurements. Default: none.
	Observer Observer
	// Logger gets what an operator wants to know: connected, away, repaired, embedded. Default: slog.Default().
	Logger *slog.Logger
}

// Channel is a Redis Pub/Sub channel, with or without a history.
type Channel struct {
	// Name is the channel as SUBSCRIBE sees it, such as chat:message.
	Name string
	// History, where not nil, keeps the messages of the channel in the stream NAME:history.
	History *History
}

// History bounds what is kept of a channel.
type History struct {
	// MaxLength is the number of messages kept; 0 for no limit.
	MaxLength int64
	// MaxAge is the age beyond which a message is dropped, by the clock of Redis; 0 for no limit.
	MaxAge time.Duration
}
