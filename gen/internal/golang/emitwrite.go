package golang

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// quote writes a text as JSON.
func quote(s string) string {
	return string((schema.Value{Kind: schema.StringValue, String: s}).AppendJSON(nil))
}

// write prints what appends a value that is not null.
func (p *plan) write(g *jen.Group, t *schema.Type, expr string) {
	resolved := t.Resolve()
	switch resolved.Kind {
	case schema.KindObject:
		line(g, "dst = %s.write(w, dst)", strings.TrimPrefix(expr, "*"))
	case schema.KindUnion, schema.KindList, schema.KindMap:
		line(g, "dst = write%s(w, dst, %s)", p.baseName(t), expr)
	case schema.KindJSON:
		line(g, "dst = w.any(dst, %s)", expr)
	case schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8:
		line(g, "dst = w.int(dst, int64(%s))", expr)
	case schema.KindConst:
		switch {
		case resolved.Const.Kind == schema.NumberValue && isWhole(resolved.Const.Number):
			line(g, "dst = w.int(dst, %s)", p.plainly(t, expr))
		default:
			line(g, "dst = w.%s(dst, %s)", reader(resolved), p.plainly(t, expr))
		}
	case schema.KindUUID:
		line(g, "dst = w.string(dst, %s)", p.plainly(t, expr))
	default:
		line(g, "dst = w.%s(dst, %s)", reader(resolved), p.plainly(t, expr))
	}
}

// writeCollection prints the body of the write function of a list or a map.
func (p *plan) writeCollection(g *jen.Group, t *schema.Type) {
	s := shapeOf(t.Elem, false)
	if t.Kind == schema.KindMap {
		line(g, `dst = append(dst, '{')`)
		block(g, func(g *jen.Group) {
			line(g, "dst = w.key(dst, key)")
			line(g, "entry := v[key]")
			p.writeHeld(g, t.Elem, s, "entry")
		}, "for _, key := range sortedKeys(v)")
		line(g, `return append(dst, '}')`)
		return
	}
	line(g, `dst = append(dst, '[')`)
	head, item := "for i, item := range v", "item"
	if isObject(t.Elem) && s == plainShape {
		head, item = "for i := range v", "v[i]"
	}
	block(g, func(g *jen.Group) {
		block(g, func(g *jen.Group) { line(g, `dst = append(dst, ',')`) }, "if i > 0")
		p.writeHeld(g, t.Elem, s, item)
	}, "%s", head)
	line(g, `return append(dst, ']')`)
}

// writeHeld prints what appends the value of an item, or of a field that is there.
func (p *plan) writeHeld(g *jen.Group, t *schema.Type, s shape, expr string) {
	value := expr
	switch s {
	case plainShape:
		p.write(g, t, expr)
		return
	case pointerShape:
		value = "*" + expr
	case optionalShape:
		expr += ".Value"
		value = "*" + expr
	}
	g.Id(fmt.Sprintf("if %s == nil", expr)).Block(jen.Id(`dst = append(dst, "null"...)`)).Else().BlockFunc(func(g *jen.Group) { p.write(g, t, value) })
}

// writeFields prints the members of an object. Where first is false, members stand before them already.
func (p *plan) writeFields(g *jen.Group, t *schema.Type, begun bool) {
	sure := begun // whether a comma is due for certain
	opened := begun
	for _, f := range t.Fields {
		target := "v." + names.GoField(f.Name)
		s := fieldShape(f)
		if !f.Optional || f.Default != nil {
			switch {
			case sure:
				line(g, "dst = append(dst, %s...)", literal(","+quote(f.Name)+":"))
			case !opened:
				line(g, "dst = append(dst, %s...)", literal("{"+quote(f.Name)+":"))
			default:
				line(g, "dst = member(dst, %s)", literal(quote(f.Name)+":"))
			}
			sure, opened = true, true
			p.writeHeld(g, f.Type, s, target)
			continue
		}
		if !opened {
			line(g, `dst = append(dst, '{')`)
			opened = true
		}
		condition := target + " != nil"
		if s == optionalShape {
			condition = target + ".Present"
		}
		block(g, func(g *jen.Group) {
			if sure {
				line(g, "dst = append(dst, %s...)", literal(","+quote(f.Name)+":"))
			} else {
				line(g, "dst = member(dst, %s)", literal(quote(f.Name)+":"))
			}
			switch s {
			case optionalShape:
				p.writeHeld(g, f.Type, s, target)
			case pointerShape:
				p.write(g, f.Type, "*"+target)
			default:
				p.write(g, f.Type, target)
			}
		}, "if %s", condition)
	}
	if !opened {
		line(g, `dst = append(dst, '{')`)
	}
	line(g, `return append(dst, '}')`)
}

// writeUnion prints the body of a union's write function.
func (p *plan) writeUnion(g *jen.Group, d *decl) {
	g.Switch(jen.Id("v := v.(type)")).BlockFunc(func(g *jen.Group) {
		for _, v := range d.t.Variants {
			g.Case(jen.Id("*"+p.baseName(v.Type))).Block(
				jen.Id(fmt.Sprintf("dst = append(dst, %s...)", literal("{"+quote(d.t.Discriminator)+":"+quote(v.Tag)))),
				jen.Id("return v.writeRest(w, dst)"),
			)
		}
	})
	line(g, "return w.fail(dst)")
}
