package schema

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// node is a YAML node that knows its file. The zero node stands for something absent.
type node struct {
	file string
	*yaml.Node
}

func (n node) absent() bool { return n.Node == nil }

func (n node) pos() Position {
	if n.Node == nil {
		return Position{File: n.file}
	}
	return Position{File: n.file, Line: n.Line, Column: n.Column}
}

// width is how many code points of its first line a caret should underline.
func (n node) width() int {
	if n.Node == nil || n.Kind != yaml.ScalarNode || strings.Contains(n.Value, "\n") {
		return 1
	}
	w := utf8.RuneCountInString(n.Value)
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		w += 2
	}
	return max(1, w)
}

func (n node) isScalar() bool { return n.Node != nil && n.Kind == yaml.ScalarNode }
func (n node) isMap() bool    { return n.Node != nil && n.Kind == yaml.MappingNode }
func (n node) isList() bool   { return n.Node != nil && n.Kind == yaml.SequenceNode }
func (n node) isNull() bool   { return n.isScalar() && n.Tag == "!!null" }

// isString tells a scalar that YAML reads as text. A date is text as well: the contract has no dates of YAML's own.
func (n node) isString() bool {
	return n.isScalar() && (n.Tag == "!!str" || n.Tag == "!!timestamp")
}

func (n node) isNumber() bool {
	return n.isScalar() && (n.Tag == "!!int" || n.Tag == "!!float")
}

// what names the kind of a node for messages: `the text "x"`, "a list".
func (n node) what() string {
	switch {
	case n.Node == nil:
		return "nothing"
	case n.isNull():
		if n.Value != "" {
			return n.Value // null, or ~
		}
		return "nothing"
	case n.isMap():
		return "a mapping"
	case n.isList():
		return "a list"
	case n.Tag == "!!bool":
		return "the boolean " + n.Value
	case n.isNumber():
		return "the number " + excerpt(n.Value)
	}
	return "the text " + quoted(n.Value)
}

func (n node) children() []node {
	if n.Node == nil {
		return nil
	}
	children := make([]node, len(n.Content))
	for i, c := range n.Content {
		children[i] = node{n.file, c}
	}
	return children
}

// excerpt cuts a text of the user's to a length that fits a message.
func excerpt(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

func quoted(s string) string { return strings.ReplaceAll(`"`+excerpt(s)+`"`, "\n", `\n`) }
