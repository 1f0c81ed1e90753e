package schema

import (
	"fmt"
	"math"
	"sort"
)

// bounds reports constraints of one type expression that no value, or no reader, can make sense of.
func (l *loader) bounds(t *Type, o *object) {
	switch t.Kind {
	case KindString:
		l.ordered(o, "minLength", t.MinLength, "maxLength", t.MaxLength)
		l.ordered(o, "minLength", t.MinLength, "maxBytes", t.MaxBytes)
		if t.Pattern != nil && t.MaxLength == nil && !o.has("maxLength") {
			l.errorf(o.key("pattern"), "pattern", "write maxLength beside it, such as `maxLength: 200`", "a pattern needs a maxLength, which is checked first")
		}
		l.slowPattern(t, o)
	case KindInt, KindInt32, KindUint32, KindUint16, KindUint8, KindInt64:
		l.integers(t, o)
	case KindFloat:
		l.floats(t, o)
	case KindList:
		l.ordered(o, "minItems", t.MinItems, "maxItems", t.MaxItems)
	case KindMap:
		l.ordered(o, "minProperties", t.MinItems, "maxProperties", t.MaxItems)
	}
}

// maxMatchSteps is how many steps JavaScript may take for one text: some 50 ms.
const maxMatchSteps = 20_000_000

// slowPattern reports a pattern whose time grows as a power of the text's length, where the length allows too much of it.
func (l *loader) slowPattern(t *Type, o *object) {
	if t.Pattern == nil || t.MaxLength == nil {
		return
	}
	steps := t.Pattern.loops.steps(float64(*t.MaxLength))
	if steps <= maxMatchSteps {
		return
	}
	most := sort.Search(int(*t.MaxLength), func(n int) bool { return t.Pattern.loops.steps(float64(n)) > maxMatchSteps }) - 1
	hint := fmt.Sprintf("write a maxLength of at most %d, or let neighbouring repeats match different characters, such as [a-z]+(-[a-z]+)*", most)
	if !anchored(t.Pattern.Parsed) {
		hint = fmt.Sprintf("begin the pattern with ^, so that it is not tried from every character, or write a maxLength of at most %d", most)
	}
	l.errorf(o.key("pattern"), "pattern", hint, "this pattern can keep JavaScript busy: a text of %d characters may take %s steps, because its repeats can share a text in many ways",
		*t.MaxLength, roughly(steps))
}

// roughly writes a large number in words.
func roughly(n float64) string {
	switch {
	case n < 1e9:
		return fmt.Sprintf("%.0f million", n/1e6)
	case n < 1e12:
		return fmt.Sprintf("%.0f billion", n/1e9)
	}
	return "more than a trillion"
}

// ordered reports a lower bound above its upper one.
func (l *loader) ordered(o *object, lower string, least *int64, upper string, most *int64) {
	if least != nil && most != nil && *least > *most {
		l.errorf(o.key(lower), "bounds", fmt.Sprintf("write a %s of at most %d, or a larger %s", lower, *most, upper), "%s %d is more than %s %d: no value has both", lower, *least, upper, *most)
	}
}

// onePerSide reports an inclusive and an exclusive bound on the same side.
func (l *loader) onePerSide(t *Type, o *object) {
	if t.Minimum != nil && t.ExclusiveMinimum != nil {
		l.errorf(o.key("exclusiveMinimum"), "bounds", "keep one of the two", "minimum and exclusiveMinimum bound the same side")
	}
	if t.Maximum != nil && t.ExclusiveMaximum != nil {
		l.errorf(o.key("exclusiveMaximum"), "bounds", "keep one of the two", "maximum and exclusiveMaximum bound the same side")
	}
}

const apart = "move the bounds apart"

func (l *loader) integers(t *Type, o *object) {
	l.onePerSide(t, o)
	least, greatest := t.Kind.IntRange()
	lower, empty := "", false
	for _, b := range []struct {
		key   string
		bound *Number
		apply func(n int64)
	}{
		{"minimum", t.Minimum, func(n int64) { least = max(least, n) }},
		{"exclusiveMinimum", t.ExclusiveMinimum, func(n int64) {
			if empty = n == math.MaxInt64; !empty {
				least = max(least, n+1)
			}
		}},
		{"maximum", t.Maximum, func(n int64) { greatest = min(greatest, n) }},
		{"exclusiveMaximum", t.ExclusiveMaximum, func(n int64) {
			if n == math.MinInt64 {
				empty = true
			} else {
				greatest = min(greatest, n-1)
			}
		}},
	} {
		if b.bound != nil {
			b.apply(b.bound.Int)
			if lower == "" {
				lower = b.key
			}
		}
	}
	if empty || least > greatest {
		least, greatest = t.Kind.IntRange()
		l.errorf(o.key(lower), "bounds", fmt.Sprintf("%s; %s goes from %d to %d", apart, t.Kind, least, greatest), "no %s is inside these bounds", t.Kind)
		return
	}
	if of := t.MultipleOf; of != nil && !hasMultiple(least, greatest, *of) {
		l.errorf(o.key("multipleOf"), "bounds", "move the bounds apart, or write a smaller multipleOf", "no multiple of %d lies between %d and %d", *of, least, greatest)
	}
}

// hasMultiple tells whether a multiple of n lies between two integers.
func hasMultiple(least, greatest, n int64) bool {
	if least <= 0 && greatest >= 0 {
		return true
	}
	if least > 0 {
		return greatest/n*n >= least
	}
	return least/n*n <= greatest
}

func (l *loader) floats(t *Type, o *object) {
	l.onePerSide(t, o)
	least, greatest := math.Inf(-1), math.Inf(1)
	lower, exclusive := "", false
	for _, b := range []struct {
		key   string
		bound *Number
	}{{"minimum", t.Minimum}, {"exclusiveMinimum", t.ExclusiveMinimum}} {
		if b.bound != nil {
			least, lower, exclusive = max(least, b.bound.Float), b.key, b.key == "exclusiveMinimum"
		}
	}
	if t.Maximum != nil {
		greatest = min(greatest, t.Maximum.Float)
	}
	if t.ExclusiveMaximum != nil {
		greatest, exclusive = min(greatest, t.ExclusiveMaximum.Float), true
	}
	if least > greatest || exclusive && (least == greatest || t.ExclusiveMinimum != nil && t.ExclusiveMaximum != nil && math.Nextafter(least, greatest) == greatest) {
		l.errorf(o.key(lower), "bounds", apart, "no %s is inside these bounds", t.Kind)
	}
}

// maxLeast is the length of JSON text that the shortest data of an event may have. More is a mistake: a type that holds
// another twice, which holds another twice, and so on.
const maxLeast = 1 << 20

// sizes reports events whose shortest data is longer than they may be.
func (l *loader) sizes() {
	known := make(map[*TypeDecl]int)
	for _, event := range l.contract.Events {
		switch least := l.leastJSON(event.Payload, known); {
		case event.MaxBytes > 0 && least > event.MaxBytes:
			l.errorAt(event.Pos, "bounds", fmt.Sprintf("write at least %d", least), "maxBytes %d of %s is less than its shortest data, which has %d bytes", event.MaxBytes, event.Name, least)
		case least > maxLeast:
			l.errorAt(event.Pos, "bounds", "make fields optional, or lower minItems and minLength", "the shortest data of %s has more than %d bytes", event.Name, maxLeast)
		}
	}
}

// leastJSON is a lower bound for the length of a value's JSON text. known holds what it found for named types.
func (l *loader) leastJSON(t *Type, known map[*TypeDecl]int) int {
	const most = 1 << 30
	if t.Kind == KindRef {
		least, ok := known[t.Ref]
		if !ok {
			known[t.Ref] = 1 // where the type contains itself
			least = l.leastJSON(t.Ref.Type, known)
			known[t.Ref] = least
		}
		if t.Nullable {
			return min(least, 4)
		}
		return least
	}
	least := 1
	switch t.Kind {
	case KindString:
		least = 2
		if t.MinLength != nil {
			least += int(min(*t.MinLength, most))
		}
	case KindBool:
		least = 4
	case KindUUID:
		least = 38
	case KindDatetime:
		least = 22
	case KindObject:
		least = 1
		for _, f := range t.Fields {
			if !f.Optional {
				least += len(f.Name) + len(`"":,`) + l.leastJSON(f.Type, known)
			}
		}
		least = max(least, 2)
	case KindList:
		least = 2
		if t.MinItems != nil && *t.MinItems > 0 {
			least = int(min(*t.MinItems, most)) * (l.leastJSON(t.Elem, known) + 1)
		}
	case KindUnion:
		least = len(`{"":""}`) + len(t.Discriminator)
	case KindConst:
		least = len(t.Const.AppendJSON(nil))
	case KindMap, KindEnum, KindInt64, KindDecimal, KindEmail, KindURI, KindIPv4, KindIPv6, KindHostname, KindBytes:
		least = 2
	}
	if t.Nullable {
		least = min(least, 4)
	}
	return min(least, most)
}
