package output

import (
	"fmt"
	"strings"
)

// Diff shows in at most limit lines how a file on disk differs from what would be generated: the lines between the
// first and the last difference, - for those on disk, + for those generated. The headers' hashes are left out of it.
func (c Change) Diff(limit int) string {
	have, want := lines(c.Have), lines(c.Want)
	first := 0
	for first < len(have) && first < len(want) && have[first] == want[first] {
		first++
	}
	last := 0
	for last < len(have)-first && last < len(want)-first && have[len(have)-1-last] == want[len(want)-1-last] {
		last++
	}
	have, want = have[first:len(have)-last], want[first:len(want)-last]
	if len(have)+len(want) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@@ line %d @@\n", first+1)
	perSide := max(1, limit/2)
	write := func(sign string, side []string, room int) {
		for i, line := range side {
			if i == room && len(side) > room+1 {
				fmt.Fprintf(&b, "%s … %d more lines\n", sign, len(side)-i)
				return
			}
			fmt.Fprintf(&b, "%s%s\n", sign, cut(line))
		}
	}
	write("-", have, max(perSide, limit-len(want)))
	write("+", want, max(perSide, limit-len(have)))
	return b.String()
}

// cut keeps a line, such as the only one of a source map, from filling the screen.
func cut(line string) string {
	const most = 160
	for i := range line {
		if i >= most {
			return line[:i] + "…"
		}
	}
	return line
}

func lines(content []byte) []string {
	if content == nil {
		return nil
	}
	if h, ok := findHeader(content); ok {
		content = bare(content, h)
	}
	return strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
}
