package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew; read the diff before committing it")

// golden compares an output with a file, and writes the file with -update.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", file, got, want)
	}
}

// command runs the tool and gives what it printed.
func command(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(args, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

// TestBadContracts holds the message of every mistake. Each contract of testdata/bad has its diagnostics beside it.
func TestBadContracts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	different := make(map[string]bool)
	for _, file := range files {
		code, stdout, stderr := command(t, "", "generate", "-f", file)
		if code != exitContract || stdout != "" {
			t.Errorf("%s: exit code %d, standard output %q", file, code, stdout)
		}
		golden(t, strings.TrimSuffix(file, ".yaml")+".txt", []byte(stderr))
		for line := range strings.Lines(stderr) {
			if _, message, ok := strings.Cut(line, " error: "); ok {
				different[message] = true
			}
		}
		if strings.Contains(stderr, "\x1b") {
			t.Errorf("%s: colours in what is no terminal", file)
		}
	}
	if len(files) < 80 || len(different) < 80 {
		t.Errorf("%d contracts with %d different messages, want at least 80 of each", len(files), len(different))
	}
	if _, err := os.Stat("testdata/bad/generated"); err == nil {
		t.Error("something was generated from a bad contract")
	}
}

func TestHugeContractIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "events.yaml")
	huge := "version: 1\nname: chat\ndoc: " + strings.Repeat("a", 50<<20) + "\n"
	if err := os.WriteFile(file, []byte(huge), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := command(t, "", "check", "-f", file)
	if code != exitContract || !strings.Contains(stderr, "the file has 52428828 bytes, which is too large") || len(stderr) > 1000 {
		t.Errorf("exit code %d, %.1000s", code, stderr)
	}
}
