package difftest

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"eventwire/gen/internal/export"
	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// compileEvents gives the exported JSON Schema of every event's data. Formats are checked, as the document asks for.
func compileEvents(t testing.TB, c *schema.Contract) map[string]*jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(export.JSONSchema(c)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("events.schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled := make(map[string]*jsonschema.Schema, len(c.Events))
	for _, event := range c.Events {
		if compiled[event.Name], err = compiler.Compile("events.schema.json#/$defs/" + names.GoExported(event.Name)); err != nil {
			t.Fatal(err)
		}
	}
	return compiled
}

func TestVectorsInJSONSchema(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	schemas := compileEvents(t, c)
	for _, v := range loadVectors(t, c) {
		if v.wire() {
			continue
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(v.text)))
		if err != nil {
			t.Errorf("%s: %v", v.at, err)
			continue
		}
		err = schemas[v.event].Validate(value)
		if accepted := err == nil; accepted != (v.valid() == (v.schema == "")) {
			t.Errorf("%s: %s %s: the schema says %v", v.at, v.event, v.text, err)
		}
	}
}
