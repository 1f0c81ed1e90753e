package schema

import (
	"fmt"
	"slices"
)

// expression is a type expression with the mapping that it was read from.
type expression struct {
	t *Type
	o *object
}

// check reports what only the resolved contract shows: rules that contradict each other, values that break their own rules.
func (l *loader) check() {
	for _, e := range l.expressions {
		switch e.t.Kind {
		case KindList:
			l.unique(e.t, e.o)
		case KindUnion:
			l.variants(e.t)
		case KindRef:
			l.unnarrowed(e.o)
		case KindJSON:
			if e.t.Nullable && !e.t.broken {
				l.errorf(e.o.key("nullable"), "nullable", "leave nullable out", "json may be null already")
			}
		}
		if e.t.Kind == KindRef && e.t.Nullable && l.isNullable(e.t.Ref.Type) {
			l.errorf(e.o.key("nullable"), "nullable", "leave nullable out here", "%s may be null already", e.t.Ref.Name)
		}
	}
	l.depths()
	for _, decl := range l.contract.Types {
		if decl.Type.MaxDepth > 0 && !decl.Recursive && !decl.Type.anyBroken() {
			l.errorAt(decl.Pos, "max-depth", "leave maxDepth out", "%s does not contain itself, so it has no depth to bound", decl.Name)
		}
	}
	for t := range l.contract.AllTypes() {
		l.obeys("example", t, t.Examples)
		for _, f := range t.Fields {
			l.obeys("example", f.Type, f.Examples)
			if f.Default != nil {
				l.obeys("default", f.Type, []Value{*f.Default})
			}
		}
	}
	for _, event := range l.contract.Events {
		l.obeys("example", event.Payload, event.Examples)
	}
	l.sizes()
	l.formerEvents()
}

func (l *loader) isNullable(t *Type) bool {
	for ; t.Kind == KindRef; t = t.Ref.Type {
		if t.Nullable {
			return true
		}
	}
	return t.Nullable || t.Kind == KindJSON && !t.broken
}

// obeys reports every way in which literals of the contract break the type they belong to.
func (l *loader) obeys(what string, t *Type, values []Value) {
	for _, value := range values {
		for _, v := range Validate(t, value) {
			at := ""
			if v.Path != "" {
				at = " at " + v.Path
			}
			l.report(v.Pos, wholeWord, what, v.hint, fmt.Sprintf("this %s breaks its own rule%s: it %s (%s)", what, at, v.author, v.Rule))
		}
	}
}

// unique reports uniqueItems where equality is not plain.
func (l *loader) unique(t *Type, o *object) {
	if !t.UniqueItems {
		return
	}
	elem := t.Elem.Resolve()
	if elem.broken {
		return
	}
	switch elem.Kind {
	case KindList, KindMap, KindObject, KindUnion, KindJSON, KindFloat:
		l.errorf(o.key("uniqueItems"), "unique-items", "use a map, or check it in the application", "uniqueItems compares texts, integers and booleans only, not %s", describe(elem.Kind))
		return
	}
	if t.MinItems == nil {
		return
	}
	if most := cardinality(elem); most > 0 && *t.MinItems > most {
		l.errorf(o.key("minItems"), "bounds", "", "no list has %d different items: there are %d values", *t.MinItems, most)
	}
}

// cardinality is how many values a small type has; 0 for many.
func cardinality(t *Type) int64 {
	switch t.Kind {
	case KindBool:
		return 2
	case KindConst:
		return 1
	case KindUint8:
		return 256
	case KindEnum:
		if t.Open != nil && !*t.Open {
			return int64(len(t.Enum))
		}
	}
	return 0
}

// variants reports alternatives of a union that are no objects, or that hide the discriminator.
func (l *loader) variants(t *Type) {
	owner := make(map[*Type]*Variant, len(t.Variants))
	for _, v := range t.Variants {
		target := v.Type.Resolve()
		if other := owner[target]; other != nil {
			l.errorAt(v.Type.Pos, "one-of", "declare a second type for one of them, or write { fields: … } in its place", "the variants %s and %s are the same type, by which Go could not tell them apart", quoted(other.Tag), quoted(v.Tag))
		}
		owner[target] = v
		switch {
		case target.broken:
		case target.Kind != KindObject:
			l.errorAt(v.Type.Pos, "one-of", "write { fields: … }, or the name of such a type", "the variant %s is %s, and the variants of a union are objects", quoted(v.Tag), describe(target.Kind))
		case l.isNullable(v.Type):
			l.errorAt(v.Type.Pos, "one-of", "write nullable beside oneOf", "the variant %s may be null, which no discriminator tells", quoted(v.Tag))
		default:
			if f, hides := target.Field(t.Discriminator); hides {
				l.errorAt(f.Pos, "one-of", "remove the field; the union writes it", "the field %s is the discriminator of the union at %s", f.Name, at(t.Pos, f.Pos))
			}
		}
	}
}

// formerEvents reports former names of events that lead to two of them, and reserved names that came back.
func (l *loader) formerEvents() {
	owner := make(map[string]*Event)
	for _, event := range l.contract.Events {
		if slices.Contains(l.contract.Reserved, event.Name) {
			l.errorAt(event.Pos, "reserved", "give the new event another name", "the name %s is reserved: old peers still know another event by it", quoted(event.Name))
		}
		for _, former := range event.Formerly {
			if other, taken := l.events[former]; taken {
				l.errorAt(event.Pos, "formerly", "a former name must be free", "%s was formerly %s, but %s is an event at %s", event.Name, former, former, at(other.Pos, event.Pos))
			}
			if other, taken := owner[former]; taken {
				l.errorAt(event.Pos, "formerly", "a former name leads to one event", "%s and %s both were formerly %s", other.Name, event.Name, former)
			}
			owner[former] = event
		}
	}
}
