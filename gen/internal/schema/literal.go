package schema

import "strconv"

// literal reads a value of the contract as JSON: a default, a const or an example.
func (l *loader) literal(n node, depth int) Value {
	v := Value{Pos: n.pos()}
	switch {
	case depth > maxNesting:
		l.errorf(n, "nesting", "", "more than %d levels of nesting", maxNesting)
	case n.isMap():
		v.Kind = ObjectValue
		for _, m := range l.members(n, "a value") {
			v.Members = append(v.Members, Member{m.name, l.literal(m.value, depth+1)})
		}
	case n.isList():
		v.Kind = ArrayValue
		for _, item := range n.children() {
			v.Items = append(v.Items, l.literal(item, depth+1))
		}
	case n.isString():
		v.Kind, v.String = StringValue, n.Value
	case n.isNumber():
		v.Kind, v.Number = NumberValue, "0"
		if number := l.number(n, "a value"); number != nil {
			v.Number = CanonicalNumber(number.Float)
		}
	case n.isScalar() && n.Tag == "!!bool":
		v.Kind, v.Bool = BoolValue, l.boolean(n, "a value")
	default:
		v.Kind = NullValue
	}
	return v
}

// literals reads a list of values, such as `examples:`.
func (l *loader) literals(n node) []Value {
	if n.absent() {
		return nil
	}
	if !n.isList() {
		l.errorf(n, "type", "write a list, one item for each example", "examples is a list, not %s", n.what())
		return nil
	}
	var values []Value
	for _, item := range n.children() {
		values = append(values, l.literal(item, 0))
	}
	return values
}

// AppendJSON writes the value as JSON on one line, members in the order of the file, numbers as RFC 8785 writes them.
func (v Value) AppendJSON(dst []byte) []byte {
	switch v.Kind {
	case BoolValue:
		return strconv.AppendBool(dst, v.Bool)
	case NumberValue:
		return append(dst, v.Number...)
	case StringValue:
		return appendString(dst, v.String)
	case ArrayValue:
		dst = append(dst, '[')
		for i, item := range v.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.AppendJSON(dst)
		}
		return append(dst, ']')
	case ObjectValue:
		dst = append(dst, '{')
		for i, m := range v.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, m.Name), ':')
			dst = m.Value.AppendJSON(dst)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

// appendString writes a JSON string as RFC 8785 does: only quotes, backslashes and control characters are escaped.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\b':
			dst = append(dst, `\b`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\f':
			dst = append(dst, `\f`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			dst = append(dst, string(r)...)
		}
	}
	return append(dst, '"')
}
