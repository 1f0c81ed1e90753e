package difftest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
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

// differsFromSchema tells how the verdict of an event's JSON Schema is another than that of Go; "" where it is the same, or where a schema
// cannot know.
func differsFromSchema(compiled *jsonschema.Schema, text string, got verdict) string {
	value, err := parse(text)
	if err != nil {
		return fmt.Sprintf("the text is not JSON: %v", err)
	}
	inside, finite := plain(value)
	if !finite {
		return "" // a schema's numbers have no end
	}
	err = compiled.Validate(inside)
	switch {
	case got.accepted() && err != nil:
		return fmt.Sprintf("JSON Schema refuses it: %v", err)
	case !got.accepted() && err == nil && !got.Truncated && slices.ContainsFunc(got.problems(), func(p problem) bool { return sayable(p, inside) }):
		return "JSON Schema accepts it"
	}
	return ""
}

// sayable tells whether JSON Schema has a word for a problem.
func sayable(p problem, value any) bool {
	switch {
	case p.Rule == "string.maxBytes" || p.Rule == "depth" || p.Rule == "string.wellformed":
		return false
	case strings.HasPrefix(p.Rule, "number.") || p.Rule == "format.int64":
		switch at(value, p.Path).(type) {
		case nil, string: // a field with its former name, or an int64, whose bounds are keywords of our own
			return false
		}
	}
	return true
}

// at follows a JSON Pointer; nil where it leads nowhere.
func at(value any, pointer string) any {
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if pointer == "" {
			break
		}
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		}
	}
	return value
}

// plain gives a value as the validator takes it, and whether all its numbers are finite. They are those that float64 rounds to.
func plain(v schema.Value) (value any, finite bool) {
	finite = true
	switch v.Kind {
	case schema.BoolValue:
		return v.Bool, true
	case schema.StringValue:
		return v.String, true
	case schema.NumberValue:
		f, err := strconv.ParseFloat(v.Number, 64)
		if err != nil {
			return nil, false
		}
		return json.Number(schema.CanonicalNumber(f)), true
	case schema.ArrayValue:
		items := make([]any, len(v.Items))
		for i, item := range v.Items {
			inner, ok := plain(item)
			items[i], finite = inner, finite && ok
		}
		return items, finite
	case schema.ObjectValue:
		members := make(map[string]any, len(v.Members))
		for _, m := range v.Members {
			inner, ok := plain(m.Value)
			members[m.Name], finite = inner, finite && ok
		}
		return members, finite
	}
	return nil, true
}
