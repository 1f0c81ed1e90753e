package names

import (
	"fmt"
	"strings"
)

// spell gives words for a text that has neither letters nor digits.
func spell(text string) string {
	if text == "" {
		return "Empty"
	}
	var b strings.Builder
	for _, r := range text {
		if word := symbol(r); word != "" {
			b.WriteString(word)
		} else {
			fmt.Fprintf(&b, "U%04X", r)
		}
	}
	return b.String()
}

func symbol(r rune) string {
	switch r {
	case '+':
		return "Plus"
	case '-':
		return "Minus"
	case '*':
		return "Star"
	case '/':
		return "Slash"
	case '\\':
		return "Backslash"
	case '%':
		return "Percent"
	case '=':
		return "Equal"
	case '<':
		return "Less"
	case '>':
		return "Greater"
	case '!':
		return "Bang"
	case '?':
		return "Question"
	case '.':
		return "Dot"
	case ',':
		return "Comma"
	case ':':
		return "Colon"
	case ';':
		return "Semicolon"
	case '&':
		return "And"
	case '|':
		return "Or"
	case '^':
		return "Caret"
	case '~':
		return "Tilde"
	case '#':
		return "Hash"
	case '$':
		return "Dollar"
	case '@':
		return "At"
	case '_':
		return "Underscore"
	case ' ':
		return "Space"
	}
	return ""
}
