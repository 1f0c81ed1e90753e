// Package redisbus connects the instances of an application through Redis. It publishes messages exactly once per
// deduplication key, delivers them in order on every instance, repairs what a broken line missed from the history, and
// knows which members are present on the cluster. It knows no event: data is opaque JSON.
//
// On Redis a message on the channel NAME is {"id":"…","data":{…}}, and {"id":"…","prev":"…","data":{…}} where the channel has a
// history: the stream NAME:history, whose entries have the fields data and prev. prev is the id of the message before,
// so every reader can tell whether it has missed one.
package redisbus

import "context"

// Bus is a line to Redis. All methods may be called concurrently.
type Bus struct{}

// Open starts a bus. It returns at once, connects in the background and goes on for ever: an error means wrong options.
func Open(ctx context.Context, options Options) (*Bus, error) { return nil, ErrUnavailable }

// Publish publishes a message and returns when Redis has it. It takes 2 seconds at most; then, and at once where Redis
// is known to be away, the error is ErrUnavailable. Messages of one goroutine are published in the order of its calls.
func (b *Bus) Publish(ctx context.Context, p Publication) (Receipt, error) {
	return Receipt{}, ErrUnavailable
}

// Range returns messages of a channel with history that come after the position, oldest first, limit at most. complete
// tells that nothing between the position and the first of them is missing. After "" it starts with the oldest kept.
func (b *Bus) Range(ctx context.Context, channel, after string, limit int) (messages []Message, complete bool, err error) {
	return nil, false, ErrUnavailable
}

// Complete reports whether everything after this position is still in the history. It answers from memory for recent
// positions, asks Redis for others, and says false where it cannot know.
func (b *Bus) Complete(channel, after string) bool { return false }

// Position returns the id up to which a channel with history has been delivered here; before its first message that
// is the id at which the history begins, and "" before the bus has first come up.
func (b *Bus) Position(channel string) string { return "" }

// Await returns when the channel has been delivered up to this position here, or the context is done.
func (b *Bus) Await(ctx context.Context, channel, id string) error { return ErrUnavailable }

// Ready reports whether messages flow: the line is up, gaps are repaired, and Redis takes writes.
func (b *Bus) Ready() bool { return false }

// Address returns where Redis is, without passwords.
func (b *Bus) Address() string { return "" }

// Embedded reports whether Redis runs inside this process.
func (b *Bus) Embedded() bool { return false }

// Join makes a member present until it leaves or its instance is gone; again with the same id it changes its value and
// claim, or moves it to this instance. Where another member holds the claim nothing changes, and the error is ErrClaimed.
func (b *Bus) Join(ctx context.Context, m Member) error { return ErrUnavailable }

// Leave removes a member. The error is ErrNotHeld where it is not this instance's.
func (b *Bus) Leave(ctx context.Context, id string) error { return ErrUnavailable }

// Members returns who is present on the cluster, sorted by id.
func (b *Bus) Members(ctx context.Context) ([]Member, error) { return nil, ErrUnavailable }

// Close finishes what is in hand, removes this instance's members and stops. It returns when all goroutines have.
func (b *Bus) Close(ctx context.Context) error { return nil }
