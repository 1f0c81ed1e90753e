package schema

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// nearest is the known name that a misspelled one most likely stands for, or "".
// The first of equally near names wins, so that the answer does not depend on chance.
func nearest(name string, known []string) string {
	best, bestDistance := "", 0
	limit := max(1, utf8.RuneCountInString(name)/3)
	lower := strings.ToLower(name)
	for _, candidate := range known {
		if candidate == name {
			continue
		}
		if strings.EqualFold(candidate, name) {
			return candidate
		}
		if len(lower) >= 4 && strings.HasPrefix(strings.ToLower(candidate), lower) {
			return candidate // "maxlen" is short for maxLength
		}
		if delta := len(candidate) - len(name); delta > 4*limit || -delta > 4*limit {
			continue // too far apart, whatever the characters are
		}
		distance := editDistance(lower, strings.ToLower(candidate))
		if distance <= limit && (best == "" || distance < bestDistance) {
			best, bestDistance = candidate, distance
		}
	}
	return best
}

// DidYouMean is ` (did you mean "maxLength"?)`, or "" where no known name is near.
func DidYouMean(name string, known []string) string { return didYouMean(name, known) }

func didYouMean(name string, known []string) string {
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// editDistance counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 64 || len(t) > 64 {
		return max(len(s), len(t))
	}
	previous, current, next := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range current {
		current[j] = j
	}
	for i := range s {
		next[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			next[j+1] = min(current[j+1]+1, next[j]+1, current[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				next[j+1] = min(next[j+1], previous[j-1]+1)
			}
		}
		previous, current, next = current, next, previous
	}
	return current[len(t)]
}

// list writes names as English does: "a", "a or b", "a, b or c".
func list(names []string, conjunction string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + conjunction + " " + names[len(names)-1]
}
