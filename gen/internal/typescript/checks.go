package typescript

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// checker prints the functions that check and convert values.
type checker struct {
	p        *plan
	module   string
	check    map[string]bool // names of runtime/check.js in use
	formats  map[string]bool // names of runtime/formats.js
	convert  map[string]bool // names of runtime/convert.js
	shared   map[string]bool // names of types.js
	patterns map[string]string
	taken    taken
	body     strings.Builder
	hoisted  strings.Builder
}

func moduleScript(p *plan, m *module) []byte {
	k := &checker{
		p: p, module: m.name, check: map[string]bool{}, formats: map[string]bool{}, convert: map[string]bool{}, shared: map[string]bool{},
		patterns: map[string]string{}, taken: taken{},
	}
	for _, it := range p.all() {
		for _, prefix := range []string{"check", "decode", "encode", "validate", "parse"} {
			k.taken[prefix+it.name] = true
		}
	}
	contract := map[string]bool{"problemsOf": true}
	for _, it := range m.items {
		k.item(it)
		if it.event != nil {
			contract["decode"] = true
		}
	}
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + "\n")
	if len(m.items) == 0 {
		b.WriteString("export {};\n")
		return []byte(b.String())
	}
	imports(&b, "./runtime/check.js", k.check, false)
	imports(&b, "./runtime/contract.js", contract, false)
	imports(&b, "./runtime/convert.js", k.convert, false)
	imports(&b, "./runtime/formats.js", k.formats, false)
	if m.name != "types" {
		imports(&b, "./runtime/standard.js", map[string]bool{"standardSchema": true}, false)
		imports(&b, "./types.js", k.shared, false)
	}
	b.WriteString(k.body.String())
	return []byte(b.String())
}

// imports prints an import of names in order; nothing where there are none.
func imports(b *strings.Builder, from string, used map[string]bool, types bool) {
	if len(used) == 0 {
		return
	}
	what := "import"
	if types {
		what = "import type"
	}
	fmt.Fprintf(b, "%s { %s } from %q;\n", what, strings.Join(slices.Sorted(maps.Keys(used)), ", "), from)
}

func (k *checker) item(it *item) {
	var own strings.Builder
	k.hoisted.Reset()
	k.function(&own, "export ", "check"+it.name, it.typ, it.name)
	fields := []string{"check: check" + it.name}
	for _, w := range []way{decoding, encoding} {
		if k.p.changes(it.typ, w) {
			k.converter(&own, it, w)
			fields = append(fields, fmt.Sprintf("%s: %s%s", w, w, it.name))
		}
	}
	if it.event == nil {
		fmt.Fprintf(&own, "\nexport function validate%s(value) {\n  return problemsOf({ check: check%s, open: false }, value);\n}\n", it.name, it.name)
	} else {
		fields = append(fields, fmt.Sprintf("open: %v", it.event.Direction == schema.ServerToClient))
		fmt.Fprintf(&own, "\nexport const %sRules = { %s };\n", it.value, strings.Join(fields, ", "))
		fmt.Fprintf(&own, "\nexport function validate%s(value) {\n  return problemsOf(%sRules, value);\n}\n", it.name, it.value)
		fmt.Fprintf(&own, "\nexport function parse%s(data) {\n  return decode(%sRules, data);\n}\n", it.name, it.value)
		fmt.Fprintf(&own, "\nexport const %sSchema = /* @__PURE__ */ standardSchema(%sRules);\n", it.value, it.value)
	}
	k.body.WriteString(k.hoisted.String() + own.String())
}

// function prints a function that checks values of a type.
func (k *checker) function(b *strings.Builder, export, name string, t *schema.Type, hint string) {
	tag := ""
	if t.Kind == schema.KindObject && t.NoAdditionalProperties {
		tag = ", tag"
	}
	var body strings.Builder
	if t.Nullable {
		body.WriteString("  if (value === null) return;\n")
	}
	k.statements(&body, t, "value", "at", hint, "  ")
	if t.MaxDepth > 0 {
		if tag == "" && t.Kind == schema.KindObject {
			tag = ""
		}
		inner := k.taken.name(name + "Value")
		k.use(k.check, "nested")
		fmt.Fprintf(b, "\nfunction %s(c, value, at%s) {\n%s}\n", inner, tag, body.String())
		null := ""
		if t.Nullable {
			null = "  if (value === null) return;\n"
		}
		fmt.Fprintf(b, "\n%sfunction %s(c, value, at, tag) {\n%s  nested(c, value, at, %s, %d, %s, %v, tag);\n}\n",
			export, name, null, quote(name), t.MaxDepth, inner, t.Kind == schema.KindList)
		return
	}
	fmt.Fprintf(b, "\n%sfunction %s(c, value, at%s) {\n%s}\n", export, name, tag, body.String())
}

func (k *checker) use(set map[string]bool, name string) string {
	set[name] = true
	return name
}

// ref gives the name of a function of a named type.
func (k *checker) ref(prefix string, d *schema.TypeDecl) string {
	name := prefix + names.TypeScriptType(d.Name)
	if k.module != "types" {
		k.shared[name] = true
	}
	return name
}

// statements prints the checks of a value that is not null where the type is nullable.
func (k *checker) statements(b *strings.Builder, t *schema.Type, value, at, hint, indent string) {
	line := func(format string, args ...any) { fmt.Fprintf(b, indent+format+"\n", args...) }
	switch t.Kind {
	case schema.KindObject:
		k.object(b, t, value, at, hint, indent)
	case schema.KindUnion:
		k.union(b, t, value, at, hint, indent)
	case schema.KindString:
		call := fmt.Sprintf("%s(c, %s, %s%s)", k.use(k.check, "text"), value, at, lengths(t.MinLength, t.MaxLength))
		if t.MinLength == nil && t.MaxLength == nil {
			call = fmt.Sprintf("%s(c, %s, %s)", k.use(k.check, "string"), value, at)
			delete(k.check, "")
		}
		if t.MaxBytes == nil && t.Pattern == nil {
			line("%s;", call)
			return
		}
		line("if (%s) {", call)
		if t.MaxBytes != nil {
			line("  %s(c, %s, %s, %d);", k.use(k.check, "maxBytes"), value, at, *t.MaxBytes)
		}
		if t.Pattern != nil {
			line("  %s(c, %s, %s, /%s/u, %s);", k.use(k.check, "pattern"), value, at, regexpBody(t.Pattern.ECMAScript()), quote(t.Pattern.Source))
		}
		line("}")
	default:
		line("%s;", k.call(t, value, at, hint))
	}
}

// regexpBody escapes the slashes of a pattern for a literal.
func regexpBody(source string) string {
	var b strings.Builder
	escaped, class := false, false
	for _, r := range source {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '[':
			class = true
		case r == ']':
			class = false
		case r == '/' && !class:
			b.WriteByte('\\')
		case r == '\n':
			b.WriteString(`\n`)
			continue
		case r == '\r':
			b.WriteString(`\r`)
			continue
		case r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// lengths prints bounds as trailing arguments.
func lengths(least, most *int64) string {
	switch {
	case most != nil && least != nil:
		return fmt.Sprintf(", %d, %d", *least, *most)
	case most != nil:
		return fmt.Sprintf(", 0, %d", *most)
	case least != nil:
		return fmt.Sprintf(", %d", *least)
	}
	return ""
}

// call prints a check that is one expression.
func (k *checker) call(t *schema.Type, value, at, hint string) string {
	f := func(set map[string]bool, name, args string) string {
		return fmt.Sprintf("%s(c, %s, %s%s)", k.use(set, name), value, at, args)
	}
	switch t.Kind {
	case schema.KindBool:
		return f(k.check, "bool", "")
	case schema.KindInt, schema.KindTimestamp:
		return f(k.check, "integer", prefixed(bounds(t)))
	case schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindDuration:
		least, most := t.Kind.IntRange()
		limits := bounds(t)
		if limits == "" {
			limits = "undefined"
		}
		return f(k.check, "integer", fmt.Sprintf(", %s, %d, %d", limits, least, most))
	case schema.KindFloat:
		return f(k.check, "float", prefixed(bounds(t)))
	case schema.KindInt64:
		return f(k.formats, "int64", prefixed(bounds(t)))
	case schema.KindDecimal:
		return f(k.formats, "decimal", fmt.Sprintf(", %d, %d", t.Digits, t.Scale))
	case schema.KindDatetime, schema.KindUUID, schema.KindEmail, schema.KindURI, schema.KindIPv4, schema.KindIPv6, schema.KindHostname:
		return f(k.formats, t.Kind.String(), "")
	case schema.KindBytes:
		if t.MaxLength != nil {
			return f(k.formats, "bytes", fmt.Sprintf(", %d", *t.MaxLength))
		}
		return f(k.formats, "bytes", "")
	case schema.KindJSON:
		return f(k.check, "json", "")
	case schema.KindEnum:
		values := make([]string, len(t.Enum))
		for i, v := range t.Enum {
			values[i] = v.Value
		}
		open := `, "direction"`
		if t.Open != nil {
			open = ""
			if *t.Open {
				open = ", true"
			}
		}
		return f(k.check, "oneOf", ", "+quoteAll(values)+open)
	case schema.KindConst:
		return f(k.check, "constant", ", "+literal(*t.Const))
	case schema.KindList:
		args := ", " + k.elem(t.Elem, hint+"Item") + lengths(t.MinItems, t.MaxItems)
		if t.UniqueItems {
			switch {
			case t.MaxItems != nil:
			case t.MinItems != nil:
				args += ", Infinity"
			default:
				args += ", 0, Infinity"
			}
			args += ", true"
		}
		return f(k.check, "list", args)
	case schema.KindMap:
		return f(k.check, "map", ", "+k.elem(t.Elem, hint+"Value")+lengths(t.MinItems, t.MaxItems))
	case schema.KindRef:
		return fmt.Sprintf("%s(c, %s, %s)", k.ref("check", t.Ref), value, at)
	}
	return fmt.Sprintf("%s(c, %s, %s)", k.hoist(t, hint), value, at)
}

func prefixed(s string) string {
	if s == "" {
		return ""
	}
	return ", " + s
}

// elem gives a function for the values of a list or map.
func (k *checker) elem(t *schema.Type, hint string) string {
	if t.Kind == schema.KindRef && !t.Nullable {
		return k.ref("check", t.Ref)
	}
	if !t.Nullable {
		call := k.plain(t)
		if call != "" {
			return call
		}
	}
	return k.hoist(t, hint)
}

// plain gives the runtime's own function where a kind without limits has one.
func (k *checker) plain(t *schema.Type) string {
	switch t.Kind {
	case schema.KindBool:
		return k.use(k.check, "bool")
	case schema.KindJSON:
		return k.use(k.check, "json")
	case schema.KindString:
		if t.MinLength == nil && t.MaxLength == nil && t.MaxBytes == nil && t.Pattern == nil {
			return k.use(k.check, "string")
		}
	case schema.KindDatetime, schema.KindUUID, schema.KindEmail, schema.KindURI, schema.KindIPv4, schema.KindIPv6, schema.KindHostname:
		return k.use(k.formats, t.Kind.String())
	}
	return ""
}

// hoist prints a function of its own and gives its name.
func (k *checker) hoist(t *schema.Type, hint string) string {
	name := k.taken.name("check" + hint)
	var b strings.Builder
	k.function(&b, "", name, t, hint)
	k.hoisted.WriteString(b.String())
	return name
}

// object prints the checks of an object's fields.
func (k *checker) object(b *strings.Builder, t *schema.Type, value, at, hint, indent string) {
	fmt.Fprintf(b, "%sif (!%s(c, %s, %s)) return;\n", indent, k.use(k.check, "object"), value, at)
	fmt.Fprintf(b, "%sconst since = c.problems.length;\n", indent)
	var known []string
	for _, f := range t.Fields {
		known = append(append(known, f.Name), f.Formerly...)
		k.field(b, f, value, hint, indent)
	}
	if t.NoAdditionalProperties {
		fmt.Fprintf(b, "%s%s(c, %s, %s, tag);\n", indent, k.use(k.check, "known"), value, quoteAll(known))
	}
	fmt.Fprintf(b, "%s%s(c, since, %s);\n", indent, k.use(k.check, "under"), at)
}

func (k *checker) field(b *strings.Builder, f *schema.Field, value, hint, indent string) {
	v := k.access(f, value)
	at := quote("/" + strings.ReplaceAll(strings.ReplaceAll(f.Name, "~", "~0"), "/", "~1"))
	hint += names.TypeScriptType(f.Name)
	switch nullable := f.Type.Nullable; {
	case f.Optional && nullable:
		fmt.Fprintf(b, "%sif (%s != null) ", indent, v)
	case f.Optional:
		fmt.Fprintf(b, "%sif (%s !== undefined) ", indent, v)
	case nullable:
		fmt.Fprintf(b, "%sif (%s !== null) ", indent, v)
	default:
		b.WriteString(indent)
	}
	if f.Type.Kind == schema.KindString && (f.Type.MaxBytes != nil || f.Type.Pattern != nil) {
		var s strings.Builder
		k.statements(&s, f.Type, v, at, hint, indent)
		b.WriteString(strings.TrimPrefix(s.String(), indent))
		return
	}
	fmt.Fprintf(b, "%s;\n", k.fieldCall(f.Type, v, at, hint))
}

func (k *checker) fieldCall(t *schema.Type, v, at, hint string) string {
	if t.Kind == schema.KindString {
		if t.MinLength == nil && t.MaxLength == nil {
			return fmt.Sprintf("%s(c, %s, %s)", k.use(k.check, "string"), v, at)
		}
		return fmt.Sprintf("%s(c, %s, %s%s)", k.use(k.check, "text"), v, at, lengths(t.MinLength, t.MaxLength))
	}
	if t.Nullable && (t.Kind == schema.KindObject || t.Kind == schema.KindUnion) {
		plain := *t
		plain.Nullable = false
		return k.call(&plain, v, at, hint)
	}
	return k.call(t, v, at, hint)
}

// access prints how a field is read.
func (k *checker) access(f *schema.Field, value string) string {
	switch {
	case len(f.Formerly) > 0:
		k.use(k.check, "former")
		list := quoteAll(append([]string{f.Name}, f.Formerly...))
		return fmt.Sprintf("former(%s, %s)", value, list[1:len(list)-1])
	case inherited(f.Name):
		k.use(k.check, "own")
		return fmt.Sprintf("own(%s, %s)", value, quote(f.Name))
	}
	return member(value, f.Name)
}

// union prints the choice of a variant by its tag.
func (k *checker) union(b *strings.Builder, t *schema.Type, value, at, hint, indent string) {
	fmt.Fprintf(b, "%sif (!%s(c, %s, %s)) return;\n", indent, k.use(k.check, "object"), value, at)
	fmt.Fprintf(b, "%sconst since = c.problems.length;\n", indent)
	tag := fmt.Sprintf("%s(%s, %s)", k.use(k.check, "own"), value, quote(t.Discriminator))
	fmt.Fprintf(b, "%sswitch (%s) {\n", indent, tag)
	var tags []string
	for _, v := range t.Variants {
		tags = append(tags, v.Tag)
		f := ""
		if v.Type.Kind == schema.KindRef {
			f = k.ref("check", v.Type.Ref)
		} else {
			f = k.hoist(v.Type, hint+names.TypeScriptType(v.Tag))
		}
		fmt.Fprintf(b, "%s  case %s:\n%s    %s(c, %s, \"\", %s);\n%s    break;\n", indent, quote(v.Tag), indent, f, value, quote(t.Discriminator), indent)
	}
	fmt.Fprintf(b, "%s  default:\n%s    %s(c, %s, %s, %s);\n%s}\n", indent, indent, k.use(k.check, "oneOf"), tag,
		quote("/"+strings.ReplaceAll(strings.ReplaceAll(t.Discriminator, "~", "~0"), "/", "~1")), quoteAll(tags), indent)
	fmt.Fprintf(b, "%s%s(c, since, %s);\n", indent, k.use(k.check, "under"), at)
}

// bounds prints the limits of a number; "" where it has none.
func bounds(t *schema.Type) string {
	var parts, texts []string
	add := func(name string, n *schema.Number) {
		if n == nil {
			return
		}
		if t.Kind == schema.KindInt64 {
			parts = append(parts, fmt.Sprintf("%s: %q", name, n.Text))
			return
		}
		value := schema.Value{Kind: schema.NumberValue, Number: n.Text}
		parts = append(parts, name+": "+literal(value))
		if canonical := canonicalNumber(n, t.Kind); canonical != n.Text {
			texts = append(texts, fmt.Sprintf("%s: %q", name, n.Text))
		}
	}
	add("min", t.Minimum)
	add("above", t.ExclusiveMinimum)
	add("max", t.Maximum)
	add("below", t.ExclusiveMaximum)
	if t.MultipleOf != nil {
		if t.Kind == schema.KindInt64 {
			parts = append(parts, fmt.Sprintf(`multipleOf: "%d"`, *t.MultipleOf))
		} else {
			parts = append(parts, fmt.Sprintf("multipleOf: %d", *t.MultipleOf))
		}
	}
	if len(texts) > 0 {
		parts = append(parts, "texts: { "+strings.Join(texts, ", ")+" }")
	}
	if len(parts) == 0 {
		return ""
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}
