package vectors

import (
	"encoding/base64"
	"strconv"
	"strings"

	"eventwire/gen/internal/schema"
)

// candidates gives values worth trying on a type, on both sides of each of its rules. The checker says which is which.
func (g *generator) candidates(t *schema.Type, depth int) []schema.Value {
	if g.left--; depth > 6 || g.left < 0 {
		return []schema.Value{g.base(t, false, depth)}
	}
	values := append([]schema.Value{g.base(t, false, depth)}, t.Examples...)
	for ; t.Kind == schema.KindRef; t = t.Ref.Type {
		values = append(values, t.Ref.Type.Examples...)
	}
	switch t.Kind {
	case schema.KindString:
		values = append(values, g.texts(t)...)
	case schema.KindBool:
		values = append(values, boolean(true), boolean(false), text("true"))
	case schema.KindFloat:
		values = append(values, number("0"), number("-0.5"), text("1"))
		for _, b := range []*schema.Number{t.Minimum, t.Maximum, t.ExclusiveMinimum, t.ExclusiveMaximum} {
			if b != nil {
				values = append(values, number(b.Text), number(schema.CanonicalNumber(b.Float-1)), number(schema.CanonicalNumber(b.Float+1)))
			}
		}
	case schema.KindEnum:
		for _, v := range t.Enum {
			values = append(values, text(v.Value))
		}
		values = append(values, text("no-such-value"), number("1"))
	case schema.KindConst:
		values = append(values, text("something else"), number("-1"), boolean(false))
	case schema.KindList:
		values = append(values, g.lists(t, depth)...)
	case schema.KindMap:
		values = append(values, g.maps(t, depth)...)
	case schema.KindObject:
		values = append(values, g.objects(t, depth)...)
	case schema.KindUnion:
		values = append(values, g.unions(t, depth)...)
	case schema.KindJSON:
		values = append(values, null(), number("1"), list(text("any")))
	default:
		values = append(values, g.formats(t)...)
	}
	return append(values, null())
}

// lengths gives the lengths just inside and just outside of two bounds, leaving out what would be absurdly long.
func lengths(least, most *int64) []int {
	const absurd = 20_000
	var found []int
	if least != nil && *least <= absurd {
		found = append(found, int(*least)-1, int(*least))
	}
	if most != nil && *most <= absurd {
		found = append(found, int(*most), int(*most)+1)
	}
	return found
}

func (g *generator) texts(t *schema.Type) []schema.Value {
	values := []schema.Value{text(""), number("1")}
	if t.Pattern != nil {
		return append(values, text("☃"), text(" "))
	}
	for _, n := range lengths(t.MinLength, t.MaxLength) {
		if n >= 0 {
			values = append(values, text(strings.Repeat("a", n)), text(strings.Repeat("😀", n)))
		}
	}
	if t.MaxBytes != nil {
		for _, n := range lengths(nil, t.MaxBytes) {
			values = append(values, text(strings.Repeat("a", n)))
		}
	}
	return values
}

func (g *generator) formats(t *schema.Type) []schema.Value {
	if t.Kind.IsInteger() || t.Kind == schema.KindInt64 {
		least, greatest := bounds(t)
		var values []schema.Value
		for _, n := range []int64{least, greatest} {
			values = append(values, g.integer(t, n))
		}
		if least > -1<<63 {
			values = append(values, g.integer(t, least-1))
		}
		if greatest < 1<<63-1 {
			values = append(values, g.integer(t, greatest+1))
		}
		return append(values, number("0.5"), text("text"))
	}
	values := []schema.Value{text(""), text("text"), number("1")}
	if t.Kind == schema.KindBytes {
		for _, n := range lengths(nil, t.MaxLength) {
			values = append(values, text(base64.StdEncoding.EncodeToString(make([]byte, n))))
		}
	}
	if t.Kind == schema.KindDecimal {
		values = append(values, text(strings.Repeat("9", t.Digits-t.Scale+1)), text("1."+strings.Repeat("9", t.Scale+1)))
	}
	return values
}

func (g *generator) integer(t *schema.Type, n int64) schema.Value {
	if t.Kind == schema.KindInt64 {
		return text(strconv.FormatInt(n, 10))
	}
	return number(schema.CanonicalNumber(float64(n)))
}

func (g *generator) lists(t *schema.Type, depth int) []schema.Value {
	values := []schema.Value{list(), {Kind: schema.ObjectValue}}
	item := g.base(t.Elem, false, depth+1)
	for _, n := range lengths(t.MinItems, t.MaxItems) {
		if n < 0 || n > 1000 {
			continue
		}
		var items []schema.Value
		for i := range n {
			if t.UniqueItems && i > 0 {
				items = append(items, another(t.Elem.Resolve(), item, i))
			} else {
				items = append(items, item)
			}
		}
		values = append(values, list(items...))
	}
	if t.UniqueItems {
		values = append(values, list(item, item))
	}
	ordinary := g.base(t, false, depth)
	for _, v := range g.candidates(t.Elem, depth+1) {
		if len(ordinary.Items) > 0 {
			values = append(values, list(append([]schema.Value{v}, ordinary.Items[1:]...)...))
		} else {
			values = append(values, list(v))
		}
	}
	return values
}

func (g *generator) maps(t *schema.Type, depth int) []schema.Value {
	empty := schema.Value{Kind: schema.ObjectValue}
	values := []schema.Value{empty, list()}
	item := g.base(t.Elem, false, depth+1)
	for _, n := range lengths(t.MinItems, t.MaxItems) {
		if n < 0 || n > 1000 {
			continue
		}
		object := empty
		for i := range n {
			object = with(object, "key"+strconv.Itoa(i+1), item)
		}
		values = append(values, object)
	}
	ordinary := g.base(t, false, depth)
	values = append(values, with(ordinary, "__proto__", item))
	for _, v := range g.candidates(t.Elem, depth+1) {
		values = append(values, with(ordinary, "key1", v))
	}
	return values
}

func (g *generator) objects(t *schema.Type, depth int) []schema.Value {
	smallest, fullest := g.baseObject(t, false, depth), g.baseObject(t, true, depth)
	values := []schema.Value{fullest, list(), with(smallest, "aFieldOfTheFuture", number("1"))}
	for _, f := range t.Fields {
		if !f.Optional {
			values = append(values, without(smallest, f.Name))
		}
		for _, v := range append(f.Examples[:len(f.Examples):len(f.Examples)], g.candidates(f.Type, depth+1)...) {
			values = append(values, with(smallest, f.Name, v))
		}
	}
	return values
}

func (g *generator) unions(t *schema.Type, depth int) []schema.Value {
	var values []schema.Value
	for _, variant := range t.Variants {
		for _, v := range append([]schema.Value{g.baseVariant(t, variant, true, depth)}, g.objects(variant.Type.Resolve(), depth)...) {
			if v.Kind == schema.ObjectValue {
				v = with(v, t.Discriminator, text(variant.Tag))
			}
			values = append(values, v)
		}
	}
	ordinary := g.baseVariant(t, g.smallest(t), false, depth)
	return append(values, with(ordinary, t.Discriminator, text("no-such-variant")), without(ordinary, t.Discriminator), with(ordinary, t.Discriminator, null()))
}
