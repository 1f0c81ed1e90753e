package schema

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// wholeWord is the width of a diagnostic whose caret underlines the word at its place.
const wholeWord = 0

// wordWidth is the length of the name or quoted text that begins at a column, at least 1.
func wordWidth(line string, column int) int {
	runes := []rune(line)
	if column < 1 || column > len(runes) {
		return 1
	}
	rest := string(runes[column-1:])
	if quote := rest[:1]; quote == `"` || quote == "'" {
		if end := strings.Index(rest[1:], quote); end >= 0 {
			return utf8.RuneCountInString(rest[:end+2])
		}
		return 1
	}
	if end := strings.IndexAny(rest, " \t,{}[]#"); end >= 0 {
		rest = rest[:end]
	}
	return max(1, utf8.RuneCountInString(strings.TrimRight(rest, ":?")))
}

// at writes another place for a message about one: "line 4" in the same file, the file with it elsewhere.
func at(there, here Position) string {
	if there.File == here.File {
		return fmt.Sprintf("line %d", there.Line)
	}
	return there.String()
}

// Quote gives every diagnostic the line of text that it is about, and the width of the word there where it has none.
// sources are the texts of the contract's files by name; lines of files too large for a contract are left out.
func Quote(diagnostics []Diagnostic, sources map[string][]byte) {
	lines := make(map[string][]string)
	for i := range diagnostics {
		d := &diagnostics[i]
		if _, split := lines[d.Pos.File]; !split && len(sources[d.Pos.File]) <= maxBytes {
			lines[d.Pos.File] = strings.Split(string(sources[d.Pos.File]), "\n")
		}
		if of := lines[d.Pos.File]; d.Pos.Line > 0 && d.Pos.Line <= len(of) {
			d.Source = strings.TrimSuffix(strings.TrimPrefix(of[d.Pos.Line-1], "\ufeff"), "\r")
		}
		if d.Width == wholeWord {
			d.Width = wordWidth(d.Source, d.Pos.Column)
		}
	}
}
