package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const small = "version: 1\nname: small\nclientToServer:\n  client.say: { fields: { text: { type: string, maxLength: 100 } } }\n"

// contractIn writes a contract into a new folder and gives its path.
func contractIn(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "events.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// tree gives every file below a folder.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		found[strings.TrimPrefix(name, folder+"/")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func expect(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	code, stdout, stderr := command(t, "", args...)
	if code != want {
		t.Errorf("%q: exit code %d, want %d\n%s%s", args, code, want, stdout, stderr)
	}
	return stdout, stderr
}

func TestGenerateIsDeterministicAndCurrent(t *testing.T) {
	t.Parallel()
	first, second := contractIn(t, small), contractIn(t, small)
	expect(t, exitFine, "generate", "-f", first)
	expect(t, exitFine, "-f", second)
	expect(t, exitFine, "check", "-f", first)
	got, want := tree(t, filepath.Dir(second)), tree(t, filepath.Dir(first))
	if len(got) < 4 || len(got) != len(want) {
		t.Errorf("got %d files and %d", len(got), len(want))
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s differs from run to run", name)
		}
	}
}

func TestCheckNamesWhatIsStaleEditedMissingAndLeft(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	folder := filepath.Dir(file)
	expect(t, exitFine, "generate", "-f", file)
	yaml := filepath.Join(folder, "generated/asyncapi.yaml")
	original, err := os.ReadFile(yaml)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(yaml, append(original, "# my own line\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr := expect(t, exitContract, "check", "-f", file)
	for _, want := range []string{"generated/asyncapi.yaml was edited by hand\n", "\n-# my own line\n", "run `go run ./gen generate -f " + file + "`"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("check does not say %q:\n%s", want, stderr)
		}
	}
	if _, stderr := expect(t, exitFine, "generate", "-f", file); !strings.Contains(stderr, "was edited by hand; it is generated again") {
		t.Errorf("generate is silent about the edit: %s", stderr)
	}
	changed := strings.Replace(small, "maxLength: 100", "maxLength: 99", 1)
	changed = strings.Replace(changed, "clientToServer", "outputs: { yamlSchema: false }\nclientToServer", 1)
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(yaml); err != nil {
		t.Fatal(err)
	}
	stdout, _ := expect(t, exitContract, "check", "--json", "-f", file)
	states := make(map[string]string)
	for line := range strings.Lines(stdout) {
		var f finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		states[strings.TrimPrefix(f.Path, folder+"/")] = f.State
	}
	for path, want := range map[string]string{
		"generated/asyncapi.yaml": "missing", "generated/events.schema.json": "stale", "generated/events-yaml.schema.json": "leftover",
	} {
		if states[path] != want {
			t.Errorf("%s is %q, want %q", path, states[path], want)
		}
	}
	expect(t, exitFine, "generate", "-f", file)
	expect(t, exitFine, "check", "-f", file)
	if _, err := os.Stat(filepath.Join(folder, "generated/events-yaml.schema.json")); err == nil {
		t.Error("what is generated no longer is still there")
	}
}

func TestGenerateNeverOverwritesForeignFiles(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	mine := filepath.Join(filepath.Dir(file), "generated/asyncapi.yaml")
	if err := os.MkdirAll(filepath.Dir(mine), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine, []byte("mine: true\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, stderr := expect(t, exitContract, "check", "-f", file); !strings.Contains(stderr, "asyncapi.yaml is in the way") || !strings.Contains(stderr, "; move away what is in the way, then run `") {
		t.Errorf("check says %s", stderr)
	}
	_, stderr := expect(t, exitCall, "generate", "-f", file)
	if !strings.Contains(stderr, "generated/asyncapi.yaml") {
		t.Errorf("the message does not name the file: %s", stderr)
	}
	if got := tree(t, filepath.Dir(file)); len(got) != 2 || got["generated/asyncapi.yaml"] != "mine: true\n" {
		t.Errorf("the folder holds %v", got)
	}
}

func TestStandardInputIsCheckedAndNothingIsWritten(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	for _, verb := range []string{"generate", "check", "lint"} {
		code, stdout, _ := command(t, small, verb, "-f", "-")
		if code == exitCall || stdout != "" {
			t.Errorf("%s: exit code %d, %q", verb, code, stdout)
		}
	}
	if code, _, stderr := command(t, "version: 2\n", "-f", "-"); code != exitContract || !strings.Contains(stderr, "<stdin>:1:10: error:") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if got := tree(t, here); len(got) != 0 {
		t.Errorf("written: %v", got)
	}
}

func TestNearestContractIsFoundUpwards(t *testing.T) {
	file := contractIn(t, strings.Replace(small, "version: 1", "version: 3", 1))
	deep := filepath.Join(filepath.Dir(file), "a/b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(deep)
	if code, _, stderr := command(t, "", "check"); code != exitContract || !strings.HasPrefix(stderr, "../../events.yaml:1:10: error:") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := command(t, "", "check"); code != exitCall || !strings.Contains(stderr, "name the contract with -f FILE") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

func TestDiagnosticsAsJSON(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := command(t, "", "check", "--json", "-f", "testdata/bad/many-at-once.yaml")
	if code != exitContract || stderr != "" {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	golden(t, "testdata/bad/many-at-once.json", []byte(stdout))
}

func TestCallsThatCannotBeCarriedOut(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"nonsense"},
		{"generate", "extra"},
		{"check", "--nonsense"},
		{"export"},
		{"export", "pdf"},
		{"lint", "-f"},
		{"generate", "-f", "does/not/exist.yaml"},
		{"generate", "-f", t.TempDir()},
		{"init"},
	} {
		code, stdout, stderr := command(t, "", args...)
		if code != exitCall || stdout != "" || !strings.HasPrefix(stderr, "eventwire: ") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: exit code %d, %q, %q", args, code, stdout, stderr)
		}
	}
}

func TestCallsAreHelped(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ call, want string }{
		{"genrate", `there is no verb "genrate" (did you mean "generate"?)`},
		{"help brekaing", `(did you mean "breaking"?)`},
		{"--json check", "write the verb first: `go run ./gen check …`"},
		{"check --against x", "`go run ./gen check -h` lists its flags"},
	} {
		code, stdout, stderr := command(t, "", strings.Fields(row.call)...)
		if code != exitCall || !strings.Contains(stdout+stderr, row.want) && !strings.Contains(stdout, strings.ReplaceAll(row.want, `"`, `\"`)) {
			t.Errorf("%s: exit code %d, %s%s", row.call, code, stdout, stderr)
		}
	}
	if stdout, _ := expect(t, exitFine, "--version"); !strings.HasPrefix(stdout, "eventwire ") {
		t.Errorf("--version says %s", stdout)
	}
}

func TestFaultyCallsAsJSON(t *testing.T) {
	t.Parallel()
	stdout, stderr := expect(t, exitCall, "check", "--json", "-f", "does/not/exist.yaml")
	if want := `{"severity":"error","rule":"call","message":"open does/not/exist.yaml: no such file or directory"}` + "\n"; stdout != want || stderr != "" {
		t.Errorf("got %s%s, want %s", stdout, stderr, want)
	}
}

func TestEveryVerbExplainsItself(t *testing.T) {
	t.Parallel()
	list, _ := expect(t, exitFine, "-h")
	for _, v := range verbs() {
		if !strings.Contains(list, "  "+v.name+" ") {
			t.Errorf("-h does not list %s", v.name)
		}
		for _, args := range [][]string{{v.name, "-h"}, {v.name, "--help"}, {"help", v.name}} {
			stdout, stderr := expect(t, exitFine, args...)
			if !strings.Contains(stdout, "Usage: ") || !strings.Contains(stdout, "Exit codes: 0 fine, 1 the contract is at fault, 2 the call is.") || stderr != "" {
				t.Errorf("%q prints %q and %q", args, stdout, stderr)
			}
		}
	}
}

func TestExports(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{"asyncapi": "asyncapi: ", "jsonschema": `"$schema"`, "markdown": "client.message"} {
		stdout, _ := expect(t, exitFine, "export", format, "-f", "../events.yaml")
		if !strings.Contains(stdout, want) {
			t.Errorf("export %s does not hold %q", format, want)
		}
	}
}

// TestWhatOutputsLeaveBehind moves, renames and switches off what a contract writes, and leaves nothing in the old places.
func TestWhatOutputsLeaveBehind(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	folder := filepath.Dir(file)
	reset := func(outputs string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(strings.Replace(small, "clientToServer", outputs+"\nclientToServer", 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	places := func() string {
		found := make(map[string]bool)
		for name := range tree(t, folder) {
			if name != "events.yaml" {
				found[filepath.Dir(name)] = true
			}
		}
		return strings.Join(slices.Sorted(maps.Keys(found)), " ")
	}
	for _, step := range []struct{ outputs, want string }{
		{"outputs: { typescript: false, yamlSchema: false, jsonSchema: false }", "generated generated/events"},
		{"outputs: { go: { path: internal/api, package: api }, typescript: false, yamlSchema: false, jsonSchema: false }", "generated internal/api"},
		{"outputs: { go: pkg/wire, typescript: web/client, asyncapi: docs/asyncapi.yaml, yamlSchema: false, jsonSchema: false }", "docs pkg/wire web/client web/client/runtime"},
		{"outputs: { go: pkg/wire, typescript: false, asyncapi: docs/api.yml, yamlSchema: false, jsonSchema: false }", "docs pkg/wire"},
		{"outputs: { go: false, typescript: false, asyncapi: false, yamlSchema: false, jsonSchema: false }", ""},
	} {
		reset(step.outputs)
		expect(t, exitContract, "check", "-f", file)
		expect(t, exitFine, "generate", "-f", file)
		expect(t, exitFine, "check", "-f", file)
		if got := places(); got != step.want {
			t.Errorf("%s: files are left in %q, want %q", step.outputs, got, step.want)
		}
	}
}

func TestContractsInOneFolder(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	shop := filepath.Join(filepath.Dir(file), "shop.yaml")
	if err := os.WriteFile(shop, []byte(small), 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, exitFine, "generate", "-f", file)
	before := tree(t, filepath.Dir(file))
	const want = "belongs to the contract "
	if _, stderr := expect(t, exitContract, "check", "-f", shop); !strings.Contains(stderr, want) || strings.Contains(stderr, "run `") {
		t.Errorf("check says %s", stderr)
	}
	if _, stderr := expect(t, exitCall, "generate", "-f", shop); !strings.Contains(stderr, want+"events.yaml; set another path") {
		t.Errorf("generate says %s", stderr)
	}
	if !maps.Equal(before, tree(t, filepath.Dir(file))) {
		t.Error("something was written")
	}
	text := strings.Replace(small, "clientToServer", "outputs: { go: shop/events, typescript: shop/ts, asyncapi: false, jsonSchema: false, yamlSchema: false }\nclientToServer", 1)
	if err := os.WriteFile(shop, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, exitFine, "generate", "-f", shop)
	expect(t, exitFine, "generate", "-f", file)
	expect(t, exitFine, "check", "-f", shop)
	expect(t, exitFine, "check", "-f", file)
}

func TestCheckSaysACommandThatCanBeCopied(t *testing.T) {
	file := contractIn(t, small)
	odd := filepath.Join(filepath.Dir(file), "it's ours.yaml")
	if err := os.Rename(file, odd); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(file))
	if _, stderr := expect(t, exitContract, "check", "-f", "it's ours.yaml"); !strings.Contains(stderr, `run `+"`"+program()+` generate -f 'it'\''s ours.yaml'`+"`\n") {
		t.Errorf("check says %s", stderr)
	}
	if err := os.Rename(odd, file); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("server", 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir("server")
	if _, stderr := expect(t, exitContract, "check"); !strings.Contains(stderr, "run `go -C .. generate ./...`\n") {
		t.Errorf("check says %s", stderr)
	}
}

func TestAnEditedLeftoverIsToldAndKept(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	expect(t, exitFine, "generate", "-f", file)
	old := filepath.Join(filepath.Dir(file), "generated/asyncapi.yaml")
	text, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, append(text, "# mine\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(small, "clientToServer", "outputs: { asyncapi: docs/asyncapi.yaml }\nclientToServer", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, stderr := expect(t, exitFine, "generate", "-f", file); !strings.Contains(stderr, "generated/asyncapi.yaml is generated no longer, but was edited by hand; it stays, remove it yourself\n") {
		t.Errorf("generate says %s", stderr)
	}
	if _, stderr := expect(t, exitContract, "check", "-f", file); !strings.Contains(stderr, "asyncapi.yaml is generated no longer, but was edited by hand; remove it yourself\ngenerated files that differ: 1\n") {
		t.Errorf("check says %s", stderr)
	}
	if _, err := os.Stat(old); err != nil {
		t.Error(err)
	}
}

// TestNotesAsJSON holds that tools are told what people are told, and nothing else.
func TestNotesAsJSON(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	folder := filepath.Dir(file)
	edit := func(name string) {
		t.Helper()
		path := filepath.Join(folder, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(text, "# mine\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	said := func() (notes []jsonDiagnostic) {
		t.Helper()
		stdout, stderr := expect(t, exitFine, "generate", "--json", "-f", file)
		if stderr != "" {
			t.Errorf("standard error has %s", stderr)
		}
		for line := range strings.Lines(stdout) {
			var d jsonDiagnostic
			decoder := json.NewDecoder(strings.NewReader(line))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&d); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			d.File = strings.TrimPrefix(d.File, folder+"/")
			notes = append(notes, d)
		}
		return notes
	}
	if got := said(); got != nil {
		t.Errorf("a first run says %v", got)
	}
	edit("generated/asyncapi.yaml")
	want := []jsonDiagnostic{{File: "generated/asyncapi.yaml", Severity: "warning", Rule: "edited", Message: "was edited by hand; it is generated again, and the edit is gone"}}
	if got := said(); !slices.Equal(got, want) {
		t.Errorf("of an edit it says %v, want %v", got, want)
	}
	edit("generated/asyncapi.yaml")
	text := strings.Replace(small, "clientToServer", "outputs: { asyncapi: docs/asyncapi.yaml, yamlSchema: false }\nclientToServer", 1)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	want = []jsonDiagnostic{
		{File: "generated/asyncapi.yaml", Severity: "warning", Rule: "edited-leftover", Message: "is generated no longer, but was edited by hand; it stays, remove it yourself"},
		{File: "generated/events-yaml.schema.json", Severity: "warning", Rule: "leftover", Message: "is generated no longer, and was removed"},
	}
	if got := said(); !slices.Equal(got, want) {
		t.Errorf("of leftovers it says %v, want %v", got, want)
	}
}

// TestAnEditIsNotCalledGoneWhereNothingWasWritten edits one file and puts another in the way.
func TestAnEditIsNotCalledGoneWhereNothingWasWritten(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	folder := filepath.Dir(file)
	expect(t, exitFine, "generate", "-f", file)
	edited, foreign := filepath.Join(folder, "generated/asyncapi.yaml"), filepath.Join(folder, "generated/events.schema.json")
	text, err := os.ReadFile(edited)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(edited, append(text, "# mine\n"...), 0o644), os.WriteFile(foreign, []byte("{}\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, stderr := expect(t, exitCall, "generate", "-f", file); strings.Contains(stderr, "gone") || !strings.Contains(stderr, "nothing was written") {
		t.Errorf("generate says %s", stderr)
	}
}
