package export

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"eventwire/gen/internal/schema"
)

func editorSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compile(t, decodeJSON(t, YAMLSchema(&schema.Contract{File: "events.yaml"})), jsonschema.Draft7, "")
}

func TestEditorSchemaAcceptsGoodContracts(t *testing.T) {
	t.Parallel()
	s := editorSchema(t)
	files, err := filepath.Glob("../../testdata/ok/*/events.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no contracts: %v", err)
	}
	for _, file := range append(files, contracts()...) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(decodeYAML(t, src)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// beyondSchema are the bad contracts that a schema cannot refuse, because the mistake is in YAML's own notation, in how parts of
// the contract belong together, or in a value's meaning. Every other one is refused.
func beyondSchema() []string {
	return []string{
		// notation that is gone once YAML is read
		"anchor", "explicit-tag", "merge-key", "number-notation", "two-documents", "control-character", "tag", "deep-yaml", "utf-16",
		// names that must exist, must not exist twice, or clash after conversion
		"alias-cycle", "alias-self", "unknown-type-far", "unknown-type", "event-twice", "field-twice", "reserved-event", "reserved-field", "formerly",
		"collision-in-go", "collision-inline-type", "collision-of-enum-values", "collision-of-fields", "collision-of-functions", "collision-type-and-event", "collision-in-typescript", "collision-with-derived-names", "collision-with-channel", "collision-with-input", "event-in-two-sections",
		"reserved-word-go", "reserved-word-typescript", "history-channel",
		// types inside types
		"infinite-type", "infinite-types", "recursion-without-max-depth", "max-depth-without-recursion", "max-depth-inline",
		"one-of-discriminator-is-a-field", "one-of-not-an-object", "one-of-same-type", "one-of-nullable",
		// bounds that contradict each other, and values that break a rule
		"impossible-lengths", "impossible-numbers", "shortest-data", "two-bounds-one-side", "integer-bound-fraction", "integer-bound-range",
		"example-breaks-rule", "example-formats", "example-of-union", "unique-items", "nullable-json",
		// regular expressions
		"pattern-back-reference", "pattern-case-folding", "pattern-hangs", "pattern-takes-long", "pattern-look-around", "pattern-multi-line", "pattern-word-boundary",
		// other files and folders
		"include-absolute", "include-itself", "include-missing", "include-with-mistakes", "output-package", "output-package-from-path",
	}
}

func TestEditorSchemaRefusesBadContracts(t *testing.T) {
	t.Parallel()
	s := editorSchema(t)
	files, err := filepath.Glob("../../testdata/bad/*.yaml")
	if err != nil || len(files) < 80 {
		t.Fatalf("%d contracts: %v", len(files), err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		var v any
		if yaml.Unmarshal(src, &v) != nil {
			continue // no YAML at all
		}
		text, err := json.Marshal(v)
		if err != nil {
			continue // keys that JSON cannot have
		}
		v, err = jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		refused := s.Validate(v) != nil
		if refused == slices.Contains(beyondSchema(), name) {
			t.Errorf("%s: refused by the schema: %v, but the list of those that it cannot refuse says otherwise", name, refused)
		}
	}
}

func TestEditorSchemaKnowsEveryScalar(t *testing.T) {
	t.Parallel()
	var got []string
	for _, m := range scalars() {
		got = append(got, m.name)
	}
	var want []string
	for kind := schema.KindString; kind <= schema.KindJSON; kind++ {
		want = append(want, kind.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestEditorSchemaExplainsEveryKey holds that an editor has something to show for every key of the language.
func TestEditorSchemaExplainsEveryKey(t *testing.T) {
	t.Parallel()
	var document map[string]any
	if err := json.Unmarshal(YAMLSchema(&schema.Contract{File: "events.yaml"}), &document); err != nil {
		t.Fatal(err)
	}
	definitions, _ := document["definitions"].(map[string]any)
	explained := func(s map[string]any) bool {
		if reference, ok := s["$ref"].(string); ok {
			s, _ = definitions[strings.TrimPrefix(reference, "#/definitions/")].(map[string]any)
		}
		return s["description"] != nil
	}
	keys := 0
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(at, item)
			}
		case map[string]any:
			properties, _ := v["properties"].(map[string]any)
			for name, inner := range properties {
				keys++
				if s, ok := inner.(map[string]any); !ok || !explained(s) {
					t.Errorf("%s/%s has no description", at, name)
				}
			}
			for name, inner := range v {
				if name == "dependencies" || name == "if" || name == "not" {
					continue // they ask about keys that are declared elsewhere
				}
				walk(at+"/"+name, inner)
			}
		}
	}
	walk("", document)
	if keys < 50 {
		t.Errorf("only %d keys were found", keys)
	}
}
