package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

// linesOf generates a contract and gives the lines of each file.
func linesOf(t *testing.T, contract string) map[string][]string {
	t.Helper()
	c, diagnostics := schema.Load("events.yaml", []byte(contract), nil)
	if c == nil {
		t.Fatal(diagnostics)
	}
	generated, err := files(c)
	if err != nil {
		t.Fatal(err)
	}
	lines := make(map[string][]string, len(generated))
	for _, file := range generated {
		lines[file.Path] = strings.Split(string(file.Content), "\n")
	}
	return lines
}

const (
	stableHead = "version: 1\nname: stable\ntypes:\n  Level: { enum: [low, high] }\n"
	first      = "  client.first: { doc: One., fields: { a: Level, b?: { type: string, maxLength: 9, pattern: '^a' } } }\n"
	second     = "  client.second: { doc: Two., formerly: client.old, rateLimit: { rate: 2 }, fields: { c: { list: Level }, d: { fields: { e: bytes } } } }\n"
	third      = "  client.third: { doc: Three., fields: { f: { discriminator: kind, oneOf: { g: { fields: { h: uuid } } } } } }\n"
)

// TestReorderedEventsGiveReorderedOutput swaps two events: the generated files have the same lines in another order.
func TestReorderedEventsGiveReorderedOutput(t *testing.T) {
	t.Parallel()
	before := linesOf(t, stableHead+"clientToServer:\n"+first+second+third)
	after := linesOf(t, stableHead+"clientToServer:\n"+third+first+second)
	for path, lines := range before {
		if filepath.Ext(path) == ".md" || strings.HasSuffix(path, ".json") {
			continue // a README's example is the first event; JSON has no comma behind the last
		}
		have, got := slices.Sorted(slices.Values(lines)), slices.Sorted(slices.Values(after[path]))
		if !slices.Equal(have, got) {
			t.Errorf("%s has other lines where events change places", path)
		}
	}
}

// TestANewEventOnlyAddsLines puts an event between two others: no line of their Go, their checks and their types changes.
func TestANewEventOnlyAddsLines(t *testing.T) {
	t.Parallel()
	before := linesOf(t, stableHead+"clientToServer:\n"+first+third)
	after := linesOf(t, stableHead+"clientToServer:\n"+first+second+third)
	compared := 0
	for path, lines := range before {
		name := filepath.Base(path)
		if filepath.Ext(name) != ".go" && !strings.HasPrefix(name, "types.") && !strings.HasPrefix(name, "clientToServer.") {
			continue
		}
		compared++
		rest := after[path]
		for _, line := range lines {
			if strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "type ClientToServerLimiter struct") || strings.HasPrefix(line, "func (") && strings.Contains(line, "ClientToServerLimiter") {
				continue // what a file imports depends on all that is in it, as does a limiter without a limit
			}
			at := slices.Index(rest, line)
			if at < 0 {
				t.Errorf("%s loses or moves %q", path, line)
				break
			}
			rest = rest[at+1:]
		}
	}
	if compared < 10 {
		t.Errorf("only %d files were compared", compared)
	}
}
