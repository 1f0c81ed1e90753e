package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInitBeginsAProjectThatWorks builds, tests and runs what a newcomer gets.
func TestInitBeginsAProjectThatWorks(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "My First App")
	stdout, _ := expect(t, exitFine, "init", folder)
	if !strings.Contains(stdout, "go test ./...") {
		t.Errorf("init says %q", stdout)
	}
	inProject := func(stdin, name string, args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir = folder
		command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		command.Stdin = strings.NewReader(stdin)
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	inProject("", "go", "vet", "./...")
	inProject("", "go", "test", "./...")
	got := inProject(`{"event":"client.hello","id":"7","data":{"name":"Ann"}}`+"\n", "go", "run", ".")
	if want := `{"event":"server.welcome","data":{"text":"Hello, Ann!","visitors":1}}` + "\n" + `{"ack":"7"}` + "\n"; got != want {
		t.Errorf("the program says %q, want %q", got, want)
	}
	if formatted := inProject("", "gofmt", "-l", "."); formatted != "" {
		t.Errorf("not gofmt-clean: %s", formatted)
	}
	expect(t, exitFine, "check", "-f", filepath.Join(folder, "events.yaml"))
	expect(t, exitFine, "lint", "-f", filepath.Join(folder, "events.yaml"))
	expect(t, exitFine, "fmt", "--check", "-f", filepath.Join(folder, "events.yaml"))
}

func TestInitTouchesNothingThatIsThere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "mine"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, stderr := expect(t, exitCall, "init", folder); !strings.Contains(stderr, "is not empty") {
		t.Errorf("init says %q", stderr)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestVerbsWithoutAContractSpeakJSON(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "shop")
	for _, args := range [][]string{{"version", "--json"}, {"init", folder, "--json"}} {
		stdout, _ := expect(t, exitFine, args...)
		if !json.Valid([]byte(stdout)) || strings.Count(stdout, "\n") != 1 {
			t.Errorf("%s says %q", args[0], stdout)
		}
	}
}

func TestProjectNames(t *testing.T) {
	t.Parallel()
	for folder, want := range map[string]string{"chat": "chat", "My First App": "my-first-app", "chat_v2": "chat-v2", "2048": "app", "日本": "app", "été": "t"} {
		if got := projectName(folder); got != want {
			t.Errorf("projectName(%q) = %q, want %q", folder, got, want)
		}
	}
}
