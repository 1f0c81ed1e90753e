package schema

import (
	"fmt"
	"slices"
	"strings"
)

// place is where a type expression stands, which decides what may be said beside it.
type place struct {
	what  string    // for messages
	field *Field    // the field whose type it is, or nil
	decl  *TypeDecl // the declaration whose type it is, or nil
	depth int
}

func (p place) inside(what string) place { return place{what: what, depth: p.depth + 1} }

// typeOf reads a type expression: the name of a type, or a mapping that describes one.
func (l *loader) typeOf(n node, in place) *Type {
	t := &Type{Kind: KindJSON, Pos: n.pos(), broken: true}
	switch {
	case in.depth > maxNesting:
		l.errorf(n, "nesting", nestingHint, "more than %d levels of nesting", maxNesting)
	case n.isString():
		l.named(t, n)
	case n.isMap():
		l.described(t, n, in)
	case n.isList():
		l.errorf(n, "type", "write { list: string } for a list, { enum: [a, b] } for one of several texts", "a type is a name or a mapping, not a list")
	default:
		l.errorf(n, "type", "write a type, such as string", "%s has %s for a type", in.what, n.what())
	}
	return t
}

// named is a type expression that is a name alone.
func (l *loader) named(t *Type, n node) {
	if kind, ok := kindOf(n.Value); ok {
		if kind == KindDecimal {
			l.errorf(n, "decimal", "write { type: decimal, digits: 12, scale: 2 }", "a decimal says how many digits it has")
			return
		}
		t.Kind, t.broken = kind, false
		return
	}
	l.references = append(l.references, reference{t, n})
}

// shapes are the keys of which a type expression has exactly one.
func shapes() []string { return []string{"type", "enum", "const", "list", "map", "fields", "oneOf"} }

// described is a type expression that is a mapping.
func (l *loader) described(t *Type, n node, in place) {
	o := l.object(n, in.what)
	shape := l.shape(o, in)
	l.annotations(t, o, in)
	value := o.take(shape)
	switch shape {
	case "type":
		l.typeReference(t, value)
	case "enum":
		t.Kind = KindEnum
		l.enum(t, value)
		t.broken = len(t.Enum) == 0
	case "const":
		t.Kind = KindConst
		l.constant(t, value)
		t.broken = t.Const == nil
	case "list":
		t.Kind, t.broken = KindList, false
		t.Elem = l.typeOf(value, in.inside("an item"))
	case "map":
		t.Kind, t.broken = KindMap, false
		t.Elem = l.typeOf(value, in.inside("a value of the map"))
	case "fields":
		t.Kind, t.broken = KindObject, false
		l.fields(t, value, in)
	case "oneOf":
		t.Kind = KindUnion
		l.union(t, value, in)
		t.broken = len(t.Variants) == 0
	}
	if shape != "" {
		l.constraints(t, o)
		t.broken = t.broken || t.Kind == KindDecimal && t.Digits == 0 || t.Kind == KindUnion && t.Discriminator == ""
		l.expressions = append(l.expressions, expression{t, o})
	}
	if t.MaxDepth > 0 && in.decl == nil {
		l.errorf(o.key("maxDepth"), "max-depth", "give the type a name under `types`", "only a named type contains itself")
	}
	l.finishType(t, o, shape)
	if t.broken && t.Kind != KindRef {
		t.Kind = KindJSON // any value, so that nothing else is found wrong with it
	}
}

// shape finds which of the shapes a type expression has, and reports none or several.
func (l *loader) shape(o *object, in place) string {
	var found []string
	for _, shape := range shapes() {
		if o.has(shape) {
			found = append(found, shape)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) == 0:
		for _, m := range o.members {
			if foreignShape(m.name) {
				return ""
			}
			if near := nearest(m.name, append(shapes(), constraintKeys()...)); near != "" && slices.Contains(shapes(), near) && !slices.Contains(constraintKeys(), m.name) {
				return "" // the unknown key is reported, and is the cause
			}
		}
		if o.node.isMap() {
			l.errorf(o.node, "shape", l.shapeless(o), "%s does not say which type it has", in.what)
		}
		return ""
	}
	second := o.key(found[1])
	hint := "keep one of the two"
	if found[0] == "type" {
		hint = "leave out type"
	}
	l.errorf(second, "shape", hint, "%s and %s are two types", found[0], found[1])
	for _, shape := range found {
		if shape != found[1] {
			o.take(shape)
		}
	}
	return found[1]
}

// shapeless says what to write where a type expression has no shape. Keys that are explained by that are not reported again.
func (l *loader) shapeless(o *object) string {
	for i, m := range o.members {
		if hint := keyHint(m.name); hint != "" {
			o.taken[i] = true
			return hint
		}
	}
	for i, m := range o.members {
		if m.value.isScalar() && !m.value.isString() || slices.Contains(constraintKeys(), m.name) || foreignKey(m.name) != "" || typeKeys(m.name) {
			continue
		}
		o.taken[i] = true
		return fmt.Sprintf("write fields: { %s: … } for an object, or one of %s", m.name, list(shapes(), "or"))
	}
	return "write one of " + list(shapes(), "or")
}

// typeKeys tells the keys that a type expression may have beside its shape and its rules.
func typeKeys(name string) bool {
	return slices.Contains([]string{"doc", "nullable", "examples", "default", "deprecated", "formerly"}, name)
}

// typeReference is the value of `type:`.
func (l *loader) typeReference(t *Type, n node) {
	if !n.isString() {
		hint := "write the name of a type, such as string"
		if kinds := n.children(); n.isList() && len(kinds) == 2 {
			if null := slices.IndexFunc(kinds, func(k node) bool { return k.isScalar() && k.Value == "null" }); null >= 0 {
				hint = "write { type: " + excerpt(kinds[1-null].Value) + ", nullable: true }"
			}
		}
		l.errorf(n, "type", hint, "type is a name, not %s", n.what())
		return
	}
	if kind, ok := kindOf(n.Value); ok {
		t.Kind, t.broken = kind, false
		return
	}
	switch strings.ToLower(n.Value) {
	case "list", "array", "map", "object", "enum", "union", "oneof", "const":
		if _, declared := l.types[n.Value]; !declared {
			l.errorf(n, "type", shapeHint(n.Value), "%s is not the name of a type", quoted(n.Value))
			return
		}
	}
	t.Kind = KindRef // for the constraints; resolve finds out whether it is one
	l.references = append(l.references, reference{t, n})
}

func shapeHint(name string) string {
	switch strings.ToLower(name) {
	case "list", "array":
		return "write { list: string }"
	case "map":
		return "write { map: string }"
	case "object":
		return "write { fields: { name: string } }"
	case "enum":
		return "write { enum: [a, b] }"
	case "const":
		return "write { const: value }"
	}
	return "write { discriminator: kind, oneOf: { tag: Type } }"
}

// annotations reads what changes no value's meaning, and for fields what concerns its presence.
func (l *loader) annotations(t *Type, o *object, in place) {
	doc, deprecated := o.take("doc"), o.take("deprecated")
	examples := l.literals(o.take("examples"))
	t.Nullable = l.boolean(o.take("nullable"), "nullable")
	def, formerly := o.take("default"), o.take("formerly")
	if f := in.field; f != nil {
		f.Doc, f.Deprecated, f.Examples = l.text(doc, "doc"), l.deprecation(deprecated), examples
		f.Formerly = l.formerNames(formerly, fieldNames.MatchString, "a field")
		if slices.Contains(f.Formerly, f.Name) {
			l.errorf(formerly, "formerly", "write the old name", "%s is still the name of the field", f.Name)
		}
		if !def.absent() {
			if !f.Optional {
				l.errorf(o.key("default"), "default", "write the name as `"+f.Name+"?`, or remove the default", "the field %s is never absent, so its default is never used", f.Name)
			}
			value := l.literal(def, 0)
			f.Default = &value
		}
		return
	}
	t.Doc, t.Examples = l.text(doc, "doc"), examples
	if in.decl != nil {
		in.decl.Deprecated = l.deprecation(deprecated)
	} else if !deprecated.absent() {
		l.errorf(o.key("deprecated"), "not-applicable", "deprecate the field or the type", "deprecated does not apply to %s", in.what)
	}
	if !def.absent() {
		l.errorf(o.key("default"), "default", "write it at the optional field", "only an optional field has a default, not %s", in.what)
	}
	if !formerly.absent() {
		l.errorf(o.key("formerly"), "formerly", "types have no name on the wire, so rename them freely", "only fields and events were formerly called something, not %s", in.what)
	}
}

// constant reads the value of `const:`.
func (l *loader) constant(t *Type, n node) {
	value := l.literal(n, 0)
	switch value.Kind {
	case StringValue, NumberValue, BoolValue:
		t.Const = &value
	default:
		l.errorf(n, "const", "write a text, a number, true or false", "a const cannot be %s", n.what())
	}
}

// union reads the value of `oneOf:`.
func (l *loader) union(t *Type, n node, in place) {
	if n.isList() {
		l.errorf(n, "one-of", "write { discriminator: kind, oneOf: { circle: Circle, square: Square } }", "oneOf maps the discriminator's values to types: a type is never guessed")
		return
	}
	if n.isMap() && !l.few(n, len(n.Content)/2, "variants") {
		return
	}
	for _, m := range l.members(n, "oneOf") {
		if !m.key.isString() || m.name == "" || len(m.name) > maxName {
			l.errorf(m.key, "one-of", "write the tag in quotes", "%s cannot be a tag", m.key.what())
			continue
		}
		v := &Variant{Tag: m.name, Pos: m.key.pos(), Type: l.typeOf(m.value, in.inside("a variant"))}
		v.Doc = v.Type.Doc
		t.Variants = append(t.Variants, v)
	}
	if n.isMap() && len(n.Content) == 0 {
		l.errorf(n, "one-of", "write at least one tag with its type", "oneOf is empty")
	}
}
