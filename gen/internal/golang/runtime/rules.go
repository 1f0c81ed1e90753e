//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

const maxSafe = 1<<53 - 1 // the largest integer that a JSON number holds for certain (RFC 7493)

// wellFormed tells whether a text can be written as JSON.
func (c *checker) wellFormed(s string) bool {
	return c.decoded || utf8.ValidString(s) || c.problem("string.wellformed", "must be well-formed Unicode")
}

// minLength counts code points.
func (c *checker) minLength(s string, least int) {
	if len(s) < 4*least {
		c.shorter(s, least)
	}
}

func (c *checker) shorter(s string, least int) {
	if utf8.RuneCountInString(s) < least {
		c.tooFew("string.min", least, "characters")
	}
}

// maxLength counts code points. Where it gives false, no other rule is asked: a pattern is tried on texts of a sane length only.
func (c *checker) maxLength(s string, most int) bool { return len(s) <= most || !c.longer(s, most) }

func (c *checker) longer(s string, most int) bool {
	return utf8.RuneCountInString(s) > most && !c.tooMany("string.max", most, "characters")
}

func (c *checker) maxBytes(s string, most int) {
	if len(s) > most {
		c.tooMany("string.maxBytes", most, "bytes of UTF-8")
	}
}

func (c *checker) pattern(s string, re *regexp.Regexp) {
	if !re.MatchString(s) {
		c.problem("string.pattern", "must match "+re.String())
	}
}

// size checks how many bytes a value of bytes has.
func (c *checker) size(b []byte, most int) {
	if len(b) > most {
		c.tooMany("bytes.max", most, "bytes")
	}
}

func (c *checker) minItems(n, least int) {
	if n < least {
		c.tooFew("list.min", least, "items")
	}
}

func (c *checker) maxItems(n, most int) {
	if n > most {
		c.tooMany("list.max", most, "items")
	}
}

func (c *checker) minEntries(n, least int) {
	if n < least {
		c.tooFew("map.min", least, "entries")
	}
}

func (c *checker) maxEntries(n, most int) {
	if n > most {
		c.tooMany("map.max", most, "entries")
	}
}

// tooFew and tooMany note a problem with how many there are of something, in a plural that is right for one as well.

func (c *checker) tooFew(rule string, least int, plural string) bool {
	return c.problem(rule, "must have "+strconv.Itoa(least)+" or more "+plural)
}

func (c *checker) tooMany(rule string, most int, plural string) bool {
	return c.problem(rule, "must have "+strconv.Itoa(most)+" or fewer "+plural)
}

// The bounds of integers give false where they note a problem: one number has one problem at most.

func (c *checker) min(n, bound int64) bool {
	return n >= bound || c.bound("number.min", "must be at least ", bound)
}

func (c *checker) above(n, bound int64) bool {
	return n > bound || c.bound("number.exclusiveMin", "must be more than ", bound)
}

func (c *checker) max(n, bound int64) bool {
	return n <= bound || c.bound("number.max", "must be at most ", bound)
}

func (c *checker) under(n, bound int64) bool {
	return n < bound || c.bound("number.exclusiveMax", "must be less than ", bound)
}

func (c *checker) multiple(n, of int64) bool {
	return n%of == 0 || c.bound("number.multipleOf", "must be a multiple of ", of)
}

func (c *checker) bound(rule, message string, bound int64) bool {
	return c.problem(rule, message+strconv.FormatInt(bound, 10))
}

func (c *checker) boundFloat(rule, message string, bound float64) bool {
	return c.problem(rule, message+formatFloat(bound))
}

// between checks an integer's own range.
func (c *checker) between(n, least, most int64) bool {
	return n >= least && n <= most || c.outside(least, most)
}

func (c *checker) outside(least, most int64) bool {
	return c.problem("number.range", "must be between "+strconv.FormatInt(least, 10)+" and "+strconv.FormatInt(most, 10))
}

// safe checks the range of int.
func (c *checker) safe(n int64) bool { return isSafe(n) || c.problem("type", mustBeSafe) }

func (c *checker) finite(f float64) bool {
	return !math.IsNaN(f) && !math.IsInf(f, 0) || c.problem("number.finite", "must be a finite number")
}

func (c *checker) minFloat(f, bound float64) bool {
	return f >= bound || c.boundFloat("number.min", "must be at least ", bound)
}

func (c *checker) aboveFloat(f, bound float64) bool {
	return f > bound || c.boundFloat("number.exclusiveMin", "must be more than ", bound)
}

func (c *checker) maxFloat(f, bound float64) bool {
	return f <= bound || c.boundFloat("number.max", "must be at most ", bound)
}

func (c *checker) underFloat(f, bound float64) bool {
	return f < bound || c.boundFloat("number.exclusiveMax", "must be less than ", bound)
}

// timestamp checks that a time is one in milliseconds since 1970.
func (c *checker) timestamp(t time.Time) {
	const far = maxSafe / 1000 // in seconds; UnixMilli says nothing about times much further away
	if seconds := t.Unix(); seconds < -far-1 || seconds > far || !isSafe(t.UnixMilli()) {
		c.problem("type", mustBeSafe)
	}
}

func isSafe(n int64) bool { return n >= -maxSafe && n <= maxSafe }

// datetime checks that a time is one that RFC 3339 can write.
func (c *checker) datetime(t time.Time) {
	if year := t.Year(); year < 1 || year > 9999 {
		c.problem("format.datetime", notDatetime)
	}
}

// anyJSON checks that a text is JSON as readers accept it.
func (c *checker) anyJSON(raw RawJSON) {
	if !c.decoded && len(raw) > 0 && !raw.valid() {
		c.problem("wire.syntax", "is not well-formed JSON")
	}
}

// distinct tells repetitions in a list: plainly while it is short, with a map from then on.
type distinct[T comparable] struct {
	few  []T
	many map[T]struct{}
}

// add notes a value, or gives false where it was there already.
func (s *distinct[T]) add(v T) bool {
	if s.many == nil {
		if slices.Contains(s.few, v) {
			return false
		}
		if s.few = append(s.few, v); len(s.few) == 32 {
			s.many = make(map[T]struct{}, 64)
			for _, other := range s.few {
				s.many[other] = struct{}{}
			}
		}
		return true
	}
	if _, twice := s.many[v]; twice {
		return false
	}
	s.many[v] = struct{}{}
	return true
}

// repeated notes that an item is in its list a second time.
func (c *checker) repeated() { c.problem("list.unique", "must not repeat an earlier item") }

// constant checks that a value is the one that the contract names; json is its text.
func (c *checker) constant(same bool, json string) bool {
	return same || c.problem("const", "must be "+json)
}

// enum checks that a text is one that the contract lists, where that is asked for.
func (c *checker) enum(s string, allowed bool, message string) {
	if c.wellFormed(s) && !allowed {
		c.problem("enum", message)
	}
}

// entry goes on to the entry of a map.
func (c *checker) entry(key string) {
	c.field(0, key)
	c.wellFormed(key)
}
