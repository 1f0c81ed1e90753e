package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFmtKeepsComments(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/fmt/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := command(t, string(src), "fmt", "-f", "-")
		if code != exitFine || stderr != "" {
			t.Errorf("%s: exit code %d, %s", file, code, stderr)
		}
		golden(t, strings.TrimSuffix(file, ".yaml")+".txt", []byte(stdout))
	}
}

func TestFmtWritesTheFilesOfTheContract(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("events.yaml", "name: x\nversion: 1\ninclude: [types.yaml]\n")
	write("types.yaml", "types: {A: {maxLength: 5,   type: string}}\n")
	file := filepath.Join(folder, "events.yaml")
	if code, stdout, _ := command(t, "", "fmt", "--check", "-f", file); code != exitContract || strings.Count(stdout, "\n") != 2 {
		t.Errorf("fmt --check: exit code %d, %q", code, stdout)
	}
	if code, _, stderr := command(t, "", "fmt", "-f", file); code != exitFine {
		t.Errorf("fmt: exit code %d, %s", code, stderr)
	}
	if code, stdout, _ := command(t, "", "fmt", "--check", "-f", file); code != exitFine || stdout != "" {
		t.Errorf("fmt --check after fmt: exit code %d, %q", code, stdout)
	}
	got, err := os.ReadFile(filepath.Join(folder, "types.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "types: { A: { type: string, maxLength: 5 } }\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the permissions became %v, %v", info.Mode(), err)
	}
}
