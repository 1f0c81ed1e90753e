package difftest

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/vectors"
)

// TestSamplesMeanTheSame runs what the verb vectors gives for the contracts of the repository, the examples first, in both languages and against
// the exported JSON Schema: an example is valid, and every other sample is what it is said to be.
func TestSamplesMeanTheSame(t *testing.T) {
	t.Parallel()
	const golden = "../../testdata/ok/"
	for _, file := range []string{golden + "everything/events.yaml", golden + "evolution/events.yaml", golden + "recursion/events.yaml", "../../../events.yaml"} {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			loaded, diagnostics := schema.Load("events.yaml", src, func(name string) ([]byte, error) {
				return os.ReadFile(filepath.Join(filepath.Dir(file), name))
			})
			if loaded == nil {
				t.Fatal(diagnostics)
			}
			c := *loaded
			c.Outputs = schema.Outputs{Go: "events", GoPackage: "events", TypeScript: "ts", NPMPackage: "samples", NPMVersion: "0.0.0"}
			c.Events = slices.DeleteFunc(slices.Clone(c.Events), func(e *schema.Event) bool { return e.Direction == schema.Redis }) // they are not in TypeScript
			var questions []question
			for _, event := range c.Events {
				valid, invalid, _ := vectors.Of(event)
				for _, v := range append(event.Examples, valid...) {
					questions = append(questions, question{event: event.Name, text: string(v.AppendJSON(nil))})
				}
				for _, i := range invalid {
					questions = append(questions, question{event: event.Name, text: string(i.Data.AppendJSON(nil))})
				}
			}
			compare(t, &c, questions)
		})
	}
}
