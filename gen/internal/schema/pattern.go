package schema

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// maxPattern bounds a pattern's source and, by it, the time to check it.
const maxPattern = 1000

// pattern reads a regular expression that means the same in Go and in JavaScript, or reports why it does not.
func (l *loader) pattern(n node) *Pattern {
	if !n.isString() {
		l.errorf(n, "pattern", "write it in single quotes", "a pattern is a text, not %s", n.what())
		return nil
	}
	if n.Value == "" || len(n.Value) > maxPattern {
		l.errorf(n, "pattern", "write 1 to 1000 characters, or leave the pattern out", "the pattern has %d characters", len(n.Value))
		return nil
	}
	if p := l.patterns[n.Value]; p != nil {
		return p
	}
	parsed, err := syntax.Parse(n.Value, syntax.Perl)
	if err != nil {
		reason, hint := regexpMistake(err)
		l.errorf(n, "pattern", hint, "the pattern is not RE2 syntax: %s", reason)
		return nil
	}
	if reason, hint := untranslatable(parsed); reason != "" {
		l.errorf(n, "pattern", hint, "the pattern cannot mean the same in Go and JavaScript: %s", reason)
		return nil
	}
	verdict, loops := judge(parsed, &l.budget)
	switch verdict {
	case overBudget:
		l.errorf(n, "pattern", "write a shorter pattern, or fewer of them", "the pattern is too complicated to tell whether JavaScript can hang on it")
		return nil
	case exponential:
		l.errorf(n, "pattern", "let neighbouring repeats match different characters, such as [a-z]+(-[a-z]+)*",
			"the pattern nests repeats that match the same text in several ways, on which JavaScript can hang")
		return nil
	}
	p := &Pattern{Source: n.Value, Parsed: parsed, loops: loops}
	l.patterns[n.Value] = p
	return p
}

func regexpMistake(err error) (reason, hint string) {
	mistake := new(syntax.Error)
	if !errors.As(err, &mistake) {
		return err.Error(), ""
	}
	switch {
	case (mistake.Code == syntax.ErrInvalidPerlOp || mistake.Code == syntax.ErrInvalidNamedCapture) && (strings.HasPrefix(mistake.Expr, "(?=") || strings.HasPrefix(mistake.Expr, "(?!") || strings.HasPrefix(mistake.Expr, "(?<=") || strings.HasPrefix(mistake.Expr, "(?<!")):
		return "look-around is not in it", "write the pattern without look-around; a second rule can be a type of its own"
	case mistake.Code == syntax.ErrInvalidEscape && len(mistake.Expr) > 1 && mistake.Expr[1] >= '1' && mistake.Expr[1] <= '9':
		return "back references are not in it", "write what the group matches once more"
	}
	return mistake.Code.String() + ": " + excerpt(mistake.Expr), "see https://github.com/google/re2/wiki/Syntax"
}

// untranslatable tells why a pattern has no equal in JavaScript.
func untranslatable(re *syntax.Regexp) (reason, hint string) {
	switch re.Op {
	case syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return `\b and \B know ASCII letters only in Go`, "write the characters that may stand there"
	case syntax.OpBeginLine, syntax.OpEndLine:
		return "(?m) knows other line ends in JavaScript", `write \n for the line ends`
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return "(?i) folds other letters in JavaScript", "write both cases, such as [Aa]"
		}
	case syntax.OpNoMatch:
		return "it matches nothing", "leave it out"
	}
	for _, sub := range re.Sub {
		if reason, hint := untranslatable(sub); reason != "" {
			return reason, hint
		}
	}
	return "", ""
}

// Match tells whether a text matches somewhere, as `regexp` does. It compiles the pattern on every call: it is for the
// contract's own few values.
func (p *Pattern) Match(s string) bool {
	re, err := regexp.Compile(p.Source)
	return err == nil && re.MatchString(s)
}
