package load

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestQuantilesAreWithinTheirBucketOfTheExactOnes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	var h Histogram
	var exact []time.Duration
	for range 20_000 {
		d := time.Duration(random.ExpFloat64() * float64(5*time.Millisecond))
		h.Record(d)
		exact = append(exact, d)
	}
	slices.Sort(exact)
	for _, q := range []float64{0, 0.5, 0.95, 0.99, 0.999, 1} {
		rank := max(int(q*float64(len(exact))+0.999999), 1)
		want, got := exact[rank-1], h.Quantile(q)
		if got < want || float64(got) > float64(want)*1.016+1 {
			t.Errorf("Quantile(%v) = %v, the exact one is %v", q, got, want)
		}
	}
	if h.Max() != exact[len(exact)-1] || h.Count() != uint64(len(exact)) {
		t.Errorf("Max, Count = %v, %d", h.Max(), h.Count())
	}
}

func TestEveryValueLiesInItsBucket(t *testing.T) {
	t.Parallel()
	values := []uint64{0, 1, 63, 64, 127, 128, 129, 255, 256, 1 << 20, 1<<20 + 1, 1<<40 - 1, 1<<63 - 1}
	for _, v := range values {
		i := bucket(v)
		if v > upperEdge(i) || (i > 0 && v <= upperEdge(i-1)) {
			t.Errorf("%d is in bucket %d, which holds (%d, %d]", v, i, upperEdge(i-1), upperEdge(i))
		}
	}
}

func TestEmptyHistogramIsZero(t *testing.T) {
	t.Parallel()
	var h Histogram
	if got := h.Quantile(0.99); got != 0 {
		t.Errorf("Quantile of nothing = %v", got)
	}
	h.Record(-time.Second)
	if h.Quantile(1) != 0 || h.Count() != 1 {
		t.Errorf("a negative duration is %v, %d times", h.Quantile(1), h.Count())
	}
	h.Reset()
	if h.Count() != 0 {
		t.Errorf("Count after Reset = %d", h.Count())
	}
}
