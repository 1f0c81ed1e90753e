package export

import (
	"bytes"
	"slices"
	"strings"
)

// appendYAML writes a value as YAML 1.2 that YAML 1.1 reads the same, in block style: the keys of the top level are set apart by an empty line.
func appendYAML(dst []byte, v *object) []byte {
	for i, m := range v.members {
		if i > 0 && (!isScalar(m.value) || !isScalar(v.members[i-1].value)) {
			dst = append(dst, '\n')
		}
		dst = appendYAMLMember(dst, m, 0)
	}
	return dst
}

// appendYAMLMember writes `name: value` with its line feed. What comes before it on the line is written already.
func appendYAMLMember(dst []byte, m member, depth int) []byte {
	dst = append(appendYAMLString(dst, m.name), ':')
	return appendYAMLValue(dst, m.value, depth)
}

// appendYAMLValue writes what follows a colon or nothing on a line, and its line feed.
func appendYAMLValue(dst []byte, v value, depth int) []byte {
	switch v := v.(type) {
	case *object:
		if len(v.members) == 0 {
			return append(dst, " {}\n"...)
		}
		dst = append(dst, '\n')
		for _, m := range v.members {
			dst = appendYAMLMember(spaces(dst, depth+1), m, depth+1)
		}
		return dst
	case list:
		if len(v) == 0 {
			return append(dst, " []\n"...)
		}
		dst = append(dst, '\n')
		for _, item := range v {
			dst = appendYAMLItem(append(spaces(dst, depth+1), '-'), item, depth+1)
		}
		return dst
	case string:
		return append(appendYAMLString(append(dst, ' '), v), '\n')
	}
	return append(appendScalar(append(dst, ' '), v), '\n')
}

// appendYAMLItem writes what follows the dash of an item; an object's first member stands on the same line.
func appendYAMLItem(dst []byte, v value, depth int) []byte {
	o, ok := v.(*object)
	if !ok || len(o.members) == 0 {
		return appendYAMLValue(dst, v, depth)
	}
	for i, m := range o.members {
		if i == 0 {
			dst = append(dst, ' ')
		} else {
			dst = spaces(dst, depth+1)
		}
		dst = appendYAMLMember(dst, m, depth+1)
	}
	return dst
}

// plainYAML tells the strings that need no quotes in any position and that no version of YAML reads as something else:
// words that begin with a letter, and versions.
func plainYAML(s string) bool {
	if s == "" || !plainYAMLByte(s[0]) || s[0] >= '0' && s[0] <= '9' || strings.IndexByte(".,;()+*'=-", s[0]) >= 0 {
		return isVersion(s)
	}
	if len(s) <= len("false") {
		switch strings.ToLower(s) {
		case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
			return false
		}
	}
	for i := 1; i < len(s); i++ {
		if s[i] == ' ' || s[i] == ':' {
			i++ // a plain character follows
		}
		if i == len(s) || !plainYAMLByte(s[i]) {
			return false
		}
	}
	return true
}

func plainYAMLByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_/$.,;()+*'=-", c) >= 0
}

// isVersion tells three numbers with dots between them.
func isVersion(s string) bool {
	parts := strings.Split(s, ".")
	return len(parts) == 3 && !slices.ContainsFunc(parts, func(part string) bool {
		return part == "" || strings.Trim(part, "0123456789") != ""
	})
}

func appendYAMLString(dst []byte, s string) []byte {
	if plainYAML(s) {
		return append(dst, s...)
	}
	before := len(dst)
	dst = appendString(dst, s)
	if bytes.IndexByte(dst[before:], '\\') < 0 || strings.ContainsRune(s, '\'') || !singleQuotable(s) {
		return dst
	}
	return append(append(append(dst[:before], '\''), s...), '\'')
}

// singleQuotable tells a string that needs no escape but that of its backslashes and double quotes.
func singleQuotable(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}

func spaces(dst []byte, depth int) []byte {
	const blanks = "                                "
	for depth *= 2; depth > len(blanks); depth -= len(blanks) {
		dst = append(dst, blanks...)
	}
	return append(dst, blanks[:depth]...)
}
