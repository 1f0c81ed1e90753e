package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/breaking"
)

func TestBreakingChanges(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := command(t, "", "breaking", "-f", "testdata/breaking/new.yaml", "--against", "testdata/breaking/old.yaml")
	if code != exitContract || stdout != "" {
		t.Errorf("exit code %d, %s", code, stdout)
	}
	golden(t, "testdata/breaking/new.txt", []byte(stderr))
	for _, party := range breaking.Parties() {
		if !strings.Contains(stderr, string(party)) {
			t.Errorf("nothing breaks an %s", party)
		}
	}
}

// TestEveryRuleOfBreakingIsFound holds the list of the help to what the golden shows.
func TestEveryRuleOfBreakingIsFound(t *testing.T) {
	t.Parallel()
	_, stdout, _ := command(t, "", "breaking", "--json", "-f", "testdata/breaking/new.yaml", "--against", "testdata/breaking/old.yaml")
	listed := make(map[string]bool)
	for _, rule := range breaking.Rules() {
		for name := range strings.SplitSeq(rule[0], ", ") {
			listed[name] = true
			if !strings.Contains(stdout, `"rule":"`+name+`"`) {
				t.Errorf("%s is never found", name)
			}
		}
	}
	for line := range strings.Lines(stdout) {
		var b jsonBreak
		if err := json.Unmarshal([]byte(line), &b); err != nil || !listed[b.Rule] {
			t.Errorf("%s is not in the list: %v", b.Rule, err)
		}
	}
}

func TestBreakingAsJSON(t *testing.T) {
	t.Parallel()
	_, stdout, _ := command(t, "", "breaking", "--json", "-f", "testdata/breaking/new.yaml", "--against", "testdata/breaking/old.yaml")
	for line := range strings.Lines(stdout) {
		var b jsonBreak
		if err := json.Unmarshal([]byte(line), &b); err != nil || b.Rule == "" || b.Line == 0 || len(b.Parties) == 0 {
			t.Errorf("%s: %v", line, err)
		}
	}
	if strings.Count(stdout, "\n") < 30 {
		t.Errorf("got only\n%s", stdout)
	}
}

func TestNothingBreaksWhatDoesNotChange(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"../events.yaml", "testdata/ok/everything/events.yaml", "testdata/ok/recursion/events.yaml", "testdata/ok/evolution/events.yaml"} {
		if code, stdout, stderr := command(t, "", "breaking", "-f", file, "--against", file); code != exitFine || stdout+stderr != "" {
			t.Errorf("%s: exit code %d, %s%s", file, code, stdout, stderr)
		}
	}
}

func TestBreakingAgainstACommit(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", append([]string{"-C", folder, "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "core.hooksPath=/dev/null"}, args...)...)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
	file := filepath.Join(folder, "sub", "events.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	write("version: 1\nname: x\nclientToServer: { a: { fields: { n?: int } } }\n")
	git("add", ".")
	git("commit", "-q", "-m", "x")
	write("version: 1\nname: x\nclientToServer: { a: { fields: { n: int } } }\n")
	code, _, stderr := command(t, "", "breaking", "-f", file, "--against", "git:HEAD")
	if code != exitContract || !strings.Contains(stderr, "the field n is required now") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	for _, against := range []string{"git:nowhere", "git:", "git:--help", filepath.Join(folder, "none.yaml"), ""} {
		if code, _, stderr := command(t, "", "breaking", "-f", file, "--against", against); code != exitCall || stderr == "" {
			t.Errorf("--against %q: exit code %d, %s", against, code, stderr)
		}
	}
}
