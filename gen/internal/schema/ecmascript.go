package schema

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
)

// ECMAScript prints the pattern for JavaScript's flag u, from its parsed form: the same texts match. What it prints is RE2 syntax
// as well, and means the same there: classes are written out, `.` is [^\n] and \z is $.
func (p *Pattern) ECMAScript() string {
	var b strings.Builder
	printRegexp(&b, p.Parsed)
	return b.String()
}

func printRegexp(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		b.WriteString("(?:)")
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			printRune(b, r, `\^$.*+?()[]{}|/`)
		}
	case syntax.OpCharClass:
		printClass(b, re.Rune)
	case syntax.OpAnyCharNotNL:
		b.WriteString(`[^\n]`)
	case syntax.OpAnyChar:
		b.WriteString(`[\s\S]`)
	case syntax.OpBeginText:
		b.WriteByte('^')
	case syntax.OpEndText:
		b.WriteByte('$')
	case syntax.OpCapture:
		printGroup(b, re.Sub[0])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		if single(re.Sub[0]) {
			printRegexp(b, re.Sub[0])
		} else {
			printGroup(b, re.Sub[0])
		}
		b.WriteString(quantifier(re))
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if sub.Op == syntax.OpAlternate {
				printGroup(b, sub)
			} else {
				printRegexp(b, sub)
			}
		}
	case syntax.OpAlternate:
		for i, sub := range re.Sub {
			if i > 0 {
				b.WriteByte('|')
			}
			printRegexp(b, sub)
		}
	}
}

func printGroup(b *strings.Builder, re *syntax.Regexp) {
	b.WriteString("(?:")
	if re.Op != syntax.OpEmptyMatch {
		printRegexp(b, re)
	}
	b.WriteByte(')')
}

// single tells what a quantifier may follow without a group.
func single(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune) == 1
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpCapture:
		return true
	}
	return false
}

func quantifier(re *syntax.Regexp) string {
	lazy := ""
	if re.Flags&syntax.NonGreedy != 0 {
		lazy = "?"
	}
	switch re.Op {
	case syntax.OpStar:
		return "*" + lazy
	case syntax.OpPlus:
		return "+" + lazy
	case syntax.OpQuest:
		return "?" + lazy
	}
	text := strconv.Itoa(re.Min)
	switch {
	case re.Max < 0:
		text += ","
	case re.Max != re.Min:
		text += "," + strconv.Itoa(re.Max)
	}
	return "{" + text + "}" + lazy
}

// printClass writes pairs of first and last code points, negated where they begin with the first of all and end with the last.
func printClass(b *strings.Builder, pairs []rune) {
	ranges, negated := wellFormedRanges(pairs), ""
	if len(pairs) > 0 && pairs[0] == 0 && pairs[len(pairs)-1] == unicode.MaxRune {
		var outside []rune
		for i := 1; i+1 < len(pairs); i += 2 {
			outside = append(outside, pairs[i]+1, pairs[i+1]-1)
		}
		ranges, negated = wellFormedRanges(outside), "^"
	}
	if len(ranges) == 0 {
		b.WriteString(map[string]string{"": `[^\s\S]`, "^": `[\s\S]`}[negated])
		return
	}
	b.WriteString("[" + negated)
	for i := 0; i+1 < len(ranges); i += 2 {
		const special = `\]^-[`
		printRune(b, ranges[i], special)
		if ranges[i+1] > ranges[i] {
			if ranges[i+1] > ranges[i]+1 {
				b.WriteByte('-')
			}
			printRune(b, ranges[i+1], special)
		}
	}
	b.WriteByte(']')
}

// wellFormedRanges leaves out surrogates, which no well-formed text has.
func wellFormedRanges(pairs []rune) []rune {
	var ranges []rune
	for i := 0; i+1 < len(pairs); i += 2 {
		first, last := pairs[i], pairs[i+1]
		if first >= 0xd800 && first <= 0xdfff {
			first = 0xe000
		}
		if last >= 0xd800 && last <= 0xdfff {
			last = 0xd7ff
		}
		if first <= last {
			ranges = append(ranges, first, last)
		}
	}
	return ranges
}

func printRune(b *strings.Builder, r rune, special string) {
	switch {
	case strings.ContainsRune(special, r):
		b.WriteByte('\\')
		b.WriteRune(r)
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r < ' ' || r == 0x7f:
		fmt.Fprintf(b, `\x%02x`, r)
	default:
		b.WriteRune(r)
	}
}
