package difftest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"eventwire/gen/internal/schema"
)

// A valuer writes random JSON texts for a type: values at the edges of its rules, and now and then one that misses them.
// All of them are I-JSON (RFC 7493): names are unique and text is well-formed.
type valuer struct {
	*rand.Rand
	misses int // how many places of 1000 miss their type on purpose
}

func (g *valuer) one(n int) bool { return g.IntN(n) == 0 }

func (g *valuer) miss() bool { return g.IntN(1000) < g.misses }

func (g *valuer) value(dst []byte, t *schema.Type, depth int) []byte {
	nullable := t.Nullable
	for t.Kind == schema.KindRef {
		t = t.Ref.Type
		nullable = nullable || t.Nullable
	}
	if g.miss() {
		return g.anything(dst, 0)
	}
	if nullable && (g.one(4) || depth > 10) {
		return append(dst, "null"...)
	}
	switch t.Kind {
	case schema.KindString:
		return quote(dst, g.text(t))
	case schema.KindBool:
		return strconv.AppendBool(dst, g.one(2))
	case schema.KindInt, schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindTimestamp, schema.KindDuration:
		return append(dst, g.spell(g.integer(t))...)
	case schema.KindInt64:
		return quote(dst, g.bend(strconv.FormatInt(g.integer(t), 10)))
	case schema.KindFloat:
		return append(dst, g.float(t)...)
	case schema.KindEnum:
		return quote(dst, g.bend(t.Enum[g.IntN(len(t.Enum))].Value))
	case schema.KindConst:
		if g.one(10) {
			return append(dst, pick(g.Rand, `"fixed"`, `""`, "1", "1.0", "-2.5", "true", "false", "9007199254740991", "1e21", "1000000000000000000000")...)
		}
		return t.Const.AppendJSON(dst)
	case schema.KindJSON:
		return g.anything(dst, 0)
	case schema.KindList:
		dst = append(dst, '[')
		for i := range g.count(t, depth) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = g.value(dst, t.Elem, depth+1)
		}
		return append(dst, ']')
	case schema.KindMap:
		var members []string
		for _, key := range g.keys(g.count(t, depth)) {
			members = append(members, string(g.value(append(quote(nil, key), ':'), t.Elem, depth+1)))
		}
		return g.object(dst, members)
	case schema.KindObject:
		return g.object(dst, g.members(t, depth, ""))
	case schema.KindUnion:
		variant := t.Variants[g.IntN(len(t.Variants))]
		if depth > 6 {
			variant = t.Variants[0]
		}
		members := g.members(variant.Type.Resolve(), depth, t.Discriminator)
		if !g.miss() {
			members = append(members, string(quote(append(quote(nil, t.Discriminator), ':'), g.bend(variant.Tag))))
		}
		return g.object(dst, members)
	}
	return quote(dst, g.bend(g.formatted(t)))
}

// object writes members in any order.
func (g *valuer) object(dst []byte, members []string) []byte {
	if g.one(2) {
		g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	}
	return append(append(append(dst, '{'), strings.Join(members, ",")...), '}')
}

func (g *valuer) members(t *schema.Type, depth int, taken string) []string {
	var members []string
	used := map[string]bool{taken: taken != ""}
	for _, f := range t.Fields {
		used[f.Name] = true
		for _, former := range f.Formerly {
			used[former] = true
		}
	}
	for _, f := range t.Fields {
		if f.Optional && (depth > 6 || g.one(2)) || g.miss() {
			continue
		}
		name := f.Name
		if len(f.Formerly) > 0 && g.one(3) {
			name = f.Formerly[0]
		}
		members = append(members, string(g.value(append(quote(nil, name), ':'), f.Type, depth+1)))
	}
	if g.one(6) {
		if key := g.keys(1)[0]; !used[key] {
			members = append(members, string(g.anything(append(quote(nil, key), ':'), 1)))
		}
	}
	return members
}

func (g *valuer) count(t *schema.Type, depth int) int {
	least, most := 0, 3
	if t.MinItems != nil {
		least = int(*t.MinItems)
	}
	if t.MaxItems != nil {
		most = int(*t.MaxItems)
	}
	if depth > 6 {
		most = least
	}
	n := pick(g.Rand, least, max(least, most), least+g.IntN(max(1, most-least+1)))
	if g.one(20) {
		n = max(0, n+pick(g.Rand, -1, 1))
	}
	return n
}

// keys are different names for members.
func (g *valuer) keys(n int) []string {
	keys := []string{"a", "b", "", "__proto__", "constructor", "toString", "é", "e\u0301", "\U0001f600", "\uff5e", "a/b", "c~d", "10", "9", "1", "A", "hasOwnProperty", "length", "\u0000", `"`, "old0"}
	g.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	return keys[:min(n, len(keys))]
}

// anything is any JSON value.
func (g *valuer) anything(dst []byte, depth int) []byte {
	switch n := g.IntN(10); {
	case n == 0 && depth < 3:
		dst = append(dst, '[')
		for i := range g.IntN(3) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = g.anything(dst, depth+1)
		}
		return append(dst, ']')
	case n == 1 && depth < 3:
		var members []string
		for _, key := range g.keys(g.IntN(3)) {
			members = append(members, string(g.anything(append(quote(nil, key), ':'), depth+1)))
		}
		return g.object(dst, members)
	}
	return append(dst, pick(g.Rand, "null", "true", "false", "0", "-0", "1", "-1", "1.5", "1e3", "255", "256", "9007199254740992", "1e300", `""`, `"a"`, `"1"`, `"é"`, `"😀"`, "[]", "{}", "[null]", `{"kind":"a"}`)...)
}

// integer is at an edge of the type's range, or inside it.
func (g *valuer) integer(t *schema.Type) int64 {
	least, greatest := t.Kind.IntRange()
	choices := []int64{0, 1, -1, least, greatest, 10, 1000}
	for _, bound := range []*schema.Number{t.Minimum, t.Maximum, t.ExclusiveMinimum, t.ExclusiveMaximum} {
		if bound != nil {
			choices = append(choices, bound.Int, bound.Int, bound.Int-1, bound.Int+1)
		}
	}
	n := choices[g.IntN(len(choices))]
	if g.one(3) {
		n += int64(g.IntN(2001)) - 1000
	}
	if t.MultipleOf != nil && !g.one(4) {
		n -= n % *t.MultipleOf
	}
	return n
}

// spell writes an integer in one of the ways that JSON has.
func (g *valuer) spell(n int64) string {
	text := strconv.FormatInt(n, 10)
	switch g.IntN(12) {
	case 0:
		return text + ".0"
	case 1:
		return text + "e0"
	case 2:
		if n != 0 {
			return text + "0E-1"
		}
	case 3:
		return strconv.FormatFloat(float64(n), 'e', -1, 64)
	case 4:
		if g.one(3) {
			return text + ".5"
		}
	case 5:
		if n == 0 {
			return "-0"
		}
	}
	return text
}

func (g *valuer) float(t *schema.Type) string {
	choices := []string{"0", "-0.0", "1", "-1", "0.1", "0.30000000000000004", "1e21", "1e-7", "123456789.125", "1.7976931348623157e308", "5e-324", "1e-400", "100", "1E2"}
	for _, bound := range []*schema.Number{t.Minimum, t.Maximum, t.ExclusiveMinimum, t.ExclusiveMaximum} {
		if bound != nil {
			choices = append(choices, bound.Text, bound.Text, bound.Text)
		}
	}
	if g.one(50) {
		return pick(g.Rand, "1e400", "-1e309")
	}
	return choices[g.IntN(len(choices))]
}

func (g *valuer) text(t *schema.Type) string {
	if t.Pattern != nil {
		var b strings.Builder
		g.sample(&b, t.Pattern.Parsed)
		return g.bend(b.String())
	}
	least, most := 0, 6
	if t.MinLength != nil {
		least = int(*t.MinLength)
	}
	if t.MaxLength != nil {
		most = int(*t.MaxLength)
	}
	n := pick(g.Rand, least, max(least, most), least+g.IntN(max(1, most-least+1)))
	if g.one(10) {
		n = max(0, n+pick(g.Rand, -1, 1))
	}
	var b strings.Builder
	for range n {
		b.WriteRune(pick(g.Rand, 'a', 'b', 'Z', '0', ' ', 'é', '\u0301', '日', '\U0001f600', '\U0010ffff', '\uffff', '\n', '\u2028', '"', '\\', 0))
	}
	return b.String()
}

// sample writes a text that matches a regular expression, its assertions left out.
func (g *valuer) sample(b *strings.Builder, re *syntax.Regexp) {
	repeat := func(least, most int) {
		if most < 0 {
			most = least + 3
		}
		for range least + g.IntN(most-least+1) {
			g.sample(b, re.Sub[0])
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		i := 2 * g.IntN(len(re.Rune)/2)
		low, high := re.Rune[i], re.Rune[i+1]
		r := pick(g.Rand, low, high, low+rune(g.IntN(int(min(high-low, 200))+1)))
		if !utf8.ValidRune(r) {
			r = low
		}
		b.WriteRune(r)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune(pick(g.Rand, 'a', 'é', '\U0001f600', '\r', '\u2028', '\n'))
	case syntax.OpStar:
		repeat(0, -1)
	case syntax.OpPlus:
		repeat(1, -1)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		repeat(re.Min, re.Max)
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			g.sample(b, sub)
		}
	case syntax.OpAlternate:
		g.sample(b, re.Sub[g.IntN(len(re.Sub))])
	}
}

// bend now and then changes a character of a text.
func (g *valuer) bend(s string) string {
	if !g.one(8) {
		return s
	}
	runes := []rune(s)
	i := g.IntN(len(runes) + 1)
	switch g.IntN(4) {
	case 0:
		return string(slices.Insert(runes, i, pick(g.Rand, '0', 'a', '.', ':', '-', '@', ' ', '\n', 'é', '\U0001f600', '/', '+', '=', 'Z')))
	case 1:
		if i < len(runes) {
			return string(slices.Delete(runes, i, i+1))
		}
	case 2:
		if i < len(runes) {
			runes[i] = pick(g.Rand, '0', '1', '9', 'a', 'A', 'g', '.', ':', '-', '_', '%', '[', 'T', 't')
		}
	case 3:
		if i+1 < len(runes) {
			runes[i], runes[i+1] = runes[i+1], runes[i]
		}
	}
	return string(runes)
}

func (g *valuer) formatted(t *schema.Type) string {
	switch t.Kind {
	case schema.KindDecimal:
		whole, fraction := t.Digits-t.Scale, t.Scale
		text := pick(g.Rand, "", "-") + pick(g.Rand, "0", strings.Repeat("9", max(1, whole+g.IntN(2))), "1")
		if g.one(2) {
			text += "." + strings.Repeat("5", g.IntN(fraction+2))
		}
		return text
	case schema.KindDatetime:
		return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d%s%s", pick(g.Rand, 1, 4, 1900, 2000, 2023, 2024, 9999, 0), 1+g.IntN(12), pick(g.Rand, 1, 28, 29, 30, 31), g.IntN(24), g.IntN(60), g.IntN(60),
			pick(g.Rand, "", ".5", ".000000001", ".1234567891"), pick(g.Rand, "Z", "+00:00", "-23:59", "+24:00", "+05:30"))
	case schema.KindUUID:
		return pick(g.Rand, "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000")
	case schema.KindEmail:
		return pick(g.Rand, "a@b", "alice.b+c@example.co.uk", "!#$%&'*+-/=?^_`{|}~@x-y.z", strings.Repeat("a", 63+g.IntN(3))+"@b", "a@"+strings.Repeat("b", 62+g.IntN(3)))
	case schema.KindURI:
		return pick(g.Rand, "http", "https", "ws", "wss") + "://" + pick(g.Rand, "a", "localhost", "a-b.c", "192.0.2.1", "[::1]", "[2001:db8::ffff:1.2.3.4]") +
			pick(g.Rand, "", ":1", ":8080", ":65535", ":65536") + pick(g.Rand, "", "/", "/a/b;c=d", "//", "/%20") + pick(g.Rand, "", "?", "?a=b&c/?") + pick(g.Rand, "", "#", "#a/?b")
	case schema.KindIPv4:
		return fmt.Sprintf("%d.%d.%d.%d", pick(g.Rand, 0, 255, 256, 10), g.IntN(256), g.IntN(256), pick(g.Rand, 0, 1, 255))
	case schema.KindIPv6:
		var groups []string
		for range pick(g.Rand, 8, 7, 3, 2, 6) {
			groups = append(groups, pick(g.Rand, "0", "1", "ffff", "DB8", "", "0001"))
		}
		return pick(g.Rand, "", "::") + strings.Join(groups, ":") + pick(g.Rand, "", "::", "::1", ":1.2.3.4", "")
	case schema.KindHostname:
		return pick(g.Rand, "a", "a-b.c", "1.2.3", strings.Repeat("a", 62+g.IntN(3)), strings.Repeat("ab.", 84)+"a", strings.Repeat("ab.", 84)+"ab")
	case schema.KindBytes:
		return pick(g.Rand, "", "AA==", "AQ==", "AAA=", "AAE=", "AAAA", "+/+/", "AAAAAA==", "AAAAAAA=", "AAAAAAAA", "AB==", "AAB=")
	}
	return ""
}

// quote writes a JSON string.
func quote(dst []byte, s string) []byte {
	text, err := json.Marshal(strings.ToValidUTF8(s, "?"))
	if err != nil {
		panic(err) // a string always has a JSON text
	}
	return append(dst, text...)
}
