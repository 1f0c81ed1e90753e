package golang

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// reader is the decoder's method for a scalar kind; "" for the others.
func reader(t *schema.Type) string {
	switch t.Kind {
	case schema.KindBool:
		return "bool"
	case schema.KindInt:
		return "int"
	case schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindInt64,
		schema.KindUUID, schema.KindFloat, schema.KindTimestamp, schema.KindDatetime, schema.KindDuration, schema.KindBytes:
		if t.Kind == schema.KindFloat {
			return "float"
		}
		return t.Kind.String()
	case schema.KindList, schema.KindMap, schema.KindObject, schema.KindUnion, schema.KindJSON:
		return ""
	case schema.KindConst:
		switch t.Const.Kind {
		case schema.BoolValue:
			return "bool"
		case schema.NumberValue:
			return "float"
		}
	}
	return "string"
}

// decode prints what reads a value that is not null into target.
func (p *plan) decode(g *jen.Group, t *schema.Type, target string) {
	switch resolved := t.Resolve(); {
	case reader(resolved) != "":
		p.decodeScalar(g, t, resolved, target, false)
	case resolved.Kind == schema.KindObject:
		line(g, "%s.decode(d)", target)
	case resolved.Kind == schema.KindJSON:
		line(g, "%s = d.any()", target)
	default:
		line(g, "%s = decode%s(d)", target, p.baseName(t))
	}
}

// decodeScalar prints
//
//	if x, ok := d.string(); ok {
//		v.Username = Username(x)
//		checkUsername(&d.checker, v.Username)
//	}
func (p *plan) decodeScalar(g *jen.Group, t, resolved *schema.Type, target string, pointer bool) {
	block(g, func(g *jen.Group) {
		value := "x"
		number := resolved.Kind == schema.KindConst && resolved.Const.Kind == schema.NumberValue
		if number && isWhole(resolved.Const.Number) {
			value = "int64(x)"
		}
		converted := p.convert(t, value)
		switch {
		case !pointer:
			line(g, "%s = %s", target, converted)
		case converted == "x":
			line(g, "%s = &x", target)
		default:
			line(g, "value := %s", converted)
			line(g, "%s = &value", target)
		}
		switch {
		case resolved.Kind == schema.KindUUID: // it was checked while it was read
		case converted == "x" || number:
			p.check(g, "d", t, "x")
		case pointer:
			p.check(g, "d", t, "value")
		default:
			p.check(g, "d", t, target)
		}
	}, "if x, ok := d.%s(); ok", reader(resolved))
}

// decodeList prints the body of a list's decode function. Items beyond the most that are allowed are read, and dropped.
func (p *plan) decodeList(g *jen.Group, d *decl, typ jen.Code) {
	t := d.t
	if d.recursion != nil {
		p.decodeDepth(g, d.recursion, '[', "nil")
	}
	block(g, func(g *jen.Group) { line(g, "return nil") }, "if !d.array()")
	g.Id("v").Op(":=").Add(typ).Values()
	if t.UniqueItems {
		p.uniqueSet(g, t)
	}
	count := "len(v)"
	if t.MaxItems != nil {
		count = "n"
		line(g, "n := 0")
	}
	block(g, func(g *jen.Group) {
		if t.MaxItems != nil {
			line(g, "n++")
		}
		g.Var().Id("item").Add(p.held(t.Elem, shapeOf(t.Elem, false)))
		if t.UniqueItems {
			line(g, "before := d.found")
		}
		p.decodeHeld(g, t.Elem, shapeOf(t.Elem, false), "item")
		if t.UniqueItems {
			key := "d.lexeme"
			if t.Elem.Resolve().Kind != schema.KindDatetime {
				key = p.uniqueKey(t.Elem, "item")
			}
			block(g, func(g *jen.Group) { p.checkUnique(g, "d", t, "item", key) }, "if d.found == before")
		}
		if t.MaxItems != nil {
			block(g, func(g *jen.Group) { line(g, "v = append(v, item)") }, "if n <= %d", *t.MaxItems)
		} else {
			line(g, "v = append(v, item)")
		}
	}, "for d.more()")
	p.counts(g, "d", t, count, "Items")
	line(g, "return v")
}

// decodeMap prints the body of a map's decode function.
func (p *plan) decodeMap(g *jen.Group, d *decl, typ jen.Code) {
	if d.recursion != nil {
		p.decodeDepth(g, d.recursion, '{', "nil")
	}
	block(g, func(g *jen.Group) { line(g, "return nil") }, "if !d.entries()")
	g.Id("v").Op(":=").Add(typ).Values()
	block(g, func(g *jen.Group) {
		line(g, "key := d.key")
		block(g, func(g *jen.Group) { line(g, `d.fail("wire.duplicate")`) }, "if _, twice := v[key]; twice")
		g.Var().Id("entry").Add(p.held(d.t.Elem, shapeOf(d.t.Elem, false)))
		p.decodeHeld(g, d.t.Elem, shapeOf(d.t.Elem, false), "entry")
		line(g, "v[key] = entry")
	}, "for d.nextEntry()")
	p.counts(g, "d", d.t, "len(v)", "Entries")
	line(g, "return v")
}

// decodeHeld prints what reads a value, null included, into a field or an item of a shape.
func (p *plan) decodeHeld(g *jen.Group, t *schema.Type, s shape, target string) {
	switch {
	case s == optionalShape:
		line(g, "%s.Present = true", target)
		block(g, func(g *jen.Group) { p.decodePointer(g, t, target+".Value") }, "if !d.null()")
	case s == plainShape, s == nilShape && !nullable(t):
		p.decode(g, t, target)
	case s == nilShape:
		block(g, func(g *jen.Group) { p.decode(g, t, target) }, "if !d.null()")
	case nullable(t):
		block(g, func(g *jen.Group) { p.decodePointer(g, t, target) }, "if !d.null()")
	default:
		p.decodePointer(g, t, target)
	}
}

func (p *plan) decodePointer(g *jen.Group, t *schema.Type, target string) {
	switch resolved := t.Resolve(); {
	case reader(resolved) != "":
		p.decodeScalar(g, t, resolved, target, true)
	case resolved.Kind == schema.KindObject:
		g.Id(target).Op("=").New(p.goType(t))
		line(g, "%s.decode(d)", target)
	case resolved.Kind == schema.KindJSON:
		line(g, "value := d.any()")
		line(g, "%s = &value", target)
	default:
		line(g, "value := decode%s(d)", p.baseName(t))
		line(g, "%s = &value", target)
	}
}

// asked is how many fields of an object are asked for by the literal of their member.
const asked = 64

// decodeObject prints the body of an object's decode method:
//
//	for d.next(&o) {
//		if d.at(&o, 0, `{"userId":`) || d.is(&o, 0, "userId") {
//
// Places of the fields' former names are behind those of all fields.
func (p *plan) decodeObject(g *jen.Group, d *decl) {
	t := d.t
	if d.recursion != nil {
		p.decodeDepth(g, d.recursion, '{', "")
	}
	object := "var o object"
	switch {
	case t.NoAdditionalProperties && p.variants[t]:
		object = fmt.Sprintf("o := object{closed: true, last: %d, discriminator: d.discriminator}", len(t.Fields))
	case t.NoAdditionalProperties:
		object = fmt.Sprintf("o := object{closed: true, last: %d}", len(t.Fields))
	}
	line(g, "%s", object)
	if t.NoAdditionalProperties && p.variants[t] {
		line(g, `d.discriminator = ""`)
	}
	block(g, func(g *jen.Group) { line(g, "return") }, "if !d.object()")
	former := len(t.Fields)
	for _, f := range t.Fields {
		for range f.Formerly {
			line(g, "former%d := 0", former)
			former++
		}
	}
	if len(t.Fields) == 0 {
		line(g, "for d.next(&o) {\n}")
		return
	}
	former = len(t.Fields)
	block(g, func(g *jen.Group) {
		for i, f := range t.Fields {
			block(g, func(g *jen.Group) {
				p.decodeHeld(g, f.Type, fieldShape(f), "v."+names.GoField(f.Name))
			}, "if %s", ask(i, f.Name))
			for _, name := range f.Formerly {
				block(g, func(g *jen.Group) { line(g, "former%d = d.later()", former) }, "if %s", ask(former, name))
				former++
			}
		}
	}, "for d.next(&o)")
	p.decodeFormer(g, t)
	p.decodeMissing(g, t)
}

// ask prints the condition that the member in hand is the one of a name.
func ask(place int, name string) string {
	if place >= asked {
		return fmt.Sprintf("d.is(&o, %d, %s)", place, literal(name))
	}
	before := ","
	if place == 0 {
		before = "{"
	}
	return fmt.Sprintf("d.at(&o, %d, %s) || d.is(&o, %d, %s)", place, literal(before+quote(name)+":"), place, literal(name))
}

// decodeFormer prints what reads the fields that came under a former name.
func (p *plan) decodeFormer(g *jen.Group, t *schema.Type) {
	former := len(t.Fields)
	for i, f := range t.Fields {
		if len(f.Formerly) == 0 {
			continue
		}
		places := make([]string, len(f.Formerly))
		for j := range places {
			places[j] = fmt.Sprintf("former%d", former)
			former++
		}
		at := places[0]
		if len(places) > 1 {
			at = "former(" + strings.Join(places, ", ") + ")"
		}
		block(g, func(g *jen.Group) {
			line(g, "ahead := d.back(at, %d, %s)", i, literal(f.Name))
			p.decodeHeld(g, f.Type, fieldShape(f), "v."+names.GoField(f.Name))
			line(g, "d.forth(ahead)")
			line(g, "o.add(%d)", i)
		}, "if at := %s; at != 0 && !o.has(%d)", at, i)
	}
}

// decodeMissing prints what sees to the fields that are absent.
func (p *plan) decodeMissing(g *jen.Group, t *schema.Type) {
	var mask uint64
	for i, f := range t.Fields[:min(len(t.Fields), asked)] {
		if !f.Optional {
			mask |= 1 << i
		}
	}
	require := func(g *jen.Group, i int) { line(g, "d.require(&o, %d, %s)", i, literal(t.Fields[i].Name)) }
	if mask != 0 {
		block(g, func(g *jen.Group) {
			for i := range t.Fields[:min(len(t.Fields), asked)] {
				if mask&(1<<i) != 0 {
					require(g, i)
				}
			}
		}, "if o.seen&%#b != %#b", mask, mask)
	}
	for i, f := range t.Fields {
		if i >= asked && !f.Optional {
			require(g, i)
		}
	}
	for i, f := range t.Fields {
		if f.Default != nil {
			block(g, func(g *jen.Group) { p.fill(g, f) }, "if !o.has(%d)", i)
		}
	}
}

// fill prints what gives an absent field its default.
func (p *plan) fill(g *jen.Group, f *schema.Field) {
	target := "v." + names.GoField(f.Name)
	if f.Default.Kind == schema.NullValue && f.Type.Resolve().Kind != schema.KindJSON {
		line(g, "%s = nil", target)
		return
	}
	if expr := p.defaultExpression(f); expr != "" && fieldShape(f) == plainShape {
		line(g, "%s = %s", target, expr)
		return
	}
	line(g, "absent := newDecoder([]byte(%s), d.open)", literal(string(f.Default.AppendJSON(nil))))
	line(g, "d := &absent")
	p.decodeHeld(g, f.Type, fieldShape(f), target)
}

func (p *plan) defaultExpression(f *schema.Field) string {
	t := f.Type.Resolve()
	switch t.Kind {
	case schema.KindBool:
		return strconv.FormatBool(f.Default.Bool)
	case schema.KindInt, schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8:
		if n, err := strconv.ParseFloat(f.Default.Number, 64); err == nil {
			return strconv.FormatInt(int64(n), 10)
		}
	case schema.KindFloat:
		return f.Default.Number
	case schema.KindInt64:
		return f.Default.String
	case schema.KindEnum:
		for _, e := range t.Enum {
			if e.Value == f.Default.String {
				return names.GoEnumConstant(p.baseName(f.Type), e.Value)
			}
		}
		return literal(f.Default.String)
	case schema.KindString, schema.KindDecimal, schema.KindUUID, schema.KindEmail, schema.KindURI, schema.KindIPv4, schema.KindIPv6, schema.KindHostname:
		return literal(f.Default.String)
	}
	return ""
}

// decodeDepth prints the guard of a recursive type's decoder.
func (p *plan) decodeDepth(g *jen.Group, r *recursion, begin rune, result string) {
	block(g, func(g *jen.Group) {
		block(g, func(g *jen.Group) {
			line(g, "d.skip()")
			line(g, "return %s", result)
		}, "if !d.deeper(%d, %d)", r.number, r.most)
		line(g, "defer d.shallower(%d)", r.number)
	}, "if d.peek() == %q", begin)
}

// decodeUnion prints the body of a union's decode function.
func (p *plan) decodeUnion(g *jen.Group, d *decl) {
	t := d.t
	if d.recursion != nil {
		p.decodeDepth(g, d.recursion, '{', "nil")
	}
	line(g, "tag, ok := d.tag(%s)", literal(t.Discriminator))
	block(g, func(g *jen.Group) { line(g, "return nil") }, "if !ok")
	g.Switch(jen.Id("tag")).BlockFunc(func(g *jen.Group) {
		for _, v := range t.Variants {
			g.Case(jen.Lit(v.Tag)).BlockFunc(func(g *jen.Group) {
				if v.Type.Resolve().NoAdditionalProperties {
					line(g, "d.discriminator = %s", literal(t.Discriminator))
				}
				line(g, "v := new(%s)", p.baseName(v.Type))
				line(g, "v.decode(d)")
				line(g, "return v")
			})
		}
	})
	line(g, "d.skip()")
	line(g, "d.below(0, %s, \"enum\", %s)", literal(t.Discriminator), literal(tagMessage(t)))
	line(g, "return nil")
}
