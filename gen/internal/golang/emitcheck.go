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
	const most = 12
	var b strings.Builder
	b.WriteString("must be one of ")
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		if i == most {
			b.WriteString("…")
			break
		}
		quoted := schema.Value{Kind: schema.StringValue, String: v}
		b.Write(quoted.AppendJSON(nil))
	}
	return b.String()
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

// checkFunction is the name of the function that checks a value's rules, for types with a name; "" where there is none.
func (p *plan) checkFunction(t *schema.Type) string {
	if name := p.baseName(t); name != "" && t.Resolve().Kind != schema.KindObject && p.checked(t.Resolve()) {
		return "check" + name
	}
	return ""
}

// checked tells whether a type has rules that a Go value of it can break.
func (p *plan) checked(t *schema.Type) bool {
	switch t.Kind {
	case schema.KindBool, schema.KindDuration:
		return false
	case schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindInt64:
		return t.Minimum != nil || t.Maximum != nil || t.ExclusiveMinimum != nil || t.ExclusiveMaximum != nil || t.MultipleOf != nil
	case schema.KindBytes:
		return t.MaxLength != nil
	}
	return true
}

// check prints the rules of a value that is not null. on is the decoder d, which has seen to a value's kind while it read
// it, or the checker c, to which a Go value may be anything.
func (p *plan) check(g *jen.Group, on string, t *schema.Type, expr string, level int) {
	resolved := t.Resolve()
	if resolved.Kind == schema.KindObject {
		line(g, "%s.check(%s)", expr, on)
		return
	}
	if f := p.checkFunction(t); f != "" {
		if on == "d" {
			line(g, "%s(&d.checker, %s)", f, expr)
		} else {
			line(g, "%s(c, %s)", f, expr)
		}
		return
	}
	if p.baseName(t) != "" {
		return
	}
	p.rules(g, on, resolved, expr, level)
}

// rules prints the rules of a type; expr is of the kind's own Go type.
func (p *plan) rules(g *jen.Group, on string, t *schema.Type, expr string, level int) {
	switch t.Kind {
	case schema.KindString:
		p.textRules(g, on, t, expr)
	case schema.KindInt, schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindInt64:
		conditions := integerRules(t, expr)
		if t.Kind == schema.KindInt && on == "c" {
			conditions = append([]string{fmt.Sprintf("safe(%s)", expr)}, conditions...)
		}
		nested(g, on, conditions)
	case schema.KindFloat:
		conditions := floatRules(t, expr)
		if on == "c" {
			conditions = append([]string{fmt.Sprintf("finite(%s)", expr)}, conditions...)
		}
		nested(g, on, conditions)
	case schema.KindDecimal:
		line(g, "%s.decimal(%s, %d, %d)", on, expr, t.Digits, t.Scale)
	case schema.KindTimestamp, schema.KindDatetime:
		if on == "c" {
			line(g, "c.%s(%s)", t.Kind, expr)
		}
	case schema.KindUUID, schema.KindEmail, schema.KindURI, schema.KindIPv4, schema.KindIPv6, schema.KindHostname:
		line(g, "%s.%s(%s)", on, t.Kind, expr)
	case schema.KindBytes:
		if t.MaxLength != nil {
			line(g, "%s.size(%s, %d)", on, expr, *t.MaxLength)
		}
	case schema.KindJSON:
		if on == "c" {
			line(g, "c.anyJSON(%s)", expr)
		}
	case schema.KindConst:
		text := string(t.Const.AppendJSON(nil))
		switch t.Const.Kind {
		case schema.BoolValue:
			if not := "!"; t.Const.Bool {
				line(g, "%s.constant(%s, %s)", on, expr, literal(text))
			} else {
				line(g, "%s.constant(%s%s, %s)", on, not, expr, literal(text))
			}
		case schema.NumberValue:
			line(g, "%s.constant(%s == %s, %s)", on, expr, t.Const.Number, literal(text))
		default:
			line(g, "%s.constant(%s == %s, %s)", on, expr, literal(t.Const.String), literal(text))
		}
	case schema.KindList:
		p.checkList(g, t, expr, level)
	case schema.KindMap:
		p.checkMap(g, t, expr, level)
	}
}

// nested prints conditions of which the first that fails ends the checks: if c.min(n, 0) { c.max(n, 9) }.
func nested(g *jen.Group, on string, conditions []string) {
	switch len(conditions) {
	case 0:
	case 1:
		line(g, "%s.%s", on, conditions[0])
	default:
		block(g, func(g *jen.Group) { nested(g, on, conditions[1:]) }, "if %s.%s", on, conditions[0])
	}
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

func (p *plan) textRules(g *jen.Group, on string, t *schema.Type, expr string) {
	var after []string
	if t.MaxBytes != nil {
		after = append(after, fmt.Sprintf("%s.maxBytes(%s, %d)", on, expr, *t.MaxBytes))
	}
	if t.Pattern != nil {
		after = append(after, fmt.Sprintf("%s.pattern(%s, %s)", on, expr, p.patterns[t]))
	}
	rules := func(g *jen.Group) {
		if t.MinLength != nil && *t.MinLength > 0 {
			line(g, "%s.minLength(%s, %d)", on, expr, *t.MinLength)
		}
		remaining := func(g *jen.Group) {
			for _, rule := range after {
				line(g, "%s", rule)
			}
		}
		switch {
		case t.MaxLength == nil:
			remaining(g)
		case len(after) == 0:
			line(g, "%s.maxLength(%s, %d)", on, expr, *t.MaxLength)
		default:
			block(g, remaining, "if %s.maxLength(%s, %d)", on, expr, *t.MaxLength)
		}
	}
	if on == "d" {
		rules(g)
		return
	}
	if (t.MinLength == nil || *t.MinLength == 0) && t.MaxLength == nil && len(after) == 0 {
		line(g, "c.wellFormed(%s)", expr)
		return
	}
	block(g, rules, "if c.wellFormed(%s)", expr)
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
func (p *plan) uniqueSet(g *jen.Group, t *schema.Type, name string) {
	key := p.goType(t.Elem)
	switch t.Elem.Resolve().Kind {
	case schema.KindTimestamp:
		key = jen.Int64()
	case schema.KindDatetime, schema.KindBytes:
		key = jen.String()
	}
	g.Var().Id(name).Id("distinct").Index(key)
	if nullable(t.Elem) {
		line(g, "%sNull := false", name)
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

func (p *plan) checkUnique(g *jen.Group, on string, t *schema.Type, set, item, key string) {
	repeated := func(g *jen.Group) { line(g, "%s.repeated()", on) }
	if !nullable(t.Elem) {
		block(g, repeated, "if !%s.add(%s)", set, key)
		return
	}
	g.Switch().Block(
		jen.Case(jen.Id(item+" != nil")).BlockFunc(func(g *jen.Group) { block(g, repeated, "if !%s.add(%s)", set, key) }),
		jen.Case(jen.Id(set+"Null")).BlockFunc(repeated),
		jen.Default().Block(jen.Id(set+"Null = true")),
	)
}

func (p *plan) checkList(g *jen.Group, t *schema.Type, expr string, level int) {
	p.counts(g, "c", t, "len("+expr+")", "Items")
	if !t.UniqueItems && !p.walked(t.Elem) {
		return
	}
	item, index := numbered("item", level), numbered("i", level)
	unique, before := numbered("unique", level), numbered("before", level)
	if t.UniqueItems {
		p.uniqueSet(g, t, unique)
	}
	line(g, "c.enter()")
	head := fmt.Sprintf("for %s, %s := range %s", index, item, expr)
	if isObject(t.Elem) && shapeOf(t.Elem, false) == plainShape {
		head = fmt.Sprintf("for %s := range %s", index, expr)
		item = fmt.Sprintf("%s[%s]", indexable(expr), index)
	}
	block(g, func(g *jen.Group) {
		line(g, "c.item(%s)", index)
		if t.UniqueItems {
			line(g, "%s := c.found", before)
		}
		p.checkHeld(g, t.Elem, shapeOf(t.Elem, false), item, level+1)
		if t.UniqueItems {
			block(g, func(g *jen.Group) { p.checkUnique(g, "c", t, unique, item, p.uniqueKey(t.Elem, item)) }, "if c.found == %s", before)
		}
	}, "%s", head)
	line(g, "c.leave()")
}

func (p *plan) checkMap(g *jen.Group, t *schema.Type, expr string, level int) {
	p.counts(g, "c", t, "len("+expr+")", "Entries")
	key, value := numbered("key", level), numbered("entry", level)
	line(g, "c.enter()")
	head := fmt.Sprintf("for %s, %s := range %s", key, value, expr)
	if !p.walked(t.Elem) {
		head = fmt.Sprintf("for %s := range %s", key, expr)
	}
	block(g, func(g *jen.Group) {
		line(g, "c.entry(%s)", key)
		if p.walked(t.Elem) {
			p.checkHeld(g, t.Elem, shapeOf(t.Elem, false), value, level+1)
		}
	}, "%s", head)
	line(g, "c.leave()")
}

// walked tells whether a Go value of a type can break a rule.
func (p *plan) walked(t *schema.Type) bool {
	return isObject(t) || p.checked(t.Resolve())
}

// checkHeld prints the rules of a value in a field or an item of a shape.
func (p *plan) checkHeld(g *jen.Group, t *schema.Type, s shape, expr string, level int) {
	if !p.walked(t) {
		return
	}
	resolved := t.Resolve()
	value := func(expr string) func(*jen.Group) {
		return func(g *jen.Group) {
			if p.checkFunction(t) == "" && p.baseName(t) == "" {
				expr = p.plainly(t, expr)
			}
			p.check(g, "c", t, expr, level)
		}
	}
	deref := func(expr string) string {
		if resolved.Kind == schema.KindObject {
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
	declared := false // whether an earlier field has declared the variables of uniqueSet in this block
	for i, f := range d.t.Fields {
		if !p.walked(f.Type) {
			continue
		}
		line(g, "c.field(%d, %s)", i, literal(f.Name))
		held := func(g *jen.Group) { p.checkHeld(g, f.Type, fieldShape(f), "v."+names.GoField(f.Name), 0) }
		declares := f.Type.Resolve().UniqueItems && fieldShape(f) == plainShape && p.checkFunction(f.Type) == ""
		if declares && declared {
			g.BlockFunc(held)
			continue
		}
		held(g)
		declared = declared || declares
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
			g.Case(jen.Op("*").Id(p.baseName(variant.Type))).Block(jen.Id("v.check(c)"))
		}
	})
}
