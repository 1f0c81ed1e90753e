package difftest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/golang"
	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// verdict is what a program in one of the languages says of one text.
type verdict struct {
	Problems  []told `json:"problems,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
	// Encoded is the accepted value, written again: both languages must give the same bytes.
	Encoded string `json:"encoded,omitempty"`
	// Broken says that the program contradicts itself: it refuses what it has written, or fails otherwise.
	Broken string `json:"broken,omitempty"`
}

// told is a problem with its message.
type told struct {
	problem
	Message string `json:"message"`
}

func (v verdict) String() string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func (v verdict) accepted() bool { return len(v.Problems) == 0 }

func (v verdict) problems() []problem {
	var found []problem
	for _, p := range v.Problems {
		found = append(found, p.problem)
	}
	return found
}

// question is one text for one event.
type question struct {
	event, text string
	wire        bool // about the text itself: in TypeScript the strict reader is asked
}

// ask gives a program all questions and reads its verdicts.
func ask(t testing.TB, program *exec.Cmd, questions []question) []verdict {
	t.Helper()
	var in strings.Builder
	for _, q := range questions {
		fmt.Fprintf(&in, "%s\t%s\n", q.event, base64.StdEncoding.EncodeToString([]byte(q.text)))
	}
	program.Stdin = strings.NewReader(in.String())
	program.Stderr = os.Stderr
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	verdicts := make([]verdict, 0, len(questions))
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var v verdict
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatalf("%v in %s", err, lines.Bytes())
		}
		verdicts = append(verdicts, v)
	}
	if err := program.Wait(); err != nil {
		t.Fatalf("%s: %v", program.Path, err)
	}
	if len(verdicts) != len(questions) {
		t.Fatalf("%s: %d verdicts for %d questions", program.Path, len(verdicts), len(questions))
	}
	return verdicts
}

func writeFiles(t testing.TB, folder string, files []output.File) {
	t.Helper()
	for _, file := range files {
		name := filepath.Join(folder, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, file.Content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// buildGo compiles the generated Go of a contract into a program that answers questions.
func buildGo(t testing.TB, c *schema.Contract) *exec.Cmd {
	t.Helper()
	files, err := golang.Generate(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go is generated")
	}
	for _, file := range files {
		if formatted, err := format.Source(file.Content); err != nil || !bytes.Equal(formatted, file.Content) {
			t.Errorf("%s is not formatted as gofmt does: %v", file.Path, err)
		}
	}
	var cases strings.Builder
	for _, event := range c.Events {
		fmt.Fprintf(&cases, "\tcase %q:\n\t\treturn judge(text, new(events.%[2]s), new(events.%[2]s))\n", event.Name, names.GoExported(event.Name))
	}
	main, err := os.ReadFile("testdata/program.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	writeFiles(t, folder, append(files,
		output.File{Path: "go.mod", Content: []byte("module program\n\ngo 1.26\n")},
		output.File{Path: "main.go", Content: []byte(strings.Replace(string(main), "\t// CASES\n", cases.String(), 1))},
	))
	program := filepath.Join(folder, "program")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = folder
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return exec.Command(program)
}

func TestVectorsInGo(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	vectors := loadVectors(t, c)
	checkVectors(t, vectors, ask(t, buildGo(t, c), questionsOf(vectors)))
}

func questionsOf(vectors []vector) []question {
	var questions []question
	for _, v := range vectors {
		questions = append(questions, question{event: v.event, text: v.text, wire: v.wire()})
	}
	return questions
}

func checkVectors(t *testing.T, vectors []vector, verdicts []verdict) {
	t.Helper()
	for i, v := range vectors {
		got := verdicts[i]
		if fmt.Sprint(got.problems()) != fmt.Sprint(v.problems) || got.Broken != "" {
			t.Errorf("%s: %s %.200q\n\tgot  %v\n\twant %v", v.at, v.event, v.text, got, v.problems)
		}
	}
}
