package schema

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

var jsonNumbers = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// number reads a number written as JSON writes numbers, or reports it and gives nil. An absent node gives nil.
func (l *loader) number(n node, what string) *Number {
	if n.absent() {
		return nil
	}
	if !n.isNumber() {
		l.errorf(n, "type", numberHint(n), "%s is a number, not %s", what, n.what())
		return nil
	}
	if !jsonNumbers.MatchString(n.Value) {
		hint := "write decimal digits, such as 16"
		if i, ok := new(big.Int).SetString(strings.ReplaceAll(n.Value, "_", ""), 0); ok && i.IsInt64() && !octals.MatchString(n.Value) {
			hint = "write " + i.String()
		}
		l.errorf(n, "number", hint, "%s is not a number as JSON writes it", excerpt(n.Value))
		return nil
	}
	f, err := strconv.ParseFloat(n.Value, 64)
	if err != nil {
		l.errorf(n, "number", "", "%s is beyond the numbers that a float holds", excerpt(n.Value))
		return nil
	}
	number := &Number{Text: CanonicalNumber(f), Float: f}
	if i, ok := exactInt(n.Value); ok {
		number.Int = i
		number.Text = strconv.FormatInt(i, 10)
	}
	return number
}

// numberHint says how to write a number in the place of what stands there.
func numberHint(n node) string {
	size, sized := bytesOf(n.Value)
	switch {
	case !n.isScalar():
	case sized:
		return "write " + strconv.FormatInt(size, 10)
	case jsonNumbers.MatchString(n.Value) && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return "write it without quotes"
	case jsonNumbers.MatchString(n.Value):
		return "a float goes up to 1.8e308"
	}
	return "write digits, such as 16"
}

// bytesOf reads a size such as 64K or 1MB.
func bytesOf(text string) (size int64, ok bool) {
	digits := strings.TrimRight(text, "kKmMiIbB ")
	unit := strings.ToUpper(strings.TrimSpace(text[len(digits):]))
	count, err := strconv.ParseInt(digits, 10, 32)
	switch {
	case err != nil || count < 0:
		return 0, false
	case strings.HasPrefix(unit, "K"):
		return count << 10, true
	case strings.HasPrefix(unit, "M"):
		return count << 20, true
	}
	return count, unit == "B"
}

// exactInt gives the value of a JSON number that is an integer of 64 bits, by value: 1e3 and 5.0 are integers.
func exactInt(text string) (int64, bool) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i, true
	}
	if len(text) > 64 {
		return 0, false
	}
	if _, exponent, has := strings.Cut(strings.ToLower(text), "e"); has {
		if e, err := strconv.Atoi(exponent); err != nil || e > 30 || e < -64 {
			return 0, false
		}
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

// limit reads a bound of a number kind: inside the kind's range, and integral where the kind is.
func (l *loader) limit(n node, key string, k Kind) *Number {
	number := l.number(n, key)
	if number == nil || k == KindFloat {
		return number
	}
	i, ok := exactInt(n.Value)
	if !ok && number.Float != math.Trunc(number.Float) {
		l.errorf(n, "bounds", "write an integer", "%s of %s is an integer, not %s", key, k, excerpt(n.Value))
		return nil
	}
	if least, greatest := k.IntRange(); !ok || key != "multipleOf" && (i < least || i > greatest) {
		l.errorf(n, "bounds", fmt.Sprintf("%s goes from %d to %d", k, least, greatest), "%s is outside the range of %s", excerpt(n.Value), k)
		return nil
	}
	return number
}

// bound reads a count that may be as large as an integer can be.
func (l *loader) bound(n node, key string) *int64 {
	const absent = -1
	value := l.count(n, key, 0, 1<<53-1, absent)
	if value == absent {
		return nil
	}
	return &value
}

// count reads an integer between two bounds, or reports it and gives the fallback.
func (l *loader) count(n node, what string, least, most, fallback int64) int64 {
	if n.absent() {
		return fallback
	}
	number := l.number(n, what)
	if number == nil {
		return fallback
	}
	i, ok := exactInt(n.Value)
	if !ok {
		l.errorf(n, "bounds", "write an integer", "%s is an integer, not %s", what, excerpt(n.Value))
		return fallback
	}
	if i < least || i > most {
		l.errorf(n, "bounds", fmt.Sprintf("write an integer from %d to %d", least, most), "%s cannot be %d", what, i)
		return fallback
	}
	return i
}

// octals are numbers that YAML 1.1 and 1.2 read differently, so that no advice about their value is right.
var octals = regexp.MustCompile(`^[+-]?0[0-9]`)

var durations = regexp.MustCompile(`^([0-9]+)(ms|s|m|h|d)$`)

// duration reads a length of time such as 500ms, 30s, 10m, 24h or 7d, in milliseconds.
func (l *loader) duration(n node, what string) int64 {
	const hint = "write a number with a unit: 500ms, 30s, 10m, 24h or 7d"
	parts := durations.FindStringSubmatch(n.Value)
	if !n.isScalar() || parts == nil {
		l.errorf(n, "duration", hint, "%s is a length of time, not %s", what, n.what())
		return 0
	}
	unit := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[parts[2]]
	amount, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || amount > int64(math.MaxInt64/unit) || amount == 0 {
		l.errorf(n, "duration", "write more than 0 and less than 292 years", "%s cannot be %s", what, excerpt(n.Value))
		return 0
	}
	return (time.Duration(amount) * unit).Milliseconds()
}

// CanonicalNumber writes a finite number as ECMAScript does (RFC 8785, section 3.2.2.3); -0 is 0.
func CanonicalNumber(f float64) string {
	if f == 0 {
		return "0"
	}
	if magnitude := math.Abs(f); magnitude >= 1e-6 && magnitude < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	sign := exponent[:1]
	return mantissa + "e" + sign + strings.TrimLeft(exponent[1:], "0")
}
