package vectors

import (
	"strconv"
	"strings"

	"eventwire/gen/internal/schema"
)

// base is one ordinary value of a type: an example where there is one. full adds optional fields.
func (g *generator) base(t *schema.Type, full bool, depth int) schema.Value {
	if depth > maxDepth {
		return null()
	}
	for {
		if len(t.Examples) > 0 {
			return t.Examples[0]
		}
		if t.Kind != schema.KindRef {
			break
		}
		if t.Nullable && depth > 4 {
			return null()
		}
		if !t.Ref.Recursive {
			return g.named(t.Ref, full, depth)
		}
		t = t.Ref.Type
	}
	if t.Nullable && depth > 4 {
		return null()
	}
	switch t.Kind {
	case schema.KindString:
		return text(ordinaryText(t))
	case schema.KindBool:
		return boolean(true)
	case schema.KindFloat:
		return number(ordinaryFloat(t))
	case schema.KindInt64:
		return text(strconv.FormatInt(ordinaryInt(t), 10))
	case schema.KindEnum:
		return text(t.Enum[0].Value)
	case schema.KindConst:
		return *t.Const
	case schema.KindList:
		return g.baseList(t, full, depth)
	case schema.KindMap:
		object := schema.Value{Kind: schema.ObjectValue}
		for i := range count(t) {
			object = with(object, "key"+strconv.Itoa(i+1), g.base(t.Elem, full, depth+1))
		}
		return object
	case schema.KindObject:
		return g.baseObject(t, full, depth)
	case schema.KindUnion:
		return g.baseVariant(t, g.smallest(t), full, depth)
	case schema.KindJSON:
		return schema.Value{Kind: schema.ObjectValue}
	}
	if t.Kind.IsInteger() {
		return number(strconv.FormatInt(ordinaryInt(t), 10))
	}
	return text(ordinaryFormat(t))
}

// named is the ordinary value of a declaration that does not contain itself.
func (g *generator) named(decl *schema.TypeDecl, full bool, depth int) schema.Value {
	key := baseKey{decl, full}
	v, ok := g.bases[key]
	if !ok {
		v = g.base(decl.Type, full, depth)
		g.bases[key] = v
	}
	return v
}

// count is how many items a made-up list or map has: none where it may be empty and one does no good.
func count(t *schema.Type) int {
	if t.MinItems != nil {
		return int(min(*t.MinItems, 100))
	}
	if t.MaxItems != nil && *t.MaxItems == 0 || containsItself(t.Elem) {
		return 0
	}
	return 1
}

func containsItself(t *schema.Type) bool {
	for inner := range t.All() {
		if inner.Kind == schema.KindRef && inner.Ref.Recursive {
			return true
		}
	}
	return false
}

func (g *generator) baseList(t *schema.Type, full bool, depth int) schema.Value {
	var items []schema.Value
	for i := range count(t) {
		item := g.base(t.Elem, full, depth+1)
		if t.UniqueItems && i > 0 {
			item = another(t.Elem.Resolve(), item, i)
		}
		items = append(items, item)
	}
	return list(items...)
}

// another gives the n-th value of a scalar type beside its first.
func another(t *schema.Type, first schema.Value, n int) schema.Value {
	switch {
	case t.Kind == schema.KindEnum && n < len(t.Enum):
		return text(t.Enum[n].Value)
	case t.Kind == schema.KindBool:
		return boolean(n%2 == 0)
	case t.Kind == schema.KindString:
		return text(first.String + strings.Repeat("x", n))
	case t.Kind.IsInteger():
		base, _ := strconv.ParseInt(first.Number, 10, 64)
		step := int64(1)
		if t.MultipleOf != nil {
			step = *t.MultipleOf
		}
		return number(strconv.FormatInt(base+int64(n)*step, 10))
	}
	return first
}

func (g *generator) baseObject(t *schema.Type, full bool, depth int) schema.Value {
	object := schema.Value{Kind: schema.ObjectValue}
	for _, f := range t.Fields {
		if f.Optional && (!full || containsItself(f.Type)) {
			continue
		}
		v := g.base(f.Type, full, depth+1)
		if len(f.Examples) > 0 {
			v = f.Examples[0]
		} else if f.Type.Nullable && containsItself(f.Type) {
			v = null()
		}
		object = with(object, f.Name, v)
	}
	return object
}

// smallest is the variant of a union that does not lead back to it, where there is one.
func (g *generator) smallest(t *schema.Type) *schema.Variant {
	for _, v := range t.Variants {
		if !containsItself(v.Type.Resolve()) {
			return v
		}
	}
	return t.Variants[0]
}

func (g *generator) baseVariant(t *schema.Type, v *schema.Variant, full bool, depth int) schema.Value {
	object := schema.Value{Kind: schema.ObjectValue, Members: []schema.Member{{Name: t.Discriminator, Value: text(v.Tag)}}}
	for _, m := range g.baseObject(v.Type.Resolve(), full, depth).Members {
		object = with(object, m.Name, m.Value)
	}
	return object
}
