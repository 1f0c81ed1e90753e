package typescript

import (
	"fmt"
	"strconv"
	"strings"

	"eventwire/gen/internal/schema"
)

// canonicalNumber is how JavaScript writes a bound.
func canonicalNumber(n *schema.Number, k schema.Kind) string {
	if k.IsInteger() {
		return strconv.FormatInt(n.Int, 10)
	}
	if s := strconv.FormatFloat(n.Float, 'f', -1, 64); len(s) < 20 {
		return s
	}
	return ""
}

// converter prints the function that changes a named value on its way.
func (k *checker) converter(b *strings.Builder, it *item, w way) {
	name := string(w) + it.name
	if it.typ.Kind == schema.KindObject && !it.typ.Nullable {
		fmt.Fprintf(b, "\nexport function %s(value) {\n  return %s;\n}\n", name, k.convertObject(it.typ, "value", w, "  "))
		return
	}
	fmt.Fprintf(b, "\nexport function %s(value) {\n  return %s;\n}\n", name, k.converted(it.typ, "value", w, "  "))
}

// converted prints the expression of a value in its other form.
func (k *checker) converted(t *schema.Type, value string, w way, indent string) string {
	if !k.p.changes(t, w) {
		return value
	}
	if t.Nullable {
		plain := *t
		plain.Nullable = false
		return fmt.Sprintf("%s === null ? null : %s", value, k.converted(&plain, value, w, indent))
	}
	switch t.Kind {
	case schema.KindBytes:
		if w == decoding {
			return k.use("formats", "fromBase64") + "(" + value + ")"
		}
		return k.use("formats", "toBase64") + "(" + value + ")"
	case schema.KindRef:
		return k.ref(string(w), t.Ref) + "(" + value + ")"
	case schema.KindList:
		return fmt.Sprintf("%s.map(%s)", value, k.arrow(t.Elem, w, indent))
	case schema.KindMap:
		return fmt.Sprintf("%s(%s, %s)", k.use("convert", "mapValues"), value, k.arrow(t.Elem, w, indent))
	case schema.KindUnion:
		var b strings.Builder
		for _, v := range t.Variants {
			if k.p.changes(v.Type, w) {
				fmt.Fprintf(&b, "%s === %s ? %s : ", member(value, t.Discriminator), quote(v.Tag), k.converted(v.Type, value, w, indent))
			}
		}
		return "(" + b.String() + value + ")"
	}
	return "(" + k.convertObject(t, value, w, indent) + ")"
}

// arrow prints a function for the values of a list or map.
func (k *checker) arrow(t *schema.Type, w way, indent string) string {
	if t.Kind == schema.KindRef && !t.Nullable {
		return "(item) => " + k.ref(string(w), t.Ref) + "(item)"
	}
	body := k.converted(t, "item", w, indent)
	return "(item) => " + body
}

// defaulted prints the default of a field as it is read.
func (k *checker) defaulted(f *schema.Field, w way, indent string) string {
	value := literal(*f.Default)
	if !k.p.changes(f.Type, w) {
		return value
	}
	return k.converted(f.Type, "("+value+")", w, indent)
}

func (k *checker) convertObject(t *schema.Type, value string, w way, indent string) string {
	var b strings.Builder
	b.WriteString("{\n" + indent + "  ..." + value + ",\n")
	for _, f := range t.Fields {
		if !k.p.fieldChanges(f, w) {
			continue
		}
		v := member(value, f.Name)
		if w == decoding {
			v = k.access(f, value)
		} else if inherited(f.Name) {
			v = fmt.Sprintf("%s(%s, %s)", k.use("check", "own"), value, quote(f.Name))
		}
		change := k.converted(f.Type, v, w, indent+"  ")
		switch {
		case w == decoding && f.Default != nil:
			name, otherwise := indent+"  "+key(f.Name)+":", k.defaulted(f, w, indent+"  ")
			line := fmt.Sprintf("%s %s === undefined ? %s : %s,", name, v, otherwise, change)
			if len([]rune(line)) > lineWidth {
				line = fmt.Sprintf("%[1]s\n%[2]s    %[3]s === undefined\n%[2]s      ? %[4]s\n%[2]s      : %[5]s,", name, indent, v, otherwise, change)
			}
			b.WriteString(line + "\n")
		case f.Optional:
			fmt.Fprintf(&b, "%s  ...(%s !== undefined && { %s: %s }),\n", indent, v, key(f.Name), change)
		default:
			fmt.Fprintf(&b, "%s  %s: %s,\n", indent, key(f.Name), change)
		}
	}
	b.WriteString(indent + "}")
	return b.String()
}
