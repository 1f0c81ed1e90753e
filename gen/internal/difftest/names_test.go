package difftest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/typescript"
)

// awkwardNames are words and pairs of words that generated names are made of: whatever of them the loader lets pass must compile.
func awkwardNames(r *rand.Rand) []string {
	words := []string{
		"Foo", "FOO", "foo", "Input", "Event", "Channel", "Item", "Value", "Data", "Levels", "Schema", "check", "decode", "encode", "parse",
		"validate", "write", "pattern", "read", "handle", "is", "Known", "Client", "Server", "Redis", "Handler", "Publisher", "Position", "Problem",
		"error", "string", "Error", "Map", "Set", "client", "server", "to", "URL", "id", "2", "X2", "new", "func", "type", "v", "c", "d", "e", "w",
		"dst", "data", "at", "err", "Optional", "bucket", "Once", "Limiter", "Append", "JSON", "Marshal", "context", "time", "regexp", "constructor",
		"proto", "toString", "React", "use", "Provider", "create", "sample", "parsers", "Answer", "Published", "Frame", "Ack", "ping", "resume", "ServerEvents", "Hooks", "Typed",
	}
	names := append([]string(nil), words...)
	for _, first := range words {
		for range 3 {
			names = append(names, first+pick(r, "", ".", ":", "_", "-", "/")+pick(r, words...))
		}
	}
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names
}

// awkwardContract holds these names as types, values of enums, fields, events and tags, but for those that the loader refuses.
func awkwardContract(t *testing.T, seed uint64) *schema.Contract {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	names := awkwardNames(r)
	object := func() string {
		var fields []string
		for range 2 {
			fields = append(fields, fmt.Sprintf("%q: %s", pick(r, names...), pick(r, "bytes", "{ const: 1 }", "{ list: { const: a } }", "{ type: string, maxLength: 9, pattern: '^a' }", "{ enum: [a, b] }", "{ list: { enum: [a] } }", "{ map: { fields: { a: bytes } } }")))
		}
		return "{ fields: { " + strings.Join(fields, ", ") + " } }"
	}
	lines := []string{"version: 1", "name: names", "outputs: { go: { path: events, package: events }, typescript: ts }"}
	for i, section := range []string{"types", "clientToServer", "serverToClient", "redis"} {
		lines = append(lines, section+":")
		for j := i; j < len(names); j += 4 {
			name, value := names[j], object()
			if section == "types" {
				name = typeName(name)
				value = pick(r, value, fmt.Sprintf("{ enum: [%q, %q] }", pick(r, names...), pick(r, names...)),
					fmt.Sprintf("{ discriminator: kind, oneOf: { %q: %s, other: %s } }", pick(r, names...), object(), object()), "{ list: "+object()+" }", "{ const: true }")
			}
			lines = append(lines, fmt.Sprintf("  %q: %s", name, value))
		}
	}
	for {
		c, diagnostics := schema.Load("events.yaml", []byte(strings.Join(lines, "\n")+"\n"), nil)
		if c != nil {
			return c
		}
		for _, d := range diagnostics {
			if !strings.HasPrefix(lines[d.Pos.Line-1], " ") && lines[d.Pos.Line-1] != "" {
				t.Fatal(d)
			}
			lines[d.Pos.Line-1] = ""
		}
	}
}

// typeName makes the name of a type of it: those begin with a capital and have letters and digits only.
func typeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(".:_-/", r) {
			return -1
		}
		return r
	}, name)
	return strings.ToUpper(name[:1]) + name[1:]
}

// TestAwkwardNamesCompile compiles contracts of the most awkward names in both languages: a collision that the loader does not report would not compile.
func TestAwkwardNamesCompile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := awkwardContract(t, seed)
			if len(c.Types) < 40 || len(c.Events) < 120 {
				t.Fatalf("the loader takes too few of the names: %d types, %d events", len(c.Types), len(c.Events))
			}
			buildGo(t, c)
			files, err := typescript.Generate(c)
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			writeFiles(t, folder, append(files, output.File{Path: "all.mjs", Content: []byte(`import "./ts/index.js"; import "./ts/testing.js";`)}))
			if out, err := exec.Command("node", filepath.Join(folder, "all.mjs")).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			const tsc = "../typescript/runtime/node_modules/.bin/tsc"
			if _, err := os.Stat(tsc); err != nil {
				t.Logf("the declarations are not compiled: %v", err)
				return
			}
			compile := exec.Command(tsc, "--noEmit", "--strict", "--skipLibCheck", "false", "--target", "es2022", "--module", "nodenext", "--types", "",
				filepath.Join(folder, "ts/index.d.ts"), filepath.Join(folder, "ts/testing.d.ts"))
			if out, err := compile.CombinedOutput(); err != nil {
				t.Errorf("%v\n%.3000s", err, out)
			}
		})
	}
}
