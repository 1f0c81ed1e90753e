package schema

import "iter"

// children gives the types directly inside a type; a reference has none of its own.
func (t *Type) children() iter.Seq[*Type] {
	return func(yield func(*Type) bool) {
		if t.Elem != nil && !yield(t.Elem) {
			return
		}
		for _, f := range t.Fields {
			if !yield(f.Type) {
				return
			}
		}
		for _, v := range t.Variants {
			if !yield(v.Type) {
				return
			}
		}
	}
}

// All gives a type and every type inside it, outer ones first, without following references.
func (t *Type) All() iter.Seq[*Type] {
	return func(yield func(*Type) bool) { t.all(yield) }
}

// anyBroken tells whether a mistake was reported in a type expression.
func (t *Type) anyBroken() bool {
	for inner := range t.All() {
		if inner.broken {
			return true
		}
	}
	return false
}

func (t *Type) all(yield func(*Type) bool) bool {
	if !yield(t) {
		return false
	}
	for child := range t.children() {
		if !child.all(yield) {
			return false
		}
	}
	return true
}

// AllTypes gives every type expression of the contract: those of the declarations, then those of the events.
func (c *Contract) AllTypes() iter.Seq[*Type] {
	return func(yield func(*Type) bool) {
		for _, decl := range c.Types {
			if !decl.Type.all(yield) {
				return
			}
		}
		for _, event := range c.Events {
			if !event.Payload.all(yield) {
				return
			}
		}
	}
}
