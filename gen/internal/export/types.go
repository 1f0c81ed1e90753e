package export

import (
	"strings"

	"eventwire/gen/internal/schema"
)

// A builder turns the types of a contract into schemas of one dialect of JSON Schema.
//
// An enum that says neither open nor closed is closed where the server reads and open elsewhere, so a type that has one inside has two
// schemas. The one for other readers is called Name.open where both are in use.
type builder struct {
	prefix   string // of references: "#/$defs/"
	siblings bool   // whether a reference may have neighbours (2020-12), or must stand alone (draft-07, which AsyncAPI uses)
	open     bool   // whether enums are open that do not say it: the reader is not the server

	relative map[*schema.TypeDecl]bool // whether the type's schema depends on who reads
}

func newBuilder(c *schema.Contract, prefix string, siblings bool) *builder {
	b := &builder{prefix: prefix, siblings: siblings, relative: make(map[*schema.TypeDecl]bool)}
	for changed := true; changed; {
		changed = false
		for _, decl := range c.Types {
			if !b.relative[decl] && b.isRelative(decl.Type) {
				b.relative[decl], changed = true, true
			}
		}
	}
	return b
}

func (b *builder) isRelative(t *schema.Type) bool {
	for inner := range t.All() {
		if inner.Kind == schema.KindEnum && inner.Open == nil || inner.Kind == schema.KindRef && b.relative[inner.Ref] {
			return true
		}
	}
	return false
}

// forReader gives a builder for values that travel in a direction.
func (b *builder) forReader(d schema.Direction) *builder {
	with := *b
	with.open = d != schema.ClientToServer
	return &with
}

// name is the key of a declaration's schema among the definitions.
func (b *builder) name(decl *schema.TypeDecl) string {
	if b.open && b.relative[decl] && decl.UsedIn[schema.ClientToServer] {
		return decl.Name + ".open"
	}
	return decl.Name
}

// definitions adds the schemas of all declarations, each followed by the one for other readers where there is one.
func (b *builder) definitions(c *schema.Contract, into *object) {
	for _, decl := range c.Types {
		elsewhere := decl.UsedIn[schema.ServerToClient] || decl.UsedIn[schema.Redis]
		if decl.UsedIn[schema.ClientToServer] || !elsewhere || !b.relative[decl] {
			b.define(decl, schema.ClientToServer, into)
		}
		if elsewhere && b.relative[decl] {
			b.define(decl, schema.ServerToClient, into)
		}
	}
}

func (b *builder) define(decl *schema.TypeDecl, reader schema.Direction, into *object) {
	with := b.forReader(reader)
	into.set(with.name(decl), annotate(with.schema(decl.Type), decl.Type.Doc, decl.Deprecated, decl.Type.Examples))
}

// schema gives the schema of a type, its documentation left out.
func (b *builder) schema(t *schema.Type) *object {
	s := b.shape(t)
	if !t.Nullable {
		return s
	}
	if kind, ok := s.get("type").(string); ok && s.get("const") == nil && s.get("enum") == nil && s.get("anyOf") == nil && s.get("oneOf") == nil {
		return s.set("type", list{kind, "null"})
	}
	return obj("anyOf", list{s, obj("type", "null")})
}

func (b *builder) shape(t *schema.Type) *object {
	switch t.Kind {
	case schema.KindRef:
		return obj("$ref", b.prefix+b.name(t.Ref))
	case schema.KindString:
		return text(t)
	case schema.KindBool:
		return obj("type", "boolean")
	case schema.KindInt, schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindTimestamp, schema.KindDuration:
		return integer(t)
	case schema.KindFloat:
		s := obj("type", "number")
		limits(s, "", t, "")
		return s
	case schema.KindInt64:
		s := obj("type", "string", "maxLength", 20, "pattern", int64Pattern)
		limits(s, "x-eventwire-", t, t.Kind.String())
		return s
	case schema.KindDecimal:
		return decimal(t)
	case schema.KindBytes:
		return base64Text(t)
	case schema.KindJSON:
		return obj()
	case schema.KindEnum:
		return b.enum(t)
	case schema.KindConst:
		return obj("const", literal(*t.Const))
	case schema.KindList:
		s := obj("type", "array", "items", b.annotated(t.Elem))
		count(s, "minItems", t.MinItems)
		count(s, "maxItems", t.MaxItems)
		if t.UniqueItems {
			s.set("uniqueItems", true)
		}
		return depth(s, t)
	case schema.KindMap:
		s := obj("type", "object", "additionalProperties", b.annotated(t.Elem))
		count(s, "minProperties", t.MinItems)
		count(s, "maxProperties", t.MaxItems)
		return depth(s, t)
	case schema.KindObject:
		return depth(b.object(t, ""), t)
	case schema.KindUnion:
		return depth(b.union(t), t)
	}
	return format(t.Kind)
}

// annotated is the schema of a type expression with its own documentation.
func (b *builder) annotated(t *schema.Type) *object {
	return b.annotate(b.schema(t), t.Doc, "", t.Examples)
}

// annotate adds documentation, beside a reference or around it as the dialect wants it.
func (b *builder) annotate(s *object, doc, deprecated string, examples []schema.Value) *object {
	if !b.siblings && s.get("$ref") != nil && (doc != "" || deprecated != "" || len(examples) > 0) {
		s = obj("allOf", list{s})
	}
	return annotate(s, doc, deprecated, examples)
}

// annotate adds documentation to a schema that is no reference.
func annotate(s *object, doc, deprecated string, examples []schema.Value) *object {
	if had, ok := s.get("description").(string); ok {
		if doc != "" {
			doc += "\n\n"
		}
		doc += had
	}
	s.text("description", describe(doc, deprecated))
	if deprecated != "" {
		s.set("deprecated", true)
	}
	return s.put("examples", literals(examples))
}

func describe(doc, deprecated string) string {
	if deprecated == "" {
		return strings.TrimSpace(doc)
	}
	return strings.TrimSpace(strings.TrimSpace(doc) + "\n\nDeprecated: " + deprecated)
}

func (b *builder) enum(t *schema.Type) *object {
	values, docs := list{}, ""
	for _, v := range t.Enum {
		values = append(values, v.Value)
		if v.Doc != "" || v.Deprecated != "" {
			docs += "\n- `" + v.Value + "`: " + strings.ReplaceAll(describe(v.Doc, v.Deprecated), "\n\n", " ")
		}
	}
	s := obj("type", "string", "enum", values)
	if open := b.open; t.Open != nil && *t.Open || t.Open == nil && open {
		s = obj("type", "string", "anyOf", list{obj("enum", values), obj("description", "A value that is newer than this document.")})
	}
	return s.text("description", strings.TrimSpace(docs))
}

// object gives an object's schema; tag is a member of its own that the object carries as a variant of a union, or "".
func (b *builder) object(t *schema.Type, tag string) *object {
	properties, required, either := obj(), list{}, list{}
	if tag != "" {
		properties.set(tag, obj())
	}
	for _, f := range t.Fields {
		doc := f.Doc
		s := b.annotate(b.schema(f.Type), doc, f.Deprecated, f.Examples)
		if f.Default != nil {
			if !b.siblings && s.get("$ref") != nil {
				s = obj("allOf", list{s})
			}
			s.set("default", literal(*f.Default))
		}
		properties.set(f.Name, s)
		names := list{obj("required", list{f.Name})}
		for _, former := range f.Formerly {
			properties.set(former, annotate(b.wrapped(f.Type), "The former name of "+f.Name+".", "use "+f.Name+".", nil))
			names = append(names, obj("required", list{former}))
		}
		switch {
		case f.Optional:
		case len(f.Formerly) == 0:
			required = append(required, f.Name)
		default:
			either = append(either, obj("anyOf", names))
		}
	}
	s := obj("type", "object").put("properties", properties).put("required", required).put("allOf", either)
	if t.NoAdditionalProperties {
		s.set("additionalProperties", false)
	}
	return s
}

// wrapped is a schema that takes neighbours in either dialect.
func (b *builder) wrapped(t *schema.Type) *object {
	if s := b.schema(t); b.siblings || s.get("$ref") == nil {
		return s
	} else {
		return obj("allOf", list{s})
	}
}

// union gives `oneOf` with the discriminator's value in each alternative. An object that takes no additional properties
// cannot be referred to, because it would refuse the discriminator: it is repeated with it.
func (b *builder) union(t *schema.Type) *object {
	tags, variants := list{}, list{}
	for _, v := range t.Variants {
		tags = append(tags, v.Tag)
		tag := obj("const", v.Tag)
		var s *object
		switch target := v.Type.Resolve(); {
		case v.Type.Kind != schema.KindRef || target.NoAdditionalProperties:
			s = b.object(target, t.Discriminator)
			properties, _ := s.get("properties").(*object)
			properties.set(t.Discriminator, tag)
			required, _ := s.get("required").(list)
			s.set("required", append(list{t.Discriminator}, required...))
			depth(s, target)
		case b.siblings:
			s = obj("$ref", b.prefix+b.name(v.Type.Ref), "properties", obj(t.Discriminator, tag))
		default:
			s = obj("allOf", list{b.shape(v.Type), obj("properties", obj(t.Discriminator, tag))})
		}
		variants = append(variants, s.text("description", v.Doc))
	}
	return obj("type", "object", "required", list{t.Discriminator}, "properties", obj(t.Discriminator, obj("enum", tags))).
		set("oneOf", variants)
}

func text(t *schema.Type) *object {
	s := obj("type", "string")
	count(s, "minLength", t.MinLength)
	switch {
	case t.MaxLength != nil:
		count(s, "maxLength", t.MaxLength)
	case t.MaxBytes != nil:
		count(s, "maxLength", t.MaxBytes) // a code point has at least one byte
	}
	if t.Pattern != nil {
		s.set("pattern", t.Pattern.ECMAScript())
	}
	count(s, "x-eventwire-maxBytes", t.MaxBytes)
	return s
}

// integer gives the bounds that are written, and the kind's own where they are not.
func integer(t *schema.Type) *object {
	s := obj("type", "integer")
	switch t.Kind {
	case schema.KindTimestamp:
		s.set("description", "Milliseconds since 1970-01-01T00:00:00Z.")
	case schema.KindDuration:
		s.set("description", "Milliseconds.")
	}
	least, greatest := t.Kind.IntRange()
	if t.Minimum == nil && t.ExclusiveMinimum == nil {
		s.set("minimum", least)
	}
	if t.Maximum == nil && t.ExclusiveMaximum == nil {
		s.set("maximum", greatest)
	}
	limits(s, "", t, "")
	return s
}

// limits adds the bounds that are written. Those of a number that travels as a string are texts under a keyword of our own.
func limits(s *object, prefix string, t *schema.Type, asText string) {
	for _, limit := range []struct {
		name string
		at   *schema.Number
	}{{"minimum", t.Minimum}, {"exclusiveMinimum", t.ExclusiveMinimum}, {"maximum", t.Maximum}, {"exclusiveMaximum", t.ExclusiveMaximum}} {
		switch {
		case limit.at == nil:
		case asText != "":
			s.set(prefix+limit.name, limit.at.Text)
		default:
			s.set(prefix+limit.name, number(limit.at.Text))
		}
	}
	if t.MultipleOf != nil {
		s.set(prefix+"multipleOf", *t.MultipleOf)
	}
	if asText != "" {
		s.set("x-eventwire-type", asText)
	}
}

func count(s *object, name string, n *int64) {
	if n != nil {
		s.set(name, *n)
	}
}

func depth(s *object, t *schema.Type) *object {
	if t.MaxDepth > 0 {
		s.set("x-eventwire-maxDepth", t.MaxDepth)
	}
	return s
}
