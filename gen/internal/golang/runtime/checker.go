//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// maxProblems is how many problems a ValidationError names.
const maxProblems = 16

// checker counts the problems of a value. Its first pass over a value knows no paths, which costs nothing; where it found a
// problem, a second pass with a trace tells them all.
type checker struct {
	found   int    // problems so far
	open    bool   // unknown values of enums are allowed where the contract leaves it to the direction
	decoded bool   // the value comes from a decoder, which has seen to its text
	levels  []int  // how many values of each recursive type we are inside of
	trace   *trace // nil on the first pass
}

// trace is where a second pass is, and the problems that it found.
type trace struct {
	path      []segment
	problems  []traced // the first maxProblems, in the contract's order
	truncated bool
}

// segment is one step from a value to a member or an item of it. Segments are in order of place, then of name.
type segment struct {
	place int // of the field in the contract, or of the item in its list; equal for all keys of a map
	name  string
	item  bool
}

type traced struct {
	trail         []segment
	rule, message string
}

func (s segment) compare(t segment) int {
	return cmp.Or(cmp.Compare(s.place, t.place), strings.Compare(s.name, t.name))
}

// problem notes that the value in hand breaks a rule. It gives false, for use in conditions.
func (c *checker) problem(rule, message string) bool {
	c.found++
	if c.trace != nil {
		c.trace.add(rule, message)
	}
	return false
}

func (t *trace) add(rule, message string) {
	at, _ := slices.BinarySearchFunc(t.problems, t.path, func(p traced, path []segment) int {
		if order := slices.CompareFunc(p.trail, path, segment.compare); order != 0 {
			return order
		}
		return -1 // behind those of the same value
	})
	if at == maxProblems {
		t.truncated = true
		return
	}
	if len(t.problems) == maxProblems {
		t.problems, t.truncated = t.problems[:maxProblems-1], true
	}
	t.problems = slices.Insert(t.problems, at, traced{slices.Clone(t.path), rule, message})
}

// enter begins an object, a list or a map, of which field, key or item then tell the part in hand.
func (c *checker) enter() {
	if c.trace != nil {
		c.trace.path = append(c.trace.path, segment{place: -1})
	}
}

// leave ends what enter began.
func (c *checker) leave() {
	if c.trace != nil {
		c.trace.path = c.trace.path[:len(c.trace.path)-1]
	}
}

// field goes on to the field of an object that has this place in the contract.
func (c *checker) field(place int, name string) {
	if c.trace != nil {
		c.trace.path[len(c.trace.path)-1] = segment{place: place, name: name}
	}
}

// item goes on to an item of a list.
func (c *checker) item(index int) {
	if c.trace != nil {
		c.trace.path[len(c.trace.path)-1] = segment{place: index, item: true}
	}
}

// below notes a problem of a member of the object in hand, which was left already or not yet begun.
func (c *checker) below(place int, name, rule, message string) {
	c.enter()
	c.field(place, name)
	c.problem(rule, message)
	c.leave()
}

// missing notes that a required field is absent.
func (c *checker) missing(place int, name string) {
	c.below(place, name, "required", "is required")
}

// deeper begins a value of a recursive type, or notes that there are too many inside each other. Where it
// gives true, shallower must follow.
func (c *checker) deeper(recursive, most int) bool {
	for len(c.levels) <= recursive {
		c.levels = append(c.levels, 0)
	}
	if c.levels[recursive] == most {
		return c.problem("depth", "must not nest deeper than "+quantity(most, "level", "levels"))
	}
	c.levels[recursive]++
	return true
}

func (c *checker) shallower(recursive int) { c.levels[recursive]-- }

// retrace makes ready for the second pass.
func (c *checker) retrace() {
	c.found, c.trace, c.levels = 0, new(trace), nil
}

// err gives what a second pass found.
func (c *checker) err() error {
	if c.found == 0 {
		return nil
	}
	err := &ValidationError{Problems: make([]Problem, len(c.trace.problems)), Truncated: c.trace.truncated}
	for i, p := range c.trace.problems {
		err.Problems[i] = Problem{Path: pointer(p.trail), Rule: p.rule, Message: p.message}
	}
	return err
}

// pointer writes a JSON Pointer (RFC 6901).
func pointer(trail []segment) string {
	var b strings.Builder
	for _, s := range trail {
		b.WriteByte('/')
		if s.item {
			b.WriteString(strconv.Itoa(s.place))
			continue
		}
		for i := range len(s.name) {
			switch s.name[i] {
			case '~':
				b.WriteString("~0")
			case '/':
				b.WriteString("~1")
			default:
				b.WriteByte(s.name[i])
			}
		}
	}
	return b.String()
}
