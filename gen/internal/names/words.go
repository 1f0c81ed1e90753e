// Package names turns wire names into the names of Go and TypeScript. All of it is pure functions:
// one wire name always gives one name, whatever else the contract holds.
package names

import (
	"strings"
	"unicode"
)

// Words splits a wire name into its words, in their own case: at everything that is neither letter nor
// digit, before an upper-case letter that follows a lower-case one or a digit ("setUsername"), and before the last
// upper-case letter of a run that a lower-case one follows ("HTTPServer"). Digits stay with the word before them.
func Words(wire string) []string {
	var words []string
	runes := []rune(wire)
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, string(runes[start:end]))
		}
		start = -1
	}
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush(i)
			continue
		}
		if start >= 0 && unicode.IsUpper(r) {
			previous := runes[i-1]
			nextIsLower := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if !unicode.IsUpper(previous) || nextIsLower && !isPluralOfInitialism(runes[i:]) {
				flush(i)
			}
		}
		if start < 0 {
			start = i
		}
	}
	flush(len(runes))
	return words
}

// isPluralOfInitialism tells the "Ds" of "userIDs" from the "Se" of "HTTPServer": the last capital of a
// run, followed by a lone s at the end of the word.
func isPluralOfInitialism(tail []rune) bool {
	if len(tail) < 2 || tail[1] != 's' {
		return false
	}
	return len(tail) == 2 || !unicode.IsLower(tail[2]) && !unicode.IsDigit(tail[2])
}

func title(word string) string {
	runes := []rune(word)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
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
