package output

import (
	"fmt"
	"slices"
	"strings"
)

// Diff shows in at most limit lines, and one that counts the rest, how a file on disk differs from what would be generated: - for lines
// on disk, + for those generated. The headers' hashes are left out of it.
func (c Change) Diff(limit int) string {
	have, want := lines(c.Have), lines(c.Want)
	var b strings.Builder
	shown, left := 0, 0
	write := func(sign string, side []string, room int) {
		room = min(room, limit-shown)
		for i, line := range side {
			if i >= room {
				left += len(side) - i
				return
			}
			fmt.Fprintf(&b, "%s%s\n", sign, cut(line))
			shown++
		}
	}
	for _, h := range hunks(have, want, 0, 0) {
		if shown < limit {
			fmt.Fprintf(&b, "@@ line %d @@\n", h.have+1)
		}
		half := (limit - shown + 1) / 2
		write("-", h.removed, max(half, limit-shown-len(h.added)))
		write("+", h.added, limit)
	}
	if left > 0 {
		fmt.Fprintf(&b, "… %d more lines differ\n", left)
	}
	return b.String()
}

// hunk is one place where two texts differ: the lines removed from the first, from its line have on, and those added in their stead.
type hunk struct {
	have           int
	removed, added []string
}

// hunks compares two texts as patience diff does: lines that are in both exactly once hold them together, and what lies
// between two of them is compared in the same way. have is the number of the first line.
func hunks(a, b []string, have, depth int) []hunk {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b, have = a[1:], b[1:], have+1
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	const mostDepth = 50
	switch anchors := anchors(a, b); {
	case len(a)+len(b) == 0:
		return nil
	case len(anchors) == 0 || depth == mostDepth:
		return []hunk{{have, a, b}}
	default:
		var found []hunk
		i, j := 0, 0
		for _, anchor := range append(anchors, [2]int{len(a), len(b)}) {
			found = append(found, hunks(a[i:anchor[0]], b[j:anchor[1]], have+i, depth+1)...)
			i, j = anchor[0], anchor[1]
		}
		return found
	}
}

// anchors gives the longest row of lines, as their numbers in both texts, that are once in each and stand in the same order.
func anchors(a, b []string) [][2]int {
	inA, inB := make(map[string]int), make(map[string]int)
	for _, line := range a {
		inA[line]++
	}
	place := make(map[string]int)
	for j, line := range b {
		inB[line]++
		place[line] = j
	}
	var common [][2]int
	for i, line := range a {
		if inA[line] == 1 && inB[line] == 1 {
			common = append(common, [2]int{i, place[line]})
		}
	}
	// Patience sorting: ends[n] is the pair with the least line in b that a row of n+1 pairs can end in.
	var ends []int
	before := make([]int, len(common))
	for k, pair := range common {
		n, _ := slices.BinarySearchFunc(ends, pair[1], func(end, line int) int { return common[end][1] - line })
		before[k] = -1
		if n > 0 {
			before[k] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, k)
		} else {
			ends[n] = k
		}
	}
	var row [][2]int
	if len(ends) > 0 {
		for k := ends[len(ends)-1]; k >= 0; k = before[k] {
			row = append(row, common[k])
		}
	}
	slices.Reverse(row)
	return row
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
