package export

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// TestStringsThatNeedNoQuotes holds plainYAML to its definition.
func TestStringsThatNeedNoQuotes(t *testing.T) {
	t.Parallel()
	plain := regexp.MustCompile(`^([A-Za-z_/$][A-Za-z0-9_/$.,;()+*'=-]*(:[A-Za-z0-9_/$.,;()+*'=-]+)*( [A-Za-z0-9_/$.,;()+*'=-]+(:[A-Za-z0-9_/$.,;()+*'=-]+)*)*|[0-9]+\.[0-9]+\.[0-9]+)$`)
	word := regexp.MustCompile(`^(?i:true|false|yes|no|on|off|y|n|null)$`)
	texts := []string{"", "true", "FALSE", "Yes", "nO", "on", "off", "y", "N", "null", "nulls", "1.2.3", "1.2", "1.2.3.4", "1..3", "a: b", "a b:c d", "a:", "a ", " a", "a  b", "a::b", "a\n", "é", "a#", "a #b", "-a", "0a", "\xff"}
	const bytes = "aN09_/$.-: '#\n\xc3"
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		text := make([]byte, r.IntN(7))
		for i := range text {
			text[i] = bytes[r.IntN(len(bytes))]
		}
		texts = append(texts, string(text))
	}
	for _, text := range texts {
		if got, want := plainYAML(text), plain.MatchString(text) && !word.MatchString(text); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}
