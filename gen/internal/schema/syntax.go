package schema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// parse gives the root of a file's YAML, or an absent node where it has none or is no YAML.
func (l *loader) parse(file string, src []byte) node {
	if !l.wellFormed(file, src) {
		return node{}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(src))
	if err != nil {
		l.errorAt(Position{File: file}, "yaml", "", "%v", err)
		return node{}
	}
	document := new(yaml.Node)
	if err := loader.Load(document); errors.Is(err, io.EOF) {
		l.errorAt(Position{File: file, Line: 1, Column: 1}, "yaml", "begin with `version: 1` and `name: chat`", "the file is empty")
		return node{}
	} else if err != nil {
		l.syntaxError(file, src, err)
		return node{}
	}
	second := new(yaml.Node)
	if err := loader.Load(second); err == nil {
		l.errorf(node{file, second}, "yaml", "put it in a file of its own and include that", "a second document begins here, and a contract has one")
	} else if !errors.Is(err, io.EOF) {
		l.syntaxError(file, src, err)
	}
	if len(document.Content) == 0 {
		l.errorAt(Position{File: file, Line: 1, Column: 1}, "yaml", "begin with `version: 1` and `name: chat`", "the file is empty")
		return node{}
	}
	root := node{file, document.Content[0]}
	if !l.plain(root, 0) {
		return node{}
	}
	return root
}

// wellFormed refuses bytes that are no text, at the first of them.
func (l *loader) wellFormed(file string, src []byte) bool {
	line, column := 1, 1
	for i := 0; i < len(src); {
		c := src[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && size == 1 {
				l.errorAt(Position{file, line, column}, "encoding", "save the file as UTF-8", "the byte 0x%02x is not UTF-8", c)
				return false
			}
			if r == '\ufeff' && i > 0 {
				l.errorAt(Position{file, line, column}, "encoding", "remove it", "a byte order mark stands here, in the middle of the text")
				return false
			}
			i += size
			if i > size || r != '\ufeff' {
				column++ // the mark at the beginning is not part of the line
			}
			continue
		}
		if c == 0 {
			l.errorAt(Position{file, line, column}, "encoding", "save the file as UTF-8", "a zero byte stands here, as in files that are saved as UTF-16")
			return false
		}
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			l.errorAt(Position{file, line, column}, "encoding", "remove it", "the control character 0x%02x cannot stand in YAML", c)
			return false
		}
		i++
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
	}
	return true
}

// syntaxError reports what the YAML parser refuses, and every tab that indents: the parser stops at the first.
func (l *loader) syntaxError(file string, src []byte, err error) {
	pos := Position{File: file, Line: 1, Column: 1}
	begin := pos // of what the parser was in the middle of
	message := err.Error()
	if load := new(yaml.LoadError); errors.As(err, &load) {
		message = load.Message
		if load.ContextMsg != "" {
			message += " " + load.ContextMsg
		}
		if load.Mark.Line > 0 {
			pos.Line, pos.Column = load.Mark.Line, max(1, load.Mark.Column)
		}
		begin.Line, begin.Column = max(1, load.ContextMark.Line), max(1, load.ContextMark.Column)
	}
	tabs := make(map[int]bool)
	for i, line := range strings.Split(string(src), "\n") {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if tab := strings.IndexByte(indent, '\t'); tab >= 0 && len(indent) < len(strings.TrimRight(line, "\r")) {
			tabs[i+1] = true
			l.errorAt(Position{file, i + 1, tab + 1}, "tab", "indent with two spaces", "a tab cannot indent YAML")
		}
	}
	if tabs[pos.Line] || len(tabs) > 0 && strings.Contains(message, "tab") {
		return
	}
	lines := strings.Split(string(src), "\n")
	if l.mergeConflicts(file, lines) {
		return
	}
	rule, hint := "yaml", ""
	switch {
	case strings.Contains(message, "mapping values are not allowed") && firstColon(lines, pos):
		pos.Column = len(lines[pos.Line-1]) - len(strings.TrimLeft(lines[pos.Line-1], " ")) + 1
		message, hint = "this line stands deeper than the one above, which has its value already", "align the two"
	case strings.Contains(message, "mapping values are not allowed"):
		message, hint = "a second colon on this line", "put the text in quotes, or the value on a line of its own"
	case strings.Contains(message, "unknown anchor"):
		rule, message, hint = "anchor", "anchors and aliases are not part of the language", aliasHint+"; put a text that begins with * in quotes"
	case strings.Contains(message, "unknown escape character"):
		message, hint = "double quotes do not know this escape", "write single quotes, in which a backslash is a backslash"
	case strings.Contains(message, "did not find expected ',' or '}'") && strayText(lines, pos) != "":
		message, hint = "this text follows a value that has ended", strayText(lines, pos)
	case strings.Contains(message, "exceeded max depth"):
		rule, message, hint = "nesting", "the file nests too deep", nestingHint
	case strings.Contains(message, "cannot start any token"):
		message, hint = "a text cannot begin with this character", "put it in quotes"
	case strings.Contains(message, "did not find expected ',' or '}'") && pos.Line > begin.Line && strings.Contains(lines[begin.Line-1], " #"):
		pos, message, hint = begin, "this { is not closed", "a # after a space begins a comment: put the text in quotes"
	case strings.Contains(message, "did not find expected ',' or '}'"):
		pos, message, hint = begin, "this { is not closed", fmt.Sprintf("write a comma or } before line %d, column %d", pos.Line, pos.Column)
	case strings.Contains(message, "did not find expected ',' or ']'"):
		pos, message, hint = begin, "this [ is not closed", fmt.Sprintf("write a comma or ] before line %d, column %d", pos.Line, pos.Column)
	case strings.Contains(message, "unexpected end of stream"):
		pos, message, hint = begin, "this quoted text has no end", "close the quotes"
	case strings.Contains(message, "did not find expected key"):
		message, hint = "this line is not indented like its neighbours", "align it with the keys beside it"
	case strings.Contains(message, "could not find expected ':'"):
		message, hint = "a key without a colon", "write `name: value`"
	default:
		message = "cannot read this YAML: " + message
	}
	l.errorAt(pos, rule, hint, "%s", message)
}

// mergeConflicts reports what a version control system left between two versions.
func (l *loader) mergeConflicts(file string, lines []string) bool {
	found := false
	for i, line := range lines {
		if strings.HasPrefix(line, "<<<<<<< ") || strings.HasPrefix(line, ">>>>>>> ") {
			l.errorAt(Position{file, i + 1, 1}, "yaml", "keep one of the two versions, and remove the lines with <<<<<<<, ======= and >>>>>>>", "a merge conflict is not resolved here")
			found = true
		}
	}
	return found
}

// firstColon tells whether the colon at a place is the first of its line, so that the line is right by itself.
func firstColon(lines []string, pos Position) bool {
	if pos.Line < 2 || pos.Line > len(lines) || strings.HasPrefix(strings.TrimSpace(lines[pos.Line-2]), "#") {
		return false
	}
	runes := []rune(lines[pos.Line-1])
	before := string(runes[:min(pos.Column-1, len(runes))])
	return !strings.ContainsAny(before, ":{[\"'")
}

// strayText explains text that follows a value inside braces, or gives "".
func strayText(lines []string, pos Position) string {
	if pos.Line > len(lines) {
		return ""
	}
	runes := []rune(lines[pos.Line-1])
	before := strings.TrimRight(string(runes[:min(pos.Column-1, len(runes))]), " ")
	switch {
	case strings.HasSuffix(before, "'"):
		return "write '' for a quote inside single quotes, or put the text in double quotes"
	case strings.HasSuffix(before, `"`):
		return `write \" for a quote inside double quotes, or put the text in single quotes`
	case strings.HasSuffix(before, "]"), strings.HasSuffix(before, "}"):
		return "write a comma before it, or put the whole text in quotes"
	}
	return ""
}

const (
	aliasHint   = "declare a type under `types` and write its name instead"
	nestingHint = "give the inner part a name under `types`"
)

// plain refuses what YAML has beyond mappings, lists and scalars: anchors, aliases, merge keys and tags, and nesting without end.
func (l *loader) plain(n node, depth int) bool {
	if depth > maxNesting {
		l.errorf(n, "nesting", nestingHint, "more than %d levels of nesting", maxNesting)
		return false
	}
	ok := true
	if n.Anchor != "" {
		l.errorf(n, "anchor", aliasHint, "anchors and aliases are not part of the language")
		ok = false
	}
	if n.Kind == yaml.AliasNode {
		l.errorf(n, "anchor", aliasHint, "anchors and aliases are not part of the language")
		return false
	}
	switch n.Tag {
	case "", "!!map", "!!seq", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp":
		if n.Style&yaml.TaggedStyle != 0 {
			l.errorf(n, "tag", "leave the tag out", "YAML tags are not part of the language: %s", n.Tag)
			ok = false
		}
	case "!!merge":
		l.errorf(n, "merge-key", aliasHint, "merge keys (<<) are not part of the language")
		ok = false
	default:
		l.errorf(n, "tag", "leave the tag out", "YAML tags are not part of the language: %s", excerpt(n.Tag))
		ok = false
	}
	for _, c := range n.Content {
		ok = l.plain(node{n.file, c}, depth+1) && ok
	}
	return ok
}
