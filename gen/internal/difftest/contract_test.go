package difftest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"eventwire/gen/internal/schema"
)

// A contractor writes random contracts: every event is a random schema over the whole language.
type contractor struct {
	*rand.Rand
	names   []string // of the types declared so far
	objects []string // those that can be variants of unions
}

// randomContract gives the text of a contract with so many events, and the model of it. A line that the loader refuses, because two of its
// names clash after conversion, is written anew.
func randomContract(seed uint64, events int) (string, *schema.Contract, error) {
	c := &contractor{Rand: rand.New(rand.NewPCG(seed, 1))}
	lines := []string{"version: 1", "name: random", "outputs: { go: { path: events, package: events }, typescript: ts, asyncapi: false, jsonSchema: false, yamlSchema: false }"}
	again := make(map[int]func() string) // by line, from 1
	write := func(line func() string) {
		lines = append(lines, line())
		again[len(lines)] = line
	}
	lines = append(lines, "types:")
	for i := range max(4, events/2) {
		name := fmt.Sprintf("T%d", i)
		declared, objects := c.names[:len(c.names):len(c.names)], c.objects[:len(c.objects):len(c.objects)]
		write(func() string {
			c.names, c.objects = declared, objects
			return fmt.Sprintf("  %s: %s", name, c.declaration(name, i))
		})
		c.names, c.objects = append(declared, name), objects
		if i%4 == 1 {
			c.objects = append(objects, name)
		}
	}
	all, objects := c.names, c.objects
	for _, section := range []string{"clientToServer", "serverToClient"} {
		lines = append(lines, section+":")
		for i := range events / 2 {
			write(func() string {
				c.names, c.objects = all, objects
				fields := strings.Replace(c.fields(0), "{ ", fmt.Sprintf("{ t: T%d, ", i), 1) // each type is used in each direction
				return fmt.Sprintf("  %s%d: { %s }", section[:6], i, c.closed(fields))
			})
		}
	}
	for range 50 {
		text := strings.Join(lines, "\n") + "\n"
		model, diagnostics := schema.Load("events.yaml", []byte(text), nil)
		if model != nil {
			return text, model, nil
		}
		for _, d := range diagnostics {
			line := again[d.Pos.Line]
			if line == nil {
				return text, nil, fmt.Errorf("seed %d: %v", seed, d)
			}
			lines[d.Pos.Line-1] = line()
		}
	}
	return strings.Join(lines, "\n"), nil, fmt.Errorf("seed %d: the loader refuses what is written 50 times", seed)
}

// one is true once in n times.
func (c *contractor) one(n int) bool { return c.IntN(n) == 0 }

func pick[T any](r *rand.Rand, items ...T) T { return items[r.IntN(len(items))] }

// declaration is the type of declaration number i: in turns one that is random or contains itself, an object, and a list and a map of each scalar kind.
func (c *contractor) declaration(name string, i int) string {
	depth := 1 + c.IntN(4)
	turn := i / 4
	kind := schema.Kind(turn) % schema.KindList
	switch i % 4 {
	case 1:
		return "{ " + c.closed(c.fields(1)) + " }"
	case 2:
		return expression(append([]string{"list: " + c.leafOf(kind, c.nullable(nil)...)}, c.bounds("minItems", "maxItems", 5)...))
	case 3:
		return expression(append([]string{"map: " + c.leafOf(kind, c.nullable(nil)...)}, c.bounds("minProperties", "maxProperties", 4)...))
	}
	switch turn % 10 {
	case 0:
		return fmt.Sprintf("{ maxDepth: %d, fields: { label: %s, next?: %s } }", depth, c.leaf(), name)
	case 2:
		return fmt.Sprintf("{ maxDepth: %d, fields: { items: { list: { type: %s, nullable: true }, maxItems: 3 } } }", depth, name)
	case 4:
		return fmt.Sprintf("{ maxDepth: %d, list: %s, maxItems: 3 }", depth, name)
	case 6:
		return fmt.Sprintf("{ maxDepth: %d, map: { type: %s, nullable: true } }", depth, name)
	case 8:
		return fmt.Sprintf("{ maxDepth: %d, discriminator: is, oneOf: { leaf: { fields: { v: %s } }, node: { fields: { sub: { map: %s } } } } }", depth, c.leaf(), name)
	}
	return c.typ(1, c.nullable(nil))
}

// typ is a random type expression; annotations are keys to write into it.
func (c *contractor) typ(depth int, annotations []string) string {
	switch n := c.IntN(20); {
	case n < 4 && len(c.names) > 0:
		return expression(append([]string{"type: " + pick(c.Rand, c.names...)}, annotations...))
	case depth > 3 || n < 12:
		return c.leaf(annotations...)
	case n < 14:
		keys := []string{"list: " + c.typ(depth+1, c.nullable(nil))}
		return expression(append(append(keys, c.bounds("minItems", "maxItems", 5)...), annotations...))
	case n < 15:
		keys := []string{"list: " + c.scalar(), "uniqueItems: true"}
		return expression(append(append(keys, c.bounds("", "maxItems", 5)...), annotations...))
	case n < 17:
		keys := []string{"map: " + c.typ(depth+1, c.nullable(nil))}
		return expression(append(append(keys, c.bounds("minProperties", "maxProperties", 4)...), annotations...))
	case n < 19:
		return expression(append([]string{c.closed(c.fields(depth + 1))}, annotations...))
	}
	tags := []string{"a", "b", "toString", `"__proto__"`, `"constructor"`, `"é"`}
	c.Shuffle(len(tags), func(i, j int) { tags[i], tags[j] = tags[j], tags[i] })
	declared := slices.Clone(c.objects)
	var variants []string
	for _, tag := range tags[:1+c.IntN(4)] {
		if len(declared) > 0 && c.one(3) {
			at := c.IntN(len(declared))
			variants = append(variants, tag+": "+declared[at])
			declared = slices.Delete(declared, at, at+1)
			continue
		}
		variants = append(variants, tag+": { "+c.closed(c.fields(depth+1))+" }")
	}
	tag := pick(c.Rand, "kind", "type", "$type")
	return expression(append([]string{"discriminator: " + tag, "oneOf: { " + strings.Join(variants, ", ") + " }"}, annotations...))
}

// expression writes a type in its shortest form.
func expression(keys []string) string {
	if len(keys) == 1 && strings.HasPrefix(keys[0], "type: ") {
		return keys[0][len("type: "):]
	}
	return "{ " + strings.Join(keys, ", ") + " }"
}

// closed now and then refuses fields that an object does not have.
func (c *contractor) closed(fields string) string {
	if c.one(4) {
		return fields + ", additionalProperties: false"
	}
	return fields
}

func (c *contractor) nullable(annotations []string) []string {
	if c.one(4) {
		return append(annotations, "nullable: true")
	}
	return annotations
}

func (c *contractor) bounds(least, most string, limit int) []string {
	var keys []string
	low := c.IntN(limit)
	if least != "" && c.one(2) {
		keys = append(keys, fmt.Sprintf("%s: %d", least, low))
	} else {
		low = 0
	}
	if c.one(2) {
		keys = append(keys, fmt.Sprintf("%s: %d", most, low+c.IntN(limit)))
	}
	return keys
}

// fields writes `fields: {…}` with names that some language holds dear.
func (c *contractor) fields(depth int) string {
	names := []string{
		"a", "b", "c", "id", "v", "__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "length", "name", "func", "class", "default",
		`"a.b"`, "$ref", `"@id"`, "validate", "data", "event", "err", "x-y", "null-able", "Upper", "i", "dst", "s",
	}
	c.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var fields []string
	for i, name := range names[:c.IntN(6)] {
		annotations := c.nullable(nil)
		if c.one(8) {
			annotations = append(annotations, fmt.Sprintf("formerly: old%d", i))
		}
		if !c.one(3) {
			fields = append(fields, name+": "+c.typ(depth+1, annotations))
			continue
		}
		if name[len(name)-1] == '"' {
			name = name[:len(name)-1] + `?"`
		} else {
			name += "?"
		}
		if c.one(3) {
			fields = append(fields, name+": "+c.defaulted())
			continue
		}
		fields = append(fields, name+": "+c.typ(depth+1, annotations))
	}
	return "fields: { " + strings.Join(fields, ", ") + " }"
}

// defaulted is a type with a default that obeys it.
func (c *contractor) defaulted() string {
	return pick(c.Rand,
		"{ type: int, minimum: -3, default: -3 }", "{ type: string, maxLength: 5, default: \"\U0001f600\" }", "{ type: bool, default: true }", "{ type: float, default: 1.5e-9 }",
		"{ type: int64, default: \"9223372036854775807\" }", "{ enum: [a, b], default: b }", "{ list: string, default: [a, \"b\"] }", "{ type: string, nullable: true, default: null }",
		"{ type: uuid, default: 123e4567-e89b-12d3-a456-426614174000 }", "{ type: timestamp, default: 0 }", "{ map: int, default: { a: 1 } }", "{ type: bytes, default: \"AQ==\" }",
		"{ type: int32, default: -2147483648 }", "{ type: uint32, default: 4294967295 }", "{ type: uint16, minimum: 9, default: 65535 }", "{ type: uint8, maximum: 9, default: 9 }",
		"{ type: duration, default: -1 }", "{ type: datetime, default: 2024-02-29T00:00:00Z }", "{ type: decimal, digits: 4, scale: 2, default: \"-10.05\" }", "{ type: json, default: { a: [null] } }",
		"{ enum: [a, b], default: a, nullable: true }", "{ type: int, nullable: true, default: null }", "{ list: { type: int, nullable: true }, nullable: true, default: [null, 1] }",
		"{ fields: { a: int, \"b?\": { type: int, default: 7 } }, default: { a: 1 } }", "{ discriminator: kind, oneOf: { x: { fields: { a: int } }, y: { fields: {} } }, default: { kind: y } }",
		"{ map: { list: { type: bytes, maxLength: 2 } }, default: { __proto__: [\"AQ==\"] } }")
}

// scalar is a type whose values uniqueItems can compare.
func (c *contractor) scalar() string {
	return pick(c.Rand, "string", "int", "bool", "uint8", "int64", "uuid", "{ enum: [a, b, c] }", "{ type: string, maxLength: 2 }", "timestamp", "{ type: int, nullable: true }", "datetime", "bytes", "{ type: decimal, digits: 3, scale: 1 }")
}

// leaf is a type without a type inside it, with random constraints that the loader accepts.
func (c *contractor) leaf(annotations ...string) string {
	return c.leafOf(schema.Kind(c.IntN(int(schema.KindList))), annotations...)
}

func (c *contractor) leafOf(kind schema.Kind, annotations ...string) string {
	if kind == schema.KindJSON {
		annotations = slices.DeleteFunc(slices.Clone(annotations), func(a string) bool { return a == "nullable: true" }) // it has null anyway
	}
	for {
		text := expression(append(c.constrained(kind), annotations...))
		bare := text
		for _, a := range annotations { // a former name is for fields only
			if a != "nullable: true" {
				bare = strings.ReplaceAll(bare, ", "+a, "")
			}
		}
		src := "version: 1\nname: leaf\ntypes:\n  T: " + bare + "\n"
		if model, _ := schema.Load("leaf.yaml", []byte(src), nil); model != nil {
			return text
		}
	}
}

func (c *contractor) constrained(kind schema.Kind) []string {
	keys := []string{"type: " + kind.String()}
	switch kind {
	case schema.KindString:
		keys = append(keys, c.bounds("minLength", "maxLength", 6)...)
		if c.one(4) {
			keys = append(keys, fmt.Sprintf("maxBytes: %d", 1+c.IntN(12)))
		}
		if c.one(2) {
			pattern, _ := json.Marshal(c.pattern(0))
			keys = append([]string{"type: string", fmt.Sprintf("maxLength: %d", 1+c.IntN(12))}, "pattern: "+string(pattern))
		}
	case schema.KindInt, schema.KindInt32, schema.KindUint32, schema.KindUint16, schema.KindUint8, schema.KindInt64:
		least, greatest := kind.IntRange()
		if c.one(2) {
			keys = append(keys, pick(c.Rand, "minimum: ", "exclusiveMinimum: ")+c.integer(least, greatest))
		}
		if c.one(2) {
			keys = append(keys, pick(c.Rand, "maximum: ", "exclusiveMaximum: ")+c.integer(least, greatest))
		}
		if c.one(4) {
			keys = append(keys, fmt.Sprintf("multipleOf: %d", pick(c.Rand, 1, 2, 3, 10, 1000, 1<<31)))
		}
	case schema.KindFloat:
		if c.one(2) {
			keys = append(keys, pick(c.Rand, "minimum: ", "exclusiveMinimum: ")+pick(c.Rand, "0", "-0.5", "0.1", "-1e21", "1e-7"))
		}
		if c.one(2) {
			keys = append(keys, pick(c.Rand, "maximum: ", "exclusiveMaximum: ")+pick(c.Rand, "0", "0.3", "1e21", "100", "1.7976931348623157e308"))
		}
	case schema.KindDecimal:
		digits := 1 + c.IntN(20)
		keys = append(keys, fmt.Sprintf("digits: %d, scale: %d", digits, c.IntN(digits+1)))
	case schema.KindBytes:
		keys = append(keys, c.bounds("", "maxLength", 7)...)
	case schema.KindEnum:
		values := []string{"a", "b", `""`, `"é"`, "toString", `"__proto__"`, `"constructor"`, `"A"`, `"\U0001f600"`, `"with space"`}
		c.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		keys = []string{"enum: [" + strings.Join(values[:1+c.IntN(5)], ", ") + "]"}
		if c.one(2) {
			keys = append(keys, pick(c.Rand, "open: true", "closed: true", "open: false"))
		}
	case schema.KindConst:
		keys = []string{"const: " + pick(c.Rand, "fixed", `""`, "1", "-2.5", "true", "false", `"__proto__"`, "9007199254740991", "1e21")}
	}
	return keys
}

func (c *contractor) integer(least, greatest int64) string {
	n := pick(c.Rand, least, least+1, greatest, greatest-1, 0, 1, 7, 100, -1, -100, int64(1)<<31, 9007199254740993)
	return fmt.Sprint(min(max(n, least), greatest))
}

// pattern is a random regular expression; the loader decides whether it is one for both languages.
func (c *contractor) pattern(depth int) string {
	atom := func() string {
		if depth < 2 && c.one(4) {
			return "(" + c.pattern(depth+1) + ")"
		}
		return pick(c.Rand, "a", "b", "é", "\U0001f600", ".", `\d`, `\w`, `\s`, `\S`, `\W`, `\D`, "[a-c]", "[^a-c]", `[\w-]`, `[^\d\s]`, `\.`, `\/`, "[[:upper:]]", `\pL`, `\PN`,
			`\p{Greek}`, "[à-ü😀-😎]", "(?s:.)", `\x41`, `\x{1F600}`, "-", `[\]\\^-]`, `\Q+*\E`, "/", `"`, "(?:a|b)", "(?P<n>x)", `\n`, `[^\n]`, "$^", "(?i:a)", `\b`, "{", "#")
	}
	var b strings.Builder
	if c.one(2) {
		b.WriteString(pick(c.Rand, "^", `\A`))
	}
	for range 1 + c.IntN(4) {
		b.WriteString(atom())
		if c.one(3) {
			b.WriteString(pick(c.Rand, "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?"))
		}
		if c.one(8) {
			b.WriteString("|")
		}
	}
	if c.one(2) {
		b.WriteString(pick(c.Rand, "$", `\z`))
	}
	return b.String()
}
