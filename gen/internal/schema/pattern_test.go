package schema

import (
	"math"
	"regexp"
	"regexp/syntax"
	"testing"
)

// FuzzPattern judges any expression: it ends within its budget, its estimate only grows with the length, and what is printed for JavaScript, which is
// RE2 syntax as well, matches the same texts.
func FuzzPattern(f *testing.F) {
	for _, source := range []string{
		`^[a-z]+(-[a-z]+)*$`, `(a*)*`, `.*.*x`, `^(a|ab|b){50}c$`, `[^\pL\n]{2,}?$`, `(a?){30}`, `((((a{5}){5}){5}){5})*`, `^|$`, `\x{10FFFF}`, `[\]\\^-]/`, `()`, `(|a)+`, `^^a$$`,
		`(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}`,
	} {
		f.Add(source, "aab-b")
	}
	f.Fuzz(func(t *testing.T, source, text string) {
		re, err := syntax.Parse(source, syntax.Perl)
		if err != nil || len(source) > maxPattern {
			return
		}
		if reason, _ := untranslatable(re); reason != "" {
			return
		}
		budget := maxPatternSteps
		verdict, loops := judge(re, &budget)
		if (verdict == polynomial) != (loops != nil) {
			t.Fatalf("verdict %v with loops %v", verdict, loops)
		}
		before := 0.0
		for length := 1.0; loops != nil && length < 1e6; length *= 4 {
			steps := loops.steps(length)
			if math.IsNaN(steps) || steps < max(length, before) {
				t.Errorf("%g steps for %g characters, after %g", steps, length, before)
			}
			before = steps
		}
		printed := (&Pattern{Source: source, Parsed: re}).ECMAScript()
		again, err := regexp.Compile(printed)
		if err != nil {
			t.Fatalf("%q is printed as %q: %v", source, printed, err)
		}
		if got, want := again.MatchString(text), regexp.MustCompile(source).MatchString(text); got != want {
			t.Errorf("%q, printed as %q: %v for %q, want %v", source, printed, got, text, want)
		}
	})
}
