//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import "time"

// bucket is a token bucket. The zero value is full.
type bucket struct {
	spent float64 // tokens that are missing
	last  time.Time
}

// take takes a token, or gives false where there is none.
func (b *bucket) take(now time.Time, rate, burst float64) bool {
	if elapsed := now.Sub(b.last); !b.last.IsZero() && elapsed > 0 {
		b.spent = max(0, b.spent-elapsed.Seconds()*rate)
	}
	if b.last.IsZero() || now.After(b.last) {
		b.last = now
	}
	if b.spent+1 > burst {
		return false
	}
	b.spent++
	return true
}
