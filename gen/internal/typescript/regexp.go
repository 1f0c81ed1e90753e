package typescript

import (
	"fmt"
	"strings"
)

// regexpBody escapes the slashes of a pattern for a literal.
func regexpBody(source string) string {
	var b strings.Builder
	escaped, class := false, false
	for _, r := range source {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '[':
			class = true
		case r == ']':
			class = false
		case r == '/' && !class:
			b.WriteByte('\\')
		case r == '\n':
			b.WriteString(`\n`)
			continue
		case r == '\r':
			b.WriteString(`\r`)
			continue
		case r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
