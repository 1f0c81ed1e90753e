package schema

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// inline tells whether a value is printed on the line of its key.
func (p *canonical) inline(n *yaml.Node, column int) bool {
	switch {
	case n.Kind == yaml.ScalarNode:
		return n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 || strings.TrimSpace(n.Value) == ""
	case len(n.Content) == 0:
		return true
	case n.Style&yaml.FlowStyle == 0:
		return false
	}
	text, quiet := flow(n, anything), true
	for _, c := range n.Content {
		quiet = quiet && len(comments(c)) == 0
	}
	return quiet && !strings.Contains(text, "\n") && column+utf8.RuneCountInString(text) <= maxColumns
}

// flow prints a value on one line.
func flow(n *yaml.Node, r role) string {
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return "{}"
		}
		var parts []string
		for _, e := range sorted(n, r) {
			parts = append(parts, strings.TrimRight(scalar(e.key)+": "+flow(e.value, r.inner(e.key.Value)), " "))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case yaml.SequenceNode:
		var parts []string
		for _, c := range n.Content {
			parts = append(parts, flow(c, anything))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalar(n)
}

// block prints a text of several lines.
func (p *canonical) block(n *yaml.Node, indent int, note string) {
	header := " |"
	if strings.HasPrefix(strings.TrimLeft(n.Value, "\n"), " ") {
		header += "2"
	}
	switch {
	case !strings.HasSuffix(n.Value, "\n"):
		header += "-"
	case strings.HasSuffix(n.Value, "\n\n"):
		header += "+"
	}
	p.out.WriteString(header)
	for _, comment := range []string{note, n.LineComment} {
		if comment != "" {
			p.out.WriteString(" " + comment)
		}
	}
	p.out.WriteByte('\n')
	for line := range strings.SplitSeq(strings.TrimSuffix(n.Value, "\n"), "\n") {
		if line != "" {
			p.indent(indent)
			p.out.WriteString(line)
		}
		p.out.WriteByte('\n')
	}
}

// bareWords are texts that need no quotes wherever they stand, if YAML does not read them as something else.
var bareWords = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*$`)

func isBare(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return false
	}
	return bareWords.MatchString(s)
}

// scalar prints a scalar on one line, with quotes only where it needs them.
func scalar(n *yaml.Node) string {
	quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
	block := n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	switch {
	case !quoted && !block && !strings.Contains(n.Value, "\n"):
		return n.Value
	case quoted && isBare(n.Value):
		return n.Value
	case n.Style&yaml.SingleQuotedStyle != 0 && !strings.ContainsAny(n.Value, "\n\t"):
		return "'" + strings.ReplaceAll(n.Value, "'", "''") + "'"
	}
	return string(appendString(nil, n.Value))
}
