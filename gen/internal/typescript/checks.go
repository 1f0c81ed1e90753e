package typescript

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// checker prints the functions that check and convert values.
type checker struct {
	p       *plan
	module  string
	runtime map[string]map[string]bool // by file of the runtime, the names in use
	shared  map[string]bool            // names of types.js
	taken   taken
	body    strings.Builder
	hoisted strings.Builder
}

func moduleScript(p *plan, m *module) []byte {
	k := &checker{p: p, module: m.name, runtime: map[string]map[string]bool{}, shared: map[string]bool{}, taken: taken{}}
	for _, it := range p.all() {
		for _, prefix := range []string{"check", "decode", "encode", "validate", "parse"} {
			k.taken[prefix+it.name] = true
		}
	}
	for _, it := range m.items {
		k.item(it)
	}
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + "\n")
	for _, file := range slices.Sorted(maps.Keys(k.runtime)) {
		imports(&b, "./runtime/"+file+".js", k.runtime[file], false)
	}
	if m.name != "types" {
		imports(&b, "./types.js", k.shared, false)
	}
	b.WriteString(k.body.String())
	switch {
	case m.name != "types":
		table(&b, m)
	case len(m.items) == 0:
		b.WriteString("export {};\n")
	}
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
	b.WriteString(braced(what, slices.SortedFunc(maps.Keys(used), byName), fmt.Sprintf(" from %q;", from)))
}

// use notes that a name of the runtime is used, and gives it.
func (k *checker) use(file, name string) string {
	if k.runtime[file] == nil {
		k.runtime[file] = map[string]bool{}
	}
	k.runtime[file][name] = true
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

func (k *checker) item(it *item) {
	var own strings.Builder
	k.hoisted.Reset()
	var conversions []string
	for _, w := range []way{decoding, encoding} {
		if k.p.changes(it.typ, w) {
			k.converter(&own, it, w)
			conversions = append(conversions, fmt.Sprintf("%s: %s%s", w, w, it.name))
		}
	}
	check := "check" + it.name
	if it.event != nil && len(conversions) > 0 {
		plain := k.taken.name(check + "Data")
		k.function(&k.hoisted, "", plain, it.typ, it.name)
		head := fmt.Sprintf("const %s = /* @__PURE__ */ %s(%s,", check, k.use("contract", "converting"), plain)
		k.hoisted.WriteString("\n" + braced(head, conversions, ");"))
	} else {
		export := "export "
		if it.event != nil { // the table gives it away
			export = ""
		}
		k.function(&k.hoisted, export, check, it.typ, it.name)
	}
	fmt.Fprintf(&own, "\nexport function validate%s(value) {\n  return %s(%s, value);\n}\n", it.name, k.use("contract", "validate"), check)
	if it.event != nil {
		form := 1 // what travels
		if it.event.Direction == schema.ServerToClient {
			form = 2 // the same, from a peer that may be newer
		}
		fmt.Fprintf(&own, "\nexport function parse%s(data) {\n  return %s(%s, data, %d);\n}\n", it.name, k.use("contract", "convert"), check, form)
		fmt.Fprintf(&own, "\nexport const %sSchema = /* @__PURE__ */ %s(%s);\n", it.value, k.use("standard", "standard"), check)
	}
	k.body.WriteString(k.hoisted.String() + own.String())
}

// function prints a function that checks values of a type.
func (k *checker) function(b *strings.Builder, export, name string, t *schema.Type, hint string) {
	inner := func() string {
		inner := k.taken.name(name + "Value")
		plain := *t
		plain.Nullable, plain.MaxDepth = false, 0
		k.function(b, "", inner, &plain, hint)
		return inner
	}
	arrow := func(body expression) {
		head := fmt.Sprintf("%sconst %s = (value, at) =>", export, name)
		line := head + " " + body.flat() + ";\n"
		if len([]rune(line))-1 > lineWidth {
			line = head + "\n  " + body.print("  ", "  ", 2, 1) + ";\n"
		}
		b.WriteString("\n" + line)
	}
	container := t.Kind == schema.KindObject || t.Kind == schema.KindUnion
	switch {
	case t.MaxDepth > 0 && t.Nullable:
		levels := *t
		levels.Nullable = false
		value := k.taken.name(name + "Levels")
		k.function(b, "", value, &levels, hint)
		arrow(chain("||", atom("value === null"), callOf(value, atom("value"), atom("at"))))
	case t.MaxDepth > 0:
		list := ""
		if t.Kind == schema.KindList {
			list = ", true"
		}
		value := inner()
		fmt.Fprintf(b, "\n%sconst %s = /* @__PURE__ */ %s(%d, %s%s);\n", export, name, k.use("check", "nested"), t.MaxDepth, value, list)
	case container && t.Nullable:
		arrow(chain("||", atom("value === null"), callOf(inner(), atom("value"), atom("at"))))
	case container:
		tag := "(value)"
		var body strings.Builder
		if t.Kind == schema.KindUnion {
			k.union(&body, t, hint)
		} else {
			if t.NoAdditionalProperties {
				tag = "(value, tag)"
			}
			k.fields(&body, t, hint)
		}
		if body.Len() == 0 {
			fmt.Fprintf(b, "\n%sconst %s = /* @__PURE__ */ %s(() => {});\n", export, name, k.use("check", "object"))
			return
		}
		fmt.Fprintf(b, "\n%sconst %s = /* @__PURE__ */ %s(%s => {\n%s});\n", export, name, k.use("check", "object"), tag, body.String())
	default:
		checks, condition := k.checks(t, atom("value"), atom("at"), hint), ""
		if t.Nullable {
			condition = "value !== null"
		}
		switch {
		case len(checks) > 1:
			fmt.Fprintf(b, "\n%sfunction %s(value, at) {\n", export, name)
			k.several(b, checks, condition)
			b.WriteString("}\n")
		case t.Nullable:
			arrow(chain("||", atom("value === null"), checks[0]))
		default:
			arrow(checks[0])
		}
	}
}

// several prints checks of which the first decides whether the others are looked at.
func (k *checker) several(b *strings.Builder, checks []expression, condition string) {
	first := checks[0].flat()
	if condition != "" {
		first = condition + " && " + first
	}
	fmt.Fprintf(b, "  if (%s) {\n", first)
	for _, check := range checks[1:] {
		b.WriteString(check.statement("    "))
	}
	b.WriteString("  }\n")
}

// checks gives the checks of a value that is not null: one, or several of which the first decides whether the others are looked at.
func (k *checker) checks(t *schema.Type, value, at expression, hint string) []expression {
	f := func(file, name string, args ...expression) expression {
		return callOf(k.use(file, name), append([]expression{value, at}, args...)...)
	}
	switch t.Kind {
	case schema.KindString:
		var checks []expression
		if t.MinLength == nil && t.MaxLength == nil {
			checks = append(checks, f("check", "string"))
		} else {
			checks = append(checks, f("check", "text", lengths(t.MinLength, t.MaxLength)...))
		}
		if t.MaxBytes != nil {
			checks = append(checks, f("check", "maxBytes", number(*t.MaxBytes)))
		}
		if t.Pattern != nil {
			checks = append(checks, f("check", "pattern", atom("/"+regexpBody(t.Pattern.ECMAScript())+"/u"), atom(text(t.Pattern.Source))))
		}
		if len(checks) == 2 {
			return []expression{chain("&&", checks...)}
		}
		return checks
	case schema.KindList:
		args := append([]expression{atom(k.elem(t.Elem, hint+"Item"))}, lengths(t.MinItems, t.MaxItems)...)
		if t.UniqueItems {
			args[0] = callOf(k.use("check", "unique"), args[0])
		}
		return []expression{f("check", "list", args...)}
	case schema.KindMap:
		return []expression{f("check", "map", append([]expression{atom(k.elem(t.Elem, hint+"Value"))}, lengths(t.MinItems, t.MaxItems)...)...)}
	case schema.KindRef:
		return []expression{callOf(k.ref("check", t.Ref), value, at)}
	case schema.KindObject, schema.KindUnion:
		return []expression{callOf(k.hoist(t, hint), value, at)}
	case schema.KindEnum:
		if t.Open != nil && *t.Open {
			return []expression{f("check", "string")}
		}
		values := make([]string, len(t.Enum))
		for i, v := range t.Enum {
			values[i] = v.Value
		}
		name := "oneOf"
		if t.Open == nil {
			name = "oneOfKnown"
		}
		return []expression{f("check", name, enumerated(values))}
	case schema.KindConst:
		return []expression{f("check", "constant", atom(literal(*t.Const)))}
	case schema.KindInt, schema.KindTimestamp:
		return k.bounded(t, f("check", "integer"), value, at)
	case schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindDuration:
		least, most := t.Kind.IntRange()
		return k.bounded(t, f("check", "ranged", number(least), number(most)), value, at)
	case schema.KindFloat:
		return k.bounded(t, f("check", "float"), value, at)
	case schema.KindInt64:
		return k.bounded(t, f("formats", "int64"), callOf("BigInt", value), at)
	case schema.KindDecimal:
		return []expression{f("formats", "decimal", number(int64(t.Digits)), number(int64(t.Scale)))}
	case schema.KindBytes:
		if t.MaxLength != nil {
			return []expression{f("formats", "bytes", number(*t.MaxLength))}
		}
		return []expression{f("formats", "bytes")}
	case schema.KindBool, schema.KindJSON:
		return []expression{f("check", t.Kind.String())}
	}
	return []expression{f("formats", t.Kind.String())}
}

// enumerated gives an enum's values as an argument.
func enumerated(values []string) expression {
	literals := make([]string, len(values))
	for i, value := range values {
		literals[i] = text(value)
	}
	return expression{array: literals}
}

func number(n int64) expression { return atom(strconv.FormatInt(n, 10)) }

// lengths gives the bounds of what is counted as arguments.
func lengths(least, most *int64) []expression {
	bounds := []expression{number(0), atom("Infinity")}
	if least != nil {
		bounds[0] = number(*least)
	}
	if most != nil {
		bounds[1] = number(*most)
	}
	return bounds
}

// bounded adds the limits of a number to the check of its type; the first that is broken is told.
func (k *checker) bounded(t *schema.Type, check, value, at expression) []expression {
	terms := []expression{check}
	add := func(name string, n *schema.Number) {
		if n == nil {
			return
		}
		bound, canonical := literal(schema.Value{Kind: schema.NumberValue, Number: n.Text}), canonicalNumber(n, t.Kind)
		if t.Kind == schema.KindInt64 {
			canonical = strconv.FormatInt(n.Int, 10)
			bound = canonical + "n"
		}
		args := []expression{value, at, atom(bound)}
		if canonical != n.Text {
			args = append(args, atom(quote(n.Text)))
		}
		terms = append(terms, callOf(k.use("check", name), args...))
	}
	add("min", t.Minimum)
	add("above", t.ExclusiveMinimum)
	add("max", t.Maximum)
	add("below", t.ExclusiveMaximum)
	if t.MultipleOf != nil {
		step := number(*t.MultipleOf)
		if t.Kind == schema.KindInt64 {
			step.atom += "n"
		}
		terms = append(terms, callOf(k.use("check", "multipleOf"), value, at, step))
	}
	return []expression{chain("&&", terms...)}
}

// elem gives a function for the values of a list or map.
func (k *checker) elem(t *schema.Type, hint string) string {
	if !t.Nullable {
		switch t.Kind {
		case schema.KindRef, schema.KindBool, schema.KindJSON, schema.KindFloat, schema.KindString, schema.KindDatetime, schema.KindUUID, schema.KindEmail,
			schema.KindURI, schema.KindIPv4, schema.KindIPv6, schema.KindHostname:
			// The check itself, where nothing is to be told to it but the value and its path.
			if checks := k.checks(t, atom(""), atom(""), ""); len(checks) == 1 && checks[0].call != nil && len(checks[0].call.args) == 2 {
				return checks[0].call.function
			}
		}
	}
	return k.hoist(t, hint)
}

// hoist prints a function of its own and gives its name.
func (k *checker) hoist(t *schema.Type, hint string) string {
	name := k.taken.name("check" + hint)
	var b strings.Builder
	k.function(&b, "", name, t, hint)
	k.hoisted.WriteString(b.String())
	return name
}

// fields prints the checks of an object's fields.
func (k *checker) fields(b *strings.Builder, t *schema.Type, hint string) {
	var known []string
	for _, f := range t.Fields {
		for _, name := range append([]string{f.Name}, f.Formerly...) {
			known = append(known, quote(name))
		}
		k.field(b, f, hint+names.TypeScriptType(f.Name))
	}
	if t.NoAdditionalProperties {
		if len(known) == 0 {
			known = []string{}
		}
		b.WriteString(callOf(k.use("check", "known"), atom("value"), atom(expression{array: known}.flat()), atom("tag")).statement("  "))
	}
}

func (k *checker) field(b *strings.Builder, f *schema.Field, hint string) {
	value := k.access(f, "value")
	plain := *f.Type
	plain.Nullable = false
	checks := k.checks(&plain, atom(value), atom(quote(pointer(f.Name))), hint)
	equals, absent := "", ""
	switch nullable := f.Type.Nullable; {
	case f.Optional && nullable:
		equals, absent = "==", " null"
	case f.Optional:
		equals, absent = "===", " undefined"
	case nullable:
		equals, absent = "===", " null"
	}
	switch {
	case len(checks) > 1 && absent != "":
		k.several(b, checks, value+" !"+equals[1:]+absent)
	case len(checks) > 1:
		k.several(b, checks, "")
	case absent != "":
		b.WriteString(chain("||", atom(value+" "+equals+absent), checks[0]).statement("  "))
	default:
		b.WriteString(checks[0].statement("  "))
	}
}

// pointer is a name as a JSON Pointer.
func pointer(name string) string {
	return "/" + strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// access prints how a field is read.
func (k *checker) access(f *schema.Field, value string) string {
	switch {
	case len(f.Formerly) > 0:
		list := quoteAll(append([]string{f.Name}, f.Formerly...))
		return fmt.Sprintf("%s(%s, %s)", k.use("check", "former"), value, list[1:len(list)-1])
	case inherited(f.Name):
		return fmt.Sprintf("%s(%s, %s)", k.use("check", "own"), value, quote(f.Name))
	}
	return member(value, f.Name)
}

// union prints the choice of a variant by its tag.
func (k *checker) union(b *strings.Builder, t *schema.Type, hint string) {
	tag := fmt.Sprintf("%s(value, %s)", k.use("check", "own"), quote(t.Discriminator))
	fmt.Fprintf(b, "  switch (%s) {\n", tag)
	var tags []string
	for _, v := range t.Variants {
		tags = append(tags, v.Tag)
		f := ""
		if v.Type.Kind == schema.KindRef {
			f = k.ref("check", v.Type.Ref)
		} else {
			f = k.hoist(v.Type, hint+names.TypeScriptType(v.Tag))
		}
		fmt.Fprintf(b, "    case %s:\n      %s(value, \"\", %s);\n      break;\n", quote(v.Tag), f, quote(t.Discriminator))
	}
	other := callOf(k.use("check", "oneOf"), atom(tag), atom(quote(pointer(t.Discriminator))), enumerated(tags))
	b.WriteString("    default:\n" + other.statement("      ") + "  }\n")
}
