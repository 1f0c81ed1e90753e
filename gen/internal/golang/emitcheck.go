package golang

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// oneOf is the message of the rule enum.
func oneOf(values []string) string {
	return "must be one of " + strings.Join(values, ", ")
}

func enumMessage(t *schema.Type) string {
	values := make([]string, len(t.Enum))
	for i, e := range t.Enum {
		values[i] = e.Value
	}
	return oneOf(values)
}

func tagMessage(t *schema.Type) string {
	tags := make([]string, len(t.Variants))
	for i, v := range t.Variants {
		tags[i] = v.Tag
	}
	return oneOf(tags)
}

// checkFunction is the name of the function that checks a value's rules; "" where there is none.
func (p *plan) checkFunction(t *schema.Type) string {
	if name := p.baseName(t); name != "" && !isObject(t) && p.checked(t.Resolve()) {
		return "check" + name
	}
	return ""
}

// checked tells whether a type has rules that a Go value of it can break.
func (p *plan) checked(t *schema.Type) bool {
	switch t.Kind {
	case schema.KindBool, schema.KindDuration:
		return false
	case schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindInt64, schema.KindBytes:
		return ruled(t)
	case schema.KindList:
		return t.MinItems != nil || t.MaxItems != nil || t.UniqueItems || p.walked(t.Elem)
	}
	return true
}

// ruled tells whether the contract gives a scalar rules beyond those of its kind.
func ruled(t *schema.Type) bool {
	return t.MinLength != nil || t.MaxLength != nil || t.MaxBytes != nil || t.Pattern != nil ||
		t.Minimum != nil || t.Maximum != nil || t.ExclusiveMinimum != nil || t.ExclusiveMaximum != nil || t.MultipleOf != nil ||
		t.Kind == schema.KindDecimal
}

// check prints what checks a value that is not null. on is the decoder d, which has seen to a value's kind while it read
// it, or the checker c, to which a Go value may be anything.
func (p *plan) check(g *jen.Group, on string, t *schema.Type, expr string) {
	switch resolved := t.Resolve(); {
	case resolved.Kind == schema.KindObject:
		line(g, "%s.check(%s)", expr, on)
	case p.checkFunction(t) != "" && on == "d":
		line(g, "%s(&d.checker, %s)", p.checkFunction(t), expr)
	case p.checkFunction(t) != "":
		if resolved.Kind == schema.KindConst && resolved.Const.Kind == schema.NumberValue && (t.Kind == schema.KindRef || isWhole(resolved.Const.Number)) {
			expr = "float64(" + expr + ")"
		}
		line(g, "%s(c, %s)", p.checkFunction(t), expr)
	case p.baseName(t) == "":
		kindRules(g, on, resolved, expr)
	}
}

// kindRules prints the rules that every value of a kind has.
func kindRules(g *jen.Group, on string, t *schema.Type, expr string) {
	switch t.Kind {
	case schema.KindEmail, schema.KindURI, schema.KindIPv4, schema.KindIPv6, schema.KindHostname:
		line(g, "%s.%s(%s)", on, t.Kind, expr)
		return
	}
	if on == "d" {
		return
	}
	switch t.Kind {
	case schema.KindString:
		line(g, "c.wellFormed(%s)", expr)
	case schema.KindInt:
		line(g, "c.safe(%s)", expr)
	case schema.KindFloat:
		line(g, "c.finite(%s)", expr)
	case schema.KindTimestamp, schema.KindDatetime, schema.KindUUID:
		line(g, "c.%s(%s)", t.Kind, expr)
	case schema.KindJSON:
		line(g, "c.anyJSON(%s)", expr)
	}
}

// rules prints the body of a check function, whose parameter is v.
func (p *plan) rules(g *jen.Group, d *decl) {
	t, expr := d.t, "v"
	if !d.bare && !isAlias(t) && t.Kind != schema.KindList && t.Kind != schema.KindMap && t.Kind != schema.KindBytes {
		expr = scalarType(t) + "(v)"
	}
	switch t.Kind {
	case schema.KindString:
		textRules(g, d, expr)
	case schema.KindInt:
		nested(g, append([]string{fmt.Sprintf("safe(%s)", expr)}, integerRules(t, expr)...))
	case schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindInt64:
		nested(g, integerRules(t, expr))
	case schema.KindFloat:
		nested(g, append([]string{fmt.Sprintf("finite(%s)", expr)}, floatRules(t, expr)...))
	case schema.KindDecimal:
		line(g, "c.decimal(%s, %d, %d)", expr, t.Digits, t.Scale)
	case schema.KindBytes:
		line(g, "c.size(%s, %d)", expr, *t.MaxLength)
	case schema.KindConst:
		text := literal(string(t.Const.AppendJSON(nil)))
		switch {
		case t.Const.Kind == schema.NumberValue:
			line(g, "c.constant(v == %s, %s)", t.Const.Number, text)
		case t.Const.Kind != schema.BoolValue:
			line(g, "c.constant(v == %s, %s)", d.constant, text)
		case t.Const.Bool:
			line(g, "c.constant(%s, %s)", expr, text)
		default:
			line(g, "c.constant(!%s, %s)", expr, text)
		}
	case schema.KindList:
		p.checkList(g, t)
	case schema.KindMap:
		p.checkMap(g, t)
	default:
		kindRules(g, "c", t, expr)
	}
}

// nested prints conditions of which the first that fails ends the checks: if c.min(n, 0) { c.max(n, 9) }.
func nested(g *jen.Group, conditions []string) {
	if len(conditions) == 1 {
		line(g, "c.%s", conditions[0])
		return
	}
	block(g, func(g *jen.Group) { nested(g, conditions[1:]) }, "if c.%s", conditions[0])
}

func integerRules(t *schema.Type, expr string) []string {
	var found []string
	if t.Kind != schema.KindInt && t.Kind != schema.KindInt64 && !strings.HasPrefix(expr, "int64(") {
		expr = "int64(" + expr + ")"
	}
	add := func(rule string, bound *schema.Number) {
		if bound != nil {
			found = append(found, fmt.Sprintf("%s(%s, %d)", rule, expr, bound.Int))
		}
	}
	add("min", t.Minimum)
	add("above", t.ExclusiveMinimum)
	add("max", t.Maximum)
	add("under", t.ExclusiveMaximum)
	if t.MultipleOf != nil {
		found = append(found, fmt.Sprintf("multiple(%s, %d)", expr, *t.MultipleOf))
	}
	return found
}

func floatRules(t *schema.Type, expr string) []string {
	var found []string
	add := func(rule string, bound *schema.Number) {
		if bound != nil {
			found = append(found, fmt.Sprintf("%sFloat(%s, %s)", rule, expr, bound.Text))
		}
	}
	add("min", t.Minimum)
	add("above", t.ExclusiveMinimum)
	add("max", t.Maximum)
	add("under", t.ExclusiveMaximum)
	return found
}

func textRules(g *jen.Group, d *decl, expr string) {
	t := d.t
	if !ruled(t) {
		line(g, "c.wellFormed(%s)", expr)
		return
	}
	block(g, func(g *jen.Group) {
		if t.MinLength != nil && *t.MinLength > 0 {
			line(g, "c.minLength(%s, %d)", expr, *t.MinLength)
		}
		after := func(g *jen.Group) {
			if t.MaxBytes != nil {
				line(g, "c.maxBytes(%s, %d)", expr, *t.MaxBytes)
			}
			if t.Pattern != nil {
				line(g, "c.pattern(%s, pattern%s)", expr, d.name)
			}
		}
		switch {
		case t.MaxLength == nil:
			after(g)
		case t.MaxBytes == nil && t.Pattern == nil:
			line(g, "c.maxLength(%s, %d)", expr, *t.MaxLength)
		default:
			block(g, after, "if c.maxLength(%s, %d)", expr, *t.MaxLength)
		}
	}, "if c.wellFormed(%s)", expr)
}

// counts prints the rules of how many items or entries there are.
func (p *plan) counts(g *jen.Group, on string, t *schema.Type, n, what string) {
	if t.MinItems != nil && *t.MinItems > 0 {
		line(g, "%s.min%s(%s, %d)", on, what, n, *t.MinItems)
	}
	if t.MaxItems != nil {
		line(g, "%s.max%s(%s, %d)", on, what, n, *t.MaxItems)
	}
}

// uniqueSet prints the variables that know a list's items.
func (p *plan) uniqueSet(g *jen.Group, t *schema.Type) {
	key := p.goType(t.Elem)
	switch t.Elem.Resolve().Kind {
	case schema.KindTimestamp:
		key = jen.Int64()
	case schema.KindDatetime, schema.KindBytes:
		key = jen.String()
	}
	g.Var().Id("unique").Id("distinct").Index(key)
	if nullable(t.Elem) {
		line(g, "uniqueNull := false")
	}
}

func (p *plan) uniqueKey(elem *schema.Type, expr string) string {
	if shapeOf(elem, false) == pointerShape {
		expr = "*" + expr
	}
	switch elem.Resolve().Kind {
	case schema.KindTimestamp:
		return strings.TrimPrefix(expr, "*") + ".UnixMilli()"
	case schema.KindDatetime:
		return "formatDatetime(" + expr + ")"
	case schema.KindBytes:
		return "string(" + expr + ")"
	}
	return expr
}

func (p *plan) checkUnique(g *jen.Group, on string, t *schema.Type, item, key string) {
	repeated := func(g *jen.Group) { line(g, "%s.repeated()", on) }
	if !nullable(t.Elem) {
		block(g, repeated, "if !unique.add(%s)", key)
		return
	}
	g.Switch().Block(
		jen.Case(jen.Id(item+" != nil")).BlockFunc(func(g *jen.Group) { block(g, repeated, "if !unique.add(%s)", key) }),
		jen.Case(jen.Id("uniqueNull")).BlockFunc(repeated),
		jen.Default().Block(jen.Id("uniqueNull = true")),
	)
}

func (p *plan) checkList(g *jen.Group, t *schema.Type) {
	p.counts(g, "c", t, "len(v)", "Items")
	if !t.UniqueItems && !p.walked(t.Elem) {
		return
	}
	if t.UniqueItems {
		p.uniqueSet(g, t)
	}
	line(g, "c.enter()")
	head, item := "for i, item := range v", "item"
	if isObject(t.Elem) && shapeOf(t.Elem, false) == plainShape {
		head, item = "for i := range v", "v[i]"
	}
	block(g, func(g *jen.Group) {
		line(g, "c.item(i)")
		if t.UniqueItems {
			line(g, "before := c.found")
		}
		p.checkHeld(g, t.Elem, shapeOf(t.Elem, false), item)
		if t.UniqueItems {
			block(g, func(g *jen.Group) { p.checkUnique(g, "c", t, item, p.uniqueKey(t.Elem, item)) }, "if c.found == before")
		}
	}, "%s", head)
	line(g, "c.leave()")
}

func (p *plan) checkMap(g *jen.Group, t *schema.Type) {
	p.counts(g, "c", t, "len(v)", "Entries")
	line(g, "c.enter()")
	head := "for key, entry := range v"
	if !p.walked(t.Elem) {
		head = "for key := range v"
	}
	block(g, func(g *jen.Group) {
		line(g, "c.entry(key)")
		p.checkHeld(g, t.Elem, shapeOf(t.Elem, false), "entry")
	}, "%s", head)
	line(g, "c.leave()")
}

// walked tells whether a Go value of a type can break a rule.
func (p *plan) walked(t *schema.Type) bool {
	if t.Kind == schema.KindRef {
		if _, recursive := p.recursive[base(t.Ref)]; recursive {
			return true
		}
	}
	return isObject(t) || p.checked(t.Resolve())
}

// checkHeld prints what checks a value in a field or an item of a shape.
func (p *plan) checkHeld(g *jen.Group, t *schema.Type, s shape, expr string) {
	if !p.walked(t) {
		return
	}
	value := func(expr string) func(*jen.Group) {
		return func(g *jen.Group) { p.check(g, "c", t, expr) }
	}
	deref := func(expr string) string {
		if isObject(t) {
			return expr
		}
		return "*" + expr
	}
	switch s {
	case plainShape:
		value(expr)(g)
	case nilShape:
		block(g, value(expr), "if %s != nil", expr)
	case pointerShape:
		block(g, value(deref(expr)), "if %s != nil", expr)
	case optionalShape:
		block(g, value(deref(expr+".Value")), "if %s.Present && %s.Value != nil", expr, expr)
	}
}

// checkObject prints the body of an object's check method.
func (p *plan) checkObject(g *jen.Group, d *decl) {
	p.checkDepth(g, d.recursion)
	if len(d.t.Fields) == 0 {
		return
	}
	line(g, "c.enter()")
	for i, f := range d.t.Fields {
		if p.walked(f.Type) {
			line(g, "c.field(%d, %s)", i, literal(f.Name))
			p.checkHeld(g, f.Type, fieldShape(f), "v."+names.GoField(f.Name))
		}
	}
	line(g, "c.leave()")
}

func (p *plan) checkDepth(g *jen.Group, r *recursion) {
	if r != nil {
		block(g, func(g *jen.Group) { line(g, "return") }, "if !c.deeper(%d, %d)", r.number, r.most)
		line(g, "defer c.shallower(%d)", r.number)
	}
}

// checkUnion prints the body of a union's check function.
func (p *plan) checkUnion(g *jen.Group, d *decl) {
	block(g, func(g *jen.Group) {
		line(g, `c.problem("null", "must not be null")`)
		line(g, "return")
	}, "if v == nil")
	p.checkDepth(g, d.recursion)
	g.Switch(jen.Id("v := v.(type)")).BlockFunc(func(g *jen.Group) {
		for _, variant := range d.t.Variants {
			g.Case(jen.Id("*" + p.baseName(variant.Type))).Block(jen.Id("v.check(c)"))
		}
	})
}
