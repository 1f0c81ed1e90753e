package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
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
