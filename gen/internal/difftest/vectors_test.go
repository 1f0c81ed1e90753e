package difftest

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

const conformance = "../../testdata/conformance"

// problem is one problem of a value, without its message.
type problem struct {
	Path string `json:"path"`
	Rule string `json:"rule"`
}

// vector is one line of a vector file.
type vector struct {
	at       string // file:line
	event    string
	text     string
	problems []problem // none: the value is valid
	schema   string    // why JSON Schema says the opposite; "" where it agrees
}

func (v vector) valid() bool { return len(v.problems) == 0 }

// wire tells a vector about the text itself, which a JSON parser in front of a validator hides.
func (v vector) wire() bool {
	if strings.HasSuffix(strings.SplitN(v.at, ":", 2)[0], "wire.txt") {
		return true
	}
	for _, p := range v.problems {
		if strings.HasPrefix(p.Rule, "wire.") {
			return true
		}
	}
	return false
}

func loadConformance(t testing.TB) *schema.Contract {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(conformance, "events.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c, diagnostics := schema.Load("events.yaml", src, nil)
	if c == nil {
		t.Fatal(diagnostics)
	}
	return c
}

// loadVectors reads all vector files, in the format that their README says.
func loadVectors(t testing.TB, c *schema.Contract) []vector {
	t.Helper()
	known := make(map[string]bool)
	for _, event := range c.Events {
		known[event.Name] = true
	}
	files, err := filepath.Glob(filepath.Join(conformance, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	var vectors []vector
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		event := ""
		for i, line := range strings.Split(string(src), "\n") {
			at := fmt.Sprintf("%s:%d", filepath.Base(file), i+1)
			switch {
			case line == "" || strings.HasPrefix(line, "#"):
			case strings.HasPrefix(line, "@"):
				if event = line[1:]; !known[event] {
					t.Fatalf("%s: there is no event %s", at, event)
				}
			default:
				v, err := parseVector(line)
				if err != nil {
					t.Fatalf("%s: %v", at, err)
				}
				v.at, v.event = at, event
				vectors = append(vectors, v)
			}
		}
	}
	return vectors
}

func parseVector(line string) (vector, error) {
	var v vector
	columns := strings.Split(line[min(2, len(line)):], " | ")
	if v.text = columns[0]; strings.HasPrefix(v.text, "hex") {
		raw, err := hex.DecodeString(strings.ReplaceAll(v.text[3:], " ", ""))
		if err != nil {
			return v, err
		}
		v.text = string(raw)
	}
	if len(columns) > 1 && columns[1] != "ok" {
		for item := range strings.SplitSeq(columns[1], ", ") {
			path, rule, ok := strings.Cut(item, " ")
			if !ok {
				return v, fmt.Errorf("%q is not a path and a rule", item)
			}
			if path == "." {
				path = ""
			}
			v.problems = append(v.problems, problem{path, rule})
		}
	}
	if len(columns) > 2 {
		v.schema = strings.TrimSpace(strings.TrimPrefix(columns[2], "schema:"))
	}
	if strings.HasPrefix(line, "+ ") != v.valid() {
		return v, fmt.Errorf("the sign and the problems disagree")
	}
	return v, nil
}

// TestVectorsCoverEveryEvent keeps a rule from having no vectors, or none of one kind.
func TestVectorsCoverEveryEvent(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	valid, invalid := make(map[string]bool), make(map[string]bool)
	seen := make(map[string]string)
	for _, v := range loadVectors(t, c) {
		if v.valid() {
			valid[v.event] = true
		} else {
			invalid[v.event] = true
		}
		key := v.event + " " + v.text
		if first, twice := seen[key]; twice {
			t.Errorf("%s: the vector is already at %s", v.at, first)
		}
		seen[key] = v.at
	}
	for _, event := range c.Events {
		if !valid[event.Name] {
			t.Errorf("%s has no valid vector", event.Name)
		}
		if !invalid[event.Name] && event.Name != "server.grown" {
			t.Errorf("%s has no vector that is not valid", event.Name)
		}
	}
}
