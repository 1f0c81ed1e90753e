package chat

import "time"

// bucket is a token bucket of `limit` tokens that refills with `limit` tokens a second.
// It is used by one goroutine at a time; its zero value is full.
type bucket struct {
	used     float32
	refusals uint16
	last     uint32 // milliseconds since the start of the process, modulo 2^32
}

// verdict is what a bucket says of one more event.
type verdict int

const (
	allowed  verdict = iota
	refused          // over the limit: answer rate_limited
	hopeless         // over the limit for as long as it takes to empty a full bucket twice: close
)

// take asks for one token at now, which never runs backwards. A limit of 0 or less allows everything.
func (b *bucket) take(limit int, now time.Duration) verdict {
	if limit <= 0 {
		return allowed
	}
	ms := uint32(now.Milliseconds())
	b.used = max(0, b.used-float32(ms-b.last)*float32(limit)/1000) // 49 days of silence may count as less
	b.last = ms
	if b.used+1 <= float32(limit) {
		b.used++
		b.refusals = 0
		return allowed
	}
	b.refusals++
	if int(b.refusals) > 2*limit {
		return hopeless
	}
	return refused
}
