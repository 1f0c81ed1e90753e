package schema

import (
	"slices"
	"strings"
)

// resolve finds the type of every name, then what contains what.
func (l *loader) resolve() {
	var declared []string
	for _, r := range l.references {
		if decl, ok := l.types[r.name.Value]; ok {
			r.t.Kind, r.t.Ref, r.t.broken = KindRef, decl, false
			continue
		}
		if l.incomplete {
			r.t.Kind = KindJSON
			continue
		}
		if declared == nil {
			declared = scalarNames()
			for _, decl := range l.contract.Types {
				declared = append(declared, decl.Name)
			}
		}
		l.unknownType(r.name, declared)
		r.t.Kind = KindJSON
	}
	l.aliases()
	l.recursion()
	for _, event := range l.contract.Events {
		mark(event.Payload, event.Direction)
	}
}

// maxSuggestions bounds the search for near names, of which there may be thousands, in a file that is wrong from end to end.
const maxSuggestions = 50

func (l *loader) unknownType(n node, declared []string) {
	name := n.Value
	switch bare := strings.TrimRight(name, "?[]"); {
	case strings.HasSuffix(name, "[]"):
		l.errorf(n, "unknown-type", "write { list: "+bare+" }", "there is no type %s", quoted(name))
		return
	case strings.HasSuffix(name, "?"):
		l.errorf(n, "unknown-type", "write the ? after the field's name, or nullable: true", "there is no type %s", quoted(name))
		return
	}
	if bare, null := withoutNull(name); null {
		l.errorf(n, "unknown-type", "write { type: "+bare+", nullable: true }", "there is no type %s", quoted(name))
		return
	}
	if strings.Contains(name, "|") {
		l.errorf(n, "unknown-type", "write { enum: [a, b] } for one of several texts, { discriminator: kind, oneOf: { tag: Type } } for one of several types", "there is no type %s", quoted(name))
		return
	}
	switch strings.ToLower(name) {
	case "list", "array", "map", "object", "enum", "union":
		l.errorf(n, "unknown-type", shapeHint(name), "there is no type %s", quoted(name))
		return
	}
	if foreign := foreignKind(name); foreign != "" {
		l.errorf(n, "unknown-type", "", "there is no type %s (did you mean %q?)", quoted(name), foreign)
		return
	}
	near, hint := "", ""
	if len(l.diagnostics) < maxSuggestions {
		near = didYouMean(name, declared)
	}
	if near == "" {
		hint = "declare it under `types`, or write one of " + list(scalarNames(), "or")
	}
	l.errorf(n, "unknown-type", hint, "there is no type %s%s", quoted(name), near)
}

// withoutNull takes the null out of "string | null".
func withoutNull(name string) (bare string, ok bool) {
	left, right, two := strings.Cut(name, "|")
	left, right = strings.TrimSpace(left), strings.TrimSpace(right)
	switch {
	case two && (right == "null" || right == "undefined"):
		return left, true
	case two && left == "null":
		return right, true
	}
	return "", false
}

// aliases reports names that stand for nothing but each other.
func (l *loader) aliases() {
	done := make(map[*TypeDecl]bool)
	for _, decl := range l.contract.Types {
		path := []*TypeDecl{}
		on := make(map[*TypeDecl]bool)
		for d := decl; !done[d]; d = d.Type.Ref {
			if on[d] {
				path = path[slices.Index(path, d):]
				l.errorAt(d.Pos, "cycle", "give one of them a shape of its own", "%s stands for itself: %s", d.Name, arrows(path))
				d.Type.Kind, d.Type.Ref, d.Type.broken = KindJSON, nil, true
				break
			}
			on[d] = true
			path = append(path, d)
			if d.Type.Kind != KindRef {
				break
			}
		}
		for d := range on {
			done[d] = true
		}
	}
}

// arrows writes a cycle: "A -> B -> A". The middle of a long one is left out.
func arrows(path []*TypeDecl) string {
	const most = 10
	var b strings.Builder
	for i, d := range path {
		if i == most {
			b.WriteString("… -> ")
			break
		}
		b.WriteString(d.Name + " -> ")
	}
	return b.String() + path[0].Name
}

// mark says of every type below t that it travels in a direction.
func mark(t *Type, direction Direction) {
	if t.Kind == KindRef {
		if t.Ref.UsedIn[direction] {
			return
		}
		t.Ref.UsedIn[direction] = true
		mark(t.Ref.Type, direction)
		return
	}
	for child := range t.children() {
		mark(child, direction)
	}
}
