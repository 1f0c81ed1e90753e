package schema

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestConformance runs the shared vectors against the checks of defaults and examples, so that the contract's own
// values mean what the generated code makes of them.
func TestConformance(t *testing.T) {
	t.Parallel()
	const folder = "../../testdata/conformance"
	c := loadFolder(t, folder)
	events := make(map[string]*Event)
	for _, event := range c.Events {
		events[event.Name] = event
	}
	files, err := filepath.Glob(folder + "/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	run := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var event *Event
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSuffix(line, "\n")
			if name, isEvent := strings.CutPrefix(line, "@"); isEvent {
				event = events[name]
				continue
			}
			if !strings.HasPrefix(line, "+ {") && !strings.HasPrefix(line, "- {") {
				continue
			}
			parts := strings.Split(line[2:], " | ")
			value, ok := parseJSON(parts[0])
			if !ok || len(parts) > 1 && (strings.Contains(parts[1], "wire.") || strings.Contains(parts[1], "wellformed")) {
				continue // what only bytes show
			}
			var want []string
			if line[0] == '-' {
				want = strings.Split(parts[1], ", ")
			}
			var got []string
			for _, v := range Accepts(event.Payload, value, event.Direction) {
				got = append(got, dotted(v.Path)+" "+v.Rule)
			}
			run++
			if len(got) > 16 {
				got = got[:16]
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: @%s %s\n got %q\nwant %q", filepath.Base(file), event.Name, line, got, want)
			}
		}
	}
	if run < 500 {
		t.Errorf("only %d vectors were run", run)
	}
}

func dotted(path string) string {
	if path == "" {
		return "."
	}
	return path
}

// parseJSON reads a JSON text as a literal of the contract; ok is false where encoding/json refuses it.
func parseJSON(text string) (v Value, ok bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	v, err := decodeJSON(decoder)
	if err != nil {
		return Value{}, false
	}
	_, err = decoder.Token()
	return v, err == io.EOF
}

func decodeJSON(decoder *json.Decoder) (v Value, err error) {
	token, err := decoder.Token()
	if err != nil {
		return v, err
	}
	switch token := token.(type) {
	case bool:
		return Value{Kind: BoolValue, Bool: token}, nil
	case string:
		return Value{Kind: StringValue, String: token}, nil
	case json.Number:
		number := token.String()
		if f, err := token.Float64(); err == nil {
			number = CanonicalNumber(f)
		}
		return Value{Kind: NumberValue, Number: number}, nil
	case json.Delim:
		v.Kind = ArrayValue
		if token == '{' {
			v.Kind = ObjectValue
		}
		for decoder.More() {
			var name string
			if v.Kind == ObjectValue {
				key, err := decoder.Token()
				if err != nil {
					return v, err
				}
				name, _ = key.(string)
			}
			item, err := decodeJSON(decoder)
			if err != nil {
				return v, err
			}
			if v.Kind == ObjectValue {
				v.Members = append(v.Members, Member{name, item})
			} else {
				v.Items = append(v.Items, item)
			}
		}
		_, err = decoder.Token()
		return v, err
	}
	return v, nil
}
