package typescript

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// quote writes a string literal.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a string always has a JSON form
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// text writes a string literal as biome has it: in the quotes that need fewer escapes, double ones where both need as many.
func text(s string) string {
	quoted := quote(s)
	if strings.Count(s, `"`) <= strings.Count(s, "'") {
		return quoted
	}
	return "'" + strings.ReplaceAll(strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`), "'", `\'`) + "'"
}

func quoteAll(texts []string) string {
	quoted := make([]string, len(texts))
	for i, s := range texts {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// key writes a property's name in an object literal: `__proto__: x` would set the prototype there.
func key(name string) string {
	if name == "__proto__" {
		return `["__proto__"]`
	}
	return names.TypeScriptProperty(name)
}

// literal writes a value of the contract as an expression.
func literal(v schema.Value) string {
	var parts []string
	switch v.Kind {
	case schema.ArrayValue:
		for _, item := range v.Items {
			parts = append(parts, literal(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case schema.ObjectValue:
		for _, m := range v.Members {
			parts = append(parts, key(m.Name)+": "+literal(m.Value))
		}
		if len(parts) == 0 {
			return "{}"
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case schema.StringValue:
		return text(v.String)
	}
	return string(v.AppendJSON(nil))
}

// wrapped writes a value of the contract as an expression at a place where `used` columns of the line are taken already and `after`
// follow; objects and arrays that do not fit have a line for each member.
func wrapped(v schema.Value, indent string, used, after int) string {
	flat := literal(v)
	if used+len([]rune(flat))+after <= lineWidth && !isTable(v) || len(v.Items)+len(v.Members) == 0 {
		return flat
	}
	inner := indent + "  "
	var b strings.Builder
	if v.Kind == schema.ArrayValue {
		for _, item := range v.Items {
			b.WriteString(inner + wrapped(item, inner, len(inner), 1) + ",\n")
		}
		return "[\n" + b.String() + indent + "]"
	}
	for _, m := range v.Members {
		head := inner + key(m.Name) + ": "
		b.WriteString(head + wrapped(m.Value, inner, len([]rune(head)), 1) + ",\n")
	}
	return "{\n" + b.String() + indent + "}"
}

// isTable tells an array of several arrays of several items, which biome gives a line each.
func isTable(v schema.Value) bool {
	return len(v.Items) > 1 && !slices.ContainsFunc(v.Items, func(row schema.Value) bool { return len(row.Items) < 2 })
}

// inherited tells names under which every object answers.
func inherited(name string) bool {
	switch name {
	case "__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
		"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__":
		return true
	}
	return false
}

// member writes the access to a property that JavaScript need not quote as `.name`.
func member(object, name string) string {
	if p := names.TypeScriptProperty(name); p == name {
		return object + "." + name
	}
	return object + "[" + quote(name) + "]"
}

// comment writes a documentation comment, or nothing.
func comment(indent, doc, deprecated string) string {
	doc = strings.TrimSpace(doc)
	if deprecated != "" {
		doc = strings.TrimSpace(doc + "\n\n@deprecated " + deprecated)
	}
	if doc == "" {
		return ""
	}
	doc = strings.ReplaceAll(doc, "*/", "*\\/")
	lines := strings.Split(doc, "\n")
	if len(lines) == 1 {
		return indent + "/** " + doc + " */\n"
	}
	var b strings.Builder
	b.WriteString(indent + "/**\n")
	for _, line := range lines {
		b.WriteString(strings.TrimRight(indent+" * "+strings.TrimSpace(line), " ") + "\n")
	}
	b.WriteString(indent + " */\n")
	return b.String()
}
