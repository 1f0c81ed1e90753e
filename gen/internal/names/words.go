// Package names turns wire names into the names of Go and TypeScript. All of it is pure functions:
// one wire name always gives one name, whatever else the contract holds.
package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words splits a wire name into its words, in their own case: at everything that is neither letter nor
// digit, before an upper-case letter that follows a lower-case one or a digit ("setUsername"), and before the last
// upper-case letter of a run that a lower-case one follows ("HTTPServer"). Digits stay with the word before them.
func Words(wire string) []string {
	words := make([]string, 0, 4)
	start := -1
	var previous rune
	for i, r := range wire {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			if start >= 0 {
				words = append(words, wire[start:i])
			}
			start = -1
			continue
		}
		if start >= 0 && unicode.IsUpper(r) {
			tail := wire[i+utf8.RuneLen(r):]
			next, _ := utf8.DecodeRuneInString(tail)
			if !unicode.IsUpper(previous) || unicode.IsLower(next) && !isPluralOfInitialism(tail) {
				words, start = append(words, wire[start:i]), i
			}
		}
		if start < 0 {
			start = i
		}
		previous = r
	}
	if start >= 0 {
		words = append(words, wire[start:])
	}
	return words
}

// isPluralOfInitialism tells the "Ds" of "userIDs" from the "Se" of "HTTPServer": tail, which follows the last capital of a
// run, begins with a lone s that ends the word.
func isPluralOfInitialism(tail string) bool {
	rest, ok := strings.CutPrefix(tail, "s")
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && !unicode.IsLower(next) && !unicode.IsDigit(next)
}

func title(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	if upper := unicode.ToUpper(first); upper != first {
		return string(upper) + word[size:]
	}
	return word
}

// lowerFirst begins a word with a lower-case letter; a word all in capitals is lowered whole ("URL" gives "url").
func lowerFirst(word string) string {
	if word == strings.ToUpper(word) {
		return strings.ToLower(word)
	}
	runes := []rune(word)
	runes[0] = unicode.ToLower(runes[0])
	return string(runes)
}
