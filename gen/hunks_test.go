package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// twenty is a contract whose event has twenty fields, the tenth of which is given.
func twenty(direction, tenth string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\nname: hunks\ntypes:\n  Word: { type: string, maxLength: 20 }\n%s:\n  thing.done:\n    doc: A thing was done.\n    fields:\n", direction)
	for i := range 20 {
		switch {
		case i == 9:
			fmt.Fprintf(&b, "      tenth%s\n", tenth)
		case i%2 == 0:
			fmt.Fprintf(&b, "      text%d: { type: string, maxLength: 100, doc: Text %d. }\n", i, i)
		default:
			fmt.Fprintf(&b, "      number%d: { type: int, minimum: 0 }\n", i)
		}
	}
	return b.String()
}

// TestAChangedFieldIsOneHunk changes a field of an event of twenty, and counts the hunks that git shows in each file that was written, headers
// and imports apart. What a field may be stands in one place. What it is, its type, stands where it is declared, read, checked and written;
// in TypeScript, what differs between those who send and those who receive is declared for both.
func TestAChangedFieldIsOneHunk(t *testing.T) {
	t.Parallel()
	const everywhere = ": { type: string, maxLength: 20, pattern: '^a', minLength: 2, doc: Tenth. }"
	for _, row := range []struct {
		name, before, after string
		golang, typescript  int // hunks in a file; documents have one
	}{
		{"a bound of a text", everywhere, strings.Replace(everywhere, "20", "21", 1), 1, 1},
		{"two bounds of a text", everywhere, strings.NewReplacer("20", "21", "2,", "3,").Replace(everywhere), 1, 1},
		{"a pattern", everywhere, strings.Replace(everywhere, "^a", "^b", 1), 1, 1},
		{"a bound more", everywhere, strings.Replace(everywhere, "doc:", "maxBytes: 50, doc:", 1), 1, 1},
		{"a doc", everywhere, strings.Replace(everywhere, "Tenth.", "The tenth.", 1), 1, 1},
		{"a doc more", ": { type: Word }", ": { type: Word, doc: Tenth. }", 1, 1},
		{"a deprecation", ": { type: Word }", ": { type: Word, deprecated: Use another. }", 1, 1},
		{"a bound of an integer", ": { type: int, minimum: 0, maximum: 9 }", ": { type: int, minimum: 0, maximum: 10 }", 1, 1},
		{"a bound of a small integer", ": { type: uint8, minimum: 1, maximum: 9 }", ": { type: uint8, minimum: 2, maximum: 9 }", 1, 1},
		{"a bound of 64 bits", ": { type: int64, minimum: 1 }", ": { type: int64, minimum: 2 }", 1, 1},
		{"a multiple", ": { type: int, multipleOf: 2 }", ": { type: int, multipleOf: 3 }", 1, 1},
		{"a bound of a float", ": { type: float, minimum: 0, exclusiveMaximum: 9 }", ": { type: float, minimum: 0, exclusiveMaximum: 9.5 }", 1, 1},
		{"the scale of a decimal", ": { type: decimal, digits: 9, scale: 2 }", ": { type: decimal, digits: 9, scale: 3 }", 1, 1},
		{"the size of bytes", ": { type: bytes, maxLength: 9 }", ": { type: bytes, maxLength: 10 }", 1, 1},
		{"a value of an enum more", ": { enum: [a, b, c], doc: Tenth. }", ": { enum: [a, b, c, d], doc: Tenth. }", 1, 2},
		{"a value of an enum less", ": { enum: [a, b, c] }", ": { enum: [a, c] }", 1, 2},
		{"the one value of a const", ": { const: a }", ": { const: b }", 1, 1},
		{"the one number of a const", ": { const: 1 }", ": { const: 2 }", 1, 1},
		{"the most items of a list", ": { list: Word, minItems: 1, maxItems: 9 }", ": { list: Word, minItems: 1, maxItems: 10 }", 1, 1},
		{"both bounds of a list", ": { list: { type: string, maxLength: 9 }, minItems: 1, maxItems: 9, uniqueItems: true }", ": { list: { type: string, maxLength: 9 }, minItems: 2, maxItems: 10, uniqueItems: true }", 1, 1},
		{"a bound of the items of a list", ": { list: { type: string, maxLength: 9 }, maxItems: 9 }", ": { list: { type: string, maxLength: 10 }, maxItems: 9 }", 1, 1},
		{"a bound of the lists in a list", ": { list: { list: { type: int, minimum: 1 }, maxItems: 3 }, maxItems: 9 }", ": { list: { list: { type: int, minimum: 1 }, maxItems: 4 }, maxItems: 9 }", 1, 1},
		{"the most entries of a map", ": { map: { type: int, minimum: 1 }, minProperties: 1, maxProperties: 9 }", ": { map: { type: int, minimum: 1 }, minProperties: 1, maxProperties: 10 }", 1, 1},
		{"a bound of the entries of a map", ": { map: { type: int, minimum: 1 }, maxProperties: 9 }", ": { map: { type: int, minimum: 2 }, maxProperties: 9 }", 1, 1},
		{"a bound inside an object", ": { fields: { a: { type: int, minimum: 1 }, b: Word } }", ": { fields: { a: { type: int, minimum: 2 }, b: Word } }", 1, 1},
		{"a bound of an optional field", "?: { type: string, maxLength: 9 }", "?: { type: string, maxLength: 10 }", 1, 1},
		{"a bound of a field with a former name", ": { type: string, maxLength: 9, formerly: [old] }", ": { type: string, maxLength: 10, formerly: [old] }", 1, 1},
		{"a default", "?: { type: int, default: 1 }", "?: { type: int, default: 2 }", 2, 2},
		{"the first bound", ": string", ": { type: string, maxLength: 9 }", 3, 1},
		{"another scalar type", ": string", ": int", 4, 1},
		{"another type of a list", ": { list: Word }", ": { list: int }", 2, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for _, direction := range []string{"clientToServer", "serverToClient", "redis"} {
				for path, hunks := range hunksBetween(t, twenty(direction, row.before), twenty(direction, row.after)) {
					want := 1
					switch filepath.Ext(path) {
					case ".go":
						want = row.golang
					case ".ts", ".js":
						want = row.typescript
					}
					if got := strings.Count(hunks, "\n@@ "); got > want {
						t.Errorf("%s: %s has %d hunks, want %d\n%s", direction, path, got, want, hunks)
					}
				}
			}
		})
	}
}

// hunksBetween gives what git shows of each file that differs in more than what it begins with.
func hunksBetween(t *testing.T, before, after string) map[string]string {
	t.Helper()
	root := t.TempDir()
	was, is := linesOf(t, before), linesOf(t, after)
	found := make(map[string]string)
	for path, lines := range is {
		old := body(was[path])
		lines = body(lines)
		if slices.Equal(old, lines) {
			continue
		}
		a, b := filepath.Join(root, "a"), filepath.Join(root, "b")
		for file, lines := range map[string][]string{a: old, b: lines} {
			if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var out, failure bytes.Buffer
		command := exec.CommandContext(t.Context(), "git", "-c", "core.autocrlf=false", "diff", "--no-index", "--no-color", "--no-ext-diff", "-U3", a, b)
		command.Stdout, command.Stderr = &out, &failure
		var differ *exec.ExitError
		if err := command.Run(); err != nil && (!errors.As(err, &differ) || differ.ExitCode() != 1 || failure.Len() > 0) {
			t.Fatal(err, failure.String())
		}
		if out.Len() > 0 {
			found[path] = out.String()
		}
	}
	return found
}

// body leaves out the header and the imports of a file.
func body(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		return strings.Contains(line, "Code generated by") || strings.HasPrefix(line, "import ")
	})
}
