package export

import "eventwire/gen/internal/schema"

// keyword is a key that narrows a type.
type keyword struct {
	name   string
	schema *object
	types  []string // values of `type` that it applies to
	shapes []string // other shapes that it applies to
}

func keywords() []keyword {
	integers := []string{"int", "int32", "uint32", "uint16", "uint8", "int64"}
	numbers := append([]string{"float"}, integers...)
	recursive := []string{"list", "map", "fields", "oneOf"}
	count := func(doc string) *object { return obj("description", doc, "type", "integer", "minimum", 0) }
	limit := func(doc string) *object { return obj("description", doc, "type", "number") }
	return []keyword{
		{"minLength", count("The least number of Unicode code points."), []string{"string"}, nil},
		{"maxLength", count("The greatest number of Unicode code points; of bytes, where the type is bytes."), []string{"string", "bytes"}, nil},
		{"maxBytes", count("The greatest number of bytes in UTF-8."), []string{"string"}, nil},
		{"pattern", obj("description", "A regular expression in RE2 syntax that the text matches somewhere; anchor it with ^ and $. Look-around, back references, \\b, (?i) and (?m) are refused. Needs a maxLength.", "type", "string", "minLength", 1, "maxLength", 1000, "not", obj("pattern", `^/(\^.*|.*\$)/[a-z]*$`)), []string{"string"}, nil},
		{"minimum", limit("The least value."), numbers, nil},
		{"maximum", limit("The greatest value."), numbers, nil},
		{"exclusiveMinimum", limit("A value that all others are greater than."), numbers, nil},
		{"exclusiveMaximum", limit("A value that all others are less than."), numbers, nil},
		{"multipleOf", obj("description", "The value is a multiple of this.", "type", "integer", "minimum", 1), integers, nil},
		{"digits", obj("description", "How many digits the number has in all.", "type", "integer", "minimum", 1, "maximum", 100), []string{"decimal"}, nil},
		{"scale", obj("description", "How many of the digits stand after the point.", "type", "integer", "minimum", 0, "maximum", 100), []string{"decimal"}, nil},
		{"open", obj("description", "true keeps values that are not in the list. By default an enum is closed where the server reads and open elsewhere.", "type", "boolean"), nil, []string{"enum"}},
		{"closed", obj("description", "true refuses values that are not in the list. By default an enum is closed where the server reads and open elsewhere.", "type", "boolean"), nil, []string{"enum"}},
		{"minItems", count("The least number of items."), nil, []string{"list"}},
		{"maxItems", count("The greatest number of items."), nil, []string{"list"}},
		{"uniqueItems", obj("description", "true refuses an item that is in the list twice; for lists of scalars.", "type", "boolean"), nil, []string{"list"}},
		{"minProperties", count("The least number of keys."), nil, []string{"map"}},
		{"maxProperties", count("The greatest number of keys."), nil, []string{"map"}},
		{"additionalProperties", additionalSchema(), nil, []string{"fields"}},
		{"reserved", reservedSchema(), nil, []string{"fields"}},
		{"maxDepth", obj("description", "How many levels of this type may be inside each other; for types that contain themselves.", "type", "integer", "minimum", 1, "maximum", 64), nil, recursive},
		{"discriminator", obj("description", "The member that tells the variants apart.", "type", "string", "pattern", `^[A-Za-z_$@][A-Za-z0-9_$@.:-]*$`), nil, []string{"oneOf"}},
	}
}

// scalars are the types that have a name, with what an editor shows of each.
func scalars() []member {
	return []member{
		{"string", "Well-formed Unicode text."},
		{"bool", "true or false."},
		{"int", "An integer within ±(2^53-1)."},
		{"int32", "An integer of 32 bits."},
		{"uint32", "An integer from 0 to 4294967295."},
		{"uint16", "An integer from 0 to 65535."},
		{"uint8", "An integer from 0 to 255."},
		{"int64", "An integer of 64 bits, a string in JSON."},
		{"decimal", "An exact decimal number with digits and scale, a string in JSON."},
		{"float", "A finite number of 64 bits."},
		{"timestamp", "Milliseconds since 1970 UTC."},
		{"datetime", "Date, time and offset as in RFC 3339."},
		{"duration", "Milliseconds."},
		{"uuid", "A UUID, 8-4-4-4-12 hexadecimal digits."},
		{"email", "An e-mail address."},
		{"uri", "An http, https, ws or wss URI."},
		{"ipv4", "An IPv4 address."},
		{"ipv6", "An IPv6 address."},
		{"hostname", "A host name."},
		{"bytes", "Bytes, padded base64 in JSON."},
		{"json", "Any JSON value."},
	}
}

const typeNamePattern = "^[A-Z][A-Za-z0-9]*$"

// nameSchema accepts the name of a type: a scalar, each with its documentation, or one that the contract declares.
func nameSchema() *object {
	alternatives := list{}
	for _, m := range scalars() {
		alternatives = append(alternatives, obj("const", m.name, "description", m.value))
	}
	return obj("anyOf", append(alternatives, obj("type", "string", "pattern", typeNamePattern, "description", "The name of a type of this contract.")))
}

// typeSchema accepts a type expression; extra are the keys that its position allows beside those of every type.
func typeSchema(doc string, extra ...member) *object {
	inner := obj("$ref", "#/definitions/type")
	properties := obj(
		"type", obj("description", "The name of a type.", "allOf", list{obj("$ref", "#/definitions/name")}),
		"enum", enumSchema(),
		"const", obj("description", "The only value.", "type", list{"string", "number", "boolean"}),
		"list", inner,
		"map", inner,
		"fields", obj("$ref", "#/definitions/fields"),
		"oneOf", obj("description", "Variants by the discriminator's value: { circle: Circle, square: Square }.",
			"type", "object", "minProperties", 1, "additionalProperties", inner),
		"doc", docSchema(),
		"nullable", obj("description", "true allows null.", "type", "boolean"),
	)
	for _, m := range append([]member{examplesMember()}, extra...) {
		properties.set(m.name, m.value)
	}
	dependencies, shapes := obj(), list{}
	for _, k := range keywords() {
		properties.set(k.name, k.schema)
		var on list
		if k.types != nil {
			on = append(on, obj("required", list{"type"}, "properties", obj("type", obj("enum", texts(k.types)))))
		}
		for _, shape := range k.shapes {
			on = append(on, obj("required", list{shape}))
		}
		dependencies.set(k.name, obj("anyOf", on))
	}
	for _, shape := range []string{"type", "enum", "const", "list", "map", "fields", "oneOf"} {
		shapes = append(shapes, obj("required", list{shape}))
	}
	dependencies.set("oneOf", list{"discriminator"})
	dependencies.set("pattern", obj("required", list{"type", "maxLength"}, "properties", obj("type", obj("const", schema.KindString.String()))))
	dependencies.set("default", defaultSchema())
	dependencies.set("open", obj("required", list{"enum"}, "not", obj("required", list{"closed"})))
	described := obj("type", "object", "properties", properties, "additionalProperties", false, "oneOf", shapes, "dependencies", dependencies,
		"if", obj("required", list{"type"}, "properties", obj("type", obj("const", schema.KindDecimal.String()))), "then", obj("required", list{"digits"}))
	return obj("description", doc, "anyOf", list{
		obj("allOf", list{obj("$ref", "#/definitions/name"), obj("not", obj("const", schema.KindDecimal.String()))}),
		described,
	})
}

// defaultSchema accepts a default of the JSON type that its type has, where that is one with a name.
func defaultSchema() *object {
	alternatives, named := list{}, list{}
	for _, of := range []struct {
		json string
		is   func(schema.Kind) bool
	}{
		{"boolean", func(k schema.Kind) bool { return k == schema.KindBool }},
		{"number", func(k schema.Kind) bool { return k.IsInteger() || k == schema.KindFloat }},
		{"string", schema.Kind.IsText},
	} {
		kinds := list{}
		for kind := schema.KindString; kind < schema.KindJSON; kind++ {
			if of.is(kind) {
				kinds = append(kinds, kind.String())
			}
		}
		named = append(named, kinds...)
		alternatives = append(alternatives, obj("properties", obj("type", obj("enum", kinds), "default", obj("type", list{of.json, "null"})), "required", list{"type"}))
	}
	return obj("anyOf", append(alternatives, obj("not", obj("required", list{"type"}, "properties", obj("type", obj("enum", named))))))
}

func enumSchema() *object {
	deprecated := deprecatedMember()
	text := obj("description", "One value.", "type", "string", "maxLength", 128, "not", obj("pattern", "^[“”„‘’‚«»]|[“”„‘’‚«»]$"))
	return obj("description", "The values, each a text or a mapping with its documentation.", "type", "array", "minItems", 1, "uniqueItems", true,
		"items", obj("anyOf", list{text, obj("type", "object", "required", list{"value"}, "additionalProperties", false, "properties", obj(
			"value", text, "doc", docSchema(), deprecated.name, deprecated.value,
		))}))
}
