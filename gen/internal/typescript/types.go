package typescript

import (
	"fmt"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// typer prints types for a file of declarations.
type typer struct {
	p       *plan
	input   bool            // a writer's type
	open    bool            // enums that leave it to the direction are open
	shared  map[string]bool // types of types.d.ts in use
	runtime map[string]bool // types of the runtime in use
}

func moduleDeclarations(p *plan, m *module) []byte {
	t := &typer{p: p, shared: map[string]bool{}, runtime: map[string]bool{}}
	var b strings.Builder
	for _, it := range m.items {
		t.declare(&b, it)
	}
	var head strings.Builder
	head.WriteString("// " + output.Header(p.contract.File) + "\n")
	if len(m.items) > 0 {
		imports(&head, "./runtime/brands.js", t.runtime, true)
		imports(&head, "./runtime/errors.js", map[string]bool{"Problem": true}, true)
		if m.name != "types" {
			imports(&head, "./runtime/standard.js", map[string]bool{"StandardSchema": true}, true)
			imports(&head, "./types.js", t.shared, true)
		}
	}
	if len(m.items) == 0 {
		head.WriteString("export {};\n")
	}
	return []byte(head.String() + b.String())
}

// declare prints one item: its types and the declarations of its functions.
func (t *typer) declare(b *strings.Builder, it *item) {
	t.open = it.event != nil && it.event.Direction == schema.ServerToClient || it.decl != nil && it.decl.UsedIn[schema.ServerToClient]
	t.input = false
	b.WriteString("\n" + comment("", it.doc, it.old))
	t.named(b, it.name, it.typ)
	input := it.name + "Input"
	if it.differ {
		t.input = true
		fmt.Fprintf(b, "\n/** %s as it is sent. */\n", it.name)
		t.named(b, input, it.typ)
		t.input = false
	} else if it.event != nil {
		fmt.Fprintf(b, "\n/** %s as it is sent. */\nexport type %s = %s;\n", it.name, input, it.name)
	} else {
		input = it.name
	}
	fmt.Fprintf(b, "\n/** Gives what is wrong with a value that is to be sent; nothing where it is a valid %s. */\n", input)
	fmt.Fprintf(b, "export declare function validate%s(value: unknown): readonly Problem[];\n", it.name)
	if it.event != nil {
		fmt.Fprintf(b, "\n/** Reads the data of `%s` as JSON.parse gives them. Throws ValidationError. */\n", it.event.Name)
		fmt.Fprintf(b, "export declare function parse%s(data: unknown): %s;\n", it.name, it.name)
		fmt.Fprintf(b, "\n/** The data of `%s` as a Standard Schema, for forms. */\n", it.event.Name)
		fmt.Fprintf(b, "export declare const %sSchema: StandardSchema<%s>;\n", it.value, input)
	}
}

// named prints an interface where it can be one, a type elsewhere.
func (t *typer) named(b *strings.Builder, name string, typ *schema.Type) {
	if typ.Kind == schema.KindObject && !typ.Nullable {
		if len(typ.Fields) == 0 {
			fmt.Fprintf(b, "export type %s = Record<never, never>;\n", name)
			return
		}
		fmt.Fprintf(b, "export interface %s %s\n", name, t.object(typ, ""))
		return
	}
	head := "export type " + name + " ="
	b.WriteString(head + t.placed(typ, "", len([]rune(head)), "") + ";\n")
}

func (t *typer) object(typ *schema.Type, indent string) string {
	if len(typ.Fields) == 0 {
		return "{}"
	}
	var b strings.Builder
	b.WriteString("{\n")
	for _, f := range typ.Fields {
		doc := f.Doc
		if doc == "" {
			doc = f.Type.Doc
		}
		if doc == "" && f.Type.Kind == schema.KindRef {
			doc = f.Type.Ref.Type.Doc
		}
		if f.Default != nil {
			doc = strings.TrimSpace(doc + "\n\n@default " + string(f.Default.AppendJSON(nil)))
		}
		b.WriteString(comment(indent+"  ", doc, f.Deprecated))
		mark, absent := "", ""
		if f.Optional && (t.input || f.Default == nil) {
			mark, absent = "?", " | undefined"
		}
		head := indent + "  readonly " + names.TypeScriptProperty(f.Name) + mark + ":"
		b.WriteString(head + t.placed(f.Type, indent+"  ", len([]rune(head)), absent) + ";\n")
	}
	b.WriteString(indent + "}")
	return b.String()
}

// placed prints a type behind what takes `used` columns of the line: a union of which the line has no room with a line for each member.
// absent is what follows the type of a field that may be absent.
func (t *typer) placed(typ *schema.Type, indent string, used int, absent string) string {
	var members []string
	switch typ.Kind {
	case schema.KindEnum:
		members = t.values(typ)
	case schema.KindUnion:
		members = t.variants(typ, indent+"    ")
	}
	flat := " " + t.typ(typ, indent) + absent
	if len(members) < 2 || !strings.Contains(flat, "\n") && used+len([]rune(flat)) < lineWidth {
		return flat
	}
	if typ.Nullable {
		members = append(members, "null")
	}
	return "\n" + indent + "  | " + strings.Join(members, "\n"+indent+"  | ") + strings.Replace(absent, " | ", "\n"+indent+"  | ", 1)
}

func (t *typer) typ(typ *schema.Type, indent string) string {
	s := t.bare(typ, indent)
	if typ.Nullable {
		return s + " | null"
	}
	return s
}

func (t *typer) bare(typ *schema.Type, indent string) string {
	switch typ.Kind {
	case schema.KindBool:
		return "boolean"
	case schema.KindInt, schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindFloat, schema.KindTimestamp, schema.KindDuration:
		return "number"
	case schema.KindInt64:
		t.runtime["Int64"] = true
		return "Int64"
	case schema.KindDecimal:
		t.runtime["Decimal"] = true
		return "Decimal"
	case schema.KindBytes:
		return "Uint8Array"
	case schema.KindJSON:
		return "unknown"
	case schema.KindEnum:
		return strings.Join(t.values(typ), " | ")
	case schema.KindConst:
		return literal(*typ.Const)
	case schema.KindList:
		elem := t.typ(typ.Elem, indent)
		if strings.Contains(elem, " ") || strings.HasPrefix(elem, "readonly ") {
			return "ReadonlyArray<" + elem + ">"
		}
		return "readonly " + elem + "[]"
	case schema.KindMap:
		return "{ readonly [name: string]: " + t.typ(typ.Elem, indent) + " }"
	case schema.KindObject:
		return t.object(typ, indent)
	case schema.KindUnion:
		return strings.Join(t.variants(typ, indent), " | ")
	case schema.KindRef:
		name := names.TypeScriptType(typ.Ref.Name)
		if t.input && t.p.differs[typ.Ref] {
			name += "Input"
		}
		t.shared[name] = true
		return name
	}
	return "string"
}

// variants gives the members of a tagged union.
func (t *typer) variants(typ *schema.Type, indent string) []string {
	variants := make([]string, len(typ.Variants))
	for i, v := range typ.Variants {
		variants[i] = fmt.Sprintf("({ readonly %s: %s } & %s)", names.TypeScriptProperty(typ.Discriminator), text(v.Tag), t.typ(v.Type, indent))
	}
	return variants
}

// values gives the members of an enum's union.
func (t *typer) values(typ *schema.Type) []string {
	var values []string
	for _, v := range typ.Enum {
		values = append(values, text(v.Value))
	}
	if typ.Open != nil && *typ.Open || typ.Open == nil && t.open && !t.input {
		values = append(values, "(string & {})")
	}
	return values
}
