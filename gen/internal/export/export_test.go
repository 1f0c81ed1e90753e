package export

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

func load(t *testing.T, file string) *schema.Contract {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, diagnostics := schema.Load(filepath.Base(file), src, nil)
	if c == nil {
		t.Fatalf("%s: %v", file, diagnostics)
	}
	return c
}

func contracts() []string { return []string{"../../../events.yaml", "testdata/full.yaml"} }

// compile gives the schema at a fragment of a document.
func compile(t *testing.T, document any, draft *jsonschema.Draft, fragment string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(draft)
	compiler.AssertFormat()
	if err := compiler.AddResource("document.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("document.json" + fragment)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decodeJSON(t *testing.T, text []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return v
}

// decodeYAML reads YAML into the values that JSON has.
func decodeYAML(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	asJSON, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return decodeJSON(t, asJSON)
}

func TestOutputsAreGolden(t *testing.T) {
	t.Parallel()
	c := load(t, "testdata/full.yaml")
	for name, got := range map[string][]byte{
		"full.asyncapi.yaml": AsyncAPI(c), "full.schema.json": JSONSchema(c), "full.md": Markdown(c), "events-yaml.schema.json": YAMLSchema(c),
	} {
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what is generated; look at the difference, then run the test with -update", golden)
		}
	}
}

func TestGenerateWritesWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	c := load(t, "../../../events.yaml")
	files, err := Generate(c)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, file := range files {
		paths = append(paths, file.Path)
		if top := file.Content[:min(1024, len(file.Content))]; !bytes.Contains(top, []byte(output.Header("events.yaml"))) {
			t.Errorf("%s has no header near its beginning", file.Path)
		}
	}
	if got, want := strings.Join(paths, " "), "generated/asyncapi.yaml generated/events.schema.json generated/events-yaml.schema.json"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c.Outputs.AsyncAPI, c.Outputs.YAMLSchema = "", ""
	if files, err = Generate(c); err != nil || len(files) != 1 || files[0].Path != "generated/events.schema.json" {
		t.Errorf("with two outputs off: %v, %v", files, err)
	}
}

func TestAsyncAPIIsValid(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/asyncapi-3.0.0.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	rules := compile(t, decodeJSON(t, text), jsonschema.Draft7, "")
	for _, file := range contracts() {
		document := decodeYAML(t, AsyncAPI(load(t, file)))
		if err := rules.Validate(document); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for _, reference := range references(document) {
			if resolve(document, reference) == nil {
				t.Errorf("%s: nothing is at %s", file, reference)
			}
		}
		messages, _ := resolve(document, "#/components/messages").(map[string]any)
		for name, m := range messages {
			message, _ := m.(map[string]any)
			payload := compile(t, document, jsonschema.Draft7, "#/components/messages/"+name+"/payload")
			examples, _ := message["examples"].([]any)
			for _, e := range examples {
				example, _ := e.(map[string]any)
				if err := payload.Validate(example["payload"]); err != nil {
					t.Errorf("%s: the example of %s: %v", file, name, err)
				}
			}
		}
	}
}

// references gives the value of every $ref in a document.
func references(v any) []string {
	var found []string
	switch v := v.(type) {
	case map[string]any:
		if r, ok := v["$ref"].(string); ok {
			found = append(found, r)
		}
		for _, member := range v {
			found = append(found, references(member)...)
		}
	case []any:
		for _, item := range v {
			found = append(found, references(item)...)
		}
	}
	return found
}

// resolve gives what a reference within a document leads to, or nil.
func resolve(document any, reference string) any {
	for step := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		o, _ := document.(map[string]any)
		document = o[step]
	}
	return document
}

func TestJSONSchemaIsValid(t *testing.T) {
	t.Parallel()
	for _, file := range contracts() {
		c := load(t, file)
		document := decodeJSON(t, JSONSchema(c))
		frames := compile(t, document, jsonschema.Draft2020, "")
		for _, reference := range references(document) {
			if resolve(document, reference) == nil {
				t.Errorf("%s: nothing is at %s", file, reference)
			}
		}
		for _, event := range c.Events {
			for _, example := range event.Examples {
				if event.Direction == schema.Redis {
					continue
				}
				frame := `{"event":"` + event.Name + `","data":` + string(example.AppendJSON(nil)) + `}`
				if err := frames.Validate(decodeJSON(t, []byte(frame))); err != nil {
					t.Errorf("%s: the example of %s: %v", file, event.Name, err)
				}
			}
		}
	}
}

func TestYAMLStringsComeBack(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", "a", "a b", "a  b", "a:", "a: b", "a:b", ":a", "a #b", "#", "no", "Yes", "null", "~", "1", "1.0", "1.2.3", "0x1", "1e3", "-", "- a", "?", "=", "a=b", "it's",
		`"`, `'`, `\`, `^\d+$`, "a\nb", "\t", "é", "\U0001f600", "\u2028", "\u0085", "\ufeff", "[a]", "{a}", "@a", "`", "%", "&a", "*a", "!a", "|", ">", "a,b", "y", "<<", "12:30", "2020-01-01", ".5", "+1", ".inf", "_1",
	} {
		o := obj(s, s, "list", list{s, obj(s, s)})
		got := decodeYAML(t, appendYAML(nil, o))
		want := decodeJSON(t, printJSON(o))
		if g, w := mustJSON(t, got), mustJSON(t, want); g != w {
			t.Errorf("%q came back as %s, want %s from\n%s", s, g, w, appendYAML(nil, o))
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
