package difftest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/typescript"
)

// buildNode writes the generated TypeScript package of a contract beside a program that answers questions.
func buildNode(t testing.TB, c *schema.Contract) *exec.Cmd {
	t.Helper()
	files, err := typescript.Generate(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no TypeScript is generated")
	}
	main, err := os.ReadFile("testdata/program.mjs")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	writeFiles(t, folder, append(files, output.File{Path: "program.mjs", Content: main}))
	return exec.Command("node", filepath.Join(folder, "program.mjs"))
}

// askNode is ask for the events by their names in the generated package.
func askNode(t testing.TB, c *schema.Contract, questions []question) []verdict {
	t.Helper()
	renamed := make([]question, len(questions))
	for i, q := range questions {
		renamed[i] = question{names.TypeScriptType(q.event), q.text}
	}
	return ask(t, buildNode(t, c), renamed)
}

func TestVectorsInNode(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	var vectors []vector
	for _, v := range loadVectors(t, c) {
		if !v.wire() {
			vectors = append(vectors, v)
		}
	}
	checkVectors(t, vectors, askNode(t, c, questionsOf(vectors)))
}
