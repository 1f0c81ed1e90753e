package load

import (
	"math/bits"
	"time"
)

// subBits gives every power of two 64 buckets, so that a value is known to 1.6 %.
const (
	subBits    = 6
	subBuckets = 1 << subBits
)

// Histogram counts durations in buckets that grow with the value. Its zero value is empty and
// ready. A duration read from it is the upper edge of its bucket: at most 1.6 % above the one
// recorded, never below.
type Histogram struct {
	counts [(64 - subBits + 1) * subBuckets]uint64
	total  uint64
	max    time.Duration
}

// Record adds one duration; a negative one counts as zero.
func (h *Histogram) Record(d time.Duration) {
	d = max(d, 0)
	h.counts[bucket(uint64(d))]++
	h.total++
	h.max = max(h.max, d)
}

// Count returns how many durations were recorded.
func (h *Histogram) Count() uint64 { return h.total }

// Max returns the longest duration recorded, exactly.
func (h *Histogram) Max() time.Duration { return h.max }

// Quantile returns the duration that a share q (0 to 1) of those recorded does not exceed, and
// zero where nothing was recorded.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.total == 0 {
		return 0
	}
	rank := min(max(uint64(q*float64(h.total)+0.999999), 1), h.total)
	var seen uint64
	for i, n := range h.counts {
		if seen += n; seen >= rank {
			return min(time.Duration(upperEdge(i)), h.max)
		}
	}
	return h.max
}

// Reset empties the histogram.
func (h *Histogram) Reset() { *h = Histogram{} }

// bucket returns the index of the bucket that holds v: linear below 2*subBuckets, then
// subBuckets to each power of two.
func bucket(v uint64) int {
	shift := bits.Len64(v) - subBits - 1
	if shift <= 0 {
		return int(v)
	}
	return shift<<subBits + int(v>>shift)
}

// upperEdge returns the greatest value in bucket i.
func upperEdge(i int) uint64 {
	if i < 2*subBuckets {
		return uint64(i)
	}
	shift := i>>subBits - 1
	return (uint64(i-shift<<subBits)+1)<<shift - 1
}
