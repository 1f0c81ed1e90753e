package schema

import (
	"fmt"
	"strings"
)

// enum reads the value of `enum:`, a list of texts or of mappings with a value, a doc and a deprecation.
func (l *loader) enum(t *Type, n node) {
	if !n.isList() {
		l.errorf(n, "enum", "write { enum: [a, b] }", "an enum is a list of texts, not %s", n.what())
		return
	}
	if !l.few(n, len(n.Content), "enum values") {
		return
	}
	seen := make(map[string]Position)
	for _, item := range n.children() {
		value := EnumValue{Pos: item.pos()}
		text := item
		if item.isMap() {
			o := l.object(item, "an enum value")
			text = o.take("value")
			value.Doc = l.text(o.take("doc"), "doc")
			value.Deprecated = l.deprecation(o.take("deprecated"))
			o.finish()
			if text.absent() {
				l.errorf(item, "enum", "write { value: info, doc: … }", "this enum value has no value")
				continue
			}
		}
		if !text.isString() {
			hint := "write a text"
			if text.isScalar() && !text.isNull() {
				hint = fmt.Sprintf("write it in quotes: %q", text.Value)
			}
			l.errorf(text, "enum", hint, "the values of an enum are texts, not %s", text.what())
			continue
		}
		if before, twice := seen[text.Value]; twice {
			l.errorf(text, "duplicate-item", "remove one of the two", "%s is already a value of this enum at %s", quoted(text.Value), at(before, text.pos()))
			continue
		}
		if strings.ContainsAny(text.Value, "“”„‘’‚«»") && strings.Trim(text.Value, "“”„‘’‚«»") != text.Value {
			l.errorf(text, "enum", `write straight quotes, or none: "`+strings.Trim(text.Value, "“”„‘’‚«»")+`"`, "the quotes of %s are part of the value", text.Value)
		}
		if len(text.Value) > maxName {
			l.errorf(text, "enum", "use at most 128 bytes", "this enum value has %d bytes", len(text.Value))
		}
		seen[text.Value] = text.pos()
		value.Value, value.Pos = text.Value, text.pos()
		t.Enum = append(t.Enum, value)
	}
	if len(n.Content) == 0 {
		l.errorf(n, "enum", "write at least one value", "the enum has no values")
	}
}
