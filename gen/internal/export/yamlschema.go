package export

import (
	"eventwire/gen/internal/lint"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// YAMLSchema gives the schema of the contract language itself, for completion and documentation in editors: name it in the
// first line of a contract, `# yaml-language-server: $schema=generated/events-yaml.schema.json`. It is written in draft-07, which
// every editor reads, and depends on no contract but for the header. What only the whole contract shows (unknown types, clashing names) it cannot refuse.
func YAMLSchema(c *schema.Contract) []byte {
	event := func(title string, extra ...member) value {
		return obj("description", title, "type", list{"object", "null"},
			"propertyNames", obj("pattern", `^[A-Za-z][A-Za-z0-9]*([._:/-][A-Za-z0-9]+)*$`, "maxLength", 128),
			"additionalProperties", eventSchema(extra))
	}
	document := obj("$schema", "http://json-schema.org/draft-07/schema#", "$comment", output.Header(c.File),
		"title", "Eventwire contract",
		"description", "The events of a real-time application: what clients send to servers, servers to clients, and servers to each other through Redis.",
		"type", "object", "required", list{"version", "name"}, "additionalProperties", false,
		"properties", obj(
			"version", obj("description", "The version of the contract language: 1.", "const", 1),
			"name", obj("description", "The application's name. The npm package is called after it, and it is the title of the documents.", "type", "string", "pattern", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength", 100),
			"doc", docSchema(),
			"outputs", outputsSchema(),
			"lint", lintSchema(),
			"include", obj("description", "Other files whose types and events belong to this contract, relative to this file.",
				"anyOf", list{obj("type", "string", "minLength", 1), obj("type", "array", "items", obj("type", "string", "minLength", 1), "uniqueItems", true)}),
			"reserved", obj("description", "Names of events that were removed and may not come back.", "type", "array", "items", obj("type", "string"), "uniqueItems", true),
			"types", obj("description", "Named types. They begin with a capital letter and are used by name.", "type", list{"object", "null"},
				"propertyNames", obj("pattern", "^[A-Z][A-Za-z0-9]*$", "maxLength", 128), "additionalProperties", obj("$ref", "#/definitions/declaration")),
			"clientToServer", event("What clients send and servers handle.", member{"rateLimit", rateLimitSchema()}),
			"serverToClient", event("What servers send and clients handle."),
			"redis", event("What servers tell each other. The event's name is the Redis channel.", member{"history", historySchema()}),
		),
		"definitions", obj(
			"name", nameSchema(),
			"type", typeSchema("A type: the name of one, or a mapping that describes one."),
			"declaration", typeSchema("A type: the name of one, or a mapping that describes one.", deprecatedMember()),
			"field", typeSchema("The field's type. A name that ends in ? may be absent.", deprecatedMember(), formerlyMember("field")),
			"optionalField", typeSchema("The field's type. The field may be absent.", deprecatedMember(), formerlyMember("field"),
				member{"default", obj("description", "The value that the reader sees where the field is absent.")}),
			"fields", fieldsSchema(),
		),
	)
	return printJSON(document)
}

func docSchema() *object {
	return obj("description", "Documentation, carried into Go, TypeScript and every document.", "type", "string", "pattern", printable)
}

// printable are the texts that comments of every language can hold, as a pattern that Go and JavaScript both read.
const printable = "^[^\\x00-\\x08\\x0B-\\x1F\\x7F\u0085\u2028\u2029\uFEFF]*$"

func deprecatedMember() member {
	return member{"deprecated", obj("description", "Why it should no longer be used, and what to use instead.", "type", "string")}
}

func formerlyMember(what string) member {
	name := obj("type", "string", "minLength", 1, "maxLength", 128)
	return member{"formerly", obj(
		"description", "The old name of the "+what+", or several. Peers that still use it are understood.",
		"anyOf", list{name, obj("type", "array", "items", name, "uniqueItems", true)},
	)}
}

func examplesMember() member {
	return member{"examples", obj("description", "Valid values. They are checked, and shown in the documents.", "type", "array")}
}

func fieldsSchema() *object {
	return obj("description", "The fields, each with its type. A name that ends in ? may be absent.", "type", list{"object", "null"}, "maxProperties", 1000,
		"propertyNames", obj("pattern", `^[A-Za-z_$@][A-Za-z0-9_$@.:-]*\??$`, "maxLength", 129),
		"patternProperties", obj(`\?$`, obj("$ref", "#/definitions/optionalField"), `[^?]$`, obj("$ref", "#/definitions/field")))
}

func eventSchema(extra []member) *object {
	properties := obj("doc", docSchema(), "fields", obj("$ref", "#/definitions/fields"))
	for _, m := range append([]member{deprecatedMember(), formerlyMember("event"), examplesMember()}, extra...) {
		properties.set(m.name, m.value)
	}
	properties.set("maxBytes", obj("description", "The most bytes that the event's data may have as JSON.", "type", "integer", "minimum", 1, "maximum", 1<<30))
	properties.set("additionalProperties", additionalSchema())
	properties.set("reserved", reservedSchema())
	return obj("type", list{"object", "null"}, "properties", properties, "additionalProperties", false)
}

func additionalSchema() *object {
	return obj("description", "false refuses fields that are not declared. By default they are ignored, so that newer peers can talk to older ones.", "type", "boolean")
}

func reservedSchema() *object {
	return obj("description", "Names of fields that were removed and may not come back.", "type", "array", "items", obj("type", "string"), "uniqueItems", true)
}

func rateLimitSchema() *object {
	rate := obj("description", "Events a second.", "type", "number", "exclusiveMinimum", 0, "maximum", 1_000_000)
	return obj("description", "How often one connection may send the event.", "anyOf", list{
		rate,
		obj("type", "object", "required", list{"rate"}, "additionalProperties", false, "properties", obj(
			"rate", rate,
			"burst", obj("description", "How many at once; the rate, rounded up, by default.", "type", "integer", "minimum", 1, "maximum", 1_000_000),
		)),
	})
}

func historySchema() *object {
	return obj("description", "Keeps the event's past in a Redis stream, so that clients that were away are given what they missed.",
		"type", "object", "required", list{"maxLength"}, "additionalProperties", false, "properties", obj(
			"maxLength", obj("description", "How many events are kept.", "type", "integer", "minimum", 1, "maximum", 1_000_000_000),
			"maxAge", obj("description", "How long they are kept: 500ms, 30s, 10m, 24h or 7d.", "type", "string", "pattern", "^[0-9]+(ms|s|m|h|d)$"),
			"replay", obj("description", "How many of them whoever comes new is given.", "type", "integer", "minimum", 0, "maximum", 10_000),
		))
}

// elsewhere are paths out of the contract's folder, and into folders that belong to other tools.
const elsewhere = `^/|[\\:]|^(\./)*\.\.(/|$)|^\./*$|(^|/)(\.[^./]|node_modules(/|$)|vendor(/|$))`

func outputsSchema() *object {
	const folder, yaml, json = `.`, `\.ya?ml$`, `\.json$`
	path := func(what, fallback, pattern string) *object {
		not := elsewhere
		if pattern == folder {
			not += `|\.(go|ts|js|json)/*$` // files
		}
		return obj("description", "Where "+what+" is written, relative to this file; false for nowhere. By default "+fallback+".",
			"anyOf", list{obj("type", "string", "pattern", pattern, "not", obj("pattern", not)), obj("const", false)})
	}
	nested := func(what, fallback string, properties *object) *object {
		s := path(what, fallback, folder)
		properties.set("path", path(what, fallback, folder))
		alternatives, _ := s.get("anyOf").(list)
		return s.set("anyOf", append(alternatives, obj("type", "object", "additionalProperties", false, "properties", properties)))
	}
	return obj("description", "What is written, and where.", "type", "object", "additionalProperties", false, "properties", obj(
		"go", nested("the Go package", "generated/events", obj("package", obj("description", "The package's name; the folder's by default.", "type", "string", "pattern", "^[a-z][a-z0-9_]*$"))),
		"typescript", nested("the npm package", "generated/ts", obj(
			"package", obj("description", "The package's name; @eventwire/NAME by default.", "type", "string", "pattern", "^(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*$", "maxLength", 214),
			"version", obj("description", "The package's version.", "type", "string", "pattern", `^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`),
		)),
		"asyncapi", path("the AsyncAPI document", "generated/asyncapi.yaml", yaml),
		"jsonSchema", path("the JSON Schema", "generated/events.schema.json", json),
		"yamlSchema", path("the schema for editors", "generated/events-yaml.schema.json", json),
	))
}

func lintSchema() *object {
	rules := obj()
	names, abouts := lint.Rules()
	for i, name := range names {
		rules.set(name, obj("description", "Why the rule is off that finds "+abouts[i]+".", "type", "string", "minLength", 1))
	}
	return obj("description", "How `lint` judges this contract.", "type", "object", "additionalProperties", false, "properties", obj(
		"off", obj("description", "Rules that are turned off, each with the reason.", "type", "object", "additionalProperties", false, "properties", rules),
	))
}
