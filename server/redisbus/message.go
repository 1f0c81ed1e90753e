package redisbus

import "errors"

// ErrUnavailable says that Redis did not answer in time or refused. The publication may nevertheless have been stored
// if the line broke while it was on its way: repeated with the same Once it is stored once, whatever happened.
var ErrUnavailable = errors.New("redis is unavailable")

// ErrClosed is returned by every method after Close.
var ErrClosed = errors.New("redisbus: closed")

// ErrClaimed is returned by Join where another member holds the claim.
var ErrClaimed = errors.New("claimed by another member")

// ErrNotHeld is returned by Leave where the member is not this instance's: it was never joined, has left, or was
// joined on another instance meanwhile. Nobody has left then.
var ErrNotHeld = errors.New("member is not held by this instance")

// Publication is a message to publish.
type Publication struct {
	// Channel is the name of one of Options.Channels.
	Channel string
	// Data is one JSON value. It is not modified, and not used after Publish has returned.
	Data []byte
	// Once, where not empty, is the deduplication key: of all publications on the channel with this key within
	// Options.DedupeWindow, by any instance, the first is published and the others get its receipt. At most 256 bytes.
	Once string
	// Trace, where not empty, is handed to whoever gets the message: the traceparent of W3C Trace Context, or anything else
	// in visible ASCII without quotes and backslashes. It is not kept in the history.
	Trace string
}

// Receipt says where a publication is.
type Receipt struct {
	// ID is the stream id where the channel has a history, else a unique id.
	ID string
	// Duplicate tells that the key was used before; ID is that of the first publication.
	Duplicate bool
}

// Message is a published message as delivered.
type Message struct {
	Channel string
	// ID is the stream id where the channel has a history, else the id that Publish returned to the publisher.
	ID string
	// Prev is the position before it, "" where the channel has no history.
	Prev string
	// Data is the published JSON value. Shared: do not modify.
	Data []byte
	// Trace is the publisher's, "" where there was none or the message was read from the history.
	Trace string
	// Replayed tells that the message comes from the history that was there before the bus came up.
	Replayed bool
}

// ResetReason says why a channel is broken.
type ResetReason string

const (
	// ResetEpoch: Redis has lost the history (it came back empty, or was flushed); a new one has begun.
	ResetEpoch ResetReason = "epoch"
	// ResetTrimmed: more was published during a gap than the history keeps.
	ResetTrimmed ResetReason = "trimmed"
	// ResetRewound: Redis came back with an older state of the history: messages at its end are gone.
	ResetRewound ResetReason = "rewound"
	// ResetGap: the line was down, or the reader too slow, and the channel has no history to read the rest from.
	ResetGap ResetReason = "gap"
)

// Reset says that what was delivered on Channel up to now is not continuous with what comes next.
type Reset struct {
	Channel string
	Reason  ResetReason
	// From is the position up to which messages were delivered, and To the one after which they go on; "" where the
	// channel has no history.
	From, To string
}

// Member is one of those who are present.
type Member struct {
	// ID is unique on the cluster: joining it on a second instance moves it there.
	ID string
	// Value is what the application says about the member.
	Value []byte
	// Claim, where not empty, is a name that only one member on the cluster holds.
	Claim string
}

// Restored is a member that was declared lost by mistake.
type Restored struct {
	Member
	// ClaimTaken tells that another member has taken the claim meanwhile: this one is present without it.
	ClaimTaken bool
}
