package difftest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

// found has the cases that random contracts have found: a contract, and after it, in comments, values of its one event.
const found = "testdata/found"

const valueMark = "#= "

// TestFoundCases asks again about everything that was ever found.
func TestFoundCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(found, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, diagnostics := schema.Load("events.yaml", src, nil)
			if c == nil {
				t.Fatal(diagnostics)
			}
			var questions []question
			for line := range strings.Lines(string(src)) {
				if text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), valueMark); ok {
					for _, event := range c.Events {
						questions = append(questions, question{event: event.Name, text: text})
					}
				}
			}
			if len(questions) == 0 {
				t.Fatal("the file has no values")
			}
			compare(t, c, questions)
		})
	}
}

// keep writes a case for each event that a question is about, with as little of the contract as the loader needs.
func keep(t *testing.T, name, contract string, disputed []question) {
	t.Helper()
	events := make(map[string][]string)
	for _, q := range disputed {
		if values := events[q.event]; len(values) < 5 && !strings.Contains(q.text, "\n") {
			events[q.event] = append(values, q.text)
		}
	}
	for event, values := range events {
		text := reduced(contract, event) + valueMark + strings.Join(values, "\n"+valueMark) + "\n"
		file := filepath.Join(found, fmt.Sprintf("%s-%s.yaml", name, event))
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Error(err)
			continue
		}
		t.Logf("kept as %s", file)
	}
}

// reduced leaves out every line of a contract that an event can do without.
func reduced(contract, event string) string {
	var lines []string
	section := ""
	for line := range strings.SplitSeq(strings.TrimSpace(contract), "\n") {
		if !strings.HasPrefix(line, " ") {
			section, _, _ = strings.Cut(line, ":")
		}
		ofEvents := section == "clientToServer" || section == "serverToClient"
		if !ofEvents || !strings.HasPrefix(line, " ") || strings.HasPrefix(line, "  "+event+":") { // nothing needs another event
			lines = append(lines, line)
		}
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "  "+event+":") || strings.HasPrefix(lines[i], "outputs:") {
			continue
		}
		without := slices.Delete(slices.Clone(lines), i, i+1)
		c, _ := schema.Load("events.yaml", []byte(strings.Join(without, "\n")), nil)
		if c != nil && len(c.Events) > 0 {
			lines = without
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestReducedContractsKeepTheirEvent(t *testing.T) {
	t.Parallel()
	text, c, err := randomContract(fixedSeed, 80)
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range c.Events[:5] {
		small := reduced(text, event.Name)
		got, diagnostics := schema.Load("events.yaml", []byte(small), nil)
		if got == nil || len(got.Events) != 1 || got.Events[0].Name != event.Name {
			t.Errorf("%s is reduced to\n%s\n%v", event.Name, small, diagnostics)
		}
		if len(small) > len(text)/4 {
			t.Errorf("%s leaves %d of %d bytes", event.Name, len(small), len(text))
		}
	}
}
