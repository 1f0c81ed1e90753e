package breaking

import (
	"cmp"
	"math"

	"eventwire/gen/internal/schema"
)

// lower compares two lower bounds of lengths or counts; nil is none, as 0 is.
func (c *comparison) lower(path string, pos schema.Position, name string, old, now *int64) {
	c.bound(path, pos, name, cmp.Compare(valueOr(now, 0), valueOr(old, 0)), old, now)
}

// upper compares two upper bounds; nil is none.
func (c *comparison) upper(path string, pos schema.Position, name string, old, now *int64) {
	c.bound(path, pos, name, cmp.Compare(valueOr(old, math.MaxInt64), valueOr(now, math.MaxInt64)), old, now)
}

func valueOr(n *int64, otherwise int64) int64 {
	if n == nil {
		return otherwise
	}
	return *n
}

// bound notes a bound that moved; tighter is positive where it moved inwards.
func (c *comparison) bound(path string, pos schema.Position, name string, tighter int, old, now *int64) {
	switch {
	case tighter > 0 && old == nil:
		c.narrower("bound-tightened", path, pos, "%s is now %d", name, *now)
	case tighter > 0:
		c.narrower("bound-tightened", path, pos, "%s was %d and is %d", name, *old, *now)
	case tighter < 0 && now == nil:
		c.wider("bound-loosened", path, pos, "%s was %d and is gone", name, *old)
	case tighter < 0:
		c.wider("bound-loosened", path, pos, "%s was %d and is %d", name, *old, *now)
	}
}

// numbers compares what two number types hold.
func (c *comparison) numbers(path string, old, now *schema.Type, pos schema.Position) {
	if now.Kind == schema.KindFloat {
		c.floats(path, old, now, pos)
		return
	}
	oldLeast, oldGreatest := integerRange(old)
	least, greatest := integerRange(now)
	if least > oldLeast || greatest < oldGreatest {
		c.narrower("bound-tightened", path, pos, "it went from %d to %d and goes from %d to %d", oldLeast, oldGreatest, least, greatest)
	}
	if least < oldLeast || greatest > oldGreatest {
		c.wider("bound-loosened", path, pos, "it went from %d to %d and goes from %d to %d", oldLeast, oldGreatest, least, greatest)
	}
	was, is := valueOr(old.MultipleOf, 1), valueOr(now.MultipleOf, 1)
	if was%is != 0 {
		c.narrower("bound-tightened", path, pos, "it must be a multiple of %d now", is)
	}
	if is%was != 0 {
		c.wider("bound-loosened", path, pos, "it needs not be a multiple of %d any more", was)
	}
}

// integerRange gives the least and the greatest value of an integer type, its bounds included.
func integerRange(t *schema.Type) (least, greatest int64) {
	least, greatest = t.Kind.IntRange()
	if t.Minimum != nil {
		least = max(least, t.Minimum.Int)
	}
	if t.ExclusiveMinimum != nil {
		least = max(least, t.ExclusiveMinimum.Int+1)
	}
	if t.Maximum != nil {
		greatest = min(greatest, t.Maximum.Int)
	}
	if t.ExclusiveMaximum != nil {
		greatest = min(greatest, t.ExclusiveMaximum.Int-1)
	}
	return least, greatest
}

// holds tells whether a float type has all values of an integer type.
func holds(float, integer *schema.Type) bool {
	least, greatest := integerRange(integer)
	lower, upper := edges(float)
	return inwards(edge{at: float64(least)}, lower, 1) <= 0 && inwards(edge{at: float64(greatest)}, upper, -1) <= 0
}

// edge is one end of a range of floats.
type edge struct {
	at        float64
	exclusive bool
}

func edges(t *schema.Type) (lower, upper edge) {
	lower, upper = edge{at: math.Inf(-1)}, edge{at: math.Inf(1)}
	if t.Minimum != nil {
		lower = edge{t.Minimum.Float, false}
	}
	if t.ExclusiveMinimum != nil {
		lower = edge{t.ExclusiveMinimum.Float, true}
	}
	if t.Maximum != nil {
		upper = edge{t.Maximum.Float, false}
	}
	if t.ExclusiveMaximum != nil {
		upper = edge{t.ExclusiveMaximum.Float, true}
	}
	return lower, upper
}

// inwards is positive where an edge moved to hold less; sign is 1 for lower edges and -1 for upper ones.
func inwards(old, now edge, sign int) int {
	if moved := cmp.Compare(now.at, old.at) * sign; moved != 0 {
		return moved
	}
	switch {
	case now.exclusive && !old.exclusive:
		return 1
	case old.exclusive && !now.exclusive:
		return -1
	}
	return 0
}

func (c *comparison) floats(path string, old, now *schema.Type, pos schema.Position) {
	oldLower, oldUpper := edges(old)
	lower, upper := edges(now)
	atLower, atUpper := inwards(oldLower, lower, 1), inwards(oldUpper, upper, -1)
	if atLower > 0 || atUpper > 0 {
		c.narrower("bound-tightened", path, pos, "its bounds are tighter now")
	}
	if atLower < 0 || atUpper < 0 {
		c.wider("bound-loosened", path, pos, "its bounds are looser now")
	}
}

func (c *comparison) decimal(path string, old, now *schema.Type, pos schema.Position) {
	wasWhole, isWhole := old.Digits-old.Scale, now.Digits-now.Scale
	if isWhole < wasWhole || now.Scale < old.Scale {
		c.narrower("bound-tightened", path, pos, "it had %d digits, %d after the point, and has %d, %d after the point", old.Digits, old.Scale, now.Digits, now.Scale)
	}
	if isWhole > wasWhole || now.Scale > old.Scale {
		c.wider("bound-loosened", path, pos, "it had %d digits, %d after the point, and has %d, %d after the point", old.Digits, old.Scale, now.Digits, now.Scale)
	}
}
