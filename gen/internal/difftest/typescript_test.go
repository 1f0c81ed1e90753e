package difftest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

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

// askNode is ask in Node.
func askNode(t testing.TB, c *schema.Contract, questions []question) []verdict {
	t.Helper()
	marked := slices.Clone(questions)
	for i, q := range questions {
		if q.wire {
			marked[i].event = "!" + q.event
		}
	}
	return ask(t, buildNode(t, c), marked)
}

// TestVectorsInNode runs the vectors against the generated parsers; those of the text itself against the strict reader before them.
func TestVectorsInNode(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	vectors := loadVectors(t, c)
	checkVectors(t, vectors, askNode(t, c, questionsOf(vectors)))
}

// TestVectorsAreToldInTheSameWords asks both languages about the vectors: their messages are the same, to the letter. Of a text that is no JSON only
// the Go decoder has words of its own.
func TestVectorsAreToldInTheSameWords(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	vectors := slices.DeleteFunc(loadVectors(t, c), vector.wire)
	inGo, inNode := ask(t, buildGo(t, c), questionsOf(vectors)), askNode(t, c, questionsOf(vectors))
	for i, v := range vectors {
		if fmt.Sprint(inGo[i].Problems) != fmt.Sprint(inNode[i].Problems) {
			t.Errorf("%s: %s %.200q\n\tGo:   %v\n\tNode: %v", v.at, v.event, v.text, inGo[i].Problems, inNode[i].Problems)
		}
	}
}

// TestStrictReadersAgree bends texts byte by byte: what the Go decoder refuses, the strict reader of TypeScript or the parser behind
// it refuses, and the other way round. They may name another rule where a text breaks several.
func TestStrictReadersAgree(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	var texts []string
	for _, v := range loadVectors(t, c) {
		if len(v.text) < 400 {
			texts = append(texts, v.text)
		}
	}
	r := rand.New(rand.NewPCG(11, 11))
	var questions []question
	for len(questions) < 20_000 {
		questions = append(questions, question{event: "json.any", text: bent(r, `{"v":`+pick(r, texts...)+`}`), wire: true})
	}
	accepted := 0
	inNode := askNode(t, c, questions)
	for i, inGo := range ask(t, buildGo(t, c), questions) {
		if inGo.accepted() {
			accepted++
		}
		if inGo.accepted() != inNode[i].accepted() || inGo.Broken+inNode[i].Broken != "" {
			t.Errorf("%q: Go says %v, Node says %v", questions[i].text, inGo, inNode[i])
		}
	}
	if accepted < len(questions)/10 || accepted > len(questions)*9/10 {
		t.Errorf("%d of %d texts are accepted: they test one verdict alone", accepted, len(questions))
	}
}

// bent changes a text at up to three places.
func bent(r *rand.Rand, text string) string {
	b := []byte(text)
	for range r.IntN(4) {
		at := r.IntN(len(b) + 1)
		switch piece := pick(r, `"`, `\`, `,`, `:`, `{`, `}`, `[`, `]`, "0", "-", ".", "e", "\xff", "\xc3", "\xed\xa0\x80", "\x00", "\n", `\ud83d`, `\ude00`, `\u0061`, `"a":1,`, "null", "1", " ", "\ufeff"); r.IntN(3) {
		case 0:
			b = slices.Insert(b, at, []byte(piece)...)
		case 1:
			b = slices.Delete(b, min(at, len(b)), min(at+1, len(b)))
		default:
			b = slices.Replace(b, min(at, len(b)), min(at+len(piece), len(b)), []byte(piece)...)
		}
	}
	return string(b)
}
