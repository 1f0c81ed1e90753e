package schema

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Format gives a contract's file in its canonical form: two spaces for a level, keys in the order of the language's description, one blank
// line between sections and between events of several lines, quotes only where they are needed. What its author wrote in braces on one line stays so
// while it fits 120 columns. Every comment and every value survives; where that cannot be kept, the result is
// a diagnostic and no text. file is for positions only.
func Format(file string, src []byte) ([]byte, []Diagnostic) {
	l := &loader{sources: map[string][]byte{file: src}}
	root := l.parse(file, src)
	if root.absent() || len(l.diagnostics) > 0 {
		Quote(l.diagnostics, l.sources)
		return nil, SortDiagnostics(l.diagnostics, nil)
	}
	const turns = 4 // a comment that moves may move what it stands beside
	for range turns {
		formatted, ok := canonicalForm(src)
		if !ok {
			break
		}
		if bytes.Equal(formatted, src) {
			return formatted, nil
		}
		src = formatted
	}
	return nil, []Diagnostic{{
		Pos: Position{File: file}, Width: 1, Rule: "fmt", Message: "cannot format the file without losing a comment or changing a value",
		Hint: "put each comment on a line of its own, above what it explains",
	}}
}

// canonicalForm prints a file anew; ok is false where a value or a comment did not survive that.
func canonicalForm(src []byte) (formatted []byte, ok bool) {
	before, err := document(src)
	if err != nil {
		return nil, false
	}
	p := &canonical{lines: strings.Split(string(src), "\n")}
	p.document(before)
	after, err := document(p.out.Bytes())
	if err != nil || !same(before.Content[0], after.Content[0]) || !slices.Equal(comments(before), comments(after)) {
		return nil, false
	}
	return p.out.Bytes(), true
}

func document(src []byte) (*yaml.Node, error) {
	n := new(yaml.Node)
	if err := yaml.Load(src, n); err != nil {
		return nil, err
	}
	if len(n.Content) == 0 {
		return nil, errors.New("the file is empty")
	}
	return n, nil
}

// same tells whether two trees mean the same: the keys of a mapping may have moved.
func same(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Kind == yaml.ScalarNode && a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind != yaml.MappingNode {
		return slices.EqualFunc(a.Content, b.Content, same)
	}
	values := make(map[string]*yaml.Node, len(b.Content)/2)
	for i := 0; i+1 < len(b.Content); i += 2 {
		values[b.Content[i].Value] = b.Content[i+1]
	}
	for i := 0; i+1 < len(a.Content); i += 2 {
		if value, ok := values[a.Content[i].Value]; !ok || !same(a.Content[i+1], value) {
			return false
		}
	}
	return true
}

// comments gives every line of comment in a tree, sorted.
func comments(n *yaml.Node) []string {
	var found []string
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for _, comment := range []string{n.HeadComment, n.LineComment, n.FootComment} {
			for line := range strings.SplitSeq(comment, "\n") {
				if line = strings.TrimSpace(line); line != "" {
					found = append(found, line)
				}
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(n)
	slices.Sort(found)
	return found
}

// role says what a mapping is in the language, which decides the order of its keys.
type role int

const (
	anything role = iota
	contractRole
	typesRole  // names of types to type expressions
	eventsRole // names of events to events
	eventRole
	fieldsRole // names of fields or tags to type expressions
	typeRole
)

// inner is the role of a key's value.
func (r role) inner(key string) role {
	switch {
	case r == contractRole && key == "types":
		return typesRole
	case r == contractRole && (key == "clientToServer" || key == "serverToClient" || key == "redis"):
		return eventsRole
	case r == eventsRole:
		return eventRole
	case r == typesRole, r == fieldsRole, r == typeRole && (key == "list" || key == "map"):
		return typeRole
	case (r == eventRole || r == typeRole) && key == "fields", r == typeRole && key == "oneOf":
		return fieldsRole
	}
	return anything
}

// order is the order of a mapping's keys; keys that it does not name keep theirs, after those it names.
// The doc of a type stands last, where it reads like a comment, and first where fields follow it.
func (r role) order(n *yaml.Node) []string {
	switch r {
	case contractRole:
		return []string{"version", "name", "doc", "outputs", "lint", "include", "reserved", "types", "clientToServer", "serverToClient", "redis"}
	case eventRole:
		return []string{"doc", "deprecated", "formerly", "rateLimit", "maxBytes", "history", "fields", "additionalProperties", "reserved", "examples"}
	case typeRole:
		rules := slices.Concat([]string{"discriminator"}, shapes(), constraintKeys(), []string{"nullable", "default"})
		for i := 0; i < len(n.Content); i += 2 {
			if key := n.Content[i].Value; key == "fields" || key == "oneOf" {
				return slices.Concat([]string{"doc", "deprecated", "formerly"}, rules, []string{"examples"})
			}
		}
		return slices.Concat(rules, []string{"doc", "deprecated", "formerly", "examples"})
	}
	return nil
}

// canonical prints a tree.
type canonical struct {
	out   bytes.Buffer
	lines []string // of the source, for the author's blank lines
}

const (
	indentation = 2
	maxColumns  = 120
)

func (p *canonical) document(n *yaml.Node) {
	if n.HeadComment != "" {
		p.comment(n.HeadComment, 0)
		p.out.WriteByte('\n')
	}
	root := n.Content[0]
	if root.Kind == yaml.MappingNode && len(root.Content) > 0 {
		p.comment(root.HeadComment, 0)
		p.mapping(root, 0, contractRole)
		p.comment(root.FootComment, 0)
	} else {
		p.value(root, 0, contractRole)
	}
	if n.FootComment != "" {
		p.out.WriteByte('\n')
		p.comment(n.FootComment, 0)
	}
}

// comment prints lines of comment, each on a line of its own.
func (p *canonical) comment(text string, indent int) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			p.indent(indent)
			p.out.WriteString(line)
		}
		p.out.WriteByte('\n')
	}
}

func (p *canonical) indent(n int) { p.out.WriteString(strings.Repeat(" ", n)) }

// entry is one key of a mapping with its value.
type entry struct{ key, value *yaml.Node }

// sorted gives a mapping's entries in canonical order.
func sorted(n *yaml.Node, r role) []entry {
	var entries []entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		entries = append(entries, entry{n.Content[i], n.Content[i+1]})
	}
	order := r.order(n)
	rank := func(e entry) int {
		if i := slices.Index(order, e.key.Value); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return rank(a) - rank(b) })
	return entries
}

// mapping prints a block mapping, line by line.
func (p *canonical) mapping(n *yaml.Node, indent int, r role) {
	tall := false // whether the entry before has several lines
	for i, e := range sorted(n, r) {
		isTall := !p.inline(e.value, indent+utf8.RuneCountInString(e.key.Value)+2)
		spaced := r == eventsRole && (tall || isTall) || r == contractRole && (tall || isTall || e.key.HeadComment != "")
		if i > 0 && (spaced || p.blankBefore(e.key)) {
			p.out.WriteByte('\n')
		}
		p.comment(e.key.HeadComment, indent)
		p.indent(indent)
		p.entry(e, indent, r)
		p.comment(e.value.FootComment, indent)
		p.comment(e.key.FootComment, indent)
		tall = isTall
	}
}

// entry prints a key and its value; the line is indented already.
func (p *canonical) entry(e entry, indent int, r role) {
	key := scalar(e.key)
	p.out.WriteString(key + ":")
	p.after(e, indent, indent+utf8.RuneCountInString(key)+1, r.inner(e.key.Value))
}

// after prints what follows a key's colon.
func (p *canonical) after(e entry, indent, column int, r role) {
	note := e.key.LineComment
	if p.inline(e.value, column+1) {
		if text := flow(e.value, r); text != "" {
			p.out.WriteString(" " + text)
		}
		for _, comment := range []string{note, e.value.LineComment} {
			if comment != "" {
				p.out.WriteString(" " + comment)
			}
		}
		p.out.WriteByte('\n')
		return
	}
	if e.value.Kind == yaml.ScalarNode {
		p.block(e.value, indent+indentation, note)
		return
	}
	for _, comment := range []string{note, e.value.LineComment} {
		if comment != "" {
			p.out.WriteString(" " + comment)
		}
	}
	p.out.WriteByte('\n')
	p.comment(e.value.HeadComment, indent+indentation)
	p.value(e.value, indent+indentation, r)
}

// value prints a block mapping or a block list.
func (p *canonical) value(n *yaml.Node, indent int, r role) {
	if n.Kind == yaml.MappingNode {
		p.mapping(n, indent, r)
		return
	}
	for i, item := range n.Content {
		if i > 0 && p.blankBefore(item) {
			p.out.WriteByte('\n')
		}
		p.comment(item.HeadComment, indent)
		p.indent(indent)
		p.out.WriteByte('-')
		if item.Kind == yaml.MappingNode && !p.inline(item, indent+indentation) {
			p.nested(item, indent+indentation)
		} else {
			p.after(entry{&yaml.Node{}, item}, indent, indent+1, anything)
		}
		p.comment(item.FootComment, indent)
	}
}

// nested prints a block mapping that begins on the line of its list's dash.
func (p *canonical) nested(n *yaml.Node, indent int) {
	start := p.out.Len()
	p.mapping(n, indent, anything)
	first := p.out.Bytes()[start:]
	copy(first, first[indent-1:]) // the dash stands where the first line's indentation began
	p.out.Truncate(p.out.Len() - indent + 1)
}

// blankBefore tells whether the author left a blank line before a node and its comment.
func (p *canonical) blankBefore(n *yaml.Node) bool {
	line := n.Line - 1
	if n.HeadComment != "" {
		line -= strings.Count(n.HeadComment, "\n") + 1
	}
	return line-1 >= 0 && line-1 < len(p.lines) && strings.TrimSpace(p.lines[line-1]) == ""
}
