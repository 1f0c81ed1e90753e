package breaking

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

func load(t *testing.T, text string) *schema.Contract {
	t.Helper()
	contract, diagnostics := schema.Load("events.yaml", []byte("version: 1\nname: x\n"+text), nil)
	if contract == nil {
		t.Fatalf("%s\n%v", text, diagnostics)
	}
	return contract
}

// brief is a break in the words of the rows below.
func brief(b Break) string {
	parties := make([]string, len(b.Parties))
	for i, party := range b.Parties {
		parties[i] = string(party)
	}
	return fmt.Sprintf("%s%s %s: %s", b.Event, b.Path, b.Rule, strings.Join(parties, ", "))
}

// field is a contract with one field in each direction; the Redis event has a history.
func field(declaration string) string {
	return "clientToServer: { c: { fields: { " + declaration + " } } }\n" +
		"serverToClient: { s: { fields: { " + declaration + " } } }\n" +
		"redis: { r: { history: { maxLength: 5 }, fields: { " + declaration + " } } }\n"
}

// The breaks of a field f in all three directions.
func narrowed(rule string) []string {
	return []string{"c/f " + rule + ": old client", "s/f " + rule + ": old server", "r/f " + rule + ": rolling peer on Redis, message already in the history"}
}

func widened(rule string) []string {
	return []string{"c/f " + rule + ": old server", "s/f " + rule + ": old client", "r/f " + rule + ": rolling peer on Redis"}
}

func TestFields(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		before, after string
		want          []string
	}{
		// The same in other words.
		{"f: string", "f: { type: string, minLength: 0 }", nil},
		{"f: { list: int }", "f: { list: int, minItems: 0 }", nil},
		{"f: { map: int, minProperties: 0 }", "f: { map: int }", nil},
		{"f: { type: int, minimum: 1 }", "f: { type: int, exclusiveMinimum: 0 }", nil},
		{"f: { type: int, minimum: 0, maximum: 255 }", "f: uint8", nil},
		{"f: timestamp", "f: int", nil},
		{"f: { enum: [a, b] }", "f: { enum: [b, a] }", nil},
		{"f: { const: a }", "f: { enum: [a], closed: true }", nil},
		{"f: { const: 1 }", "f: { const: 1.0 }", nil},
		{`f: { type: string, maxLength: 9, pattern: '^[0-9]+$' }`, `f: { type: string, maxLength: 9, pattern: '^\d+$' }`, nil},
		{"f: { type: string, doc: One. }", "f: { type: string, doc: Two., deprecated: Soon. }", nil},
		{"f: int, g?: int", "f: int, h?: int", nil},
		{"f?: { type: int, default: 1 }", "f?: { type: int, default: 1.0 }", nil},
		{"f: { type: string, nullable: true }", "f: { type: string, nullable: true, examples: [null] }", nil},

		{"f: string", "f: { type: string, minLength: 1 }", narrowed("bound-tightened")},
		{"f: { list: int, minItems: 1 }", "f: { list: int }", widened("bound-loosened")},
		{"f: { type: int, multipleOf: 2 }", "f: { type: int, multipleOf: 4 }", narrowed("bound-tightened")},
		{"f: int", "f: int64", both("type-changed")},
		{"f: int", "f: float", widened("type-widened")},
		{"f: uint8", "f: { type: float, minimum: 0, maximum: 255 }", widened("type-widened")},
		{"f: uint8", "f: { type: float, minimum: 1 }", both("type-changed")},
		{"f: { type: float, minimum: 0 }", "f: uint8", narrowed("type-narrowed")},
		{"f: uuid", "f: { type: string, maxLength: 36 }", widened("type-widened")},
		{"f: uuid", "f: { type: string, maxLength: 35 }", both("type-changed")},
		{"f: { enum: [a, bc] }", "f: { type: string, maxLength: 2 }", widened("type-widened")},
		{"f: { enum: [a, bc], open: true }", "f: { type: string, maxLength: 2 }", both("type-changed")},
		{"f: { const: a }", "f: string", widened("type-widened")},
		{"f: { const: 5 }", "f: uint8", widened("type-widened")},
		{"f: { const: a }", "f: { enum: [a, b], closed: true }", widened("enum-value-added")},
		{"f: { type: string, nullable: true }", "f: json", widened("type-widened")},
		{"f: json", "f: { type: string, nullable: true }", narrowed("type-narrowed")},
		{"f: { type: bool, nullable: true }", "f: bool", narrowed("not-nullable")},

		{"f: { enum: [a, b] }", "f: { enum: [a] }", []string{"c/f enum-value-removed: old client"}},
		{"f: { enum: [a] }", "f: { enum: [a, b] }", []string{"c/f enum-value-added: old server"}},
		{"f: { enum: [a], closed: true }", "f: { enum: [a, b], closed: true }", widened("enum-value-added")},
		{"f: { enum: [a], closed: true }", "f: { enum: [a, b] }", widened("enum-value-added")},
		{"f: { enum: [a], open: true }", "f: { enum: [a], closed: true }", narrowed("enum-closed")},
		{"f: { enum: [a] }", "f: { enum: [a], closed: true }", []string{"r/f enum-closed: rolling peer on Redis, message already in the history"}},
		{"f: { enum: [a], closed: true }", "f: { enum: [a], open: true }", widened("enum-opened")},

		{"f?: { type: int, default: 1 }", "f?: { type: int, default: 2 }", widened("default-changed")},
		{"f?: { type: int, default: 1 }", "f?: int", widened("default-changed")},
		{"f?: int", "f?: { type: int, default: 1 }", widened("default-changed")},

		{"f: { type: int, formerly: e }", "f: int", narrowed("former-name-removed")},
		{"e?: int", "f?: { type: int, formerly: e }", []string{"c/e field-renamed: old server", "s/e field-renamed: old client", "r/e field-renamed: rolling peer on Redis"}},
		{"f: { fields: { a: int } }", "f: { additionalProperties: false, fields: { a: int } }", narrowed("fields-closed")},
		{"f: { additionalProperties: false, fields: { a: int } }", "f: { fields: { a: int } }", nil},
	} {
		var got []string
		for _, b := range Compare(load(t, field(row.before)), load(t, field(row.after))) {
			got = append(got, brief(b))
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s to %s:\n\t%s\nwant\n\t%s", row.before, row.after, strings.Join(got, "\n\t"), strings.Join(row.want, "\n\t"))
		}
	}
}

func both(rule string) []string {
	var all []string
	for i, narrow := range narrowed(rule) {
		all = append(all, narrow, widened(rule)[i])
	}
	return all
}

func TestEvents(t *testing.T) {
	t.Parallel()
	const redis = "redis: { r: { history: { maxLength: 10, maxAge: 2h, replay: 5 } } }"
	for _, row := range []struct {
		before, after string
		want          []string
	}{
		{"types: { A: { fields: { n: int } } }\nclientToServer: { c: { fields: { a: A } } }", "types: { B: { fields: { n: int } } }\nclientToServer: { c: { fields: { a: B } } }", nil},
		{"types: { A: string }\nclientToServer: { c: { fields: { a: A } } }", "clientToServer: { c: { fields: { a: string } } }", nil},
		{"types: { T: { maxDepth: 3, fields: { t?: T } } }\nclientToServer: { c: { fields: { a: T } } }", "types: { U: { maxDepth: 3, fields: { t?: U } } }\nclientToServer: { c: { fields: { a: U } } }", nil},
		{redis, redis, nil},
		{redis, "redis: { r: { history: { maxLength: 10, maxAge: 120m, replay: 6 } } }", nil},
		{redis, "redis: { r: { history: { maxLength: 9, maxAge: 1h, replay: 4 } } }", []string{
			"r history-shortened: message already in the history", "r history-shortened: message already in the history", "r history-shortened: old client",
		}},
		{"redis: { r: { history: { maxLength: 10 } } }", "redis: { r: { history: { maxLength: 10, maxAge: 1h } } }", []string{"r history-shortened: message already in the history"}},
		{redis, "redis: { s: { formerly: r, history: { maxLength: 10, maxAge: 2h, replay: 5 } } }", []string{
			"s event-renamed: rolling peer on Redis",
		}},
		{"clientToServer: { d: { formerly: c } }", "clientToServer: { d: {} }", []string{"d former-name-removed: old client"}},
		{"clientToServer: { d: { formerly: c } }", "clientToServer: { e: { formerly: [c, d] } }", []string{"e event-renamed: old server"}},
		{"reserved: [c]\nclientToServer: { d: {} }", "clientToServer: { c: {}, d: {} }", []string{"c reserved-name-reused: old client"}},
		{"clientToServer: { c: { rateLimit: 5 } }", "clientToServer: { c: { rateLimit: 4 } }", []string{"c rate-limit-lowered: old client"}},
		{"clientToServer: { c: {} }", "serverToClient: { c: {} }", []string{"c event-removed: old client"}},
		{"clientToServer: { c: {} }", "clientToServer: { c: {}, d: {} }", nil},
	} {
		var got []string
		for _, b := range Compare(load(t, row.before), load(t, row.after)) {
			got = append(got, brief(b))
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s to %s:\n\t%s\nwant\n\t%s", row.before, row.after, strings.Join(got, "\n\t"), strings.Join(row.want, "\n\t"))
		}
	}
}
