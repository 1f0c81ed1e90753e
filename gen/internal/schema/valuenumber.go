package schema

import (
	"fmt"
	"math"
	"strconv"
)

// number checks the text of a JSON number, or of an int64's string, against t's range and bounds.
func (c *validation) number(t *Type, v Value, text, path string) {
	if t.Kind == KindFloat {
		c.float(t, v, text, path)
		return
	}
	n, ok := integerOf(t.Kind, text)
	least, greatest := t.Kind.IntRange()
	outside := n < least || n > greatest
	switch {
	case !ok:
		c.add(v, path, "type", "must be "+aNumber(t.Kind), "is not an integer")
	case outside && (t.Kind == KindInt || t.Kind == KindTimestamp):
		c.add(v, path, "type", "must be "+aNumber(t.Kind), "is not a 53-bit integer")
	case outside:
		c.add(v, path, "number.range", fmt.Sprintf("must be between %d and %d", least, greatest), "is outside the range of %s", t.Kind)
	case t.Minimum != nil && n < t.Minimum.Int:
		c.add(v, path, "number.min", "must be at least "+t.Minimum.Text, "is %d; at least %s is required", n, t.Minimum.Text)
	case t.ExclusiveMinimum != nil && n <= t.ExclusiveMinimum.Int:
		c.add(v, path, "number.exclusiveMin", "must be more than "+t.ExclusiveMinimum.Text, "is %d; more than %s is required", n, t.ExclusiveMinimum.Text)
	case t.Maximum != nil && n > t.Maximum.Int:
		c.add(v, path, "number.max", "must be at most "+t.Maximum.Text, "is %d; at most %s is allowed", n, t.Maximum.Text)
	case t.ExclusiveMaximum != nil && n >= t.ExclusiveMaximum.Int:
		c.add(v, path, "number.exclusiveMax", "must be less than "+t.ExclusiveMaximum.Text, "is %d; less than %s is required", n, t.ExclusiveMaximum.Text)
	case t.MultipleOf != nil && n%*t.MultipleOf != 0:
		c.add(v, path, "number.multipleOf", fmt.Sprintf("must be a multiple of %d", *t.MultipleOf), "is %d; a multiple of %d is required", n, *t.MultipleOf)
	}
}

// aNumber is what the validators call the values of a kind of number.
func aNumber(k Kind) string {
	switch {
	case k == KindFloat:
		return NumberValue.String()
	case k == KindInt || k == KindTimestamp:
		return "a 53-bit integer"
	}
	return "an integer"
}

// integerOf gives an integer by value: 1.0 and 1e3 are integers of every kind but int64, which travels as a string of digits.
func integerOf(k Kind, text string) (int64, bool) {
	if k == KindInt64 {
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) {
		return 0, false
	}
	if math.Abs(f) >= 1<<63 {
		return math.MaxInt64, true // outside every range
	}
	return int64(f), true
}

func (c *validation) float(t *Type, v Value, text, path string) {
	f, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		c.add(v, path, "number.finite", "must be a finite number", "is beyond the numbers that a float holds")
	case t.Minimum != nil && f < t.Minimum.Float:
		c.add(v, path, "number.min", "must be at least "+t.Minimum.Text, "is %s; at least %s is required", text, t.Minimum.Text)
	case t.ExclusiveMinimum != nil && f <= t.ExclusiveMinimum.Float:
		c.add(v, path, "number.exclusiveMin", "must be more than "+t.ExclusiveMinimum.Text, "is %s; more than %s is required", text, t.ExclusiveMinimum.Text)
	case t.Maximum != nil && f > t.Maximum.Float:
		c.add(v, path, "number.max", "must be at most "+t.Maximum.Text, "is %s; at most %s is allowed", text, t.Maximum.Text)
	case t.ExclusiveMaximum != nil && f >= t.ExclusiveMaximum.Float:
		c.add(v, path, "number.exclusiveMax", "must be less than "+t.ExclusiveMaximum.Text, "is %s; less than %s is required", text, t.ExclusiveMaximum.Text)
	}
}
