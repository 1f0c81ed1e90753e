package schema

import (
	"regexp"
	"regexp/syntax"
	"testing"
)

func TestECMAScript(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`^[a-z0-9]+(-[a-z0-9]+)*$`: `^[0-9a-z]+(?:-[0-9a-z]+)*$`,
		`\Aa.b\z`:                  `^a[^\n]b$`,
		`(?s:.)`:                   `[\s\S]`,
		`\Qa.b/\E`:                 `a\.b\/`,
		`(?P<n>x)|(?:y|z)`:         `(?:x)|[yz]`,
		`^(ab|cd?|)$`:              `^(?:ab|cd?|(?:))$`,
		`[^a]`:                     `[^a]`,
		`[\]\\^-]`:                 `[\-\\-\^]`,
		`a{2}b{2,}c{1,3}?d*?`:      `a{2}b{2,}c{1,3}?d*?`,
		`(^a)*`:                    `(?:^a)*`,
		"[\U0001f600-\U0001f64f]":  "[\U0001f600-\U0001f64f]",
		`\x00\x7f\n\t`:             `\x00\x7f\n\t`,
		`\P{Cs}`:                   `[\s\S]`,
		`\p{Cs}`:                   `[^\s\S]`,
		`[^\n]`:                    `[^\n]`,
		`\d\s`:                     `[0-9][\t\n\x0c\r ]`,
	} {
		parsed, err := syntax.Parse(source, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		got := (&Pattern{Source: source, Parsed: parsed}).ECMAScript()
		if got != want {
			t.Errorf("%s: got %s, want %s", source, got, want)
		}
		if _, err := regexp.Compile(got); err != nil {
			t.Errorf("%s: %v", source, err)
		}
	}
}
