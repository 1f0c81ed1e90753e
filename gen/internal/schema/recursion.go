package schema

import "slices"

// recursion finds the types that contain themselves, reports those of which no finite value exists
// and those that do not say how deep they go.
func (l *loader) recursion() {
	components := l.components()
	for _, component := range components {
		for _, decl := range component {
			decl.Recursive = true
		}
	}
	if len(components) == 0 {
		return
	}
	finite := l.finite()
	for _, component := range components {
		first := component[0]
		infinite := false
		for _, decl := range component {
			infinite = infinite || !finite[decl]
		}
		switch {
		case infinite:
			l.errorAt(first.Pos, "cycle", "make a field on the way optional or nullable, or put it in a list or a map", "no finite value of %s exists: %s", first.Name, arrows(l.cycle(first, component)))
		case !bounded(component):
			l.errorAt(first.Pos, "max-depth", "write `maxDepth: 16` beside the fields of "+first.Name, "%s contains itself and does not say how deep: %s", first.Name, arrows(l.cycle(first, component)))
		}
	}
}

// bounded tells whether every cycle in a component passes a type with a maxDepth.
func bounded(component []*TypeDecl) bool {
	in := make(map[*TypeDecl]bool, len(component))
	for _, decl := range component {
		in[decl] = decl.Type.MaxDepth == 0
	}
	const open, closed = 1, 2
	state := make(map[*TypeDecl]int)
	var cyclic func(d *TypeDecl) bool
	cyclic = func(d *TypeDecl) bool {
		state[d] = open
		for _, next := range references(d.Type) {
			if in[next] && (state[next] == open || state[next] == 0 && cyclic(next)) {
				return true
			}
		}
		state[d] = closed
		return false
	}
	for _, decl := range component {
		if in[decl] && state[decl] == 0 && cyclic(decl) {
			return false
		}
	}
	return true
}

// references gives the declarations that a type names, in order.
func references(t *Type) []*TypeDecl {
	var found []*TypeDecl
	for inner := range t.All() {
		if inner.Kind == KindRef {
			found = append(found, inner.Ref)
		}
	}
	return found
}

// cycle gives a shortest way from a declaration back to itself.
func (l *loader) cycle(first *TypeDecl, component []*TypeDecl) []*TypeDecl {
	in := make(map[*TypeDecl]bool, len(component))
	for _, decl := range component {
		in[decl] = true
	}
	cameFrom := make(map[*TypeDecl]*TypeDecl)
	queue := []*TypeDecl{first}
	for len(queue) > 0 {
		d := queue[0]
		queue = queue[1:]
		for _, next := range references(d.Type) {
			if next == first {
				path := []*TypeDecl{d}
				for d != first {
					d = cameFrom[d]
					path = append(path, d)
				}
				slices.Reverse(path)
				return path
			}
			if _, seen := cameFrom[next]; !seen && in[next] {
				cameFrom[next] = d
				queue = append(queue, next)
			}
		}
	}
	return []*TypeDecl{first}
}

// components gives the strongly connected groups of declarations that contain themselves (Tarjan), each in the
// order of the file, without recursion: a chain of declarations may be long.
func (l *loader) components() [][]*TypeDecl {
	index := make(map[*TypeDecl]int, len(l.contract.Types))
	for i, decl := range l.contract.Types {
		index[decl] = i
	}
	edges := make([][]int, len(l.contract.Types))
	for i, decl := range l.contract.Types {
		for _, next := range references(decl.Type) {
			edges[i] = append(edges[i], index[next])
		}
	}
	var found [][]*TypeDecl
	for _, group := range stronglyConnected(edges) {
		var component []*TypeDecl
		for _, i := range group {
			component = append(component, l.contract.Types[i])
		}
		found = append(found, component)
	}
	return found
}

// finite finds the declarations of which a finite value exists: the least fixed point.
func (l *loader) finite() map[*TypeDecl]bool {
	finite := make(map[*TypeDecl]bool, len(l.contract.Types))
	dependents := make(map[*TypeDecl][]*TypeDecl)
	for _, decl := range l.contract.Types {
		for _, next := range references(decl.Type) {
			dependents[next] = append(dependents[next], decl)
		}
	}
	queue := append([]*TypeDecl(nil), l.contract.Types...)
	for len(queue) > 0 {
		decl := queue[0]
		queue = queue[1:]
		if !finite[decl] && hasFinite(decl.Type, finite) {
			finite[decl] = true
			queue = append(queue, dependents[decl]...)
		}
	}
	return finite
}

func hasFinite(t *Type, finite map[*TypeDecl]bool) bool {
	if t.Nullable {
		return true
	}
	switch t.Kind {
	case KindRef:
		return finite[t.Ref]
	case KindList, KindMap:
		return t.MinItems == nil || *t.MinItems == 0 || hasFinite(t.Elem, finite)
	case KindObject:
		for _, f := range t.Fields {
			if !f.Optional && !hasFinite(f.Type, finite) {
				return false
			}
		}
	case KindUnion:
		for _, v := range t.Variants {
			if hasFinite(v.Type, finite) {
				return true
			}
		}
		return false
	}
	return true
}
