package golang

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// goType prints the Go type of a value, null and absence apart.
func (p *plan) goType(t *schema.Type) *jen.Statement {
	switch t.Kind {
	case schema.KindRef:
		return jen.Id(names.GoExported(t.Ref.Name))
	case schema.KindEnum, schema.KindObject, schema.KindUnion:
		return jen.Id(p.inline[t].name)
	case schema.KindTimestamp, schema.KindDatetime:
		return jen.Qual("time", "Time")
	case schema.KindDuration:
		return jen.Qual("time", "Duration")
	case schema.KindBytes:
		return jen.Index().Byte()
	case schema.KindList:
		return jen.Index().Add(p.held(t.Elem, shapeOf(t.Elem, false)))
	case schema.KindMap:
		return jen.Map(jen.String()).Add(p.held(t.Elem, shapeOf(t.Elem, false)))
	}
	return jen.Id(scalarType(t))
}

// scalarType is the Go type of a kind that has one of its own.
func scalarType(t *schema.Type) string {
	switch t.Kind {
	case schema.KindBool:
		return "bool"
	case schema.KindInt, schema.KindInt64:
		return "int64"
	case schema.KindInt32:
		return "int32"
	case schema.KindUint32:
		return "uint32"
	case schema.KindUint16:
		return "uint16"
	case schema.KindUint8:
		return "uint8"
	case schema.KindFloat:
		return "float64"
	case schema.KindJSON:
		return "RawJSON"
	case schema.KindConst:
		switch t.Const.Kind {
		case schema.BoolValue:
			return "bool"
		case schema.NumberValue:
			if isWhole(t.Const.Number) {
				return "int64"
			}
			return "float64"
		}
	}
	return "string"
}

func isWhole(number string) bool {
	n, err := strconv.ParseInt(number, 10, 64)
	return err == nil && n > -1<<53 && n < 1<<53
}

// held prints the type of a field or an item of a shape.
func (p *plan) held(t *schema.Type, s shape) *jen.Statement {
	switch s {
	case pointerShape:
		return jen.Op("*").Add(p.goType(t))
	case optionalShape:
		return jen.Id("Optional").Index(p.goType(t))
	}
	return p.goType(t)
}

// isAlias tells the declarations that are Go aliases: other names, and types of the standard library whose methods they keep.
func isAlias(t *schema.Type) bool {
	switch t.Kind {
	case schema.KindRef, schema.KindTimestamp, schema.KindDatetime, schema.KindDuration, schema.KindJSON:
		return true
	}
	return false
}

// convert writes the conversion of an expression of the kind's own Go type to t's.
func (p *plan) convert(t *schema.Type, expr string) string {
	if t.Kind == schema.KindRef {
		if d := base(t.Ref); !isAlias(d.Type) {
			return names.GoExported(t.Ref.Name) + "(" + expr + ")"
		}
		return expr
	}
	if t.Kind == schema.KindEnum {
		return p.inline[t].name + "(" + expr + ")"
	}
	return expr
}

// plainly writes the conversion of an expression of type t to the kind's own Go type.
func (p *plan) plainly(t *schema.Type, expr string) string {
	resolved := t.Resolve()
	if t.Kind != schema.KindRef && t.Kind != schema.KindEnum || isAlias(resolved) {
		return expr
	}
	if t.Kind == schema.KindRef && isAlias(base(t.Ref).Type) {
		return expr
	}
	to := scalarType(resolved)
	if resolved.Kind == schema.KindBytes {
		to = "[]byte"
	}
	if strings.HasPrefix(expr, to+"(") {
		return expr
	}
	return to + "(" + expr + ")"
}

// isObject, and the others, look through names.
func isObject(t *schema.Type) bool { return t.Resolve().Kind == schema.KindObject }

// constant is the name of a const's one value.
func (p *plan) constant(t *schema.Type) string {
	if t.Kind == schema.KindRef {
		return names.GoValue(p.baseName(t))
	}
	return p.inline[t].constant
}

// describe says in words what a field holds beyond its Go type.
func (p *plan) describe(f *schema.Field) string {
	var parts []string
	t := f.Type.Resolve()
	if t.Kind == schema.KindConst {
		parts = append(parts, fmt.Sprintf("Always [%s].", p.constant(f.Type)))
	}
	switch shape := fieldShape(f); {
	case f.Default != nil:
		parts = append(parts, fmt.Sprintf("A reader has %s where it is absent; a writer always writes it.", f.Default.AppendJSON(nil)))
	case shape == optionalShape:
		parts = append(parts, "May be absent, and may be null.")
	case f.Optional:
		parts = append(parts, "nil where it is absent.")
	}
	if nullable(f.Type) && (!f.Optional || f.Default != nil) {
		parts = append(parts, "nil is null.")
	}
	return strings.Join(parts, " ")
}
