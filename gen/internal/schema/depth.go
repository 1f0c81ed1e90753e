package schema

// depths reports events whose JSON text can nest deeper than readers accept, recursion aside, which maxDepth bounds.
func (l *loader) depths() {
	known := make(map[*TypeDecl]int)
	for _, event := range l.contract.Events {
		if depth := nesting(event.Payload, known); depth > maxNesting {
			l.errorAt(event.Pos, "nesting", "make the data flatter", "the data of %s nests %d levels deep, and readers accept %d", event.Name, depth, maxNesting)
		}
	}
}

// nesting is how many arrays and objects are inside each other in a value of a type.
func nesting(t *Type, known map[*TypeDecl]int) int {
	if t.Kind == KindRef {
		if depth, ok := known[t.Ref]; ok {
			return depth
		}
		known[t.Ref] = 0 // where the type contains itself
		depth := nesting(t.Ref.Type, known)
		known[t.Ref] = depth
		return depth
	}
	deepest := 0
	for child := range t.children() {
		inner := nesting(child, known)
		if t.Kind == KindUnion {
			inner-- // a variant's object is the union's own
		}
		deepest = max(deepest, inner)
	}
	switch t.Kind {
	case KindList, KindMap, KindObject, KindUnion:
		return deepest + 1
	}
	return 0
}
