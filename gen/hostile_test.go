//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

// TestOutputsBehindASymbolicLink keeps the link when all that is in one of its folders goes.
func TestOutputsBehindASymbolicLink(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	folder := filepath.Dir(file)
	elsewhere := t.TempDir()
	link(t, elsewhere, filepath.Join(folder, "generated"))
	expect(t, exitFine, "generate", "-f", file)
	if err := os.WriteFile(file, []byte(strings.Replace(small, "clientToServer", "outputs: { asyncapi: false }\nclientToServer", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, exitFine, "generate", "-f", file)
	expect(t, exitFine, "check", "-f", file)
	if _, err := os.Stat(filepath.Join(elsewhere, "asyncapi.yaml")); !os.IsNotExist(err) {
		t.Errorf("what is generated no longer is still there: %v", err)
	}
}

func TestWhatStandsInTheWayOfAFolderIsNamed(t *testing.T) {
	t.Parallel()
	for want, prepare := range map[string]func(generated string) error{
		"generated is a file, not a folder; move it away, or set another path under `outputs`": func(g string) error { return os.WriteFile(g, nil, 0o644) },
		"generated is a symbolic link that leads nowhere; mend it, or remove it":               func(g string) error { return os.Symlink("nowhere", g) },
	} {
		file := contractIn(t, small)
		if err := prepare(filepath.Join(filepath.Dir(file), "generated")); err != nil {
			t.Fatal(err)
		}
		if _, stderr := expect(t, exitCall, "generate", "-f", file); !strings.Contains(stderr, want) || strings.Contains(stderr, ".eventwire-") {
			t.Errorf("generate says %s", stderr)
		}
	}
}

func TestAFolderThatCannotBeWrittenIsNamed(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		// Root may write everywhere: a folder of /proc takes no file of anybody.
		file := contractIn(t, small)
		link(t, "/proc/self", filepath.Join(filepath.Dir(file), "generated"))
		_, stderr := expect(t, exitCall, "generate", "-f", file)
		if !strings.Contains(stderr, "cannot write ") || !strings.Contains(stderr, "nothing was written") || strings.Contains(stderr, ".eventwire-") {
			t.Errorf("generate says %s", stderr)
		}
		return
	}
	file := contractIn(t, small)
	expect(t, exitFine, "generate", "-f", file)
	events := filepath.Join(filepath.Dir(file), "generated/events")
	if err := os.WriteFile(file, []byte(strings.Replace(small, "100", "99", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(events, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(events, 0o755) })
	if _, stderr := expect(t, exitCall, "generate", "-f", file); !strings.Contains(stderr, "cannot write "+events+"/client.go: permission denied; nothing was written") {
		t.Errorf("generate says %s", stderr)
	}
}

func TestFmtKeepsASymbolicLink(t *testing.T) {
	t.Parallel()
	file := contractIn(t, "version:   1\nname: x\n")
	alias := filepath.Join(t.TempDir(), "events.yaml")
	link(t, file, alias)
	expect(t, exitFine, "fmt", "-f", alias)
	info, err := os.Lstat(alias)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info, err)
	}
	if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), "   1") {
		t.Errorf("the file holds %s, %v", text, err)
	}
}

// TestAnIncludeThatNeverEnds would wait for ever for somebody to write to the pipe.
func TestAnIncludeThatNeverEnds(t *testing.T) {
	t.Parallel()
	file := contractIn(t, "version: 1\nname: x\ninclude: [pipe.yaml]\n")
	if err := syscall.Mkfifo(filepath.Join(filepath.Dir(file), "pipe.yaml"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, stderr := expect(t, exitContract, "check", "-f", file); !strings.Contains(stderr, `events.yaml:3:11: error: cannot include "pipe.yaml": is no file, but a device or a pipe`) {
		t.Errorf("check says %s", stderr)
	}
}

func TestInputWithoutEnd(t *testing.T) {
	t.Parallel()
	if _, stderr := expect(t, exitCall, "check", "-f", "/dev/zero"); !strings.Contains(stderr, "/dev/zero has no end within 32 MiB; a contract has at most 16 MiB") {
		t.Errorf("check says %s", stderr)
	}
}
