package vectors

import (
	"os"
	"path/filepath"
	"testing"

	"eventwire/gen/internal/schema"
)

// TestEveryEventHasSamples makes samples of the whole language.
func TestEveryEventHasSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/ok/*/events.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../../../events.yaml", "../../testdata/conformance/events.yaml") {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, diagnostics := schema.Load(filepath.Base(file), src, func(path string) ([]byte, error) {
			return os.ReadFile(filepath.Join(filepath.Dir(file), path))
		})
		if c == nil {
			t.Fatal(diagnostics)
		}
		for _, event := range c.Events {
			valid, invalid, ok := Of(event)
			if !ok || len(invalid) == 0 {
				t.Errorf("%s: %s has %d valid and %d invalid samples", file, event.Name, len(valid), len(invalid))
			}
			if one, ok := Sample(event); !ok || string(one.AppendJSON(nil)) != string(valid[0].AppendJSON(nil)) {
				t.Errorf("%s: Sample of %s is %s, want %s", file, event.Name, one.AppendJSON(nil), valid[0].AppendJSON(nil))
			}
			again, _, _ := Of(event)
			if len(again) != len(valid) {
				t.Errorf("%s: %s differs from run to run", file, event.Name)
			}
			for _, i := range invalid {
				if len(i.Problems) == 0 {
					t.Errorf("%s: %s is invalid for no reason", event.Name, i.Data.AppendJSON(nil))
				}
			}
		}
	}
}

func TestSamplesStandOnBothSidesOfARule(t *testing.T) {
	t.Parallel()
	src := "version: 1\nname: x\nclientToServer: { a: { fields: { s: { type: string, minLength: 2, maxLength: 3 } } } }\n"
	c, _ := schema.Load("events.yaml", []byte(src), nil)
	valid, invalid, _ := Of(c.Events[0])
	verdicts := make(map[string]string)
	for _, v := range valid {
		verdicts[string(v.AppendJSON(nil))] = "ok"
	}
	for _, i := range invalid {
		verdicts[string(i.Data.AppendJSON(nil))] = i.Problems[0].Path + " " + i.Problems[0].Rule
	}
	for data, want := range map[string]string{
		`{"s":"a"}`: "/s string.min", `{"s":"aa"}`: "ok", `{"s":"aaa"}`: "ok", `{"s":"aaaa"}`: "/s string.max",
		`{"s":"😀😀😀"}`: "ok", `{}`: "/s required", `{"s":null}`: "/s null", `{"s":1}`: "/s type", `{"s":"tex","aFieldOfTheFuture":1}`: "ok",
	} {
		if got := verdicts[data]; got != want {
			t.Errorf("%s is %q, want %q", data, got, want)
		}
	}
}
