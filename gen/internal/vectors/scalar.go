package vectors

import (
	"math"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf8"

	"eventwire/gen/internal/schema"
)

// ordinaryText is a text that a string type holds, as far as one can be made.
func ordinaryText(t *schema.Type) string {
	least := 0
	if t.MinLength != nil {
		least = int(min(*t.MinLength, 10_000))
	}
	if t.Pattern != nil {
		for extra := range 64 {
			if s := match(t.Pattern.Parsed, extra); utf8.RuneCountInString(s) >= least && t.Pattern.Match(s) {
				return s
			}
		}
		return match(t.Pattern.Parsed, 0)
	}
	s := "text"
	if n := utf8.RuneCountInString(s); n < least {
		s += strings.Repeat("x", least-n)
	}
	for _, most := range []*int64{t.MaxLength, t.MaxBytes} {
		if most != nil && int64(len(s)) > *most {
			s = s[:*most]
		}
	}
	return s
}

// match gives a text that a pattern matches; extra is how often its loops turn beyond what they must.
func match(re *syntax.Regexp, extra int) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return string(friendly(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "a"
	case syntax.OpCapture:
		return match(re.Sub[0], extra)
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(match(sub, extra))
		}
		return b.String()
	case syntax.OpAlternate:
		return match(re.Sub[0], extra)
	case syntax.OpPlus:
		return strings.Repeat(match(re.Sub[0], 0), 1+extra)
	case syntax.OpStar:
		return strings.Repeat(match(re.Sub[0], 0), extra)
	case syntax.OpRepeat:
		n := re.Min + extra
		if re.Max >= 0 {
			n = min(n, re.Max)
		}
		return strings.Repeat(match(re.Sub[0], 0), n)
	}
	return ""
}

// friendly is a character of a class: a letter or a digit where it has one.
func friendly(class []rune) rune {
	for _, preferred := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. " {
		for i := 0; i+1 < len(class); i += 2 {
			if class[i] <= preferred && preferred <= class[i+1] {
				return preferred
			}
		}
	}
	if len(class) == 0 {
		return 'a'
	}
	return class[0]
}

// bounds gives the least and the greatest value of an integer type.
func bounds(t *schema.Type) (least, greatest int64) {
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

func ordinaryInt(t *schema.Type) int64 {
	least, greatest := bounds(t)
	n := int64(1)
	switch t.Kind {
	case schema.KindTimestamp:
		n = 1_760_000_000_000
	case schema.KindDuration:
		n = 1000
	}
	n = min(max(n, least), greatest)
	if of := t.MultipleOf; of != nil {
		n -= n % *of
		if n < least {
			n += *of
		}
	}
	return n
}

func ordinaryFloat(t *schema.Type) string {
	lower, upper := math.Inf(-1), math.Inf(1)
	for _, b := range []*schema.Number{t.Minimum, t.ExclusiveMinimum} {
		if b != nil {
			lower = b.Float
		}
	}
	for _, b := range []*schema.Number{t.Maximum, t.ExclusiveMaximum} {
		if b != nil {
			upper = b.Float
		}
	}
	f := 1.5
	switch {
	case !math.IsInf(lower, 0) && !math.IsInf(upper, 0):
		f = lower + (upper-lower)/2
	case !math.IsInf(lower, 0) && f <= lower:
		f = lower + 1
	case !math.IsInf(upper, 0) && f >= upper:
		f = upper - 1
	}
	return schema.CanonicalNumber(f)
}

func ordinaryFormat(t *schema.Type) string {
	switch t.Kind {
	case schema.KindDecimal:
		whole := "1"
		if t.Digits == t.Scale {
			whole = "0"
		}
		if t.Scale == 0 {
			return whole
		}
		return whole + "." + strings.Repeat("5", t.Scale)
	case schema.KindDatetime:
		return "2026-01-31T12:00:00Z"
	case schema.KindUUID:
		return "123e4567-e89b-42d3-a456-426614174000"
	case schema.KindEmail:
		return "alice@example.com"
	case schema.KindURI:
		return "https://example.com/path"
	case schema.KindIPv4:
		return "192.0.2.1"
	case schema.KindIPv6:
		return "2001:db8::1"
	case schema.KindHostname:
		return "example.com"
	case schema.KindBytes:
		if t.MaxLength != nil && *t.MaxLength < 5 {
			return ""
		}
		return "aGVsbG8="
	}
	return strconv.Itoa(0)
}
