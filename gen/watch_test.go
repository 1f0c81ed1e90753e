package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// lockedBuffer is written by the watcher while the test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func TestWatchGeneratesAgain(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("events.yaml", "version: 1\nname: x\ninclude: [more.yaml]\n")
	write("more.yaml", "clientToServer: { client.first: {} }\n")
	var out lockedBuffer
	s := &session{stderr: &out, stdout: io.Discard, file: filepath.Join(folder, "events.yaml")}
	s.options.interval = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int)
	go func() { done <- s.watch(ctx, nil) }()
	waitFor(t, &out, "generated in", 1)
	write("more.yaml", "clientToServer: { client.second: strin }\n")
	waitFor(t, &out, "an event is a mapping", 1)
	write("more.yaml", "clientToServer: { client.second: {} }\n")
	waitFor(t, &out, "generated in", 2)
	// An editor that writes another file and renames it, and one that moves the old file away first.
	write("other.yaml", "clientToServer: { client.third: {} }\n")
	rename(t, filepath.Join(folder, "other.yaml"), filepath.Join(folder, "more.yaml"))
	waitFor(t, &out, "generated in", 3)
	rename(t, filepath.Join(folder, "events.yaml"), filepath.Join(folder, "events.yaml~"))
	waitFor(t, &out, "no such file", 1)
	rename(t, filepath.Join(folder, "events.yaml~"), filepath.Join(folder, "events.yaml"))
	waitFor(t, &out, "generated in", 4)
	write("more.yaml", "clientToServer: { client.second: {} }\n")
	waitFor(t, &out, "generated in", 5)
	cancel()
	if code := <-done; code != exitFine {
		t.Errorf("exit code %d", code)
	}
	text, err := os.ReadFile(filepath.Join(folder, "generated/events.schema.json"))
	if err != nil || !strings.Contains(string(text), "client.second") {
		t.Errorf("the output of the last change is %s, %v", text, err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// waitFor waits until a text was printed n times.
func waitFor(t *testing.T, out *lockedBuffer, text string, n int) {
	t.Helper()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for strings.Count(out.String(), text) < n {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("never saw %q %d times in\n%s", text, n, out.String())
		}
	}
}

// TestWatchAsJSON holds that every line for tools is JSON, and that the last of each run says how it went.
func TestWatchAsJSON(t *testing.T) {
	t.Parallel()
	file := contractIn(t, small)
	var out, plain lockedBuffer
	s := &session{stderr: &plain, stdout: &out, file: file, json: true}
	s.options.interval = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int)
	go func() { done <- s.watch(ctx, nil) }()
	waitFor(t, &out, `{"generated":true,"milliseconds":`, 1)
	if err := os.WriteFile(file, []byte("version: 2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	waitFor(t, &out, `{"generated":false,"milliseconds":`, 1)
	cancel()
	if code := <-done; code != exitFine || plain.String() != "" {
		t.Errorf("exit code %d, standard error has %s", code, plain.String())
	}
	for line := range strings.Lines(out.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
}
